"""The facts that a text tells before the first question: page, title, start, venues, recordings, people."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from ohbot.model import Person
from ohbot.recognise.dates import When, find_when
from ohbot.recognise.labels import ALONE, ATTENDANCE, FACTS, LINE_FIELDS, MINUTES, NO_NAMES, PARTS, TRANSCRIPTS
from ohbot.recognise.names import is_name
from ohbot.recognise.recordings import sentences_of_recordings
from ohbot.sources.base import Line, Note, Options

_PAGE = re.compile(
    r"(?P<series>[^\W_][^#<>\[\]|{}:?!]*[^\W_]{2})/(?=\S*[^/]*(?:\d|_))(?P<name>[^\W_][^#<>\[\]|{}?!]{2,})"
)
_GENERIC = re.compile(
    r"\W*(?:questions?(?:\s*(?:and|&)\s*answers?)?|q\s?(?:&|and)\s?a|notes?|minutes|agenda|transcript|introduction|notizen|notas|notities|appunti|заметки|メモ)\W*$",
    re.I,
)
_LABEL = re.compile(r"(?:[-*•]\s+)?(?P<label>[^\W\d_][^:：\d]{0,24}?)\s*(?::\s+|：\s*)(?P<value>\S.*)")
_LINE_LABELS = ALONE | MINUTES | PARTS | LINE_FIELDS.keys()
_ADDRESS = re.compile(r"https?://[^\s<>\"\[\]{}|]+[^\s<>\"\[\]{}|.,;:!?)'’”]")
PEOPLE = re.compile("|".join(map(re.escape, ATTENDANCE)), re.IGNORECASE)
_ONE_PERSON = re.compile(
    r"(?P<name>[^()\[\],;]+?)\s*(?:[(\[](?P<role>[^()\[\]]+)[)\]])?(?:\s+[-–—]\s+(?P<also>\S.*))?"
)
_BETWEEN = re.compile(r"\s*[,;、，]\s*|\s+(?:and|und|et|y|e|en|och|og|и)\s+")
_BETWEEN_PEOPLE = re.compile(
    r"\s*[,;、，]\s*(?![^()]*\))(?:and\s+)?|\s+(?:and|und|et|y|e|en|och|og|i|и|та|ve)\s+(?![^()]*\))"
)
_ITEM = re.compile(r"(?:[-*•+]|[#(]?\d{1,3}[.):])\s")
_SHARED = re.compile(r"\b(?:pr[eäéæ]sent[aeá](?:tion|ción|ção|zione|tie|sjon|cja|tieren)|презентация)\b", re.I)
"""A screen that somebody shares stands in a recorder's list of people, too."""
_NEXT_SENTENCE = re.compile(r"[^\W\d_]{5}[.!?]\s+[^\W\d_a-z]")
_END = re.compile(r"[.!?;,。！？؟]$")
_TRANSCRIPT = f"(?:{'|'.join(TRANSCRIPTS)})"
OF_KIND = re.compile(rf"\s*(?:\s[-–—]|,)\s+{_TRANSCRIPT}$", re.IGNORECASE)
IS_KIND = re.compile(rf"\W*{_TRANSCRIPT}\W*", re.IGNORECASE)
_AROUND = " ,;:|(\u2013\u2014-"


@dataclass(slots=True)
class Opening:
    """The facts found so far, and the rows that hold nothing but facts; filled by ``read_opening`` alone."""

    page: str | None = None
    title: str | None = None
    start: datetime | None = None
    day: date | None = None
    """The first day that is told, where no start is."""
    end: datetime | None = None
    venues: tuple[str, ...] = ()
    recordings: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    used: set[int] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    when: str = ""
    when_rows: list[int] = field(default_factory=list)


def read_opening(rows: Sequence[Line], options: Options) -> Opening:
    """The facts that the rows before the first question tell; those of a list begin with its mark."""
    facts = Opening()
    for row in rows[:12]:
        if _page(facts, row) or _label(facts, row, options):
            continue
        if not (_titled(facts, row, options) or _plain_title(facts, row) or is_labelled(row.text)):
            break
    if facts.start is None:
        # A start that the opening's sentences tell counts where they tell only one, and no other day is known.
        whens = [when for row in rows[:60] if (when := find_when(row.text)) and when.start(options.timezone)]
        starts = {when.start(options.timezone) for when in whens}
        if len(starts) == 1 and (facts.day is None or facts.day in (when.day for when in whens)):
            facts.start, facts.end = whens[0].start(options.timezone), whens[0].end(options.timezone)
            facts.notes.clear()
    if facts.start is None and not facts.notes and (when := find_when(facts.when)):
        _set_when(facts, facts.when_rows[0], when, options)
    facts.recordings += tuple(link for link in recordings(rows) if link not in facts.recordings)
    return facts


def recordings(rows: Iterable[Line]) -> tuple[str, ...]:
    """The addresses in sentences that speak of a recording, each once."""
    sentences = (row.text[slice(*span)] for row in rows for span in sentences_of_recordings(row.text))
    return tuple(dict.fromkeys(link for part in sentences for link in _ADDRESS.findall(part)))


def is_generic(text: str) -> bool:
    """Whether a text calls a document what any may be called ("Notes")."""
    return _GENERIC.match(text) is not None


def is_heading(text: str) -> bool:
    """Whether a line could be a heading: short, in capitals at its start, without an end of a sentence."""
    return _is_short(text) and ": " not in text and not _NEXT_SENTENCE.search(text)


def _is_short(text: str) -> bool:
    is_item = _ITEM.match(text) is not None
    text = text.removesuffix(":")
    if is_item or len(text) > 70 or len(text.split()) > 9 or _END.search(text) or "://" in text:
        return False
    return not text[:1].islower()


def _page(facts: Opening, row: Line) -> bool:
    """Take the name of a page below another: one of a series, and no title with a slash in it.

    The last part of such a name has a word of the series ("Boat hours/Boat hour 2021"), no blank or no word at all.
    """
    found = _PAGE.fullmatch(row.text)
    if not found or facts.page or facts.title or _ITEM.match(row.text) or _END.search(row.text):
        return False
    words = (re.findall(r"[^\W\d_]{3,}", found[part].casefold()) for part in ("series", "name"))
    series, name = ({word.rstrip("s") for word in part} for part in words)
    if name and " " in found["name"] and series.isdisjoint(name):
        return False
    facts.page = row.text
    facts.used.add(row.number)
    return True


def is_fact(text: str) -> bool:
    """Whether a line tells a fact behind its label."""
    found = _LABEL.fullmatch(text)
    return found is not None and (found["label"].casefold() in FACTS or PEOPLE.fullmatch(found["label"]) is not None)


def is_labelled(text: str) -> bool:
    """Whether a line by its label tells a fact, or another part of minutes, and so begins a line of its own."""
    found = _LABEL.fullmatch(text)
    return found is not None and (found["label"].casefold() in _LINE_LABELS or is_fact(text))


def is_minuted(text: str) -> bool:
    """Whether a line by its label is a part of minutes that nobody says: what was decided, who does it."""
    found = _LABEL.fullmatch(text)
    return found is not None and found["label"].casefold() in MINUTES


def _label(facts: Opening, row: Line, options: Options) -> bool:
    """Take the fact that a label tells; the row is used up where it holds nothing else."""
    found = _LABEL.fullmatch(row.text)
    fact = FACTS.get(found["label"].casefold()) if found else None
    if not found or not fact:
        return False
    value = found["value"]
    whole = True
    if fact == "title":
        whole = facts.title is None
        facts.title = facts.title or value
    elif fact == "when":
        # Day and time may stand behind labels of their own; words that the facts cannot hold keep their lines.
        facts.when = f"{facts.when} {value}".strip()
        facts.when_rows.append(row.number)
        when = find_when(facts.when)
        whole = False
        if when and when.start(options.timezone):
            _set_when(facts, row.number, when, options)
            facts.used.update(() if _rest(facts.when, when) else facts.when_rows)
    elif fact == "venues":
        facts.venues += tuple(part for part in _BETWEEN.split(value) if part)
    elif fact == "recordings":
        links = _ADDRESS.findall(value)
        facts.recordings += tuple(links)
        whole = bool(links) and value.strip() == links[0]
    else:
        people = people_list(value)
        facts.people += people
        whole = bool(people)
    if whole:
        facts.used.add(row.number)
    return True


def people_list(text: str) -> tuple[Person, ...]:
    """The people that a text lists, with their roles; nobody where it lists anything else."""
    parts = _BETWEEN_PEOPLE.split(text.strip(" .")) if len(text) <= 5_000 else ()
    found = [_ONE_PERSON.fullmatch(part) for part in parts if part and not _SHARED.search(part)]
    people = [Person(one["name"], one["role"] or one["also"]) for one in found if one and is_name(one["name"])]
    return tuple(people) if len(people) == len(found) else ()


def _titled(facts: Opening, row: Line, options: Options) -> bool:
    """A row of title and day, or of the day alone."""
    when = find_when(row.text)
    if not when or _ITEM.match(row.text) or len(row.text) > 150 or row.text.endswith("."):
        return False
    if len(rest := _rest(row.text, when)) > 90:
        return False
    _set_when(facts, row.number, when, options)
    if rest and facts.title is None:
        facts.title = clean_title(row.text, when) if facts.start else row.text
        facts.used.add(row.number)
    elif not rest and facts.start:
        facts.used.add(row.number)
    return True


def _plain_title(facts: Opening, row: Line) -> bool:
    if facts.title or not _is_short(row.text) or _GENERIC.match(row.text):
        return False
    label, colon, _ = row.text.partition(": ")
    if colon and label.casefold() in (NO_NAMES | PARTS) - {"q&a"}:
        return False
    facts.title = row.text
    facts.used.add(row.number)
    return True


def _set_when(facts: Opening, number: int, when: When, options: Options) -> None:
    facts.start = facts.start or when.start(options.timezone)
    facts.end = facts.end or when.end(options.timezone)
    if facts.start:
        return
    facts.day = facts.day or when.day
    if when.unknown_zone:
        sentence = f"{when.unknown_zone!r} is no time zone that ohbot knows for sure; write the start into the file"
    elif when.clock is not None:
        sentence = "the time has no time zone; say --timezone, or write the start into the file"
    else:
        sentence = "a day without a time of day; write the time into the file, too"
    facts.notes.append(Note(number, sentence))


def _rest(text: str, when: When) -> str:
    for begin, end in reversed(when.spans):
        text = text[:begin] + text[end:]
    return text.strip(_AROUND + ")")


def clean_title(text: str, when: When | None = None) -> str:
    """The title keeps its day, but no time of day, no brackets with both, and not that it is a transcript's."""
    when = when or find_when(text)
    if when is None or when.clock is None:
        return OF_KIND.sub("", text)
    first, last = when.spans[0][0], when.spans[-1][1]
    boxed = next((box for box in re.finditer(r"\([^()]*\)", text) if box.start() < first and last <= box.end()), None)
    if boxed:
        return OF_KIND.sub("", f"{text[: boxed.start()].rstrip()} {text[boxed.end() :].lstrip()}").strip()
    spans = [span for span in when.spans if find_when(text[slice(*span)]) is None]
    for begin, end in spans:
        after = text[end:].strip(_AROUND + ")")
        text = text[:begin].rstrip(_AROUND) + (f", {after}" if after else "")
    return OF_KIND.sub("", text)
