"""Transcript, file and page are three sides of one session: each may be corrected, and nothing is lost."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sync.sides import KINDS, Sides
from tests.sync.waiting import Step

HISTORIES, STEPS = {"fast": (4, 30), "ci": (125, 80), "deep": (5000, 60)}[os.environ.get("OHBOT_HYPOTHESIS", "fast")]
HISTORY = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 2**32)), min_size=STEPS, max_size=STEPS)


@settings(max_examples=HISTORIES, suppress_health_check=list(HealthCheck))
@given(HISTORY, st.booleans())
def test_no_word_is_lost_or_doubled_and_all_sides_come_together(history: list[Step], chat: bool) -> None:
    """Notes and in some cases a chat are corrected, imported, and imported by a run that dies; file and page, too."""
    Sides(chat=chat).live(history)
