"""Whatever fails between ohbot and a real wiki: after a clean run all is as if nothing had failed."""

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from ohbot.errors import WikiAway
from ohbot.sandbox import Sandbox
from ohbot.wiki import Credentials, Wiki, connect
from tests.sync.proxy import FAULTS, Proxy, proxied
from tests.sync.scenarios import SCENARIOS, Place, Scenario
from tests.wiki.people import People

pytestmark = pytest.mark.wiki

MOST_REQUESTS = 10
ALL = [(*case, at) for case in product(SCENARIOS, FAULTS) for at in range(MOST_REQUESTS)]
SOME = [(*case, number % 5) for number, case in enumerate(product(SCENARIOS, FAULTS))][::4]
CASES = ALL if os.environ.get("OHBOT_HYPOTHESIS") == "deep" else SOME


@pytest.fixture(scope="module")
def people(sandbox: Sandbox) -> People:
    """People on the wiki."""
    return People(sandbox)


@pytest.fixture(scope="module")
def proxy(sandbox: Sandbox) -> Iterator[Proxy]:
    """The proxy in front of the wiki, and little patience behind it."""
    with pytest.MonkeyPatch.context() as patch, proxied(sandbox.port) as proxy:
        patch.setattr("ohbot.wiki.api._TIMEOUT", 1.0)
        patch.setattr("ohbot.wiki.api._WHOLE", 1.0)
        yield proxy


@pytest.fixture(scope="module")
def wanted(
    sandbox: Sandbox, people: People, proxy: Proxy, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Any, int]]:
    """What each scenario leads to when nothing fails, and how many requests it takes."""
    found = {}
    for scenario in SCENARIOS:
        place = Place(tmp_path_factory.mktemp("place"), sandbox, people)
        scenario.prepare(place)
        proxy.start()
        with pytest.MonkeyPatch.context() as patch:
            for patience in ("_TIMEOUT", "_WHOLE"):
                patch.setattr(f"ohbot.wiki.api.{patience}", 60.0)  # a second try on a busy machine would count
            assert place.tried(proxy.api, scenario.job) is None
        requests = len(proxy.seen)
        place.run(proxy.api, scenario.job)
        found[scenario.name] = place.outcome(), requests
    return found


@pytest.mark.parametrize(("scenario", "fault", "at"), CASES, ids=lambda value: getattr(value, "name", str(value)))
def test_after_a_fault_and_a_clean_run_all_is_as_without_it(
    scenario: Scenario,
    fault: str,
    at: int,
    proxy: Proxy,
    wanted: dict[str, tuple[Any, int]],
    sandbox: Sandbox,
    people: People,
    tmp_path: Path,
) -> None:
    outcome, requests = wanted[scenario.name]
    if at >= requests:
        pytest.skip(f"this run takes {requests} requests")
    place = Place(tmp_path, sandbox, people)
    scenario.prepare(place)
    proxy.start(at=at, fault=fault)
    place.tried(proxy.api, scenario.job, sleep=proxy.wait)
    assert len(proxy.seen) > at or fault == "refused"
    proxy.start()
    assert place.tried(proxy.api, scenario.job) is None
    assert place.outcome() == outcome


@pytest.mark.parametrize("fault", ["dripping", "dripping head"])
@pytest.mark.parametrize("at", range(5), ids=["login token", "login", "who", "pages", "more"])
def test_no_reply_outlives_the_deadline_of_a_run(fault: str, at: int, proxy: Proxy, sandbox: Sandbox) -> None:
    """However often a byte of it comes: the deadline has a clock of its own, which the login hears as well."""
    proxy.start(at=at, fault=fault)
    bot = Credentials(sandbox.bot.name, sandbox.bot.password)

    def ask(wiki: Wiki) -> None:
        wiki.account()
        for number in range(3):
            wiki.pages([f"Lantern {number}"])

    with pytest.MonkeyPatch.context() as patch, connect(api=proxy.api, credentials=bot, deadline=2) as wiki:
        for patience in ("_TIMEOUT", "_WHOLE"):
            patch.setattr(f"ohbot.wiki.api.{patience}", 60.0)
        with pytest.raises(WikiAway, match=r"its reply does not end|the time of this run is over"):
            ask(wiki)
    assert len(proxy.seen) <= at + 1  # less where the machine is so busy that the wiki itself takes so long
