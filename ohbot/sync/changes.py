"""What differs between two sessions, described for people: in a diff, in a status line, in an edit summary."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from ohbot.diff.align import align, connected
from ohbot.diff.matching import common, rising
from ohbot.diff.words import bag
from ohbot.model import FACTS, Answer, Exchange, Heading, Item, Message, Person, Session
from ohbot.model.counting import place_of
from ohbot.model.view import stamp
from ohbot.wikitext.texts import key, normal

Kind: TypeAlias = Literal["changed", "added", "removed", "moved"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``place`` as a person finds it, and the text before and after (None: not there)."""

    kind: Kind
    place: str
    old: str | None
    new: str | None


def changes(old: Session, new: Session, *, as_shown: bool = False) -> tuple[Change, ...]:
    """How to come from one session to another, facts first, then the body in its new order.

    ``as_shown`` tells that both are as pages show them: nothing in them is left out.
    """
    facts = ((fact.replace("_", " "), getattr(old, fact), getattr(new, fact)) for fact in FACTS)
    changed = (Change("changed", fact, _plain(was), _plain(now)) for fact, was, now in facts if was != now)
    was, now = (one.body if as_shown else normal(one).body for one in (old, new))
    items = (
        change_of(
            kind,
            place_of(now, places[0]) if places else place_of(was, came[0]),
            [was[i] for i in came],
            [now[j] for j in places],
        )
        for kind, came, places in paired(was, now)
        if kind != "same"
    )
    return (*changed, *items)


def _plain(value: object) -> str | None:
    if isinstance(value, tuple):
        return ", ".join(map(describe_fact, value)) or None
    return describe_fact(value) if value else None


def describe_fact(value: object) -> str:
    """One value of a fact, as a person reads it."""
    if isinstance(value, Person):
        more = "; ".join(filter(None, (value.role, value.username and f"account {value.username}")))
        return f"{value.name} ({more})" if more else value.name
    return (isinstance(value, date) and stamp(value)) or str(value)


def change_of(kind: Kind, place: str, old: Sequence[Item | Answer], new: Sequence[Item | Answer]) -> Change:
    """A change of elements that stood there to those that stand there now."""
    was, now = ("\n".join(map(describe, side)) if side else None for side in (old, new))
    return Change(kind, place, was, now)


def paired(
    old: Sequence[Any], new: Sequence[Any], *, key: Callable[[Any], Hashable] = key
) -> Iterator[tuple[Kind | Literal["same"], list[int], list[int]]]:
    """What became of the elements of a series: the kind of change, the positions in ``old``, those in ``new``.

    In the order of ``new``, then what was removed; elements with one ``key`` show the same.
    """
    head = common(old, new)
    tail = common(old[head:][::-1], new[head:][::-1])
    yield from (("same", [at], [at]) for at in range(head))
    yield from _paired(old[head : len(old) - tail], new[head : len(new) - tail], key, head)
    yield from (("same", [len(old) - at], [len(new) - at]) for at in range(tail, 0, -1))


def _paired(
    old: Sequence[Any], new: Sequence[Any], key: Callable[[Any], Hashable], by: int
) -> Iterator[tuple[Kind | Literal["same"], list[int], list[int]]]:
    """The same of a stretch that begins at the position ``by``."""
    before, after = [key(item) for item in old], [key(item) for item in new]
    size = len(old)
    first = connected(size + len(new), [(i, size + j) for i, j in align(before, after)])
    olds, news = grouped = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for position, part in enumerate(first):
        grouped[position >= size][part].append(position - size if position >= size else position)
    stay = {part for _, part in rising(list(enumerate(part for part in news if part < size)))}
    for part, places in news.items():
        came = olds.get(part, [])
        is_equal = [before[i] for i in came] == [after[j] for j in places]
        kind: Kind | Literal["same"] = "changed" if came else "added"
        if is_equal:
            kind = "same" if part in stay else "moved"
        yield kind, [by + i for i in came], [by + j for j in places]
    yield from (("removed", [by + i for i in came], []) for part, came in olds.items() if part not in news)


def describe(item: Item | Answer) -> str:
    """An item, or an answer, as lines of text."""
    if isinstance(item, Exchange):
        return "\n".join([item.question, *map(describe, item.answers)])
    if isinstance(item, Answer):
        return f"{_name(item.speaker, item.role)}{item.text}"
    if isinstance(item, Message):
        stamp = f"[{item.time}] " if item.time else ""
        return f"{stamp}{_name(item.speaker, None)}{item.text}"
    return f"{'=' * item.level} {item.text}" if isinstance(item, Heading) else item.wikitext


def _name(speaker: str | None, role: str | None) -> str:
    return f"{speaker}{f' ({role})' if role else ''}: " if speaker else ""


_MOST_NAMED = 3


def in_short(found: Sequence[Change]) -> str:
    """The changes in a few words, as for an edit summary: ``exchange 4 changed, message 2 added, 3 more``."""
    words = [f"{change.place} {change.kind}" for change in found[:_MOST_NAMED]]
    return ", ".join([*words, f"{len(found) - _MOST_NAMED} more"] if len(found) > _MOST_NAMED else words)


def loss(old: Session, new: Session, *, but: str = "") -> float:
    """The share of the old session's words, ``but`` for these, that the new one does not have, from 0 to 1."""
    before, after = (bag("\n".join(map(describe, session.body))) for session in (old, new))
    return (before - bag(but) - after).total() / max(1, before.total())
