"""Where a text differs from an earlier version of it, and what is known of the rest, further on."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import NamedTuple

from ohbot.model.enclosures import Span


def shifted(spans: Iterable[Span], by: int) -> tuple[Span, ...]:
    """Spans of a text, so many characters further on."""
    return tuple((start + by, end + by) for start, end in spans)


class ChangedLines(NamedTuple):
    """The lines in which a text differs from an earlier one: from ``start`` to ``end`` there, to ``new_end`` here."""

    start: int
    end: int
    new_end: int

    @property
    def by(self) -> int:
        """By how many characters the text has grown."""
        return self.new_end - self.end

    @classmethod
    def of(cls, old: str, new: str) -> "ChangedLines":
        """The lines that differ between two texts."""
        most = min(len(old), len(new))
        head = _common(most, lambda size: old.startswith(new[:size]))
        tail = _common(most - head, lambda size: old.endswith(new[len(new) - size :]))
        start = old.rfind("\n", 0, head) + 1
        end = old.find("\n", len(old) - tail)
        end = len(old) if end < 0 else end
        return cls(start, end, end + len(new) - len(old))


def behind(spans: list[Span], start: int, by: int) -> list[Span]:
    """Spans of which those behind a place are further on."""
    at = bisect_left(spans, start, key=itemgetter(0))
    return [*spans[:at], *shifted(spans[at:], by)]


def _common(most: int, holds: Callable[[int], bool]) -> int:
    """The largest size up to ``most`` for which something holds that holds for all smaller ones."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
