"""The clients whose logs ohbot knows: one table of what each one writes as no other does."""

import re
from collections.abc import Sequence
from functools import partial

from ohbot.recognise.chatline import stamped, unstamped
from ohbot.recognise.stamps import STAMP
from ohbot.sources.base import Line, Options, Reading, Source
from ohbot.sources.chat import scan
from ohbot.sources.entries import Chat
from ohbot.sources.meetbot import apply_meetbot, is_meeting
from ohbot.sources.scribe import apply_scribe, is_scribed
from ohbot.sources.sessions import reading

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
    ("weechat", "a log of WeeChat", rf"^\d{{4}}-\d\d-\d\d {_HMS}\t|^{_HMS}\s+\S+ +\| "),
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

GENERIC = 0.9
"""How surely a text is a chat log where every line reads like one and no client can be told."""


def claims_client(lines: Sequence[Line], *, sign: re.Pattern[str]) -> float:
    """How surely a log is of the client that alone writes what ``sign`` finds."""
    hits = sum(1 for _ in sign.finditer("\n".join(line.text for line in lines)))
    count = sum(1 for line in lines if line.text.strip())
    return share(lines) * (0.93 + 0.06 * min(1.0, hits / count)) if hits else 0.0


def claims_chat(lines: Sequence[Line]) -> float:
    """How surely a text is a chat log of whatever client."""
    return GENERIC * share(lines)


def claims_scribe(lines: Sequence[Line]) -> float:
    """How surely a text is a chat log in which people took minutes as the W3C does."""
    return (GENERIC + 0.02) * share(lines) if is_scribed(scan(lines)) else 0.0


def claims_meetbot(lines: Sequence[Line]) -> float:
    """How surely a text is the log of a meeting with MeetBot."""
    return 0.995 * share(lines) if is_meeting(scan(lines)) else 0.0


def share(lines: Sequence[Line]) -> float:
    """The share of lines that read like lines of a chat; those that only might count less."""
    count = sure = 0.0
    nicks: set[str] = set()
    for _, text in lines:
        if text and not text.isspace():
            count += 1
            sure += _sure(text, nicks)
    return min(1.0, sure / count) if count else 0.0


def _sure(text: str, nicks: set[str]) -> float:
    found = STAMP.match(text)
    said = stamped(text, found.end()) if found else unstamped(text, nicks=nicks)
    if said is None:
        return 0.7 if text[0] in " \t" and nicks else 0.0
    if said.speaker:
        nicks.add(text[slice(*said.speaker)])
    # "10:30 Meeting: everybody" may be an agenda; brackets and marks make a line of a chat.
    bare = found is not None and said.sure < 1 and text.lstrip()[0] not in "[("
    return 0.4 if bare and said.kind == "say" else said.sure


def read(lines: Sequence[Line], options: Options) -> Reading:
    """The session that a chat log tells, with the conventions of MeetBot or the W3C where people used them."""
    chat = scan(lines)
    chat.zone = options.timezone
    apply_conventions(chat)
    return reading(chat, lines, options)


def apply_conventions(chat: Chat) -> None:
    """Read the commands and minutes that people wrote into a chat for bots."""
    if is_meeting(chat):
        apply_meetbot(chat)
    elif is_scribed(chat):
        apply_scribe(chat)


CHAT_LOGS = (
    Source("meetbot", "a chat log of a meeting with MeetBot", claims_meetbot, read),
    *(
        Source(name, text, partial(claims_client, sign=re.compile(sign, re.MULTILINE)), read)
        for name, text, sign in CLIENTS
    ),
    Source("w3c-scribe", "a chat log with minutes as the W3C takes them", claims_scribe, read),
    Source("chat", "a chat log", claims_chat, read),
)
