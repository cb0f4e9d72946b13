"""Finding what was said: by words, speaker and year, whatever the case and the accents."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from ohbot.export.rows import ExportRow, SessionRecord, rows

_UNSEEN = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe20-\ufe2f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
"""Accents and points, and characters that have no look."""
_QUOTED = re.compile(r'"([^"]+)"|(\S+)')
_HIDDEN = re.compile(r"<[^<>]*>|\[\[[^\[\]|]*\||\[[a-z]*:?//[^\s\[]+ ")
"""Markup with letters that may stand inside of a word."""
_ESCAPE = re.compile(r"\\[xuUN_LP]")
"""What may stand for a letter in YAML."""
_BEFORE, _LONGEST = 60, 240
"""Characters of an excerpt before the first word that was found, and of all of it."""


def fold(text: str) -> str:
    """A text as it is compared: small letters without accents."""
    if text.isascii():
        return text.lower()
    return _UNSEEN.sub("", unicodedata.normalize("NFKD", text.casefold()))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text; ``marks`` are the spans in it of the words that were looked for."""

    text: str
    marks: tuple[tuple[int, int], ...]

    def marked(self, before: str, behind: str) -> str:
        """The text with signs around each word that was looked for."""
        at, parts = 0, []
        for start, end in self.marks:
            parts += [self.text[at:start], before, self.text[start:end], behind]
            at = end
        return "".join([*parts, self.text[at:]])


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: all of ``terms`` (words, or phrases of several) in one thing that was said.

    ``speaker`` are words of a name. Terms and names are folded.
    """

    terms: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    year: int | None = None
    unanswered: bool = False

    def finds(self, record: SessionRecord) -> Iterator[ExportRow]:
        """The rows of a session that fit."""
        if self.year is None or (record.date and record.date.year == self.year):
            yield from filter(self._fits, rows(record.session))

    def _fits(self, row: ExportRow) -> bool:
        if self.unanswered and not row.is_unanswered:
            return False
        if self.speaker and not _has(fold(row.speaker or ""), self.speaker):
            return False
        return not self.terms or _has(fold(row.plain), self.terms)

    def may_fit(self, name: str, text: str) -> bool:
        """Whether a session's name and file are such that it may hold a find: quick, and never wrongly no."""
        if _ESCAPE.search(text):
            return True
        if self.year is not None:
            days = str(self.year), f"{self.year - 1}-12-31", f"{self.year + 1}-01-01"  # also in its time zone
            if not any(day in f"{name} {text}" for day in days):
                return False
        words = [word for term in chain(self.terms, self.speaker) for word in term.split()]
        unescaped = html.unescape(text) if "&" in text else text
        missing = _missing(words, fold(unescaped))
        return not missing or not _missing(missing, fold(_HIDDEN.sub("", unescaped)))

    def excerpt(self, text: str) -> Excerpt:
        """The part of a text around the first words that were found."""
        text = " ".join(text.split())
        marks = _apart(chain.from_iterable(_spans(text, term) for term in self.terms))
        start = _at_blank(text, marks[0][0] - _BEFORE) if marks else 0
        end = _at_blank(text, start + _LONGEST) if len(text) > start + _LONGEST else len(text)
        lead, tail = "… " if start else "", " …" if end < len(text) else ""
        by = len(lead) - start
        shown = tuple((a + by, min(b, end) + by) for a, b in marks if a < end)
        return Excerpt(f"{lead}{text[start:end].rstrip()}{tail}", shown)


def query(words: Iterable[str], *, speaker: str = "", year: int | None = None, unanswered: bool = False) -> Query:
    """The query that a person types: a word with blanks in it, or words in quotes, are a phrase."""
    phrases = (word if '"' in word else f'"{word}"' for word in words)
    quoted = (found[1] or found[2] for phrase in phrases for found in _QUOTED.finditer(phrase))
    terms = (" ".join(fold(term).split()) for term in quoted)
    return Query(tuple(filter(None, terms)), tuple(fold(speaker).split()), year, unanswered)


def _has(folded: str, terms: Iterable[str]) -> bool:
    return all(_phrase(term).search(folded) for term in terms)


@lru_cache(maxsize=64)
def _phrase(term: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, term.split())))


def _spans(text: str, term: str) -> Iterator[tuple[int, int]]:
    """Where a text has a term."""
    folded = [fold(character) for character in text]
    places = [index for index, part in enumerate(folded) for _ in part]
    for found in _phrase(term).finditer("".join(folded)):
        yield places[found.start()], places[found.end() - 1] + 1


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, without what is in one before."""
    apart: list[tuple[int, int]] = []
    last = 0
    for start, end in sorted(spans):
        if end > last:
            apart.append((max(start, last), end))
            last = end
    return apart


def _at_blank(text: str, place: int) -> int:
    """The place behind the blank before one, unless that is far."""
    return max(place, 0) if (blank := text.rfind(" ", max(place - 20, 0), max(place, 0))) < 0 else blank + 1


def _missing(words: list[str], folded: str) -> list[str]:
    return [word for word in words if not _loosely(word).search(folded)]


@lru_cache(maxsize=64)
def _loosely(word: str) -> re.Pattern[str]:
    """A word's letters and digits with anything else between them: markup, or a line break of YAML."""
    return re.compile(r"[\W_]*".join(map(re.escape, re.sub(r"[\W_]", "", word))))
