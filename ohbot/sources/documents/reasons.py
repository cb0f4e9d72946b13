"""Why the lines of a document were read as what they are: without their texts, so nothing private is in a trace."""

from collections.abc import Callable, Collection, Iterable, Sequence

from ohbot.model.counting import counted
from ohbot.recognise.questions import asks
from ohbot.recognise.trace import Reason
from ohbot.sources.documents.asking import Asking, bold_question
from ohbot.sources.documents.blocks import Block, Part, Row
from ohbot.sources.documents.parts import Knowledge

_KINDS = {
    # kind of part: what its line is, by which rule
    "heading": ("heading", "markup or a line of its own that heads what follows"),
    "more": ("question", "a follow-up that asks"),
    "answer": ("answer", "the mark of an answer, or behind a question in the same line"),
    "say": ("message", "a name that speaks in this document"),
    "event": ("event", "somebody came or went"),
    "clock": ("head", "a time alone, for what is said below"),
    "table": ("prose", "a table in which nobody asks or speaks"),
    "code": ("prose", "verbatim text"),
}


def reasons(
    facts: Iterable[Row], parts: Sequence[Part], answering: Collection[int], known: Knowledge
) -> Callable[[int], Reason]:
    """Why a line, by its number, was read so.

    ``facts`` are the rows that tell of the session, ``parts`` what the others say; ``answering`` are the lines whose
    parts were put below a question.
    """
    found = {row.number: Reason("fact", "tells of the session, before what is said") for row in facts}
    for part in parts:
        reason = _reason(part, part.number in answering, known)
        found.setdefault(part.number, reason)
        for row in part.block.rows:
            found.setdefault(row.number, Reason(reason.role, "goes on with the line above"))
    other = Reason("prose", "nothing in it asks, answers or speaks")
    return lambda number: found.get(number, other)


def _reason(part: Part, answers: bool, known: Knowledge) -> Reason:
    if part.kind == "ask":
        return _of_question(part.block, known.asking)
    if part.kind in ("text", "say") and answers:
        rule = "a name that speaks, below a question" if part.speaker else "stands below a question"
        return Reason("answer", rule, "answers stand deeper" if known.asking.nested else "")
    if part.kind == "text":
        if part.block.place in known.closing:
            return Reason("prose", "part of what closes the notes (next steps, action items)")
        if any(map(asks, part.block.texts)):
            return Reason(
                "prose", "no question of this document", "", "question", "it asks, but otherwise than these"
            )
        return Reason("prose", "nothing in it asks, answers or speaks")
    role, rule = _KINDS[part.kind]
    names = counted(len(known.speakers.names), "name") + " speak" if part.kind == "say" else ""
    return Reason(role, rule, names)


def _of_question(block: Block, asking: Asking) -> Reason:
    """By which of the ways of asking a block is a question; without a question mark it might be but text."""
    rules = (
        (asking.marks is not None and asking.marks.asked(block.texts[0]) is not None, "the mark of a question"),
        (block.kind == "heading", "a heading that asks"),
        (bool(block.rows) and bold_question(block) > 0, "words in bold that ask"),
        (block.n is not None, "numbers that count up"),
        (block.kind == "item", "an item of a list that asks, with something below"),
        (block.kind == "table", "a column of questions"),
    )
    rule = next((rule for holds, rule in rules if holds), "a line that asks, with something below")
    count = len(asking.blocks)
    evidence = f"{counted(count, 'part')} of the document so" if count else ""
    if any(map(asks, block.texts)):
        return Reason("question", rule, evidence)
    return Reason("question", rule, evidence, "prose", "it has no question mark")
