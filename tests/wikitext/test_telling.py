"""A refusal says which item it is about and what would stand there instead, in words for people."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ohbot.model import Answer, Exchange, Heading, Item, Message, Person, Prose, Session
from ohbot.wikitext.lens import LensError, create, get, put
from ohbot.wikitext.sentences import fact_difference, items_difference

WHY = Exchange("Why?", (Answer("So.", "Jo"), Answer("No.")))
LONG = "word " * 30

_DIFFERENCES: dict[str, tuple[list[Item], list[Item]]] = {
    "prose 1, «Why?», would be read as exchange": ([Prose("Why?")], [Exchange("Why?")]),
    "prose 1, «Why?», would be read as the exchange «Where?»": ([Prose("Why?")], [Exchange("Where?")]),
    "exchange 2, «Why?», would not be there": ([Exchange("Where?"), WHY], [Exchange("Where?")]),
    "behind its last item there would be one more, the message «hi»": ([WHY], [WHY, Message("hi")]),
    "of exchange 1, «Why?», the speaker of answer 1 would be «Al» instead of «Jo»": (
        [WHY],
        [Exchange("Why?", (Answer("So.", "Al"), Answer("No.")))],
    ),
    "of exchange 1, «Why?», the text of answer 2 would be nothing instead of «No.»": (
        [WHY],
        [Exchange("Why?", (Answer("So.", "Jo"),))],
    ),
    "of message 1, «hi», the time would be nothing instead of «18:00»": ([Message("hi", "18:00")], [Message("hi")]),
    "of heading 1, «Log», the level would be «3» instead of «2»": ([Heading("Log", 2)], [Heading("Log", 3)]),
    (
        "of prose 1, «word word word word word word word word word word word word …», the wikitext would be "
        "«…word word word word b» instead of «…word word word word a»"
    ): ([Prose(f"{LONG}a")], [Prose(f"{LONG}b")]),
}


@pytest.mark.parametrize("sentence", _DIFFERENCES)
def test_the_first_difference_is_told_with_the_part_that_differs(sentence: str) -> None:
    wanted, read = _DIFFERENCES[sentence]
    assert items_difference(wanted, read) == sentence


def test_items_that_show_the_same_do_not_differ() -> None:
    assert items_difference([Prose("a "), WHY], [Prose("a"), WHY]) is None


def test_facts_are_told_as_people_write_them() -> None:
    people = (Person("Ana", "host"), Person("Bo", username="Bo K"))
    assert (
        fact_difference("people", people, ()) == "its people would be nothing instead of Ana (host), Bo (User:Bo K)"
    )
    start = datetime(2021, 3, 6, 0, 1, tzinfo=UTC)
    assert fact_difference("start", start, None) == "its start would be nothing instead of 2021-03-06 00:01 UTC"
    assert fact_difference("default_speaker", None, "Jo") == "its default speaker would be «Jo» instead of nothing"


def test_a_refusal_has_no_programmer_s_words_in_it() -> None:
    page = "{{Hour|title=|date=2021-03-04|people=Jo}}\n"
    with pytest.raises(LensError, match=r": its people would be Ana, Bo instead of Ana⏎Bo$"):
        put(replace(get(page), people=(Person("Ana\nBo"),)), page)


def test_a_text_that_no_page_can_show_is_refused_by_its_place() -> None:
    with pytest.raises(LensError, match=r"prose 1, «<pre>»"):
        create(Session(body=(Prose("<pre>"), WHY)))
