"""The Translate extension's tags through an edit: variables that went elsewhere, and what must not break."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from ohbot.model.enclosures import Span
from ohbot.wikitext.source import ScannedText
from ohbot.wikitext.splice import is_in_word, pairs_of_tags, place_of_words
from ohbot.wikitext.units import flaws, strayed

_TAG = re.compile(r"</?translate|<tvar|</tvar>|</>", re.IGNORECASE)


def with_variables(new: str, source: ScannedText, start: int, end: int) -> str:
    """What has come of a stretch of a page, with the variables that it has lost where it still has what they held."""
    for (first, opened), (closing, last) in _variables(source, start, end):
        tag = source.text[first:opened]
        if tag not in new:
            new = _with_variable(new, tag, source.text[opened:closing], source.text[closing:last])
    return new


def _with_variable(text: str, tag: str, words: str, closing: str) -> str:
    source = ScannedText(text)
    taken = [(a[0], b[1]) for a, b in _variables(source, 0, len(text))]
    found = place_of_words(text, words, taken) if words.strip() else None
    if found is None or not source.is_translated(found[0]):
        return text
    return f"{text[: found[0]]}{tag}{words}{closing}{text[found[1] :]}"


def _tags(source: ScannedText, start: int, end: int) -> list[Span]:
    """The translation tags between two places, without the unit markers."""
    return [span for span in source.hidden_in(start, end, source.markup) if _TAG.match(source.text, *span)]


def _variables(source: ScannedText, start: int, end: int) -> list[tuple[Span, Span]]:
    """The tags around each variable between two places."""
    tags = [
        span
        for span in _tags(source, start, end)
        if "tvar" in source.text[slice(*span)] or span[1] - span[0] == len("</>")
    ]
    return [(tags[a], tags[b]) for a, b in pairs_of_tags([source.text[slice(*span)] for span in tags])]


def broken(old: ScannedText, new: ScannedText) -> str | None:
    """Which rule of the Translate extension a page would break that it did not break before; None where none.

    Besides `flaws` and `strayed` that is a tag inside of a word.
    """
    if not new.markup:
        return None
    more = Counter([*flaws(new), *_split_words(new)]) - Counter([*flaws(old), *_split_words(old)])
    return next(iter(more), None) or strayed(old.text, new.text)


def _split_words(source: ScannedText) -> Iterator[str]:
    for start, end in _clusters(_tags(source, 0, len(source.text))):
        if is_in_word(source.text[max(0, start - 1) : start] + source.text[end : end + 1], 1):
            yield "a tag inside of a word"


def _clusters(tags: list[Span]) -> Iterator[Span]:
    """The stretches that tags take which stand side by side."""
    first: int | None = None
    for (start, end), (follow, _) in pairwise([*tags, (-1, -1)]):
        first = start if first is None else first
        if end != follow:
            yield first, end
            first = None
