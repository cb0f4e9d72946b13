"""The kinds of values in a session file: how each is read from a node, shown as a plain value, and its JSON Schema.

Reading gathers problems instead of stopping at the first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

from ohbot.archive.emit import Text, refuse_characters
from ohbot.model.node import Node
from ohbot.model.text import answer, label, one_line, prose
from ohbot.problems import Problem

BAD: Final = object()
"""Stands for a value that had a problem, so that reading can go on."""


@dataclass(slots=True)
class Reader:
    """Gathers the problems of one file."""

    problems: list[Problem] = field(default_factory=list)

    def problem(self, node: Node, what: str) -> Any:
        """Note a problem, and return what stands for the value."""
        self.problems.append(Problem(node.line, what))
        return BAD


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of value: how it is read, how it is shown (None: not at all), and its JSON Schema."""

    read: Callable[[Reader, Node, str], Any]
    show: Callable[[Any], Any]
    schema: Callable[[], dict[str, Any]]


# --- text ---------------------------------------------------------------------------------------------------


_SAID_AS = {bool: "true or false", int: "a number", float: "a number", type(None): "nothing"}


def shown_kind(node: Node) -> str:
    """What stands in a place, as a sentence names it."""
    return f"a {node.kind}" if node.kind != "scalar" else _SAID_AS.get(type(node.scalar), "text")


def _not_text(node: Node) -> str:
    return shown_kind(node) + ("; put it in quotes if it is meant as text" if node.kind == "scalar" else "")


def _text_type(normal: Callable[[str], str], *, block: bool = False) -> Type:
    def read(reader: Reader, node: Node, what: str) -> Any:
        if isinstance(node.scalar, str):
            return normal(node.scalar)
        return reader.problem(node, f"{what} must be text, and here is {_not_text(node)}")

    def show(value: str | None) -> Any:
        if value is None:
            return None
        refuse_characters(value)
        return Text(normal(value)) if block else normal(value)

    return Type(read, show, lambda: {"type": "string"})


LABEL = _text_type(label)
LINE = _text_type(one_line)
TEXT = _text_type(answer, block=True)
PROSE = _text_type(prose, block=True)


# --- other scalars ------------------------------------------------------------------------------------------


_TIME = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?"
    r"(?:[ \t]*(Z|z|[-+]\d\d?(?::?\d\d)?))?)?"
)
_EXAMPLE = "such as 2020-10-15T18:00:00Z"


def _read_time(reader: Reader, node: Node, what: str, *, or_day: bool = False) -> Any:
    if not isinstance(node.scalar, str):
        return reader.problem(node, f"{what} must be a time {_EXAMPLE}, and here is {_not_text(node)}")
    match = _TIME.fullmatch(node.scalar.strip())
    if not match:
        return reader.problem(node, f"{what} must be a time {_EXAMPLE}, not {node.scalar[:40]!r}")
    if match[4] is None and or_day:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return reader.problem(node, f"{what}: there is no such day as {node.scalar[:40]!r}")
    if match[4] is None:
        return reader.problem(node, f"{what} has a date but no time; write one {_EXAMPLE}")
    if match[8] is None:
        return reader.problem(node, f"{what} has no time zone; add Z for UTC, or +02:00, {_EXAMPLE}")
    try:
        return _moment(match)
    except (ValueError, OverflowError):
        return reader.problem(node, f"{what}: there is no such time as {node.scalar[:40]!r}; write one {_EXAMPLE}")


def _moment(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute = (int(match[group]) for group in range(1, 6))
    second, micro = int(match[6] or 0), int((match[7] or "").ljust(6, "0"))
    zone = match[8].upper()
    if zone != "Z":
        sign, hours, minutes = re.fullmatch(r"([-+])(\d\d?):?(\d\d)?", zone).groups()  # type: ignore[union-attr]  # _TIME matched it
        zone = f"{sign}{int(hours):02}:{minutes or '00'}"
    moment = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micro:06}{zone}"
    return datetime.fromisoformat(moment).astimezone(UTC)


TIME = Type(
    _read_time,
    lambda value: value,
    lambda: {"type": "string", "pattern": r"^\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d\d?:\d\d.*(Z|z|[-+]\d\d?(:?\d\d)?)$"},
)
START = Type(
    partial(_read_time, or_day=True),
    lambda value: value,
    lambda: {"anyOf": [TIME.schema(), {"type": "string", "pattern": r"^\d{4}-\d\d?-\d\d?$"}]},
)
"""A time, or a day where nobody knows the time of day."""


def _plain(is_good: Callable[[Any], object], meant: str, schema: dict[str, Any]) -> Type:
    """A scalar that is shown as it is; ``meant`` says what it must be."""

    def read(reader: Reader, node: Node, what: str) -> Any:
        return node.scalar if is_good(node.scalar) else reader.problem(node, f"{what} must be {meant}")

    return Type(read, lambda value: value, lambda: schema)


BOOLEAN = _plain(lambda value: isinstance(value, bool), "true or false", {"type": "boolean"})


def choice(words: tuple[str, ...]) -> Type:
    """One of some words."""
    return _plain(lambda value: value in words, f"one of {', '.join(words)}", {"enum": list(words)})


def number(low: int, high: int) -> Type:
    """A whole number from ``low`` to ``high``."""
    return _plain(
        lambda value: type(value) is int and low <= value <= high,
        f"a whole number from {low} to {high}",
        {"type": "integer", "minimum": low, "maximum": high},
    )


def _digest(digits: int, remedy: str) -> Type:
    """So many hexadecimal digits, kept by ohbot; ``remedy`` is what to do where something else stands there."""
    pattern = f"^[0-9a-f]{{{digits}}}$"
    return _plain(
        lambda value: isinstance(value, str) and re.fullmatch(pattern, value),
        f"{digits} hexadecimal digits in quotes; {remedy}",
        {"type": "string", "pattern": pattern},
    )


SHA1 = _digest(40, "take the line out, and sync again")
SHA256 = _digest(64, "take the line out, and import the transcript again")
