"""Where edits may go: the archive's prefix and what its configuration names; and whom they call: nobody."""

from pathlib import Path

import pytest

from ohbot.sandbox import Sandbox
from tests.cli.desk import Desk
from tests.cli.test_dry_run import newest
from tests.wiki.memory import MemoryServer
from tests.wiki.people import People
from tests.wikitext.test_rendering import ask

ELSEWHERE = """\
title: "Lantern hours"
body:
  - question: Why do lanterns hum?
wiki:
  page: {page}
"""
CHAT = """\
[18:00:03] <Robin> [[User:Robin]] and [[User:Sandbox sysop|you]], look ~~~~
[18:00:09] <Amrei> {{ping|Robin}} @Robin [[Special:Contributions/Robin]] ~~~~~
"""


@pytest.mark.parametrize("page", ["Main Page", "Template:Lantern header", "User:Robin", "Hours", "Talk:Hours/one"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_plan_for_any_other_page_is_refused(
    desk: Desk, memory_wiki: MemoryServer, page: str, dry_run: bool
) -> None:
    """Whatever a session file says, which may come from elsewhere."""
    desk.write("one", ELSEWHERE.format(page=page))
    said = desk.ohbot("sync", *(["--dry-run"] if dry_run else []), exits=1)
    assert f"{page}: ohbot edits pages under 'Hours/' and those that ohbot.toml names, and no others" in said.stdout
    assert memory_wiki.read(page) is None
    desk.ohbot("publish", "one", "--force", *(["--dry-run"] if dry_run else []))
    assert (memory_wiki.read(page) is None) == dry_run


def test_a_page_that_the_configuration_names_is_edited(desk: Desk, memory_wiki: MemoryServer) -> None:
    config = desk.archive / "ohbot.toml"
    config.write_text(
        config.read_text("utf-8").replace("[pages]", 'also = ["user:robin/lanterns"]\n[pages]'), "utf-8"
    )
    desk.write("one", ELSEWHERE.format(page="User:Robin/lanterns"))
    desk.ohbot("sync")
    assert memory_wiki.read("User:Robin/lanterns")


def test_a_page_that_was_moved_there_is_edited_as_well(desk: Desk, memory_wiki: MemoryServer) -> None:
    """The configuration's word does what --force does for one run."""
    desk.write("one", 'title: "One"\nbody:\n  - question: Why do lanterns hum?\n')
    desk.ohbot("sync")
    memory_wiki.move("Hours/One", "User:Robin/One")
    desk.ohbot("sync")
    desk.change("one", "lanterns hum", "lanterns sing")
    assert "name it under [wiki] also" in desk.ohbot("sync", exits=1).stdout
    config = desk.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8").replace("[pages]", 'also = ["User:Robin/One"]\n[pages]'), "utf-8")
    desk.ohbot("sync")
    assert "lanterns sing" in (memory_wiki.read("User:Robin/One") or "")


@pytest.mark.wiki
def test_the_door_holds_where_a_page_leaves_while_a_run_plans(
    office: Desk, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last bar is at the one save that there is, whoever calls it."""
    monkeypatch.setattr("ohbot.sync.guards.Guard.require_welcome", lambda *_, **__: None)
    office.write("one", ELSEWHERE.format(page="Elsewhere altogether"))
    before = newest(people)
    assert "ohbot edits pages under" in office.ohbot("sync", exits=1).stdout
    assert newest(people) == before


@pytest.mark.wiki
def test_names_in_a_transcript_call_nobody(office: Desk, people: People, sandbox: Sandbox) -> None:
    """Echo notifies whom a signed addition, or a summary, links to: no link is made, and nothing is signed."""
    people.edit("User:Robin", f"I light lanterns ({office.prefix}).")
    people.edit("Template:Ping", f"[[User:{{{{{{1}}}}}}]] ({office.prefix})")
    Path("chat.txt").write_text(CHAT, "utf-8")
    office.ohbot("import", "chat.txt", "--title", "Hours of Robin")
    (path,) = office.sessions.glob("*.yaml")
    office.ohbot("publish", path.stem)
    title = f"{office.prefix}Hours of Robin"
    asked = {"prop": "links|revisions|templates", "rvprop": "comment|content", "rvslots": "main"}
    (page,) = ask(sandbox, action="query", titles=title, **asked)["query"]["pages"]
    assert (page.get("links"), page.get("templates")) == (None, None)
    revision = page["revisions"][0]
    assert "Office hours bot" not in revision["slots"]["main"]["content"]
    assert "[[" not in revision["comment"]
