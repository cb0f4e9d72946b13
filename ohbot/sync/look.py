"""Look at sessions and their pages: many at once, in as few requests as there can be."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from ohbot.archive import Archive, Config, FileCache, RevisionCache, SessionFile
from ohbot.archive.templates import read_template
from ohbot.errors import Exit, InputError, NotAllowed, OhbotError, PageRefused
from ohbot.model import Page, Revision, Session, WikiLink
from ohbot.sync.names import page_of, page_taken
from ohbot.sync.plan import Seen, Skeleton, State
from ohbot.sync.ports import Wiki
from ohbot.wiki.texts import check_title
from ohbot.wikitext.skeleton import skeleton

MANY = 500
"""How many sessions are looked at in one go."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A session file and what a plan needs to know of it; or an outcome, where there is nothing to plan."""

    file: SessionFile
    seen: Seen
    outcome: tuple[str, str, State, str, Exit] | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A session file before its page is known: as it was read, or as the cache knows it (file None)."""

    path: Path
    page: str
    page_id: int | None
    revision: int | None
    file: SessionFile | None


class Look:
    """Reads files and pages, and remembers what saves reading them again."""

    def __init__(self, archive: Archive, wiki: Wiki, config: Config, *, keeps: bool = True) -> None:
        """``keeps`` is False where nothing may be written, caches included."""
        self._archive, self._wiki, self._config, self._keeps = archive, wiki, config, keeps
        self._files = FileCache.load(archive.state)
        self._texts = RevisionCache(archive.state)
        self._wiki_name = config.wiki.api or f"{config.wiki.family}:{config.wiki.code}"
        self._read_at: dict[Path, int] = {}
        self._owner: dict[int | str, Path] = {}

    def at(self, paths: Sequence[Path]) -> Iterator[Sight]:
        """Each session in order, with its page as it is now."""
        rest = iter(paths)
        while some := list(islice(rest, MANY)):
            yield from self._sights(some)

    def again(self, sight: Sight) -> Sight:
        """The same session, file and page read anew."""
        self._files.entries.pop(sight.file.path.name, None)
        return next(self._sights([sight.file.path]))

    def keep(self, file: SessionFile, *, clean: bool) -> None:
        """Note what is known of a file; ``clean`` tells that it says what its page says at its revision."""
        link = file.session.wiki
        if self._keeps and link:
            facts = {"page": link.page, "page_id": link.page_id, "revision": link.revision, "clean": clean}
            self._files.put(file.path, file.fingerprint, facts, now_ns=self._read_at.get(file.path, time.time_ns()))

    def remember(self, revision: Revision) -> None:
        """Keep the text of a revision, which never changes."""
        if self._keeps and revision.text is not None:
            self._texts.put(self._wiki_name, revision.id, revision.text)

    def close(self) -> None:
        """Write the caches."""
        if self._keeps:
            self._files.save()

    def own_revisions(self, page: Page) -> tuple[Revision, ...]:
        """The newest revisions that this account made of a page, newest first; none where nobody is logged in."""
        try:
            return self._wiki.history(page.page_id, self._wiki.account().name) if page.page_id else ()
        except NotAllowed:
            return ()

    def links(self) -> dict[int, Path]:
        """The session file of each page id in the archive; one with problems still is the file of its page."""
        found: dict[int, Path] = {}
        for path in self._archive.sessions():
            entry = self._entry(path)
            named = [entry.page_id] if isinstance(entry, _Entry) else self._archive.page_ids(path)
            for page_id in named:
                if page_id is not None:
                    found.setdefault(page_id, path)
        return found

    # --- one chunk

    def _sights(self, paths: Sequence[Path]) -> Iterator[Sight]:
        entries = [self._entry(path) for path in paths]
        pages, refusals = self._pages([entry for entry in entries if isinstance(entry, _Entry)])
        entries = [refusals.get(path, entry) for entry, path in zip(entries, paths, strict=True)]
        asked = [entry for entry in entries if isinstance(entry, _Entry)]
        quiet = {entry.path for entry in asked if entry.file is None and _is_same(entry, pages[entry.path])}
        files = {entry.path: entry.file or self._read(entry.path) for entry in asked if entry.path not in quiet}
        texts = self._revisions(files, pages)
        for entry, path in zip(entries, paths, strict=True):
            if not isinstance(entry, _Entry):
                yield _failed(path, entry)
            elif problem := self._second(path, pages[path]):
                yield _failed(path, problem)
            elif path in quiet:
                yield _quiet(entry)
            else:
                yield self._sight(path, files[path], pages[path], texts)

    def _entry(self, path: Path) -> _Entry | OhbotError:
        """A session by the cache where its file is as it was, else by the file."""
        known = self._files.get(path)
        if known and known[1].get("clean"):
            facts = known[1]
            return _Entry(path, facts["page"], facts["page_id"], facts["revision"], None)
        file = self._read(path)
        if isinstance(file, OhbotError):
            return file
        link = file.session.wiki
        try:
            title = check_title(page_of(file.session, self._config))
        except (InputError, PageRefused) as error:
            return InputError(f"{path}: {error}")
        return _Entry(path, title, link.page_id if link else None, link.revision if link else None, file)

    def _read(self, path: Path) -> SessionFile | OhbotError:
        self._read_at[path] = time.time_ns()
        try:
            return self._archive.read(path)
        except OhbotError as error:
            return error

    def _pages(self, entries: Sequence[_Entry]) -> tuple[dict[Path, Page], dict[Path, PageRefused]]:
        """The page of each entry, or why this wiki cannot have such a page."""
        by_id = [entry for entry in entries if entry.page_id is not None]
        by_title = [entry for entry in entries if entry.page_id is None]
        named = titled(self._wiki, [entry.page for entry in by_title])
        answers = [*named, *self._wiki.pages(ids=[entry.page_id or 0 for entry in by_id])]
        found = {entry.path: answer for entry, answer in zip([*by_title, *by_id], answers, strict=True)}
        pages = {path: answer for path, answer in found.items() if isinstance(answer, Page)}
        return pages, {path: answer for path, answer in found.items() if isinstance(answer, PageRefused)}

    def _revisions(self, files: dict[Path, SessionFile | OhbotError], pages: dict[Path, Page]) -> dict[int, str]:
        """The texts of the base and of the newest revision of each session that needs them."""
        wanted: set[int] = set()
        for path, file in files.items():
            now = pages[path].revision
            if isinstance(file, OhbotError) or now is None:
                continue
            wanted.add(now.id)
            if link := file.session.wiki:
                wanted.update(one for one in (link.revision, link.merged) if one)
        texts = {one: text for one in wanted if (text := self._texts.get(self._wiki_name, one)) is not None}
        for revision in self._wiki.revisions(sorted(wanted - texts.keys())):
            if revision.text is not None:
                texts[revision.id] = revision.text
                self.remember(revision)
        return texts

    def _sight(self, path: Path, file: SessionFile | OhbotError, page: Page, texts: dict[int, str]) -> Sight:
        if isinstance(file, OhbotError):
            return _failed(path, file)
        try:
            return Sight(file, self._seen(file, page, texts))
        except (InputError, PageRefused) as error:
            return _failed(path, error)

    def _second(self, path: Path, page: Page) -> InputError | None:
        """What is wrong with a file whose page has another one."""
        other = self._owner.setdefault(page.page_id or page.title, path)
        if other == path:
            return None
        return InputError(page_taken(other, page.title))

    def _seen(self, file: SessionFile, page: Page, texts: dict[int, str]) -> Seen:
        session, link = file.session, file.session.wiki
        title = page_of(session, self._config)
        if page.revision is not None:
            page = _with_text(page, texts.get(page.revision.id))
        base = texts.get(link.revision) if link and link.revision else None
        merged = texts.get(link.merged) if link and link.merged else None
        if link and link.revision and not page.exists:
            return self._gone(file, page, link)
        if link and link.revision and page.title != link.page:
            self._require_moved(page, link)
        new = Skeleton() if page.exists else self._skeleton(session)
        return Seen(file.path.stem, session, title, page, base, new, merged=merged)

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

    def _gone(self, file: SessionFile, page: Page, link: WikiLink) -> Seen:
        """A page that was there: what the wiki tells of that, and what is in its place."""
        (instead,) = self._wiki.pages([link.page])
        log = self._wiki.log(link.page)
        return Seen(file.path.stem, file.session, link.page, page, log=log, another=instead.exists)

    def _skeleton(self, session: Session) -> Skeleton:
        pages = self._config.pages
        name, text = read_template(self._archive.root, pages.template)
        before, after = skeleton(text, session, name=name, categories=pages.categories, header_name=pages.header)
        return Skeleton(pages.shape, before, after)


def titled(wiki: Wiki, titles: Sequence[str]) -> Sequence[Page | PageRefused]:
    """The page of each title, or why this wiki cannot have such a page; which one it is, halving tells."""
    try:
        return wiki.pages(titles)
    except PageRefused as error:
        if len(titles) == 1:
            return [error]
        middle = len(titles) // 2
        return [*titled(wiki, titles[:middle]), *titled(wiki, titles[middle:])]


def _is_same(entry: _Entry, page: Page) -> bool:
    return page.revision is not None and page.revision.id == entry.revision and page.title == entry.page


def _with_text(page: Page, text: str | None) -> Page:
    return replace(page, revision=replace(page.revision, text=text)) if page.revision else page


def _quiet(entry: _Entry) -> Sight:
    outcome = (entry.path.stem, entry.page, State.UNCHANGED, "both say the same", Exit.DONE)
    return _without_seen(entry.path, outcome)


def _failed(path: Path, error: OhbotError) -> Sight:
    return _without_seen(path, (path.stem, "", State.REFUSED, str(error), error.exit_code))


def _without_seen(path: Path, outcome: tuple[str, str, State, str, Exit]) -> Sight:
    nothing = Session()
    return Sight(SessionFile(path, "", "", nothing), Seen(path.stem, nothing, "", Page("")), outcome)
