"""Write a new visible text over an old one, and keep what is hidden in it where it stands."""

import re
from difflib import SequenceMatcher
from operator import itemgetter

from ohbot.wikitext.align import paired
from ohbot.wikitext.source import Source, Span

_TOKENS = re.compile(r"\w+|\s+|.", re.DOTALL)
_BLOCK = re.compile(r"\S(?:.|\n(?!\s*\n))*")
_UNIT = re.compile(r"<!--T:[\w-]+-->\n? ?")


def spliced(source: Source, start: int, end: int, new: str, *, prose: bool = False) -> str:
    """The source between two places with its visible text replaced by ``new``.

    Hidden spans (translation markup; in texts also comments) stay before the words that they stood before. A unit
    marker goes with its unit, to the start of what that has become: where the whole unit is gone, so is its marker.
    In ``prose`` comments are visible, and guards that stand alone are hidden.
    """
    spans = source.quiet if prose else source.hidden
    hidden = source.hidden_in(start, end, spans)
    if not hidden:
        return new
    old = source.visible(start, end, spans)
    places = _places(hidden, start)
    moved = _moved([(at, source.text.startswith("<tvar", first)) for at, (first, _) in places], old, new)
    units = _unit_starts(old, new) if prose else {}
    kept: list[tuple[int, str]] = []
    for (at, (first, last)), near in zip(places, moved, strict=True):
        piece = source.text[first:last]
        to: int | None = near
        if _UNIT.fullmatch(piece):
            to = units[at] if at in units else None if _is_gone(old, at, new, near) else near
        if to is not None:
            kept.append((to, piece))
    pieces: list[str] = []
    done = 0
    for at, piece in sorted(kept, key=itemgetter(0)):
        pieces += [new[done:at], piece]
        done = max(done, at)
    return "".join([*pieces, new[done:]])


def _unit_starts(old: str, new: str) -> dict[int, int | None]:
    """For the start of each block of the old text the start of the one that it has become, or None."""
    ours, theirs = ([found.span() for found in _BLOCK.finditer(text)] for text in (old, new))
    pairs = paired([old[a:b] for a, b in ours], [new[a:b] for a, b in theirs])
    became = {origin: theirs[index][0] for index, origin in enumerate(pairs) if origin is not None}
    return {start: became.get(index) for index, (start, _) in enumerate(ours)}


def _places(hidden: list[Span], start: int) -> list[tuple[int, Span]]:
    """Each hidden span with the number of visible characters before it."""
    result: list[tuple[int, Span]] = []
    cut = 0
    for first, last in hidden:
        result.append((first - start - cut, (first, last)))
        cut += last - first
    return result


def _moved(places: list[tuple[int, bool]], old: str, new: str) -> list[int]:
    """Where the places of an old text are in the new one, in order.

    Of what comes in at a place, what is told to cling (an opening tag) stays behind it, all else before it.
    """
    blocks = _blocks(old, new)
    result: list[int] = []
    for place, clings in places:
        to = 0
        for a, b, size in blocks:
            if a > place or (a == place and not clings):
                break
            to = b + min(place - a, size)
        result.append(max(to, result[-1] if result else 0))
    return result


def _blocks(old: str, new: str) -> list[tuple[int, int, int]]:
    """The stretches that two texts have in common, in order, as (place in old, place in new, length)."""
    size = min(len(old), len(new))
    head = next((i for i in range(size) if old[i] != new[i]), size)
    rest = size - head
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    ours, theirs = _TOKENS.findall(old[head : len(old) - tail]), _TOKENS.findall(new[head : len(new) - tail])
    inner: list[tuple[int, int, int]] = []
    if ours and theirs and len(ours) * len(theirs) < 4_000_000:
        starts, ends = _starts(ours, head), _starts(theirs, head)
        matches = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
        inner = [(starts[a], ends[b], starts[a + n] - starts[a]) for a, b, n in matches if n]
    return [(0, 0, head), *inner, (len(old) - tail, len(new) - tail, tail)]


def _starts(tokens: list[str], at: int) -> list[int]:
    result = [at]
    for token in tokens:
        result.append(result[-1] + len(token))
    return result


def _is_gone(old: str, at: int, new: str, to: int) -> bool:
    """Whether nothing is left of the unit that began at this place of the old text."""
    unit = old[at:].split("\n\n", 1)[0].strip()
    return bool(unit) and not new[to:].split("\n\n", 1)[0].strip()
