"""A server on loopback that is like Etherpad and HedgeDoc: pads whose text changes, and what else a server may do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass
class Pads:
    """The texts by path; ``moves`` leads from path to address, ``drips`` are paths whose reply never ends."""

    texts: dict[str, str] = field(default_factory=dict)
    moves: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    drips: set[str] = field(default_factory=set)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""
    done: Event = field(default_factory=Event)


@contextmanager
def pads() -> Iterator[Pads]:
    """A server on a free port of this machine."""
    found = Pads()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, dict(self.headers)))
            text = found.texts.get(self.path)
            status = found.statuses.get(self.path, 302 if self.path in found.moves else 200 if text else 404)
            self.send_response(status)
            self.send_header("Content-Type", found.kinds.get(self.path, "text/plain; charset=utf-8"))
            self.send_header("Set-Cookie", "session=1")
            if self.path in found.moves:
                self.send_header("Location", found.moves[self.path])
            self.end_headers()
            self.wfile.write((text or "").encode())
            while self.path in found.drips and not found.done.wait(0.05):
                self.wfile.write(b".")

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002  # its name in the library
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.done.set()
        server.shutdown()
        server.server_close()
