"""Rows for a table: new ones in the manner of their neighbours, and those that come from another table."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from ohbot.index.board import Board, Known
from ohbot.index.cells import cell_written
from ohbot.index.entries import IndexEntry
from ohbot.index.fields import Column
from ohbot.index.history import Key
from ohbot.index.rows import IndexRow, IndexTable
from ohbot.model.view import moment_of
from ohbot.wikitext.splice import TextEdit
from ohbot.wikitext.tables import row

_ID = re.compile(r"[\w.-]+")
_NEAR = 5
"""How many neighbours a new row looks to for the wording of its cells."""


class Inserted(NamedTuple):
    """The lines of a row that comes into a table, and its entry."""

    table: IndexTable
    entry: IndexEntry
    lines: str


def new_row(board: Board, table: IndexTable, entry: IndexEntry) -> str:
    """The lines of a row for an entry."""
    near = _nearest(table, entry)
    cells = tuple(_new_cell(board, table, column, entry, near) for column in table.layout.columns)
    name = f' id="{entry.name}"' if _ID.fullmatch(entry.name) else ""
    return row(f'class="vevent"{name}', cells, on_one_line=bool(near) and near[0].row.is_on_one_line)


def _new_cell(board: Board, table: IndexTable, column: Column, entry: IndexEntry, near: Sequence[IndexRow]) -> str:
    """A cell for an entry, in the wording of the nearest row that has one; people's columns stay blank."""
    if column.field is None:
        return ""
    manner = board.manner(table, column, entry, near[0].zone if near else None)
    like = next((cell.text for one in near if (cell := one.cell(column)) and cell.text), "")
    text = cell_written(column.field, entry, manner, like=like)
    attributes = table.layout.attributes(column.field)
    return f"{attributes} | {text}" if attributes and text else text


def _nearest(table: IndexTable, entry: IndexEntry) -> list[IndexRow]:
    """The rows that tell a day and have cells of their own, nearest in time first."""
    dated = [one for one in table.rows if one.day and not one.row.is_joined]
    return sorted(dated, key=lambda one: abs(_moment(one) - entry.order[0]))[:_NEAR]


def _moment(one: IndexRow) -> datetime:
    return moment_of(one.start or one.day or date.min)


def moved_row(board: Board, known: Known, texts: Mapping[int, str], own: frozenset[Key]) -> str | None:
    """The lines of a row for the table in which it belongs, with new texts in some cells.

    None where something that people wrote would have no place there, or its cells reach over several rows or columns.
    """
    target, source = known.target, known.row.table
    if target is None or known.row.row.is_joined:
        return None
    if [one.key for one in source.layout.columns] == [one.key for one in target.layout.columns]:
        return source.table.source(known.row.row, known.edits(texts))
    cells = {one.key: (one, cell) for one in source.layout.columns if (cell := known.row.cell(one)) and cell.text}
    keys = {one.key for one in target.layout.columns}
    theirs = {one.key[1] for one in known.differences if one.key not in own}
    if any(key not in keys and (one.field is None or key in theirs) for key, (one, _) in cells.items()):
        return None
    near = _nearest(target, known.entry)
    parts = []
    for column in target.layout.columns:
        one, cell = cells.get(column.key, (None, None))
        if one and cell:
            parts.append(cell.with_text(texts.get(one.index, cell.text)))
        else:
            parts.append(_new_cell(board, target, column, known.entry, near))
    return row(known.row.row.attributes, tuple(parts))


def rows_added(
    table: IndexTable, new: Sequence[Inserted], leaving: Collection[int], *, newest_first: bool
) -> list[TextEdit]:
    """The edits that put rows in their places by time; ``newest_first`` is for a table that does not tell its order.

    ``leaving`` are the positions of rows that go.
    """
    staying = [(one.position, _moment(one)) for one in table.rows if one.day and one.position not in leaving]
    steps = [earlier > later for (_, earlier), (_, later) in pairwise(staying) if earlier != later]
    falls = newest_first if sum(steps) * 2 == len(steps) else sum(steps) * 2 > len(steps)
    last = staying[-1][0] + 1 if staying else len(table.table.rows)
    places: dict[int, list[str]] = defaultdict(list)
    for one in sorted(new, key=lambda one: one.entry.order, reverse=falls):
        moment = one.entry.order[0]
        after = (at for at, other in staying if (other < moment if falls else other > moment))
        places[next(after, last)].append(one.lines)
    return [table.table.added(at, lines) for at, lines in places.items()]
