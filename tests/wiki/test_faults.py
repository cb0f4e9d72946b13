"""The table of faults: each code ends in the right class, with a sentence for people."""

import pytest

from ohbot.errors import NotAllowed, OhbotError, PageMoved, PageRefused, WikiAway
from ohbot.wiki.faults import RULES, Fault, as_error, from_answer

WIKI = "https://wiki.example/api.php"


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (WikiAway, "maxlag ratelimited readonly http-429 http-500 http-503 badtoken no-answer not-an-api"),
        (WikiAway, "internal_api_error_DBQueryError login-throttled"),
        (PageMoved, "editconflict articleexists missingtitle pagedeleted nosuchpageid"),
        (NotAllowed, "blocked autoblocked assertuserfailed permissiondenied mwoauth-invalid-authorization"),
        (NotAllowed, "login-wrongpassword login-UI login-Failed login-anything readapidenied"),
        (PageRefused, "protectedpage cascadeprotected protectedtitle titleblacklist-forbidden spamblacklist"),
        (PageRefused, "abusefilter-disallowed abusefilter-warning contenttoobig captcha hookaborted"),
        (PageRefused, "pt-parse-open tpt-translate-title-invalid invalidtitle blocked-partial cantcreate"),
        (PageRefused, "a-code-that-nobody-knows"),
    ],
)
def test_a_code_ends_in_its_class(kind: type[OhbotError], codes: str) -> None:
    """The class tells what the run does next."""
    for code in codes.split():
        assert type(as_error(Fault(code, "some words"), WIKI, page="Tea")) is kind, code


def test_a_refused_page_is_named() -> None:
    """For every code that concerns one page only."""
    for rule in RULES:
        code = rule.codes.split()[0]
        error = as_error(Fault(code), WIKI, page="Tea")
        assert str(error).startswith("Tea: ") or WIKI in str(error), code


def test_an_unknown_code_is_told_with_the_words_of_the_wiki() -> None:
    """So that a person can look it up."""
    error = as_error(Fault("novel-code", "Something\nnew."), WIKI, page="Tea")
    assert str(error) == "Tea: the wiki refuses this (novel-code: Something new)"


@pytest.mark.parametrize(
    ("code", "data", "named"),
    [
        ("spamblacklist", {"spamblacklist": {"matches": ["bad.example", "worse.example"]}}, "worse.example"),
        ("abusefilter-disallowed", {"abusefilter": {"id": 7, "description": "no shouting"}}, "no shouting"),
        ("blocked", {"blockinfo": {"blockedby": "Robin", "blockreason": "typos"}}, "Robin: typos"),
        ("readonly", {"readonlyreason": "moving house"}, "moving house"),
    ],
)
def test_the_particular_is_named(code: str, data: dict[str, object], named: str) -> None:
    """The address, the filter, who blocked and why."""
    assert named in str(as_error(Fault(code, "words", data=data), WIKI, page="Tea"))


def test_a_partial_block_concerns_the_page_alone() -> None:
    """The API calls it by the same code as a block from everything."""
    answer = {"errors": [{"code": "blocked", "text": "No.", "data": {"blockinfo": {"blockpartial": True}}}]}
    fault = from_answer(answer, None)
    assert fault
    assert isinstance(as_error(fault, WIKI, page="Tea"), PageRefused)


def test_braces_in_the_words_of_a_wiki_do_no_harm() -> None:
    """They are words, not a template."""
    assert "{code} {0}" in str(as_error(Fault("x", "{code} {0}"), WIKI))
