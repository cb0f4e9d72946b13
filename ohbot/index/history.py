"""Who wrote a cell last: ohbot, whose cells follow the session files, or people, whose cells stay.

The wiki keeps every base. What ohbot's account made of the index pages tells which cells and rows are its own, so
there is no state that could be lost: a cell whose text anybody else put there is theirs, and a row that was there
after an edit of ohbot's own and is gone was taken out by people.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

_ROW = re.compile(r"\n[ \t]*\|[-}]")

Key: TypeAlias = tuple[str, str]
"""An entry's name and the key of a column, empty for the row as a whole."""
Snapshot: TypeAlias = Mapping[Key, str]
"""What stands in the cells of the entries' rows; a row that is there has its own key."""


@dataclass(frozen=True, slots=True)
class OwnEdit:
    """An edit of ohbot's own on a page of the index: its text before (None: a new page) and after."""

    page: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Earlier:
    """A page as it was (empty where there was none), read as far as it is asked; ``read`` reads its rows."""

    text: str
    read: Callable[[str], Snapshot]

    @cached_property
    def lines(self) -> frozenset[str]:
        """The lines of each row of its tables, as they stand."""
        return frozenset(lines_of(rows) for rows in _ROW.split(self.text))

    @cached_property
    def cells(self) -> Snapshot:
        """What stood in the rows of entries."""
        return self.read(self.text) if self.text else {}

    def at(self, key: Key) -> str | None:
        """A cell's text, empty where its row is there without it; None where its row is not there."""
        return self.cells.get(key, "") if (key[0], "") in self.cells else None


def lines_of(row: str) -> str:
    """The lines of a row in one form, without what begins it."""
    return row.strip("|- \t\n")


@dataclass(frozen=True, slots=True)
class Sign:
    """What tells without much reading that an edit did nothing to a row: its ``lines`` as they stand now.

    For a row that is not there it is what any row of its entry has: one of these ``words``.
    """

    lines: str | None
    words: tuple[str, ...] = ()

    def is_quiet(self, before: Earlier, after: Earlier) -> bool:
        """Whether an edit found the row as it is now, and left it so."""
        if self.lines is not None:
            return self.lines in before.lines and self.lines in after.lines
        return not any(word in one.text for word in self.words for one in (before, after))


def own_of(
    asked: Mapping[Key, str | None],
    edits: Iterable[OwnEdit],
    read: Callable[[str, str], Earlier],
    same: Callable[[str, str, str], bool],
    signs: Mapping[str, Sign],
) -> frozenset[Key]:
    """Those of some cells and rows with their texts now (None: not there) that ohbot may write.

    ``edits`` are looked at from the newest, as far as needed; ``read`` reads a page's text, ``same`` tells of two
    texts in a column whether they are one, and ``signs`` are of each entry. A row that ohbot moved from page to page
    took the cells that people wrote along. What no edit tells is people's, but for what is blank or not there.
    """
    still, own = dict(asked), set[Key]()
    along: dict[Key, str | None] = {}
    steps = iter(edits)
    while still and (edit := next(steps, None)):
        before, after = read(edit.page, edit.before or ""), read(edit.page, edit.after)
        telling = {name for name in {name for name, _ in still} if not signs[name].is_quiet(before, after)}
        for key in [key for key in still if key[0] in telling]:
            verdict = _verdict(key, still[key], before.at(key), after.at(key), along, same)
            if verdict is not None:
                del still[key]
                own |= {key} if verdict else set()
    return frozenset(own | {key for key, now in still.items() if not now})


def _verdict(
    key: Key,
    now: str | None,
    old: str | None,
    new: str | None,
    along: dict[Key, str | None],
    same: Callable[[str, str, str], bool],
) -> bool | None:
    """Whether an edit tells that ohbot wrote what is there now, or (False) that people did; None: look further."""

    def is_now(text: str | None) -> bool:
        return text is not None and now is not None and same(key[1], text, now)

    if new is None:
        if old is not None:
            along[key] = old
        return None
    if not is_now(new):
        return False
    if old is None:
        return None if key in along and is_now(along.pop(key)) else True
    return None if is_now(old) else True
