"""The normal forms of texts: the same on every side, and what a code's author laid out stays."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.errors import InputError
from ohbot.model.text import answer, as_stored, label, lines, one_line, paragraphs, prose, require_possible
from tests.hostile import texts

FORMS: tuple[Callable[[str], str], ...] = (as_stored, label, one_line, answer, prose)


@given(texts())
def test_a_normal_form_is_a_form_of_its_own(text: str) -> None:
    """Each is idempotent, holds nothing impossible, and the wiki would store it as it is."""
    for form in FORMS:
        once = form(text)
        assert form(once) == once == as_stored(once)
        require_possible(once)


@given(st.lists(texts(), max_size=3).map("\n\n".join))
def test_an_answer_is_its_paragraphs(text: str) -> None:
    """They can be merged one by one and put together again."""
    assert paragraphs(answer(text)) == paragraphs(text)


@given(texts())
def test_an_answer_never_loses_a_word(text: str) -> None:
    """Only blanks and line breaks between paragraphs go."""
    said = as_stored(text).replace("<br>", "")
    assert "".join(answer(text).replace("<br>", "").split()) == "".join(said.split())


@pytest.mark.parametrize("tag", ["pre", "poem", "math", "nowiki", "syntaxhighlight", "source", "ref", "gallery"])
def test_what_a_tag_holds_stays_as_it_is(tag: str) -> None:
    """Indentation, blank lines and line breaks; around it the form is that of any text."""
    code = f"<{tag}>\n    one<br>\n\n\ttwo  \n</{tag}>"
    assert paragraphs(f" see \n\n\n {code} \n\nthen") == ("see", code, "then")
    assert one_line(f"see\n  {code}  \nthen") == f"see {code} then"
    assert lines(f"see\n{code}\nthen") == ["see", code, "then"]


def test_letters_that_a_wiki_composes_or_takes_apart_are_so_everywhere() -> None:
    for letters, kept in (
        ("e\u0301", "\xe9"),
        ("\u09df", "\u09af\u09bc"),
        ("\ufb2e", "\u05d0\u05b7"),
        ("\u212b", "\xc5"),
    ):
        assert {form(letters) for form in FORMS} == {kept}


def test_delete_and_other_odd_characters_are_possible() -> None:
    """As in MediaWiki, which keeps them."""
    odd = "a\x7fb\x85c\x9fd\u2028e\ufeff\U0001fffe"
    assert one_line(odd) == odd
    require_possible(odd)


def test_characters_that_no_page_can_hold_are_refused_with_their_line() -> None:
    for character in "\0\x0b\x1f\ud800\uffff":
        with pytest.raises(InputError, match=f"x:2: the character U\\+{ord(character):04X} cannot stand"):
            require_possible(f"one\ntwo{character}", "x")
