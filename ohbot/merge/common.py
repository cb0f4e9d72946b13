"""What two versions have in common, which stands for a base that nobody knows.

Merged from there, what only one of them has stays, and what they say in two ways in one place is in conflict.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ohbot.diff.align import align
from ohbot.diff.matching import matching
from ohbot.diff.words import tokens
from ohbot.merge.fields import FIELDS, Series
from ohbot.model import Session


def common(one: Session, other: Session) -> Session | None:
    """The parts of one session that the other has too; None where these cannot be told (a part is split in one)."""
    links = align(one.body, other.body)
    if any(len({link[side] for link in links}) < len(links) for side in (0, 1)):
        return None
    return _record(one, other)  # type: ignore[no-any-return]


def _record(one: Any, other: Any) -> Any:
    values: dict[str, Any] = {}
    for name, field in FIELDS[type(one)].items():
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine == theirs:
            values[name] = mine
        elif field.rule == "fact":  # some that nothing can be without
            values[name] = theirs if name in ("kind", "level", "name") else None
        elif field.rule == "text":
            values[name] = _text(mine, theirs)
        else:
            elements = _elements(field.cut(mine), field.cut(theirs), distinct=field.distinct)
            values[name] = field.join(tuple(elements))
    return replace(one, **values)


def _elements(ones: Series, others: Series, *, distinct: bool) -> Iterator[Any]:
    for i, j in align(ones, others, distinct=distinct):
        mine, theirs = ones[i], others[j]
        if mine == theirs:
            yield mine
        elif isinstance(mine, str) and isinstance(theirs, str):
            yield _text(mine, theirs)
        elif type(mine) is type(theirs):
            yield _record(mine, theirs)


def _text(one: str, other: str) -> str:
    mine = tokens(one)
    return "".join(mine[i] for i, _ in matching(mine, tokens(other))).strip()
