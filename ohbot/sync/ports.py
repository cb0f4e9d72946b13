"""What a sync needs of a wiki: the real door and the wiki in memory of the tests both have it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from ohbot.model import Account, LogEvent, Page, Revision, Saved
from ohbot.wiki import SiteFacts


class WikiAccess(Protocol):
    """A wiki; every method may raise WikiAway (try later) and NotAllowed (login, rights, a block)."""

    def pages(self, titles: Sequence[str] = (), *, ids: Sequence[int] = (), text: bool = False) -> tuple[Page, ...]:
        """The pages in the order asked, titles before ids, with their newest revision (and its text if asked)."""

    def listing(self, prefix: str) -> Iterator[Page]:
        """Every page whose title begins with the prefix, with its newest revision but no text."""

    def revisions(self, ids: Iterable[int], *, text: bool = True) -> Iterator[Revision]:
        """The revisions, with their text if asked; one that the wiki does not have is left out."""

    def history(self, page_id: int) -> Iterator[Revision]:
        """The revisions of a page by their time, newest first, without text; asked for as far as they are taken."""

    def is_under(self, title: str, prefix: str) -> bool:
        """Whether a page of this title, as the wiki writes it, is in `listing` of the prefix."""

    def is_same(self, title: str, other: str) -> bool:
        """Whether two titles name one page."""

    def log(self, title: str) -> tuple[LogEvent, ...]:
        """What happened to the page as a whole, newest first."""

    def account(self) -> Account:
        """Who is logged in."""

    def site_facts(self) -> SiteFacts:
        """What the wiki says of itself."""

    def save(self, title: str, text: str, *, base: int | None, summary: str, page_id: int | None = None) -> Saved:
        """Save a text on top of the revision ``base``, or create the page where that is None."""
