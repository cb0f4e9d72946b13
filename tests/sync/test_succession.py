"""The next session: its day by the rhythm of the last ones, its hour by its zone, its title like theirs."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from ohbot.model import Exchange, Person, Session, Transcript, WikiLink
from ohbot.sync.names import misnamed
from ohbot.sync.succession import at_hour_of, following, next_session, zone_of

RHYTHMS = {
    # the days of the last sessions: the next one, and why
    "2026-01-07 2026-01-14 2026-01-21": "2026-01-28 every week",
    "2026-06-24 2026-07-01": "2026-07-08 every week",
    "2026-01-07 2026-01-21 2026-02-04": "2026-02-18 every 2 weeks",
    "2026-01-07 2026-01-21 2026-02-18 2026-03-04": "2026-03-18 every 2 weeks",
    "2026-01-08 2026-02-12 2026-03-12": "2026-04-09 on the second Thursday of every month",
    "2026-08-13 2026-09-10 2026-10-08 2026-12-10": "2027-01-14 on the second Thursday of every month",
    "2026-01-29 2026-02-26 2026-03-26 2026-04-30": "2026-05-28 on the last Thursday of every month",
    "2026-01-08 2026-04-09 2026-07-09": "2026-10-08 on the second Thursday every 3 months",
    "2026-01-15 2026-02-15 2026-03-15": "2026-04-15 on the same day of every month",
    "2026-01-31 2026-02-28 2026-03-31": "2026-04-30 on the same day of every month",
    "2026-12-31 2027-01-31": "2027-02-28 on the same day of every month",
    "2026-01-08 2026-02-12 2026-02-24": "2026-03-31 5 weeks later",
    "2026-01-08": "2026-02-05 4 weeks later, as one session tells no rhythm",
    "2026-01-08 2026-01-08": "2026-02-05 4 weeks later",
}


@pytest.mark.parametrize("days", RHYTHMS)
def test_the_next_day_is_in_the_rhythm_of_the_last_ones(days: str) -> None:
    day, why = following([date.fromisoformat(one) for one in days.split()], date(2026, 1, 1))
    assert f"{day} {why}".startswith(RHYTHMS[days])


def test_the_next_day_is_not_over() -> None:
    assert following([date(2025, 1, 8), date(2025, 1, 15)], date(2026, 6, 1))[0] == date(2026, 6, 3)


def test_the_hour_is_that_of_the_zone_in_summer_and_winter() -> None:
    last, berlin = Session(start=datetime(2026, 10, 8, 16, tzinfo=UTC)), ZoneInfo("Europe/Berlin")
    assert at_hour_of(last, date(2026, 11, 12), berlin) == datetime(2026, 11, 12, 17, tzinfo=UTC)
    assert at_hour_of(last, date(2026, 11, 12), UTC) == datetime(2026, 11, 12, 16, tzinfo=UTC)


def test_the_zone_is_the_configured_one_or_that_of_the_transcripts() -> None:
    session = Session(sources=(Transcript("a"), Transcript("b", timezone="Asia/Tokyo")))
    assert str(zone_of(session, "Europe/Berlin")) == "Europe/Berlin"
    assert str(zone_of(session, None)) == "Asia/Tokyo"
    assert zone_of(Session(), None) is UTC


TITLES = {
    # the last title, and the one before: the next one
    ("Hours: June 4, 2026, 18:00 UTC", ""): "Hours: July 2, 2026, 17:00 UTC",
    ("Hours 2026-06-04", "Hours 2026-05-07"): "Hours 2026-07-02",
    ("Stunde, 4. Juni 2026 (Do)", ""): "Stunde, 2. Juli 2026 (Do)",
    ("Hours 12", "Hours 11"): "Hours 13",
    ("Hours #09 of 2026", "Hours #08 of 2026"): "Hours #10 of 2026",
    ("Room 12", "Room 12"): "Room 12",
    ("Hours", ""): "Hours",
}


@pytest.mark.parametrize(("last", "before"), TITLES)
def test_the_title_gets_the_new_date_or_number(last: str, before: str) -> None:
    old = Session(title=last, start=datetime(2026, 6, 4, 18, tzinfo=UTC))
    new = next_session(old, Session(title=before), datetime(2026, 7, 2, 17, tzinfo=UTC), UTC)
    assert new.title == TITLES[last, before]


def test_what_was_said_and_where_it_is_stays_with_the_last_one() -> None:
    old = Session(
        title="Hours",
        start=datetime(2026, 6, 4, 18, tzinfo=UTC),
        end=datetime(2026, 6, 4, 19, 30, tzinfo=UTC),
        status="held",
        venues=("IRC",),
        recordings=("https://video.example/1",),
        people=(Person("Amrei", "keeper", "Amrei", metadata={"private": "x"}),),
        default_speaker="Amrei",
        body=(Exchange("Why?"),),
        sources=(Transcript("a"),),
        wiki=WikiLink("Hours"),
        metadata={"x-mine": 1},
    )
    new = next_session(old, None, datetime(2026, 7, 2, 18, tzinfo=UTC), UTC, "More hours")
    assert new == Session(
        title="More hours",
        start=datetime(2026, 7, 2, 18, tzinfo=UTC),
        end=datetime(2026, 7, 2, 19, 30, tzinfo=UTC),
        status="planned",
        venues=("IRC",),
        people=old.people,
        default_speaker="Amrei",
    )
    assert not new.metadata
    assert not new.people[0].metadata


def test_a_page_whose_name_has_another_day_is_told() -> None:
    """And one whose name has none, or the same in another wording, is not."""
    told = "a person may move it to Hours/2026-06-11, and ohbot follows"
    assert told in misnamed("Hours/Hours 4 June 2026", "Hours/2026-06-11")
    for page in ("Hours/Hours 11 June 2026", "Hours/June", "Hours/04-05-2026"):
        assert not misnamed(page, "Hours/2026-06-11")
    assert not misnamed("Hours/2026-06-04", "Hours/June")
