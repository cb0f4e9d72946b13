"""Headings that ask, each with its answers as the paragraphs below it."""

from itertools import pairwise

from ohbot.wikitext.nodes import ExchangeNode, exchange_of
from ohbot.wikitext.rows import Row, asks
from ohbot.wikitext.shapes.form import Form
from ohbot.wikitext.sheet import GUARD, Sheet

FORM = Form("headings", "=== ", " ===", ("\n", "\n\n"), style="bold", gap=1, is_list=False)


def text_end(row: Row) -> int:
    """Where the words of a heading end, before its equals signs."""
    return len(row.text.rstrip()) - row.level


def asking(sheet: Sheet, edges: list[int]) -> dict[int, bool]:
    """The headings among these rows that may be questions, with whether the guard says so for certain.

    Headings of the highest level are questions only where most of them ask; talk pages are signed.
    """
    rows = sheet.rows
    found = {i: _is_guarded(rows[i]) for i in edges if _asks(rows[i])}
    lowest = min((rows[i].level for i in edges), default=0)
    top = [i for i in edges if rows[i].level == lowest]
    top_asking = [i for i in top if i in found]
    if len(top_asking) < 3 or len(top_asking) * 3 < len(top) * 2:
        found = {i: sure for i, sure in found.items() if sure or rows[i].level > lowest}
    ends = dict(pairwise([*edges, len(rows)]))
    signed = [i for i in found if any(row.is_signed for row in rows[i + 1 : ends[i]])]
    if len(signed) * 2 > len(found):
        return {i: sure for i, sure in found.items() if sure or i not in signed}
    return found


def _is_guarded(row: Row) -> bool:
    return GUARD.match(row.content) is not None


def _asks(row: Row) -> bool:
    return _is_guarded(row) or asks(row.content.rstrip().rstrip("=").strip(" \t'"))


def read(sheet: Sheet, start: int, end: int) -> ExchangeNode:
    """The exchange of a heading and the rows below it."""
    row = sheet.rows[start]
    question = sheet.question(row, row.at, text_end(row))
    cells, last = sheet.paragraphs(start + 1, end)
    tail = sheet.rows_end(last if cells else start)
    return ExchangeNode(row.line.start, tail, exchange_of(question, cells), "headings", question, cells)
