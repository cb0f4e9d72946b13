"""Differences as people read them."""

from dataclasses import replace
from datetime import UTC, datetime

from ohbot.model import Person, Session
from ohbot.sync.changes import Change, changes

HOUR = Session(start=datetime(2026, 6, 3, 17, tzinfo=UTC), people=(Person("Amrei", "Host"), Person("Bosko")))


def test_a_time_is_told_as_session_files_write_it() -> None:
    later = replace(HOUR, start=datetime(2026, 6, 3, 18, tzinfo=UTC))
    assert changes(HOUR, later) == (Change("changed", "start", "2026-06-03T17:00:00Z", "2026-06-03T18:00:00Z"),)


def test_a_role_or_an_account_is_a_difference_that_can_be_seen() -> None:
    people = (Person("Amrei", "Chair"), Person("Bosko", None, "Bosko B"))
    (change,) = changes(HOUR, replace(HOUR, people=people))
    assert (change.old, change.new) == ("Amrei (Host), Bosko", "Amrei (Chair), Bosko (account Bosko B)")
