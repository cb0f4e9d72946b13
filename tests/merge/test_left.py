"""What only the file knows outlives the thing that it is about."""

from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.merge import Decision, left_in, merge, settled
from ohbot.model import Answer, Exchange, Item, Message, Person, Prose, Session
from tests.merge.edits import Versions, versions
from tests.wikitext import pages

KEY = Exchange("Who has the key?", (Answer("Ode."),), {"private": {"asker": "the miller"}})
GATE = Exchange("Where is the gate?", (Answer("North of the mill."),), {"private": {"asker": "the baker"}})


def leaves(value: Any) -> list[str]:
    """Every single value in metadata."""
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in leaves(part)]
    return [str(value)]


def known_to(session: Session) -> set[str]:
    """What only the file knows of any part of a session."""
    answers = [answer for item in session.body if isinstance(item, Exchange) for answer in item.answers]
    parts = [*session.people, *session.body, *answers]
    return {leaf for part in [session, *parts] for leaf in leaves(dict(part.metadata))}


def test_what_only_the_file_knew_of_a_removed_question_stays_beside_its_place() -> None:
    base = Session(body=(KEY, GATE))
    merged = merge(base, base, Session(body=(GATE,))).for_file
    assert merged.body[0].metadata["x-left"] == [{"of": "Who has the key?", "private": {"asker": "the miller"}}]
    assert left_in(merged) == 1


def test_it_goes_along_where_the_words_go() -> None:
    """Here the page made prose of the exchange."""
    base = Session(body=(KEY, GATE))
    prose = Prose("# Where is the gate?\n#: North of the mill.")
    merged = merge(base, base, Session(body=(KEY, prose))).for_file
    assert merged.body[1].metadata == {"private": {"asker": "the baker"}}
    assert left_in(merged) == 0


def test_it_stays_with_the_session_where_nothing_is_left_of_the_page() -> None:
    base = Session(body=(KEY,))
    assert known_to(merge(base, base, Session()).for_file) >= {"the miller"}


def test_it_stays_with_the_session_where_the_page_names_a_person_no_more() -> None:
    """And goes back to that person."""
    base = Session(people=(Person("Ode"), Person("Bela")), body=(KEY,))
    local = replace(base, people=(Person("Ode", metadata={"private": "a baker"}), Person("Bela")))
    less = replace(base, people=(Person("Bela"),))
    gone = merge(base, local, less).for_file
    assert gone.metadata == {"x-left": [{"of": "Ode", "private": "a baker"}]}
    back = merge(less, gone, base).for_file
    assert [one.metadata for one in back.people] == [{"private": "a baker"}, {}]
    assert left_in(back) == 0


@pytest.mark.parametrize("decision", ["theirs", (Exchange("When is the gate open?"),)], ids=["theirs", "other"])
def test_it_stays_where_a_person_settles_for_the_page_or_for_something_else(decision: Decision) -> None:
    base = Session(body=(KEY, GATE))
    local = Session(body=(KEY, replace(GATE, question="Where is the gate now?")))
    merged = merge(base, local, Session(body=(KEY,)))
    (conflict,) = merged.conflicts
    assert known_to(settled(merged, {conflict: decision}).for_file) >= {"the miller", "the baker"}
    assert known_to(settled(merged, {conflict: "ours"}).for_file) == {"the miller", "the baker"}


def test_it_goes_back_to_a_thing_that_comes_back() -> None:
    """A page that was blanked, say, and restored after a run."""
    base = Session(body=(KEY, GATE))
    for less in (Session(body=(GATE,)), Session(body=(KEY,)), Session()):
        gone = merge(base, base, less).for_file
        assert left_in(gone) == 2 - len(less.body)
        assert merge(less, gone, base).for_file == base


def test_what_a_person_wrote_under_its_key_stays() -> None:
    base = Session(
        body=(replace(KEY, metadata={"x-left": "my bag"}), GATE), metadata={"x-left": [{"of": ["nothing"]}, 3]}
    )
    assert merge(base, base, Session(body=(replace(KEY, metadata={}), GATE))).for_file == base


def test_what_the_file_itself_took_out_leaves_nothing() -> None:
    base = Session(body=(KEY, GATE))
    assert left_in(merge(base, Session(body=(GATE,)), base).for_file) == 0


def noted(session: Session) -> Session:
    """A session of which the file knows something about each part, and nothing twice."""
    numbers = count(1)

    def note(thing: Any) -> Any:
        return replace(thing, metadata={"private": {"note": next(numbers)}})

    body = [
        replace(item, answers=tuple(map(note, item.answers))) if isinstance(item, Exchange) else item
        for item in session.body
    ]
    return replace(session, body=tuple(map(note, body)), people=tuple(map(note, session.people)))


@given(versions(fresh=True, edits=7), st.data())
def test_no_metadata_is_ever_lost_by_what_waits_or_how_it_is_settled(v: Versions, data: st.DataObject) -> None:
    local = noted(v.local)
    merged = merge(v.base, local, v.remote)
    choices: tuple[Decision, ...] = ("ours", "theirs", "both", ())
    some = {one: data.draw(st.sampled_from(choices)) for one in merged.conflicts if data.draw(st.booleans())}
    for found in (merged, settled(merged, some)):
        assert known_to(local) <= known_to(found.for_file)


@given(pages.bodies(), st.data())
def test_no_metadata_is_ever_lost_by_what_the_page_does(items: tuple[Item, ...], data: st.DataObject) -> None:
    """Whatever was removed, moved or replaced there."""
    local = Session(body=tuple(replace(item, metadata={"private": f"note {n}"}) for n, item in enumerate(items)))
    kept = [item for item in items if not data.draw(st.booleans())]
    added = data.draw(st.lists(st.builds(Message, st.sampled_from(["so", "and", "well"])), max_size=2))
    remote = Session(body=(*data.draw(st.permutations(kept)), *added))
    merged = merge(Session(body=items), local, remote)
    assert known_to(local) <= known_to(merged.for_file)


def test_that_an_answer_promises_goes_with_its_words() -> None:
    promise = Answer("We shall see.", metadata={"promised": True, "private": "said by the miller"})
    base = Session(body=(Exchange("Who has the key?", (promise,)), GATE))
    merged = merge(base, base, Session(body=(Exchange("Who has the key?"), GATE))).for_file
    assert merged.body[0].metadata["x-left"] == [{"of": "We shall see.", "private": "said by the miller"}]
    kept = merge(base, base, Session(body=(Exchange("Who has the key then?", (promise,)), GATE))).for_file
    assert isinstance(kept.body[0], Exchange)
    assert kept.body[0].answers[0].metadata == promise.metadata
