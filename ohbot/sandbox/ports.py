"""Ports on the loopback address."""

import socket

from ohbot.sandbox.packages import SandboxError
from ohbot.sandbox.php import HOST

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
