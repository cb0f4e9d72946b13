"""What the index pages become: a pure function from pages, entries and the own edits so far to plans.

Each row that ohbot knows is merged cell by cell: a cell that says what the entry says stays as it is worded; one
that ohbot wrote last becomes what the entry says; all others are people's, and stay. Whole rows go from table to
table with all that people wrote in them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache, partial
from graphlib import TopologicalSorter
from typing import Literal, TypeAlias

from ohbot.archive import IndexConfig
from ohbot.index.board import Board, Known, board_of
from ohbot.index.cells import same_cell, spellings
from ohbot.index.entries import Home, IndexEntry, Part, always_home, home_of
from ohbot.index.history import Earlier, Key, OwnEdit, Sign, Snapshot, lines_of, own_of
from ohbot.index.newrows import Inserted, moved_row, new_row, rows_added
from ohbot.index.places import Prepared, prepared
from ohbot.index.rows import IndexRow, matched
from ohbot.model.counting import counted
from ohbot.wikitext.splice import TextEdit, edited

Change: TypeAlias = Literal["added", "removed", "changed", "moved"]
_KEPT = 8
"""So many readings of texts are kept at a time: an edit's text before is often the one after of the next."""


@dataclass(frozen=True, slots=True)
class IndexPage:
    """A page of the index as it is now; ``text`` is None where there is none, ``problem`` why it is left alone."""

    title: str
    text: str | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PagePlan:
    """What a page becomes; ``text`` is None where it stays.

    ``counts`` are of the sessions that come, change and move; ``left`` says what stays people's, ``problem`` why
    nothing can be done; ``gives_to`` are the pages to which rows go; ``waits`` tells that some rows can go only after
    these plans are carried out.
    """

    page: str
    text: str | None = None
    counts: Mapping[Change, int] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    problem: str = ""
    gives_to: frozenset[str] = frozenset()
    waits: bool = False

    @property
    def changes(self) -> tuple[str, ...]:
        """What is done, in words."""
        return tuple(f"{counted(number, 'session')} {kind}" for kind, number in self.counts.items())


def index_pages(entries: Iterable[IndexEntry], config: IndexConfig, now: datetime) -> tuple[str, ...]:
    """The titles of the pages that the index is on at that moment."""
    return tuple(_parts((home_of(entry, config, now) for entry in entries), config))


def plan_index(
    pages: Sequence[IndexPage],
    entries: Sequence[IndexEntry],
    config: IndexConfig,
    *,
    now: datetime,
    own: Iterable[OwnEdit] = (),
    force: bool = False,
) -> tuple[PagePlan, ...]:
    """The plan for each page of the index, in the order in which they have to be carried out.

    ``now`` is aware; with ``force`` rows that people took out come back.
    """
    homes = {entry.name: home_of(entry, config, now) for entry in entries}
    parts = _parts(homes.values(), config)
    filled = frozenset(homes.values())
    ready = {
        page.title: Prepared(page.text or "", {}, page.problem)
        if page.problem
        else prepared(page.title, page.text, parts[page.title], config, filled)
        for page in pages
    }
    board = board_of(ready, entries, config, homes=homes, now=now)
    asked: dict[Key, str | None] = {one.key: one.text for known in board.known for one in known.differences}
    asked |= {} if force else {(entry.name, ""): None for entry in board.new}
    signs = {one.entry.name: Sign(lines_of(one.row.table.table.source(one.row.row))) for one in board.known}
    signs |= {entry.name: Sign(None, (entry.name, *spellings(entry.page))) for entry in board.new}
    ours = own_of(asked, own, _reader(entries, config, parts), same_cell, signs) if asked else frozenset()
    waiting = _waiting(board.known, [page.title for page in pages])
    steps = [step for known in board.known for step in _merged(board, known, ours, waits=known.entry.name in waiting)]
    steps += [_added(board, entry, is_own=force or (entry.name, "") in ours) for entry in board.new]
    plans = [_plan(page, board, [step for step in steps if step.page == page.title]) for page in pages]
    return _receiving_first([replace(plan, waits=bool(waiting)) for plan in plans])


def _waiting(known: Sequence[Known], pages: Sequence[str]) -> frozenset[str]:
    """The names of the entries whose rows go to another page after those of others.

    So at no time does a row leave a page before it has come to the other.
    """
    ways = {
        one.entry.name: (pages.index(one.row.table.page), pages.index(one.home.page)) for one in known if one.moves
    }
    if not any(start < end for start, end in ways.values()):
        return frozenset()
    return frozenset(name for name, (start, end) in ways.items() if start > end)


def _receiving_first(plans: Sequence[PagePlan]) -> tuple[PagePlan, ...]:
    """The plans in an order in which each row comes to its new page before it leaves the old one."""
    of = {plan.page: plan for plan in plans}
    order = TopologicalSorter[str](dict.fromkeys(of, ()))
    for plan in plans:
        order.add(plan.page, *(plan.gives_to - {plan.page}))
    return tuple(of[page] for page in order.static_order())


def _parts(homes: Iterable[Home], config: IndexConfig) -> dict[str, tuple[Part, ...]]:
    """What each page of the index has tables of."""
    found: dict[str, dict[Part, None]] = {}
    for page, part in dict.fromkeys([*always_home(config), *sorted(set(homes))]):
        found.setdefault(page, {})[part] = None
    return {page: tuple(sorted(of, reverse=True)) for page, of in found.items()}


def _reader(
    entries: Sequence[IndexEntry], config: IndexConfig, parts: Mapping[str, Sequence[Part]]
) -> Callable[[str, str], Earlier]:
    """Reads an earlier text of a page as what stood in the entries' rows; what was read last is kept."""

    def cells(page: str, text: str) -> Snapshot:
        tables = dict.fromkeys(prepared(page, text, parts.get(page, ()), config, ()).tables.values())
        rows = [row for table in tables for row in table.rows]
        found: dict[Key, str] = {}
        for at, entry in matched(rows, entries).items():
            columns = ((column.key, rows[at].cell(column)) for column in rows[at].table.layout.columns)
            found |= {(entry.name, key): cell.text for key, cell in columns if cell}
            found[entry.name, ""] = "row"
        return found

    @lru_cache(_KEPT)
    def read(page: str, text: str) -> Earlier:
        return Earlier(text, partial(cells, page))

    return read


# --- steps


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing that is done to a page, or left to people there.

    ``leaves`` is the row that goes, ``gives_to`` the page to which, ``row`` one that comes.
    """

    page: str
    edits: tuple[TextEdit, ...] = ()
    leaves: IndexRow | None = None
    row: Inserted | None = None
    gives_to: str = ""
    change: Change | None = None
    left: str = ""


def _merged(board: Board, known: Known, own: frozenset[Key], *, waits: bool) -> Iterator[_Step]:
    """What becomes of a row: of its cells, and of its place."""
    table, day = known.row.table, f"{known.entry.day:%Y-%m-%d}"
    leaves = _Step(table.page, (table.table.removed(known.row.row),), leaves=known.row)
    ours = [one for one in known.differences if one.key in own and one.is_free]
    texts = {one.column.index: one.wanted for one in ours}
    theirs = [one.column.heading for one in known.differences if one not in ours and not one.agrees]
    if theirs:
        yield _Step(table.page, left=f"{day} {', '.join(theirs)}")
    if known.is_twice:
        yield replace(leaves, change="removed")
    elif not known.moves or waits:
        if texts:
            yield _Step(table.page, tuple(known.edits(texts)), change="changed")
    elif known.target and (lines := moved_row(board, known, texts, own)):
        yield replace(leaves, gives_to=known.target.page, change="moved")
        came: Change | None = "added" if known.target.page != table.page else None
        yield _Step(known.target.page, row=Inserted(known.target, known.entry, lines), change=came)
    else:
        yield _Step(
            table.page, left=f"{day} (has no place among the {known.home.part} ones, or cells over several rows)"
        )


def _added(board: Board, entry: IndexEntry, *, is_own: bool) -> _Step:
    target = board.table_of(entry)
    if target is None:
        return _Step("")
    if not is_own:
        return _Step(target.page, left=f"{entry.day:%Y-%m-%d} (people took its row out)")
    return _Step(target.page, row=Inserted(target, entry, new_row(board, target, entry)), change="added")


def _plan(page: IndexPage, board: Board, steps: Sequence[_Step]) -> PagePlan:
    ready = board.pages[page.title]
    if ready.problem:
        return PagePlan(page.title, problem=ready.problem)
    edits = [edit for step in steps for edit in step.edits]
    for table in dict.fromkeys(ready.tables.values()):
        coming = [step.row for step in steps if step.row and step.row.table is table]
        leaving = {step.leaves.position for step in steps if step.leaves and step.leaves.table is table}
        falls = board.config.newest_first and ready.tables.get("upcoming") is not table
        edits += rows_added(table, coming, leaving, newest_first=falls)
    new = edited(ready.text, edits)
    counts = Counter(step.change for step in steps if step.change)
    text = None if new == (page.text or "") else new
    left = tuple(step.left for step in steps if step.left)
    gives_to = frozenset(step.gives_to for step in steps if step.gives_to)
    return PagePlan(page.title, text, counts, left, gives_to=gives_to)
