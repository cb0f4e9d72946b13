"""What the commands that tell of a page's history share: finding it, and words for who and when."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ohbot.archive import RevisionCache
from ohbot.cli.common import Settings, say
from ohbot.cli.running import Run, at_work
from ohbot.errors import InputError
from ohbot.history import PageHistory, Since, page_history
from ohbot.model import Page, Revision
from ohbot.wiki.addresses import difference_address


@dataclass(frozen=True, slots=True)
class SessionHistory:
    """The history of a session's page, with what is needed to tell of it."""

    name: str
    page: Page
    history: PageHistory
    api: str
    bots: frozenset[str] = field(default_factory=frozenset)

    def as_json(self, revision: Revision) -> dict[str, Any]:
        """A revision for other programs; null is what the wiki hides."""
        more = {"bot": revision.user in self.bots, "address": self.address_of(revision.id)}
        return (edit_as_json(revision) or {}) | more

    def address_of(self, revision: int) -> str:
        """Where people see what a revision changed."""
        return difference_address(self.api, revision)

    def who(self, revision: Revision) -> str:
        """Who made a revision, with marks as a wiki has them."""
        marks = [word for word, is_so in (("bot", revision.user in self.bots), ("minor", revision.minor)) if is_so]
        return who(revision) + (f" ({', '.join(marks)})" if marks else "")

    def described(self, revision: Revision) -> str:
        """When a revision was made, by whom and why, in a line."""
        return f"{when(revision.timestamp)}  {self.who(revision)}{_why(revision)}"


@contextmanager
def history_of(settings: Settings, session: str, *, most: int | None = None) -> Iterator[SessionHistory]:
    """The history of the page of a session; ``most`` is how many of its newest entries are wanted.

    Raises InputError where the session has no page.
    """
    with at_work(settings, sessions=[session], anonymous=True) as run:
        file = run.archive.read(run.paths[0])
        name, link = file.path.stem, file.session.wiki
        if link is None or link.page_id is None:
            raise InputError(f"{name}: this session has no page yet; 'ohbot publish {name}' makes it")
        (page,) = run.wiki.pages(ids=[link.page_id])
        if not page.exists:
            raise InputError(
                f"{name}: its page, {link.page}, is gone; 'ohbot status {name}' says what happened to it"
            )
        if page.title != link.page:
            say(settings, f"{name}: its page, once {link.page}, is {page.title} now")
        history = page_history(run.wiki, RevisionCache(run.archive.state), page, file.session, most=most)
        users = {revision.user for revision in history.revisions.values() if revision.user}
        yield SessionHistory(name, page, history, run.wiki.address, run.wiki.bots(users))


def since_sync(run: Run, names: Sequence[str]) -> dict[str, Since]:
    """What followed the last sync on the pages of sessions, by name; those without such edits are left out."""
    sessions = {name: run.archive.read(run.archive.resolve(name)).session for name in names}
    linked = {name: one.wiki.page_id for name, one in sessions.items() if one.wiki and one.wiki.page_id}
    pages = dict(zip(linked, run.wiki.pages(ids=list(linked.values())), strict=True))
    cache = RevisionCache(run.archive.state, keeps=not run.options.dry_run)
    found = {name: Since.last_sync(run.wiki, cache, page, sessions[name]) for name, page in pages.items()}
    return {name: since for name, since in found.items() if since}


def edit_as_json(revision: Revision | None) -> dict[str, Any] | None:
    """A revision for other programs; null is what the wiki hides."""
    if revision is None:
        return None
    return {
        "revision": revision.id,
        "parent": revision.parent or None,
        "time": f"{revision.timestamp:%Y-%m-%dT%H:%M:%SZ}",
        "user": revision.user,
        "minor": revision.minor,
        "summary": revision.comment,
    }


def described(revision: Revision) -> str:
    """Who made a revision, when and why, in a line."""
    return f"by {who(revision)}, {when(revision.timestamp)}{_why(revision)}"


def who(revision: Revision) -> str:
    """Who made a revision."""
    return "(hidden user)" if revision.user is None else revision.user


def when(moment: datetime) -> str:
    """A time in UTC, to the minute."""
    return f"{moment:%Y-%m-%d %H:%M}"


def _why(revision: Revision) -> str:
    """A revision's edit summary, behind a colon."""
    summary = "(hidden summary)" if revision.comment is None else revision.comment
    return f": {summary}" if summary else ""
