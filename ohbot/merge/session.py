"""Merging whole sessions, and settling their conflicts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from ohbot.merge.conflict import Choice, Conflict, Merged, Path, restored
from ohbot.merge.fields import TEXTS, Run
from ohbot.merge.metadata import carried
from ohbot.merge.places import place_in
from ohbot.merge.three_way import merge_record
from ohbot.model import Session

Decision: TypeAlias = Choice | Run
"""One side, both (the file's first), or values that a person wrote."""


def merge(base: Session, local: Session, remote: Session) -> Merged:
    """The changes of both sides since ``base``, and the conflicts that wait for a person.

    Metadata and ``wiki`` are local's; metadata outlives its thing.
    """
    outcome = merge_record(base, local, remote)
    return _with_places(outcome.value, outcome.conflicts, local)


def _with_places(session: Session, conflicts: Sequence[Conflict], local: Session) -> Merged:
    """With the places of the conflicts named."""
    return Merged(session, tuple(replace(c, place=place_in(session, c)) for c in conflicts), local)


def settled(merged: Merged, decisions: Mapping[Conflict, Decision]) -> Merged:
    """The merge with some of its conflicts decided, and the others still open.

    "both" keeps the file's value and the page's behind it; of a fact, which holds one value only, the file's.
    """
    runs = {c: _decided(c, decision) for c, decision in decisions.items()}
    session: Session = restored(merged.for_page, merged.conflicts, lambda c: runs.get(c, c.remote))
    open_still = []
    for number, conflict in enumerate(merged.conflicts):
        if conflict not in runs:
            before = [c for c in merged.conflicts[:number] if c in runs]
            open_still.append(replace(conflict, path=_shifted(conflict.path, before, runs)))
    return _with_places(session, open_still, merged.local)


def _decided(conflict: Conflict, decision: Decision) -> Run:
    """The values that a decision puts in the place of a conflict, with the metadata of local's."""
    if isinstance(decision, tuple):
        return carried(conflict.local, decision)
    if decision == "ours":
        return conflict.local
    if decision == "theirs":
        return carried(conflict.local, conflict.remote)
    both = conflict.local + conflict.remote
    if isinstance(conflict.path[-1], int) or len(both) < 2:
        return both
    return (" ".join(map(str, both)),) if conflict.path[-1] in TEXTS else conflict.local


def _shifted(path: Path, before: Sequence[Conflict], runs: Mapping[Conflict, Run]) -> Path:
    """A path after the series on its way grew or shrank in front of it."""
    steps = list(path)
    for conflict in before:
        depth = len(conflict.path) - 1
        if isinstance(conflict.path[depth], int) and conflict.path[:depth] == path[:depth]:
            steps[depth] = int(steps[depth]) + len(runs[conflict]) - len(conflict.remote)
    return tuple(steps)
