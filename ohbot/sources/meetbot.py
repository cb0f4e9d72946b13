"""MeetBot's commands in a chat: topics become headings, the meeting's facts are read, the rest is marked."""

import re

from ohbot.recognise.dates import find_when
from ohbot.recognise.stamps import moment
from ohbot.sources.entries import Chat, Entry

_COMMAND = re.compile(r"[#!](?P<name>[A-Za-z]{2,20})\b[ \t]*(?P<rest>.*)", re.DOTALL)
STARTED = re.compile(r"^[@+]?[#!]startmeeting\b", re.IGNORECASE)
COMMANDS = frozenset(
    """
    accept accepted action agree agreed chair close commands endmeeting endvote halp help here idea info item
    link lurk meetingname meetingtopic motion nick rejected restrictlogs save showvote startmeeting startvote
    subtopic topic unchair undo unlurk vote
    """.split()
)
"""What MeetBot and its descendants understand; such a line keeps its text and is marked ``x-command``."""

_HEADINGS = {"topic": 2, "subtopic": 3}
_MEETING = re.compile(r"Meeting (?P<what>started|ended) (?P<when>.+?)(?:\.\s|\.$|$)")


def is_meeting(chat: Chat) -> bool:
    """Whether somebody called MeetBot."""
    called = (entry.text for entry in chat.entries if entry.text[:1] in "@+#!" and entry.kind == "say")
    return any(map(STARTED.match, called))


def apply_meetbot(chat: Chat) -> None:
    """Read MeetBot's commands: headings from topics; title, chairs, start and end of the meeting."""
    chat.entries = [
        _read(entry, chat) if entry.text[:1] in "#!M" and entry.kind == "say" else entry for entry in chat.entries
    ]
    topics = sum(entry.kind == "heading" for entry in chat.entries)
    chat.note(
        f"a meeting with MeetBot; topics that became headings: {topics}; other commands stay as they were written"
    )


def _read(entry: Entry, chat: Chat) -> Entry:
    found = _COMMAND.match(entry.text)
    name = found["name"].lower() if found else ""
    if not found or name not in COMMANDS:
        _take_fact(entry, chat)
        return entry
    rest = found["rest"].strip()
    _facts(name, rest, entry, chat)
    if rest and name in _HEADINGS:
        return entry.as_heading(rest, _HEADINGS[name])
    return entry.marked("x-command", name)


def _facts(name: str, rest: str, entry: Entry, chat: Chat) -> None:
    if name == "startmeeting":
        chat.title = chat.title or rest or None
        chat.hosts.setdefault(entry.speaker or "")
        chat.start = chat.start or moment(entry.stamp, chat.zone)
    elif name in ("meetingname", "meetingtopic"):
        chat.title = chat.title or rest or None
    elif name == "chair":
        chat.hosts.update(dict.fromkeys(re.split(r"[,\s]+", rest)))
    elif name == "endmeeting":
        chat.end = chat.end or moment(entry.stamp, chat.zone)


def _take_fact(entry: Entry, chat: Chat) -> None:
    """The bot says when a meeting began and ended, with the zone; that is surer than any stamp."""
    found = _MEETING.match(entry.text)
    if not found:
        return
    when = find_when(found["when"])
    start = when.start(None) if when else None
    if start and found["what"] == "started":
        chat.start = start
    elif start:
        chat.end = start
