"""The lease: one run at a time, and a dead owner's lease is taken over by exactly one."""

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from ohbot.archive import Lease, Taken
from ohbot.archive.lease import read_owner
from ohbot.errors import Exit


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = 1_600_000_000.0

    def __call__(self) -> float:
        return self.now


def hold(state: Path, **changed: Any) -> Path:
    """A lease of another machine, valid for 60 s from the clock's begin."""
    owner = {"token": "other", "host": "elsewhere", "pid": 7, "started": 1.6e9, "expires": 1.6e9 + 60}
    path = state / "lease"
    path.write_text(json.dumps(owner | changed))
    return path


def test_the_second_run_is_told_who_runs_since_when(tmp_path: Path) -> None:
    with Lease(tmp_path, clock=Clock()), pytest.raises(Taken, match=r"2020-09-13 12:26:40 UTC") as caught:
        Lease(tmp_path, clock=Clock()).acquire()
    assert f"process {os.getpid()} on {socket.gethostname()}" in str(caught.value)
    assert caught.value.exit_code is Exit.AWAY


def test_a_released_lease_leaves_no_file(tmp_path: Path) -> None:
    with Lease(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == ["lease"]
    assert list(tmp_path.iterdir()) == []


def test_an_expired_lease_is_taken_over(tmp_path: Path) -> None:
    clock = Clock()
    hold(tmp_path)
    with pytest.raises(Taken):
        Lease(tmp_path, clock=clock).acquire()
    clock.now += 61
    lease = Lease(tmp_path, clock=clock)
    lease.acquire()
    assert read_owner(tmp_path / "lease") == lease.owner


@pytest.mark.parametrize("ahead", [10 * 365 * 86400, 86400, 601, 1e300])
def test_a_lease_from_a_clock_that_is_ahead_closes_nothing(tmp_path: Path, ahead: float) -> None:
    """No lease lasts that long, so its expiry is not credible; a small difference of two clocks is."""
    clock = Clock()
    hold(tmp_path, started=clock.now + ahead - 300, expires=clock.now + ahead)
    lease = Lease(tmp_path, clock=clock)
    lease.acquire()
    assert read_owner(tmp_path / "lease") == lease.owner
    hold(tmp_path, started=clock.now + 100, expires=clock.now + 400)
    with pytest.raises(Taken):
        Lease(tmp_path, clock=clock).acquire()


def test_a_damaged_lease_from_a_clock_that_is_ahead_closes_nothing(tmp_path: Path) -> None:
    path, clock = tmp_path / "lease", Clock()
    path.write_text("{")
    os.utime(path, (clock.now + 10**8, clock.now + 10**8))
    Lease(tmp_path, clock=clock).acquire()


def test_the_lease_of_a_dead_process_of_this_machine_is_taken_over(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    hold(tmp_path, host=socket.gethostname(), pid=ended.pid)
    Lease(tmp_path, clock=Clock()).acquire()


def test_of_many_runs_one_takes_a_stale_lease(tmp_path: Path) -> None:
    clock = Clock()
    hold(tmp_path, expires=0)
    start, won = threading.Barrier(8), []

    def run() -> None:
        lease = Lease(tmp_path, clock=clock)
        start.wait()
        try:
            lease.acquire()
        except Taken:
            return
        won.append(lease)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    holders = [lease for lease in won if read_owner(tmp_path / "lease") == lease.owner]
    assert len(holders) == 1
    for lost in set(won) - set(holders):
        with pytest.raises(Taken):
            lost.beat()


def test_a_beat_renews_the_lease_when_a_third_is_over(tmp_path: Path) -> None:
    clock = Clock()
    lease = Lease(tmp_path, seconds=60, clock=clock)
    lease.acquire()
    lease.beat()
    assert lease.owner.expires == clock.now + 60
    clock.now += 50
    lease.beat()
    found = read_owner(tmp_path / "lease")
    assert found == lease.owner
    assert found.expires == clock.now + 60


def test_a_run_whose_lease_was_taken_over_stops_and_leaves_it(tmp_path: Path) -> None:
    lease = Lease(tmp_path, clock=Clock())
    lease.acquire()
    path = hold(tmp_path)
    with pytest.raises(Taken, match="taken over by process 7 on elsewhere"):
        lease.beat()
    lease.release()
    assert path.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"token": 1}', "\xff"])
def test_a_damaged_lease_counts_until_it_is_old(tmp_path: Path, content: str) -> None:
    path = tmp_path / "lease"
    path.write_bytes(content.encode("latin-1"))
    clock = Clock()
    os.utime(path, (clock.now, clock.now))
    with pytest.raises(Taken, match="remove the file"):
        Lease(tmp_path, clock=clock).acquire()
    clock.now += 10_000
    Lease(tmp_path, clock=clock).acquire()


def test_a_file_system_without_links_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuses)
    with Lease(tmp_path), pytest.raises(Taken):
        Lease(tmp_path).acquire()
    assert list(tmp_path.iterdir()) == []


def test_the_heart_beats_by_itself(tmp_path: Path) -> None:
    clock = Clock()
    beaten = threading.Event()

    class Watched(Lease):
        def beat(self) -> None:
            super().beat()
            beaten.set()

    with Watched(tmp_path, seconds=0.2, clock=clock):
        assert beaten.wait(10)
