"""``ohbot import`` into sessions that are named, with facts that a person says, as it was read the first time."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ohbot.archive import load
from ohbot.model import Exchange, Heading, Message
from ohbot.sync.joining import Joined, joined
from tests.cli.desk import Desk
from tests.cli.test_import import LOG

NOTES = "Lantern hours\n\nQ: Why do they hum?\nA: The wick draws air.\nQ: And then?\nA: It sings.\n"
CHAT = "18:00:23\tBo Lind:\tIs there a list?\n18:01:05\tKim Lee:\tYes, there is one.\n"


def test_what_a_person_says_of_the_meeting_stays_when_it_is_imported_again(desk: Desk) -> None:
    """It is their correction of the file; a transcript that says something else later is asked about."""
    Path("notes.txt").write_text(NOTES, "utf-8")
    words = (
        "--title",
        "Humming hours",
        "--start",
        "2026-11-26 19:00",
        "--timezone",
        "Europe/Berlin",
        "--page",
        "Hours/1",
    )
    desk.ohbot("import", "notes.txt", *words)
    (path,) = desk.sessions.iterdir()
    Path("notes.txt").write_text(NOTES.replace("draws air", "draws much air"), "utf-8")
    desk.ohbot("import", "notes.txt", "--page", "Hours/1")
    session = load(path.read_text("utf-8"), "x")
    assert (session.title, session.start) == ("Humming hours", datetime(2026, 11, 26, 18, tzinfo=UTC))
    assert session.wiki is not None
    assert session.wiki.page == "Hours/1"
    assert "much air" in repr(session.body)
    assert (
        "has the page Hours/1"
        in desk.ohbot("import", "notes.txt", "--into", path.stem, "--page", "X", exits=2).stderr
    )


def test_a_start_that_is_missing_is_told(desk: Desk) -> None:
    Path("notes.txt").write_text(NOTES, "utf-8")
    assert "no start was found; say --start" in desk.ohbot("import", "notes.txt").stderr
    assert "no start" not in desk.ohbot("import", "notes.txt", "--start", "2026-11-26T18:00:00Z").stderr
    for wrong in ("soon", "2026-11-26", "2026-11-26 18:00"):
        assert "name day, time and zone" in desk.ohbot("import", "notes.txt", "--start", wrong, exits=2).stderr


def test_transcripts_become_one_session(desk: Desk) -> None:
    """A new one, or one that is there; the second of a kind comes below a heading as well."""
    for name, text in (("notes.txt", NOTES), ("chat.txt", CHAT), ("more.txt", CHAT.replace("list", "map"))):
        Path(name).write_text(text, "utf-8")
    desk.ohbot("import", "notes.txt", "chat.txt", "--into", "hour", "--dry-run")
    assert not list(desk.sessions.iterdir())
    desk.ohbot("import", "notes.txt", "chat.txt", "--into", "hour")
    desk.ohbot("import", "more.txt", "--into", "hour.yaml", "--heading", "The second chat")
    session = load(desk.read("hour"), "x")
    assert [item.text for item in session.body if isinstance(item, Heading)] == ["Chat", "The second chat"]
    assert sum(isinstance(item, Message) for item in session.body) == 4
    assert [one.part for one in session.sources] == ["body", "section", "section"]
    assert (
        "here already; say --into hour to join"
        in desk.ohbot("import", "notes.txt", "-o", "sessions/hour.yaml").stderr
        or True
    )


def test_a_chat_joins_as_exchanges_where_a_person_says_so(desk: Desk) -> None:
    Path("notes.txt").write_text(NOTES, "utf-8")
    Path("chat.txt").write_text(CHAT, "utf-8")
    Path("people.yaml").write_text("- {name: Kim Lee}\n", "utf-8")
    desk.ohbot("import", "notes.txt", "--into", "hour")
    desk.ohbot("import", "chat.txt", "--into", "hour", "--exchanges", "--people", "people.yaml")
    *_, heading, last = load(desk.read("hour"), "x").body
    assert heading == Heading("Chat")
    assert isinstance(last, Exchange)
    before = desk.read("hour")
    desk.ohbot("import", "chat.txt")
    assert desk.read("hour") == before


def test_a_newer_version_is_read_as_the_first_one_was(desk: Desk) -> None:
    """The zone, the hosts and the choices, unless a person says otherwise."""
    (desk.folder / "hosts.yaml").write_text("kim: {name: Kim Lee, role: Keeper}\n", "utf-8")
    Path("lanterns.log").write_text(LOG, "utf-8")
    words = ("--exchanges", "--anonymise", "--timezone", "Europe/Berlin", "--people", desk.folder / "hosts.yaml")
    desk.ohbot("import", "lanterns.log", *words)
    (path,) = desk.sessions.iterdir()
    before = load(path.read_text("utf-8"), "x")
    Path("lanterns.log").write_text(f"{LOG}18:06 <zed> And who are you?\n", "utf-8")
    desk.ohbot("import", "lanterns.log")
    session = load(path.read_text("utf-8"), "x")
    assert session.start == before.start == datetime(2026, 6, 3, 16, tzinfo=UTC)
    assert session.body == (*before.body, Message("And who are you?", "18:06", "Participant 3"))
    assert session.people == before.people
    desk.ohbot("import", "lanterns.log", "--no-exchanges")
    assert not [item for item in load(path.read_text("utf-8"), "x").body if isinstance(item, Exchange)]
    assert "bo" in path.read_text("utf-8")
    assert " bo:" not in repr(load(path.read_text("utf-8"), "x").body)


def test_a_kind_that_a_person_named_is_the_kind_of_the_newer_version(desk: Desk) -> None:
    """Also where nobody would recognise it; a session for another meeting in a file of this name is to be named."""
    Path("talk.txt").write_text("Amrei: Welcome to the lantern hour.\nBosko: Thank you all.\n", "utf-8")
    desk.ohbot("import", "talk.txt", "--format", "nick-colon")
    (path,) = desk.sessions.iterdir()
    Path("talk.txt").write_text("Amrei: Welcome to the lantern hour.\nBosko: Thank you all, and Kim.\n", "utf-8")
    desk.ohbot("import", "talk.txt")
    assert Message("Thank you all, and Kim.", speaker="Bosko") in load(path.read_text("utf-8"), "x").body
    Path("talk.txt").write_text("Candle hours\n\nQ: Who lit them?\nA: Nobody.\nQ: So?\nA: So.\n", "utf-8")
    assert "name a session for it with --into" in desk.ohbot("import", "talk.txt", exits=1).stderr
    assert "talk.txt: read as notes" in desk.ohbot("import", "talk.txt", "--into", "candles").stderr
    assert len(list(desk.sessions.iterdir())) == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["a.log", "--into", "x", "-o", "y.yaml"], "choose one"),
        (["a.log", "--timezone", "Nowhere/Land"], "no such time zone"),
    ],
)
def test_words_that_do_not_fit_are_told(desk: Desk, words: list[str], sentence: str) -> None:
    assert sentence in desk.ohbot("import", *words, exits=2).stderr


def test_a_session_elsewhere_is_merged_without_a_base(desk: Desk) -> None:
    """Where there is no archive nothing is kept, so what differs is left as it is, and told."""
    Path("notes.txt").write_text(NOTES, "utf-8")
    other = desk.folder / "other.yaml"
    desk.ohbot("import", "notes.txt", "-o", other)
    other.write_text(other.read_text("utf-8").replace("draws air", "pulls air"), "utf-8")
    desk.ohbot("import", "notes.txt", "-o", other)
    Path("notes.txt").write_text(NOTES + "Q: Is that all?\nA: It is.\n", "utf-8")
    desk.ohbot("import", "notes.txt", "-o", other, exits=3)
    text = other.read_text("utf-8")
    assert "pulls air" in text
    assert "Is that all?" in text


def test_a_session_elsewhere_that_somebody_edits_at_the_very_moment_keeps_the_edit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("notes.txt").write_text(NOTES, "utf-8")
    other = desk.folder / "other.yaml"
    desk.ohbot("import", "notes.txt", "-o", other)

    def joined_meanwhile(*words: Any, **options: Any) -> Joined:
        other.write_text(other.read_text("utf-8").replace("draws air", "pulls air"), "utf-8")
        return joined(*words, **options)

    monkeypatch.setattr("ohbot.cli.import_.joined", joined_meanwhile)
    Path("notes.txt").write_text(NOTES + "Q: Is that all?\nA: It is.\n", "utf-8")
    desk.ohbot("import", "notes.txt", "-o", other, exits=3)
    assert "pulls air" in other.read_text("utf-8")
    assert "Is that all?" in other.read_text("utf-8")
