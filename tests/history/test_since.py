"""Who changed what since the last sync."""

from pathlib import Path

from ohbot.archive import RevisionCache
from ohbot.history import Since
from ohbot.merge import merge
from ohbot.model import Session, WikiLink
from ohbot.sync.changes import changes
from ohbot.wikitext.lens import get
from tests.wiki.memory import MemoryServer

PAGE = "Hours/1"
HEAD = "{{Hour|title=Pond hour|date=2026-05-21|time=17:00}}\nSome words.\n"
PARTS = {
    "why": "# Why do lanterns hum?\n#: The wick draws air.\n",
    "who": "# Who lights them at dusk?\n#: Nobody does, they wait for the moon.\n",
    "when": "# When is the moon full?\n#: It is full on Friday, they say.\n#: And on Sunday.\n",
    "where": "# Where is the stove?\n#: It stands behind the door of the kitchen.\n",
}


def page(*names: str, head: str = HEAD, **others: str) -> str:
    return head + "".join((PARTS | others)[name] for name in names)


def since(server: MemoryServer, folder: Path, base: int) -> tuple[Since, Session, Session]:
    """What followed a revision, and the page then and now."""
    wiki = server.door()
    (now,) = wiki.pages([PAGE], text=True)
    (old,) = wiki.revisions([base])
    assert now.revision is not None
    new = get(now.revision.text or "")
    session = Session(body=new.body, wiki=WikiLink(PAGE, now.page_id, base))
    found = Since.last_sync(wiki, RevisionCache(folder), now, session)
    assert found is not None
    return found, get(old.text or ""), new


def test_each_change_is_of_the_edit_that_made_it_last(tmp_path: Path) -> None:
    server = MemoryServer()
    base = server.edit(PAGE, page("why", "who", "when", "where"))
    cold = PARTS["why"].replace("draws air", "draws cold air")
    server.edit(PAGE, page("why", "who", "when", "where", why=cold), user="Anna")
    server.edit(PAGE, page("why", "when", "where", why=cold), user="Ben")
    server.edit(PAGE, page("where", "why", "when", why=cold), user="Cleo")
    new = "# How?\n#: So.\n"
    server.edit(PAGE, page("where", "why", "how", "when", why=cold, how=new), user="Dora")
    server.edit(PAGE, "Silly", user="Vandal")
    server.edit(PAGE, page("where", "why", "how", "when", why=cold, how=new), user="Emil")
    late = PARTS["when"].replace("#: And on Sunday.\n", "")
    server.edit(PAGE, page("where", "why", "how", "when", why=cold, how=new, when=late), user="Finn")
    found, old, now = since(server, tmp_path, base)
    who = {(one.place, one.kind): found.of_change(one) for one in changes(old, now)}
    assert {what: edit and edit.user for what, edit in who.items()} == {
        ("exchange 1", "moved"): "Cleo",
        ("exchange 2", "changed"): "Anna",
        ("exchange 2", "removed"): "Ben",
        ("exchange 3", "added"): "Dora",
        ("exchange 4", "changed"): "Finn",
    }


def test_a_conflict_names_the_edit_that_made_the_pages_side(tmp_path: Path) -> None:
    """Also where that took something away."""
    server = MemoryServer()
    base = server.edit(PAGE, page("why", "who", "when"))
    server.edit(PAGE, page("why", "who", "when", why=PARTS["why"].replace("draws", "sucks")), user="Anna")
    server.edit(PAGE, page("why", "when", why=PARTS["why"].replace("draws", "sucks")), user="Ben")
    server.edit(PAGE, page("why", "when", "where", why=PARTS["why"].replace("draws", "sucks")), user="Cleo")
    found, old, now = since(server, tmp_path, base)
    mine = {"why": PARTS["why"].replace("draws", "takes"), "who": PARTS["who"].replace("moon", "sun")}
    conflicts = merge(old, get(page("why", "who", "when", **mine)), now).conflicts
    edits = [found.of_conflict(conflict) for conflict in conflicts]
    assert [edit and edit.user for edit in edits] == ["Anna", "Ben"]


def test_a_fact_is_of_the_edit_that_set_it(tmp_path: Path) -> None:
    server = MemoryServer()
    base = server.edit(PAGE, page("why"))
    moved = HEAD.replace("05-21", "05-22")
    server.edit(PAGE, page("why", head=moved), user="Anna")
    server.edit(PAGE, page("why", "who", head=moved), user="Ben")
    found, old, now = since(server, tmp_path, base)
    who = {one.place: found.of_change(one) for one in changes(old, now)}
    assert {place: edit and edit.user for place, edit in who.items()} == {"start": "Anna", "exchange 2": "Ben"}
