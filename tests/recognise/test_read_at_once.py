"""The lines that logs are full of are read at once, by one pattern, as they are read one by one."""

import re

from hypothesis import given
from hypothesis import strategies as st

from ohbot.recognise.chatline import HAPPENED, HAPPENED_UNMARKED, UNSTAMPED, happened, marked, unstamped
from ohbot.recognise.heads import named
from ohbot.recognise.stamps import impossible

_PIECES = (
    "*|*** |* |<|>|kim|kim1|bo-|A|(~k@h.example)|[~k@h.example]|has joined|has left|joined|is now known as|entered"
    "|signed off|mode/#b|Join\t|Nick:\t|the room.|#boats|:|: |\t| |  |→|waves|(|)|timed out"
).split("|")
_LINES = st.lists(st.sampled_from([*_PIECES, "|"]), max_size=9).map("".join)
_USUAL = st.sampled_from(
    [
        "* kim (~k@h.example) has joined #boats",
        "Join\tkim (~k@h.example) has joined this channel.",
        "*** kim is now known as bo",
        "<kim> hello",
        "kim [~k@h.example] entered the room.",
        "kim left the room (quit: bye).",
    ]
)


@given(_LINES | _USUAL)
def test_an_event_behind_a_stamp_is_one_for_the_pattern_only_where_the_forms_say_so(line: str) -> None:
    """Both find it in the same place; ``happened`` tells the same of lines without marks."""
    if found := re.match(HAPPENED, line, re.DOTALL):
        said = marked(line)
        assert said is not None
        assert (said.kind, said.speaker, said.text, said.sure) == ("event", None, found.span("event"), 1.0)
    if re.match(HAPPENED_UNMARKED, line, re.DOTALL):
        head = named(line)
        assert marked(line) is None
        assert happened(line, before=len((head and head.speaker) or line))


@given(_LINES | _USUAL)
def test_a_line_without_a_stamp_says_the_same_to_the_pattern(line: str) -> None:
    """It knows who speaks, what is said and what happens."""
    if found := UNSTAMPED.match(line):
        said = unstamped(line, nicks=None)
        assert said is not None
        assert said.sure == 0.8
        assert said.text == found.span("event" if found["event"] else "text")
        assert (line[slice(*said.speaker)] if said.speaker else None) == found["nick"]


def test_the_patterns_find_the_usual_lines() -> None:
    """Or the laws above would hold of nothing."""
    assert re.match(HAPPENED, "* kim (~k@h.example) has joined #boats")
    assert re.match(HAPPENED, "Join\tkim (~k@h.example) has joined this channel.")
    assert re.match(HAPPENED_UNMARKED, "kim [~k@h.example] entered the room.")
    assert UNSTAMPED.match("*** kim is now known as bo")
    assert UNSTAMPED.match("<kim> hello")


@given(
    st.lists(st.sampled_from(["18:04", "6:04:05 PM", "23:59:60", "24:00", "25:00", "13:00 PM", "", "39:95", "18:4"]))
)
def test_odd_clocks_among_many_are_those_that_are_odd_alone(clocks: list[str]) -> None:
    """None is hidden by the usual ones around it."""
    assert impossible(clocks) == frozenset().union(*(impossible([clock]) for clock in clocks))
