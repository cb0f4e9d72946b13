"""JSON in the lines of a transcript: every object knows its lines, and values are found by paths.

A path is keys with a slash between them (``content/body``, ``alternatives/0``); ``a|b`` is the first of two that
holds something. ``*`` stands for every value of a list or object.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache, partial
from typing import Any, TypeVar

from ohbot.errors import InputError
from ohbot.recognise.dates import find_when
from ohbot.sources.base import Line, Options, Reading, Source
from ohbot.sources.encoding import without_controls
from ohbot.sources.tabular import columns, rows_of

DEEPEST = 8
"""How many levels below the outermost value lists are looked for."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[{}\n]', re.DOTALL)
_START = re.compile(r'\s*+(?:\[\s*+)*+\{\s*+"(?:[^"\\]|\\.)*+"\s*+:')
"""How data begins that nobody wrote as notes."""


_Row = TypeVar("_Row", bound="JsonKind")


@dataclass(frozen=True, slots=True)
class JsonKind:
    """How the export of a service is known: ``marks`` are keys that its head has, all of them.

    ``a|b`` are keys of which one is enough. ``unpack`` takes the text out of a file that is no text.
    """

    name: str
    description: str
    marks: tuple[str, ...]
    unpack: Callable[[bytes], str | None] | None = field(default=None, kw_only=True)
    certainty: float = field(default=0.97, kw_only=True)

    def claims(self, lines: Sequence[Line]) -> float:
        """How surely a text is such an export."""
        return self.certainty * has_keys(lines, self.marks)

    def source(self: _Row, read: Callable[[_Row, Sequence[Line], Options], Reading]) -> Source:
        """The kind of transcript that ``read`` reads by this row; a whole file of JSON may be one line."""
        reader = partial(read, self)
        return Source(
            self.name, self.description, self.claims, reader, unpack=self.unpack, longest_line=10**8, is_data=True
        )


class Item(dict[str, Any]):
    """An object of the JSON; ``lines`` are the numbers of its lines."""

    lines: tuple[int, ...] = ()

    def inheriting(self, parent: Mapping[str, Any]) -> "Item":
        """The same object with the plain values of the one around it, where it has none of that name."""
        plain = {key: value for key, value in parent.items() if not isinstance(value, dict | list)}
        item = Item({**plain, **self})
        item.lines = self.lines
        return item


def is_json(lines: Sequence[Line]) -> bool:
    """Whether lines are those of JSON, which mean nothing one by one."""
    return _START.match("\n".join(line.text for line in lines[:20])) is not None


def has_keys(lines: Sequence[Line], marks: Sequence[str]) -> bool:
    """Whether lines are JSON, or a table, whose head has all these keys; of a mark ("ts|time") one key will do."""
    if is_json(lines):
        head = "\n".join(line.text for line in lines)
    elif names := columns(lines):
        head = "".join(f'"{name}"' for name in names)
    else:
        return False
    return all(any(f'"{key}"' in head for key in mark.split("|")) for mark in marks)


def load(lines: Sequence[Line]) -> Any:
    """The value that the lines hold, a list where they hold several (JSON Lines, the rows of a table).

    Raises InputError with the line where they are no JSON.
    """
    if not is_json(lines) and columns(lines):
        return [_placed(values, numbers) for values, numbers in rows_of(lines)]
    text = "\n".join(line.text for line in lines)
    spans = _object_lines(text, lines)

    def placed(pairs: list[tuple[str, Any]]) -> Item:
        return _placed(dict(pairs), next(spans, ()))

    decoder = json.JSONDecoder(object_pairs_hook=placed, strict=False)
    values: list[Any] = []
    between = re.compile(r"[\s,\x1e]*+")
    at = 0
    try:
        while (found := between.match(text, at)) and (at := found.end()) < len(text):
            value, at = decoder.raw_decode(text, at)
            values.append(value)
    except json.JSONDecodeError as error:
        raise InputError(f"line {error.lineno}: this is not JSON ({error.msg}); export it again") from None
    except RecursionError:
        raise InputError("the JSON is nested too deeply for a transcript; export it again") from None
    except ValueError as error:
        raise InputError(f"this is not JSON that ohbot can read ({error}); export it again") from None
    return values[0] if len(values) == 1 else values


def _placed(values: Mapping[str, Any], lines: tuple[int, ...]) -> Item:
    item = Item(values)
    item.lines = lines
    return item


def _object_lines(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, ...]]:
    """The numbers of the lines of each object, in the order in which the objects end, as a decoder finds them."""
    line, opened = 0, []
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign == "{":
            opened.append(line)
        elif sign == "}" and opened:
            yield tuple(one.number for one in lines[opened.pop() : line + 1])
        else:
            line += sign.count("\n")


@lru_cache(maxsize=4096)
def _keys(paths: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(path.split("/")) for path in paths.split("|"))


def find(value: Any, paths: str) -> Any:
    """What stands under the first of the paths that holds something; None where none does."""
    for keys in _keys(paths):
        found = _find(value, keys)
        if found or found == {} or (found == 0 and found is not False):
            return found
    return None


def _find(value: Any, keys: Sequence[str]) -> Any:
    for place, key in enumerate(keys):
        if key == "*":
            inner = (_find(part, keys[place + 1 :]) for part in _parts(value))
            return next((found for found in inner if found), None)
        value = _step(value, key)
    return value


def _parts(value: Any) -> Sequence[Any]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ()


def _step(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, list) and key.isdigit() and int(key) < len(value):
        return value[int(key)]
    return None


def each(value: Any, paths: str, *, inherit: bool = False) -> list[Item]:
    """The objects under every one of the paths, in their order; with ``inherit`` they have what those around tell."""
    return [item for keys in _keys(paths) for item in _each(value, keys, inherit)]


def _each(value: Any, keys: Sequence[str], inherit: bool) -> Iterator[Item]:
    if not keys:
        if isinstance(value, Item):
            yield value
        return
    key, rest = keys[0], keys[1:]
    for part in _parts(value) if key == "*" else [_step(value, key)]:
        for item in _each(part, rest, inherit):
            yield item.inheriting(value) if inherit and isinstance(value, dict) else item


def lists(value: Any, *, deep: int = DEEPEST) -> Iterator[list[Item]]:
    """The objects of every list in a value, from the outermost on."""
    if isinstance(value, list) and (items := [item for item in value if isinstance(item, Item)]):
        yield items
    for part in _parts(value) if deep else ():
        if isinstance(part, dict | list):
            yield from lists(part, deep=deep - 1)


def text_of(value: Any) -> str:
    """A text that JSON holds, on one line and without control characters; empty where it is none."""
    return " ".join(raw_text(value).split())


def raw_text(value: Any) -> str:
    """A text that JSON holds, with its lines; a number as it is written."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return re.sub(r"[\ud800-\udfff]", "\ufffd", without_controls(str(value)))


def time_of(value: Any, item: Mapping[str, Any]) -> datetime | None:
    """The time that a message tells, with its zone where it has one: a number since 1970, or as people write it."""
    value = find(value, "$date|$numberLong") or value
    written = text_of(value)
    if re.fullmatch(r"\d{9,19}(?:\.\d+)?", written):
        seconds = float(written)
        while seconds >= 1e11:
            seconds /= 1000
        time = datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)
        local = _as_written(text_of(item.get("date")))
        if local and local.tzinfo is None and abs(shift := local - time.replace(tzinfo=None)) < timedelta(hours=15):
            return time.astimezone(timezone(timedelta(minutes=round(shift.total_seconds() / 60))))
        return time
    return _as_written(written)


def _as_written(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        when = find_when(text)
    if when is None or when.day is None or when.clock is None:
        return None
    return datetime.combine(when.day, datetime.min.time(), when.zone) + when.clock


def strings(value: Any, keys: Mapping[str, bool], *, inside: bool = False) -> Iterator[str]:
    """The texts under the keys that are true, however deep, but for what stands under those that are false."""
    if isinstance(value, str) and inside:
        yield value
    for key, part in value.items() if isinstance(value, dict) else ():
        if keys.get(key) is not False:
            yield from strings(part, keys, inside=key in keys)
    for part in value if isinstance(value, list) else ():
        yield from strings(part, keys, inside=inside)


def repair(value: Any) -> Any:
    """The value with its texts as they were before a program took their UTF-8 for Latin-1; objects are changed."""
    if isinstance(value, str):
        try:
            return value.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return value
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            value[key] = repair(value[key])
    return value
