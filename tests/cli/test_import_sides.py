"""A session whose transcripts, file and page are all corrected: in the end each correction is in file and page."""

from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.cli.pad import pads
from tests.wiki.people import People

NOTES = """\
# Lantern hours

The hour began with tea.

**Q: Why do lanterns hum in the evening?**

A: The wick draws air through the cap and that sings a little.

**Q: Who lights them at dusk every day?**

A: Nobody does, they wait for the moon to come.
"""
SPOKEN = """\
Amrei: Welcome to the lantern hour, all of you.
Bosko: Thank you, we have waited for this evening.
Amrei: Lanterns are made of brass and of glass.
"""
CHAT = """\
18:00:23\tBo Lind:\tIs there a list of all lanterns?
18:01:05\tKim Lee:\tThere is one in the cellar
"""
CALL = """\
WEBVTT

00:00:01.000 --> 00:00:04.000
Amrei: Welcome to the lantern hour, all of you.

00:00:21.000 --> 00:00:28.000
Amrei: Lanterns are made of brass and of glass.
"""


def change(path: Path, old: str, new: str) -> None:
    """Replace some words in a file, as in an editor."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_what_waits_for_a_person_is_told_and_settled_without_a_wiki(desk: Desk) -> None:
    """And it changes nothing of what waits between file and page, which is noted beside it."""
    Path("notes.md").write_text(NOTES, "utf-8")
    desk.ohbot("import", "notes.md", "--into", "hour", "--start", "2026-11-26T18:00Z")
    desk.change("hour", "a little", "very softly")
    change(Path("notes.md"), "a little", "loudly")
    change(Path("notes.md"), "to come", "to come by")
    for _ in range(2):
        said = desk.ohbot("import", "notes.md", exits=3)
        assert "notes.md: file and transcript both changed exchange 1, answer 1, paragraph 1" in said.stderr
        assert "ohbot resolve hour" in said.stderr
    assert "very softly" in desk.read("hour")
    assert "to come by" in desk.read("hour")
    assert "hour [notes.md]: conflict: file and transcript" in desk.ohbot("status", exits=5).stdout
    assert "nothing was done" in desk.ohbot("resolve", "hour", "--ours", "--theirs", exits=2).stderr
    before = desk.files()
    desk.ohbot("resolve", "hour", "--theirs", "--dry-run")
    assert desk.files() == before
    told = desk.ohbot("resolve", "hour", "--both", "--json").json
    assert told["sessions"][0]["state"] == "recorded".removesuffix("ed")
    assert "very softly" in desk.read("hour")
    assert "loudly" in desk.read("hour")
    assert not list((desk.archive / ".ohbot" / "conflicts").iterdir())
    assert "nothing to do" in desk.ohbot("import", "notes.md").stderr


def test_what_changed_since_a_person_was_told_stays_open(desk: Desk) -> None:
    Path("notes.md").write_text(NOTES, "utf-8")
    desk.ohbot("import", "notes.md", "--into", "hour")
    desk.change("hour", "a little", "very softly")
    change(Path("notes.md"), "a little", "loudly")
    desk.ohbot("import", "notes.md", exits=3)
    desk.change("hour", "very softly", "not at all")
    assert "changed since you were told" in desk.ohbot("resolve", "hour", "--theirs", exits=3).stderr
    assert "not at all" in desk.read("hour")


@pytest.mark.wiki
def test_notes_chat_and_captions_are_corrected_and_so_are_file_and_page(office: Desk, people: People) -> None:
    files = {"notes.md": NOTES, "spoken.txt": SPOKEN, "chat.txt": CHAT, "call.vtt": CALL}
    for name, text in files.items():
        Path(name).write_text(text, "utf-8")
    office.ohbot("import", "notes.md", "--into", "hour", "--title", "Lantern hours", "--start", "2026-11-26T18:00Z")
    office.ohbot("import", "spoken.txt", "--into", "hour", "--format", "nick-colon", "--heading", "Talk")
    office.ohbot("import", *files, "--into", "hour")
    office.ohbot("publish", "hour")
    page = f"{office.prefix}Lantern hours"
    assert "[00:00:21]" in (people.read(page) or "")

    people.edit(page, (people.read(page) or "").replace("began with tea", "began with green tea"))
    office.ohbot("sync")
    people.edit(page, (people.read(page) or "").replace("the moon", "the full moon"))
    office.change("hour", "in the cellar", "in the old cellar")
    office.change("hour", "  - question: Who lights", "  - private: {asker: the miller}\n    question: Who lights")
    change(Path("notes.md"), "in the evening", "in the late evening")
    change(Path("notes.md"), "a little.\n", "a little.\n\n**Q: Is that all of it?**\n\nA: It is, for now.\n")
    change(Path("spoken.txt"), "waited for", "longed for")
    change(Path("chat.txt"), "list of all lanterns", "list of all the lanterns")
    with Path("chat.txt").open("a", encoding="utf-8") as file:
        file.write("18:02:00\tBo Lind:\tthanks a lot\n")
    change(Path("call.vtt"), "00:00:21.000", "00:00:23.000")
    office.ohbot("import", *files, "--into", "hour")
    office.ohbot("sync")

    text, wikitext = office.read("hour"), people.read(page) or ""
    corrected = ["green tea", "full moon", "old cellar", "late evening", "Is that all of it?", "longed for"]
    corrected += ["all the lanterns", "thanks a lot", "00:00:23"]
    for words in corrected:
        assert text.count(words) == wikitext.count(words) == 1, words
    assert "00:00:21" not in text + wikitext
    assert "the miller" in text
    assert "the miller" not in wikitext
    assert "sources" not in wikitext
    assert "1 unchanged" in office.ohbot("sync", "--json").stdout or "unchanged" in office.ohbot("sync").all
    before = office.read("hour")
    office.ohbot("import", *files, "--into", "hour")
    assert office.read("hour") == before


@pytest.mark.wiki
def test_a_pad_is_written_on_while_page_and_file_are_corrected(office: Desk, people: People) -> None:
    """What waits because of the pad does not keep the page from the file's changes, nor the other way round."""
    path = "/p/hours/export/txt"
    with pads() as server:
        address = f"{server.address}/p/hours"
        server.texts[path] = NOTES
        office.ohbot("import", address, "--into", "hour", "--title", "Pad hours", "--start", "2026-11-26T18:00Z")
        page = f"{office.prefix}Pad hours"
        office.ohbot("publish", "hour")
        for number, word in enumerate(("one", "two", "three")):
            server.texts[path] = server.texts[path].replace(
                "\n\n**Q: Who", f"\n\nThe pad says {word}.\n\n**Q: Who", 1
            )
            people.edit(page, (people.read(page) or "").replace("with", f"with {word} cups of"))
            office.change("hour", "to come", f"to come, {word} times")
            for command in (("import", address), ("sync",))[:: 1 if number else -1]:
                office.ohbot(*command)
        office.ohbot("sync")
        for word in ("one", "two", "three"):
            for text in (office.read("hour"), people.read(page) or ""):
                assert text.count(f"The pad says {word}.") == text.count(f"{word} times") == 1
                assert text.count(f"{word} cups of") == 1

        server.texts[path] = server.texts[path].replace("wait for the moon", "sit and wait for the sun")
        office.change("hour", "wait for the moon", "stand and wait for the stars")
        people.edit(page, (people.read(page) or "").replace("sings a little", "sings a lot"))
        office.ohbot("import", address, exits=3)
        office.ohbot("sync")
        for text in (office.read("hour"), people.read(page) or ""):
            assert "sings a lot" in text
            assert "wait for the stars" in text
            assert "the sun" not in text
        assert f"hour [{address}]: conflict" in office.ohbot("status", exits=3).stdout
        office.ohbot("resolve", "hour", "--theirs")
        for text in (office.read("hour"), people.read(page) or ""):
            assert "sit and wait for the sun" in text
        office.ohbot("status")
