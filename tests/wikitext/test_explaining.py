"""Why a page is read as it is: the trace tells of every line, tells the truth, and changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Prose, Session
from ohbot.model.counting import place_of
from ohbot.recognise.trace import LineTrace, Trace, as_text
from ohbot.wikitext.explaining import explained
from ohbot.wikitext.lens import get
from ohbot.wikitext.page import ParsedPage
from tests.wikitext.locality import edits
from tests.wikitext.outline import Case, cases

CASES = cases()
PAGES = st.sampled_from([case.page for case in CASES])


def said(page: str, prior: str | None = None) -> list[str]:
    return [f"{one.what} < {one.why}" for one in explained(page, prior=None if prior is None else get(prior))]


def numbered(page: str, lines: tuple[LineTrace, ...]) -> dict[int, str]:
    """The text of each line by its number, put together where a line holds several blocks."""
    found: dict[int, str] = {}
    for one in lines:
        found[one.line] = found.get(one.line, "") + (one.text or "")
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_trace_is_of_every_line_and_names_every_item(case: Case) -> None:
    """In the order of the page, and each item by the lines that it is made of, with the rule that made them so."""
    lines = explained(case.page)
    *whole, last = case.page.split("\n")
    assert numbered(case.page, lines) == dict(enumerate([*whole, last] if last else whole, 1))
    body = get(case.page).body
    named = dict.fromkeys(one.item for one in lines if one.item)
    assert list(named) == [place_of(body, at) for at in range(len(body))]
    assert [one for one in lines if one.role not in ("blank", "furniture", "enclosed") and not one.rule] == []
    assert [one for one in lines if one.rule == "by its form"] == []


@given(st.data())
def test_what_is_traced_is_read_as_without_a_trace(data: st.DataObject) -> None:
    """For any edit of any page, with a prior and without."""
    page = data.draw(PAGES)
    edited = data.draw(st.sampled_from(list(edits(page)))).on(page.split("\n"))
    for prior in (None, get(page)):
        assert ParsedPage(edited, prior, trace=Trace()).items == ParsedPage(edited, prior).items
        explained(edited, prior=prior)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_page_read_with_its_own_reading_is_told_item_by_item(case: Case) -> None:
    """Each line says which item of the session it shows: the very one that it is in."""
    for one in explained(case.page, prior=get(case.page)):
        if one.rule == "prior":
            assert one.evidence.endswith(f" {one.item} of the session file"), as_text([one])


def test_a_list_tells_how_many_ask_and_are_answered() -> None:
    assert said("# Who has the key?\n#: Ode.\n# The rope\n#: Caro.\n") == [
        "question of exchange 1 < list of questions: 1 of 2 ask, 2 answered, some indented; next best: prose",
        "answer of exchange 1 < answers: line 1; next best: prose",
        "question of exchange 2 < list of questions: 1 of 2 ask, 2 answered, some indented; next best: prose",
        "answer of exchange 2 < answers: line 3; next best: prose",
    ]


def test_what_was_nearly_something_else_tells_what_was_missing() -> None:
    found = said("== Agenda ==\n* Who has the key?\n** Ode.\n* The rope\n** Caro.\n* The gate\n")
    assert found[1] == (
        "prose 1 < no rule makes it more; next best: question (list of questions: "
        "1 of 3 ask, 2 answered, 1 both; half both are needed under 'Agenda')"
    )


def test_a_prior_tells_what_it_knows_and_new_lines_whom_they_follow() -> None:
    page = "== Notes ==\n# Who has the key?\n#: Ode.\n# Where is the gate?\n#: North.\n"
    edited = (
        "== Agenda ==\n# Who has the key?\n#: Ode, I think.\n#:: Sure?\n# Where is the gate?\n#: North.\n# The rope\n"
    )
    found = said(edited, page)
    assert found[1].startswith("question of exchange 1 < prior: says the same as exchange 1 of the session file")
    assert found[2].startswith("answer of exchange 1 < prior: has words of exchange 1 of the session file")
    assert found[3].startswith("answer of exchange 1 < neighbours: as line 3")
    assert found[6].startswith("question of exchange 3 < neighbours: as line 5")


def test_a_prior_that_says_otherwise_tells_what_the_look_makes_of_it() -> None:
    page = "# Who has the key?\n#: Ode."
    found = explained(page, prior=Session(body=(Prose(page),)))
    assert [one.what for one in found] == ["prose 1", "prose 1"]
    assert found[0].why == (
        "prior: says the same as prose 1 of the session file; "
        "next best: question (list of questions: 1 of 1 ask, 1 answered, some indented)"
    )


def test_a_block_of_several_lines_is_told_line_by_line() -> None:
    assert said("{{Box\n|a=1\n}}\nA word.\n\n") == [
        "furniture < belongs to the page alone",
        "furniture < goes on: line 1",
        "furniture < goes on: line 1",
        "prose 1 < no rule makes it more",
        "blank < shows nothing",
    ]


def test_a_log_tells_stamp_and_nick() -> None:
    found = said("[18:00:03] <ode> hello\n[18:00:05] * caro waves\n")
    assert found == [
        "message 1 < line of a log: stamp '18:00:03', nick 'ode', say; next best: prose",
        "message 2 < line of a log: stamp '18:00:05', nick 'caro', action; next best: prose",
    ]


def test_a_talk_tells_how_many_begin_with_a_name() -> None:
    found = said("Ode: hello.\n\nBela: good evening.\n\nOde: shall we begin?\n")
    assert found[0] == (
        "spoken of message 1 < dialogue: 3 of 3 paragraphs begin with a name; 2 and half are needed; next best: prose"
    )
