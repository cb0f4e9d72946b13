"""Dates and times of day as people write them in templates: read, and written again in the same form."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from ohbot.wikitext.source import Span

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in _MONTHS)
_TH = r"(?:st|nd|rd|th)?"
_DAY = re.compile(
    rf"(?P<y>\d{{4}})[-/](?P<m>\d\d)[-/](?P<d>\d\d)(?!\d)|(?<!\d)(?P<d4>\d\d)[-.](?P<m4>\d\d)[-.](?P<y4>\d{{4}})"
    rf"|(?<!\d)(?P<d2>\d{{1,2}}){_TH}\.? (?P<m2>{_MONTH})\.?,? (?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH})\.? (?P<d3>\d{{1,2}}){_TH},? (?P<y3>\d{{4}})",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\d:])(?P<h>[01]?\d|2[0-4])[:.](?P<min>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d.:-])"
    r"(?:\s?(?P<noon>[ap])\.?m\b\.?)?(?P<offset>Z\b|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_ZONE = re.compile(r"[^A-Za-z]*?\b([A-Z][A-Za-z]{1,4})\b")
_UNTIL = re.compile(r"\s*(?:[-–—]|to|until|till)\s*", re.IGNORECASE)

Places: TypeAlias = tuple[tuple[Span, Callable[[datetime], str]], ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and a time of day, each with its place in the text; ``until`` is the end of a range of times."""

    day: date | None = None
    clock: time | None = None
    places: Places = ()
    until: "Moment | None" = None
    elsewhere: bool = False
    """Whether the time is told in a zone that is not guessed at."""
    offset: timedelta = timedelta()

    @property
    def value(self) -> datetime | None:
        """The moment in UTC; None where day or clock is missing, or the zone is another one."""
        if self.day is None or self.clock is None or self.elsewhere:
            return None
        return datetime.combine(self.day, self.clock, UTC) - self.offset

    def joined(self, other: "Moment") -> "Moment":
        """What two parameters tell: the first of them that has a day, and the first that has a clock."""
        if self.clock is None and other.clock is not None:
            return replace(other, day=self.day or other.day, places=self.places + other.places)
        if self.day is None and other.day is not None:
            return replace(self, day=other.day, places=self.places + other.places[:1])
        return self

    def after(self, start: "Moment") -> "Moment":
        """The end of what began at ``start``: on its day where it has none, or on the next one."""
        if self.day is not None or self.clock is None:
            return self
        same = replace(self, day=start.day)
        begun = start.value
        if begun and same.value and same.value <= begun:
            return replace(same, day=begun.date() + timedelta(days=1))
        return same

    def range_end(self) -> "Moment | None":
        """The end of the range of times, where one is told."""
        return self.until.after(self) if self.until else None


def read_moment(text: str, start: int, end: int) -> Moment:
    """What a parameter's value between two places of a text tells of a day and a time of day.

    A time without a zone is taken for UTC, as wikis have it; one in another named zone is not guessed at.
    """
    day = _DAY.search(text, start, end)
    clock = _CLOCK.search(text, day.end() if day else start, end) or _CLOCK.search(text, start, end)
    told = _day(day) if day else None
    found = Moment(told, places=((day.span(), _day_like(day)),) if day and told else ())
    if clock is None:
        return found
    at = _clock(clock)
    until = _until(text, clock.end(), end)
    zone = _ZONE.match(text, until.places[0][0][1] if until else clock.end(), end)
    elsewhere = clock["offset"] is None and zone is not None and zone[1].upper() not in ("UTC", "GMT", "Z", "AND")
    places = (*found.places, *at.places)
    return replace(at, day=told, places=places, until=until, elsewhere=elsewhere)


def _until(text: str, start: int, end: int) -> Moment | None:
    parting = _UNTIL.match(text, start, end)
    clock = _CLOCK.match(text, parting.end(), end) if parting else None
    return _clock(clock) if clock else None


def _day(found: re.Match[str]) -> date | None:
    year, month, day = (found[a] or found[a + "2"] or found[a + "3"] or found[a + "4"] for a in "ymd")
    number = int(month) if month.isdigit() else [m[:3].lower() for m in _MONTHS].index(month[:3].lower()) + 1
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _day_like(found: re.Match[str]) -> Callable[[datetime], str]:
    """Writes a day in the order in which the old one is written."""
    if found["d2"]:
        return lambda moment: f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    if found["d3"]:
        return lambda moment: f"{_MONTHS[moment.month - 1]} {moment.day}, {moment.year}"
    if found["d4"]:
        return lambda moment: f"{moment:%d-%m-%Y}"
    return lambda moment: f"{moment:%Y-%m-%d}"


def _clock(found: re.Match[str]) -> Moment:
    hour = int(found["h"])
    if found["noon"]:
        hour = hour % 12 + 12 * (found["noon"].lower() == "p")
    told = time(hour % 24, int(found["min"]), int(found["s"] or 0))
    return Moment(clock=told, places=((found.span(), _clock_like(found)),), offset=_offset(found["offset"]))


def _offset(told: str | None) -> timedelta:
    if told is None or told in "Zz":
        return timedelta()
    digits = told[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if told[0] == "-" else size


def _clock_like(found: re.Match[str]) -> Callable[[datetime], str]:
    zone = "Z" if found["offset"] else ""
    noon, seconds = found["noon"], found["s"] is not None

    def write(moment: datetime) -> str:
        precise = ":%S" if seconds or moment.second else ""
        if noon:
            return f"{moment.hour % 12 or 12}{moment.strftime(f':%M{precise}')} {'PM' if moment.hour > 11 else 'AM'}"
        return moment.strftime(f"%H:%M{precise}") + zone

    return write


def write_moment(moment: datetime) -> str:
    """A moment in UTC in the form in which new pages tell it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
