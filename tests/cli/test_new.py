"""``ohbot new``: the next session's file from the last one."""

import shlex
from pathlib import Path

import pytest

from tests.cli.desk import SESSION, Desk
from tests.wiki.memory import MemoryServer

PLANNED = """\
title: "Lantern hours: December 9, 2099"
start: 2099-12-09T18:00:00Z
status: planned
default_speaker: Amrei
"""


@pytest.fixture
def planned(desk: Desk) -> Desk:
    """A desk with two sessions, a week apart, whose hour is that of a zone with summer time."""
    desk.configure("http://127.0.0.1:9/api.php", 'timezone = "Europe/Berlin"\n')
    for day in (18, 25):
        desk.write(f"june-{day}", SESSION.replace("June 3, 2026", f"June {day}, 2099").replace("06-03", f"06-{day}"))
        desk.change(f"june-{day}", "2026-06", "2099-06")
    return desk


def test_the_next_session_is_planned_like_the_last_one(planned: Desk) -> None:
    said = planned.ohbot("new", "--date", "2099-12-09")
    assert said.stdout == "wrote sessions/2099-12-09-lantern-hours-december-9-2099.yaml\n"
    assert "Wednesday, December 9, 2099, 18:00 UTC (19:00 Europe/Berlin), as --date says; like june-25" in said.stderr
    assert "its page will be Hours/Lantern hours: December 9, 2099; 'ohbot preview 2099-12-09-" in said.stderr
    text = planned.read("2099-12-09-lantern-hours-december-9-2099")
    assert text.split("\n", 1)[1] == PLANNED
    assert "4 sessions" not in planned.ohbot("check").stderr


def test_the_rhythm_of_the_last_sessions_tells_the_day(planned: Desk) -> None:
    assert "July 2, 2099, 17:00 UTC (19:00 Europe/Berlin), every week, as the last 2" in planned.ohbot("new").stderr
    assert "July 9, 2099" in planned.ohbot("new").stderr
    assert "July 16, 2099" in planned.ohbot("new", "--from", "june-18").stderr


def test_a_dry_run_writes_nothing(planned: Desk) -> None:
    before = planned.snapshot()
    assert planned.ohbot("new", "--dry-run").stdout.startswith("would write sessions/2099-07-02-")
    told = planned.ohbot("new", "--dry-run", "--json").json
    assert told["start"] == "2099-07-02T17:00:00Z"
    assert told["page"] == "Hours/Lantern hours: July 2, 2099"
    assert not told["made"]
    assert planned.snapshot() == before


REFUSED = {
    "--date 2099-06-25": (1, "june-25.yaml is a session of Thursday, June 25, 2099, 17:00 UTC already"),
    "--date 2099-07-02T17:00Z --title 'Lantern hours: June 18, 2099'": (1, "june-18.yaml is of the same page"),
    "--date soon": (2, "--date soon: write a day as in 2026-12-03"),
    "--date '2099-07-02 18:00 XYT'": (2, "nobody knows this time zone"),
    "--from june-1": (1, "there is no such session; near: june-"),
    "--title 'a|b'": (1, "a|b"),
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_is_told_and_nothing_is_written(planned: Desk, words: str) -> None:
    code, sentence = REFUSED[words]
    before = planned.snapshot()
    assert sentence in planned.ohbot("new", *shlex.split(words), exits=code).stderr
    assert planned.snapshot() == before


def test_without_a_session_there_is_none_to_be_like(desk: Desk) -> None:
    assert "has no session with a start" in desk.ohbot("new", exits=1).stderr
    desk.write("hours", "title: Hours\n")
    desk.write("bad", "titel: Hours\n")
    said = desk.ohbot("new", exits=1).stderr
    assert "passed over: " in said
    assert "has no session with a start" in said
    assert "this session has no start" in desk.ohbot("new", "--from", "hours", exits=1).stderr


NOTES = """\
Lantern hours: June 3, 2026, 17:00 UTC

Answers are by Amrei unless otherwise noted.

1. Why do lanterns hum?
   The wick draws air.
2. Who lights them at dusk?
   Nobody does, they wait for the moon.
"""


def test_the_monthly_path_needs_no_force(desk: Desk, memory_wiki: MemoryServer) -> None:
    """Announced, asked on the wiki, held: the notes answer what was sent in, and the announcement is history."""
    desk.write("may", SESSION.replace("June 3", "May 6").replace("06-03", "05-06"))
    desk.ohbot("new", "--date", "2026-06-03")
    name, page = "2026-06-03-lantern-hours-june-3-2026", "Hours/Lantern hours: June 3, 2026"
    desk.ohbot("publish", name)
    announced = memory_wiki.read(page) or ""
    assert announced.startswith("This session will take place on Wednesday, June 3, 2026, 17:00 UTC.\n")
    memory_wiki.edit(page, announced.replace("\n\n[[", "\n\n# Who lights them at dusk?\n\n[["))
    desk.ohbot("sync", name)
    Path("notes.txt").write_text(NOTES)
    said = desk.ohbot("import", "notes.txt", "--into", name).stderr
    assert "merged into the file: " in said
    assert "'status' is planned still: write held when it has taken place" in said
    desk.change(name, "status: planned", "status: held", count=1)
    desk.ohbot("sync", name)
    text = memory_wiki.read(page) or ""
    assert text.startswith("This session took place on Wednesday, June 3, 2026, 17:00 UTC.\n")
    assert "can be sent in" not in text
    assert text.count("Answers are by Amrei unless otherwise noted.") == 1
    assert text.count("Who lights them at dusk?\n#: Nobody does, they wait for the moon.") == 1
    assert "unchanged" in desk.ohbot("sync", name).stdout
