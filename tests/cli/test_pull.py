"""Pages come into the archive."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ohbot.model import Page
from ohbot.sandbox import Sandbox
from ohbot.wiki import Wiki
from tests.cli.desk import Desk
from tests.wiki.people import People

pytestmark = pytest.mark.wiki

PAGE = "Notes.\n\n== Questions ==\n# Why do lanterns hum?\n#: Amrei: The wick draws air.\n\n[[Category:Lanterns]]"


def stems(desk: Desk) -> list[str]:
    return sorted(path.stem for path in desk.sessions.iterdir())


def test_a_page_becomes_a_session_file_that_is_in_sync(office: Desk, people: People) -> None:
    page = f"{office.prefix}Lanterns 2026-06-03"
    people.edit(page, PAGE)
    assert "a new session file" in office.ohbot("pull", page).stdout
    assert stems(office) == ["2026-06-03-lanterns"]
    text = office.read("2026-06-03-lanterns")
    assert "title: Lanterns 2026-06-03\n" in text
    assert "question: Why do lanterns hum?" in text
    assert "Category" not in text
    assert "unchanged" in office.ohbot("sync").stdout
    assert people.count(page) == 1
    office.change("2026-06-03-lanterns", "draws air", "draws warm air")
    office.ohbot("sync")
    assert people.read(page) == PAGE.replace("draws air", "draws warm air")


def test_all_pages_under_the_prefix_come_and_redirects_stay_out(office: Desk, people: People) -> None:
    for name in ("One", "Two", "Two/More", "Old"):
        people.edit(office.prefix + name, PAGE)
    people.move(f"{office.prefix}Old", f"{office.prefix}New")
    people.edit(f"{office.prefix.rstrip('/')} and something else", PAGE)
    said = office.ohbot("pull", "--all")
    assert "4 sessions: 4 pulled" in said.stderr
    assert stems(office) == ["more", "new", "one", "two"]
    files = office.files()
    assert "4 sessions: 4 unchanged" in office.ohbot("pull", "--all").stderr
    assert office.files() == files
    people.edit(f"{office.prefix}One", PAGE.replace("draws", "sucks"))
    assert "exchange 1" in office.ohbot("pull", "--all").stdout
    assert "sucks air" in office.read("one")


def test_translated_subpages_stay_out(office: Desk, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the Translate extension makes of a page, which nobody edits."""
    for name in ("One", "One/de"):
        people.edit(office.prefix + name, PAGE)
    listing = Wiki.listing

    def listed(self: Wiki, prefix: str) -> Iterator[Page]:
        return (replace(page, translation=page.title.endswith("/de")) for page in listing(self, prefix))

    monkeypatch.setattr(Wiki, "listing", listed)
    assert "a new session file" in office.ohbot("pull", "--all").stdout
    assert stems(office) == ["one"]


def test_pull_leaves_the_wiki_alone_and_keeps_the_files_own_changes(office: Desk, people: People) -> None:
    page = f"{office.prefix}One"
    people.edit(page, PAGE)
    office.ohbot("pull", page)
    office.change("one", "Why do lanterns hum?", "Why do lanterns hum so?")
    people.edit(page, PAGE.replace("draws air", "draws warm air"))
    office.ohbot("pull", "one")
    assert people.count(page) == 2
    assert "hum so?" in office.read("one")
    assert "draws warm air" in office.read("one")
    assert "published" in office.ohbot("sync").stdout
    assert "hum so?" in (people.read(page) or "")


def test_without_a_login_pages_can_be_pulled(office: Desk, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    people.edit(f"{office.prefix}One", PAGE)
    monkeypatch.delenv("OHBOT_USERNAME")
    monkeypatch.delenv("OHBOT_PASSWORD")
    office.ohbot("pull", "--all")
    assert stems(office) == ["one"]
    assert "unchanged" in office.ohbot("status").stdout


def test_a_page_that_is_not_there_is_told(office: Desk) -> None:
    assert "there is no such page" in office.ohbot("pull", f"{office.prefix}Nowhere", exits=1).stdout
    assert stems(office) == []


def test_a_name_that_no_page_can_have_does_not_stop_the_others(office: Desk, people: People) -> None:
    """Whether any wiki or this one alone refuses it; and a page that is named twice comes once."""
    for name in ("One", "Two"):
        people.edit(office.prefix + name, PAGE)
    one, two = f"{office.prefix}One", f"{office.prefix}Two"
    said = office.ohbot("pull", one, "a[b]", one.replace(" ", "_"), "User talk:1.2.3.4/#", "::", two, exits=1).all
    assert "choose another title" in said
    assert stems(office) == ["one", "two"]
    assert "5 sessions" in said


def test_a_file_with_problems_still_is_the_file_of_its_page(office: Desk, people: People) -> None:
    page = f"{office.prefix}One"
    people.edit(page, PAGE)
    office.ohbot("pull", "--all")
    office.change("one", "body:\n", "body:\n<<<<<<< HEAD\n")
    people.edit(page, PAGE.replace("draws", "sucks"))
    for name in ("--all", page):
        assert "one.yaml:4: a merge by git was not finished" in office.ohbot("pull", name, exits=1).stdout
    assert stems(office) == ["one"]


def test_a_redirect_is_told_and_not_followed(office: Desk, people: People) -> None:
    people.edit(f"{office.prefix}Old", PAGE)
    people.move(f"{office.prefix}Old", f"{office.prefix}New")
    assert "redirect" in office.ohbot("pull", f"{office.prefix}Old", exits=1).stdout


def test_no_title_leads_out_of_the_archive(office: Desk, sandbox: Sandbox, people: People) -> None:
    for name in ("...", "-", "con", "a/-/..b", "\N{FULLWIDTH SOLIDUS}etc\N{FULLWIDTH SOLIDUS}passwd", "x" * 180):
        people.edit(office.prefix + name, PAGE)
    office.ohbot("pull", "--all")
    found = {path.parent for path in office.folder.rglob("*.yaml")}
    assert found == {office.sessions}
    assert len(stems(office)) == 6
