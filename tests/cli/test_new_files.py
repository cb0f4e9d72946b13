"""Two at once: no command replaces a file that somebody else made while it wrote its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ohbot.archive import Archive, Runs, init
from ohbot.errors import UsageError
from ohbot.model import Session
from tests.cli.desk import Desk

NOTES = "Lantern hours, 2026-06-03\n\n1. Why do lanterns hum?\n   The {} draws air.\n"
Race = Callable[[Path], None]


@pytest.fixture
def race(monkeypatch: pytest.MonkeyPatch) -> Race:
    """Have somebody else make a file at the last moment: when ohbot's own is complete and not yet in its place."""

    def arrange(path: Path) -> None:
        real = os.fsync

        def fsync(handle: int) -> None:
            if not path.exists():
                path.write_bytes(b"title: Mine\n")
            real(handle)

        monkeypatch.setattr(os, "fsync", fsync)

    return arrange


def test_an_import_takes_another_name(desk: Desk, race: Race) -> None:
    notes = desk.folder / "notes.txt"
    notes.write_text(NOTES.format("wick"), "utf-8")
    first = Path(str(desk.ohbot("--json", "import", "--dry-run", notes).json[0]["session"]))
    race(first)
    said = desk.ohbot("import", notes).stdout
    assert first.read_text("utf-8") == "title: Mine\n"
    assert said == f"wrote sessions/{first.stem}-2.yaml\n"


@pytest.mark.parametrize("words", ["import notes.txt -o one.yaml", "parse page.wiki -o one.yaml"])
def test_a_named_file_is_not_replaced_and_that_is_told(desk: Desk, race: Race, words: str) -> None:
    for name in ("notes.txt", "page.wiki"):
        Path(name).write_text(NOTES.format("wick"), "utf-8")
    race(Path("one.yaml"))
    assert "one.yaml: the file exists by now" in desk.ohbot(*words.split(), exits=5).stderr
    assert Path("one.yaml").read_text("utf-8") == "title: Mine\n"


def test_job_files_are_not_replaced(desk: Desk, race: Race) -> None:
    race(desk.archive / "ohbot.cron")
    assert "exists by now" in desk.ohbot("schedule", "init", "--for", "cron", exits=5).stderr
    assert (desk.archive / "ohbot.cron").read_text("utf-8") == "title: Mine\n"


def test_an_archive_is_made_by_one_of_two(tmp_path: Path, race: Race) -> None:
    race(tmp_path / "ohbot.toml")
    with pytest.raises(UsageError, match="there is an archive already"):
        init(tmp_path)
    assert (tmp_path / "ohbot.toml").read_text("utf-8") == "title: Mine\n"


def test_a_file_that_came_into_a_new_archive_stays(tmp_path: Path, race: Race) -> None:
    race(tmp_path / ".ohbot" / ".gitignore")
    init(tmp_path)
    assert (tmp_path / ".ohbot" / ".gitignore").read_text("utf-8") == "title: Mine\n"


def test_two_runs_that_begin_at_once_leave_two_reports(desk: Desk) -> None:
    runs, now = Runs(desk.archive / ".ohbot"), datetime(2026, 6, 3, tzinfo=UTC)
    for number in range(3):
        runs.write(now, {"number": number})
    assert sorted(runs.read(path)["number"] for path in runs.list()) == [0, 1, 2]


def test_of_many_processes_that_add_at_once_each_gets_a_file(desk: Desk) -> None:
    """As two imports do, or an import and a pull."""
    act = """
import sys
from pathlib import Path
from ohbot.archive import Archive
from ohbot.model import Session
sys.stdin.read()
for number in range(20):
    Archive(Path()).add(Session(f"By {sys.argv[1]}, {number}"), "hours", settles=False)
"""
    jobs = [
        subprocess.Popen([sys.executable, "-c", act, str(number)], stdin=subprocess.PIPE, cwd=desk.archive)
        for number in range(3)
    ]
    for job in jobs:
        assert job.stdin
        job.stdin.close()
    assert [job.wait(60) for job in jobs] == [0, 0, 0]
    archive = Archive(desk.archive)
    titles = {archive.read(path).session.title for path in archive.sessions()}
    assert titles == {f"By {job}, {number}" for job in range(3) for number in range(20)}


def test_a_file_system_without_links_does(desk: Desk, race: Race, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuses)
    archive = Archive(desk.archive)
    for name in ("hours.yaml", "hours-2.yaml"):
        assert archive.add(Session("Hours"), "hours").path.name == name
    race(archive.folder / "hours-3.yaml")
    assert archive.add(Session("Hours"), "hours").path.name == "hours-4.yaml"
    assert (archive.folder / "hours-3.yaml").read_text("utf-8") == "title: Mine\n"
    assert not list(archive.folder.glob(".*"))
