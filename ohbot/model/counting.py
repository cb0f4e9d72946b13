"""Things in number, for every sentence that counts."""

from collections import Counter
from collections.abc import Sequence

from ohbot.model.session import Item


def counted(number: int, one: str, some: str = "") -> str:
    """So many things: ``1 session``, ``2 sessions``, ``2 addresses``; ``some`` where that is no plural of it."""
    return f"{number} {one if number == 1 else some or one + ('es' if one.endswith('s') else 's')}"


def kind_of(item: Item) -> str:
    """A person's word for what an item is: ``exchange``, ``message``, ``prose``, ``heading``."""
    return type(item).__name__.lower()


def places_of(body: Sequence[Item]) -> list[str]:
    """A person's words for the place of each item: ``exchange 4``, ``message 12``; each kind counts from 1."""
    counts: Counter[str] = Counter()
    places: list[str] = []
    for kind in map(kind_of, body):
        counts[kind] += 1
        places.append(f"{kind} {counts[kind]}")
    return places


def place_of(body: Sequence[Item], index: int) -> str:
    """The same for one of the items, or for the end of the body."""
    return places_of(body[: index + 1])[index]
