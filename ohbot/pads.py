"""The only door to pads: one text of Etherpad or HedgeDoc over HTTP, bounded in bytes and in time.

A person typed the address, so also a pad in a private network is read. But nothing is sent there beside the request
(no login, no cookie), and no reply leads to another host.
"""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from ohbot import __version__
from ohbot.errors import Exit, InputError, OhbotError, UsageError

MOST_BYTES = 10_000_000
SECONDS = 30.0
"""What the whole may take, however slowly the reply drips."""
REDIRECTS = 3
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PATHS = (
    # a pad's page or export, what its text is called there
    (re.compile(r"(?P<pad>(?:/[^/]+)*/p/[^/]+)(?:/(?:export/\w+|timeslider))?/?"), "/export/txt"),
    (re.compile(r"(?P<pad>(?:/s)?/[\w-]+)(?:/(?:edit|publish))?/?"), "/download"),
    (re.compile(r"(?P<pad>(?:/[^/]+)*/[\w-]+)/download/?"), "/download"),
)


class PadAway(OhbotError):
    """The pad's server is away, busy or slow: the same command later may help."""

    exit_code = Exit.AWAY


@dataclass(frozen=True, slots=True)
class Pad:
    """A pad: ``address`` is that of its page, without query, and ``text`` that of its text."""

    address: str
    text: str


def is_address(word: str) -> bool:
    """Whether a word is an address rather than a file."""
    return _ADDRESS.match(word) is not None


def pad_at(word: str) -> Pad:
    """The pad that an address means, be it that of its page or of its export; raises UsageError for any other."""
    parts = _split(word)
    if parts is None or parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{word}: no pad is read from there; name one by its http:// or https:// address, or a file")
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"{parts.hostname}: this address holds a name or password, and no login is sent to pads; leave it out"
        )
    for pattern, export in _PATHS:
        if found := pattern.fullmatch(parts.path):
            page = parts._replace(path=found["pad"], query="", fragment="").geturl()
            return Pad(page, f"{page}{export}")
    raise UsageError(
        f"{word}: this is no address of a pad, as in https://pad.example.org/p/hours (Etherpad) or "
        "https://notes.example.org/hours (HedgeDoc); save what is there, and import the file"
    )


def _split(word: str) -> SplitResult | None:
    try:
        parts = urlsplit(word)
        _ = parts.port
    except ValueError:
        return None
    return parts


def read_pad(pad: Pad, *, most: int = MOST_BYTES, seconds: float = SECONDS) -> bytes:
    """The text of a pad now; raises PadAway or InputError with what is wrong there."""
    found: list[bytes | Exception] = []

    def read() -> None:
        try:
            found.append(_fetched(pad, most, seconds))
        except Exception as error:  # raised where it was asked for
            found.append(error)

    thread = threading.Thread(target=read, name="ohbot-pad", daemon=True)
    thread.start()
    thread.join(seconds)  # a time limit of the library counts for each piece of a reply anew
    if not found:
        raise PadAway(f"{pad.address}: the pad took longer than {seconds:.0f} seconds to answer; try again later")
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def _fetched(pad: Pad, most: int, seconds: float) -> bytes:
    import requests  # it costs a tenth of a second, which --help and other imports need not take

    headers = {"User-Agent": f"ohbot/{__version__}", "Accept": "text/plain, text/markdown"}
    no_login = lambda request: request  # noqa: E731  # else a login of ~/.netrc would be sent
    get = partial(requests.get, headers=headers, auth=no_login, stream=True, allow_redirects=False, timeout=seconds)
    try:
        return _text(pad, most, get)
    except requests.RequestException as error:
        why = "is too slow" if isinstance(error, requests.Timeout) else f"cannot be reached ({type(error).__name__})"
        raise PadAway(f"{pad.address}: the pad's server {why}; try again later") from None


def _text(pad: Pad, most: int, get: Callable[[str], Any]) -> bytes:
    address = pad.text
    for _ in range(REDIRECTS + 1):
        with get(address) as reply:
            if not reply.is_redirect:
                _require_text(pad, reply.status_code, reply.headers.get("Content-Type", ""))
                return _limited(pad, most, reply.iter_content(65536))
            address = _followed(pad, address, reply.headers["Location"])
    raise InputError(f"{pad.address}: the pad leads from address to address; name the one of its text")


def _limited(pad: Pad, most: int, pieces: Iterator[bytes]) -> bytes:
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > most:
            raise InputError(f"{pad.address}: the pad has more than {most:,} bytes; is this a transcript?")
    return bytes(content)


def _followed(pad: Pad, address: str, location: str) -> str:
    """Where a reply leads to; raises InputError where that is another host, or where it can be overheard."""
    here, there = urlsplit(address), _split(urljoin(address, location))
    is_home = there is not None and (there.scheme, there.netloc) == (here.scheme, here.netloc)
    is_safer = there is not None and (there.scheme, there.hostname, there.port) == ("https", here.hostname, None)
    if there is None or not (is_home or is_safer):
        raise InputError(
            f"{pad.address}: the pad leads to another place, {location[:200]}, and ohbot does not follow; name that "
            "one, if you trust it, or log in with a browser and save the text"
        )
    return there.geturl()


def _require_text(pad: Pad, status: int, kind: str) -> None:
    if status in (401, 403):
        raise InputError(f"{pad.address}: the pad is not open to everybody; save its text, and import the file")
    if status in (404, 410):
        raise InputError(f"{pad.address}: there is no such pad; look at the address")
    if status == 429 or status >= 500:
        raise PadAway(f"{pad.address}: the pad's server is busy or broken (HTTP {status}); try again later")
    if status != 200:
        raise InputError(f"{pad.address}: the pad's server answers HTTP {status}; look at the address in a browser")
    if kind.partition(";")[0].strip().lower() not in _TEXTS:
        raise InputError(
            f"{pad.address}: what is there is no text but {kind[:60]}; save the pad's text, and import it"
        )


_TEXTS = ("text/plain", "text/markdown", "text/x-markdown", "application/octet-stream", "")
