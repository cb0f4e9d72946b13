"""Cron expressions, as Toolforge's jobs take them: five fields, or a macro that spreads the load."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

MACROS: Mapping[str, str] = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
}
"""The macros; Toolforge moves each job's minute, hour and day by its name, so that jobs do not start all at once."""

_DAYS = {name: number for number, name in enumerate("sun mon tue wed thu fri sat".split())} | {"7": 0}
_DAY_MINUTES = 24 * 60


class NoCron(ValueError):
    """A text that is no cron expression; its words say what is wrong."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    low: int
    high: int
    words: Mapping[str, int]


_FIELDS = (
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day of the month", 1, 31, {}),
    _Field("month", 1, 12, {}),
    _Field("day of the week", 0, 6, _DAYS),
)


@dataclass(frozen=True, slots=True)
class Cron:
    """When a job starts, as the sets of its five fields; ``any_day`` and ``any_weekday`` tell a plain ``*``."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool


def parse(text: str) -> Cron:
    """The expression in a text; raises NoCron.

    The grammar is Toolforge's, which is smaller than cron's: no names of months, and no steps behind a range.
    """
    words = MACROS.get(text, text).lower().split()
    if text.startswith("@") and text not in MACROS:
        raise NoCron(f"{text!r} is no macro that Toolforge knows; write one of {', '.join(MACROS)}")
    if len(words) != len(_FIELDS):
        raise NoCron(f"{text!r} has {len(words)} fields, and five are wanted: minute hour day month weekday")
    minutes, hours, days, months, weekdays = map(_field, words, _FIELDS)
    return Cron(minutes, hours, days, months, weekdays, any_day=words[2] == "*", any_weekday=words[4] == "*")


def _field(word: str, field: _Field) -> frozenset[int]:
    found: set[int] = set()
    for entry in word.split(","):
        found |= _entry(entry, field)
    return frozenset(found)


def _entry(entry: str, field: _Field) -> set[int]:
    body, slash, step = entry.partition("/")
    if "-" in body:
        if slash:
            raise NoCron(f"{entry!r}: Toolforge takes no step behind a range; list the values of the {field.name}")
        start, _, end = body.partition("-")
        return set(range(_number(start, field), _number(end, field) + 1)) or _backwards(entry, field)
    width = _step(step, field) if slash else None
    if body == "*":
        return set(range(field.low, field.high + 1, width or 1))
    first = _number(body, field)
    return set(range(first, field.high + 1, width)) if width else {first}


def _backwards(entry: str, field: _Field) -> set[int]:
    raise NoCron(f"{entry!r}: the range of the {field.name} goes backwards; write two parts, joined by a comma")


def _step(text: str, field: _Field) -> int:
    if not (text.isascii() and text.isdecimal()) or not max(1, field.low) <= int(text) <= field.high:
        raise NoCron(f"'/{text}' is no step of the {field.name}; write a number up to {field.high} behind '/'")
    return int(text)


def _number(text: str, field: _Field) -> int:
    number = field.words.get(text, int(text) if text.isascii() and text.isdecimal() else -1)
    if not field.low <= number <= field.high:
        raise NoCron(f"{text!r} is no {field.name}; write a number from {field.low} to {field.high}, or '*'")
    return number


def longest_gap(cron: Cron) -> timedelta:
    """The longest time between two starts within three years; all of them where there is hardly any start."""
    times = sorted(hour * 60 + minute for hour in cron.hours for minute in cron.minutes)
    start = date(2027, 1, 1)
    days = [number for number in range(3 * 365) if _fits(cron, start + timedelta(number))]
    if len(days) < 2:
        return timedelta(days=3 * 365)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    between = max(later - earlier for earlier, later in pairwise(days))
    return timedelta(minutes=max([*gaps, between * _DAY_MINUTES - times[-1] + times[0]]))


def _fits(cron: Cron, day: date) -> bool:
    """Whether a day is one; where both kinds of day are limited, either will do (as in cron)."""
    by_day, by_weekday = day.day in cron.days, day.isoweekday() % 7 in cron.weekdays
    either = by_day or by_weekday if not (cron.any_day or cron.any_weekday) else by_day and by_weekday
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
