"""A patch makes a file hold a session and changes no line without need."""

import difflib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ohbot.archive import dump, load, patch
from ohbot.archive.patching import partners
from ohbot.archive.records import show_session
from ohbot.diff.elements import same
from ohbot.model import Answer, Exchange, Heading, Message, Session, WikiLink
from tests.strategies import items, plain_words, sessions

FILE = """\
# Notes of the first meeting
title:   'Hours'   # the name
x-room: 12

# the questions
body:

  # said first
  - question: Why?
    answers:
    - "We have grown."   # check
    - speaker: Bo
      text: |   # long
          First.

          Second.
  - heading:  Later

  # a long one
  - {time: "18:00", speaker: ada, text: 'hello'}
  - question: And so?
    private: {asker: someone}
wiki: {page: Hours/1, x-own: 1}
# the end
"""

Change = Callable[[Session], Session]


def body(change: Callable[[list[Any]], Any]) -> Change:
    """A change of the body, written as a change of a list."""

    def changed(session: Session) -> Session:
        found = list(session.body)
        change(found)
        return replace(session, body=tuple(found))

    return changed


def put(index: int, item: Any) -> Change:
    """Another item in the place of one."""
    return body(lambda found: found.__setitem__(index, item))


ASKED = load(FILE, "f.yaml").body[0]
assert isinstance(ASKED, Exchange)
BO = ASKED.answers[1]

# What changes in the session -> the lines that go, and those that come.
CASES: dict[str, tuple[Change, list[str], list[str]]] = {
    "a title keeps its quotes and comment": (
        lambda s: replace(s, title="Hours: 1"),
        ["title:   'Hours'   # the name"],
        ["title:   'Hours: 1'   # the name"],
    ),
    "a new fact takes one line": (lambda s: replace(s, status="held"), [], ["status: held"]),
    "an answer's word": (
        put(0, replace(ASKED, answers=(Answer("We grew."), BO))),
        ['    - "We have grown."   # check'],
        ['    - "We grew."   # check'],
    ),
    "a paragraph of a literal block": (
        put(0, replace(ASKED, answers=(ASKED.answers[0], replace(BO, text="First.\n\nSecond!")))),
        ["          Second."],
        ["          Second!"],
    ),
    "a role for a speaker": (
        put(0, replace(ASKED, answers=(ASKED.answers[0], replace(BO, role="Guest")))),
        [],
        ["      role: Guest"],
    ),
    "a speaker that goes": (
        put(0, replace(ASKED, answers=(ASKED.answers[0], replace(BO, speaker=None)))),
        ["    - speaker: Bo", "      text: |   # long"],
        ["    - text: |   # long"],
    ),
    "an answer that becomes a mapping": (
        put(0, replace(ASKED, answers=(replace(ASKED.answers[0], speaker="Cy"), BO))),
        ['    - "We have grown."   # check'],
        ["    - speaker: Cy  # check", "      text: We have grown."],
    ),
    "an answer more": (
        put(0, replace(ASKED, answers=(*ASKED.answers, Answer("Third: three.")))),
        [],
        ['    - "Third: three."'],
    ),
    "a first answer": (
        body(lambda found: found.append(replace(found.pop(), answers=(Answer("So."),)))),
        [],
        ["    answers:", "      - So."],
    ),
    "a message on one line": (
        body(lambda found: found.__setitem__(2, replace(found[2], text="bye, all"))),
        ["  - {time: \"18:00\", speaker: ada, text: 'hello'}"],
        ["  - {time: \"18:00\", speaker: ada, text: 'bye, all'}"],
    ),
    "a level for a heading": (put(1, Heading("Later", 3)), [], ["    level: 3"]),
    "an item removed takes its comment along": (
        body(lambda found: found.pop(2)),
        ["  # a long one", "  - {time: \"18:00\", speaker: ada, text: 'hello'}"],
        [],
    ),
    "an item inserted": (
        body(lambda found: found.insert(3, Message("hi", speaker="bo"))),
        [],
        ["  - speaker: bo", "    text: hi"],
    ),
    "an item moved takes its comment along": (
        body(lambda found: found.insert(2, found.pop(3))),
        ["  - question: And so?", "    private: {asker: someone}"],
        ["  - question: And so?", "    private: {asker: someone}"],
    ),
    "the wiki's revision keeps the unknown key": (
        lambda s: replace(s, wiki=replace(s.wiki or WikiLink("Hours/1"), revision=5)),
        ["wiki: {page: Hours/1, x-own: 1}"],
        ["wiki: {page: Hours/1, x-own: 1, revision: 5}"],
    ),
    "what only the file knows": (lambda s: replace(s, metadata={"x-room": 13}), ["x-room: 12"], ["x-room: 13"]),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("ends", [True, False])
def test_a_change_touches_its_own_lines(case: str, newline: str, ends: bool) -> None:
    change, gone, come = CASES[case]
    text = (FILE if ends else FILE.removesuffix("\n")).replace("\n", newline)
    wanted = change(load(text, "f.yaml"))
    found = patch(text, wanted)
    rows = list(difflib.ndiff(text.split(newline), found.split(newline)))
    assert [row[2:] for row in rows if row.startswith("- ")] == gone
    assert [row[2:] for row in rows if row.startswith("+ ")] == come
    assert same(show_session(load(found, "f.yaml")), show_session(wanted))
    assert (newline == "\r\n") == ("\r" in found)


@given(sessions(), sessions())
@settings(max_examples=25, deadline=None)
def test_a_file_can_become_any_session(one: Session, other: Session) -> None:
    found = patch(dump(one), other)
    assert same(show_session(load(found, "x.yaml")), show_session(other))


NOTHING: dict[str, Any] = {
    "start": None,
    "end": None,
    "status": None,
    "venues": (),
    "people": (),
    "body": (),
    "wiki": None,
}


@given(sessions(), sessions(), st.sampled_from(sorted(NOTHING)))
@settings(max_examples=25, deadline=None)
def test_a_change_of_one_fact_leaves_the_others_lines(one: Session, other: Session, name: str) -> None:
    change: dict[str, Any] = {name: getattr(other, name)}
    nothing: dict[str, Any] = {name: NOTHING[name]}
    found = patch(dump(one), replace(one, **change))
    assert same(show_session(load(found, "x.yaml")), show_session(replace(one, **change)))
    assert set(dump(replace(one, **nothing)).splitlines()) <= set(found.splitlines())


@given(sessions())
@settings(max_examples=20, deadline=None)
def test_no_change_leaves_every_byte(session: Session) -> None:
    text = dump(session).replace("\n", "\n# a comment\n", 1)
    assert patch(text, load(text, "x.yaml")) == text


@given(st.lists(items(plain_words()), min_size=2, max_size=6, unique_by=repr), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_comments_travel_with_moved_and_kept_items(found: list[Any], random: Any) -> None:
    text = dump(Session(title="x", body=tuple(found)))
    for number in range(len(found)):
        text = _commented(text, number)
    moved = [item for item in found if random.random() < 0.8]
    random.shuffle(moved)
    result = patch(text, Session(title="x", body=tuple(moved)))
    marks = [row.strip() for row in result.splitlines() if row.startswith("  # item")]
    assert marks == [f"# item {found.index(item)}" for item in moved]


def _commented(text: str, number: int) -> str:
    rows = text.splitlines(keepends=True)
    places = [index for index, row in enumerate(rows) if row.startswith("  - ")]
    rows.insert(places[number], f"  # item {number}\n")
    return "".join(rows)


ODD = {
    "flow": 'title: x\nbody: [{question: Why?, answers: [No, "Yes"]}, {heading: A}]\n',
    "JSON": '{"title": "x", "body": [{"question": "Why?", "answers": ["No"]}]}\n',
    "aliases": "title: &t x\nvenues: [*t]\nbody: [{question: *t}]\n",
    "explicit keys": "? title\n: x\n? body\n: - question: Why?\n",
    "items at the key's column": "title: x\nbody:\n- question: Why?\n  answers:\n  - No\n- heading: A\n",
    "dash alone": "title: x\nbody:\n  -\n    question: Why?\n  -   heading: A\n",
    "folded": "title: x\nbody:\n  - question: >-\n      Why\n      so?\n    answers: [>-\n     ]\n".replace(
        "[>-\n     ]", "[]"
    ),
    "document marks": "%YAML 1.2\n---\ntitle: x\nbody:\n  - heading: A\n...\n",
    "byte order mark": "\ufefftitle: x\nbody:\n  - heading: A\n",
    "keep chomping": "title: x\nprivate: |+\n  a\n\n\nbody:\n  - prose: |2+\n       a\n\n\n",
    "old line ends": "title: x\rbody:\r  - heading: A\r",
    "empty values": "title: x\nstart:\nvenues:\nbody:\n  - question: Why?\n    answers:\n",
}


@pytest.mark.parametrize("layout", ODD)
@given(other=sessions(max_items=3))
@settings(max_examples=6, deadline=None)
def test_odd_layouts_are_patched_or_written_anew_but_never_wrong(layout: str, other: Session) -> None:
    text = ODD[layout]
    now = load(text, "x.yaml")
    wanted = replace(other, title=now.title, body=(*now.body[1:], *other.body, *now.body[:1]))
    assert same(show_session(load(patch(text, wanted), "x.yaml")), show_session(wanted))
    assert patch(text, now) == text


def test_comments_survive_in_a_file_with_aliases() -> None:
    text = "title: &t x\n# mine\nvenues: [*t]\nbody:\n  # first\n  - question: *t\n  - heading: A\n"
    wanted = replace(load(text, "x.yaml"), wiki=WikiLink("Hours", revision=1))
    assert patch(text, wanted) == text + "wiki:\n  page: Hours\n  revision: 1\n"


def test_what_cannot_be_patched_from_inside_leaves_the_other_keys_alone() -> None:
    text = "# head\ntitle: x   # name\nbody: [ {heading: A}, # in flow\n ]\nx-a:   1 # one\n"
    wanted = replace(load(text, "x.yaml"), body=(Heading("B"), Heading("C")))
    found = patch(text, wanted)
    assert found == ("# head\ntitle: x   # name\nbody:\n  - heading: B\n  - heading: C\nx-a:   1 # one\n")


def test_alignment_takes_no_old_item_twice_and_finds_moves_and_edits() -> None:
    old = ["one two three", "four five six", "seven eight", "same", "same"]
    new = ["same", "seven eight", "one two three four", "new", "same"]
    found = partners(old, new)
    assert found == [3, 2, 0, None, 4]


@given(st.lists(st.integers(0, 5)), st.lists(st.integers(0, 5)))
def test_alignment_pairs_equal_items_wherever_they_are(old: list[int], new: list[int]) -> None:
    pairs = [(index, value) for index, value in zip(partners(old, new), new, strict=True) if index is not None]
    assert len(pairs) == len({index for index, _ in pairs})
    common = sum(min(old.count(value), new.count(value)) for value in set(old))
    assert sum(old[index] == value for index, value in pairs) == common
