"""Which elements of two sequences are the same, in order: patience matching, near linear on any input."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import TypeAlias

Pair: TypeAlias = tuple[int, int]
"""A position in the old sequence and the position of its partner in the new one."""

_SMALL = 64
"""Longest side of a region in which a full table of longest common subsequences is affordable."""
_DEEPEST = 8
"""How often a region is cut at its unique elements before repeated ones are counted off."""


def common(old: Sequence[object], new: Sequence[object]) -> int:
    """How many elements two sequences have in common at their start."""
    size = min(len(old), len(new))
    return next((i for i in range(size) if old[i] != new[i]), size)


def matching(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Pairs of equal elements, rising on both sides; the cost stays near linear also for repetitive input."""
    pairs: list[Pair] = []
    regions = [(0, len(old), 0, len(new), 0)]
    while regions:
        low, high, start, stop, depth = regions.pop()
        while low < high and start < stop and old[low] == new[start]:
            pairs.append((low, start))
            low, start = low + 1, start + 1
        while low < high and start < stop and old[high - 1] == new[stop - 1]:
            high, stop = high - 1, stop - 1
            pairs.append((high, stop))
        if low == high or start == stop:
            continue
        anchors, final = _anchors(old[low:high], new[start:stop], depth)
        found = [(low + i, start + j) for i, j in anchors]
        pairs += found
        for i, j in [*found, (high, stop)] if not final else ():  # before, between and behind the anchors
            regions.append((low, i, start, j, depth + 1))
            low, start = i + 1, j + 1
    return sorted(pairs)


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable], depth: int) -> tuple[list[Pair], bool]:
    """Pairs to cut a region at, and whether nothing more is to be found between them."""
    unique = _unique_pairs(old, new) if depth < _DEEPEST else []
    if unique:
        return rising(unique), False
    if max(len(old), len(new)) <= _SMALL:
        return _longest_common(old, new), True
    return rising(_unique_pairs(_counted(old), _counted(new))), True


def _unique_pairs(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Pairs of the elements that occur once on either side, by their old position."""
    once = {x for x, n in Counter(old).items() if n == 1} & {x for x, n in Counter(new).items() if n == 1}
    where = {x: j for j, x in enumerate(new) if x in once}
    return [(i, where[x]) for i, x in enumerate(old) if x in once]


def _counted(sequence: Sequence[Hashable]) -> list[Hashable]:
    """Each element with the number of its occurrence, which makes all of them unique."""
    counts: Counter[Hashable] = Counter()
    counted: list[Hashable] = []
    for x in sequence:
        counts[x] += 1
        counted.append((x, counts[x]))
    return counted


def rising(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest subsequence of pairs (given by rising first position) whose second positions rise too."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for index, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        ends[length : length + 1] = [j]
        at[length : length + 1] = [index]
        before.append(at[length - 1] if length else None)
    chain: list[Pair] = []
    here = at[-1] if at else None
    while here is not None:
        chain.append(pairs[here])
        here = before[here]
    return chain[::-1]


def _longest_common(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """The textbook table of longest common subsequences, for small regions only."""
    rows = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            same = old[i] == new[j]
            rows[i][j] = rows[i + 1][j + 1] + 1 if same else max(rows[i + 1][j], rows[i][j + 1])
    pairs: list[Pair] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif rows[i + 1][j] >= rows[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
