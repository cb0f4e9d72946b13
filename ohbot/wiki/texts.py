"""What MediaWiki makes of titles and texts before it stores them: pure functions."""

import hashlib
import re
import unicodedata

from ohbot.errors import PageRefused

_MAX_TITLE_BYTES = 255
_FORBIDDEN_IN_TITLES = re.compile(
    r"[\x00-\x1f\x7f\[\]{}|<>#\ud800-\udfff\ufffd]|~~~|%[0-9A-Fa-f]{2}|&[A-Za-z0-9#]+;|(?:^|(?<=/))\.{1,2}(?:/|$)"
)

_NOT_IN_TEXTS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TRANSFORMED = re.compile(
    r"""~~~                                  # signatures
    | \{\{\s*[^{}|:\n]*subst\s*:             # substitution, safe or not
    | \[\[ (?: [^\[\]{}|\n]+ \|\s*\]\] | \| )  # the pipe trick, both ways
    """,
    re.IGNORECASE | re.VERBOSE,
)
SUMMARY_LENGTH = 500


def check_title(title: str) -> str:
    """The title as one can send it: NFC, blanks for underscores, none around.

    Raises PageRefused for what no wiki can have as a title (MediaWiki's Manual:Page title).
    """
    clean = " ".join(unicodedata.normalize("NFC", title).replace("_", " ").split())
    if problem := _title_problem(title, clean):
        raise PageRefused(f"{title!r} cannot be the title of a wiki page: {problem}; choose another title")
    return clean


def _title_problem(title: str, clean: str) -> str | None:
    """Why a title is impossible on any wiki, or None."""
    if bad := _FORBIDDEN_IN_TITLES.search(title):
        return f"it contains {bad[0]!r}"
    if not clean.strip(":"):
        return "it is empty"
    if clean.startswith("::"):
        return "it begins with two colons"
    if len(clean.encode()) > _MAX_TITLE_BYTES:
        return f"it is longer than {_MAX_TITLE_BYTES} bytes"
    return None


def as_stored(text: str) -> str:
    """The text after what every wiki rewrites on save, short of what `is_transformed` tells of.

    NFC, line feeds alone, no NUL, U+FFFD for what is not text, nothing blank at the end.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return unicodedata.normalize("NFC", _NOT_IN_TEXTS.sub("\ufffd", lines)).rstrip(" \t\n\x0b")


def is_transformed(text: str) -> bool:
    """Whether the wiki may expand something in the text on save: signatures, substitutions, pipe tricks."""
    return _TRANSFORMED.search(text) is not None


def sha1_of(text: str) -> str:
    """The SHA-1 of a text in UTF-8, in hexadecimal, as the wiki computes it."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def summary_of(summary: str) -> str:
    """An edit summary on one line that the wiki will not cut (500 characters)."""
    line = " ".join(as_stored(summary).split())
    return line if len(line) <= SUMMARY_LENGTH else line[: SUMMARY_LENGTH - 1] + "\u2026"
