"""What a real wiki makes of ohbot's manners: change tags, signatures, the pages in scope, links in summaries."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest

from ohbot.errors import PageRefused
from ohbot.model import Scope
from ohbot.sandbox import SandboxAccount
from ohbot.wiki import Credentials, Wiki, connect
from tests.sandboxed import Sandbox
from tests.wiki.people import People
from tests.wikitext.test_rendering import ask

pytestmark = pytest.mark.wiki
NUMBERS = count(1)


@contextmanager
def door(sandbox: Sandbox, login: SandboxAccount | None = None, **options: object) -> Iterator[Wiki]:
    """The bot's door, or somebody else's."""
    login = login or sandbox.bot
    credentials = Credentials(login.name, login.password)
    with connect(api=sandbox.api, credentials=credentials, **options) as wiki:  # type: ignore[arg-type]  # a test's own
        yield wiki


@pytest.fixture
def title() -> str:
    return f"Manners {next(NUMBERS)}"


@pytest.fixture(scope="module")
def people(sandbox: Sandbox) -> People:
    people = People(sandbox)
    people.sysop.do(action="managetags", operation="create", tag="lantern-bot", reason="for a test")
    return people


def tags_of(people: People, title: str) -> list[str]:
    """The tags of a page's newest revision."""
    found = people.sysop.ask(action="query", prop="revisions", rvprop="tags", titles=title)
    return list(found["query"]["pages"][0]["revisions"][0]["tags"])


def test_an_edit_gets_the_tags_that_the_wiki_lets_the_account_set(
    sandbox: Sandbox, people: People, title: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Others, unknown ones and the wiki's own, are left out, and told once."""
    caplog.set_level(logging.WARNING)
    with door(sandbox, tags=("lantern-bot", "nobody-defined-this", "mw-blank")) as wiki:
        assert wiki.tags_refused() == ("nobody-defined-this", "mw-blank")
        saved = wiki.save(title, "one", base=None, summary="s").page.revision
        assert tags_of(people, title) == ["lantern-bot"]
        assert saved
        wiki.save(title, "two", base=saved.id, summary="s")
    assert tags_of(people, title) == ["lantern-bot"]
    assert people.read(title) == "two"
    assert caplog.text.count("does not let this account set the change tag nobody-defined-this, mw-blank") == 1


def test_an_account_without_the_right_to_set_tags_edits_without(sandbox: Sandbox, people: People, title: str) -> None:
    forbidden = "$wgGroupPermissions['user']['applychangetags'] = false;"
    with sandbox.switched(forbidden), door(sandbox, tags=("lantern-bot",)) as wiki:
        assert wiki.tags_refused() == ("lantern-bot",)
        assert wiki.save(title, "one", base=None, summary="s").changed
    assert tags_of(people, title) == []


def test_tildes_that_the_wiki_leaves_alone_are_no_signature(sandbox: Sandbox, title: str) -> None:
    text = "<nowiki>~~~~</nowiki> <!-- ~~~~ --> <pre>~~~</pre>"
    with door(sandbox) as wiki:
        saved = wiki.save(title, text, base=None, summary="s")
        assert saved.text == text
        assert saved.page.revision
        with pytest.raises(PageRefused, match="would sign as this account"):
            wiki.save(title, f"{text} ~~~", base=saved.page.revision.id, summary="s")


def test_no_page_out_of_scope_is_ever_saved(sandbox: Sandbox, people: People, title: str) -> None:
    """However its title is spelled; the pages in scope are, in any spelling."""
    scope = Scope(f"{title}/", ("template:lantern header", "Project:Lanterns"))
    others = (title, "Main Page", f"{title} 2/x", f"Talk:{title}/x", "Lantern header", "Template:Lantern header/x")
    spellings = (f"{title}/one", f"{title.replace(' ', '_')}/two", f"m{title[1:]}/three")
    with door(sandbox, scope=scope) as wiki:
        for other in others:
            before = people.read(other)
            with pytest.raises(PageRefused, match="ohbot edits pages under"):
                wiki.save(other, "x", base=None, summary="s")
            assert people.read(other) == before
        for own in (*spellings, "Template:Lantern_header", "project:lanterns"):
            assert wiki.save(own, title, base=None, summary="s").changed


def test_a_link_in_a_summary_is_a_link_and_calls_nobody(sandbox: Sandbox, people: People, title: str) -> None:
    """Echo leaves out links that begin with a colon, and the wiki shows them like any other."""
    people.edit("User:Robin", f"I light lanterns ({title}).")
    with door(sandbox) as wiki:
        wiki.save(title, "x", base=None, summary="for [[User:Robin|Robin]], [[ user:Robin ]] and [[:User:Robin]]")
    found = ask(sandbox, action="query", prop="revisions", rvprop="comment|parsedcomment", titles=title)
    revision = found["query"]["pages"][0]["revisions"][0]
    assert revision["comment"] == "for [[:User:Robin|Robin]], [[: user:Robin ]] and [[:User:Robin]]"
    assert revision["parsedcomment"].count("title=User:Robin") == 3


def test_why_a_page_takes_no_edit_is_known_before(sandbox: Sandbox, people: People, title: str) -> None:
    people.edit(title, "mine")
    people.protect(title)
    people.protect(f"{title} new")
    with door(sandbox) as wiki:
        pages = wiki.pages([title, f"{title} new", f"{title} free", "Main Page"])
        refusals = wiki.refusals(pages)
    assert sorted(refusals) == [title, f"{title} new"]
    assert "protected" in refusals[title]
