"""The three-way merge itself: one function for facts, texts and series each, and one for a part of a series."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from ohbot.diff.align import align, connected, is_nearly
from ohbot.merge.astray import Phrase, astray, phrases
from ohbot.merge.conflict import Conflict, Path, restored
from ohbot.merge.fields import FIELDS, MergeField, Run, Series
from ohbot.merge.groups import merge_runs
from ohbot.merge.metadata import carried
from ohbot.merge.order import MergePart, arranged, twins_united
from ohbot.merge.plain import merge_block, merge_plainly
from ohbot.merge.words import longer, merge_text
from ohbot.model import Answer, Heading, Prose


@dataclass(frozen=True, slots=True)
class MergedValue:
    """A merged value as it is to stand on the page, and the conflicts in it (paths from here)."""

    value: Any
    conflicts: tuple[Conflict, ...] = ()


Owners: TypeAlias = list[list[int]]
"""For each element of a side the positions of the base's elements that it descends from."""
Side: TypeAlias = tuple[Series, Owners]
"""The elements of a side, and their owners."""
Parts: TypeAlias = tuple[list[MergePart], list[MergePart], list[MergePart]]
"""The parts of the base, and the parts on either side in their order there."""


def merge_record(base: Any, local: Any, remote: Any) -> MergedValue:
    """A thing field by field; its metadata, and all that is not in the table of fields, is local's.

    ``base`` is None for a thing that was not there.
    """
    values: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for name, field in FIELDS[type(local)].items():
        before = field.blank if base is None else getattr(base, name)
        outcome = _merge_field(field, before, getattr(local, name), getattr(remote, name))
        values[name] = outcome.value
        conflicts += _under((name,), outcome.conflicts)
    return MergedValue(replace(local, **values), tuple(conflicts))


def _under(path: Path, conflicts: Iterable[Conflict]) -> list[Conflict]:
    return [replace(c, path=(*path, *c.path)) for c in conflicts]


def _merge_field(field: MergeField, base: Any, local: Any, remote: Any) -> MergedValue:
    if field.rule == "series":
        return _merge_series(field, field.cut(base), field.cut(local), field.cut(remote))
    merged = _chosen(base, local, remote)
    if merged is None and field.rule == "text":
        text = merge_text(base, local, remote) if base else longer(local, remote)
        merged = None if text is None else (text,)
    if merged is not None:
        return MergedValue(merged[0])
    first, mine, theirs = (() if value is None else (value,) for value in (base, local, remote))
    return MergedValue(remote, (Conflict((), first, mine, theirs),))


def _chosen(base: Any, local: Any, remote: Any) -> tuple[Any] | None:
    """The value of the side that changed, where no more than one did."""
    if remote in (local, base):
        return (local,)
    return (remote,) if local == base else None


def _merge_series(field: MergeField, base: Series, local: Series, remote: Series) -> MergedValue:
    if local == remote or (remote == base and not field.distinct):
        return MergedValue(field.join(local))
    plain = None if field.distinct else merge_plainly(base, local, remote, _merge_plainly)
    if plain is not None:
        return MergedValue(field.join(carried(local, plain)))
    mine, theirs = zip((local, remote), _both_owners(base, local, remote, distinct=field.distinct), strict=True)
    apart: set[Phrase] = set()
    while True:
        merged = _merge_parts(base, mine, theirs, apart, distinct=field.distinct)
        file = restored(merged.value, merged.conflicts, lambda c: c.local)
        more = astray(base, local, remote, merged.value) | astray(base, local, remote, file)
        if more <= apart:
            return replace(merged, value=field.join(merged.value))
        apart |= more


def _merge_parts(base: Series, local: Side, remote: Side, apart: set[Phrase], *, distinct: bool) -> MergedValue:
    """The elements of a series as they are to stand on the page.

    What holds a phrase that would go astray waits, so that each side keeps it where it has it: these stay ``apart``.
    """
    parts, mine, theirs = assembled(base, local, remote)
    if not distinct:
        _pair_twins(mine, theirs)

    def merge_part(part: MergePart) -> MergedValue:
        held = phrases((*part.base, *part.local, *part.remote)) if part.local != part.remote else ()
        return _merge_part(part) if apart.isdisjoint(held) else _conflict(part)

    merged = {part: merge_part(part) for part in parts}
    for heading in (*_left_open(mine, merged, "remote"), *_left_open(theirs, merged, "local")):
        merged[heading] = _conflict(heading)
    living = [part for part, outcome in merged.items() if outcome.value or outcome.conflicts]
    elements: list[Any] = []
    conflicts: list[Conflict] = []
    for part in twins_united(arranged(living, mine, theirs, distinct=distinct)):
        outcome = merged[part] if part in merged else merge_part(part)
        # The paths of a part begin with a position in its run.
        start = len(elements)
        conflicts += (replace(c, path=(start + int(c.path[0]), *c.path[1:])) for c in outcome.conflicts)
        elements += outcome.value
    return MergedValue(tuple(elements), tuple(conflicts))


def _left_open(side: Sequence[MergePart], merged: Mapping[MergePart, MergedValue], other: str) -> list[MergePart]:
    """The headings that the other side removed together with something below that waits: it would stand elsewhere."""
    found: list[MergePart] = []
    heading: MergePart | None = None
    for part in (part for part in side if part in merged):
        if isinstance(part.base[0], Heading):
            heading = part
        elif heading and merged[part].conflicts and not getattr(part, other) and not getattr(heading, other):
            found.append(heading)
    return found


def _merge_plainly(base: Any, local: Any, remote: Any) -> Any:
    """The merged versions of one element, or None."""
    outcome = _merge_single(MergePart((base,), (local,), (remote,)))
    return None if outcome.conflicts else outcome.value[0]


def assembled(base: Series, mine: Side, theirs: Side) -> Parts:
    """The parts of three versions, of which each side comes with its elements' owners."""
    first = connected(len(base), [*mine[1], *theirs[1]])
    parts: dict[int, MergePart] = {}
    for number, element in enumerate(base):
        parts.setdefault(first[number], MergePart(origin=first[number])).base += (element,)
    here, there = [[parts[first[o[0]]] if o else MergePart() for o in owners] for _, owners in (mine, theirs)]
    for element, part in zip(mine[0], here, strict=True):
        part.local += (element,)
    for element, part in zip(theirs[0], there, strict=True):
        part.remote += (element,)
    return list(parts.values()), list(dict.fromkeys(here)), list(dict.fromkeys(there))


def _pair_twins(mine: Sequence[MergePart], theirs: Sequence[MergePart]) -> None:
    """Mark what both sides added in two versions: a thing that one side went on with, or nearly the same words."""
    here, there = ([part for part in side if part.origin is None] for side in (mine, theirs))
    if not here or not there:
        return
    pairs = align([part.local[0] for part in here], [part.remote[0] for part in there])
    for number, (i, j) in enumerate(pairs):
        free = here[i].twin is None and there[j].twin is None
        if free and is_nearly(here[i].local[0], there[j].remote[0]):
            here[i].twin = there[j].twin = number


def _both_owners(base: Series, local: Series, remote: Series, *, distinct: bool) -> tuple[Owners, Owners]:
    """The owners on either side; what is new on both and equal has the same owners, or none."""
    here = owners_of(base, local, distinct=distinct)
    there = owners_of(base, remote, distinct=distinct)
    added = _shared(local, here, remote, there) | _shared(remote, there, local, here)
    if added and not distinct:
        here, there = owners_of(base, local, added=added), owners_of(base, remote, added=added)
        _shared(local, here, remote, there)
        _shared(remote, there, local, here)
    return here, there


def _shared(side: Series, owners: Owners, other: Series, others: Owners) -> set[Any]:
    """Gives new elements of a side the owners that their equals on the other side have.

    Returns the elements for which that cannot be, because the owner lives on in something else on this side, and is
    not split on the other.
    """
    known = {element: slots for element, slots in zip(other, others, strict=True) if slots}
    taken = {slot for slots in owners for slot in slots}
    uses = Counter(slot for slots in others for slot in slots)
    contested = set()
    for position, element in enumerate(side):
        if owners[position] or element not in known:
            continue
        if all(slot not in taken or uses[slot] > 1 for slot in known[element]):
            owners[position] = known[element]
            taken.update(known[element])
        else:
            contested.add(element)
    return contested


def owners_of(base: Series, side: Series, *, distinct: bool = False, added: Set[Any] = frozenset()) -> Owners:
    """The owners of one side's elements."""
    owners: Owners = [[] for _ in side]
    for i, j in align(base, side, distinct=distinct, added=added):
        owners[j].append(i)
    return owners


def _merge_part(part: MergePart) -> MergedValue:
    """What becomes of a part; the value is its run for the page."""
    base, local, remote = part.base, part.local, part.remote
    chosen = _chosen(base, local, remote)
    if chosen is not None:
        return MergedValue(chosen[0] if chosen[0] is local else carried(local, chosen[0]))
    single = len(local) == len(remote) == 1 and type(local[0]) is type(remote[0])
    if single and len(base) < 2 and type(local[0]) in FIELDS:
        return _merge_single(part)
    merged: Run | None = None
    if single and len(base) < 2 and isinstance(local[0], str) and all(isinstance(one, str) for one in base):
        # A line or paragraph; of those that both sides added, one may have all the words of the other and more.
        one, other = local[0], str(remote[0])
        text = merge_block(str(base[0]), one, other) if base else longer(one, other)
        merged = None if text is None else (text,)
    elif base and local and remote:
        merged = merge_runs(base, local, remote)
    return _conflict(part) if merged is None else MergedValue(carried(local, merged))


def _conflict(part: MergePart) -> MergedValue:
    return MergedValue(part.remote, (Conflict((0,), part.base, part.local, part.remote),))


def _merge_single(part: MergePart) -> MergedValue:
    """One element on each side: field by field."""
    local, remote = part.local[0], part.remote[0]
    outcome = merge_record(part.base[0] if part.base else None, local, remote)
    for_file = restored(outcome.value, outcome.conflicts, lambda c: c.local)
    if _can_stand(local, remote) and not _can_stand(outcome.value, for_file):
        return _conflict(part)
    return MergedValue((outcome.value,), tuple(_under((0,), outcome.conflicts)))


_COMPLETE: Mapping[type, Callable[[Any], bool]] = {
    Answer: lambda answer: bool(answer.text and (answer.speaker or not answer.role)),
    Prose: lambda prose: bool(prose.wikitext) and prose.wikitext == prose.wikitext.strip("\n"),
}


def _can_stand(*things: Any) -> bool:
    """Whether things are such as a page can show: what both sides took away from may have too little left."""
    return all(_COMPLETE.get(type(thing), bool)(thing) for thing in things)
