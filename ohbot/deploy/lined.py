"""What rules need of a YAML file: values that know their lines, and problems that tell them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Protocol


class Node(Protocol):
    """A value of a YAML file and its line, as the archive's door to YAML gives it."""

    @property
    def kind(self) -> str:
        """``mapping``, ``list`` or ``scalar``."""

    @property
    def line(self) -> int:
        """Where it begins, from 1."""

    @property
    def scalar(self) -> Any:
        """The value of a scalar."""

    @property
    def items(self) -> Sequence["Node"]:
        """The parts of a list."""

    @property
    def pairs(self) -> Sequence[tuple["Node", "Node"]]:
        """The keys and values of a mapping."""


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """One thing to mend; ``line`` counts from 1, and is 0 where the whole file is meant."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A mapping whose keys are texts: its own line, and the value of each key with the key's line."""

    line: int
    values: Mapping[str, tuple[int, Node]]

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def get(self, key: str) -> Any:
        """The value of a scalar key, None where it is absent."""
        return self.values[key][1].scalar if key in self.values else None

    def at(self, *keys: str) -> int:
        """The line of the first of these keys that is there, else that of the whole."""
        return next((self.values[key][0] for key in keys if key in self.values), self.line)


def entry(node: Node) -> Entry:
    """The mapping that a node is."""
    return Entry(node.line, {str(key.scalar): (key.line, value) for key, value in node.pairs})


def unknown_keys(found: Entry, known: Sequence[str], where: str) -> Iterator[Flaw]:
    """A flaw for each key that is not known; an abbreviation is none either."""
    for key, (line, _) in found.values.items():
        if key not in known:
            near = get_close_matches(key, known, n=1) or [one for one in known if one.startswith(key)]
            remedy = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            yield Flaw(line, f"{where} has no key {key!r}; {remedy}")
