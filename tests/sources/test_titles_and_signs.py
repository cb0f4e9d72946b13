"""Titles with slashes, lists of people, and text that was saved as Markdown."""

from datetime import UTC, date, datetime

import pytest

from ohbot.model import Answer, Exchange, Heading, Person, Prose, Session
from ohbot.sources import import_transcript

ASKED = "\n\nQ: Why?\nA: So.\nQ: And then?\nA: Yes.\n"


def session(text: str, name: str) -> Session:
    """What a transcript is imported as."""
    return import_transcript(text.encode(), name).reading.session


@pytest.mark.parametrize(
    "title",
    [
        "Input/Output hour, June 3, 2026",
        "Lamp/wick hour 2026-06-03",
        "Day/night keepers' hour no. 4",
        "Questions/Answers about the_lamp",
        "Q/A hour 2026-06-03",
    ],
)
@pytest.mark.parametrize("before", ["", "Title: ", "# "])
def test_a_title_with_a_slash_is_a_title(title: str, before: str) -> None:
    found = session(f"{before}{title}{ASKED}", "notes.txt")
    assert (found.title, found.wiki) == (title, None)


def test_a_sentence_tells_the_hour_of_the_day_in_the_title_and_nothing_is_missing_then() -> None:
    notes = f"Lantern hours: June 3, 2026\n\nWe met on June 3, 2026 at 18:00 UTC.{ASKED}"
    found = import_transcript(notes.encode(), "notes.txt").reading
    assert (found.session.start, found.notes) == (datetime(2026, 6, 3, 18, tzinfo=UTC), ())


def test_a_label_and_a_day_are_the_title_and_nobody_who_speaks() -> None:
    found = session(f"Hours: June 3, 2026{ASKED}", "notes.txt")
    assert (found.title, found.start, found.people) == ("Hours: June 3, 2026", date(2026, 6, 3), ())
    answers = session("Q: When?\nBela: June 3, 2026.\nQ: And then?\nBela: July 8, 2026.\n", "notes.txt")
    assert [person.name for person in answers.people] == ["Bela"]


def test_a_sentence_about_another_day_does_not_tell_when_it_was() -> None:
    notes = f"Lantern hours: June 3, 2026\n\nThe next hour is on July 8, 2026 at 18:00 UTC.{ASKED}"
    assert session(notes, "notes.txt").start == date(2026, 6, 3)


@pytest.mark.parametrize(
    "page",
    [
        "Boat hours/Boat hours 2026-06-03",
        "Harbour boat hours/Evening Hour 2026 06 03",
        "Boats/2026-06-03",
        "Boats/First_meeting",
    ],
)
def test_the_name_of_a_page_in_a_series_is_no_title(page: str) -> None:
    found = session(f"{page}{ASKED}", "notes.txt")
    assert found.wiki
    assert found.wiki.page == page


PEOPLE = "# Lamp hour\n\n## {}\n\n{}\n\n## Why do lamps hum?\n\nThe wick.\n\n## Who lights them?\n\nAda.\n"


@pytest.mark.parametrize("head", ["Participants", "Attendees"])
def test_a_list_of_people_with_anything_else_in_it_stays_whole_below_its_heading(head: str) -> None:
    """Those whom it names are known all the same."""
    found = session(PEOPLE.format(head, "* Ada Quill (host)\n* the whole harbour crew\n* Bo Lind"), "notes.md")
    assert found.body[:2] == (
        Heading(head, 2),
        Prose("* Ada Quill (host)\n* the whole harbour crew\n* Bo Lind"),
    )
    assert found.people[:2] == (Person("Ada Quill", "host"), Person("Bo Lind"))


def test_a_list_of_nothing_but_people_becomes_the_people() -> None:
    found = session(PEOPLE.format("Participants", "* Ada Quill (host)\n* Bo Lind"), "notes.md")
    assert isinstance(found.body[0], Exchange)
    assert found.people[:2] == (Person("Ada Quill", "host"), Person("Bo Lind"))


@pytest.mark.parametrize(
    "layout",
    [
        "Lamp hour\n\nQ: {}?\nA: {}.\nQ: {}?\nA: {}.\n",
        "# Lamp hour\n\n**{}?**\n\n{}.\n\n**{}?**\n\n{}.\n",
        "# Lamp hour\n\n## {}?\n\n{}.\n\n## {}?\n\n{}.\n",
    ],
)
def test_signs_that_markdown_escaped_are_shown_as_themselves(layout: str) -> None:
    """Also where all else of it is as plain notes have it."""
    found = session(
        layout.format(r"Why is \*that\* so", r"The dark\_lamp is", r"Who is \[there\]", r"Ada &amp; \#1"), "notes.txt"
    )
    assert found.body == (
        Exchange("Why is *that* so?", (Answer("The dark_lamp is."),)),
        Exchange("Who is [there]?", (Answer("Ada & #1."),)),
    )


@pytest.mark.parametrize("said", [r"It is in C:\_lamps", r"¯\_(ツ)_/¯ \_", r"Write &amp; for an ampersand"])
def test_signs_of_plain_notes_are_not_taken_for_escapes(said: str) -> None:
    found = session(f"Lamp hour\n\nQ: Why?\nA: {said}\nQ: And then?\nA: Yes.\n", "notes.txt")
    first = found.body[0]
    assert isinstance(first, Exchange)
    assert first.answers[0].text == said.replace("&", "&amp;")
