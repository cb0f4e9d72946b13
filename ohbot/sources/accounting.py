"""Whether each word of the lines that a reader kept is somewhere in what it made of them.

What sets a transcript's words in order is no word of it: stamps, dates, numbers of lists, tags, and the labels that
readers know (``Present:``, ``From ... to Everyone``). A line with a word that is nowhere else is told.
"""

import html
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose, Session, words_in
from ohbot.privacy import words as addressing
from ohbot.privacy.addresses import without_addresses
from ohbot.recognise.clocks import AT, CLOCK, DATE, DAY, HALF, SPOKEN
from ohbot.recognise.dates import find_when
from ohbot.recognise.labels import ALONE, CALLED, LABELS, PARTS
from ohbot.recognise.questions import MARKS
from ohbot.recognise.stamps import STAMP
from ohbot.sources.base import Line, LineCounts, Reading
from ohbot.wikitext.escape import unescape

ENOUGH = 200
"""A word that only sets others in order in so many lines does so in all."""

MANY = 4_000
"""How many texts are looked through before it is asked whether there is a word left to look for."""

_WORD = re.compile(r"[^\W_]+")
_SET_BY_PROGRAMS = """q a title text speaker speakers name time question answer questions answers from to everyone
replying reacted with removed reaction spoiler transcript transcription started stopped topic subtopic nick notice
users irssi
abbreviation organization role affiliation nr no id answered asked asker by"""
_ORDERING = frozenset(
    word.casefold()
    for text in (
        _SET_BY_PROGRAMS,
        *(LABELS | ALONE | PARTS | CALLED | MARKS),
        addressing.EVERYONE,
        *(part for pair in addressing.ADDRESSED for part in pair),
    )
    for word in _WORD.findall(text)
)
_MARKUP = re.compile(
    r"<(?:style|script)\b[^<]*</|(?<=[题題])[一二三四五六七八九十]{1,3}(?=[:：])"  # styles, numbers
    r"|</?[A-Za-z!?][^<>]*>|<!--.*?-->|<\d[\d:.,]*>|\{\\[^{}\n]*\}|\[br\]"  # tags, times of words, styles
    r"|(?<=\])\([^\s()]+\)|\[[xX]\]"  # the address of a link, a tick
    r"|\w+(?=\.{3}|…)"  # a word that was cut
)
_NUMBER_MARK = re.compile(
    r"^[\s>*•#|-]*[(\[]?[^\W\d_]?\d{1,4}(?:[.):\]](?=\s)|(?=\s*\|))|^\s*\d+\t\d+\t|^[\s>*•-]*[QAFPDRVS]\d{1,3}\b"
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT|\d{1,2}[:.h]\d\d(?:[:.]\d\d)?(?:[.,]\d+)?(?:Z|[ ]?(?:UTC|GMT|[A-Z]{3,4}T)?\b)")
_STAMPED = re.compile(rf"(?<!\w)(?:{CLOCK}|{SPOKEN}|{DAY}|{DATE}|{HALF}|{AT}(?=\s\d))", re.IGNORECASE)
_STAMP_NUMBERS = re.compile(r"\d(?<=\b\d)(?:\d{0,3}[./-]\d{1,2}[./-]\d{1,4},?T?[ ]?\d)?\d?:\d\d(?::\d\d)?\b")
"""The times of stamps; it begins with a digit, for which a search is quick."""
_TAIL = 12
"""The characters at their end by which texts are found that are not where they should be."""

_ZONE = re.compile(r"^\s*(?:UTC|GMT|[A-Z]{2,4}T)\b")
_NO_WORDS = str.maketrans(dict.fromkeys("0123456789[]()<>{}:,;|*-_+@%~&!?./\\\"'`#=^$", " "))
_IN_STAMPS = frozenset(
    """t z am pm utc gmt mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday
    jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october
    november december""".split()
)
"""The words of the stamps before messages, whose numbers tell nothing else."""


def checked(reading: Reading, lines: Sequence[Line]) -> Reading:
    """The reading with those lines of a transcript told that have a word which is nowhere."""
    counts = reading.account
    placed = {number for numbers in counts.dropped.values() for number in numbers}.union(counts.unplaced)
    hidden = {number for numbers in reading.removed.values() for number in numbers}
    texts = lines if reading.texts is None else reading.texts
    kept = [line for line in texts if line.number not in placed] if placed else texts
    lost = set(_lost(kept, reading, hidden, corrected=_corrected(counts, lines)))
    if not lost:
        return reading
    unplaced = tuple(sorted({*counts.unplaced, *lost}))
    return replace(reading, account=replace(counts, kept=counts.kept - len(lost), unplaced=unplaced))


def _corrected(counts: LineCounts, lines: Sequence[Line]) -> set[str]:
    """The words that somebody corrected in other lines."""
    numbers = {number for kind, of in counts.dropped.items() if "correction" in kind for number in of}
    return _words(" ".join([text for number, text in lines if number in numbers])) if numbers else set()


def _lost(
    kept: Sequence[Line], reading: Reading, hidden: Collection[int], *, corrected: Collection[str]
) -> Iterator[int]:
    """The lines of ``kept`` in which a word stands that is nowhere; most lines end with what became a message."""
    session = reading.session
    heads, rest = _apart(
        kept, [item.text if isinstance(item, Message) else words_in(item) for item in session.body], hidden
    )
    speakers = {item.speaker for item in session.body if isinstance(item, Message) and item.speaker}
    words = _head_words(heads).difference(_IN_STAMPS, _head_words(speakers))
    words |= _words(_STAMP_NUMBERS.sub(" ", "\n".join(rest)))
    missing = words.difference(_ORDERING, corrected, _words(" ".join(speakers)))
    texts = _texts(session)
    while missing and (some := list(islice(texts, MANY))):
        missing -= _words("\n".join(some))
    if missing and reading.marks:
        missing -= _words(reading.marks())
    if not missing:
        return
    places: dict[str, list[Line]] = {}
    for line in kept:
        for word in missing & _words(line.text) if line.number not in hidden else ():
            places.setdefault(word, []).append(line)
    content = cache(_content)
    for word, found in places.items():
        if any(word in content(line.text) for line in islice(found, ENOUGH)):
            yield from (line.number for line in found if word in content(line.text))


def _apart(lines: Sequence[Line], texts: Sequence[str], hidden: Collection[int]) -> tuple[list[str], list[str]]:
    """What stands in lines before the text that they became, and the lines that end with no such text.

    Texts are looked for about where those of the lines before were; ``hidden`` lines have one each, and end with
    none. One line alone that ends with no expected text is not looked for elsewhere: a name above a text, say.
    """
    heads, rest, at, missed = [], [], 0, False
    said = [unescape(text) if "&" in text else text or "\n" for text in texts]
    said.append("\n")  # with which no line ends
    last, places = len(said) - 1, dict[str, list[int]]()
    for number, text in lines:
        if number in hidden:
            at += at < last
            continue
        found = text.endswith(said[at])
        place = at if found else min(at + 1, last)  # what was expected may be another text now
        found = found or text.endswith(said[place])
        if not found and missed:
            places = places or _places(said)
            same = places.get(text[-_TAIL:], ())
            near = bisect_left(same, at - 1)
            place = next((one for one in same[near : near + 3] if text.endswith(said[one])), last)
            found = place < last
        missed = not found
        if missed:
            rest.append(text)
            continue
        heads.append(text[: -len(said[place])])
        at = place + (place < last)
    return heads, rest


def _places(said: Sequence[str]) -> dict[str, list[int]]:
    """Where texts are, by their last characters."""
    places = defaultdict[str, list[int]](list)
    for place, text in enumerate(said):
        places[text[-_TAIL:]].append(place)
    return places


def _words(text: str) -> set[str]:
    """The words of a text; of a long one each piece between blanks is looked at once."""
    text = text.casefold()
    return set(_WORD.findall(text if len(text) < 1_000 else " ".join(set(text.split()))))


def _content(text: str) -> set[str]:
    """The words of a line without what sets them in order."""
    text = _NUMBER_MARK.sub(" ", html.unescape(html.unescape(_MARKUP.sub(" ", text))))
    stamp = STAMP.match(text)
    text = _ZONE.sub("", text[stamp.end() :]) if stamp else text
    while (when := find_when(text) or find_when(text, header=True)) and not when.unknown_zone and when.spans:
        for begin, end in sorted(when.spans, reverse=True):
            text = f"{text[:begin]} {text[end:]}"
    return _words(_STAMPED.sub(" ", _TIME.sub(" ", without_addresses(text)[0])))


def _head_words(heads: Iterable[str]) -> set[str]:
    """The words of what stands before texts, without the digits in them."""
    return _words(" ".join(set("\n".join(heads).translate(_NO_WORDS).split())))


def _texts(session: Session) -> Iterator[str]:
    """Every text of a session, as people read it."""
    facts = (session.title, session.start, session.end, session.default_speaker, *session.venues, *session.recordings)
    yield from (str(fact) for fact in facts if fact)
    yield str(session.wiki.page if session.wiki else "")
    yield from _metadata((session, *session.people))
    yield from (f"{one.name} {one.role or ''} {one.username or ''}" for one in session.people)
    for item in session.body:
        yield from (unescape(text) for text in _texts_of(item))


def _texts_of(item: Item) -> Iterator[str]:
    yield from _metadata((item,))
    match item:
        case Exchange(question=question, answers=answers):
            yield question
            yield from _metadata(answers)
            yield from (f"{answer.speaker or ''} {answer.role or ''} {answer.text}" for answer in answers)
        case Message(text=text, speaker=speaker, time=time):
            yield f"{time or ''} {speaker or ''} {text}"
        case Heading(text=text) | Prose(wikitext=text):
            yield text


def _metadata(things: Iterable[Item | Answer | Session | object]) -> Iterator[str]:
    yield from (str(dict(metadata)) for thing in things if (metadata := getattr(thing, "metadata", None)))
