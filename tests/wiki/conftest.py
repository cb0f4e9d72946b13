"""Fixtures for the door to the wiki."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from ohbot.sandbox import Sandbox
from ohbot.wiki import Credentials, Wiki, connect
from tests.wiki.people import People

NUMBERS = count(1)


@pytest.fixture(scope="session")
def people(sandbox: Sandbox) -> People:
    """People on the sandbox wiki."""
    return People(sandbox)


@pytest.fixture(scope="session")
def wiki(sandbox: Sandbox) -> Iterator[Wiki]:
    """The sandbox wiki for the bot account."""
    with connect(api=sandbox.api, credentials=Credentials(sandbox.bot.name, sandbox.bot.password)) as wiki:
        yield wiki


@pytest.fixture
def title(request: pytest.FixtureRequest) -> str:
    """A page title that no other test uses."""
    name: str = request.node.name.partition("[")[0]
    return f"{name.removeprefix('test ').replace('_', ' ').capitalize()} {next(NUMBERS)}"


@pytest.fixture
def briefly(sandbox: Sandbox) -> Iterator[Callable[[Credentials], Wiki]]:
    """Connect for one test, with two seconds for everything, so that a wiki that is away ends soon."""
    opened: list[Wiki] = []

    def open_wiki(credentials: Credentials) -> Wiki:
        opened.append(connect(api=sandbox.api, credentials=credentials, deadline=3))
        return opened[-1]

    yield open_wiki
    for wiki in opened:
        wiki.close()
