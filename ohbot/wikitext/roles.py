"""From what each line of a page is to the page's items: a row has a role, and rows with roles make nodes.

The two steps of reading are apart: *judging* says what each row is (``shapes`` by the look of the page, ``prior`` by
what is known of it), *building* makes the nodes, and judges nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from ohbot.model import Heading, Message
from ohbot.wikitext.messages import nick_of, read_argument
from ohbot.wikitext.nodes import HeadingNode, MessageNode, Node, ProseNode
from ohbot.wikitext.rows import Row
from ohbot.wikitext.shapes import dialogue, headings
from ohbot.wikitext.shapes.exchange import exchange_node
from ohbot.wikitext.sheet import Sheet

Role: TypeAlias = Literal["question", "answer", "message", "spoken", "said", "heading", "prose"]
"""What a row is: ``message`` a line of a log, ``spoken`` the first row of a paragraph of a dialogue, ``said`` a later
one. Rows that show nothing have none."""


def is_shown(row: Row) -> bool:
    """Whether a reader sees something of the row, so that it has a role."""
    return row.kind in ("text", "list", "heading", "message", "held")


def roles_of(sheet: Sheet, nodes: Sequence[Node]) -> list[Role | None]:
    """The roles of rows in nodes that have been found on a page."""
    roles: list[Role | None] = [None] * len(sheet.rows)
    at = 0
    for node in nodes:
        while at < len(roles) and sheet.rows[at].line.start < node.start:
            at += 1
        first = at
        while at < len(roles) and sheet.rows[at].line.start < node.end:
            row = sheet.rows[at]
            if isinstance(node, ProseNode) or is_shown(row):
                roles[at] = _role(node, row, is_first=at == first)
            at += 1
    return roles


def _role(node: Node, row: Row, *, is_first: bool) -> Role | None:
    if isinstance(node, ProseNode):
        return "prose" if is_shown(row) else None
    if isinstance(node, HeadingNode):
        return "heading"
    if isinstance(node, MessageNode):
        return "message" if node.shape == "log" else "spoken" if is_first else "said"
    if is_first:
        return "question"
    return "answer" if row.kind in ("text", "list") and not row.is_picture else None


def nodes_of(sheet: Sheet, roles: Sequence[Role | None]) -> Iterator[Node]:
    """The nodes, but for prose, that rows with these roles make; an answer without a question makes none."""
    at = 0
    while at < len(roles):
        role, stop = roles[at], at + 1
        if role == "question":
            answers = list(_following(roles, stop, "answer"))
            yield exchange_node(sheet, at, answers)
            stop = answers[-1] + 1 if answers else stop
        elif role == "heading":
            yield heading_node(sheet, sheet.rows[at])
        elif role == "message":
            yield message_node(sheet, sheet.rows[at])
        elif role == "spoken":
            while stop < len(roles) and roles[stop] == "said":
                stop += 1
            spoken = sheet.speaker(sheet.rows[at], sheet.rows[at].at)
            if spoken:
                yield dialogue.message_node(sheet, at, stop, spoken)
        at = stop


def _following(roles: Sequence[Role | None], first: int, role: Role) -> Iterator[int]:
    """The rows with a role from one on, up to the first with another."""
    for at in range(first, len(roles)):
        if roles[at] == role:
            yield at
        elif roles[at] is not None:
            return


def heading_node(sheet: Sheet, row: Row) -> HeadingNode:
    """The heading in a row."""
    span, value = sheet.trimmed(row, row.at, headings.words_end(row))
    return HeadingNode(*sheet.lines(row, row), Heading(value, row.level), span)


def message_node(sheet: Sheet, row: Row) -> MessageNode:
    """The message in a row of a log."""
    assert row.message is not None
    line, said = row.line, row.message
    start, end = sheet.lines(row, row)
    time, speaker = (line.text[s[0] : s[1]] if s else None for s in (said.time, said.speaker))
    text, value = sheet.trimmed(row, *said.text)
    if line.context == "template":
        value, speaker = read_argument(value), read_argument(speaker) if speaker else None
    item = Message(value, time, nick_of(speaker) if speaker else None, said.kind)
    places = [(line.place(s[0]), line.place_after(s[1])) if s else None for s in (said.time, said.speaker)]
    return MessageNode(start, end, item, line.context, places[0], places[1], text)
