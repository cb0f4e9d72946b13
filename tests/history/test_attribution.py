"""Each word belongs to the revision that brought it."""

from collections.abc import Iterable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.archive import RevisionCache
from ohbot.history import PageHistory, page_history
from ohbot.model import Session
from ohbot.wikitext.lens import get
from tests.history.edits import LAYOUTS, Editors
from tests.wiki.memory import MemoryServer

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


@pytest.mark.parametrize("layout", LAYOUTS)
@given(seed=st.integers(0, 10**6))
def test_each_word_belongs_to_the_edit_that_brought_it(layout: str, seed: int) -> None:
    """Whatever is edited, moved, removed, brought back or reverted."""
    editors = Editors(Random(seed))
    server = MemoryServer()
    edits = {server.edit(PAGE, LAYOUTS[layout](editors.page)): 0}
    for _ in range(14):
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
