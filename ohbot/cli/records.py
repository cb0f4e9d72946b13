"""The sessions that a command works on, as records: read one at a time, bad files told and passed over."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ohbot.archive import Archive, WikiConfig, inside
from ohbot.archive.disk import read_text
from ohbot.archive.lines import ItemLines
from ohbot.archive.sessionfile import load_with_lines
from ohbot.cli.common import Settings, say, sentence_of
from ohbot.errors import InputError, OhbotError, UsageError
from ohbot.export.rows import Record
from ohbot.model import Session
from ohbot.wiki import connect
from ohbot.wiki.addresses import page_address


@dataclass(frozen=True, slots=True)
class Source:
    """A session as a record, with its file and where its items stand there."""

    path: Path
    record: Record
    lines: ItemLines


@dataclass
class Sources:
    """The session files to read; ``problems`` counts those of which it was told that they cannot be read."""

    settings: Settings
    archive: Archive | None
    paths: Sequence[Path]
    alone: bool = False
    """Whether a person named one session: there is nothing to go on with, so its problem is an error."""
    problems: int = 0

    def records(self) -> Iterator[Record]:
        """The sessions, in order."""
        return (source.record for source in self.read(lambda path, text: True))

    def read(self, wanted: Callable[[Path, str], bool]) -> Iterator[Source]:
        """The sessions in order, of which path and text are ``wanted``; the others are not parsed."""
        for path in self.paths:
            try:
                found = self._read(path, wanted)
            except Exception as error:  # whatever is wrong with one of them, the others go on
                if self.alone:
                    raise
                self.problems += 1
                say(replace(self.settings, quiet=False), sentence_of(error), fg="red")
                continue
            if found:
                yield found

    def _read(self, path: Path, wanted: Callable[[Path, str], bool]) -> Source | None:
        if self.archive and path.parent == self.archive.folder:
            inside(self.archive.root, path)
        text = read_text(path)
        if not wanted(path, text):
            return None
        session, lines = load_with_lines(text, str(path))
        return Source(path, self._record(path, session), lines)

    def _record(self, path: Path, session: Session) -> Record:
        name = path.stem.encode("utf-8", "backslashreplace").decode()
        page = session.wiki.page if session.wiki else None
        return Record(name, session, page_address(self._api, page) if page and self._api else None)

    @cached_property
    def _api(self) -> str | None:
        """The address of the wiki's API; None, and a warning, where the configuration does not tell."""
        try:
            return api_of(self.archive.config().wiki) if self.archive else None
        except OhbotError as error:
            say(self.settings, f"addresses of pages are not known: {error}", fg="yellow")
            return None


def sources(settings: Settings, words: Sequence[str] = ()) -> Sources:
    """The session files that words name, by path or by name in the archive; without words all of the archive.

    Raises InputError where a word names none, and UsageError where there is no archive to look in.
    """
    files = [Path(word) for word in words if Path(word).is_file()]
    try:
        archive = settings.open_archive()
    except (UsageError, InputError):
        if not words or len(files) < len(words):
            raise
        return Sources(settings, None, files, alone=len(files) == 1)
    paths = [Path(word) if Path(word).is_file() else archive.resolve(word) for word in words]
    return Sources(settings, archive, paths if words else archive.sessions(), alone=len(words) == 1)


def api_of(wiki: WikiConfig) -> str:
    """The address of the configured wiki's API; nothing is sent. Raises InputError for an unknown one."""
    if wiki.api:
        return wiki.api
    with connect(family=wiki.family, code=wiki.code) as found:
        return found.address
