"""OAuth 1.0a: requests are signed as RFC 5849 says."""

import base64
import hashlib
import hmac
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pytest

from ohbot.errors import NotAllowed
from ohbot.wiki import Credentials, connect

Pairs = Sequence[tuple[str, str]]
SECRETS = ("consumer-token-1", "consumer-secret-2", "access-token-3", "access-secret-4")


def signature(method: str, url: str, pairs: Pairs, *, consumer: str, token: str) -> str:
    """HMAC-SHA1 of the base string (RFC 5849, sections 3.4.1 and 3.4.2), in a few lines of its own."""
    encoded = sorted((quote(key, safe="~"), quote(value, safe="~")) for key, value in pairs)
    together = "&".join(f"{key}={value}" for key, value in encoded)
    base = "&".join(quote(part, safe="~") for part in (method, url, together))
    digest = hmac.new(f"{quote(consumer)}&{quote(token)}".encode(), base.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def test_this_files_own_signature_is_that_of_the_rfc() -> None:
    """The request for a photo in section 1.2 of RFC 5849."""
    pairs = [
        ("file", "vacation.jpg"),
        ("size", "original"),
        ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
        ("oauth_token", "nnch734d00sl2jdk"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131202"),
        ("oauth_nonce", "chapoH"),
    ]
    signed = signature(
        "GET", "http://photos.example.net/photos", pairs, consumer="kd94hf93k423kf44", token="pfkkdhi9sl3r4s00"
    )
    assert signed == "MdpQcU8iPSUjWoN/UDMsK2sui9I="


Request = tuple[str, str, str]
"""Path, Authorization header and body of a request."""


@pytest.fixture
def wiki() -> Iterator[tuple[str, list[Request]]]:
    """An address that keeps what is sent to it, and knows nobody."""
    kept: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            kept.append((self.path, self.headers.get("authorization", ""), body))
            answer = b'{"errors": [{"code": "assertuserfailed", "text": "You are not logged in."}]}'
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/w/api.php", kept
    server.shutdown()
    server.server_close()


def test_every_request_carries_the_right_signature(wiki: tuple[str, list[Request]]) -> None:
    """And no secret; what the wiki refuses is not allowed, after one more try."""
    address, kept = wiki
    refused = pytest.raises(NotAllowed, match="does not take the credentials")
    with connect(api=address, credentials=Credentials(oauth=SECRETS), deadline=10) as door, refused:
        door.account()
    assert len(kept) == 2
    for path, header, body in kept:
        assert header.startswith("OAuth ")
        fields = dict(part.strip().split("=", 1) for part in header.removeprefix("OAuth ").split(","))
        oauth = {key: unquote(value.strip('"')) for key, value in fields.items()}
        told = oauth.pop("oauth_signature")
        assert (oauth["oauth_consumer_key"], oauth["oauth_token"]) == (SECRETS[0], SECRETS[2])
        assert (oauth["oauth_version"], oauth["oauth_signature_method"]) == ("1.0", "HMAC-SHA1")
        pairs = [*parse_qsl(body, keep_blank_values=True), *oauth.items()]
        url = f"http://{urlsplit(address).netloc}{path}"
        assert told == signature("POST", url, pairs, consumer=SECRETS[1], token=SECRETS[3])
        assert SECRETS[1] not in header + body
        assert SECRETS[3] not in header + body
    assert len({header for _, header, _ in kept}) == 2
