"""A terminal, and what a command writes to it while a person types."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
from collections.abc import Callable, Mapping

OHBOT = [sys.executable, "-m", "ohbot"]
_SILENCE, _PATIENCE = 2, 30
"""Seconds without a word that are waited for, and how often."""


def on_terminal(
    *words: str,
    answers: tuple[str | Callable[[], str], ...] = (),
    columns: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """What ohbot writes to a terminal, where a person types an answer each time that it asks ``]skip``.

    An answer that takes its time is a function, which is called while the question is open. Ctrl-C is pressed again
    where nothing comes of it, as people do: Python may miss it just before it reads. ``columns`` is how wide the
    terminal is, if that matters.
    """
    wide = {"COLUMNS": str(columns), "TERM": "xterm-256color"} if columns else {}
    child, terminal = pty.fork()
    if not child:
        os.execve(OHBOT[0], [*OHBOT, *words], {**os.environ, **wide, **(environment or {})})
    if columns:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 60, columns, 0, 0))
    seen, waiting, patience = b"", list(answers), _PATIENCE
    while patience:
        if not select.select([terminal], [], [], _SILENCE)[0]:
            patience -= 1
            if answers[-1:] == ("\x03",) and not waiting:
                os.write(terminal, b"\x03")
            continue
        try:
            seen += os.read(terminal, 65536)
        except OSError:  # the other side is closed
            break
        if waiting and seen.count(b"[s]kip:") > len(answers) - len(waiting):
            answer = waiting.pop(0)
            os.write(terminal, (answer if isinstance(answer, str) else answer()).encode())
    else:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(terminal)
    return seen.decode()


def without_log(written: str) -> str:
    """What was written, as a person reads it: without events of the log and without the bar that is drawn over."""
    lines = written.replace("\r\n", "\n").splitlines(keepends=True)
    return "".join(line for line in lines if "Z INFO " not in line and "\r" not in line)
