"""What only the file knows of a thing goes along with it, whatever happened to the thing on the page."""

from collections import defaultdict
from dataclasses import replace
from itertools import chain
from typing import Any

from ohbot.diff.align import align
from ohbot.merge.fields import FIELDS, Series
from ohbot.model import Metadata
from ohbot.model.metadata import joined


def carried(local: Series, run: Series, *, distinct: bool = False) -> Series:
    """A run of elements, each with the metadata of the local elements that it descends from."""
    if not any(map(_has_metadata, local)):
        return run
    origins: defaultdict[int, list[Any]] = defaultdict(list)
    for i, j in align(local, run, distinct=distinct):
        origins[j].append(local[i])
    return tuple(_carried_into(origins[j], element) for j, element in enumerate(run))


def _has_metadata(element: Any) -> bool:
    series = (getattr(element, name) for name in _series(element))
    return bool(getattr(element, "metadata", None)) or any(map(_has_metadata, chain.from_iterable(series)))


def _series(element: Any) -> list[str]:
    """The fields whose elements may be things with metadata of their own."""
    fields = FIELDS.get(type(element), {})
    return [name for name, field in fields.items() if field.rule == "series" and field.join is tuple]


def _carried_into(origins: list[Any], element: Any) -> Any:
    if not any(map(_has_metadata, origins)):
        return element
    alike = all(type(o) is type(element) for o in origins)
    changes: dict[str, Any] = {
        name: carried(tuple(x for o in origins for x in getattr(o, name)), getattr(element, name))
        for name in (_series(element) if alike else ())
    }
    metadata: Metadata = element.metadata
    for origin in reversed(origins):
        metadata = joined(origin.metadata, metadata)
    return replace(element, metadata=metadata, **changes)
