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

_NOTHING = {fact: getattr(Session(), fact) for fact in FACTS}
WHOLE = ("body",)
"""The path of the conflict between a file and a reading that nobody can compare part by part."""
_LISTS = ("venues", "recordings", "people")

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
    merged = merge(old, _own(mine, old) if base else mine, now)
    decisions = {conflict: choice for conflict in merged.conflicts if (choice := decide(conflict)) is not None}
    merged = settled(merged, decisions) if decisions else merged
    session = _for_file(local, mine, merged)
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
    are_hidden = "participants" in (new.metadata.get("private") or ())
    facts = {fact: getattr(new, fact) or getattr(old, fact) for fact in FACTS}
    return replace(new, **facts | ({"people": new.people} if are_hidden else {}))


def _facts_of(local: Session, reading: Session) -> Session:
    """A reading with the facts of the session that it is a part of; people and addresses it may add."""
    return replace(reading, **{fact: getattr(local, fact) for fact in FACTS if fact not in _LISTS})


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


def _own(local: Session, base: Session) -> Session:
    """The file without what it knows of its items from the transcript itself: that goes where they go."""
    return replace(local, body=_less(local.body, base.body))


def _less(items: Sequence[Any], before: Sequence[Any]) -> tuple[Any, ...]:
    pairs = {there: before[here] for here, there in align(before, items)} if any(map(_has_metadata, before)) else {}
    return tuple(_one_less(item, pairs[place]) if place in pairs else item for place, item in enumerate(items))


def _has_metadata(item: Any) -> bool:
    return bool(item.metadata) or any(map(_has_metadata, getattr(item, "answers", ())))


def _one_less(item: Any, before: Any) -> Any:
    metadata = {key: value for key, value in item.metadata.items() if before.metadata.get(key) != value}
    if isinstance(item, Exchange) and isinstance(before, Exchange):
        item = replace(item, answers=_less(item.answers, before.answers))
    return replace(item, metadata=metadata)


def _for_file(local: Session, mine: Session, merged: Merged) -> Session:
    """What the file becomes, with all that it knew of its items; as it is written, where it says all that already."""
    session = replace(merged.for_file, body=carried(mine.body, merged.for_file.body))
    same = not changes(mine, session) and _known(session) == _known(mine)
    return replace(local, metadata=session.metadata) if same else session


def _known(session: Session) -> list[Metadata]:
    """All that only the file knows of its items."""
    parts = (part for item in session.body for part in (item, *getattr(item, "answers", ())))
    return [dict(part.metadata) for part in (*session.people, *parts)]


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
