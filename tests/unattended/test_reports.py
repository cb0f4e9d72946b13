"""Every run leaves a report, which `status` and `health` read."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.cli.desk import Desk

HEAVY = (
    "pywikibot",
    "yaml",
    "ruamel",
    "jinja2",
    "mwparserfromhell",
    "requests",
    "tenacity",
    "ohbot.sync",
    "ohbot.wiki",
)


def reports(desk: Desk) -> list[dict[str, Any]]:
    """The reports, the oldest first."""
    return [json.loads(path.read_text("utf-8")) for path in sorted((desk.archive / ".ohbot/runs").glob("*.json"))]


@pytest.fixture(autouse=True)
def login(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may log in, and the wiki does not answer."""
    monkeypatch.setenv("OHBOT_USERNAME", "Bot")
    monkeypatch.setenv("OHBOT_PASSWORD", "secret-of-the-bot")
    desk.write("hours")
    config = desk.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8").replace("deadline = 0.1", "deadline = 0.5"), "utf-8")


@pytest.mark.parametrize(
    ("words", "whole"),
    [("sync", True), ("pull --all", True), ("sync hours", False), ("publish hours", False), ("pull Hours/X", False)],
)
def test_a_run_that_fails_leaves_a_report(desk: Desk, words: str, whole: bool) -> None:
    desk.ohbot(*words.split(), exits=5)
    (report,) = reports(desk)
    assert (report["command"], report["whole"]) == (words.split()[0], whole)
    assert (report["result"], report["exit"]) == ("failed", 5)
    assert "does not answer" in report["error"]
    assert report["started"] <= report["ended"]


@pytest.mark.parametrize("words", ["sync --dry-run", "status", "diff", "pull --all --dry-run"])
def test_what_writes_nothing_leaves_no_report(desk: Desk, words: str) -> None:
    desk.ohbot(*words.split(), exits=5)
    assert not reports(desk)


def test_status_tells_how_the_last_run_ended(desk: Desk) -> None:
    assert "last run" not in desk.ohbot("status", exits=5).stderr
    desk.ohbot("sync", exits=5)
    said = desk.ohbot("status", exits=5).stderr
    assert "last run: sync, 2" in said
    assert "failed: http://127.0.0.1:9/api.php does not answer" in said


def test_health_says_what_failed(desk: Desk) -> None:
    assert "no scheduled run is known yet" in desk.ohbot("health", exits=1).stdout
    for _ in range(3):
        desk.ohbot("sync", exits=5)
    said = desk.ohbot("health", exits=1).stdout
    assert said.count("\n") == 1
    assert "3 in a row failed, the last one so: http://127.0.0.1:9/api.php does not answer" in said
    assert desk.ohbot("--json", "health", exits=1).json["healthy"] is False


@pytest.mark.parametrize("text", ["{", "[]", ""])
def test_health_tells_a_damaged_report(desk: Desk, text: str) -> None:
    folder = desk.archive / ".ohbot" / "runs"
    folder.mkdir(parents=True)
    (folder / "20260603T120000.000000Z.json").write_text(text, "utf-8")
    assert "this record is damaged" in desk.ohbot("health", exits=1).stdout


def test_health_tells_a_broken_configuration(desk: Desk) -> None:
    (desk.archive / "ohbot.toml").write_text("[wiki]\nprefix = 1\n", "utf-8")
    assert "ohbot.toml:2: 'prefix' must be text" in desk.ohbot("health", exits=1).stdout


def test_health_imports_nothing_heavy(desk: Desk) -> None:
    act = f"""
import sys
from ohbot.cli import main
try:
    main(["health"])
except SystemExit:
    pass
print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", act], cwd=desk.archive, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
