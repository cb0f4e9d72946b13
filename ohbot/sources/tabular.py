"""Tables of values with commas, semicolons or tabs between (CSV): their rows as objects, as JSON would hold them."""

import csv
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ohbot.errors import InputError
from ohbot.sources.base import Line

_NAME = re.compile(r"[^\W\d][\w .#()/-]{0,30}")
_LEAST_COLUMNS, _FIRST_ROWS = 3, 20


def columns(lines: Sequence[Line]) -> Sequence[str]:
    """What a table calls its columns, as keys ("Sender Name" is ``sender_name``); nothing where it is no table."""
    return _head(tuple(line.text for line in lines[: _FIRST_ROWS + 1]))[1]


@lru_cache(maxsize=4)
def _head(texts: tuple[str, ...]) -> tuple[str, Sequence[str]]:
    """The sign between values, and what the first line calls the columns, where most rows have just these."""
    for sign in ",;\t" if texts and len(texts) > 1 else "":
        if sign not in texts[0]:
            continue
        try:
            names, *rows = csv.reader((f"{text}\n" for text in texts), delimiter=sign)
        except csv.Error:
            return "", ()
        named = len(names) >= _LEAST_COLUMNS and all(_NAME.fullmatch(name.strip()) for name in names)
        if named and rows and sum(len(row) >= len(names) for row in rows) * 5 >= len(rows) * 4:
            return sign, [_key(name.strip()) for name in names]
    return "", ()


def _key(name: str) -> str:
    """A name as a key; one in which a capital stands inside of a word is one already."""
    return name if re.fullmatch(r"[a-z]+[A-Z]\w*", name) else re.sub(r"\W+", "_", name.casefold())


def values_of(lines: Sequence[Line]) -> Iterator[list[str]]:
    """The values of each row, with the head; raises InputError where it is no table."""
    return (row for row, _ in _rows(lines))


def rows_of(lines: Sequence[Line]) -> Iterator[tuple[dict[str, str], tuple[int, ...]]]:
    """The values of each row by their keys, and the numbers of its lines; raises InputError where it is no table."""
    keys, rows = columns(lines), _rows(lines)
    next(rows)
    return ((dict(zip(keys, row, strict=False)), numbers) for row, numbers in rows)


def _rows(lines: Sequence[Line]) -> Iterator[tuple[list[str], tuple[int, ...]]]:
    """The rows, the last value with all that is too much, and the numbers of their lines."""
    sign, keys = _head(tuple(line.text for line in lines[: _FIRST_ROWS + 1]))
    sign = sign or ","
    reader = csv.reader((f"{line.text}\n" for line in lines), delimiter=sign)
    last, begin = max(0, len(keys) - 1), 0
    try:
        for row in reader:
            numbers = tuple(line.number for line in lines[begin : reader.line_num])
            begin = reader.line_num
            if any(row):
                yield [*row[:last], sign.join(row[last:])], numbers
    except csv.Error as error:
        raise InputError(f"line {reader.line_num}: this table cannot be read ({error}); export it again") from None
