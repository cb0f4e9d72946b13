"""Bring pages into the archive: those that have a file are merged into it, the others get one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from ohbot.archive import Archive, Config
from ohbot.errors import Exit, InputError, OhbotError
from ohbot.model import Page, Session, WikiLink
from ohbot.sync.engine import Engine, Options, Outcome
from ohbot.sync.look import titled
from ohbot.sync.mistakes import refusing
from ohbot.sync.plan import State
from ohbot.sync.ports import Wiki
from ohbot.wikitext.lens import get

MANY = 50
"""How many new pages are in memory at a time."""


def pull(
    archive: Archive, wiki: Wiki, config: Config, engine: Engine, names: Sequence[str], *, options: Options
) -> Iterator[Outcome]:
    """Pull the sessions and pages of these names, or every page under the configured prefix where there is none.

    A name that no page can have is refused, and the others are pulled.
    """
    paths, titles = _sorted_out(archive, names)
    asked = dict(zip(titles, titled(wiki, titles), strict=True))
    for title, refusal in asked.items():
        if not isinstance(refusal, Page):
            yield Outcome(title, "", State.REFUSED, str(refusal), refusal.exit_code)
    pages = [page for page in asked.values() if isinstance(page, Page)]
    pages += [] if names else wiki.listing(config.wiki.prefix)
    links = engine.links()
    known = [links[page.page_id] for page in pages if page.page_id in links]
    yield from engine.run(list(dict.fromkeys([*paths, *known])))
    new = {page.page_id or page.title: page for page in pages if page.page_id not in links}
    maker = _Maker(archive, config, engine, options)
    yield from _new(wiki, maker, [page for page in new.values() if names or not (page.redirect or page.translation)])
    engine.close()


def _sorted_out(archive: Archive, names: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Which of the names are sessions of the archive; the others are titles."""
    paths: list[Path] = []
    titles: list[str] = []
    for name in dict.fromkeys(names):
        try:
            paths.append(archive.resolve(name))
        except InputError:
            titles.append(name)
    return paths, titles


@dataclass(frozen=True, slots=True)
class _Maker:
    """What makes new session files."""

    archive: Archive
    config: Config
    engine: Engine
    options: Options

    def made(self, page: Page, text: str | None) -> Outcome:
        """A new session file for a page with this text."""
        if not page.exists or text is None or page.redirect:
            missing = "there is no such page" if not page.exists else "its text is hidden"
            why = "it is a redirect; pull the page that it leads to" if page.redirect else missing
            return Outcome(page.title, page.title, State.REFUSED, why, Exit.PROBLEM)
        try:
            with refusing():
                session = session_of(page, text, self.config)
            if self.options.dry_run:
                path = self.archive.path_for(page.title, session.start)
            else:
                file = self.archive.add(session, page.title, settles=False)
                self.engine.made(file)
                path = file.path
        except OhbotError as error:
            return Outcome(page.title, page.title, State.REFUSED, str(error), error.exit_code)
        return Outcome(path.stem, page.title, State.PULL, "a new session file")


def _new(wiki: Wiki, maker: _Maker, pages: Sequence[Page]) -> Iterator[Outcome]:
    rest = iter(pages)
    while some := list(islice(rest, MANY)):
        texts = {r.id: r.text for r in wiki.revisions([page.revision.id for page in some if page.revision])}
        for page in some:
            yield maker.made(page, texts.get(page.revision.id) if page.revision else None)
        if not maker.options.dry_run:
            maker.archive.settle()


def session_of(page: Page, text: str, config: Config) -> Session:
    """The session that a page shows, linked to it; its title is the page's where the page states none."""
    shown = get(text)
    name = page.title.removeprefix(config.wiki.prefix) or page.title
    revision = page.revision.id if page.revision else None
    link = WikiLink(page.title, page.page_id, revision, datetime.now(UTC).replace(microsecond=0))
    return replace(shown, title=shown.title or name, wiki=link)
