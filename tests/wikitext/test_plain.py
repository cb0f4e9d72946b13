"""Wikitext as plain words: what a reader sees, and literal text as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.model.text import one_line
from ohbot.wikitext.escape import escape
from ohbot.wikitext.plain import plain
from tests import hostile
from tests.strategies import words

WORDS = {
    # wikitext: its words
    "'''Bold''' and ''slanted''": "Bold and slanted",
    "[[Lanterns]], [[Moon|the moon]], [[User:Ada|Ada]]s": "Lanterns, the moon, Adas",
    "[https://example.org/a here] [https://example.org/b] https://example.org/c": (
        "here https://example.org/b https://example.org/c"
    ),
    "one<br />two<BR>three": "one\ntwo\nthree",
    "{{tq|quoted}} {{ping|Ada|Bo}}": "quoted Ada Bo",
    "a <!-- hidden --> b<ref>a source</ref>": "a  ba source",
    "<b>x</b> <nowiki>''y''</nowiki> &eacute; &#58;": "x ''y'' é :",
    "<translate><!--T:1--> Said <tvar|x>here</></translate>": "Said here",
    "a < b && c > d": "a < b && c > d",
    "  [[unclosed ''too  ": "[[unclosed ''too",
    "": "",
}


@pytest.mark.parametrize("wikitext", WORDS)
def test_words_are_those_that_a_reader_sees(wikitext: str) -> None:
    assert plain(wikitext) == WORDS[wikitext]


def test_addresses_can_stand_behind_the_words_of_links() -> None:
    told = plain("[https://example.org/a here] and [https://example.org/b]", addresses=True)
    assert told == "here (https://example.org/a) and https://example.org/b"


def test_a_text_that_is_nothing_but_markup_is_no_burden() -> None:
    """Each of these would take the parser minutes or hours."""
    for sign in ("<b>", "[http://", "{{a|", "{|\n|-\n|a\n", "<b ", "[[a|{{b|"):
        assert "word" in plain(f"{sign * 3_000} word")
    assert plain("[[a|b]]\n" * 500) == "\n".join(["b"] * 500)


@given(st.lists(st.one_of(words(), hostile.parts()), max_size=6).map(" ".join))
def test_literal_text_comes_back_as_it_was(text: str) -> None:
    line = one_line(text)
    assert plain(escape(line)) == line.strip()
