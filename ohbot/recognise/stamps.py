"""Time stamps in front of the lines of chat logs: found, taken apart, and what they tell about the session."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from ohbot.recognise.clocks import AT, CLOCK, DATE, DAY, HALF, SPOKEN, plain_clock, seconds_of
from ohbot.recognise.dates import When, find_when, is_clock

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?[ ]"
_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)"
    rf"|(?:{_WEEKDAY})?(?:\d{{1,2}}[ -]{_MONTH}|{_MONTH}[ ]{{1,2}}\d{{1,2}})(?:,?[ -]\d{{4}})?)"
)
_HM, _SECONDS = r"\d{1,2}:{1,2}\d\d", r":{1,2}\d\d"
_FRACTION = rf"(?:[.,]\d{{1,9}})?(?:\s?{HALF})?+"
_WORD_ZONE = r"(?:UTC|GMT|[A-Z]{2,4}T)"
_ZONE = r"Z|[+-]\d\d:?\d\d"
STAMP = re.compile(
    r"[ \t]*(?:\d\d(?=\[\d\d:))?(?:(?P<channel>[#&]?[A-Za-z][\w.-]{0,40}+)[ \t]++(?=\[?\d{4}-\d\d-\d\d))?"
    rf"[\[(]?(?:(?P<date>{_DATE})[\])]?[T,]?[ \t]*[\[(]?)?(?P<clock>{_HM}(?:{_SECONDS})?{_FRACTION})"
    rf"(?P<zone>{_ZONE}|[ ]{_WORD_ZONE}(?=\]|[ ]<)|[ ](?:UTC|GMT)$)?[\])]?(?::|,(?!\s?\d))?(?=[ \t<]|$|(?<=[\])])\w)"
    r"(?![ \t]*(?:-->|[-\u2013\u2014~])[ \t]*\d{1,2}[:.]\d|\s(?:Uhr|uur|ч\.|Z:?$)|[ \t]*\|\s)[ \t]*"
    r"(?:[-\u2013][ \t]+(?=(?(date)[\w+~*]|[^\W\d]\S{0,30}(?: [^\s:]{1,30}){0,2}:[ \t])))?"
)
"""A stamp at the start of a line, with the blanks behind it; not the times of a caption.

Two digits before the bracket are what a lost control character of mIRC leaves of a colour.
"""

_MORE = (
    rf"[AaPp]\.?[Mm]\b|{_WORD_ZONE}(?:\]|[ ]<)|(?:UTC|GMT)$|(?:-->|[-\u2013\u2014~])[ \t]*\d|[-\u2013][ \t]|\|\s"
    r"|Uhr|uur|ч\.|Z:?$"
)
"""What behind a stamp and a blank may belong to the stamp."""


def stamp_pattern(*, seconds: bool = False) -> str:
    """The source of a pattern of stamps without their brackets; with ``seconds`` of those alone that have them."""
    more = _SECONDS if seconds else f"(?:{_SECONDS})?"
    return rf"(?:(?:{_DATE}(?:T|,?[ ]))?{_HM}{more}{_FRACTION}(?:{_ZONE}|[ ]{_WORD_ZONE}\b)?)"


def alike(found: re.Match[str], line: str, other: str = "") -> re.Pattern[str]:
    """A pattern of the stamps that differ from one that ``STAMP`` found in nothing but their digits.

    It finds what ``STAMP`` finds, much quicker, and a ``line`` behind the stamp, if its pattern fits, or some
    ``other`` one, which might begin with what belongs to the stamp. Its groups are those of ``STAMP``, empty where
    there is nothing, and those of the lines, None where they do not fit.
    """
    return _alike(re.sub("[0-9]", "0", found[0].rstrip(" \t-\u2013")), found.regs[1:], line, other)


@lru_cache(maxsize=256)
def _alike(stamp: str, spans: tuple[tuple[int, int], ...], line: str, other: str) -> re.Pattern[str]:
    pattern, at = "", 0
    for begin, end in spans:
        part = stamp[begin:end] if begin >= 0 else ""
        pattern += _any_digits(stamp[at : max(at, begin)]) + f"({_any_digits(part)})"
        at = max(at, end)
    return re.compile(
        rf"{pattern}{_any_digits(stamp[at:])}(?=[ \t<]|$)[ \t]*+(?:{line}|(?!{_MORE})(?:{other})?+)", re.DOTALL
    )


def _any_digits(text: str) -> str:
    return re.escape(text).replace("0", r"\d")


_MINUTES = r":[0-5]\d(?::[0-5]\d)?+(?:[.,]\d++)?+"
_USUAL = rf"(?:(?:[01]?\d|2[0-3]){_MINUTES}|(?:0?[1-9]|1[0-2]){_MINUTES} ?[AaPp]\.?[Mm]\.?)$"
_UNUSUAL = re.compile(rf"^(?!{_USUAL}).+", re.MULTILINE)
_ALL_USUAL = re.compile(rf"(?:(?:{_USUAL})?+(?:\n|\Z))*+", re.MULTILINE)
"""Many clocks, one a line, of which none is unusual."""


class Moment(NamedTuple):
    """A stamp's parts as they are written; empty where the stamp has no such part."""

    clock: str = ""
    day: str = ""
    zone: str = ""

    @property
    def written(self) -> str:
        """The stamp without its date, as a message shows it; zones in words are left out."""
        return self.clock + self.zone if self.zone and self.zone[0] != " " else self.clock

    @property
    def seconds(self) -> float:
        """The time as seconds of a recording."""
        return seconds_of(self.clock)


_EARLY = 300
"""Seconds; by then somebody has spoken in a recording."""


def are_recorded(moments: Sequence[Moment]) -> bool:
    """Whether times are those of a recording: they tell no day, zone or half of the day, and begin early."""
    clocked = [moment for moment in moments if moment.clock]
    if not clocked or any(one.day or one.zone or not one.clock[-1].isdigit() for one in clocked[:3]):
        return False
    return clocked[0].seconds < _EARLY or any(one.clock.count(":") > 1 for one in clocked)


def is_usual(clock: str) -> bool:
    """Whether a message shows a time just as it is written."""
    return plain_clock(clock) == clock


def plain_moment(moment: Moment) -> Moment:
    """The moment with its time as a message shows it."""
    return Moment(plain_clock(moment.clock), moment.day, moment.zone)


class Stamp(NamedTuple):
    """A stamp in a line: what it tells, where it begins and ends with the blanks behind it, and in which form.

    ``form`` has its opening bracket, then "d" for a day, "c" for a time of day, "r" for two times, "s" for one in
    words. Behind the time a bracket may tell when the message was edited.
    """

    moment: Moment
    start: int
    end: int
    form: str
    columns: bool
    """Whether two blanks, a tab or a bar part it from what follows."""


_OTHER = re.compile(
    r"\s*(?P<open>[\[(<])?\s?(?:"
    rf"(?P<day>{DATE}|{DAY})(?:T|[,،.]?\s(?:{AT}\s)?|[,،]\s?)(?P<clock>{CLOCK})"
    rf"|(?P<clock2>{CLOCK})[,،]?\s(?:{AT}\s)?(?P<day2>{DATE})"
    rf"|(?P<from>{CLOCK})\s*(?:-->|[-–—~→])\s*{CLOCK}|(?P<clock3>{CLOCK})|(?P<spoken>{SPOKEN}))"
    rf"(?P<zone>{_ZONE}|\s(?:Z|{_WORD_ZONE})\b)?(?(open)(?:\s?[|,;(]\s?[^\[\]<>\n]{{1,40}})?\s?[\])>]):?"
    r"(?:,(?!\s?\d))?(?=\s|$|(?<=[\])>])\w)\s*(?:[-–—|]\s+(?=\S))?",
    re.IGNORECASE,
)


_KINDS = {"clock": "dc", "clock2": "cd", "from": "r", "clock3": "c", "spoken": "s"}


def find_stamp(line: str, at: int = 0) -> Stamp | None:
    """The stamp at a place of a line, in whatever language; None where none stands there."""
    if found := STAMP.match(line, at):
        kind = "dc" if found["date"] else "c"
        moment = Moment(plain_clock(found["clock"]), found["date"] or "", found["zone"] or "")
        start, end = found.start("date") if found["date"] else found.start("clock"), found.end()
    elif found := _OTHER.match(line, at):
        parts = found.groupdict()
        name = next(name for name in _KINDS if parts[name])
        kind, day = _KINDS[name], parts["day"] or parts["day2"] or ""
        moment = Moment(plain_clock(parts[name]), day if _DIGIT.search(day) else "", (parts["zone"] or "").strip())
        start, end = min(found.start(name) for name, part in parts.items() if part and name != "open"), found.end()
    else:
        return None
    opened = line[start - 1 : start] if start and line[start - 1] in "[(<" else ""
    behind = line[found.start() : end]
    return Stamp(moment, start, end, opened + kind, behind.endswith(("  ", "\t", "| ")))


_DIGIT = re.compile(r"\d")
_NUMBERS = re.compile(r"(\d{1,2})[-/.]\s?(\d{1,2})[-/.]\s?(\d{4}|\d\d)\.?")


def plain_days(days: Iterable[str]) -> dict[str, str]:
    """These days as ISO 8601 tells them, where that is certain: which number is the month, all of them tell."""
    numbers = {day: found for day in days if (found := _NUMBERS.fullmatch(day))}
    late = [int(found[1]) > 12 or "." in day for day, found in numbers.items()]
    months_first = any(int(found[2]) > 12 for found in numbers.values())
    plain = {}
    for day, found in numbers.items() if any(late) != months_first else ():
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        month, number = (first, second) if months_first else (second, first)
        plain[day] = f"{year if year > 99 else 2000 + year}-{month:02}-{number:02}"
    return plain


@lru_cache(maxsize=4096)
def _read(text: str) -> When | None:
    return find_when(text)


def moment(stamp: Moment, zone: tzinfo | None) -> datetime | None:
    """The stamp as a time in UTC; ``zone`` is that of stamps without one; None where it is not certain."""
    when = _read(f"{stamp.day}T{stamp.clock}{stamp.zone}") if stamp.day else None
    return when.start(zone) if when else None


def stamp_day(stamp: Moment) -> date | None:
    """The day that a stamp tells; None where it is not certain."""
    when = _read(stamp.day) if stamp.day else None
    return when.day if when else None


def needs_dates(stamps: Iterable[Moment]) -> bool:
    """Whether times without dates would be unclear: the stamps cover a day or more."""
    dated = [stamp for stamp in stamps if stamp.day]
    days = {stamp.day for stamp in dated}
    if len(days) < 2:
        return False
    begin, end = moment(dated[0], UTC), moment(dated[-1], UTC)
    return len(days) > 2 or not begin or not end or not timedelta() <= end - begin < timedelta(days=1)


def impossible(clocks: Iterable[str]) -> frozenset[str]:
    """Those of these clocks that tell no time of day."""
    text = "\n".join(clocks)
    if _ALL_USUAL.fullmatch(text):
        return frozenset()
    return frozenset(clock for clock in _UNUSUAL.findall(text) if not is_clock(clock))


def shown(stamp: Moment, *, dated: bool) -> str | None:
    """How a message shows its stamp, with the date (as ISO 8601 where it is certain) or without; None without one."""
    return (f"{_shown_day(stamp.day)} {stamp.written}" if dated and stamp.day else stamp.written) or None


@lru_cache(maxsize=4096)
def _shown_day(text: str) -> str:
    when = _read(text)
    if when and when.day:
        return when.day.isoformat()
    return re.sub(rf"^(?:{_WEEKDAY})?(\d+)[ -]({_MONTH})$", r"\2 \1", text)
