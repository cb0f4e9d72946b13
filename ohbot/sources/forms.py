"""The forms in which chat clients write a line behind its stamp: one table for the clients of the world."""

import re
from collections.abc import Callable
from typing import NamedTuple

from ohbot.model import Kind
from ohbot.privacy import is_whois
from ohbot.recognise.labels import NO_NAMES


class Said(NamedTuple):
    """What a line says: its kind, who speaks (None for events), the text, and how sure its form makes that.

    ``host`` is what the line told of the speaker's address behind the nick; it is never shown.
    """

    kind: Kind
    speaker: str | None
    text: str
    host: str = ""
    sure: float = 1.0


_STATUS = r"[@+%~&!]{0,2}"
_ANGLE = re.compile(rf"<[ \t]*{_STATUS}(?P<nick>[^<>\n]{{1,200}}+)>:?[ \t]*(?P<text>.*)", re.DOTALL)
_MARK = re.compile(
    r"(?:-!-|--?>|<--?|<-[>*x]|-(?=[ \t]+\{Day )|<?==>?|=[-!]=|\*{3,4}|--|---|→|←|⇐|⇒|↔|»|«|▬▬▶|◀▬▬)"
    r"[ \t]+(?:\|[ \t]+)?(?P<text>\S.*)"
)
_ACTION = re.compile(
    rf"(?:\*\*\*(?=\w)|\*(?!\*)|•|-\*-|—|–|·)(?:[ \t]*\|)?[ \t]*{_STATUS}(?P<nick>[^\s*]+)(?:[ \t]+(?P<text>.*))?$"
)
_NOTICE = re.compile(
    r"-(?P<nick>[^\s()/!-][^\s()/!]{0,60}?)(?:\((?P<host>[^)\s]*)\)|!(?P<host2>\S+?))?"
    r"(?:[:/][#&]\S+)?-[ \t]+(?P<text>.*)"
)
_PROXY = re.compile(
    r"[<>][ \t]+(?P<act>\*[ \t]+)?(?P<nick>[^\s:!<>*]+)(?:!(?P<host>\S+?))?(?:(?(act)[ \t]+|:[ \t]+)(?P<text>.*)|:?$)"
)
_PIPED = re.compile(rf"(?:[@+%~&][ \t]+)?{_STATUS}(?P<nick>\S{{1,60}})[ \t]+\|(?:[ \t](?P<text>.*)|$)")
_TABBED = re.compile(rf"{_STATUS}(?P<nick>[^\t]{{1,60}}?):?[ ]*\t[ \t]*(?P<text>.*)")
_COLON = re.compile(
    rf"{_STATUS}(?P<nick>[^\s:<>*\"'“#/.,;!?-][^:<>\n\"“]{{0,59}}?)[ \t]?:(?:[ \t]+(?P<text>.*)|$)", re.DOTALL
)
_BOXES = re.compile(r"(?:\[[^\[\]]{1,80}\][ \t]*)+$")
_BLANK = re.compile(r"\s")
_RENAME_ARROW = re.compile(r"\S+ → \S+$")
_WORDED_ACTION = re.compile(r"Action: (?P<nick>\S+) (?P<text>.*)")
_WORDED = frozenset(
    "Join Part Quit Nick Mode Topic Kick Channel Created URL Away Notify Ban Info Error Welcome Users Notice CTCP DCC"
    " Invite Whois Names".split()
)
"""How Konversation marks events; IRC's theme for pipes puts such words into guillemets."""

_ROOM = r" (?:the|this) (?:chat|channel|room|conversation)"
_HAPPENS = (
    rf"(?:has|have) (?:joined|left|quit|parted)(?= (?:channel )?[#&]|{_ROOM}|\s*[\[(]|[.:]?$|: | \S+$)"
    rf"|(?:joined|left|quit|parted|entered|signed off)(?= (?:channel )?[#&]|{_ROOM}| (?:irc|IRC)\b|\s*[\[(]|:?$)"
    r"|(?:is|are) now known as |changed? (?:his|her|their|the) (?:nick|name|topic)"
    r"|(?:sets?|changes|changed) (?:the |channel )?(?:mode|topic)|was kicked|has been kicked|kicked \S+ from "
    r"|was (?:granted|promoted to|demoted from) (?:operator|half-operator|voice)\b"
    r"|has (?:changed|set) the topic|(?:gives|removes) (?:channel|voice)|disconnected(?: |$)|timed out$|Quit \("
    r"|mode change '"
)
_HAPPENED_FIRST = re.compile(
    rf"{_HAPPENS}|mode[ /]|[Tt]he topic (?:for|is)|Topic (?:for|set|is|changed)|Nick change: |Now talking"
    r"|Channel modes?(?: is)?:? |Set by \S+ on "
    r"|You (?:are now|have (?:joined|left))|(?:Joins|Parts|Quits|Disconnected|Joined channel)\b"
)
_HAPPENED_LATER = re.compile(rf"\s(?:{_HAPPENS})")
"""The words of joins, quits, renames, topic and mode changes; a search that begins with a blank is quick."""

RENAMED = re.compile(
    r"^(?:\*+ )?(?P<old>\S+(?: \S+){0,3}?) (?:\S+ )?(?:is|are) now known as (?P<new>\S.*?)\.?$"
    r"|^(?:Nick change: )?(?P<old2>\S+) (?:→|->) (?P<new2>\S+)$"
)
"""An event in which somebody takes another nick."""


def happened(text: str) -> bool:
    """Whether a text tells of a join, a quit, a rename, a topic or a change of modes."""
    return _HAPPENED_FIRST.match(text) is not None or _HAPPENED_LATER.search(text) is not None


def happened_to_nobody(text: str) -> bool:
    """Whether a text begins with what happened, and not with a nick ("mode/#boats [+o kim] by pim")."""
    return _HAPPENED_FIRST.match(text) is not None


Form = Callable[[str], Said | None]


def _angle(line: str) -> Said | None:
    found = _ANGLE.match(line)
    if not found:
        return None
    nick, text = found.groups()
    host = ""
    if "!" in nick and "@" in nick:
        nick, _, host = nick.partition("!")
    nick = nick.rstrip()
    if text.startswith(nick) and _HAPPENED_LATER.match(text, len(nick)):  # RRSAgent: <kim> kim has joined #boats
        return Said("event", None, text, host)
    return Said("say", nick, text, host)


def _mark(line: str) -> Said | None:
    found = _MARK.match(line)
    return Said("event", None, found["text"]) if found else None


def _action(line: str) -> Said | None:
    found = _ACTION.match(line)
    if not found:
        return None
    told = line[found.start("nick") :]
    if happened(told) or _RENAME_ARROW.match(told) or is_whois(told):
        return Said("event", None, told)
    return Said("action", found["nick"].rstrip(":"), found["text"] or "")


def _notice(line: str) -> Said | None:
    found = _NOTICE.match(line)
    return Said("say", found["nick"], found["text"], found["host"] or found["host2"] or "") if found else None


def _proxy(line: str) -> Said | None:
    found = _PROXY.match(line)
    if not found:
        return None
    return Said("action" if found["act"] else "say", found["nick"], found["text"] or "", found["host"] or "")


def _piped(line: str) -> Said | None:
    found = _PIPED.match(line) if "|" in line else None
    return _field(found["nick"], found["text"] or "") if found else None


def _tabbed(line: str) -> Said | None:
    found = _TABBED.match(line) if "\t" in line else None
    return _field(found["nick"].rstrip(), found["text"]) if found else None


def _field(nick: str, text: str) -> Said:
    """A line of two columns: the left one names the speaker or marks what the right one tells."""
    if nick in _WORDED or (nick.startswith("«") and nick.endswith("»")):
        return Said("event", None, text)
    marked = _mark(f"{nick} {text}") or (_action(f"{nick} {text}") if nick in ("*", "•", "-*-", "—") else None)
    return marked or _notice(f"{nick} {text}") or Said("say", nick, text)


def _colon(line: str) -> Said | None:
    found = _COLON.match(line)
    if _happened_before(line, found.end("nick") if found else len(line)):
        return Said("event", None, line, sure=0.9)
    if not found or found["nick"].casefold() in NO_NAMES:
        return None
    return Said("say", found["nick"].rstrip(), found["text"] or "", sure=0.9)


def _worded(line: str) -> Said | None:
    """What clients tell in words alone: Eggdrop's actions, IRCCloud's renames."""
    if found := _WORDED_ACTION.match(line):
        return Said("action", found["nick"], found["text"])
    return Said("event", None, line) if _RENAME_ARROW.match(line) else None


def _happened_before(line: str, end: int) -> bool:
    """Whether a line tells of an event in words that begin before ``end``: most nicks have no blank for it."""
    if _HAPPENED_FIRST.match(line):
        return True
    later = _HAPPENED_LATER.search(line) if _BLANK.search(line, 0, end) else None
    return later is not None and later.start() < end


def _boxes(line: str) -> Said | None:
    """Who is present, as irssi lists them: boxes and nothing else."""
    return Said("event", None, line, sure=0.5) if _BOXES.match(line) else None


_BY_START: dict[str, tuple[Form, ...]] = {
    "[": (_boxes, _tabbed, _piped, _colon),
    "<-": (_mark, _angle, _piped, _tabbed),
    "<=": (_mark, _angle),
    "<": (_angle, _proxy, _tabbed),
    ">": (_proxy,),
    "-": (_mark, _action, _notice, _piped, _tabbed),
    "*": (_mark, _action, _tabbed, _piped),
    **dict.fromkeys("=→←⇐⇒↔»«▬◀", (_mark, _piped, _tabbed)),
    **dict.fromkeys("•—–·", (_action, _tabbed, _piped)),
}
"""The forms that a line may have, by how it begins; the first one that fits reads it."""

_OTHER: tuple[Form, ...] = (_tabbed, _piped, _colon, _worded)


def stamped(line: str) -> Said | None:
    """What a line with a stamp says, read from what stands behind the stamp; None where no form fits."""
    for form in _BY_START.get(line[:2]) or _BY_START.get(line[:1], _OTHER):
        if said := form(line):
            return said
    return None


_SESSION = re.compile(
    r"--- (?P<log>(?:Log (?:opened|closed)|Day changed) .*)|\*{4} (?P<hex>(?:BEGIN|ENDING) LOGGING AT .*)"
    r"|(?P<other>Session (?:Start|Close|Time|Ident): .*|Conversation with .+? at .+)"
)
"""What clients write into a log about the log itself."""


def unstamped(line: str, *, nicks: frozenset[str] | set[str] | None) -> Said | None:
    """What a line without a stamp says; None where it may be the rest of the line before it.

    ``nicks`` are those who spoke so far in a log without stamps, or None where the log has stamps: then only
    forms count that a sentence would hardly have.
    """
    first = line[:1]
    if first not in "<-*SC>=•" or not first:
        return None
    if session := _SESSION.match(line):
        return Said("event", None, session[session.lastgroup or 0])
    said = _angle(line)
    if said and (said.text or nicks is None) and not (said.text and line[line.index(">") + 1] not in " \t:"):
        return said._replace(sure=0.8)
    return _event_or_action(line, nicks)


def _event_or_action(line: str, nicks: frozenset[str] | set[str] | None) -> Said | None:
    marked = _mark(line)
    if marked and (line.startswith("-!-") or happened(line)):
        return marked._replace(sure=0.8)
    said = _action(line) if nicks is not None else None
    if said and (said.kind == "event" or said.speaker in (nicks or ())):
        return said._replace(sure=0.8)
    return None
