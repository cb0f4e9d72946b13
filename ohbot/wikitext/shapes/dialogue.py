"""Dialogues: paragraphs or list items that begin with a name, where they are the rule."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from ohbot.model import Message
from ohbot.model.enclosures import Span
from ohbot.model.text import one_line
from ohbot.recognise.labels import CALLED
from ohbot.recognise.questions import is_about
from ohbot.wikitext.layout import Layout
from ohbot.wikitext.names import NamedSpeaker
from ohbot.wikitext.nodes import MessageNode
from ohbot.wikitext.tokens import GUARD_TAG


class _Talk(NamedTuple):
    """The rows of a section that may be spoken, alike in their marks, and who speaks those that begin with a name.

    ``barred`` tells that the heading above says that lists like this are none.
    """

    rows: list[int]
    spoken: dict[int, NamedSpeaker]
    barred: bool


def read(layout: Layout, sections: list[Span], taken: Sequence[bool]) -> Iterator[range]:
    """The rows of each message of the dialogues in some sections, besides what other shapes have taken there."""
    free = {span: [i for i in range(*span) if not taken[i]] for span in sections}
    if layout.transcript:
        rows = {i for span in free.values() for i in span}
        said = [i for i in sorted(rows) if layout.rows[i].kind in ("text", "list") and _spoken(layout, i)]
        layout.note(said, "spoken", True, "a name that speaks in this transcript")
        yield from (range(first, _end(layout, first, rows)) for first in said)
        return
    # indented rows are as those that are not
    talks = [_talk(layout, span, free[span], mark) for span in sections for mark in ("", "*", "#")]
    rule = [_is_rule(layout, talk) for talk in talks]
    people = {said.who for talk, ruled in zip(talks, rule, strict=True) if ruled for said in talk.spoken.values()}
    for talk, ruled in zip(talks, rule, strict=True):
        alone = len(talk.spoken) == len(talk.rows) and all(said.who in people for said in talk.spoken.values())
        sure = ruled or (alone and not talk.barred)
        rows = set(talk.rows)
        for first in talk.spoken:
            marked = is_marked(layout, first)
            if sure or marked:
                if not ruled:
                    evidence = "<nowiki/> marks the name" if marked else "all speak in a dialogue elsewhere"
                    layout.note([first], "spoken", True, "dialogue", evidence)
                yield range(first, _end(layout, first, rows))


def _end(layout: Layout, first: int, rows: Set[int]) -> int:
    """Behind the last row of the paragraph that begins in a row."""
    stop = first + 1
    while stop in rows and layout.rows[stop].kind == layout.rows[first].kind == "text" and not _spoken(layout, stop):
        stop += 1
    return stop


def is_talk(layout: Layout, items: list[int]) -> bool:
    """Whether these list items are a talk: most of them begin with a name, and somebody speaks again.

    Labels (``When:``, ``Where:``), and the people in a list of who does what, stand there once.
    """
    spoken = [said.who for i in items if (said := _spoken(layout, i))]
    return len(set(spoken)) < len(spoken) and len(spoken) * 2 >= len(items)


def _talk(layout: Layout, section: Span, free: list[int], mark: str) -> _Talk:
    """The talk that rows with a mark may be in a section."""
    rows = [i for i in free if layout.rows[i].kind in ("text", "list") and layout.rows[i].mark.lstrip(":") == mark]
    spoken = {i: said for i in rows if (said := _spoken(layout, i))}
    above = layout.rows[section[0] - 1] if section[0] and mark else None
    barred = above is not None and above.kind == "heading" and is_about(above.content) is False
    return _Talk(rows, spoken, barred)


def _spoken(layout: Layout, index: int) -> NamedSpeaker | None:
    """Who speaks a row, or None where nobody is named or its form says that it is no part of a talk."""
    row = layout.rows[index]
    if row.is_signed and not is_marked(layout, index):
        return None
    below_guard = index > 0 and layout.rows[index - 1].is_lone_guard
    return None if below_guard else layout.speaker(row, row.at)


def _is_rule(layout: Layout, talk: _Talk) -> bool:
    """Whether at least half of the paragraphs begin with a name; a part told once (``Host: Anna``) is none."""
    if talk.rows and layout.rows[talk.rows[0]].mark.lstrip(":"):
        holds = not talk.barred and is_talk(layout, talk.rows)
        needed = "none by its heading" if talk.barred else "half, and one again, are needed"
        counts = f"{len(talk.spoken)} of {len(talk.rows)} begin with a name"
        layout.note(talk.spoken, "spoken", holds, "list of a talk", f"{counts}; {needed}")
        return holds
    paragraphs = sum(n == 0 or talk.rows[n - 1] != i - 1 or i in talk.spoken for n, i in enumerate(talk.rows))
    times = Counter(said.who for said in talk.spoken.values())
    named = sum(times[said.who] > 1 or said.who.lower() not in CALLED for said in talk.spoken.values())
    holds = named > 1 and named * 2 >= paragraphs
    counts = f"{named} of {paragraphs} paragraphs begin with a name; 2 and half are needed"
    layout.note(talk.spoken, "spoken", holds, "dialogue", counts)
    return holds


def is_marked(layout: Layout, index: int) -> bool:
    """Whether the guard says that what stands before it is the name of who speaks."""
    spoken = layout.speaker(layout.rows[index], layout.rows[index].at)
    return spoken is not None and spoken.read.form == "guarded"


def message_node(layout: Layout, first: int, stop: int) -> MessageNode | None:
    """The message that some rows make, of which the first says who speaks; None where it names nobody."""
    spoken = layout.speaker(layout.rows[first], layout.rows[first].at)
    if spoken is None:
        return None
    row, read = layout.joined(first, stop), spoken.read
    guard = GUARD_TAG.match(row.text, read.end)
    start, end = guard.end() if guard else read.end, row.parts[-1][1]  # before line breaks at the end of the line
    text, value = layout.trimmed(row, start, end)
    place = row.line.place(read.who[0]), row.line.place_after(read.who[1])
    item = Message(one_line(value), None, spoken.who)
    return MessageNode(
        row.line.start, layout.end_of(layout.rows[stop - 1]), item, "page", None, place, text, "dialogue"
    )
