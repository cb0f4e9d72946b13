"""Plain text: notes, minutes and dialogues, whose lines have indents and list marks, and may be hard-wrapped."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from markdown_it.common.utils import unescapeAll

from ohbot.recognise.questions import USUAL, ends_asking
from ohbot.sources.base import Line, Source
from ohbot.sources.documents.blocks import Block, BlockRow, Document
from ohbot.sources.documents.building import unwrapped_links
from ohbot.sources.documents.reading import reader_of, without_remarks
from ohbot.sources.documents.recognising import asked_in, names_speaker, voices_in
from ohbot.sources.rich import Span

_MARKS: tuple[tuple[Literal["rule", "#", "*", ">"], re.Pattern[str]], ...] = (
    ("rule", re.compile(r"(?:-{2,}|={2,}|_{3,}|(?:\*\s*){3,}|~{3,}|#{3,})\s*$")),
    ("#", re.compile(r"(?:Q(?:uestion)?\s?)?[#(]?(?P<n>\d{1,3})\s?[.):]\)?\s+(?=\S)", re.I)),
    ("*", re.compile(r"(?:(?P<stars>\*{1,6})|[-+•◦▪‣·–—]|[o\u25cb](?=\s{2}))\s+(?=\S)")),
    (">", re.compile(r">\s+(?=\S)")),
)
_SENTENCE_END = re.compile(r"[.!?:;…。！？][\"'”’)\]]*$")
_MARKED_HEADING = re.compile(
    r"(?P<marks>#{1,6})\s+(?P<text>\S.*?)[\s#]*|(?P<signs>={1,6})\s*(?P<words>[^\s=].*?)\s*(?P=signs)"
)
_TOPIC = re.compile(r"(?P<sub>sub)?topic\s*:\s+(?P<text>\S.*)", re.I)
_ESCAPED = re.compile(r"\\[*_#\[\]<>]")
_BARE = re.compile(r"(?<!\\)[*_](?![*_#:\s])")
"""A sign that is no mark of a list, and that Markdown would have escaped."""


@dataclass(frozen=True, slots=True)
class _PlainRow:
    """A line that is not blank: ``raw`` is its text with the list mark, ``text`` without.

    ``indent`` counts columns (tab stops every 4), ``width`` is the whole line's; ``gap`` tells that a blank line
    comes before.
    """

    number: int
    indent: int
    mark: str
    raw: str
    text: str
    width: int
    gap: bool
    n: int | None = None


def decode(lines: Sequence[Line]) -> Document:
    """The blocks of plain text, one row for each line that a person ended."""
    escapes = sum(len(_ESCAPED.findall(text)) for _, text in lines)
    # Markdown's escapes are undone where its signs are escaped more than once and never stand bare.
    is_escaped = escapes > 1 and not any(_BARE.search(text) for _, text in lines)
    rows, gap = [], True
    for number, line in lines:
        text = unescapeAll(line) if is_escaped else line
        if text.strip():
            rows.append(_row(number, unwrapped_links(text), gap=gap))
        gap = not text.strip()
    return Document(list(_blocks(rows)), is_plain=True)


def _row(number: int, line: str, *, gap: bool) -> _PlainRow:
    wide, raw = line.expandtabs(4).rstrip(), line.strip()
    indent = len(wide) - len(wide.lstrip())
    for mark, pattern in _MARKS:
        if found := pattern.match(raw):
            # Each star of a wiki's list after the first sets its line in.
            indent += 4 * (len(found.groupdict().get("stars") or "*") - 1)
            n = int(found["n"]) if mark == "#" else None
            return _PlainRow(number, indent, mark, raw, raw[found.end() :], len(wide), gap, n)
    return _PlainRow(number, indent, "", raw, raw, len(wide), gap)


def _wrap_width(rows: Sequence[_PlainRow]) -> int | None:
    """The column at which the writer's lines were broken, or None where lines end where people ended them.

    Lines were broken where the next line's first word would nearly always not have fitted any more, and
    where that mostly happened inside a sentence.
    """
    pairs = [(row, after) for row, after in pairwise(rows) if _could_go_on(row, after)]
    widths = sorted(row.width for row, _ in pairs)
    if not widths or not 40 <= (width := widths[(len(widths) - 1) * 95 // 100]) <= 120:
        return None
    full = [row for row, after in pairs if _no_room(row, after, width)]
    inside = sum(not _SENTENCE_END.search(row.raw) for row in full)
    going_on = sum(_goes_on(row, after, width) for row, after in pairs)
    return width if full and inside * 2 >= len(full) and going_on * 3 >= len(pairs) * 2 else None


def _could_go_on(row: _PlainRow, after: _PlainRow) -> bool:
    """Whether ``after`` may be the rest of a sentence in ``row``; below a question mark stands an answer."""
    if after.gap or after.mark or row.mark == "rule" or names_speaker(after.raw):
        return False
    if USUAL.question.match(after.raw) or USUAL.answer.match(after.raw):
        return False
    return not (ends_asking(row.raw) and after.indent > row.indent)


def _no_room(row: _PlainRow, after: _PlainRow, width: int) -> bool:
    return row.width + 1 + len(after.raw.split(maxsplit=1)[0]) > width


def _goes_on(row: _PlainRow, after: _PlainRow, width: int | None) -> bool:
    """Whether ``after`` goes on with the sentence of ``row``, in a text broken at ``width``.

    Either its first word had no room in ``row``, or it begins small where ``row`` ends no sentence.
    """
    if width is None or not _could_go_on(row, after):
        return False
    return _no_room(row, after, width) or (after.raw[0].islower() and not _SENTENCE_END.search(row.raw))


def _blocks(rows: Sequence[_PlainRow]) -> Iterator[Block]:
    """Each paragraph, list item, heading and rule; what hangs below an item or a question has its depth."""
    width = _wrap_width(rows)
    above: list[tuple[int, bool]] = []
    group: list[tuple[_PlainRow, bool]] = []
    underline: _PlainRow | None = None
    for before, row, after in zip([None, *rows], rows, [*rows[1:], None], strict=False):
        if row is underline:
            yield Block("rule", (), (row.number,))
            continue
        heads = after and not (row.mark or after.gap) and row.gap and len(row.raw) <= 100
        underline = after if heads and after and re.fullmatch("={3,}|-{3,}", after.raw) else None
        heading = _heading(row, underline)
        line = _line(group[0][0], before, row, width) if group and before and not heading else None
        if group and line is None:
            yield _block(group, above)
            group = []
        if heading:
            yield heading
        else:
            group.append((row, line is not False))
    if group:
        yield _block(group, above)


def _heading(row: _PlainRow, underline: _PlainRow | None) -> Block | None:
    text, level = row.raw, 0
    if underline:
        level = 1 if underline.raw.startswith("=") else 2
    elif found := _MARKED_HEADING.fullmatch(row.raw):
        text, level = found["text"] or found["words"], len(found["marks"] or found["signs"])
    elif found := _TOPIC.fullmatch(row.raw):
        text, level = found["text"], 3 if found["sub"] else 2
    return Block("heading", (_as_row(row, text),), (row.number,), level) if level else None


def _as_row(row: _PlainRow, text: str, *, hard: bool = True) -> BlockRow:
    return BlockRow(row.number, row.number, (Span(text),), hard, row.raw)


def _line(first: _PlainRow, before: _PlainRow, row: _PlainRow, width: int | None) -> bool | None:
    """Whether a row begins a line of its own in the block that ``first`` began, goes on (False), or neither."""
    if row.mark == first.mark == ">" and not row.gap:
        return True
    if row.gap or row.mark or first.mark == "rule":
        return None
    if _goes_on(before, row, width):
        return False
    if row.indent > first.indent + 1:
        if ends_asking(before.raw) or (first.mark == "#" and not row.raw[0].islower()):
            return None
        return first.mark != "*" and _SENTENCE_END.search(before.raw) is not None
    return True if not first.mark and row.indent + 1 >= first.indent else None


def _block(group: Sequence[tuple[_PlainRow, bool]], above: list[tuple[int, bool]]) -> Block:
    """A block of rows, each with whether it begins a line; ``above`` are the indents of what it may hang below."""
    first, numbers = group[0][0], tuple(row.number for row, _ in group)
    if first.mark == "rule":
        return Block("rule", (), numbers)
    quoted = first.mark == ">"
    texts = (first.text, *(row.text if quoted else row.raw for row, _ in group[1:]))
    rows = tuple(_as_row(row, text, hard=hard) for (row, hard), text in zip(group, texts, strict=True))
    while above and first.indent <= above[-1][0] + 1:
        above.pop()
    if not first.mark or quoted:
        level = len(above)
        if ends_asking(group[-1][0].raw):
            above.append((first.indent, False))
        return Block("text", rows, numbers, level, quoted=quoted, gap=first.gap)
    level = 1 + sum(is_item for _, is_item in above)
    above.append((first.indent, True))
    label = first.raw[: len(first.raw) - len(first.text)] if first.mark == "#" else ""
    return Block("item", rows, numbers, level, first.mark, label=label, n=first.n, gap=first.gap)


@lru_cache(maxsize=2)
def _sampled(lines: tuple[Line, ...]) -> Sequence[Block]:
    """The blocks of a sample that have text: notes and minutes are asked for one after the other."""
    return [block for block in decode(lines).blocks if block.rows]


def claims_notes(lines: Sequence[Line]) -> float:
    """How surely a text is notes, by the layout of its questions; any text can be kept as prose."""
    return _notes(tuple(lines))


@lru_cache(maxsize=1)
def _notes(lines: tuple[Line, ...]) -> float:
    asked = Counter(asked_in(_sampled(lines)))
    if not asked:
        return 0.15
    certainty = 0.75 if asked["letters"] else 0.7 if asked["numbered"] else 0.6
    return certainty if asked.total() > 1 else certainty - 0.2


def claims_minutes(lines: Sequence[Line]) -> float:
    """How surely a text is minutes: by its share of lines that names begin, where nothing looks like questions."""
    blocks = _sampled(tuple(lines))
    share = voices_in(blocks).share
    count = share * sum(len(block.rows) for block in blocks if block.is_said)
    if share and without_remarks(blocks)[1]:
        return 0.95
    if count < 4 or share < 0.2:
        return 0.1 * share
    # Line below line, without a topic or a paragraph, is how people copy a chat.
    written = len(blocks) > 2 or any(block.kind == "heading" for block in blocks)
    asked = claims_notes(lines) > 0.5
    return 0.5 if asked else min(0.8, 0.6 + share / 3) if written else 0.4


NOTES = Source("notes", "plain-text notes with questions and answers", claims_notes, reader_of(decode))
MINUTES = Source("minutes", "minutes in plain text, with names before what they say", claims_minutes, NOTES.read)
