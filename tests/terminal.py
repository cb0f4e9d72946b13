"""A terminal of a width, and what a command writes to it."""

import fcntl
import os
import pty
import struct
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

OHBOT = Path(sys.executable).with_name("ohbot")


def on_terminal(words: Sequence[str], *, columns: int, environment: Mapping[str, str] | None = None) -> str:
    """What ``ohbot`` with these words writes to a terminal that is so wide, without its log."""
    process, terminal = pty.fork()
    if process == 0:
        shown = {"COLUMNS": str(columns), "TERM": "xterm-256color"}
        os.execve(OHBOT, [str(OHBOT), *words], {**os.environ, **shown, **(environment or {})})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 60, columns, 0, 0))
    said = b""
    try:
        while found := os.read(terminal, 4096):
            said += found
    except OSError:  # Linux ends a terminal so
        pass
    os.close(terminal)
    os.waitpid(process, 0)
    lines = said.decode().replace("\r\n", "\n").splitlines(keepends=True)
    return "".join(line for line in lines if "Z INFO " not in line and "\r" not in line)
