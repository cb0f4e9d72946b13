"""What ohbot knows of a wiki's pages, revisions and accounts: plain values, whatever library fetched them."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

WIKITEXT = "wikitext"
"""The content model of pages that ohbot reads and writes; it leaves all others alone."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a page. ``timestamp`` is UTC; ``sha1`` is of the text in UTF-8, in hexadecimal.

    ``text``, ``user``, ``comment`` and ``sha1`` are None where the wiki hides them (revision deletion) and
    ``text`` also where it was not asked for, or is no wikitext. A wiki that was restored from a backup gives ``id``
    out anew, to another text: only ``sha1`` tells which text it is.
    """

    id: int
    parent: int
    timestamp: datetime
    sha1: str | None
    user: str | None
    comment: str | None
    text: str | None = None
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is now. ``page_id`` and ``revision`` are None where there is no such page.

    ``title`` is normalised as the wiki writes it; ``redirect`` tells that the page is a redirect;
    ``translation`` that it is a language subpage made by the Translate extension, which nobody edits. ``model`` is
    the content model (``css``, ``json`` ...), also the one that a page not there yet would get. ``language`` is the
    code of the page's language, empty where nobody asked for it.
    """

    title: str
    page_id: int | None = None
    revision: Revision | None = None
    redirect: bool = False
    translation: bool = False
    model: str = WIKITEXT
    language: str = field(default="", compare=False)

    @property
    def exists(self) -> bool:
        """Whether the wiki has this page now."""
        return self.page_id is not None

    @property
    def revision_id(self) -> int | None:
        """The id of the newest revision."""
        return self.revision.id if self.revision else None

    @property
    def text(self) -> str | None:
        """The text of the newest revision; None where there is none, it is hidden, or was not asked for."""
        return self.revision.text if self.revision else None

    @property
    def is_wikitext(self) -> bool:
        """Whether the page's content is what ohbot reads and writes."""
        return self.model == WIKITEXT


class Titles(Protocol):
    """What knows how a wiki compares titles."""

    def is_under(self, title: str, prefix: str) -> bool:
        """Whether a page of this title is among those that begin with a prefix."""

    def is_same(self, title: str, other: str) -> bool:
        """Whether two titles name one page."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The pages that may be edited: those under ``prefix`` (all, where that is empty), and ``titles`` beside them.

    ``dated`` are titles with a moment in them, as patterns of `strptime`.
    """

    prefix: str = ""
    titles: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()

    def holds(self, title: str, wiki: Titles) -> bool:
        """Whether the page may be edited."""
        return not self.prefix or wiki.is_under(title, self.prefix) or self.names(title, wiki)

    def names(self, title: str, wiki: Titles) -> bool:
        """Whether the page is one of those that are named beside the prefix."""
        return any(wiki.is_same(title, one) for one in self.titles) or any(is_dated(title, one) for one in self.dated)

    def refusal(self, title: str) -> str:
        """The sentence for a page that may not."""
        return (
            f"{title}: ohbot edits pages under {self.prefix!r} and those that ohbot.toml names, and no others; if "
            "this is one of the archive's, name it under [wiki] also"
        )


def is_dated(title: str, pattern: str) -> bool:
    """Whether a title is of this pattern, with some moment in it (``Hours/%Y``)."""
    with suppress(ValueError):
        return bool(datetime.strptime(title.replace("_", " "), pattern.replace("_", " ")))
    return False


@dataclass(frozen=True, slots=True)
class LogEvent:
    """An entry of the wiki's public log about a page; ``target`` is the new title of a move."""

    kind: Literal["move", "delete", "restore", "protect"]
    title: str
    timestamp: datetime
    user: str | None
    comment: str | None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did. ``text`` is what the wiki stores now, read back where it differs from what was sent.

    ``changed`` is False where the wiki already had this very text and made no revision.
    """

    page: Page
    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Who is logged in, and what that account may do on this wiki."""

    name: str
    groups: frozenset[str]
    rights: frozenset[str]
    blocked: str | None = None
