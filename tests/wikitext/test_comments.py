"""A comment on a line of its own belongs to the page: it stays, once, whatever goes or moves around it."""

from contextlib import suppress
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from ohbot.model import Answer, Exchange, Item, Prose, Session
from ohbot.wikitext.lens import LensError, get, put
from ohbot.wikitext.page import read
from tests.wikitext.outline import cases

PAGES = [case.page for case in cases()]
COMMENTS = ("<!-- please keep -->", "<!-- please keep:\nthis\n\nand this -->", "{{please keep|this}}")


@st.composite
def with_comment(draw: st.DrawFn) -> tuple[str, str]:
    """A page of the cases with one of the comments on a line of its own, and that comment."""
    lines = draw(st.sampled_from(PAGES)).splitlines(keepends=True)
    comment = draw(st.sampled_from(COMMENTS))
    at = draw(st.integers(0, len(lines)))
    return "".join([*lines[:at], f"{comment}\n", *lines[at:]]), comment


@st.composite
def rearranged(draw: st.DrawFn, body: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items after one of them is removed, moved, loses an answer or gets another one."""
    at = draw(st.integers(0, len(body) - 1))
    item, rest = body[at], [*body[:at], *body[at + 1 :]]
    kinds = ["remove", "move", "answers"] if isinstance(item, Exchange) and item.answers else ["remove", "move"]
    kind = draw(st.sampled_from(kinds))
    if kind == "move":
        rest.insert(draw(st.integers(0, len(rest))), item)
    elif kind == "answers" and isinstance(item, Exchange):
        which = draw(st.integers(0, len(item.answers) - 1))
        new = draw(st.sampled_from([(), (Answer("Quite other words."),)]))
        rest.insert(at, replace(item, answers=(*item.answers[:which], *new, *item.answers[which + 1 :])))
    return tuple(rest)


@given(with_comment(), st.data())
def test_a_comment_on_its_own_line_stays_whatever_goes_or_moves(page: tuple[str, str], data: st.DataObject) -> None:
    """So does a template: between items, between a question and its answers, and at either end of a section."""
    text, comment = page
    session = get(text)
    body = session.body
    alone = [row for row in read(text).layout.rows if text[row.line.start : row.line.end] == comment]
    assume(body and alone and not any(item.wikitext.count(comment) for item in body if isinstance(item, Prose)))
    edited = replace(session, body=data.draw(rearranged(body)))
    with suppress(LensError):
        assert put(edited, text).count(comment) == 1


def test_a_comment_between_question_and_answer_moves_with_them_and_stays_behind_when_they_go() -> None:
    page = "# Why?\n<!-- keep -->\n#: So.\n# Where?\n#: There.\n"
    why, where = get(page).body
    assert put(Session(body=(where, why)), page) == "# Where?\n#: There.\n# Why?\n<!-- keep -->\n#: So.\n"
    assert put(Session(body=(where,)), page) == "<!-- keep -->\n# Where?\n#: There.\n"


def test_a_comment_between_the_paragraphs_of_an_answer_stays_behind_when_they_go() -> None:
    """Also where answers are plain paragraphs, which the look of the page alone tells once the file has none."""
    page = "# Why?\n\nSo.\n\n# Where?\nThere,\n<!-- keep -->\nor here.\n"
    body = get(page).body
    assert isinstance(body[-1], Exchange)
    assert body[-1].answers
    assert put(Session(body=body[:1]), page) == "# Why?\n\nSo.\n\n<!-- keep -->\n"
