"""Writing a session file costs in proportion to its length: function calls are counted, no time is taken."""

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from ohbot.archive import dump, patch
from ohbot.model import Answer, Exchange, Session

Edit = Callable[[tuple[Answer, ...]], tuple[Answer, ...]]
SHORT, LONG = 60, 240

EDITS: dict[str, Edit] = {
    "one more": lambda answers: (*answers, Answer("And one more.", speaker="Zelda")),
    "one less": lambda answers: (*answers[:50], *answers[51:]),
    "one changed": lambda answers: (*answers[:50], replace(answers[50], text="Quite another."), *answers[51:]),
    "all changed": lambda answers: tuple(replace(answer, text=f"{answer.text} Now.") for answer in answers),
    "turned around": lambda answers: answers[::-1],
    "all new": lambda answers: tuple(Answer(f"New {n}.", speaker="Zelda") for n, _ in enumerate(answers)),
}


def session(answers: tuple[Answer, ...]) -> Session:
    return Session("Lantern hours", body=(Exchange("Why do lanterns hum?", answers),))


def calls(edit: Edit, number: int) -> int:
    """How many functions are called to write an edit of an exchange with so many answers."""
    answers = tuple(Answer(f"Word{n} of lamp{n}.", speaker="Bosko") for n in range(number))
    text, edited = dump(session(answers)), session(edit(answers))
    count = 0

    def counted(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        patch(text, edited)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_four_times_the_answers_of_an_exchange_cost_about_four_times_as_much(edit: Edit) -> None:
    """Squared it would be sixteen times."""
    assert calls(edit, LONG) < 5 * calls(edit, SHORT)
