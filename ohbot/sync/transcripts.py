"""A transcript is a side of its session, as the page is: what changed in it since its last import is merged in.

Base is the reading kept from the import before, local the file, remote the new reading. The merge goes one way: the
file gets what changed in the transcript, and the transcript nothing, so the base of the next import is the new
reading. While conflicts wait it is that reading with the old values in their places. What a session has from other
transcripts, from its page and from people is the file's own here, and stays.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ohbot.diff.align import align
from ohbot.merge import Conflict, Decision, Merged, agreed, carried, common, merge, settled
from ohbot.model import FACTS, NOTHING, Exchange, Metadata, Session
from ohbot.model.metadata import joined
from ohbot.sync.changes import changes
from ohbot.wikitext.texts import normal

WHOLE = ("body",)
"""The path of the conflict between a file and a reading that nobody can compare part by part."""

Decide = Callable[[Conflict], Decision | None]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import comes to: the session for the file, and what is to be kept for the next one.

    ``base`` is the base of the next import, None where there is none to be had. ``waiting`` is the new reading while
    ``conflicts`` are open.
    """

    session: Session
    base: Session | None
    waiting: Session | None = None
    conflicts: tuple[Conflict, ...] = ()


def merged_import(
    base: Session | None, local: Session, new: Session, *, facts: bool = True, decide: Decide = lambda _: None
) -> ImportResult:
    """The file with what changed between two readings of a transcript; ``base`` None: nobody knows the first one.

    Without ``facts`` the transcript is a part of the session, and says nothing of its title, times and status.
    """
    mine = replace(normal(local), metadata=_metadata(local, base or Session(), new))
    now = normal(new, like=mine.body)
    old = normal(base, like=mine.body) if base else common(mine, now)
    if old is None:
        return _whole(local, mine, now, new, decide)
    old, now = (old, _facts_kept(now, old)) if facts else (_facts_of(mine, old), _facts_of(mine, now))
    own = replace(mine, body=_less(mine.body, old.body)) if base else mine
    merged = merge(old, own, now)
    decisions = {conflict: choice for conflict in merged.conflicts if (choice := decide(conflict)) is not None}
    merged = settled(merged, decisions) if decisions else merged
    session = replace(merged.for_file, body=carried(mine.body, merged.for_file.body))
    here, now_here = ([dict(part.metadata) for part in (*one.people, *_parts(one.body))] for one in (mine, session))
    if here == now_here and not changes(mine, session):  # the file says all that already, as it is written
        session = replace(local, metadata=session.metadata)
    if not merged.conflicts:
        return ImportResult(session, new)
    rest = _base_of_rest(merged, now)
    return ImportResult(session if rest else local, rest or base, new, merged.conflicts)


def _whole(local: Session, mine: Session, now: Session, new: Session, decide: Decide) -> ImportResult:
    """A file and a reading of which nobody can tell what they have in common: one of them, or both."""
    conflict = Conflict(WHOLE, (), mine.body, now.body, "the whole session")
    bodies = {"ours": mine.body, "theirs": now.body, "both": (*mine.body, *now.body)}
    body = bodies.get(str(decide(conflict)))
    if body is None:
        return ImportResult(local, None, new, (conflict,))
    return ImportResult(local if body is mine.body else merge(mine, mine, replace(mine, body=body)).for_file, new)


def _facts_kept(new: Session, old: Session) -> Session:
    """The new reading with the facts that it does not tell: nobody removed those, unless labels stand for people."""
    facts = {fact: getattr(new, fact) or getattr(old, fact) for fact in FACTS}
    if "participants" in (new.metadata.get("private") or ()):
        facts["people"] = new.people
    return replace(new, **facts)


def _facts_of(local: Session, reading: Session) -> Session:
    """A reading with the facts of the session that it is a part of; people and addresses it may add."""
    lists = ("venues", "recordings", "people")
    return replace(reading, **{fact: getattr(local, fact) for fact in FACTS if fact not in lists})


def _metadata(local: Session, base: Session, new: Session) -> Metadata:
    """What only the file knows of the session, with what the transcript tells so and did not tell before."""
    changed = {key: value for key, value in new.metadata.items() if base.metadata.get(key) != value}
    if "private" in changed and "private" in local.metadata:
        changed["private"] = _private(base.metadata.get("private"), local.metadata["private"], changed["private"])
    return {**local.metadata, **changed}


def _private(before: Any, own: Any, new: Any) -> Any:
    """What is private now: what a person noted, and what the transcript tells in the place of what it told."""
    if not isinstance(own, Mapping) or not isinstance(new, Mapping):
        return joined({"private": own}, {"private": new})["private"]
    old = before if isinstance(before, Mapping) else {}
    return {key: value for key, value in own.items() if old.get(key) != value} | {**new}


def _less(items: Sequence[Any], before: Sequence[Any]) -> tuple[Any, ...]:
    """Items without what is known of them from the transcript itself (``before``): that goes where they go."""
    less = list(items)
    for here, there in align(before, items) if any(part.metadata for part in _parts(before)) else ():
        old, item = before[here], less[there]
        if isinstance(item, Exchange) and isinstance(old, Exchange):
            item = replace(item, answers=_less(item.answers, old.answers))
        metadata = {key: value for key, value in item.metadata.items() if old.metadata.get(key) != value}
        less[there] = replace(item, metadata=metadata)
    return tuple(less)


def _parts(items: Sequence[Any]) -> list[Any]:
    """Items and their answers."""
    return [part for item in items for part in (item, *getattr(item, "answers", ()))]


def _base_of_rest(merged: Merged, new: Session) -> Session | None:
    """The new reading with what both sides came from in the places of the conflicts: all else is in the file.

    None where it would not bring these very conflicts again, and nothing else.
    """
    rest = merge(normal(merged.for_page), normal(agreed(merged)), new)
    base = replace(
        rest.for_page, body=carried(new.body, tuple(map(_bare, rest.for_page.body))), metadata=new.metadata
    )
    file = normal(merged.for_file)
    again = merge(base, file, new)
    sides = [[(c.local, c.remote) for c in one.conflicts] for one in (again, merged)]
    is_same = not rest.conflicts and sides[0] == sides[1] and again.for_file == file
    return base if is_same else None


def _bare(item: Any) -> Any:
    """An item without what only the file knows of it."""
    if isinstance(item, Exchange):
        item = replace(item, answers=tuple(map(_bare, item.answers)))
    return replace(item, metadata=NOTHING)
