"""What a terminal gets: no colours in a pipe, nothing that it would act on, and quiet ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ohbot.sandbox import Sandbox
from tests.cli.desk import SESSION, Desk
from tests.terminal import on_terminal
from tests.wiki.people import People

OHBOT = [sys.executable, "-m", "ohbot"]
EVIL = "\x1b]0;owned\x07\x1b[31m\u202eevil"


def test_colours_are_for_terminals_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """And for nobody who says so with NO_COLOR."""
    desk.write("bad", "titel: x\n")
    assert "\x1b[31m" in on_terminal("check")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in on_terminal("check") + on_terminal("check", "nobody")
    piped = subprocess.run([*OHBOT, "check"], capture_output=True, text=True)
    assert "\x1b" not in piped.stdout + piped.stderr


@pytest.mark.parametrize("command", ["export", "render", "parse"])
def test_results_are_utf8_whatever_the_terminal_knows(desk: Desk, command: str) -> None:
    """Also where its encoding has no such letters: a file that somebody redirects into has to be whole."""
    desk.write("hours", SESSION.replace("lanterns", "\u0641\u0627\u0646\u0648\u0633"))
    page = desk.folder / "page.wiki"
    page.write_text("# \u0641\u0627\u0646\u0648\u0633?\n", "utf-8")
    words = [command, str(page) if command == "parse" else "hours"]
    latin = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    piped = subprocess.run([*OHBOT, *words], capture_output=True, check=True, env=latin)
    assert "\u0641\u0627\u0646\u0648\u0633" in piped.stdout.decode("utf-8")


def test_a_sentence_with_letters_that_the_terminal_does_not_know_is_no_mistake(desk: Desk) -> None:
    desk.write("\u0641", "titel: x\n")
    latin = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    piped = subprocess.run([*OHBOT, "check"], capture_output=True, env=latin)
    assert piped.returncode == 1
    assert b"?.yaml:1: " in piped.stdout


def test_no_error_passes_on_what_a_terminal_would_act_on(desk: Desk) -> None:
    for words in (["check", EVIL], ["parse", f"{EVIL}.wiki"], ["import", f"{EVIL}.txt"]):
        said = desk.ohbot(*words, exits=1).all
        assert "evil" in said
        assert not set(said) & set("\x1b\x07\u202e")


@pytest.mark.wiki
def test_no_page_passes_on_what_a_terminal_would_act_on(office: Desk, people: People) -> None:
    office.write("hours", SESSION)
    office.ohbot("publish", "hours")
    page = f"{office.prefix}Lantern hours: June 3, 2026"
    people.edit(page, (people.read(page) or "").replace("draws air", f"draws \u202e{EVIL[-4:]} \u0085 air"))
    for words in (["diff"], ["status"], ["sync"]):
        said = office.ohbot(*words).all
        assert "exchange 1" in said
        assert not set(said) & set("\x1b\x07\u202e\u0085")


@pytest.mark.wiki
def test_a_terminal_shows_how_far_a_run_is_and_a_pipe_does_not(office: Desk, people: People) -> None:
    for name in "abc":
        office.write(name, SESSION.replace("June 3, 2026", name))
    seen = on_terminal("sync")
    assert "] 0 of 3" in seen
    assert "] 2 of 3" in seen
    assert "of 3" not in office.ohbot("-v", "sync").all
    assert "] 0 of 3" in on_terminal("status")
    assert "of 3" not in on_terminal("-q", "sync")
    assert "0 so far" in on_terminal("pull", "--all")


def test_a_reader_that_leaves_early_is_no_error(desk: Desk) -> None:
    for number in range(300):
        desk.write(f"hours-{number}")
    with subprocess.Popen([*OHBOT, "export"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_ctrl_c_ends_quietly(desk: Desk) -> None:
    """While the wiki does not answer: one sentence, and no traceback."""
    desk.configure("http://127.0.0.1:9/api.php")
    desk.write("hours")
    process = subprocess.Popen([*OHBOT, "status"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stderr is not None
    assert b"trying again" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, rest = process.communicate(timeout=30)
    assert process.returncode != 0
    assert b"Traceback" not in rest


@pytest.mark.wiki
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_between_two_edits_leaves_everything_well(
    office: Desk, sandbox: Sandbox, people: People, number: signal.Signals
) -> None:
    """The edit that was begun is finished and recorded, the rest waits for the next run."""
    office.configure(sandbox.api)
    config = office.archive / "ohbot.toml"
    quick = config.read_text("utf-8")
    config.write_text(quick.replace("[pages]", "throttle = 1\n[pages]"), "utf-8")
    for name in "abcd":
        office.write(name, SESSION.replace("June 3, 2026", name))
    process = subprocess.Popen([*OHBOT, "sync"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)
    deadline = time.monotonic() + 60
    while not people.count(f"{office.prefix}Lantern hours: a") and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(number)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 5, error
    assert "stopping after this step" in error
    assert "the rest comes with the next run" in error
    done = [name for name in "abcd" if people.count(f"{office.prefix}Lantern hours: {name}")]
    assert done == [name for name in "abcd" if "  revision: " in office.read(name)]
    assert 0 < len(done) < 4
    assert not list(Path(office.archive / ".ohbot").glob("lease*"))
    config.write_text(quick, "utf-8")
    office.ohbot("sync")
    assert all(people.count(f"{office.prefix}Lantern hours: {name}") == 1 for name in "abcd")
