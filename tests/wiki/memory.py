"""A wiki in memory with the interface of `ohbot.wiki.Wiki`, for tests that need thousands of saves.

`test_contract` holds it to what a real MediaWiki does. A `MemoryServer` is the wiki, a `MemoryWiki` an account's
door to it; the methods of `MemoryServer` are what people do meanwhile.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from difflib import unified_diff
from html import escape
from typing import Literal, Self, TypeVar

from ohbot.errors import PageMoved, PageRefused
from ohbot.model import WIKITEXT, Account, LogEvent, Page, Revision, Saved
from ohbot.model.text import as_stored
from ohbot.wiki import SiteFacts, check_title
from ohbot.wiki.rendering import Rendering
from ohbot.wiki.texts import sha1_of, summary_of
from tests.wiki.lines import merge_lines

NAMESPACES: Mapping[str, int] = {
    name.casefold(): number
    for number, name in {1: "Talk", 2: "User", 3: "User talk", 10: "Template", 14: "Category"}.items()
}
MODELS = {".js": "javascript", ".css": "css", ".json": "json"}
BOT = Account("Office hours bot", frozenset({"bot"}), frozenset({"edit", "bot", "apihighlimits"}))
MAX_BYTES = 2 * 1024 * 1024
START = datetime(2026, 1, 1, tzinfo=UTC)

Moment = Literal["before", "after"]
T = TypeVar("T")
Hook = Callable[[str, Moment], None]


@dataclass
class _Stored:
    """A page on the server; its history is in the order of time."""

    page_id: int
    title: str
    history: list[Revision] = field(default_factory=list)
    is_protected: bool = False
    latest: int = 0
    model: str = WIKITEXT

    @property
    def newest(self) -> Revision:
        """The revision that is shown: the one made last, and no older one that was imported since."""
        return next(one for one in self.history if one.id == self.latest)

    @property
    def text(self) -> str:
        """The newest text."""
        return self.newest.text or ""


class MemoryServer:
    """The wiki: its pages by title, its deleted pages, its log; time passes one second an edit."""

    def __init__(self) -> None:
        self.now = START
        self._pages: dict[str, _Stored] = {}
        self._deleted: dict[str, list[_Stored]] = {}
        self._log: list[LogEvent] = []
        self._hidden: set[int] = set()
        self._foreign: set[int] = set()
        """Revisions of another content model."""
        self._sealed: set[str] = set()
        self._last_page = self._last_revision = 0

    # What administrators do

    def backup(self) -> dict[str, object]:
        """Everything that the wiki holds, as a dump of its database."""
        return deepcopy({name: value for name, value in vars(self).items() if name != "now"})

    def restore(self, backup: Mapping[str, object]) -> None:
        """Put a backup in the wiki's place: what came since is gone, and its ids are given out again."""
        vars(self).update(deepcopy(dict(backup)))

    def import_revision(self, title: str, text: str, *, user: str, timestamp: datetime) -> None:
        """Import a revision of a page as it was elsewhere, or before: it keeps its time, and gets a new id."""
        page = self._pages.get(normal(title)) or self._new_page(normal(title))
        before = [one for one in page.history if one.timestamp <= timestamp]
        if any((one.timestamp, one.sha1) == (timestamp, sha1_of(text)) for one in page.history):
            return
        self._insert(page, text, user=user, comment="imported", at=timestamp, parent=before[-1].id if before else 0)
        if page.latest == 0 or timestamp >= page.newest.timestamp:
            page.latest = self._last_revision

    def change_model(self, title: str, model: str, text: str | None = None) -> None:
        """Change a page's content model, with a text of that model: that is a revision."""
        page = self._pages[normal(title)]
        page.model = model
        self._append(page, page.text if text is None else text, user="Sandbox sysop", comment="another model")

    # What people do

    def edit(self, title: str, text: str, *, user: str = "Robin", comment: str = "") -> int:
        """Replace a page's text, or create the page; return the newest revision."""
        page = self._pages.get(normal(title))
        stored = self.expand(text, user)
        if page is None or page.text != stored:
            page = self.write(normal(title), stored, user=user, comment=comment)
        return page.newest.id

    def touch(self, title: str) -> None:
        """Give a page a revision that changes nothing, as a protection does."""
        self.write(normal(title), self.read(title) or "", user="Sandbox sysop", comment="steady")

    def move(self, title: str, target: str, *, redirect: bool = True) -> None:
        """Move a page; the page keeps its id and gets a revision that changes nothing."""
        title, target = normal(title), normal(target)
        assert target not in self._pages, "a page is in the way"
        page = self._pages[target] = self._pages.pop(title)
        page.title = target
        self._record("move", title, target)
        self._append(page, page.text, user="Sandbox sysop", comment=f"moved from [[{title}]]")
        if redirect:
            self.write(title, f"#REDIRECT [[{target}]]", user="Sandbox sysop", comment="moved")

    def delete(self, title: str) -> None:
        """Delete a page; its revisions are gone until it is restored."""
        title = normal(title)
        self._deleted.setdefault(title, []).append(self._pages.pop(title))
        self._record("delete", title)

    def undelete(self, title: str) -> None:
        """Restore the page that was deleted last under the title, with its id and its revisions."""
        title = normal(title)
        page = self._deleted[title].pop()
        existing = self._pages.get(title)
        if existing is None:
            self._pages[title] = page
        else:
            existing.history = sorted(page.history + existing.history, key=_by_time)
            existing.latest = existing.history[-1].id
        self._record("restore", title)

    def protect(self, title: str) -> None:
        """Let administrators alone edit a page, or create it; an existing one gets a revision by that."""
        title = normal(title)
        page = self._pages.get(title)
        self._record("protect", title)
        if page is None:
            self._sealed.add(title)
            return
        page.is_protected = True
        self._append(page, page.text, user="Sandbox sysop", comment="protected")

    def hide(self, revision: int) -> None:
        """Hide a revision's text, user and comment; the newest one's text cannot be hidden."""
        assert all(page.newest.id != revision for page in self._pages.values())
        self._hidden.add(revision)

    def read(self, title: str) -> str | None:
        """The newest text of a page, or None where there is none."""
        page = self._pages.get(normal(title))
        return page.text if page else None

    def count(self, title: str) -> int:
        """How many revisions a page has."""
        page = self._pages.get(normal(title))
        return len(page.history) if page else 0

    # What the doors use

    def door(self, account: Account = BOT, *, hook: Hook | None = None) -> "MemoryWiki":
        """An account's door; ``hook`` is called before and after each call and may raise."""
        return MemoryWiki(self, account, hook=hook)

    def by_id(self, page_id: int) -> _Stored | None:
        """The page with the id."""
        return next((page for page in self._pages.values() if page.page_id == page_id), None)

    def by_title(self, title: str) -> _Stored | None:
        """The page with the title."""
        return self._pages.get(title)

    def titles(self) -> list[str]:
        """All titles, sorted."""
        return sorted(self._pages)

    def events(self, title: str) -> Iterator[LogEvent]:
        """What happened under a title, newest first."""
        return (event for event in reversed(self._log) if event.title == title)

    def revision(self, number: int) -> Revision | None:
        """A revision as everybody may see it."""
        pages = self._pages.values()
        found = next((one for page in pages for one in page.history if one.id == number), None)
        if found and number in self._hidden:
            return replace(found, text=None, sha1=None, user=None, comment=None)
        return replace(found, text=None) if found and number in self._foreign else found

    def is_sealed(self, title: str) -> bool:
        """Whether the title is protected against creation."""
        return title in self._sealed

    def write(self, title: str, text: str, *, user: str, comment: str) -> _Stored:
        """A new revision of a page that there is, or a new page."""
        page = self._pages.get(title)
        if page is None:
            page = self._new_page(title)
        self._append(page, text, user=user, comment=comment)
        return page

    def _new_page(self, title: str) -> _Stored:
        self._last_page += 1
        page = self._pages[title] = _Stored(self._last_page, title, model=model_of(title))
        return page

    def expand(self, text: str, user: str) -> str:
        """The text as stored: signatures and pipe tricks expanded, the end trimmed."""
        stamp = f"{self.now:%H:%M, %-d %B %Y} (UTC)"
        name = f"[[User:{user}|{user}]] ([[User talk:{user}|talk]])"
        for tildes, words in (("~" * 5, stamp), ("~" * 4, f"{name} {stamp}"), ("~" * 3, name)):
            text = text.replace(tildes, words)
        return as_stored(re.sub(r"\[\[([^\[\]{}|\n(]+?) ?(\([^()|\]]*\))\|\]\]", r"[[\1 \2|\1]]", text))

    def _append(self, page: _Stored, text: str, *, user: str, comment: str) -> None:
        self.now += timedelta(seconds=1)
        self._insert(page, text, user=user, comment=comment, at=self.now, parent=page.latest)
        page.latest = self._last_revision

    def _insert(self, page: _Stored, text: str, *, user: str, comment: str, at: datetime, parent: int) -> None:
        self._last_revision += 1
        page.history.append(
            Revision(self._last_revision, parent, at, sha1=sha1_of(text), user=user, comment=comment, text=text)
        )
        page.history.sort(key=_by_time)
        if page.model != WIKITEXT:
            self._foreign.add(self._last_revision)

    def _record(
        self, kind: Literal["move", "delete", "restore", "protect"], title: str, target: str | None = None
    ) -> None:
        self.now += timedelta(seconds=1)
        self._log.append(LogEvent(kind, title, self.now, "Sandbox sysop", f"{kind}d", target))


class MemoryWiki:
    """An account's door to a `MemoryServer`: see `ohbot.wiki.Wiki` for what the methods do."""

    def __init__(self, server: MemoryServer, account: Account = BOT, *, hook: Hook | None = None) -> None:
        self.server = server
        self.requests = 0
        self._account = account
        self._started = server.now
        self._hook = hook or (lambda name, moment: None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is open."""

    @property
    def address(self) -> str:
        """An API's address that leads nowhere."""
        return "http://memory.example/api.php"

    def pages(self, titles: Sequence[str] = (), *, ids: Sequence[int] = (), text: bool = False) -> tuple[Page, ...]:
        """Pages in the order asked."""
        names = [normal(title) for title in titles]
        return self._asked(
            "pages",
            lambda: (
                *(_page(self.server.by_title(name), name, text=text) for name in names),
                *(_page(self.server.by_id(number), "", text=text) for number in ids),
            ),
        )

    def listing(self, prefix: str) -> Iterator[Page]:
        """Pages under a prefix, by title."""
        server = self.server
        found = [title for title in server.titles() if self.is_under(title, prefix)]
        pages = [_page(server.by_title(title), title) for title in found]
        yield from self._asked("listing", lambda: pages)

    def revisions(self, ids: Iterable[int], *, text: bool = True) -> Iterator[Revision]:
        """Revisions in the order asked."""
        found = [self.server.revision(number) for number in dict.fromkeys(ids)]
        known = [one if text else replace(one, text=None) for one in found if one]
        yield from self._asked("revisions", lambda: known)

    def history(self, page_id: int) -> Iterator[Revision]:
        """The revisions of a page, newest first."""
        page = self.server.by_id(page_id)
        found = [self.server.revision(one.id) for one in reversed(page.history if page else ())]
        yield from self._asked("history", lambda: [replace(one, text=None) for one in found if one])

    def is_under(self, title: str, prefix: str) -> bool:
        """Whether a page is in the listing of a prefix."""
        start = normal(f"{prefix}x")[:-1]
        return title.startswith(start) and _same_space(title, start)

    def is_same(self, title: str, other: str) -> bool:
        """Whether two titles name one page."""
        return normal(title) == normal(other)

    def log(self, title: str) -> tuple[LogEvent, ...]:
        """What happened to the page, newest first."""
        return self._asked("log", lambda: tuple(self.server.events(normal(title))))

    def bots(self, names: Iterable[str]) -> frozenset[str]:
        """Those of some accounts that are bots."""
        return self._asked("bots", lambda: frozenset(names) & {BOT.name})

    def account(self) -> Account:
        """Who is logged in."""
        return self._account

    def site_facts(self) -> SiteFacts:
        """What the wiki says of itself."""
        none: frozenset[str] = frozenset()
        name, server = "In memory", "http://memory.example"
        return SiteFacts(name, "none", self.server.now, none, server, "/$1", NAMESPACES, MAX_BYTES, "none")

    def refusals(self, pages: Iterable[Page]) -> dict[str, str]:
        """Which pages are protected."""
        stored = ((page.title, self.server.by_title(page.title)) for page in pages)
        return {title: "protected" for title, page in stored if page and page.is_protected}

    def url(self, title: str) -> str:
        """An address that leads nowhere."""
        return f"http://memory.example/{check_title(title).replace(' ', '_')}"

    def rendered(self, text: str, title: str) -> Rendering:
        """No real HTML: the text, escaped."""
        check_title(title)
        return self._asked("rendered", lambda: Rendering(f"<pre>{escape(text)}</pre>", title, self.url(title)))

    def compare(self, base: int, text: str) -> str:
        """The changed lines, each in a table row; empty where there are none."""
        revision = self.server.revision(base)
        if revision is None or revision.text is None:
            raise PageRefused(f"revision {base}: the wiki has no such revision")
        old, new = revision.text.split("\n"), as_stored(text).split("\n")
        changes = [line for line in unified_diff(old, new, n=0, lineterm="") if line[:2] not in ("--", "++", "@@")]
        return self._asked("compare", lambda: "".join(f"<tr><td>{escape(line)}</td></tr>" for line in changes))

    def save(self, title: str, text: str, *, base: int | None, summary: str, page_id: int | None = None) -> Saved:
        """One safe save."""
        name = normal(title)
        return self._asked("save", lambda: self._save(name, text, base, summary, page_id))

    def _asked(self, name: str, act: Callable[[], T]) -> T:
        self._hook(name, "before")
        self.requests += 1
        result = act()
        self._hook(name, "after")
        return result

    def _save(self, title: str, text: str, base: int | None, summary: str, page_id: int | None) -> Saved:
        server = self.server
        page = server.by_title(title) if page_id is None else server.by_id(page_id)
        if (page is None) != (base is None):
            raise PageMoved(f"{title}: the page was created or deleted meanwhile")
        if page is None and any(event.kind == "delete" for event in self._since(title)):
            raise PageMoved(f"{title}: somebody deleted the page during this run")
        stored = server.expand(text, self._account.name)
        if stored.count("~~~") < text.count("~~~"):
            raise PageRefused(f"{title}: the wiki would sign the text")
        self._may_save(title, page, stored)
        if page and page.newest.id != base:
            if page.model != WIKITEXT:
                raise PageMoved(f"{title}: the page has another content model meanwhile")
            stored = self._merged(page, base, stored)
        if page and stored == page.text:
            return Saved(_page(page, title, text=True), stored, changed=False)
        name = page.title if page else title
        written = server.write(name, stored, user=self._account.name, comment=summary_of(summary))
        return Saved(_page(written, title, text=True), stored, changed=True)

    def _since(self, title: str) -> Iterator[LogEvent]:
        """What happened under the title since this door was opened."""
        return (event for event in self.server.events(title) if event.timestamp > self._started)

    def _may_save(self, title: str, page: _Stored | None, text: str) -> None:
        if page.is_protected if page else self.server.is_sealed(title):
            raise PageRefused(f"{title}: the page is protected")
        if len(text.encode()) > MAX_BYTES:
            raise PageRefused(f"{title}: the text is larger than the wiki allows")

    def _merged(self, page: _Stored, base: int | None, text: str) -> str:
        old = next((one for one in page.history if one.id == base), None)
        seen = old and self.server.revision(old.id)
        merged = None if seen is None or seen.text is None else merge_lines(seen.text, text, page.text)
        if merged is None:
            raise PageMoved(f"{page.title}: somebody edited the page meanwhile")
        return as_stored(merged)


def normal(title: str) -> str:
    """A title as the wiki writes it: the first letter large, behind the namespace too."""
    clean = check_title(title).lstrip(":").strip()
    space, colon, rest = clean.partition(":")
    if colon and space.strip().casefold() in NAMESPACES:
        return f"{_large(space.strip().lower())}:{_large(rest.strip())}"
    return _large(clean)


def _large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _same_space(one: str, other: str) -> bool:
    """Whether two titles are in the same namespace."""
    spaces = {
        space.casefold() if colon and space.casefold() in NAMESPACES else ""
        for space, colon, _ in (title.partition(":") for title in (one, other))
    }
    return len(spaces) == 1


def _page(page: _Stored | None, title: str, *, text: bool = False) -> Page:
    if page is None:
        return Page(title, model=model_of(title))
    newest = page.newest if text and page.model == WIKITEXT else replace(page.newest, text=None)
    is_redirect = page.text.upper().startswith("#REDIRECT")
    return Page(page.title, page.page_id, newest, redirect=is_redirect, model=page.model)


def model_of(title: str) -> str:
    """The content model of a page that is made under a title."""
    of_user = title.startswith("User:") and "/" in title
    return next((model for end, model in MODELS.items() if of_user and title.endswith(end)), WIKITEXT)


def _by_time(revision: Revision) -> tuple[datetime, int]:
    return revision.timestamp, revision.id
