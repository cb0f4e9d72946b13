"""W3C scribe conventions in a chat: who is minuted, topics, continued lines, corrections, commands to bots."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, islice

from ohbot.recognise.names import NameEvidence, judge
from ohbot.recognise.nicks import plain_nick
from ohbot.sources.base import line_list
from ohbot.sources.bots import is_bot
from ohbot.sources.entries import Chat, Entry

LOOK_BACK = 500
"""How many entries before it a correction may change; it keeps hostile logs cheap."""

MOST_JOINED = 100
"""How many lines one message may take; more would be no paragraph."""

SIGNS = re.compile(
    r"(?:scribe(?:nick)?\s*[:：+]|present\s*[+:：]|zakim, |rrsagent, |trackbot, |q\+|(?:sub)?topic\s*[:：])",
    re.IGNORECASE,
)
_FIRST = frozenset("sSpPzZrRtTqQ")
_STRONG = re.compile(r"(?:scribe(?:nick)?\s*[:：+]|present\s*\+|zakim, |rrsagent, )", re.IGNORECASE)
_SCRIBE = re.compile(r"scribe(?:(?:nick)?\s*[:：]\s*(?P<names>\S.*)|\s*\+\s*(?P<more>.*))", re.IGNORECASE)
_FACT = re.compile(r"(?P<name>meeting|chairs?|date)\s*[:：]\s*(?P<value>\S.*)", re.IGNORECASE)
_TOPIC = re.compile(r"(?P<sub>sub)?topic\s*[:：]\s*(?P<title>\S.*)", re.IGNORECASE)
_SPOKEN = re.compile(r"(?P<name>[^\s:：,;.!?<>\"“/][^:：,;!?<>\"“/]{0,40}+)\s*+(?::(?=\s)|：)\s*(?P<text>\S.*)")
_DOTS = re.compile(r"(?:\.{3,}|…)\s*:?\s*(?P<text>.*)")
_PART = r"(?:[^\\/|;!#\n]++|\\.|(?!(?P=d)).)"
_CHANGE = re.compile(rf"s(?P<d>[/|;!#])(?P<old>{_PART}+)(?P=d)(?P<new>{_PART}*)(?:(?P=d)\s*(?P<all>[gG]?))?\s*$")
_INSERT = re.compile(rf"i(?P<d>[/|])(?P<where>{_PART}+)(?P=d)(?P<what>{_PART}+)(?P=d)?\s*$")
_COMMAND = re.compile(
    r"(?P<name>(?:present|regrets|q|queue|chair|scribe|agenda)\s*(?:[+=?-]|\s*[:：])|ack\b"
    r"|(?:zakim|rrsagent|trackbot|agendabot)\s*[,:]|->"
    r"|(?:action|resolution|resolved|issue|meeting|date|chairs?|scribenick|scribeoptions|agenda|previous meeting"
    r"|next meeting|action-\d+|issue-\d+)\s*[:：])",
    re.IGNORECASE,
)
_CONVENTIONS_BEGIN = frozenset("acdimnpqrstzACDIMNPQRSTZ\u0130\u0131\u017f-")
"""The first letters of topics and commands, which most lines do not have."""
_ESCAPED = re.compile(r"\\([/|;!#\\])")


def is_scribed(chat: Chat) -> bool:
    """Whether people took minutes in this chat as the W3C does."""
    said = (entry.text for entry in chat.entries if entry.text[:1] in _FIRST and entry.kind == "say")
    signs = filter(SIGNS.match, said)
    first = list(islice(signs, 2))
    return len(first) > 1 and any(map(_STRONG.match, chain(first, signs)))


def apply_scribe(chat: Chat) -> None:
    """Apply corrections, then read topics, the people minuted and what continues their words."""
    _correct(chat)
    minutes = _Minutes(chat)
    minutes.read()
    chat.note(
        f"minutes as the W3C takes them; topics that became headings: {minutes.topics}; "
        f"lines by the scribe that are under the names of those who spoke: {minutes.spoken}"
    )


def _correct(chat: Chat) -> None:
    """``s/old/new/`` and ``i/where/what`` change what stands before them; those that find nothing stay."""
    done: list[Entry] = []
    applied, failed = [], []
    for entry in chat.entries:
        if entry.kind != "say" or entry.text[:1] not in "si":
            done.append(entry)
        elif (change := _CHANGE.match(entry.text)) and _change(done, change):
            applied.append(entry.lines[0])
            chat.drop(entry, "correction applied")
        elif (insert := _INSERT.match(entry.text)) and _insert(done, insert, entry):
            applied.append(entry.lines[0])
        elif change or insert:
            failed.append(entry.lines[0])
            done.append(entry.marked("x-command", "correction"))
        else:
            done.append(entry)
    chat.entries = done
    if applied:
        chat.note(f"corrections applied: lines {line_list(applied)}", applied[0])
    if failed:
        chat.note(f"corrections that found nothing to correct stay as messages: lines {line_list(failed)}", failed[0])


def _change(done: list[Entry], change: re.Match[str]) -> bool:
    """Put ``new`` for ``old`` into the last entry that has it; with ``g`` everywhere before."""
    _, old, new, everywhere = change.groups()
    old, new, found = _unescaped(old), _unescaped(new), False
    for place in _backwards(done):
        entry = done[place]
        if old in entry.text and _correctable(entry):
            done[place] = entry.with_text(entry.text.replace(old, new, -1 if everywhere else 1))
            found = True
            if not everywhere:
                break
    return found


def _insert(done: list[Entry], insert: re.Match[str], entry: Entry) -> bool:
    """Put ``what`` as a new line, by the same speaker, before the last entry that has ``where``."""
    where = _unescaped(insert["where"])
    for place in _backwards(done):
        if where in done[place].text and _correctable(done[place]):
            text, last = _unescaped(insert["what"]).strip(), done[place]
            done.insert(place, entry._replace(text=text, speaker=last.speaker, stamp=last.stamp))
            return True
    return False


def _backwards(done: Sequence[Entry]) -> range:
    return range(len(done) - 1, max(-1, len(done) - 1 - LOOK_BACK), -1)


def _correctable(entry: Entry) -> bool:
    """Whether a correction means this entry: what people said, and no correction itself."""
    return entry.kind in ("say", "action") and "x-command" not in entry.metadata and not is_bot(entry.speaker or "")


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


class _Minutes:
    """Reads the entries in their order; knows who takes minutes now and who spoke last."""

    def __init__(self, chat: Chat) -> None:
        self.spoken = self.topics = 0
        self._chat = chat
        self._nicks = {plain_nick(speaker) for speaker in {entry.speaker for entry in chat.entries} if speaker}
        self._last: dict[str, str] = {}
        is_named = any(_SCRIBE.match(entry.text) for entry in chat.said())
        self._scribes = set() if is_named else _likely_scribe(chat)

    def read(self) -> None:
        """Put each entry, as it is read, behind those before it."""
        before, self._chat.entries = self._chat.entries, []
        entries = self._chat.entries
        for entry in before:
            nick, first = entry.speaker, entry.text[:1]
            if entry.kind != "say" or not nick:
                entries.append(entry)
            elif first in _CONVENTIONS_BEGIN and (read := self._convention(entry, nick)):
                entries.append(read)
            elif first in ".…" and (dots := _DOTS.match(entry.text)):
                self._continue(entry, nick, dots["text"])
            elif plain_nick(nick) in self._scribes and (found := _minuted(entry.text)) and not is_bot(nick):
                self.spoken += 1
                self._last[nick], text = found
                lines, kind, _, _, stamp, metadata, level = entry
                entries.append(Entry(lines, kind, text, found[0], stamp, {**metadata, "x-scribe": nick}, level))
            else:
                self._last.pop(nick, None)
                entries.append(entry)

    def _convention(self, entry: Entry, nick: str) -> Entry | None:
        """The heading that a topic becomes, or a command."""
        if topic := _TOPIC.match(entry.text):
            self._last.clear()
            self.topics += 1
            return entry.as_heading(topic["title"].strip(), 3 if topic["sub"] else 2)
        command = _COMMAND.match(entry.text)
        if not command:
            return None
        name = command["name"].rstrip(":：,").rstrip().lower()
        if name[0] in "scmd":  # scribe, chairs, meeting, date
            self._facts(entry.text, nick)
        return entry.marked("x-command", name)

    def _continue(self, entry: Entry, nick: str, text: str) -> None:
        """What goes on with the message right before joins it; otherwise it is a message of the same speaker."""
        entries, speaker = self._chat.entries, self._last.get(nick, nick)
        if text and entries and entries[-1].speaker == speaker and _may_grow(entries[-1]):
            entries[-1] = entries[-1].with_text(f"{entries[-1].text} {text}", entry.lines)
        elif text and speaker != nick:
            entries.append(entry._replace(speaker=speaker, text=text).marked("x-scribe", nick))
        else:
            entries.append(entry)

    def _facts(self, text: str, nick: str) -> None:
        if scribe := _SCRIBE.match(text):
            if scribe["names"]:
                self._scribes = set()
                self._last.clear()
            self._scribes |= self._named(scribe["names"] or scribe["more"], nick)
        elif fact := _FACT.match(text):
            _fact(self._chat, fact["name"].lower(), fact["value"].strip())

    def _named(self, names: str, sender: str) -> set[str]:
        """The nicks of the scribes named; a name that is nobody's nick means the person who says so."""
        nicks = {plain_nick(name.strip()) for name in re.split(r"[,;]| and ", names) if name.strip()}
        return (nicks & self._nicks) or ({plain_nick(sender)} if not is_bot(sender) else nicks)


def _may_grow(entry: Entry) -> bool:
    return entry.kind == "say" and "x-command" not in entry.metadata and len(entry.lines) < MOST_JOINED


def _fact(chat: Chat, name: str, value: str) -> None:
    if name == "meeting":
        chat.title = chat.title or value
    elif name.startswith("chair"):
        chat.hosts.update(dict.fromkeys(part.strip() for part in re.split(r"[,;]| and ", value)))
    else:
        chat.day = value


def _minuted(text: str) -> tuple[str, str] | None:
    """Whom the beginning of a line names, and what that one says; None where it names nobody."""
    found = _SPOKEN.match(text)
    name = found["name"].rstrip() if found else ""
    return (name, found["text"]) if found and _is_name(name) else None


@lru_cache(maxsize=8192)
def _is_name(name: str) -> bool:
    return judge(NameEvidence(name, dialogue=True, facts=True)).is_name


def _likely_scribe(chat: Chat) -> set[str]:
    """Where nobody is named as the scribe: who writes most of the lines that only a scribe would write."""
    counts: Counter[str] = Counter()
    for entry in chat.said():
        minuted = _minuted(entry.text) or (_DOTS.match(entry.text) and len(entry.text) > 4)
        if minuted and entry.speaker and not is_bot(entry.speaker):
            counts[plain_nick(entry.speaker)] += 1
    best = counts.most_common(1)
    return {best[0][0]} if best and best[0][1] > 2 and best[0][1] * 2 > sum(counts.values()) else set()
