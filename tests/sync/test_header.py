"""The pages of the header template: which text is ohbot's own, whatever the template is called."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.archive import Config, PagesConfig, WikiConfig
from ohbot.errors import InputError
from ohbot.model import LogEvent, Page, Revision
from ohbot.model.text import as_stored
from ohbot.sync.header import (
    TemplatePage,
    decide,
    known_versions,
    may_be_styled,
    template_pages,
    version_of,
)
from ohbot.sync.names import PARTS, scope_of, template_title
from ohbot.sync.values import State
from ohbot.wiki import SiteFacts
from ohbot.wiki.texts import sha1_of

THEN = datetime(2026, 6, 3, tzinfo=UTC)
SPACES = {"template": 10, "vorlage": 10, "user": 2}
FACTS = SiteFacts("W", "", THEN, frozenset({"ParserFunctions", "TemplateStyles"}), "", "", SPACES, 2**21, "vector")
NAMES = st.sampled_from(
    ["Office hours header", "header", "status", "lang", "when", "a", "words", "User:X/head", "A+(b)", "/x"]
)


def there(
    page: TemplatePage, text: str, *, user: str = "Robin", model: str = "wikitext", redirect: bool = False
) -> Page:
    """The page on the wiki, with a text."""
    revision = Revision(7, 0, THEN, sha1_of(as_stored(text)), user, None, text)
    return Page(page.title, 1, revision, model=model, redirect=redirect)


def part(name: str, *, called: str = "Lantern header", styled: bool = False) -> TemplatePage:
    """One page of the template."""
    return next(page for page in template_pages(called, FACTS, styled=styled) if page.part == name)


def shipped_version(name: str) -> str:
    """The digest of a part as this version of ohbot ships it."""
    called = "Lantern header"
    return version_of(part(name, called=called, styled=True).text, called, template_title(called, SPACES))


@pytest.mark.parametrize("name", PARTS)
def test_what_is_shipped_is_among_the_known_versions(name: str) -> None:
    """After a change: a new line in templates/header/versions.txt, below the old ones, which stay."""
    assert shipped_version(name) in known_versions(name)


@given(NAMES, st.booleans())
def test_a_text_of_the_template_is_known_whatever_the_template_is_called(name: str, styled: bool) -> None:
    title = template_title(name, SPACES)
    for page in template_pages(name, FACTS, styled=styled):
        assert "<<" not in page.text.replace("<<!", "")
        assert version_of(page.text, name, title) == shipped_version(page.part)


@given(NAMES, st.integers(0, 10**6), st.sampled_from([" ", "x", "\n", "{{status/"]))
def test_any_change_of_a_person_is_seen(name: str, place: int, added: str) -> None:
    """Also one close to the template's own name."""
    for page in template_pages(name, FACTS, styled=False):
        at = place % len(page.text)
        text = page.text[:at] + added + page.text[at:]
        assert decide(page, there(page, text), (), name).state is State.REFUSED


def test_what_stands_there_decides_what_a_setup_does() -> None:
    page, name = part("layout"), "Lantern header"
    missing, gone = Page(page.title), LogEvent("delete", page.title, THEN, "Robin", "old")
    assert decide(page, missing, (), name).state is State.CREATE
    assert decide(page, missing, (gone,), name).sentence.startswith("deleted by Robin on 2026-06-03; ohbot does not")
    assert decide(page, there(page, page.text), (), name).state is State.UNCHANGED
    assert decide(page, there(page, page.text, redirect=True), (), name).state is State.REFUSED
    assert decide(page, there(page, page.text, model="Scribunto"), (), name).state is State.REFUSED
    edited = decide(page, there(page, page.text.replace("1px", "2px")), (), name)
    assert edited.state is State.REFUSED
    assert [row.partition("border: ")[2][:3] for row in edited.diff.splitlines() if row[0] in "-+"][2:] == [
        "2px",
        "1px",
    ]
    assert "the text there is not ohbot's (last edited by Robin on 2026-06-03)" in edited.sentence


def test_styles_that_the_wiki_has_got_meanwhile_are_an_update() -> None:
    plain, styled = part("layout"), part("layout", styled=True)
    assert decide(styled, there(plain, plain.text), (), "Lantern header").state is State.PUBLISH
    assert decide(plain, there(styled, styled.text), (), "Lantern header").state is State.PUBLISH


def test_the_style_sheet_is_known_by_its_sha1_alone() -> None:
    """The wiki's text of it is not read: it is no wikitext."""
    page = part("styles.css", styled=True)
    sheet = Revision(7, 0, THEN, sha1_of(page.text), "Robin", None)
    assert decide(page, Page(page.title, 1, sheet, model="sanitized-css"), (), "x").state is State.UNCHANGED
    other = Revision(7, 0, THEN, "0" * 40, "Robin", None)
    assert decide(page, Page(page.title, 1, other, model="sanitized-css"), (), "x").state is State.REFUSED


def test_a_wiki_without_parser_functions_gets_no_template() -> None:
    bare = SiteFacts("W", "", THEN, frozenset(), "", "", SPACES, 2**21, "vector")
    with pytest.raises(InputError, match="no ParserFunctions"):
        template_pages("Lantern header", bare, styled=False)


@pytest.mark.parametrize(
    ("name", "title", "styled"),
    [
        ("Lantern header", "Template:Lantern header", True),
        ("Vorlage:Lantern header", "Vorlage:Lantern header", True),
        ("User:Robin/header", "User:Robin/header", False),
        (":Lantern header", "Lantern header", False),
        ("Hours: header", "Template:Hours: header", True),
    ],
)
def test_the_title_is_that_of_the_page_which_a_call_of_the_template_means(
    name: str, title: str, styled: bool
) -> None:
    assert template_title(name, SPACES) == title
    assert may_be_styled(name, FACTS) == styled


def test_the_archives_scope_is_its_prefix_and_the_pages_that_its_configuration_names() -> None:
    config = Config(WikiConfig(prefix="Hours/", also=("Project:Hours",)), PagesConfig(header="Lantern header"))
    scope = scope_of(config)
    assert scope.prefix == "Hours/"
    assert {"Project:Hours", "Template:Lantern header", "Template:Lantern header/words"} < set(scope.titles)
    assert scope_of(Config()).titles == ()
