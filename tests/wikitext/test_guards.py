"""Where ohbot writes ``<nowiki/>``: on new pages, and elsewhere only where nothing else keeps words what they are.

On a page that has a session that tells how to read it, only the wiki's own reading counts.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose, Session
from ohbot.wikitext.lens import check, create, get, put
from ohbot.wikitext.tokens import GUARD
from tests.wikitext import pages
from tests.wikitext.outline import cases

PAGES = [case.page for case in cases()]
WHO = Exchange("Who has it?", (Answer("Ode."),))

_ON_PAGES: dict[str, tuple[str, Item, str]] = {
    # why: the page, what comes to it, and the line that is written
    "the wiki would make a list of a paragraph": (
        "== Q&A ==\n=== Who has it? ===\nOde.\n",
        Exchange("Which one?", (Answer("* the third"),)),
        "<nowiki/>* the third",
    ),
    "the wiki would take it for a part of the list mark": (
        "# Who has it?\n#:Ode.\n",
        Exchange("Which one?", (Answer("# three"),)),
        "#:<nowiki/># three",
    ),
    "what somebody does reads as what happens in any log": (
        "[18:00] &lt;ode&gt; hello<br />\n",
        Message("has joined #pond", "18:01", "bela", "action"),
        "[18:01] * bela <nowiki/>has joined #pond<br />",
    ),
    "a line of a log that nobody says is no line of one": (
        "[18:00] &lt;ode&gt; hello<br />\n",
        Message("the end", "18:01"),
        "[18:01] <nowiki/>the end<br />",
    ),
}


@pytest.mark.parametrize("why", _ON_PAGES)
def test_a_guard_on_a_page_has_a_reason_that_no_session_takes_away(why: str) -> None:
    page, item, line = _ON_PAGES[why]
    session = Session(body=(*get(page).body, item))
    text = put(session, page)
    assert line in text.split("\n")
    assert check(session, text) is None


_WITHOUT: tuple[Item, ...] = (
    Exchange("The key to the gate"),
    Exchange("'''Bold'''", (Answer("Note: it is so."), Answer("A: so", "Ode"))),
    Exchange("Q: why?", (Answer("[18:00] <ode> hello"),)),
    Exchange("[18:00] <ode> hello", (Answer("–"), Answer("{{clear}}", "Ode"))),
    Message("Ode: hello", speaker="Bela"),
    Message("hello", speaker="the miller of the upper pond"),
    Heading("Where is it?", 3),
    Prose("# Who has the rope?\n#: Caro."),
    Prose("Ode: hello.\n\nBela: hello."),
    Prose("[18:00] <ode> hello"),
)


@pytest.mark.parametrize("item", _WITHOUT, ids=range(len(_WITHOUT)))
@pytest.mark.parametrize(
    "page", ["# Who has it?\n#: Ode.\n", "=== Who has it? ===\nOde.\n", "Ode: hello.\n\nBela: yes.\n"]
)
def test_what_only_looks_like_something_else_needs_no_guard_on_a_page(item: Item, page: str) -> None:
    """The session says what it is, and it is read so."""
    for body in ((*get(page).body, item), (item, *get(page).body)):
        text = put(Session(body=body), page)
        assert GUARD not in text
        assert check(Session(body=body), text) is None


@pytest.mark.parametrize("item", _WITHOUT, ids=range(len(_WITHOUT)))
def test_on_a_new_page_the_same_is_guarded_for_who_has_no_session(item: Item) -> None:
    """Its words stay as they are, and its shape is that of the page, so nothing but a mark can say what it is."""
    session = Session(body=(Heading("Part"), item))
    text = create(session)
    assert GUARD in text
    assert get(text) == session


_NEEDED = re.compile(r"<nowiki/>(?:[*#:;= ]|\{\||----)|\* [^\n]+? <nowiki/>|[\])\dm] <nowiki/>")


@given(pages.sessions(), st.sampled_from(PAGES))
def test_whatever_is_written_onto_a_page_is_guarded_for_these_reasons_alone(session: Session, page: str) -> None:
    old = page.split("\n")
    new = [line for line in put(session, page).split("\n") if GUARD in line and line not in old]
    assert [line for line in new if not _NEEDED.search(line)] == []
