"""Bring pages into the archive: those that have a file are merged into it, the others get one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from ohbot.archive import Archive, Config
from ohbot.errors import Exit, InputError, OhbotError
from ohbot.model import Page, Session, WikiLink
from ohbot.sync.engine import Engine, Options, Outcome
from ohbot.sync.plan import State
from ohbot.sync.ports import Wiki
from ohbot.wikitext.lens import get

MANY = 50
"""How many new pages are in memory at a time."""


def pull(
    archive: Archive, wiki: Wiki, config: Config, engine: Engine, names: Sequence[str], *, options: Options
) -> Iterator[Outcome]:
    """Pull the sessions and pages of these names, or every page under the configured prefix where there is none."""
    paths, titles = _sorted_out(archive, names)
    pages = list(wiki.pages(titles)) if names else list(wiki.listing(config.wiki.prefix))
    links = engine.links()
    known = [links[page.page_id] for page in pages if page.page_id in links]
    yield from engine.run([*paths, *(path for path in known if path not in paths)])
    new = [page for page in pages if page.page_id not in links]
    yield from _new(archive, wiki, config, [p for p in new if names or not (p.redirect or p.translation)], options)


def _sorted_out(archive: Archive, names: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Which of the names are sessions of the archive; the others are titles."""
    paths: list[Path] = []
    titles: list[str] = []
    for name in names:
        try:
            paths.append(archive.resolve(name))
        except InputError:
            titles.append(name)
    return paths, titles


def _new(archive: Archive, wiki: Wiki, config: Config, pages: list[Page], options: Options) -> Iterator[Outcome]:
    rest = iter(pages)
    while some := list(islice(rest, MANY)):
        texts = {r.id: r.text for r in wiki.revisions([page.revision.id for page in some if page.revision])}
        for page in some:
            text = texts.get(page.revision.id) if page.revision else None
            yield _made(archive, config, page, text, options)


def _made(archive: Archive, config: Config, page: Page, text: str | None, options: Options) -> Outcome:
    """A new session file for a page."""
    if text is None or page.redirect:
        why = (
            "there is no such page" if not page.exists else "its text is hidden" if text is None else "is a redirect"
        )
        return Outcome(page.title, page.title, State.REFUSED, why, Exit.PROBLEM)
    try:
        session = session_of(page, text, config)
        path = archive.path_for(page.title, session.start)
        if not options.dry_run:
            archive.write(path, session, expected=None)
    except OhbotError as error:
        return Outcome(page.title, page.title, State.REFUSED, str(error), error.exit_code)
    return Outcome(path.stem, page.title, State.PULL, "a new session file")


def session_of(page: Page, text: str, config: Config) -> Session:
    """The session that a page shows, linked to it; its title is the page's where the page states none."""
    shown = get(text)
    name = page.title.removeprefix(config.wiki.prefix) or page.title
    revision = page.revision.id if page.revision else None
    link = WikiLink(page.title, page.page_id, revision, datetime.now(UTC).replace(microsecond=0))
    return replace(shown, title=shown.title or name, wiki=link)
