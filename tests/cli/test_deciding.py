"""Conflicts decided one by one, as a person types; what is shown is kept in ``golden``."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.desk import SESSION, Desk
from tests.wiki.memory import MemoryServer

GOLDEN = Path(__file__).parent / "golden"
PAGE = "Hours/Lantern hours: June 3, 2026"
OTHER = "Hours/Lantern hours: July 1, 2026"


@pytest.fixture
def conflicts(desk: Desk, memory_wiki: MemoryServer, monkeypatch: pytest.MonkeyPatch) -> MemoryServer:
    """Two sessions, with two conflicts and with one, and a person at the terminal."""
    monkeypatch.setattr("ohbot.cli.resolve.has_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    for name, text in (("hours", SESSION), ("july", SESSION.replace("June 3", "July 1"))):
        desk.write(name, text)
        desk.ohbot("publish", name)
        desk.change(name, "draws air", "draws warm air")
    desk.change("hours", "sometimes me", "on Fridays me")
    for page, old, new, user in (
        (PAGE, "draws air", "draws cold air", "Robin"),
        (PAGE, "And sometimes me", "And on Mondays, in the rain and whenever the moon is late, me too", "Mona"),
        (OTHER, "draws air", "draws icy air", "Robin"),
    ):
        memory_wiki.now += timedelta(hours=7)
        memory_wiki.edit(page, text_of(memory_wiki, page).replace(old, new), user=user, comment=f"as {user} heard it")
    return memory_wiki


def text_of(server: MemoryServer, page: str = PAGE) -> str:
    return server.read(page) or ""


@pytest.mark.parametrize("width", [80, 160])
def test_what_a_person_sees_fits_the_terminal(
    desk: Desk, conflicts: MemoryServer, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """The number of the conflict, three versions with marked words, who and when, what the keys do."""
    monkeypatch.setenv("COLUMNS", str(width))
    said = desk.ohbot("resolve", "hours", "july", typed="?\no\nu\nt\nx\ns\nb\n", exits=3)
    lines = [line for line in said.stderr.splitlines() if " ERROR " not in line]
    assert [line for line in lines if len(line) > width] == []
    assert "\n".join([*lines, said.stdout]) == (GOLDEN / f"resolve-{width}.txt").read_text("utf-8")


def test_undo_goes_back_over_the_border_of_a_session(desk: Desk, conflicts: MemoryServer) -> None:
    desk.ohbot("resolve", "hours", "july", typed="o\no\nu\nu\nt\nt\nt\n")
    assert "draws cold air" in desk.read("hours")
    assert "on Mondays" in desk.read("hours")
    assert "draws icy air" in desk.read("july")


@pytest.mark.parametrize(("key", "words"), [("O", "warm"), ("T", "icy")])
def test_the_rest_is_decided_at_once(desk: Desk, conflicts: MemoryServer, key: str, words: str) -> None:
    """That is this one and all that follow; what was decided before stays."""
    said = desk.ohbot("resolve", "hours", "july", typed=f"t\n{key}\n").stderr
    assert said.count("[s]kip") == 2
    assert "draws cold air" in desk.read("hours")
    assert f"draws {words} air" in text_of(conflicts, OTHER)
    assert "2 unchanged" in desk.ohbot("sync").stderr


def test_before_the_first_answer_there_is_nothing_to_undo(desk: Desk, conflicts: MemoryServer) -> None:
    said = desk.ohbot("resolve", "hours", typed="u\nT\n").stderr
    assert "'u' is not one of" in said
    assert "on Mondays" in desk.read("hours")


def git_tool(desk: Desk, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Tell git of a merge tool."""
    config = desk.folder / "gitconfig"
    tool = f'[merge]\n\ttool = lamp\n[mergetool "lamp"]\n\tcmd = {script}\n\ttrustExitCode = true\n'
    config.write_text(tool, "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("TMPDIR", str(desk.folder))


JOINED = "sed s/warm/mild/ $LOCAL > $MERGED"


@pytest.mark.parametrize("option", ["--merge-tool", "--merge-tool=lamp", f"--merge-tool={JOINED}"])
def test_a_merge_tool_gets_the_three_versions_and_its_result_is_taken(
    desk: Desk, conflicts: MemoryServer, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    """The one that git is told of, one that git knows by its name, or a command."""
    git_tool(desk, monkeypatch, f'"{JOINED}"')
    monkeypatch.setattr("ohbot.cli.resolve.has_terminal", lambda: False)
    desk.ohbot("resolve", option, "hours", "july")
    for name in ("hours", "july"):
        assert "draws mild air" in desk.read(name)
    assert "on Fridays me" in text_of(conflicts)
    assert not list(desk.folder.glob("ohbot-*")), "its files are left behind"


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("exit 7; $MERGED", "the merge tool failed (exit 7)"),
        ("test -f $MERGED", "take them out"),
        ("printf '\\377' > $MERGED", "UTF-8"),
    ],
)
def test_what_a_merge_tool_leaves_undone_is_asked(
    desk: Desk, conflicts: MemoryServer, script: str, sentence: str
) -> None:
    said = desk.ohbot("resolve", "july", f"--merge-tool={script}", typed="t\n")
    assert sentence in said.stderr
    assert "draws icy air" in desk.read("july")


def test_without_a_terminal_what_a_merge_tool_leaves_undone_stays_open(
    desk: Desk, conflicts: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ohbot.cli.resolve.has_terminal", lambda: False)
    before = desk.read("july")
    assert "2 conflict" in desk.ohbot("resolve", "hours", "july", "--merge-tool=false $MERGED", exits=3).stderr
    assert "draws warm air" in before
    assert "draws warm air" in desk.read("july")


def test_no_merge_tool_of_an_archive_is_run(
    desk: Desk, conflicts: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive may come from elsewhere, with a git configuration of its own."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    subprocess.run(["git", "init", "-q", "."], check=True)
    subprocess.run(["git", "config", "merge.tool", "evil"], check=True)
    subprocess.run(["git", "config", "mergetool.evil.cmd", f"touch {desk.folder}/owned"], check=True)
    monkeypatch.setenv("TMPDIR", str(desk.archive))
    assert "git names no merge tool" in desk.ohbot("resolve", "july", "--merge-tool", exits=2).stderr
    desk.ohbot("resolve", "july", "--merge-tool=evil", typed="o\n")
    assert not (desk.folder / "owned").exists()


def test_what_changes_while_a_person_thinks_is_asked_anew_and_no_other(
    desk: Desk, conflicts: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed: list[int] = []

    def tool_meanwhile(*_: object) -> str:
        if not changed:
            changed.append(conflicts.edit(OTHER, text_of(conflicts, OTHER).replace("icy", "stormy"), user="Mona"))
        return "The wick draws mild air."

    monkeypatch.setattr("click.edit", lambda text, extension: tool_meanwhile())
    said = desk.ohbot("resolve", "hours", "july", typed="e\no\no\nt\n").stderr
    assert said.count("1 of 1") == 1
    assert "by Mona" in said
    assert "draws stormy air" in desk.read("july")
    assert "draws mild air" in text_of(conflicts)
