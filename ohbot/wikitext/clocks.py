"""Dates and times of day as people write them in templates: read, and written again in the same form."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from ohbot.language.dates import MONTHS
from ohbot.model.enclosures import Span

_MONTHS = [month.capitalize() for month in MONTHS]
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in _MONTHS)
_TH = r"(?:st|nd|rd|th)?"
_DAY = re.compile(
    rf"(?P<y>\d{{4}})[-/](?P<m>\d\d)[-/](?P<d>\d\d)(?!\d)|(?<!\d)(?P<d4>\d\d)[-.](?P<m4>\d\d)[-.](?P<y4>\d{{4}})"
    rf"|(?<!\d)(?P<d2>\d{{1,2}}){_TH}\.? (?P<m2>{_MONTH})\.?,? (?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH})\.? (?P<d3>\d{{1,2}}){_TH},? (?P<y3>\d{{4}})",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\d:])(?P<h>[01]?\d|2[0-4])[:.](?P<min>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d.:])"
    r"(?:\s?(?P<noon>[ap])\.?m\b\.?)?"
    r"(?P<offset>Z\b|\+\d\d:?\d\d|(?:(?<=T\d\d:\d\d)|(?<=T\d\d:\d\d:\d\d))-\d\d:?\d\d)?",
    re.IGNORECASE,
)
_ZONE = re.compile(r"[^A-Za-z]*?\b([A-Z][A-Za-z]{1,4})\b")
_OFFSET = re.compile(r"\W*?\b(?:UTC|GMT) ?([+−-](?:1[0-4]|0?\d)(?::?[0-5]\d)?)(?![\d:])")
_UNTIL = re.compile(r"(?:\s*\(?(?:UTC|GMT)\)?(?!-))?\s*(?:[-–—]|to|until|till)\s*", re.IGNORECASE)
_BEFORE_CLOCK = re.compile(r",?[ T]?")
_ONE_DAY = timedelta(days=1)

Writer: TypeAlias = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and a time of day as a text tells them."""

    day: date | None = None
    clock: time | None = None
    places: tuple[tuple[Span, Writer], ...] = ()
    """Where the text tells them, and how it writes a moment of its own zone there."""
    until: "Moment | None" = None
    """The end of a range of times."""
    lead: str = ""
    """What parts the end of a range from its start; it belongs to the place of the end."""
    elsewhere: bool = False
    """Whether the time is told in a zone that is not guessed at."""
    offset: timedelta = timedelta()
    half: str = ""
    """``a`` or ``p``, where the text tells the half of the day."""
    borrows: bool = False
    """Whether only the end of the range tells the half of the day."""

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
        begun = start.value
        if begun is None:
            return replace(self, day=start.day)
        same = replace(self, day=(begun + self.offset).date())
        late = same.value is not None and same.value <= begun
        return replace(same, day=(begun + self.offset).date() + _ONE_DAY * late)

    def range_end(self) -> "Moment | None":
        """The end of the range of times, where one is told."""
        return self.until.after(self) if self.until else None

    def written(self, moment: datetime) -> list[str]:
        """What stands at each place where the text tells another moment, which is in UTC."""
        return [write(moment + self.offset) for _, write in self.places]

    def written_end(self, end: datetime, start: datetime | None) -> list[str]:
        """The same for the end of what begins at ``start``: with its day where its clock alone does not tell it."""
        local = end + self.offset
        tells = len(self.places) > 1 or (start is not None and timedelta() < end - start <= _ONE_DAY)
        return [f"{self.lead}{'' if tells else f'{local:%Y-%m-%d} '}{write(local)}" for _, write in self.places]


def read_moment(text: str, start: int, end: int) -> Moment:
    """What a parameter's value between two places of a text tells of a day and a time of day.

    A time without a zone is taken for UTC, as wikis have it; one in another named zone is not guessed at.
    """
    first = _CLOCK.search(text, start, end)
    until = _until(text, first.end(), end) if first else None
    clock: re.Match[str] | None = first
    if first and until:
        stop = until.places[-1][0][1]
        day = _DAY.search(text, start, first.start()) or _DAY.search(text, stop, end)
    else:
        day = _DAY.search(text, start, end)
        clock = _CLOCK.search(text, day.end(), end) or first if day else first
        stop = clock.end() if clock else end
    told = _day(day) if day else None
    places = ((day.span(), _day_like(day)),) if day and told else ()
    if clock is None:
        return Moment(told, places=places)
    at = _clock(clock, until)
    at = replace(at, day=told, places=(*places, *at.places), until=until)
    return at if clock["offset"] else _zoned(at, text, stop, end)


def _zoned(moment: Moment, text: str, start: int, end: int) -> Moment:
    """The moment in the zone that is told behind it."""
    told = _OFFSET.match(text, start, end)
    if told:
        offset = _offset(told[1])
        return replace(moment, offset=offset, until=replace(moment.until, offset=offset) if moment.until else None)
    zone = _ZONE.match(text, start, end)
    return replace(moment, elsewhere=zone is not None and zone[1].upper() not in ("UTC", "GMT", "Z", "AND"))


def _until(text: str, start: int, end: int) -> Moment | None:
    """The end of a range, where one stands behind its start."""
    parting = _UNTIL.match(text, start, end)
    day = _DAY.match(text, parting.end(), end) if parting else None
    before = _BEFORE_CLOCK.match(text, day.end(), end) if day else parting
    clock = _CLOCK.match(text, before.end(), end) if before else None
    if parting is None or clock is None:
        return None
    found, lead = _clock(clock), text[start : parting.end()]
    if day is None:
        return replace(found, lead=lead, places=(((start, clock.end()), found.places[0][1]),))
    write_day = _day_like(day)
    return replace(
        found, day=_day(day), places=(((start, day.end()), lambda moment: lead + write_day(moment)), *found.places)
    )


def _day(found: re.Match[str]) -> date | None:
    year, month, day = (found[a] or found[a + "2"] or found[a + "3"] or found[a + "4"] for a in "ymd")
    number = int(month) if month.isdigit() else [name[:3] for name in MONTHS].index(month[:3].lower()) + 1
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _day_like(found: re.Match[str]) -> Writer:
    """Writes a day in the order in which the old one is written."""
    if found["d2"]:
        return lambda moment: f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    if found["d3"]:
        return lambda moment: f"{_MONTHS[moment.month - 1]} {moment.day}, {moment.year}"
    if found["d4"]:
        return lambda moment: f"{moment:%d-%m-%Y}"
    return lambda moment: f"{moment:%Y-%m-%d}"


def _clock(found: re.Match[str], until: Moment | None = None) -> Moment:
    """A time of day; where only the end of a range tells the half of the day, its start is the last before that."""
    half = (found["noon"] or "").lower()
    hour = int(found["h"])
    if half:
        hour = hour % 12 + 12 * (half == "p")
    told = time(hour % 24, int(found["min"]), int(found["s"] or 0))
    borrows = until is not None and bool(until.half) and not half and 0 < hour <= 12
    if borrows and until and until.clock:
        half = until.half
        later = told.replace(hour=hour % 12 + 12)
        told = later if later < until.clock else told.replace(hour=hour % 12)
    write = _clock_like(found, half)
    places = ((found.span(), write),)
    return Moment(clock=told, places=places, offset=_offset(found["offset"]), half=half, borrows=borrows)


def _offset(told: str | None) -> timedelta:
    if told is None or told in "Zz":
        return timedelta()
    hours, minutes = re.fullmatch(r"[+−-](\d\d?):?(\d\d)?", told).groups()  # type: ignore[union-attr]
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return size if told[0] == "+" else -size


def _clock_like(found: re.Match[str], half: str) -> Writer:
    zone, seconds = found["offset"] or "", found["s"] is not None

    def write(moment: datetime) -> str:
        precise = ":%S" if seconds or moment.second else ""
        if half:
            return f"{moment.hour % 12 or 12}{moment.strftime(f':%M{precise}')} {'PM' if moment.hour > 11 else 'AM'}"
        return moment.strftime(f"%H:%M{precise}") + zone

    return write


def write_moment(moment: datetime) -> str:
    """A moment in UTC in the form in which new pages tell it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
