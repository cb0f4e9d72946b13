"""Headings that ask, each with its answers as the paragraphs below it."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from ohbot.recognise.questions import asks, is_about
from ohbot.wikitext.layout import Layout
from ohbot.wikitext.rows import PageRow

_GUARD_AT_END = re.compile(r"\s*<nowiki\s*/>\s*$")


def words_end(row: PageRow) -> int:
    """Where the words of a heading end, before a guard behind them: that says that it is no question."""
    end = row.text_end
    found = _GUARD_AT_END.search(row.text, max(row.at, end - 20), end)
    return found.start() if found else end


def asking(layout: Layout, edges: list[int]) -> dict[int, bool]:
    """The headings among these rows that may be questions, with whether a guard or a label says so for certain.

    Headings of the highest level are questions only where three and half of them ask, besides those that tell that
    none do ("See also"); talk pages are signed.
    """
    rows = layout.rows
    free = [i for i in edges if rows[i].is_guarded or words_end(rows[i]) == rows[i].text_end]
    words = {i: rows[i].text[rows[i].at : words_end(rows[i])].strip(" \t'") for i in free}
    found = {i: rows[i].is_guarded or rows[i].label == "Q" for i in free if rows[i].is_guarded or asks(words[i])}
    ends = dict(pairwise([*edges, len(rows)]))
    lowest = min((rows[i].level for i in edges), default=0)
    top = [i for i in edges if rows[i].level == lowest and (i in found or is_about(rows[i].content) is None)]
    top_asking = [i for i in top if i in found]
    tops = layout.transcript is not None or (len(top_asking) >= 3 and len(top_asking) * 2 >= len(top))
    needed = "" if layout.transcript else "; 3 and half of them are needed"
    counts = f"{len(top_asking)} of {len(top)} of the highest level ask{needed}"
    layout.note(top_asking, "question", tops, "headings that ask", counts)
    layout.note(found.keys() - set(top), "question", True, "heading that asks", "below the highest level")
    if not tops:
        found = {i: sure for i, sure in found.items() if sure or rows[i].level > lowest}
    announced = [i for i in _announced(rows, edges, found) if i in words and layout.answers(i + 1, ends[i])]
    layout.note(announced, "question", True, "heading among such that ask", "the one above says so")
    found |= dict.fromkeys(announced, False)
    layout.note((i for i in found if rows[i].is_guarded), "question", True, "guard", "its words begin with <nowiki/>")
    layout.note((i for i in found if rows[i].label == "Q"), "question", True, "label", "begins with Q")
    signed = [i for i in found if any(row.is_signed for row in rows[i + 1 : ends[i]])]
    if len(signed) * 2 > len(found):
        counts = f"{len(signed)} of {len(found)} have signatures below; more than half bar it"
        layout.note(signed, "question", False, "signed sections", counts)
        return {i: sure for i, sure in found.items() if sure or i not in signed}
    return found


def _announced(rows: list[PageRow], edges: list[int], asking: Collection[int]) -> Iterator[int]:
    """The other headings where more than half ask right below one that says that questions stand there."""
    below: dict[int, list[int]] = {}
    above: list[int] = []
    for i in edges:
        while above and rows[above[-1]].level >= rows[i].level:
            above.pop()
        if above and is_about(rows[above[-1]].content) and (i in asking or is_about(rows[i].content) is not False):
            below.setdefault(above[-1], []).append(i)
        above.append(i)
    for found in below.values():
        if sum(i in asking for i in found) * 2 > len(found):
            yield from (i for i in found if i not in asking)
