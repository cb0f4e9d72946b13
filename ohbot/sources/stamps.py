"""Time stamps in front of the lines of chat logs: taken apart, and what they tell about the session."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from ohbot.recognise.chatline import MONTH, WEEKDAY
from ohbot.recognise.dates import When, find_when, is_clock

_MINUTES = r":[0-5]\d(?::[0-5]\d)?(?:[.,]\d+)?"
_UNUSUAL = re.compile(
    rf"^(?!(?:(?:[01]?\d|2[0-3]){_MINUTES}|(?:0?[1-9]|1[0-2]){_MINUTES} ?[AaPp]\.?[Mm]\.?)$).+", re.MULTILINE
)


class Moment(NamedTuple):
    """A stamp's parts as they are written; empty where the stamp has no such part."""

    clock: str = ""
    day: str = ""
    zone: str = ""

    @property
    def written(self) -> str:
        """The stamp without its date, as a message shows it; zones in words are left out."""
        return self.clock + self.zone if self.zone and self.zone[0] != " " else self.clock


@lru_cache(maxsize=4096)
def _read(text: str) -> When | None:
    return find_when(text)


def moment(stamp: Moment, zone: tzinfo | None) -> datetime | None:
    """The stamp as a time in UTC; ``zone`` is that of stamps without one; None where it is not certain."""
    when = _read(f"{stamp.day}T{stamp.clock}{stamp.zone}") if stamp.day else None
    return when.start(zone) if when else None


def needs_dates(stamps: Iterable[Moment]) -> bool:
    """Whether times without dates would be unclear: the stamps cover a day or more."""
    days: dict[str, Moment] = {}
    last = Moment()
    for last in (stamp for stamp in stamps if stamp.day):
        days.setdefault(last.day, last)
    if len(days) < 2:
        return False
    first = next(iter(days.values()))
    begin, end = moment(first, UTC), moment(last, UTC)
    return len(days) > 2 or not begin or not end or not timedelta() <= end - begin < timedelta(days=1)


def shown(stamp: Moment, *, dated: bool) -> str | None:
    """How a message shows its stamp, with the date or without; None where it has none."""
    return (with_date(stamp) if dated else stamp.written) or None


def impossible(clocks: Iterable[str]) -> frozenset[str]:
    """Those of these clocks that tell no time of day."""
    return frozenset(clock for clock in _UNUSUAL.findall("\n".join(clocks)) if not is_clock(clock))


def with_date(stamp: Moment) -> str:
    """The stamp with its date, which is written as ISO 8601 where the day is certain."""
    return f"{_shown_day(stamp.day)} {stamp.written}" if stamp.day else stamp.written


@lru_cache(maxsize=4096)
def _shown_day(text: str) -> str:
    when = _read(text)
    if when and when.day:
        return when.day.isoformat()
    return re.sub(rf"^(?:{WEEKDAY})?(\d+)[ -]({MONTH})$", r"\2 \1", text)
