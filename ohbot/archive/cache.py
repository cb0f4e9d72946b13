"""Caches that may be deleted at any time: losing one costs time, and a broken entry counts as none."""

import contextlib
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ohbot.archive import disk
from ohbot.errors import InputError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class RevisionCache:
    """Texts of revisions: one file each, by the SHA-1 of its content, so that an entry proves itself.

    A revision's id would not do: a wiki that was restored from a backup gives it out anew, to another text. ``keeps``
    is False where nothing may be written.
    """

    state: Path
    keeps: bool = True

    def get(self, sha1: str) -> str | None:
        """The text with this SHA-1; None where it is not cached, or the entry is damaged."""
        try:
            content = self._path(sha1).read_bytes()
            return content.decode() if _sha1(content) == sha1 else None
        except (OSError, ValueError):
            return None

    def put(self, text: str) -> None:
        """Keep a text; a disk that takes no writes is no reason to stop.

        Written in place: an entry that a crash left half written does not fit its name.
        """
        if not self.keeps:
            return
        content = text.encode("utf-8", "surrogatepass")
        with contextlib.suppress(OSError, disk.DiskProblem, InputError):
            path = disk.inside(self.state.parent, self._path(_sha1(content)))
            disk.make_folder(path.parent)
            path.write_bytes(content)

    def _path(self, sha1: str) -> Path:
        return self.state / "cache" / "texts" / sha1[:2] / sha1


def _sha1(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class FileCache:
    """What is known of session files, so that an unchanged one need not be read.

    An entry holds small JSON ``facts`` and counts while the file's time and size are those of the entry. A file
    that was changed within the clock's last tick could look unchanged: where an entry is younger than that, and
    where the time is another one, the fingerprint of the content decides.
    """

    state: Path
    entries: dict[str, Any] = field(default_factory=dict)
    changed: bool = False
    name: str = "files"

    @classmethod
    def load(cls, state: Path, name: str = "files") -> "FileCache":
        """The cache of an archive, of which there are several; an empty one where there is none or it is damaged."""
        try:
            found = json.loads((state / "cache" / f"{name}.json").read_bytes())
            entries = found["entries"] if found["format"] == FORMAT else {}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            entries = {}
        return cls(state, entries if isinstance(entries, dict) else {}, name=name)

    def get(self, path: Path) -> tuple[str, dict[str, Any]] | None:
        """Fingerprint and facts of a file that is as it was; None where it is not known, or has changed."""
        try:
            mtime, size, read_at, fingerprint, facts = self.entries[path.name]
            found = path.stat()
            if found.st_size != size or not isinstance(fingerprint, str) or not isinstance(facts, dict):
                return None
            settled = found.st_mtime_ns == mtime and read_at - mtime > SETTLED_NS
            same = settled or disk.fingerprint(path.read_bytes()) == fingerprint
        except (OSError, KeyError, TypeError, ValueError):
            return None
        return (fingerprint, facts) if same else None

    def put(self, path: Path, fingerprint: str, facts: dict[str, Any], *, now_ns: int) -> None:
        """Note what is known of a file whose content, read just before, has this fingerprint.

        ``now_ns`` is the time *before* that reading, in nanoseconds since 1970.
        """
        with contextlib.suppress(OSError):
            found = path.stat()
            self.entries[path.name] = [found.st_mtime_ns, found.st_size, now_ns, fingerprint, facts]
            self.changed = True

    def save(self) -> None:
        """Write the cache where it changed; a disk that takes no writes is no reason to stop."""
        if not self.changed:
            return
        content = json.dumps({"format": FORMAT, "entries": self.entries}, separators=(",", ":")).encode()
        with contextlib.suppress(disk.DiskProblem, InputError):
            path = disk.inside(self.state.parent, self.state / "cache" / f"{self.name}.json")
            disk.make_folder(path.parent)
            disk.write_atomically(path, content)
            self.changed = False


SETTLED_NS = 2_000_000_000
"""How long a file must have been left alone before it was read, for its time to be trusted (NFS, FAT: seconds)."""
