"""Search finds words whatever their case, accents and markup, and tells where they stand."""

import pytest

from ohbot.archive import dump
from ohbot.export.rows import SessionRecord, rows
from ohbot.export.search import Query, fold, query
from ohbot.model import Answer, Exchange, Heading, Message, Prose, Session
from tests.export.made import records

SESSION = Session(
    title="Lantern hours 2026-06-03",
    default_speaker="Amrei",
    body=(
        Heading("Questions"),
        Exchange("Why do '''lanterns''' hum?", (Answer("The [[Wick (lamp)|wick]]s draw air. Très doux!"),)),
        Exchange("Who lights the lanterns?"),
        Message("Straße, naïve <b>CAF</b>É", "18:00", "Bosko"),
        Prose("* one\n* {{tq|two lanterns}}"),
    ),
)
RECORD = SessionRecord("lantern-hours", SESSION, "https://example.org/wiki/Lantern")

FOUND = {
    # what is typed: the words of what is found
    ("lanterns",): ["Why do lanterns hum?", "Who lights the lanterns?", "one\n two lanterns"],
    ("LANTERNS", "hum"): ["Why do lanterns hum?"],
    ("lanterns hum",): ["Why do lanterns hum?"],
    ('"the lanterns" who',): ["Who lights the lanterns?"],
    ("hum lanterns",): [],
    ("wicks", "tres"): ["The wicks draw air. Très doux!"],
    ("cafe", "strasse", "NAIVE"): ["Straße, naïve CAFÉ"],
    ("lamp",): [],
    ("questions",): ["Questions"],
}


@pytest.mark.parametrize("words", FOUND)
def test_all_words_have_to_stand_in_one_thing_that_is_said(words: tuple[str, ...]) -> None:
    assert [row.plain for row in query(words).finds(RECORD)] == FOUND[words]


def test_the_options_narrow_a_search() -> None:
    def places(wanted: Query) -> list[str]:
        return [row.where for row in wanted.finds(RECORD)]

    assert places(query((), unanswered=True)) == ["exchange 2"]
    assert places(query((), speaker="amrei")) == ["exchange 1"]
    assert places(query(("naive",), speaker="bos")) == ["message (item 4)"]
    assert places(query(("lanterns",), year=2026)) == places(query(("lanterns",)))
    assert places(query(("lanterns",), year=2025)) == []


def test_the_address_leads_to_the_section() -> None:
    (row,) = query(("naive",)).finds(RECORD)
    assert RECORD.address_at(row) == "https://example.org/wiki/Lantern#Questions"


MARKED = {
    ("The quick brown fox", "quick"): "The [quick] brown fox",
    ("Crème brûlée, CREME", "creme"): "[Crème] brûlée, [CREME]",
    ("Stra\u00dfe", "strasse"): "[Stra\u00dfe]",
    ("a\n\nb  c", "b c"): "a [b c]",
    ("aaa", "aa"): "[aa]a",
    ("שָׁלוֹם", "שלום"): "[שָׁלוֹם]",
    ("nothing here", "nothing here else"): "nothing here",
    (f"{'word ' * 100}needle{' word' * 100}", "needle"): f"… {'word ' * 12}[needle]{' word' * 34} …",
    (f"{'字' * 300}針", "針"): f"… {'字' * 60}[針]",
}


@pytest.mark.parametrize(("text", "term"), MARKED)
def test_an_excerpt_marks_the_words(text: str, term: str) -> None:
    excerpt = query((term,)).excerpt(text)
    assert excerpt.marked("[", "]") == MARKED[text, term]


def test_a_mark_inside_of_another_is_none() -> None:
    assert query(("lantern", "ant", "tern")).excerpt("a lantern").marked("[", "]") == "a [lantern]"


def test_a_file_that_holds_a_find_is_never_passed_over() -> None:
    """The quick look at the file's text is right for each word of each text, whatever markup and YAML do to it."""
    looked = 0
    for record in records(150):
        text = dump(record.session)
        for row in rows(record.session):
            for word in row.plain.split():
                wanted = query((word,), year=record.date.year if record.date else None)
                looked += 1
                assert wanted.may_fit(record.name, text), (word, row.text)
            if row.speaker:
                assert query((), speaker=row.speaker).may_fit(record.name, text)
    assert looked > 3000


def test_a_file_without_the_words_is_passed_over() -> None:
    text = dump(SESSION)
    assert query(("lanterns",)).may_fit("x", text)
    assert not query(("moonlight",)).may_fit("x", text)
    assert not query(("lanterns",), year=2011).may_fit("x", text)


def test_folding_twice_changes_nothing() -> None:
    texts = [row.plain for record in records(60) for row in rows(record.session)]
    assert [fold(fold(text)) for text in texts] == [fold(text) for text in texts]
