"""Dialogues: paragraphs or list items that begin with a name, where they are the rule."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from ohbot.model import Message
from ohbot.model.enclosures import Span
from ohbot.model.text import one_line
from ohbot.recognise.labels import CALLED
from ohbot.recognise.questions import is_about
from ohbot.wikitext.nodes import MessageNode
from ohbot.wikitext.rows import GUARD, Row
from ohbot.wikitext.sheet import Sheet, Spoken


class _Talk(NamedTuple):
    """The rows of a section that may be spoken, alike in their marks, and who speaks those that begin with a name.

    ``barred`` tells that the heading above says that lists like this are none.
    """

    rows: list[int]
    spoken: dict[int, Spoken]
    barred: bool


_MARKS = (("", ":"), ("*",), ("#",))
"""The marks of rows that may be one talk."""


def read(sheet: Sheet, sections: list[Span], taken: Sequence[bool]) -> Iterator[range]:
    """The rows of each message of the dialogues in some sections, besides what other shapes have taken there."""
    free = {span: [i for i in range(*span) if not taken[i]] for span in sections}
    talks = [_talk(sheet, free[span], marks, barred=_bars(sheet, span)) for span in sections for marks in _MARKS]
    rule = [_is_rule(sheet, talk) for talk in talks]
    people = {said.who for talk, ruled in zip(talks, rule, strict=True) if ruled for said in talk.spoken.values()}
    for talk, ruled in zip(talks, rule, strict=True):
        alone = len(talk.spoken) == len(talk.rows) and all(said.who in people for said in talk.spoken.values())
        sure = ruled or (alone and not talk.barred)
        rows = set(talk.rows)
        for first in talk.spoken:
            marked = is_marked(sheet, first)
            if sure or marked:
                if not ruled:
                    evidence = "<nowiki/> marks the name" if marked else "all speak in a dialogue elsewhere"
                    sheet.note([first], "spoken", True, "dialogue", evidence)
                yield range(first, _end(sheet, first, rows))


def _end(sheet: Sheet, first: int, rows: Set[int]) -> int:
    """Behind the last row of the paragraph that begins in a row."""
    stop = first + 1
    while stop in rows and sheet.rows[stop].kind == sheet.rows[first].kind == "text" and not _spoken(sheet, stop):
        stop += 1
    return stop


def _bars(sheet: Sheet, section: Span) -> bool:
    """Whether the heading of a section says that no talk is listed below it."""
    above = sheet.rows[section[0] - 1] if section[0] else None
    return above is not None and above.kind == "heading" and is_about(above.content) is False


def is_talk(sheet: Sheet, items: list[int]) -> bool:
    """Whether these list items are a talk: most of them begin with a name, and somebody speaks again.

    Labels (``When:``, ``Where:``), and the people in a list of who does what, stand there once.
    """
    spoken = [said.who for i in items if (said := _spoken(sheet, i))]
    return len(set(spoken)) < len(spoken) and len(spoken) * 2 >= len(items)


def _talk(sheet: Sheet, free: list[int], marks: tuple[str, ...], *, barred: bool) -> _Talk:
    rows = [i for i in free if sheet.rows[i].kind in ("text", "list") and sheet.rows[i].mark in marks]
    spoken = {i: said for i in rows if (said := _spoken(sheet, i))}
    return _Talk(rows, spoken, barred and "" not in marks)


def _spoken(sheet: Sheet, index: int) -> Spoken | None:
    """Who speaks a row, or None where nobody is named or its form says that it is no part of a talk."""
    row = sheet.rows[index]
    if row.is_signed and not is_marked(sheet, index):
        return None
    below_guard = index > 0 and sheet.rows[index - 1].is_lone_guard
    return None if below_guard else sheet.speaker(row, row.at)


def _is_rule(sheet: Sheet, talk: _Talk) -> bool:
    """Whether at least half of the paragraphs begin with a name; a part told once (``Host: Anna``) is none."""
    if talk.rows and sheet.rows[talk.rows[0]].mark in ("*", "#"):
        holds = not talk.barred and is_talk(sheet, talk.rows)
        needed = "none by its heading" if talk.barred else "half, and one again, are needed"
        counts = f"{len(talk.spoken)} of {len(talk.rows)} begin with a name"
        sheet.note(talk.spoken, "spoken", holds, "list of a talk", f"{counts}; {needed}")
        return holds
    paragraphs = sum(n == 0 or talk.rows[n - 1] != i - 1 or i in talk.spoken for n, i in enumerate(talk.rows))
    times = Counter(said.who for said in talk.spoken.values())
    named = sum(times[said.who] > 1 or said.who.lower() not in CALLED for said in talk.spoken.values())
    holds = named > 1 and named * 2 >= paragraphs
    counts = f"{named} of {paragraphs} paragraphs begin with a name; 2 and half are needed"
    sheet.note(talk.spoken, "spoken", holds, "dialogue", counts)
    return holds


def is_marked(sheet: Sheet, index: int) -> bool:
    """Whether the guard says that what stands before it is the name of who speaks."""
    spoken = sheet.speaker(sheet.rows[index], sheet.rows[index].at)
    return spoken is not None and spoken.read.form == "guarded"


def message_node(sheet: Sheet, first: int, stop: int, spoken: Spoken) -> MessageNode:
    """The message that some rows make, of which the first says who speaks."""
    row, read = sheet.joined(first, stop), spoken.read
    guard = GUARD.match(row.text, read.end)
    text, value = sheet.trimmed(row, guard.end() if guard else read.end, _text_end(row))
    place = row.line.place(read.who[0]), row.line.place_after(read.who[1])
    item = Message(one_line(value), None, spoken.who)
    return MessageNode(row.line.start, sheet.rows_end(stop - 1), item, "page", None, place, text, "dialogue")


def _text_end(row: Row) -> int:
    """Where the text ends, before line breaks at the end of the line."""
    return row.parts[-1][1]
