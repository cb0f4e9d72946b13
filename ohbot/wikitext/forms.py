"""How exchanges and messages are written: the shapes of new pages, and the form of neighbours on an existing one."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from ohbot.diff.matching import rising
from ohbot.model import Exchange
from ohbot.model.text import lines, one_line, paragraphs
from ohbot.wikitext.messages import LOG_LINE
from ohbot.wikitext.nodes import Cell, ExchangeNode
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.rows import LABEL, box_end, is_text, unwrapped
from ohbot.wikitext.shapes import FORMS, OWN_FORMS, Form
from ohbot.wikitext.shapes.terms import write_term
from ohbot.wikitext.sheet import Sheet
from ohbot.wikitext.source import Source, unbalanced
from ohbot.wikitext.speakers import GUARD, LINK, Style, write_speaker
from ohbot.wikitext.splice import spliced
from ohbot.wikitext.translation import with_variables

_GUARDED = re.compile(r".?<nowiki\s*/>")
_OPENING = re.compile(r"<translate(?:\s[^<>]*)?>", re.IGNORECASE)
_LIST_MARK = re.compile(r"[*#:;]")
_LINE_MARK = re.compile(r"[*#:;= ]|\{\||----")
"""What the wiki makes something else of right behind a list mark, and at the start of a line."""
_HIDDEN = re.compile(r"<!--T:[\w-]+-->\n? ?|<!--.*?-->[ ]?|<nowiki\s*/>", re.DOTALL)


ALL, OWN = 2, 3
"""How thoroughly an item is guarded: each of its paragraphs, and not its start alone; then also in a form of ohbot's
own, where that of its neighbours cannot carry it."""
_ENOUGH = 40
"""How many exchanges of a page are looked at to learn its form."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an answer to be written: with a name only where an answer begins."""

    value: str
    who: str | None = None
    role: str | None = None


def paragraphs_of(exchange: Exchange) -> list[Paragraph]:
    """The paragraphs of all answers, in order."""
    result: list[Paragraph] = []
    for answer in exchange.answers:
        first, *more = paragraphs(answer.text) or ("",)
        result.append(Paragraph(first, answer.speaker, answer.role))
        result += [Paragraph(text) for text in more]
    return result


def form_like(page: ParsedPage, node: ExchangeNode) -> Form:
    """The form of an exchange that stands on the page, completed from the page's others and from its shape."""
    text, form = page.text, FORMS[node.shape]
    alike = [node, *(other for other in page.exchanges[node.shape][:_ENOUGH] if other is not node)]
    cells = [(n, i) for n in alike for i, cell in enumerate(n.cells) if not cell.value.startswith("{|")]
    firsts = _usual_firsts(text, node, cells)
    joint = _joint(text, *firsts[0]) if firsts else form.joints[0]
    is_list = bool(joint.strip()) if "\n" in joint else form.is_list
    later = form.joints[1] if form.joints[1].strip() or not is_list else joint
    if is_list and firsts and joint.strip():
        own = [_joint(text, n, i) for n, i in cells if n is node and i > firsts[0][1]]
        joints = [
            j
            for j in own or [_joint(text, *cell) for cell in cells if cell[1]]
            if "\n" not in joint or len(j) <= len(joint)
        ]
        later = joint if joint in joints or not joints else joints[0]
    elif not is_list:
        later = "\n\n"
    like = firsts[0][0].cells[0] if firsts else None
    named = next((n.cells[i] for n, i in cells if n.cells[i].who), None)
    whole = like is not None and "</translate" in text[like.text[1] : like.end]
    opening = _OPENING.search(text, like.body, like.text[0]) if like and whole else None
    return replace(
        form,
        lead=_HIDDEN.sub("", text[node.start : node.question.text[0]]),
        close=_HIDDEN.sub("", text[node.question.text[1] : node.question.end]).rstrip(),
        joints=(joint, later if "\n;" not in joint else form.joints[1]),
        label=_label(text, like),
        opening=opening[0] if opening else "",
        closing="</translate>" if opening else "",
        named_inside=_is_named_inside(text, named) if named else False,
        style=named.style if named else form.style,
        gap=_gap(page, alike, form.gap),
        names=_links(page, cells),
        is_list=is_list,
    )


def _usual_firsts(
    text: str, node: ExchangeNode, cells: list[tuple[ExchangeNode, int]]
) -> list[tuple[ExchangeNode, int]]:
    """The first paragraphs that set the form: the exchange's own, else those that most of its list, or page, have."""
    own = [(n, i) for n, i in cells if n is node]
    if own:
        return own[:1]
    lead = text[node.start : node.question.body]
    firsts = [(n, i) for n, i in cells if i == 0]
    listed = [(n, i) for n, i in firsts if text[n.start : n.question.body] == lead] or firsts
    joints = Counter(_joint(text, *cell) for cell in listed)
    return [cell for cell in listed if _joint(text, *cell) == joints.most_common(1)[0][0]]


def _is_named_inside(text: str, cell: Cell) -> bool:
    """Whether the name stands inside of the tag that the text is translated in."""
    found = _OPENING.search(text, cell.body, cell.text[0])
    return found is not None and not re.search(r"\w", text[cell.body : found.start()])


def _joint(text: str, node: ExchangeNode, index: int) -> str:
    """What parts a paragraph from the one before, without comments and whatever else stands there."""
    before = node.cells[index - 1] if index else node.question
    joint = _HIDDEN.sub("", text[before.end : node.cells[index].body])
    if "\n" not in joint:
        return joint
    mark = joint.rsplit("\n", 1)[1]
    return ("\n\n" if not mark and "\n\n" in joint else "\n") + re.sub(r"</?translate[^>]*>", "", mark)


def _label(text: str, cell: Cell | None) -> str:
    if cell is None or not cell.labelled:
        return ""
    found = LABEL.search(text, cell.body, cell.text[0])
    return found[0] if found else ""


def _gap(page: ParsedPage, alike: list[ExchangeNode], default: int) -> int:
    """How many blank lines part the exchanges of the page."""
    for node in alike:
        rest = page.text[node.end : node.end + 2]
        blank = len(rest) - len(rest.lstrip("\n"))
        if node.end + blank in page.exchange_starts:
            return blank
    return default


def _links(page: ParsedPage, cells: list[tuple[ExchangeNode, int]]) -> dict[str, str]:
    links: dict[str, str] = {}
    for node, index in cells:
        cell = node.cells[index]
        found = re.search(LINK, page.text[cell.body : cell.text[0]]) if cell.who else None
        if found and cell.who:
            links.setdefault(cell.who, found[0])
    return links


def write_exchange(page: ParsedPage, exchange: Exchange, form: Form, *, guarded: int) -> str:
    """A new exchange in a form."""
    form = OWN_FORMS[form.shape] if guarded == OWN else form
    lead = _unbold(form.lead, exchange.question)
    question = _question_in(form.shape, exchange.question, lead)
    guard = GUARD if guarded or _misread_question(page, question) else ""
    pieces = [lead, guard, question, _unbold(form.close, question)]
    for number, paragraph in enumerate(paragraphs_of(exchange)):
        pieces.append(form.joints[number > 0])
        pieces.append(write_paragraph(page, paragraph, form, first=number == 0, guarded=guarded))
    return "".join([*pieces, "\n"])


def _unbold(markup: str, question: str) -> str:
    """What stands around a question, without quotes where they would run into its own."""
    quotes = re.findall("''+", question)
    if any(len(run) > 2 for run in quotes) or len(quotes) % 2 or question.startswith("'") or question.endswith("'"):
        return markup.replace("'''", "").replace("''", "")
    return markup


def _misread_question(page: ParsedPage, question: str) -> bool:
    """Whether a reader who has no session would take a part of the question for what is around it."""
    if page.prior:
        return False
    wrapped = unwrapped(question, 0, len(question)) != (0, len(question))
    return wrapped or question.startswith("<nowiki/>") or LABEL.match(question) is not None


def write_paragraph(
    page: ParsedPage, paragraph: Paragraph, form: Form, *, first: bool = False, guarded: int = 0
) -> str:
    """A new paragraph of an answer, without what parts it from the one before."""
    text = _laid_out(paragraph.value, form)
    name = speaker_prefix(paragraph, form.style, form.names.get(paragraph.who or ""))
    label = form.label if first else ""
    if guarded >= ALL or _is_misread(page, name + text, paragraph, form):
        text = GUARD + text
    spoken = f"{form.opening}{name}{text}" if form.named_inside else f"{name}{form.opening}{text}"
    return f"{label}{spoken}{form.closing}"


def _laid_out(value: str, form: Form, old: str = "") -> str:
    """A paragraph on the lines that it may have: those of a text that stands by itself, and those that it had."""
    had = lines(old)[1:]
    fits = (line in had or (not form.is_list and is_text(line)) for line in lines(value)[1:])
    return value if all(fits) else one_line(value)


def speaker_prefix(paragraph: Paragraph, style: Style, link: str | None = None) -> str:
    """The name before a paragraph, or nothing where it has none."""
    return write_speaker(paragraph.who, paragraph.role, style, linked=link) if paragraph.who else ""


def _is_misread(page: ParsedPage, written: str, paragraph: Paragraph, form: Form) -> bool:
    """Whether the wiki or, on a new page, a reader would take this for something else than the paragraph."""
    if page.prior:
        return (_LIST_MARK if form.is_list else _LINE_MARK).match(written) is not None
    if (not form.is_list and not is_text(written)) or _GUARDED.match(paragraph.value):
        return True
    spoken = page.names.speaker(written)
    meant = (paragraph.who, paragraph.role) if paragraph.who else None
    return (spoken and (spoken[1], spoken[2])) != meant or LABEL.match(written) is not None


def rewritten_exchange(
    page: ParsedPage, node: ExchangeNode, exchange: Exchange, pairs: list[int | None], *, guarded: int = 0
) -> str:
    """The source of an exchange that stands on the page, changed to say something else.

    ``pairs`` tells for each new paragraph which old one it comes from: that one keeps its own form and markers.
    """
    form = form_like(page, node)
    old = [node.question, *node.cells]
    text = page.text
    question = _question_of(page, node, exchange.question, guarded=guarded)
    pieces = [text[node.start : node.question.body], question]
    stay = {pair for _, pair in rising([(n, pair) for n, pair in enumerate(pairs) if pair is not None])}
    gone = [i for i in range(len(node.cells)) if i not in stay]
    for number, paragraph in enumerate(paragraphs_of(exchange)):
        pair = pairs[number]
        while pair is not None and pair in stay and gone and gone[0] < pair:
            pieces += _kept(page, old[gone[0]].end, old[gone[0] + 1])
            del gone[0]
        if pair is None:
            pieces += [
                form.joints[number > 0],
                write_paragraph(page, paragraph, form, first=number == 0, guarded=guarded),
            ]
        else:
            cell = old[pair + 1]
            gap = text[old[pair].end : cell.body] if pair in stay else _joint(text, node, pair)
            pieces += [gap, _paragraph_of(page, cell, paragraph, form, guarded=guarded)]
    for i in gone:
        pieces += _kept(page, old[i].end, old[i + 1])
    dropped = sorted(set(range(len(node.cells))) - {pair for pair in pairs if pair is not None})
    lost = [span for i in dropped for span in page.source.hidden_in(old[i].end, old[i + 1].end, page.source.markup)]
    tags = [f"\n{tag}" for tag in unbalanced(text[a:b] for a, b in lost)]
    written = "".join([*pieces, *tags, text[old[-1].end : node.end]])
    return with_variables(written, page.source, node.start, node.end)


def _kept(page: ParsedPage, start: int, cell: Cell) -> list[str]:
    """What stays where a paragraph goes."""
    return [f"\n{line}" for line in page.furniture(start, cell.body, (start, cell.body))]


def _question_in(shape: str, question: str, before: str) -> str:
    """The question for a shape: bold or italics before it keep a colon in it from ending a term."""
    question = one_line(question)
    return write_term(question) if shape == "definitions" and "''" not in before else question


def _question_of(page: ParsedPage, node: ExchangeNode, question: str, *, guarded: int) -> str:
    text, cell = page.text, node.question
    if question == cell.value and not guarded:
        return text[cell.body : cell.end]
    before = _unbold(page.text[cell.body : cell.text[0]], question)
    question = _question_in(node.shape, question, before)
    guard = GUARD if (guarded or _misread_question(page, question)) and GUARD not in before else ""
    middle = spliced(page.source, *cell.text, question)
    return before + guard + middle + _unbold(text[cell.text[1] : cell.end], question)


def _paragraph_of(page: ParsedPage, cell: Cell, paragraph: Paragraph, form: Form, *, guarded: int) -> str:
    text, source = page.text, page.source
    if not guarded and paragraph == Paragraph(cell.value, cell.who, cell.role):
        return text[cell.body : cell.end]
    said = _laid_out(paragraph.value, form, cell.value) if paragraph.value != cell.value else cell.value
    before = text[cell.body : cell.text[0]]
    if (paragraph.who, paragraph.role) != (cell.who, cell.role):
        label = _label(text, cell)
        name = speaker_prefix(paragraph, cell.style if cell.who else form.style, form.names.get(paragraph.who or ""))
        if name and before.rstrip() != before and "\n" in before:
            name = name.rstrip() + before[len(before.rstrip()) :]
        before = spliced(source, cell.body, cell.text[0], label + name)
    visible = _HIDDEN.sub("", re.sub(r"</?translate[^>]*>", "", before))
    shown = visible[len(_label(text, cell)) :]
    if GUARD not in before and (guarded >= ALL or _is_misread(page, shown + said, paragraph, form)):
        before += GUARD
    middle = spliced(source, *cell.text, said) if said != cell.value else text[slice(*cell.text)]
    return before + middle + text[cell.text[1] : cell.end]


def fenced(prose: str, *, guarded: int) -> str:
    """Prose with a line before it that says that it is no item; thoroughly, one before each part that could be."""
    if not guarded:
        return prose
    sheet = Sheet(Source(prose, LOG_LINE), ())
    first, *more = [row.line.place(0) for i, row in enumerate(sheet.rows) if i == 0 or _may_begin(sheet, i)]
    places = [first, *more] if guarded >= ALL else [first]
    pieces = [prose[a:b] for a, b in pairwise([*places, len(prose)])]
    return prose[:first] + "".join(f"{GUARD}\n{piece}" for piece in pieces)


def _may_begin(sheet: Sheet, index: int) -> bool:
    """Whether an item could begin at a row: a list, a paragraph, what somebody says, or a box with such lines."""
    rows, kind = sheet.rows, sheet.rows[index].kind
    if rows[index].line.context != "page":
        return False
    if any(row.kind == "message" for row in rows[index : box_end(rows, index)]):
        return True
    return kind in ("list", "text") and (index == 0 or rows[index - 1].kind != kind or sheet.begins(index))
