"""The laws of what waits: however long a conflict stays open, and whatever is edited meanwhile, nothing is lost."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sync.waiting import KINDS, Step, Waiting

HISTORIES, STEPS = {"fast": (15, 25), "ci": (300, 40), "deep": (5000, 60)}[os.environ.get("OHBOT_HYPOTHESIS", "fast")]
CLEAR = [kind for kind in KINDS if not kind.endswith((" move", " join")) and kind != "revert"]


def histories(kinds: list[str]) -> st.SearchStrategy[list[Step]]:
    """Rows of steps of some kinds."""
    step = st.tuples(st.sampled_from(kinds), st.integers(0, 2**32))
    return st.lists(step, min_size=STEPS, max_size=STEPS)


@settings(max_examples=HISTORIES, suppress_health_check=list(HealthCheck))
@given(st.one_of(histories(CLEAR), histories(list(KINDS))))
def test_no_word_is_lost_or_doubled_while_conflicts_wait(history: list[Step]) -> None:
    """From a conflict on, people edit both sides, settle some of what waits or nothing, and many runs go by."""
    world = Waiting()
    world.begin_conflict()
    for step in history:
        world.step(step)
    world.require_quiet()
    world.require_settled()
