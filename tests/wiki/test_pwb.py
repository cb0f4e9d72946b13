"""pywikibot, tamed: what it may read, write and say, and what comes out of an HTTP answer."""

import base64
import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event, Thread
from threading import enumerate as enumerate_threads
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote

import pytest

from ohbot.errors import InputError
from ohbot.wiki import Credentials, connect
from ohbot.wiki.faults import Fault, Means
from ohbot.wiki.pwb import Transport
from ohbot.wiki.trust import is_loopback

NOWHERE = "http://127.0.0.1:9/api.php"
HOSTILE = "raise SystemExit('the hostile config was run')"


class Ran(NamedTuple):
    """A Python program that ended."""

    out: str
    err: str
    code: int


def run(code: str, folder: Path, *args: str) -> Ran:
    """Run a program in a folder of its own, with its temporary files beside."""
    temporary = folder.parent / f"{folder.name}-tmp"
    temporary.mkdir(exist_ok=True)
    environ = os.environ | {"TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert list(temporary.iterdir()) == []
    return Ran(done.stdout, done.stderr, done.returncode)


def test_importing_the_door_does_not_import_pywikibot(tmp_path: Path) -> None:
    """It costs half a second, which no other command pays."""
    ran = run("import sys, ohbot.wiki; print('pywikibot' in sys.modules)", tmp_path)
    assert ran == ("False\n", "", 0)


def test_a_config_in_the_current_folder_is_not_run_and_nothing_is_written_there(tmp_path: Path) -> None:
    """Nor are the words of the command line read, nor anything said, nor anything left behind."""
    (tmp_path / "user-config.py").write_text(HOSTILE)
    program = f"""
import os, sys
from pathlib import Path
from ohbot.wiki import connect
with connect(api={NOWHERE!r}, deadline=0.1) as wiki:
    try:
        wiki.pages(["Tea"])
    except Exception as error:
        (folder,) = Path(os.environ["TMPDIR"]).iterdir()
        print(type(error).__name__, oct(folder.stat().st_mode))
print(sys.argv, "PYWIKIBOT_DIR" in os.environ)
"""
    ran = run(program, tmp_path, "-dir:/", "-simulate")
    assert (ran.err, ran.code) == ("", 0)
    assert ran.out.splitlines() == ["WikiAway 0o40700", "['-c', '-dir:/', '-simulate'] False"]
    assert [path.name for path in tmp_path.iterdir()] == ["user-config.py"]


OWN = """
usernames["*"]["*"] = "Tea bot"
password_file = "user-password.py"
"""
ASK = f"""
from pathlib import Path
from ohbot.wiki import connect
from ohbot.wiki import pwb
from ohbot.errors import OhbotError
try:
    with connect(api={NOWHERE!r}, user_config=Path("mine/user-config.py")):
        found = pwb.configured({NOWHERE!r}, None, None)
        print(found, found and found.password, found and found.oauth)
except OhbotError as error:
    print(type(error).__name__, error)
"""


def own(folder: Path, config: str, password: str = "") -> Ran:
    """What the door finds in a person's own config."""
    mine = folder / "mine"
    mine.mkdir()
    for name, text in (("user-config.py", config), ("user-password.py", password)):
        (mine / name).write_text(text)
        (mine / name).chmod(0o600)
    return run(ASK, folder)


def test_a_persons_own_config_gives_the_bot_password(tmp_path: Path) -> None:
    """Where the person asks for it; its password file is found beside it."""
    ran = own(tmp_path, OWN, "('Tea bot', BotPassword('job', 's3cret'))\n")
    assert ran == ("Credentials(username='Tea bot@job') s3cret None\n", "", 0)
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == [
        "user-config.py",
        "user-password.py",
    ]


def test_a_persons_own_config_gives_oauth(tmp_path: Path) -> None:
    """By the host's name."""
    ran = own(tmp_path, "authenticate['127.0.0.1:9'] = ('a', 'b', 'c', 'd')\n")
    assert ran.out == "Credentials(username=None) None ('a', 'b', 'c', 'd')\n"


def test_a_config_that_fails_is_told_without_its_text(tmp_path: Path) -> None:
    """It may hold secrets."""
    ran = own(tmp_path, "password = 's3cret'\nraise ValueError(password)\n")
    assert ran.out == "InputError mine/user-config.py: pywikibot cannot use it (ValueError)\n"
    assert "s3cret" not in ran.err


def test_a_config_that_ends_the_program_does_not_end_ohbot(tmp_path: Path) -> None:
    """Its exit code would pass for one of ohbot's own."""
    ran = own(tmp_path, "raise SystemExit(3)\n")
    assert ran[::2] == ("InputError mine/user-config.py: pywikibot cannot use it (SystemExit)\n", 0)


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [
        ("user-password.py", "('Tea bot', BotPassword('job'", "ValueError"),
        ("gone.py", "", "there is no such file"),
    ],
)
def test_a_password_file_that_is_no_use_is_told_without_its_text(
    tmp_path: Path, name: str, password: str, why: str
) -> None:
    ran = own(tmp_path, OWN.replace("user-password.py", name), password)
    assert ran.out.startswith("InputError ")
    assert ran.out.endswith(f"mine/{name}: pywikibot cannot read the password there ({why})\n")
    assert "Tea bot" not in ran.out


def test_a_config_that_others_may_write_is_not_run(tmp_path: Path) -> None:
    """It is a program."""
    config = tmp_path / "user-config.py"
    config.write_text("")
    config.chmod(0o664)
    with pytest.raises(InputError, match="chmod go-w"):
        connect(api=NOWHERE, user_config=config)


def test_a_wiki_is_known_by_family_and_code() -> None:
    """pywikibot's families; nothing is sent."""
    with connect(family="meta", code="meta") as wiki:
        assert wiki._api.address == "https://meta.wikimedia.org/w/api.php"
        assert wiki.requests == 0


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"api": "wiki.example"},
        {"api": "ftp://wiki.example/api.php"},
        {"family": "nofamily"},
        {"family": "meta", "code": "xx"},
    ],
)
def test_a_wiki_that_cannot_be_is_told(place: dict[str, str]) -> None:
    """With what to write instead."""
    with pytest.raises(InputError, match="api"):
        connect(**place)  # type: ignore[arg-type]  # the three are texts


def test_loopback_addresses_are_known() -> None:
    """By name and by number."""
    assert all(is_loopback(f"http://{host}/api.php") for host in ("127.0.0.1:80", "[::1]:80", "localhost"))
    assert not any(is_loopback(f"https://{host}/") for host in ("127.example.org", "10.0.0.1"))


# Answers


class Answer(NamedTuple):
    """What the little server says."""

    status: int = 200
    body: str = "{}"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    promised: int = 0
    """How many bytes more than it sends the server promises."""
    ready: Event | None = None
    """What it waits for before it answers."""


class Little(HTTPServer):
    """A server that says one thing and remembers what it was asked."""

    answer = Answer()
    asked: tuple[dict[str, str], str] = ({}, "")

    @property
    def api(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}/api.php"


class Handler(BaseHTTPRequestHandler):
    """Says what the server is to say."""

    server: Little

    def do_POST(self) -> None:
        """Answer a request."""
        asked = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.asked = ({key.lower(): value for key, value in self.headers.items()}, asked)
        answer = self.server.answer
        if answer.ready:
            answer.ready.wait(30)
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body) + answer.promised))
        self.end_headers()
        self.wfile.write(answer.body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def little() -> Iterator[Little]:
    """A server on loopback."""
    with Little(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def imported() -> Iterator[None]:
    """pywikibot as a connection leaves it."""
    with connect(api=NOWHERE):
        yield


def fault(api: str, credentials: Credentials | None = None) -> Fault:
    """The fault of one request."""
    with pytest.raises(Fault) as caught:
        Transport(api, credentials=credentials, contact=None).send({"action": "query"}, timeout=5)
    return caught.value


HTML = (("Content-Type", "text/html; charset=utf-8"),)
BUSY = json.dumps({"errors": [{"code": "maxlag", "text": "Waiting", "data": {}}]})


@pytest.mark.parametrize(
    ("answer", "code", "text"),
    [
        (Answer(body="<p>Down</p>", headers=HTML), "not-an-api", "text/html instead of JSON"),
        (Answer(body='{"query": {'), "not-an-api", "JSON that breaks off"),
        (Answer(body="[]"), "not-an-api", "JSON that breaks off"),
        (Answer(body='{"query": {', promised=9), "no-answer", "connection lost"),
        (Answer(503, "<p>Busy</p>", HTML), "http-503", "HTTP 503 Service Unavailable"),
        (Answer(500), "http-500", "HTTP 500 Internal Server Error"),
        (Answer(429, "slow down"), "http-429", "HTTP 429 Too Many Requests"),
        (Answer(501, "<p>?</p>", HTML), "not-an-api", "HTTP 501 Not Implemented"),
        (Answer(404, "<p>?</p>", HTML), "not-an-api", "HTTP 404 Not Found"),
        (
            Answer(301, "", (("Location", "https://new.example/api.php"),)),
            "not-an-api",
            "HTTP 301 Moved Permanently, moved to https://new.example/api.php",
        ),
        (Answer(200, BUSY), "maxlag", "Waiting"),
        (Answer(503, BUSY), "maxlag", "Waiting"),
    ],
)
def test_an_answer_that_is_none_is_a_fault(little: Little, answer: Answer, code: str, text: str) -> None:
    """Whatever a server or a proxy on the way says."""
    little.answer = answer
    found = fault(little.api)
    assert (found.code, found.text) == (code, text)
    assert found.means in (Means.LATER, Means.UNSURE)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("0.5", 0.5), ("-3", 0), ("soon", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
def test_retry_after_is_a_number_or_a_date(little: Little, header: str, seconds: float | None) -> None:
    """And nonsense is nothing."""
    little.answer = Answer(503, "", (("Retry-After", header),))
    assert fault(little.api).retry_after == seconds


def test_nobody_there_is_told_in_two_words() -> None:
    """Not with the library's objects."""
    found = fault(NOWHERE)
    assert (found.code, found.text) == ("no-answer", "Connection refused")


def test_the_user_agent_names_program_and_contact(little: Little) -> None:
    """As Wikimedia's policy asks; braces in the contact are no template."""
    Transport(little.api, credentials=None, contact="ops@example.org {x}\n\u00e9").send({"a": "b"}, timeout=5)
    agent = little.asked[0]["user-agent"]
    assert re.fullmatch(r"ohbot/\S+ \(ops@example\.org \(x\) \?\) Pywikibot/11\.\S+", agent)


def test_oauth_signs_each_request(little: Little) -> None:
    """The signature is the one of RFC 5849, and no secret is sent."""
    secrets = Credentials(oauth=("one", "two & 2", "three", "four"))
    Transport(little.api, credentials=secrets, contact=None).send({"text": "a b\u00e9&="}, timeout=5)
    headers, body = little.asked
    sent = dict(re.findall(r'(\w+)="([^"]*)"', headers["authorization"]))
    signature = unquote(sent.pop("oauth_signature"))
    sent.pop("realm", None)
    pairs = [(key, unquote(value)) for key, value in sent.items()] + parse_qsl(body)
    listed = "&".join(f"{key}={value}" for key, value in sorted((escape(k), escape(v)) for k, v in pairs))
    base = "&".join(map(escape, ("POST", little.api, listed)))
    key = f"{escape('two & 2')}&{escape('four')}".encode()
    assert signature == base64.b64encode(hmac.new(key, base.encode(), hashlib.sha1).digest()).decode()
    assert (sent["oauth_consumer_key"], sent["oauth_token"]) == ("one", "three")


def escape(text: str) -> str:
    """The percent encoding of RFC 5849."""
    return quote(text, safe="-._~")


def test_two_connections_are_two_sessions(little: Little) -> None:
    """The cookies of one account do not go with the other's requests."""
    little.answer = Answer(headers=(("Content-Type", "application/json"), ("Set-Cookie", "session=one")))
    first, second = (Transport(little.api, credentials=None, contact=None) for _ in range(2))
    first.send({"a": "b"}, timeout=5)
    first.send({"a": "b"}, timeout=5)
    assert little.asked[0]["cookie"] == "session=one"
    second.send({"a": "b"}, timeout=5)
    assert "cookie" not in little.asked[0]
    first.forget()
    first.send({"a": "b"}, timeout=5)
    assert "cookie" not in little.asked[0]


def test_a_reply_that_comes_too_late_changes_nothing(little: Little) -> None:
    """Neither for the one who asked nor for another connection, whose session may be in use by then."""
    ready = Event()
    headers = (("Content-Type", "application/json"), ("Set-Cookie", "session=late"))
    little.answer = Answer(headers=headers, ready=ready)
    first, second = (Transport(little.api, credentials=None, contact=None) for _ in range(2))
    with pytest.raises(Fault, match="its reply does not end"):
        first.send({"a": "b"}, timeout=5, limit=0.1)
    (late,) = [thread for thread in enumerate_threads() if thread.name == "ohbot-request"]
    ready.set()
    late.join(30)
    little.answer = Answer()
    for transport in (first, second):
        transport.send({"a": "b"}, timeout=5)
        assert "cookie" not in little.asked[0]


def test_a_failing_login_shows_no_secret_at_the_highest_verbosity(little: Little, tmp_path: Path) -> None:
    """On no stream, whatever the wiki echoes and every library logs."""
    little.answer = Answer(
        body=json.dumps({"errors": [{"code": "novel", "text": "s3cret-word is wrong", "data": {}}]})
    )
    program = f"""
import logging, sys
logging.basicConfig(level=0)
from ohbot.wiki import Credentials, connect
with connect(api={little.api!r}, credentials=Credentials("Tea", "s3cret-word")) as wiki:
    import pywikibot
    pywikibot.error("it was s3cret-word")
    wiki.account()
"""
    ran = run(program, tmp_path)
    assert ran.code == 1
    assert "PageRefused" in ran.err
    assert "ERROR:ohbot.pywikibot:it was [secret]" in ran.err
    assert "s3cret-word" not in ran.out + ran.err.replace(program, "")


def test_closing_twice_does_no_harm() -> None:
    """The context manager and a person may both do it."""
    with closing(connect(api=NOWHERE)) as wiki:
        wiki.close()
