"""The next session after those that there are: on the day that their rhythm tells, and like the last one."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import partial
from itertools import pairwise

from ohbot.model import NOTHING, Session
from ohbot.model.counting import counted
from ohbot.model.view import day_of
from ohbot.recognise.dates import find_when
from ohbot.recognise.zones import time_zone

_LAST = 6
"""So many of the last sessions tell the rhythm."""
_ORDINALS = ("first", "second", "third", "fourth", "last")
_ASSUMED = 4
"""Weeks to the next session where there is but one."""

Step = Callable[[date], date]
"""Leads from the day of a session to that of the next."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How the sessions follow each other, in words, and the step from one day to the next."""

    words: str
    step: Step


def zone_of(session: Session, configured: str | None) -> tzinfo:
    """Where a session keeps its hour: as configured, else that of its transcripts, else UTC."""
    names = (configured, *(source.timezone for source in reversed(session.sources)))
    return next((zone for name in names if name and (zone := time_zone(name))), UTC)


def rhythm(days: Sequence[date]) -> Rhythm:
    """The rhythm of the days of the last sessions, in their order."""
    last = sorted(set(days))[-_LAST:]
    for found in _rhythms(last):
        steps = [_steps(found.step, one, other) for one, other in pairwise(last)]
        if all(steps) and sum(step == 1 for step in steps) * 2 >= len(steps):  # one may have been left out
            return found
    gaps = sorted((other - one).days for one, other in pairwise(last))
    if not gaps:
        return _weekly(_ASSUMED, f"{_ASSUMED} weeks later, as one session tells no rhythm")
    weeks = max(1, round(gaps[len(gaps) // 2] / 7))
    return _weekly(weeks, f"{counted(weeks, 'week')} later, which is about what is between the last {len(last)}")


def _steps(step: Step, one: date, other: date) -> int:
    """How many steps lead from one day to another; 0 where none do."""
    for number in range(1, _LAST):
        one = step(one)
        if one >= other:
            return number if one == other else 0
    return 0


def _rhythms(days: Sequence[date]) -> Iterator[Rhythm]:
    """What the rhythm may be, the likeliest first."""
    if len(days) < 2:
        return
    since = f"as the last {len(days)}"
    one, other = min(pairwise(days), key=lambda pair: pair[1] - pair[0])
    months = (other.year - one.year) * 12 + other.month - one.month
    every = "of every month" if months == 1 else f"every {months} months"
    for nth in range(-1, len(_ORDINALS) - 1) if months else ():
        if _nth(days[0], 0, nth) == days[0]:
            yield Rhythm(
                f"on the {_ORDINALS[nth]} {days[0]:%A} {every}, {since}", partial(_nth, months=months, nth=nth)
            )
    weeks, rest = divmod((other - one).days, 7)
    if not rest:
        yield _weekly(weeks, f"every {weeks} weeks, {since}" if weeks > 1 else f"every week, {since}")
    number = max(day.day for day in days)
    if months and _in_month(days[0], 0, number) == days[0]:
        yield Rhythm(f"on the same day {every}, {since}", partial(_in_month, months=months, number=number))


def _weekly(weeks: int, words: str) -> Rhythm:
    return Rhythm(words, lambda day: day + timedelta(weeks=weeks))


def _month_after(day: date, months: int) -> date:
    """The first day of the month that is so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _in_month(day: date, months: int, number: int) -> date:
    first = _month_after(day, months)
    return first.replace(day=min(number, monthrange(first.year, first.month)[1]))


def _nth(day: date, months: int, nth: int) -> date:
    """The weekday of a day in another month: the first (0) to the fourth there, or the last one (-1)."""
    first = _month_after(day, months)
    found = first + timedelta(days=(day.weekday() - first.weekday()) % 7, weeks=nth % 5)
    return found if found.month == first.month else found - timedelta(weeks=1)


def following(days: Sequence[date], today: date) -> tuple[date, str]:
    """The next day in the rhythm of some days, after them and not before today; and the rhythm in words."""
    found = rhythm(days)
    day = found.step(max(days))
    while day < today:
        day = found.step(day)
    return day, found.words


def at_hour_of(last: Session, day: date, zone: tzinfo) -> date:
    """When a session begins on another day: at its hour in the zone, or on that day where nobody knows an hour."""
    if not isinstance(last.start, datetime):
        return day
    return datetime.combine(day, last.start.astimezone(zone).time(), zone).astimezone(UTC)


def next_session(
    last: Session, before: Session | None, start: date, zone: tzinfo, title: str | None = None
) -> Session:
    """A planned session like the last one, at another time; what was said in that one and where it is stays there.

    ``before`` is the one before the last, which tells whether titles are numbered; ``title`` is a person's own.
    """
    if title is None:
        title = _dated(last.title or "", start, zone)
        if title == last.title and before is not None:
            title = _numbered(before.title or "", title)
    end = None
    if last.end and isinstance(last.start, datetime) and isinstance(start, datetime) and last.start < last.end:
        end = start + (last.end - last.start)
    return Session(
        title=title,
        start=start,
        end=end,
        status="planned",
        venues=last.venues,
        people=tuple(replace(person, metadata=NOTHING) for person in last.people),
        default_speaker=last.default_speaker,
    )


def _dated(title: str, start: date, zone: tzinfo) -> str:
    """A title with another moment in the place of the one that it tells, in the same wording."""
    when = find_when(title, header=True)
    if when is None or when.day is None:
        return title
    noon = datetime.combine(day_of(start, zone), time(12), UTC)
    words = when.written(start if isinstance(start, datetime) and when.clock is not None else noon)
    for place, word in sorted(zip(when.places, words, strict=True), key=lambda pair: pair[0].span, reverse=True):
        title = title[: place.span[0]] + word + title[place.span[1] :]
    return title


_NUMBER = re.compile(r"\d+")


def _numbered(before: str, title: str) -> str:
    """A title with the next number, where it is that of the one before but for one number, which grew by one."""
    for old, new in zip(_NUMBER.finditer(before), _NUMBER.finditer(title), strict=False):
        number = int(new[0])
        if int(old[0]) == number - 1 and before[: old.start()] == title[: new.start()]:
            return f"{title[: new.start()]}{number + 1:0{len(new[0])}}{title[new.end() :]}"
    return title
