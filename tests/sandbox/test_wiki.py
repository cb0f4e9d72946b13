"""The sandbox wiki as its users meet it: real, on loopback alone, and never in anybody's way."""

import json
import socket
import stat
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests

from ohbot import sandbox as sandboxes
from ohbot.sandbox import ANY_PORT, SandboxAccount, SandboxError, php, start, status, stop
from tests.sandbox.filters import add_filter
from tests.sandboxed import Sandbox

pytestmark = pytest.mark.wiki


class Client:
    """A person or bot at the wiki's API, without pywikibot."""

    def __init__(self, wiki: sandboxes.Sandbox, login: SandboxAccount | None = None) -> None:
        self.api = wiki.api
        self.http = requests.Session()
        self.http.trust_env = False
        if login:
            token = self.get(action="query", meta="tokens", type="login")["query"]["tokens"]["logintoken"]
            answer = self.post(action="login", lgname=login.name, lgpassword=login.password, lgtoken=token)
            assert answer["login"]["result"] == "Success"

    def get(self, **words: str) -> Any:
        return self.http.get(self.api, params={"format": "json", **words}).json()

    def post(self, **words: str) -> Any:
        return self.http.post(self.api, data={"format": "json", **words}).json()

    def edit(self, title: str, text: str) -> Any:
        token = self.get(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
        return self.post(action="edit", title=title, text=text, token=token)

    def rights(self) -> set[str]:
        return set(self.get(action="query", meta="userinfo", uiprop="rights")["query"]["userinfo"]["rights"])


def code(answer: Any) -> str:
    return str(answer["error"]["code"])


@pytest.fixture
def sysop(sandbox: Sandbox) -> Client:
    return Client(sandbox, sandbox.sysop)


@pytest.fixture
def person(sandbox: Sandbox) -> Client:
    return Client(sandbox, sandbox.person)


def test_every_account_logs_in_and_edits(sandbox: Sandbox) -> None:
    for login in sandbox.accounts.values():
        answer = Client(sandbox, login).edit(f"Accounts/{login.name}", "Hello.")
        assert answer["edit"]["result"] == "Success"


def test_accounts_have_the_rights_of_their_roles(sandbox: Sandbox) -> None:
    sysop, bot, person = (Client(sandbox, login).rights() for login in sandbox.accounts.values())
    assert {"block", "protect", "deleterevision", "abusefilter-modify"} <= sysop
    assert {"bot", "apihighlimits"} <= bot
    assert "edit" in person
    assert not {"bot", "block", "apihighlimits"} & person
    assert "bot" in sandbox.bot.name.casefold()


def test_a_bot_password_logs_in_and_is_limited_to_its_grants(sandbox: Sandbox) -> None:
    login = sandbox.bot_password(sandbox.bot, "basic", suffix="reader")
    assert login.name == f"{sandbox.bot.name}@reader"
    client = Client(sandbox, login)
    assert "edit" not in client.rights()
    for _ in range(2):
        assert {"bot", "edit", "createpage"} <= Client(sandbox, sandbox.bot_password(sandbox.bot)).rights()


def test_it_listens_on_loopback_alone(sandbox: Sandbox) -> None:
    listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ours = {fields[1] for fields in listening if fields[1].endswith(f":{sandbox.port:04X}") and fields[3] == "0A"}
    assert ours == {f"0100007F:{sandbox.port:04X}"}
    assert f":{sandbox.port:04X} " not in Path("/proc/net/tcp6").read_text()


def test_the_spam_list_refuses_an_address(sandbox: Sandbox, sysop: Client, person: Client) -> None:
    sysop.edit("MediaWiki:Spam-blacklist", r"bad-pills\.example")
    answer = person.edit("Spam", "Buy https://bad-pills.example/now")
    assert code(answer) == "spamblacklist"
    assert "bad-pills" in json.dumps(answer)
    assert person.edit("Spam", "Read https://good.example/now")["edit"]["result"] == "Success"


def test_the_title_list_refuses_a_page(sysop: Client, person: Client) -> None:
    sysop.edit("MediaWiki:Titleblacklist", "Forbidden.* <newaccountonly|moveonly>\nNobody writes.*")
    assert code(person.edit("Nobody writes this", "x")) == "titleblacklist-forbidden"
    assert person.edit("Somebody writes this", "x")["edit"]["result"] == "Success"


def test_an_abuse_filter_refuses_again_and_again(sandbox: Sandbox, person: Client) -> None:
    add_filter(sandbox, 11, 'added_lines contains "aardvark"')
    for number in range(4):
        assert code(person.edit(f"Filter {number}", "An aardvark.")) == "abusefilter-disallowed"


def test_a_switch_works_from_the_next_request_on_and_is_taken_back(sandbox: Sandbox, person: Client) -> None:
    with sandbox.switched("$wgReadOnly = 'Upkeep until noon.';"):
        assert code(person.edit("Switch", "one")) == "readonly"
    assert person.edit("Switch", "two")["edit"]["result"] == "Success"


def test_a_maintenance_script_changes_the_wiki_and_a_failing_one_is_an_error(
    sandbox: Sandbox, person: Client
) -> None:
    sandbox.maintenance("edit", "--summary", "by script", "Scripted", stdin="Text from a script.")
    page = person.get(action="parse", page="Scripted", prop="wikitext")
    assert page["parse"]["wikitext"]["*"] == "Text from a script."
    with pytest.raises(SandboxError, match=r"protect\.php failed"):
        sandbox.maintenance("protect", "No such [page]")


def test_the_server_merges_edits_to_different_lines(sandbox: Sandbox, person: Client) -> None:
    lines = [f"line {number}\n" for number in range(9)]
    base = str(person.edit("Merge", "\n".join(lines))["edit"]["newrevid"])
    Client(sandbox, sandbox.bot).edit("Merge", "\n".join(["first changed\n", *lines[1:]]))
    token = person.get(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
    mine = "\n".join([*lines[:-1], "last changed"])
    saved = person.post(action="edit", title="Merge", text=mine, baserevid=base, token=token)
    assert saved["edit"]["result"] == "Success"
    text = person.get(action="parse", page="Merge", prop="wikitext")["parse"]["wikitext"]["*"]
    assert "first changed" in text
    assert "last changed" in text


def test_starting_again_changes_nothing_and_another_port_is_refused(sandbox: Sandbox) -> None:
    running = start(sandbox.directory)
    assert Sandbox.of(running) == sandbox
    assert start(sandbox.directory, ANY_PORT) == running
    assert status(sandbox.directory) == running
    with pytest.raises(SandboxError, match="already runs on port"):
        start(sandbox.directory, sandbox.port + 1)


def test_passwords_are_readable_by_their_owner_alone(sandbox: Sandbox) -> None:
    state = sandbox.directory / "sandbox.json"
    assert sandbox.bot.password in state.read_text()
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert sandbox.bot.password not in repr(sandbox)


def test_pages_survive_a_stop_and_not_a_reset(tmp_path: Path) -> None:
    """One life in a folder whose name has blanks, quotes and a dollar sign."""
    place = tmp_path / "a $wiki's folder"
    try:
        first = start(place, ANY_PORT)
        Client(first, first.bot).edit("Kept", "text")
        assert (stop(place), stop(place)) == (True, False)
        assert status(place) is None
        second = start(place)
        assert (second.port, second.bot) == (first.port, first.bot)
        assert "missing" not in json.dumps(Client(second).get(action="query", titles="Kept"))
        third = start(place, anew=True)
        assert third.bot.password != first.bot.password
        assert "missing" in json.dumps(Client(third).get(action="query", titles="Kept"))
    finally:
        stop(place)


def test_a_killed_server_is_replaced_and_leaves_no_worker_behind(tmp_path: Path) -> None:
    try:
        first = start(tmp_path, ANY_PORT)
        php.signal_all((first.pid,), 9)
        again = start(tmp_path)
        assert Client(again).get(action="query")
    finally:
        stop(tmp_path)
    assert php.servers(tmp_path) == ()


def test_a_busy_port_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    try:
        first = start(tmp_path, ANY_PORT)
        stop(tmp_path)
        with socket.create_server(("127.0.0.1", 0)) as other:
            busy = other.getsockname()[1]
            for begin in (start, partial(start, anew=True)):
                with pytest.raises(SandboxError, match=f"Port {busy} .* --port 0"):
                    begin(tmp_path, busy)
        assert start(tmp_path).bot == first.bot
    finally:
        stop(tmp_path)
