"""An archive whose parts are symbolic links to places outside of it: nothing changes there, and nothing is sent."""

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from ohbot.archive.disk import TEMPORARY
from ohbot.cli import main
from tests.cli.desk import SESSION, Desk
from tests.wiki.people import People

FOLDERS = (".ohbot", ".ohbot/runs", ".ohbot/conflicts", ".ohbot/cache", ".ohbot/tmp", "sessions", "templates")
FILES = (
    "sessions/hours.yaml",
    ".ohbot/lease",
    ".ohbot/session.schema.json",
    ".ohbot/cache/files.json",
    "templates/session.wikitext",
    "templates/summary.txt",
    "jobs.yaml",
    "Procfile",
    "ohbot.toml",
)
COMMANDS = (
    "import notes.txt",
    "status",
    "sync",
    "publish hours",
    "pull --all",
    "resolve hours --ours",
    "toolforge init --force",
    "doctor",
    "init",
)


def full(folder: Path) -> None:
    """Put into a folder what ohbot might take for its own."""
    for number in range(120):
        (folder / f"20200603T1200{number % 60:02}.{number:06}Z.json").write_text('{"session": "gone"}', "utf-8")
    for name in ("lease", f"{TEMPORARY[0]}abcdefgh{TEMPORARY[1]}", "theses.yaml", "letters.json"):
        (folder / name).write_text("title: Mine\n", "utf-8")
    for name in ("runs", "conflicts", "cache", "tmp"):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "letters.json").write_text('{"session": "gone"}', "utf-8")


def linked(desk: Desk, part: str) -> Path:
    """Replace a part of the archive by a link to a place outside that looks like it; return that place's folder."""
    outside = desk.folder / "outside"
    outside.mkdir()
    inner, place = desk.archive / part, outside / "place"
    inner.parent.mkdir(parents=True, exist_ok=True)
    if part in FOLDERS:
        shutil.move(inner, place) if inner.exists() else place.mkdir()
        full(place)
    else:
        shutil.move(inner, place) if inner.exists() else place.write_text("SECRET << body >>\n", "utf-8")
    inner.symlink_to(place)
    return outside


def seen(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All that is in a folder, with the times of folders too."""
    paths = [folder, *folder.rglob("*")]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"") for path in paths}


def run_all(desk: Desk) -> str:
    """Run every command that writes, whatever comes of it; all that they say."""
    (desk.archive / "notes.txt").write_text("Tea hours\n\n1. Why tea?\n   Because.\n", "utf-8")
    said = []
    for command in COMMANDS:
        done = CliRunner().invoke(main, command.split(), catch_exceptions=False)
        assert done.exit_code in range(6), command
        assert "Traceback" not in done.output
        assert "a mistake in ohbot" not in done.output, (command, done.output)
        said.append(done.output)
    return "\n".join(said)


@pytest.mark.parametrize("part", [".ohbot", ".ohbot/runs", "sessions", "jobs.yaml"])
def test_nothing_changes_behind_a_link_while_the_wiki_is_away(desk: Desk, part: str) -> None:
    """Not even reports of runs, of which old ones are removed."""
    desk.write("hours")
    outside = linked(desk, part)
    before = seen(outside)
    run_all(desk)
    assert seen(outside) == before


@pytest.mark.wiki
@pytest.mark.parametrize("part", FOLDERS + FILES)
def test_nothing_changes_behind_a_link_and_nothing_of_it_is_sent(office: Desk, people: People, part: str) -> None:
    """With a wiki that takes edits; a template that leads elsewhere would show a stranger's file to all."""
    office.write("hours")
    outside = linked(office, part)
    before = seen(outside)
    said = run_all(office)
    assert seen(outside) == before
    if part not in (*FILES[1:4], "templates", "jobs.yaml", "Procfile", "ohbot.toml"):
        assert "a symbolic link leads from here to" in said
    title = f"{office.prefix}Lantern hours: June 3, 2026"
    asked = people.person.ask(
        action="query", prop="revisions", titles=title, rvprop="content|comment", rvslots="main"
    )
    assert "SECRET" not in str(asked)
    if part == "sessions/hours.yaml":
        assert "missing" in asked["query"]["pages"][0]


def test_a_new_archive_is_not_made_behind_links(desk: Desk) -> None:
    """Neither its folders nor its files, also where nothing is there yet."""
    outside = desk.folder / "outside"
    outside.mkdir()
    for number, part in enumerate(("sessions", ".ohbot", ".ohbot/.gitignore", "ohbot.toml")):
        new = desk.folder / f"new {number}"
        (new / part).parent.mkdir(parents=True)
        (new / part).symlink_to(outside / "not there")
        said = desk.ohbot("init", new, exits=1)
        assert "a symbolic link leads from here to" in said.stderr
    assert list(outside.iterdir()) == []


def test_a_link_within_the_archive_is_followed_and_stays(desk: Desk) -> None:
    kept = desk.archive / "kept.yaml"
    kept.write_text(SESSION, "utf-8")
    (desk.sessions / "hours.yaml").symlink_to(os.path.relpath(kept, desk.sessions))
    desk.ohbot("check", "hours")
    assert (desk.sessions / "hours.yaml").is_symlink()


def test_only_reports_of_runs_are_removed(desk: Desk) -> None:
    """What else lies in their folder is somebody's."""
    runs = desk.archive / ".ohbot" / "runs"
    runs.mkdir(exist_ok=True)
    for number in range(120):
        (runs / f"letter {number:03}.json").write_text("{}", "utf-8")
    desk.write("hours")
    desk.ohbot("sync", exits=4)
    assert len(list(runs.glob("letter*.json"))) == 120
