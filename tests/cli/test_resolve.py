"""Conflicts: shown, settled by option or one by one."""

import os
import re
import shutil
from threading import Timer

import pytest

from ohbot.archive import Lease
from tests.cli.desk import SESSION, Desk
from tests.terminal import on_terminal
from tests.wiki.people import People

pytestmark = pytest.mark.wiki


@pytest.fixture
def page(office: Desk, people: People) -> str:
    """A session with two conflicts, and a change of each side besides."""
    office.write("hours")
    office.ohbot("publish", "hours")
    page = f"{office.prefix}Lantern hours: June 3, 2026"
    text = people.read(page) or ""
    people.edit(
        page,
        text.replace("draws air", "draws cold air")
        .replace("sometimes me", "on Mondays me")
        .replace("Notes of", "Good notes of"),
    )
    office.change("hours", "draws air", "draws warm air")
    office.change("hours", "sometimes me", "on Fridays me")
    office.change("hours", "Who lights", "Who then lights")
    return page


def both(office: Desk, people: People, page: str) -> list[str]:
    return [people.read(page) or "", office.read("hours")]


def test_a_conflict_is_told_everywhere_with_what_to_do(office: Desk, page: str) -> None:
    for command in ("sync --dry-run", "status", "publish", "pull", "sync"):
        said = office.ohbot(*command.split(), "hours", exits=3)
        assert "ohbot resolve hours" in said.stdout
        assert "exchange 1" in said.stdout
        assert "exchange 2" in said.stdout
    said = office.ohbot("diff", "hours", exits=3)
    assert "conflict: exchange 1" in said.stdout
    assert len(office.ohbot("--json", "diff", "hours", exits=3).json[0]["conflicts"]) == 2


def test_places_in_conflict_are_told_apart_and_what_both_sides_have_by_now_is_no_difference(
    office: Desk, page: str
) -> None:
    """Places have commas of their own; and after a run the rest is merged."""
    told = "both sides changed exchange 1, answer 1, paragraph 1; exchange 2, answer 2, paragraph 1; settle it"
    assert told in office.ohbot("sync", "hours", exits=3).stdout
    said = office.ohbot("diff", "hours", exits=3).stdout
    assert "draws{+ warm+} air" in said
    assert "prose" not in said
    assert "Who [" not in said


def test_a_session_in_conflict_whose_base_was_hidden_since_takes_the_side_that_is_named(
    office: Desk, people: People, page: str
) -> None:
    base = re.search(r"revision: (\d+)", office.read("hours"))
    assert base is not None
    office.ohbot("sync", "hours", exits=3)
    people.hide(int(base[1]))
    shutil.rmtree(office.archive / ".ohbot" / "cache")
    assert "'ohbot resolve' with --ours or --theirs" in office.ohbot("sync", "hours", exits=1).stdout
    office.ohbot("resolve", "hours", "--ours")
    assert "unchanged" in office.ohbot("sync", "hours").stdout
    assert all("draws warm air" in text and "cold" not in text for text in both(office, people, page))


def test_a_choice_brings_no_vandalism_along(office: Desk, people: People) -> None:
    """What was blanked elsewhere on the page since is no part of what a person decides on."""
    office.write("hours")
    office.ohbot("publish", "hours")
    page = f"{office.prefix}Lantern hours: June 3, 2026"
    text = (people.read(page) or "").replace("draws air", "draws cold air")
    people.edit(page, text)
    office.change("hours", "draws air", "draws warm air")
    office.ohbot("sync", "hours", exits=3)
    people.edit(page, text[text.index("# Why") : text.index("# Who")])
    before = office.read("hours")
    for option in ("--ours", "--theirs"):
        said = office.ohbot("resolve", "hours", option, exits=1).stdout
        assert "the file would lose" in said
        assert "say --force" in said
    assert office.read("hours") == before
    people.edit(page, text)
    office.ohbot("resolve", "hours", "--theirs")
    assert "draws cold air" in office.read("hours")


def test_a_side_is_chosen_in_conflicts_alone_and_that_there_are_none_is_told(office: Desk, people: People) -> None:
    office.write("hours")
    office.ohbot("publish", "hours")
    office.change("hours", "draws air", "draws warm air")
    assert "nothing is in conflict" in office.ohbot("resolve", "hours", "--theirs").stderr
    assert "draws warm air" in (people.read(f"{office.prefix}Lantern hours: June 3, 2026") or "")


@pytest.mark.parametrize(
    ("option", "kept", "gone"),
    [
        ("--ours", ["draws warm air", "on Fridays me"], ["cold", "Mondays"]),
        ("--theirs", ["draws cold air", "on Mondays me"], ["warm", "Fridays"]),
        ("--both", ["draws warm air", "on Fridays me", "draws cold air", "on Mondays me"], []),
    ],
)
def test_one_side_or_both_for_every_conflict(
    office: Desk, people: People, page: str, option: str, kept: list[str], gone: list[str]
) -> None:
    office.ohbot("resolve", "hours", option)
    for text in both(office, people, page):
        assert all(words in text for words in [*kept, "Good notes of", "Who then lights"])
        assert not any(words in text for words in gone)
    assert "unchanged" in office.ohbot("sync").stdout


def test_nobody_decides_on_words_that_they_were_not_told_of(office: Desk, people: People, page: str) -> None:
    office.ohbot("sync", exits=3)
    people.edit(page, (people.read(page) or "").replace("on Mondays me", "on Tuesdays me"))
    said = office.ohbot("resolve", "hours", "--ours", exits=3)
    assert "exchange 2" in said.stderr
    assert "changed since you were told of it" in said.stderr
    assert "on Tuesdays me" in (people.read(page) or "")
    assert "draws warm air" in (people.read(page) or "")
    office.ohbot("resolve", "hours", "--ours")
    assert "on Fridays me" in (people.read(page) or "")


def test_nothing_in_conflict_is_nothing_to_resolve(office: Desk) -> None:
    office.write("hours", SESSION)
    office.ohbot("publish", "hours")
    assert "unchanged" in office.ohbot("resolve", "hours", "--ours").stdout


def test_one_by_one_on_a_terminal(office: Desk, people: People, page: str) -> None:
    seen = on_terminal("resolve", "hours", answers=("o\n", "t\n"))
    for words in (
        "hours, 1 of 2: both sides changed exchange 1",
        "draws air",
        "{+ warm+}",
        "{+ cold+}",
        "[e]dit",
        "Mondays",
        "2 of 2",
        "the wiki (theirs)",
        "index.php?diff=",
    ):
        assert words in seen
    assert "Answer(" not in seen
    for text in both(office, people, page):
        assert "draws warm air" in text
        assert "on Mondays me" in text


def test_what_is_skipped_stays_a_conflict(office: Desk, people: People, page: str) -> None:
    on_terminal("resolve", "hours", answers=("o\n", "s\n"))
    assert all("draws warm air" in text for text in both(office, people, page))
    said = office.ohbot("sync", exits=3).stdout
    assert "exchange 2" in said
    assert "exchange 1" not in said


def test_a_conflict_is_settled_in_the_persons_editor(
    office: Desk, people: People, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = office.folder / "editor"
    editor.write_text("#!/bin/sh\ngrep -v '^[<=>]' \"$1\" > t && sed -e '2d' -e 's/warm/mild/' t > \"$1\"\n", "utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    on_terminal("resolve", "hours", answers=("e\n", "o\n"))
    assert all("The wick draws mild air." in text for text in both(office, people, page))
    assert not any("cold" in text for text in both(office, people, page))


def test_ctrl_c_at_a_question_ends_at_once_and_writes_nothing(office: Desk, people: People, page: str) -> None:
    before, revisions = office.files(), people.count(page)
    seen = on_terminal("resolve", "hours", answers=("o\n", "\x03"))
    assert "Aborted" in seen
    assert (office.files(), people.count(page)) == (before, revisions)


def test_an_unmerged_text_from_the_editor_is_not_taken(
    office: Desk, people: People, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = office.folder / "editor"
    editor.write_text('#!/bin/sh\necho more >> "$1"\n', "utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    assert "take them out" in on_terminal("resolve", "hours", answers=("e\n", "o\n", "o\n"))
    assert all("<<<<" not in text for text in both(office, people, page))


def test_an_open_question_holds_nothing_up(office: Desk, people: People, page: str) -> None:
    """The hourly job runs as if nobody were thinking, and publishes what else there is."""
    office.write("other", SESSION.replace("June 3, 2026", "another"))

    def after_a_while() -> str:
        assert "other" in office.ohbot("sync", exits=3).stdout
        assert people.read(f"{office.prefix}Lantern hours: another")
        return "o\n"

    on_terminal("resolve", "hours", answers=(after_a_while, "t\n"))
    for text in both(office, people, page):
        assert "draws warm air" in text
        assert "on Mondays me" in text
    assert "2 unchanged" in office.ohbot("sync").stderr


def test_what_changes_while_a_person_thinks_is_asked_again(office: Desk, people: People, page: str) -> None:
    """What they decided on before is settled, and nothing that they did not see is overwritten."""

    def after_a_while() -> str:
        people.edit(page, (people.read(page) or "").replace("draws cold air", "draws icy air"))
        return "o\n"

    seen = on_terminal("resolve", "hours", answers=(after_a_while, "t\n", "t\n"))
    assert seen.count("[s]kip:") == 3
    for text in both(office, people, page):
        assert "draws icy air" in text
        assert "on Mondays me" in text


def test_an_answer_waits_for_the_run_at_work(office: Desk, people: People, page: str) -> None:
    lease = Lease(office.archive / ".ohbot")

    def after_a_while() -> str:
        lease.acquire()
        Timer(1.0, lease.release).start()
        return "t\n"

    seen = on_terminal("resolve", "hours", answers=("o\n", after_a_while))
    assert f"waiting: another run works on this archive (process {os.getpid()} on " in seen
    assert all("draws warm air" in text for text in both(office, people, page))
