"""Conflicts: what they hold, where they are, and what a session looks like with other values in their places."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

from ohbot.merge.fields import FIELDS, Run, Series
from ohbot.merge.left import with_left
from ohbot.model import Session

Path: TypeAlias = tuple[str | int, ...]
"""Names of fields and positions in series, from the session down."""
Choice: TypeAlias = Literal["ours", "theirs", "both"]
Pick: TypeAlias = "Callable[[Conflict], Run]"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place where both sides changed the same thing; ``place`` says where for people, as "exchange 4, answer 2".

    ``path`` leads to it in the session for the page: to a fact or text of its own, or to the position in a series
    where the elements of ``remote`` stand. ``base``, ``local`` and ``remote`` are the values there: none (absent),
    one, or several (split). The place takes no part in comparison.
    """

    path: Path
    base: Run
    local: Run
    remote: Run
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Merged:
    """What a merge came to: the session to write to the page, and the conflicts that wait for a person.

    ``for_page`` and ``for_file`` hold all that could be merged; each conflicted thing stands in them as it stands
    on that side now. They are equal where there is no conflict. ``local`` is the file's session before: what only
    that knew of anything ``for_file`` knows too, whatever became of the thing and whoever decided it.
    """

    for_page: Session
    conflicts: tuple[Conflict, ...] = ()
    local: Session = field(default=Session(), compare=False, repr=False)

    @cached_property
    def for_file(self) -> Session:
        """The session to write to the file."""
        return with_left(self.local, restored(self.for_page, self.conflicts, lambda c: c.local))


def restored(value: Any, conflicts: Sequence[Conflict], pick: Pick) -> Any:
    """The value with what ``pick`` takes from each conflict in the place of what the page has there."""
    for conflict in reversed(conflicts):
        value = _put(value, conflict.path, conflict, pick(conflict))
    return value


def run_at(value: Any, path: Path, length: int) -> Run:
    """What stands where a path leads to: ``length`` elements of a series, or a value as none or one.

    Raises LookupError where there is no such place.
    """
    name, *below = path
    rule = FIELDS.get(type(value), {})[str(name)]
    inner = getattr(value, str(name))
    if rule.rule != "series" or not below:
        return () if inner is None else (inner,)
    elements, position = rule.cut(inner), int(below[0])
    return run_at(elements[position], tuple(below[1:]), length) if below[1:] else elements[position:][:length]


def _put(value: Any, path: Path, conflict: Conflict, run: Run) -> Any:
    """A value, or the elements of a series, with ``run`` in the place that ``path`` leads to."""
    if not path:  # a fact or a text, which is none or one
        return run[0] if run else "" if value == "" else None
    if isinstance(value, tuple):
        return _put_element(value, path, conflict, run)
    name, below = str(path[0]), path[1:]
    rule, inner = FIELDS[type(value)][name], getattr(value, name)
    if rule.rule != "series":
        return replace(value, **{name: _put(inner, below, conflict, run)})
    return replace(value, **{name: rule.join(_put_element(rule.cut(inner), below, conflict, run))})


def _put_element(elements: Series, path: Path, conflict: Conflict, run: Run) -> Series:
    position, below = int(path[0]), path[1:]
    stop = position + (1 if below else len(conflict.remote))
    if below:
        run = (_put(elements[position], below, conflict, run),)
    return (*elements[:position], *run, *elements[stop:])
