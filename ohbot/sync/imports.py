"""Transcripts come into an archive: which session one belongs to, and what is written in which order.

The session file is written after the readings that it names. So a run that dies before leaves nothing but readings
that no file names, and the next import does it all again.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ohbot.archive import Archive, Conflicts, SessionFile
from ohbot.errors import OhbotError
from ohbot.merge import Conflict, to_plain
from ohbot.model import Session, Transcript
from ohbot.model.view import day_of
from ohbot.sync.changes import loss
from ohbot.sync.joining import Arrival, Joined, entry_of, sources_of
from ohbot.sync.plan import MOST_LOST

_OF_ANOTHER_DAY = 0.2
"""A transcript of the same name that tells another day is the same one if it lacks no more of the words than this."""


@dataclass(frozen=True, slots=True)
class Imports:
    """The imports into one archive."""

    archive: Archive

    def home_of(self, arrival: Arrival) -> SessionFile | None:
        """The session file that a transcript made before, or that is of the same page, or title and start."""
        new, entry = arrival.reading, arrival.entry
        words = tuple(filter(None, (arrival.page, new.title, entry.sha256, entry.file)))
        found = self.archive.find(lambda old: self._is_home(old, arrival), words=words)
        if found or "://" not in entry.file:
            return found
        return self.named(entry.file)  # an address is one pad, whatever somebody made of its text

    def named(self, name: str) -> SessionFile | None:
        """The first session file that was made of a transcript of this name, be it another one by now."""
        return self.archive.find(lambda old: entry_of(old, name) is not None, words=(name,))

    def _is_home(self, old: Session, arrival: Arrival) -> bool:
        """Whether a session is of a transcript's page or meeting, or made of the same one, with most of its words."""
        if arrival.page and old.wiki:
            return arrival.page == old.wiki.page
        entry, new = entry_in(old, arrival), arrival.reading
        if _is_meeting(old, new) or (entry and entry.sha256 == arrival.entry.sha256):
            return True
        if entry is None or entry.file != arrival.entry.file:
            return False
        if (old.title, old.start) == (new.title, new.start):
            return True
        is_other_day = old.start and new.start and day_of(old.start) != day_of(new.start)
        before = self.archive.kept.read(entry.kept) or old
        return loss(before, new) <= (_OF_ANOTHER_DAY if is_other_day else MOST_LOST)

    def write(self, file: SessionFile, found: Joined) -> SessionFile:
        """Write a session into its file; raises FileChanged where that is another one by now."""
        with self._keeping(found):
            written = self.archive.write(file.path, found.session, expected=file.fingerprint)
        self._forget(set(_names(sources_of(file.session))) - set(_names(found.session.sources)))
        self.note(file.path, found.entry, found.conflicts)
        return written

    def add(self, found: Joined, name: str, *, comments: Sequence[str], path: Path | None = None) -> SessionFile:
        """Make the file of a new session: of this path, or a free one that tells its name."""
        with self._keeping(found):
            if path is None:
                return self.archive.add(found.session, name, comments=comments)
            return self.archive.write(path, found.session, expected=None, comments=comments)

    @contextmanager
    def _keeping(self, found: Joined) -> Iterator[None]:
        """Keep what a session names before it is written; what is refused then names nothing."""
        kept = self.archive.kept
        try:
            self.archive.make_folder()
            for reading in found.keeps:
                kept.write(reading)
            yield
        except OhbotError:
            self._forget({kept.name_of(reading) for reading in found.keeps})
            raise

    def _forget(self, names: set[str]) -> None:
        """Remove readings that no session file names."""
        with suppress(OhbotError):
            self.archive.kept.forget(names, files=self.archive.sessions())

    def note(self, path: Path, entry: Transcript, conflicts: Sequence[Conflict]) -> None:
        """Keep for people what waits of a transcript, or forget it where that is nothing."""
        Conflicts(self.archive.state).note_transcript(path.stem, entry.file, [to_plain(one) for one in conflicts])


def entry_in(session: Session, arrival: Arrival) -> Transcript | None:
    """The transcript of a session of which another is a version: the same, of one name, or the one of its kind."""
    sources, new = sources_of(session), arrival.entry
    alike = [one for one in sources if one.kind in (None, new.kind)]
    found = [one for one in sources if one.sha256 == new.sha256] or [one for one in alike if one.file == new.file]
    if not found and len(alike) == 1 and _is_meeting(session, arrival.reading):
        found = alike
    return found[0] if found else None


def _is_meeting(old: Session, new: Session) -> bool:
    """Whether two sessions are of one meeting by title and start; a title alone is that of many."""
    return new.start is not None and (old.title, old.start) == (new.title, new.start)


def _names(sources: Sequence[Transcript]) -> list[str]:
    return [name for one in sources for name in (one.kept, one.waiting) if name]
