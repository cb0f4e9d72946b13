"""Equality of plain values that tells 1 from true, and asides apart too."""

from typing import Any


def same(one: Any, other: Any) -> bool:
    """Whether two plain values (mappings, lists, scalars) would be written alike, whatever their keys' order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    return type(one) is type(other) and (one == other or (one != one and other != other))
