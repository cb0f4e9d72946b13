"""Write a new visible text over an old one, and keep what is hidden in it where it stands."""

import re
from difflib import SequenceMatcher

from ohbot.wikitext.source import Source, Span

_TOKENS = re.compile(r"\w+|\s+|.", re.DOTALL)
_UNIT = re.compile(r"<!--T:[\w-]+-->\n? ?")


def spliced(source: Source, start: int, end: int, new: str, *, prose: bool = False) -> str:
    """The source between two places with its visible text replaced by ``new``.

    Hidden spans (translation markup; in texts also comments) stay before the words that they stood before. A unit
    marker goes with its unit: where the whole unit is gone, so is its marker. In ``prose`` comments are visible,
    and guards that stand alone are hidden.
    """
    spans = source.quiet if prose else source.hidden
    hidden = source.hidden_in(start, end, spans)
    if not hidden:
        return new
    old = source.visible(start, end, spans)
    places = _places(hidden, start)
    moved = _moved([(at, source.text.startswith("<tvar", first)) for at, (first, _) in places], old, new)
    pieces: list[str] = []
    done = 0
    for (at, (first, last)), to in zip(places, moved, strict=True):
        pieces.append(new[done:to])
        done = max(done, to)
        piece = source.text[first:last]
        if not (_UNIT.fullmatch(piece) and _is_gone(old, at, new, to)):
            pieces.append(piece)
    return "".join([*pieces, new[done:]])


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
