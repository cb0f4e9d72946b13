"""A document: what every format is decoded to, and the parts of its blocks: what they say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ohbot.sources.rich import Rich, plain

BlockKind = Literal["heading", "text", "item", "code", "table", "rule"]
CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?: ?[AaPp]\.?[Mm]\b\.?)?"
"""A time of day, or of a recording."""
TIME = re.compile(rf"[\[(]?(?P<time>{CLOCK})[\])]?")
"""Such a time, alone in its line."""


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A line of a block as a person sees it; ``raw`` has its blanks as they were, and addresses spelled out.

    ``place`` is its own in the document, ``number`` the line of the file. ``hard`` tells that it surely begins a line
    of its own.
    """

    place: int
    number: int
    rich: Rich
    hard: bool = True
    raw: str = ""

    @property
    def text(self) -> str:
        """The text without its styles."""
        return plain(self.rich)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document: a heading, a paragraph, the first paragraph of a list item, code, a table.

    ``numbers`` are the lines that it takes. ``level`` is that of a heading, else the depth in lists (0 outside);
    ``mark`` is "*" or "#" for items, ``label`` how a numbered one is written ("Q1."), and ``n`` its number; ``cells``
    are the rows of a table, its head first. ``gap`` tells that a blank line stands before it. ``role`` is what the
    page of a chat calls it: "author", "time", "words", "event" or "aside", ``hint`` the title of that element and
    ``element`` its number. What names who says all below it is an "author" too, and an "answerer" who answers.
    """

    kind: BlockKind
    rows: tuple[BlockRow, ...]
    numbers: tuple[int, ...]
    level: int = 0
    mark: str = ""
    quoted: bool = False
    cells: tuple[tuple[Rich, ...], ...] = ()
    label: str = ""
    n: int | None = None
    gap: bool = True
    role: str = ""
    hint: str = ""
    element: int = 0

    @property
    def place(self) -> int:
        """The place of its first row; 0 for tables and rules, which have none."""
        return self.rows[0].place if self.rows else 0

    @property
    def texts(self) -> list[str]:
        """The texts of its rows, with the label of a numbered item."""
        return [(self.label if index == 0 else "") + row.text for index, row in enumerate(self.rows)]

    @property
    def style(self) -> str:
        """How a numbered item is marked, without its number."""
        return re.sub(r"[\s\d]+", "", self.label)

    @property
    def is_said(self) -> bool:
        """Whether somebody may speak, ask or answer in it."""
        return self.kind in ("text", "item")


@dataclass(frozen=True, slots=True)
class Document:
    """What a format is decoded to. ``front`` are facts before the text ("Title: ..."), ``comments`` lines with such.

    ``dropped`` are the lines that hold no text, by kind; ``is_plain`` tells that no markup says what is a heading.
    """

    blocks: Sequence[Block]
    dropped: Mapping[int, str] = field(default_factory=dict)
    front: Sequence[BlockRow] = ()
    comments: Sequence[int] = ()
    is_plain: bool = False
