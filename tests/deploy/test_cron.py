"""Schedules, in the grammar that Toolforge takes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.deploy.cron import MACROS, NoCron, longest_gap, parse, schedule_of

GAPS = {
    "@hourly": timedelta(hours=1),
    "@daily": timedelta(days=1),
    "@weekly": timedelta(days=7),
    "@monthly": timedelta(days=31),
    "*/15 * * * *": timedelta(minutes=15),
    "5,35 * * * *": timedelta(minutes=30),
    "0 9-17 * * *": timedelta(hours=16),
    "0 0 * * mon": timedelta(days=7),
    "0 0 * * 7": timedelta(days=7),
    "0 0 1 * mon": timedelta(days=7),
    "30 4 1,15 * *": timedelta(days=17),
    "0 0 29 2 *": timedelta(days=3 * 365),
    "0 0 */2 * sat,sun": timedelta(days=2),
}
BROKEN = {
    "@fortnightly": "no macro",
    "@reboot": "no macro",
    "* * * *": "4 fields",
    "* * * * * *": "6 fields",
    "": "0 fields",
    "60 * * * *": "minute",
    "* 24 * * *": "hour",
    "* * 0 * *": "day of the month",
    "* * * 13 *": "month",
    "* * * jan *": "month",
    "* * * * 8": "day of the week",
    "1-5/2 * * * *": "without a step behind a range",
    "30-10 * * * *": "minute",
    "*/0 * * * *": "minute",
    "*/60 * * * *": "minute",
    "*/x * * * *": "minute",
    "a * * * *": "minute",
    "1, * * * *": "minute",
    "-1 * * * *": "minute",
    "² * * * *": "minute",
    "0 0 L * *": "day of the month",
    "0 0 * * 5L": "day of the week",
    "0 0 * * mon#2": "day of the week",
    "0 0 31 2,4 *": "no day of the month",
}


@pytest.mark.parametrize("text", GAPS)
def test_the_longest_time_between_two_starts(text: str) -> None:
    assert longest_gap(parse(text)) == GAPS[text]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_schedule_is_told(text: str) -> None:
    with pytest.raises(NoCron, match=BROKEN[text]):
        parse(text)


@given(seconds=st.integers(60, 30 * 86400))
def test_a_schedule_starts_at_least_as_often_as_asked(seconds: int) -> None:
    """And not more than twice as often, but for what no expression can say."""
    gap = longest_gap(parse(schedule_of(seconds))).total_seconds()
    assert gap <= seconds or schedule_of(seconds) == "*/1 * * * *"
    assert gap * 2 >= min(seconds, 86400)


@given(minute=st.integers(0, 59), hour=st.integers(0, 23))
def test_one_time_a_day_is_a_day_apart(minute: int, hour: int) -> None:
    assert longest_gap(parse(f"{minute} {hour} * * *")) == timedelta(days=1)


def test_round_intervals_are_macros_which_toolforge_spreads() -> None:
    assert [schedule_of(seconds) for seconds in (3600, 86400, 7 * 86400)] == ["@hourly", "@daily", "@weekly"]
    assert set(MACROS) == {"@hourly", "@daily", "@weekly", "@monthly", "@yearly"}
