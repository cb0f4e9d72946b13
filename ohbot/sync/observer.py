"""Observing sessions and their pages: many at once, in as few requests as there can be."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path

from ohbot.archive import Archive, Config, FileCache, RevisionCache, SessionFile
from ohbot.errors import InputError, NotAllowed, OhbotError
from ohbot.model import Page, Revision, WikiLink
from ohbot.sync.mistakes import apart, each, parted
from ohbot.sync.names import name_of, page_of, page_taken
from ohbot.sync.plan import REUSED
from ohbot.sync.ports import WikiAccess
from ohbot.sync.skeletons import skeleton_of
from ohbot.sync.torn import lineage
from ohbot.sync.values import Observation, Outcome, State
from ohbot.wiki.texts import check_title, sha1_of
from ohbot.wikitext.skeleton import Skeleton

MANY = 500
"""How many sessions are observed in one go."""
_MOST_OWN = 10
"""How many of the newest revisions of an account may be what the file already has, besides the page's first."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A session file that can be planned, and what the plan depends on."""

    file: SessionFile
    observed: Observation


@dataclass(frozen=True, slots=True)
class _Entry:
    """A session file before its page is known: as it was read, or as the cache knows it (file None)."""

    path: Path
    page: str
    page_id: int | None
    revision: int | None
    sha1: str | None
    file: SessionFile | None

    def is_at(self, page: Page) -> bool:
        """Whether the page is as the cache knows it."""
        now = page.revision and (page.revision.id, page.revision.sha1, page.title)
        return self.file is None and now == (self.revision, self.sha1, self.page)


class Observer:
    """Reads files and pages, and remembers what saves reading them again."""

    def __init__(self, archive: Archive, wiki: WikiAccess, config: Config, *, keeps: bool = True) -> None:
        """``keeps`` is False where nothing may be written, caches included."""
        self._archive, self._wiki, self._config, self._keeps = archive, wiki, config, keeps
        self._files = FileCache.load(archive.state)
        self._texts = RevisionCache(archive.state, keeps)
        self._read_at: dict[Path, int] = {}
        self._owner: dict[int | str, Path] = {}
        self._links: dict[int, Path] | None = None

    def observe(self, paths: Sequence[Path]) -> Iterator[Observed | Outcome]:
        """Each session in order, with its page as it is now; its outcome where there is nothing to plan."""
        rest = iter(paths)
        while some := list(islice(rest, MANY)):
            yield from self._observe(some)

    def again(self, path: Path) -> Observed | Outcome:
        """One session, file and page read anew."""
        self._files.entries.pop(path.name, None)
        return next(self._observe([path]))

    def note(self, file: SessionFile, *, clean: bool) -> None:
        """Note what is known of a file; ``clean`` means that it says what its page says at its revision."""
        link = file.session.wiki
        if self._keeps and link:
            facts = {name: getattr(link, name) for name in ("page", "page_id", "revision", "sha1")} | {"clean": clean}
            self._files.put(file.path, file.fingerprint, facts, now_ns=self._read_at.get(file.path, time.time_ns()))

    def remember(self, text: str | None) -> None:
        """Keep the text of a revision."""
        if text is not None:
            self._texts.put(text)

    def close(self) -> None:
        """Write the caches."""
        if self._keeps:
            self._files.save()

    def own_revisions(self, observed: Observation) -> tuple[Revision, ...] | None:
        """What this account made of the page since the file's base, newest first, with texts; see `lineage`.

        None where the history does not lead back to the base; nothing where nobody is logged in.
        """
        try:
            name = self._wiki.account().name
        except NotAllowed:
            return ()
        line = lineage(observed, self._wiki.history(observed.page.page_id or 0))
        if line is None:
            return None
        own = [revision.id for revision in line if revision.user == name]
        return tuple(self._wiki.revisions([*own[:_MOST_OWN], *own[_MOST_OWN:][-1:]]))

    def links(self) -> dict[int, Path]:
        """The session file of each page id in the archive; one with problems still is the file of its page."""
        found: dict[int, Path] = {}
        for path in self._archive.sessions():
            entry = apart(partial(self._entry, path))
            named = [entry.page_id] if isinstance(entry, _Entry) else self._archive.page_ids(path)
            for page_id in named:
                if page_id is not None:
                    found.setdefault(page_id, path)
        return found

    # --- one chunk

    def _observe(self, paths: Sequence[Path]) -> Iterator[Observed | Outcome]:
        entries, problems = parted({path: apart(partial(self._entry, path)) for path in paths})
        pages, refusals = parted(self._pages(list(entries.values())))
        self._claim([entries[path] for path in pages], pages)
        quiet = {path for path, page in pages.items() if entries[path].is_at(page)}
        asked = [entries[path] for path in pages if path not in quiet]
        files, unread = parted({entry.path: apart(partial(self._read, entry.path, entry.file)) for entry in asked})
        found = self._revisions(files, pages)
        problems |= refusals | unread
        for path in paths:
            page = pages.get(path)
            if page and (other := self._owner[page.page_id or page.title]) != path:
                yield _failed(path, InputError(page_taken(other, page.title)))
            elif path in problems or page is None:
                yield _failed(path, problems[path])
            elif path in quiet:
                yield Outcome(path.stem, entries[path].page, State.UNCHANGED, "both say the same")
            else:
                observed = apart(partial(self._observation, files[path], page, found))
                if isinstance(observed, OhbotError):
                    yield _failed(path, observed)
                else:
                    yield Observed(files[path], observed)

    def _entry(self, path: Path) -> _Entry:
        """A session by the cache where its file is as it was, else by the file."""
        known = self._files.get(path)
        if known and known[1].get("clean") and known[1].get("sha1"):
            facts = known[1]
            return _Entry(path, facts["page"], facts["page_id"], facts["revision"], facts["sha1"], None)
        file = self._read(path)
        try:
            title = check_title(page_of(file.session, self._config))
        except OhbotError as error:
            raise InputError(f"{path}: {error}") from None
        link = file.session.wiki or WikiLink(title)
        return _Entry(path, title, link.page_id, link.revision, link.sha1, file)

    def _read(self, path: Path, known: SessionFile | None = None) -> SessionFile:
        if known:
            return known
        self._read_at[path] = time.time_ns()
        return self._archive.read(path)

    def _pages(self, entries: Sequence[_Entry]) -> Mapping[Path, Page | OhbotError]:
        """The page of each entry, or why there is none to be had."""
        by_id = [entry for entry in entries if entry.page_id is not None]
        by_title = [entry for entry in entries if entry.page_id is None]
        named = each(self._wiki.pages, [entry.page for entry in by_title])
        numbered = each(lambda ids: self._wiki.pages(ids=ids), [entry.page_id or 0 for entry in by_id])
        return {entry.path: one for entry, one in zip([*by_title, *by_id], [*named, *numbered], strict=True)}

    def _revisions(self, files: Mapping[Path, SessionFile], pages: Mapping[Path, Page]) -> Mapping[int, Revision]:
        """The newest revision, the base and the merged one of each session, with their texts, by id.

        The wiki is asked for every one but the newest, of which the page knows: what is known of an id may be of
        another text by now. A text that the cache has is not fetched again.
        """
        known: dict[int, Revision] = {}
        wanted: dict[int, str | None] = {}
        for path, file in files.items():
            now = pages[path].revision
            if now is None:
                continue
            link = file.session.wiki or WikiLink("")
            wanted |= {link.revision or 0: link.sha1, link.merged or 0: link.merged_sha1}
            known[now.id] = self._with_text(now, now.sha1)
        lacking = {one for one, revision in known.items() if revision.text is None}
        asked = wanted.keys() - known.keys() - {0}
        cached = {one for one in asked if (sha1 := wanted[one]) and self._texts.get(sha1) is not None}
        for ids, text in ((cached, False), (lacking | (asked - cached), True)):
            for found in self._asked(sorted(ids), text=text):
                self.remember(found.text)
                known[found.id] = self._with_text(found, found.sha1 or wanted.get(found.id))
        return known

    def _asked(self, ids: Sequence[int], *, text: bool) -> list[Revision]:
        """The revisions that the wiki has, of those asked for."""
        found = each(lambda some: list(self._wiki.revisions(some, text=text)), ids)
        return [one for one in found if isinstance(one, Revision)]

    def _with_text(self, revision: Revision, sha1: str | None) -> Revision:
        """A revision with the text that has this SHA-1 and no other: as it came, or from the cache."""
        text = revision.text
        if text is None and sha1:
            text = self._texts.get(sha1)
        return replace(revision, text=text if text is None or sha1 in (None, sha1_of(text)) else None)

    def _claim(self, entries: Sequence[_Entry], pages: Mapping[Path, Page]) -> None:
        """Find the file of each page: one that was synced with it comes before others, and it by the page's name."""
        for entry in sorted(entries, key=lambda one: (one.page_id is None, one.page != pages[one.path].title)):
            page, path = pages[entry.path], entry.path
            if page.page_id is not None and entry.page_id is None:
                self._links = self.links() if self._links is None else self._links
                path = self._links.get(page.page_id, path)
            self._owner.setdefault(page.page_id or page.title, path)

    def _observation(self, file: SessionFile, page: Page, found: Mapping[int, Revision]) -> Observation:
        session, link = file.session, file.session.wiki
        name, title = file.path.stem, page_of(session, self._config)
        if page.revision is not None:
            page = replace(page, revision=found[page.revision.id])
        if link is None or link.revision is None:
            observed = Observation(name, session, title, page)
            return replace(observed, skeleton=self._skeleton) if page.is_wikitext else observed
        if not page.exists:
            return self._missing(file, page, link)
        if page.title != link.page:
            self._require_moved(page, link)
        observed = Observation(name, session, title, page, moved_from=self._moved_from(page, link))
        with suppress(InputError):  # which stops new pages alone
            observed = replace(observed, named=name_of(session, self._config))
            observed = replace(observed, skeleton=self._skeleton)
        base, merged = found.get(link.revision), found.get(link.merged or 0)
        if _is_another(base, link.sha1) or _is_another(merged, link.merged_sha1):
            return replace(observed, doubt=REUSED)
        if base is None or (link.merged and (merged is None or merged.text is None)):
            return observed
        return replace(observed, base=base.text, merged=merged.text if merged else None)

    @cached_property
    def _skeleton(self) -> Skeleton:
        """The skeleton of new pages; raises InputError where there is no such template."""
        return skeleton_of(self._archive.root, self._config)

    def _moved_from(self, page: Page, link: WikiLink) -> str | None:
        """The last name under the archive's prefix of a page that was moved out of it."""
        prefix, also = self._config.wiki.prefix, self._config.wiki.also
        if any(self._wiki.is_same(page.title, title) for title in also):
            return None
        if page.title == link.page or self._wiki.is_under(page.title, prefix):
            return link.moved_from if page.title == link.page else None
        return link.page if self._wiki.is_under(link.page, prefix) else link.moved_from

    def _require_moved(self, page: Page, link: WikiLink) -> None:
        """Raise InputError where the wiki does not tell that the session's page was moved: ids are a wiki's own."""
        if link.page_id is None:
            return
        (named,) = self._wiki.pages([link.page])
        is_same = named.page_id == page.page_id  # "page:" may be written in another way than the wiki writes it
        if not is_same and not any(event.kind == "move" for event in self._wiki.log(link.page)):
            raise InputError(
                f"the page with the session's page_id is {page.title} here, and the log of {link.page} tells of no "
                "move; look whether ohbot.toml names the right wiki. If that is the session's page, put this name "
                "under wiki: page; to publish it on this wiki anew, take page_id and revision out there"
            )

    def _missing(self, file: SessionFile, page: Page, link: WikiLink) -> Observation:
        """A page that was there: what the wiki records of that, and what is in its place."""
        (instead,) = self._wiki.pages([link.page])
        log, followed = self._wiki.log(link.page), {link.page}
        while log and (target := log[0].target) and target not in followed:  # also under the names it was moved to
            followed.add(target)
            log = self._wiki.log(target) or log
        return Observation(file.path.stem, file.session, link.page, page, log=log, another=instead.exists)


def _is_another(revision: Revision | None, sha1: str | None) -> bool:
    """Whether a revision that there is has another text than the one that a file means."""
    if revision is None or sha1 is None:
        return False
    return sha1 != (sha1_of(revision.text) if revision.text is not None else revision.sha1 or sha1)


def _failed(path: Path, error: OhbotError) -> Outcome:
    return Outcome.of_error(path.stem, "", error)
