"""The Translate extension's tags through an edit: variables that went elsewhere, and what must not break."""

import re
from collections import Counter
from collections.abc import Iterator

from ohbot.model.enclosures import Span, outside
from ohbot.wikitext.source import MARKUP, ScannedText
from ohbot.wikitext.splice import LETTER, pairs_of_tags, place_of_words
from ohbot.wikitext.units import flaws, strayed

_IN_WORD = re.compile(rf"(?<={LETTER})(?:{MARKUP.pattern})+(?={LETTER})", re.IGNORECASE)


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


def _variables(source: ScannedText, start: int, end: int) -> list[tuple[Span, Span]]:
    """The tags around each variable between two places."""
    tags = source.hidden_in(start, end, source.markup)
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
    literal = [e.span for e in source.enclosures if e.kind == "nowiki"]
    yield from ("a tag inside of a word" for _ in outside(_IN_WORD.finditer(source.text), literal))
