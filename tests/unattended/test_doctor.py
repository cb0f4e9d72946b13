"""What the doctor finds, in which order, and with which exit code."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from ohbot.archive import Archive, Config, WikiConfig
from ohbot.archive.lease import Lease
from ohbot.cli import doctor, main
from ohbot.cli import patient as patients
from ohbot.cli.doctor import CHECKS
from ohbot.errors import WikiAway
from ohbot.model import Account
from ohbot.wiki import Credentials, SiteFacts
from tests.cli.conftest import BRIEF
from tests.cli.desk import Desk

ORDER = [
    *("configuration", "archive", "new pages"),
    *"disk lease clock API MediaWiki contact login account rights blocks limits".split(),
    *("stop page", "header template", "change tags"),
    "job files",
]
FACTS = SiteFacts(
    name="Lantern wiki",
    generator="MediaWiki 1.45.0",
    time=datetime.now(UTC),
    extensions=frozenset({"OAuth", "Translate"}),
    server="https://meta.wikimedia.org",
    article_path="/wiki/$1",
    namespaces={},
    max_bytes=2**21,
    skin="vector",
)
RIGHTS = frozenset({"edit", "createpage", "bot"})


class Door:
    """A wiki that says what a test wants."""

    address = "https://meta.wikimedia.org/w/api.php"
    spacing = 5.0

    def edit_limit(self) -> float | None:
        return None


class Patient:
    """A Wikimedia wiki and an account, all well; a test makes one thing wrong."""

    is_wikimedia = True
    config = Config(wiki=WikiConfig(contact="User:Example", stop_page=None))
    facts = FACTS
    credentials: Credentials | None = Credentials("Lantern bot@job", "secret")
    account = Account("Lantern bot", frozenset({"bot"}), RIGHTS)
    wiki = Door()
    address = Door.address


def look(check: str, **what: Any) -> tuple[str, str, str | None, int]:
    """What one check says of such a patient."""
    patient = Patient()
    patient.facts = replace(FACTS, time=datetime.now(UTC))
    for name, value in what.items():
        setattr(patient, name, value)
    (found,) = [one for one in CHECKS if one.name == check]
    finding = found.examine(patient)  # type: ignore[arg-type]  # it has what the checks look at
    return finding.level, finding.sentence, finding.remedy, int(finding.exit)


@pytest.mark.parametrize("check", "clock API MediaWiki contact login account rights blocks limits".split())
def test_who_is_well_is_told_so(check: str) -> None:
    assert look(check)[0] == "ok"


def test_a_wikimedia_wiki_wants_to_know_whom_to_ask() -> None:
    level, _, remedy, code = look("contact", config=Config())
    assert (level, code) == ("problem", 1)
    assert "contact" in (remedy or "")
    assert look("contact", config=Config(), is_wikimedia=False)[0] == "warning"


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_wrong_is_told_with_its_direction(hours: int) -> None:
    level, sentence, _, _ = look("clock", facts=replace(FACTS, time=datetime.now(UTC) + timedelta(hours=hours)))
    assert level == "problem"
    assert ("behind" if hours > 0 else "ahead of") in sentence


def test_an_old_mediawiki_is_told() -> None:
    assert look("MediaWiki", facts=replace(FACTS, generator="MediaWiki 1.31.1"))[0] == "problem"
    assert "Translate" in look("MediaWiki")[1]


def test_the_kind_of_login_is_told_without_a_secret() -> None:
    oauth = Credentials(oauth=("one-token", "two-token", "three-token", "four-token"))
    assert look("login", credentials=oauth)[:2] == ("ok", "OAuth 1.0a")
    assert look("login", credentials=Credentials("Lantern bot", "secret"))[0] == "warning"
    assert look("login", credentials=None)[3] == 4
    assert look("login", credentials=oauth, facts=replace(FACTS, extensions=frozenset()))[3] == 4


def test_a_bot_of_wikimedia_says_that_it_is_one() -> None:
    assert look("account", account=Account("Maggie", frozenset(), RIGHTS))[0] == "warning"


@pytest.mark.parametrize(
    ("address", "is_theirs"),
    [
        ("https://meta.wikimedia.org/w/api.php", True),
        ("https://de.wikipedia.org/w/api.php", True),
        ("https://www.wikidata.org/w/api.php", True),
        ("https://wikipedia.org.example.net/w/api.php", False),
        ("https://notwikipedia.org/w/api.php", False),
        ("http://127.0.0.1:8089/api.php", False),
    ],
)
def test_wikimedias_wikis_are_known_by_their_hosts(address: str, is_theirs: bool) -> None:
    class Here(patients.Patient):
        def __init__(self) -> None:
            """Without an archive."""

    here = Here()
    door = Door()
    door.address = address
    here.__dict__["_anybodys"] = door
    assert here.is_wikimedia == is_theirs


def test_the_checks_come_in_order_and_say_what_was_not_looked_at(desk: Desk) -> None:
    """The wiki of this desk does not answer: exit 5, and what does not need it is looked at."""
    findings = desk.ohbot("--json", "doctor", exits=5).json["findings"]
    assert [one["check"] for one in findings] == ORDER
    levels = {one["check"]: one["level"] for one in findings}
    assert (levels["API"], levels["clock"], levels["login"], levels["job files"]) == (
        "problem",
        "skipped",
        "skipped",
        "ok",
    )
    told = desk.ohbot("doctor", exits=5).stdout
    assert "WRONG API: http://127.0.0.1:9/api.php does not answer" in told
    assert "rights: not looked at, since API is not well" in told


def test_a_broken_configuration_is_exit_1_with_its_line(desk: Desk) -> None:
    (desk.archive / "ohbot.toml").write_text("[wiki]\nprefix = 1\n", "utf-8")
    said = desk.ohbot("doctor", exits=1).stdout
    assert f"WRONG configuration: {desk.archive / 'ohbot.toml'}:2: 'prefix' must be text" in said


def test_without_an_archive_it_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert "no archive here or above" in desk.ohbot("doctor", exits=2).stdout


def test_broken_sessions_job_files_and_a_lease_are_told(desk: Desk) -> None:
    (desk.sessions / "bad.yaml").write_text("titel: x\n", "utf-8")
    (desk.archive / "jobs.yaml").write_text("- name: x\n", "utf-8")
    with Lease(Archive(desk.archive).state):
        said = desk.ohbot("doctor", exits=5).stdout
    assert "WRONG archive: 1 of 1 session files cannot be read: " in said
    assert "bad.yaml:1: " in said
    assert "lease: held by process" in said
    assert "jobs.yaml:1: a job needs 'command' (and 1 more)" in said
    assert "what to do: ohbot schedule check --for toolforge" in said


def test_an_error_of_a_check_is_its_finding() -> None:
    def away(_: object) -> Any:
        raise WikiAway("the wiki sleeps")

    found = doctor._found(doctor.Check("API", away), Patient(), set())  # type: ignore[arg-type]  # never looked at
    assert (found.level, found.sentence, found.exit) == ("problem", "the wiki sleeps", 5)


def test_a_lease_that_cannot_be_read_is_not_called_free(desk: Desk) -> None:
    (desk.archive / ".ohbot" / "lease").write_text("{", "utf-8")
    assert "lease cannot be read" in desk.ohbot("doctor", exits=5).stdout


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('template = "gone.wikitext"', "gone.wikitext: there is no such template"),
        ('summary = "gone.txt"', "gone.txt: there is no such template"),
        ('header = "["', "'header' is a name alone"),
    ],
)
def test_what_no_new_page_can_be_made_of_is_told(desk: Desk, more: str, sentence: str) -> None:
    desk.configure("http://127.0.0.1:9/api.php", f"{more}\n{BRIEF}")
    said = CliRunner().invoke(main, ["doctor"]).stdout
    assert "WRONG" in said
    assert sentence in said


def test_a_prefix_that_no_title_can_have_is_told_before_any_page_is_made(desk: Desk) -> None:
    replace(desk, prefix="Hours[/").configure("http://127.0.0.1:9/api.php", BRIEF)
    assert "WRONG new pages: 'Hours[/Office hours' cannot be the title" in desk.ohbot("doctor", exits=5).stdout


def test_credentials_that_are_wrong_are_told_once_and_as_the_login(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Here(patients.Patient):
        facts = FACTS
        address = Door.address
        config = Config(wiki=WikiConfig(contact="User:Example"))

        def __init__(self) -> None:
            """Without an archive."""

    monkeypatch.setenv("OHBOT_USERNAME", "Lantern bot")
    monkeypatch.delenv("OHBOT_PASSWORD", raising=False)
    checks = [one for one in CHECKS if one.name in ("API", "contact", "login")]
    found = {check.name: doctor._found(check, Here(), set()) for check in checks}
    assert {name for name, one in found.items() if one.level == "problem"} == {"login"}
    assert "set OHBOT_PASSWORD as well" in found["login"].sentence


def test_a_user_config_that_is_not_there_is_told_as_configuration(desk: Desk) -> None:
    desk.configure("http://127.0.0.1:9/api.php")
    config = desk.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8").replace("[pages]", 'user_config = "mine.py"\n[pages]'), "utf-8")
    assert "WRONG configuration: " in (told := desk.ohbot("doctor", exits=1).stdout)
    assert "mine.py: there is no such file" in told


def test_a_login_file_that_is_no_use_is_told_each_time_in_the_same_way(desk: Desk) -> None:
    """pywikibot reads it once a process: a second try would tell of that instead."""
    desk.configure("http://127.0.0.1:9/api.php")
    config = desk.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8").replace("[pages]", 'user_config = "mine.py"\n[pages]'), "utf-8")
    (desk.archive / "mine.py").write_text("1 / 0\n", "utf-8")
    (desk.archive / "mine.py").chmod(0o600)
    done = subprocess.run(
        [sys.executable, "-m", "ohbot", "doctor"],
        cwd=desk.archive,
        env={**os.environ, "PYWIKIBOT_DIR": str(desk.archive)},
        capture_output=True,
        text=True,
    )
    assert done.stdout.count("mine.py: pywikibot cannot use it (ZeroDivisionError)") == 2
    assert "start ohbot anew" not in done.stdout
