"""The lease: one run at a time works on an archive, on one machine or several, on NFS too.

POSIX locks are unreliable on NFS; creating a file exclusively and renaming are not. A lease whose owner is gone
(expired, or a dead process of this machine) is taken over by renaming it to a name of our own: only one of two
runs that try can succeed, and the one that did looks again at what it took away.
"""

import contextlib
import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from ohbot.archive import disk
from ohbot.errors import InputError, WikiAway

LEASE_SECONDS = 300.0
"""How long a lease lasts without a heart-beat."""
ATTEMPTS = 20


class Taken(WikiAway):
    """Another run works on this archive; the same command later may help."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a lease; ``started`` and ``expires`` are seconds since 1970."""

    token: str
    host: str
    pid: int
    started: float
    expires: float

    def has_expired(self, now: float, *, seconds: float = LEASE_SECONDS) -> bool:
        """Whether the owner let its lease expire, by the clock of whoever asks."""
        return not is_credible(self.expires, now, seconds)

    def describe(self) -> str:
        """Who, and since when."""
        try:
            since = datetime.fromtimestamp(self.started, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        except (ValueError, OverflowError, OSError):
            since = "a time that no clock shows"
        return f"process {self.pid} on {self.host}, since {since}"


class Lease:
    """The lease of one archive: a context manager that renews itself in a thread.

    ``beat`` raises Taken where the lease was lost (this machine slept past the expiry, say); a loop calls it
    before each step that writes.
    """

    def __init__(
        self, state: Path, *, seconds: float = LEASE_SECONDS, clock: Callable[[], float] = time.time
    ) -> None:
        self.path = state / "lease"
        self.seconds = seconds
        self.clock = clock
        now = clock()
        self.owner = Owner(secrets.token_hex(8), socket.gethostname(), os.getpid(), now, now + seconds)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._guard = threading.Lock()

    def __enter__(self) -> "Lease":
        self.acquire()
        self._thread = threading.Thread(target=self._renew, name="ohbot-lease", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        if self._thread:
            self._thread.join(timeout=5)
        self.release()

    def acquire(self) -> None:
        """Take the lease, over from an owner that is gone at need; raises Taken where somebody holds it."""
        disk.make_folder(disk.inside(self.path.parent.parent, self.path.parent))
        for _ in range(ATTEMPTS):
            if self._create():
                return
            holder = read_owner(self.path)
            if holder is None:
                self._remove_if_broken()
            elif holder.has_expired(self.clock(), seconds=self.seconds) or (
                holder.host == self.owner.host and not _is_alive(holder.pid)
            ):
                self._take_away(holder)
            else:
                raise Taken(f"another run works on this archive ({holder.describe()}); try again when it is done")
        raise Taken(f"{self.path}: several runs want this archive at once; try again in a minute")

    def beat(self) -> None:
        """Renew the lease when a third of it is over; raises Taken where it is not ours any more."""
        with self._guard:
            self._check_ours()
            now = self.clock()
            if now > self.owner.expires - self.seconds * 2 / 3:
                self.owner = replace(self.owner, expires=now + self.seconds)
                disk.write_atomically(self.path, _encoded(self.owner), check=self._check_ours)

    def release(self) -> None:
        """Give the lease back, if it is still ours."""
        with self._guard, contextlib.suppress(OSError):
            holder = read_owner(self.path)
            if holder and holder.token == self.owner.token:
                self.path.unlink()

    def _renew(self) -> None:
        while not self._stopped.wait(self.seconds / 10):
            with contextlib.suppress(Taken, disk.DiskProblem, InputError):  # the next ``beat`` of the loop tells
                self.beat()

    def _check_ours(self) -> None:
        holder = read_owner(self.path)
        if holder is None or holder.token != self.owner.token:
            by = f" by {holder.describe()}" if holder else ""
            raise Taken(f"the lease of this archive expired and was taken over{by}; run the command again")

    def _create(self) -> bool:
        """Make the lease exclusively, with its content from the first moment on (a link to a finished file)."""
        temporary = self.path.with_name(f"lease-{self.owner.token}")
        with disk.explained(self.path, "take the lease"):
            try:
                disk.write_exclusively(temporary, _encoded(self.owner))
                return disk.linked(temporary, self.path)
            finally:
                temporary.unlink(missing_ok=True)

    def _take_away(self, holder: Owner) -> None:
        """Rename a stale lease out of the way; put back what turns out to be somebody's fresh one."""
        stale = self.path.with_name(f"lease-{self.owner.token}-stale")
        with disk.explained(self.path, "take the lease over"), contextlib.suppress(FileNotFoundError):
            self.path.rename(stale)
            moved = read_owner(stale)
            if moved and moved.token != holder.token:
                disk.linked(stale, self.path)
            stale.unlink()

    def _remove_if_broken(self) -> None:
        """A lease that cannot be read counts as held until it is as old as a lease can be."""
        with contextlib.suppress(FileNotFoundError):
            if is_credible(self.path.stat().st_mtime + self.seconds, self.clock(), self.seconds):
                raise Taken(f"{self.path}: another run seems to work on this archive; if none does, remove the file")
            self.path.unlink()


def is_credible(expires: float, now: float, seconds: float) -> bool:
    """Whether somebody may hold a lease that lasts so many seconds and expires then.

    An expiry further ahead than a lease lasts comes from a clock that was wrong, and nobody would live to see it.
    One more length is left for clocks of several machines that go differently.
    """
    return now <= expires <= now + 2 * seconds


def read_owner(path: Path) -> Owner | None:
    """Who holds a lease; None where there is none or it cannot be read."""
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
        return Owner(**{name: kind(found[name]) for name, kind in Owner.__annotations__.items()})
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None


def _encoded(owner: Owner) -> bytes:
    return json.dumps(asdict(owner)).encode()


def _is_alive(pid: int) -> bool:
    with contextlib.suppress(PermissionError, OverflowError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True
