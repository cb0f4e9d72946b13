"""What waits because a transcript and its session file changed the same: told, and settled, without the wiki."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ohbot.archive import Archive, Conflicts, Lease, SessionFile
from ohbot.errors import Exit, OhbotError
from ohbot.merge import Conflict
from ohbot.model import Transcript
from ohbot.sync import Outcome, State
from ohbot.sync.imports import Imports
from ohbot.sync.joining import Joined, settled
from ohbot.sync.plan import Decide, undecided

Asks = Callable[[Path, Transcript, Sequence[Conflict]], Decide]
"""Gives for a session's transcript who decides on its conflicts."""


def waiting(archive: Archive, paths: Sequence[Path]) -> Iterator[Outcome]:
    """What waits in these sessions, by the records that imports left."""
    noted = set(Conflicts(archive.state).list())
    for path in paths:
        if path.stem in noted:
            file = archive.read(path)
            for entry in _open(file):
                try:
                    yield _outcome_of(path, settled(file.session, entry, archive.kept, undecided))
                except OhbotError as error:
                    yield Outcome(path.stem, entry.file, State.REFUSED, str(error), error.exit_code)


def _outcome_of(path: Path, found: Joined) -> Outcome:
    """What came of a transcript in a session, as runs tell of sessions."""
    if not found.conflicts:
        return Outcome(path.stem, found.entry.file, State.RECORD, found.sentence)
    sentence = f"{found.sentence}; settle it with 'ohbot resolve {path.stem}'"
    return Outcome(path.stem, found.entry.file, State.CONFLICT, sentence, Exit.CONFLICT)


def settle(archive: Archive, paths: Sequence[Path], asks: Asks, *, dry_run: bool) -> list[Outcome]:
    """Settle what waits of each transcript of some sessions; a person is asked while nothing is held."""
    outcomes = []
    for path in paths:
        for entry in _open(archive.read(path)):
            file = archive.read(path)
            open_still = settled(file.session, entry, archive.kept, undecided).conflicts
            found = settled(file.session, entry, archive.kept, asks(path, entry, open_still))
            if not dry_run:
                with Lease(archive.state):
                    Imports(archive).write(file, found)
            outcomes.append(_outcome_of(path, found))
    return outcomes


def _open(file: SessionFile) -> list[Transcript]:
    return [entry for entry in file.session.sources if entry.waiting]
