"""Which wiki a login is for: it goes to no other, whatever an archive says that came from somewhere."""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from ohbot.errors import InputError, NotAllowed

NAMED_BY = "OHBOT_WIKI"
"""The variable that names the wikis of a login: hosts, or addresses of their APIs, with blanks between them."""

_PLAIN = re.compile(
    r"https?://(?:\[[0-9a-f:.]+\]|[^\s\x00-\x20\\/?#@\[\]:%]+)(?::\d+)?(?:[/?][^\s\x00-\x20\\#]*)?", re.I
)
_PORTS = {"http": 80, "https": 443}


def check_address(api: str) -> str:
    """An API's address of which everybody reads the same host; raises InputError for any other."""
    if _PLAIN.fullmatch(api) is None:
        raise InputError(f"{api!r} is no API address; write it as in https://wiki.example.org/w/api.php")
    return api


def is_loopback(address: str) -> bool:
    """Whether the address is on this very machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def require_meant(address: str, wikis: Sequence[str]) -> None:
    """Raise NotAllowed where a login for these wikis must not go to this address.

    A login that names no wiki goes to this very machine alone.
    """
    if any(_means(word, urlsplit(address)) for word in wikis) or (not wikis and is_loopback(address)):
        return
    parts = urlsplit(address)
    short = parts.netloc if parts.scheme == "https" else address
    whose = f"the login is for {' '.join(wikis)}" if wikis else "nothing says which wiki the login is for"
    raise NotAllowed(
        f"{whose}, and ohbot.toml names {address}: nothing was sent there. "
        f"If the login is meant for it, set {NAMED_BY}={short} beside it"
    )


def _means(word: str, api: SplitResult) -> bool:
    """Whether a word names this API: its host alone (for https), or its address."""
    try:
        named = urlsplit(word if "://" in word else f"https://{word}")
        same_host = _origin(named) == _origin(api)
    except ValueError:
        return False
    return same_host and named.path in ("", "/", api.path)


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
