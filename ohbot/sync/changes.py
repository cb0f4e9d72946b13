"""What differs between two sessions, told for people: in a diff, in a status line, in an edit summary."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ohbot.model import FACTS, Exchange, Heading, Item, Message, Person, Session
from ohbot.wikitext.align import in_order, origins
from ohbot.wikitext.telling import place_of
from ohbot.wikitext.texts import key, normal


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``place`` as a person finds it, and the text before and after (None: not there)."""

    kind: Literal["changed", "added", "removed", "moved"]
    place: str
    old: str | None
    new: str | None


def changes(old: Session, new: Session) -> tuple[Change, ...]:
    """How to come from one session to another, facts first, then the body in its new order."""
    return (*_facts(old, new), *_items(normal(old).body, normal(new).body))


def _facts(old: Session, new: Session) -> Iterator[Change]:
    for fact in FACTS:
        before, after = getattr(old, fact), getattr(new, fact)
        if before != after:
            yield Change("changed", fact.replace("_", " "), _plain(before), _plain(after))


def _plain(value: object) -> str | None:
    if isinstance(value, tuple):
        return ", ".join(map(fact_told, value)) or None
    return fact_told(value) if value else None


def fact_told(value: object) -> str:
    """One value of a fact, as a person reads it."""
    if isinstance(value, Person):
        more = "; ".join(filter(None, (value.role, value.username and f"account {value.username}")))
        return f"{value.name} ({more})" if more else value.name
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else str(value)


def _items(old: Sequence[Item], new: Sequence[Item]) -> Iterator[Change]:
    before, after = [key(item) for item in old], [key(item) for item in new]
    came = origins(before, after)
    stay = in_order([index for index in came if index is not None])
    for index, origin in enumerate(came):
        place = place_of(new, index)
        if origin is None:
            yield Change("added", place, None, told(new[index]))
        elif before[origin] != after[index]:
            yield Change("changed", place, told(old[origin]), told(new[index]))
        elif origin not in stay:
            yield Change("moved", place, told(old[origin]), told(new[index]))
    for index in sorted(set(range(len(old))) - {origin for origin in came if origin is not None}):
        yield Change("removed", place_of(old, index), told(old[index]), None)


def told(item: Item) -> str:
    """An item as lines of text."""
    if isinstance(item, Exchange):
        return "\n".join([item.question, *(f"{_name(a.speaker, a.role)}{a.text}" for a in item.answers)])
    if isinstance(item, Message):
        stamp = f"[{item.time}] " if item.time else ""
        return f"{stamp}{_name(item.speaker, None)}{item.text}"
    return f"{'=' * item.level} {item.text}" if isinstance(item, Heading) else item.wikitext


def _name(speaker: str | None, role: str | None) -> str:
    return f"{speaker}{f' ({role})' if role else ''}: " if speaker else ""


def in_short(found: Sequence[Change], *, most: int = 3) -> str:
    """The changes in a few words, as for an edit summary: ``exchange 4 changed, message 2 added, 3 more``."""
    words = [f"{change.place} {change.kind}" for change in found[:most]]
    return ", ".join([*words, f"{len(found) - most} more"] if len(found) > most else words)


_WORD = re.compile(r"\w+")


def loss(old: Session, new: Session) -> float:
    """The share of the old session's words that the new one does not have, from 0 to 1."""
    before = Counter(word for item in old.body for word in _WORD.findall(told(item)))
    after = Counter(word for item in new.body for word in _WORD.findall(told(item)))
    return (before - after).total() / max(1, before.total())
