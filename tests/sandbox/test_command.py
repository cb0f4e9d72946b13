"""``ohbot sandbox`` as typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ohbot.cli.sandbox import command
from ohbot.errors import WikiAway
from ohbot.sandbox import Sandbox


def run(*words: str) -> str:
    return CliRunner().invoke(command, words, catch_exceptions=False).output


@pytest.mark.parametrize("words", [[], ["start"], ["status"], ["stop"], ["reset"]])
def test_every_help_ends_its_text_with_an_example(words: list[str]) -> None:
    assert "Example:\n    ohbot sandbox" in run(*words, "--help")


def test_status_of_a_stopped_wiki_says_how_to_start_it(tmp_path: Path) -> None:
    with pytest.raises(WikiAway, match="ohbot sandbox start"):
        run("status", "--dir", str(tmp_path))


def test_stopping_nothing_is_no_error(tmp_path: Path) -> None:
    assert "runs no sandbox wiki" in run("stop", "--dir", str(tmp_path))


@pytest.mark.wiki
def test_start_prints_addresses_accounts_and_passwords(sandbox: Sandbox) -> None:
    output = run("start", "--dir", str(sandbox.directory))
    for login in sandbox.accounts.values():
        assert f"{login.name} " in output
        assert login.password in output
    assert sandbox.api in output


@pytest.mark.wiki
def test_status_prints_the_same_as_json(sandbox: Sandbox) -> None:
    facts = json.loads(run("status", "--json", "--dir", str(sandbox.directory)))
    assert (facts["api"], facts["pid"]) == (sandbox.api, sandbox.pid)
    assert facts["accounts"]["bot"]["password"] == sandbox.bot.password
