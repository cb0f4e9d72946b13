"""The same on a real wiki, by whoever makes the edits."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from ohbot.archive import RevisionCache
from ohbot.history import PageHistory, page_history
from ohbot.model import Session
from ohbot.sandbox import Sandbox
from ohbot.wiki import Credentials, Wiki, connect
from ohbot.wikitext.lens import get
from tests.history.edits import LAYOUTS, Editors
from tests.wiki.people import People

pytestmark = pytest.mark.wiki


@pytest.fixture(scope="module")
def people(sandbox: Sandbox) -> People:
    return People(sandbox)


@pytest.fixture(params=["bot", "sysop"])
def wiki(sandbox: Sandbox, request: pytest.FixtureRequest) -> Iterator[Wiki]:
    """The wiki for two accounts, of which the second may see what is hidden."""
    login = getattr(sandbox, request.param)
    with connect(api=sandbox.api, credentials=Credentials(login.name, login.password)) as wiki:
        yield wiki


def history_of(wiki: Wiki, title: str, folder: Path) -> PageHistory:
    (page,) = wiki.pages([title], text=True)
    assert page.revision is not None
    return page_history(wiki, RevisionCache(folder), page, get(page.revision.text or ""))


@pytest.mark.parametrize("layout", ["numbered", "headings"])
def test_each_word_belongs_to_the_edit_that_brought_it(
    people: People, sandbox: Sandbox, tmp_path: Path, layout: str
) -> None:
    editors = Editors(Random(2026))
    title = f"Random edits {layout}"
    edits = {people.edit(title, LAYOUTS[layout](editors.page)): 0}
    for _ in range(12):
        editors.edit()
        if people.read(title) != (text := LAYOUTS[layout](editors.page).rstrip()):
            edits[people.edit(title, text)] = editors.number
    with connect(api=sandbox.api, credentials=None) as wiki:
        history = history_of(wiki, title, tmp_path)
    found = {
        word.strip(" .?"): edits[revision]
        for item in history.attribution.items
        for part in item.parts
        for stretch, revision in part.stretches
        for word in stretch.split()
        if "x" in word
    }
    assert found == {word: editors.brought[word] for word in editors.words}


def test_what_is_hidden_is_told_and_kept_nowhere(wiki: Wiki, people: People, tmp_path: Path) -> None:
    """Also where the account may see it; and what was kept before is not told any more."""
    title = f"Hidden for {wiki.account().name}"
    first = people.edit(title, "# Why?\n#: Because.")
    bad = people.edit(title, "# Why?\n#: Because of somebody's address.")
    people.edit(title, "# Why?\n#: Because of the moon.")
    people.hide(bad)
    history = history_of(wiki, title, tmp_path)
    assert [entry.is_read for entry in history.entries] == [True, False, True]
    revision = history.entries[1].revision
    assert (revision.user, revision.comment, revision.sha1) == (None, None, None)
    people.hide(first)
    assert [entry.is_read for entry in history_of(wiki, title, tmp_path).entries] == [False, False, True]
    kept = [path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    assert not any("address" in text for text in kept)


def test_marks_of_edits(wiki: Wiki, people: People, sandbox: Sandbox, tmp_path: Path) -> None:
    """Which are minor, which go back, and whose accounts are bots."""
    title = f"Marks for {wiki.account().name}"
    people.edit(title, "# Why?")
    people.person.do(action="edit", title=title, text="# Why not?", minor=1)
    people.edit(title, "# Why?")
    history = history_of(wiki, title, tmp_path)
    assert [entry.revision.minor for entry in history.entries] == [False, True, False]
    assert [entry.reverts_to and entry.reverts_to == history.entries[0].revision.id for entry in history.entries] == [
        None,
        None,
        True,
    ]
    names = {sandbox.bot.name, sandbox.person.name, "192.0.2.1", "Nobody at all"}
    assert wiki.bots(names) == {sandbox.bot.name}


def test_the_newest_edits_alone_and_those_since_one(wiki: Wiki, people: People, tmp_path: Path) -> None:
    title = f"Newest for {wiki.account().name}"
    ids = [people.edit(title, f"# Why {number}?") for number in range(4)]
    (page,) = wiki.pages([title], text=True)
    for asked in ({"most": 2}, {"since": ids[1]}):
        history = page_history(wiki, RevisionCache(tmp_path), page, Session(), **asked)
        assert [entry.revision.id for entry in history.entries] == ids[2:]
