"""The facts of a session where a page holds them: the parameters of its header template, and what its prose tells.

What a template holds is read and written back; what prose tells is read only, for prose is a person's own.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import mwparserfromhell

from ohbot.model import Person, Session
from ohbot.wikitext.escape import escape, unescape
from ohbot.wikitext.source import Source, Span
from ohbot.wikitext.speakers import shown_name

_PARAMETERS = {
    # fact: the names under which header templates hold it, in small letters
    "title": ("title", "name", "session", "event"),
    "date": ("date", "day"),
    "time": ("time", "hour", "hours"),
    "start": ("start", "begin", "starts"),
    "end": ("end", "ends", "until"),
    "status": ("status", "state"),
    "venues": ("venues", "venue", "location", "locations", "channel", "channels", "where", "platform", "place"),
    "recordings": ("recordings", "recording", "video", "videos", "stream", "youtube", "watch"),
    "people": ("people", "speakers", "speaker", "hosts", "host", "guests", "guest", "with", "who"),
    "default_speaker": ("default_speaker", "default speaker", "answers by", "answered by"),
}
_FACT_OF = {name: fact for fact, names in _PARAMETERS.items() for name in names}
_TELLING = frozenset(("title", "date", "start", "recordings"))
"""A template that holds one of these is a header; one that holds only others may be any template."""


@dataclass(frozen=True, slots=True)
class Held:
    """A fact that the page holds: its value, where it stands, and how another value is written there."""

    value: Any
    places: tuple[tuple[Span, Callable[[Any], str]], ...]


def held_facts(source: Source, before: int) -> dict[str, Held]:
    """The facts in the header template: the first template above ``before`` that tells a title, date or recording."""
    for enclosure in sorted(source.enclosures, key=lambda e: e.start):
        if enclosure.start >= before:
            break
        if enclosure.kind == "template":
            places = dict(_places(source.text, enclosure.start, enclosure.end))
            if _TELLING & places.keys():
                return dict(_held(source.text, places))
    return {}


def _places(text: str, start: int, end: int) -> Iterator[tuple[str, Span]]:
    """Each fact's place in a template: its parameter's value without the blanks around it."""
    templates = mwparserfromhell.parse(text[start:end]).nodes
    if not templates or not isinstance(templates[0], mwparserfromhell.nodes.Template):
        return
    at = start + 2 + len(str(templates[0].name))
    for parameter in templates[0].params:
        whole, value = str(parameter), str(parameter.value)
        at += 1
        fact = _FACT_OF.get(str(parameter.name).strip().lower().replace("_", " "))
        fact = fact or _FACT_OF.get(str(parameter.name).strip().lower())
        if fact and parameter.showkey:
            first = at + len(whole) - len(value) + len(value) - len(value.lstrip())
            yield fact, (first, max(first, at + len(whole.rstrip())))
        at += len(whole)


def _held(text: str, places: dict[str, Span]) -> Iterator[tuple[str, Held]]:
    for fact, (read, write) in _PLAIN.items():
        if fact in places:
            value = read(text[slice(*places[fact])])
            if value is not None:
                yield fact, Held(value, ((places[fact], write),))
    yield from _times(text, places)


def _times(text: str, places: dict[str, Span]) -> Iterator[tuple[str, Held]]:
    """Start and end, told in full or as a date and a time (which may be a range), in UTC."""
    words = {name: text[slice(*place)] for name, place in places.items()}
    day, hours = words.get("date", ""), words.get("time", "")
    if "start" in places:
        start = read_time(f"{day} {words['start']}" if not _DATE.search(words["start"]) else words["start"])
        if start:
            yield "start", Held(start, ((places["start"], _full),))
    elif "date" in places and (start := read_time(f"{day} {hours}")):
        parts = [(places["date"], _day_like(day))]
        if "time" in places:
            parts.append((places["time"], _clock))
        yield "start", Held(start, tuple(parts))
    if "end" in places and (end := read_time(f"{day} {words['end']}" if day else words["end"])):
        yield "end", Held(end, ((places["end"], _full),))


_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in _MONTHS)
_DATE = re.compile(
    rf"(?P<y>\d{{4}})-(?P<m>\d\d)-(?P<d>\d\d)|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? (?P<m2>{_MONTH})\.?,? (?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH})\.? (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y3>\d{{4}})",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<!\d)(?P<h>[01]?\d|2[0-4])[:.](?P<min>[0-5]\d)(?::(?P<s>[0-5]\d))?(?!\d)\s*"
    r"(?P<zone>Z\b|[A-Z]{2,5}\b|[+-]\d\d:?\d\d)?"
)


def read_time(words: str) -> datetime | None:
    """A date and a time of day in UTC from what people write in templates; None where either is missing.

    A time without a zone is taken for UTC, as wikis have it; one in another named zone is not guessed at.
    """
    day = _DATE.search(words)
    clock = _CLOCK.search(words, day.end()) or _CLOCK.search(words) if day else None
    if not day or not clock or clock["zone"] not in (None, "Z", "UTC", "GMT"):
        return None
    year, month, date = (day[a] or day[a + "2"] or day[a + "3"] for a in "ymd")
    number = int(month) if month.isdigit() else [m[:3].lower() for m in _MONTHS].index(month[:3].lower()) + 1
    try:
        return datetime(
            int(year), number, int(date), int(clock["h"]), int(clock["min"]), int(clock["s"] or 0), tzinfo=UTC
        )
    except ValueError:
        return None


def _clock(time: datetime) -> str:
    return f"{time:%H:%M:%S} UTC" if time.second else f"{time:%H:%M} UTC"


def _full(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def _day_like(old: str) -> Callable[[datetime], str]:
    """Writes a day in the order in which the old value has it."""
    found = _DATE.search(old)
    if found and found["d2"]:
        return lambda time: f"{time.day} {_MONTHS[time.month - 1]} {time.year}"
    if found and found["d3"]:
        return lambda time: f"{_MONTHS[time.month - 1]} {time.day}, {time.year}"
    return lambda time: f"{time:%Y-%m-%d}"


def _read_text(words: str) -> str | None:
    return unescape(words.replace("{{!}}", "|")).strip() or None


def _write_text(value: str | None) -> str:
    return _in_template(escape(value or ""))


def _in_template(wikitext: str) -> str:
    return wikitext.replace("|", "{{!}}")


def _read_list(words: str) -> tuple[str, ...]:
    return tuple(part for part in (unescape(p).strip() for p in re.split(r"[\n,;]|<br\s*/?>", words)) if part)


def _write_list(values: tuple[str, ...]) -> str:
    return ", ".join(_in_template(escape(value)).replace(",", "&#44;").replace(";", ";") for value in values)


def _read_addresses(words: str) -> tuple[str, ...]:
    return tuple(re.findall(r"https?://[^\s,|\]<>]+", words))


def _read_status(words: str) -> str | None:
    return words.strip().lower() if words.strip().lower() in ("planned", "held", "cancelled") else None


_PERSON = re.compile(r"(?P<name>\[\[[^\[\]]*\]\]|[^(),;\n]+?)\s*(?:\((?P<role>[^()]*)\))?\s*(?:[,;\n]|<br\s*/?>|$)")


def _read_people(words: str) -> tuple[Person, ...]:
    return tuple(_person(found) for found in _PERSON.finditer(words) if found["name"].strip())


def _person(found: re.Match[str]) -> Person:
    user = re.match(r"\[\[[^\[\]:|]*:([^\[\]|]*)", found["name"])
    role = found["role"]
    return Person(
        unescape(shown_name(found["name"].strip())),
        unescape(role) if role else None,
        user[1].strip() if user else None,
    )


def _write_people(people: tuple[Person, ...]) -> str:
    return ", ".join(_in_template(_write_person(person)) for person in people)


def _write_person(person: Person) -> str:
    name = re.sub(r"[(),;]", lambda c: f"&#{ord(c[0])};", escape(person.name))
    role = f" ({re.sub(r'[()]', lambda c: f'&#{ord(c[0])};', escape(person.role))})" if person.role else ""
    return (f"[[User:{person.username}|{name}]]" if person.username else name) + role


_PLAIN: dict[str, tuple[Callable[[str], Any], Callable[[Any], str]]] = {
    # fact: how it is read from a parameter, and written there
    "title": (_read_text, _write_text),
    "status": (_read_status, lambda status: status or ""),
    "venues": (_read_list, _write_list),
    "recordings": (_read_addresses, " ".join),
    "people": (_read_people, _write_people),
    "default_speaker": (_read_text, _write_text),
}

_WORD = r"[^\W\d_a-z][\w'’.-]*"
_NAME = rf"(?P<name>{_WORD}(?: (?:(?:van|von|der|den|de|del|da|di|al|bin|la|le) )*{_WORD}){{0,3}}?)"
_ANSWERS = r"(?i:answers?(?: (?:here|below))?(?: (?:are|were|have been|is))?(?: (?:all|given|provided|written))*)"
_SAYS_WHO = (
    rf"{_ANSWERS} (?i:by|from) {_NAME}(?=[,;]? (?i:unless|except|if not|where not))",
    rf"(?i:unless (?:otherwise |it is )?\w+(?: otherwise)?,? (?:all )?(?:the )?){_ANSWERS} (?i:by|from) {_NAME}"
    r"(?=[.,;)]|$)",
    rf"{_NAME} (?i:(?:answered|gave|answers)(?: all)?(?: (?:the )?(?:answers|questions))?,? unless)",
)
_SAYS = [re.compile(pattern) for pattern in _SAYS_WHO]


def told_default_speaker(prose: str) -> str | None:
    """The person of whom prose says that answers are theirs unless another name is given, or None."""
    for pattern in _SAYS:
        found = pattern.search(prose)
        if found:
            return found["name"].rstrip(".")
    return None


def with_facts(session: Session, held: dict[str, Held]) -> Session:
    """The session with the facts that a page holds."""
    return replace(session, **{fact: value.value for fact, value in held.items()})


def header(name: str, session: Session) -> str:
    """A call of a wiki's header template with the session's facts, a line each, as ``held_facts`` reads them."""
    lines = [f"{{{{{name}"]
    values: dict[str, str] = {}
    for fact in ("title", "start", "end", "status", "venues", "recordings", "people", "default_speaker"):
        value = getattr(session, fact)
        write = _full if fact in ("start", "end") else _PLAIN[fact][1]
        values[fact] = write(value) if value else ""
    lines += [f" | {fact} = {value}".rstrip() for fact, value in values.items()]
    return "\n".join([*lines, "}}\n"])
