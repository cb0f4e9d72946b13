"""A progress bar for a person at a terminal: one short line on standard error, which other lines replace."""

import sys
import time
from typing import Self

_WIDTH = 20


class Bar:
    """How many of ``total`` things are done (None: nobody knows how many there are).

    The cursor waits at the line's beginning, so that whatever is written next stands in the bar's place.
    """

    def __init__(self, total: int | None, *, shown: bool) -> None:
        """A bar that is not ``shown`` writes nothing, and so does one where there is no terminal."""
        self._total, self._done, self._drawn, self._length = total, 0, 0.0, 0
        self._shown = shown and sys.stderr.isatty()

    def __enter__(self) -> Self:
        self._draw()
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        if time.monotonic() - self._drawn >= 0.1:
            self._draw()

    def clear(self) -> None:
        """Make room for other lines."""
        if self._length:
            self._write(" " * self._length)
            self._length, self._drawn = 0, 0.0

    def _draw(self) -> None:
        if self._shown:
            line = f"{self._done} so far"
            if self._total is not None:
                full = _WIDTH * self._done // max(self._total, 1)
                line = f"[{'#' * full}{'-' * (_WIDTH - full)}] {self._done} of {self._total}"
            self._write(line)
            self._length, self._drawn = len(line), time.monotonic()

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r{text}\r")
        sys.stderr.flush()
