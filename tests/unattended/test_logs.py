"""What a job prints: one event a line, for people or programs, and never a secret."""

import json
import re

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ohbot.cli import main
from ohbot.wiki.credentials import hide
from tests.cli.desk import Desk

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (INFO|WARNING|ERROR|DEBUG) \S.*")
SECRET = "p%ss w&rd/\"with' \\ everything+"


@pytest.fixture
def job(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An archive with a login, for a wiki that does not answer."""
    monkeypatch.setenv("OHBOT_USERNAME", "Lantern bot@job")
    monkeypatch.setenv("OHBOT_PASSWORD", SECRET)
    config = desk.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8").replace("deadline = 0.1", "deadline = 1"), "utf-8")
    desk.write("hours")
    return desk


def test_each_event_is_a_line_with_time_and_level(job: Desk) -> None:
    """The last line says what failed and what to do."""
    *events, last = job.ohbot("sync", exits=5).stderr.splitlines()
    assert events
    assert all(LINE.fullmatch(event) for event in events)
    assert last.startswith("ohbot: http://127.0.0.1:9/api.php does not answer")
    assert "check the address, or try again later" in last


def test_in_json_every_line_is_an_object(job: Desk) -> None:
    """The error that ends the run as well."""
    said = job.ohbot("--log-format", "json", "sync", exits=5).stderr.splitlines()
    events = [json.loads(line) for line in said]
    assert all(list(event) == ["time", "level", "page", "what"] for event in events)
    assert events[-1]["level"] == "error"
    assert "does not answer" in events[-1]["what"]


def test_quiet_leaves_warnings_and_errors(job: Desk) -> None:
    said = job.ohbot("-q", "sync", exits=5).stderr
    assert " INFO " not in said
    assert "does not answer" in said


@pytest.mark.parametrize("verbose", ["-q", "-v", "-vv"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_an_error_that_nobody_foresaw_is_a_sentence_without_secrets(
    job: Desk, monkeypatch: pytest.MonkeyPatch, verbose: str, form: str
) -> None:
    """The traceback comes with -vv, in one line, and without them as well."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"cannot send {SECRET}")

    monkeypatch.setattr("ohbot.cli.running.connect", broken)
    said = CliRunner().invoke(main, [verbose, "--log-format", form, "sync"])
    assert said.exit_code == 1
    assert "a mistake in ohbot stopped it (ValueError: cannot send [secret])" in said.stderr
    assert SECRET not in said.output
    assert ("in broken" in said.stderr) == (verbose == "-vv")
    (report,) = (job.archive / ".ohbot" / "runs").iterdir()
    assert json.loads(report.read_text("utf-8"))["error"] == "ValueError: cannot send [secret]"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=4))
def test_a_secret_is_hidden_however_it_is_written(secret: str) -> None:
    from urllib.parse import quote, quote_plus, urlencode

    forms = [secret, quote(secret, safe=""), quote_plus(secret), urlencode({"p": secret}), json.dumps(secret)]
    for form in forms:
        hidden = hide(f"<{form}>", [secret])
        assert "[secret]" in hidden
        assert secret not in hidden or secret in '<p="[secret]">'
