"""Laws that hold for every reader and every text."""

import json
import re
from collections.abc import Iterator
from unicodedata import normalize
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ohbot.errors import OhbotError
from ohbot.model import Answer, Exchange, Heading, Item, Message, Person, Prose, Session
from ohbot.sources import SOURCES, Imported, Options, Source, comments, import_transcript, report, summary
from ohbot.wikitext.escape import unescape

STARTS = [
    "",
    "",
    "  ",
    "    ",
    "\t",
    "1. ",
    "2) ",
    "  3. ",
    "Q: ",
    "A: ",
    "- ",
    "  * ",
    "Ann: ",
    "Bo (Host): ",
    "# ",
    "## ",
]
STARTS += [
    "18:00:03 <kim> ",
    "[18:04] ",
    "18:05:00\tKim:\t",
    "18:05:00 From Kim to Everyone : ",
    "18:05:00 From Kim to Bo : ",
    "2021-05-06 18:05:00\tkim\t",
    "18:05 kim | ",
    "**\\<kim>** ",
    "kim: ",
    "[off] ",
    "* kim ",
    "-!- ",
    "{",
    "<p>",
    "<h1>",
    "<h2>x</h2><ul><li>",
    "Present: Kim Lee<br>",
    "<td>",
    "<tr><td>Kim Lee<td>",
    "<table><tr><th>Speaker<th>Text<tr><td>",
    "<table><tr><th>Question<th>Answer<tr><td>",
    "<dl><dt>",
    "| Speaker | Text |\n|---|---|\n| Kim | ",
    "[18:00] Kim Lee\n",
    "Kim, [03.05.2021 18:00]\n",
    "[00:00.000 --> 00:02.000] ",
    "Q (Kim): ",
    "> ",
    "; ",
    ": ",
    "== ",
    "... ",
]
ENDS = [
    "",
    "",
    "</h1><p>Kim: x",
    "</li><li>",
    "<br>",
    "?",
    ".",
    ":",
    " ==",
    "-->",
    "}",
    "</p>",
    "\t",
    " {{",
    " [[x]]",
    "\x00",
    " <b>",
    " https://example.org/x",
]
WORDS = [f"{first}{second}{third}zq" for first in "bdgk" for second in "aeio" for third in "lmnr"]
STAMPS = [
    "WEBVTT",
    "00:00:01.000 --> 00:00:02.000",
    "3 May 2021, 18:00 UTC",
    "-----",
    "Follow-up: why?",
    "#startmeeting",
]
BODIES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
LINES = st.one_of(
    st.builds("{}{}{}".format, st.sampled_from(STARTS), BODIES, st.sampled_from(ENDS)),
    st.sampled_from(["", *STAMPS]),
    st.text(max_size=12),
)
TEXTS = st.lists(LINES, min_size=1, max_size=24).map("\n".join)


PEOPLE = (Person("Kim Lee", "host", metadata={"x-nicks": ["kim"]}), Person("Bo"))
OPTIONS = st.builds(
    Options,
    timezone=st.sampled_from([None, ZoneInfo("Europe/Berlin")]),
    people=st.sampled_from([(), PEOPLE]),
    nicks=st.sampled_from([{}, {"ann": "Ann Moor", "kim": "Kim Lee"}]),
    exchanges=st.booleans(),
    anonymise=st.booleans(),
    keep_private=st.booleans(),
)


def words(text: str) -> set[str]:
    """The invented words in a text, which no reader has a reason to change."""
    return set(re.findall(r"[a-z]{3}zq", text))


def texts(session: Session) -> Iterator[str]:
    """Every text that a session holds."""
    yield from (session.title or "", *session.venues, *session.recordings, session.wiki.page if session.wiki else "")
    yield from (f"{person.name} {person.role}" for person in session.people)
    for item in session.body:
        yield from item_texts(item)


def item_texts(item: Item) -> Iterator[str]:
    """Every text that an item of a body holds."""
    match item:
        case Exchange(question=question, answers=answers, metadata=metadata):
            yield f"{question} {metadata.get('private', '')}"
            yield from (f"{answer.speaker} {answer.role} {answer.text}" for answer in answers)
        case Message(text=text, speaker=speaker):
            yield f"{speaker} {text}"
        case Heading(text=text) | Prose(wikitext=text):
            yield text


def check(imported: Imported, lines: list[str]) -> None:
    """No line is lost: each is accounted for, and what is kept stands in the session."""
    reading = imported.reading
    assert reading.account.read == len(lines)
    gone = {number for numbers in reading.account.dropped.values() for number in numbers}
    gone |= {*reading.account.unplaced, *(number for numbers in reading.removed.values() for number in numbers)}
    kept = {word for number, line in enumerate(lines, 1) if number not in gone for word in words(line)}
    behind_labels = str(reading.session.metadata.get("private", ""))
    assert kept <= words(" ".join((behind_labels, *texts(reading.session))))
    assert summary(imported)
    assert comments(imported)
    json.dumps(report(imported))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_no_reader_loses_a_line(source: Source) -> None:
    """Whatever text and options: lines kept, dropped and unplaced are those read, and every kept word is there."""

    @given(TEXTS, OPTIONS)
    def law(text: str, options: Options) -> None:
        data = text.encode("utf-8", "replace")
        try:
            imported = import_transcript(data, "some talk.txt", format=source.name, options=options)
        except OhbotError:
            return
        check(imported, re.split(r"\r\n|\r|\n", re.sub(r"(?:\r\n|\r|\n)\Z", "", text, count=1)))

    law()


KEYS = (
    "messages events segments chunks text body content type sender origin_server_ts event_id speaker start end "
    "timestamp attendees topics name nick m.relates_to m.new_content msgtype membership format chat startTime"
).split()
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(),
    st.sampled_from(
        ["m.room.message", "m.text", "m.emote", "m.room.member", "join", "m.replace", "2021-05-06T18:00:00Z"]
    ),
    st.text(max_size=8),
)
JSON = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=10,
)
OBJECTS = st.lists(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=8), min_size=1, max_size=4)
EXPORTS = st.one_of(JSON, OBJECTS, st.dictionaries(st.sampled_from(KEYS[:4]), OBJECTS, min_size=1))


@pytest.mark.parametrize("source", [source for source in SOURCES if source.is_data], ids=lambda source: source.name)
def test_any_json_is_read_or_refused(source: Source) -> None:
    """With a sentence, whatever stands where a text or a time should."""

    @given(EXPORTS, st.sampled_from([None, 1]), OPTIONS)
    def law(value: object, indent: int | None, options: Options) -> None:
        text = json.dumps(value, indent=indent)
        try:
            imported = import_transcript(text.encode(), "x.json", format=source.name, options=options)
        except OhbotError:
            return
        assert imported.reading.account.read == text.count("\n") + 1

    law()


@given(TEXTS)
def test_every_claim_is_a_share_and_some_reader_takes_any_text(text: str) -> None:
    """Recognition never fails with anything but a sentence."""
    try:
        imported = import_transcript(text.encode("utf-8", "replace"), "x")
    except OhbotError:
        return
    assert 0.1 <= imported.certainty <= 1


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30))
def test_text_is_data(text: str) -> None:
    """What stands in a plain text shows on the wiki as it stands there, but for signs that an editor escaped.

    The wiki composes characters, and so does the session.
    """
    assume(not re.search(r"\\[*_#\[\]<>]", text))
    imported = import_transcript(
        f"1. why {text}?\n    because {text}.\n2. more?\n    no".encode(), "x", format="notes"
    )
    first = imported.reading.session.body[0]
    assert isinstance(first, Exchange)
    assert unescape(first.question) == normalize("NFC", f"why {text}?")
    assert first.answers == (Answer(first.answers[0].text),)
    assert unescape(first.answers[0].text) == normalize("NFC", f"because {text}.")
