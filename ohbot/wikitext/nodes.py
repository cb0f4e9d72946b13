"""The parts of a page that ohbot understands: each a stretch of the text, with the item that it shows.

What lies between two nodes (blank lines, comments, templates, tags, categories) belongs to the page alone and
stays there, whatever happens to the nodes.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from ohbot.model import Answer, Exchange, Heading, Message, Prose
from ohbot.model.enclosures import Span
from ohbot.model.text import answer
from ohbot.wikitext.messages import Context
from ohbot.wikitext.speakers import PLAIN, NameStyle


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an exchange: the question, or a paragraph of an answer.

    From ``body`` (behind list mark and line break) to ``end`` (before the next break or the newline) it is the
    cell's own; between two cells is what parts them. ``text`` is what is said, behind label and speaker.
    """

    body: int
    end: int
    text: Span
    value: str
    who: str | None = None
    role: str | None = None
    style: NameStyle = PLAIN
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class ExchangeNode:
    """A question and its answers, as the lines of the page have them."""

    start: int
    end: int
    item: Exchange
    shape: str
    question: Paragraph
    cells: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class MessageNode:
    """A line of a log or a paragraph of a dialogue, and where its parts stand."""

    start: int
    end: int
    item: Message
    context: Context
    time: Span | None
    speaker: Span | None
    text: Span
    shape: Literal["log", "dialogue"] = "log"


@dataclass(frozen=True, slots=True)
class HeadingNode:
    """A heading, and where its words stand."""

    start: int
    end: int
    item: Heading
    text: Span


@dataclass(frozen=True, slots=True)
class ProseNode:
    """Everything else that a reader sees."""

    start: int
    end: int
    item: Prose


Node: TypeAlias = ExchangeNode | MessageNode | HeadingNode | ProseNode


def moved(node: Node, by: int) -> Node:
    """The node where it stands after what is before it has grown by some characters."""
    if not by:
        return node
    if isinstance(node, ExchangeNode):
        cells = tuple(_moved_cell(cell, by) for cell in node.cells)
        question = _moved_cell(node.question, by)
        return ExchangeNode(node.start + by, node.end + by, node.item, node.shape, question, cells)
    found = ((name, getattr(node, name, None)) for name in ("time", "speaker", "text"))
    spans: dict[str, Any] = {name: (span[0] + by, span[1] + by) for name, span in found if span}
    return replace(node, start=node.start + by, end=node.end + by, **spans)


def _moved_cell(cell: Paragraph, by: int) -> Paragraph:
    (start, end), body = cell.text, cell.body + by
    text = start + by, end + by
    return Paragraph(body, cell.end + by, text, cell.value, cell.who, cell.role, cell.style, cell.labelled)


def exchange_of(question: Paragraph, cells: tuple[Paragraph, ...]) -> Exchange:
    """The exchange that cells show: a paragraph without a name continues the answer before it."""
    answers: list[Answer] = []
    for cell in cells:
        if answers and cell.who is None:
            last = answers[-1]
            answers[-1] = Answer(f"{last.text}\n\n{cell.value}", last.speaker, last.role)
        else:
            answers.append(Answer(cell.value, cell.who, cell.role))
    return Exchange(question.value, tuple(replace(one, text=answer(one.text)) for one in answers))
