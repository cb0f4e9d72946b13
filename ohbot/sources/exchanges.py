"""Groups a moderated chat into exchanges, where it is sure who asks and who answers."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType

from ohbot.model import Answer, Exchange, Item, Message
from ohbot.model.counting import counted
from ohbot.recognise.questions import ends_asking

_NUMBERED = r"(?:\[(?:Q|question)\s?\d{0,3}\]|(?:Q|question)\s?#?\d{0,3}\s?[:.)])"
_RELAYED = re.compile(
    r"(?:(?:the |our )?(?:next|another|first|last|a) )?question (?:is |comes )?(?:from|by) (?P<by>[^:]{1,60}?)\s?:"
    r"\s+(?P<a>\S.*)"
    r"|(?P<who>[^\s:,?][^:,?]{0,60}?) (?:asks|asked|wonders|is asking|wants to know)\s?[:,]\s+(?P<b>\S.*)"
    rf"|{_NUMBERED}\s*(?P<c>\S.*)",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"(?:A|answer)\s?#?\d{0,3}\s?[:.)]\s+(?P<text>\S.*)", re.IGNORECASE)
MOST_LINES = 5
"""How many messages a question may take."""

_ADDRESSED = re.compile(r"@?(?P<nick>[^\s:,]+)[:,]\s")


def relayed(text: str) -> tuple[str | None, str] | None:
    """Who asked and what, where a text passes on a question ("kim asks: why?", "Q: why?"); None where it does not."""
    found = _RELAYED.match(text)
    if not found:
        return None
    who = found["by"] or found["who"]
    return who.strip() if who else None, found["a"] or found["b"] or found["c"]


@dataclass(slots=True)
class _Open:
    """An exchange that may still grow: its messages in their order, and what was read from them."""

    asked: Message
    question: str
    asker: str | None
    messages: list[Message]
    relayed_by: str | None = None
    answers: list[Message] = field(default_factory=list)
    others: list[Item] = field(default_factory=list)


def grouped(items: Sequence[Item], is_host: Callable[[str], bool]) -> tuple[list[Item], str]:
    """The items with sure exchanges put together, and a sentence that says how sure that was.

    An exchange is a relayed question, or one that a host answers in the very next message, with the answers of
    hosts that follow without a break. Everything else stays a message.
    """
    grouping = _Grouping(is_host)
    for item in items:
        grouping.take(item)
    grouping.close()
    exchanges = sum(isinstance(item, Exchange) for item in grouping.done)
    left = sum(isinstance(item, Message) and item.kind != "event" for item in grouping.done)
    made = counted(exchanges, "exchange was", "exchanges were")
    rest = counted(left, "message stays a message", "messages stay messages")
    unsure = "" if left == 0 else f"; {rest}, as it is not sure what belongs together"
    return grouping.done, f"{made} put together{unsure}"


class _Grouping:
    def __init__(self, is_host: Callable[[str], bool]) -> None:
        self.done: list[Item] = []
        self._is_host = is_host
        self._open: _Open | None = None

    def take(self, item: Item) -> None:
        """Put the next item where it belongs."""
        if not isinstance(item, Message):
            self.close()
            self.done.append(item)
        elif item.kind == "event" or "x-bot" in item.metadata or not item.speaker:
            (self._open.others if self._open else self.done).append(item)
        elif found := relayed(item.text):
            self._begin(_Open(item, found[1], found[0], [item], relayed_by=item.speaker))
        elif not self._goes_on(item, item.speaker):
            self._alone(item, item.speaker)

    def close(self) -> None:
        """End the open exchange; without an answer its messages stay messages."""
        one, self._open = self._open, None
        if one:
            self.done += [_exchange(one)] if one.answers else one.messages
            self.done += one.others  # what happened meanwhile

    def _begin(self, one: _Open) -> None:
        self.close()
        self._open = one

    def _goes_on(self, item: Message, speaker: str) -> bool:
        """Whether the message belongs to the open exchange, where it is put then."""
        one = self._open
        if one is None:
            return False
        # A question that has not come to its mark may still go on.
        asks_on = not (one.answers or one.others or ends_asking(one.question)) and len(one.messages) < MOST_LINES
        if _ANSWER.match(item.text) or (self._is_host(speaker) and speaker != one.asked.speaker):
            one.answers.append(item)
        elif speaker == one.asked.speaker and asks_on:
            one.question = f"{one.question} {item.text}"
        else:
            return False
        one.messages.append(item)
        return True

    def _alone(self, item: Message, speaker: str) -> None:
        """A message outside any exchange: a question of somebody who is no host may begin one."""
        self.close()
        addressed = _ADDRESSED.match(item.text)
        to_other = addressed is not None and not self._is_host(addressed["nick"])
        if item.kind == "say" and ends_asking(item.text) and not self._is_host(speaker) and not to_other:
            self._begin(_Open(item, item.text, speaker, [item]))
        else:
            self.done.append(item)


def _exchange(one: _Open) -> Exchange:
    who = {"asker": one.asker, "relayed_by": one.relayed_by}
    metadata: dict[str, object] = {"private": {key: name for key, name in who.items() if name}}
    if one.asked.time:
        metadata["x-time"] = one.asked.time
    return Exchange(one.question, tuple(_answers(one.answers)), MappingProxyType(metadata))


def _answers(messages: Sequence[Message]) -> Iterator[Answer]:
    """The answers, those of one speaker in a row as one."""
    for speaker, row in groupby(messages, lambda message: message.speaker):
        first, *others = row
        marked = ((_ANSWER.match(one.text), one.text) for one in (first, *others))
        metadata = MappingProxyType({"x-time": first.time} if first.time else {})
        yield Answer(" ".join(found["text"] if found else text for found, text in marked), speaker, metadata=metadata)
