"""Days, times and zones in English text."""

from datetime import UTC, datetime

import pytest

from ohbot.recognise.dates import find_when
from ohbot.recognise.zones import time_zone


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Office hours: October 15, 2020, 18:00 UTC", "2020-10-15T18:00", None),
        ("15 October 2020 6 pm UTC", "2020-10-15T18:00", None),
        ("Oct 15th, 2020, 6-7pm UTC", "2020-10-15T18:00", "2020-10-15T19:00"),
        ("2020-10-15T18:00:00Z", "2020-10-15T18:00", None),
        ("2020-10-15 18:00–19:30 CEST", "2020-10-15T16:00", "2020-10-15T17:30"),
        ("Thursday, 15th of October 2020, from 18:00 to 19:00 (UTC)", "2020-10-15T18:00", "2020-10-15T19:00"),
        ("23:30 - 00:30 UTC on 3 Sept. 2021", "2021-09-03T23:30", "2021-09-04T00:30"),
        ("15.10.2020 at 18.30 UTC+2", "2020-10-15T16:30", None),
        ("10/15/2020, 12:15 p.m. PDT", "2020-10-15T19:15", None),
        ("2020 10 15, 1800 UTC", "2020-10-15T18:00", None),
        ("10:00 Europe/Berlin, 1 July 2021", "2021-07-01T08:00", None),
        ("31 December 2020, 12 am GMT", "2020-12-31T00:00", None),
        ("March 5, 2024, 6:00 PM UTC", "2024-03-05T18:00", None),
        ("Tue 03 Mar 2020 06:00:00PM UTC", "2020-03-03T18:00", None),
        ("5 March 2024, 11:30 A.M. - 1 P.M. GMT", "2024-03-05T11:30", "2024-03-05T13:00"),
    ],
)
def test_a_moment_is_found_in_the_ways_people_write_it(text: str, start: str, end: str | None) -> None:
    """Start and end are in UTC."""
    when = find_when(text)
    assert when is not None
    assert when.start(None) == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert when.end(None) == (end and datetime.fromisoformat(end).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    "text", ["1 May 2021, 18:00", "1 May 2021, 18:00 IST", "1 May 2021", "1 May 2021, 25:00 UTC"]
)
def test_no_start_is_guessed(text: str) -> None:
    """Without a zone, with an ambiguous one, without a time, with an impossible one."""
    when = find_when(text)
    assert when is not None
    assert when.start(None) is None


@pytest.mark.parametrize(
    "text", ["at 18:00 UTC", "4/5/2020 10:00 UTC", "31 February 2020", "In 2020 10 came", "May 3"]
)
def test_no_day_is_guessed(text: str) -> None:
    """Without one, with one that means two days, and with one that never was."""
    assert find_when(text) is None


def test_a_time_without_zone_takes_the_given_one_but_an_unknown_zone_does_not() -> None:
    """What a person told for times without a zone says nothing about times with one."""
    berlin = time_zone("Europe/Berlin")
    plain, unknown = find_when("1 May 2021, 18:00"), find_when("1 May 2021, 18:00 IST")
    assert plain is not None
    assert unknown is not None
    assert plain.start(berlin) == datetime(2021, 5, 1, 16, tzinfo=UTC)
    assert unknown.start(berlin) is None
    assert unknown.unknown_zone == "IST"


@pytest.mark.parametrize("name", ["", "IST", "UTC+99", "Nowhere/Town", "../etc/passwd", "+"])
def test_a_name_that_is_no_zone_is_none(name: str) -> None:
    """Also one that would lead out of the zones' folder."""
    assert time_zone(name) is None
