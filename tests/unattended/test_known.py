"""What stays as it is for long: told once, acknowledged by a person, and told again when it changes."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.desk import SESSION, Desk
from tests.wiki.people import People

pytestmark = pytest.mark.wiki


@pytest.fixture
def page(office: Desk) -> str:
    """A published session's page, and a second session that is well."""
    office.write("hours")
    office.write("other", SESSION.replace("June 3, 2026", "another"))
    office.ohbot("sync")
    return f"{office.prefix}Lantern hours: June 3, 2026"


def delete(office: Desk, people: People, page: str) -> None:
    people.delete(page)


def protect(office: Desk, people: People, page: str) -> None:
    people.sysop.do(action="protect", title=page, protections="edit=sysop", reason="too much advice")
    office.change("hours", "draws air", "draws warm air")


def disagree(office: Desk, people: People, page: str) -> None:
    people.edit(page, (people.read(page) or "").replace("draws air", "draws cold air"))
    office.change("hours", "draws air", "draws warm air")


STATES: dict[str, tuple[Callable[[Desk, People, str], None], int]] = {
    "deleted": (delete, 1),
    "protected": (protect, 1),
    "conflict": (disagree, 3),
}


def last_report(office: Desk) -> dict[str, Any]:
    """The newest run's report."""
    found: dict[str, Any] = json.loads(sorted((office.archive / ".ohbot/runs").glob("*.json"))[-1].read_bytes())
    return found


@pytest.mark.parametrize(("make", "code"), STATES.values(), ids=STATES)
def test_a_state_that_is_acknowledged_fails_no_run_and_sends_no_mail(
    office: Desk, people: People, page: str, make: Callable[..., None], code: int
) -> None:
    """Neither does the daily pull, which does not end it either; status names it, and health counts it."""
    make(office, people, page)
    assert "'ohbot ack hours'" in office.ohbot("-q", "sync", exits=code).stderr
    assert "hours: acknowledged until it changes" in office.ohbot("ack", "hours").stdout
    for words in ("sync", "pull --all", "sync"):
        assert office.ohbot("-q", *words.split()).all == ""
    assert "refused, acknowledged: " in (said := office.ohbot("sync").stdout) or "conflict, acknowledged: " in said
    assert last_report(office)["result"] == "good"
    assert "acknowledged since 20" in office.ohbot("status").stderr
    assert "1 known state may stay" in office.ohbot("health").stdout
    assert office.ohbot("ack").stdout.startswith("hours: acknowledged until it changes: ")


@pytest.mark.parametrize(("make", "code"), STATES.values(), ids=STATES)
def test_it_can_be_told_again_on_demand(
    office: Desk, people: People, page: str, make: Callable[..., None], code: int
) -> None:
    make(office, people, page)
    office.ohbot("sync", exits=code)
    before = office.snapshot()
    office.ohbot("ack", "hours", "--dry-run")
    assert office.snapshot() == before
    office.ohbot("ack", "hours")
    office.ohbot("sync")
    assert "told again" in office.ohbot("ack", "--undo", "hours").stdout
    office.ohbot("sync", exits=code)
    assert office.ohbot("ack").stdout == ""


def test_another_conflict_is_another_state(office: Desk, people: People, page: str) -> None:
    """The place is the same, the words on the page are not."""
    disagree(office, people, page)
    office.ohbot("sync", exits=3)
    office.ohbot("ack", "hours")
    office.ohbot("sync")
    people.edit(page, (people.read(page) or "").replace("draws cold air", "draws icy air"))
    assert "hours" in office.ohbot("-q", "sync", exits=3).stdout
    office.ohbot("sync", exits=3)
    assert "1 conflict waits" in office.ohbot("health", exits=1).stdout


def test_what_is_over_is_acknowledged_no_more(office: Desk, people: People, page: str) -> None:
    """The page was unprotected and is protected again: that is news."""
    protect(office, people, page)
    office.ohbot("sync", exits=1)
    office.ohbot("ack", "hours")
    people.sysop.do(action="protect", title=page, protections="edit=all", reason="well")
    assert "published" in office.ohbot("-q", "sync").stdout
    assert office.ohbot("ack").stdout == ""
    people.sysop.do(action="protect", title=page, protections="edit=sysop", reason="again")
    office.change("hours", "draws warm air", "draws mild air")
    office.ohbot("sync", exits=1)


def test_what_is_acknowledged_of_a_session_ends_with_its_file(office: Desk, people: People, page: str) -> None:
    delete(office, people, page)
    office.ohbot("sync", exits=1)
    office.ohbot("ack", "hours")
    (office.sessions / "hours.yaml").unlink()
    office.ohbot("sync")
    assert office.ohbot("ack").stdout == ""
    assert "known state" not in office.ohbot("health").stdout


def test_what_no_run_complained_of_cannot_be_acknowledged(office: Desk, page: str) -> None:
    for name in ("hours", "nobody"):
        assert f"{name}: the last run had nothing to say against it" in office.ohbot("ack", name, exits=1).stderr


def test_each_outcome_stands_once_where_no_terminal_is(office: Desk, people: People, page: str) -> None:
    """On one of the two streams, which often end in one mail; in the log where a form of it is asked for."""
    disagree(office, people, page)
    office.change("other", "draws air", "draws much air")
    said = office.ohbot("sync", exits=3).all
    assert said.count("the file's changes go to the page") == 1
    assert said.count("both sides changed exchange 1") == 1
    office.change("other", "much air", "more air")
    said_in_json = office.ohbot("--log-format", "json", "sync", exits=3)
    assert said_in_json.stdout == ""
    events = [json.loads(line)["what"] for line in said_in_json.stderr.splitlines()]
    assert [event for event in events if "go to the page" in event] == [
        "published: the file's changes go to the page"
    ]


@pytest.mark.parametrize("words", ["sync", "sync hours", "status", "pull --all", "publish hours", "diff", "check"])
def test_quiet_with_nothing_to_do_says_nothing_at_all(office: Desk, page: str, words: str) -> None:
    assert office.ohbot("-q", *words.split()).all == ""


def test_quiet_looks_say_only_what_is_not_well(office: Desk, page: str) -> None:
    assert office.ohbot("-q", "health").all == ""
    said = office.ohbot("-q", "doctor").stdout
    assert "ok " not in said
    assert "! " in said


def test_health_says_at_once_that_a_run_was_not_allowed(
    office: Desk, people: People, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop page, and a login that is refused: neither passes by itself."""
    stop = f"User:Office hours bot/stop {office.prefix.rstrip('/')}"
    config = office.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8").replace("[wiki]", f'[wiki]\nstop_page = "{stop}"'), "utf-8")
    assert office.ohbot("health").stdout.startswith("all is well")
    people.edit(stop, "Please stop.")
    office.change("hours", "draws air", "draws warm air")
    office.ohbot("sync", exits=4)
    assert f"the last run failed: Robin stopped ohbot on {stop}" in office.ohbot("health", exits=1).stdout
    people.edit(stop, "")
    office.ohbot("sync")
    assert office.ohbot("health").stdout.startswith("all is well")
    monkeypatch.setenv("OHBOT_PASSWORD", "a wrong password")
    office.ohbot("sync", exits=4)
    assert "refuses the login" in office.ohbot("health", exits=1).stdout
    found = office.ohbot("doctor", exits=4).stdout
    assert "WRONG login: " in found
    assert "ok    login" not in found
