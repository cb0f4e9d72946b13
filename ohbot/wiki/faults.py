"""What can go wrong between ohbot and a wiki, as one table: code, what to do, sentence.

The codes are those of MediaWiki's API (API:Errors and warnings, and its extensions' own); those with
``http-``, ``login-``, ``no-answer`` and ``not-an-api`` are ohbot's names for what happens before an API answers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from ohbot.errors import NotAllowed, OhbotError, PageMoved, PageRefused, WikiAway

EMPTY: Mapping[str, Any] = MappingProxyType({})


class Means(Enum):
    """What a fault means for the run, and the error for people that it becomes."""

    def __init__(self, _: str, error: type[OhbotError]) -> None:
        self.error = error

    LATER = "later", WikiAway
    """The wiki did nothing: wait and send again."""
    UNSURE = "unsure", WikiAway
    """Nobody knows whether the wiki acted: wait, look, then send again."""
    TOKEN = "token", WikiAway
    """The edit token is stale: take a new one and send again."""
    LOGIN = "login", NotAllowed
    """The session is over: log in and send again, once."""
    REPLAN = "replan", PageMoved
    """The page is not what the edit was made for: read again and plan anew."""
    STOP = "stop", NotAllowed
    """No request of this run will do better."""
    REFUSED = "refused", PageRefused
    """This page only."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: the codes (as shell patterns), what they mean, and the sentence.

    The sentence may use ``{page}``, ``{wiki}``, ``{text}`` (the wiki's own words), ``{code}`` and ``{what}``
    (the particular that the wiki names: addresses, a filter, a reason).
    """

    codes: str
    means: Means
    sentence: str


RULES = (
    # The wiki is busy or away.
    Rule("maxlag", Means.LATER, "{wiki} is busy (its databases lag behind); try again later"),
    Rule("ratelimited actionthrottledtext http-429", Means.LATER,
         "{wiki} takes no more requests from this account for now; try again later"),
    Rule("readonly", Means.LATER, "{wiki} is read-only now ({what}); try again later"),
    Rule("no-answer", Means.UNSURE, "{wiki} does not answer ({text}); check the address, or try again later"),
    Rule("not-an-api", Means.UNSURE,
         "{wiki} answers, but not as the API of a MediaWiki ({text}); check the address, or try again later"),
    Rule("http-* internal_api_error_* lockmanager-fail-*", Means.UNSURE,
         "{wiki} fails ({text}); try again later"),
    Rule("login-throttled", Means.LATER, "{wiki} takes no more logins for now ({text}); try again later"),
    Rule("badtoken login-NeedToken login-WrongToken login-badtoken login-sessionfailure", Means.TOKEN,
         "{wiki} does not accept a fresh edit token; its sessions do not work, try again later"),
    # Somebody was faster.
    Rule("editconflict", Means.REPLAN, "{page}: somebody edited the page meanwhile; run ohbot again"),
    Rule("contentmodel-mismatch", Means.REPLAN,
         "{page}: somebody changed the page's content model meanwhile; run ohbot again"),
    Rule("articleexists", Means.REPLAN, "{page}: somebody created the page meanwhile; pull it first"),
    Rule("pagedeleted", Means.REPLAN,
         "{page}: somebody deleted this page during this run; nothing is created in its place, see the wiki's log"),
    Rule("missingtitle nosuchpageid", Means.REPLAN,
         "{page}: the page is not there any more (deleted or moved); run `ohbot status` to see"),
    # The account cannot go on.
    Rule("assertuserfailed assertnameduserfailed assertbotfailed", Means.LOGIN,
         "{wiki} does not take the credentials as a login; check them, then run again"),
    Rule("login-wrongpassword login-Failed login-WrongPass login-NotExists login-FAIL login-Aborted",
         Means.STOP, "{wiki} refuses the login ({text}); check OHBOT_USERNAME and OHBOT_PASSWORD"),
    Rule("login-UI", Means.STOP,
         "{wiki} asks for a second factor to log in; make a bot password (Special:BotPasswords) and use that"),
    Rule("login-*", Means.STOP, "{wiki} refuses the login ({text})"),
    Rule("mwoauth-*", Means.STOP,
         "{wiki} refuses the OAuth consumer ({text}); check the four PWB_ values and the consumer's grants"),
    Rule("blocked-partial", Means.REFUSED,
         "{page}: the account is blocked from this page ({what}); ask whoever blocked it"),
    Rule("blocked autoblocked systemblocked globalblocking-* blockedfrommail", Means.STOP,
         "the account is blocked on {wiki} ({what}); nothing is edited until the block is lifted"),
    Rule("permissiondenied readapidenied writeapidenied noapiwrite noedit noedit-anon noaction", Means.STOP,
         "{wiki} does not let this account do that ({text}); check its rights, or the grants of its password"),
    # This page only.
    Rule("protectedpage cascadeprotected protectedtitle protectednamespace* customcssprotected "
         "customjsprotected customjsonprotected sitecssprotected sitejsprotected sitejsonprotected",
         Means.REFUSED, "{page}: the page is protected ({text}); ask an administrator, or leave it as it is"),
    Rule("cantcreate cantcreate-anon nocreate-loggedin nocreatetext", Means.REFUSED,
         "{page}: the account may not create pages here; ask for the right, or let somebody create the page"),
    Rule("titleblacklist-*", Means.REFUSED,
         "{page}: the wiki's title list forbids this title ({text}); choose another title"),
    Rule("spamblacklist spam-blacklisted-*", Means.REFUSED,
         "{page}: the wiki's spam list forbids the address {what}; take it out of the session, "
         "or ask on the wiki to have it allowed"),
    Rule("abusefilter-*", Means.REFUSED,
         "{page}: the abuse filter {what} of the wiki stops this edit ({text}); "
         "change the text, or ask the wiki's administrators"),
    Rule("contenttoobig", Means.REFUSED,
         "{page}: the text is larger than the wiki allows ({text}); split the session into two pages"),
    Rule("captcha", Means.REFUSED,
         "{page}: the wiki asks for a captcha, which a bot cannot answer; "
         "ask for the right skipcaptcha (the bot flag brings it)"),
    Rule("pt-* tpt-*", Means.REFUSED,
         "{page}: the page's translation markup forbids this edit ({text}); compare the page's <translate> marks"),
    Rule("hookaborted", Means.REFUSED,
         "{page}: an extension of the wiki stopped the edit ({text}); ask the wiki's administrators"),
    Rule("invalidtitle pagecannotexist *-namespace-* immobile-* title-invalid-*", Means.REFUSED,
         "{page}: the wiki cannot have such a page ({text}); choose another title"),
    Rule("*", Means.REFUSED, "{page}: the wiki refuses this ({code}: {text})"),
)  # fmt: skip


class Fault(Exception):
    """A failed request: the API's code, its words in English, its data; ``retry_after`` is in seconds.

    It never leaves this package: `as_error` makes an error for people of it.
    """

    def __init__(
        self, code: str, text: str = "", *, data: Mapping[str, Any] = EMPTY, retry_after: float | None = None
    ) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text
        self.data = data
        self.retry_after = retry_after

    @property
    def rule(self) -> Rule:
        """The row of the table for this fault."""
        return next(rule for rule in RULES if any(fnmatchcase(self.code, one) for one in rule.codes.split()))

    @property
    def is_of_tags(self) -> bool:
        """Whether the wiki refuses the change tags, and nothing else."""
        return self.code == "badtags" or self.code.startswith("tags-apply-")

    @property
    def means(self) -> Means:
        """What the fault means for the run."""
        return self.rule.means


def as_error(fault: Fault, wiki: str, *, page: str | None = None, redact: Callable[[str], str] = str) -> OhbotError:
    """The error for people: ``wiki`` is the wiki's address, ``page`` the title at hand, if there is one.

    The sentence goes through ``redact``: a wiki may echo what it was sent.
    """
    rule = fault.rule
    text = " ".join(fault.text.split()).rstrip(".") or fault.code
    what = _particular(fault.data) or text
    sentence = rule.sentence.format(page=page or wiki, wiki=wiki, text=text, code=fault.code, what=what)
    return rule.means.error(redact(sentence))


def from_answer(answer: Mapping[str, Any], retry_after: float | None) -> Fault | None:
    """The fault that an answer of the API tells of (``errorformat=plaintext``), or None."""
    first = next(iter(answer.get("errors", ())), None)
    if first is None:
        return None
    data = first.get("data") or {}
    partial = first["code"] == "blocked" and data.get("blockinfo", {}).get("blockpartial")
    code = "blocked-partial" if partial else first["code"]
    return Fault(code, first.get("text", ""), data=data, retry_after=retry_after)


def _particular(data: Mapping[str, Any]) -> str | None:
    """What the wiki names beyond its sentence: addresses, the filter, the reason of a block or read-only time."""
    block = data.get("blockinfo") or {}
    candidates = (
        ", ".join(map(str, (data.get("spamblacklist") or {}).get("matches", ()))),
        str((data.get("abusefilter") or {}).get("description", "")),
        ": ".join(filter(None, (block.get("blockedby"), block.get("blockreason")))),
        str(data.get("readonlyreason", "")),
    )
    return next(filter(None, candidates), None)
