"""Writes moments where a text tells others, in the same wording: each part of a date has its writer."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from ohbot.model.enclosures import Span
from ohbot.recognise.zones import another, months, weekdays

_MINUTES = {"h": "", "時": "分", "时": "分", "點": "分", "点": "分", "시": "분"}
"""Words for hours behind which the minutes are told, and the word behind these."""
_HALVES = (("午前", "午後"), ("上午", "下午"), ("오전", "오후"))
EARLY_AND_LATE = tuple(mark for pair in _HALVES for mark in pair)
"""What stands before a time of either half of the day, in languages that do not tell it behind the time."""


class Style(NamedTuple):
    """What decides how a place tells another moment, besides the words that stand there."""

    language: str = ""
    weekday: Span = (0, 0)
    """Where the weekday stands; empty where none does."""
    unclear: bool = False
    """Whether its numbers may mean another day for some days."""
    swapped: bool = False
    """Whether its month stands where others have the day."""
    half: str = ""
    """The mark of the half of the day at the other end of the range, where only that tells it."""
    explicit: bool = False
    """Whether the minutes have to be told, since nothing else makes a time of the number."""


class Place(NamedTuple):
    """Where a text tells a part of a moment."""

    span: Span
    found: re.Match[str]
    style: Style

    @property
    def text(self) -> str:
        """What stands there."""
        return self.found.string[slice(*self.span)]

    def write(self, moment: datetime) -> str:
        """How the place tells another moment of its zone: part by part, and what is between the parts stays."""
        if self.style.unclear and is_unclear(moment):
            return f"{moment:%Y-%m-%d}"
        parts = [(*self.found.span(name), name) for name in self.found.re.groupindex]
        if self.style.weekday[0] < self.style.weekday[1]:
            parts.append((*self.style.weekday, "weekday"))
        new, at = "", self.span[0]
        for start, end, name in sorted(parts):
            if name in _WRITERS and at <= start and end <= self.span[1]:
                new += self.found.string[at:start] + _WRITERS[name](moment, self.found, self.style)
                at = end
        return new + self.found.string[at : self.span[1]]


def is_unclear(day: date) -> bool:
    """Whether two numbers for it may mean another day: 4/5/2020 is April in one country and May in another."""
    return day.day <= 12 and day.day != day.month


def is_late(half: str) -> bool:
    """Whether a mark of the half of the day means the later one."""
    return half[0] in "pP" or any(half == late for _, late in _HALVES)


def _number(number: int, old: str, *, padded: bool = True) -> str:
    """A number of two digits where the old one has so many, and needs them."""
    return f"{number:02}" if len(old) == 2 and (padded or old[0] == "0") else str(number)


def _write_day(moment: datetime, found: re.Match[str], style: Style, *, name: str) -> str:
    """The weekday, or the day or the month, whichever stands in a part."""
    if name == "weekday":
        old = found.string[slice(*style.weekday)]
        return another(weekdays(old), moment.weekday(), old, style.language)
    old = found[name]
    if (name == "d") != style.swapped:
        return _number(moment.day, old, padded=found["m"].isdigit())
    if old.isdigit():
        return _number(moment.month, old)
    return another(months(old), moment.month - 1, old, style.language)


def _write_ordinal(moment: datetime, found: re.Match[str], _style: Style) -> str:
    """Outside of English only the first of a month has such letters."""
    old, day = found["th"], moment.day
    if old == ".":
        return str(old)
    if old.lower() not in ("st", "nd", "rd", "th"):
        return old if day == 1 else ""
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _write_hour(moment: datetime, found: re.Match[str], style: Style) -> str:
    parts = found.groupdict()
    twelve = bool(style.half or parts.get("before") or parts.get("half"))
    return _number(moment.hour % 12 or 12 if twelve else moment.hour, found["h"], padded=not twelve)


def _write_no_minutes(moment: datetime, found: re.Match[str], style: Style, *, behind_unit: bool) -> str:
    """What is written where only the hour is told: nothing at a full hour, if it need not be explicit."""
    unit = found["unit"] or ""
    sign = unit.strip().lower()
    if behind_unit != (sign in _MINUTES) or not (moment.minute or moment.second or style.explicit):
        return ""
    lead = unit[: unit.lower().index(sign)] if behind_unit else ":"
    return f"{lead}{moment.minute:02}{f':{moment.second:02}' if moment.second else ''}{_MINUTES.get(sign, '')}"


def _write_half(moment: datetime, mark: str) -> str:
    """The mark of the half of the day in the manner of another, with the blanks before it."""
    late, bare = moment.hour > 11, mark.strip()
    for pair in _HALVES:
        if bare in pair:
            return pair[late]
    letter = "ap"[late].upper() if bare[0].isupper() else "ap"[late]
    return mark.replace(bare[0], letter, 1)


def _write_tail(moment: datetime, _found: re.Match[str], style: Style) -> str:
    """The half of the day that is not told yet, and an offset where an hour comes twice, at its second time."""
    half = _write_half(moment, style.half) if style.half and style.half not in EARLY_AND_LATE else ""
    return half + (f"{moment:%z}" if moment.fold else "")


_WRITERS: dict[str, Callable[[datetime, re.Match[str], Style], str]] = {
    # how a moment is told in each part that the patterns of days and times name; empty parts are for what may come in
    "y": lambda moment, _found, _style: f"{moment.year:04}",
    "d": partial(_write_day, name="d"),
    "m": partial(_write_day, name="m"),
    "th": _write_ordinal,
    "weekday": partial(_write_day, name="weekday"),
    "h": _write_hour,
    "min": lambda moment, _found, _style: f"{moment.minute:02}",
    "no_min": partial(_write_no_minutes, behind_unit=False),
    "more": partial(_write_no_minutes, behind_unit=True),
    "s": lambda moment, _found, _style: f"{moment.second:02}",
    "no_s": lambda moment, _found, _style: f":{moment.second:02}" if moment.second else "",
    "no_s_compact": lambda moment, _found, _style: f"{moment.second:02}" if moment.second else "",
    "before": lambda moment, found, _style: _write_half(moment, found["before"]),
    "front": lambda moment, _found, style: _write_half(moment, style.half) if style.half in EARLY_AND_LATE else "",
    "half": lambda moment, found, _style: _write_half(moment, found["half"]),
    "tail": _write_tail,
}
