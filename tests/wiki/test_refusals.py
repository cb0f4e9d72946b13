"""What a real wiki refuses, and what becomes of it: the error's class says what the run does next."""

from collections.abc import Callable

import pytest

from ohbot.errors import NotAllowed, PageMoved, PageRefused, WikiAway
from ohbot.wiki import Credentials, Wiki, connect
from tests.sandbox.filters import add_filter
from tests.sandboxed import Sandbox
from tests.wiki.people import People

pytestmark = pytest.mark.wiki

Open = Callable[[Credentials], Wiki]
TEXT = "first\n\nsecond\n\nthird\n\nfourth"


def created(wiki: Wiki, title: str, text: str = TEXT) -> tuple[int, int]:
    """A new page; its revision and id."""
    page = wiki.save(title, text, base=None, summary="made").page
    assert page.revision is not None
    assert page.page_id is not None
    return page.revision.id, page.page_id


def bot(sandbox: Sandbox) -> Credentials:
    """The bot's own password."""
    return Credentials(sandbox.bot.name, sandbox.bot.password)


def test_a_protected_page_is_refused_with_its_reason(wiki: Wiki, people: People, title: str) -> None:
    """An administrator's protection concerns this page only."""
    base, page_id = created(wiki, title)
    people.protect(title)
    with pytest.raises(PageRefused, match=rf"{title}: the page is protected .*administrator"):
        wiki.save(title, "changed", base=base, summary="s", page_id=page_id)


def test_a_title_protected_against_creation_is_refused(wiki: Wiki, people: People, title: str) -> None:
    """No page there, and none may be made."""
    people.protect(title)
    with pytest.raises(PageRefused, match="protected"):
        wiki.save(title, "new", base=None, summary="s")


def test_a_title_on_the_title_list_is_refused(sandbox: Sandbox, wiki: Wiki, people: People, title: str) -> None:
    """TitleBlacklist's refusal says to choose another title."""
    source = "['type' => 'localpage', 'src' => 'MediaWiki:Titleblacklist']"
    people.sysop.do(action="edit", title="MediaWiki:Titleblacklist", text=".*forbidden word.*")
    rules = f"$wgTitleBlacklistSources = [{source}]; $wgGroupPermissions['bot']['tboverride'] = false;"
    with sandbox.switched(rules), pytest.raises(PageRefused, match="title list forbids"):
        wiki.save(f"{title} forbidden word", "new", base=None, summary="s")


def test_a_listed_address_is_named(wiki: Wiki, people: People, title: str) -> None:
    """SpamBlacklist's refusal names the address that has to go."""
    people.sysop.do(action="edit", title="MediaWiki:Spam-blacklist", text="bad-address\\.example")
    with pytest.raises(PageRefused, match=r"bad-address\.example"):
        wiki.save(title, "see https://www.bad-address.example/page now", base=None, summary="s")


@pytest.mark.parametrize(("number", "action"), [(71, "disallow"), (72, "warn")])
def test_an_abuse_filter_stops_the_page_at_once(
    sandbox: Sandbox, wiki: Wiki, title: str, number: int, action: str
) -> None:
    """Also one that only warns: sending again would mean to overrule it."""
    add_filter(sandbox, number, f'added_lines contains "filtered word {number}"', action=action)
    before = wiki.requests
    with pytest.raises(PageRefused, match=f"abuse filter test filter {number}"):
        wiki.save(title, f"a filtered word {number}", base=None, summary="s")
    assert wiki.requests == before + 1
    assert not wiki.pages([title])[0].exists


def test_a_blocked_account_stops_the_run(sandbox: Sandbox, people: People, title: str, briefly: Open) -> None:
    """The sentence tells by whom and why, and so does the account."""
    name = sandbox.bot.name
    people.sysop.do(action="block", user=name, reason="too many typos", nocreate=1)
    try:
        wiki = briefly(bot(sandbox))
        with pytest.raises(NotAllowed, match=r"blocked .*too many typos"):
            wiki.save(title, "new", base=None, summary="s")
        assert "too many typos" in (wiki.account().blocked or "")
    finally:
        people.sysop.do(action="unblock", user=name)


def test_a_read_only_wiki_is_away(sandbox: Sandbox, title: str, briefly: Open) -> None:
    """With the reason that the wiki gives; the login succeeded before."""
    wiki = briefly(bot(sandbox))
    wiki.account()
    with (
        sandbox.switched("$wgReadOnly = 'moving house';"),
        pytest.raises(WikiAway, match=r"read-only now \(moving house\)"),
    ):
        wiki.save(title, "new", base=None, summary="s")


def test_nobody_logs_in_to_a_read_only_wiki(sandbox: Sandbox, briefly: Open) -> None:
    """That is no wrong password."""
    with sandbox.switched("$wgReadOnly = 'moving house';"), pytest.raises(WikiAway, match="read-only"):
        briefly(bot(sandbox)).account()


def test_a_wrong_password_is_not_allowed_and_not_shown(sandbox: Sandbox, briefly: Open) -> None:
    """Nor is it tried again."""
    wiki = briefly(Credentials(sandbox.bot.name, "wr0ng-and-secret"))
    with pytest.raises(NotAllowed, match="OHBOT_PASSWORD") as caught:
        wiki.account()
    assert "wr0ng-and-secret" not in f"{caught.value!r} {caught.value}"
    assert wiki.requests == 2


def test_a_revoked_bot_password_is_not_allowed(sandbox: Sandbox, briefly: Open) -> None:
    """A bot password that the wiki does not know."""
    with pytest.raises(NotAllowed, match="refuses the login"):
        briefly(Credentials(f"{sandbox.bot.name}@gone", "a" * 32)).account()


def test_a_bot_password_logs_in_with_its_grants(sandbox: Sandbox, title: str, briefly: Open) -> None:
    """And what the grants leave out is not allowed."""
    good = sandbox.bot_password(sandbox.bot, suffix="works")
    wiki = briefly(Credentials(good.name, good.password))
    assert wiki.account().name == sandbox.bot.name
    assert "bot" in wiki.account().rights
    assert wiki.save(title, "new", base=None, summary="s").changed
    poor = sandbox.bot_password(sandbox.bot, "basic", suffix="reads")
    with pytest.raises(NotAllowed, match="grants"):
        briefly(Credentials(poor.name, poor.password)).save(title, "newer", base=1, summary="s")


def test_oauth_that_the_wiki_does_not_know_is_not_allowed(sandbox: Sandbox, briefly: Open) -> None:
    """A wiki without the extension ignores the signature: then nobody is logged in."""
    with pytest.raises(NotAllowed, match="does not take the credentials"):
        briefly(Credentials(oauth=("one", "two", "three", "four"))).account()


def test_saving_without_credentials_asks_nothing(sandbox: Sandbox) -> None:
    """Reading works, saving is not allowed before any request."""
    with connect(api=sandbox.api) as wiki:
        with pytest.raises(NotAllowed, match="OHBOT_USERNAME"):
            wiki.save("Anything", "new", base=None, summary="s")
        assert wiki.requests == 0
        assert wiki.pages(["Main Page"])[0].exists


def test_a_text_that_is_too_large_is_refused(wiki: Wiki, title: str) -> None:
    """The wiki's limit is two megabytes."""
    with pytest.raises(PageRefused, match="larger than the wiki allows"):
        wiki.save(title, "many words " * 200_000, base=None, summary="s")


def test_a_captcha_is_never_answered(sandbox: Sandbox, title: str, briefly: Open) -> None:
    """For an account without the right to skip it."""
    settings = "wfLoadExtension('ConfirmEdit'); $wgCaptchaTriggers['create'] = true;"
    person = Credentials(sandbox.person.name, sandbox.person.password)
    with sandbox.switched(settings), pytest.raises(PageRefused, match="captcha"):
        briefly(person).save(title, "new", base=None, summary="s")


def test_a_session_that_ended_is_opened_again(sandbox: Sandbox, people: People, title: str) -> None:
    """Logged out in the middle: one new login, and the edit arrives once."""
    with connect(api=sandbox.api, credentials=bot(sandbox)) as wiki:
        base, page_id = created(wiki, title)
        sandbox.maintenance("invalidateUserSessions", "--user", sandbox.bot.name)
        assert wiki.save(title, "after", base=base, summary="s", page_id=page_id).changed
    assert people.read(title) == "after"
    assert people.count(title) == 2


def test_a_hidden_base_is_a_page_that_changed(wiki: Wiki, people: People, title: str) -> None:
    """Its text cannot be read any more, and an edit on top of it is a conflict."""
    base, page_id = created(wiki, title)
    people.edit(title, f"{TEXT} and more")
    people.hide(base)
    (hidden,) = wiki.revisions([base])
    assert (hidden.text, hidden.user, hidden.comment, hidden.sha1) == (None, None, None, None)
    with pytest.raises(PageMoved):
        wiki.save(title, TEXT.replace("fourth", "4th"), base=base, summary="s", page_id=page_id)


def test_titles_that_this_wiki_cannot_have_are_refused(wiki: Wiki) -> None:
    """What only the wiki knows: special pages, an empty name in a namespace."""
    with pytest.raises(PageRefused, match="no page of the wiki"):
        wiki.pages(["Special:Version"])
    with pytest.raises(PageRefused, match="cannot have such a page"):
        wiki.pages(["Talk:"])
    with pytest.raises(PageRefused):
        wiki.save("Special:Version", "new", base=None, summary="s")


def test_an_edit_is_neither_minor_nor_watched_and_has_the_bot_flag(wiki: Wiki, people: People, title: str) -> None:
    """As recent changes show it; the long summary comes cut, and says so."""
    wiki.save(title, "new", base=None, summary="why " * 200)
    query = {"list": "recentchanges", "rctitle": title, "rcprop": "flags|comment"}
    (change,) = people.sysop.ask(action="query", **query)["query"]["recentchanges"]
    assert (change["minor"], change["bot"]) == (False, True)
    assert len(change["comment"]) <= 500
    assert change["comment"].endswith("\u2026")
