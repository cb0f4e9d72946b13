"""Questions that stand as paragraphs of their own, in bold or italics or with indented answers below."""

import re

from ohbot.recognise.questions import is_about
from ohbot.wikitext.layout import Layout

_NUMBER = re.compile(r"\d{1,3}[.)][ \t]")
"""A number that somebody typed before a paragraph."""


def asking(layout: Layout, first: int, end: int, under: str) -> set[int]:
    """The rows of a section that are such questions: paragraphs of one form are judged together."""
    forms: dict[str, list[int]] = {}
    for i in range(first, end):
        form = _form(layout, i, end)
        if form is not None:
            forms.setdefault(form, []).append(i)
    found = {i for rows in forms.values() for i in rows if layout.rows[i].wrap and layout.rows[i].is_guarded}
    layout.note(found, "question", True, "guard", "its text begins with <nowiki/>")
    about = is_about(under)
    for rows in forms.values():
        if _are_questions(layout, rows, end, announced=about):
            stops = zip(rows, [*rows[1:], end], strict=True)
            found |= {i for i, stop in stops if layout.rows[i].asks or _is_answered(layout, i, stop)}
    return found


def _form(layout: Layout, index: int, end: int) -> str | None:
    """What is around a paragraph that may ask, or None where it cannot be a question."""
    row = layout.rows[index]
    if row.kind != "text" or row.is_signed or row.label:
        return None
    begun = len(row.asking_parts) > 1
    numbered = row.asks and _NUMBER.match(row.content) is not None
    if not (begun or row.wrap or numbered or (row.asks and _is_indented(layout, index + 1, end))) or layout.speaker(
        row, row.at
    ):
        return None
    return "begun" if begun else row.wrap or "numbered" * numbered


def _is_indented(layout: Layout, index: int, end: int) -> bool:
    return index < end and layout.rows[index].mark.startswith(":") and not layout.rows[index].is_signed


def _are_questions(layout: Layout, rows: list[int], end: int, *, announced: bool | None) -> bool:
    """Whether a third of these ask, at least two where no heading tells so, and most have an unsigned text below.

    Where the heading tells that none do, half of them have to.
    """
    # a word alone that asks, such as ``When?``, is the label of what follows
    contents = [layout.rows[i].content.strip() for i in rows if layout.rows[i].asks]
    asking = sum(" " in content or not content.isascii() for content in contents)
    answered = sum(_is_answered(layout, i, stop) for i, stop in zip(rows, [*rows[1:], end], strict=True))
    share = 2 if announced is False else 3
    least = 1 + (not announced and layout.transcript is None)
    holds = asking * share >= len(rows) and asking >= least and answered * 2 >= len(rows)
    needed = f"{'half' if share == 2 else 'a third'} are needed to ask, at least {least}"
    counts = f"{asking} of {len(rows)} ask, {answered} with text below; {needed}, half to have answers"
    layout.note(rows, "question", holds, "paragraphs of one form", counts)
    return holds


def _is_answered(layout: Layout, index: int, stop: int) -> bool:
    below = layout.rows[index + 1 : stop]
    begun = len(layout.rows[index].asking_parts) > 1
    return (begun or any(row.kind in ("text", "list") for row in below)) and not any(row.is_signed for row in below)


def answers(layout: Layout, first: int, end: int) -> list[int]:
    """The rows before ``end`` that answer the question in a row, up to the next with a label.

    Those that begin indented end before a text that is not.
    """
    rows, below = layout.rows, range(first + 1, end)
    if layout.labelled:
        end = next((i for i in below if rows[i].label == "Q"), end)
    if _is_indented(layout, first + 1, end):
        end = next((i for i in below if i < end and rows[i].kind == "text" and not rows[i].label), end)
    return layout.answers(first + 1, end)
