"""What MediaWiki makes of titles and summaries before it stores them, and of texts beyond their normal form."""

import hashlib
import re

from ohbot.errors import PageRefused
from ohbot.model.text import label

_MAX_TITLE_BYTES = 255
_FORBIDDEN_IN_TITLES = re.compile(
    r"[\x00-\x1f\x7f\[\]{}|<>#\ud800-\udfff\ufffd]|~~~|%[0-9A-Fa-f]{2}|&[A-Za-z0-9#]+;|(?:^|(?<=/))\.{1,2}(?:/|$)"
)

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
    clean = label(title.replace("_", " "))
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


def is_transformed(text: str) -> bool:
    """Whether the wiki may expand something in the text on save: signatures, substitutions, pipe tricks."""
    return _TRANSFORMED.search(text) is not None


def sha1_of(text: str) -> str:
    """The SHA-1 of a text in UTF-8, in hexadecimal, as the wiki computes it."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


_LINK = re.compile(r"\[\[(?!\s*:)")


def summary_of(summary: str) -> str:
    """An edit summary on one line that the wiki will not cut (500 characters), and that notifies nobody.

    A colon in front of what a link names makes the same link, by which nobody is called (Echo's summary parser).
    """
    line = _LINK.sub("[[:", label(summary))
    return line if len(line) <= SUMMARY_LENGTH else line[: SUMMARY_LENGTH - 1] + "\u2026"
