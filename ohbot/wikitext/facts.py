"""The facts of a session where a page holds them: the parameters of its header template, and what its prose tells.

What a template holds is read and written back; what prose tells is read only, for prose is a person's own.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial, reduce
from typing import Any

import mwparserfromhell

from ohbot.model import Person, Session
from ohbot.model.enclosures import Enclosure, Span
from ohbot.model.text import label
from ohbot.recognise.dates import When, find_when
from ohbot.recognise.people import default_speaker
from ohbot.wikitext.escape import escape, escape_address, unescape
from ohbot.wikitext.source import ScannedText
from ohbot.wikitext.speakers import shown_name
from ohbot.wikitext.splice import TextEdit

_PARAMETERS = {
    # fact: the names under which header templates hold it, in small letters and with blanks
    "title": "title, name, session, event, session title",
    "date": "date, day, session date, meeting date, start date, startdate, event date",
    "time": "time, hour, hours, times",
    "start": "start, begin, begins, starts, start time, starttime, from, when, datetime, date time",
    "end date": "end date, enddate",
    "end": "end, ends, until, end time, endtime, to",
    "status": "status, state",
    "venues": "venues, venue, location, locations, channel, channels, where, platform, place, medium",
    "recordings": "recordings, recording, video, videos, stream, youtube, watch, recording url",
    "people": "people, speakers, speaker, hosts, host, guests, guest, with, who, presenters",
    "default_speaker": "default speaker, answers by, answered by, answerer",
}
_FACT_OF = {name: fact for fact, names in _PARAMETERS.items() for name in names.split(", ")}
_TELLING = frozenset(("title", "date", "start", "recordings"))
"""A template that holds one of these is a header; one that holds only others may be any template."""
_BOX = re.compile(
    r"\s*(?:collaps|hid(?:e|den)|cot\b|quot|box|[a-z]?mbox|archiv|cite|note|nav|see\b|main\b)", re.IGNORECASE
)
"""Names of templates whose title is a title of something else."""


@dataclass(frozen=True, slots=True)
class PageFact:
    """A fact that the page holds: its value, where it stands, and what a session writes there.

    ``values`` are the facts that decide on it, with the values that the page tells; its own is the first.
    """

    values: tuple[tuple[str, Any], ...]
    places: tuple[Span, ...]
    write: Callable[[Session], list[str]]

    @property
    def value(self) -> Any:
        """What the page tells."""
        return self.values[0][1]

    def edits(self, session: Session) -> list[TextEdit]:
        """What has to stand where the page tells the fact, if the session tells something else."""
        if all(getattr(session, fact) == value for fact, value in self.values):
            return []
        absent = not getattr(session, self.values[0][0])
        values = [""] * len(self.places) if absent else self.write(session)
        return [TextEdit(*place, value) for place, value in zip(self.places, values, strict=True)]


def page_facts(source: ScannedText, before: int) -> dict[str, PageFact]:
    """The facts in the header template: the first template above ``before`` that tells a title, date or recording."""
    behind = 0
    for enclosure in sorted((e for e in source.enclosures if e.end <= before), key=lambda e: e.start):
        if enclosure.kind == "template" and enclosure.start >= behind:
            places = dict(_places(source, enclosure))
            if _TELLING & places.keys():
                return dict(_facts_at(source.text, places))
        behind = max(behind, enclosure.end)
    return {}


_LARGEST = 20_000
_MOST_BRACES = 200
"""A template of more characters or with more templates in it is a box around something, and no header."""


def _places(source: ScannedText, template: Enclosure) -> Iterator[tuple[str, Span]]:
    """Each fact's place in a template: its parameter's value without the blanks and comments around it."""
    wikitext = source.text[template.start : template.end]
    if "=" not in wikitext or len(wikitext) > _LARGEST or wikitext.count("{{") > _MOST_BRACES:
        return
    node = next(iter(mwparserfromhell.parse(wikitext).nodes), None)
    if not isinstance(node, mwparserfromhell.nodes.Template) or _BOX.match(str(node.name)):
        return
    at = template.start + len("{{") + len(str(node.name))
    for parameter in node.params:
        end = at + len("|") + len(str(parameter))
        fact = _FACT_OF.get(re.sub(r"[_\s-]+", " ", str(parameter.name)).strip().lower())
        place = _value(source, end - len(str(parameter.value)), end) if fact and parameter.showkey else None
        if fact and place:
            yield fact, place
        at = end


def _value(source: ScannedText, start: int, end: int) -> Span | None:
    """The one visible stretch of a value; None where comments part it."""
    said = [span for span in source.shown(start, end) if source.text[slice(*span)].strip()]
    if len(said) > 1:
        return None
    first, last = said[0] if said else (end, end)
    words = source.text[first:last]
    return first + len(words) - len(words.lstrip()), last - len(words) + len(
        words.rstrip()
    ) if words.strip() else last


def _facts_at(text: str, places: dict[str, Span]) -> Iterator[tuple[str, PageFact]]:
    for fact, (read, write) in _PLAIN.items():
        if fact in places:
            value = read(text[slice(*places[fact])])
            if value is not None:
                yield fact, PageFact(((fact, value),), (places[fact],), partial(_written, fact, write))
    yield from _times(text, places)


def _written(fact: str, write: Callable[[Any], str], session: Session) -> list[str]:
    return [write(getattr(session, fact))]


_STARTS, _ENDS = ("start", "date", "time"), ("end", "end date")
"""What tells the start and the end together, each by its parts."""


def _times(text: str, places: dict[str, Span]) -> Iterator[tuple[str, PageFact]]:
    """Start and end, told in full or as a date and a time, which may be a range; without a zone they are in UTC."""
    first = _when(text, [places[name] for name in _STARTS if name in places])
    begun = first.start(UTC) if first else None
    if first is None or begun is None:
        return
    start = ("start", begun)
    own = _when(text, [places[name] for name in _ENDS if name in places]) if "end" in places else first.until
    last = own.after(first, UTC) if own else None
    ended = last.start(UTC) if last else None
    decides = (start, ("end", ended)) if last and first.borrows else (start,)
    yield "start", PageFact(decides, _spans(first), partial(_written_start, first))
    if last and ended:
        yield "end", PageFact((("end", ended), start), _spans(last), partial(_written_end, last))


def _spans(when: When) -> tuple[Span, ...]:
    return tuple(place.span for place in when.places)


def _written_start(when: When, session: Session) -> list[str]:
    return when.written(session.start) if session.start else []


def _written_end(when: When, session: Session) -> list[str]:
    return when.written_end(session.end, session.start) if session.end else []


def _when(text: str, places: list[Span]) -> When | None:
    """What some parameters tell together: the day of one, the time of another."""
    read = [found for place in places if (found := find_when(text, *place, header=True))]
    return reduce(When.joined, read) if read else None


def _plain(wikitext: str) -> str:
    """What a reader sees of a short wikitext: the labels of its links, without bold."""
    shown = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", wikitext.replace("{{!}}", "|"))
    return label(unescape(shown.replace("'''", "").replace("''", "")))


def _read_text(words: str) -> str | None:
    return _plain(words) or None


def _write_text(value: str | None) -> str:
    plain = escape(value or "").replace("{", "&#123;").replace("}", "&#125;")
    return _in_template(plain)


def _in_template(wikitext: str) -> str:
    return wikitext.replace("|", "{{!}}")


_PART = re.compile(r"(?:\{\{!\}\}|&#?\w+;|\[\[[^\[\]]*\]\]|\([^()]*\)|(?!<br)[^,;\n])+", re.IGNORECASE)


def _parts(words: str) -> list[str]:
    """The entries of a list of any kind: parted by commas, semicolons, line breaks, or in bullets."""
    return [part for found in _PART.findall(words) if (part := re.sub(r"^\s*(?:[*#:]+|/?>)", "", found).strip())]


def _read_list(words: str) -> tuple[str, ...]:
    return tuple(value for part in _parts(words) if (value := _plain(part)))


def _write_list(values: tuple[str, ...]) -> str:
    return ", ".join(_entry(value) for value in values)


_IN_ENTRY = re.compile(r"(&#?\w+;)|[][,;()]|^[*#:]")


def _entry(plain: str) -> str:
    """A plain text as an entry of a list."""
    return _IN_ENTRY.sub(lambda found: found[1] or f"&#{ord(found[0])};", _write_text(plain))


def _read_addresses(words: str) -> tuple[str, ...]:
    found = re.findall(r"https?://[^\s,\]<>]+", words.replace("{{!}}", "|"))
    return tuple(label(unescape(address)) for address in found)


def _write_addresses(addresses: tuple[str, ...]) -> str:
    return " ".join(escape_address(address).replace(",", "&#44;") for address in addresses)


_STATUS = {
    **dict.fromkeys(("planned", "upcoming", "scheduled", "announced"), "planned"),
    **dict.fromkeys(("held", "done", "finished", "past", "completed", "over"), "held"),
    **dict.fromkeys(("cancelled", "canceled"), "cancelled"),
}


def _read_status(words: str) -> str | None:
    return _STATUS.get(words.strip().lower())


def _read_people(words: str) -> tuple[Person, ...]:
    return tuple(person for part in _parts(words) if (person := _person(part)).name)


_PERSON = re.compile(
    r"(?:\[\[[^\[\]:|]*:(?P<user>[^\[\]|{}]*)(?:(?:\||\{\{!\}\})(?P<label>[^\[\]]*))?\]\]|(?P<name>.*?))"
    r"\s*(?:\((?P<role>[^()]*)\))?",
    re.DOTALL,
)


def _person(words: str) -> Person:
    found = _PERSON.fullmatch(words)
    assert found is not None
    name = found["label"] or found["user"] or found["name"] or ""
    user = label(found["user"] or "")
    return Person(_plain(shown_name(name)), _plain(found["role"] or "") or None, user or None)


def _write_people(people: tuple[Person, ...]) -> str:
    return ", ".join(map(_write_person, people))


def _write_person(person: Person) -> str:
    name = _entry(person.name)
    role = f" ({_entry(person.role)})" if person.role else ""
    return (f"[[User:{person.username}|{name}]]" if person.username else name) + role


_PLAIN: dict[str, tuple[Callable[[str], Any], Callable[[Any], str]]] = {
    # fact: how it is read from a parameter, and written there
    "title": (_read_text, _write_text),
    "status": (_read_status, lambda status: status or ""),
    "venues": (_read_list, _write_list),
    "recordings": (_read_addresses, _write_addresses),
    "people": (_read_people, _write_people),
    "default_speaker": (_read_text, _write_text),
}


def default_speaker_in(prose: str) -> str | None:
    """The person of whom prose says that answers are theirs unless another name is given, or None."""
    return default_speaker([_plain(line) for line in prose.splitlines()])


def _write_moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def header(name: str, session: Session) -> str:
    """A call of a wiki's header template with the session's facts, a line each, as ``page_facts`` reads them."""
    lines = [f"{{{{{name}"]
    values: dict[str, str] = {}
    for fact in ("title", "start", "end", "status", "venues", "recordings", "people", "default_speaker"):
        value = getattr(session, fact)
        write = _write_moment if fact in ("start", "end") else _PLAIN[fact][1]
        values[fact] = write(value) if value else ""
    lines += [f" | {fact} = {value}".rstrip() for fact, value in values.items()]
    return "\n".join([*lines, "}}\n"])
