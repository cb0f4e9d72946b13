"""pywikibot, tamed: imported late, from a private folder, silent, and as one plain HTTP request at a time.

Of pywikibot this uses what it does best: the families (which wiki has which address), the HTTP session with
its certificates, proxies and OAuth signatures, the User-Agent that Wikimedia asks for, and a person's own
``user-config.py``. Its API layer stays out: it retries by itself for up to 22 minutes, sends an edit again
after a time-out without looking, and writes whole requests to its log (with the password in them).
"""

import logging
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar
from importlib import import_module
from pathlib import Path
from threading import TIMEOUT_MAX, Thread
from types import SimpleNamespace
from typing import Any, TypeVar

from ohbot import __version__
from ohbot.errors import InputError
from ohbot.wiki.credentials import Credentials, Redaction
from ohbot.wiki.faults import Fault, from_answer
from ohbot.wiki.values import Json

CONFIG = "user-config.py"
_MODULES = ("pywikibot.bot", "pywikibot.comms.http", "pywikibot.family", "pywikibot.login")
_CONNECT_SECONDS = 10.0
_PHRASES = ("Connection refused", "Name or service not known", "Connection reset", "timed out")
_NAMES = {
    "ConnectTimeout": "time-out",
    "ReadTimeout": "time-out",
    "SSLError": "its certificate is not valid",
    "ConnectionError": "connection lost",
    "ChunkedEncodingError": "connection lost",
    "ContentDecodingError": "connection lost",
}
_LOG = logging.getLogger("ohbot.pywikibot")
T = TypeVar("T")


class Transport:
    """One wiki's API over pywikibot's HTTP session: one call of `send` is one request."""

    def __init__(self, api: str, *, credentials: Credentials | None, contact: str | None) -> None:
        self.api = api
        self._auth = credentials.oauth if credentials else None
        self._redact = (credentials or Credentials()).redact
        self._cookies = CookieJar()
        self._agent = _agent(contact)

    def send(self, parameters: Mapping[str, str], *, timeout: float, limit: float = TIMEOUT_MAX) -> Json:
        """Post one request and give its answer. Raises Fault, with no secret in it.

        ``timeout`` is how many seconds may pass without a byte, ``limit`` how many until the whole reply is there.
        """
        return _answer(self._fetched(self.api, {"method": "POST", "data": dict(parameters)}, timeout, limit))

    def get(self, address: str, *, timeout: float, limit: float) -> str:
        """The text at an address of the wiki's own. Raises Fault; ``timeout`` and ``limit`` as for `send`."""
        response = self._fetched(address, {"method": "GET"}, timeout, limit)
        if response.status_code != 200:
            raise Fault(*_http_fault(response))
        return str(response.text)

    def _fetched(self, address: str, how: Json, timeout: float, limit: float) -> Any:
        """The response to one request, which no redirect leads elsewhere."""
        from pywikibot import config
        from pywikibot.comms import http

        http.session.cookies = self._cookies
        config.socket_timeout = (min(_CONNECT_SECONDS, timeout), timeout)
        always = {"headers": {"user-agent": self._agent}, "auth": self._auth, "allow_redirects": False}

        def fetched() -> Any:
            return http.fetch(address, default_error_handling=False, **always, **how)

        try:
            response = _within(limit, fetched)
        except Fault:  # session and cookies are left to the request that goes on: its late reply changes nothing here
            http.session = type(http.session)()
            left, self._cookies = self._cookies, CookieJar()
            for cookie in left:
                self._cookies.set_cookie(cookie)
            raise
        if isinstance(response, Exception):
            named = next((phrase for phrase in _PHRASES if phrase in str(response)), None)
            kind = type(response).__name__
            raise Fault("no-answer", self._redact(named or _NAMES.get(kind, kind)))
        return response

    def forget(self) -> None:
        """Drop the session's cookies, so that the next login starts from nothing."""
        self._cookies.clear()


def _within(seconds: float, ask: Callable[[], T]) -> T:
    """What ``ask`` gives, or a Fault after so many seconds.

    The HTTP library's own time-out starts anew with every byte: a reply that drips, in its head or its body, never
    meets it. So it is waited for beside the clock, and left to itself when the time is over.
    """
    asked: Future[T] = Future()

    def run() -> None:
        try:
            asked.set_result(ask())
        except BaseException as error:
            asked.set_exception(error)

    Thread(target=run, name="ohbot-request", daemon=True).start()
    try:
        return asked.result(min(seconds, TIMEOUT_MAX))
    except TimeoutError:
        if asked.done():
            raise
        raise Fault("no-answer", "its reply does not end") from None


def _answer(response: Any) -> Json:
    """The JSON of a response, or the fault that it is."""
    wait = _seconds(response.headers.get("retry-after"))
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if isinstance(answer, dict) and (fault := from_answer(answer, wait)):
        raise fault
    if response.status_code != 200:
        raise Fault(*_http_fault(response), retry_after=wait)
    if not isinstance(answer, dict):
        kind = response.headers.get("content-type", "no content type").partition(";")[0]
        what = "JSON that breaks off" if kind == "application/json" else f"{kind} instead of JSON"
        raise Fault("not-an-api", what)
    return answer


def _http_fault(response: Any) -> tuple[str, str]:
    """Code and words for a response whose status is not 200."""
    status = f"HTTP {response.status_code} {response.reason}".rstrip()
    if response.is_redirect:
        return "not-an-api", f"{status}, moved to {response.headers['location']}"
    if response.status_code == 501 or (400 <= response.status_code < 500 and response.status_code != 429):
        return "not-an-api", status
    return f"http-{response.status_code}", status


def _seconds(retry_after: str | None) -> float | None:
    """The seconds of a Retry-After header, which is a number or a date (RFC 9110)."""
    if not retry_after:
        return None
    with suppress(ValueError):
        return max(0.0, float(retry_after))
    with suppress(ValueError):
        moment = parsedate_to_datetime(retry_after)
        return max(0.0, (moment - moment.now(moment.tzinfo)).total_seconds())
    return None


def _agent(contact: str | None) -> str:
    """The User-Agent that Wikimedia's policy asks for: program, version, contact, library."""
    import pywikibot

    who = " ".join(contact.split()) if contact else "no contact given"
    plain = who.encode("ascii", "replace").decode().replace("{", "(").replace("}", ")")
    return f"ohbot/{__version__} ({plain}) Pywikibot/{pywikibot.__version__}"


# The import


def load(folder: Path, *, credentials: Credentials | None, user_config: Path | None) -> None:
    """Import pywikibot so that it knows nothing but ``folder``, and a person's own config if there is one.

    Its log goes to the logger ``ohbot.pywikibot`` alone. Raises InputError for a config that does not work.
    """
    config_text = _own_config(user_config) if user_config else ""
    if user_config and "pywikibot" in sys.modules:
        raise InputError(f"{user_config}: another connection of this process came first; start ohbot anew")
    (folder / CONFIG).touch(mode=0o600)
    (folder / CONFIG).write_text(config_text, encoding="utf-8")
    theirs = logging.getLogger("pywiki")  # whose records come to ours, redacted
    theirs.handlers, theirs.propagate = [_Forward(credentials)], False
    with _alone(folder):
        try:
            for name in _MODULES:
                import_module(name)
        except (Exception, SystemExit) as error:  # of its text the sentence has nothing: it may hold secrets
            if user_config is None:
                raise
            raise InputError(f"{user_config}: pywikibot cannot use it ({type(error).__name__})") from None
    _settle(folder, user_config)


def _own_config(path: Path) -> str:
    """The text of a person's user-config.py; refused where others could have written it."""
    try:
        if path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise InputError(f"{path}: others may write this file, and it would be run; chmod go-w it")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8"
        raise InputError(f"{path}: cannot be read ({why}); see user_config under [wiki] in ohbot.toml") from None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No command line, and an environment that names the folder, for as long as the import takes."""
    arguments, environment = sys.argv, dict(os.environ)
    sys.argv = ["ohbot"]
    for name in [name for name in os.environ if name.startswith(("PYWIKIBOT_", "PWB_"))]:
        del os.environ[name]
    os.environ["PYWIKIBOT_DIR"] = str(folder)
    try:
        yield
    finally:
        sys.argv = arguments
        os.environ.clear()
        os.environ.update(environment)


def _settle(folder: Path, user_config: Path | None) -> None:
    """Set what pywikibot keeps in global state: no files but in the folder, no questions, no own waits."""
    import pywikibot
    from pywikibot import config

    pywikibot.logging._init_routines.clear()  # they would print to stderr
    config.base_dir = str(folder)
    config.put_throttle = config.minthrottle = config.maxthrottle = 0
    config.max_retries, config.retry_wait, config.simulate = 1, 0, False
    config.solve_captcha = False
    if user_config and config.password_file:
        config.password_file = str(user_config.resolve().parent / config.password_file)


class _Forward(logging.Handler):
    """Hands records over to the logger ``ohbot.pywikibot``."""

    def __init__(self, credentials: Credentials | None) -> None:
        super().__init__()
        self.addFilter(Redaction(credentials))

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record again under our name."""
        record.name = _LOG.name
        if _LOG.isEnabledFor(record.levelno):
            _LOG.handle(record)


def stop() -> None:
    """Tell pywikibot that the work is done."""
    import pywikibot

    pywikibot.stopme()


# What families and a person's config know


def api_of(family: str, code: str) -> str:
    """The API's address of a wiki that pywikibot knows. Raises InputError for an unknown one."""
    from pywikibot.exceptions import Error
    from pywikibot.family import Family

    try:
        known = Family.load(family)
        if code not in known.langs:
            raise InputError(f"the family {family!r} has no wiki {code!r}; set api = to the wiki's API address")
        return str(known.base_url(code, known.apipath(code)))
    except Error:
        raise InputError(
            f"no such wiki family: {family!r}; take one that pywikibot has, or set api = to the wiki's API address"
        ) from None


def configured(api: str, family: str | None, code: str | None) -> Credentials | None:
    """The credentials in the user-config.py that is loaded, for this wiki, or None."""
    from pywikibot import config
    from pywikibot.comms import http
    from pywikibot.login import LoginManager

    oauth = http.get_authentication(api)
    if oauth and len(oauth) == 4:
        return Credentials(oauth=oauth)
    names = config.usernames.get(family or "", {}) or config.usernames.get("*", {})
    user = names.get(code) or names.get("*")
    if not user or not config.password_file:
        return None
    # What a password file asks of a site; a real one asks the network.
    place = SimpleNamespace(family=SimpleNamespace(name=family or "*"), code=code or "*")
    try:
        manager = LoginManager(site=place, user=user)
    except (Exception, SystemExit) as error:  # of its text the sentence has nothing: it holds secrets
        why = "there is no such file" if isinstance(error, FileNotFoundError) else type(error).__name__
        raise InputError(f"{config.password_file}: pywikibot cannot read the password there ({why})") from None
    return Credentials(manager.login_name, manager.password) if manager.password else None
