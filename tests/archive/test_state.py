"""Caches and records: what is lost costs time only, what is damaged is noticed, names never lead astray."""

import hashlib
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.archive import Archive, Conflicts, FileCache, LoginWaits, RevisionCache, Runs
from ohbot.errors import InputError


def old_file(folder: Path) -> Path:
    """A file that was last changed a minute ago."""
    path = folder / "a.yaml"
    path.write_text("title: x\n")
    past = time.time() - 60
    os.utime(path, (past, past))
    return path


def sha1(text: str) -> str:
    """The name of a text in the cache."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def test_a_revision_is_kept_by_the_sha1_of_its_text(tmp_path: Path) -> None:
    cache = RevisionCache(tmp_path)
    cache.put("text é\n")
    assert cache.get(sha1("text é\n")) == "text é\n"
    assert cache.get(sha1("text é")) is None
    assert {path.relative_to(tmp_path).parts[:2] for path in tmp_path.rglob("*") if path.is_file()} == {
        ("cache", "texts")
    }


@given(damage=st.sampled_from([b"", b"\n", b"x" * 70, b"\xff"]))
def test_a_damaged_revision_counts_as_none(tmp_path_factory: pytest.TempPathFactory, damage: bytes) -> None:
    state = tmp_path_factory.mktemp("state")
    cache = RevisionCache(state)
    cache.put("text")
    entry = next(path for path in state.rglob(sha1("text")))
    entry.write_bytes(damage)
    assert cache.get(sha1("text")) is None


def test_a_truncated_revision_counts_as_none(tmp_path: Path) -> None:
    cache = RevisionCache(tmp_path)
    cache.put("text")
    entry = next(path for path in tmp_path.rglob(sha1("text")))
    entry.write_bytes(entry.read_bytes()[:-1])
    assert cache.get(sha1("text")) is None


def test_an_unchanged_file_is_known_in_the_next_run(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    cache = FileCache.load(tmp_path)
    assert cache.get(path) is None
    cache.put(path, "f1", {"revision": 7}, now_ns=time.time_ns())
    cache.save()
    assert FileCache.load(tmp_path).get(path) == ("f1", {"revision": 7})


def test_a_changed_file_is_not_known(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    cache = FileCache(tmp_path)
    cache.put(path, "f1", {}, now_ns=time.time_ns())
    path.write_text("title: y\n")
    assert cache.get(path) is None
    path.unlink()
    assert cache.get(path) is None


def test_a_file_changed_just_before_it_was_read_is_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("title: x\n")
    cache = FileCache(tmp_path)
    cache.put(path, "f1", {}, now_ns=time.time_ns())
    assert cache.get(path) is None


@pytest.mark.parametrize("content", ["", "[]", '{"format": 0}', '{"format": 1, "entries": 3}', "[" * 100_000])
def test_a_damaged_cache_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "files.json").write_text(content)
    assert FileCache.load(tmp_path).entries == {}


@pytest.mark.parametrize("entry", ["x", [1, 2], [1, 2, "x", "f", {}], None])
def test_a_damaged_entry_counts_as_none(tmp_path: Path, entry: object) -> None:
    path = old_file(tmp_path)
    assert FileCache(tmp_path, {path.name: entry}).get(path) is None


def test_a_disk_that_takes_no_writes_stops_no_cache(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    (tmp_path / "cache").write_text("a file in the folder's place")
    cache = FileCache(tmp_path)
    cache.put(path, "f1", {}, now_ns=0)
    cache.save()
    RevisionCache(tmp_path).put("text")
    assert RevisionCache(tmp_path).get(sha1("text")) is None


def test_conflicts_are_kept_listed_and_cleared(tmp_path: Path) -> None:
    conflicts = Conflicts(tmp_path)
    assert conflicts.read("../a") is None
    path = conflicts.write("../a", {"items": ["é"]})
    conflicts.write("b", {"items": []})
    assert path.parent == tmp_path / "conflicts"
    assert conflicts.read("../a") == {"session": "../a", "items": ["é"]}
    assert conflicts.list() == ["../a", "b"]
    conflicts.clear("b")
    conflicts.clear("b")
    assert conflicts.list() == ["../a"]


@pytest.mark.parametrize("content", ["", "[]", "{}", "\xff"])
def test_a_damaged_record_is_told(tmp_path: Path, content: str) -> None:
    conflicts = Conflicts(tmp_path)
    conflicts.write("a", {}).write_bytes(content.encode("latin-1"))
    with pytest.raises(InputError, match="damaged"):
        conflicts.list()


def test_the_newest_hundred_reports_are_kept(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    start = datetime(2020, 10, 15, 18, tzinfo=UTC)
    for number in range(103):
        runs.write(start + timedelta(minutes=number), {"number": number})
    assert [runs.read(path)["number"] for path in runs.list()] == list(range(102, 2, -1))


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.prove_writable()
    for folder in (archive.folder, archive.state):
        (folder / ".ohbot-abc.tmp").write_text("half")
    archive.sweep()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_waits_for_logins_are_remembered_by_account_and_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that began in the future, by a clock that was wrong, holds nobody up; nor does a damaged record."""
    now = 1_600_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    waits = LoginWaits(tmp_path)
    waits.begin("one", 300)
    waits.begin("two", 60)
    LoginWaits(tmp_path, keeps=False).begin("three", 60)
    assert [waits.left(who) for who in ("one", "two", "three")] == [300, 60, 0]
    now += 100
    assert [waits.left(who) for who in ("one", "two")] == [200, 0]
    now -= 10 * 365 * 86400
    assert waits.left("one") == 0
    (tmp_path / "cache" / "logins.json").write_text('{"one": 7}', "utf-8")
    assert waits.left("one") == 0
