"""The normal forms of texts, and the characters that they may hold: those of a wiki, which rewrites what it saves.

There is one form for each kind of text. Whatever is read, from a file or from a page, is in that form before it is
compared, merged or written, so two texts that a wiki could not tell apart are equal everywhere. Each function is
idempotent.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from ohbot.errors import InputError
from ohbot.model.enclosures import between, find_enclosures, merged, outside, shielded

IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""A character that no wiki page can hold, and no YAML. U+007F to U+009F are possible."""

BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
"""A line break of the page."""


def as_stored(text: str) -> str:
    """The text of a page as every wiki stores it, but for what it expands: signatures, ``subst:``, pipe tricks.

    NFC, line feeds alone, no NUL, U+FFFD for what is impossible, no blanks at the end (MediaWiki:
    ``WebRequest::getText``, ``TextContent::normalizeLineEndings``).
    """
    return _possible(text).rstrip(" \t\n")


def label(text: str) -> str:
    """The normal form of a title, a place, a name in a list of people: words with one blank between them."""
    return " ".join(_possible(text).split())


def one_line(text: str) -> str:
    """The normal form of a question, a heading, a message, a speaker: one line, as the wiki sees lines."""
    return " ".join(line.strip(" \t") for line in lines(_possible(text)) if line.strip()).strip()


def answer(text: str) -> str:
    """The normal form of an answer: its paragraphs, parted by one blank line."""
    return "\n\n".join(paragraphs(text))


def prose(text: str) -> str:
    """The normal form of prose: as it stands, without blank lines at either end."""
    rows = _possible(text).rstrip().split("\n")
    start = next((index for index, row in enumerate(rows) if row.strip()), len(rows))
    return "\n".join(rows[start:])


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of an answer, parted by blank lines and line breaks (``<br>``) that nothing encloses."""
    return tuple(part for block in _blocks(_possible(text)) for part in _parted(block) if part)


def lines(text: str) -> list[str]:
    """The lines of a text as the wiki sees them: what encloses line feeds, such as ``<pre>``, is part of one line."""
    if "\n" not in text or not ("<" in text or "{" in text):
        return text.split("\n")
    closed = merged([e.span for e in find_enclosures(text)])
    return list(_cut(text, outside(re.finditer("\n", text), closed)))


def require_possible(text: str, name: str = "text") -> None:
    """Refuse a text with characters that a page cannot hold; the sentence names the first one's line."""
    found = IMPOSSIBLE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise InputError(
            f"{name}:{line}: the character U+{ord(found[0]):04X} cannot stand on a wiki page; take it out there"
        )


def _possible(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return unicodedata.normalize("NFC", IMPOSSIBLE.sub("\ufffd", text))


def _blocks(text: str) -> Iterator[str]:
    for is_filled, block in groupby(lines(text), lambda line: bool(line.strip())):
        if is_filled:
            yield "\n".join(block)


def _parted(block: str) -> Iterator[str]:
    found = list(BREAK.finditer(block)) if "<" in block else []
    return (part.strip() for part in _cut(block, outside(found, shielded(block) if found else [])))


def _cut(text: str, found: Iterator[re.Match[str]]) -> Iterator[str]:
    return (text[a:b] for a, b in between((one.span() for one in found), len(text)))
