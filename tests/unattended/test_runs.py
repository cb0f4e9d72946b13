"""Many runs in a row on a real wiki, as a scheduler starts them, with people and faults between."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ohbot import sandbox as sandboxes
from tests.cli.desk import SESSION, Desk
from tests.sandboxed import Sandbox
from tests.unattended.jobs import syncing
from tests.wiki.people import People

pytestmark = pytest.mark.wiki
HOURS = 30


def reports(desk: Desk) -> list[dict[str, Any]]:
    """The reports, the oldest first."""
    return [json.loads(path.read_text("utf-8")) for path in sorted((desk.archive / ".ohbot/runs").glob("*.json"))]


def session(number: int) -> str:
    return SESSION.replace("Lantern hours: June 3, 2026", f"Lantern hours {number}")


class Hours:
    """An archive of three sessions, its pages, and what people wrote so far."""

    def __init__(self, office: Desk, people: People) -> None:
        self.office, self.people = office, people
        self.random = Random(6)
        self.names = ["first", "second", "third"]
        self.words: dict[str, list[str]] = {name: [] for name in self.names}
        for number, name in enumerate(self.names):
            office.write(name, session(number))

    def title(self, name: str) -> str:
        return f"{self.office.prefix}Lantern hours {self.names.index(name)}"

    def bot_edits(self) -> int:
        """How many edits the bot made on this wiki so far."""
        query = {"list": "usercontribs", "ucuser": "Office hours bot", "uclimit": "max", "ucprop": "ids"}
        return len(self.people.sysop.ask(action="query", **query)["query"]["usercontribs"])

    def pages(self) -> dict[str, str]:
        """The pages' texts by the names of their sessions."""
        titles = {self.title(name): name for name in self.names}
        query = {"prop": "revisions", "rvprop": "content", "rvslots": "main", "titles": "|".join(titles)}
        pages = self.people.sysop.ask(action="query", **query)["query"]["pages"]
        return {titles[page["title"]]: page["revisions"][0]["slots"]["main"]["content"] for page in pages}

    def edit_page(self, name: str, word: str) -> None:
        text = self.people.read(self.title(name)) or ""
        self.people.edit(self.title(name), text.replace("The wick draws air.", f"The wick draws air. {word}"))
        self.words[name].append(word)

    def edit_file(self, name: str, word: str) -> None:
        self.office.change(name, "Nobody", f"Nobody {word}")
        self.words[name].append(word)

    def require_agreement(self) -> None:
        """Every word that somebody wrote is once in the file and once on the page."""
        pages = self.pages()
        for name, words in self.words.items():
            for text in (self.office.read(name), pages[name]):
                assert [text.count(word) for word in words] == [1] * len(words), text

    @contextmanager
    def in_a_hurry(self) -> Iterator[None]:
        """With a deadline that ends a run soon."""
        config = self.office.archive / "ohbot.toml"
        before = config.read_text("utf-8")
        config.write_text(before + "[jobs]\ndeadline = 1\n", "utf-8")
        yield
        config.write_text(before, "utf-8")

    def a_run_without_its_wiki(self, sandbox: Sandbox) -> None:
        """The wiki's server restarts."""
        sandboxes.stop(sandbox.directory)
        with self.in_a_hurry():
            self.office.ohbot("-q", "sync", exits=5)
        sandboxes.start(sandbox.directory)

    def leave_what_a_dead_machine_leaves(self) -> None:
        """A lease of a process that is gone, and half a file."""
        dead = {"token": "x", "host": os.uname().nodename, "pid": 2**22, "started": 1.0, "expires": 1e12}
        (self.office.archive / ".ohbot" / "lease").write_text(json.dumps(dead), "utf-8")
        (self.office.sessions / ".ohbot-half.tmp").write_text("half", "utf-8")

    def people_at_work(self, hour: int) -> int:
        """Some edits; return how many pages ohbot has to edit then."""
        on_page = self.random.sample(self.names, self.random.choice([0, 0, 1, 2]))
        in_file = self.random.sample(self.names, self.random.choice([0, 1, 1]))
        for name in on_page:
            self.edit_page(name, f"page{hour}word")
        for name in in_file:
            self.edit_file(name, f"file{hour}word")
        return len(in_file)


def test_thirty_hours_without_drift_or_a_doubled_edit(office: Desk, people: People, sandbox: Sandbox) -> None:
    """The wiki is read-only or away now and then, and a machine dies: the next run makes good."""
    hours = Hours(office, people)
    office.ohbot("sync")
    made, owed = hours.bot_edits(), 0
    for hour in range(1, HOURS):
        owed += hours.people_at_work(hour)
        if hour % 7 == 3:
            with sandbox.switched("$wgReadOnly = 'Upkeep.';"), hours.in_a_hurry():
                office.ohbot("-q", "sync", exits=5)
            assert office.ohbot("health").stdout.startswith("all is well")
            continue
        if hour == 15:
            hours.a_run_without_its_wiki(sandbox)
        if hour == 20:
            hours.leave_what_a_dead_machine_leaves()
        office.ohbot("sync")
        hours.require_agreement()
        before, made = made, hours.bot_edits()
        assert made - before <= owed
        owed = 0
        if hour % 5 == 0:
            assert "3 unchanged" in office.ohbot("sync").stderr
            assert hours.bot_edits() == made
            assert office.ohbot("health").stdout.startswith("all is well")
    assert not (office.sessions / ".ohbot-half.tmp").exists()
    assert len([one for one in reports(office) if one["result"] == "failed"]) == len(range(3, HOURS, 7)) + 1
    assert sum(one["counts"].get("create", 0) for one in reports(office)) == 3
    assert "last run: sync" in office.ohbot("status").stderr


def test_a_conflict_waits_and_is_told_until_somebody_settles_it(office: Desk, people: People) -> None:
    office.write("hours", session(7))
    office.ohbot("sync")
    title = f"{office.prefix}Lantern hours 7"
    office.change("hours", "The wick draws air.", "The wick draws cold air.")
    text = people.read(title) or ""
    people.edit(title, text.replace("The wick draws air.", "The wick draws warm air."))
    for _ in range(2):
        said = office.ohbot("sync", exits=3)
        assert "ohbot resolve hours" in said.stderr.splitlines()[-1]
        assert "1 conflict waits for a person (hours)" in office.ohbot("health", exits=1).stdout
    office.ohbot("resolve", "hours", "--theirs")
    assert office.ohbot("health").stdout.startswith("all is well")
    office.write("other", session(8))
    (office.sessions / "hours.yaml").unlink()
    office.ohbot("sync")
    office.ohbot("health")


def test_of_two_schedulers_one_works_and_the_other_says_so(office: Desk, people: People) -> None:
    """The first has three pages to make, two seconds apart."""
    config = office.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8").replace("[wiki]", "[wiki]\nthrottle = 2"), "utf-8")
    for number in range(3):
        office.write(f"hours-{number}", session(number))
    with syncing(office.archive, "saved as revision") as first:
        said = office.ohbot("sync", exits=5).stderr
        first.communicate(timeout=60)
    assert f"another run works on this archive (process {first.pid} on " in said
    assert first.returncode == 0
    assert sorted(one["result"] for one in reports(office)) == ["good", "skipped"]
    assert [people.count(f"{office.prefix}Lantern hours {number}") for number in range(3)] == [1, 1, 1]
    office.ohbot("health")


def test_a_signal_between_two_edits_ends_the_run_and_the_next_one_goes_on(office: Desk, people: People) -> None:
    """A bot without its flag waits a minute there."""
    config = office.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8").replace("[wiki]", "[wiki]\nthrottle = 60"), "utf-8")
    for number in range(2):
        office.write(f"hours-{number}", session(number))
    with syncing(office.archive, "saved as revision") as job:
        job.send_signal(signal.SIGTERM)
        _, last = job.communicate(timeout=10)
    assert job.returncode == 5
    assert "stopped as asked" in last
    assert [people.count(f"{office.prefix}Lantern hours {number}") for number in range(2)] == [1, 0]
    office.configure(json_api(office))
    office.ohbot("sync")
    assert [people.count(f"{office.prefix}Lantern hours {number}") for number in range(2)] == [1, 1]


def json_api(office: Desk) -> str:
    """The address in the archive's configuration."""
    rows = (office.archive / "ohbot.toml").read_text("utf-8").splitlines()
    return next(row for row in rows if row.startswith("api")).split('"')[1]


def test_a_stop_page_halts_all_edits_and_says_who_and_when(office: Desk, people: People) -> None:
    stop = f"User:Office hours bot/stop {office.prefix.rstrip('/')}"
    config = office.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8").replace("[wiki]", f'[wiki]\nstop_page = "{stop}"'), "utf-8")
    office.write("hours", session(9))
    people.edit(stop, "Please stop, the titles are wrong.")
    said = office.ohbot("sync", exits=4).stderr
    assert f"Robin stopped ohbot on {stop} (20" in said
    assert people.count(f"{office.prefix}Lantern hours 9") == 0
    assert f"WRONG stop page: Robin stopped ohbot on {stop}" in office.ohbot("doctor", exits=4).stdout
    people.edit(stop, "")
    office.ohbot("sync")
    assert people.count(f"{office.prefix}Lantern hours 9") == 1


def test_a_long_run_ends_at_its_deadline_and_says_so(office: Desk) -> None:
    config = office.archive / "ohbot.toml"
    text = config.read_text("utf-8").replace("[wiki]", "[wiki]\nthrottle = 30")
    config.write_text(text + "[jobs]\ndeadline = 20\n", "utf-8")
    for number in range(2):
        office.write(f"hours-{number}", session(number))
    said = office.ohbot("sync", exits=5)
    assert "the time of this run is over; the next run goes on from here" in said.stderr.splitlines()[-1]
    assert reports(office)[-1]["counts"] == {"create": 1}


def test_nothing_is_written_beside_the_archive(office: Desk, tmp_path: Path) -> None:
    office.write("hours", session(1))
    office.ohbot("sync")
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]
