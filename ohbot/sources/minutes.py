"""Minutes and dialogues in plain text: ``Name: text`` under topics, with or without hard wraps."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ohbot.sources.base import Line, Options, Reading, Source
from ohbot.sources.documents.blocks import Block, Row
from ohbot.sources.documents.reading import dialogue_share, read_document
from ohbot.sources.escapes import unescaped
from ohbot.sources.notes import LAYOUTS
from ohbot.sources.opening import is_heading
from ohbot.sources.rich import Rich, Span
from ohbot.sources.rows import Row as PlainRow
from ohbot.sources.rows import goes_on, scan, wrap_width
from ohbot.sources.speakers import prefix

_MARKED_HEADING = re.compile(r"(#{1,6})\s+(\S.*?)[\s#]*")
_WIKI_HEADING = re.compile(r"(={1,6})\s*([^\s=].*?)\s*\1")
_TOPIC = re.compile(r"(?P<sub>sub)?topic\s*:\s+(?P<text>\S.*)", re.I)
_UNDERLINE = re.compile(r"(?P<first>={3,})|-{3,}")
_LONGEST_HEADING = 100
_FEW = 4


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """The blocks of plain text, one row for each line that a person ended."""
    rows = scan(lines)
    return list(_blocks(rows, _underlined(rows), wrap_width(rows)))


def _alone(rows: Sequence[PlainRow]) -> frozenset[int]:
    """The short lines between blank ones above speech, but the first: headings, where none are marked as such."""
    if any(_heading(row, None) for row in rows) or _underlined(rows):
        return frozenset()
    return frozenset(
        row.number
        for row, after in pairwise(rows[1:])
        if row.gap and after.gap and is_heading(row) and prefix(after.raw) is not None
    )


def _plain(text: str) -> Rich:
    return (Span(text),)


def _underlined(rows: Sequence[PlainRow]) -> dict[int, PlainRow]:
    """The underlines of headings, by the number of the heading's row."""
    return {
        row.number: after
        for row, after in pairwise(rows)
        if not row.mark and row.gap and not after.gap and len(row.raw) <= _LONGEST_HEADING
        if _UNDERLINE.fullmatch(after.raw) and not _UNDERLINE.fullmatch(row.raw)
    }


def _blocks(rows: Sequence[PlainRow], underlined: dict[int, PlainRow], width: int | None) -> Iterator[Block]:
    lines = {line.number for line in underlined.values()}
    alone = _alone(rows)
    depths: list[int] = []
    group: list[PlainRow] = []
    for row in rows:
        if row.number in lines:
            continue
        heading = _heading(row, underlined.get(row.number), plain=row.number in alone)
        if group and (heading or not _continues(group, row)):
            yield _block(group, depths, width)
            group = []
        if heading:
            yield heading
        else:
            group.append(row)
    if group:
        yield _block(group, depths, width)


def _heading(row: PlainRow, underline: PlainRow | None, *, plain: bool = False) -> Block | None:
    if plain:
        return Block("heading", (Row(row.number, _plain(row.raw)),), (row.number,), 2)
    if underline:
        level = 1 if underline.raw.startswith("=") else 2
        return Block("heading", (Row(row.number, _plain(row.raw)),), (row.number, underline.number), level)
    if found := _MARKED_HEADING.fullmatch(row.raw) or _WIKI_HEADING.fullmatch(row.raw):
        return Block("heading", (Row(row.number, _plain(found[2])),), (row.number,), len(found[1]))
    if found := _TOPIC.fullmatch(row.raw):
        return Block("heading", (Row(row.number, _plain(found["text"])),), (row.number,), 3 if found["sub"] else 2)
    return None


def _continues(group: Sequence[PlainRow], row: PlainRow) -> bool:
    """Whether a row belongs to the paragraph or to the bullet before it."""
    if row.gap or row.mark in ("rule", "bullet") or group[0].mark == "rule":
        return False
    return group[0].mark != "bullet" or row.indent > group[0].indent


def _block(group: Sequence[PlainRow], depths: list[int], width: int | None) -> Block:
    first, numbers = group[0], tuple(row.number for row in group)
    if first.mark == "rule":
        return Block("rule", (), numbers)
    bullet = first.mark == "bullet"
    width = width or wrap_width(group)
    hard = (True, *(not _hangs(first, then) and not goes_on(one, then, width) for one, then in pairwise(group)))
    texts = (first.text if bullet else first.raw, *(row.raw for row in group[1:]))
    rows = tuple(Row(*each) for each in zip(numbers, map(_plain, texts), hard, strict=True))
    if not bullet:
        return Block("text", rows, numbers)
    while depths and depths[-1] >= first.indent:
        depths.pop()
    depths.append(first.indent)
    return Block("item", rows, numbers, len(depths), "*")


def _hangs(first: PlainRow, row: PlainRow) -> bool:
    """Whether a row is the rest of a bullet, or stands deeper than the paragraph that it belongs to."""
    return first.mark == "bullet" or row.indent > first.indent


def claims(lines: Sequence[Line]) -> float:
    """How surely a text is minutes: by its share of lines that names begin, where nothing looks like questions."""
    blocks = blocks_of(lines)
    share = dialogue_share(blocks)
    count = share * sum(len(block.rows) for block in blocks if block.kind in ("text", "item"))
    if count < _FEW or share < 0.2:
        return 0.1 * share
    asked = any(layout(scan(lines)) for layout, _ in LAYOUTS)
    # Line below line, without a topic or a paragraph, is how people copy a chat.
    written = len(blocks) > 2 or any(block.kind == "heading" for block in blocks)
    return 0.5 if asked else min(0.8, 0.6 + share / 3) if written else 0.4


def read(lines: Sequence[Line], options: Options) -> Reading:
    """The session that minutes tell; every sign in them is data."""
    return read_document(blocks_of(unescaped(lines)), lines, options, dropped={})


MINUTES = Source("minutes", "minutes in plain text, with names before what they say", claims, read)
