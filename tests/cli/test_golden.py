"""What the commands that only look say on a terminal: golden files, at two widths, with and without colour.

After a change that is meant: ``OHBOT_GOLDEN=write scripts/test -k golden``, and look at what git shows.
"""

import os
import re
from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.terminal import on_terminal, without_log
from tests.wiki.people import People

GOLDEN = Path(__file__).parent / "golden"
COMMANDS = (
    ["check"],
    ["status"],
    ["diff"],
    ["log", "lantern"],
    ["blame", "lantern", "-v"],
    ["search", "lights"],
    ["stats"],
    ["explain", "lantern"],
    ["sync", "--dry-run"],
    ["publsh"],
)
_CHANGING = (
    (r"\d{4}-\d\d-\d\d([ T])\d\d:\d\d(?::\d\d)?", r"2026-06-03\g<1>17:00"),
    (r"2026-06-03([ T])17:00Z", r"2026-06-03\g<1>17:00"),
    (r"\b20\d\d-\d\d-\d\d\b", "2026-06-03"),
    (r"http://127\.0\.0\.1:\d+", "https://wiki.example"),
    (r"(diff|oldid)=\d+", r"\1=1"),
    (r"(revision )\d+", r"\g<1>1"),
    (r"Office([ _])\d+/", r"Office\g<1>1/"),
    (r"[ \t]+$", ""),
)
"""What is other each time, and blanks at ends that depend on it."""


def same_each_time(text: str) -> str:
    """A text without what is other each time."""
    for pattern, put in _CHANGING:
        text = re.sub(pattern, put, text, flags=re.MULTILINE)
    return text


@pytest.fixture
def edited(office: Desk, people: People) -> Desk:
    """A session that was published, then edited in the file and by somebody else on its page."""
    office.bare()
    office.write("lantern")
    office.ohbot("publish", "lantern")
    page = f"{office.prefix}Lantern hours: June 3, 2026"
    people.edit(page, (people.read(page) or "").replace("sometimes me", "sometimes [[Caro]]"))
    office.change("lantern", "The wick draws air.", "The wick draws much air.")
    return office


@pytest.mark.wiki
@pytest.mark.parametrize("columns", [80, 160])
@pytest.mark.parametrize("colour", [True, False], ids=["colour", "plain"])
def test_commands_look_as_they_did(edited: Desk, columns: int, *, colour: bool) -> None:
    """Each word of the output is where it was, and colour is where it tells something."""
    environment = {} if colour else {"NO_COLOR": "1"}
    said = ""
    for words in COMMANDS:
        written = on_terminal(*words, columns=columns, environment=environment)
        said += f"$ ohbot {' '.join(words)}\n{without_log(written)}\n"
    golden = GOLDEN / f"commands-{columns}-{'colour' if colour else 'plain'}.txt"
    if os.environ.get("OHBOT_GOLDEN") == "write":
        golden.write_text(same_each_time(said), "utf-8")
    assert same_each_time(said) == golden.read_text("utf-8")
    assert colour or "\x1b[" not in said
