"""Page skeletons: what a new page says around its session, from a Jinja template in a sandbox.

A skeleton speaks ``<< value >>`` and ``<% if %>``, because braces are wikitext. All values are escaped: they show
on the page as they are. ``<< body >>`` is where the session goes, ``<< header >>`` the wiki's header template with
the session's facts in it, where the archive names one. What a skeleton says in words is prose of the session from the
moment at which its page is made; the rest (templates, categories, comments) is the page's own.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import lru_cache
from traceback import walk_tb
from types import FrameType
from typing import Any

from jinja2 import StrictUndefined, TemplateRuntimeError
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ohbot.diff.align import is_nearly
from ohbot.errors import InputError
from ohbot.model import FACTS, Exchange, Heading, Item, Message, Prose, Session, words_in
from ohbot.model.counting import kind_of
from ohbot.wikitext.accord import facts_shown, in_accord
from ohbot.wikitext.escape import escape, link_target
from ohbot.wikitext.facts import header
from ohbot.wikitext.fields import LINE_FORMS
from ohbot.wikitext.lens import PARTED, PARTING, create, get, in_units, put
from ohbot.wikitext.mentions import facts_in_prose

_BODY = "\x00body\x00"
_SOURCE = "<template>"
"""What Jinja calls the file of a template that comes as text."""
_MOST_LINES = 100_000
"""So many lines of a template may be worked through; a page skeleton needs a hundred."""
_MOST_CHARACTERS = 1_000_000


class _Wikitext(str):
    """Text that is wikitext already, and not escaped again."""


def _shown(value: object) -> object:
    return value if isinstance(value, _Wikitext) else escape(str(value))


class _Environment(ImmutableSandboxedEnvironment):
    """A sandbox in which no single operation takes long."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Numbers alone are multiplied, and small ones; a text as the left side of ``%`` would be a format."""
        numbers = all(isinstance(side, int | float) and abs(side) < _MOST_CHARACTERS for side in (left, right))
        if operator == "**" or not numbers:
            raise TemplateRuntimeError(f"{operator!r} does not work with these values here")
        return super().call_binop(context, operator, left, right)


_ENVIRONMENT = _Environment(
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


def _listed(values: Iterable[object], parting: str = ", ", last: str = ", ") -> _Wikitext:
    """Several values in a sentence: ``<< venues | listed(", ", " and ") >>``."""
    texts = [str(_shown(value)) for value in values]
    parts = [parting.join(texts[:-1])] if texts[:-1] else []
    return _Wikitext(str(_shown(last)).join([*parts, *texts[-1:]]))


_ENVIRONMENT.filters["listed"] = _listed
_ENVIRONMENT.globals = {"range": _ENVIRONMENT.globals["range"]}  # others make texts without end, or nothing of use


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A page skeleton with what the archive says of new pages; ``name`` names its template in errors.

    ``header`` is the name of the wiki's header template, ``time_link`` the address of a converter of times with
    ``{timestamp}`` or ``{start}`` in it, ``zone`` where the sessions keep their hour;
    with ``translate`` a page comes in units for translators.
    """

    name: str = "page skeleton"
    template: str = "<< body >>"
    shape: str = "numbered"
    categories: tuple[str, ...] = ()
    header: str | None = None
    time_link: str | None = None
    zone: tzinfo | None = None
    translate: bool = False

    def around(self, session: Session, shown: tuple[str, ...], *, bare: bool = False) -> tuple[str, str]:
        """What a page of this session has before and after its body, which itself shows the facts ``shown``.

        With ``bare`` its header template has no facts. Raises InputError where the template cannot be used: it is no
        template, asks for what there is not, does not end, or has no place for the body.
        """
        empty = f"{{{{{self.header}}}}}\n"
        call = _Wikitext((empty if bare else header(self.header, session)) if self.header else "")
        values = self._values(session) | {"header": call, "shown": list(shown), "body": _Wikitext(_BODY)}
        text = _worked_out(self.template, values, name=self.name, what="page skeleton")
        before, body, after = text.partition(_BODY)
        if not body or _BODY in after:
            raise InputError(f"{self.name}: a page skeleton needs '<< body >>' once, where the session goes")
        return before, after.removeprefix("\n")

    def page(self, session: Session) -> tuple[Session, str]:
        """The session with what the skeleton says in words, and the text of its new page.

        Raises InputError, and LensError where the page would not read back as the session.
        """
        before, after = (_unsaid(text, session.body) for text in self.around(session, shown_by(session)))
        before = before.lstrip("\n")
        first, last = self._items(before, after)
        said = replace(session, body=_joined(_joined(first, session.body), last))
        if session.body:
            text = create(said, shape=self.shape, before=before, after=after)
        else:
            text = before + (after.lstrip("\n") if before.endswith("\n\n") or not before else after)
            said = replace(session, body=get(text).body)
        if first or last or not session.body:
            said, text = _settled(said, text, session)
        return said, in_units(text) if self.translate else text

    def _items(self, before: str, after: str) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
        """What stands in words before and after the body."""
        items = get(f"{before}\n{PARTING}{after}").body
        for item in items:
            if not isinstance(item, Prose | Heading):
                raise InputError(
                    f"{self.name}: what a page skeleton says is prose and headings, and this would be read as "
                    f"{'an' if isinstance(item, Exchange) else 'a'} {kind_of(item)}; say it in other words, or in "
                    f"the sessions' bodies: {words_in(item)[:60]}"
                )
        at = next((at for at, item in enumerate(items) if words_in(item) == PARTED), None)
        if at is None:
            raise InputError(
                f"{self.name}: '<< body >>' stands in a template, table or comment, where it could not be read back; "
                "put it on a line of its own, outside of them"
            )
        return items[:at], items[at + 1 :]

    def facts(self) -> frozenset[str]:
        """The facts that what the skeleton says depends on; raises InputError where it is no template."""
        return _facts_in(self.template, self.name)

    def _values(self, session: Session) -> dict[str, object]:
        start, zone, link = session.start, self.zone, None
        if self.time_link is not None and isinstance(start, datetime):
            link = link_target(self.time_link.format(timestamp=int(start.timestamp()), start=start))
        return {
            "title": session.title or "",
            "status": session.status or "",
            "start": start,
            "end": session.end,
            "local_start": start.astimezone(zone) if zone and isinstance(start, datetime) else None,
            "zone": str(zone) if zone else "",
            "time_link": _Wikitext(link or ""),
            "venues": [_said("venues", (one,)) for one in session.venues],
            "recordings": [_said("recordings", (one,)) for one in session.recordings],
            "people": [
                {"name": one.name, "role": one.role or "", "username": one.username or ""}
                | {"full": _said("people", (one,))}  # linked where the account is known, with the role in brackets
                for one in session.people
            ],
            "default_speaker": _said("default_speaker", session.default_speaker),
            "has_talk": any(isinstance(item, Message | Exchange) for item in session.body),
            "categories": list(self.categories),
        }


@lru_cache(maxsize=16)
def _facts_in(template: str, name: str) -> frozenset[str]:
    try:
        used = find_undeclared_variables(_ENVIRONMENT.parse(template))
    except Exception as error:  # see `_worked_out`
        raise _not_working(error, name, "page skeleton") from None
    made = {"start"} if used & {"local_start", "time_link"} else set()
    return frozenset(used | made) & frozenset(FACTS)


def _joined(one: tuple[Item, ...], other: tuple[Item, ...]) -> tuple[Item, ...]:
    """Items and others behind them; what is prose on both sides is one on the page."""
    if not (one and other and isinstance(one[-1], Prose) and isinstance(other[0], Prose)):
        return (*one, *other)
    text = f"{one[-1].wikitext}\n\n{other[0].wikitext}"
    return (*one[:-1], Prose(text, one[-1].metadata or other[0].metadata), *other[1:])


def _settled(session: Session, text: str, own: Session) -> tuple[Session, str]:
    """A session and its page, where the skeleton's words tell facts as they would be written there.

    What the session's ``own`` prose tells otherwise is about something else, and stays.
    """
    shown, same = get(text, prior=session), facts_shown(own)
    others = {fact: getattr(shown, fact) for fact in facts_in_prose(own.body) if fact not in same}
    meant = replace(session, **others)
    settled = put(meant, text)
    return (session, text) if settled == text else (replace(session, body=in_accord(shown, meant).body), settled)


def _unsaid(text: str, body: Sequence[Item]) -> str:
    """What a skeleton puts around a body without the lines that this has at its ends: it was a page, as it seems."""
    talk = [at for at, item in enumerate(body) if isinstance(item, Exchange | Message)] or [len(body)]
    around = (*body[: talk[0]], *body[talk[-1] + 1 :])
    said = [line for item in around if isinstance(item, Prose) for line in item.wikitext.split("\n") if line.strip()]
    lines = text.split("\n")
    kept = [line for line in lines if line not in said and not any(is_nearly(line, other) for other in said)]
    return text if len(kept) == len(lines) else re.sub(r"\n{3,}", "\n\n", "\n".join(kept))


def shown_by(session: Session) -> tuple[str, ...]:
    """The names of the facts that the prose of a session's body shows by itself, as that of imported notes does."""
    shown = facts_shown(session)
    return tuple(fact for fact in FACTS if fact in shown)


def _said(fact: str, value: Any) -> _Wikitext:
    """A fact, or an entry of a list, in the form in which pages are read."""
    return _Wikitext(LINE_FORMS[fact].write(value, "") if value else "")


def rendered(template: str, values: Mapping[str, object], *, name: str, shown: Callable[[object], str]) -> str:
    """A template of plain text, such as an edit summary, in one line; ``shown`` makes text of each value in it.

    Raises InputError where the template cannot be used; ``name`` names it.
    """
    return " ".join(_worked_out(template, values, name=name, what="template", shown=shown).split())


def _worked_out(
    template: str, values: Mapping[str, object], *, name: str, what: str, shown: Callable[[object], object] = _shown
) -> str:
    """What a template makes of the values; raises InputError with its line, whatever is wrong with it."""
    try:
        with _within_bounds():
            text = _ENVIRONMENT.overlay(finalize=shown).from_string(template).render(values)
        if len(text) > _MOST_CHARACTERS:
            raise TemplateRuntimeError("it makes too long a text")
    except Exception as error:  # a template is a program of somebody's: it may raise anything
        raise _not_working(error, name, what) from None
    return text


def _not_working(error: Exception, name: str, what: str) -> InputError:
    """The error of a template that does not work, with its line."""
    lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == _SOURCE]
    line = getattr(error, "lineno", None) or (lines[-1] if lines else None)
    message = " ".join(str(error).split())[:200] or type(error).__name__
    if message.startswith("no loader"):
        message = "it asks for another template, and each has to stand alone here"
    return InputError(f"{name}{f':{line}' if line else ''}: this {what} does not work: {message}")


@contextmanager
def _within_bounds() -> Iterator[None]:
    """Raise TemplateRuntimeError where a template does not come to its end: Jinja has no bound of its own."""
    left = _MOST_LINES

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename != _SOURCE:
            return None
        left -= event == "line"
        if left < 0:
            raise TemplateRuntimeError("it does not come to an end; look at its loops")
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)
