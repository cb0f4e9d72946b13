"""Page skeletons: what a new page has around its session, from a Jinja template in a sandbox.

A skeleton speaks ``<< value >>`` and ``<% if %>``, because braces are wikitext. All values are escaped: they show
on the page as they are. ``<< body >>`` is where the session goes, ``<< header >>`` the wiki's header template with
the session's facts in it, where the archive names one.
"""

from collections.abc import Callable, Mapping, Sequence

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ohbot.errors import InputError
from ohbot.model import Item, Prose, Session
from ohbot.wikitext.escape import escape
from ohbot.wikitext.facts import header
from ohbot.wikitext.lens import get

_BODY = "\x00body\x00"


class _Wikitext(str):
    """Text that is wikitext already, and not escaped again."""


def _shown(value: object) -> object:
    return value if isinstance(value, _Wikitext) else escape(str(value))


_ENVIRONMENT = ImmutableSandboxedEnvironment(
    variable_start_string="<<",
    variable_end_string=">>",
    block_start_string="<%",
    block_end_string="%>",
    comment_start_string="<#",
    comment_end_string="#>",
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=StrictUndefined,
    finalize=_shown,
    autoescape=False,
)


def skeleton(
    template: str, session: Session, *, name: str, categories: Sequence[str] = (), header_name: str | None = None
) -> tuple[str, str]:
    """What a new page has before and after the session; ``name`` names the template in errors.

    Raises InputError where the template cannot be used: it is no template, asks for what there is not, or has no
    place for the body.
    """
    values = {
        "title": session.title or "",
        "start": session.start,
        "end": session.end,
        "categories": list(categories),
        "header": _Wikitext(header(header_name, session) if header_name else ""),
        "body": _Wikitext(_BODY),
    }
    try:
        text = _ENVIRONMENT.from_string(template).render(values)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        raise InputError(f"{name}{f':{line}' if line else ''}: this page skeleton does not work: {error}") from None
    before, body, after = text.partition(_BODY)
    if not body or _BODY in after:
        raise InputError(f"{name}: a page skeleton needs '<< body >>' once, where the session goes")
    if shown := get(before + "\n" + after).body:
        raise InputError(
            f"{name}: a page skeleton holds templates, categories and comments around '<< body >>', each on lines "
            f"of its own; this would be read as part of the session: {_first_words(shown[0])}"
        )
    return before, after.removeprefix("\n")


def _first_words(item: Item) -> str:
    text = item.wikitext if isinstance(item, Prose) else str(getattr(item, "text", getattr(item, "question", "")))
    return text.split("\n")[0][:60]


def rendered(template: str, values: Mapping[str, object], *, name: str, shown: Callable[[object], str]) -> str:
    """A template of plain text, such as an edit summary, in one line; ``shown`` makes text of each value in it.

    Raises InputError where the template cannot be used; ``name`` names it.
    """
    try:
        text = _ENVIRONMENT.overlay(finalize=shown).from_string(template).render(values)
    except TemplateError as error:
        raise InputError(f"{name}: this template does not work: {error}") from None
    return " ".join(text.split())
