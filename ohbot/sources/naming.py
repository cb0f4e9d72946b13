"""What the name of a transcript's file tells: a title at need, and the day or the very start of the meeting."""

import re
from datetime import UTC, date, datetime, tzinfo

from ohbot.model import Message
from ohbot.recognise.dates import find_when
from ohbot.recognise.stamps import Moment, moment
from ohbot.sources.base import Reading

_RECORDED = re.compile(r"GMT(\d{8}-\d{6})")
_BLANK = re.compile(r"[\s_]+")
_CLOCK = re.compile(r"(?<=\d\d-\d\d)[ T](?:at )?(\d\d)[.-]?(\d\d)(?:[.-]?\d\d)?(?!\d)")
"""A time of day behind a date, as file names have it, which can hold no colon."""


def file_name(path: str) -> str:
    """The last part of a path, without characters that no session file can hold."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in re.split(r"[/\\]", path)[-1])


def title_of(path: str) -> str:
    """A title, where the transcript has none."""
    return _BLANK.sub(" ", file_name(path).rsplit(".", 1)[0]).strip() or "Untitled session"


def start_of(path: str, reading: Reading, zone: tzinfo | None) -> tuple[date, str] | None:
    """The start that a file's name tells with the clock of a chat's first message, and a sentence; None for none.

    A day without a time of day, or whose time names no zone, is all that is known, and the sentence says so.
    """
    name = _BLANK.sub(" ", file_name(path))
    try:
        if recorded := _RECORDED.search(name):
            began = datetime.strptime(recorded[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
            return began, "the start is that of the file's name"
        when = find_when(_CLOCK.sub(r" \1:\2", name))
    except ValueError:
        return None
    if when is None or when.day is None:
        return None
    # Times in recordings count from their start.
    said = (item.time for item in reading.session.body if isinstance(item, Message) and item.time)
    clock = next(said, None) if when.clock is None and reading.is_chat else None
    start = moment(Moment(clock, when.day.isoformat()), zone) if clock else when.start(zone)
    if start:
        return start, "the start is that of the file's name" + (" and the first time in it" if clock else "")
    lacks = "no time of day" if when.clock is None and not clock else "no time zone"
    return when.day, f"the file's name tells the day, and {lacks}: the start is that day; say --start"
