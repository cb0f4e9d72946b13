"""Exchanges written onto a page: new ones in a form, and those that stand there, changed to say something else."""

import re

from ohbot.diff.align import origins
from ohbot.diff.matching import rising
from ohbot.model import Answer, Exchange
from ohbot.model.text import lines, one_line, paragraphs
from ohbot.wikitext.borders import LINE_MARKS
from ohbot.wikitext.forms import HIDDEN, Precaution, form_like, joint_of, label_of
from ohbot.wikitext.nodes import ExchangeNode, Paragraph
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.rows import LABEL, is_text, unwrapped
from ohbot.wikitext.shapes import OWN_FORMS, Form
from ohbot.wikitext.shapes.exchange import write_term
from ohbot.wikitext.source import unbalanced
from ohbot.wikitext.speakers import write_speaker
from ohbot.wikitext.splice import spliced, with_variables
from ohbot.wikitext.tokens import GUARD, TRANSLATE

_GUARDED = re.compile(r".?<nowiki\s*/>")


def _paragraphs(exchange: Exchange) -> list[Answer]:
    """The paragraphs of all answers, each as an answer: with a name only where one begins."""
    result: list[Answer] = []
    for answer in exchange.answers:
        first, *more = paragraphs(answer.text) or ("",)
        result.append(Answer(first, answer.speaker, answer.role))
        result += [Answer(text) for text in more]
    return result


def write_exchange(page: ParsedPage, exchange: Exchange, form: Form, precaution: Precaution) -> str:
    """A new exchange in a form."""
    form = OWN_FORMS[form.shape] if Precaution.OWN_FORM in precaution else form
    lead = _unbold(form.lead, exchange.question)
    question = _question_in(form.shape, exchange.question, lead)
    # a reader who has no session would take a part of the question for what is around it
    hides = question.startswith(GUARD) or unwrapped(question, 0, len(question)) != (0, len(question))
    misread = not page.prior and (hides or LABEL.match(question))
    guard = GUARD if Precaution.GUARD in precaution or misread else ""
    guarded = Precaution.GUARD_ALL in precaution
    said = [_new_paragraph(page, one, form, i, guarded=guarded) for i, one in enumerate(_paragraphs(exchange))]
    return "".join([lead, guard, question, _unbold(form.close, question), *said, "\n"])


def _new_paragraph(page: ParsedPage, said: Answer, form: Form, number: int, *, guarded: bool = False) -> str:
    """A new paragraph of an answer, with what parts it from the one before; ``number`` is that in the exchange."""
    text = _laid_out(said.text, form)
    name = write_speaker(said.speaker, said.role, form.style, linked=form.names.get(said.speaker or ""))
    if guarded or _shows_otherwise(name + text, form) or _is_misread(page, name + text, said, form):
        text = GUARD + text
    spoken = f"{form.opening}{name}{text}" if form.named_inside else f"{name}{form.opening}{text}"
    closing = "</translate>" if form.opening else ""
    return f"{form.joints[number > 0]}{'' if number else form.label}{spoken}{closing}"


def _unbold(markup: str, question: str) -> str:
    """What stands around a question, without quotes where they would run into its own."""
    quotes = re.findall("''+", question)
    if any(len(run) > 2 for run in quotes) or len(quotes) % 2 or question.startswith("'") or question.endswith("'"):
        return markup.replace("'''", "").replace("''", "")
    return markup


def _question_in(shape: str, question: str, before: str) -> str:
    """The question for a shape: bold or italics before it keep a colon in it from ending a term."""
    question = one_line(question)
    return write_term(question) if shape == "definitions" and "''" not in before else question


def _laid_out(value: str, form: Form, old: str = "") -> str:
    """A paragraph on the lines that it may have: those of a text that stands by itself, and those that it had."""
    had = lines(old)[1:]
    fits = (line in had or (not form.is_list and is_text(line)) for line in lines(value)[1:])
    return value if all(fits) else one_line(value)


def _shows_otherwise(written: str, form: Form) -> bool:
    """Whether the wiki would make something else of a paragraph for how it begins."""
    inside = form.is_list and ("\n" not in form.joints[0] or form.joints[0][-1].isspace())
    return not inside and written.startswith(("*", "#", ":", ";") if form.is_list else LINE_MARKS)


def _is_misread(page: ParsedPage, written: str, said: Answer, form: Form) -> bool:
    """Whether a reader who has no session would take this for something else than the paragraph."""
    if page.prior:
        return False
    if (not form.is_list and not is_text(written)) or _GUARDED.match(said.text) or LABEL.match(written):
        return True
    spoken = page.names.speaker(written)
    return (spoken and spoken[1:]) != ((said.speaker, said.role) if said.speaker else None)


def rewritten_exchange(page: ParsedPage, node: ExchangeNode, exchange: Exchange) -> str:
    """The source of an exchange that stands on the page, changed to say something else.

    A paragraph that comes from one on the page keeps that one's form and markers.
    """
    form, text = form_like(page, node), page.text
    old, wanted = [node.question, *node.cells], _paragraphs(exchange)
    pairs = origins([_said(cell) for cell in node.cells], wanted)
    stay = {pair for _, pair in rising([(n, pair) for n, pair in enumerate(pairs) if pair is not None])}
    leaving = [i for i in range(len(node.cells)) if i not in stay]
    pieces = [text[node.start : node.question.body], _rewritten_question(page, node, exchange.question)]
    for number, (paragraph, pair) in enumerate(zip(wanted, pairs, strict=True)):
        while pair is not None and pair in stay and leaving and leaving[0] < pair:
            pieces += _kept(page, old, leaving.pop(0))
        if pair is None:
            pieces.append(_new_paragraph(page, paragraph, form, number))
        else:
            gap = text[old[pair].end : old[pair + 1].body] if pair in stay else joint_of(text, node, pair)
            pieces += [gap, _rewritten_paragraph(page, old[pair + 1], paragraph, form)]
    for i in leaving:
        pieces += _kept(page, old, i)
    dropped = [
        page.source.hidden_in(old[i].end, cell.end, page.source.markup)
        for i, cell in enumerate(node.cells)
        if i not in pairs
    ]
    tags = [text[a:b] for spans in dropped for a, b in spans]
    pieces += [f"\n{tags[at]}" for at in unbalanced(tags)]
    written = "".join([*pieces, text[old[-1].end : node.end]])
    return with_variables(written, page.source, node.start, node.end)


def _said(cell: Paragraph) -> Answer:
    return Answer(cell.value, cell.who, cell.role)


def _kept(page: ParsedPage, old: list[Paragraph], index: int) -> list[str]:
    """What stays where a paragraph goes: what stood between the one before and it."""
    start, end = old[index].end, old[index + 1].body
    return [f"\n{line}" for line in page.furniture(start, end, (start, end))]


def _rewritten_question(page: ParsedPage, node: ExchangeNode, question: str) -> str:
    text, cell = page.text, node.question
    if question == cell.value:
        return text[cell.body : cell.end]
    before = _unbold(text[cell.body : cell.text[0]], question)
    question = _question_in(node.shape, question, before)
    return before + spliced(page.source, *cell.text, question) + _unbold(text[cell.text[1] : cell.end], question)


def _rewritten_paragraph(page: ParsedPage, cell: Paragraph, wanted: Answer, form: Form) -> str:
    text, source = page.text, page.source
    if wanted == _said(cell):
        return text[cell.body : cell.end]
    said = _laid_out(wanted.text, form, cell.value) if wanted.text != cell.value else cell.value
    before = text[cell.body : cell.text[0]]
    if (wanted.speaker, wanted.role) != (cell.who, cell.role):
        style = cell.style if cell.who else form.style
        name = write_speaker(wanted.speaker, wanted.role, style, linked=form.names.get(wanted.speaker or ""))
        if name and before.rstrip() != before and "\n" in before:
            name = name.rstrip() + before[len(before.rstrip()) :]
        before = spliced(source, cell.body, cell.text[0], label_of(text, cell) + name)
    visible = HIDDEN.sub("", TRANSLATE.sub("", before))
    if GUARD not in before and _shows_otherwise(visible[len(label_of(text, cell)) :] + said, form):
        before += GUARD
    middle = spliced(source, *cell.text, said) if said != cell.value else text[slice(*cell.text)]
    return before + middle + text[cell.text[1] : cell.end]
