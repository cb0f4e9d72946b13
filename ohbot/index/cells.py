"""What a cell says of a session, and how it is written: each field both ways.

Days and times are read and written by the grammar of all dates, so a cell keeps its wording, and a new row has that
of its neighbours.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo

from ohbot.diff.matching import common
from ohbot.index.entries import IndexEntry
from ohbot.index.fields import MOMENTS, Field
from ohbot.model import Person
from ohbot.model.view import day_of, moment_of, stamp
from ohbot.recognise.dates import When, find_when
from ohbot.recognise.zones import another, weekday_names, weekdays
from ohbot.wikitext.escape import link_target
from ohbot.wikitext.fields import is_account
from ohbot.wikitext.plain import plain
from ohbot.wikitext.splice import TextEdit, edited
from ohbot.wikitext.tables import cell_text, link_text

_TAG = re.compile(r"<[^<>]*>|\{\{[^{}]*\}\}")
_WORD = re.compile(r"[^\W\d_]+(?:-feira)?|[月火水木金土日一二三四五六]")
_STAMP = re.compile(r"<(?:time|span|abbr)\b[^<>]*\bdt(?P<which>start|end)\b[^<>]*>")
_VALUE = re.compile(r"(\b(?:datetime|title)=)(?:\"[^\"]*\"|'[^']*')")
_LINK = re.compile(r"\[\[\s*:?\s*(?:[^\[\]|:/]*:MyLanguage/)?([^\[\]|#{}\n]+)")
_ADDRESS = re.compile(r"https?://[^\s\]|<>]+")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a cell is to be written: its zone, and whether the heading tells that, its language, and its part.

    ``sums`` is True for the field that sums the event up, ``cancelled`` is the word for a session that is;
    ``heading`` is the column's, ``is_over`` whether the session is.
    """

    zone: tzinfo = UTC
    is_zone_shown: bool = False
    language: str = "en"
    sums: bool = False
    cancelled: str = "cancelled"
    heading: str = ""
    is_over: bool = False


def cell_written(field: Field, entry: IndexEntry, manner: Manner, like: str = "") -> str:
    """What a cell says of an entry; ``like`` is a cell of its column, for the wording of moments."""
    if field in MOMENTS and like:
        worded = _day_like(like, entry, manner) if field == "day" else _moment_like(like, entry, manner)
        if worded is not None and _tells(field, worded, entry, manner):
            return worded
    text = _WRITERS[field](entry, manner)
    if manner.sums and entry.status == "cancelled":
        return f'<s>{text}</s> (<abbr class="status" title="CANCELLED">{cell_text(manner.cancelled)}</abbr>)'
    return text


def says(field: Field, cell: str, entry: IndexEntry, manner: Manner) -> bool:
    """Whether a cell tells what the entry tells, in whatever wording."""
    wanted = cell_written(field, entry, manner)
    if cell == wanted:
        return True
    if field in MOMENTS:
        return bool(wanted) and _tells(field, cell, entry, manner) and _stamped(cell, entry) == cell
    if field == "notes" and wanted and not manner.sums:
        return is_linked(cell, entry)
    if field == "recording" and wanted:
        return _ADDRESS.findall(wanted) == _ADDRESS.findall(cell)
    words = _words(wanted)
    return words != "" and _words(cell) == words and set(links_in(cell)) == set(links_in(wanted))


def agrees(field: Field, cell: str, entry: IndexEntry, manner: Manner) -> bool:
    """Whether a cell in a person's words says what the entry says, and more or less besides: not worth a word."""
    wanted = cell_written(field, entry, manner)
    if not wanted or says(field, cell, entry, manner):
        return True
    if field in MOMENTS:
        return _tells(field, cell, entry, manner, loosely=True)
    if field == "recording":
        return set(_ADDRESS.findall(wanted)) <= set(_ADDRESS.findall(cell))
    if field == "title" and entry.status != "cancelled":
        return is_linked(cell, entry)
    said = _words(cell)
    return all(_words(part) in said for part in _parts(field, entry)) and (
        entry.status != "cancelled" or not manner.sums or _words(manner.cancelled) in said
    )


def is_linked(cell: str, entry: IndexEntry) -> bool:
    """Whether a cell links to the entry's page."""
    return page_key(entry.page) in links_in(cell)


def links_in(cell: str) -> list[str]:
    """The titles that a cell links to, in one spelling."""
    return [page_key(found[1]) for found in _LINK.finditer(cell)]


def page_key(title: str) -> str:
    """A title in one spelling: the wiki takes underscores for blanks, and a small first letter for a large one."""
    name = " ".join(title.replace("_", " ").split())
    space, colon, rest = name.partition(":")
    rest = rest.lstrip()
    return f"{_large(space)}:{_large(rest)}" if colon else _large(name)


def spellings(title: str) -> tuple[str, ...]:
    """What any link to a page has of its title."""
    rest = title.rpartition(":")[2][1:]
    return rest, rest.replace(" ", "_")


def _large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _words(wikitext: str) -> str:
    return " ".join(plain(wikitext).casefold().split())


def _parts(field: Field, entry: IndexEntry) -> tuple[str, ...]:
    """What a field tells one by one, as plain words."""
    found: Mapping[str, tuple[str, ...]] = {
        "who": tuple(person.name for person in entry.people),
        "venue": entry.venues,
        "topics": entry.topics,
        "translations": entry.translations,
        "open": tuple(words for words, _ in entry.open),
    }
    return found.get(field, (entry.title,))


# --- moments


def moment_in(cell: str) -> When | None:
    """The day and the time that a cell tells, whatever tags are in it."""
    if not any(sign.isdigit() for sign in cell):
        return None
    return find_when(_bare(cell), header=True)


def _bare(cell: str) -> str:
    """A cell with blanks for its tags, so that all else keeps its place."""
    return _TAG.sub(lambda found: " " * len(found[0]), cell)


def same_cell(key: str, one: str, other: str) -> bool:
    """Whether two texts of a column's cell are one to whoever asks who wrote it: a moment may be worded anew."""
    if one == other or key not in MOMENTS:
        return one == other
    return bool(moment := _moment(one)) and moment == _moment(other)


def _moment(cell: str) -> tuple[object, ...]:
    """What a cell tells of a moment, without its wording."""
    when = moment_in(cell)
    if when is None:
        return tuple({word.number for found in _WORD.findall(cell) for word in weekdays(found)})
    until = when.until
    return when.day, when.clock, str(when.zone or ""), when.unknown_zone, until and (until.day, until.clock)


def _tells(field: Field, cell: str, entry: IndexEntry, manner: Manner, *, loosely: bool = False) -> bool:
    """Whether a cell tells the entry's moment, or ``loosely`` its start."""
    if field == "day":
        number = day_of(entry.start or entry.day, manner.zone).weekday()
        return any(word.number == number for found in _WORD.findall(cell) for word in weekdays(found))
    when = moment_in(cell)
    if when is None or when.unknown_zone or (field != "time" and when.day is None):
        return False
    zone = when.zone or manner.zone
    if entry.start is None:
        return when.clock is None and when.day == entry.day
    if when.clock is None:
        return (field == "date" or loosely) and when.day == entry.start.astimezone(zone).date()
    complete = when if when.day else replace(when, day=entry.start.astimezone(zone).date())
    if complete.start(zone) != entry.start:
        return False
    return loosely or complete.end(zone) == entry.end


def _day_like(cell: str, entry: IndexEntry, manner: Manner) -> str | None:
    """A weekday in the wording of another cell, None where that tells none."""
    number = day_of(entry.start or entry.day, manner.zone).weekday()
    for found in _WORD.finditer(cell):
        if words := weekdays(found[0]):
            language = next((word.language for word in words if word.language == manner.language), "")
            return cell[: found.start()] + another(words, number, found[0], language) + cell[found.end() :]
    return None


def _moment_like(cell: str, entry: IndexEntry, manner: Manner) -> str | None:
    """A moment in the wording of another cell; None where that cannot tell it."""
    when = moment_in(cell)
    if when is None or when.unknown_zone or bool(when.until) != bool(when.clocks and entry.end):
        return None
    if when.clock is not None and entry.start is None:
        return None
    start = moment_of(entry.start or entry.day)
    zone = (when.zone or manner.zone) if entry.start else UTC
    first = replace(when, zone=zone)
    edits = [TextEdit(*place.span, new) for place, new in zip(first.places, first.written(start), strict=True)]
    if when.until and entry.end:
        last = when.until.after(first, zone)
        texts = replace(when.until, zone=last.zone or zone).written_end(entry.end, start)
        edits += [TextEdit(*place.span, new) for place, new in zip(when.until.places, texts, strict=True)]
    bare = _bare(cell)
    sames = [common(bare[edit.start : edit.end], edit.text) for edit in edits]
    edits = [TextEdit(edit.start + same, edit.end, edit.text[same:]) for edit, same in zip(edits, sames, strict=True)]
    if any(_TAG.search(cell, edit.start, edit.end) for edit in edits):
        return None
    return _stamped(edited(cell, edits), entry)


def _stamped(cell: str, entry: IndexEntry) -> str:
    """The cell with the moments of its microformat set right."""
    stamps = {"start": _iso(entry), "end": stamp(entry.end) or ""}

    def one(found: re.Match[str]) -> str:
        return _VALUE.sub(lambda value: f'{value[1]}"{stamps[found["which"]]}"', found[0])

    return _STAMP.sub(one, cell)


def _iso(entry: IndexEntry) -> str:
    return stamp(entry.start or entry.day) or ""


# --- writers


def _time_tag(which: str, iso: str, shown: str) -> str:
    return f'<time class="dt{which}" datetime="{iso}">{shown}</time>'


def _write_date(entry: IndexEntry, manner: Manner) -> str:
    return _time_tag("start", _iso(entry), day_of(entry.start or entry.day, manner.zone).isoformat())


def _write_start(entry: IndexEntry, manner: Manner) -> str:
    if entry.start is None:
        return _write_date(entry, manner)
    shown = f"{entry.start.astimezone(manner.zone):%Y-%m-%d %H:%M}"
    return _time_tag("start", _iso(entry), shown) + _rest(entry, manner)


def _rest(entry: IndexEntry, manner: Manner) -> str:
    """The end of a range of times, and their zone; an end more than a day later is told by the page alone."""
    start, end, until, zone = entry.start, entry.end, "", ""
    if start and end and 0 < (end - start).total_seconds() < 86400:
        until = f"\u2013{_time_tag('end', stamp(end) or '', f'{end.astimezone(manner.zone):%H:%M}')}"
    if start and not manner.is_zone_shown:
        zone = " UTC" if manner.zone is UTC else f" {start.astimezone(manner.zone):%z}"
    return until + zone


def _person(person: Person) -> str:
    role = f" ({cell_text(person.role)})" if person.role else ""
    if not is_account(person.username):
        return cell_text(person.name) + role
    return f"[[User:{person.username}|{link_text(person.name)}]]{role}"


def _page_link(entry: IndexEntry, words: str) -> str:
    return f"[[{entry.page}]]" if entry.page == words else f"[[{entry.page}|{link_text(words)}]]"


def _write_recording(entry: IndexEntry, _: Manner) -> str:
    hosts = {one: one.split("://", 1)[-1].split("/")[0].removeprefix("www.") for one in entry.recordings}
    links = ((link_target(address), host) for address, host in hosts.items())
    return " ".join(f"[{target} {link_text(host)}]" for target, host in links if target)


def _write_open(entry: IndexEntry, manner: Manner) -> str:
    named = [(f"#{anchor}" if is_account(anchor) else "", words) for words, anchor in entry.open]
    links = [f"[[{entry.page}{place}|{link_text(words)}]]" for place, words in named]
    return "; ".join(links) if manner.is_over else ""


_WRITERS: Mapping[Field, Callable[[IndexEntry, Manner], str]] = {
    "day": lambda entry, manner: weekday_names(manner.language)[
        day_of(entry.start or entry.day, manner.zone).weekday()
    ],
    "date": _write_date,
    "time": lambda entry, manner: (
        f"{entry.start.astimezone(manner.zone):%H:%M}{_rest(entry, manner)}" if entry.start else ""
    ),
    "start": _write_start,
    "title": lambda entry, _: _page_link(entry, entry.title),
    "who": lambda entry, _: ", ".join(map(_person, entry.people)),
    "venue": lambda entry, _: ", ".join(map(cell_text, entry.venues)),
    "topics": lambda entry, _: "; ".join(map(cell_text, entry.topics)),
    "notes": lambda entry, manner: _page_link(entry, manner.heading or entry.title) if manner.is_over else "",
    "recording": _write_recording,
    "translations": lambda entry, _: " ".join(f"[[{entry.page}/{code}|{code}]]" for code in entry.translations),
    "open": _write_open,
}
