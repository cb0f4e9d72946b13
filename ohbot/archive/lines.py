"""Where the items of a session stand in its file."""

from typing import TypeAlias

from ohbot.model.node import Node

ItemLines: TypeAlias = tuple[tuple[int, ...], ...]
"""For each item of the body the line that it begins in, and those of its answers; lines count from 1."""


def item_lines(root: Node) -> ItemLines:
    """The lines of the items of a valid session file, by its root node."""
    return tuple((item.line, *(answer.line for answer in _list(item, "answers"))) for item in _list(root, "body"))


def _list(node: Node, name: str) -> tuple[Node, ...]:
    return next((value.items for key, value in node.pairs if key.scalar == name), ())
