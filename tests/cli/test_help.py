"""Help: quick, and with an example for every command."""

import subprocess
import sys

import pytest

from ohbot.cli import COMMANDS
from tests.cli.desk import Desk

HEAVY = ("pywikibot", "mwparserfromhell", "ruamel", "jinja2", "requests", "tenacity", "markdown_it", "ohbot.wikitext")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_of_itself(desk: Desk, name: str) -> None:
    assert f"Example:\n    ohbot {name}" in desk.ohbot(name, "--help").stdout


def test_the_list_of_commands_names_them_all(desk: Desk) -> None:
    said = desk.ohbot("--help").stdout
    assert all(f"\n  {name} " in said for name in COMMANDS)


@pytest.mark.parametrize(
    "act", ["import ohbot", "from ohbot.cli import main; main(['--help'], standalone_mode=False)"]
)
def test_help_imports_nothing_heavy(act: str) -> None:
    code = f"import sys; {act}; print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_an_unknown_command_is_wrong_usage(desk: Desk) -> None:
    assert "there is no command 'publsh'" in desk.ohbot("publsh", exits=2).stderr
