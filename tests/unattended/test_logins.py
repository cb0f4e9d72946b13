"""Logins that are refused, or that end in the middle: each ends as documented."""

import re
import time

import pytest

from ohbot.sandbox import SandboxAccount
from ohbot.wiki import Wiki
from tests.cli.desk import SESSION, Desk
from tests.sandboxed import Sandbox
from tests.wiki.people import Client, People

pytestmark = pytest.mark.wiki


def log_in(monkeypatch: pytest.MonkeyPatch, login: SandboxAccount) -> None:
    monkeypatch.setenv("OHBOT_USERNAME", login.name)
    monkeypatch.setenv("OHBOT_PASSWORD", login.password)


def finding(office: Desk, name: str, *, exits: int) -> dict[str, str]:
    """What the doctor says of one thing."""
    found = office.ohbot("--json", "doctor", exits=exits).json["findings"]
    return next(one for one in found if one["check"] == name)


def test_a_bot_password_works_for_real(office: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(monkeypatch, sandbox.bot_password(sandbox.bot))
    office.write("hours")
    office.ohbot("sync")
    assert finding(office, "login", exits=0)["sentence"] == "bot password"
    assert finding(office, "rights", exits=0)["sentence"] == "bot flag, edit, create"


def test_a_revoked_password_is_exit_4(office: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report and the doctor name what to check."""
    login = sandbox.bot_password(sandbox.bot)
    log_in(monkeypatch, login)
    sandbox.maintenance("invalidateBotPasswords", "--user", sandbox.bot.name)
    office.write("hours")
    said = office.ohbot("sync", exits=4)
    assert "refuses the login" in said.stderr.splitlines()[-1]
    assert finding(office, "login", exits=4)["level"] == "problem"
    assert "the last run failed: http" in office.ohbot("health", exits=1).stdout
    assert login.password not in said.all


def test_without_the_grant_to_edit_it_is_exit_4(
    office: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(monkeypatch, sandbox.bot_password(sandbox.bot, "basic", "highvolume"))
    office.write("hours")
    assert "grants" in office.ohbot("sync", exits=4).stderr.splitlines()[-1]
    found = finding(office, "rights", exits=4)
    assert found["sentence"] == "not allowed: edit, createpage"
    assert "'Create, edit, and move pages'" in found["remedy"]


def test_a_bot_flag_that_is_dropped_for_want_of_a_grant_is_noticed(
    office: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wiki says nothing of it."""
    log_in(monkeypatch, sandbox.bot_password(sandbox.bot, "basic", "editpage", "createeditmovepage"))
    found = finding(office, "rights", exits=4)
    assert "bot flag is dropped" in found["sentence"]
    assert "High-volume (bot) access" in found["remedy"]


def test_an_account_without_the_flag_is_told_what_that_means(
    office: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(monkeypatch, sandbox.person)
    found = finding(office, "rights", exits=0)
    assert found["level"] == "warning"
    assert "60 seconds between edits" in found["sentence"]


def end_sessions_at_the_first_save(
    monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox, login: SandboxAccount, *scripts: str
) -> None:
    """Run maintenance scripts on the bot's account when the first page is about to be saved.

    The wiki's cache knows the old session for a moment longer: another session of the account tells when it is over.
    """
    save, done = Wiki.save, list(scripts)

    def saved(wiki: Wiki, *words: object, **more: object) -> object:
        if done:
            other = Client(sandbox.api, login)
            while done:
                sandbox.maintenance(done.pop(0), "--user", sandbox.bot.name)
            while "anon" not in other.ask(action="query", meta="userinfo")["query"]["userinfo"]:
                time.sleep(0.1)
        return save(wiki, *words, **more)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(Wiki, "save", saved)


def test_logged_out_in_the_middle_it_logs_in_again_and_edits_once(
    office: Desk, sandbox: Sandbox, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.write("hours")
    end_sessions_at_the_first_save(monkeypatch, sandbox, sandbox.bot, "invalidateUserSessions")
    assert "logging in again" in office.ohbot("sync").stderr
    assert people.count(f"{office.prefix}Lantern hours: June 3, 2026") == 1


def test_logged_out_in_the_middle_with_a_password_that_is_revoked_is_exit_4(
    office: Desk, sandbox: Sandbox, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is half done: the file knows no page, and the next run with a good login makes it."""
    login = sandbox.bot_password(sandbox.bot)
    log_in(monkeypatch, login)
    path = office.write("hours")
    end_sessions_at_the_first_save(monkeypatch, sandbox, login, "invalidateBotPasswords", "invalidateUserSessions")
    assert "refuses the login" in office.ohbot("sync", exits=4).stderr.splitlines()[-1]
    assert path.read_text("utf-8") == SESSION
    log_in(monkeypatch, sandbox.bot)
    office.ohbot("sync")
    assert people.count(f"{office.prefix}Lantern hours: June 3, 2026") == 1


def test_a_blocked_account_is_exit_4(
    office: Desk, sandbox: Sandbox, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.write("hours")
    people.sysop.do(action="block", user=sandbox.bot.name, reason="too many typos", nocreate=1)
    try:
        assert "too many typos" in office.ohbot("sync", exits=4).stderr.splitlines()[-1]
        assert "too many typos" in finding(office, "blocks", exits=4)["sentence"]
    finally:
        people.sysop.do(action="unblock", user=sandbox.bot.name)


def test_oauth_on_a_wiki_without_it_is_exit_4(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wiki ignores the signature, so that nobody is logged in."""
    for number, name in enumerate(("CONSUMER_TOKEN", "CONSUMER_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET")):
        monkeypatch.setenv(f"PWB_{name}", f"value-number-{number}")
    office.write("hours")
    said = office.ohbot("sync", exits=4)
    assert "does not take the credentials as a login" in said.stderr.splitlines()[-1]
    assert "value-number" not in said.all
    assert "OAuth, which this wiki does not have" in finding(office, "login", exits=4)["sentence"]


def test_a_limit_that_the_spacing_of_edits_breaks_is_told(
    office: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(monkeypatch, sandbox.person)
    limit = "$wgRateLimits['edit'] = ['user' => [ 8, 60 ], 'newbie' => [ 8, 60 ]];"
    with sandbox.switched(limit):
        found = finding(office, "limits", exits=0)
    assert (found["level"], found["remedy"]) == (
        "warning",
        "throttle = 8 under [wiki] in ohbot.toml, or ask for the bot flag",
    )


def test_a_wiki_that_takes_no_more_logins_is_left_alone_by_the_next_runs(
    office: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the run that is refused asks; status and doctor do not either, and write nothing."""
    log_in(monkeypatch, SandboxAccount(f"Nobody {office.prefix[:-1]}", "no such password"))
    office.configure(sandbox.api, "[jobs]\ndeadline = 10\n")
    office.write("hours")
    with sandbox.switched("$wgPasswordAttemptThrottle = [ [ 'count' => 1, 'seconds' => 3600 ] ];"):
        office.ohbot("sync", exits=4)
        first = office.ohbot("sync", exits=5)
        assert "takes no more logins for now (You have made too many recent login attempts" in first.stderr
    kept = (office.archive / ".ohbot/cache/logins.json").read_bytes()
    for command in ("sync", "status", "pull --all"):
        said = office.ohbot(*command.split(), exits=5).stderr
        assert re.search(r"it asked to wait, 3[56]\d\d seconds are left", said)
    assert "it asked to wait" in finding(office, "login", exits=5)["sentence"]
    assert (office.archive / ".ohbot/cache/logins.json").read_bytes() == kept
    log_in(monkeypatch, sandbox.bot)
    office.ohbot("sync")
