"""Readings of transcripts as they were imported, in ``transcripts/``: the bases of the next imports.

A reading is what the session file got of a transcript, never the raw file: privacy has removed what it removes. Each
lies under the SHA-256 of its own content, so that it proves itself, and a session file that names it is never without
it: a reading is written before the file names it, and forgotten after no file does.
"""

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ohbot.archive import disk
from ohbot.archive.sessionfile import dump, load
from ohbot.errors import InputError
from ohbot.model import Session

FOLDER = "transcripts"
_IGNORED = b"*\n"
_HEAD = "What ohbot made of a transcript, kept as the base of its next import. It names whom the session file names."


@dataclass(frozen=True, slots=True)
class Kept:
    """The readings that an archive keeps, readable by their owner alone; git leaves them out."""

    root: Path

    def make_folder(self) -> None:
        """Make the folder, open to its owner alone, with a .gitignore for all that is in it."""
        folder = disk.inside(self.root, self.root / FOLDER)
        disk.make_folder(folder, mode=0o700)
        ignored = disk.inside(self.root, folder / ".gitignore")
        if not ignored.exists():
            disk.write_atomically(ignored, _IGNORED, mode=0o600)

    def name_of(self, reading: Session) -> str:
        """The name under which a reading lies, or would."""
        return disk.fingerprint(_content(reading))

    def write(self, reading: Session) -> None:
        """Keep a reading, under its name; raises DiskProblem or InputError."""
        content = _content(reading)
        name = disk.fingerprint(content)
        if self.read(name) is None:
            self.make_folder()
            disk.write_atomically(disk.inside(self.root, self._path(name)), content, mode=0o600)

    def read(self, name: str | None) -> Session | None:
        """A reading; None where it is not here (it stays on the machine of its import), or is damaged."""
        if name is None:
            return None
        path = self._path(name)
        try:
            content = disk.read_bytes(disk.inside(self.root, path))
            return load(content.decode(), str(path)) if disk.fingerprint(content) == name else None
        except (InputError, UnicodeDecodeError):
            return None

    def forget(self, names: Iterable[str], *, files: Sequence[Path]) -> None:
        """Remove readings, but for those that one of the session files names."""
        with contextlib.suppress(InputError, disk.DiskProblem, OSError):
            for name in names:
                if not any(name.encode() in path.read_bytes() for path in files):
                    disk.inside(self.root, self._path(name)).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.root / FOLDER / f"{name}.yaml"


def _content(reading: Session) -> bytes:
    return dump(replace(reading, sources=(), wiki=None), comments=[_HEAD]).encode("utf-8")
