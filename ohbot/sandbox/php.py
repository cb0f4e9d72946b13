"""Runs PHP: a maintenance script until it ends, or the web server in the background, on a free port of loopback."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from ohbot.sandbox.packages import MEDIAWIKI, SandboxError

HOST = "127.0.0.1"
GRACE = 5.0
"""Seconds that a server gets to end by itself before it is killed."""
DEFAULT_PORT = 8089
ANY_PORT = 0


def choose_port(wanted: int) -> int:
    """``wanted`` if nobody listens there, or any free port for ``ANY_PORT``; `SandboxError` when taken."""
    with socket.socket() as probe:
        # As the server does it: a port where a connection has just been closed counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError as problem:
            raise SandboxError(
                f"Port {wanted} of {HOST} cannot be used ({problem.strerror}). Choose another one with "
                "--port, or any free one with --port 0."
            ) from None
        port: int = probe.getsockname()[1]
        return port


def first_port() -> int:
    """The default port, or any free one where somebody else has it."""
    try:
        return choose_port(DEFAULT_PORT)
    except SandboxError:
        return choose_port(ANY_PORT)


def address(port: int) -> str:
    """The address of a wiki that listens on ``port``."""
    return f"http://{HOST}:{port}/"


def run_script(directory: Path, script: str, *args: str, stdin: str = "") -> str:
    """Run MediaWiki's maintenance ``script`` (without ``.php``) for ``directory``; return its output.

    Raises `SandboxError` with the end of the output when the script fails.
    """
    command = ["php", str(MEDIAWIKI / "maintenance" / f"{script}.php"), *args]
    done = subprocess.run(
        command, env=_environment(directory), input=stdin, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        first = (done.stdout + done.stderr).split("\n\n")[0].strip()
        why = " / ".join(first.splitlines()[-5:]) or "it said nothing"
        raise SandboxError(f"MediaWiki's {script}.php failed in {directory}: {why}")
    return done.stdout


def serve(directory: Path, port: int, *, log: Path) -> int:
    """Start the web server for ``directory`` and return its process id.

    It gets a session of its own, so that it outlives us.
    """
    command = [*_marked(directory), "-S", f"{HOST}:{port}", "-t", str(MEDIAWIKI)]
    environment = _environment(directory) | {"PHP_CLI_SERVER_WORKERS": "4"}
    null = os.open(os.devnull, os.O_RDONLY)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    try:
        redirects = [(os.POSIX_SPAWN_DUP2, source, target) for source, target in ((null, 0), (out, 1), (out, 2))]
        return os.posix_spawnp(command[0], command, environment, file_actions=redirects, setsid=True)
    finally:
        os.close(null)
        os.close(out)


def servers(directory: Path) -> tuple[int, ...]:
    """The process ids of the server (first) and its workers for ``directory``; empty when none runs.

    They are known by their own arguments, which name the folder, and not by a recorded process id: such an id
    may belong to another program by now.
    """
    mark = _marked(directory)
    return tuple(sorted(pid for pid, arguments in _processes() if arguments[: len(mark)] == mark))


def end(directory: Path) -> None:
    """End every server process of ``directory``, kindly first; return when they are gone."""
    began = time.monotonic()
    while pids := servers(directory):
        waited = time.monotonic() - began
        if waited > 2 * GRACE:
            raise SandboxError(f"The wiki server in {directory} does not end; its process ids are {pids}.")
        signal_all(pids, signal.SIGTERM if waited < GRACE else signal.SIGKILL)
        time.sleep(0.02)


def signal_all(pids: Iterable[int], number: int) -> None:
    """Send a signal to each of these processes; one that has ended already is no error."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _processes() -> Iterator[tuple[int, list[str]]]:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (entry / "cmdline").read_bytes()
        except OSError:  # it ended while we looked
            continue
        yield int(entry.name), [os.fsdecode(argument) for argument in arguments.split(b"\0")[:-1]]


def _marked(directory: Path) -> list[str]:
    return ["php", "-d", f"ohbot.sandbox={directory}"]


def _environment(directory: Path) -> dict[str, str]:
    return os.environ | {"MW_CONFIG_FILE": str(directory / "LocalSettings.php")}
