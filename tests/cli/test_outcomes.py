"""What a run says of each session: a table on a terminal, one line elsewhere, addresses in JSON."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ohbot.cli.outcomes import show
from ohbot.errors import Exit
from ohbot.sync import Outcome, State
from tests.cli.desk import Desk

GOLDEN = Path(__file__).parent / "golden"
API = "https://wiki.example/w/api.php"
LONG = (
    "both sides changed exchange 4, exchange 5 and the heading 'Questions that nobody had the time to answer'; "
    "settle it with 'ohbot resolve 2026-06-03-lantern-hours'"
)
OUTCOMES = (
    Outcome("2026-05-06-lantern-hours", "Lantern hours/2026-05-06", State.CREATE, "makes the page", revision=7),
    Outcome("june", "Lantern hours/June", State.PUBLISH, "the file's changes go to the page", revision=12, since=9),
    Outcome("2026-06-03-lantern-hours", "Lantern hours/2026-06-03", State.CONFLICT, LONG, Exit.CONFLICT),
    Outcome(
        "x" * 50, "Lantern hours/" + "x" * 50, State.PULL, "the page changed: exchange 1 changed", revision=3, since=2
    ),
    Outcome("odd\x1b[31m", "Lantern hours/Odd", State.REFUSED, "the title\x07 is \u202eodd", Exit.PROBLEM),
    Outcome("july", "", State.UNCHANGED, "both say the same"),
)


def shown(outcomes: Sequence[Outcome], monkeypatch: pytest.MonkeyPatch, *, columns: int | None, colour: bool) -> str:
    """What is printed; ``columns`` is the width of a terminal, None where there is none."""

    @click.command()
    def command() -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: columns is not None, raising=False)
        for outcome in outcomes:
            show(outcome, dry_run=False, api=API, longest=24)

    monkeypatch.setenv("COLUMNS", str(columns or 80))
    return CliRunner().invoke(command, [], color=colour, catch_exceptions=False).output


@pytest.mark.parametrize("look", ["line", "30", "80", "80-colour", "160", "160-colour"])
def test_outcomes_look_as_they_did(look: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Golden files of a run's output, at two widths and off a terminal, with and without colour."""
    width, _, colour = look.partition("-")
    columns = int(width) if width.isdigit() else None
    golden = (GOLDEN / f"outcomes-{look}.txt").read_text("utf-8")
    assert shown(OUTCOMES, monkeypatch, columns=columns, colour=bool(colour)) == golden


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_no_word_is_broken_and_no_sentence_is_wider_than_the_terminal(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = shown(OUTCOMES, monkeypatch, columns=columns, colour=False).splitlines()
    words = {word for line in lines for word in line.split()}
    assert set(LONG.split()) <= words
    assert all(len(line) <= columns for line in lines if "://" not in line and "xxx" not in line)


def test_off_a_terminal_each_outcome_is_one_line_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(shown(OUTCOMES, monkeypatch, columns=None, colour=False).splitlines()) == len(OUTCOMES)


@pytest.mark.wiki
def test_who_publishes_syncs_or_pulls_is_told_where_to_look(office: Desk) -> None:
    """The page's address, and that of the difference that the run made or brought in, also as JSON."""
    office.write("lantern")
    made = office.ohbot("publish", "lantern").stdout
    assert "index.php?title=" in made
    office.change("lantern", "The wick draws air.", "The wick draws water.")
    (one,) = office.ohbot("sync", "--json").json["sessions"]
    assert one["address"] in made
    assert "index.php?diff=" in one["difference"]
    assert "&oldid=" in one["difference"]
    (one,) = office.ohbot("sync", "--json").json["sessions"]
    assert one["difference"] is None
