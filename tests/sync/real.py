"""The sandbox wiki with what the state machine asks of a server, so that the same stories run on a real one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ohbot.model import Account, LogEvent, Page, Revision, Saved
from ohbot.wiki import SiteFacts, Wiki
from tests.wiki.memory import Hook
from tests.wiki.people import People


@dataclass
class HookedWiki:
    """The bot's door; ``hook`` is called before and after each call and may raise."""

    wiki: Wiki
    hook: Hook

    def _asked(self, name: str, act: Callable[[], Any]) -> Any:
        self.hook(name, "before")
        result = act()
        self.hook(name, "after")
        return result

    def pages(self, titles: Sequence[str] = (), *, ids: Sequence[int] = (), text: bool = False) -> tuple[Page, ...]:
        """As the wiki."""
        found: tuple[Page, ...] = self._asked("pages", lambda: self.wiki.pages(titles, ids=ids, text=text))
        return found

    def listing(self, prefix: str) -> Iterator[Page]:
        """As the wiki."""
        return iter(self._asked("listing", lambda: list(self.wiki.listing(prefix))))

    def revisions(self, ids: Iterable[int], *, text: bool = True) -> Iterator[Revision]:
        """As the wiki."""
        return iter(self._asked("revisions", lambda: list(self.wiki.revisions(ids, text=text))))

    def history(self, page_id: int) -> Iterator[Revision]:
        """As the wiki."""
        return iter(self._asked("history", lambda: list(self.wiki.history(page_id))))

    def is_under(self, title: str, prefix: str) -> bool:
        """As the wiki."""
        return self.wiki.is_under(title, prefix)

    def is_same(self, title: str, other: str) -> bool:
        """As the wiki."""
        return self.wiki.is_same(title, other)

    def site_facts(self) -> SiteFacts:
        """As the wiki."""
        return self.wiki.site_facts()

    def log(self, title: str) -> tuple[LogEvent, ...]:
        """As the wiki."""
        events: tuple[LogEvent, ...] = self._asked("log", lambda: self.wiki.log(title))
        return events

    def account(self) -> Account:
        """As the wiki."""
        return self.wiki.account()

    def refusals(self, pages: Iterable[Page]) -> dict[str, str]:
        """As the wiki."""
        found: dict[str, str] = self._asked("refusals", lambda: self.wiki.refusals(pages))
        return found

    def save(self, title: str, text: str, *, base: int | None, summary: str, page_id: int | None = None) -> Saved:
        """As the wiki."""
        saved: Saved = self._asked(
            "save", lambda: self.wiki.save(title, text, base=base, summary=summary, page_id=page_id)
        )
        return saved


@dataclass
class RealServer:
    """What people do on the sandbox wiki."""

    people: People
    wiki: Wiki

    def door(self, *, hook: Hook | None = None) -> HookedWiki:
        """The bot's door."""
        return HookedWiki(self.wiki, hook or (lambda name, moment: None))

    def edit(self, title: str, text: str) -> None:
        """A person saves a text; one that changes nothing is no edit."""
        if self.people.read(title) != text.rstrip():
            self.people.edit(title, text)

    def touch(self, title: str) -> None:
        """A revision that changes nothing: a protection against moves."""
        self.people.sysop.do(action="protect", title=title, protections="move=sysop", reason="steady")

    def move(self, title: str, target: str, *, redirect: bool = True) -> None:
        """Somebody moves a page."""
        self.people.move(title, target, redirect=redirect)

    def delete(self, title: str) -> None:
        """Somebody deletes a page."""
        self.people.delete(title)

    def undelete(self, title: str) -> None:
        """Somebody restores a page."""
        self.people.undelete(title)

    def read(self, title: str) -> str | None:
        """The newest text of a page, or None where there is none."""
        return self.people.read(title)

    def count(self, title: str) -> int:
        """How many revisions a page has."""
        return self.people.count(title)
