"""What only the file knows of two things that become one."""

from collections.abc import Mapping
from typing import Any

from ohbot.model.session import Metadata

NICKS = "x-nicks"
"""The key in a person's metadata under which the nicks stand."""


def joined(first: Metadata, second: Metadata) -> Metadata:
    """The metadata of both; where they hold different things under one key, both things in a list."""
    return {**second, **{key: _both(value, second.get(key, value)) for key, value in first.items()}}


def _both(first: Any, second: Any) -> Any:
    if first == second:
        return first
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return joined(first, second)
    if isinstance(first, bool) and isinstance(second, bool):
        return first or second
    known = _listed(first)
    return [*known, *(one for one in _listed(second) if one not in known)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
