"""Bring pages into the archive: those that have a file are merged into it, the others get one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from ohbot.archive import Archive, Config, index_scope
from ohbot.errors import InputError, OhbotError, PageRefused
from ohbot.model import Page, Scope, Session, WikiLink
from ohbot.recognise.dates import day_in
from ohbot.sync.engine import Engine, SyncOptions
from ohbot.sync.mistakes import apart, each, parted
from ohbot.sync.ports import WikiAccess
from ohbot.sync.translations import Translations
from ohbot.sync.values import Outcome, State
from ohbot.wikitext.lens import get
from ohbot.wikitext.units import is_marked_up

MANY = 50
"""How many new pages are in memory at a time."""


def pull(
    archive: Archive, wiki: WikiAccess, config: Config, engine: Engine, names: Sequence[str], *, options: SyncOptions
) -> Iterator[Outcome]:
    """Pull the sessions and pages of these names, or every page under the configured prefix where there is none.

    A name that no page can have is refused, and the others are pulled.
    """
    paths, titles = parted({name: _session_named(archive, name) for name in names})
    found, refused = parted(dict(zip(titles, each(wiki.pages, list(titles)), strict=True)))
    yield from (Outcome.of_error(title, "", error) for title, error in refused.items())
    pages = [*found.values()] if names else list(wiki.listing(config.wiki.prefix))
    links = engine.observer.links()
    known = [links[page.page_id] for page in pages if page.page_id in links]
    yield from engine.run(list(dict.fromkeys([*paths.values(), *known])))
    new = {page.page_id or page.title: page for page in pages if page.page_id not in links}
    index = Scope("", *index_scope(config.index))
    maker = _FileMaker(archive, wiki, config, engine, options)
    if not names:  # what nobody named may be no session, as the pages of the index
        new = {key: page for key, page in new.items() if page.is_wikitext and not (page.redirect or page.translation)}
        new = {key: page for key, page in new.items() if not index.names(page.title, wiki)}
    yield from maker.made(list(new.values()))
    engine.observer.close()
    files = engine.observer.links()
    translated = {page.title.rpartition("/")[0] for page in pages if page.translation}
    wanted = [page for page in pages if names or page.title in translated]
    pulled = [*paths.values(), *(files[page.page_id] for page in wanted if page.page_id in files)]
    translations = Translations.of(archive, wiki, pulled, listed=() if names else pages)
    yield from translations.brought(force=options.force, dry_run=options.dry_run)


def _session_named(archive: Archive, name: str) -> Path | InputError:
    """The session that a name is of; an error where it is a title."""
    try:
        return archive.resolve(name)
    except InputError as error:
        return error


@dataclass(frozen=True, slots=True)
class _FileMaker:
    """What makes new session files."""

    archive: Archive
    wiki: WikiAccess
    config: Config
    engine: Engine
    options: SyncOptions

    def made(self, pages: Sequence[Page]) -> Iterator[Outcome]:
        """New session files for some pages."""
        rest = iter(pages)
        while some := list(islice(rest, MANY)):
            ids = [page.revision.id for page in some if page.revision]
            found = each(lambda lot: [(one.id, one.text) for one in self.wiki.revisions(lot)], ids)
            texts = dict(one for one in found if not isinstance(one, OhbotError))
            for page in some:
                made = apart(partial(self._made, page, texts.get(page.revision_id or 0)))
                if isinstance(made, OhbotError):
                    yield Outcome.of_error(page.title, page.title, made)
                else:
                    yield Outcome(made.stem, page.title, State.PULL, "a new session file", revision=page.revision_id)
            if not self.options.dry_run:
                self.archive.settle()

    def _made(self, page: Page, text: str | None) -> Path:
        if not page.exists:
            raise PageRefused("there is no such page")
        if page.redirect:
            raise PageRefused("it is a redirect; pull the page that it leads to")
        if not page.is_wikitext:
            raise PageRefused(f"its content model is {page.model}, and ohbot reads wikitext alone")
        if text is None:
            raise PageRefused("its text is hidden")
        session = session_of(page, text, self.config)
        if self.options.dry_run:
            return self.archive.path_for(page.title, session.start)
        file = self.archive.add(session, page.title, settles=False)
        self.engine.observer.note(file, clean=True)
        if is_marked_up(text):
            self.engine.observer.remember(text)
        return file.path


def session_of(page: Page, text: str, config: Config) -> Session:
    """The session that a page shows, linked to it; its title is the page's where the page states none."""
    shown = get(text)
    name = page.title.removeprefix(config.wiki.prefix) or page.title
    link = WikiLink(page.title, page.page_id, synced=datetime.now(UTC).replace(microsecond=0))
    if page.revision:
        link = replace(link, revision=page.revision.id, sha1=page.revision.sha1)
    start = shown.start or day_in(shown.title, page.title)
    return replace(shown, title=shown.title or name, start=start, wiki=link)
