"""The three-way merge of two versions of a text, word by word."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Generic, TypeAlias, TypeVar

from ohbot.diff.matching import matching
from ohbot.diff.words import WORD, tokens

Token = TypeVar("Token", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Hunk:
    """``base[start:stop]`` became ``new`` on one side."""

    start: int
    stop: int
    new: tuple[Hashable, ...]
    mine: bool


Touch: TypeAlias = Callable[[Sequence[Any], int, Sequence[Hunk], Hunk], bool]
"""Whether hunks that end at a place of the base touch the next one."""


def merge_text(base: str, local: str, remote: str) -> str | None:
    """One text with the changes of both sides; None where the words changed by both touch each other."""
    merged = merge_tokens(tokens(base), tokens(local), tokens(remote))
    return None if merged is None else "".join(merged)


def longer(one: str, other: str) -> str | None:
    """The one of two texts that has all words of the other in their order; None where neither has."""
    few, many = sorted((one, other), key=lambda text: len(tokens(text)))
    words = iter(word for word in tokens(many) if not word.isspace())
    return many if all(word in words for word in tokens(few) if not word.isspace()) else None


def merge_tokens(base: Sequence[Token], local: Sequence[Token], remote: Sequence[Token]) -> list[Token] | None:
    """Base with the changes of both sides; None where they touch (no unchanged word between) and differ.

    Where one side wrote what the other wrote and more in front of it or behind, that is no difference.
    """
    merged: list[Token] = []
    for stretch in stretches(base, local, remote, touch=_touch):
        found = agreed(stretch) if stretch.is_shared else stretch.changed
        if found is None:
            return None
        merged += found
    return merged


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Token]):
    """A stretch of the base as each side has it; ``is_shared`` tells that both changed it."""

    base: list[Token]
    local: list[Token]
    remote: list[Token]
    is_shared: bool = False
    is_whole: bool = False
    """Whether each side changed it in one piece."""

    @property
    def changed(self) -> list[Token]:
        """The stretch as the side has it that changed it, where no more than one did."""
        return self.remote if self.local == self.base else self.local


def stretches(
    base: Sequence[Token], local: Sequence[Token], remote: Sequence[Token], *, touch: Touch
) -> Iterator[Stretch[Token]]:
    """The whole base in stretches, each changed by neither side, by one, or, where changes ``touch``, by both."""
    hunks = [*_hunks(base, local, mine=True), *_hunks(base, remote, mine=False)]
    done = 0
    for start, stop, group in _groups(base, sorted(hunks, key=lambda h: (h.start, h.stop)), touch):
        same = list(base[done:start])
        yield Stretch(same, same, same)
        ours, other = (_applied(base, start, stop, [h for h in group if h.mine is mine]) for mine in (True, False))
        whole = len({(h.start, h.stop) for h in group}) == 1
        yield Stretch(list(base[start:stop]), ours, other, len({h.mine for h in group}) == 2, whole)
        done = stop
    same = list(base[done:])
    yield Stretch(same, same, same)


def _hunks(base: Sequence[Token], side: Sequence[Token], *, mine: bool) -> list[Hunk]:
    """What one side changed, in order."""
    hunks = []
    i = j = 0
    for k, m in [*matching(_keys(base), _keys(side)), (len(base), len(side))]:
        if k > i or m > j:
            hunks.append(Hunk(i, k, tuple(side[j:m]), mine))
        i, j = k + 1, m + 1
    return hunks


def agreed(stretch: Stretch[Token]) -> list[Token] | None:
    """What both made of one stretch, if they agree, or one went on where the other ended."""
    if stretch.local == stretch.remote:
        return stretch.local
    short, long = sorted((stretch.local, stretch.remote), key=len)
    ends = long[: len(short)], long[len(long) - len(short) :]
    return long if stretch.is_whole and any(map(is_word, short)) and short in ends else None


def is_word(token: Hashable) -> bool:
    """Whether something is more than white space and marks."""
    return not isinstance(token, str) or WORD.search(token) is not None


def _keys(row: Sequence[Hashable]) -> list[Hashable]:
    """Tokens as they are matched: what is no word belongs to what follows it, so that it is never an anchor."""
    return [t if is_word(t) else (t, after) for t, after in pairwise([*row, None])]


def _groups(base: Sequence[Token], hunks: Sequence[Hunk], touch: Touch) -> list[tuple[int, int, list[Hunk]]]:
    """Hunks that touch, together with the stretch of base that they cover."""
    groups: list[tuple[int, int, list[Hunk]]] = []
    for hunk in hunks:
        if groups and touch(base, groups[-1][1], groups[-1][2], hunk):
            start, stop, group = groups[-1]
            group.append(hunk)
            groups[-1] = (start, max(stop, hunk.stop), group)
        else:
            groups.append((hunk.start, hunk.stop, [hunk]))
    return groups


def _touch(base: Sequence[Any], end: int, _: Sequence[Hunk], hunk: Hunk) -> bool:
    """Whether no word of base stands between (what is no word does not keep them apart)."""
    return not any(map(is_word, base[end : hunk.start]))


def _applied(base: Sequence[Token], start: int, stop: int, hunks: Sequence[Hunk]) -> list[Token]:
    """A stretch of base as one side has it."""
    result: list[Token] = []
    for hunk in hunks:
        result += base[start : hunk.start]
        result += hunk.new  # type: ignore[arg-type]  # hunks of this call hold tokens of this call
        start = hunk.stop
    return result + list(base[start:stop])
