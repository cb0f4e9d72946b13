"""Questions with their answers in a table (CSV), as forms and tools for questions export them."""

from collections.abc import Sequence

from ohbot.sources.base import Line, Options, Reading, Source
from ohbot.sources.documents.blocks import Block, BlockRow, Document
from ohbot.sources.documents.reading import read_document
from ohbot.sources.documents.tables import columns_of
from ohbot.sources.rich import Span
from ohbot.sources.tabular import columns, values_of


def _block(lines: Sequence[Line]) -> Block:
    cells = tuple(tuple((Span(" ".join(value.split())),) for value in row) for row in values_of(lines))
    numbers = tuple(line.number for line in lines if line.text.strip())
    return Block("table", (BlockRow(0, numbers[0], ()),), numbers, cells=cells)


def _claims(lines: Sequence[Line]) -> float:
    """How surely a text is such a table, by what it calls its columns."""
    return 0.9 if columns(lines) and "question" in (columns_of(_block(lines).cells) or ()) else 0.0


def _read(lines: Sequence[Line], options: Options) -> Reading:
    return read_document(Document([_block(lines)]), lines, options)


QUESTIONNAIRE = Source("csv", "a table of questions and answers (CSV)", _claims, _read)
