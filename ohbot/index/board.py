"""What is on the index pages now: which row is of which entry, and which cells say something else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from ohbot.archive import IndexConfig
from ohbot.index.cells import Manner, agrees, cell_written, says
from ohbot.index.entries import Home, IndexEntry
from ohbot.index.fields import Column
from ohbot.index.history import Key
from ohbot.index.places import Prepared
from ohbot.index.rows import IndexRow, IndexTable, matched
from ohbot.wikitext.splice import TextEdit


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that says something else than its entry, or in other words: its text, and what ohbot would write there.

    ``is_free`` is False where only people can write (cells over several rows or columns, translation markup);
    ``agrees`` tells that the cell says it in a person's words.
    """

    key: Key
    column: Column
    text: str
    wanted: str
    is_free: bool
    agrees: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A row with its entry, where it belongs (None: that page has a problem), and what differs.

    ``is_twice`` tells that the same row is where it belongs already: a run ended between two pages.
    """

    row: IndexRow
    entry: IndexEntry
    home: Home
    target: IndexTable | None
    differences: tuple[Difference, ...] = ()
    is_twice: bool = False

    @property
    def moves(self) -> bool:
        """Whether the row belongs in another table."""
        return self.target is not None and self.target is not self.row.table

    def edits(self, texts: Mapping[int, str]) -> list[TextEdit]:
        """The edits that give cells other texts, by their columns; a row that is too short gets longer."""
        row, table = self.row.row, self.row.table.table
        cells = {at: row.at(at) for at in texts}
        edits = [table.written(cell, texts[at]) for at, cell in cells.items() if cell]
        lacking = [at for at, cell in cells.items() if cell is None]
        if lacking:
            first = max(cell.column for cell in row.cells) + 1
            edits.append(table.lengthened(row, tuple(texts.get(at, "") for at in range(first, max(lacking) + 1))))
        return edits


@dataclass(frozen=True)
class Board:
    """The pages of the index as they are, with a table for each part that has entries."""

    config: IndexConfig
    now: datetime
    pages: Mapping[str, Prepared]
    homes: Mapping[str, Home]
    known: tuple[Known, ...] = ()
    new: tuple[IndexEntry, ...] = ()

    def table_of(self, entry: IndexEntry) -> IndexTable | None:
        """The table in which an entry belongs; None where its page has a problem."""
        home = self.homes[entry.name]
        return self.pages[home.page].tables.get(home.part)

    def manner(self, table: IndexTable, column: Column, entry: IndexEntry, zone: tzinfo | None = None) -> Manner:
        """How a cell of a table is written; ``zone`` is that of its row, if that tells one."""
        heading_zone = next((one.zone for one in table.layout.columns if one.zone), None)
        sums = column.field == table.layout.summary
        return Manner(
            zone=zone or heading_zone or UTC,
            is_zone_shown=heading_zone is not None,
            language=self.config.language,
            sums=sums,
            cancelled=self.config.cancelled,
            heading=column.heading,
            is_over=entry.is_over(self.now),
        )

    def differences(self, row: IndexRow, entry: IndexEntry) -> Iterator[Difference]:
        """The cells of a row that do not say what its entry says."""
        for column in row.table.layout.columns:
            cell = row.cell(column)
            if column.field is None or (cell is None and row.row.is_joined):
                continue
            text, manner = cell.text if cell else "", self.manner(row.table, column, entry, row.zone)
            if says(column.field, text, entry, manner):
                continue
            wanted = cell_written(column.field, entry, manner, like=text)
            is_free = not row.row.is_joined and (cell is None or cell.is_whole)
            same = agrees(column.field, text, entry, manner)
            yield Difference((entry.name, column.key), column, text, wanted, is_free, same)


def board_of(
    pages: Mapping[str, Prepared],
    entries: Sequence[IndexEntry],
    config: IndexConfig,
    *,
    homes: Mapping[str, Home],
    now: datetime,
) -> Board:
    """Find the rows of entries in the tables of the pages, and what they say."""
    board = Board(config, now, pages, homes)
    rows = [row for page in pages.values() for table in dict.fromkeys(page.tables.values()) for row in table.rows]
    found = matched(rows, entries, lambda row, entry: row.table is board.table_of(entry))
    known = [
        Known(rows[at], one, homes[one.name], board.table_of(one), tuple(board.differences(rows[at], one)))
        for at, one in found.items()
    ]
    twice = _twice([row for at, row in enumerate(rows) if at not in found], known)
    names = {one.name for one in found.values()}
    new = sorted((one for one in entries if one.name not in names), key=lambda one: one.order)
    return replace(board, known=(*known, *twice), new=tuple(new))


def _twice(rows: Sequence[IndexRow], known: Sequence[Known]) -> Iterator[Known]:
    """The rows that are where they belong already, word for word, and also elsewhere."""
    of = {one.entry.name: one for one in known if not one.moves}
    for row in rows:
        other = of.get(row.row.id or "")
        if other and row.table is not other.row.table and _texts(row) == _texts(other.row):
            yield replace(other, row=row, differences=(), is_twice=True)


def _texts(row: IndexRow) -> dict[str, str]:
    cells = ((column.key, row.cell(column)) for column in row.table.layout.columns)
    return {key: cell.text for key, cell in cells if cell and cell.text}
