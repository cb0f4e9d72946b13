"""JSON in the lines of a transcript: parsed, with the lines in which each item of a list stands."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ohbot.errors import InputError
from ohbot.sources.base import Line

LONGEST_LINE = 100_000_000
"""JSON often comes as one line; a whole file may."""

_SPACE = re.compile(r"[\s,]*")


def load(lines: Sequence[Line]) -> Any:
    """The value that the lines hold; raises InputError with the line where they are no JSON."""
    try:
        return json.loads("\n".join(line.text for line in lines))
    except json.JSONDecodeError as error:
        raise InputError(f"line {error.lineno}: this is not JSON ({error.msg}); export the chat again") from None
    except RecursionError:
        raise InputError("the JSON is nested too deeply for a chat; export the chat again") from None
    except ValueError as error:
        raise InputError(f"this is not JSON that ohbot can read ({error}); export the chat again") from None


def items(lines: Sequence[Line], key: str) -> list[tuple[tuple[int, ...], Mapping[str, Any]]]:
    """The objects in the list under ``key``, each with the numbers of its lines; raises InputError without one."""
    value = load(lines)
    found = value.get(key) if isinstance(value, dict) else value
    if not isinstance(found, list):
        raise InputError(f"the JSON has no list {key!r}; is this the whole export?")
    text = "\n".join(line.text for line in lines)
    placed = list(_placed(text, key))
    if [item for _, item in placed] != found:
        everything = tuple(line.number for line in lines)
        placed = [(everything[:1], item) for item in found]
    return [(numbers, item) for numbers, item in placed if isinstance(item, dict)]


def _placed(text: str, key: str) -> Iterator[tuple[tuple[int, ...], Any]]:
    """The items of the first list under ``key`` (or of the list that the text is), with their lines."""
    start = re.search(rf'"{re.escape(key)}"\s*:\s*\[', text) or re.match(r"\s*\[", text)
    decoder = json.JSONDecoder()
    at = _skip(text, start.end()) if start else len(text)
    line = text.count("\n", 0, at) + 1
    while at < len(text) and text[at] != "]":
        try:
            item, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        last = line + text.count("\n", at, end)
        yield tuple(range(line, last + 1)), item
        at = _skip(text, end)
        line = last + text.count("\n", end, at)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def text_of(value: Any) -> str:
    """A text that JSON holds, on one line; empty where it is none."""
    return " ".join(str(value).split()) if isinstance(value, str) else ""
