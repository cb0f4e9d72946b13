"""Which blocks of a document ask: by marks, as headings, in bold, or as items with something below them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ohbot.recognise.questions import USUAL, Marks, asks, ends_asking, marks_in
from ohbot.sources.documents.blocks import Block
from ohbot.sources.documents.voices import Voices
from ohbot.sources.rich import bold_length, plain

MOST_SKIPPED = 5
"""By how much a number may jump and still belong to the same list."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How a document asks: by marks, and by which blocks (by their first row's place).

    ``inner`` are the items of lists within answers, ``nested`` tells that answers stand deeper than questions.
    """

    marks: Marks | None = None
    blocks: frozenset[int] = frozenset()
    inner: frozenset[int] = frozenset()
    nested: bool = False

    @property
    def is_any(self) -> bool:
        """Whether anything asks."""
        return self.marks is not None or bool(self.blocks)


def asking_in(blocks: Sequence[Block], speakers: Voices) -> Asking:
    """How these blocks ask, where nobody of ``speakers`` speaks."""
    marks = marks_in(text for block in blocks if block.is_said or block.kind == "heading" for text in block.texts)
    found = {*_asking_headings(blocks), *_asking_bold(blocks)}
    inner: set[int] = set()
    asked = {block.place for block in blocks if marks and block.is_said and marks.question.match(block.texts[0])}
    if not found and not marks:
        found, inner = _asking_items(blocks, speakers)
        found = asked = found or _asking_texts(blocks)
    deeper = [
        _hangs_on(one, then) for one, then in pairwise(blocks) if one.place in asked and then.place not in asked
    ]
    return Asking(marks, frozenset(found), frozenset(inner), sum(deeper) * 2 > len(deeper))


def _hangs_on(one: Block, then: Block) -> bool:
    return then.is_said and (then.level > one.level or (then.kind == "text" and then.level >= one.level > 0))


def _asking_headings(blocks: Sequence[Block]) -> Iterator[int]:
    for block, after in pairwise(blocks):
        deeper = after.kind == "heading" and after.level > block.level
        text = block.rows[0].text if block.kind == "heading" and block.level > 1 and not deeper else ""
        if ends_asking(text) or USUAL.question.match(text):
            yield block.place


def _asking_bold(blocks: Sequence[Block]) -> set[int]:
    """Questions in bold; where most items of lists are bold and ask so, the other bold ones do, too."""
    told = [block for block in blocks if block.is_said and not block.quoted and bold_length(block.rows[0].rich)]
    asking = {block.place for block in told if bold_question(block)}
    items = [
        block for block in told if block.kind == "item" and bold_length(block.rows[0].rich) == len(block.texts[0])
    ]
    own = {block.place for block in items}
    return asking | own if len(asking & own) * 2 > len(own) else asking


def bold_question(block: Block) -> int:
    """How many characters of a block's first line are a question set in bold."""
    length = bold_length(block.rows[0].rich)
    text = plain(block.rows[0].rich)[:length]
    return length if ends_asking(text.rstrip("*_ ")) or (USUAL.question.match(text) and length > 4) else 0


def _asking_items(blocks: Sequence[Block], speakers: Voices) -> tuple[set[int], set[int]]:
    """The items of the outermost lists that ask, and those of lists in their answers; named ones speak instead."""
    outer = [block for block in blocks if block.kind == "item" and block.level == 1 and not block.quoted]
    below = {one.place: then for one, then in pairwise(blocks)}
    for mark in "#*":
        run = [block for block in outer if block.mark == mark]
        own = _counted(blocks) if mark == "#" else {block.place for block in run}
        listed = [block for block in run if block.place in own]
        if not listed or any(speakers.voice(block.rows[0].rich) for block in listed):
            continue
        asked = {block.place for block in listed if any(asks(row.text) for row in block.rows)}
        answered = {
            place for block in listed if (place := block.place) in below and not _same_list(block, below[place])
        }
        share = 3 if len(answered) == len(listed) else 2
        if len(asked) * share >= len(listed) and (
            asked & answered or (mark == "#" and len(listed) == len(asked) > 1)
        ):
            return (own if mark == "#" else asked | answered), {block.place for block in run} - own
    return set(), set()


def _same_list(one: Block, then: Block) -> bool:
    return then.kind == "heading" or (then.kind == "item" and then.level <= one.level)


def _asking_texts(blocks: Sequence[Block]) -> set[int]:
    """The lines that end as questions, with what answers deeper below them."""
    return {
        one.place
        for one, then in pairwise(blocks)
        if one.kind == "text" and then.is_said and ends_asking(one.rows[-1].text) and then.level > one.level
    }


def _counted(blocks: Sequence[Block]) -> set[int]:
    """The outermost numbered items whose numbers count up, from 1 again after a heading.

    Those of lists within answers begin with a mark of another style, or go on with such a list. Some editors write
    the same number before all.
    """
    numbered = [block for block in blocks if block.n is not None and block.level == 1]
    alike = len({block.n for block in numbered}) == 1
    own, others = (numbered[0].style if numbered else ""), set[str]()
    last = inner = 0
    fresh, found = True, set[int]()
    for block in blocks:
        n = block.n
        if n is None:
            inner, fresh = 0, fresh or block.kind == "heading"
        elif block.level == 1:
            goes_on = inner > 0 and n == inner + 1
            if not goes_on and block.style != own and (n != last + 1 or n == 1):
                others.add(block.style)
            within = goes_on or (block.style != own and block.style in others)
            if not within and (alike or (fresh and n <= 1) or last <= n <= last + MOST_SKIPPED):
                last, inner, fresh = n, 0, False
                found.add(block.place)
            else:
                inner = n
    return found
