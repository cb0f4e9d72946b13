"""The laws of the lens, with generated sessions and texts, and on every text of the corpus."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.errors import InputError
from ohbot.model import Item, Message, Session
from ohbot.wikitext.lens import LensError, check, create, get, put
from ohbot.wikitext.texts import normal
from tests.sampling import sample
from tests.wikitext import pages
from tests.wikitext.outline import cases

PAGES = [case.page for case in cases()]


def texts_of(corpus: Path) -> Iterator[tuple[str, str]]:
    """Every text of the corpus's wikitext and pages, whole, and each section of its parser tests."""
    files = [
        path for folder in ("wikitext", "pages") for path in sorted((corpus / folder).rglob("*")) if path.is_file()
    ]
    for path in files:
        text = path.read_bytes().decode("utf-8", "replace")
        yield path.name, text
        sections = re.findall(r"^!! ?(?:wikitext|input)[^\n]*\n(.*?)(?=^!!)", text, re.DOTALL | re.MULTILINE)
        yield from ((f"{path.name} {number}", section) for number, section in enumerate(sections))


_SPOKEN = (
    "Will: I think so",
    "'''Will:''' yes",
    "will it be",
    "Hope (host): said",
    "Hope: we hope",
    "[[User:May|May]]: may be",
    "May: or not",
    "note: this",
)


def test_what_is_read_and_written_back_is_the_same_text_on_the_whole_corpus(corpus: Path) -> None:
    """GetPut, byte for byte; texts that no page can hold are refused with a sentence that names the line."""
    refused = []
    for name, text in sample(texts_of(corpus), one_in=5):
        try:
            session = get(text)
        except InputError as error:
            refused.append(str(error))
            continue
        assert put(session, text) == text, name
    assert len(refused) < 10
    assert all(re.match(r"page:\d+: the character U\+[0-9A-F]{4} cannot stand", sentence) for sentence in refused)


@given(pages.soup())
def test_what_is_read_from_soup_and_written_back_is_the_same_text(text: str) -> None:
    """GetPut for text that is thrown together."""
    session = get(text)
    assert put(session, text) == text
    assert check(session, text) is None


@given(pages.talk_soup(), pages.bodies(), st.data())
def test_no_text_and_no_session_gives_anything_but_an_error_with_a_sentence(
    text: str, items: tuple[Item, ...], data: st.DataObject
) -> None:
    """GetPut, and PutGet or a refusal, where names, labels, marks and tags stand in any order."""
    session = get(text)
    assert put(session, text) == text
    at = data.draw(st.integers(0, len(session.body)))
    edited = replace(
        session, body=(*session.body[:at], *items[:2], *session.body[at + data.draw(st.integers(0, 1)) :])
    )
    with suppress(LensError):
        assert check(edited, put(edited, text)) is None
    with suppress(LensError):
        assert check(edited, create(edited)) is None


def reads_the_same_with_its_own_people(text: str) -> bool:
    """Whether knowing the speakers that a page names changes nothing of how it is read."""
    session = get(text)
    return get(text, prior=session).body == session.body


def test_a_page_reads_the_same_for_who_knows_its_people_on_the_whole_corpus(corpus: Path) -> None:
    for name, text in sample(texts_of(corpus), one_in=5, first=2):
        with suppress(InputError):
            assert reads_the_same_with_its_own_people(text), name


@given(st.lists(st.sampled_from(_SPOKEN), min_size=1, max_size=6))
def test_a_page_reads_the_same_for_who_knows_its_people(lines: list[str]) -> None:
    """Else a page that was pulled would look changed at the next sync."""
    assert reads_the_same_with_its_own_people("# Why?\n" + "".join(f"#: {line}\n" for line in lines))


@given(pages.sessions(), pages.shapes())
def test_a_new_page_reads_back_as_its_session(session: Session, shape: str) -> None:
    """CreateGet, in every shape."""
    text = create(session, shape=shape)
    assert get(text).body == normal(session).body
    assert check(session, text) is None
    assert put(session, text) == text


@given(pages.sessions(), st.sampled_from(PAGES))
def test_a_session_written_onto_any_page_reads_back(session: Session, page: str) -> None:
    """PutGet on pages of every shape: what the page showed before is gone, what it holds besides stays."""
    text = put(session, page)
    assert check(session, text) is None
    assert put(session, text) == text


@given(pages.soup(), pages.sessions())
def test_a_session_written_onto_soup_reads_back_or_is_refused(page: str, session: Session) -> None:
    """Never a wrong text: a page whose own parts swallow what is written is refused with a sentence."""
    with suppress(LensError):
        assert check(session, put(session, page)) is None


def test_characters_that_no_page_can_hold_are_refused_with_their_line() -> None:
    with pytest.raises(InputError, match=r"page:2: the character U\+0000"):
        get("one\ntwo\0three")


@given(st.lists(pages.messages(), min_size=1, max_size=4))
def test_messages_in_a_template_s_argument_do_not_end_it(messages: list[Message]) -> None:
    """Bars and equals signs are written so that the argument goes on, and read back as what they were."""
    page = "{{collapse|\n[18:00:03] <anna> hello\n[18:00:04] <ben> bye\n}}\n"
    text = put(Session(body=(*get(page).body, *messages)), page)
    inside = text.removeprefix("{{collapse|").removesuffix("}}\n")
    shields = r"<nowiki>.*?</nowiki>|<ref>.*?</ref>|\{\{[^{}]*\}\}|\[\[[^][]*\]\]"
    assert not re.search("[|=]", re.sub(shields, "", inside.replace("{{c}}", "")))
