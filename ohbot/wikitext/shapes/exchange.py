"""An exchange made of the row that asks and the rows that answer, in whatever shape they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ohbot.model.enclosures import merged, shielded, sub_outside
from ohbot.wikitext.layout import Layout
from ohbot.wikitext.nodes import ExchangeNode, Paragraph, exchange_of
from ohbot.wikitext.rows import PageRow

_SHIELDED = re.compile(r"\[[^\[\]\s]*+:[^\[\]]*+\]|(?<!\w)(?i:https?)://(?=[\w%])|'''.*?'''")
_COLON = "&#58;"
_SHAPE_OF_MARK = {"#": "numbered", "*": "bullets", ";": "definitions", ":": "bullets"}
"""The shape that a question has by the first sign of its list mark."""


def shape_of(layout: Layout, row: PageRow) -> str:
    """In which shape a row asks."""
    if row.kind == "heading":
        return "headings"
    if row.label == "Q" and layout.labelled:
        return "letters"
    return _SHAPE_OF_MARK[row.mark[0]] if row.mark else "paragraphs"


def exchange_node(layout: Layout, first: int, answers: Sequence[int]) -> ExchangeNode:
    """The exchange of which a row asks and these rows answer."""
    row = layout.rows[first]
    shape = shape_of(layout, row)
    beside = row.parts if shape == "letters" else row.asking_parts
    asked = (row.at, row.text_end) if shape == "headings" else beside[0]
    question = layout.question(row, *asked)
    if shape == "definitions":
        question = replace(question, value=read_term(question.value))
    mark = layout.rows[answers[0]].mark if answers else ""
    # down to which depth items are answers of their own: that of the first, or none below a first that is text
    floor = len(mark) if mark.endswith(("*", "#")) else len(row.mark) - (not mark) if row.mark else 1
    cells = (*(layout.cells(row, beside[1:]) if shape != "headings" else ()), *cells_of(layout, answers, floor))
    end = _end(layout, first, answers)
    return ExchangeNode(row.line.start, end, exchange_of(question, cells), shape, question, cells)


def _end(layout: Layout, first: int, answers: Sequence[int]) -> int:
    """Behind the last answer, and behind what closes a region that opens below the question."""
    end = layout.end_of(layout.rows[answers[-1] if answers else first])
    inside = range(layout.rows[first].line.end, end)
    for index in range(answers[-1] + 1 if answers else len(layout.rows), len(layout.rows)):
        row = layout.rows[index]
        borders = layout.source.unpaired(row.line.start, row.line.end)
        if row.kind not in ("blank", "furniture") or not all(border.partner in inside for border in borders):
            break
        if borders:
            end = layout.end_of(row)
    return end


def cells_of(layout: Layout, rows: Sequence[int], floor: int) -> Iterator[Paragraph]:
    """The paragraphs in some rows: a text goes on in the text rows right below it.

    Lists of a transcript that are deeper than ``floor``, or numbered, keep their marks, where nobody is named.
    """
    starts = [n for n, i in enumerate(rows) if n == 0 or not layout.goes_on(rows[n - 1], i)]
    for start, stop in pairwise([*starts, len(rows)]):
        first = layout.rows[rows[start]]
        mark = layout.transcript.marks.get(first.line.start, "") if layout.transcript else ""
        for n, cell in enumerate(layout.cells(layout.joined(rows[start], rows[stop - 1] + 1))):
            shown = mark and n == 0 and (mark[0] != "-" or (len(first.mark) > floor and not cell.who))
            yield replace(cell, value=mark + cell.value) if shown else cell


def write_term(question: str) -> str:
    """A question as the term of a definition list, which a colon would end; ``read_term`` reads it back."""
    shields = merged([*shielded(question), *(found.span() for found in _SHIELDED.finditer(question))])
    return sub_outside(re.compile(":"), lambda _: _COLON, question, shields)


def read_term(term: str) -> str:
    """The question that a term shows."""
    return term.replace(_COLON, ":")
