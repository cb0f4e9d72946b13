"""A run that is killed at any moment: after a clean run all is as if nobody had killed it."""

import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ohbot.sandbox import Sandbox
from tests.sync.scenarios import SCENARIOS, Place, Scenario
from tests.wiki.people import People

pytestmark = pytest.mark.wiki

FILE_OPERATIONS = ("replace", "rename", "link", "unlink", "fsync", "mkdir", "rmdir")
DEEP = os.environ.get("OHBOT_HYPOTHESIS") == "deep"


@pytest.fixture(scope="module")
def people(sandbox: Sandbox) -> People:
    """People on the wiki."""
    return People(sandbox)


def _stepping(step: Callable[[], None], call: Callable[..., Any]) -> Callable[..., Any]:
    def stepped(*args: Any, **kwargs: Any) -> Any:
        step()
        return call(*args, **kwargs)

    return stepped


def killed(place: Place, scenario: Scenario, at: int) -> int | None:
    """Do the run in a process that kills itself before its step number ``at``, each a request or a file operation.

    Returns how many steps the run took; None where it was killed.
    """
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _work(place, scenario, at, tell)
        finally:
            os._exit(1)
    os.close(tell)
    with os.fdopen(told) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or status == 0
    return int(said) if said else None


def _work(place: Place, scenario: Scenario, at: int, tell: int) -> None:
    """What the child does."""
    steps = count()

    def step() -> None:
        if next(steps) == at:
            os.kill(os.getpid(), signal.SIGKILL)

    from ohbot.wiki import pwb

    for name in FILE_OPERATIONS:
        setattr(os, name, _stepping(step, getattr(os, name)))
    pwb.Transport.send = _stepping(step, pwb.Transport.send)  # type: ignore[method-assign]  # this process ends soon
    place.run(place.sandbox.api, scenario.job)
    os.write(tell, str(next(steps)).encode())
    os._exit(0)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_after_a_kill_and_a_clean_run_all_is_as_without_it(
    scenario: Scenario, sandbox: Sandbox, people: People, tmp_path: Path
) -> None:
    """Before each request and each file operation of the run (of one of them, unless asked for all)."""
    calm = Place(tmp_path, sandbox, people)
    scenario.prepare(calm)
    steps = killed(calm, scenario, -1)
    assert steps is not None
    wanted = calm.outcome()
    chosen = range(steps) if DEEP else [steps * 2 // 3]
    for at in chosen:
        place = Place(tmp_path, sandbox, people)
        scenario.prepare(place)
        assert killed(place, scenario, at) is None
        place.run(sandbox.api, scenario.job)
        assert place.outcome() == wanted, f"killed before step {at} of {steps}"
        place.archive.sweep()
        assert not list(place.archive.root.rglob(".ohbot-*"))
