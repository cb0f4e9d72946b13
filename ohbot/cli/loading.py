"""The sessions that a command works on, as records: read one at a time, bad files told and passed over."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from os.path import isfile
from pathlib import Path

from ohbot.archive import Archive, WikiConfig, inside, load, views
from ohbot.archive.disk import read_text
from ohbot.archive.sessionfile import ItemLines, load_with_lines
from ohbot.cli.common import Settings, say, sentence_of
from ohbot.errors import Exit, InputError, OhbotError, UsageError
from ohbot.export.rows import SessionRecord
from ohbot.model import Session
from ohbot.wiki import connect
from ohbot.wiki.addresses import page_address


@dataclass(frozen=True, slots=True)
class Loaded:
    """A session as a record, with its file and where its items stand there."""

    path: Path
    record: SessionRecord
    lines: ItemLines


@dataclass
class SessionFiles:
    """The session files to read; ``problems`` counts those of which it was told that they cannot be read."""

    settings: Settings
    archive: Archive | None
    paths: Sequence[Path]
    alone: bool = False
    """Whether a person named one session: there is nothing to go on with, so its problem is an error."""
    problems: int = 0

    def records(self) -> Iterator[SessionRecord]:
        """The sessions, in order."""
        return (loaded.record for loaded in self.read(lambda path, text: True))

    def read(self, wanted: Callable[[Path, str], bool]) -> Iterator[Loaded]:
        """The sessions in order, of which path and text are ``wanted``; the others are not parsed."""
        for path in self.paths:
            try:
                found = self._read(path, wanted)
            except Exception as error:  # whatever is wrong with one of them, the others go on
                if self.alone:
                    raise
                self.note(sentence_of(error), fg="red")
                continue
            if found:
                yield found

    def text(self, path: Path) -> str:
        """The text of a file; one of the archive may be a link to a file of the archive, and to no other."""
        if self.archive and path.parent == self.archive.folder:
            inside(self.archive.root, path)
        return read_text(path)

    def _read(self, path: Path, wanted: Callable[[Path, str], bool]) -> Loaded | None:
        text = self.text(path)
        if not wanted(path, text):
            return None
        session, lines = load_with_lines(text, str(path))
        name = path.stem.encode("utf-8", "backslashreplace").decode()
        page = session.wiki.page if session.wiki else None
        address = page_address(self._api, page) if page and self._api else None
        return Loaded(path, SessionRecord(name, session, address, self._languages.get(path.stem, ())), lines)

    def note(self, problem: str, **style: str) -> None:
        """Tell of a problem with one of them, also who wants to hear less."""
        self.problems += 1
        say(replace(self.settings, quiet=False), problem, **style)

    @property
    def exit_code(self) -> Exit:
        """How a command ends that has read them."""
        return Exit.PROBLEM if self.problems else Exit.DONE

    @cached_property
    def _languages(self) -> Mapping[str, tuple[str, ...]]:
        """The languages of the views in the archive, by the sessions' names."""
        return views.languages_in(self.archive.folder) if self.archive else {}

    @cached_property
    def _api(self) -> str | None:
        """The address of the wiki's API; None, and a warning, where the configuration does not tell."""
        try:
            return api_of(self.archive.config().wiki) if self.archive else None
        except OhbotError as error:
            say(self.settings, f"addresses of pages are not known: {error}", fg="yellow")
            return None


def session_files(settings: Settings, words: Sequence[str] = ()) -> SessionFiles:
    """The session files that words name, by path or by name in the archive; without words all of the archive.

    Raises InputError where a word names none, and UsageError where there is no archive to look in.
    """
    outside = [Path(word) for word in words if isfile(word)]  # noqa: PTH113 - Path raises for what can be no name
    try:
        archive = settings.open_archive()
    except (UsageError, InputError):
        if not words or len(outside) < len(words):
            raise
        return SessionFiles(settings, None, outside, alone=len(words) == 1)
    paths = [
        path if path in outside and path.parent.resolve() != archive.folder.resolve() else archive.resolve(str(path))
        for path in map(Path, words)
    ]
    return SessionFiles(settings, archive, paths if words else archive.sessions(), alone=len(words) == 1)


def one_session(settings: Settings, word: str) -> tuple[Session, Archive | None]:
    """A session by its path, which needs no archive, or by its name in the archive."""
    files = session_files(settings, [word])
    (path,) = files.paths
    return load(files.text(path), str(path)), files.archive


def api_of(wiki: WikiConfig) -> str:
    """The address of the configured wiki's API; nothing is sent. Raises InputError for an unknown one."""
    if wiki.api:
        return wiki.api
    with connect(family=wiki.family, code=wiki.code) as found:
        return found.address
