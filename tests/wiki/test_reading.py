"""What a real wiki tells of itself and of texts, and what becomes of the API's answers."""

import pytest

from ohbot.sandbox import Sandbox
from ohbot.wiki import Wiki, connect, values
from tests.wiki.people import People


@pytest.mark.wiki
def test_a_wiki_tells_what_it_is(wiki: Wiki, sandbox: Sandbox) -> None:
    """Its software, its clock, its extensions, its namespaces; asked once."""
    facts = wiki.site_facts()
    before = wiki.requests
    assert wiki.site_facts() == facts
    assert wiki.requests == before
    assert facts.generator.startswith("MediaWiki 1.")
    assert facts.time.utcoffset() is not None
    assert {"TitleBlacklist", "SpamBlacklist"} <= facts.extensions
    assert facts.namespaces["user talk"] == 3
    assert facts.max_bytes > 1_000_000


@pytest.mark.wiki
def test_an_address_leads_to_the_page(wiki: Wiki, people: People, sandbox: Sandbox, title: str) -> None:
    """Blanks and letters of any kind are written as the wiki does."""
    name = f"{title}: caf\u00e9 & 100 %?"
    people.edit(name, "x")
    query = {"prop": "info", "inprop": "url", "titles": name}
    (page,) = people.sysop.ask(action="query", **query)["query"]["pages"]
    assert wiki.url(name).casefold().replace("%3a", ":") == page["fullurl"].casefold().replace("%3a", ":")


@pytest.mark.wiki
def test_the_wikis_own_parser_renders_a_text(wiki: Wiki, title: str) -> None:
    """Without saving it."""
    html = wiki.rendered("# one\n# two ''fine''", title).html
    assert html.count("<li>") == 2
    assert "<i>fine</i>" in html
    assert not wiki.pages([title])[0].exists


@pytest.mark.wiki
def test_many_pages_are_few_requests(wiki: Wiki, sandbox: Sandbox, people: People, title: str) -> None:
    """One for a listing; fifty titles a request without the right for more."""
    titles = [f"{title}/{number}" for number in range(3)]
    for name in titles:
        people.edit(name, "x")
    before = wiki.requests
    assert [page.title for page in wiki.listing(f"{title}/")] == titles
    assert len(wiki.pages([*titles, *(f"{title} none {number}" for number in range(200))])) == 203
    assert wiki.requests == before + 2
    with connect(api=sandbox.api) as anonymous:
        assert len(anonymous.pages([*titles, *(f"{title} none {number}" for number in range(60))])) == 63
        assert anonymous.requests == 2


def test_a_translation_of_an_older_extension_is_known_by_its_name_and_language() -> None:
    """On a wiki that has the extension, which is asked of no other page."""
    data = {"pageid": 1, "title": "Tea/de", "pagelanguage": "de"}
    assert values.listed(data, lambda: True).translation
    assert not values.listed(data, lambda: False).translation
    assert not values.listed(data | {"pagelanguage": "en"}, lambda: True).translation


def test_a_translation_is_known_by_its_page_property() -> None:
    """The Translate extension sets it on language subpages."""
    data = {"pageid": 1, "title": "Tea/de", "pageprops": {"translate-is-translation": ""}}
    assert values.page(data).translation
    assert not values.page({"pageid": 1, "title": "Tea/de", "pageprops": {}}).translation


@pytest.mark.parametrize(
    ("log", "action", "kind"),
    [
        ("move", "move_redir", "move"),
        ("delete", "delete", "delete"),
        ("delete", "restore", "restore"),
        ("protect", "modify", "protect"),
        ("delete", "revision", None),
        ("protect", "unprotect", None),
        ("patrol", "patrol", None),
    ],
)
def test_log_entries_about_the_page_as_a_whole_are_told(log: str, action: str, kind: str | None) -> None:
    """The others are left out; user and comment may be hidden."""
    data = {"type": log, "action": action, "title": "Tea", "timestamp": "2026-01-01T00:00:00Z", "params": {}}
    event = values.event(data)
    assert (event.kind if event else None) == kind
    assert event is None or (event.user, event.comment) == (None, None)


def test_a_block_of_everything_is_told_and_a_partial_one_is_not() -> None:
    """A partial block concerns some pages alone."""
    data = {"name": "Tea bot", "blockid": 7, "blockedby": "Robin", "blockreason": "typos"}
    assert values.account(data).blocked == "Robin: typos"
    assert values.account({**data, "blockpartial": True}).blocked is None
    assert values.account({"name": "Tea bot"}).blocked is None
