"""Requests that end well or in one error: login, tokens, one layer of retries, the spacing of edits."""

import logging
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, wait_exponential

from ohbot.errors import NotAllowed, WikiAway
from ohbot.model import Account
from ohbot.wiki import values
from ohbot.wiki.credentials import Credentials
from ohbot.wiki.faults import Fault, Means, as_error
from ohbot.wiki.values import Json

T = TypeVar("T")
_LOG = logging.getLogger("ohbot.wiki")

_ATTEMPTS = 6
_TIMEOUT = 40.0
"""Seconds without a byte that end a request."""
_WHOLE = 600.0
"""Seconds in which a whole reply has to be there, however it comes."""
_LOGIN_WAIT = 300
"""Seconds without a login where a wiki takes no more and does not say how long: MediaWiki's own default."""
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
_DURATION = re.compile(rf"(\d+) ({'|'.join(_UNITS)})s?\b")
_BACKOFF = wait_exponential(multiplier=0.5, max=30)
_COMMON = {"format": "json", "formatversion": "2", "errorformat": "plaintext", "errorlang": "en"}
_WHO = {"action": "query", "meta": "userinfo|tokens", "uiprop": "groups|rights|blockinfo", "curtimestamp": "1"}


class Sender(Protocol):
    """What carries a request: `ohbot.wiki.pwb.Transport`, which describes the methods, or a stand-in of a test."""

    api: str

    def send(self, parameters: Mapping[str, str], *, timeout: float, limit: float) -> Json: ...
    def get(self, address: str, *, timeout: float, limit: float) -> str: ...
    def forget(self) -> None: ...


class Waits(Protocol):
    """What remembers, also from run to run, how long an account was asked to log in no more."""

    def left(self, who: str) -> float: ...
    def begin(self, who: str, seconds: float) -> None: ...


class Clock(NamedTuple):
    """Where time comes from, and how it passes."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Login(NamedTuple):
    """A session on the wiki: who, the edit token, and the wiki's time when it began (ISO 8601)."""

    account: Account
    token: str
    started: str


class Batch(NamedTuple):
    """The whole answer to one query: pages by title or id, and what the wiki calls the titles asked for."""

    pages: list[dict[str, Any]]
    renamed: dict[str, str]
    answer: dict[str, Any]


class Api:
    """The API of one wiki for one account.

    ``throttle`` is the seconds between two edits (None: as bots do, see `spacing`), ``deadline`` the seconds
    that the whole run may take, ``maxlag`` the database lag in seconds that stops a request. ``waits`` remembers
    that the wiki takes no more logins for now.
    """

    def __init__(
        self,
        transport: Sender,
        *,
        credentials: Credentials | None = None,
        throttle: float | None = None,
        deadline: float | None = None,
        maxlag: int | None = None,
        clock: Clock | None = None,
        waits: Waits | None = None,
    ) -> None:
        self.requests = 0
        self._transport = transport
        self._credentials = credentials
        self._throttle = throttle
        self._clock = clock or Clock()
        self._waits = waits
        self._until = self._clock.now() + (math.inf if deadline is None else deadline)
        self._common = _COMMON | ({} if maxlag is None else {"maxlag": str(maxlag)})
        self._login: Login | None = None
        self._free_at = -math.inf

    @property
    def address(self) -> str:
        """The API's address."""
        return self._transport.api

    # Asking

    def ask(self, parameters: Mapping[str, Any], *, page: str | None = None) -> Json:
        """The answer to a request that changes nothing; ``page`` is the title to name in an error."""
        return self.persist(lambda: self.call(parameters), page=page)

    def style(self, address: str) -> str:
        """The style sheet at an address of the wiki's own; empty where it cannot be had."""
        self.requests += 1
        try:
            return self._transport.get(address, timeout=_TIMEOUT, limit=_WHOLE)
        except Fault as fault:
            _LOG.warning("no style sheet from %s: %s", address, fault)
            return ""

    def batches(self, parameters: Mapping[str, Any], *, page: str | None = None) -> Iterator[Batch]:
        """The answers to a query, each complete, as often as the wiki continues it."""
        going: Mapping[str, Any] = {}
        parts: list[Json] = []
        while True:
            answer = self.ask({"action": "query", **parameters, **going}, page=page)
            parts.append(answer.get("query", {}))
            if answer.get("batchcomplete"):
                yield _joined(parts)
                parts = []
            if "continue" not in answer:
                return
            going = answer["continue"]

    def slices(self, things: Sequence[T]) -> Iterator[Sequence[T]]:
        """The things in as large lots as one request of this account may name (right ``apihighlimits``)."""
        login = self.persist(self._session) if things else None
        size = 500 if login and "apihighlimits" in login.account.rights else 50
        return (things[start : start + size] for start in range(0, len(things), size))

    # Who asks

    def login(self) -> Login:
        """The session, opened if need be. Raises NotAllowed, before any request, where there are no credentials."""
        login = self.persist(self._session)
        if login is None:
            raise NotAllowed(
                f"no credentials for {self.address}: set OHBOT_USERNAME and OHBOT_PASSWORD, or the four PWB_ values"
            )
        return login

    def _session(self) -> Login | None:
        """The session, opened if there are credentials."""
        if self._login is None and self._credentials is not None:
            try:
                self._login = self._open(self._credentials)
            except Fault as fault:
                if fault.means is not Means.LOGIN:
                    raise
                self._login = self._open(self._credentials)  # the new session got lost: once more
        return self._login

    def _open(self, credentials: Credentials) -> Login:
        """Log in and learn who we are."""
        if credentials.oauth is None:
            self._log_in(credentials)
        answer = self._send(_WHO | {"assert": "user"})
        query = answer["query"]
        account = values.account(query["userinfo"])
        _LOG.info("logged in to %s as %s (%s)", self.address, account.name, credentials.kind)
        return Login(account, query["tokens"]["csrftoken"], answer["curtimestamp"])

    def _log_in(self, credentials: Credentials) -> None:
        """Log in by password: ``action=login`` for a bot password, ``clientlogin`` for an account's own.

        A wiki that takes no more logins is not asked before the time that it named is over.
        """
        who = f"{credentials.username} on {self.address}"
        if self._waits and (left := self._waits.left(who)) > 0:
            raise Fault("login-throttled", f"it asked to wait, {left:.0f} seconds are left", retry_after=left)
        self._transport.forget()
        asked = self._send({"action": "query", "meta": "tokens", "type": "login"})
        token = asked["query"]["tokens"]["logintoken"]
        action = "login" if "@" in (credentials.username or "") else "clientlogin"
        answer = self._send(_login_request(action, credentials, token))[action]
        if answer.get("result", answer.get("status")) not in ("Success", "PASS"):
            fault = _login_fault(answer)
            if self._waits and fault.retry_after:
                self._waits.begin(who, fault.retry_after)
            raise fault

    # Sending

    def call(self, parameters: Mapping[str, Any], *, edit: bool = False) -> Json:
        """One request as the account, mended once where the session or the token is stale. Raises Fault."""
        try:
            return self._send(self._signed(parameters, edit))
        except Fault as fault:
            if fault.means not in (Means.LOGIN, Means.TOKEN) or self._login is None:
                raise
        _LOG.info("the session on %s is stale; logging in again", self.address)
        self._login = None
        return self._send(self._signed(parameters, edit))

    def _signed(self, parameters: Mapping[str, Any], edit: bool) -> Mapping[str, Any]:
        """The parameters with what proves who asks; an edit waits for its turn here."""
        login = self._session()
        if login is None:
            return parameters
        if not edit:
            return {**parameters, "assert": "user"}
        if (pause := self._free_at - self._clock.now()) > 0:
            if self._free_at > self._until:
                raise self._late()
            self._clock.sleep(pause)
        self._free_at = self._clock.now() + self.spacing(login.account)
        bot = {"bot": "1"} if "bot" in login.account.rights else {}
        return {**parameters, **bot, "assert": "user", "token": login.token}

    def spacing(self, account: Account) -> float:
        """The seconds between two edits: as configured, else Wikimedia's bot policy (5, and 60 without the flag)."""
        if self._throttle is not None:
            return self._throttle
        return 5.0 if "bot" in account.rights else 60.0

    def _send(self, parameters: Mapping[str, Any]) -> Json:
        """One request, counted and within the deadline."""
        left = self._until - self._clock.now()
        if left <= 0:
            raise self._late()
        self.requests += 1
        sent = {key: str(value) for key, value in (self._common | dict(parameters)).items()}
        answer = self._transport.send(sent, timeout=min(_TIMEOUT, left), limit=min(_WHOLE, left))
        if not {sent["action"], "batchcomplete"} & answer.keys():
            raise Fault("not-an-api", "JSON, but no answer to what was asked")
        return answer

    # Persisting

    def persist(self, operation: Callable[[], T], *, page: str | None = None) -> T:
        """The operation's result, tried again as long as the fault and the deadline allow.

        The operation must be safe to repeat. Raises the error of `ohbot.errors` for the last fault.
        """
        trying = Retrying(
            retry=retry_if_exception(
                lambda error: isinstance(error, Fault) and error.means in (Means.LATER, Means.UNSURE, Means.TOKEN)
            ),
            wait=_pause,
            # Often enough, or the next try would come after the deadline.
            stop=lambda state: (
                state.attempt_number >= _ATTEMPTS or self._clock.now() + state.upcoming_sleep > self._until
            ),
            before_sleep=self._announce,
            sleep=self._clock.sleep,
            reraise=True,
        )
        try:
            return trying(operation)
        except Fault as fault:
            redact = (self._credentials or Credentials()).redact
            raise as_error(fault, self.address, page=page, redact=redact) from None

    def _announce(self, state: RetryCallState) -> None:
        """Say in the log why nothing happens."""
        fault = state.outcome and state.outcome.exception()
        code = fault.code if isinstance(fault, Fault) else "?"
        _LOG.warning("%s: %s; trying again in %.1f s", self.address, code, state.upcoming_sleep)

    def _late(self) -> WikiAway:
        """The error for a run whose time is over."""
        return WikiAway(f"{self.address}: the time of this run is over; the next run goes on from here")


def _pause(state: RetryCallState) -> float:
    """The seconds to the next try: what the wiki asks for, and at least our own growing pause."""
    fault = state.outcome and state.outcome.exception()
    asked = fault.retry_after if isinstance(fault, Fault) else None
    return max(asked or 0.0, _BACKOFF(state))


def _login_request(action: str, credentials: Credentials, token: str) -> dict[str, Any]:
    """The parameters of a login by either action."""
    name, password = credentials.username, credentials.password
    if action == "login":
        return {"action": action, "lgname": name, "lgpassword": password, "lgtoken": token}
    return {
        "action": action,
        "username": name,
        "password": password,
        "logintoken": token,
        "loginreturnurl": "https://example.org/",  # required, and used by nobody
        "uselang": "en",  # its message is in no language that ``errorlang`` chooses
    }


def _login_fault(answer: Json) -> Fault:
    """The fault of a login that the wiki answered with no."""
    reason = answer.get("reason") or {"code": answer.get("messagecode"), "text": answer.get("message", "")}
    code = reason.get("code") or answer.get("result") or answer.get("status") or "unknown"
    if answer.get("status") == "UI":
        code = "UI"
    code, text = f"login-{code.removeprefix('login-')}", reason.get("text", "")
    # MediaWiki tells how long to wait in words alone: "Please wait 1 hour and 5 minutes".
    named = sum(int(number) * _UNITS[unit] for number, unit in _DURATION.findall(text))
    return Fault(code, text, retry_after=float(named or _LOGIN_WAIT) if code == "login-throttled" else None)


def _joined(parts: Sequence[Json]) -> Batch:
    """The parts of one continued answer as one."""
    pages: dict[Any, dict[str, Any]] = {}
    answer: dict[str, Any] = {}
    for part in parts:
        _merge(answer, {key: value for key, value in part.items() if key != "pages"})
        for data in part.get("pages", ()):
            _merge(pages.setdefault(data.get("pageid", data.get("title")), {}), data)
    renamed = {one["from"]: one["to"] for one in answer.get("normalized", ())}
    return Batch(list(pages.values()), renamed, answer)


def _merge(known: dict[str, Any], more: Json) -> None:
    """Add to what is known: lists grow, all else is the latest."""
    for key, value in more.items():
        known[key] = known[key] + value if isinstance(value, list) and key in known else value
