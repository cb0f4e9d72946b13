"""From what each line of a page is to the page's items: a row has a role, and rows with roles make nodes.

The two steps of reading are apart: *judging* says what each row is (``shapes`` by the look of the page, ``prior`` by
what is known of it), *building* makes the nodes, and judges nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeAlias

from ohbot.model import Heading, Message
from ohbot.model.text import one_line
from ohbot.wikitext.borders import TAILS
from ohbot.wikitext.layout import Layout
from ohbot.wikitext.messages import as_read, nick_of
from ohbot.wikitext.nodes import HeadingNode, MessageNode, Node
from ohbot.wikitext.rows import PageRow
from ohbot.wikitext.shapes import dialogue, headings
from ohbot.wikitext.shapes.exchange import exchange_node

Role: TypeAlias = Literal["question", "answer", "message", "spoken", "said", "heading", "prose"]
"""What a row is: ``message`` a line of a log, ``spoken`` the first row of a paragraph of a dialogue, ``said`` a later
one. Rows that show nothing have none."""


def is_shown(row: PageRow) -> bool:
    """Whether a reader sees something of the row, so that it has a role."""
    return row.kind in ("text", "list", "heading", "message", "enclosed")


def nodes_of(
    layout: Layout, roles: Sequence[Role | None], known: Callable[[int, int], Node | None]
) -> Iterator[Node]:
    """The nodes, but for prose, that rows with these roles make; an answer without a question makes none.

    ``known`` gives the node in some rows where it has been made before.
    """
    at = 0
    while at < len(roles):
        role, stop = roles[at], at + 1
        answers: list[int] = []
        if role == "question":
            end = next((i for i in range(stop, len(roles)) if roles[i] not in ("answer", None)), len(roles))
            answers = [i for i in range(stop, end) if roles[i]]
            stop = answers[-1] + 1 if answers else stop
        while role == "spoken" and stop < len(roles) and roles[stop] == "said":
            stop += 1
        if role in _MADE:
            node = known(at, stop) or _MADE[role](layout, at, stop, answers)
            if node:
                yield node
        at = stop


_MADE: dict[Role | None, Callable[[Layout, int, int, Sequence[int]], Node | None]] = {
    # what the rows that begin with a role make
    "question": lambda layout, first, _, answers: exchange_node(layout, first, answers),
    "heading": lambda layout, first, *_: heading_node(layout, layout.rows[first]),
    "message": lambda layout, first, *_: message_node(layout, layout.rows[first]),
    "spoken": lambda layout, first, stop, _: dialogue.message_node(layout, first, stop),
}


def heading_node(layout: Layout, row: PageRow) -> HeadingNode:
    """The heading in a row."""
    span, value = layout.trimmed(row, row.at, headings.words_end(row))
    return HeadingNode(row.line.start, layout.end_of(row), Heading(one_line(value), row.level), span)


def message_node(layout: Layout, row: PageRow) -> MessageNode:
    """The message in a row of a log."""
    assert row.message is not None
    line, said = row.line, row.message
    time, speaker = (line.text[s[0] : s[1]] if s else None for s in (said.time, said.speaker))
    is_wikitext = line.context in ("poem", "template", "table")
    tail = TAILS.search(line.text, said.text[0] + 1) if is_wikitext else None
    text, value = layout.trimmed(row, said.text[0], tail.start() if tail else said.text[1])
    value, speaker = as_read(value, line.context), speaker and as_read(speaker, line.context)
    item = Message(one_line(value), time, nick_of(speaker) if speaker else None, said.kind)
    places = [(line.place(s[0]), line.place_after(s[1])) if s else None for s in (said.time, said.speaker)]
    return MessageNode(line.start, layout.end_of(row), item, line.context, places[0], places[1], text)
