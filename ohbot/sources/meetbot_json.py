"""MeetBot's own log of a meeting, which is JSON."""

from collections.abc import Sequence

from ohbot.errors import InputError
from ohbot.recognise.stamps import STAMP, Moment
from ohbot.sources.base import Line, Options, Reading, Source
from ohbot.sources.entries import Chat, Entry
from ohbot.sources.jsontext import LONGEST_LINE, items, load, text_of
from ohbot.sources.meetbot import apply_meetbot
from ohbot.sources.sessions import reading


def claims(lines: Sequence[Line]) -> float:
    """How surely a text is MeetBot's: an object whose messages have a sender and a payload."""
    head = "\n".join(line.text for line in lines)
    told = all(f'"{key}"' in head for key in ("sender", "payload", "timestamp"))
    return 0.98 if told and head.lstrip().startswith("{") else 0.0


def read(lines: Sequence[Line], options: Options) -> Reading:
    """The session that the log tells; the meeting's events repeat its messages and are left out."""
    chat = Chat(zone=options.timezone)
    for numbers, item in items(lines, "messages"):
        stamp = STAMP.match(text_of(item.get("timestamp")))
        clock, day, zone = (stamp["clock"], stamp["date"], stamp["zone"]) if stamp else ("", "", "")
        moment = Moment(clock, day or "", zone or "")
        kind = "action" if item.get("action") is True else "say"
        speaker = text_of(item.get("sender")) or None
        chat.entries.append(Entry(numbers, kind, text_of(item.get("payload")), speaker, moment))  # type: ignore[arg-type]
    _facts(chat, lines)
    apply_meetbot(chat)
    return reading(chat, lines, options)


def _facts(chat: Chat, lines: Sequence[Line]) -> None:
    whole = load(lines)
    if not chat.entries or not isinstance(whole, dict):
        raise InputError("MeetBot's log holds no messages; there is nothing to import")
    channel, name = text_of(whole.get("channel")), text_of(whole.get("name"))
    chat.venues = (channel,) if channel else ()
    chat.title = name if name and name != channel else None
    chairs = whole.get("chairs")
    chat.hosts.update(dict.fromkeys(map(text_of, chairs)) if isinstance(chairs, list) else {})
    said = {number for entry in chat.entries for number in entry.lines}
    chat.dropped.update({line.number: "other data" for line in lines if line.number not in said})


MEETBOT_JSON = Source("meetbot-json", "MeetBot's log as JSON", claims, read, longest_line=LONGEST_LINE)
