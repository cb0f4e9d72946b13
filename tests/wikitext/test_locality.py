"""Locality: an edit changes how the lines are read that it touched, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Answer, Exchange, Item, Message, Prose, Session
from ohbot.wikitext.lens import get, put
from ohbot.wikitext.page import ParsedPage, read
from tests.sampling import IS_QUICK
from tests.wikitext import pages
from tests.wikitext.locality import PageEdit, edits, flips
from tests.wikitext.outline import cases, outline

CASES = {case.name: case.page for case in cases()}
_SHARE = 60 if IS_QUICK else 12
"""Of how many edits of a page one is made in a run."""


def some(page: str) -> Iterator[PageEdit]:
    """A share of the single edits of a page, always the same ones; none of them opens or closes a box."""
    return (edit for edit in edits(page) if crc32(f"{edit.name}{page}".encode()) % _SHARE == 0)


def turned(page: str) -> int:
    """Make single edits on a page, reading with what was read before; how many there were."""
    number = 0
    before, lines = read(page), page.split("\n")
    prior = Session(body=before.items)
    for edit in some(page):
        text = edit.on(lines)
        after = get(text, prior=prior)
        assert flips(before, edit, after) == [], edit
        assert put(after, text) == text, edit
        number += 1
    return number


@pytest.mark.parametrize("name", CASES)
def test_a_single_edit_turns_nothing_around_that_it_did_not_touch(name: str) -> None:
    """For every layout of the cases, read with the session as it was; GetPut holds for such readings too."""
    turned(CASES[name])


def test_single_edits_of_the_corpus_s_pages_turn_nothing_around(corpus: Path) -> None:
    number = sum(turned(page.read_bytes().decode("utf-8")) for page in sorted((corpus / "pages").glob("*.wikitext")))
    assert number * _SHARE > 6000


@given(st.sampled_from(sorted(CASES)), st.lists(st.integers(0, 10**6), min_size=2, max_size=6))
def test_many_edits_in_a_row_turn_nothing_around(name: str, picks: list[int]) -> None:
    """Each reading is the memory of the next one."""
    page = CASES[name]
    before = read(page)
    for pick in picks:
        possible = list(edits(page))
        edit = possible[pick % len(possible)]
        page = edit.on(page.split("\n"))
        prior = Session(body=before.items)
        assert flips(before, edit, get(page, prior=prior)) == [], edit
        before = ParsedPage(page, prior)


@given(pages.sessions(), pages.shapes(), st.integers(0, 10**6))
def test_a_new_page_s_items_stay_what_they_are_through_an_edit(session: Session, shape: str, pick: int) -> None:
    from ohbot.wikitext.lens import create

    before = read(create(session, shape=shape))
    possible = list(edits(before.text))
    edit = possible[pick % len(possible)]
    after = get(edit.on(before.text.split("\n")), prior=session)
    assert flips(before, edit, after) == [], edit


def test_even_a_fresh_reading_is_hardly_ever_turned_around_by_an_edit(corpus: Path) -> None:
    """In fewer than one of 200 edits, over all layouts of the cases and of the corpus."""
    number = bad = 0
    others = [page.read_bytes().decode("utf-8") for page in sorted((corpus / "pages").glob("*.wikitext"))]
    for page in [*CASES.values(), *others]:
        before, lines = read(page), page.split("\n")
        for edit in some(page):
            number += 1
            bad += bool(flips(before, edit, get(edit.on(lines))))
    assert number * _SHARE > 36_000
    assert bad * 200 < number


@given(pages.sessions(), st.sampled_from(sorted(CASES)))
def test_any_prior_reads_a_page_so_that_writing_it_back_changes_nothing(session: Session, name: str) -> None:
    """GetPut for any prior, also one that has nothing to do with the page."""
    text = CASES[name]
    shown = get(text, prior=session)
    assert put(shown, text) == text
    assert get(text, prior=shown).body == shown.body


_TURNING = {
    "a heading is renamed": (
        "== Notes ==\n# Who has the key?\n#: Ode.\n# Where is the gate?\n#: North.\n",
        "== Agenda ==\n# Who has the key?\n#: Ode.\n# Where is the gate?\n#: North.\n",
        "== Agenda\n? Who has the key?\n > Ode.\n? Where is the gate?\n > North.\n",
    ),
    "a heading parts a talk": (
        "* Ode: bread\n* Bela: salt\n* Ode: oil\n* Caro: soup\n",
        "* Ode: bread\n* Bela: salt\n== Later ==\n* Ode: oil\n* Caro: soup\n",
        "[] Ode > bread\n[] Bela > salt\n== Later\n[] Ode > oil\n[] Caro > soup\n",
    ),
    "a question at the end of a shopping list": (
        "* Bread<br>two loaves\n* Salt\n* Oil\n",
        "* Bread<br>two loaves\n* Salt\n* Oil\n* Who has the key?\n",
        "...\n",
    ),
    "a reply in a talk": (
        "* Ode: who has the key?\n* Bela: I do.\n* Ode: good.\n* Bela: fine.\n",
        "* Ode: who has the key?\n*: Again?\n* Bela: I do.\n* Ode: good.\n* Bela: fine.\n",
        "[] Ode > who has the key?\n...\n[] Bela > I do.\n[] Ode > good.\n[] Bela > fine.\n",
    ),
    "a signed reply below an answer": (
        "# Who has the key?\n#: Ode.\n# Where is the gate?\n#: North.\n",
        "# Who has the key?\n#: Ode.\n"
        "#:: Are you sure? [[User:Ann|Ann]] ([[User talk:Ann|talk]]) 10:00, 3 May 2024 (UTC)\n"
        "# Where is the gate?\n#: North.\n",
        "? Who has the key?\n > Ode.\n"
        "+ Are you sure? [[User:Ann|Ann]] ([[User talk:Ann|talk]]) 10:00, 3 May 2024 (UTC)\n"
        "? Where is the gate?\n > North.\n",
    ),
}


_TOUCHED = {
    "struck out": ("Q: Is it open?\n\nA: On Sundays.\n", "<s>Q: Is it open?</s>\n\nA: On Sundays.\n"),
    "a question of other words": ("# Who?\n#: Ode.\n# Why?\n#: So.\n", "# Tell us.\n#: Ode.\n# Why?\n#: So.\n"),
    "a heading that asked": ("== Q&A ==\n=== Is it? ===\nYes.\n", "== Q&A ==\n=== Notes ===\nYes.\n"),
    "a name before it": ("# Who?\n#: Ode.\n# Why?\n#: So.\n", "# Zelda: Who?\n#: Ode.\n# Why?\n#: So.\n"),
}


@pytest.mark.parametrize("name", _TOUCHED)
def test_a_question_that_is_edited_stays_the_question_of_its_answers(name: str) -> None:
    page, edited = _TOUCHED[name]
    before, after = get(page), get(edited, prior=get(page))
    assert [type(item) for item in after.body] == [type(item) for item in before.body]


@pytest.mark.parametrize("name", _TURNING)
def test_one_line_does_not_turn_a_small_page_around(name: str) -> None:
    page, edited, expected = _TURNING[name]
    lines = [line.strip() for line in outline(get(edited, prior=get(page))).splitlines()]
    assert lines == [line.strip() for line in expected.splitlines()]


_MISREAD = (
    # how a page is read by its look, and how a person wants it read
    (
        "Plans:\n* Ode: bread\n* Bela: salt\n",
        (Prose("Plans:"), Message("bread", None, "Ode"), Message("salt", None, "Bela")),
    ),
    (
        "# Tell us of the key.\n# Tell us of the gate.\n#* Ode: It is open.\n",
        (Exchange("Tell us of the key."), Exchange("Tell us of the gate.", (Answer("It is open.", "Ode"),))),
    ),
    ("# Who has it?\n#: Ode.\n", (Prose("# Who has it?\n#: Ode."),)),
    ("[18:00] <ode> hello\n\nAnd so on.\n", (Prose("[18:00] <ode> hello\n\nAnd so on."),)),
    ("'''Why'''\n\nSo.\n", (Exchange("Why", (Answer("So."),)),)),
    ("== Why now? ==\nSo.\n", (Exchange("Why now?", (Answer("So."),)),)),
    ("# Why?\n#: Note: So.\n", (Exchange("Why?", (Answer("So.", "Note"),)),)),
    ("# Why?\n#: Ode: So.\n", (Exchange("Why?", (Answer("Ode: So."),)),)),
)


@pytest.mark.parametrize(("page", "body"), _MISREAD)
def test_a_misreading_is_corrected_by_the_file_alone(page: str, body: tuple[Item, ...]) -> None:
    """The page stays as it is, byte for byte: no mark on it steers how it is read."""
    meant = replace(get(page), body=body)
    assert get(page).body != body
    assert put(meant, page) == page
    assert get(page, prior=meant).body == body
