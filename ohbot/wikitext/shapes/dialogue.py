"""Dialogues: paragraphs that begin with a name, in sections where they are the rule."""

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from ohbot.model import Message
from ohbot.wikitext.nodes import MessageNode, Node
from ohbot.wikitext.rows import GUARD, Row
from ohbot.wikitext.sheet import Sheet
from ohbot.wikitext.source import Span


class _Talk(NamedTuple):
    """The rows of a section that may be spoken, and those of them that begin with a name."""

    rows: list[int]
    spoken: list[int]


def read(sheet: Sheet, sections: list[Span], taken: list[Node]) -> list[MessageNode]:
    """The messages of dialogues in some sections, besides what other shapes have taken there."""
    inside = _covering(taken)
    talks = [_talk(sheet, [i for i in range(*span) if not inside(sheet.rows[i])]) for span in sections]
    rule = [_is_rule(sheet, talk) for talk in talks]
    people = {_who(sheet, i) for talk, ruled in zip(talks, rule, strict=True) if ruled for i in talk.spoken}
    found: list[MessageNode] = []
    for talk, ruled in zip(talks, rule, strict=True):
        alone = len(talk.spoken) == len(talk.rows) and all(_who(sheet, i) in people for i in talk.spoken)
        spoken = talk.spoken if ruled or alone else [i for i in talk.spoken if _is_guarded(sheet, i)]
        rows = set(talk.rows)
        found += [_message(sheet, i, rows) for i in spoken]
    return found


def _talk(sheet: Sheet, free: list[int]) -> _Talk:
    rows = [i for i in free if sheet.rows[i].kind == "text" or sheet.rows[i].mark == ":"]
    return _Talk(rows, [i for i in rows if _speaks(sheet, i)])


def _speaks(sheet: Sheet, index: int) -> bool:
    row = sheet.rows[index]
    return sheet.speaker(row, row.at) is not None and (not row.is_signed or _is_guarded(sheet, index))


def _is_rule(sheet: Sheet, talk: _Talk) -> bool:
    """Whether at least half of the paragraphs begin with a name."""
    spoken = set(talk.spoken)
    paragraphs = sum(n == 0 or talk.rows[n - 1] != i - 1 or i in spoken for n, i in enumerate(talk.rows))
    return len(talk.spoken) > 1 and len(talk.spoken) * 2 >= paragraphs


def _is_guarded(sheet: Sheet, index: int) -> bool:
    row = sheet.rows[index]
    spoken = sheet.speaker(row, row.at)
    return spoken is not None and "<nowiki" in row.text[spoken.read.who[1] : spoken.read.end]


def _who(sheet: Sheet, index: int) -> str:
    row = sheet.rows[index]
    spoken = sheet.speaker(row, row.at)
    return spoken.who if spoken else ""


def _message(sheet: Sheet, first: int, rows: set[int]) -> MessageNode:
    stop = first + 1
    while stop in rows and sheet.rows[stop].kind == sheet.rows[first].kind == "text" and not _speaks(sheet, stop):
        stop += 1
    row = sheet.joined(first, stop)
    spoken = sheet.speaker(row, row.at)
    assert spoken is not None
    read = spoken.read
    guard = GUARD.match(row.text, read.end)
    text, value = sheet.trimmed(row, guard.end() if guard else read.end, _text_end(row))
    place = row.line.place(read.who[0]), row.line.place_after(read.who[1])
    item = Message(value, None, spoken.who)
    return MessageNode(row.line.start, sheet.rows_end(stop - 1), item, "page", None, place, text, "dialogue")


def _text_end(row: Row) -> int:
    """Where the text ends, before line breaks at the end of the line."""
    return row.parts[-1][1]


def _covering(nodes: list[Node]) -> Callable[[Row], bool]:
    spans = sorted((node.start, node.end) for node in nodes)
    starts = [start for start, _ in spans]

    def inside(row: Row) -> bool:
        at = bisect_right(starts, row.line.start) - 1
        return at >= 0 and row.line.start < spans[at][1]

    return inside
