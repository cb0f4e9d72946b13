"""What a person writes into a file reaches the page, or is said not to: nothing is left out in silence."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose, Session
from ohbot.wikitext.lens import LensError, create, get, put
from ohbot.wikitext.texts import normal, unshown
from tests.wikitext.outline import cases

PAGES = [case.page for case in cases() if get(case.page).body]
_PIECES = (
    *("[[Category:Ponds]]", "__NOTOC__", "<!-- to check -->", "<!-- two\nlines -->", "<includeonly>x</includeonly>"),
    *("<noinclude>", "</div>", "<translate>", "<!--T:77-->", "<nowiki/>", "<ref>x</ref>", "{{clear}}", "{{box end}}"),
    *("----", "[[File:Gate.jpg]]", "&nbsp;", "word", "?", "<s>x</s>", "[[de:Teich]]"),
)
_GLUES = (" ", "\n", "\n\n", "")


def edits(item: Item, piece: str) -> Iterator[Item]:
    """The item with a piece of wikitext more at the end, or at the start, of each of its texts."""
    for before, behind in [("", f"{glue}{piece}") for glue in _GLUES] + [(f"{piece}{glue}", "") for glue in _GLUES]:
        if isinstance(item, Exchange):
            yield replace(item, question=f"{before}{item.question}{behind}")
            for i, answer in enumerate(item.answers):
                changed = replace(answer, text=f"{before}{answer.text}{behind}")
                yield replace(item, answers=(*item.answers[:i], changed, *item.answers[i + 1 :]))
        elif isinstance(item, Prose):
            yield replace(item, wikitext=f"{before}{item.wikitext}{behind}")
        else:
            yield replace(item, text=f"{before}{item.text}{behind}")


def others(item: Item) -> Iterator[Item]:
    """The item with another value in each of its other fields."""
    if isinstance(item, Exchange):
        yield replace(item, answers=(*item.answers, Answer("One more.", "Zelda", "guest")))
        for i, answer in enumerate(item.answers):
            for one in (replace(answer, speaker="Zelda"), replace(answer, speaker="Zelda", role="guest")):
                yield replace(item, answers=(*item.answers[:i], one, *item.answers[i + 1 :]))
    elif isinstance(item, Message):
        yield replace(item, speaker="zelda", kind="say")
        yield replace(item, time="23:59:58")
        yield replace(item, speaker="zelda", kind="action", time=item.time or "23:59:58")
    elif isinstance(item, Heading):
        yield replace(item, level=item.level % 6 + 1)


def reaches_or_is_told(page: str, session: Session) -> bool:
    try:
        text = put(session, page)
    except LensError:
        return True
    return text != page or bool(unshown(session, text))


@given(st.data())
def test_every_edit_of_a_file_reaches_the_page_or_is_told(data: st.DataObject) -> None:
    """Each text of each item, with what a page may take for its own; and each other field."""
    page = data.draw(st.sampled_from(PAGES))
    session = get(page)
    at = data.draw(st.integers(0, len(session.body) - 1))
    item = session.body[at]
    piece = data.draw(st.sampled_from(_PIECES))
    for changed in (*edits(item, piece), *others(item)):
        edited = replace(session, body=(*session.body[:at], changed, *session.body[at + 1 :]))
        assert edited == session or piece in page or reaches_or_is_told(page, edited), changed


@pytest.mark.parametrize("piece", _PIECES)
def test_what_a_new_page_leaves_out_is_told(piece: str) -> None:
    plain = Session(body=(Exchange("Who has it?", (Answer("Ode."),)), Prose("Some words.")))
    for at, item in enumerate(plain.body):
        for changed in edits(item, piece):
            session = replace(plain, body=(*plain.body[:at], changed, *plain.body[at + 1 :]))
            text = create(session)
            assert piece in text or unshown(session, text) or piece == "----", text


@given(st.sampled_from(PAGES), st.integers(0, 99), st.sampled_from(_PIECES))
def test_what_is_left_out_is_left_out_once_and_for_all(page: str, at: int, piece: str) -> None:
    """A session in the normal form has nothing left to leave out."""
    body = get(page).body
    for changed in edits(body[at % len(body)], piece):
        shown = normal(Session(body=(changed,)))
        assert normal(shown) == shown


def test_what_stands_on_the_page_is_not_told() -> None:
    page = "# Who? <!-- to check -->\n#: Ode.\n\n[[Category:Ponds]]\n"
    session = Session(body=(Exchange("Who? <!-- to check -->", (Answer("Ode. [[Category:Ponds]]"),)),))
    assert put(session, page) == page
    assert unshown(session, page) == []
    assert unshown(session, "# Who?\n#: Ode.\n") == [
        "exchange 1: <!-- to check -->",
        "exchange 1: [[Category:Ponds]]",
    ]


_BOXES = (
    "<pre>\n{}\n</pre>",
    "<poem>\n{}\n</poem>",
    "<nowiki>\n{}\n</nowiki>",
    "{{{{hidden|x|\n{}\n}}}}",
    "{{|\n|\n{}\n|}}",
    "{}",
)
_SAID = (
    "see [[Category:Ponds]]",
    "try __NOTOC__",
    "so <!-- or not -->",
    "<!-- well --> yes",
    "a <translate> b",
    "<!--T:1--> x",
)


@pytest.mark.parametrize("box", _BOXES)
@pytest.mark.parametrize("said", _SAID)
def test_what_a_log_in_a_box_says_is_in_its_normal_form(box: str, said: str) -> None:
    """Else a sync would take what somebody adds to it there for nothing, and the next one take it back."""
    page = box.format(f"[18:00] <ann> hello\n[18:01] <bo> {said}\n[18:02] <ann> bye")
    session = get(page)
    assert len(session.body) >= 3
    assert normal(session) == session
    edited = tuple(
        replace(item, text=f"{item.text} indeed") if isinstance(item, Message) and item.speaker == "bo" else item
        for item in session.body
    )
    text = put(replace(session, body=edited), page)
    assert text != page
    assert text.replace(" indeed", "", 1) == page
