"""What the wiki itself does to a text on save, and what no page can hold."""

import re
import unicodedata

from ohbot.errors import InputError

_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def stored(text: str) -> str:
    """The text as the wiki stores it, signatures, ``subst:`` and pipe tricks apart.

    NFC, CR LF to LF, and trailing white space of the page cut (MediaWiki: ``WebRequest::getText``,
    ``TextContent::normalizeLineEndings``).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines).rstrip(" \t\n")


def require_possible(text: str, name: str = "text") -> None:
    """Refuse a text with characters that a page cannot hold; the sentence names the first one's line."""
    found = _IMPOSSIBLE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise InputError(
            f"{name}:{line}: the character U+{ord(found[0]):04X} cannot stand on a wiki page; take it out there"
        )
