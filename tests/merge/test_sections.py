"""What stands below a heading stays below it, whatever the other side does: renamed, added, or at the page's end."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.merge import merge, merge_lines
from ohbot.model import Answer, Exchange, Heading, Item, Prose, Session
from ohbot.wikitext.lens import get, put
from ohbot.wikitext.texts import normal

ONE, TWO, THREE = (Exchange(f"{who} has it?", (Answer(f"{who} one."),)) for who in ("Ode", "Bela", "Caro"))
BODY = (Prose("Intro."), Heading("One"), ONE, Heading("Two"), TWO, Heading("Three"), THREE)
NEW = Exchange("Is it new?")
_OTHER: dict[str, tuple[Item, ...]] = {
    "nothing": BODY,
    "an item below it": (*BODY[:5], NEW, *BODY[5:]),
    "an item above it": (*BODY[:3], NEW, *BODY[3:]),
    "another word in its item": (*BODY[:4], replace(TWO, question="Bela has it now?"), *BODY[5:]),
    "its item gone": (*BODY[:4], *BODY[5:]),
    "its section at the end": (*BODY[:3], *BODY[5:], *BODY[3:5]),
    "its section first": (BODY[0], *BODY[3:5], *BODY[1:3], *BODY[5:]),
    "another heading renamed": (BODY[0], Heading("Erst"), *BODY[2:]),
}


@pytest.mark.parametrize("name", _OTHER)
@pytest.mark.parametrize("words", ["Uno", "Notes", "Of the mill"])
def test_a_heading_renamed_to_other_words_keeps_its_place(name: str, words: str) -> None:
    """Also a short one, of which no word is left: the rename is written where the other side has the heading."""
    renamed, other = (
        tuple(Heading(words) if item == BODY[3] else item for item in body) for body in (BODY, _OTHER[name])
    )
    for local, remote in ((renamed, _OTHER[name]), (_OTHER[name], renamed)):
        merged = merge(Session(body=BODY), Session(body=local), Session(body=remote))
        assert merged.conflicts == ()
        assert merged.for_page.body == other


def headed(text: str) -> dict[str, str]:
    """The heading above each line that says something."""
    above, found = "", {}
    for line in text.split("\n"):
        if line.startswith("="):
            above = line
        elif line and not line.startswith(("{{", "[[", "__")):
            found[line] = above
    return found


_FURNITURE = (
    "[[Category:Ponds]]\n",
    "{{Navbox}}\n[[Category:Ponds]]\n",
    "__NOTOC__\n",
    "{{clear}}\n\n[[de:Teich]]\n",
    "",
)
_SECTION = (Heading("Mine"), Exchange("Mine?", (Answer("Yes."),)))
_BEHIND = ("Their words.\n", "\n== Theirs ==\nTheir words.\n", "# Theirs?\n#: No.\n", "\n* theirs\n")


@given(st.sampled_from(_FURNITURE), st.sampled_from(_BEHIND), st.booleans(), st.booleans())
def test_what_is_added_at_the_end_stays_below_its_heading(end: str, behind: str, gap: bool, prose: bool) -> None:
    """A section that one side adds before the categories does not take in what the other adds behind them."""
    more, blank = "And more.\n" * prose, "\n" * gap
    base = f"Intro.\n\n== One ==\n# Who?\n#: Ode.\n{more}{blank}{end}"
    session = get(base)
    local = replace(session, body=(*session.body, *_SECTION))
    mine, theirs = put(local, base), base + behind
    merged = merge_lines(base, mine, theirs)
    if merged is None:
        outcome = merge(get(base, prior=local), normal(local), get(theirs, prior=local))
        assert outcome.conflicts == ()
        merged = put(outcome.for_page, theirs)
    assert headed(merged) == headed(theirs) | headed(mine)
