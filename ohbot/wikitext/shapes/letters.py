"""Questions and answers with a label: ``Q:`` and ``A:``."""

from ohbot.wikitext.nodes import ExchangeNode, exchange_of
from ohbot.wikitext.shapes.form import Form
from ohbot.wikitext.sheet import Sheet

FORM = Form("letters", "'''Q:''' ", "", ("\n\n", "\n\n"), label="'''A:''' ", gap=1, is_list=False)


def read(sheet: Sheet, first: int, end: int) -> tuple[ExchangeNode, int]:
    """The exchange that begins at a row with a question's label and ends before ``end``, and the row behind it."""
    rows, row = sheet.rows, sheet.rows[first]
    stop = first + 1
    while stop < end and rows[stop].kind not in ("message", "held") and rows[stop].label != "Q":
        stop += 1
    question = sheet.question(row, *row.parts[0])
    below, last = sheet.paragraphs(first + 1, stop)
    cells = (*sheet.cells(row, row.parts[1:]), *below)
    last = last if below else first
    node = ExchangeNode(
        row.line.start, sheet.rows_end(last), exchange_of(question, cells), "letters", question, cells
    )
    return node, last + 1
