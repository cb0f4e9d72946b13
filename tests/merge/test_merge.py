"""Facts, metadata, open conflicts, records: what the cases in text cannot show."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from ohbot.errors import InputError
from ohbot.merge import Conflict, Merged, agreed, from_plain, merge, rebuilt, settled, to_plain
from ohbot.model import Answer, Exchange, Heading, Message, Person, Prose, Session, WikiLink
from tests.merge.edits import Versions, versions

START = datetime(2020, 10, 15, 18, tzinfo=UTC)
HELD = Session(
    title="Office hours",
    start=START,
    venues=("Zoom", "IRC"),
    people=(Person("Ann", "Host"), Person("Bob")),
    body=(
        Exchange("Why?", (Answer("We have grown."),)),
        Exchange("What is next?", (Answer("A tool.", "Ann"),)),
        Prose("Thanks to all"),
    ),
)
TWO, SIX = datetime(2020, 10, 15, 14, tzinfo=UTC), datetime(2020, 10, 15, 18, 30, tzinfo=UTC)


def with_exchange(session: Session, number: int, **changes: Any) -> Session:
    """The session with another exchange (counted from 0)."""
    body = list(session.body)
    item = body[number]
    assert isinstance(item, Exchange)
    body[number] = replace(item, **changes)
    return replace(session, body=tuple(body))


def test_each_fact_merges_by_itself() -> None:
    merged = merge(HELD, replace(HELD, title="Hours"), replace(HELD, start=SIX, status="held"))
    assert merged.for_page == replace(HELD, title="Hours", start=SIX, status="held")


def test_a_fact_changed_on_both_sides_is_a_conflict_of_this_fact_alone() -> None:
    local, remote = replace(HELD, start=TWO, title="Hours"), replace(HELD, start=SIX, end=TWO)
    merged = merge(HELD, local, remote)
    assert merged.for_page == replace(HELD, title="Hours", start=SIX, end=TWO)
    assert merged.for_file == replace(HELD, title="Hours", start=TWO, end=TWO)
    assert merged.conflicts == (Conflict(("start",), (START,), (TWO,), (SIX,)),)
    assert merged.conflicts[0].place == "start"


def test_lists_of_facts_merge_as_sets_that_keep_their_order() -> None:
    local = replace(HELD, venues=("Zoom", "Telegram", "IRC"))
    remote = replace(HELD, venues=("IRC", "YouTube", "Telegram"))
    assert merge(HELD, local, remote).for_page.venues == ("IRC", "YouTube", "Telegram")


def test_people_are_known_by_name_and_merge_field_by_field() -> None:
    local = replace(HELD, people=(Person("Ann", "Chair"), Person("Bob"), Person("Cleo", username="C")))
    remote = replace(HELD, people=(Person("Cleo", role="Guest"), Person("Ann", "Host", "A"), Person("Bob")))
    merged = merge(HELD, local, remote)
    assert not merged.conflicts
    assert set(merged.for_page.people) == {
        Person("Ann", "Chair", "A"),
        Person("Bob"),
        Person("Cleo", "Guest", "C"),
    }


def test_metadata_and_the_wiki_link_are_those_of_the_file() -> None:
    """Also where the page edited, moved or split what they belong to."""
    link = WikiLink("Office hours", 1, 2)
    local = with_exchange(HELD, 0, metadata={"private": {"asker": "x"}})
    local = with_exchange(local, 1, answers=(Answer("A tool.", "Ann", metadata={"x-id": 7}),))
    local = replace(
        local, wiki=link, metadata={"x-s": 1}, people=(Person("Ann", "Host", metadata={"x-p": 1}), Person("Bob"))
    )
    why, following, prose = HELD.body
    assert isinstance(why, Exchange)
    remote = replace(
        HELD,
        people=(Person("Bob"), Person("Ann", "Chair")),
        wiki=WikiLink("Elsewhere"),
        body=(following, replace(why, question="Why now?"), prose),
    )
    merged = merge(HELD, local, remote).for_page
    assert (merged.wiki, merged.metadata) == (link, {"x-s": 1})
    moved, edited, _ = merged.body
    assert isinstance(moved, Exchange)
    assert moved.answers[0].metadata == {"x-id": 7}
    assert edited == replace(why, question="Why now?")
    assert edited.metadata == {"private": {"asker": "x"}}
    assert [p.metadata for p in merged.people] == [{}, {"x-p": 1}]


def test_an_item_joined_on_the_page_keeps_the_metadata_of_both() -> None:
    one = Exchange("Why?", (Answer("We have grown a lot this year."),), metadata={"private": {"a": 1}, "x-k": 1})
    two = Exchange(
        "And who pays?", (Answer("The fund pays for everything."),), metadata={"private": {"b": 2}, "x-k": 2}
    )
    base = Session(body=(replace(one, metadata={}), replace(two, metadata={})))
    joined = Exchange("Why?", (*one.answers, *two.answers))
    merged = merge(base, replace(base, body=(one, two)), replace(base, body=(joined,)))
    assert merged.for_page.body == (joined,)
    assert merged.for_page.body[0].metadata == {"private": {"a": 1, "b": 2}, "x-k": [1, 2]}


CONTESTED = (
    with_exchange(HELD, 0, answers=(Answer("We have shrunk."),)),
    with_exchange(HELD, 0, answers=(Answer("We have doubled."),)),
)


def on(first: Merged, local: Session, remote: Session) -> Merged:
    """The next merge, after one that left conflicts open."""
    return merge(agreed(first), local, remote)


def test_an_open_conflict_is_found_again_and_changes_nothing() -> None:
    first = merge(HELD, *CONTESTED)
    assert first.conflicts
    assert on(first, first.for_file, first.for_page) == first


def test_a_conflict_stays_open_while_either_side_goes_on_editing() -> None:
    first = merge(HELD, *CONTESTED)
    local = with_exchange(first.for_file, 0, answers=(Answer("We have shrunk, sadly."),))
    remote = replace(first.for_page, body=(Heading("Questions"), *first.for_page.body))
    merged = on(first, local, remote)
    assert [(c.base, c.local, c.remote, c.place) for c in merged.conflicts] == [
        (
            ("We have grown.",),
            ("We have shrunk, sadly.",),
            ("We have doubled.",),
            "exchange 1, answer 1, paragraph 1",
        )
    ]
    assert merged.for_file == replace(local, body=(Heading("Questions"), *local.body))


def test_what_was_added_while_a_conflict_waits_may_be_edited_and_removed_again() -> None:
    """On either side, for both had it; nothing comes back, and nothing is there twice."""
    added = replace(CONTESTED[0], body=(*CONTESTED[0].body, Exchange("And who pays for it?", (Answer("The fund."),))))
    first = merge(HELD, added, CONTESTED[1])
    fewer = replace(first.for_file, body=first.for_file.body[:-1])
    assert on(first, fewer, first.for_page).for_page.body == first.for_page.body[:-1]
    other = replace(first.for_file, body=(*fewer.body, Exchange("And who pays for it now?", (Answer("A fund."),))))
    assert on(first, other, first.for_page).for_file == other


def test_what_one_side_added_inside_of_an_item_in_conflict_was_never_agreed_on() -> None:
    """So the other side, which never had it, has not removed it."""
    base = Session(body=(Prose("one\ntwo three"),))
    local = Session(body=(Prose("mine one"), Heading("My heading"), Prose("two three")))
    remote = Session(body=(Prose("added there\none of ours\ntwo and three"),))
    first = merge(base, local, remote)
    assert first.conflicts
    shortened = Session(body=first.for_file.body[1:])
    merged = merge(agreed(first), shortened, first.for_page)
    assert "added there" in str(merged.for_page)


@pytest.mark.parametrize(
    "mark",
    [
        "",
        "body/0",
        "body/0 page= base=zz",
        "body/x page= base=",
        "body/9/question page=0123456789ab base=",
        "nothing page= base=",
        "title/0 page= base=",
        "body/0/answers/0/text/0/more page= base=",
        "body/0 page=0123456789ab base=",
        "body/0 page= base=0123456789ab",
    ],
)
def test_marks_that_do_not_fit_give_no_base(mark: str) -> None:
    """They may come from a file that was edited by hand or merged by git."""
    assert rebuilt(HELD, HELD, [mark]) is None


def test_a_conflict_ends_where_the_sides_agree_or_one_goes_back_to_the_base() -> None:
    first = merge(HELD, *CONTESTED)
    sides = (first.for_page, first.for_file)
    for local, remote in ((sides[0], sides[0]), (HELD, sides[0]), (sides[1], HELD)):
        merged = on(first, local, remote)
        assert (merged.conflicts, merged.for_page) == ((), local if remote == HELD else sides[0])


def test_a_removed_and_changed_item_stays_in_conflict_on_the_page_alone() -> None:
    local = replace(HELD, body=HELD.body[1:])
    first = merge(HELD, local, CONTESTED[1])
    assert (first.for_file, first.for_page) == (local, CONTESTED[1])
    assert on(first, local, CONTESTED[1]) == first


@pytest.mark.parametrize(
    ("choice", "texts"),
    [
        ("ours", ["We have shrunk."]),
        ("theirs", ["We have doubled."]),
        ("both", ["We have shrunk.", "We have doubled."]),
        (("We have changed.",), ["We have changed."]),
    ],
)
def test_settling_puts_the_choice_into_both_sessions(choice: Any, texts: list[str]) -> None:
    merged = merge(HELD, *CONTESTED)
    done = settled(merged, {merged.conflicts[0]: choice})
    expected = with_exchange(HELD, 0, answers=(Answer("\n\n".join(texts)),))
    assert (done.conflicts, done.for_page, done.for_file) == ((), expected, expected)


def test_both_of_a_fact_is_the_files_and_both_of_a_question_is_both_texts() -> None:
    local = with_exchange(replace(HELD, title="A"), 0, question="Why now?")
    remote = with_exchange(replace(HELD, title="B"), 0, question="Why then?")
    merged = merge(HELD, local, remote)
    done = settled(merged, dict.fromkeys(merged.conflicts, "both")).for_page
    assert (done.title, done.body) == ("A", with_exchange(HELD, 0, question="Why now? Why then?").body)


@given(versions(fresh=True, edits=7))
def test_a_record_comes_back_as_the_conflict_it_was(v: Versions) -> None:
    for conflict in merge(v.base, v.local, v.remote).conflicts:
        back = from_plain(to_plain(conflict))
        assert (back, back.place) == (conflict, conflict.place)


def test_a_record_keeps_times_levels_and_metadata() -> None:
    item = Exchange("Why?", (Answer("So.", metadata={"x-id": 7}),), metadata={"private": {"asker": "x"}})
    conflict = Conflict(("body", 0), (item, Heading("Part", 3)), (), (Message("hi", kind="action"),))
    back = from_plain(to_plain(conflict))
    assert back == conflict
    assert repr(back) == repr(from_plain(to_plain(back)))
    kept = back.base[0]
    assert isinstance(kept, Exchange)
    assert (kept.metadata, kept.answers[0].metadata) == ({"private": {"asker": "x"}}, {"x-id": 7})
    assert from_plain(to_plain(Conflict(("start",), (), (TWO,), (SIX,)))).local == (TWO,)


@pytest.mark.parametrize(
    "record", [{}, {"path": 3}, {"place": "x", "path": [], "base": [{}], "local": [], "remote": []}]
)
def test_a_damaged_record_is_refused_in_a_sentence(record: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="damaged"):
        from_plain(record)
