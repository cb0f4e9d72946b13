"""Chats that tell whom each message is for, as video calls save them: replies and reactions join their message.

Messages for one person only are withheld before anybody reads them (``ohbot.privacy``).
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ohbot.model.counting import counted
from ohbot.privacy.heads import Addressing
from ohbot.privacy.withheld import addressing
from ohbot.recognise.clocks import CLOCK, plain_clock
from ohbot.recognise.heads import ChatLayout, Head, LinePart
from ohbot.recognise.stamps import Moment
from ohbot.sources.base import Line
from ohbot.sources.entries import Chat, Entry

NAME = "messages that tell whom they are for"
_TABBED = re.compile(
    rf"(?:(?P<day>\d{{4}}-\d\d-\d\d) )?(?P<clock>{CLOCK})\t[ ]*(?:From[ ]+)?(?P<who>[^\t]{{1,120}}?)[ ]{{0,9}}:\t[ ]*"
    r"(?P<text>.*)"
)
_REPLY = re.compile(r"Replying to [\"“](?P<quote>.*?)[\"”](?=\s|$)\s*(?P<rest>.*)", re.DOTALL)
_REPLY_ALONE = re.compile(r"Replying to [\"“](?P<quote>.*)[\"”]\s*$")
_REACTION = re.compile(
    r"Reacted to [\"“](?P<quote>.*)[\"”] with [\"“]?(?P<sign>[^A-Za-z\"“”]{1,16})[\"”]?", re.DOTALL
)
_UNREACTION = re.compile(
    r"Removed an? (?P<sign>[^A-Za-z\"“”]{1,16}) reaction from [\"“](?P<quote>.*)[\"”]", re.DOTALL
)
_QUOTING = ("Replying to ", "Reacted to ", "Removed a")
_NOT_SHOWN = re.compile(r"\[Full message cannot be displayed on this version\]")

INDEXED = 8
"""By how many characters messages are looked up where a quote has but their beginning; Zoom quotes more."""
CANDIDATES = 200
"""How many messages that begin alike are compared with a quote, the newest first."""


def addressed(lines: Sequence[Line]) -> ChatLayout | None:
    """The reading of a chat whose heads tell whom a message is for, or name the speaker between tabs."""
    texts = tuple([line.text for line in lines])
    chat = addressing(texts)
    heads: dict[int, Head | LinePart] = {
        number: head
        for number, text in lines
        if (text in chat.openings or text.count("\t") > 1) and (head := _head(text, chat))
    }
    if not heads:
        return None
    count = sum(map(bool, map(str.strip, texts)))
    certainty = 0.98 if len(heads) * 10 >= count * 3 else 0.6 * len(heads) / count
    return ChatLayout(NAME, certainty, heads, f"such heads before {len(heads)} of {counted(count, 'line')}")


def _head(text: str, chat: Addressing) -> Head | None:
    if text.count("\t") > 1 and (found := _TABBED.match(text)):
        moment = Moment(plain_clock(found["clock"]), found["day"] or "")
        return Head("say", found["who"].strip(), found["text"], moment, "time and name between tabs")
    head = chat.head(text) if chat.known else None
    return head if head and head.stamp.clock else None


@dataclass(slots=True)
class _Joiner:
    """Takes the messages in their order and joins what belongs to an earlier one to it."""

    chat: Chat
    first: dict[int, str]
    """The lines by number: a reply's head stands alone on the first one of its message."""
    entries: list[Entry] = field(default_factory=list)
    by_text: dict[str, int] = field(default_factory=dict)
    by_start: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    reactions: dict[int, dict[str, list[str]]] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """Read one entry."""
        if entry.kind != "say" or not entry.speaker:
            self.entries.append(entry)
        elif not entry.text.startswith(_QUOTING[1:]):
            self._say(entry)
        elif found := _REACTION.fullmatch(entry.text):
            self._react(entry, entry.speaker, found)
        elif found := _UNREACTION.fullmatch(entry.text):
            self._unreact(entry, entry.speaker, found)
        else:
            self._say(entry)

    def finish(self) -> None:
        """Write the reactions to their messages."""
        for index, signs in self.reactions.items():
            if any(signs.values()):
                by_sign = {sign: names for sign, names in signs.items() if names}
                self.entries[index] = self.entries[index].marked("x-reactions", by_sign)
        self.chat.entries = self.entries

    def _say(self, entry: Entry) -> None:
        quote, body = self._reply(entry)
        target = self._target(quote) if quote else None
        text, metadata = entry.text, {}
        if target is not None and body:
            to = self.entries[target]
            text, metadata = body, {"x-reply-to": {"speaker": to.speaker, "time": to.stamp.written}}
        elif quote and body and _NOT_SHOWN.fullmatch(quote):
            text = body
        self.by_text[text] = len(self.entries)
        self.by_start[text[:INDEXED]].append(len(self.entries))
        self.entries.append(entry._replace(text=text, metadata=metadata) if text is not entry.text else entry)

    def _reply(self, entry: Entry) -> tuple[str | None, str]:
        """What a reply quotes, and its own words; None where it is none."""
        if not entry.text.startswith(_QUOTING[0]):
            return None, entry.text
        found_alone = (_REPLY_ALONE.search(self.first[number]) for number in entry.lines[:2])
        if alone := next(filter(None, found_alone), None):
            return alone["quote"], entry.text[len(alone[0].rstrip()) :].strip()
        found = _REPLY.match(entry.text)
        return (found["quote"], found["rest"]) if found else (None, entry.text)

    def _react(self, entry: Entry, who: str, found: re.Match[str]) -> None:
        target = self._target(found["quote"])
        if target is None:
            text = f"{who} reacted to “{found['quote']}” with {found['sign']}"
            self.entries.append(entry._replace(kind="event", text=text, speaker=None))
            return
        names = self.reactions.setdefault(target, {}).setdefault(found["sign"].strip(), [])
        if who not in names:
            names.append(who)
        self.chat.kept.update(entry.lines)

    def _unreact(self, entry: Entry, who: str, found: re.Match[str]) -> None:
        target = self._target(found["quote"])
        names = self.reactions.get(target, {}).get(found["sign"].strip(), []) if target is not None else []
        if who in names:
            names.remove(who)
        self.chat.drop(entry, "reaction taken back")

    def _target(self, quote: str) -> int | None:
        """The last message that a quote may mean, which is cut off where it is long."""
        start = quote.strip()
        start = start[:-3] if start.endswith("...") else start.removesuffix("…")
        if start == quote or len(start) < INDEXED:
            return self.by_text.get(start)
        alike = reversed(self.by_start.get(start[:INDEXED], [])[-CANDIDATES:])
        return next((index for index in alike if self.entries[index].text.startswith(start)), None)


def join(chat: Chat, lines: Sequence[Line]) -> None:
    """Put replies and reactions to the messages that they quote."""
    if not any(entry.text.startswith(_QUOTING) for entry in chat.entries):
        return
    joiner = _Joiner(chat, dict(lines))
    for entry in chat.entries:
        joiner.take(entry)
    joiner.finish()
