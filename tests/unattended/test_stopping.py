"""A run ends cleanly and soon when it is told to."""

import os
import signal
import socket
import threading
import time

import pytest

from ohbot.cli import stopping
from ohbot.cli.stopping import Stop
from ohbot.errors import WikiAway
from tests.cli.desk import Desk
from tests.unattended.jobs import syncing


def soon(number: int = signal.SIGTERM, times: int = 1) -> None:
    """Send this process a signal in a moment."""

    def send() -> None:
        for _ in range(times):
            time.sleep(0.05)
            os.kill(os.getpid(), number)

    threading.Thread(target=send, daemon=True).start()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_waiting_and_nothing_else(number: int) -> None:
    with Stop(at_once=False) as stop:
        stop.check()
        soon(number)
        with pytest.raises(WikiAway, match="stopped as asked"):
            stop.sleep(60)
        with pytest.raises(WikiAway):
            stop.check()


def test_a_step_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wiki that never answers, for example."""
    monkeypatch.setattr(stopping, "PATIENCE", 0.1)
    ours, theirs = socket.socketpair()
    with ours, theirs, Stop(at_once=False):
        soon()
        with pytest.raises(WikiAway, match="stopped as asked"):
            ours.recv(1)


def test_a_second_signal_ends_the_run_where_it_is() -> None:
    with Stop(at_once=False):
        soon(times=2)
        with pytest.raises(SystemExit) as ended:
            time.sleep(60)
    assert ended.value.code == 128 + signal.SIGTERM


def test_what_writes_nothing_ends_at_once() -> None:
    with Stop(at_once=True):
        soon()
        with pytest.raises(SystemExit):
            time.sleep(60)


def test_afterwards_signals_mean_what_they_meant() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)]
    with Stop(at_once=False) as stop:
        soon()
        with pytest.raises(WikiAway):
            stop.sleep(60)
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)] == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_job_that_waits_for_its_wiki_stops_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real command, in the pause before it tries again."""
    desk.write("hours")
    config = desk.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8").replace("deadline = 0.1", "deadline = 600"), "utf-8")
    environ = {**os.environ, "OHBOT_USERNAME": "Bot", "OHBOT_PASSWORD": "secret-of-the-bot"}
    with syncing(desk.archive, "trying again", environ) as job:
        job.send_signal(signal.SIGTERM)
        _, last = job.communicate(timeout=10)
    assert job.returncode == 5
    assert "stopped as asked; what was begun is finished" in last.splitlines()[-1]
    assert not (desk.archive / ".ohbot" / "lease").exists()
    (report,) = (desk.archive / ".ohbot" / "runs").iterdir()
    assert "stopped as asked" in report.read_text("utf-8")
