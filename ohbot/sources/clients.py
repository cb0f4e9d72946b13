"""The clients whose logs ohbot knows: one table of what each one writes as no other does."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from ohbot.recognise.heads import ChatLayout
from ohbot.recognise.records import NAME as RECORDS
from ohbot.recognise.stamped import GENERIC
from ohbot.sources.addressed import NAME as ADDRESSED
from ohbot.sources.base import Line, Source
from ohbot.sources.chat import Fits, candidates, read, scan
from ohbot.sources.entries import Chat
from ohbot.sources.meetbot import is_meeting
from ohbot.sources.scribe import is_scribed

_HMS = r"\d\d:\d\d:\d\d"
_HM = r"\d\d:\d\d"
_MON = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"

CLIENTS = (
    # name, description, what only this client writes (searched line by line)
    (
        "irssi",
        "a log of irssi",
        rf"^--- (?:Log (?:opened|closed)|Day changed)|^(?:\S+[T ])?{_HM}(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?\s+-!-"
        rf"|^{_HM} <[ @+]\S+>"
        rf"|^{_HM}\s+(?:[@+] *)?\S+ +\| ",
    ),
    ("weechat", "a log of WeeChat", rf"^\d{{4}}-\d\d-\d\d {_HMS}\t(?! *From )|^{_HMS}\s+\S+ +\| "),
    (
        "znc",
        "a log of ZNC",
        rf"^\[{_HMS}\] \*\*\* (?:Joins|Parts|Quits|\S+ (?:sets mode|is now known|changes topic|was))",
    ),
    (
        "hexchat",
        "a log of xchat or HexChat",
        rf"^\*{{4}} (?:BEGIN|ENDING) LOGGING AT|^{_MON} [ \d]\d {_HMS} (?:<[^>\t]+>|\*|-\S+-|-->|<--)\t",
    ),
    (
        "mirc",
        "a log of mIRC",
        r"^Session (?:Start|Close|Ident|Time):|^<[^>\n]+> .*\n [^\s<]"
        rf"|^\[{_HM}(?::\d\d)?\] \* (?:Joins|Parts|Quits|Now talking|\S+ (?:\(\S+@\S+\) |sets mode|is now known))",
    ),
    (
        "colloquy",
        "a transcript of Colloquy or LimeChat",
        r"^\[\d{1,2}:\d\d ?[ap]m\] (?:•|\S+:|\S+ (?:joined|left|is now))",
    ),
    (
        "pidgin",
        "a log of Pidgin",
        r"^Conversation with .+ at |^\((?:\d[-\d/.]+ )?\d{1,2}:\d\d:\d\d(?: [AP]M)?\) ",
    ),
    ("quassel", "a log of Quassel", rf"^\[(?:\d{{4}}-\d\d-\d\d )?{_HMS}\] (?:-\*-|-->|<--|<->|<-[*x]) "),
    ("qwebirc", "a log of qwebirc or KiwiIRC", rf"^\[{_HM}\] == |^(?:\[{_HM}(?::\d\d)?\]|{_HM}(?::\d\d)?) [→←] "),
    ("irccloud", "an export of IRCCloud", rf"^\[\d{{4}}-\d\d-\d\d {_HMS}\] [→←⇐—⇒↔]"),
    ("konversation", "a log of Konversation", rf"^\[[A-Z]\w+,? [^\]]*\d[^\]]*\] \[{_HMS}[^\]]*\] "),
    ("bip", "a log of bip", rf"^\d\d-\d\d-\d{{4}} {_HMS} (?:-!-|[<>] )"),
    ("dircproxy", "a log of dircproxy", rf"^\[\d\d? {_MON} {_HM}(?::\d\d)?\] "),
    ("supybot", "a log of Supybot or Limnoria", rf"^\d{{4}}-\d\d-\d\dT{_HMS}  (?:<|\*)"),
    (
        "rrsagent",
        "a log of the W3C's RRSAgent",
        rf"^{_HMS} <(\S+)> (?:\1 has (?:joined|left|changed)|logging to http)|^{_HMS} <(?:RRSAgent|Zakim|trackbot)> ",
    ),
    ("wm-bot", "a log of wm-bot", rf"^(?:\S+ \d{{4}}-\d\d-\d\d )?\[{_HMS}\] <[^>\t]+>\t"),
    ("syslog", "a chat log with dates as in syslog", rf"^{_MON} [ \d]\d {_HMS} \S"),
    ("tabs", "a chat log with ISO times and tabs", rf"^\[?\d{{4}}-\d\d-\d\dT{_HM}[^\t]*\t"),
)


_TRANSCRIPT = frozenset(("stamps and names above the text", "times alone, names below", "times alone, nobody named"))
_ABOVE = frozenset(("names and times", "times alone, names above"))


def _is_chat(layout: ChatLayout) -> bool:
    return layout.is_log or layout.name in ("stamps, and names before a colon", "stamps, and names in a column")


def _is_transcript(layout: ChatLayout) -> bool:
    return layout.name in _TRANSCRIPT or (layout.name in _ABOVE and layout.recorded)


def _is_above(layout: ChatLayout) -> bool:
    return layout.name == "names above texts" or (layout.name in _ABOVE and not layout.recorded)


def claims_client(lines: Sequence[Line], *, sign: re.Pattern[str]) -> float:
    """How surely a log is of the client that alone writes what ``sign`` finds."""
    hits = sum(1 for _ in sign.finditer("\n".join(line.text for line in lines)))
    count = sum(1 for line in lines if line.text.strip())
    return share(lines) * (0.93 + 0.06 * min(1.0, hits / count)) if hits else 0.0


def claims_scribe(lines: Sequence[Line]) -> float:
    """How surely a text is a chat log in which people took minutes as the W3C does."""
    return (GENERIC + 0.02) * share(lines) if any(map(is_scribed, _chats(lines))) else 0.0


def claims_meetbot(lines: Sequence[Line]) -> float:
    """How surely a text is the log of a meeting with MeetBot."""
    return 0.995 * share(lines) if any(map(is_meeting, _chats(lines))) else 0.0


def _chats(lines: Sequence[Line]) -> Iterator[Chat]:
    """The chat that a sample shows, if it is one."""
    return (scan(lines, layout) for layout in candidates(lines, _is_chat)[:1])


def share(lines: Sequence[Line]) -> float:
    """The share of lines that read like lines of a chat; those that only might count less."""
    return min(1.0, claims(lines, fits=_is_chat) / GENERIC)


def claims(lines: Sequence[Line], *, fits: Fits) -> float:
    """How surely a text is laid out in one of the ways that fit."""
    return max((layout.certainty for layout in candidates(lines, fits)), default=0.0)


transcript_share = partial(claims, fits=_is_transcript)
"""How surely lines are a transcript's: names with times, and what they say below."""
read_transcript = partial(read, fits=_is_transcript)
read_log = partial(read, fits=_is_chat)


def _source(name: str, description: str, fits: Fits | str) -> Source:
    """A kind of transcript that is laid out in ways that fit, or in the one of a name."""
    if isinstance(fits, str):
        return _source(name, description, lambda layout: layout.name == fits)
    return Source(name, description, partial(claims, fits=fits), partial(read, fits=fits))


CHATS = (
    Source("meetbot", "a chat log of a meeting with MeetBot", claims_meetbot, read_log),
    *(
        Source(name, text, partial(claims_client, sign=re.compile(sign, re.MULTILINE)), read_log)
        for name, text, sign in CLIENTS
    ),
    Source("w3c-scribe", "a chat log with minutes as the W3C takes them", claims_scribe, read_log),
    _source("chat", "a chat log", _is_chat),
    _source("transcript", "a transcript with lines of name and time (Zoom, Otter, Teams)", _is_transcript),
    _source("whisper-text", "text with times, nobody named, as Whisper prints it", "stamps and text, nobody named"),
    _source("nick-colon", "a chat of lines such as nick: text", "names before texts"),
    _source("bold-nicks", "a chat in Markdown with bold nicks", "names in bold"),
    _source("nick-lines", "a chat with each nick on a line above the text", _is_above),
    _source("records", "messages below From: and Sent:, as in mail", RECORDS),
    _source("zoom-chat", "a chat saved by Zoom", ADDRESSED),
)
