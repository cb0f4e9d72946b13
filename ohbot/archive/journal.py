"""JSON records of conflicts and of runs, one file each, written in one step."""

import contextlib
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ohbot.archive import disk
from ohbot.errors import InputError

RUNS_KEPT = 100


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The conflicts that wait for a person: one record for each session, by its stem, in ``.ohbot/conflicts``."""

    state: Path

    def write(self, stem: str, record: dict[str, Any]) -> Path:
        """Keep a session's conflicts in the place of those before; raises DiskProblem."""
        return _write(self._path(stem), {"session": stem} | record)

    def read(self, stem: str) -> dict[str, Any] | None:
        """A session's record; None where it has no conflicts. Raises InputError where the record is damaged."""
        path = self._path(stem)
        return _read(path) if path.exists() else None

    def list(self) -> list[str]:
        """The stems of the sessions with conflicts, sorted; raises InputError where a record is damaged."""
        return sorted(str(_read(path)["session"]) for path in _records(self._folder))

    def clear(self, stem: str) -> None:
        """Forget a session's conflicts: they are settled."""
        with disk.told(self._path(stem), "remove"):
            self._path(stem).unlink(missing_ok=True)

    @property
    def _folder(self) -> Path:
        return self.state / "conflicts"

    def _path(self, stem: str) -> Path:
        """A readable name that no stem can lead out of the folder, unique by a hash."""
        digest = hashlib.sha256(stem.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        readable = re.sub(r"[^A-Za-z0-9]+", "-", stem)[:60].strip("-")
        return self._folder / f"{readable}-{digest}.json".removeprefix("-")


@dataclass(frozen=True, slots=True)
class Runs:
    """Reports of runs in ``.ohbot/runs``, of which the newest hundred are kept."""

    state: Path

    def write(self, started: datetime, record: dict[str, Any]) -> Path:
        """Keep the report of a run, and drop the oldest ones beyond a hundred; raises DiskProblem."""
        stamp = started.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        path = _write(self._folder / f"{stamp}.json", record)
        for old in _records(self._folder)[:-RUNS_KEPT]:
            with contextlib.suppress(OSError):
                old.unlink()
        return path

    def list(self) -> list[Path]:
        """The reports' files, the newest first."""
        return _records(self._folder)[::-1]

    def read(self, path: Path) -> dict[str, Any]:
        """One report; raises InputError where it is damaged."""
        return _read(path)

    @property
    def _folder(self) -> Path:
        return self.state / "runs"


def _records(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.json") if not path.name.startswith("."))


def _write(path: Path, record: dict[str, Any]) -> Path:
    disk.make_folder(path.parent)
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    disk.write_atomically(path, text.encode("utf-8", "backslashreplace"))  # that is JSON's own escape
    return path


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(disk.read_bytes(path))
        if isinstance(found, dict) and (path.parent.name != "conflicts" or "session" in found):
            return found
    except (ValueError, RecursionError):
        pass
    raise InputError(f"{path}: this record is damaged; remove the file, and run 'ohbot sync' again")
