"""A proxy on loopback between ohbot and the sandbox wiki, which counts requests and makes one of them fail."""

import http.client
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

SILENCE = 1.2
"""Seconds without an answer; longer than tests let ohbot wait for one."""
DRIP = 0.1
"""Seconds between two bytes of an answer that does not end for long."""
DROPS = 200


class _Handler(BaseHTTPRequestHandler):
    """One request: forwarded, or failed."""

    server: "_Server"

    def do_GET(self) -> None:
        """Any request."""
        self.do_POST()

    def do_POST(self) -> None:
        """Any request."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        proxy = self.server.proxy
        number = proxy.note(body, self.path)
        fault = FAULTS[proxy.fault] if number == proxy.at and proxy.fault else _forward
        fault(self, body)

    def forwarded(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """What the wiki answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.proxy.target, timeout=60)
        kept = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
        try:
            connection.request(self.command, self.path, body, kept)
            answer = connection.getresponse()
            headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in _HOP]
            return answer.status, headers, answer.read()
        finally:
            connection.close()

    def answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        """Send an answer."""
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
        """Say nothing."""


_HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "accept-encoding", "content-length", "date", "server"}
)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    proxy: "Proxy"


class Proxy:
    """The proxy: ``fault`` is what happens to the request number ``at`` (from 0), ``seen`` what was asked."""

    def __init__(self, target: int) -> None:
        """``target`` is the wiki's port."""
        self.target = target
        self.fault: str | None = None
        self.at = -1
        self.seen: list[str] = []
        self.port = 0
        self._server: _Server | None = None

    @property
    def api(self) -> str:
        """The address of the API behind the proxy."""
        return f"http://127.0.0.1:{self.port}/api.php"

    def start(self, *, at: int = -1, fault: str | None = None) -> None:
        """Count from 0 again, with one request to fail."""
        self.seen, self.at, self.fault = [], at, fault
        self.open()
        if self.at == 0 and fault == "refused":
            self.shut()

    def note(self, body: bytes, path: str) -> int:
        """Count a request."""
        asked = parse_qs(body.decode("utf-8", "replace")) or parse_qs(path.partition("?")[2])
        action = (asked.get("action") or ["?"])[0]
        detail = asked.get("meta") or asked.get("list") or asked.get("generator") or asked.get("prop") or [""]
        self.seen.append(f"{action} {detail[0]}".strip())
        number = len(self.seen) - 1
        if self.fault == "refused" and number == self.at - 1:
            Thread(target=self.shut, daemon=True).start()
        return number

    def open(self) -> None:
        """Listen."""
        if self._server is None:
            self._server = _Server(("127.0.0.1", self.port), _Handler)
            self._server.proxy = self
            self.port = self._server.server_port
            Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def shut(self) -> None:
        """Listen no more: connections are refused."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()

    def wait(self, seconds: float) -> None:
        """What ohbot sleeps with: no longer than need be, and after it the proxy listens again."""
        time.sleep(min(seconds, 0.05))
        self.open()


@contextmanager
def proxied(target: int) -> Iterator[Proxy]:
    """A proxy within a ``with`` block."""
    proxy = Proxy(target)
    proxy.open()
    try:
        yield proxy
    finally:
        proxy.shut()


# --- the faults


def _forward(handler: _Handler, body: bytes) -> None:
    handler.answer(*handler.forwarded(body))


def _dropped_before(handler: _Handler, _: bytes) -> None:
    handler.close_connection = True


def _dropped_after(handler: _Handler, body: bytes) -> None:
    handler.forwarded(body)
    handler.close_connection = True


def _silent(handler: _Handler, body: bytes) -> None:
    handler.forwarded(body)
    time.sleep(SILENCE)
    handler.close_connection = True


def _drips(handler: _Handler, body: bytes, head: bytes, drop: bytes) -> None:
    """An answer of which a byte comes now and then, for longer than any test lets ohbot wait."""
    handler.forwarded(body)
    handler.close_connection = True
    with suppress(OSError):
        handler.wfile.write(head)
        for _ in range(DROPS):
            handler.wfile.write(drop)
            time.sleep(DRIP)


def _dripping(handler: _Handler, body: bytes) -> None:
    _drips(handler, body, b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n", b" ")


def _dripping_head(handler: _Handler, body: bytes) -> None:
    _drips(handler, body, b"HTTP/1.0 200 OK\r\nX-Drops: ", b"x")


def _truncated(handler: _Handler, body: bytes) -> None:
    status, headers, content = handler.forwarded(body)
    handler.answer(status, headers, content[: len(content) // 2])


def _html(handler: _Handler, body: bytes) -> None:
    handler.forwarded(body)
    handler.answer(200, [("Content-Type", "text/html")], b"<html><body>Welcome</body></html>")


def _status(status: int, *headers: tuple[str, str]) -> Callable[[_Handler, bytes], None]:
    def fail(handler: _Handler, _: bytes) -> None:
        handler.answer(status, [("Content-Type", "text/html"), *headers], b"<html>busy</html>")

    return fail


def _error(code: str, *headers: tuple[str, str]) -> Callable[[_Handler, bytes], None]:
    def fail(handler: _Handler, _: bytes) -> None:
        content = json.dumps({"errors": [{"code": code, "text": f"{code}, for a test", "module": "main"}]}).encode()
        handler.answer(200, [("Content-Type", "application/json"), *headers], content)

    return fail


FAULTS: Mapping[str, Callable[[_Handler, bytes], None]] = {
    "refused": _forward,  # nobody listens before this request; when one gets here, it is a second try
    "dropped before": _dropped_before,
    "dropped after": _dropped_after,
    "429": _status(429, ("Retry-After", "1")),
    "500": _status(500),
    "503": _status(503, ("Retry-After", "1")),
    "maxlag": _error("maxlag", ("Retry-After", "1")),
    "ratelimited": _error("ratelimited"),
    "readonly": _error("readonly"),
    "badtoken": _error("badtoken"),
    "logged out": _error("assertuserfailed"),
    "truncated": _truncated,
    "html": _html,
    "silence": _silent,
    "dripping": _dripping,
    "dripping head": _dripping_head,
}
"""Every fault by name."""
