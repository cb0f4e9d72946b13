"""The blocks of a document, and their parts: what they say."""

from dataclasses import dataclass
from typing import Literal

from ohbot.sources.rich import Rich

BlockKind = Literal["heading", "text", "item", "code", "table", "rule"]


PartKind = Literal["heading", "ask", "answer", "say", "event", "text", "code", "table"]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a block as a person sees it. ``hard`` tells that it surely begins a line of its own."""

    number: int
    rich: Rich
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document: a heading, a paragraph, the first paragraph of a list item, code, a table.

    ``numbers`` are the lines that it takes. ``level`` is that of a heading, else the depth in lists (0 outside);
    ``mark`` is "*" or "#" for items; ``cells`` are the rows of a table, its head first.
    """

    kind: BlockKind
    rows: tuple[Row, ...]
    numbers: tuple[int, ...]
    level: int = 0
    mark: str = ""
    quoted: bool = False
    cells: tuple[tuple[Rich, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a block says."""

    kind: PartKind
    rich: Rich
    block: Block
    number: int
    speaker: str | None = None
    role: str | None = None
    goes_on: bool = False
    time: str | None = None
