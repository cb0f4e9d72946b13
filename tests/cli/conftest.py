"""Fixtures for tests of the command line."""

from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ohbot.sandbox import Sandbox
from tests.cli.desk import Desk
from tests.wiki.memory import MemoryServer
from tests.wiki.people import People

BRIEF = "[jobs]\ndeadline = 0.1\n"
"""Seconds after which a run gives up."""
NUMBERS = count(1)
CREDENTIALS = (
    "OHBOT_WIKI PYWIKIBOT_DIR OHBOT_USERNAME OHBOT_PASSWORD OHBOT_CREDENTIALS "
    "PWB_CONSUMER_TOKEN PWB_CONSUMER_SECRET PWB_ACCESS_TOKEN PWB_ACCESS_SECRET"
).split()


@cache
def fresh() -> dict[str, bytes]:
    """The files of an archive for a wiki that does not answer; to copy them is quicker than to make them."""
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.configure("http://127.0.0.1:9/api.php", BRIEF)
        return desk.files()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with an archive for a wiki that does not answer, and nobody logged in."""
    for name in CREDENTIALS:
        monkeypatch.delenv(name, raising=False)
    desk = Desk(tmp_path)
    desk.sessions.mkdir(parents=True)
    for name, content in fresh().items():
        (desk.folder / name).parent.mkdir(exist_ok=True)
        (desk.folder / name).write_bytes(content)
    monkeypatch.chdir(desk.archive)
    return desk


@pytest.fixture(scope="session")
def people(sandbox: Sandbox) -> People:
    """People on the sandbox wiki."""
    return People(sandbox)


@pytest.fixture
def office(desk: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with an archive of the sandbox wiki, under a prefix of its own, and the bot account logged in."""
    office = Desk(desk.folder, f"Office {next(NUMBERS)}/")
    office.configure(sandbox.api)
    monkeypatch.setenv("OHBOT_USERNAME", sandbox.bot.name)
    monkeypatch.setenv("OHBOT_PASSWORD", sandbox.bot.password)
    return office


@pytest.fixture
def memory_wiki(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> MemoryServer:
    """A wiki in memory, to which the desk's archive belongs."""
    server = MemoryServer()
    monkeypatch.setattr("ohbot.cli.running.connect", lambda **_: server.door())
    return server
