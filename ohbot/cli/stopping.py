"""SIGTERM and SIGINT end a run cleanly: between two writes, within seconds."""

import os
import signal
import sys
import time
from types import FrameType
from typing import Any

from ohbot.errors import WikiAway

PATIENCE = 6.0
"""Seconds that a step may still take after the first signal; Toolforge kills a job 15 seconds after it."""
_POLL_SECONDS = 0.25


class Stop:
    """What a run asks whether to go on; ``at_once`` where it writes nothing and may end anywhere.

    After the first signal the step at work is finished and no wait goes on; whoever asks twice means it: then the
    run ends where it is, and so it does where a step takes longer than `PATIENCE`. What that leaves is whole:
    files are replaced in one step, and the next sync finds what became of an edit.
    """

    def __init__(self, *, at_once: bool) -> None:
        self._at_once = at_once
        self._asked = False
        self._old: dict[int, Any] = {}

    def __enter__(self) -> "Stop":
        for number in (signal.SIGTERM, signal.SIGINT):
            self._old[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        if self._asked and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._old.items():
            signal.signal(number, handler)

    def check(self) -> None:
        """End the run where somebody asked for it."""
        if self._asked:
            raise _stopped()

    def sleep(self, seconds: float) -> None:
        """Let seconds pass; a signal ends the waiting, and the run."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.check()
            time.sleep(min(_POLL_SECONDS, left))

    def _ask(self, number: int, _: FrameType | None) -> None:
        if self._at_once or self._asked:
            sys.exit(128 + number)
        self._asked = True
        os.write(2, b"ohbot: stopping after this step (once more to stop at once)\n")  # a handler must not use print
        if hasattr(signal, "setitimer"):  # not on Windows
            self._old.setdefault(signal.SIGALRM, signal.signal(signal.SIGALRM, self._lose_patience))
            signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    def _lose_patience(self, number: int, _: FrameType | None) -> None:
        raise _stopped()


def _stopped() -> WikiAway:
    return WikiAway("stopped as asked; what was begun is finished, the rest comes with the next run")
