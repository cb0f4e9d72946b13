"""Who changed what when: ``log``, ``blame`` and ``diff``; what a terminal shows is kept in ``golden``."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ohbot.model import Revision
from tests.cli.desk import Desk
from tests.wiki.memory import MemoryServer, MemoryWiki
from tests.wiki.people import People

GOLDEN = Path(__file__).parent / "golden"
PAGE = "Hours/Lantern hours: June 3, 2026"


@pytest.fixture
def history(desk: Desk, memory_wiki: MemoryServer) -> MemoryServer:
    """A page that was published, edited, vandalised, reverted, and edited with vandalism that was hidden."""
    desk.bare()
    desk.write("hours")
    desk.ohbot("publish", "hours")
    first = memory_wiki.read(PAGE) or ""

    def edit(text: str, user: str, comment: str = "") -> int:
        memory_wiki.now += timedelta(hours=7)
        return memory_wiki.edit(PAGE, text, user=user, comment=comment)

    cold = first.replace("draws air", "draws cold air")
    edit(cold, "Robin", "as I heard it, from the place behind the stove where nobody else could hear a word of it")
    edit("Lanterns are silly!", "Vandal")
    edit(cold, "Mona", "no")
    moved = cold.replace("# Why do lanterns hum?\n#: The wick draws cold air.\n", "")
    moved = moved.replace(
        "And sometimes me.", "And sometimes me.\n# Why do lanterns hum?\n#: The wick draws cold air."
    )
    edit(moved, "Mona")
    bad = edit(f"{moved}\nNames and addresses", "Vandal", "worse")
    more = moved.replace("Nobody does", "Nobody at all does")
    edit(more.replace("Questions", "Asked"), "Sandbox sysop", "tidy")
    memory_wiki.touch(PAGE)
    memory_wiki.hide(bad)
    return memory_wiki


@pytest.mark.parametrize("width", [80, 160, None])
@pytest.mark.parametrize("command", ["log", "log -v", "blame", "blame -v"])
def test_what_a_person_sees(
    desk: Desk, history: MemoryServer, monkeypatch: pytest.MonkeyPatch, command: str, width: int | None
) -> None:
    """In lines that fit a terminal, and off it one line each."""
    monkeypatch.setattr(f"ohbot.cli.{command.split()[0]}.columns", lambda: width)
    said = desk.ohbot(*command.split(), "hours").stdout
    assert not width or max(len(line) for line in said.splitlines() if "//" not in line) <= width
    name = f"{command.replace(' ', '')}-{width or 'piped'}.txt"
    assert said == (GOLDEN / name).read_text("utf-8")


def test_a_log_for_programs_tells_every_change_and_hides_what_the_wiki_hides(
    desk: Desk, history: MemoryServer
) -> None:
    entries = desk.ohbot("--json", "log", "hours").json["entries"]
    assert [entry["revision"] for entry in entries] == [8, 7, 6, 5, 4, 3, 2, 1]
    hidden, reverted, first = entries[2], entries[4], entries[7]
    assert (hidden["user"], hidden["summary"], hidden["readable"], hidden["changes"]) == (None, None, False, [])
    assert reverted["reverts_to"] == 2
    assert (first["bot"], first["parent"], first["address"]) == (True, None, "http://memory.example/index.php?diff=1")
    assert {"kind": "changed", "place": "exchange 1, answer 1", "old": "The wick draws air."} | {
        "new": "The wick draws cold air."
    } in entries[6]["changes"]
    assert [change["kind"] for change in entries[3]["changes"]] == ["moved"]


def test_a_log_of_few_edits_reads_no_more(desk: Desk, history: MemoryServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """But the text before them; and reverts to older ones are still found."""
    asked: list[int] = []
    revisions = MemoryWiki.revisions

    def noted(wiki: MemoryWiki, ids: Iterable[int]) -> Iterator[Revision]:
        asked.extend(ids)
        return revisions(wiki, asked)

    monkeypatch.setattr(MemoryWiki, "revisions", noted)
    said = desk.ohbot("--json", "log", "hours", "-n", "5").json["entries"]
    assert [entry["revision"] for entry in said] == [8, 7, 6, 5, 4]
    assert said[-1]["reverts_to"] == 2
    assert sorted(asked) == [3, 4, 5, 8]


def test_texts_are_fetched_once_and_kept(desk: Desk, history: MemoryServer, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.ohbot("blame", "hours")
    monkeypatch.setattr(
        MemoryWiki, "revisions", lambda self, ids: pytest.fail("asked again") if list(ids) else iter(())
    )
    desk.ohbot("log", "hours")
    history.hide(2)
    assert "its text is hidden" in desk.ohbot("log", "hours").stdout, (
        "what is hidden since is not shown from the cache"
    )


def test_blame_for_programs_has_the_origin_of_each_word(desk: Desk, history: MemoryServer) -> None:
    said = desk.ohbot("blame", "--json", "hours").json
    items = {item["place"]: item for item in said["items"]}
    answer = items["exchange 2, answer 1"]
    assert answer["revision"] == 2
    assert [(word["text"], word["revision"]) for word in answer["words"]] == [
        ("The wick draws ", 1),
        ("cold ", 2),
        ("air.", 1),
    ]
    assert {one["revision"]: one["user"] for one in said["revisions"]} == {
        1: "Office hours bot",
        2: "Robin",
        7: "Sandbox sysop",
    }


def test_diff_says_who_changed_the_page(desk: Desk, history: MemoryServer) -> None:
    said = [line for line in desk.ohbot("diff", "hours").stdout.splitlines() if line.startswith("  wiki: ")]
    assert said == [
        "  wiki: heading 1 changed, by Sandbox sysop, 2026-01-02 18:00: tidy",
        "  wiki: exchange 1 changed, by Sandbox sysop, 2026-01-02 18:00: tidy",
        "  wiki: exchange 2 changed, by Robin, 2026-01-01 07:00: as I heard it, from the place behind the stove "
        "where nobody else could hear a word of it",
    ]
    edits = [change["edit"]["revision"] for change in desk.ohbot("diff", "--json", "hours").json[0]["remote"]]
    assert edits == [7, 7, 2]


def test_a_session_without_a_page_has_no_history(desk: Desk, memory_wiki: MemoryServer) -> None:
    desk.write("hours")
    for command in ("log", "blame"):
        assert "'ohbot publish hours' makes it" in desk.ohbot(command, "hours", exits=1).stderr
    desk.ohbot("publish", "hours")
    memory_wiki.move(PAGE, "Hours/Elsewhere")
    assert "is Hours/Elsewhere now" in desk.ohbot("blame", "hours").stderr
    memory_wiki.delete("Hours/Elsewhere")
    assert "is gone; 'ohbot status hours'" in desk.ohbot("log", "hours", exits=1).stderr


@pytest.mark.wiki
def test_on_a_real_wiki_without_a_login(office: Desk, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    office.write("hours")
    office.ohbot("publish", "hours")
    page = f"{office.prefix}Lantern hours: June 3, 2026"
    text = people.read(page) or ""
    people.edit(page, text.replace("draws air", "draws cold air"))
    people.edit(page, "")
    people.edit(page, text.replace("draws air", "draws cold air"))
    monkeypatch.delenv("OHBOT_USERNAME")
    monkeypatch.delenv("OHBOT_PASSWORD")
    entries = office.ohbot("--json", "log", "hours").json["entries"]
    assert [entry["bot"] for entry in entries] == [False, False, False, True]
    assert entries[0]["reverts_to"] == entries[2]["revision"]
    assert [change["place"] for change in entries[2]["changes"]] == ["exchange 1, answer 1"]
    assert entries[2]["address"].endswith(f"index.php?diff={entries[2]['revision']}")
    said = office.ohbot("blame", "hours", "-v").stdout
    assert "[1 The wick draws] [2 cold] [1 air.]" in said
    assert f"exchange 1, answer 1: 2, {entries[2]['user']}, " in said
