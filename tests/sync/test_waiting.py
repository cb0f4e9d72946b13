"""The laws of what waits: however long a conflict stays open, and whatever is edited meanwhile, nothing is lost."""

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ohbot.model import Answer, Exchange
from ohbot.sync import State
from tests.sync.waiting import KINDS, Step, Waiting

HISTORIES, STEPS = {"fast": (8, 25), "ci": (300, 40), "deep": (5000, 60)}[os.environ.get("OHBOT_HYPOTHESIS", "fast")]
HISTORY = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 2**32)), min_size=STEPS, max_size=STEPS)

FOUND: dict[str, list[Step]] = {
    "a new question beside moved halves of an old one": [
        ("page split", 486_890_997),
        ("sync", 150_598_038),
        ("file move", 948_419_885),
        ("file twin", 2_482_146_480),
        ("page add", 2_942_582_301),
        ("page drop answer", 85_412_122),
        ("page word", 1_137_346_918),
        ("sync", 1_795_405_694),
        ("file move", 1_734_268_477),
    ],
    "a question that came into the file while something else waited, and is split on the page": [
        ("file drop", 3_993_330_051),
        ("file add", 1_393_503_806),
        ("page answer", 581_046_827),
        ("page split", 1_655_355_995),
        ("page replace", 3_678_594_711),
        ("pull", 1_554_586_516),
        ("page split", 423_998_006),
    ],
    "a replaced question beside joined ones": [
        ("page join", 1_751_181_165),
        ("sync", 2_653_752_884),
        ("file word", 2_621_554_053),
        ("page replace", 244_992_825),
        ("page add", 2_522_974_375),
        ("sync", 1_048_476_486),
        ("page answer", 3_780_414_918),
        ("page twin", 2_907_432_936),
        ("sync", 1_239_193_998),
        ("file drop", 3_946_976_435),
    ],
}
"""Histories in which words were lost or doubled once, cut down to what matters."""


@settings(max_examples=HISTORIES, suppress_health_check=list(HealthCheck))
@given(HISTORY)
def test_no_word_is_lost_or_doubled_while_conflicts_wait(history: list[Step]) -> None:
    """From a conflict on, people edit both sides, settle some of what waits or nothing, and many runs go by."""
    world = Waiting()
    world.begin_conflict()
    world.live(history)


def test_a_note_beside_what_no_page_can_hold_outlives_a_sync() -> None:
    """Here beside an answer of which only its place is there yet."""
    world = Waiting()
    first, *others = world.file.body
    assert isinstance(first, Exchange)
    open_answer = Answer("", metadata={"private": {"note": "secret1"}})
    world.edit_file([replace(first, answers=(*first.answers, open_answer)), *others])
    world.edit_page(world.edited(world.page.body, "sign"))
    assert world.sync() is State.PULL
    world.require_all()


@pytest.mark.parametrize("name", FOUND)
def test_a_history_that_lost_words_once_keeps_them(name: str) -> None:
    Waiting().live(FOUND[name])
