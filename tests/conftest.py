"""Fixtures for all tests: the sandbox wiki, the corpus, and how hard Hypothesis tries."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from ohbot.sandbox import ANY_PORT, missing_packages, start, stop
from tests.sandboxed import Sandbox

ROOT = Path(__file__).parent.parent

for name, examples in {"fast": 25, "ci": 60, "deep": 5000}.items():
    # Helpers and wikis on a busy machine are slow now and then: no deadline, and no health check of speed. The fast
    # profile is for checking a change, and that of ci must not depend on luck: the same code gives the same examples.
    # The deep one looks for new ones each time.
    settings.register_profile(
        name,
        max_examples=examples,
        derandomize=name != "deep",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile(os.environ.get("OHBOT_HYPOTHESIS", "fast"))


@pytest.fixture(scope="session", autouse=True)
def _quick_disk() -> Iterator[None]:
    """No test pulls the plug: nothing waits until the disk has what was written."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda _: None)
        yield


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One real MediaWiki for the whole run (one per process under pytest-xdist), on a free port.

    Its state is shared: give your pages titles of their own, and change settings with ``sandbox.switched``.
    """
    missing = missing_packages()
    if missing and os.environ.get("OHBOT_REQUIRE_WIKI") == "1":
        pytest.fail(f"the sandbox wiki needs packages that are not installed: {' '.join(missing)}")
    if missing:
        pytest.skip(f"no sandbox wiki here; it needs {' '.join(missing)} (scripts/test installs them)")
    directory = tmp_path_factory.mktemp("sandbox")
    try:
        yield Sandbox.of(start(directory, ANY_PORT))
    finally:
        stop(directory)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium, that of the system, for one module: other tests want the event loop for themselves."""
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    if path is None and os.environ.get("OHBOT_REQUIRE_WIKI") == "1":
        pytest.fail("there is no Chromium here")
    if path is None:
        pytest.skip("there is no Chromium here (scripts/test installs it)")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real and made inputs that stand outside of the repository."""
    folder = Path(os.environ.get("OHBOT_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.skip(f"no corpus in {folder}; name it with OHBOT_CORPUS")
    return folder
