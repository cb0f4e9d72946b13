"""Chats that Zoom saves: replies and reactions are joined to their message, direct messages are never kept."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ohbot.privacy import Addressing
from ohbot.recognise.stamps import Moment
from ohbot.sources.base import Line, Options, Reading, Source
from ohbot.sources.entries import Chat, Entry
from ohbot.sources.sessions import reading

_CLOCK = r"(?:(?P<day>\d{4}-\d\d-\d\d) )?(?P<clock>\d{1,2}:\d\d(?::\d\d)?(?:\s[AaPp][Mm])?)"
_TABBED = re.compile(rf"{_CLOCK}\t[ ]*(?:From[ ]+)?(?P<who>[^\t]{{1,120}}?)[ ]{{0,9}}:\t[ ]*(?P<text>.*)")
_REPLY = re.compile(r"Replying to [\"“](?P<quote>.*?)[\"”](?=\s|$)\s*(?P<rest>.*)", re.DOTALL)
_REPLY_ALONE = re.compile(r"Replying to [\"“](?P<quote>.*)[\"”]\s*")
_REACTION = re.compile(
    r"Reacted to [\"“](?P<quote>.*)[\"”] with [\"“]?(?P<sign>[^A-Za-z\"“”]{1,16})[\"”]?", re.DOTALL
)
_UNREACTION = re.compile(
    r"Removed an? (?P<sign>[^A-Za-z\"“”]{1,16}) reaction from [\"“](?P<quote>.*)[\"”]", re.DOTALL
)
_NOT_SHOWN = re.compile(r"\[Full message cannot be displayed on this version\]")

INDEXED = 8
"""By how many characters of their beginning messages are looked up; Zoom quotes more than that."""
CANDIDATES = 200
"""How many messages that begin alike are compared with a quote, the newest first."""


@dataclass(slots=True)
class _Raw:
    """A message as the file has it."""

    stamp: Moment
    who: str
    lines: list[Line] = field(default_factory=list)

    def text(self) -> str:
        """The message's lines as one, a reply's head apart."""
        return " ".join(text for line in self.lines if (text := line.text.strip()))


def _head(line: Line, chat: Addressing) -> _Raw | None:
    """The message that a line begins; those that were not for all are withheld before anybody reads them."""
    if found := _TABBED.match(line.text):
        stamp = Moment(" ".join(found["clock"].split()), found["day"] or "")
        return _Raw(stamp, found["who"].strip(), [Line(line.number, found["text"])])
    head = chat.head(line.text) if chat.known else None
    if not head or not head.clock:
        return None
    return _Raw(Moment(head.clock, head.day), head.who, [Line(line.number, line.text[head.start :].strip())])


def claims(lines: Sequence[Line]) -> float:
    """How surely a text is a chat of Zoom: many of its lines begin a message in Zoom's way."""
    count = sum(1 for line in lines if line.text.strip())
    chat = Addressing(line.text for line in lines)
    heads = sum(1 for line in lines if _head(line, chat))
    return 0.98 if heads * 10 >= count * 3 else 0.6 * heads / count


def read(lines: Sequence[Line], options: Options) -> Reading:
    """The session that a saved chat of Zoom tells."""
    chat = Chat(zone=options.timezone)
    joiner = _Joiner(chat)
    for raw in _raws(lines, chat):
        joiner.take(raw)
    joiner.finish()
    return reading(chat, lines, options)


def _raws(lines: Sequence[Line], chat: Chat) -> list[_Raw]:
    """The messages; what stands before the first one is prose."""
    raws: list[_Raw] = []
    loose: list[Line] = []
    addressing = Addressing(line.text for line in lines)
    for line in lines:
        if raw := _head(line, addressing):
            raws.append(raw)
        elif raws:
            raws[-1].lines.append(line)
        elif line.text.strip():
            loose.append(line)
    if loose:
        numbers = tuple(line.number for line in loose)
        chat.entries.append(Entry(numbers, "prose", "\n".join(line.text.strip() for line in loose)))
    return raws


class _Joiner:
    """Takes the messages in their order and joins what belongs to an earlier one to it."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._entries = chat.entries
        self._by_start: dict[str, list[int]] = defaultdict(list)
        self._reactions: dict[int, dict[str, list[str]]] = {}

    def take(self, raw: _Raw) -> None:
        """Read one message."""
        numbers = tuple(line.number for line in raw.lines if line.text.strip() or line is raw.lines[0])
        text = raw.text()
        if found := _REACTION.fullmatch(text):
            self._react(raw, found, numbers)
        elif found := _UNREACTION.fullmatch(text):
            self._unreact(raw, found, numbers)
        else:
            self._say(raw, text, numbers)

    def finish(self) -> None:
        """Write the reactions to their messages."""
        for index, signs in self._reactions.items():
            if any(signs.values()):
                told = {sign: names for sign, names in signs.items() if names}
                self._entries[index] = self._entries[index].marked(x_reactions=told)

    def _say(self, raw: _Raw, text: str, numbers: tuple[int, ...]) -> None:
        aside = {}
        quote, body = _reply(raw, text)
        target = self._target(quote) if quote else None
        if target is not None and body:
            to = self._entries[target]
            text, aside = body, {"x-reply-to": {"speaker": to.speaker, "time": to.stamp.written}}
        elif quote and body and _NOT_SHOWN.fullmatch(quote):
            text = body
        self._by_start[text[:INDEXED]].append(len(self._entries))
        self._entries.append(Entry(numbers, "say", text, raw.who, raw.stamp, aside))

    def _react(self, raw: _Raw, found: re.Match[str], numbers: tuple[int, ...]) -> None:
        target = self._target(found["quote"])
        if target is None:
            text = f"{raw.who} reacted to “{found['quote']}” with {found['sign']}"
            self._entries.append(Entry(numbers, "event", text, None, raw.stamp))
            return
        names = self._reactions.setdefault(target, {}).setdefault(found["sign"].strip(), [])
        if raw.who not in names:
            names.append(raw.who)
        self._chat.kept.update(numbers)

    def _unreact(self, raw: _Raw, found: re.Match[str], numbers: tuple[int, ...]) -> None:
        target = self._target(found["quote"])
        names = self._reactions.get(target, {}).get(found["sign"].strip(), []) if target is not None else []
        if raw.who in names:
            names.remove(raw.who)
        self._chat.dropped.update(dict.fromkeys(numbers, "reaction taken back"))

    def _target(self, quote: str) -> int | None:
        """The last message that a quote may mean, which is cut off where it is long."""
        start = re.sub(r"(?:\.\.\.|…)$", "", quote.strip())
        for index in reversed(self._by_start.get(start[:INDEXED], [])[-CANDIDATES:]):
            text = self._entries[index].text
            if text == start or (start != quote and len(start) >= INDEXED and text.startswith(start)):
                return index
        return None


def _reply(raw: _Raw, text: str) -> tuple[str | None, str]:
    """What a reply quotes, and its own words; None where it is none. ``text`` are the lines of ``raw`` as one."""
    if alone := _REPLY_ALONE.fullmatch(raw.lines[0].text):
        return alone["quote"], " ".join(text for line in raw.lines[1:] if (text := line.text.strip()))
    found = _REPLY.match(text)
    return (found["quote"], found["rest"]) if found else (None, text)


ZOOM_CHAT = Source("zoom-chat", "a chat saved by Zoom", claims, read)
