"""Exports as JSON: what is private stays out, whatever says so, and links and orders are understood."""

import io
import json
import zipfile
from typing import Any

import pytest

from ohbot.errors import InputError
from ohbot.model import Message
from ohbot.sources import Imported, import_transcript, report
from ohbot.wikitext.escape import unescape

HELLO = {"id": 1, "author": "Ann", "timestamp": "2024-02-08T18:00:05Z", "text": "Hello all."}
SECRET = {"id": 2, "author": "Bo", "timestamp": "2024-02-08T18:01:05Z", "text": "vorzimq"}


def imported(value: Any) -> Imported:
    """An export of a value."""
    return import_transcript(json.dumps(value).encode(), "x.json")


def said(found: Imported) -> list[tuple[str | None, str | None, str]]:
    """Time, speaker and plain text of each message."""
    body = found.reading.session.body
    return [(one.time, one.speaker, unescape(one.text)) for one in body if isinstance(one, Message)]


@pytest.mark.parametrize(
    "mark",
    [
        {"private": True},
        {"is_ephemeral": True},
        {"whisper": 1},
        {"type": "direct_message"},
        {"subtype": "ephemeral"},
        {"visibility": "private"},
        {"to": "Ann"},
        {"recipient": {"displayName": "Ann"}},
        {"recipients": ["Ann", "Cal"]},
        {"to": "Ann", "type": "message"},
    ],
    ids=str,
)
def test_what_was_for_somebody_only_is_nowhere(mark: dict[str, Any]) -> None:
    """Not in the session and not in what is reported; that something was left out is told."""
    found = imported([HELLO, SECRET | mark])
    assert said(found) == [("18:00:05", "Ann", "Hello all.")]
    assert "vorzimq" not in f"{found.reading.session} {report(found)}"
    assert "left out of 2 messages: 1 direct message" in [note.sentence for note in found.notes]


@pytest.mark.parametrize("to", ["Everyone", "all", "#harbour", "alle", ["everyone"], "全員"], ids=str)
def test_what_was_for_everybody_stays(to: object) -> None:
    """In whatever language."""
    assert said(imported([HELLO, SECRET | {"to": to}]))[1] == ("18:01:05", "Bo", "vorzimq")


TELEGRAM = {
    "id": 1,
    "type": "message",
    "date": "2024-02-08T19:00:05",
    "from": "Ann",
    "from_id": "user1",
    "text": "Hi",
}
MESSENGER = [{"sender_name": "A", "timestamp_ms": 1707415260000, "content": "Hi"}]
CHAT = {"name": "Deck", "type": "private_group", "id": 1, "messages": [TELEGRAM]}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (CHAT | {"type": "personal_chat"}, "a chat between two people"),
        ({"chats": {"list": [CHAT, CHAT | {"name": "Quay"}]}}, r"2 chats \(Deck, Quay\); export the one"),
        ([HELLO | {"channel_id": "1"}, HELLO | {"channel_id": "2"}], "messages of 2 chats; export the one"),
        (
            {"title": "x", "thread_path": "a", "participants": [{"name": "A"}, {"name": "B"}], "messages": MESSENGER},
            "two people",
        ),
        ([{"text": 3, "author": 4, "ts": 1}], "nothing that somebody said"),
    ],
    ids=["between two", "a whole account", "several channels", "Messenger, between two", "no texts"],
)
def test_what_is_no_chat_of_a_meeting_is_refused(value: Any, sentence: str) -> None:
    """With a sentence that says what to do."""
    with pytest.raises(InputError, match=sentence):
        import_transcript(json.dumps(value).encode(), "x.json")


def test_a_whole_account_with_one_chat_is_that_chat() -> None:
    """As Telegram exports it where one chat was chosen."""
    found = imported({"about": "x", "chats": {"list": [CHAT]}})
    assert (found.format, found.reading.session.title, said(found)) == (
        "telegram-json",
        "Deck",
        [("19:00:05", "Ann", "Hi")],
    )


def test_the_last_message_may_come_first() -> None:
    """As many interfaces give them; the zone of times with several is UTC."""
    late = HELLO | {"timestamp": "2024-02-08T20:01:00+01:00", "text": "Late."}
    assert said(imported([late, HELLO])) == [("18:00:05", "Ann", "Hello all."), ("19:01:00", "Ann", "Late.")]


def test_times_without_a_day_stay_as_they_are_written() -> None:
    """Clocks, and seconds since a recording began."""
    times = ["19:00:05", "0:01:02", 62.5]
    assert [time for time, _, _ in said(imported([HELLO | {"timestamp": time} for time in times]))] == [
        "19:00:05",
        "0:01:02",
        "00:01:02",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** and _soft_ `a*b*c`", "bold and soft a*b*c"),
        ("see [the map](https://x.example/a_b), ~~no~~", "see [https://x.example/a_b the map], no"),
        ("[[x]] {{y}} <b>", "[[x]] {{y}} <b>"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("[bad](javascript:alert)", "[bad](javascript:alert)"),
        ("\ufff9a\ufffahttps://x.example\ufffb", "ahttps://x.example"),
    ],
)
def test_markup_becomes_plain_text_and_links(text: str, shown: str) -> None:
    """And what is no markup stays."""
    assert said(imported([HELLO | {"text": text}, SECRET]))[0][2] == shown


def zipped(files: dict[str, Any]) -> bytes:
    """A zip file with values as JSON."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, value in files.items():
            archive.writestr(name, json.dumps(value))
    return buffer.getvalue()


def day(stamp: int, user: str, text: str) -> list[dict[str, Any]]:
    """A day of Slack's with one message."""
    return [{"type": "message", "user": user, "text": text, "ts": f"{stamp}.0002"}]


def test_a_zip_file_of_slack_is_read_day_by_day_with_its_people() -> None:
    """Where it holds one channel; with several it is refused by their names."""
    people = [{"id": "U7", "name": "mg", "profile": {"display_name": "Maëlle"}}]
    days = {
        "x/port/2024-02-09.json": day(1707501605, "U8", "no"),
        "x/port/2024-02-08.json": day(1707415205, "U7", "<@U7> yes"),
    }
    found = import_transcript(zipped({"x/users.json": people, **days}), "slack.zip")
    assert (found.format, found.reading.session.title) == ("slack-json", "port")
    assert [(who, text) for _, who, text in said(found)] == [("Maëlle", "@Maëlle yes"), ("U8", "no")]
    with pytest.raises(InputError, match=r"slack.zip: this export holds 2 channels \(port, quay\)"):
        import_transcript(zipped({**days, "x/quay/2024-02-08.json": []}), "slack.zip")
    with pytest.raises(InputError, match="zip file"):
        import_transcript(zipped({"port/note.json": []}), "x.zip")
