"""Which old list item became which new one: equal ones first, then alike ones; near linear for long lists."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from ohbot.archive.same import same

LIKENESS = 0.4
"""The share of common words from which two items count as the same one, edited."""

_EXACT_LIMIT = 250_000
"""Products of lengths up to which duplicates are matched in order by difflib, which can be quadratic."""
_NEAR = 12
"""How many items further an edited item is looked for."""


def align(old: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    """For each new item the index of the old one that it is, or None; no old item is taken twice."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    last_old, last_new = len(old) - end, len(new) - end
    middle = _align_middle(old[start:last_old], new[start:last_new])
    return [
        *range(start),
        *(None if index is None else index + start for index in middle),
        *range(last_old, len(old)),
    ]


def _common(old: Sequence[Any], new: Sequence[Any]) -> int:
    pairs = zip(old, new, strict=False)
    return next((index for index, (one, other) in enumerate(pairs) if not same(one, other)), min(len(old), len(new)))


def _align_middle(old: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    found: list[int | None] = [None] * len(new)
    for index, partner in _equal(list(map(repr, old)), list(map(repr, new))):
        found[index] = partner
    free = sorted(set(range(len(old))) - set(found))
    _match_alike(old, new, found, free)
    return found


def _equal(old: list[str], new: list[str]) -> Iterator[tuple[int, int]]:
    """Pairs (new, old) of equal items: first those in order, then those that moved."""
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    if len(old) * len(new) <= _EXACT_LIMIT:
        for a, b, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            taken_old.update(range(a, a + size))
            taken_new.update(range(b, b + size))
            yield from zip(range(b, b + size), range(a, a + size), strict=True)
    places = defaultdict(list)
    for index in range(len(old) - 1, -1, -1):
        if index not in taken_old:
            places[old[index]].append(index)
    for index, item in enumerate(new):
        if index not in taken_new and places[item]:
            yield index, places[item].pop()


def _match_alike(old: Sequence[Any], new: Sequence[Any], found: list[int | None], free: list[int]) -> None:
    """Give new items that equal none the nearest free old item that is alike, keeping the order where possible."""
    words = {index: _words(old[index]) for index in free}
    queue, before = free, -1
    for index, partner in enumerate(found):
        if partner is not None:
            before = partner
            continue
        mine = _words(new[index])
        near = _nearest(queue, before)
        best = max(near, key=lambda place: _likeness(words[place], mine), default=None)
        if best is not None and _likeness(words[best], mine) >= LIKENESS:
            found[index] = before = best
            queue.remove(best)


def _nearest(free: list[int], before: int) -> list[int]:
    """The free old items around a place, those behind it first."""
    middle = bisect_right(free, before)
    return free[middle : middle + _NEAR] + free[max(0, middle - _NEAR) : middle]


def _words(item: Any) -> Counter[str]:
    """The words of an item, and its keys, so that kinds of items differ."""
    return Counter(_each_word(item))


def _each_word(item: Any) -> Iterator[str]:
    """Every word of an item, one after the other: to add up counts instead would be quadratic."""
    if isinstance(item, dict):
        yield from (f"{key}:" for key in item)
        item = list(item.values())
    if isinstance(item, list):
        for value in item:
            yield from _each_word(value)
    else:
        yield from re.findall(r"\w+", str(item).lower())


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())
