"""Page skeletons: what a new page has around its session, from a Jinja template in a sandbox.

A skeleton speaks ``<< value >>`` and ``<% if %>``, because braces are wikitext. All values are escaped: they show
on the page as they are. ``<< body >>`` is where the session goes, ``<< header >>`` the wiki's header template with
the session's facts in it, where the archive names one.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from traceback import walk_tb
from types import FrameType
from typing import Any

from jinja2 import StrictUndefined, TemplateRuntimeError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ohbot.errors import InputError
from ohbot.model import Session, words_in
from ohbot.wikitext.escape import escape
from ohbot.wikitext.facts import header
from ohbot.wikitext.lens import get

_BODY = "\x00body\x00"
_SOURCE = "<template>"
"""What Jinja calls the file of a template that comes as text."""
_MOST_LINES = 100_000
"""So many lines of a template may be worked through; a page skeleton needs a hundred."""
_MOST_CHARACTERS = 1_000_000
SAMPLE = Session(
    title="Office hours", start=datetime(2020, 10, 15, 18, tzinfo=UTC), end=datetime(2020, 10, 15, 19, tzinfo=UTC)
)
"""What a skeleton is tried with."""


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
_ENVIRONMENT.globals = {"range": _ENVIRONMENT.globals["range"]}  # others make texts without end, or nothing of use


def skeleton(
    template: str, session: Session, *, name: str, categories: Sequence[str] = (), header_name: str | None = None
) -> tuple[str, str]:
    """What a new page has before and after the session; ``name`` names the template in errors.

    Raises InputError where the template cannot be used: it is no template, asks for what there is not, does not end,
    or has no place for the body.
    """
    values = {
        "title": session.title or "",
        "start": session.start,
        "end": session.end,
        "categories": list(categories),
        "header": _Wikitext(header(header_name, session) if header_name else ""),
        "body": _Wikitext(_BODY),
    }
    text = _worked_out(template, values, name=name, what="page skeleton")
    before, body, after = text.partition(_BODY)
    if not body or _BODY in after:
        raise InputError(f"{name}: a page skeleton needs '<< body >>' once, where the session goes")
    if shown := get(before + "\n" + after).body:
        first = words_in(shown[0]).split("\n")[0][:60]
        raise InputError(
            f"{name}: a page skeleton holds templates, categories and comments around '<< body >>', each on lines "
            f"of its own; this would be read as part of the session: {first}"
        )
    return before, after.removeprefix("\n")


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
        line = _line_of(error)
        message = " ".join(str(error).split())[:200] or type(error).__name__
        if message.startswith("no loader"):
            message = "it asks for another template, and each has to stand alone here"
        raise InputError(f"{name}{f':{line}' if line else ''}: this {what} does not work: {message}") from None
    return text


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


def _line_of(error: Exception) -> int | None:
    """The line of the template at which an error happened."""
    lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == _SOURCE]
    return getattr(error, "lineno", None) or (lines[-1] if lines else None)
