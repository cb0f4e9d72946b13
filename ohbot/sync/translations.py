"""Translations of sessions' pages: brought as views beside the files, and what waits. The wiki stays as it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ohbot.archive import Archive, FileCache, RevisionCache, SessionFile, views
from ohbot.errors import InputError, OhbotError
from ohbot.model import Page, Revision, Session
from ohbot.model.counting import counted
from ohbot.model.translation import Translation
from ohbot.sync.mistakes import apart, each
from ohbot.sync.ports import WikiAccess
from ohbot.sync.texts import with_texts
from ohbot.sync.values import Outcome, State
from ohbot.wiki.texts import sha1_of
from ohbot.wikitext.translated import in_language, outdated_in, unit_names
from ohbot.wikitext.units import is_marked_up, rendered, units_of


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A session with its page, and what the extension made of that: ``own`` is the page in its own language."""

    path: Path
    session: Session
    page: Page
    languages: Mapping[str, Page]
    own: Page | None


def sources(archive: Archive, pages: Iterable[Page], paths: Sequence[Path]) -> Iterator[SourcePage]:
    """The sessions whose pages are among some of the wiki, as a listing has them, with the translations there."""
    found = {page.page_id: page for page in pages}
    made: dict[str, dict[str, Page]] = {}
    for page in found.values():
        title, _, language = page.title.rpartition("/")
        if page.translation:
            made.setdefault(title, {})[language] = page
    for path in paths:
        file = apart(partial(archive.read, path))
        link = file.session.wiki if isinstance(file, SessionFile) else None
        if isinstance(file, SessionFile) and link and link.page_id in found:
            page = found[link.page_id]
            languages = made.get(page.title, {})
            own = languages.pop(page.language, None)
            yield SourcePage(path, file.session, page, languages, own)


@dataclass(frozen=True, slots=True)
class Translations:
    """The translations of an archive's sessions; ``pages`` are those of the wiki under which they may be."""

    archive: Archive
    wiki: WikiAccess
    paths: Sequence[Path]
    pages: Sequence[Page]

    @classmethod
    def of(
        cls, archive: Archive, wiki: WikiAccess, paths: Sequence[Path], *, listed: Sequence[Page] = ()
    ) -> "Translations":
        """The translations of some sessions: those ``listed``, or what the wiki has below each page in units."""
        if listed:
            return cls(archive, wiki, paths, listed)
        titles = for_translation(archive, paths).values()
        return cls(archive, wiki, paths, [page for title in titles for page in wiki.listing(title)])

    def brought(self, *, force: bool, dry_run: bool) -> Iterator[Outcome]:
        """Bring each translation that has changed since its view was made; one outcome for each of these.

        A view that somebody has changed is left as it is, without ``force``.
        """
        for source in sources(self.archive, self.pages, self.paths):
            new = [page for code, page in source.languages.items() if _is_new(source, code, page)]
            texts = self._texts([source.page, *new]) if new else {}
            for page in new:
                if page.title in texts and is_marked_up(texts.get(source.page.title, "")):
                    yield self._outcome(source, page, texts, force=force, dry_run=dry_run)

    def _outcome(
        self, source: SourcePage, page: Page, texts: Mapping[str, str], *, force: bool, dry_run: bool
    ) -> Outcome:
        found = apart(partial(self._view, source, page, texts, force=force))
        if isinstance(found, Translation) and not dry_run:
            path = views.path_of(source.path, found.language)
            found = apart(partial(views.write_view, self.archive.root, path, found)) or found
        if isinstance(found, OhbotError):
            return Outcome.of_error(source.path.stem, page.title, found)
        sentence = f"the translation into {found.language}: {found.share}"
        return Outcome(source.path.stem, page.title, State.PULL, sentence, revision=found.revision)

    def _view(self, source: SourcePage, page: Page, texts: Mapping[str, str], *, force: bool) -> Translation:
        text, language = texts[source.page.title], page.title.rpartition("/")[2]
        path = views.path_of(source.path, language)
        if path.exists() and not views.is_view(path):
            raise InputError(f"{path} stands where the view of this translation goes; give that file another name")
        if views.is_changed(path) and not force:
            raise InputError(
                f"{path} is not as ohbot wrote it, and what is changed there goes nowhere: translate on the wiki. "
                "Remove the file, or say --force to have it written anew"
            )
        messages = self._messages(source.page, unit_names(text), language)
        found = in_language(text, source.session, messages, texts[page.title])
        numbers = (found.units, found.translated, found.outdated)
        return Translation(language, page.title, page.revision_id or 0, *numbers, found.session)

    def _messages(self, page: Page, names: Sequence[str], language: str) -> dict[str, str]:
        """The translations of a page's units, by their names."""
        titles = [f"Translations:{page.title}/{name}/{language}" for name in names]
        answers = each(lambda some: self.wiki.pages(some, text=True), titles)
        found = zip(names, answers, strict=True)
        return {name: one.text for name, one in found if isinstance(one, Page) and one.text is not None}

    def waiting(self) -> Iterator[str]:
        """What waits for somebody who marks pages or translates, in sentences."""
        found = list(sources(self.archive, self.pages, self.paths))
        texts = self._texts([page for source in found for page in (source.page, *source.languages.values())])
        for source in found:
            for what in _waiting(source, texts):
                yield f"{source.path.stem}: {what}"

    def _texts(self, pages: Sequence[Page]) -> dict[str, str]:
        """The newest texts of some pages, by title: from the cache, else from the wiki."""
        cache = RevisionCache(self.archive.state, keeps=False)
        revisions = {page.title: page.revision for page in pages if page.revision}
        answers = each(partial(with_texts, self.wiki, cache), list(revisions.values()))
        found = zip(revisions, answers, strict=True)
        return {title: one.text for title, one in found if isinstance(one, Revision) and one.text is not None}


def for_translation(archive: Archive, paths: Iterable[Path]) -> dict[Path, str]:
    """The sessions whose pages are in units for translators, as far as the archive knows, with the pages' names.

    What is known of a file that is as it was is not read anew: there may be thousands.
    """
    files, texts = FileCache.load(archive.state), RevisionCache(archive.state)
    found: dict[Path, str] = {}
    for path in paths:
        if known := files.get(path):
            page, sha1 = known[1].get("page"), known[1].get("sha1")
        else:
            file = apart(partial(archive.read, path))
            link = file.session.wiki if isinstance(file, SessionFile) else None
            page, sha1 = (link.page, link.sha1) if link else (None, None)
        if page and sha1 and is_marked_up(texts.get(sha1) or ""):
            found[path] = page
    return found


def _is_new(source: SourcePage, language: str, page: Page) -> bool:
    """Whether a translation is another one than that of which its view was made."""
    made = apart(lambda: views.revision_of(views.path_of(source.path, language)))
    return page.revision is not None and made != page.revision.id


def _waiting(source: SourcePage, texts: Mapping[str, str]) -> Iterator[str]:
    text = texts.get(source.page.title, "")
    units = units_of(text)
    unmarked = sum(unit.name is None for unit in units)
    own = source.own.revision if source.own else None
    if units and unmarked == len(units) and source.own is None:
        yield "the page waits to be marked for translation"
    elif unmarked:
        yield f"the page waits to be marked for translation again: {counted(unmarked, 'new unit')}"
    elif units and own and own.sha1 != sha1_of(rendered(text, source.page.language)):
        yield "the page waits to be marked for translation again: it was changed since"
    for language, page in source.languages.items():
        if outdated := len(outdated_in(texts.get(page.title, ""))):
            yield f"the translation into {language} is outdated in {counted(outdated, 'unit')}"
