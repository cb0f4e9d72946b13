"""The plain three-way merge of a series: what each side changed, where the changes are of different elements.

It needs no likeness and moves nothing: what one side left alone is as the other has it, and what a side wrote in one
go stays together. Prose takes part by its blocks, so that it does not matter where a heading cuts it in two.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from ohbot.diff.align import align, is_nearly
from ohbot.diff.elements import name_of
from ohbot.merge.astray import astray
from ohbot.merge.blocks import blocks, parts
from ohbot.merge.fields import Series, order_key
from ohbot.merge.words import Hunk, Stretch, agreed, is_word, merge_text, stretches
from ohbot.model import Heading, Prose

Merge: TypeAlias = Callable[[Any, Any, Any], Any]
"""Merges the three versions of one element; None where both sides changed the same in it."""

Beside: TypeAlias = Callable[[list[Any], list[Any]], list[Any] | None]
"""Puts in order what both sides added in one place; None where that cannot be told."""

_MARK = re.compile(r"[*#:;]*")
_FURNITURE = re.compile(r"\s*(?:$|\[\[(?!:|file:|image:)[^\[\]|]*:|\{\{|__[A-Z]|<[!/a-z])", re.IGNORECASE)
_BORDER = "\x00"
"""Parts two pieces of prose that stand side by side: no text holds it."""


def merge_plainly(base: Series, local: Series, remote: Series, merge_one: Merge) -> Series | None:
    """The merged series; None where both sides changed the same, or may have moved or added the same thing."""
    rows = _merge_rows(list(_rows(base)), list(_rows(local)), list(_rows(remote)), merge_one)
    if rows is None:
        return None
    is_body = any(isinstance(element, Prose) for element in (*base, *local, *remote))
    return tuple(_with_prose(rows) if is_body else rows)


def merge_block(base: str, local: str, remote: str) -> str | None:
    """A line, or lines that belong together, with the changes of both sides; None where these touch."""
    if all("\n" in text for text in (base, local, remote)):
        rows = _merge_rows(parts(base), parts(local), parts(remote), lambda *_: None)
        return None if rows is None else "\n".join(rows)
    return merge_text(base, local, remote)


def merge_lines(base: str, local: str, remote: str) -> str | None:
    """A page with what either side changed; None where both changed the same lines, or added some in one place."""
    rows = _merge_rows(blocks(base), blocks(local), blocks(remote), lambda *_: None, beside=lambda *_: None)
    return None if rows is None else "\n".join(rows)


def _rows(series: Series) -> Iterator[Any]:
    """The elements of a series, prose block by block."""
    before: Any = None
    for element in series:
        if isinstance(element, Prose):
            yield from [_BORDER] if isinstance(before, Prose) else []
            yield from blocks(element.wikitext)
        else:
            yield element
        before = element


def _with_prose(rows: Sequence[Any]) -> Iterator[Any]:
    """The inverse of `_rows`; blank lines at the ends of prose are nothing."""
    for is_text, run in groupby(rows, lambda row: isinstance(row, str)):
        if is_text:
            texts = "\n".join(run).split(f"\n{_BORDER}\n")
            yield from (Prose(text) for text in (text.strip(f"\n{_BORDER}") for text in texts) if text)
        else:
            yield from run


def _merge_rows(
    base: list[Any], local: list[Any], remote: list[Any], merge_one: Merge, *, beside: Beside | None = None
) -> list[Any] | None:
    merged: list[Any] = []
    added: tuple[list[Any], list[Any]] = [], []
    both_took = False
    for stretch in stretches(base, local, remote, touch=_touch):
        rows = _of_both(stretch, merge_one, beside or _side_by_side) if stretch.is_shared else stretch.changed
        if rows is None:
            return None
        merged += rows
        both_took = both_took or (stretch.is_shared and len(rows) < len(stretch.base))
        if not stretch.is_shared or (not stretch.base and stretch.local != stretch.remote):
            old = set(stretch.base)
            for side, new in zip(added, (stretch.local, stretch.remote), strict=True):
                side += [row for row in new if row not in old]
    moved = (both_took and any(added)) or any(is_word(row) for side in added for row in set(side) & set(base))
    is_amiss = _is_doubled(base, local, remote, merged) or astray(base, local, remote, merged)
    return None if moved or is_amiss or _have_twins(*added) else merged


def _touch(base: Sequence[Any], end: int, before: Sequence[Hunk], hunk: Hunk) -> bool:
    """Whether changes are of the same rows, or one adds where the other does, or where it takes something away.

    Or whether one would come under a heading that the other adds before the categories and the like above it.
    """
    others = [other for other in before if other.mine is not hunk.mine]
    beside = [other for other in others if other.stop == hunk.start]
    headed = any(_is_headed(other.new) for other in others) and all(map(_is_furniture, base[end : hunk.start]))
    return hunk.start < end or headed or any(_meet(hunk, other) or _meet(other, hunk) for other in beside)


def _is_furniture(row: Any) -> bool:
    """Whether a row is a line that says nothing of its own: blank, a category, a template, a switch or a tag."""
    return isinstance(row, str) and _FURNITURE.match(row) is not None


def _meet(one: Hunk, other: Hunk) -> bool:
    """Whether one hunk adds rows beside another one that adds some, too, or takes some away, or has the same."""
    if one.start < one.stop:
        return False
    words = {row for row in other.new if is_word(row)}
    return other.start == other.stop or not words or not words.isdisjoint(one.new)


def _of_both(stretch: Stretch[Any], merge_one: Merge, beside: Beside) -> list[Any] | None:
    """What becomes of rows that both sides changed."""
    base, local, remote = stretch.base, stretch.local, stretch.remote
    if local == remote:
        return local
    if not base:
        return agreed(stretch) or beside(local, remote)
    places = [(place, place) for place in range(len(base))]
    if any(len(base) != len(side) or align(base, side) != places for side in (local, remote)):
        return None  # a row came, went or moved
    rows = [_one(*versions, merge_one) for versions in zip(base, local, remote, strict=True)]
    return None if None in rows else rows


def _one(base: Any, local: Any, remote: Any, merge_one: Merge) -> Any:
    if remote in (local, base):
        return local
    if local == base:
        return remote
    if not type(base) is type(local) is type(remote):
        return None
    return merge_block(base, local, remote) if isinstance(base, str) else merge_one(base, local, remote)


def _side_by_side(local: list[Any], remote: list[Any]) -> list[Any] | None:
    """What both sides added in one place, in an order that does not depend on the side.

    None where some of it is the same, or would come under a heading that the other side added.
    """
    if any(map(is_word, set(local) & set(remote))):
        return None
    first, second = sorted((local, remote), key=_rank)
    if _is_headed(first) and not isinstance(next(filter(is_word, second), None), Heading):
        return None
    return [*first, *second]


def _rank(rows: list[Any]) -> tuple[Any, ...]:
    """What goes on with the list item, the list or the section above comes first."""
    mark = _MARK.match(rows[0]) if isinstance(rows[0], str) else None
    return _is_headed(rows), not is_word(rows[0]), -len(mark[0]) if mark else 0, order_key(tuple(rows))


def _is_headed(rows: Sequence[Any]) -> bool:
    return any(isinstance(row, Heading) or (isinstance(row, str) and row.startswith("=")) for row in rows)


def _is_doubled(base: list[Any], local: list[Any], remote: list[Any], merged: list[Any]) -> bool:
    """Whether something stands more often than on either side: both moved it to different places, or both added it.

    Lines of few words that both added are two.
    """
    old, here, there, now = map(Counter, (base, local, remote, merged))

    def most(row: Any) -> int:
        return max(here[row], there[row], here[row] + there[row] - old[row] if isinstance(row, str) else 0)

    return any(here[row] and there[row] and now[row] > most(row) and is_word(row) for row in now)


def _have_twins(mine: Sequence[Any], theirs: Sequence[Any]) -> bool:
    """Whether both sides may have added one thing, in two versions. Templates of one kind are alike, and are not."""
    here, there = ([row for row in side if not isinstance(row, str) or "\n" not in row] for side in (mine, theirs))
    pairs = ((here[i], there[j]) for i, j in align(here, there)) if here and there else ()

    def are_named_alike(one: Any, other: Any) -> bool:
        return type(one) is type(other) is not str and name_of(one) == name_of(other) is not None

    return any(is_nearly(one, other) or are_named_alike(one, other) for one, other in pairs)
