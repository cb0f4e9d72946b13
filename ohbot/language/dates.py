"""Finds the day, the time and the time zone that a line of English text tells."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

Span = tuple[int, int]

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)

OFFSETS = {
    **dict.fromkeys(("UTC", "GMT", "UT", "Z", "WET"), 0),
    **dict.fromkeys(("CET", "WEST"), 1),
    **dict.fromkeys(("CEST", "EET"), 2),
    **dict.fromkeys(("EEST", "MSK"), 3),
    **dict.fromkeys(("EST", "CDT"), -5),
    **dict.fromkeys(("MST", "PDT"), -7),
    "EDT": -4,
    "MDT": -6,
    "PST": -8,
    "JST": 9,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
}
"""Hours east of UTC, for the abbreviations that mean one zone only (CST, IST and BST mean several)."""

REGIONS = {"PT": "America/Los_Angeles", "MT": "America/Denver", "CT": "America/Chicago", "ET": "America/New_York"}

_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_YEAR}([-/. ])(?P<month>\d{{2}})\2(?P<day>\d{{2}})(?!\d)",
        rf"\b(?:(?:on\s+)?the\s+)?{_DAY}[\s-]+(?:of\s+)?{_MONTH},?[\s-]+{_YEAR}\b",
        rf"\b{_MONTH}\s+(?:the\s+)?{_DAY},?\s+{_YEAR}\b",
        rf"\b{_YEAR},?\s+{_MONTH}\s+{_DAY}\b",
        rf"\b(?P<day>\d{{1,2}})([-/.])(?P<month>\d{{1,2}})\2{_YEAR}\b",
    )
)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,?\s*(?:the\s*)?$", re.I)
_CLOCK = r"(?P<h{0}>\d{{1,2}})(?:[:.](?P<m{0}>\d{{2}})(?::\d{{2}}(?:\.\d+)?)?)?(?:\s*(?P<x{0}>[apAP])\.?[mM]\b\.?)?"
_ZONE = (
    r"(?P<zone>(?:UTC|GMT)\s?[+\u2212-]\s?\d{1,2}(?::?\d{2})?|[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?"
    r"|[+-]\d{2}:?\d{2}|(?:UTC|UT|Z|PT|MT|CT|ET|[A-Z]{2,4}T|MSK)\b)"
)
_RANGE = r"\s*(?:-|\u2013|\u2014|\bto\b|\buntil\b|\btill\b)\s*"
_TIME = re.compile(
    rf"(?:\bfrom\s+|\bat\s+|\bT|(?<![\d:.\w]))(?<!\d){_CLOCK.format('')}"
    rf"(?:{_RANGE}{_CLOCK.format('2')})?(?![\d:])(?:\s*\(?{_ZONE}\)?)?"
)
_MILITARY = re.compile(rf"(?<![\d:.-])(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)\s+\(?{_ZONE}\)?")


@dataclass(frozen=True, slots=True)
class When:
    """The day, and where told the time and end, that a line names; ``spans`` is where it does so.

    ``zone`` is None where the line names none; ``unknown_zone`` is a name that could mean several zones or none.
    """

    day: date
    begin: time | None = None
    finish: time | None = None
    zone: tzinfo | None = None
    unknown_zone: str | None = None
    spans: tuple[Span, ...] = ()

    def start(self, default: tzinfo | None) -> datetime | None:
        """The start in UTC, or None where the time or the zone is not known."""
        return self._moment(self.begin, default)

    def end(self, default: tzinfo | None) -> datetime | None:
        """The end in UTC, on the next day where it would be before the start; None where not known."""
        start, end = self.start(default), self._moment(self.finish, default)
        return end + timedelta(days=1) if start and end and end < start else end

    def _moment(self, clock: time | None, default: tzinfo | None) -> datetime | None:
        zone = self.zone or (None if self.unknown_zone else default)
        if clock is None or zone is None:
            return None
        try:
            return datetime.combine(self.day, clock, zone).astimezone(UTC)
        except OverflowError:  # the first or last day of the calendar
            return None


def time_zone(name: str) -> tzinfo | None:
    """The zone that people call ``name`` ("UTC", "CEST", "+02:00", "UTC+2", "Europe/Berlin"), or None."""
    if offset := re.fullmatch(r"(?:UTC|GMT)?\s?([+\u2212-])\s?(\d{1,2})(?::?(\d{2}))?", name):
        sign, hours, minutes = offset.groups()
        east = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(east if sign == "+" else -east) if east < timedelta(hours=24) else None
    if name in OFFSETS:
        return timezone(timedelta(hours=OFFSETS[name])) if OFFSETS[name] else UTC
    try:
        return ZoneInfo(REGIONS.get(name, name)) if name in REGIONS or "/" in name else None
    except (KeyError, ValueError, OSError):
        return None


def find_day(text: str) -> tuple[date, Span] | None:
    """The first date in ``text`` with its place, taking a weekday before it along."""
    found = [hit for pattern in _DATES for match in pattern.finditer(text) if (hit := _day(match))]
    if not found:
        return None
    day, (start, end) = min(found, key=lambda hit: hit[1])
    weekday = _WEEKDAY.search(text[:start])
    return day, (weekday.start() if weekday else start, end)


def find_when(text: str) -> When | None:
    """The day and time that ``text`` tells, or None where it names no day."""
    found = find_day(text)
    if not found:
        return None
    day, span = found
    start, end = span
    blanked = text[:start] + "\x00" * (end - start) + text[end:]
    for match in (*_MILITARY.finditer(blanked), *_TIME.finditer(blanked)):
        if clocks := _clocks(match):
            return _when(day, span, match, clocks)
    return When(day, spans=(span,))


def _when(day: date, span: Span, match: re.Match[str], clocks: tuple[time, time | None]) -> When:
    name = match["zone"]
    zone = time_zone(name) if name else None
    return When(day, *clocks, zone, None if zone else name, tuple(sorted((span, match.span()))))


def _day(match: re.Match[str]) -> tuple[date, Span] | None:
    month, day = _month(match["month"]), int(match["day"])
    if month is None:
        return None
    slashed = match.re is _DATES[-1] and "." not in match[0]
    if slashed and month != day and max(month, day) <= 12:
        return None  # 4/5/2020 is April in one country and May in another
    if slashed and month > 12:
        month, day = day, month
    try:
        return date(int(match["year"]), month, day), match.span()
    except ValueError:
        return None


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    low = "sep" if text.lower() == "sept" else text.lower()
    return next((n for n, name in enumerate(MONTHS, 1) if low in (name, name[:3])), None)


def _clocks(match: re.Match[str]) -> tuple[time, time | None] | None:
    parts = match.groupdict()
    half, half2 = parts.get("x"), parts.get("x2")
    # A bare number is a time only with "pm" or a zone: "at 18 UTC".
    if not (parts["m"] or parts.get("m2") or half or half2 or parts["zone"]):
        return None
    first = _clock(parts["h"], parts["m"], half or half2)
    if first is None:
        return None
    second = parts.get("h2")
    return first, _clock(second, parts["m2"], half2) if second else None


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    if hours > 23 or int(minute or 0) > 59:
        return None
    return time(hours, int(minute or 0))
