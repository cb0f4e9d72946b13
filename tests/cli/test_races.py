"""A person's edit between ohbot's read and its save is never lost, on the real wiki."""

from collections.abc import Callable

import pytest

from ohbot.model import Saved
from ohbot.wiki import Wiki
from tests.cli.desk import Desk
from tests.wiki.people import People

pytestmark = pytest.mark.wiki


@pytest.fixture
def right_before_the_save(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Have somebody do something between ohbot's read and its next save."""

    def arrange(act: Callable[[], object]) -> None:
        save, acts = Wiki.save, [act]

        def saves(self: Wiki, *words: str, **more: object) -> Saved:
            if acts:
                acts.pop()()
            return save(self, *words, **more)  # type: ignore[arg-type]  # passed on as it came

        monkeypatch.setattr(Wiki, "save", saves)

    return arrange


@pytest.fixture
def page(office: Desk) -> str:
    """A published session's page."""
    office.write("hours")
    office.ohbot("publish", "hours")
    return f"{office.prefix}Lantern hours: June 3, 2026"


def edit(people: People, page: str, old: str, new: str) -> None:
    text = people.read(page) or ""
    assert old in text
    people.edit(page, text.replace(old, new))


@pytest.mark.parametrize("command", ["sync", "publish"])
def test_an_edit_elsewhere_is_kept_and_comes_into_the_file(
    office: Desk, page: str, people: People, right_before_the_save: Callable[..., None], command: str
) -> None:
    office.change("hours", "The wick draws air.", "The wick draws much air.")
    right_before_the_save(lambda: edit(people, page, "And sometimes me.", "And on Fridays me."))
    office.ohbot(command, "hours")
    for text in (people.read(page) or "", office.read("hours")):
        assert "The wick draws much air." in text
        assert "And on Fridays me." in text
    assert "unchanged" in office.ohbot("sync").stdout


def test_an_edit_of_the_same_words_becomes_a_conflict_and_stays_on_the_wiki(
    office: Desk, page: str, people: People, right_before_the_save: Callable[..., None]
) -> None:
    office.change("hours", "The wick draws air.", "The wick draws much air.")
    right_before_the_save(lambda: edit(people, page, "The wick draws air.", "The wick draws warm air."))
    assert "ohbot resolve hours" in office.ohbot("sync", "hours", exits=3).stdout
    assert "draws warm air" in (people.read(page) or "")
    assert "draws much air" in office.read("hours")
    assert people.count(page) == 2
    assert office.ohbot("sync", "hours", exits=3).stdout
    assert people.count(page) == 2


def test_a_neighbouring_line_that_the_wiki_cannot_merge_is_merged_here(
    office: Desk, page: str, people: People, right_before_the_save: Callable[..., None]
) -> None:
    """Two changes of one paragraph, far from each other: an edit conflict for the wiki, and none for ohbot."""
    office.change("hours", "Nobody does, they wait for the moon.", "Nobody at all does, they wait for the moon.")
    right_before_the_save(lambda: edit(people, page, "wait for the moon", "wait for the full moon"))
    office.ohbot("sync", "hours")
    for text in (people.read(page) or "", office.read("hours")):
        assert "Nobody at all does, they wait for the full moon." in text


def test_a_page_that_somebody_creates_meanwhile_is_not_overwritten(
    office: Desk, people: People, right_before_the_save: Callable[..., None]
) -> None:
    office.write("hours")
    page = f"{office.prefix}Lantern hours: June 3, 2026"
    right_before_the_save(lambda: people.edit(page, "I was here first."))
    said = office.ohbot("publish", "hours", exits=1)
    assert "there is a page of this name already" in said.stdout
    assert people.read(page) == "I was here first."
    assert people.count(page) == 1


def test_a_page_that_somebody_deletes_meanwhile_is_not_made_anew(
    office: Desk, page: str, people: People, right_before_the_save: Callable[..., None]
) -> None:
    office.change("hours", "The wick draws air.", "The wick draws much air.")
    right_before_the_save(lambda: people.delete(page))
    assert "the page was deleted by Sandbox sysop" in office.ohbot("sync", "hours", exits=1).stdout
    assert people.read(page) is None
    assert "The wick draws much air." in office.read("hours")


def test_a_file_that_somebody_changes_meanwhile_keeps_the_change(
    office: Desk, page: str, people: People, right_before_the_save: Callable[..., None]
) -> None:
    office.change("hours", "The wick draws air.", "The wick draws much air.")
    right_before_the_save(lambda: office.change("hours", "And sometimes me.", "And on Fridays me."))
    office.ohbot("sync", "hours")
    assert "And on Fridays me." in office.read("hours")
    office.ohbot("sync", "hours")
    for text in (people.read(page) or "", office.read("hours")):
        assert "And on Fridays me." in text
        assert "The wick draws much air." in text
