"""Which old item a new item comes from."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import NamedTuple, TypeAlias

_ENOUGH = 0.4
"""The share of words that two items must have in common to be one item, edited."""
_NEAR = 8
"""Among how many of the old items around its place the origin of a new one is looked for."""


_Name: TypeAlias = Callable[[Hashable], Hashable | None]
"""Tells what an item is known by, or None."""


def origins(
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    *,
    name: _Name = lambda _: None,
    there: _Name = lambda _: None,
) -> list[int | None]:
    """For each new item the index of the old item that it is or was made of, or None; each old item at most once.

    Equal items come first, those at the ends before those that may have moved; then those with the same ``name``,
    where they have one; then, between them, the most alike of the same type; then, where the same is left ``there``
    as was before, each in its place. Near linear: likeness is looked at only in the gaps.
    """
    result: list[int | None] = [None] * len(new)
    head = common(old, new)
    tail = common(old[head:][::-1], new[head:][::-1])
    result[:head] = range(head)
    result[len(new) - tail :] = range(len(old) - tail, len(old))
    inner = range(head, len(old) - tail), range(head, len(new) - tail)
    _pair_equal(old, new, inner, result)
    _pair_equal([name(item) for item in old], [name(item) for item in new], inner, result)
    _pair_alike(old, new, result)
    _pair_in_place([there(item) for item in old], [there(item) for item in new], result)
    return result


def _pair_equal(
    old: Sequence[Hashable], new: Sequence[Hashable], inner: tuple[range, range], result: list[int | None]
) -> None:
    """Pair what is equal and has no partner yet, in order; None equals nothing."""
    taken = {i for i in result if i is not None}
    places: dict[Hashable, deque[int]] = defaultdict(deque)
    for i in inner[0]:
        if i not in taken and old[i] is not None:
            places[old[i]].append(i)
    for j in inner[1]:
        if result[j] is None and places.get(new[j]):
            result[j] = places[new[j]].popleft()


def paired(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[int | None]:
    """The origins of new items; where their number is the same and none has moved, the old item in the same place."""
    found = origins(old, new)
    if len(old) == len(new) and all(origin in (None, index) for index, origin in enumerate(found)):
        return list(range(len(old)))
    return found


def common(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """How many items two sequences have in common at their start."""
    size = min(len(old), len(new))
    return next((i for i in range(size) if old[i] != new[i]), size)


def _pair_alike(old: Sequence[Hashable], new: Sequence[Hashable], result: list[int | None]) -> None:
    taken = {i for i in result if i is not None}
    free = [i for i in range(len(old)) if i not in taken]
    ours = {i: _Worded.of(old[i]) for i in free}
    theirs = {j: _Worded.of(new[j]) for j, origin in enumerate(result) if origin is None}
    for first, last, loose in _gaps(len(old), result):
        more = deque(free[bisect_left(free, first) : bisect_left(free, last)][: len(loose) + _NEAR])
        near = [more.popleft() for _ in range(min(_NEAR, len(more)))]
        for n, j in enumerate(loose):
            rivals = [theirs[other] for other in loose[n + 1 : n + _NEAR]]
            best = _best(theirs[j], {i: ours[i] for i in near}, rivals)
            if best is not None:
                result[j] = best
                near.remove(best)
                near += [more.popleft()] if more else []


def _pair_in_place(old: Sequence[Hashable], new: Sequence[Hashable], result: list[int | None]) -> None:
    """Pair what is left in a gap where it is the same on both sides, in the same order."""
    taken = {i for i in result if i is not None}
    free = [i for i in range(len(old)) if i not in taken]
    for first, last, loose in list(_gaps(len(old), result)):
        start, stop = bisect_left(free, first), bisect_left(free, last)
        if stop - start != len(loose):
            continue
        pairs = list(zip(loose, free[start:stop], strict=True))
        if all(old[i] is not None and old[i] == new[j] for j, i in pairs):
            for j, i in pairs:
                result[j] = i


def _gaps(size: int, result: Sequence[int | None]) -> Iterator[tuple[int, int, list[int]]]:
    """The runs of new items without an origin, with the range of old indices around them."""
    loose: list[int] = []
    before = -1
    for j, origin in enumerate([*result, size]):
        if origin is None:
            loose.append(j)
            continue
        if loose:
            yield before + 1, origin if origin > before else size, loose
            loose = []
        before = origin


class _Worded(NamedTuple):
    """What an item is, and its words."""

    kind: type
    words: frozenset[str]

    @classmethod
    def of(cls, item: Hashable) -> "_Worded":
        """The type and the words of an item."""
        return cls(type(item), frozenset(_words(item)))

    def likeness(self, other: "_Worded") -> float:
        """How much two items have in common, from 0 to 1: the share of their words, and nothing between types."""
        if self.kind is not other.kind:
            return 0.0
        return 2 * len(self.words & other.words) / max(1, len(self.words) + len(other.words))


def _best(item: _Worded, candidates: dict[int, _Worded], rivals: Sequence[_Worded]) -> int | None:
    """The candidate that is most like the item, and more like it than like the items that come next."""
    alike = [(other.likeness(item), -i) for i, other in candidates.items()]
    for score, place in sorted(alike, reverse=True):
        if score < _ENOUGH:
            break
        if all(candidates[-place].likeness(rival) <= score for rival in rivals):
            return -place
    return None


def _words(value: object) -> Iterator[str]:
    """The words of a text, and of the texts that a value is made of."""
    if isinstance(value, str):
        yield from value.split()
    elif isinstance(value, tuple):
        yield from (word for part in value for word in _words(part))
    elif is_dataclass(value):
        yield from (word for part in fields(value) if part.compare for word in _words(getattr(value, part.name)))


def in_order(indices: Sequence[int]) -> set[int]:
    """The longest rising part of some different numbers (patience sorting): these stay, the others have moved."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for index in indices:
        pile = bisect_left(tops, index)
        before[index] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [index]
    stay: set[int] = set()
    at = tops[-1] if tops else None
    while at is not None:
        stay.add(at)
        at = before[at]
    return stay
