"""Finds the day, the times and the zone that a text tells, and writes other moments there in the same wording.

One grammar for notes, logs, file names and pages. What differs between them is ``header``: a parameter of a template
may tell a day or a time alone, and a capitalised word behind its time is taken for a zone that nobody knows; prose
may speak of any time, so it tells something only where it names the day. The zone of times that name none is given
by whoever asks for the moment.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple

from ohbot.model.enclosures import Span
from ohbot.recognise.writers import EARLY_AND_LATE, Place, Style, is_late, is_unclear
from ohbot.recognise.zones import months, time_zone, weekdays

_ONE_DAY = timedelta(days=1)
_NOON = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class When:
    """A day and a time of day as a text tells them."""

    day: date | None = None
    clock: timedelta | None = None
    """Since midnight; 24:00 is the end of its day."""
    zone: tzinfo | None = None
    unknown_zone: str | None = None
    """A name behind the time that could mean several zones or none."""
    days: tuple[Place, ...] = ()
    clocks: tuple[Place, ...] = ()
    until: "When | None" = None
    """The end of a range of times."""
    lead: str = ""
    """What parts the end of a range from its start; it belongs to the place of the end."""
    borrows: bool = False
    """Whether it leans on the other end of the range: for the half of the day, or to be a time at all."""
    spans: tuple[Span, ...] = ()
    """All that tells the moment, its zone and its end."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the text tells the day and the time."""
        return self.days + self.clocks

    def start(self, default: tzinfo | None) -> datetime | None:
        """The moment in UTC, or None where day, time or zone is not known; ``default`` is for times without one."""
        zone = self.zone or (None if self.unknown_zone else default)
        if self.day is None or self.clock is None or zone is None:
            return None
        return (datetime.combine(self.day, time(), zone) + self.clock).astimezone(UTC)

    def end(self, default: tzinfo | None) -> datetime | None:
        """The end of the range in UTC; None where none is told."""
        return self.until.after(self, default).start(default) if self.until else None

    def after(self, start: "When", default: tzinfo | None) -> "When":
        """As the end of what began at ``start``: in its zone and on its day, or on the next, where it names none."""
        shares = self.zone is None and self.unknown_zone is None
        end = replace(self, zone=start.zone, unknown_zone=start.unknown_zone) if shares else self
        begun, zone = start.start(default), end.zone or default
        if end.day or end.clock is None or begun is None or zone is None:
            return replace(end, day=end.day or start.day)
        day = begun.astimezone(zone).date()
        ended = replace(end, day=day).start(default)
        return replace(end, day=day + _ONE_DAY * (ended is not None and ended <= begun))

    def joined(self, other: "When") -> "When":
        """What two parameters tell: the first of them that has a day, and the first that has a time."""
        if self.clock is None and other.clock is not None:
            return replace(other, day=self.day or other.day, days=self.days + other.days)
        return self if self.day or other.day is None else replace(self, day=other.day, days=other.days)

    def written(self, start: datetime) -> list[str]:
        """What stands at each place where the text tells another moment, which is in UTC."""
        if start == self.start(UTC) and not self.borrows:
            return [place.text for place in self.places]
        return [place.write(self._local(start)) for place in self.places]

    def written_end(self, end: datetime, start: datetime | None) -> list[str]:
        """The same for the end of what begins at ``start``: with its day where its time alone does not tell it."""
        texts = self.written(end)
        if self.days or (start is not None and timedelta() < end - start <= _ONE_DAY):
            return texts
        local = self._local(end)
        return [f"{self.lead}{local:%Y-%m-%d} {self.clocks[0].write(local).removeprefix(self.lead)}"]

    def _local(self, moment: datetime) -> datetime:
        return moment.replace(fold=0).astimezone(self.zone or UTC)


def _compiled(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """A pattern in which a blank stands for every kind of blank, also that of wikitext."""
    return re.compile(pattern.replace(" ", r"(?:\s|&nbsp;)"), flags)


_LONGEST_DAY = 80
_HAS_YEAR = re.compile(r"\d{4}")
_WORD = r"[^\W\d_]{2,14}"
_YEAR = r"(?P<y>\d{4})(?!\d)"
_DAY = r"(?P<d>\d\d?)(?P<th>st|nd|rd|th|er|[.ºª])?"
_DAYS = tuple(
    _compiled(pattern)
    for pattern in (
        r"(?<!\d)(?P<y>\d{4})(?P<sep>[-/]|\.(?=\d\d\.\d\d)|\. (?=\d\d?\. \d)| (?=\d\d \d\d))(?P<m>\d\d?)(?P=sep)"
        r"(?P<d>\d\d?)(?!\d)",
        r"(?<!\d)(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?P<compact>)(?=[T_-]\d{4}(?:\d\d)?(?!\d))",
        r"(?<!\d)(?P<y>\d{4}) ?[年년] ?(?P<m>\d\d?) ?[月월] ?(?P<d>\d\d?) ?[日일号號]?",
        rf"(?<!\d){_DAY}(?: |-)+(?:(?:of|de) +)?(?P<m>{_WORD})\.?,?(?: |-)+(?:del? +)?{_YEAR}"
        r"(?: (?:г|r)\.)?",
        rf"\b(?P<m>{_WORD})\.? +(?:the +)?{_DAY},?(?P<inner> +\d\d?:\d\d(?::\d\d)?(?: [A-Z]{{1,4}}[CT])?)? +{_YEAR}",
        rf"(?<!\d){_YEAR},?(?: |-)+(?P<m>{_WORD})\.?(?: |-)+{_DAY}(?!\d)",
        r"(?<![\d./-])(?P<d>\d\d?)(?P<unclear>[-/])(?P<m>\d\d?)(?P=unclear)(?P<y>\d{4})(?!\d)",
        r"(?<![\d./-])(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d{4})(?!\d)",
    )
)
_ARTICLE = _compiled(r"\b(?:on +)?(?:the|den|der|dem|le|el) +$")
_WEEKDAY_BEFORE = _compiled(rf"(?<![^\W\d_])(?P<word>{_WORD}(?:-feira)?)\.?,? *$")
_WEEKDAY_BEHIND = _compiled(
    r" ?[(（](?P<brief>[^\W\d_]{1,14}(?:-feira)?)\.?[)）]|,? +(?P<word>[^\W\d_]{3,14}(?:-feira)?)\b"
)
_CLOCKS = tuple(
    _compiled(core + r"(?P<tail>)")
    for core in (
        r"(?:(?<=[\x00\x01\d])T(?=\d\d?:)|(?<![0-9A-Za-z_:.]))"
        rf"(?:(?P<before>{'|'.join(EARLY_AND_LATE)}) ?|(?P<front>))(?P<h>\d\d?)"
        r"(?:(?P<sep>::?|[.時时點点]| ?h ?|시 ?)(?P<min>\d\d)(?:::?(?P<s>\d\d)(?:[.,]\d+)?|(?P<no_s>))"
        r"(?:min\b|분|分)?|(?P<no_min>))"
        r"(?P<unit> ?(?:uhr|uur|h|[時时](?![間间])|[點点]|시(?!간))(?![a-z])(?P<more>))?"
        r"(?: ?(?P<half>[ap]\.? ?m\b\.?))?(?![\d:]|\.\d)",
        r"(?<=\x01)[T_-](?P<h>\d\d)(?P<min>\d\d)(?:(?P<s>\d\d)|(?P<no_s_compact>))(?!\d)",
        r"(?<![\w:.])(?P<h>[01]\d|2[0-3])(?P<min>[0-5]\d)(?P<bare>)(?::(?P<s>\d\d)|(?P<no_s>))(?!\d)",
    )
)
_UNITS = ("uhr", "uur", "時", "时", "시")
"""Words that make a time of a number; others may count hours."""
_ZONE = _compiled(
    r" *[(\[]?(?P<zone>(?:UTC|GMT|utc|gmt) ?[+\u2212-] ?(?:1[0-4]|0?\d)(?::?[0-5]\d)?(?![\d:])"
    r"|[A-Z][A-Za-z]+(?:/[A-Z][\w+-]*\w)+|(?:UTC|utc|gmt|UT|Z|[PMCE]T|[A-Z]{2,4}T|MSK|MESZ|MEZ)\b"
    r"|(?:\+(?:0\d|1[0-4]):?|[-\u2212](?:0\d|1[0-4]))[0-5]\d(?!\d|-\d\d-))[)\]]?",
    re.RegexFlag(0),
)
_WEST = re.compile(r"(?P<zone>[-\u2212]\d\d:?\d\d)(?!\d)")
"""What is a zone behind ``T18:00``, and elsewhere the end of a range."""
_ZONE_BEFORE = _compiled(r"\b(?P<zone>UTC|GMT)[\s:)]*$")
_ELSEWHERE = re.compile(
    r"[^A-Za-z]*?\b(?P<zone>[A-Z][A-Za-z]{1,4}\b|[A-Z][a-z]+ (?:[Tt]ime|Zeit)\b)|.*?(?P<other>\w+[時时][間间])",
    re.DOTALL,
)
_UNTIL = _compiled(r" *(?:[-–—−~〜～至到]|から|부터|\b(?:to|until|till|bis|tot|até|до|do|à|a|al|alle|às|as)\b) *")
_BEFORE_CLOCK = _compiled(r",? *")


class _Day(NamedTuple):
    """A day, all that tells it, and its places: two where a time stands in its midst."""

    day: date
    span: Span
    places: tuple[Place, ...]
    sign: str


class _Time(NamedTuple):
    """A time of day, with the zones right behind it and, at the end of a range, its own day."""

    found: re.Match[str]
    clock: timedelta
    half: str
    """The mark of the half of the day, where one is told."""
    sure: bool
    """Whether it is a time by itself: a bare number needs something behind it."""
    zones: tuple[re.Match[str], ...] = ()
    day: _Day | None = None

    @property
    def end(self) -> int:
        """Where the time ends, with its zones."""
        return (self.zones[-1] if self.zones else self.found).end()

    @property
    def ambiguous(self) -> bool:
        """Whether it may be one of either half of the day."""
        return not self.half and 0 < int(self.found["h"]) <= 12


def find_when(text: str, start: int = 0, end: int | None = None, *, header: bool = False) -> When | None:
    """The first day and time that a stretch of a text tells; None for none, or for no day outside of a ``header``."""
    text = text[:end]
    day = _find_day(text, start)
    if day is None and not header:
        return None
    blanked = _without(text, day) if day else text
    candidates = (found for pattern in _CLOCKS for found in pattern.finditer(blanked, start))
    for found in sorted(candidates, key=re.Match.start):
        when = _range(text, blanked, found, day, header=header)
        if when and (when.day or header):
            return when
    return When(day.day, days=day.places, spans=(day.span,)) if day else None


def day_alone(text: str) -> date | None:
    """The day that a text tells, and nothing else but signs."""
    when = find_when(text) if len(text) <= _LONGEST_DAY and _HAS_YEAR.search(text) else None
    if when is None or when.clock is not None:
        return None
    rest = "".join(text[: when.spans[0][0]] + text[when.spans[-1][1] :])
    return None if any(map(str.isalnum, rest)) else when.day


def day_in(*names: str | None) -> date | None:
    """The day that the first of some titles or names with one tells, or None."""
    found = (find_when(name.replace("_", " ")) for name in names if name)
    return next((when.day for when in found if when and when.day), None)


def _without(text: str, day: _Day) -> str:
    """The text with signs for a day, so that no part of it is taken for a time."""
    for (start, end), *_ in day.places:
        text = text[:start] + day.sign * (end - start) + text[end:]
    return text


def is_clock(text: str) -> bool:
    """Whether a text in the form of a time of day tells one ("39:95:90" does not)."""
    found = _CLOCKS[0].match(text)
    return found is not None and _time(text, found) is not None


def _find_day(text: str, at: int) -> _Day | None:
    if not _HAS_YEAR.search(text, at):
        return None
    found = (day for pattern in _DAYS for match in pattern.finditer(text, at) if (day := _day(match)))
    return min(found, key=lambda day: day.span, default=None)


def _day(found: re.Match[str]) -> _Day | None:
    """The day of a match with its weekday; None for one that never was, and where two numbers may mean two days."""
    parts, names = found.groupdict(), months(found["m"])
    month = int(found["m"]) if found["m"].isdigit() else names[0].number + 1 if names else 0
    day, year, unclear = int(found["d"]), int(found["y"]), "unclear" in parts
    swapped = unclear and month > 12
    if swapped:
        month, day = day, month
    try:
        found_day = date(year, month, day)
    except ValueError:
        return None
    if (unclear and not swapped and is_unclear(found_day)) or not 1 < year < 9999:
        return None  # a moment at the very end of the calendar is beyond it in another zone
    (start, end), weekday = _with_weekday(found, found_day)
    languages = [word.language for word in weekdays(found.string[slice(*weekday)])]
    languages.append("de" if parts.get("th") == "." else "")
    language = next((word.language for word in names if word.language in languages), "")
    style = Style(language, weekday, unclear, swapped)
    inner = found.span("inner") if parts.get("inner") else (end, end)
    places = (Place(span, found, style) for span in ((start, inner[0]), (inner[1], end)) if span[0] < span[1])
    return _Day(found_day, (start, end), tuple(places), "\1" if "compact" in parts else "\0")


def _with_weekday(found: re.Match[str], day: date) -> tuple[Span, Span]:
    """Where a day stands with its weekday, and where that does; a long word before it may be somebody's mistake."""
    text, (start, end) = found.string, found.span()
    if article := _ARTICLE.search(text, max(0, start - 9), start):
        start = article.start()
    before = _WEEKDAY_BEFORE.search(text, max(0, start - 20), start)
    names = weekdays(before["word"]) if before else []
    if before and names and (names[0].number == day.weekday() or len(before["word"]) > 2):
        return (before.start(), end), before.span("word")
    behind = _WEEKDAY_BEHIND.match(text, end)
    names = weekdays(behind["brief"] or behind["word"]) if behind else []
    if behind and names and names[0].number == day.weekday():
        return (start, behind.end()), behind.span("brief" if behind["brief"] else "word")
    return (start, end), (end, end)


def _time(blanked: str, found: re.Match[str], day: _Day | None = None) -> _Time | None:
    """The time that a match tells, or None where there is no such time ("39:95", "13:00 pm")."""
    parts = found.groupdict()
    half = parts.get("before") or parts.get("half") or ""
    hour, minute, second = (int(parts.get(name) or 0) for name in ("h", "min", "s"))
    if half and (hour > 12 or (hour == 0 and half not in EARLY_AND_LATE)):
        return None
    clock = timedelta(hours=hour % 12 + 12 * is_late(half) if half else hour, minutes=minute, seconds=second)
    if minute > 59 or second > 59 or clock > _ONE_DAY:
        return None
    unit = (parts.get("unit") or "").strip().lower() in _UNITS
    sure = bool(half or unit or (found["min"] and "bare" not in parts))
    return _Time(found, clock, half, sure, _zones(blanked, found), day)


def _zones(blanked: str, found: re.Match[str]) -> tuple[re.Match[str], ...]:
    """The zones right behind a time: one, or an offset and the name of the zone that has it."""
    west = _WEST.match(blanked, found.end()) if found[0][0] in "Tt" else None
    zone = west or _ZONE.match(blanked, found.end())
    if zone is None or ("bare" in found.groupdict() and not _is_named((zone,))):
        return ()
    more = None if _is_named((zone,)) else _ZONE.match(blanked, zone.end())
    return (zone, more) if more and _is_named((more,)) else (zone,)


def _is_named(zones: tuple[re.Match[str], ...]) -> bool:
    """Whether a zone is told by a name, before which any number is a time."""
    return any(zone["zone"][0].isalpha() for zone in zones)


def _until(text: str, blanked: str, at: int, day: _Day | None) -> _Time | None:
    """The end of a range, where one stands behind its start."""
    parting = _UNTIL.match(blanked, at)
    if parting is None:
        return None
    stop = parting.end()
    if day is None or day.span[0] != stop:
        day = next((own for pattern in _DAYS if (found := pattern.match(text, stop)) and (own := _day(found))), None)
    before = _BEFORE_CLOCK.match(blanked, day.span[1]) if day else None
    stop = before.end() if before else stop
    found = next((found for pattern in _CLOCKS if (found := pattern.match(blanked, stop))), None)
    last = _time(blanked, found, day) if found else None
    return last if last and (last.sure or _is_named(last.zones)) else None


def _range(text: str, blanked: str, found: re.Match[str], day: _Day | None, *, header: bool) -> When | None:
    """What the time of a match and what follows it tell; None where that is no time."""
    first = _time(blanked, found)
    last = _until(text, blanked, first.end, day) if first else None
    if first is None or not (first.sure or last or _is_named(first.zones)):
        return None
    if last and last.day is day:  # only its end tells a day
        day = _find_day(text, last.end)
    stop = last.end if last else first.end
    zones = first.zones[:1] or (last.zones[-1:] if last else ()) or _zone_around(blanked, found, day, stop)
    if not zones and header and (beyond := _ELSEWHERE.match(blanked, stop)):
        zones = (beyond,)
    clock, half = _in_half_of(first, last, before=True)
    borrows = half or (last and not (first.sure or _is_named((*first.zones, *last.zones))))
    place = Place((found.start(), first.end), found, Style(half=half, explicit=bool(borrows)))
    return _when(
        day,
        clock,
        zones,
        days=day.places if day else (),
        clocks=(place,),
        until=_end(text, first, last) if last else None,
        borrows=bool(borrows),
        spans=_merged([(found.start(), stop), *([day.span] if day else []), *(zone.span() for zone in zones)]),
    )


def _end(text: str, first: _Time, last: _Time) -> When:
    """The end of a range; what parts it from its start belongs to its place."""
    clock, half = _in_half_of(last, first, before=False)
    at, days = first.end, last.day.places if last.day else ()
    if last.day:
        days = (days[0]._replace(span=(at, days[0].span[1])), *days[1:])
        at = last.day.span[1]
    # A zone that both ends share stays where the end goes.
    span = (at, last.end if first.zones else last.found.end())
    place = Place(span, last.found, Style(half=half, explicit=bool(half)))
    lead = text[first.end : last.found.start()]
    return _when(last.day, clock, last.zones[:1], days=days, clocks=(place,), lead=lead, borrows=bool(half))


def _when(day: _Day | None, clock: timedelta, zones: tuple[re.Match[str], ...], **more: Any) -> When:
    name = next((zone["zone"] for zone in zones), None)
    zone = time_zone(name) if name else None
    return When(day.day if day else None, clock, zone, None if zone else name, **more)


def _in_half_of(time: _Time, other: _Time | None, *, before: bool) -> tuple[timedelta, str]:
    """The time that is closest before or after the other end, where only that tells the half of the day; its mark."""
    if other is None or not other.half or not time.ambiguous:
        return time.clock, ""
    halves = (time.clock % _NOON, time.clock % _NOON + _NOON)
    away = {half: (other.clock - half if before else half - other.clock) % _ONE_DAY or _ONE_DAY for half in halves}
    blank = re.search(r"\s*$", other.found.string[: other.found.start("half")]) if other.found["half"] else None
    return min(halves, key=away.__getitem__), (blank[0] if blank else "") + other.half


def _zone_around(blanked: str, found: re.Match[str], day: _Day | None, stop: int) -> tuple[re.Match[str], ...]:
    """A zone that is told before a time or its day, or behind the day that follows."""
    places = [found.start()] + ([day.span[0]] if day else [])
    behind = _ZONE.match(blanked, day.span[1]) if day and day.span[1] >= stop else None
    zones = (behind, *(_ZONE_BEFORE.search(blanked, max(0, place - 12), place) for place in places))
    return tuple(zone for zone in zones if zone)[:1]


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(end, whole[-1][1])
        else:
            whole.append((start, end))
    return tuple(whole)
