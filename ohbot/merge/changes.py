"""What became of a session, for people: the changes between two versions, and how much of it went away."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from ohbot.merge.align import align
from ohbot.merge.conflict import Path
from ohbot.merge.fields import FIELDS, Field, Value, words_of
from ohbot.merge.matching import Pair, rising
from ohbot.merge.places import Places
from ohbot.model import Answer, Exchange, Heading, Message, Person, Prose, Session


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what happened, where (in the new version; in the old one if removed), and the texts.

    ``old`` is None for what was inserted, ``new`` for what was removed. What was moved and edited is told twice.
    """

    kind: Literal["edited", "inserted", "removed", "moved", "split", "joined"]
    place: str
    old: str | None
    new: str | None


def changes(old: Session, new: Session) -> tuple[Change, ...]:
    """The differences between two versions of a session, in the order of the new one."""
    return tuple(_Comparison(Places(old), Places(new)).of_record((), (), old, new))


def shrinkage(old: Session, new: Session) -> float:
    """The share of the old session's words that the new one has no more, from 0.0 to 1.0; 0.0 if it had none."""
    before = words_of(old)
    return (before - words_of(new)).total() / max(before.total(), 1)


def as_text(value: Value | None) -> str | None:
    """A thing as one readable text; None for nothing."""
    if value is None:
        return None
    return _TEXTS.get(type(value), str)(value)


def _answer(answer: Answer) -> str:
    role = f" ({answer.role})" if answer.role else ""
    return f"{answer.speaker}{role}: {answer.text}" if answer.speaker else answer.text


def _message(message: Message) -> str:
    return " ".join(filter(None, [message.time, message.speaker and f"{message.speaker}:", message.text]))


_TEXTS: Mapping[type, Callable[[Any], str]] = {
    Answer: _answer,
    Exchange: lambda exchange: "\n".join([exchange.question, *map(_answer, exchange.answers)]),
    Heading: lambda heading: f"{'=' * heading.level} {heading.text} {'=' * heading.level}",
    Message: _message,
    Person: lambda person: ", ".join(filter(None, [person.name, person.role, person.username])),
    Prose: lambda prose: prose.wikitext,
    datetime: lambda moment: moment.isoformat(),
}


@dataclass(frozen=True, slots=True)
class _Comparison:
    before: Places
    after: Places

    def of_record(self, old_path: Path, new_path: Path, old: Any, new: Any) -> Iterator[Change]:
        for name, field in FIELDS[type(new)].items():
            there, here = getattr(old, name), getattr(new, name)
            if there == here:
                continue
            if field.rule == "series":
                yield from self.of_series(field, (*old_path, name), (*new_path, name), there, here)
            else:
                yield Change("edited", self.after.of((*new_path, name)), as_text(there), as_text(here))

    def of_series(self, field: Field, old_path: Path, new_path: Path, old: Any, new: Any) -> Iterator[Change]:
        olds, news = field.cut(old), field.cut(new)
        links = align(olds, news, distinct=field.distinct)
        in_place = {j for _, j in rising(_first_links(links))}
        origins, targets = _grouped(links), _grouped((j, i) for i, j in links)
        gone = _gone(len(olds), targets)
        yield from self._removed(old_path, olds, gone[-1])
        for j, element in enumerate(news):
            sources = origins.get(j, [])
            pieces = targets[sources[0]] if sources else []
            if len(sources) == len(pieces) == 1:
                i = sources[0]
                if j not in in_place:
                    yield Change("moved", self.after.of((*new_path, j)), as_text(olds[i]), as_text(element))
                yield from self._edited((*old_path, i), (*new_path, j), olds[i], element)
            elif len(sources) != 1 or pieces[0] == j:
                whole, parts = [olds[i] for i in sources], [news[k] for k in (pieces if len(sources) == 1 else [j])]
                yield _regrouped(self.after.of((*new_path, j)), whole, parts)
            yield from self._removed(old_path, olds, gone[j])

    def _edited(self, old_path: Path, new_path: Path, old: Any, new: Any) -> Iterator[Change]:
        if type(new) in FIELDS:
            yield from self.of_record(old_path, new_path, old, new)
        elif old != new:
            yield Change("edited", self.after.of(new_path), as_text(old), as_text(new))

    def _removed(self, path: Path, olds: Sequence[Any], positions: Sequence[int]) -> Iterator[Change]:
        for i in positions:
            yield Change("removed", self.before.of((*path, i)), as_text(olds[i]), None)


def _first_links(links: Iterable[Pair]) -> list[Pair]:
    """One link for each old element."""
    first: dict[int, int] = {}
    for i, j in links:
        first.setdefault(i, j)
    return list(first.items())


def _grouped(links: Iterable[Pair]) -> dict[int, list[int]]:
    """For each second position the first ones."""
    grouped: dict[int, list[int]] = {}
    for i, j in links:
        grouped.setdefault(j, []).append(i)
    return grouped


def _gone(count: int, targets: Mapping[int, Sequence[int]]) -> defaultdict[int, list[int]]:
    """The old elements without a new one, by the new position that what stood before them has (-1: the beginning)."""
    gone: defaultdict[int, list[int]] = defaultdict(list)
    behind = -1
    for i in range(count):
        if i in targets:
            behind = targets[i][-1]
        else:
            gone[behind].append(i)
    return gone


def _regrouped(place: str, old: Sequence[Any], new: Sequence[Any]) -> Change:
    """None, one or several elements that became another number of elements."""
    kind: Literal["inserted", "joined", "split"] = "inserted" if not old else "joined" if len(old) > 1 else "split"
    return Change(kind, place, _together(old), _together(new))


def _together(elements: Sequence[Any]) -> str | None:
    return "\n".join(as_text(element) or "" for element in elements) if elements else None
