"""Literal text and saves, checked against the wiki itself."""

import json
import random
import re
import unicodedata
import urllib.parse
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ohbot.model import Answer, Exchange, Item, Kind, Message, Session
from ohbot.model.text import as_stored
from ohbot.sandbox import Sandbox
from ohbot.wikitext.escape import escape
from ohbot.wikitext.lens import check, create
from ohbot.wikitext.shapes import SHAPES
from tests.wiki.people import People
from tests.wikitext.pages import HOSTILE, PLAIN, soup

pytestmark = pytest.mark.wiki

NAMES = (
    "Anna",
    "A: B",
    "[[X]]",
    "(x) y",
    "a|b",
    "'''b'''",
    "{{PAGENAME}}",
    "https://x.example",
    "Note",
    "18:00",
    "<b>",
    "ש",
)


def ask(sandbox: Sandbox, **parameters: str) -> dict[str, Any]:
    """What the wiki's API answers."""
    data = urllib.parse.urlencode({"format": "json", "formatversion": "2", **parameters}).encode()
    with urllib.request.urlopen(sandbox.api, data, timeout=120) as answer:
        found: dict[str, Any] = json.load(answer)
    assert "error" not in found, found
    return found


class _Words(HTMLParser):
    """The words that a reader sees of some HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part what stands in blocks of its own."""
        if tag in ("p", "li", "dd", "dt", "br", "pre", "h2", "h3", "div", "table"):
            self.words.append(" ")


def rendered(sandbox: Sandbox, text: str) -> dict[str, Any]:
    """What the wiki's parser makes of a text; ``words`` is what a reader sees."""
    props = "text|categories|templates|images|externallinks|links"
    found = ask(
        sandbox,
        action="parse",
        text=text,
        contentmodel="wikitext",
        prop=props,
        pst="1",
        disableeditsection="1",
        disabletoc="1",
        disablelimitreport="1",
        title="Literal text",
    )["parse"]
    reader = _Words()
    reader.feed(found["text"])
    return {**found, "words": " ".join("".join(reader.words).split())}


def hostile_texts(seed: int, number: int) -> list[str]:
    """Plain texts of one line, full of what means something in wikitext."""
    chance = random.Random(seed)
    texts = [*HOSTILE, *(f"{one} {two}" for one in HOSTILE[::3] for two in HOSTILE[::7])]
    for _ in range(number):
        parts = [chance.choice(chance.choice((HOSTILE, PLAIN))) for _ in range(chance.randint(1, 5))]
        texts.append(chance.choice(("", " ")).join(parts))
    return [line for text in texts if (line := " ".join(text.split()))]


def notes(texts: list[str]) -> Session:
    """Each text as a question, as an answer, as a paragraph, and behind a hostile name."""
    body: list[Item] = []
    for number, text in enumerate(texts):
        said, name = escape(text), NAMES[number % len(NAMES)]
        role = escape(texts[-number]) if number % 3 else None
        answers = (
            Answer(f"{said}\n\n{said}"),
            Answer(said, name, role and role.replace("&#40;", "(") and "a [b] (c)"),
        )
        body.append(Exchange(said, answers[: 1 + number % 2]))
    return Session(body=tuple(body))


def expected(session: Session, shape: str) -> str:
    """The words that a reader should see of notes, from their plain texts."""
    return " ".join(word for item in session.body for word in _words(item, shape)).strip()


def _words(item: Item, shape: str) -> Iterator[str]:
    labels = ("Q:", "A:") if shape == "letters" else ("", "")
    if isinstance(item, Exchange):
        yield f"{labels[0]} {_plain(item.question)}"
        for number, answer in enumerate(item.answers):
            role = f" ({answer.role})" if answer.role else ""
            yield labels[1] * (number == 0)
            yield f"{answer.speaker}{role}:" if answer.speaker else ""
            yield _plain(answer.text)
    if isinstance(item, Message):
        mark = {"say": f"<{item.speaker}>", "action": f"* {item.speaker}", "event": "-!-"}[item.kind]
        yield f"[{item.time}] {mark} {_plain(item.text)}"


_PLAIN_OF: dict[str, str] = {}


def _plain(wikitext: str) -> str:
    return " ".join(_PLAIN_OF[part] for part in wikitext.split("\n\n"))


def _assert_literal(sandbox: Sandbox, session: Session, shape: str) -> None:
    text = create(session, shape=shape)
    found = rendered(sandbox, text)
    wanted = " ".join(expected(session, shape).split())
    wanted = unicodedata.normalize("NFC", wanted)
    if found["words"] != wanted:
        at = next(i for i, (a, b) in enumerate(zip(found["words"] + "\0", wanted + "\1", strict=False)) if a != b)
        pytest.fail(
            f"{shape}: shows {found['words'][max(0, at - 60) : at + 40]!r}, not {wanted[max(0, at - 60) : at + 40]!r}"
        )
    for added in ("categories", "templates", "images", "links"):
        assert not found[added], (shape, added, found[added])
    assert all(address.startswith(("http://", "https://")) for address in found["externallinks"])
    assert 'class="toc"' not in found["text"]
    assert check(session, text) is None


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_hostile_plain_text_shows_as_it_is_in_every_slot(sandbox: Sandbox, shape: str) -> None:
    """No category, link, template, signature or table of contents comes of it, and it reads back the same."""
    texts = hostile_texts(1, 150)
    _PLAIN_OF.update({escape(text): text for text in texts})
    _assert_literal(sandbox, notes(texts), shape)


def test_hostile_plain_text_shows_as_it_is_in_a_log(sandbox: Sandbox) -> None:
    """As messages of every kind."""
    texts = hostile_texts(2, 150)
    _PLAIN_OF.update({escape(text): text for text in texts})
    kinds: tuple[Kind, ...] = ("say", "action", "event")
    body = [
        Message(escape(text), "18:00", None if n % 3 == 2 else f"nick|{n}", kinds[n % 3])
        for n, text in enumerate(texts)
    ]
    _assert_literal(sandbox, Session(body=tuple(body)), "numbered")


def _transformed(sandbox: Sandbox, text: str) -> str:
    found: str = ask(sandbox, action="parse", text=text, contentmodel="wikitext", onlypst="1", title="X")["parse"][
        "text"
    ]
    return found


def test_what_the_wiki_makes_of_a_text_before_a_save_is_what_we_expect(sandbox: Sandbox) -> None:
    """``stored`` against ``onlypst``, for soup without signatures, ``subst:`` and pipe tricks."""

    @settings(max_examples=40, phases=[Phase.generate])
    @given(
        st.lists(soup(), min_size=1, max_size=8).map("\r\n".join),
        st.sampled_from(["", "e\u0301\r\n\t ", "\r", " \n"]),
    )
    def run(text: str, tail: str) -> None:
        text = re.sub("~~+", "~", text).replace("{{subst:", "{{s:") + tail
        assert _transformed(sandbox, text).rstrip(" \t\n") == as_stored(text)

    run()


def test_what_a_real_save_leaves_of_a_text_is_what_we_expect(sandbox: Sandbox) -> None:
    """``stored`` against pages that were saved, line ends, composed characters and blanks at the end included."""
    people = People(sandbox)

    @settings(max_examples=15, phases=[Phase.generate])
    @given(
        st.lists(soup(), min_size=1, max_size=6).map("\r\n".join),
        st.sampled_from(["e\u0301\r\n\t ", "\rend", " \n\n", "\u00c5\u212b"]),
        st.integers(0, 2**32),
    )
    def run(text: str, tail: str, number: int) -> None:
        text = "Begin. " + re.sub("~~+", "~", text).replace("{{subst:", "{{s:") + tail
        title = f"Saved/{number}-{len(text)}"
        people.edit(title, text)
        assert people.read(title) == as_stored(text)

    run()
