"""Questions that stand as paragraphs of their own, in bold or italics or with indented answers below."""

from ohbot.recognise.questions import is_about
from ohbot.wikitext.rows import Row
from ohbot.wikitext.shapes.form import Form
from ohbot.wikitext.sheet import Sheet

FORM = Form("paragraphs", "'''", "'''", ("\n\n", "\n\n"), gap=1, is_list=False)


def asking(sheet: Sheet, first: int, end: int, under: str) -> set[int]:
    """The rows of a section that are such questions: paragraphs of one form are judged together."""
    forms: dict[str, list[int]] = {}
    for i in range(first, end):
        form = _form(sheet, i, end)
        if form is not None:
            forms.setdefault(form, []).append(i)
    found = {i for rows in forms.values() for i in rows if sheet.rows[i].is_marked_paragraph}
    sheet.note(found, "question", True, "guard", "its text begins with <nowiki/>")
    about = is_about(under)
    for rows in forms.values():
        if _are_questions(sheet, rows, end, told=about):
            stops = zip(rows, [*rows[1:], end], strict=True)
            found |= {i for i, stop in stops if sheet.rows[i].asks or _is_answered(sheet, i, stop)}
    return found


def _form(sheet: Sheet, index: int, end: int) -> str | None:
    """What is around a paragraph that may ask, or None where it cannot be a question."""
    row = sheet.rows[index]
    if row.kind != "text" or row.is_signed or row.label or sheet.speaker(row, row.at):
        return None
    if len(row.asking_parts) > 1:
        return "begun"
    return row.wrap if row.wrap or (row.asks and _is_indented(sheet, index + 1, end)) else None


def _is_indented(sheet: Sheet, index: int, end: int) -> bool:
    return index < end and sheet.rows[index].mark.startswith(":") and not sheet.rows[index].is_signed


def _are_questions(sheet: Sheet, rows: list[int], end: int, *, told: bool | None) -> bool:
    """Whether a third of these ask, at least two where no heading tells so, and most have an unsigned text below.

    Where the heading tells that none do, half of them have to.
    """
    asking = sum(_asks(sheet.rows[i]) for i in rows)
    answered = sum(_is_answered(sheet, i, stop) for i, stop in zip(rows, [*rows[1:], end], strict=True))
    share = 2 if told is False else 3
    holds = asking * share >= len(rows) and asking > (not told) and answered * 2 >= len(rows)
    needed = (
        f"{'half' if share == 2 else 'a third'} are needed to ask, at least {1 + (not told)}, half to have answers"
    )
    counts = f"{asking} of {len(rows)} ask, {answered} with text below; {needed}"
    sheet.note(rows, "question", holds, "paragraphs of one form", counts)
    return holds


def _asks(row: Row) -> bool:
    """Whether a paragraph asks; a word alone, such as ``When?``, is the label of what follows."""
    return row.asks and (" " in row.content.strip() or not row.content.isascii())


def _is_answered(sheet: Sheet, index: int, stop: int) -> bool:
    below = sheet.rows[index + 1 : stop]
    if len(sheet.rows[index].asking_parts) > 1:
        return not any(row.is_signed for row in below)
    return any(row.kind in ("text", "list") for row in below) and not any(row.is_signed for row in below)


def answers(sheet: Sheet, first: int, end: int) -> list[int]:
    """The rows before ``end`` that answer the question in a row."""
    if _is_indented(sheet, first + 1, end):
        end = next((i for i in range(first + 1, end) if sheet.rows[i].kind == "text"), end)
    return sheet.answers(first + 1, end)
