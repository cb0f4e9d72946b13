"""What only the file knows outlives the thing that it is about."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ohbot.merge import left_in, merge
from ohbot.model import Answer, Exchange, Item, Message, Prose, Session
from tests.wikitext import pages

KEY = Exchange("Who has the key?", (Answer("Ode."),), {"private": {"asker": "the miller"}})
GATE = Exchange("Where is the gate?", (Answer("North of the mill."),), {"private": {"asker": "the baker"}})


def leaves(value: Any) -> list[str]:
    """Every single value in an aside."""
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in leaves(part)]
    return [str(value)]


def known_to(session: Session) -> set[str]:
    """What only the file knows of any part of a session."""
    parts = [*session.body, *(a for item in session.body if isinstance(item, Exchange) for a in item.answers)]
    return {leaf for part in [session, *parts] for leaf in leaves(dict(part.aside))}


def test_what_only_the_file_knew_of_a_removed_question_stays_beside_its_place() -> None:
    base = Session(body=(KEY, GATE))
    merged = merge(base, base, Session(body=(GATE,))).for_file
    assert merged.body[0].aside["x-left"] == [{"of": "Who has the key?", "private": {"asker": "the miller"}}]
    assert left_in(merged) == 1


def test_it_goes_along_where_the_words_go() -> None:
    """Here the page made prose of the exchange."""
    base = Session(body=(KEY, GATE))
    prose = Prose("# Where is the gate?\n#: North of the mill.")
    merged = merge(base, base, Session(body=(KEY, prose))).for_file
    assert merged.body[1].aside == {"private": {"asker": "the baker"}}
    assert left_in(merged) == 0


def test_it_stays_with_the_session_where_nothing_is_left_of_the_page() -> None:
    base = Session(body=(KEY,))
    assert known_to(merge(base, base, Session()).for_file) >= {"the miller"}


def test_it_goes_back_to_a_thing_that_comes_back() -> None:
    """A page that was blanked, say, and restored after a run."""
    base = Session(body=(KEY, GATE))
    for less in (Session(body=(GATE,)), Session(body=(KEY,)), Session()):
        gone = merge(base, base, less).for_file
        assert left_in(gone) == 2 - len(less.body)
        assert merge(less, gone, base).for_file == base


def test_what_a_person_wrote_under_its_key_stays() -> None:
    base = Session(body=(replace(KEY, aside={"x-left": "my bag"}), GATE), aside={"x-left": [{"of": ["nothing"]}, 3]})
    assert merge(base, base, Session(body=(replace(KEY, aside={}), GATE))).for_file == base


def test_what_the_file_itself_took_out_leaves_nothing() -> None:
    base = Session(body=(KEY, GATE))
    assert left_in(merge(base, Session(body=(GATE,)), base).for_file) == 0


@given(pages.bodies(), st.data())
def test_no_aside_is_ever_lost_by_what_the_page_does(items: tuple[Item, ...], data: st.DataObject) -> None:
    """Whatever was removed, moved or replaced there."""
    local = Session(body=tuple(replace(item, aside={"private": f"note {n}"}) for n, item in enumerate(items)))
    kept = [item for item in items if not data.draw(st.booleans())]
    added = data.draw(st.lists(st.builds(Message, st.sampled_from(["so", "and", "well"])), max_size=2))
    remote = Session(body=(*data.draw(st.permutations(kept)), *added))
    merged = merge(Session(body=items), local, remote)
    assert known_to(local) <= known_to(merged.for_file)
