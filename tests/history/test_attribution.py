"""Each word belongs to the revision that brought it."""

from collections.abc import Iterable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ohbot.archive import RevisionCache
from ohbot.history import PageHistory, page_history
from ohbot.model import Prose, Session
from ohbot.wikitext.lens import get
from tests.history.edits import LAYOUTS, Editors
from tests.hostile import texts
from tests.wiki.memory import START, MemoryServer

PAGE = "Hours/1"


def history_of(server: MemoryServer, *, prior: Session | None = None) -> PageHistory:
    """The page's history, read with what a file would say that is in sync."""
    wiki = server.door()
    (page,) = wiki.pages([PAGE], text=True)
    assert page.revision is not None
    prior = prior or get(page.revision.text or "")
    with TemporaryDirectory() as folder:
        return page_history(wiki, RevisionCache(Path(folder)), page, prior)


def saved(texts: Iterable[str]) -> tuple[MemoryServer, list[int]]:
    """A wiki on which a page had these texts, and its revisions."""
    server = MemoryServer()
    return server, [server.edit(PAGE, text, user=f"Person {number}") for number, text in enumerate(texts)]


def origins(history: PageHistory) -> list[list[tuple[str, int]]]:
    """The stretches of each part of the page."""
    return [list(part.stretches) for item in history.attribution.items for part in item.parts]


@settings(max_examples=4 * settings().max_examples)
@given(layout=st.sampled_from(list(LAYOUTS)), seed=st.integers(0, 10**6))
def test_each_word_belongs_to_the_edit_that_brought_it(layout: str, seed: int) -> None:
    """Whatever is edited, moved, removed, brought back or reverted."""
    editors = Editors(Random(seed))
    server = MemoryServer()
    edits = {server.edit(PAGE, LAYOUTS[layout](editors.page)): 0}
    for _ in range(12):
        editors.edit()
        edits.setdefault(server.edit(PAGE, LAYOUTS[layout](editors.page)), editors.number)
    found = {
        word.strip(" .?"): edits[revision]
        for part in origins(history_of(server))
        for stretch, revision in part
        for word in stretch.split()
        if "x" in word
    }
    assert found == {word: editors.brought[word] for word in editors.words}


def page(*exchanges: str) -> str:
    """A page of exchanges, each written as "question / answer / answer"."""
    parts = (exchange.split(" / ") for exchange in exchanges)
    return "\n".join(f"# {question}\n" + "\n".join(f"#: {one}" for one in answers) for question, *answers in parts)


LAMP, MOON = "Who lights the lamp? / Nobody does it. Mona did.", "When is the moon full? / It is full on Friday."
LAMP_PARTS = ["[1]Who lights the lamp?", "[1]Nobody does it. Mona did."]


def told(*texts: str) -> list[str]:
    """The parts of the newest text; before each stretch stands the number of the text that brought it."""
    server, ids = saved(texts)
    return ["".join(f"[{ids.index(of) + 1}]{text}" for text, of in part) for part in origins(history_of(server))]


@pytest.mark.parametrize(
    ("texts", "parts"),
    [
        pytest.param(
            [
                page(LAMP),
                page(LAMP.replace("it.", "it well.")),
                page(LAMP.replace("it.", "it well.").replace("M", "R")),
            ],
            ["[1]Who lights the lamp?", "[1]Nobody does it [2]well[1]. [3]Rona [1]did."],
            id="a word",
        ),
        pytest.param(
            [page(LAMP), page(LAMP, MOON), page(MOON, LAMP)],
            ["[2]When is the moon full?", "[2]It is full on Friday.", *LAMP_PARTS],
            id="a move",
        ),
        pytest.param(
            [page(LAMP), page(LAMP, MOON), page(MOON.replace("Friday", "Sunday"), LAMP)],
            ["[2]When is the moon full?", "[2]It is full on [3]Sunday[2].", *LAMP_PARTS],
            id="moved and edited at once",
        ),
        pytest.param(
            [page(LAMP), page("Ha ha ha?"), page(LAMP)],
            LAMP_PARTS,
            id="a revert",
        ),
        pytest.param(
            [page(LAMP, MOON), page(MOON), page("New?", MOON), page("New?", MOON, LAMP)],
            ["[3]New?", "[1]When is the moon full?", "[1]It is full on Friday.", *LAMP_PARTS],
            id="an exchange that comes back while the page goes on",
        ),
        pytest.param(
            [page(LAMP), page(LAMP.replace(" Mona did.", "")), page(LAMP.replace("Nobody", "Somebody"))],
            ["[1]Who lights the lamp?", "[3]Somebody [1]does it. Mona did."],
            id="a sentence that comes back beside a change",
        ),
        pytest.param(
            [page(LAMP), page("Who lights the lamp? / Nobody does it. / Mona did.")],
            ["[1]Who lights the lamp?", "[1]Nobody does it.\n\nMona did."],
            id="a split",
        ),
        pytest.param(
            [page(LAMP), page(LAMP.replace("did", "did not")), page(LAMP), page(LAMP.replace("did", "did not"))],
            ["[1]Who lights the lamp?", "[1]Nobody does it. Mona did [2]not[1]."],
            id="a revert of a revert",
        ),
        pytest.param(
            [page(LAMP), page(LAMP, "Thanks?"), page(LAMP, "Thanks?", "Thanks?")],
            [*LAMP_PARTS, "[2]Thanks?", "[3]Thanks?"],
            id="the same words again are new ones",
        ),
    ],
)
def test_whom_a_word_belongs_to(texts: list[str], parts: list[str]) -> None:
    assert told(*texts) == parts


def test_who_undoes_vandalism_has_touched_nothing() -> None:
    """Nor has the vandal: an answer counts as touched by whoever made it what it is."""
    server, _ = saved([page(LAMP, MOON), page(LAMP.replace("it.", "it well."), MOON), "Ha!", page(MOON)])
    server.edit(PAGE, page(LAMP.replace("it.", "it well."), MOON))
    assert [item.touched for item in history_of(server).attribution.items] == [2, 1]
    server.edit(PAGE, page(LAMP.replace("it.", "it well."), "New?"))
    server.edit(PAGE, page(LAMP.replace("it.", "it well."), "New?", MOON))
    assert [item.touched for item in history_of(server).attribution.items] == [2, 6, 1]


def test_what_came_with_a_hidden_text_belongs_to_the_next_edit() -> None:
    server, ids = saved([page(LAMP), page(LAMP, "Where? / Here."), page(LAMP, "Where? / Here.", "Why?")])
    server.hide(ids[1])
    history = history_of(server)
    assert origins(history)[2:] == [[("Where?", 3)], [("Here.", 3)], [("Why?", 3)]]
    assert [(entry.is_read, entry.follows_unread) for entry in history.entries] == [
        (True, False),
        (False, False),
        (True, True),
    ]


def test_an_imported_revision_never_was_the_page_and_is_told_as_that() -> None:
    server, _ = saved([page(LAMP), page(LAMP, MOON)])
    server.import_revision(PAGE, page("Old?"), user="Somebody", timestamp=START)
    history = history_of(server)
    assert [entry.is_beside for entry in history.entries] == [True, False, False]
    assert {of for part in origins(history) for _, of in part} == {1, 2}


def test_the_file_tells_how_the_page_is_read_back_to_its_first_revision() -> None:
    """Wishes that were read as questions are prose in the file, so they are in all of the history."""
    texts = ["* More lamps?\n* More oil?", "* More lamps?\n* More oil?\n* Less rain?", ""]
    server, _ = saved([*texts, "* More lamps, please?\n* More oil?\n* Less rain?"])
    prior = Session(body=(Prose("* More lamps, please?\n* More oil?\n* Less rain?"),))
    history = history_of(server, prior=prior)
    assert [change.place for entry in history.entries for change in entry.changes] == ["prose 1"] * 4
    assert origins(history) == [[("* More lamps, please?\n", 4), ("* More oil?\n", 1), ("* Less rain?", 2)]]


def test_many_revisions_are_read_in_few_requests_and_each_text_once() -> None:
    """As many a request as the wiki gives, and none for a text that was there before."""
    server, _ = saved(page(LAMP, MOON.replace("Friday", f"day {number % 40}")) for number in range(300))
    wiki = server.door()
    (now,) = wiki.pages([PAGE], text=True)
    with TemporaryDirectory() as folder:
        cache = RevisionCache(Path(folder))
        assert len(page_history(wiki, cache, now, Session()).entries) == 300
        assert wiki.requests == 3
        page_history(wiki, cache, now, Session())
        assert wiki.requests == 5, "the texts are kept"


@given(versions=st.lists(texts(), min_size=2, max_size=5))
def test_on_any_wikitext_the_stretches_are_the_text(versions: list[str]) -> None:
    """And every word has an origin that is a revision of the page."""
    server, ids = saved(versions)
    history = history_of(server)
    for item in history.attribution.items:
        for part in item.parts:
            assert "".join(text for text, _ in part.stretches) == part.part.text
            assert {of for _, of in part.stretches} | {part.touched, item.touched} <= set(ids)
    shown = [item.item for item in history.attribution.items]
    assert shown == list(history.attribution.session.body)
