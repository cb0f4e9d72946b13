"""Documents read by the reader of pages: who speaks in them, what they ask, and what each line is."""

from collections.abc import Iterable, Sequence

from ohbot.model import Person
from ohbot.recognise.names import NameEvidence, judge
from ohbot.recognise.people import called
from ohbot.recognise.questions import Marks, asks, marks_in
from ohbot.recognise.trace import Trace
from ohbot.sources.documents.blocks import Block, BlockRow
from ohbot.sources.documents.lines import Lines, lines_of
from ohbot.sources.documents.usual import nested
from ohbot.sources.rich import wikitext
from ohbot.wikitext.escape import escape
from ohbot.wikitext.judging import judged
from ohbot.wikitext.layout import Layout, TranscriptEvidence
from ohbot.wikitext.names import NamedSpeaker, Voices, name_in
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.rows import PageRow
from ohbot.wikitext.shapes.exchange import shape_of
from ohbot.wikitext.source import PageLine, ScannedText
from ohbot.wikitext.speakers import read_speaker


def voices_in(blocks: Iterable[Block], people: Iterable[Person] = (), *, may_talk: bool = True) -> Voices:
    """Who speaks in a document, besides the people who are known."""
    rows = (wikitext(row.rich) for block in blocks if block.is_said for row in block.rows)
    rows_of_page = [PageRow(PageLine(0, len(row), row, "page"), "text") for row in rows]
    return Voices(rows_of_page, called(people), may_talk=may_talk)


def voice_of(row: BlockRow, voices: Voices) -> NamedSpeaker | None:
    """Who speaks a row."""
    return voices.speaker(wikitext(row.rich))


def names_speaker(text: str) -> bool:
    """Whether a line by its looks begins with a speaker's name."""
    source = escape(text)
    read = read_speaker(source)
    return read is not None and judge(NameEvidence(name_in(source, read))).is_name


def asked_in(blocks: Sequence[Block]) -> list[str]:
    """The shapes of all that a document asks, if nobody speaks in it."""
    if not any(asks(row.text) for block in blocks for row in block.rows) and not _marks(blocks):
        return []
    lines, transcript = _written(blocks, Voices(()), frozenset())
    layout = Layout(ScannedText(lines.text), (), transcript=transcript)
    roles = zip(layout.rows, judged(layout), strict=True)
    return [shape_of(layout, row) for row, role in roles if role == "question"]


def _marks(blocks: Iterable[Block]) -> Marks | None:
    said = (block for block in blocks if block.is_said or block.kind == "heading")
    return marks_in(text for block in said for text in block.texts)


def recognised(
    blocks: Sequence[Block], voices: Voices, closing: frozenset[int], trace: Trace
) -> tuple[Lines, ParsedPage]:
    """The lines of some blocks, and the page that they make; nobody asks or speaks in those at places ``closing``."""
    lines, transcript = _written(blocks, voices, closing)
    return lines, ParsedPage(lines.text, transcript=transcript, trace=trace)


def _written(blocks: Sequence[Block], voices: Voices, closing: frozenset[int]) -> tuple[Lines, TranscriptEvidence]:
    """The lines of some blocks, and what is known of them."""
    blocks = list(nested(blocks))
    marks = _marks(block for block in blocks if block.place not in closing)
    lines = lines_of(blocks, voices, marks, closing)
    starts = list(zip(lines.starts, lines.lines, strict=False))
    closed = {start: line.closed for start, line in starts if line.closed}
    listed = {start: line.mark for start, line in starts if line.mark}
    return lines, TranscriptEvidence(voices, closed, listed, labelled=marks is not None)
