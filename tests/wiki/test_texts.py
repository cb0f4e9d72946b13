"""What MediaWiki makes of titles and texts, without a wiki."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.errors import PageRefused
from ohbot.model.text import as_stored
from ohbot.wiki import check_title
from ohbot.wiki.texts import is_transformed, summary_of


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("Office_hours/2020-10-15", "Office hours/2020-10-15"),
        ("  Talk:Tea  time ", "Talk:Tea time"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("a...b", "a...b"),
        ("100 %", "100 %"),
        ("R&D", "R&D"),
        ("\u00e9" * 127, "\u00e9" * 127),
    ],
)
def test_a_title_is_written_as_the_wiki_writes_it(title: str, clean: str) -> None:
    """Blanks for underscores, one at a time, none around, NFC."""
    assert check_title(title) == clean


@pytest.mark.parametrize(
    "title",
    [
        *("", " _ ", ":", "a[b", "a|b", "{{x}}", "a#b", "<b>", "a\nb", "a\x7f", "\ufffd", "::x", "\u00e9" * 128),
        *("..", "a/../b", "./a", "a/.", "x ~~~~", "%41", "&amp;", "\ud800"),
    ],
)
def test_a_title_that_no_wiki_can_have_is_refused_before_any_request(title: str) -> None:
    """With the title and the reason in the sentence."""
    with pytest.raises(PageRefused, match="cannot be the title"):
        check_title(title)


def test_a_text_is_stored_without_what_is_not_text() -> None:
    """As MediaWiki 1.39 stored it."""
    assert as_stored("ctl \x01 e\u0301 x\r\ny\rz \ufffe \x00 \n\t ") == "ctl \ufffd \u00e9 x\ny\nz \ufffd"


@given(st.text())
def test_storing_twice_is_storing_once(text: str) -> None:
    """What the wiki stored, it stores again unchanged."""
    assert as_stored(as_stored(text)) == as_stored(text)


@pytest.mark.parametrize("text", ["bye ~~~~", "{{subst:x}}", "{{ SafeSubst: y}}", "[[Tea (drink)|]]", "[[|Tea]]"])
def test_what_the_wiki_expands_is_known_as_such(text: str) -> None:
    """Signatures, substitutions, pipe tricks."""
    assert is_transformed(text)


@pytest.mark.parametrize("text", ["~~ no", "{{tea}}", "[[Tea|the tea]]", "a || b", "{| \n|}"])
def test_common_wikitext_is_not_taken_for_something_to_expand(text: str) -> None:
    """Else each save would cost one more request."""
    assert not is_transformed(text)


def test_a_summary_is_one_line_that_the_wiki_does_not_cut() -> None:
    """Five hundred characters, the last one tells that there was more."""
    assert summary_of(" two\nlines ") == "two lines"
    assert len(summary_of("x" * 501)) == 500
    assert summary_of("x" * 501).endswith("x\u2026")
