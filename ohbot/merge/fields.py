"""The table of what sessions are made of: for each kind of thing its fields, and how each field merges.

A *fact* is taken whole, a *text* merges word by word, a *series* merges element by element. Elements are
things of this table again, or strings (paragraphs of an answer, blocks of prose, venues).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from ohbot.merge.blocks import blocks
from ohbot.model import Answer, Exchange, Heading, Message, Person, Prose, Session
from ohbot.model.text import paragraphs

Record: TypeAlias = Session | Exchange | Message | Prose | Heading | Answer | Person
Element: TypeAlias = Exchange | Message | Prose | Heading | Answer | Person | str
Value: TypeAlias = Element | int | date
"""What can be in conflict: an element of a series, or the value of a fact or text."""
Run: TypeAlias = tuple[Value, ...]
"""None, one or several elements that stand together; the value of a fact as none or one."""
Series: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class MergeField:
    """How one field merges; ``cut`` and ``join`` turn a series' value into its elements and back.

    A text is its own element, a fact has none. The elements of a ``distinct`` series are known by their names
    alone. ``word`` is what people call an element.
    """

    rule: Literal["fact", "text", "series"]
    word: str = ""
    distinct: bool = False
    cut: Callable[[Any], Series] = tuple
    join: Callable[[Series], Any] = tuple

    @property
    def blank(self) -> Any:
        """The value of a thing that does not have this field yet."""
        return {"fact": None, "text": "", "series": self.join(())}[self.rule]


FACT = MergeField("fact", cut=lambda _: ())
TEXT = MergeField("text", cut=lambda text: (text,))

FIELDS: Mapping[type, Mapping[str, MergeField]] = MappingProxyType(
    {
        Session: {
            "title": FACT,
            "start": FACT,
            "end": FACT,
            "status": FACT,
            "venues": MergeField("series", word="venue", distinct=True),
            "recordings": MergeField("series", word="recording", distinct=True),
            "people": MergeField("series", word="person", distinct=True),
            "default_speaker": FACT,
            "body": MergeField("series", word="item"),
        },
        Exchange: {"question": TEXT, "answers": MergeField("series", word="answer")},
        Answer: {
            "speaker": FACT,
            "role": FACT,
            "text": MergeField("series", word="paragraph", cut=paragraphs, join="\n\n".join),
        },
        Message: {"time": FACT, "speaker": FACT, "kind": FACT, "text": TEXT},
        Prose: {"wikitext": MergeField("series", word="line", cut=lambda text: tuple(blocks(text)), join="\n".join)},
        Heading: {"level": FACT, "text": TEXT},
        Person: {"name": FACT, "role": FACT, "username": FACT},
    }
)
"""The fields of each kind, in the order in which things are compared and told."""

TEXTS = frozenset(name for fields in FIELDS.values() for name, field in fields.items() if field is TEXT)
"""The names of the fields that are one text."""


def order_key(value: Any) -> tuple[Any, ...]:
    """Puts any two things into an order that depends on what a page could show of them and nothing else."""
    if isinstance(value, tuple):
        return ("tuple", *map(order_key, value))
    if type(value) in FIELDS:
        parts = (order_key(getattr(value, name)) for name in FIELDS[type(value)])
        return (type(value).__name__, *chain.from_iterable(parts))
    return (type(value).__name__, str(value))
