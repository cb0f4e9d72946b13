"""Which questions wait for an answer, and for how long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ohbot.archive import load
from ohbot.archive.sessionfile import dump
from ohbot.export.open_questions import open_questions
from ohbot.export.rows import SessionRecord
from ohbot.model import Session
from ohbot.problems import BadFile

NOW = datetime(2026, 6, 13, 12, tzinfo=UTC)
FILE = """\
title: Hours of the lanterns
start: 2026-06-03T18:00:00Z
default_speaker: Ode
body:
  - heading: Keys
  - question: Who has the key?
  - question: Where is the gate?
    answers:
      - North.
  - question: Is it open?
    answers:
      - {speaker: Bela, text: We will find out.}
  - question: And at night?
    answers:
      - We will find out.
      - Bela says no.
  - question: Is there a lamp?
    answers:
      - {text: Wait and see., promised: true}
  - question: Will you look into it?
    answers:
      - {text: We will look into it every year., promised: false}
"""


def session(text: str = FILE) -> Session:
    return load(text, "lanterns.yaml")


def waiting(*sessions: Session, words: tuple[str, ...] = (), now: datetime = NOW) -> list[tuple[str, int | None]]:
    records = [SessionRecord(f"s{number}", one) for number, one in enumerate(sessions)]
    return [(one.question.plain, one.days) for one in open_questions(records, words, now)]


def test_a_question_waits_that_has_no_answer_or_a_promise_for_its_last_one() -> None:
    assert waiting(session()) == [("Who has the key?", 10), ("Is it open?", 10), ("Is there a lamp?", 10)]


def test_a_question_waits_no_longer_when_an_answer_comes() -> None:
    answered = FILE.replace("Wait and see., promised: true}", "Wait and see., promised: true}\n      - Yes, two.")
    assert [question for question, _ in waiting(session(answered))] == ["Who has the key?", "Is it open?"]


def test_an_archive_has_words_of_its_own_for_promises() -> None:
    assert ("Where is the gate?", 10) in waiting(session(), words=("north.",))


def test_those_that_wait_longest_come_first_and_those_without_a_day_last() -> None:
    old = replace(session(), start=NOW - timedelta(days=400))
    undated = replace(session(), start=None)
    days = [days for _, days in waiting(undated, session(), old)]
    assert days == [400] * 3 + [10] * 3 + [None] * 3


@pytest.mark.parametrize(("hours", "number"), [(1, 0), (-1, 3), (24, 0)])
def test_questions_to_a_session_that_is_yet_to_come_do_not_wait(hours: int, number: int) -> None:
    assert len(waiting(replace(session(), status="planned", start=NOW + timedelta(hours=hours)))) == number


def test_a_promise_in_the_file_is_kept_there_and_is_nothing_for_others() -> None:
    assert load(dump(session()), "lanterns.yaml") == session()
    assert dump(session()).count("promised: ") == 2
    assert "promised" not in str(SessionRecord("s", session()).view)


@pytest.mark.parametrize("value", ["maybe", "'true'", "1", "[true]"])
def test_promised_is_true_or_false(value: str) -> None:
    with pytest.raises(BadFile, match="'promised' must be true or false"):
        session(FILE.replace("promised: true", f"promised: {value}"))


def test_promised_is_for_answers_alone() -> None:
    with pytest.raises(BadFile, match="promised"):
        session(FILE.replace("  - question: Who has the key?", "  - question: Who has the key?\n    promised: true"))
