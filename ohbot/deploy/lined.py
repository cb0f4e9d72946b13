"""What rules need of a YAML file: values that know their lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ohbot.problems import Problem, unknown


class YamlNode(Protocol):
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
    def items(self) -> Sequence["YamlNode"]:
        """The parts of a list."""

    @property
    def pairs(self) -> Sequence[tuple["YamlNode", "YamlNode"]]:
        """The keys and values of a mapping."""


@dataclass(frozen=True, slots=True)
class YamlMapping:
    """A mapping whose keys are texts: its own line, and the value of each key with the key's line."""

    line: int
    values: Mapping[str, tuple[int, YamlNode]]

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def get(self, key: str) -> Any:
        """The value of a scalar key, None where it is absent."""
        return self.values[key][1].scalar if key in self.values else None

    def at(self, *keys: str) -> int:
        """The line of the first of these keys that is there, else that of the whole."""
        return next((self.values[key][0] for key in keys if key in self.values), self.line)


def mapping_of(node: YamlNode) -> YamlMapping:
    """The mapping that a node is."""
    return YamlMapping(node.line, {str(key.scalar): (key.line, value) for key, value in node.pairs})


def unknown_keys(found: YamlMapping, known: Sequence[str], where: str) -> Iterator[Problem]:
    """A problem for each key that is not known; an abbreviation is none either."""
    return (
        Problem(line, f"{where}: {unknown(key, known)}")
        for key, (line, _) in found.values.items()
        if key not in known
    )
