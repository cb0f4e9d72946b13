"""Cron expressions: five fields, or a macro; read by cronsim, and held to what Toolforge and crontabs take."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from cronsim import CronSim, CronSimError

MACROS: Mapping[str, str] = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
}
"""The macros; Toolforge moves each job's minute, hour and day by its name, so that jobs do not start all at once."""
FIELDS = (
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day of the month", 1, 31),
    ("month", 1, 12),
    ("day of the week", 0, 7),
)
"""The fields in their order, each with its least and its largest number."""

_DAY_MINUTES = 24 * 60
_START = datetime(2027, 1, 1, tzinfo=UTC)
_NO_CRONTAB = re.compile(r"#|\bLW?\b|\dL\b", re.IGNORECASE)
"""What cronsim reads beyond crontabs: the last and the n-th day."""
_TOOLFORGE_PART = re.compile(r"(?:\*|[0-9]+)(?:/(?P<step>[0-9]+))?|[0-9a-z]+(?:-[0-9a-z]+)?")


class NoCron(ValueError):
    """A text that is no cron expression; its words say what is wrong."""


def parse(text: str) -> CronSim:
    """The expression in a text; raises NoCron.

    The grammar is Toolforge's, which is smaller than cron's: no names of months, and no steps behind a range.
    """
    fields = MACROS.get(text, text).lower().split()
    if text.startswith("@") and text not in MACROS:
        raise NoCron(f"{text!r} is no macro that Toolforge knows; write one of {', '.join(MACROS)}")
    if len(fields) != len(FIELDS):
        raise NoCron(f"{text!r} has {len(fields)} fields, and five are wanted: minute hour day month weekday")
    for place, field in enumerate(fields):
        name, low, high = FIELDS[place]
        if not (is_field(field, place) and all(_is_toolforges(part, place) for part in field.split(","))):
            raise NoCron(
                f"{field!r} is no {name} that Toolforge takes; write '*', '*/STEP', or numbers from {low} to {high} "
                "with '-' and ',', without a step behind a range"
            )
    try:
        return CronSim(" ".join(fields), _START)
    except CronSimError:
        raise NoCron(f"{text!r} names no day of the month that there is in these months") from None


def is_field(text: str, place: int) -> bool:
    """Whether a text may stand in this place (from 0 to 4) of a crontab's line."""
    fields = ["*"] * len(FIELDS)
    fields[place] = text
    try:
        CronSim(" ".join(fields), _START)
    except CronSimError:
        return False
    return _NO_CRONTAB.search(text) is None


def _is_toolforges(part: str, place: int) -> bool:
    name, low, high = FIELDS[place]
    found = _TOOLFORGE_PART.fullmatch(part)
    if found is None or (name == "month" and re.search("[a-z]", part)):
        return False
    return found["step"] is None or max(1, low) <= int(found["step"]) <= high


def longest_gap(cron: CronSim) -> timedelta:
    """The longest time between two starts within three years; all of them where there is hardly any start."""
    times = sorted(hour * 60 + minute for hour in cron.hours for minute in cron.minutes)
    days = [number for number in range(3 * 365) if _fits(cron, _START.date() + timedelta(number))]
    if len(days) < 2:
        return timedelta(days=3 * 365)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    between = max(later - earlier for earlier, later in pairwise(days))
    return timedelta(minutes=max([*gaps, between * _DAY_MINUTES - times[-1] + times[0]]))


def _fits(cron: CronSim, day: date) -> bool:
    """Whether a day is one; where both kinds of day are limited, either will do (as in cron)."""
    weekday = day.isoweekday()
    by_day, by_weekday = day.day in cron.days, bool({weekday, weekday % 7} & cron.weekdays)
    either = by_day and by_weekday if "*" in (cron.parts[3], cron.parts[5]) else by_day or by_weekday
    return day.month in cron.months and either


def schedule_of(seconds: float) -> str:
    """An expression that starts a job at least every so many seconds, and not much more often."""
    minutes = max(1, int(seconds // 60))
    for macro, length in (("@weekly", 7 * _DAY_MINUTES), ("@daily", _DAY_MINUTES), ("@hourly", 60)):
        if minutes in range(length, length + length // 2) or (macro == "@weekly" and minutes >= length):
            return macro
    if minutes > 60:
        hours = max(number for number in (1, 2, 3, 4, 6, 8, 12) if number * 60 <= minutes)
        return f"17 */{hours} * * *"
    return f"*/{max(number for number in (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30) if number <= minutes)} * * * *"
