"""The merge of lines that a wiki does where two people edited a page."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise


def merge_lines(base: str, one: str, other: str) -> str | None:
    """The three-way merge of lines that the server does (``diff3``), or None where the changes touch."""
    lines = [text.split("\n") for text in (base, one, other)]
    merged: list[str] = []
    for start, end in pairwise([(0, 0, 0), *_anchors(*lines), tuple(map(len, lines))]):
        parts = [lines[side][start[side] : end[side]] for side in range(3)]
        chosen = _chosen(*parts)
        if chosen is None:
            return None
        merged += chosen
    return "\n".join(merged)


def _anchors(base: list[str], one: list[str], other: list[str]) -> Iterator[tuple[int, int, int]]:
    """Where all three have the same line: the places before and behind each."""
    in_one, in_other = _same(base, one), _same(base, other)
    for line in range(len(base)):
        if line in in_one and line in in_other:
            yield line, in_one[line], in_other[line]
            yield line + 1, in_one[line] + 1, in_other[line] + 1


def _same(base: list[str], text: list[str]) -> dict[int, int]:
    """The lines of base that the text has too, with their places there."""
    blocks = SequenceMatcher(None, base, text, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _chosen(base: list[str], one: list[str], other: list[str]) -> list[str] | None:
    """What becomes of one stretch; None where both sides changed it, and not to the same."""
    if one in (base, other):
        return other
    return one if other == base else None
