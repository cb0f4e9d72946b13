"""Texts as words: cutting them, comparing them, and the three-way merge of two versions word by word."""

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ohbot.diff.matching import matching

Token = TypeVar("Token", bound=Hashable)

_IDEOGRAPH = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
"""Scripts written without blanks: each character counts as a word."""
_TOKEN = re.compile(rf"\s+|[{_IDEOGRAPH}]|[^\s{_IDEOGRAPH}]+")
_WORD = re.compile(rf"[{_IDEOGRAPH}]|[^\W{_IDEOGRAPH}]+")


def tokens(text: str) -> list[str]:
    """The words of a text with their punctuation, and the white space between; joined they are the text."""
    return _TOKEN.findall(text)


def bag(text: str) -> Counter[str]:
    """How often each word occurs, without case and punctuation: what likeness and shrinkage count."""
    return Counter(_WORD.findall(text.casefold()))


def merge_text(base: str, local: str, remote: str) -> str | None:
    """One text with the changes of both sides; None where the words changed by both touch each other."""
    merged = merge_tokens(tokens(base), tokens(local), tokens(remote))
    return None if merged is None else "".join(merged)


def longer(one: str, other: str) -> str | None:
    """The one of two texts that has all words of the other in their order; None where neither has."""
    few, many = sorted((one, other), key=lambda text: len(tokens(text)))
    words = iter(word for word in tokens(many) if not word.isspace())
    return many if all(word in words for word in tokens(few) if not word.isspace()) else None


@dataclass(frozen=True, slots=True)
class _Hunk:
    """``base[start:stop]`` became ``new`` on one side."""

    start: int
    stop: int
    new: tuple[Hashable, ...]
    mine: bool


def merge_tokens(base: Sequence[Token], local: Sequence[Token], remote: Sequence[Token]) -> list[Token] | None:
    """Base with the changes of both sides; None where they touch (no unchanged word between) and differ.

    Where one side wrote what the other wrote and more in front of it or behind, that is no difference.
    """
    merged: list[Token] = []
    done = 0
    mine, theirs = _hunks(base, local, mine=True), _hunks(base, remote, mine=False)
    for start, stop, group in _groups(base, sorted([*mine, *theirs], key=lambda h: (h.start, h.stop))):
        ours = _applied(base, start, stop, [h for h in group if h.mine])
        other = _applied(base, start, stop, [h for h in group if not h.mine])
        if len({h.mine for h in group}) == 2:
            agreed = _agreed(ours, other, continued=len({(h.start, h.stop) for h in group}) == 1)
        else:
            agreed = ours if group[0].mine else other
        if agreed is None:
            return None
        merged += [*base[done:start], *agreed]
        done = stop
    return merged + list(base[done:])


def _hunks(base: Sequence[Token], side: Sequence[Token], *, mine: bool) -> list[_Hunk]:
    """What one side changed, in order."""
    hunks = []
    i = j = 0
    for k, m in [*matching(_keys(base), _keys(side)), (len(base), len(side))]:
        if k > i or m > j:
            hunks.append(_Hunk(i, k, tuple(side[j:m]), mine))
        i, j = k + 1, m + 1
    return hunks


def _agreed(ours: list[Token], other: list[Token], *, continued: bool) -> list[Token] | None:
    """What both made of one stretch, if they agree; with ``continued`` one may have gone on where the other ended."""
    if ours == other:
        return ours
    short, long = sorted((ours, other), key=len)
    ends = long[: len(short)], long[len(long) - len(short) :]
    wrote = any(not isinstance(t, str) or not t.isspace() for t in short)
    return long if continued and wrote and short in ends else None


def _keys(row: Sequence[Hashable]) -> list[Hashable]:
    """Tokens as they are matched: white space belongs to what follows it, so that it is never an anchor."""
    following = [*row[1:], None]
    return [(t, after) if isinstance(t, str) and t.isspace() else t for t, after in zip(row, following, strict=True)]


def _groups(base: Sequence[Token], hunks: Sequence[_Hunk]) -> list[tuple[int, int, list[_Hunk]]]:
    """Hunks that touch, together with the stretch of base that they cover."""
    groups: list[tuple[int, int, list[_Hunk]]] = []
    for hunk in hunks:
        if groups and _touches(base, groups[-1][1], hunk.start):
            start, stop, group = groups[-1]
            group.append(hunk)
            groups[-1] = (start, max(stop, hunk.stop), group)
        else:
            groups.append((hunk.start, hunk.stop, [hunk]))
    return groups


def _touches(base: Sequence[Token], end: int, start: int) -> bool:
    """Whether no word of base stands between two places (white space alone does not keep them apart)."""
    return not any(not isinstance(t, str) or not t.isspace() for t in base[end:start])


def _applied(base: Sequence[Token], start: int, stop: int, hunks: Sequence[_Hunk]) -> list[Token]:
    """A stretch of base as one side has it."""
    result: list[Token] = []
    for hunk in hunks:
        result += base[start : hunk.start]
        result += hunk.new  # type: ignore[arg-type]  # hunks of this call hold tokens of this call
        start = hunk.stop
    return result + list(base[start:stop])
