"""The order of a merged series: what stays, what either side moved, and what either side added."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from ohbot.diff.elements import name_of
from ohbot.diff.matching import matching, rising
from ohbot.merge.fields import Run, order_key
from ohbot.model import Exchange, Heading, Person


@dataclass(eq=False, slots=True)
class MergePart:
    """A thing of a series through the three versions; in each it is none, one or several elements.

    ``origin`` tells which thing of the base it was, by position; None for what was added since. Two added parts with
    the same ``twin`` are one thing that both sides added, in two versions. Parts are compared by identity.
    """

    base: Run = ()
    local: Run = ()
    remote: Run = ()
    origin: int | None = None
    twin: int | None = None


def arranged(
    old: Sequence[MergePart], local: Sequence[MergePart], remote: Sequence[MergePart], *, distinct: bool = False
) -> list[MergePart]:
    """The parts in their merged order.

    ``old`` are the parts of the base that live on, in the base's order; ``local`` and ``remote`` each side's parts
    in its order. Parts that both sides added in one place (anywhere if ``distinct``) and that are the same are
    united. What both added there besides stands in an order that does not depend on the side.
    """
    living = set(old)
    moved_here, moved_there = (_moved([p for p in side if p in living]) for side in (local, remote))
    moved = moved_here | moved_there
    order = _placed(
        [part for part in old if part not in moved],
        [p for p in local if p in living and (p not in moved or p in moved_here)],
        [p for p in remote if p in living and (p not in moved or p in moved_there)],
    )
    added_here, added_there = ([p for p in side if p in living or p.origin is None] for side in (local, remote))
    if distinct:
        added_there = _united_anywhere(added_here, added_there)
    return _placed(order, added_here, added_there, left=(moved_there - moved_here, moved_here - moved_there))


def _moved(side: Sequence[MergePart]) -> set[MergePart]:
    """The parts that one side has out of the base's order."""
    kept = rising([(place, part.origin or 0) for place, part in enumerate(side)])
    return set(side).difference(side[place] for place, _ in kept)


def _united_anywhere(local: Sequence[MergePart], remote: Sequence[MergePart]) -> list[MergePart]:
    """The remote parts, with the local one in the place of each that has its name."""
    named: defaultdict[str | None, list[MergePart]] = defaultdict(list)
    for part in reversed([p for p in local if p.origin is None]):
        named[name_of(part.local[0])].append(part)
    united = []
    for part in remote:
        same = [] if part.origin is not None else named[name_of(part.remote[0])]
        united.append(_unite(same.pop(), part) if same else part)
    return united


def twins_united(order: Sequence[MergePart]) -> list[MergePart]:
    """The order with each pair of twins that stand apart as one part, in the place of the first."""
    first: dict[int, MergePart] = {}
    united = [_unite(part if part.twin is None else first.setdefault(part.twin, part), part) for part in order]
    return list(dict.fromkeys(united))


def _unite(mine: MergePart, theirs: MergePart) -> MergePart:
    if mine is not theirs:
        mine.local, mine.remote = mine.local or theirs.local, mine.remote or theirs.remote
    return mine


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Parts that stand together on one side: the first and last position of the order that they may stand behind,
    and the one that they stand behind where nothing else speaks.
    """

    low: int
    high: int
    spot: int
    parts: tuple[MergePart, ...]


def _placed(
    order: Sequence[MergePart],
    local: Sequence[MergePart],
    remote: Sequence[MergePart],
    *,
    left: tuple[Set[MergePart], Set[MergePart]] = (frozenset(), frozenset()),
) -> list[MergePart]:
    """The order with what each side has besides, behind what it follows on that side."""
    mine, theirs = _stretches(order, local, left[0]), _stretches(order, remote, left[1])
    meetings = _meetings(mine, theirs)
    here, there = _spots(mine, meetings), _spots(theirs, meetings)
    for part in here.keys() & there.keys():
        here[part] = there[part] = max(here[part], there[part])
    first, second = _by_spot(here), _by_spot(there)
    placed = _woven(first.get(-1, []), second.get(-1, []))
    for spot, part in enumerate(order):
        placed.append(part)
        placed += _woven(first.get(spot, []), second.get(spot, []))
    return placed


def _stretches(order: Sequence[MergePart], side: Sequence[MergePart], left: Set[MergePart]) -> list[_Stretch]:
    """What a side has besides the order, with the places where it may stand.

    A part between two others goes with the first, unless that one was moved away (``left``) and the second was not,
    nor the heading above them: then their section was moved as a whole. It may also stand behind what comes next in
    the order and is not on its side at all.
    """
    rank = {part: position for position, part in enumerate(order)}
    onward = _onward(order, set(side))
    stretches: list[_Stretch] = []
    waiting: list[MergePart] = []
    before: MergePart | None = None
    heading: MergePart | None = None
    for part in [*side, None]:
        if part is not None and part not in rank:
            waiting.append(part)
            continue
        behind = rank[before] if before else -1
        ahead = rank[part] - 1 if part else len(order) - 1
        if before in left and part not in left and heading not in left:
            stretch = _Stretch(min(behind, ahead), max(behind, ahead), ahead, tuple(waiting))
        else:
            stretch = _Stretch(behind, onward[behind], behind, tuple(waiting))
        stretches.append(stretch)
        waiting, before = [], part
        heading = part if part and isinstance(part.base[0], Heading) else heading
    return [stretch for stretch in stretches if stretch.parts]


def _onward(order: Sequence[MergePart], side: Set[MergePart]) -> Mapping[int, int]:
    """For each position (-1 is the beginning) the last one reached over parts that a side does not have."""
    onward = {len(order) - 1: len(order) - 1}
    for position in range(len(order) - 2, -2, -1):
        onward[position] = position if order[position + 1] in side else onward[position + 1]
    return onward


def _meetings(local: Sequence[_Stretch], remote: Sequence[_Stretch]) -> dict[MergePart, int]:
    """The places where the same part on both sides can meet, for those that can."""
    rows = [[(part, stretch) for stretch in side for part in stretch.parts] for side in (local, remote)]
    first, second = sorted(rows, key=lambda row: _row_key([part for part, _ in row]))
    keys = (_keys(part for part, _ in row) for row in (first, second))
    meetings: dict[MergePart, int] = {}
    for i, j in matching(*keys):
        (one, here), (other, there) = first[i], second[j]
        if max(here.low, there.low) <= min(here.high, there.high):
            meetings[one] = meetings[other] = max(here.low, there.low)
    return meetings


def _spots(stretches: Iterable[_Stretch], meetings: Mapping[MergePart, int]) -> dict[MergePart, int]:
    """The position in the order that each part stands behind, in the order of its side."""
    spots: dict[MergePart, int] = {}
    for stretch in stretches:
        spot = stretch.spot if meetings.keys().isdisjoint(stretch.parts) else stretch.low
        for part in stretch.parts:
            spot = max(spot, meetings.get(part, spot))
            spots[part] = spot
    return spots


def _by_spot(spots: Mapping[MergePart, int]) -> dict[int, list[MergePart]]:
    grouped: dict[int, list[MergePart]] = {}
    for part, spot in spots.items():
        grouped.setdefault(spot, []).append(part)
    return grouped


def _woven(local: list[MergePart], remote: list[MergePart]) -> list[MergePart]:
    """Both rows as one: the same parts once, and between them the row first that its content puts first."""
    if not local or not remote:
        return local or remote
    first, second = sorted((local, remote), key=_row_key)
    woven: list[MergePart] = []
    i = j = 0
    for k, m in [*matching(_keys(first), _keys(second)), (len(first), len(second))]:
        for row in sorted((first[i:k], second[j:m]), key=_row_key):
            woven += row
        if k < len(first):
            woven.append(_unite(first[k], second[m]))
        i, j = k + 1, m + 1
    return list(dict.fromkeys(woven))


def _row_key(row: Sequence[MergePart]) -> list[tuple[Any, ...]]:
    return [order_key(part.base or part.local or part.remote) for part in row]


def _keys(row: Iterable[MergePart]) -> list[Any]:
    """What makes two parts the same: for old ones themselves, for added ones their twin, name or value."""

    def key(part: MergePart) -> Any:
        if part.origin is not None:
            return part
        value = (part.local or part.remote)[0]
        named = (type(value), name_of(value)) if isinstance(value, Exchange | Person) else value
        return named if part.twin is None else part.twin

    return list(map(key, row))
