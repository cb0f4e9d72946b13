"""A page's items in parts, sentences and words, each with the revisions that it comes from."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Literal, TypeAlias, TypeVar

from ohbot.diff.words import tokens
from ohbot.model import Exchange, Heading, Item, Message

T = TypeVar("T")
PartKind: TypeAlias = Literal["question", "answer", "message", "heading", "prose"]
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+|(?<=[。！？])(?![。！？])")


@dataclass(frozen=True, slots=True, eq=False)
class SentenceOrigins:
    """The words of a sentence (marks are words, blanks are not), and the id of the revision that brought each."""

    words: tuple[str, ...]
    origins: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class PagePart:
    """A question, an answer, a message, a heading or prose; ``label`` is what stands before its text, as a name."""

    kind: PartKind
    label: str
    text: str

    @cached_property
    def sentences(self) -> tuple[tuple[str, ...], ...]:
        """The words of each sentence."""
        cut = (words(sentence) for sentence in _SENTENCE_END.split(self.text))
        return tuple(filter(None, cut))

    @cached_property
    def key(self) -> Hashable:
        """What two parts have in common that say the same."""
        return self.kind, self.label, self.sentences


@dataclass(frozen=True, slots=True, eq=False)
class PartOrigins:
    """A part with the origins of its words; ``touched`` is the revision that made it what it is."""

    part: PagePart
    sentences: tuple[SentenceOrigins, ...]
    touched: int

    @property
    def stretches(self) -> Iterator[tuple[str, int]]:
        """Its text from left to right, with the revision of each stretch; joined they are the text."""
        origins = iter([origin for sentence in self.sentences for origin in sentence.origins])
        text, of = "", self.touched
        for token in tokens(self.part.text):
            origin = of if token.isspace() else next(origins)
            if origin != of:
                if text:
                    yield text, of
                text, of = "", origin
            text += token
        if text:
            yield text, of


def words(text: str) -> tuple[str, ...]:
    """The words and marks of a text."""
    return tuple(token for token in tokens(text) if not token.isspace())


def parts_of(item: Item) -> tuple[PagePart, ...]:
    """The parts of an item, in the order of reading."""
    if isinstance(item, Exchange):
        parts = [PagePart("question", "", item.question)]
        for one in item.answers:
            role = f" ({one.role})" if one.role else ""
            parts.append(PagePart("answer", f"{one.speaker}{role}: " if one.speaker else "", one.text))
        return tuple(parts)
    if isinstance(item, Message):
        stamp, name = item.time and f"[{item.time}] ", item.speaker and f"{item.speaker}: "
        return (PagePart("message", f"{stamp or ''}{name or ''}", item.text),)
    if isinstance(item, Heading):
        return (PagePart("heading", f"{'=' * item.level} ", item.text),)
    return (PagePart("prose", "", item.wikitext),)


class Pool(Generic[T]):
    """What a page had and has no more, by what it says: what went last comes back first."""

    def __init__(self) -> None:
        self._gone: defaultdict[Hashable, list[T]] = defaultdict(list)

    def put(self, key: Hashable, thing: T) -> None:
        """Keep what went."""
        self._gone[key].append(thing)

    def take(self, key: Hashable) -> T | None:
        """What comes back, or None where the page had nothing that said this."""
        gone = self._gone.get(key)
        return gone.pop() if gone else None

    def drop(self, key: Hashable, thing: T) -> None:
        """Forget this very thing, which is back in another way."""
        if thing in self._gone.get(key, ()):
            self._gone[key].remove(thing)
