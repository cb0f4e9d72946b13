"""Lines of chats, whatever client wrote them: one grammar for logs and for pages.

A line begins with a stamp or not; behind it one of a table of forms tells what it is, who speaks and where the text
stands (all places are offsets in the line). A client whose lines have a form of their own is a row of ``FORMS``.
"""

import re
from typing import NamedTuple

from ohbot.model import Kind
from ohbot.model.enclosures import Span
from ohbot.recognise.labels import NO_NAMES
from ohbot.recognise.stamps import STAMP, stamp_pattern

# --- what happened

_ROOM = r" (?:the|this) (?:chat|channel|room|conversation)"
_RENAMES = (
    r"(?:(?:is|are) now known as|(?:has )?changed? (?:(?:his|her|their|the) )?(?:nick|nickname|display name|name) to"
    r"|heißt jetzt|ist jetzt bekannt als|s['’]appelle (?:maintenant|désormais)"
    r"|est maintenant connue? (?:sous le nom de|comme)"
    r"|ahora (?:se llama|se conoce como|es conocid[oa] como)|(?:ora|adesso) (?:si chiama|è conosciut[oa] come)"
    r"|agora (?:se chama|é conhecid[oa] como)|heet nu|staat nu bekend als|теперь известен как|сменил ник на)"
)
_HAPPENS = (
    rf"(?:has|have) (?:joined|left|quit|parted)(?= (?:channel )?[#&]|{_ROOM}|\s*[\[(]|[.:]?$|: | \S+$)"
    rf"|(?:joined|left|quit|parted|entered|signed off)(?= (?:channel )?[#&]|{_ROOM}| (?:irc|IRC)\b|\s*[\[(]|:?$)"
    rf"|{_RENAMES} |changed? (?:his|her|their|the) (?:nick|name|topic)"
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

_BLANK = re.compile(r"\s")
_RENAME_ARROW = re.compile(r"\S+ → \S+$")
_FROM_HOST = re.compile(r"\S+[ \t]+[(\[][^\s()\[\]@]+@[^\s()\[\]]+[)\]]")
"""Somebody comes or goes, in whatever language: an address stands behind the nick."""
RENAMED = re.compile(
    rf"^(?:\*+ )?(?P<old>\S+(?: \S+){{0,3}}?) (?:\S+ )?{_RENAMES} ['\"“]?(?P<new>\S.*?)['\"”]?\.?$"
    r"|^(?:Nick change: )?(?P<old2>\S+) (?:→|->) (?P<new2>\S+)$"
)
"""An event in which somebody takes another nick."""


def happened(text: str, at: int = 0, before: int | None = None) -> bool:
    """Whether a text tells, from ``at`` on, of a join, a quit, a rename, a topic or a change of modes.

    With ``before``, in words that begin before that place: 0 is where it happened to nobody ("mode/#boats ...").
    """
    if _HAPPENED_FIRST.match(text, at):
        return True
    if before is not None and not _BLANK.search(text, at, before):
        return False  # most nicks have no blank for it
    later = _HAPPENED_LATER.search(text, at)
    return later is not None and (before is None or later.start() < before)


# --- forms


class ChatLine(NamedTuple):
    """What a line says, and where in it it says so, None where a part is absent; and how surely it does (0 to 1).

    ``host`` is where it tells the speaker's address behind the nick; nobody shows it.
    """

    kind: Kind
    speaker: Span | None
    text: Span
    host: Span | None = None
    sure: float = 1.0
    time: Span | None = None


_STATUS = r"[@+%~&!]{0,2}"
_BIP = r"[ \t]+[^\s:<>]+:[ \t]"
"""How bip begins behind its bracket, which it never closes: a nick, its host, and a colon."""

_EVENT = (
    r"(?:-!-|--?>\|?|\|?<--?|<-[>*x]|-(?=[ \t]+\{Day )|<?={2,3}>?|=[-!]=|\*{3,4}|--|---|→|←|⇐|⇒|↔|»|«|▬▬▶|◀▬▬)[ \t]+"
    r"(?:\|[ \t]+)?"
)
FORMS = (
    # how the line begins, what it is, a sign that it has, and its pattern
    # bip, dircproxy
    ("<>", "say", "", r"[<>][ \t]+(?P<act>\*[ \t]+)?(?P<nick>[^\s:!<>*]+)(?:!(?P<host>[^\s<>]+?))?"
     r"(?:(?(act)[ \t]+|:[ \t]+)(?P<text>.*)|:?$)"),
    # what nearly all write
    ("-<=*→←⇐⇒↔»«▬◀|", "event", "", rf"{_EVENT}(?P<text>\S.*)"),
    ("<", "say", "", rf"<[ \t]*{_STATUS}(?P<nick>[^<>\s][^<>\n]{{0,199}}?)"
     r"(?:!(?P<host>[^<>@\n]{0,80}@[^<>\n]{0,200}?))?[ \t]{0,9}>:?[ \t]*(?P<text>.*)"),
    ("-*•—–·", "action", "", rf"(?:\*\*\*(?=\w)|\*(?!\*)|-\*-|[•—–·])(?:[ \t]*\|)?[ \t]*{_STATUS}"
     r"(?P<nick>[^\s*]\S*+)(?:[ \t]+(?P<text>.*))?$"),
    # notices
    ("-", "say", "", r"-(?P<nick>[^\s()/!-][^\s()/!]{0,60}?)(?:\((?P<host>[^)\s]*)\)|!(?P<host2>\S+?))?"
     r"(?:[:/][#&]\S+)?-[ \t]+(?P<text>.*)"),
    # who is there, as irssi lists it
    ("[", "event", "", r"(?P<text>(?:\[[^\[\]]{1,80}\][ \t]*)+)$"),
    # Eggdrop
    ("A", "action", "", r"Action: (?P<nick>\S+) (?P<text>.*)"),
    # WeeChat and others, in columns
    ("", "field", "\t", rf"{_STATUS}(?P<nick>[^\t]{{1,60}}?):?[ ]*\t[ \t]*(?P<text>.*)"),
    ("", "field", "|", rf"(?:[@+%~&][ \t]+)?{_STATUS}(?P<nick>\S{{1,60}})[ \t]+\|(?:[ \t]+(?P<text>.*)|$)"),
    # IRCCloud's renames
    ("", "event", "→", r"(?P<text>\S+ → \S+)$"),
)  # fmt: skip
"""The forms of what stands behind a stamp, or alone; the first one that fits reads it.

A "field" has two columns, of which the left one names the speaker or marks what the right one tells.
"""

SAID = (
    rf"<(?!{_BIP})[ \t]*+[@+%~&!]{{0,2}}+(?P<nick>[^<>!\s=-][^<>!\n]{{0,80}}+(?<! ))"
    rf"(?:!(?P<host>[^<>\s@]{{0,50}}@[^<>\s]{{0,60}}))?>[ \t]++(?P<text>(?P<own>(?P=nick)\s(?:{_HAPPENS}))?+.*)"
)
_EVENT_FIELDS = frozenset(
    "Join Part Quit Nick Mode Topic Kick Channel Created URL Away Notify Ban Info Error Welcome Users Notice CTCP DCC"
    " Invite Whois Names".split()
)
"""How Konversation marks events; IRC's theme for pipes puts such words into guillemets."""
_SOMEBODY_DOES = rf"[^\W_][^\s:：|→]*+[ \t]+(?:\([^\s()|→]*+\) |\[[^\s\[\]|→]*+\] )?(?:{_HAPPENS})"
"""A nick, perhaps with its host, to whom something happens right behind it."""
HAPPENED = (
    rf"(?:{_EVENT}|(?:{'|'.join(sorted(_EVENT_FIELDS))}):?[ ]*\t[ \t]*|\*[ \t]+(?={_SOMEBODY_DOES}))(?P<event>\S.*)"
)
"""The lines that logs are full of, which are read at once with their stamp, as ``stamped`` would read them."""
HAPPENED_UNMARKED = rf"(?P<event>{_SOMEBODY_DOES}[^\t|→]*+$)"
"""The same in chats without marks."""
_HAPPENED_UNMARKED = re.compile(HAPPENED_UNMARKED)
UNSTAMPED = re.compile(
    r"<(?P<nick>[A-Za-z][A-Za-z0-9_|^`-]{0,40})>[ \t]+(?!(?P=nick))(?P<text>\S.*)"
    rf"|\*{{3,4}}[ \t]+(?P<event>{_SOMEBODY_DOES}.*)",
    re.DOTALL,
)
"""The lines that logs without stamps are full of, as ``unstamped`` would read them."""

_NAMED = re.compile(
    rf"(?s){_STATUS}(?!\[\[|(?:UTC|GMT)\b)(?P<nick>[^\s:<>*\"'“#/.,;!?-][^:<>\n\"“]{{0,59}}?)"
    r"[ \t]{0,9}:(?:[ \t]+(?P<text>.*)|$)"
)
"""A name before a colon, which only what stands around the line makes a speaker."""

_BY_START = {
    start: [
        (kind, sign, re.compile(pattern, re.DOTALL))
        for starts, kind, sign, pattern in FORMS
        if not starts or (start and start in starts)
    ]
    for start in {"", *"".join(starts for starts, *_ in FORMS)}
}


def stamped(line: str, at: int = 0) -> ChatLine | None:
    """What a line says from ``at`` on, behind its stamp; None where no form fits."""
    return marked(line, at) or _named(line, at)


def marked(line: str, at: int = 0) -> ChatLine | None:
    """The same where the line has one of the ``FORMS``, and None where only its words tell something."""
    for kind, sign, pattern in _BY_START.get(line[at : at + 1], _BY_START[""]):
        if sign in line and (found := pattern.match(line, at)):
            return _said(kind, found)
    return None


def _said(kind: str, found: re.Match[str]) -> ChatLine:
    groups, text = found.re.groupindex, _text(found)
    if "nick" not in groups:
        return ChatLine("event", None, text, sure=0.5 if found[0][0] == "[" else 1.0)
    start, end = found.span("nick")
    if _is_event(kind, found, found["nick"], text):
        return ChatLine("event", None, (start if kind == "action" else text[0], text[1]))
    host = next((found.span(name) for name in ("host", "host2") if name in groups and found[name]), None)
    if kind == "action" or ("act" in groups and found["act"]):
        return ChatLine("action", (start, start + len(found["nick"].rstrip(":"))), text, host)
    return ChatLine("say", (start, end), text, host)


def _is_event(kind: str, found: re.Match[str], nick: str, text: Span) -> bool:
    """Whether what reads like words of somebody tells what happened to them."""
    line = found.string
    if kind == "field":
        return nick in _EVENT_FIELDS or (nick.startswith("«") and nick.endswith("»"))
    if kind == "action":
        start = found.start("nick")
        return happened(line, start) or any(form.match(line, start) for form in (_RENAME_ARROW, _FROM_HOST))
    # RRSAgent: <kim> kim has joined #boats
    return line.startswith(nick, text[0]) and _HAPPENED_LATER.match(line, text[0] + len(nick)) is not None


def _named(line: str, at: int) -> ChatLine | None:
    found = _NAMED.match(line, at)
    if happened(line, at, before=found.end("nick") if found else len(line)):
        return ChatLine("event", None, (at, len(line)), sure=0.9)
    if not found or found["nick"].casefold() in NO_NAMES:
        return None
    return ChatLine("say", found.span("nick"), _text(found), sure=0.9)


def _text(found: re.Match[str]) -> Span:
    """Where the text stands, or the empty place at the end of the match."""
    return found.span("text") if found["text"] is not None else (found.end(), found.end())


_SESSION = re.compile(
    r"--- (?P<log>(?:Log (?:opened|closed)|Day changed) .*)|\*{4} (?P<hex>[^\W\d_].* \d\d:\d\d:\d\d \d{4})$"
    r"|(?P<other>Session (?:Start|Close|Time|Ident): .*|Conversation with .+? at .+)"
)
"""What clients write into a log about the log itself."""


def unstamped(line: str, *, nicks: frozenset[str] | set[str] | None) -> ChatLine | None:
    """What a line of a log says without a stamp; None where it may be the rest of the line before it.

    ``nicks`` are those who spoke so far in a log without stamps, or None where the log has stamps: then only
    forms count that a sentence would hardly have.
    """
    if line[:1] not in "<-*SC>=•" or not line:
        return None
    if session := _SESSION.match(line):
        return ChatLine("event", None, session.span(session.lastgroup or 0))
    said = stamped(line)
    if said is None or said.sure < 1 or line[0] in "SC":
        return None
    return said._replace(sure=0.8) if _stands_alone(line, said, nicks) else None


def _stands_alone(line: str, said: ChatLine, nicks: frozenset[str] | set[str] | None) -> bool:
    begin = said.text[0]
    if said.kind == "say":
        is_blank = line[begin - 1] in " \t:" if begin < len(line) else nicks is None
        return line[0] == "<" and ">" in line[:begin] and is_blank
    if said.kind == "event":
        return line.startswith("-!-") or happened(line, begin) or (nicks is not None and "→" in line)
    return said.speaker is not None and nicks is not None and line[slice(*said.speaker)] in nicks


# --- whole lines


class ChatEvidence(NamedTuple):
    """What is around a line and tells how much a form means there.

    ``raw``: it stands where people put logs (``<pre>``, indented). ``ends``: a break ends it, as in a pasted log.
    ``emphasis``: its name is bold or a link, or it is no item of a list. ``guarded``: the text follows, cut off.
    """

    raw: bool = False
    ends: bool = False
    emphasis: bool = True
    guarded: bool = False


_OPENS = r"<(?:[^<>\n]*>:?(?:[ \t]|$)|[ \t]+\S+[ \t])"
"""How somebody speaks whose nick is in brackets, and no tag begins."""
_CERTAIN = re.compile(rf"{_OPENS}|-!-|-->|==|[*•][ \t]+(?!</)|\*{{3}}|-\*-|=-=|[→←⇒⇐]")
"""What stands behind a time of day in no schedule and no sentence."""
_IN_PROSE = re.compile(rf"[–·»«]|---?[ ]|[=-]>|\[|\S+ →|<(?!{_OPENS[1:]})")
"""What stands behind a time also in sentences, even where that is in brackets or has seconds."""
_BEHIND = re.compile(
    rf"(?s){_STATUS}(?P<nick>[^\s\[\]()<>:'*#;=|{{}}!][^\[\]()<>:'\n|{{}}]{{0,60}}?)[, \t]{{0,9}}"
    rf"(?P<open>[\[(])(?P<time>{stamp_pattern()})[\])][ \t]*:(?:[ \t]+(?P<text>.*)|$)"
)
"""A nick with its stamp behind it."""
_SENT = re.compile(r"From[ \t]+(?P<nick>\S.*?)(?:[ \t]+to[ \t]+Everyone)?", re.IGNORECASE)
"""How Zoom names who speaks."""


def read_line(line: str, at: int, evidence: ChatEvidence) -> ChatLine | None:
    """The message on a line of a page from ``at`` on, or None where it is something else.

    It is unsure (0) behind nothing that only logs have: then it may be an entry of a schedule.
    """
    found = STAMP.match(line, at)
    if found is None:
        behind = _BEHIND.match(line, at) if "]" in line or ")" in line else None
        if behind and (behind["text"] or evidence.guarded):
            return ChatLine("say", behind.span("nick"), _text(behind), time=behind.span("time"))
        return _untimed(line, at, evidence)
    time, begin, opening = _time(found), found.end(), line[found.start() : found.start("clock")]
    is_log = evidence.raw or evidence.ends
    if begin == len(line):
        return ChatLine("say", None, (begin, begin), time=time) if evidence.guarded else None
    said = stamped(line, begin)
    if said and said.speaker and said.sure < 1 and (sent := _SENT.fullmatch(line, *said.speaker)):
        said = said._replace(speaker=sent.span("nick"))
    if said is None or (not is_log and _IN_PROSE.match(line, begin)):
        return ChatLine("say", None, (begin, len(line)), time=time) if "[" in opening and is_log else None
    is_stamp = "[" in opening or "(" in opening or line.count(":", *found.span("clock")) > 1
    if is_stamp or (said.sure == 1 and _CERTAIN.match(line, begin)):
        return ChatLine(said.kind, said.speaker, said.text, None, 1.0, time)
    if is_log and (said.sure == 1 or said.kind == "event") and not _IN_PROSE.match(line, begin):
        return said._replace(time=time, sure=0.0)
    return _called(line, begin, evidence, time)


def _time(found: re.Match[str]) -> Span:
    """Where the time stands, with its date if no bracket parts them."""
    between = found.string[found.start("date") : found.start("clock")] if found["date"] else "]"
    start = found.start("clock" if "]" in between or ")" in between else "date")
    return start, max(found.end("clock"), found.end("zone"))


def _untimed(line: str, at: int, evidence: ChatEvidence) -> ChatLine | None:
    if line.startswith(("-!-", "-*-", "<") if not evidence.raw else ("-!-", "-*-", "<", "*", "==="), at):
        said = stamped(line, at) if _CERTAIN.match(line, at) else None
        if said is None or (said.text[0] == said.text[1] and not evidence.guarded):
            return None
        if line.startswith("===", at) and not happened(line, at):
            return None  # a heading, as text
        return said
    if not evidence.raw:
        return None
    event = _HAPPENED_UNMARKED.match(line, at)
    return ChatLine("event", None, event.span(), sure=0.0) if event else _called(line, at, evidence, None)


def _called(line: str, at: int, evidence: ChatEvidence, time: Span | None) -> ChatLine | None:
    """A name without anything that only logs have: in a list it has to be bold or a link, and it is of few words."""
    found = _NAMED.match(line, at)
    if found is None:
        return None
    few = evidence.emphasis and found["nick"].count(" ") <= 2
    if not evidence.guarded and not few:
        return None
    return ChatLine("say", found.span("nick"), _text(found), sure=float(evidence.guarded), time=time)


_ENTRIES = frozenset(
    """break breakfast brunch lunch dinner supper tea coffee talk talks keynote session sessions panel workshop
    workshops presentation presentations discussion discussions opening closing welcome introduction introductions
    demo demos meeting meetings meetup lecture training tour photo registration start end when where what who
    day""".split()
)


def is_entry(name: str) -> bool:
    """Whether what stands before a colon rather begins an entry of a schedule than names who speaks."""
    return name.split(" ", 1)[0].lower() in _ENTRIES
