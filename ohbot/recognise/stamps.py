"""Time stamps in front of the lines of chat logs: found, taken apart, and what they tell about the session."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from ohbot.recognise.dates import When, find_when, is_clock

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?[ ]"
_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)"
    rf"|(?:{_WEEKDAY})?(?:\d{{1,2}}[ -]{_MONTH}|{_MONTH}[ ]{{1,2}}\d{{1,2}})(?:,?[ -]\d{{4}})?)"
)
_HM, _SECONDS = r"\d{1,2}:{1,2}\d\d", r":{1,2}\d\d"
_FRACTION = r"(?:[.,]\d{1,9})?(?:[ ]?[AaPp]\.?[Mm]\b\.?)?"
_WORD_ZONE = r"(?:UTC|GMT|[A-Z]{2,4}T)"
_ZONE = r"Z|[+-]\d\d:?\d\d"
STAMP = re.compile(
    r"[ \t]*(?:\d\d(?=\[\d\d:))?(?:(?P<channel>[#&]?[A-Za-z][\w.-]{0,40})[ \t]+(?=\[?\d{4}-\d\d-\d\d))?"
    rf"[\[(]?(?:(?P<date>{_DATE})[\])]?[T,]?[ \t]*[\[(]?)?(?P<clock>{_HM}(?:{_SECONDS})?{_FRACTION})"
    rf"(?P<zone>{_ZONE}|[ ]{_WORD_ZONE}(?=\]|[ ]<))?[\])]?(?::|,(?![ ]\d))?(?=[ \t<]|$)"
    r"(?![ \t]*-->[ \t]*\d)[ \t]*"
    r"(?:[-\u2013][ \t]+(?=(?(date)[\w+~]|[^\W\d]\S{0,30}(?: [^\s:]{1,30}){0,2}:[ \t])))?"
)
"""A stamp at the start of a line, with the blanks behind it; not the times of a caption.

Two digits before the bracket are what a lost control character of mIRC leaves of a colour.
"""

_MORE = rf"[AaPp]\.?[Mm]\b|{_WORD_ZONE}(?:\]|[ ]<)|-->[ \t]*\d|[-\u2013][ \t]"
"""What behind a stamp and a blank may belong to the stamp."""


def stamp_pattern(*, seconds: bool = False) -> str:
    """The source of a pattern of stamps without their brackets; with ``seconds`` of those alone that have them."""
    more = _SECONDS if seconds else f"(?:{_SECONDS})?"
    return rf"(?:(?:{_DATE}(?:T|,?[ ]))?{_HM}{more}{_FRACTION}(?:{_ZONE}|[ ]{_WORD_ZONE}\b)?)"


def alike(found: re.Match[str], line: str) -> re.Pattern[str]:
    """A pattern of the stamps that differ from one that ``STAMP`` found in nothing but their digits.

    It finds what ``STAMP`` finds, much quicker, and a ``line`` behind the stamp, if its pattern fits. Its groups
    are those of ``STAMP``, empty where there is nothing, and those of ``line``, None where it does not fit.
    """
    return _alike(re.sub("[0-9]", "0", found[0].rstrip(" \t-\u2013")), found.regs[1:], line)


@lru_cache(maxsize=256)
def _alike(stamp: str, spans: tuple[tuple[int, int], ...], line: str) -> re.Pattern[str]:
    pattern, at = "", 0
    for begin, end in spans:
        part = stamp[begin:end] if begin >= 0 else ""
        pattern += _any_digits(stamp[at : max(at, begin)]) + f"({_any_digits(part)})"
        at = max(at, end)
    return re.compile(rf"{pattern}{_any_digits(stamp[at:])}(?=[ \t<]|$)[ \t]*+(?:{line}|(?!{_MORE}))", re.DOTALL)


def _any_digits(text: str) -> str:
    return re.escape(text).replace("0", r"\d")


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


def impossible(clocks: Iterable[str]) -> frozenset[str]:
    """Those of these clocks that tell no time of day."""
    return frozenset(clock for clock in _UNUSUAL.findall("\n".join(clocks)) if not is_clock(clock))


def shown(stamp: Moment, *, dated: bool) -> str | None:
    """How a message shows its stamp, with the date (as ISO 8601 where it is certain) or without; None without one."""
    return (f"{_shown_day(stamp.day)} {stamp.written}" if dated and stamp.day else stamp.written) or None


@lru_cache(maxsize=4096)
def _shown_day(text: str) -> str:
    when = _read(text)
    if when and when.day:
        return when.day.isoformat()
    return re.sub(rf"^(?:{_WEEKDAY})?(\d+)[ -]({_MONTH})$", r"\2 \1", text)
