"""The rows of an index page, and the entries that they are of."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property, reduce

from ohbot.index.cells import links_in, moment_in, page_key
from ohbot.index.entries import IndexEntry, Part
from ohbot.index.fields import Column, Field, TableColumns, layout_of
from ohbot.recognise.dates import When
from ohbot.wikitext.tables import Cell, Table, TableRow, read_tables

START, END = "<!-- ohbot index: {part} -->", "<!-- /ohbot index -->"
"""What people put around the place of a table, where headings do not tell it."""
_START = re.compile(r"<!--\s*ohbot index:\s*(upcoming|past)\s*-->")
_END = re.compile(r"<!--\s*/ohbot index\s*-->")
_HEADING = re.compile(r"^(=+)[ \t]*(.+?)[ \t]*\1[ \t]*(?:<!--.*?-->[ \t]*)*$", re.MULTILINE)
_PART_WORDS: Mapping[Part, str] = {
    # what headings above a table say, in the languages of dates; a heading has one of them among its words
    "upcoming": """upcoming, next, future, planned, scheduled, kommende, nächste, geplante, prochaines, prochaine,
        venir, futures, próximas, próximos, futuras, prossimi, prossime, futuri, komende, volgende, nadchodzące,
        najbliższe, предстоящие, будущие, ближайшие, kommande, nästa, kommende, tulevat, nadcházející, příští,
        майбутні, yaklaşan, gelecek, viitoare, 今後, 次回, 即将, 예정""",
    "past": """past, previous, archive, archives, former, held, earlier, vergangene, frühere, archiv, passées, passés,
        précédentes, anciennes, pasadas, pasados, anteriores, archivo, passate, passati, precedenti, archivio,
        passadas, arquivo, vorige, eerdere, archief, minione, poprzednie, wcześniejsze, прошедшие, прошлые, архив,
        tidigare, arkiv, tidligere, menneet, aiemmat, minulé, předchozí, минулі, geçmiş, önceki, trecute, 過去, 过去,
        지난""",
}
_PARTS_OF_WORDS: Mapping[Part, frozenset[str]] = {
    part: frozenset(" ".join(word.split()) for word in words.split(",")) for part, words in _PART_WORDS.items()
}


_TELLING: tuple[Field, ...] = ("start", "date", "time")


@dataclass(frozen=True, eq=False)
class IndexRow:
    """A row of a table of sessions, with what its cells tell."""

    table: "IndexTable"
    row: TableRow
    position: int

    def cell(self, column: Column | None) -> Cell | None:
        """The cell of a column, None where the row is shorter."""
        return self.row.at(column.index) if column else None

    def text(self, field: Field) -> str:
        """What stands in the cell of a field; empty where there is none."""
        cell = self.cell(self.table.layout.column(field))
        return cell.text if cell else ""

    @cached_property
    def when(self) -> When | None:
        """The day and the time of the row."""
        read = [when for field in _TELLING if (when := moment_in(self.text(field)))]
        return reduce(When.joined, read) if read else None

    @cached_property
    def start(self) -> datetime | None:
        """The moment that the row tells, in UTC; None where it tells none."""
        return self.when.start(self.zone) if self.when else None

    @property
    def day(self) -> date | None:
        """The day of that moment, else the one that the row tells."""
        return self.start.date() if self.start else self.when.day if self.when else None

    @property
    def zone(self) -> tzinfo:
        """The zone of the row's times: its own, else that of their heading, else UTC."""
        when, columns = self.when, self.table.layout.columns
        heading_zone = next((column.zone for column in columns if column.zone), None)
        return (when.zone if when else None) or heading_zone or UTC


@dataclass(frozen=True, eq=False)
class IndexTable:
    """A table of sessions on a page, with the columns that it has."""

    page: str
    table: Table
    layout: TableColumns
    parts: tuple[Part, ...] = ()

    @cached_property
    def rows(self) -> tuple[IndexRow, ...]:
        """The rows below the headings."""
        first = self.layout.head + 1
        return tuple(IndexRow(self, row, first + at) for at, row in enumerate(self.table.rows[first:]))

    @cached_property
    def is_readable(self) -> bool:
        """Whether most rows tell their day (with its year) or their session, so that ohbot sees what is there."""
        plain = [row for row in self.rows if len(row.row.cells) > 1]
        return sum(row.day is not None or row.row.id is not None for row in plain) * 2 >= len(plain)


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where people want a table that is not there yet: between markers."""

    part: Part
    start: int
    end: int


def find_index(text: str, page: str, own: Mapping[str, Field]) -> tuple[tuple[IndexTable, ...], tuple[RowPlace, ...]]:
    """The tables of sessions on a page, with what each is of where that is told, and the empty places for them.

    Markers tell it, else the nearest heading above. Where there are markers, other tables are not of the index.
    """
    found = [(table, layout) for table in read_tables(text) if (layout := layout_of(table, own))]
    marked: list[RowPlace] = []
    for start in _START.finditer(text):
        if end := _END.search(text, start.end()):
            part: Part = "upcoming" if start[1] == "upcoming" else "past"
            marked.append(RowPlace(part, start.end(), end.start()))
    if not marked:
        return tuple(IndexTable(page, table, layout, _parts_above(text, table.start)) for table, layout in found), ()
    tables: list[IndexTable] = []
    places: list[RowPlace] = []
    for place in marked:
        inside = [one for one in found if place.start <= one[0].start and one[0].end <= place.end]
        if inside:
            tables.append(IndexTable(page, *inside[0], (place.part,)))
        else:
            places.append(place)
    return tuple(tables), tuple(places)


def _parts_above(text: str, at: int) -> tuple[Part, ...]:
    """What the nearest heading above a place that tells it says that the table is of."""
    for found in reversed(list(_HEADING.finditer(text, 0, at))):
        words = set(re.findall(r"\w+", found[2].casefold()))
        parts: list[Part] = []
        for part, names in _PARTS_OF_WORDS.items():
            unparted = (name for name in names if ord(name[0]) > 0x2E7F)  # of languages that put no blanks
            parts += [part] if words & names or any(name in found[2] for name in unparted) else []
        if parts:
            return (parts[0],) if len(parts) == 1 else ()
    return ()


def matched(
    rows: Sequence[IndexRow],
    entries: Sequence[IndexEntry],
    is_home: Callable[[IndexRow, IndexEntry], bool] = lambda *_: True,
) -> dict[int, IndexEntry]:
    """The entry of each row that has one, by the row's place among ``rows``.

    What tells it is tried in turn: the row's id, a link to the page, the moment, the day where there is one row and
    one entry of it. Of several rows that tell one entry, that in its home counts, and that of its day.
    """
    found: dict[int, IndexEntry] = {}
    by_name = {entry.name: entry for entry in entries}
    by_page: dict[str, list[IndexEntry]] = defaultdict(list)
    by_day: dict[date | None, list[IndexEntry]] = defaultdict(list)
    for entry in entries:
        by_page[page_key(entry.page)].append(entry)
        by_day[entry.day].append(entry)
    days = [row.day for row in rows]

    def take(pairs: Iterable[tuple[int, IndexEntry]]) -> None:
        taken = {entry.name for entry in found.values()}
        order = {(at, one.name): (_distance(rows[at], one), not is_home(rows[at], one), at) for at, one in pairs}
        for at, name in sorted(order, key=order.__getitem__):
            if at not in found and name not in taken:
                found[at] = by_name[name]
                taken.add(name)

    take((at, by_name[row.row.id]) for at, row in enumerate(rows) if row.row.id in by_name)
    take((at, one) for at, row in enumerate(rows) if at not in found for one in _linked(row, by_page))
    take((at, one) for at, one in _of_day(found, days, by_day) if _distance(rows[at], one) == 0)
    near = [(at, one) for at, one in _of_day(found, days, by_day) if rows[at].start in (None, one.start)]
    alone = Counter(days[at] for at, _ in near)
    take((at, one) for at, one in near if alone[days[at]] == 1)
    return found


def _of_day(
    found: Mapping[int, IndexEntry], days: Sequence[date | None], by_day: Mapping[date | None, Sequence[IndexEntry]]
) -> list[tuple[int, IndexEntry]]:
    """The pairs of a row and an entry of its day that are both not matched yet."""
    taken = {entry.name for entry in found.values()}
    open_rows = [(at, day) for at, day in enumerate(days) if day and at not in found]
    return [(at, one) for at, day in open_rows for one in by_day.get(day, ()) if one.name not in taken]


def _linked(row: IndexRow, by_page: Mapping[str, Sequence[IndexEntry]]) -> list[IndexEntry]:
    """The entries whose pages the row links to; a link in people's own columns counts if the day is the entry's."""
    fields = {column.index for column in row.table.layout.columns if column.field}
    found: list[IndexEntry] = []
    for cell in row.row.cells:
        near = [one for title in dict.fromkeys(links_in(cell.text)) for one in by_page.get(title, ())]
        found += near if cell.column in fields else [one for one in near if row.day in (None, one.day)]
    return found


def _distance(row: IndexRow, entry: IndexEntry) -> int:
    """How far a row's day and time are from the entry's: 0 the same moment, 1 the same day, 2 neither."""
    if row.start is not None and row.start == entry.start:
        return 0
    return 1 if row.day == entry.day else 2
