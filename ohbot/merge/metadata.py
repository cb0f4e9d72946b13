"""What only the file knows of a thing goes along with it, whatever happened to the thing on the page."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from ohbot.diff.align import align
from ohbot.merge.fields import FIELDS, MergeField, Series
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
    fields = FIELDS.get(type(element), {})
    series = (x for name, field in fields.items() if _holds_things(field) for x in getattr(element, name))
    return bool(fields) and (bool(element.metadata) or any(map(_has_metadata, series)))


def _holds_things(field: MergeField) -> bool:
    """Whether the elements of a series may be things with metadata of their own."""
    return field.rule == "series" and field.join is tuple


def _carried_into(origins: list[Any], element: Any) -> Any:
    if not any(map(_has_metadata, origins)):
        return element
    changes: dict[str, Any] = {
        name: carried(tuple(x for o in origins for x in getattr(o, name)), getattr(element, name))
        for name, field in FIELDS[type(element)].items()
        if _holds_things(field) and all(type(o) is type(element) for o in origins)
    }
    metadata: Metadata = element.metadata
    for origin in reversed(origins):
        metadata = joined(origin.metadata, metadata)
    return replace(element, metadata=metadata, **changes)
