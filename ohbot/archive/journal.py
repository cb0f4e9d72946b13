"""JSON records of what runs leave for each other: conflicts, reports, waits; written in one step."""

import contextlib
import hashlib
import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from ohbot.archive import disk
from ohbot.errors import InputError

RUNS_KEPT = 100
_RUN = re.compile(r"\d{8}T\d{6}\.\d{6}Z\.json")


@dataclass(frozen=True, slots=True)
class _BySession:
    """A folder with at most one record for each session, by its stem."""

    state: Path
    NAME: ClassVar[str]

    def write(self, stem: str, record: dict[str, Any]) -> Path:
        """Keep a session's record in the place of the one before; raises DiskProblem."""
        return _write(disk.inside(self.state.parent, self._path(stem)), {"session": stem} | record)

    def read(self, stem: str) -> dict[str, Any] | None:
        """A session's record; None where it has none. Raises InputError where the record is damaged."""
        path = self._path(stem)
        return _read(path, needs="session") if path.exists() else None

    def list(self) -> list[str]:
        """The stems of the sessions with a record, sorted; raises InputError where a record is damaged."""
        return sorted(str(_read(path, needs="session")["session"]) for path in _records(self._folder))

    def clear(self, stem: str) -> None:
        """Forget a session's record."""
        with disk.explained(self._path(stem), "remove"):
            disk.inside(self.state.parent, self._folder)
            self._path(stem).unlink(missing_ok=True)

    @property
    def _folder(self) -> Path:
        return self.state / self.NAME

    def _path(self, stem: str) -> Path:
        """A readable name that no stem can lead out of the folder, unique by a hash."""
        digest = hashlib.sha256(stem.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        readable = re.sub(r"[^A-Za-z0-9]+", "-", stem)[:60].strip("-")
        return self._folder / f"{readable}-{digest}.json".removeprefix("-")


class Conflicts(_BySession):
    """The conflicts that wait for a person, in ``.ohbot/conflicts``: those with the page, and with transcripts."""

    __slots__ = ()
    NAME = "conflicts"

    def note_page(self, stem: str, record: dict[str, Any]) -> None:
        """Keep what waits of a session's page; nothing of it where that is empty."""
        self._note(stem, {"transcripts": self._of(stem).get("transcripts")} | record)

    def note_transcript(self, stem: str, file: str, items: Sequence[Any]) -> None:
        """Keep what waits of a transcript; nothing of it where that is empty."""
        record = self._of(stem)
        known = {name: of for name, of in (record.get("transcripts") or {}).items() if name != file}
        self._note(stem, record | {"transcripts": known | ({file: items} if items else {})})

    def _of(self, stem: str) -> dict[str, Any]:
        """A session's record; a damaged one has nothing to tell."""
        try:
            return self.read(stem) or {}
        except InputError:
            return {}

    def _note(self, stem: str, record: dict[str, Any]) -> None:
        kept = {key: value for key, value in record.items() if value and key != "session"}
        if kept:
            self.write(stem, kept)
        elif self._path(stem).exists():
            self.clear(stem)


class Acknowledged(_BySession):
    """The states of sessions that a person knows of, in ``.ohbot/acknowledged``; git may keep them."""

    __slots__ = ()
    NAME = "acknowledged"


@dataclass(frozen=True, slots=True)
class Runs:
    """Reports of runs in ``.ohbot/runs``, of which the newest hundred are kept."""

    state: Path

    def write(self, started: datetime, record: dict[str, Any]) -> Path:
        """Keep the report of a run, and drop the oldest ones beyond a hundred; raises DiskProblem."""
        disk.make_folder(disk.inside(self.state.parent, self._folder))
        for later in count():  # several runs may have started at the very moment
            moment = started.astimezone(UTC) + timedelta(microseconds=later)
            path = self._folder / f"{moment:%Y%m%dT%H%M%S.%fZ}.json"
            with contextlib.suppress(disk.FileExists):
                disk.create(path, _encoded(record))
                break
        for old in self.list()[RUNS_KEPT:]:
            with contextlib.suppress(OSError):
                old.unlink()
        return path

    def list(self) -> list[Path]:
        """The reports' files, the newest first."""
        return [path for path in _records(self._folder)[::-1] if _RUN.fullmatch(path.name)]

    def read(self, path: Path) -> dict[str, Any]:
        """One report; raises InputError where it is damaged."""
        return _read(path)

    @property
    def _folder(self) -> Path:
        return self.state / "runs"


@dataclass(frozen=True, slots=True)
class LoginWaits:
    """How long wikis take no more logins of an account, in ``.ohbot/cache/logins.json``; not ``keeps``: only read."""

    state: Path
    keeps: bool = True

    def left(self, who: str) -> float:
        """The seconds that are left; none where the wait began in the future, by a clock that was wrong."""
        began, seconds = self._all().get(who, (0.0, 0.0))
        now = time.time()
        return max(0.0, began + seconds - now) if began <= now else 0.0

    def begin(self, who: str, seconds: float) -> None:
        """Remember a wait from now on; a disk that takes no writes is no reason to stop."""
        if self.keeps:
            with contextlib.suppress(disk.DiskProblem, InputError):
                _write(disk.inside(self.state.parent, self._path), {**self._all(), who: (time.time(), seconds)})

    def _all(self) -> dict[str, tuple[float, float]]:
        try:
            found = json.loads(self._path.read_bytes())
            return {str(who): (float(began), float(seconds)) for who, (began, seconds) in found.items()}
        except (OSError, ValueError, TypeError, AttributeError, RecursionError, OverflowError):
            return {}

    @property
    def _path(self) -> Path:
        return self.state / "cache" / "logins.json"


def _records(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.json") if not path.name.startswith("."))


def _write(path: Path, record: dict[str, Any]) -> Path:
    disk.make_folder(path.parent)
    disk.write_atomically(path, _encoded(record))
    return path


def _encoded(record: dict[str, Any]) -> bytes:
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", "backslashreplace")  # that is JSON's own escape


def _read(path: Path, *, needs: str | None = None) -> dict[str, Any]:
    try:
        found = json.loads(disk.read_bytes(path))
        if isinstance(found, dict) and (needs is None or needs in found):
            return found
    except (ValueError, RecursionError):
        pass
    raise InputError(f"{path}: this record is damaged; remove the file, and run 'ohbot sync' again")
