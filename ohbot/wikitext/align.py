"""Which old item a new item comes from."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Sequence

_ENOUGH = 0.4
"""The share of words that two items must have in common to be one item, edited."""
_NEAR = 8
"""Among how many of the old items around its place the origin of a new one is looked for."""


def origins(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[int | None]:
    """For each new item the index of the old item that it is or was made of, or None; each old item at most once.

    Equal items come first, those at the ends before those that may have moved; then, between them, the most alike
    of the same type. Near linear: likeness is looked at only in the gaps.
    """
    result: list[int | None] = [None] * len(new)
    head = common(old, new)
    tail = common(old[head:][::-1], new[head:][::-1])
    result[:head] = range(head)
    result[len(new) - tail :] = range(len(old) - tail, len(old))
    places: dict[Hashable, deque[int]] = defaultdict(deque)
    for i in range(head, len(old) - tail):
        places[old[i]].append(i)
    for j in range(head, len(new) - tail):
        if places.get(new[j]):
            result[j] = places[new[j]].popleft()
    _pair_alike(old, new, result)
    return result


def common(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """How many items two sequences have in common at their start."""
    size = min(len(old), len(new))
    return next((i for i in range(size) if old[i] != new[i]), size)


def _pair_alike(old: Sequence[Hashable], new: Sequence[Hashable], result: list[int | None]) -> None:
    taken = {i for i in result if i is not None}
    free = [i for i in range(len(old)) if i not in taken]
    for first, last, loose in _gaps(len(old), result):
        more = deque(free[bisect_left(free, first) : bisect_left(free, last)][: len(loose) + _NEAR])
        near = [more.popleft() for _ in range(min(_NEAR, len(more)))]
        for j in loose:
            best = _best(old, new[j], [i for i in near if i not in taken])
            if best is not None:
                result[j] = best
                taken.add(best)
                near.remove(best)
                near += [more.popleft()] if more else []


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


def _best(old: Sequence[Hashable], item: Hashable, candidates: list[int]) -> int | None:
    alike = [(likeness(old[i], item), -i) for i in candidates if type(old[i]) is type(item)]
    score, place = max(alike, default=(0.0, 0))
    return -place if score >= _ENOUGH else None


def likeness(one: Hashable, other: Hashable) -> float:
    """How much two items have in common, from 0 to 1: the share of their words."""
    mine, theirs = set(str(one).split()), set(str(other).split())
    return 2 * len(mine & theirs) / max(1, len(mine) + len(theirs))


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
