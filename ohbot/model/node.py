"""A value of a YAML file that knows its place there; who reads the file is `ohbot.archive.nodes`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Style: TypeAlias = Literal["", "'", '"', "|", ">", "flow", "block"]


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place: ``start`` to ``end`` is its text without comments behind; ``line`` counts from 1.

    Exactly one of ``pairs``, ``items`` and ``scalar`` counts, as ``kind`` tells.
    """

    kind: Literal["mapping", "list", "scalar"]
    line: int
    start: int
    end: int
    style: Style
    scalar: Scalar = None
    items: tuple["Node", ...] = ()
    pairs: tuple[tuple["Node", "Node"], ...] = ()

    @property
    def plain(self) -> Any:
        """The value as lists, dictionaries and scalars."""
        if self.kind == "mapping":
            return {key.scalar: value.plain for key, value in self.pairs}
        return [item.plain for item in self.items] if self.kind == "list" else self.scalar

    @property
    def entries(self) -> Mapping[str, tuple[int, "Node"]]:
        """Of a mapping the value of each key, with the key's line."""
        return {str(key.scalar): (key.line, value) for key, value in self.pairs}

    def get(self, key: str) -> Any:
        """The value of a scalar key, None where it is absent."""
        return self.entries[key][1].scalar if key in self.entries else None

    def at(self, *keys: str) -> int:
        """The line of the first of these keys that is there, else that of the whole."""
        return next((self.entries[key][0] for key in keys if key in self.entries), self.line)
