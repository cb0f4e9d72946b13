"""Conflicts: what they hold, where they are, and what a session looks like with other values in their places."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

from ohbot.errors import InputError
from ohbot.merge.fields import FIELDS, Field, Run, Series
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
    on that side now. They are equal where there is no conflict.
    """

    for_page: Session
    conflicts: tuple[Conflict, ...] = ()

    @cached_property
    def for_file(self) -> Session:
        """The session to write to the file."""
        session: Session = restored(self.for_page, self.conflicts, lambda c: c.local)
        return session


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a series as it was left: what the base, the file and the page had there, and conflicts inside."""

    base: Run
    file: Run
    page: Run
    inside: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Was:
    """A value as the page was left with it, and the conflicts that were open in it then (paths from here)."""

    value: Any
    conflicts: tuple[Conflict, ...] = ()

    def child(self, name: str, rule: Field) -> "Was":
        """The value of a field; a thing that was not there had blank fields."""
        value = rule.blank if self.value is None else getattr(self.value, name)
        return Was(value, _below(self.conflicts, name))

    @property
    def base(self) -> Any:
        """The value that both sides are compared with."""
        return restored(self.value, self.conflicts, lambda c: c.base)

    def slots(self, rule: Field) -> list[Slot]:
        """The elements of a series, with those of open conflicts as each side was left with them."""
        elements = rule.cut(self.value)
        runs: defaultdict[str | int, list[Conflict]] = defaultdict(list)
        inside: defaultdict[str | int, list[Conflict]] = defaultdict(list)
        for conflict in self.conflicts:
            (inside if len(conflict.path) > 1 else runs)[conflict.path[0]].append(conflict)
        slots: list[Slot] = []
        covered = 0
        for position in range(len(elements) + 1):
            for conflict in runs.get(position, ()):
                slots.append(Slot(conflict.base, conflict.local, conflict.remote))
                covered = position + len(conflict.remote)
            if covered <= position < len(elements):
                slots.append(_slot(elements[position], _below(inside.get(position, ()), position)))
        return slots


_PICKS: tuple[Pick, ...] = (lambda c: c.base, lambda c: c.local, lambda c: c.remote)


def _slot(element: Any, inside: tuple[Conflict, ...]) -> Slot:
    if not inside:
        return Slot((element,), (element,), (element,))
    base, file, page = ((restored(element, inside, pick),) for pick in _PICKS)
    return Slot(base, file, page, inside)


def _below(conflicts: Iterable[Conflict], step: str | int) -> tuple[Conflict, ...]:
    return tuple(replace(c, path=c.path[1:]) for c in conflicts if c.path[0] == step)


def restored(value: Any, conflicts: Sequence[Conflict], pick: Pick) -> Any:
    """The value with what ``pick`` takes from each conflict in the place of what the page has there.

    Raises InputError where a conflict is not of this value.
    """
    for conflict in reversed(conflicts):
        value = _put(value, conflict.path, conflict, pick(conflict))
    return value


def _put(value: Any, path: Path, conflict: Conflict, run: Run) -> Any:
    """A value with ``run`` in the place that ``path`` leads to."""
    if not path:
        return _checked(_single(run, value), conflict, fits=_single(conflict.remote, value) == value)
    name, below = str(path[0]), path[1:]
    rule = FIELDS.get(type(value), {}).get(name)
    if rule is None:
        raise _unfitting(conflict)
    inner = getattr(value, name)
    if rule.rule != "series":
        return replace(value, **{name: _put(inner, below, conflict, run)})
    elements = _put_element(rule.cut(inner), below, conflict, run)
    return replace(value, **{name: rule.join(elements)})


def _put_element(elements: Series, path: Path, conflict: Conflict, run: Run) -> Series:
    position, below = (path[0], path[1:]) if path else (None, ())
    if not isinstance(position, int) or position < 0:
        raise _unfitting(conflict)
    stop = position + (1 if below else len(conflict.remote))
    there = elements[position:stop]
    if below:
        _checked(there, conflict, fits=bool(there))
        return (*elements[:position], _put(there[0], below, conflict, run), *elements[stop:])
    _checked(there, conflict, fits=there == conflict.remote)
    return (*elements[:position], *run, *elements[stop:])


def _single(run: Run, like: Any) -> Any:
    """The value of a fact or a text, from none or one."""
    blank = "" if run == () and isinstance(like, str) and not like else None
    return run[0] if run else blank


def _checked(value: Any, conflict: Conflict, *, fits: bool) -> Any:
    if not fits:
        raise _unfitting(conflict)
    return value


def _unfitting(conflict: Conflict) -> InputError:
    where = conflict.place or " ".join(map(str, conflict.path))
    return InputError(
        f"The record of the open conflict at {where} does not belong to this revision of the page. "
        "Nothing was merged; restore the record that was kept with the session file's revision, "
        "or compare both sides by hand and remove the record."
    )
