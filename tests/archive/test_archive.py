"""An archive's folder: made once, files found, read and written in one step or not at all."""

import errno
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ohbot.archive import Archive, DiskProblem, FileChanged, find_archive, init, load, read_bytes
from ohbot.errors import Exit, InputError, UsageError
from ohbot.model import Heading, Session
from tests.strategies import lines, times

SESSION = Session(title="Hours", body=(Heading("One"),))
OTHER = Session(title="Hours", body=(Heading("Two"),))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """A fresh archive."""
    return init(tmp_path / "hours")


def test_init_makes_an_archive_that_is_found_from_below(archive: Archive) -> None:
    assert sorted(path.name for path in archive.root.iterdir()) == [".ohbot", "ohbot.toml", "sessions", "transcripts"]
    assert (archive.state / "session.schema.json").is_file()
    assert find_archive(archive.folder) == archive
    assert archive.sessions() == []
    assert archive.config().wiki.family == "meta"


def test_init_refuses_an_archive_and_changes_nothing(archive: Archive) -> None:
    (archive.root / "ohbot.toml").write_text("# mine\n")
    with pytest.raises(UsageError, match="an archive already"):
        init(archive.root)
    assert (archive.root / "ohbot.toml").read_text() == "# mine\n"


def test_no_archive_is_told_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="ohbot init"):
        find_archive(tmp_path)


def test_a_new_file_is_written_and_then_patched(archive: Archive) -> None:
    path = archive.path_for("Hours", datetime(2020, 10, 15, tzinfo=UTC))
    first = archive.write(path, SESSION, expected=None)
    path.write_text(first.text + "# mine\n")
    second = archive.write(path, OTHER, expected=archive.read(path).fingerprint)
    assert path.read_text() == first.text.replace("One", "Two") + "# mine\n"
    assert archive.read(path) == second
    assert archive.sessions() == [path]
    assert [found.name for found in archive.folder.iterdir()] == [path.name]


def test_an_unchanged_session_leaves_the_file_alone(archive: Archive) -> None:
    path = archive.path_for("Hours")
    first = archive.write(path, SESSION, expected=None)
    before = path.stat()
    assert archive.write(path, SESSION, expected=first.fingerprint) == first
    now = path.stat()
    assert (now.st_ino, now.st_mtime_ns, now.st_ctime_ns) == (before.st_ino, before.st_mtime_ns, before.st_ctime_ns)


def test_a_file_that_somebody_changed_is_never_overwritten(archive: Archive) -> None:
    path = archive.path_for("Hours")
    first = archive.write(path, SESSION, expected=None)
    path.write_text(first.text.replace("One", "Edited"))
    with pytest.raises(FileChanged, match="was changed") as caught:
        archive.write(path, OTHER, expected=first.fingerprint)
    assert caught.value.exit_code is Exit.AWAY
    with pytest.raises(FileChanged, match="exists by now"):
        archive.write(path, OTHER, expected=None)
    path.unlink()
    with pytest.raises(FileChanged, match="was removed"):
        archive.write(path, OTHER, expected=first.fingerprint)
    assert list(archive.folder.iterdir()) == []


def test_the_fingerprint_is_checked_right_before_the_file_is_replaced(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive.path_for("Hours")
    first = archive.write(path, SESSION, expected=None)
    sync = os.fsync

    def edited_meanwhile(handle: int) -> None:
        path.write_text("title: mine\n")
        sync(handle)

    monkeypatch.setattr(os, "fsync", edited_meanwhile)
    with pytest.raises(FileChanged):
        archive.write(path, OTHER, expected=first.fingerprint)
    assert path.read_text() == "title: mine\n"
    assert list(archive.folder.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.EIO, "disk")]
)
def test_a_failing_disk_leaves_the_file_as_it_was(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    path = archive.path_for("Hours")
    first = archive.write(path, SESSION, expected=None)

    def fails(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(DiskProblem, match=words) as caught:
        archive.write(path, OTHER, expected=first.fingerprint)
    assert str(path) in str(caught.value)
    with pytest.raises(DiskProblem, match=words):
        archive.prove_writable()
    assert path.read_text() == first.text
    assert list(archive.folder.iterdir()) == [path]


def test_the_disk_is_proven_without_a_trace(archive: Archive) -> None:
    before = sorted(archive.root.rglob("*"))
    archive.prove_writable()
    assert sorted(archive.root.rglob("*")) == before


def test_the_mode_is_kept_and_a_new_file_has_the_usual_one(archive: Archive) -> None:
    path = archive.path_for("Hours")
    first = archive.write(path, SESSION, expected=None)
    mask = os.umask(0)
    os.umask(mask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~mask
    path.chmod(0o640)
    archive.write(path, OTHER, expected=first.fingerprint)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_symbolic_link_stays_one(archive: Archive) -> None:
    target = archive.root / "elsewhere.yaml"
    target.write_text("title: Hours\n")
    path = archive.folder / "link.yaml"
    path.symlink_to(target)
    archive.write(path, OTHER, expected=archive.read(path).fingerprint)
    assert path.is_symlink()
    assert load(target.read_text(), "x") == OTHER


def test_a_circle_of_links_is_told(archive: Archive) -> None:
    path = archive.folder / "a.yaml"
    path.symlink_to(path)
    with pytest.raises((InputError, DiskProblem), match="circle"):
        archive.read(path)


def test_bytes_that_are_no_utf_8_are_told_with_their_line(archive: Archive) -> None:
    path = archive.folder / "a.yaml"
    path.write_bytes(b"title: x\n# caf\xe9\n")
    with pytest.raises(InputError, match=r"a\.yaml:2: not UTF-8"):
        archive.read(path)


@pytest.mark.parametrize(
    ("make", "words"), [(Path.mkdir, "a folder"), (os.mkfifo, "no regular file"), (str, "no such file")]
)
def test_what_is_no_file_is_told(archive: Archive, make: Any, words: str) -> None:
    path = archive.folder / "a.yaml"
    make(path)
    with pytest.raises(InputError, match=words):
        read_bytes(path)


def test_an_unreadable_file_is_told(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    path = archive.folder / "a.yaml"
    path.write_text("title: x\n")

    def refuses(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuses)
    with pytest.raises(DiskProblem, match="owner and mode"):
        archive.read(path)


def test_a_session_is_named_by_path_stem_or_file_name(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    path = archive.folder / "2020-10-15-hours.yaml"
    archive.write(path, SESSION, expected=None)
    monkeypatch.chdir(archive.root)
    words = ("2020-10-15-hours", path.name, str(path), "sessions/2020-10-15-hours.yaml")
    assert {archive.resolve(word).resolve() for word in words} == {path.resolve()}


@pytest.mark.parametrize("word", ["2020-10-16-hours", "../ohbot", "/etc/passwd", "", "a\0b", "x" * 300, "."])
def test_an_unknown_session_is_told_with_those_nearby(archive: Archive, word: str) -> None:
    archive.write(archive.folder / "2020-10-15-hours.yaml", SESSION, expected=None)
    with pytest.raises(InputError, match="no such session") as caught:
        archive.resolve(word)
    assert ("2020-10-15-hours" in str(caught.value)) == word.startswith("2020")


@pytest.mark.parametrize("name", ["aside.yaml", "sessions/hours.txt"])
def test_a_file_that_is_none_of_the_archives_sessions_is_told_as_such(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(archive.root)
    (archive.root / name).write_text("title: x", "utf-8")
    with pytest.raises(InputError, match=r"no such session; the archive's are the files .*sessions/.*yaml, and this"):
        archive.resolve(name)


@pytest.mark.parametrize("name", ["../a.yaml", ".a.yaml", "a.txt"])
def test_nothing_is_written_outside_of_the_folder_of_sessions(archive: Archive, name: str) -> None:
    with pytest.raises(InputError):
        archive.write(archive.folder / name, SESSION, expected=None)
    assert list(archive.folder.iterdir()) == []


def test_a_session_without_a_title_is_not_written(archive: Archive) -> None:
    with pytest.raises(InputError, match="needs a title"):
        archive.write(archive.path_for("x"), Session(), expected=None)


NAMES = {
    "IRC office hours/Office hours 2020-10-15": "2020-10-15-office-hours",
    "Conversation Hour 2025 04 24": "2025-04-24-conversation-hour",
    "Équipe: réunion n° 1": "équipe-réunion-n-1",
    "../../etc/passwd": "passwd",
    "...": "session",
    "CON": "session",
    "שעות קבלה": "שעות-קבלה",
}


@pytest.mark.parametrize(("name", "stem"), NAMES.items())
def test_names_become_readable_stems(archive: Archive, name: str, stem: str) -> None:
    assert archive.path_for(name).stem == stem


def test_the_date_comes_first_and_once(archive: Archive) -> None:
    start = datetime(2020, 10, 15, 18, tzinfo=UTC)
    assert archive.path_for("Hours 2020-10-15", start).stem == "2020-10-15-hours"


@given(st.one_of(lines(), st.text(max_size=300)), st.none() | times())
@settings(max_examples=50, deadline=None)
def test_any_name_becomes_a_safe_path_in_the_archive(name: str, start: datetime | None) -> None:
    archive = Archive(Path("/nowhere"))
    path = archive.path_for(name, start)
    assert path.parent == archive.folder
    assert len(path.stem.encode()) <= 100
    assert not path.name.startswith(".")
    assert "/" not in path.name
    assert path.suffix == ".yaml"


def test_equal_names_get_paths_of_their_own(archive: Archive) -> None:
    found = []
    for _ in range(3):
        found.append(archive.path_for("Hours" * 30))
        archive.write(found[-1], SESSION, expected=None)
    assert len(set(found)) == 3
    assert all(len(path.stem) <= 100 for path in found)


def test_session_files_need_no_libyaml(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    path = archive.path_for("Hours")
    assert archive.write(path, SESSION, expected=None) == archive.read(path)
