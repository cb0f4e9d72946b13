"""What the elements of a sequence are known by: a name, their words, a place.

Elements are parts of a session, strings, or plain values (mappings, lists, scalars) as a session file has them.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from ohbot.diff.words import bag
from ohbot.model import WORDS, Answer, Exchange, Heading, Message, Person, Prose, texts_in

_NAMES: Mapping[type, Callable[[Any], Any]] = {
    str: lambda text: text,
    Person: lambda person: person.name,
    Exchange: lambda exchange: exchange.question,
    Heading: lambda heading: heading.text,
}


def name_of(element: Any) -> str | None:
    """What an element is known by, where it has something of the kind: a name, a question, a heading."""
    name = _NAMES.get(type(element))
    return (name(element) or None) if name else None


_PARTS: Mapping[type, Callable[[Any], Iterable[Any]]] = {
    **dict.fromkeys(WORDS, texts_in),
    dict: dict.values,
    list: iter,
}


def words_of(value: Any) -> Counter[str]:
    """All words of a thing's texts, with those of its parts; facts (speakers, times) do not count."""
    if isinstance(value, str):
        return bag(value)
    words: Counter[str] = Counter()
    parts = _PARTS.get(type(value))
    for part in parts(value) if parts else ():
        words.update(words_of(part))
    return words


_PLACES: Mapping[type, Callable[[Any], Hashable]] = {
    Answer: lambda answer: (Answer, answer.speaker),
    Message: lambda message: (Message, message.speaker, message.kind),
    Exchange: lambda exchange: None if exchange.answers else Exchange,
    Prose: lambda _: None,
    dict: lambda _: None,
}


def place_of(element: Any) -> Any:
    """What must agree for an element to stand in for another one; None: its words alone tell."""
    place = _PLACES.get(type(element))
    return place(element) if place else type(element)


def frozen(value: Any) -> Hashable:
    """A plain value as one that can be compared and counted: 1 is not true there, and keys have no order."""
    if isinstance(value, dict):
        return dict, frozenset((key, frozen(part)) for key, part in value.items())
    if isinstance(value, list):
        return list, tuple(map(frozen, value))
    if isinstance(value, str):
        return value
    return type(value), value if value == value else None


def same(one: Any, other: Any) -> bool:
    """Whether two plain values would be written alike, whatever their keys' order."""
    return frozen(one) == frozen(other)
