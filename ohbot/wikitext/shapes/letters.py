"""Questions and answers with a label: ``Q:`` and ``A:``."""

from ohbot.wikitext.shapes.form import Form
from ohbot.wikitext.sheet import Sheet

FORM = Form("letters", "'''Q:''' ", "", ("\n\n", "\n\n"), label="'''A:''' ", gap=1, is_list=False)


def answers(sheet: Sheet, first: int, end: int) -> list[int]:
    """The rows before ``end`` that answer the question with a label in a row."""
    rows, stop = sheet.rows, first + 1
    while stop < end and rows[stop].kind not in ("message", "held") and rows[stop].label != "Q":
        stop += 1
    return sheet.answers(first + 1, stop)
