"""Changes told to people, and the share of a session that went away."""

from dataclasses import replace

import pytest
from hypothesis import given

from ohbot.merge import changes, shrinkage
from ohbot.model import Answer, Exchange, Heading, Item, Message, Person, Prose, Session
from tests.merge.edits import Versions, versions

ANSWERS = (Answer("We have grown a lot.\n\nMore of that soon."), Answer("It took a while.", "Pat", "Host"))
WHY = Exchange("Why are you hiring?", ANSWERS)
NEXT = Exchange("What is the plan for next year?", (Answer("A new tool for all."),))
WHO = Exchange("Who decides about money?", (Answer("The board does."),))
OLD = Session(title="Hours", venues=("Zoom",), body=(Heading("Questions"), WHY, NEXT, WHO, Prose("Thanks\nto all")))


def body(*items: Item) -> Session:
    """The old session with another body."""
    return replace(OLD, body=items)


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (OLD, []),
        (replace(OLD, title="Office hours"), ["edited title: Hours -> Office hours"]),
        (
            replace(OLD, venues=("IRC",), people=(Person("Ann", "Host"),)),
            [
                'removed venue "Zoom": Zoom -> None',
                'inserted venue "IRC": None -> IRC',
                'inserted person "Ann": None -> Ann, Host',
            ],
        ),
        (
            body(OLD.body[0], replace(WHY, answers=(Answer("We have grown."), ANSWERS[1])), *OLD.body[2:]),
            [
                "edited exchange 1, answer 1, paragraph 1: We have grown a lot. -> We have grown.",
                "removed exchange 1, answer 1, paragraph 2: More of that soon. -> None",
            ],
        ),
        (
            body(OLD.body[0], replace(WHY, answers=(ANSWERS[0], replace(ANSWERS[1], speaker="Sam"))), *OLD.body[2:]),
            ["edited exchange 1, answer 2, speaker: Pat -> Sam"],
        ),
        (
            body(*OLD.body[:2], WHO, OLD.body[4]),
            [f"removed exchange 2: {NEXT.question}\nA new tool for all. -> None"],
        ),
        (
            body(*OLD.body[:3], Exchange("Anything else?"), *OLD.body[3:]),
            ["inserted exchange 3: None -> Anything else?"],
        ),
        (
            body(OLD.body[0], NEXT, WHO, replace(WHY, question="Why are you all hiring?"), OLD.body[4]),
            ["moved exchange 3", "edited exchange 3, question: Why are you hiring? -> Why are you all hiring?"],
        ),
        (
            body(OLD.body[0], replace(WHY, answers=ANSWERS[:1]), Exchange("How long?", ANSWERS[1:]), *OLD.body[2:]),
            ["split exchange 1"],
        ),
        (
            body(OLD.body[0], WHY, replace(NEXT, answers=NEXT.answers + WHO.answers), OLD.body[4]),
            ["joined exchange 2"],
        ),
        (
            body(*OLD.body[:4], Prose("Thanks\nto everybody"), Message("bye", "18:00", "sam")),
            ["edited prose 1, line 2: to all -> to everybody", "inserted message 1: None -> 18:00 sam: bye"],
        ),
    ],
)
def test_a_change_is_told_with_its_kind_place_and_texts(new: Session, told: list[str]) -> None:
    found = [f"{c.kind} {c.place}: {c.old} -> {c.new}" for c in changes(OLD, new)]
    assert [line[: len(start)] for line, start in zip(found, told, strict=True)] == told


@given(versions(fresh=False))
def test_there_is_a_change_to_tell_exactly_where_sessions_differ(v: Versions) -> None:
    assert bool(changes(v.base, v.local)) == (v.base != v.local)
    assert not changes(v.local, v.local)


def test_shrinkage_is_the_share_of_words_gone() -> None:
    texts = Session(body=(Prose("one two"), Exchange("three", (Answer("four"),))))
    assert shrinkage(texts, texts) == 0.0
    assert shrinkage(texts, Session()) == 1.0
    assert shrinkage(texts, replace(texts, body=texts.body[:1])) == 0.5
    assert shrinkage(Session(), texts) == 0.0
    assert shrinkage(texts, replace(texts, body=texts.body[::-1])) == 0.0
