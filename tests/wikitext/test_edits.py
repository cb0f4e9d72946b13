"""Smallest change: an edit of one item changes only its own lines, on pages of every shape and of the corpus."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from ohbot.model import Message, Prose, Session
from ohbot.wikitext.lens import check, get, put
from ohbot.wikitext.tokens import GUARD
from tests.sampling import IS_QUICK, sample
from tests.wikitext.edits import edits, touched
from tests.wikitext.outline import Case, cases

_MARKER = re.compile(r"<!--T:[\w-]+-->")
_TAG = re.compile(r"</?translate[^>]*>")


def edited(page: str) -> int:
    """Make single edits on a page, a sample or every one, and look at what they do; how many there were."""
    session = get(page)
    some = sample(edits(session), one_in=4, first=len(page))
    for edit in some:
        text = put(edit.session, page)
        assert check(edit.session, text) is None, edit.name
        assert put(edit.session, text) == text, edit.name
        if edit.lines is not None:
            assert touched(page, text) <= edit.lines, f"{edit.name}\n{text}"
        assert text.count(GUARD) <= page.count(GUARD), edit.name
        _markers_stay(page, text, edit.name)
    return len(some)


def _markers_stay(page: str, text: str, name: str) -> None:
    """No unit marker is invented or copied, and translation tags stay in balance."""
    old, new = Counter(_MARKER.findall(page)), Counter(_MARKER.findall(text))
    assert new <= old, name
    opened, closed = (_balance(text) for text in (page, text))
    assert opened == closed, f"{name}\n{text}"


def _balance(text: str) -> int:
    """How many translation tags are open at the end, if none is ever closed before it was opened."""
    depth = 0
    for tag in _TAG.findall(re.sub(r"<nowiki>.*?</nowiki>", "", text)):
        depth += -1 if tag.startswith("</") else 1
        assert 0 <= depth <= 1, f"unbalanced {tag}\n{text}"
    return depth


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_single_edit_touches_its_own_lines_alone(case: Case) -> None:
    """On every page of the cases: each text, speaker, insertion, removal and move."""
    assert edited(case.page)


def test_single_edits_of_the_corpus_s_pages_touch_their_own_lines_alone(corpus: Path) -> None:
    number = sum(edited(page.read_bytes().decode("utf-8")) for page in sorted((corpus / "pages").glob("*.wikitext")))
    assert number > (250 if IS_QUICK else 1000)


def test_a_word_changed_in_a_message_of_several_lines_leaves_its_line_feeds() -> None:
    """Also where it stands at the end of a line; code in it is no line of its own."""
    page = "Anna: we met <pre>\n  a\n</pre> there\nand left\n\nBo: yes\n\nAnna: good\n"
    first, *rest = get(page).body
    assert isinstance(first, Message)
    edited = replace(first, text=first.text.replace("there", "here"))
    assert put(Session(body=(edited, *rest)), page) == page.replace("there", "here")


SECTIONS = "Some words.\n\n== One ==\n* a boat\n* a lamp\n\n== Two ==\n* a bell\n\n== Three ==\n* a rope\n"


@pytest.mark.parametrize(
    ("page", "old", "new"),
    [
        (SECTIONS, "== Two ==\n* a bell\n\n", ""),
        (SECTIONS, "== One ==\n* a boat\n* a lamp\n\n== Two ==\n* a bell\n\n", ""),
        (SECTIONS, "== Two ==", "== Another name =="),
        (SECTIONS, "== Three ==", "== New ==\nIt is new.\n\n== Three =="),
        (SECTIONS.replace(" ==\n", " ==\n\n"), "== Three ==", "== New ==\n\nIt is new.\n\n== Three =="),
        (SECTIONS.replace("\n\n", "\n"), "== Three ==", "== New ==\nIt is new.\n== Three =="),
        (SECTIONS.replace("\n\n", "\n\n\n"), "== Two ==\n* a bell\n\n\n", ""),
        ("start\n==End==\nwords\n", "start", "start\nmany more words follow it"),
    ],
)
def test_blank_lines_are_as_the_page_has_them(page: str, old: str, new: str) -> None:
    wanted = page.replace(old, new)
    assert put(get(wanted), page).rstrip() == wanted.rstrip()


@pytest.mark.parametrize("page", ["{|\n\n|-\n|foo\n|}", "<poem>\n\nfoo\n</poem>", "{|\n|-\n<!--a-->\n\n| foo\n|}"])
def test_a_box_of_which_something_is_seen_is_prose_as_a_whole(page: str) -> None:
    """So that what is added at its end is inside of it."""
    assert get(f"{page}\n") == Session(body=(Prose(page),))
    longer = page.replace("foo", "foo\nand bar")
    assert put(get(longer), page) == longer
