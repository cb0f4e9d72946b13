"""Who speaks, and who does not."""

import pytest

from ohbot.model import Message, Person, Prose
from ohbot.recognise.people import merged, people_in
from ohbot.sources import import_transcript
from ohbot.sources.base import Line
from ohbot.sources.documents.recognising import voices_in
from ohbot.sources.plain import decode
from ohbot.sources.rich import wikitext


def speaker_of(text: str, *others: str, known: tuple[str, ...] = ()) -> tuple[str, str | None, str] | None:
    """Who speaks the first of some lines, with which role, and what is said."""
    document = decode([Line(number, line) for number, line in enumerate((text, "", *others), 1)])
    voices = voices_in(document.blocks, map(Person, known), may_talk=False)
    source = wikitext(document.blocks[0].rows[0].rich)
    found = voices.speaker(source)
    return (found.who, found.role, source[found.read.end :]) if found else None


@pytest.mark.parametrize(
    ("text", "speaker", "role"),
    [
        ("Patrick: yes", "Patrick", None),
        ("Patrick (Manager of Trust): yes", "Patrick", "Manager of Trust"),
        ("Ana María de la Cruz [WMF]: yes", "Ana María de la Cruz", "WMF"),
        ("[Patrick]: yes", "Patrick", None),
        ("J. O'Neil-Smith: yes", "J. O'Neil-Smith", None),
        ("李明：yes", "李明", None),
        ("sam_42: yes", "sam_42", None),
    ],
)
def test_a_name_before_a_colon_speaks(text: str, speaker: str, role: str | None) -> None:
    """Names as people write them; a nick only when it is known."""
    assert speaker_of(text, known=("sam_42",)) == (speaker, role, "yes")


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org is the place",
        "Note: this has been done",
        "Topic: boats",
        "10:30 Meeting: everybody",
        "<pops cork>",
        "Two things: first",
        "Good question: we do",
        "translations: late",
        "Translations: late",
        "Really? Yes: really",
        "See Example: that",
        "Name:without a blank",
        "(see below): no",
    ],
)
def test_other_words_before_a_colon_do_not_speak(text: str) -> None:
    """Labels, addresses, clock times and words that the text uses in small letters."""
    assert speaker_of(text, "as translations see an example") is None


def test_people_are_told_in_prose_only_with_a_role() -> None:
    """A name alone could be anything's name."""
    text = "It was led by Ada Quill, Director of Boats, and hosted by Zoom Video, Inc. for the Team."
    assert people_in([text]) == (Person("Ada Quill", "Director of Boats"),)


def test_a_first_name_is_the_person_who_has_it() -> None:
    """The name that came first stays, and takes the role that is told later."""
    assert merged([Person("Ada")], [Person("Ada Quill", "Boats"), Person("Bo")]) == (
        Person("Ada", "Boats"),
        Person("Bo"),
    )


def test_a_decision_is_no_words_of_the_last_speaker() -> None:
    """Between lines with names, what minutes decide is prose."""
    text = "Edda: The pump broke.\nFinn: When?\nEdda: Today.\nDecision: we mend it.\nFinn: Who pays?\nEdda: All."
    body = import_transcript(text.encode(), "pump.txt").reading.session.body
    assert [item.wikitext for item in body if isinstance(item, Prose)] == ["Decision: we mend it."]
    assert [item.text for item in body if isinstance(item, Message)][2:4] == ["Today.", "Who pays?"]
