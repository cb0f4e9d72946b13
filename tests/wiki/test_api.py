"""Requests that end well or in one error, against a wiki of a few lines that fails on purpose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from ohbot.errors import NotAllowed, OhbotError, PageMoved, PageRefused, WikiAway
from ohbot.wiki import Credentials, Wiki
from ohbot.wiki.api import Api, Clock
from ohbot.wiki.faults import Fault
from ohbot.wiki.texts import sha1_of
from ohbot.wiki.values import Json

CREDENTIALS = Credentials("Tea bot", "s3cret-word")
STAMP = "2026-01-01T00:00:00Z"


@dataclass
class Time:
    """A clock on which nobody waits."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        self.slept.append(seconds)
        self.now += seconds

    @property
    def clock(self) -> Clock:
        """The clock to hand over."""
        return Clock(lambda: self.now, self.sleep)


@dataclass
class Tiny:
    """A wiki with one page, a list of faults to raise (None: none), and a count of what was asked.

    A fault of ``before`` comes instead of the action, one of ``after`` once the wiki has acted.
    """

    before: list[Fault | None] = field(default_factory=list)
    after: list[Fault | None] = field(default_factory=list)
    login: list[Fault | None] = field(default_factory=list)
    rights: tuple[str, ...] = ("edit", "bot", "apihighlimits")
    texts: list[str] = field(default_factory=lambda: ["old"])
    asked: list[str] = field(default_factory=list)
    sent: list[Mapping[str, str]] = field(default_factory=list)
    api: str = "https://wiki.example/api.php"

    def send(self, parameters: Mapping[str, str], *, timeout: float, limit: float) -> Json:
        """Answer or fail."""
        kind = self._kind(parameters)
        self.asked.append(kind)
        self.sent.append(parameters)
        self._fail(self.before, kind)
        answer: Json = getattr(self, f"_{kind}")(parameters)
        self._fail(self.after, kind)
        return answer

    def get(self, address: str, *, timeout: float, limit: float) -> str:
        """A style sheet that tells its address."""
        return f"/* {address} */"

    def forget(self) -> None:
        """There is nothing to forget."""

    def _kind(self, parameters: Mapping[str, str]) -> str:
        if parameters.get("type") == "login":
            return "token"
        if parameters.get("meta", "").startswith("userinfo"):
            return "who"
        return parameters["action"]

    def _fail(self, faults: list[Fault | None], kind: str) -> None:
        faults = faults if kind in ("edit", "query") else self.login
        fault = faults.pop(0) if faults else None
        if fault:
            raise fault

    def _token(self, parameters: Mapping[str, str]) -> Json:
        return {"query": {"tokens": {"logintoken": "t"}}}

    def _clientlogin(self, parameters: Mapping[str, str]) -> Json:
        return {"clientlogin": {"status": "PASS"}}

    def _who(self, parameters: Mapping[str, str]) -> Json:
        user = {"name": "Tea bot", "groups": [], "rights": self.rights}
        return {"query": {"userinfo": user, "tokens": {"csrftoken": "c"}}, "curtimestamp": STAMP}

    def _parse(self, parameters: Mapping[str, str]) -> Json:
        return {"parse": {"text": expanded(parameters["text"])}}

    def _query(self, parameters: Mapping[str, str]) -> Json:
        page = {"pageid": 1, "ns": 0, "title": "Tea", "revisions": [self._revision()]}
        return {"batchcomplete": True, "query": {"pages": [page]}}

    def _revision(self) -> dict[str, Any]:
        number, text = len(self.texts), self.texts[-1]
        return {
            "revid": number,
            "parentid": number - 1,
            "timestamp": STAMP,
            "slots": {"main": {"sha1": sha1_of(text)}},
        }

    def _edit(self, parameters: Mapping[str, str]) -> Json:
        if int(parameters["baserevid"]) != len(self.texts):
            raise Fault("editconflict")
        self.texts.append(expanded(parameters["text"]))
        ids = {"oldrevid": len(self.texts) - 1, "newrevid": len(self.texts), "newtimestamp": STAMP}
        return {"edit": {"result": "Success", "pageid": 1, "title": "Tea", **ids}}


def expanded(text: str) -> str:
    """The text with its signatures."""
    return text.replace("{{subst:REVISIONUSER}}", "Tea bot").replace("~~~~", "[[User:Tea bot|Tea bot]] 12:00")


def wiki_of(tiny: Tiny, time: Time | None = None, **options: Any) -> Wiki:
    """The door to the tiny wiki."""
    return Wiki(Api(tiny, credentials=CREDENTIALS, clock=(time or Time()).clock, **options))


def save(wiki: Wiki, text: str = "new", base: int = 1) -> bool:
    """One save; whether it changed anything."""
    return wiki.save("Tea", text, base=base, summary="s", page_id=1).changed


PASSING = [
    *("maxlag", "ratelimited", "readonly", "http-429", "http-500", "http-503", "no-answer", "not-an-api"),
    *("badtoken", "assertuserfailed", "internal_api_error_DBQueryError"),
]


@pytest.mark.parametrize("code", PASSING)
def test_a_fault_before_the_wiki_acts_passes(code: str) -> None:
    """The edit arrives once."""
    tiny = Tiny(before=[Fault(code)])
    assert save(wiki_of(tiny))
    assert tiny.texts == ["old", "new"]


@pytest.mark.parametrize("code", ["no-answer", "not-an-api", "http-500", "http-503"])
def test_after_a_lost_reply_the_page_is_read_and_nothing_sent_again(code: str) -> None:
    """The edit is found where it is."""
    tiny = Tiny(after=[Fault(code)])
    assert save(wiki_of(tiny))
    assert tiny.texts == ["old", "new"]
    assert tiny.asked.count("edit") == 1


def test_a_lost_edit_is_known_by_what_the_wiki_makes_of_it() -> None:
    """What it substitutes is expanded by now."""
    tiny = Tiny(after=[Fault("no-answer")])
    saved = wiki_of(tiny).save("Tea", "by {{subst:REVISIONUSER}}", base=1, summary="s")
    assert (saved.changed, saved.text) == (True, "by Tea bot")
    assert tiny.asked.count("edit") == 1


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("code", [*PASSING, "login-sessionfailure"])
def test_a_fault_anywhere_in_a_login_passes(code: str, place: int) -> None:
    """Before or after each of its three requests."""
    tiny = Tiny(login=[*[None] * place, Fault(code)])
    assert save(wiki_of(tiny))
    assert tiny.texts == ["old", "new"]


def test_a_lost_reply_and_somebodys_edit_together_mean_to_plan_anew() -> None:
    """Nobody can tell then what is stored: it is read again."""
    tiny = Tiny(after=[Fault("no-answer")])
    wiki = wiki_of(tiny, clock_hook(tiny))
    with pytest.raises(PageMoved):
        save(wiki)
    assert tiny.asked.count("edit") == 1


def clock_hook(tiny: Tiny) -> Time:
    """A clock during whose pauses somebody edits the page."""

    class Busy(Time):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            tiny.texts.append(f"{tiny.texts[-1]} and a person's words")

    return Busy()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("editconflict", PageMoved),
        ("protectedpage", PageRefused),
        ("abusefilter-warning", PageRefused),
        ("blocked", NotAllowed),
        ("a-novelty", PageRefused),
    ],
)
def test_what_does_not_pass_is_not_tried_again(code: str, kind: type[OhbotError]) -> None:
    """One request, one error."""
    tiny, time = Tiny(before=[Fault(code)]), Time()
    with pytest.raises(kind):
        save(wiki_of(tiny, time))
    assert tiny.asked.count("edit") == 1
    assert time.slept == []


def test_a_wiki_that_stays_away_ends_after_some_tries() -> None:
    """With pauses that grow, and the address in the sentence."""
    tiny, time = Tiny(before=[Fault("no-answer", "Connection refused")] * 99), Time()
    with pytest.raises(WikiAway, match=r"wiki\.example/api\.php does not answer \(Connection refused\)"):
        wiki_of(tiny, time).pages(["Tea"])
    assert time.slept == [0.5, 1, 2, 4, 8]


def test_retry_after_is_honoured() -> None:
    """Where it is longer than our own pause."""
    tiny, time = Tiny(before=[Fault("maxlag", retry_after=7), Fault("http-429", retry_after=0)]), Time()
    wiki_of(tiny, time).pages(["Tea"])
    assert time.slept == [7, 1]


def test_no_pause_goes_beyond_the_deadline() -> None:
    """The run ends before, in a known state."""
    tiny, time = Tiny(before=[Fault("maxlag", retry_after=60)]), Time()
    with pytest.raises(WikiAway):
        wiki_of(tiny, time, deadline=30).pages(["Tea"])
    assert time.slept == []


def test_after_the_deadline_nothing_is_sent() -> None:
    """The sentence says that the next run goes on."""
    tiny, time = Tiny(), Time()
    wiki = wiki_of(tiny, time, deadline=30)
    time.now = 31
    with pytest.raises(WikiAway, match="the next run goes on"):
        wiki.pages(["Tea"])
    assert tiny.asked == []


@pytest.mark.parametrize(("rights", "throttle", "pause"), [(("bot",), None, 5), ((), None, 60), ((), 2.5, 2.5)])
def test_edits_are_spaced(rights: tuple[str, ...], throttle: float | None, pause: float) -> None:
    """As the bot policy asks, or as configured; the first one need not wait."""
    time = Time()
    wiki = wiki_of(Tiny(rights=rights), time, throttle=throttle)
    save(wiki, "one", 1)
    save(wiki, "two", 2)
    assert time.slept == [pause]


def test_a_session_that_cannot_be_renewed_is_not_allowed() -> None:
    """Logged out, logged in again, and still not taken."""
    tiny = Tiny(before=[Fault("assertuserfailed")] * 2)
    with pytest.raises(NotAllowed):
        save(wiki_of(tiny))
    assert tiny.asked.count("clientlogin") == 2


def test_an_edit_sends_its_guards() -> None:
    """The base without a time stamp (else the wiki lets conflicts with our own edits pass), never minor."""
    tiny = Tiny()
    save(wiki_of(tiny, maxlag=5))
    sent = tiny.sent[-1]
    wanted = {"baserevid": "1", "nocreate": "1", "notminor": "1", "watchlist": "nochange", "pageid": "1"}
    assert wanted.items() <= sent.items()
    assert {"assert": "user", "bot": "1", "maxlag": "5", "token": "c"}.items() <= sent.items()
    assert not {"basetimestamp", "recreate", "createonly", "minor"} & sent.keys()


def test_a_flag_that_the_account_has_not_is_not_sent() -> None:
    """Nor is an edit marked minor for it."""
    tiny = Tiny(rights=("edit",))
    save(wiki_of(tiny))
    assert "bot" not in tiny.sent[-1]


def test_five_hundred_pages_are_one_request_with_the_right_for_it() -> None:
    """Fifty without."""
    names = [f"Tea {number}" for number in range(120)]
    for rights, cost in ((("apihighlimits",), 1), ((), 3)):
        tiny = Tiny(rights=rights)
        with pytest.raises(PageRefused):  # it answers for "Tea" alone
            wiki_of(tiny).pages(names)
        del tiny.asked[:]
        list(wiki_of(tiny).revisions(range(1, 121)))
        assert tiny.asked.count("query") == cost


def test_an_answer_to_something_else_is_no_answer() -> None:
    """JSON alone does not make an API of MediaWiki."""
    tiny = Tiny()
    tiny._query = lambda parameters: {"status": "fine"}  # type: ignore[method-assign]
    with pytest.raises(WikiAway, match="not as the API of a MediaWiki"):
        wiki_of(tiny).pages(["Tea"])


def test_a_page_that_vanishes_right_after_the_save_means_to_plan_anew() -> None:
    """What is stored cannot be told then."""
    tiny = Tiny()
    tiny._query = lambda parameters: {"query": {"badrevids": {}}, "batchcomplete": True}  # type: ignore[method-assign]
    with pytest.raises(PageMoved):
        save(wiki_of(tiny), "by {{subst:REVISIONUSER}}")


def test_a_text_is_never_signed() -> None:
    """A signature would notify whoever is linked beside it."""
    tiny = Tiny()
    with pytest.raises(PageRefused, match="sign as this account and notify"):
        save(wiki_of(tiny), "[[User:Robin]] came ~~~~")
    assert tiny.texts == ["old"]


@pytest.mark.parametrize(
    ("fault", "left"),
    [
        (Fault("badtags", data={"disallowedtags": ["one"]}), "two"),
        (Fault("badtags"), ""),
        (Fault("tags-apply-no-permission"), ""),
        (Fault("tags-apply-not-allowed-one"), ""),
    ],
    ids=lambda what: what.code if isinstance(what, Fault) else what,
)
def test_a_change_tag_never_fails_a_save(fault: Fault, left: str, caplog: pytest.LogCaptureFixture) -> None:
    """What the wiki does not let the account set is left out from then on, and told once."""
    tiny = Tiny(before=[fault])
    wiki = Wiki(Api(tiny, credentials=CREDENTIALS, throttle=0.0), tags=("one", "two"))
    for text in ("new", "newer"):
        assert wiki.save("Tea", text, base=len(tiny.texts), summary="s").changed
    assert [sent.get("tags", "") for sent in tiny.sent if sent["action"] == "edit"] == ["one|two", left, left]
    assert caplog.text.count("change tag") == 1


def test_no_answer_of_an_edit_is_taken_for_success() -> None:
    """A captcha comes without an error."""
    tiny = Tiny()
    tiny._edit = lambda parameters: {"edit": {"result": "Failure", "captcha": {}}}  # type: ignore[method-assign]
    with pytest.raises(PageRefused, match="captcha"):
        save(wiki_of(tiny))


@dataclass
class Remembered:
    """Waits for logins, as runs remember them."""

    time: Time
    until: dict[str, float] = field(default_factory=dict)

    def left(self, who: str) -> float:
        """The seconds that are left."""
        return self.until.get(who, 0.0) - self.time.now

    def begin(self, who: str, seconds: float) -> None:
        """Wait from now on."""
        self.until[who] = self.time.now + seconds


@dataclass
class Throttling(Tiny):
    """A wiki that takes no login before a moment, and says in words how long it wants to be left alone."""

    time: Time = field(default_factory=Time)
    opens: float = 300
    words: str = "You have made too many recent login attempts.\nPlease wait 5 minutes before trying again."
    tried: list[float] = field(default_factory=list)

    def _clientlogin(self, parameters: Mapping[str, str]) -> Json:
        self.tried.append(self.time.now)
        if self.time.now >= self.opens:
            return super()._clientlogin(parameters)
        assert parameters["uselang"] == "en"
        return {"clientlogin": {"status": "FAIL", "messagecode": "login-throttled", "message": self.words}}


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("Please wait 5 minutes before trying again.", 300),
        ("Please wait 1 hour, 2 minutes and 3 seconds before trying again.", 3723),
        ("Please wait 2 days before trying again.", 2 * 86400),
        ("Please wait.", 300),
    ],
)
def test_a_wiki_that_takes_no_more_logins_is_left_alone_as_long_as_it_says(words: str, seconds: float) -> None:
    """Two logins in all: the one that was refused, and one when the time is over."""
    tiny = Throttling(words=words, opens=seconds)
    wiki_of(tiny, tiny.time).account()
    assert tiny.tried == [0, seconds]


def test_a_wait_for_a_login_that_outlasts_a_run_is_heeded_by_the_next_ones() -> None:
    """They send nothing, as long as it lasts; another account is not meant."""
    tiny = Throttling(opens=300)
    waits = Remembered(tiny.time)
    for moment in (0, 60, 120, 240):
        tiny.time.now = moment
        sent = len(tiny.sent)
        with pytest.raises(WikiAway, match="takes no more logins for now"):
            wiki_of(tiny, tiny.time, deadline=20, waits=waits).account()
        assert (len(tiny.sent) == sent) == (moment > 0)
    tiny.time.now = 290
    wiki_of(tiny, tiny.time, deadline=20, waits=waits).account()
    assert tiny.tried == [0, 300]
    assert list(waits.until) == [f"Tea bot on {tiny.api}"]
