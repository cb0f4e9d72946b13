"""Conflicts as plain values (dicts, lists, strings, numbers) that a file can keep, and back."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from ohbot.errors import InputError
from ohbot.merge.conflict import Conflict
from ohbot.merge.fields import FIELDS, Run

_KINDS: Mapping[str, type] = {kind.__name__.lower(): kind for kind in FIELDS}


def to_plain(conflict: Conflict) -> dict[str, Any]:
    """A conflict as plain values; metadata is kept as it is. ``from_plain`` undoes it."""
    sides = {name: [_value(x) for x in getattr(conflict, name)] for name in ("base", "local", "remote")}
    return {"place": conflict.place, "path": list(conflict.path), **sides}


def from_plain(record: Mapping[str, Any]) -> Conflict:
    """The conflict that a record holds; InputError where it is not such a record."""
    try:
        base, local, remote = (_run(record[name]) for name in ("base", "local", "remote"))
        return Conflict(tuple(record["path"]), base, local, remote, str(record["place"]))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            "The record of an open conflict is damaged and cannot be read. Restore it, or compare the session "
            "file with the page by hand and remove the record."
        ) from error


def _value(value: Any) -> Any:
    if isinstance(value, date):
        return {"type": "time" if isinstance(value, datetime) else "day", "value": value.isoformat()}
    if type(value) not in FIELDS:
        return value
    plain: dict[str, Any] = {"type": type(value).__name__.lower()}
    for field in fields(value):
        content = getattr(value, field.name)
        if field.name == "answers":
            plain["answers"] = [_value(answer) for answer in content]
        elif field.name != "metadata" or content:
            plain[field.name] = dict(content) if field.name == "metadata" else content
    return plain


def _run(values: Any) -> Run:
    return tuple(_thing(value) for value in values)


def _thing(value: Any) -> Any:
    if isinstance(value, str | int):
        return value
    content = dict(value)
    kind = content.pop("type")
    if kind in ("time", "day"):
        return (datetime if kind == "time" else date).fromisoformat(content["value"])
    if "answers" in content:
        content["answers"] = _run(content["answers"])
    return _KINDS[kind](**content)
