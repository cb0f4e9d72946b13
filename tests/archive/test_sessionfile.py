"""Session files: load and dump are inverse, and problems are told with their place."""

import contextlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ohbot.archive import BadFile, dump, load, schema
from ohbot.archive.nodes import compose
from ohbot.archive.records import show_session
from ohbot.diff.elements import same
from ohbot.errors import InputError
from ohbot.merge import Conflict, from_plain, to_plain
from ohbot.model import Answer, Exchange, Heading, Message, Person, Prose, Session, WikiLink
from ohbot.model.view import view
from tests.strategies import sessions

UNFINISHED = """\
title: A session
body:
<<<<<<< HEAD
  - prose: ours
||||||| parent
=======
  - prose: theirs
>>>>>>> elsewhere
wiki:
  page: A page
<<<<<<< HEAD
  revision: 8
=======
  revision: 5
>>>>>>> elsewhere
"""

SAMPLE = """\
title: "Office hours: October 15, 2020"
start: 2020-10-15T18:00:00Z
status: held
venues: [Zoom, IRC]
people:
  - {name: Ada, role: Host, username: Example (WMF)}
default_speaker: Ada
body:
  - prose: |
      This was   a session.

       indented
  - heading: Questions
  - question: >
      Why
      so?
    answers:
      - We have grown.
      - {speaker: Bo, text: "It took\\n\\n\\na while."}
    private: {asker: someone}
  - {time: "18:00:03", speaker: ada, text: hello}
x-mine: [1, 0o14, 1_000, yes, 2020-10-15]
wiki:
  page: Hours/2020
  revision: 7
"""


def everything(session: Session) -> Any:
    """A session with what comparison leaves out, for tests."""
    return show_session(session)


def test_the_sample_is_read_as_its_author_means_it() -> None:
    found = load(SAMPLE, "sample.yaml")
    assert found == Session(
        title="Office hours: October 15, 2020",
        start=datetime(2020, 10, 15, 18, tzinfo=UTC),
        status="held",
        venues=("Zoom", "IRC"),
        people=(Person("Ada", "Host", "Example (WMF)"),),
        default_speaker="Ada",
        body=(
            Prose("This was   a session.\n\n indented"),
            Heading("Questions"),
            Exchange("Why so?", (Answer("We have grown."), Answer("It took\n\na while.", "Bo"))),
            Message("hello", "18:00:03", "ada"),
        ),
        wiki=WikiLink("Hours/2020", revision=7),
    )
    assert found.metadata == {"x-mine": [1, 12, "1_000", "yes", "2020-10-15"]}
    assert found.body[2].metadata == {"private": {"asker": "someone"}}


@given(sessions())
@settings(max_examples=40, deadline=None)
def test_what_is_dumped_loads_as_the_same_session(session: Session) -> None:
    again = load(dump(session), "x.yaml")
    assert again == session
    assert same(everything(again), everything(session))


@given(sessions())
@settings(max_examples=25, deadline=None)
def test_readers_of_yaml_1_1_and_1_2_agree_on_what_is_dumped(session: Session) -> None:
    text = dump(session)
    old = yaml.load(text, Loader=yaml.SafeLoader)
    assert same(_times_as_text(old), _times_as_text(compose(text, "x.yaml", least="something").plain))


def _times_as_text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _times_as_text(inner) for key, inner in value.items()}
    return [_times_as_text(inner) for inner in value] if isinstance(value, list) else value


@given(sessions())
@settings(max_examples=15, deadline=None)
def test_libyaml_and_ruamel_compose_the_same_nodes(session: Session) -> None:
    text = dump(session)
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader", raising=False)
        slow = compose(text, "x.yaml", least="something")
    assert compose(text, "x.yaml", least="something") == slow


@given(sessions())
@settings(max_examples=20, deadline=None)
def test_the_schema_accepts_what_is_dumped(session: Session) -> None:
    plain = compose(dump(session), "x.yaml", least="something").plain
    jsonschema.Draft202012Validator(schema()).validate(plain)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_a_fresh_file_is_laid_out_for_people() -> None:
    session = Session(
        title="Hours: one",
        start=datetime(2020, 10, 15, 18, tzinfo=UTC),
        people=(Person("Ada", "Host"),),
        body=(
            Exchange("Why? 😀", (Answer("One.\n\nTwo."), Answer("Yes", "Bo", "Guest", {"private": None}))),
            Message("hello", "18:00:03"),
        ),
        wiki=WikiLink("Hours/One"),
        metadata={"private": {"key": "a"}},
    )
    assert dump(session) == (
        "# yaml-language-server: $schema=../.ohbot/session.schema.json\n"
        'title: "Hours: one"\n'
        "start: 2020-10-15T18:00:00Z\n"
        "people:\n  - name: Ada\n    role: Host\n"
        "body:\n"
        "  - question: Why? 😀\n"
        "    answers:\n"
        "      - |\n        One.\n\n        Two.\n"
        '      - speaker: Bo\n        role: Guest\n        text: "Yes"\n        private: null\n'
        '  - time: "18:00:03"\n    text: hello\n'
        "private:\n  key: a\n"
        "wiki:\n  page: Hours/One\n"
    )


BROKEN = {
    "title: x\nstrat: x\n": (2, "did you mean 'start'"),
    "title: x\nbody:\n  - qestion: a\n": (3, "did you mean 'question'"),
    "title: x\nbody:\n  - question: a\n    answer: [b]\n": (4, "did you mean 'answers'"),
    "title: 2020\n": (1, "put it in quotes"),
    "title:\n": (1, "has an empty 'title'"),
    "title: ''\n": (1, "the title is empty"),
    "start: 2020-10-15T18:00:00Z\n": (1, "has no 'title'"),
    "title: x\nstart: 2020-10-15T18:00:00\n": (2, "no time zone"),
    "title: x\nend: 2020-10-15\n": (2, "no time"),
    "title: x\nstart: 2020-13-15\n": (2, "there is no such day"),
    "title: x\nstart: 2020-13-15T18:00:00Z\n": (2, "there is no such time"),
    "title: x\nstart: 0001-01-01T00:00:00+05:00\n": (2, "there is no such time"),
    "title: x\nstatus: done\n": (2, "planned, held, cancelled"),
    "title: x\nvenues: Zoom\n": (2, "must be a list"),
    "title: x\nvenues: [[a]]\n": (2, "must be text"),
    "title: x\npeople: [Ada]\n": (2, "must be a mapping with name"),
    "title: x\npeople: [{role: Host}]\n": (2, "has no 'name'"),
    "title: x\nbody: [hello]\n": (2, "begins with a key"),
    "title: x\nbody: [{private: 1}]\n": (2, "needs one of question"),
    "title: x\nbody: [{heading: a, level: 7}]\n": (2, "from 1 to 6"),
    "title: x\nbody: [{text: a, kind: shout}]\n": (2, "say, action, event"),
    "title: x\nbody: [{question: a, answers: [{speaker: Bo}]}]\n": (2, "has no 'text'"),
    "title: x\nwiki: {page: a, revision: x}\n": (2, "whole number"),
    "- title: x\n": (1, "here is a list"),
    "hello\n": (1, "here is text"),
}
"""Texts that are YAML or nearly so -> the line of their problem, and words of its sentence."""
NO_VALUES = {
    "title: [\n": (2, "bracket"),
    "title: {a: 1\n": (2, "bracket"),
    "title: x]\nvenues: [a]]\n": (2, "quotes"),
    "": (0, "empty"),
    "# only a comment\n": (0, "empty"),
    "title: x\ntitle: y\n": (2, "stands twice (first in line 1)"),
    "title: x\n---\ntitle: y\n": (2, "second document"),
    "title: x\nbody:\n\t- question: a\n": (3, "tab"),
    "title: a: b\n": (1, "colon"),
    "title: 'a\n": (2, "quote"),
    "title: *a\n": (1, "alias"),
    "title: @a\n": (1, "quotes"),
    "title: x\n  status: held\n": (2, "colon"),
    "title: !!str x\n": (1, "tag"),
    "title: !t &a x\n": (1, "tag"),
    "title: !!python/object:os.system x\n": (1, "tag"),
    "title: x\x00\n": (1, "U+0000"),
    "title: x\nvenues:\n- a\x07\n": (3, "U+0007"),
    'title: "\\x01"\n': (1, "U+0001"),
    'title: "\\ud800"\n': (1, "U+D800"),
    "? [a]\n: b\n": (1, "a key is no text"),
    "title: x\nprivate: " + "[" * 70 + "]" * 70 + "\n": (2, "nested too deep"),
    "title: " + "[" * 3000 + "\n": (1, "nested too deep"),
    "- " * 3000 + "a\n": (1, "nested too deep"),
    "title: x\nprivate: &a [*a]\n": (2, "without end"),
}
"""Texts that no schema gets to see -> the same."""


@pytest.mark.parametrize(("text", "place"), [*BROKEN.items(), *NO_VALUES.items()], ids=lambda value: repr(value)[:40])
def test_a_problem_is_told_with_its_place(text: str, place: tuple[int, str]) -> None:
    line, words = place
    with pytest.raises(BadFile) as caught:
        load(text, "a.yaml")
    assert [problem.line for problem in caught.value.problems] == [line]
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"a.yaml:{line}: " if line else "a.yaml: ")


@pytest.mark.parametrize("text", [text for text in BROKEN if not re.search("-13-|0001-", text)])
def test_the_schema_refuses_what_the_loader_refuses_but_dates_out_of_the_calendar(text: str) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    assert not validator.is_valid(compose(text, "a.yaml", least="something").plain)


def test_all_problems_of_a_file_are_told_at_once() -> None:
    with pytest.raises(BadFile) as caught:
        load("titel: x\nstatus: done\nbody:\n  - question: 1\n  - heading: a\n    level: 9\n", "a.yaml")
    assert [problem.line for problem in caught.value.problems] == [1, 1, 2, 4, 6]
    assert len(str(caught.value).splitlines()) == 5


def test_aliases_that_explode_are_refused_and_modest_ones_are_read() -> None:
    rows = "".join(f"  x{i + 1}: &a{i + 1} [{', '.join([f'*a{i}'] * 9)}]\n" for i in range(9))
    with pytest.raises(BadFile, match="aliases repeat each other"):
        load(f"title: x\nprivate:\n  x0: &a0 [lol]\n{rows}", "a.yaml")
    assert load("title: &t Hours\nvenues: [*t]\n", "a.yaml").venues == ("Hours",)


@given(st.text(st.sampled_from("ab:- \n\t[]{}'\"|>&*!%#?,~0x\\\u2028"), max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_text_loads_or_is_refused_with_a_sentence(text: str) -> None:
    with contextlib.suppress(BadFile):
        assert load("title: x\nprivate: " + text, "a.yaml").title


@pytest.mark.parametrize(
    "written",
    ["2020-10-15T20:00:00+02:00", "2020-10-15 18:00:00Z", '"2020-10-15T18:00Z"', "2020-10-15t18:00:00.0 +0"],
)
def test_times_of_every_zone_become_utc(written: str) -> None:
    assert load(f"title: x\nstart: {written}\n", "a.yaml").start == datetime(2020, 10, 15, 18, tzinfo=UTC)


def test_empty_optional_keys_say_nothing() -> None:
    assert load("title: x\nstart:\nvenues:\ndefault_speaker: ''\n", "a.yaml") == Session(title="x")


def test_control_characters_are_never_dumped() -> None:
    with pytest.raises(InputError, match=r"U\+0002"):
        dump(Session(title="x", body=(Prose("bold \x02text"),)))


def test_empty_required_texts_survive() -> None:
    session = Session(title="x", body=(Exchange("", (Answer(""),)), Prose(""), Heading(""), Message("")))
    assert load(dump(session), "a.yaml") == session


def test_odd_characters_that_a_wiki_can_hold_survive() -> None:
    session = Session(title="x", body=(Prose("a\x7fb\u0085c\u2028d\ufeffe\u00a0f\n\tg"),))
    assert load(dump(session), "a.yaml") == session


def test_a_dump_is_the_same_for_equal_sessions() -> None:
    session = load(SAMPLE, "a.yaml")
    assert dump(session) == dump(replace(session))


def test_a_merge_that_git_left_unfinished_is_told_as_such_with_its_lines() -> None:
    with pytest.raises(BadFile) as told:
        load(UNFINISHED, "one.yaml")
    body, link = str(told.value).splitlines()
    assert body.startswith("one.yaml:3: a merge by git was not finished here and in the 5 lines below; keep one")
    assert link.startswith("one.yaml:11: a merge by git was not finished here and in the 4 lines below; keep one")
    assert "of two revisions keep the lower one" in link
    assert "revisions" not in body


def test_a_mark_of_git_that_was_left_behind_is_told_and_one_in_a_text_is_a_text() -> None:
    with pytest.raises(BadFile, match=r"one.yaml:2: a merge by git was not finished here; keep"):
        load("title: A session\n>>>>>>> elsewhere\n", "one.yaml")
    quoted = "title: A session\nbody:\n  - prose: |\n      <<<<<<< HEAD\n      >>>>>>> elsewhere\n"
    assert load(quoted, "one.yaml").body == (Prose("<<<<<<< HEAD\n>>>>>>> elsewhere"),)


def test_a_day_alone_is_a_start() -> None:
    """Where nobody knows the time of day; it stays a plain date in every form."""
    session = load("title: x\nstart: 2020-10-5\n", "a.yaml")
    assert session.start == date(2020, 10, 5)
    assert "start: 2020-10-05\n" in dump(session)
    assert load(dump(session), "a.yaml") == session
    assert view(session)["start"] == "2020-10-05"
    conflict = Conflict(("start",), (), (date(2020, 10, 5),), (datetime(2020, 10, 5, 18, tzinfo=UTC),), "start")
    assert from_plain(to_plain(conflict)) == conflict
