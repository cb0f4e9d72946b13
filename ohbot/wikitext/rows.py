"""What each line of a page is: a heading, a message, a list item, text, or furniture that a reader does not see."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ohbot.wikitext.messages import MessageSpans, read_message
from ohbot.wikitext.source import Line, Source

Kind: TypeAlias = Literal["blank", "heading", "message", "list", "text", "furniture", "held"]

_HEADING = re.compile(r"(={1,6})(.+?)(={1,6})[ \t]*", re.DOTALL)
_MARK = re.compile(r"[*#:;]+")
_TEMPLATES = re.compile(r"\s*(?:\{\{(?:[^{}]|\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\})*\}\}\s*)+")
_QUIET = re.compile(
    r"\[\[(?:Category|[a-z]{2,3}(?:-[a-z]+)?):[^\]]*\]\]|__[A-Z]+__|</?[a-zA-Z][^>]*>|&[a-zA-Z]+;|<!--.*?(?:-->|$)"
    r"|\{\|[^\n]*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line and what it is; ``mark`` is its list mark, ``at`` where its content begins behind mark and blanks."""

    line: Line
    kind: Kind
    mark: str = ""
    at: int = 0
    level: int = 0
    message: MessageSpans | None = None

    @property
    def content(self) -> str:
        """What the line says behind its list mark."""
        return self.line.text[self.at :]


def is_seen(text: str) -> bool:
    """Whether a reader sees letters or digits of this wikitext.

    Templates alone on their lines, categories, interlanguage links, behaviour switches, tags and comments are
    furniture.
    """
    if _TEMPLATES.fullmatch(text):
        return False
    return any(c.isalnum() for c in _QUIET.sub("", text))


def is_text(line: str) -> bool:
    """Whether a line that stands by itself is plain text: no list item, heading, message, table or furniture."""
    return _row(Line(0, len(line), line, "page")).kind == "text" and not line.lstrip().startswith(("{|", " "))


def rows_of(source: Source) -> list[Row]:
    """Every line of the page with what it is."""
    return [_row(line) for line in source.lines]


def _row(line: Line) -> Row:
    text = line.text
    message = read_message(text, line.context)
    if message:
        return Row(line, "message", message=message)
    if not text.strip():
        return Row(line, "blank")
    if line.context != "page":
        return Row(line, "held")
    if text[0] == "=":
        return _heading(line)
    mark = _MARK.match(text)
    if mark:
        content = text[mark.end() :]
        return Row(line, "list", mark[0], mark.end() + len(content) - len(content.lstrip()))
    if not is_seen(text):
        return Row(line, "furniture")
    return Row(line, "text", at=len(text) - len(text.lstrip()))


def _heading(line: Line) -> Row:
    found = _HEADING.fullmatch(line.text.rstrip())
    if not found or not found[2].strip(" \t="):
        return Row(line, "text" if is_seen(line.text) else "furniture")
    level = min(len(found[1]), len(found[3]))
    content = line.text[level:]
    return Row(line, "heading", at=level + len(content) - len(content.lstrip()), level=level)
