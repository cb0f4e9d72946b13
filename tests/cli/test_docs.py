"""What the documents say is so."""

import re
from pathlib import Path

import pytest

from ohbot.cli import COMMANDS
from ohbot.deploy.files import CRONTAB, Deployment, files
from ohbot.errors import Exit
from tests.cli.desk import Desk

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(ROOT.glob("*.md"))
GUIDES = sorted(ROOT.glob("docs/*.md"))
README = (ROOT / "README.md").read_text("utf-8")


def fenced(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def test_the_examples_of_the_readme_fit_together(desk: Desk) -> None:
    """The configuration is valid, and the session file renders as the wikitext that stands below it."""
    (desk.archive / "ohbot.toml").write_text(fenced("toml"), "utf-8")
    desk.write("2026-06-03-lantern-hours", fenced("yaml"))
    desk.ohbot("check")
    assert desk.ohbot("render", "2026-06-03-lantern-hours").stdout.startswith(fenced("wikitext"))


def test_the_readme_tells_every_exit_code() -> None:
    assert {int(code) for code in re.findall(r"^\| (\d) \|", README, re.MULTILINE)} == {int(code) for code in Exit}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_and_option_in_a_document_exists(desk: Desk, document: Path) -> None:
    for command, rest in re.findall(r"ohbot ([a-z]+)\b([^`\n#]*)", document.read_text("utf-8")):
        if command not in COMMANDS:
            continue
        usage = desk.ohbot(command, "--help").stdout
        assert [option for option in re.findall(r"--[a-z-]+", rest) if option not in usage] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_path_in_a_document_leads_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    named = re.findall(r"\]\(([^):#]+)\)", text) + re.findall(r"`((?:ohbot|scripts|tests|templates)/[\w./-]*)`", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_no_guide_names_a_version_to_go_back_to(guide: Path) -> None:
    """None is released: what there is are commits."""
    assert re.findall(r"(?:--ref|checkout) v[\d.]+", guide.read_text("utf-8")) == []


def test_the_line_for_the_crontab_is_the_one_that_the_file_has() -> None:
    place = Deployment("t", "i", "r", "main", "/srv/hours", "/opt/ohbot", "/etc/ohbot-credentials")
    (command,) = re.findall(r"^#   (\{.*)$", files("cron", place, ())[CRONTAB], re.MULTILINE)
    assert f"    {command}\n" in (ROOT / "docs" / "elsewhere.md").read_text("utf-8")
