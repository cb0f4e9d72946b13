"""Rows of plain-text notes: each line with its indent and list mark, and how hard-wrapped lines belong together."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ohbot.sources.base import Line
from ohbot.sources.speakers import names_speaker

Mark = Literal["number", "question", "answer", "bullet", "rule", ""]

_MARKS: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    ("rule", re.compile(r"(?:-{2,}|={2,}|_{3,}|\*{3,}|~{3,}|#{3,})\s*$")),
    (
        "number",
        re.compile(r"(?:Q(?:uestion)?\s?)?[#(]?(?P<n>\d{1,3})\s?[.):]\)?\s+(?:Q(?:uestion)?\s?:\s+)?(?=\S)", re.I),
    ),
    (
        "question",
        re.compile(
            r"(?:[-*•]\s+)?(?:Q|Question)(?:\s?[:：.)]|\s?[(\[](?P<asker>[^()\[\]]{1,60})[)\]]\s?[:：])\s*|;\s+"
        ),
    ),
    (
        "answer",
        re.compile(
            r"(?:[-*•]\s+)?(?:A|Ans|Answer)(?:\s?\d{0,3}\s?[:：]\s*|\d{1,3}[.)]\s+|\s*(?=[(\[][^()\[\]]+[)\]]\s?:))"
            r"|[:>]\s+"
        ),
    ),
    ("bullet", re.compile(r"(?:(?P<stars>\*{1,6})|[-+•◦▪‣·–—]|[o\u25cb](?=\s{2}))\s+(?=\S)")),
)
STEP = 4
"""The columns by which each star of a wiki's list after the first sets its line in."""

MIN_WRAP, MAX_WRAP = 40, 120
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Row:
    """A line that is not blank: ``raw`` is its text with the list mark, ``text`` without.

    ``indent`` counts columns (tab stops every 4), ``width`` is the whole line's; ``gap`` tells that a blank
    line comes before; ``n`` is the number of a numbered row and ``style`` its mark without it; ``asker`` is
    whom the mark of a question names.
    """

    number: int
    indent: int
    mark: Mark
    raw: str
    text: str
    width: int
    gap: bool
    n: int | None = None
    style: str = ""
    asker: str | None = None


def scan(lines: Iterable[Line]) -> tuple[Row, ...]:
    """The rows of all lines that are not blank."""
    rows = []
    gap = True
    for number, text in lines:
        if text.strip():
            rows.append(_row(number, text, gap=gap))
        gap = not text.strip()
    return tuple(rows)


def _row(number: int, line: str, *, gap: bool) -> Row:
    wide = line.expandtabs(4).rstrip()
    raw = line.strip()
    indent = len(wide) - len(wide.lstrip())
    for mark, pattern in _MARKS:
        if found := pattern.match(raw):
            n = int(found["n"]) if mark == "number" else None
            style = re.sub(r"\d+", "", found[0]).strip()
            asker = found.groupdict().get("asker")
            indent += STEP * (len(found.groupdict().get("stars") or "*") - 1)
            return Row(number, indent, mark, raw, raw[found.end() :], len(wide), gap, n, style, asker)
    return Row(number, indent, "", raw, raw, len(wide), gap)


def wrap_width(rows: Sequence[Row]) -> int | None:
    """The column at which the writer's lines were broken, or None where lines end where people ended them.

    Lines were broken where the next line's first word would nearly always not have fitted any more, and
    where that mostly happened inside a sentence.
    """
    pairs = [(row, after) for row, after in pairwise(rows) if _could_go_on(row, after)]
    widths = sorted(row.width for row, _ in pairs)
    if not widths or not MIN_WRAP <= (width := widths[(len(widths) - 1) * 95 // 100]) <= MAX_WRAP:
        return None
    full = [row for row, after in pairs if _no_room(row, after, width)]
    inside = sum(not _SENTENCE_END.search(row.raw) for row in full)
    going_on = sum(goes_on(row, after, width) for row, after in pairs)
    return width if full and inside * 2 >= len(full) and going_on * 3 >= len(pairs) * 2 else None


def _could_go_on(row: Row, after: Row) -> bool:
    """Whether ``after`` may be the rest of a sentence in ``row``; below a question mark stands an answer."""
    if after.gap or after.mark or row.mark == "rule" or names_speaker(after.raw):
        return False
    return not (row.raw.endswith("?") and after.indent > row.indent)


def _no_room(row: Row, after: Row, width: int) -> bool:
    return row.width + 1 + len(after.raw.split(maxsplit=1)[0]) > width


def goes_on(row: Row, after: Row, width: int | None) -> bool:
    """Whether ``after`` goes on with the sentence of ``row``, in a text broken at ``width``.

    Either its first word had no room in ``row``, or it begins small where ``row`` ends no sentence.
    """
    if width is None or not _could_go_on(row, after):
        return False
    return _no_room(row, after, width) or (after.raw[0].islower() and not _SENTENCE_END.search(row.raw))
