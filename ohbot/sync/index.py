"""The index on the wiki: observe its pages, plan them together, save each; plan anew where people were quicker."""

import heapq
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain, islice, pairwise
from pathlib import Path

from ohbot.archive import Archive, Config, FileCache, RevisionCache
from ohbot.errors import Exit, InputError, NotAllowed, PageMoved, PageRefused
from ohbot.export.rows import SessionRecord
from ohbot.index import (
    IndexEntry,
    IndexPage,
    OwnEdit,
    PagePlan,
    entry_of,
    index_pages,
    of_plain,
    plan_index,
    to_plain,
)
from ohbot.model import Page, Revision
from ohbot.model.counting import counted
from ohbot.sync.engine import TRIES, SyncOptions
from ohbot.sync.guards import Guard
from ohbot.sync.mistakes import apart, parted, refusing
from ohbot.sync.ports import WikiAccess
from ohbot.sync.summary import index_summary
from ohbot.sync.texts import ancestors, with_texts
from ohbot.sync.values import INDEX, Outcome, Plan, State
from ohbot.wiki import SiteFacts

_MOST_OWN = 200
"""How many of its own edits ohbot looks at to tell whose a cell is; one that is older than these is people's."""
_AT_ONCE = 20
"""How many of these are fetched in one go."""
_MOST_LEFT = 5


class Indexer:
    """Keeps the tables of sessions on the pages that the configuration names."""

    def __init__(
        self,
        archive: Archive,
        wiki: WikiAccess,
        config: Config,
        *,
        options: SyncOptions,
        guard: Guard,
        site: SiteFacts,
    ) -> None:
        self._archive, self._wiki, self._config = archive, wiki, config
        self._options, self._guard, self._site = options, guard, site
        self._texts = RevisionCache(archive.state, keeps=not options.dry_run)

    def run(self, *, now: datetime) -> Iterator[Outcome]:
        """Bring the index up to date with the archive's sessions; an outcome for each of its pages. ``now`` is aware.

        Raises InputError where no page is configured, NotAllowed and WikiAway.
        """
        if not self._config.index.upcoming:
            raise InputError(
                f"{self._archive.root / 'ohbot.toml'}: no page is named for the index; write its name "
                'under [index], as in upcoming = "Office hours"'
            )
        entries, absent = self._entries()
        titles = index_pages(entries, self._config.index, now)
        refused: dict[str, str] = {}
        outcomes: dict[str, Outcome] = {}
        for _ in range(TRIES + len(titles)):  # each page may be refused once
            pages = dict(zip(titles, self._wiki.pages(titles, text=True), strict=True))
            shown = [
                IndexPage(one, page.text, refused.get(one) or self._problem(page)) for one, page in pages.items()
            ]
            own = islice(self._own_edits(pages), _MOST_OWN)
            plans = plan_index(shown, entries, self._config.index, now=now, own=own, force=self._options.force)
            try:
                for plan in plans:
                    outcome = self._done(plan, pages[plan.page])
                    if plan.page not in outcomes or outcome.state is not State.UNCHANGED:
                        outcomes[plan.page] = outcome
            except PageMoved:
                continue
            except PageRefused as error:
                refused[plan.page] = str(error).removeprefix(f"{plan.page}: ")
                continue
            if self._options.dry_run or not plans[0].waits:
                break
        for title in titles:
            moving = Outcome(INDEX, title, State.REFUSED, "it changes faster than ohbot works; try later", Exit.AWAY)
            outcome = outcomes.get(title, moving)
            yield replace(outcome, sentence="; ".join([outcome.sentence, *(absent if title == titles[0] else [])]))

    def _entries(self) -> tuple[list[IndexEntry], list[str]]:
        """The sessions that the index can show, and a word on those that it cannot."""
        cache = FileCache.load(self._archive.state, "index-1")  # a name that changes with what an entry holds
        found, unread = parted({path: apart(partial(self._entry, path, cache)) for path in self._archive.sessions()})
        if not self._options.dry_run:
            cache.save()
        languages = self._translations()
        entries = [replace(one, translations=languages.get(one.page, ())) for one in found.values() if one]
        absent = len(found) - len(entries)
        words = [f"{counted(absent, 'session')} without a day or a page not listed"] if absent else []
        return entries, words + ([f"{counted(len(unread), 'session file')} not read"] if unread else [])

    def _entry(self, path: Path, cache: FileCache) -> IndexEntry | None:
        """A session as the index shows it, from the cache where its file is as it was."""
        promises = list(self._config.pages.promises)
        if known := cache.get(path):
            with suppress(KeyError, TypeError, ValueError):
                if known[1]["promises"] == promises:
                    return of_plain(known[1]["entry"]) if known[1]["entry"] else None
        now_ns = time.time_ns()
        file = self._archive.read(path)
        entry = entry_of(SessionRecord(path.stem, file.session), promises)
        facts = {"entry": to_plain(entry) if entry else None, "promises": promises}
        cache.put(path, file.fingerprint, facts, now_ns=now_ns)
        return entry

    def _translations(self) -> Mapping[str, tuple[str, ...]]:
        """The languages of each page's translations, where a column of the index tells them."""
        found: dict[str, tuple[str, ...]] = {}
        if any(column.startswith("translations") for column in self._config.index.columns):
            for page in self._wiki.listing(self._config.wiki.prefix):
                source, _, code = page.title.rpartition("/")
                if page.translation:
                    found[source] = (*found.get(source, ()), code)
        return found

    def _problem(self, page: Page) -> str:
        """Why the page as a whole is left alone; empty where it is not."""
        if not page.is_wikitext:
            return f"the page's content model is {page.model}; ohbot writes tables of wikitext alone"
        if page.redirect:
            return "the page is a redirect; name the page it leads to under [index] in ohbot.toml"
        if page.translation:
            return "the page is a translation; name the page it is a translation of under [index] in ohbot.toml"
        if page.exists and page.text is None:
            return "the page's text is hidden"
        log = () if page.exists or self._options.force else self._wiki.log(page.title)
        if not log or log[0].kind != "delete":
            return ""
        who, why = log[0].user or "somebody", log[0].comment or "no reason given"
        when = f"{log[0].timestamp:%Y-%m-%d}"
        return f"the page was deleted by {who} on {when} ({why}); ohbot does not make it anew unless you say --force"

    def _done(self, plan: PagePlan, page: Page) -> Outcome:
        """Carry out the plan for one page; raises PageMoved and PageRefused, after which all is planned anew."""
        if plan.problem:
            return Outcome.of_error(INDEX, page.title, PageRefused(plan.problem))
        more = len(plan.left) - _MOST_LEFT
        named = f"{', '.join(plan.left[:_MOST_LEFT])}{f' and {more} more' if more > 0 else ''}"
        left = [f"people's own and left: {named}"] if plan.left else []
        if plan.text is None:
            sentence = "; ".join(["the index says what the session files say", *left])
            return Outcome(INDEX, page.title, State.UNCHANGED, sentence)
        state = State.PUBLISH if page.exists else State.CREATE
        sentence = "; ".join([*plan.changes, *left])
        done = Plan(INDEX, page.title, state, sentence, plan.text, page.revision_id, page.page_id)
        with refusing():
            size, most = len(plan.text.encode()), self._site.max_bytes
            if size > most:
                raise PageRefused(
                    f"with all sessions the page would have {size:,} bytes, and the wiki takes {most:,}; let each "
                    'year have its page, in ohbot.toml under [index]: past = "Office hours/{start:%Y}"'
                )
            self._guard.require_no_bots_sign(page)
            if self._options.dry_run:
                return Outcome.of_plan(done)
            if not self._guard.lets_edit():
                return Outcome(INDEX, page.title, State.LATER, "not published yet: this run made its last edit")
            words = index_summary(self._archive, self._config, plan.counts, language=self._site.language)
            saved = self._wiki.save(page.title, plan.text, base=done.base, summary=words, page_id=done.page_id)
            return replace(Outcome.of_plan(done), revision=saved.page.revision_id, since=done.base)

    # --- whose a cell is

    def _own_edits(self, pages: Mapping[str, Page]) -> Iterator[OwnEdit]:
        """What this account made of the pages, newest first; nothing is asked before it is needed."""
        try:
            name = self._wiki.account().name
        except NotAllowed:
            return
        lines = [self._own_line(title, page, name) for title, page in pages.items() if page.exists]
        merged = heapq.merge(*lines, key=lambda one: one[1].timestamp, reverse=True)
        while some := list(islice(merged, _AT_ONCE)):
            wanted = [one for _, after, before in some for one in (after, before) if one]
            texts = {one.id: one.text for one in with_texts(self._wiki, self._texts, wanted)}
            for title, after, before in some:
                new, old = texts.get(after.id), texts.get(before.id) if before else None
                if new is not None and (before is None or old is not None):
                    yield OwnEdit(title, old, new)

    def _own_line(self, title: str, page: Page, name: str) -> Iterator[tuple[str, Revision, Revision | None]]:
        """The revisions of the page that this account made, each with the one that it was made on top of."""
        line = ancestors(page.revision_id or 0, self._wiki.history(page.page_id or 0))
        for after, before in pairwise(chain(line, [None])):
            if after and after.user == name:
                yield title, after, before
