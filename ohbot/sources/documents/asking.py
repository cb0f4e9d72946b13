"""Which blocks of a document ask: by marks, as headings, in bold, or as items with something below them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ohbot.sources.documents.blocks import Block
from ohbot.sources.rich import Rich, bold_length, cut, plain, tidy
from ohbot.sources.voices import Voices

QUESTION = re.compile(
    r"(?:Q|Question)\s?\d{0,3}\s?(?:[(\[](?P<asker>[^()\[\]]{1,60})[)\]]\s?)?[:：.)]\s*(?=\S)"
    r"|Question\s+\d{1,3}\s*[-–—]\s*(?=\S)"
)
"""The mark of a question, which may name who asks."""
ANSWER = re.compile(r"(?:A|Ans|Answer)\s?\d{0,3}\s?(?:[:：]\s*(?=\S)|(?=[(\[][^()\[\]]{1,60}[)\]]\s?[:：]))")
_NUMBER = re.compile(r"(?:Q\s?)?\d{1,3}\s?[.):]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Asking:
    """How a document asks: by marks, and by which blocks (by their first line's number)."""

    marked: bool
    blocks: frozenset[int]
    nested: bool


def asking_in(blocks: Sequence[Block], speakers: Voices) -> Asking:
    """How these blocks ask, where nobody of ``speakers`` speaks."""
    starts = [plain(row.rich) for block in blocks if block.kind in ("text", "item", "heading") for row in block.rows]
    asked = sum(QUESTION.match(text) is not None for text in starts)
    marked = asked > 1 or (asked > 0 and any(ANSWER.match(text) for text in starts))
    found = {*_asking_headings(blocks), *_asking_bold(blocks)}
    items = () if found or marked else _asking_items(blocks, speakers)
    nested = any(then.level > one.level for one, then in pairwise(blocks) if one.numbers[0] in items)
    return Asking(marked, frozenset({*found, *items}), nested)


def _asks(text: str) -> bool:
    return text.rstrip("*_ ”\"'").endswith(("?", "？"))


def _asking_headings(blocks: Sequence[Block]) -> Iterator[int]:
    for block, after in pairwise(blocks):
        deeper = after.kind == "heading" and after.level > block.level
        if block.kind == "heading" and block.level > 1 and not deeper:
            text = plain(block.rows[0].rich)
            if _asks(text) or QUESTION.match(text):
                yield block.numbers[0]


def _asking_bold(blocks: Sequence[Block]) -> Iterator[int]:
    for block in blocks:
        if block.kind in ("text", "item") and not block.quoted and bold_question(block):
            yield block.numbers[0]


def bold_question(block: Block) -> int:
    """How many characters of a block's first line are a question set in bold."""
    length = bold_length(block.rows[0].rich)
    text = plain(block.rows[0].rich)[:length]
    return length if _asks(text) or (QUESTION.match(text) and length > 4) else 0


def _asking_items(blocks: Sequence[Block], speakers: Voices) -> tuple[int, ...]:
    """Items of the outermost lists, if most ask and something stands below them; named ones speak instead."""
    outer = [block for block in blocks if block.kind == "item" and block.level == 1 and not block.quoted]
    if any(speakers.voice(block.rows[0].rich) for block in outer):
        return ()
    starts = {block.numbers[0] for block in outer}
    answered = {one.numbers[0] for one, then in pairwise(blocks) if not _same_list(one, then)} & starts
    asked = {block.numbers[0] for block in outer if any("?" in plain(row.rich) for row in block.rows)}
    if asked.isdisjoint(answered) or len(asked) * 2 < len(outer):
        return ()
    return tuple(sorted(asked | answered))


def _same_list(one: Block, then: Block) -> bool:
    return then.kind == "heading" or (then.kind == "item" and then.level <= one.level)


def unmarked(rich: Rich) -> Rich:
    """A question without its mark or number."""
    text = plain(rich)
    found = QUESTION.match(text) or _NUMBER.match(text)
    return tidy(cut(rich, found.end())) if found else rich


def asker_of(rich: Rich) -> str | None:
    """Whom the mark of a question names as the one who asks."""
    found = QUESTION.match(plain(rich))
    return found["asker"] if found else None
