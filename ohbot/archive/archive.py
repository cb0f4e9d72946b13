"""An archive: its folder, its configuration and its session files, read and written one at a time."""

import contextlib
import difflib
import json
import os
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from ohbot.archive import disk
from ohbot.archive.config import CONFIG_NAME, Config, example_config, load_config
from ohbot.archive.kept import FOLDER, Kept
from ohbot.archive.records import SCHEMA_NAME, schema
from ohbot.archive.sessionfile import dump, load, patch
from ohbot.archive.views import is_view
from ohbot.errors import InputError, UsageError
from ohbot.model import Session
from ohbot.model.counting import counted

SUFFIX = ".yaml"
_PAGE_ID = re.compile(rb"^\s*page_id: *(\d{1,18})\b", re.MULTILINE)
MAX_STEM_BYTES = 100
OWN_FOLDERS = ("cache", "conflicts", "runs", "tmp")
"""What ohbot keeps in a folder of its own, which it may lose at any time."""
_IGNORED = "\n".join([*(f"{name}/" for name in OWN_FOLDERS), "lease*", ""])


@dataclass(frozen=True, slots=True)
class SessionFile:
    """A session file as it was read or written; ``fingerprint`` is the precondition of the next write."""

    path: Path
    text: str
    fingerprint: str
    session: Session


@dataclass(frozen=True, slots=True)
class Archive:
    """A folder with ``ohbot.toml``; its session files are ``sessions/*.yaml``."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where the session files are."""
        return self.root / "sessions"

    @property
    def state(self) -> Path:
        """ohbot's own folder: caches, conflicts, reports, the lease."""
        return self.root / ".ohbot"

    @property
    def kept(self) -> Kept:
        """The readings of transcripts that sessions were made of."""
        return Kept(self.root)

    def config(self) -> Config:
        """The archive's configuration; raises BadFile with every problem."""
        path = self.root / CONFIG_NAME
        return load_config(disk.read_text(path), str(path))

    def sessions(self) -> list[Path]:
        """The session files, sorted by name; views of translations are none."""
        with disk.explained(self.folder, "list"):
            if not self.folder.is_dir():
                return []
            found = disk.inside(self.root, self.folder).glob(f"*{SUFFIX}")
            return sorted(path for path in found if not (path.name.startswith(".") or is_view(path)))

    def resolve(self, word: str) -> Path:
        """The session file that a path or a stem names; raises InputError, which names those nearby."""
        for path in (self.folder / f"{word}{SUFFIX}", self.folder / word, Path(word)):
            with contextlib.suppress(OSError, ValueError, RuntimeError):
                if path.suffix == SUFFIX and path.parent.resolve() == self.folder.resolve() and path.is_file():
                    return self.folder / path.name
        stems = [path.stem for path in self.sessions()]
        near = difflib.get_close_matches(word, stems, n=3, cutoff=0.5)
        hint = f"near: {', '.join(near)}" if near else f"{self.folder} has {counted(len(stems), 'session')}"
        with contextlib.suppress(OSError, ValueError):  # no word is a mistake here
            if Path(word).is_file():
                hint = f"the archive's are the files {self.folder / f'*{SUFFIX}'}, and this one is not"
        raise InputError(f"{word}: there is no such session; {hint}")

    def read(self, path: Path) -> SessionFile:
        """A session file; raises InputError (BadFile with every problem) or DiskProblem."""
        return _session_file(path, self._bytes(path))

    def page_ids(self, path: Path) -> list[int]:
        """The page ids that a file names, also where it is no session file now; none where it cannot be read."""
        with contextlib.suppress(InputError, disk.DiskProblem):
            return [int(digits) for digits in _PAGE_ID.findall(self._bytes(path))]
        return []

    def write(
        self,
        path: Path,
        session: Session,
        *,
        expected: str | None,
        comments: Sequence[str] = (),
        settles: bool = True,
    ) -> SessionFile:
        """Make a file of the archive hold a session, as `write_session` does."""
        if path.suffix != SUFFIX or path.name.startswith("."):
            raise InputError(f"{path}: a session file's name ends with {SUFFIX} and begins with no dot; rename it")
        if path.parent.resolve() != self.folder.resolve():
            raise InputError(f"{path}: that is outside of {self.folder}, where session files are; move it there")
        disk.inside(self.root, path)
        return write_session(path, session, expected=expected, comments=comments, settles=settles)

    def add(self, session: Session, name: str, *, comments: Sequence[str] = (), settles: bool = True) -> SessionFile:
        """Make a new file for a session called ``name``, under the first name that is free (see `path_for`).

        Of two that add at the same moment each gets a file.
        """
        while True:
            path = self.path_for(name, session.start)
            with contextlib.suppress(disk.FileExists):
                return self.write(path, session, expected=None, comments=comments, settles=settles)

    def make_folder(self) -> None:
        """Make the folder of session files where it is missing; raises InputError or DiskProblem."""
        disk.make_folder(disk.inside(self.root, self.folder))

    def settle(self) -> None:
        """Make the names of new files durable."""
        disk.sync_folder(self.folder)

    def path_for(self, name: str, start: date | None = None) -> Path:
        """A free path for a session called ``name`` (a title or page name): readable, the date first when known."""
        stem = _stem(name, start)
        if not os.path.lexists(path := self.folder / f"{stem}{SUFFIX}"):
            return path
        short = _cut(stem, MAX_STEM_BYTES - 8)
        paths = (self.folder / f"{short}-{number}{SUFFIX}" for number in count(2))
        return next(path for path in paths if not os.path.lexists(path))

    def find(self, is_it: Callable[[Session], bool], *, words: Sequence[str]) -> SessionFile | None:
        """The first session file of which ``is_it`` is true, among those that have all words of one of ``words``.

        Files with problems are passed over: ``check`` tells them.
        """
        for path in self.sessions():
            with contextlib.suppress(InputError):
                content = self._bytes(path)
                found = _session_file(path, content) if _has_words(content, words) else None
                if found and is_it(found.session):
                    return found
        return None

    def prove_writable(self) -> None:
        """Prove that the disk takes writes, before the first wiki write; raises DiskProblem."""
        for name in OWN_FOLDERS:
            disk.inside(self.root, self.state / name)
        disk.prove_writable(disk.inside(self.root, self.folder))
        disk.prove_writable(self.state)

    def sweep(self) -> None:
        """Remove what a killed run left half written; only for who holds the lease."""
        for folder in (self.root, self.folder, self.root / FOLDER, self.state, *self.state.glob("*/")):
            with contextlib.suppress(InputError):
                disk.sweep(disk.inside(self.root, folder))

    def _bytes(self, path: Path) -> bytes:
        """A session file's content; it may be a link to a file of the archive, and to no other."""
        return disk.read_bytes(disk.inside(self.root, path))


def write_session(
    path: Path, session: Session, *, expected: str | None, comments: Sequence[str] = (), settles: bool = True
) -> SessionFile:
    """Make a file hold a session: patched where it exists, else new; in one step, or not at all.

    ``comments`` are sentences for the top of a new file. Many files are
    written faster where none ``settles`` and `Archive.settle` is called after the last.
    ``expected`` is the fingerprint that the file must have, None where there must be no file yet. Raises
    FileChanged where that is not so, checked again right before the file is replaced.
    """
    if not session.title:
        raise InputError(f"{path}: a session file needs a title; give the session one")
    _expect(path, expected)
    if expected is None:
        text = dump(session, comments=comments)
        content = text.encode("utf-8")
        disk.make_folder(path.parent)
        disk.create(path, content, settles=settles)
        return SessionFile(path, text, disk.fingerprint(content), session)
    content = patch(disk.read_text(path), session, str(path)).encode("utf-8")
    found = _session_file(path, content)
    if expected != found.fingerprint:
        disk.write_atomically(path, content, check=lambda: _expect(path, expected), settles=settles)
    return found


def _has_words(content: bytes, texts: Sequence[str]) -> bool:
    """Whether a file may be meant: reading every file of an archive as YAML takes long."""
    return any(all(word.encode("utf-8") in content for word in re.findall(r"\w+", text)) for text in texts)


def _session_file(path: Path, content: bytes) -> SessionFile:
    text = disk.decode(content, path)
    return SessionFile(path, text, disk.fingerprint(content), load(text, str(path)))


def _expect(path: Path, expected: str | None) -> None:
    found = disk.fingerprint(disk.read_bytes(path)) if path.exists() or path.is_symlink() else None
    if found == expected:
        return
    if expected is None:
        raise disk.FileExists(f"{path}: the file exists by now; run the command again")
    happened = "was changed" if found else "was removed"
    raise disk.FileChanged(f"{path}: the file {happened} while ohbot worked on it; run the command again")


_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def _stem(name: str, start: date | None) -> str:
    """Letters, digits and single hyphens; the date first when known and not told already."""
    last = name.replace("_", " ").rstrip("/ ").rpartition("/")[2]
    kinds = ((char, unicodedata.category(char)) for char in unicodedata.normalize("NFC", last).casefold())
    slug = "".join(char if kind[0] in "LN" or kind in ("Mn", "Mc") else "-" for char, kind in kinds)
    slug = re.sub(r"-+", "-", slug).strip("-")
    if start is not None:
        day = start.strftime("%Y-%m-%d").zfill(10)
        slug = f"{day}-{slug.replace(day, '')}"
    elif found := _DATE.search(slug):
        slug = f"{found[0]}-{slug.replace(found[0], '')}"
    slug = _cut(re.sub(r"-+", "-", slug).strip("-"), MAX_STEM_BYTES)
    return "session" if not slug or _DEVICES.fullmatch(slug) else slug


def _cut(stem: str, size: int) -> str:
    return stem.encode("utf-8")[:size].decode("utf-8", "ignore").strip("-")


def find_archive(start: Path) -> Archive:
    """The archive that a folder lies in; raises UsageError where none of the folders above has ``ohbot.toml``."""
    with disk.explained(start, "look for an archive"):
        here = start.resolve()
        for folder in (here, *here.parents):
            if (folder / CONFIG_NAME).is_file():
                return Archive(folder)
    raise UsageError(f"{start}: no archive here or above; make one with 'ohbot init', or name one with --archive")


def init(directory: Path) -> Archive:
    """Make an archive in a folder; raises UsageError where there is one, and changes no file that exists."""
    config = directory / CONFIG_NAME
    there = UsageError(f"{directory}: there is an archive already ({CONFIG_NAME} is there); nothing was changed")
    if config.exists():
        raise there
    archive = Archive(directory)
    for path in (archive.folder, archive.state / ".gitignore", directory / FOLDER, directory / CONFIG_NAME):
        disk.inside(directory, path)
    disk.make_folder(archive.folder)
    disk.make_folder(archive.state)
    archive.kept.make_folder()
    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    disk.write_atomically(disk.inside(directory, archive.state / SCHEMA_NAME), text.encode("utf-8"))
    with contextlib.suppress(disk.FileExists):
        disk.create(archive.state / ".gitignore", _IGNORED.encode())
    try:
        disk.create(config, example_config().encode("utf-8"))
    except disk.FileExists:
        raise there from None
    return archive
