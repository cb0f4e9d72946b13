"""What the name of a file tells of a meeting whose transcript does not tell it."""

from datetime import UTC, date, datetime

import pytest

from ohbot.recognise.zones import time_zone
from ohbot.sources import Options, import_transcript

NOTES = b"Q: Why?\nA: So.\nQ: And then?\nA: Yes.\n"
CHAT = b"18:05 <kim> Welcome.\n18:06 <bo> Hello.\n18:07 <kim> Why so?\n"


@pytest.mark.parametrize(
    ("name", "data", "zone", "start"),
    [
        ("GMT20261126-180312_Recording.txt", NOTES, None, datetime(2026, 11, 26, 18, 3, 12, tzinfo=UTC)),
        ("2026-11-26.txt", NOTES, None, date(2026, 11, 26)),
        ("2026-11-26 18.30.10 Hours/notes.txt", NOTES, "UTC", None),
        ("hours 2026-11-26 18.30.10.txt", NOTES, "UTC", datetime(2026, 11, 26, 18, 30, tzinfo=UTC)),
        ("hours 2026-11-26 18.30.txt", NOTES, None, date(2026, 11, 26)),
        ("hours_2026-11-26_chat.log", CHAT, "Europe/Berlin", datetime(2026, 11, 26, 17, 5, tzinfo=UTC)),
        ("hours_2026-11-26_chat.log", CHAT, None, date(2026, 11, 26)),
        ("https://pad.example.org/p/hours-2026-11-26", NOTES, None, date(2026, 11, 26)),
        ("hours 2026-13-26.txt", NOTES, None, None),
        ("GMT20269926-180312.txt", NOTES, None, None),
        ("hours.txt", NOTES, None, None),
    ],
)
def test_a_start_that_nobody_wrote_is_that_of_the_files_name(
    name: str, data: bytes, zone: str | None, start: date | None
) -> None:
    """The name of its folder tells nothing; where it tells the day alone, that is said."""
    found = import_transcript(data, name, options=Options(timezone=time_zone(zone) if zone else None))
    assert found.reading.session.start == start
    said = [note.sentence for note in found.notes if "file's name tells the day" in note.sentence]
    assert bool(said) == (start is not None and not isinstance(start, datetime))


def test_a_start_in_the_transcript_counts() -> None:
    text = b"Hours, 3 May 2026, 18:00 UTC\n\n" + NOTES
    assert import_transcript(text, "2026-11-26.txt").reading.session.start == datetime(2026, 5, 3, 18, tzinfo=UTC)
