"""Write a new visible text over an old one, and keep what is hidden in it where it stands."""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from ohbot.diff.align import origins
from ohbot.diff.matching import matching
from ohbot.model.enclosures import Span
from ohbot.wikitext.rows import trim
from ohbot.wikitext.source import ScannedText
from ohbot.wikitext.tokens import MARKER

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""The scripts that put no blanks between words: each character counts as one."""
LETTER = rf"[^\W{_UNSPACED}]"
"""A character of a word that goes on with the next one."""
_IN_WORD = re.compile(rf"(?<={LETTER}){LETTER}")
_TOKENS = re.compile(rf"{LETTER}+|\s+|.", re.DOTALL)
_BLOCK = re.compile(r"\S(?:.|\n(?!\s*\n))*")
_UNIT = re.compile(rf"{MARKER}\n? ?")
_BRACKETS = re.compile(r"\[\[|\]\]|\{\{|\}\}|''+")

_Stretch: TypeAlias = tuple[int, int, int]
_BEFORE, _BETWEEN, _BEHIND = range(3)
"""The order of what stands at one place: the end of a variable, all else, the start of a variable."""


def spliced(source: ScannedText, start: int, end: int, new: str, *, prose: bool = False) -> str:
    """The source between two places with its visible text replaced by ``new``.

    Hidden spans (translation markup; in texts also comments) stay at the words that they stood at, and never get
    into a word. A unit marker goes with its unit, to the start of what that has become: where the whole unit is gone,
    so is its marker; and a variable (``<tvar>``) is around what it holds, or around what has taken that one's place.
    In ``prose`` comments are visible, and guards that stand alone are hidden.
    """
    spans = source.quiet_in(start, end) if prose else source.hidden
    hidden = source.hidden_in(start, end, spans)
    if not hidden:
        return new
    old = source.visible(start, end, spans)
    pieces = [source.text[a:b] for a, b in hidden]
    before = accumulate(map(len, pieces), initial=start)
    places = [a - cut for (a, _), cut in zip(hidden, before, strict=False)]
    blocks = _blocks(old, new)
    of_variables = _of_variables(places, pieces, old, new, blocks)
    units = _unit_starts(old, new) if prose else {}
    kept: list[tuple[int, int, str]] = []
    done = 0
    for number, (at, piece) in enumerate(zip(places, pieces, strict=True)):
        to: int | None
        if number in of_variables:
            to, order = of_variables[number]
        else:
            order = _BETWEEN
            done = to = max(done, _moved(at, blocks, closes=piece.startswith("</translate")))
        if _UNIT.fullmatch(piece) and to is not None:
            to = units[at] if at in units else None if _is_gone(old, at, new, to) else to
        if prose and piece.startswith("<nowiki") and to and new[to - 1] != "\n":
            to = None  # a guard stands on a line of its own, or nowhere
        if to is not None:
            kept.append((to, order, piece))
    kept.sort(key=itemgetter(0, 1))
    return edited(new, (TextEdit(at, at, piece) for at, _, piece in kept))


def relined(old: str, new: str) -> str:
    """The new text with the line feeds of the old one, at the words that they stood at, where it has a blank."""
    if "\n" not in old:
        return new
    ours, theirs = (list(re.finditer(r"\S+", text)) for text in (old, new))
    pairs = matching([found[0] for found in ours], [found[0] for found in theirs])
    became = {i: theirs[j] for i, j in pairs}
    feeds: dict[int, str] = {}
    for k, (one, other) in enumerate(pairwise(ours)):
        gap = old[one.end() : other.start()]
        if "\n" in gap and (k in became or k + 1 in became):
            feeds[became[k + 1].start() - 1 if k + 1 in became else became[k].end()] = gap
    return re.sub(r"(?<=\S) (?=\S)", lambda blank: feeds.get(blank.start(), " "), new)


class TextEdit(NamedTuple):
    """A stretch of a text, and what stands there now."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[TextEdit], at: int = 0, end: int | None = None) -> str:
    """The text, or a stretch of it, with edits made; of several at one place, insertions come first, as given."""
    pieces: list[str] = []
    for edit in sorted(edits, key=itemgetter(0, 1)):
        pieces += [text[at : edit.start], edit.text]
        at = max(at, edit.end)
    return "".join([*pieces, text[at:end]])


class JoinedTexts:
    """Several texts read as one, with a blank line between them; an edit of it is one of a single text."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.text, self.places = "", list[Span]()
        for text in texts:
            self.places.append((len(self.text), len(self.text) + len(text)))
            self.text += f"{text}\n\n"

    def edited(self, edits: Sequence[TextEdit]) -> list[str]:
        """Each of the texts with its edits made."""
        return [
            edited(self.text, (edit for edit in edits if start <= edit.start and edit.end <= end), start, end)
            for start, end in self.places
        ]


def _of_variables(
    places: list[int], pieces: list[str], old: str, new: str, blocks: list[_Stretch]
) -> dict[int, tuple[int | None, int]]:
    """Where the tags of variables go, by their number, and in which order; None for those that hold nothing now."""
    result: dict[int, tuple[int | None, int]] = {}
    taken: list[Span] = []
    lost: list[tuple[int, int]] = []
    for first, last in _pairs_of_tags(pieces):
        content = old[places[first] : places[last]]
        if not content.strip():
            continue
        span = _kept_span(places[first], places[last], old, new, blocks)
        if span is None or any(a < span[1] and span[0] < b for a, b in taken):
            lost.append((first, last))
            continue
        taken.append(span)
        result |= {first: (span[0], _BEHIND), last: (span[1], _BEFORE)}
    for first, last in lost:
        found = _place_of_words(new, old[places[first] : places[last]], taken)
        if found:
            taken.append(found)
        result |= {first: (found and found[0], _BEHIND), last: (found and found[1], _BEFORE)}
    return result


def with_variables(new: str, source: ScannedText, start: int, end: int) -> str:
    """What has come of a stretch of a page, with the variables that it has lost where it still has what they held."""
    for (first, opened), (closing, last) in _variables(source, start, end):
        words = source.text[opened:closing]
        if source.text[first:opened] in new or not words.strip():
            continue
        there = ScannedText(new)
        taken = [(a[0], b[1]) for a, b in _variables(there, 0, len(new))]
        found = _place_of_words(new, words, taken)
        if found and there.is_translated(found[0]):
            new = new[: found[0]] + source.text[first:last] + new[found[1] :]
    return new


def _variables(source: ScannedText, start: int, end: int) -> list[tuple[Span, Span]]:
    """The tags around each variable between two places."""
    tags = source.hidden_in(start, end, source.markup)
    return [(tags[a], tags[b]) for a, b in _pairs_of_tags([source.text[slice(*span)] for span in tags])]


def _kept_span(start: int, end: int, old: str, new: str, blocks: list[_Stretch]) -> Span | None:
    """Where a stretch of the old text is in the new one, changed or not; None where that cannot be told."""
    gaps = [(a + length, other) for (a, _, length), (other, _, _) in pairwise(blocks)]
    if any(a < start < b or a < end < b for a, b in gaps):
        return None
    first, last = trim(new, _moved(start, blocks, clings=True), _moved(end, blocks, closes=True))
    if last <= first or is_in_word(new, first) or is_in_word(new, last):
        return (first, last) if new[first:last] == old[start:end] else None
    return (first, last) if _BRACKETS.findall(new[first:last]) == _BRACKETS.findall(old[start:end]) else None


def is_in_word(text: str, place: int) -> bool:
    """Whether a place has parts of one word at both its sides."""
    return _IN_WORD.match(text, place) is not None


def _place_of_words(text: str, words: str, taken: list[Span]) -> Span | None:
    """Where some words stand first in a text by themselves, outside of the spans that are taken; None for nowhere."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        inside = any(a < end and at < b for a, b in taken)
        if not inside and not is_in_word(text, at) and not is_in_word(text, end):
            return at, end
        at = text.find(words, at + 1)
    return None


def _pairs_of_tags(tags: list[str]) -> list[tuple[int, int]]:
    """The numbers of the opening and the closing tags of variables, pair by pair: they do not nest."""
    pairs: list[tuple[int, int]] = []
    opened: int | None = None
    for number, tag in enumerate(tags):
        if tag.startswith("<tvar"):
            opened = number
        elif tag in ("</tvar>", "</>") and opened is not None:
            pairs.append((opened, number))
            opened = None
    return pairs


def _unit_starts(old: str, new: str) -> dict[int, int | None]:
    """For the start of each block of the old text the start of the one that it has become, or None."""
    ours, theirs = ([found.span() for found in _BLOCK.finditer(text)] for text in (old, new))
    pairs = origins([old[a:b] for a, b in ours], [new[a:b] for a, b in theirs])
    became = {origin: theirs[index][0] for index, origin in enumerate(pairs) if origin is not None}
    return {start: became.get(index) for index, (start, _) in enumerate(ours)}


def _moved(place: int, blocks: list[_Stretch], *, closes: bool = False, clings: bool = False) -> int:
    """Where a place of an old text is in the new one, between words.

    Of what comes in at a place, what is told to cling stays behind it, all else before it. Within a stretch that is
    replaced, a tag that closes stays behind what comes for it, all else before it.
    """
    before, to = 0, 0
    for a, b, length in blocks:
        if place < a:
            return b if closes and place > before else to
        if place == a and before == a and not clings:
            return to
        if place < a + length:
            return b + place - a
        before, to = a + length, b + length
    return to


def _blocks(old: str, new: str) -> list[_Stretch]:
    """The stretches of whole words that two texts have in common, in order, as (place in old, in new, length)."""
    ours, theirs = _TOKENS.findall(old), _TOKENS.findall(new)
    starts, ends = (list(accumulate(map(len, tokens), initial=0)) for tokens in (ours, theirs))
    stretches: list[_Stretch] = [(0, 0, 0)]
    for i, j in matching(ours, theirs):
        a, b, length = stretches[-1]
        if (starts[i], ends[j]) == (a + length, b + length):
            stretches[-1] = (a, b, length + len(ours[i]))
        else:
            stretches.append((starts[i], ends[j], len(ours[i])))
    return [*stretches, (len(old), len(new), 0)]


def _is_gone(old: str, at: int, new: str, to: int) -> bool:
    """Whether nothing is left of the unit that began at this place of the old text."""
    unit = old[at:].split("\n\n", 1)[0].strip()
    return bool(unit) and not new[to:].split("\n\n", 1)[0].strip()
