"""What only the file knows of a thing that is gone stays in the file: nobody removed that.

It goes to what has most of the thing's words now, else to its neighbour, under ``x-left``; and back where the thing
comes back.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ohbot.diff.align import align
from ohbot.diff.elements import words_of
from ohbot.model import Exchange, Item, Metadata, Person, Session, words_in
from ohbot.model.metadata import joined

LEFT = "x-left"


def with_left(local: Session, merged: Session) -> Session:
    """A merged session that holds all metadata of the local one."""
    return _with_returned(_with_kept(local, merged))


def _with_kept(local: Session, merged: Session) -> Session:
    things = list(_things(local))
    if not things:
        return merged
    there = Counter(leaf for _, thing in _things(merged) for leaf in _leaves(thing.metadata))
    missing = [(at, thing) for at, thing in things if not _taken(thing.metadata, there)]
    if not missing:
        return merged
    body = list(merged.body)
    lives = dict(align(local.body, body))
    for at, thing in missing:
        place = _most_like(thing, body)
        if place is not None:
            body[place] = replace(body[place], metadata=joined(thing.metadata, body[place].metadata))
        elif at is not None and (place := _nearest(at, lives)) is not None:
            body[place] = replace(body[place], metadata=_beside(body[place].metadata, thing))
        else:
            merged = replace(merged, metadata=_beside(merged.metadata, thing))
    return replace(merged, body=tuple(body))


def _with_returned(merged: Session) -> Session:
    """The session in which what things have left is theirs again, where these very things are there once more."""
    things: list[Any] = [*merged.body, *merged.people]
    homes = {_name(thing): place for place, thing in reversed(list(enumerate(things)))}
    notes: dict[int, list[Metadata]] = {}

    def without_returned(metadata: Metadata) -> Metadata:
        rest, listed = [], metadata.get(LEFT)
        for note in listed if isinstance(listed, list) else ():
            place = homes.get(str(note.get("of"))) if isinstance(note, Mapping) else None
            if place is None:
                rest.append(note)
            else:
                notes.setdefault(place, []).append({key: value for key, value in note.items() if key != "of"})
        if not isinstance(listed, list):
            return metadata
        return {**{key: value for key, value in metadata.items() if key != LEFT}, **({LEFT: rest} if rest else {})}

    things = [
        replace(one, metadata=without_returned(one.metadata)) if LEFT in one.metadata else one for one in things
    ]
    metadata = without_returned(merged.metadata)
    if not notes:
        return merged
    for place, found in notes.items():
        for note in found:
            things[place] = replace(things[place], metadata=joined(note, things[place].metadata))
    items = len(merged.body)
    return replace(merged, body=tuple(things[:items]), people=tuple(things[items:]), metadata=metadata)


def left_in(session: Session) -> int:
    """How many things that are gone have left something in a session."""
    holders = (session.metadata, *(item.metadata for item in session.body))
    return sum(len(metadata.get(LEFT) or ()) for metadata in holders)


def _things(session: Session) -> Iterator[tuple[int | None, Any]]:
    """Each person, item and answer in one that has metadata, with the position of the item."""
    yield from ((None, person) for person in session.people if person.metadata)
    for number, item in enumerate(session.body):
        parts = (item, *item.answers) if isinstance(item, Exchange) else (item,)
        yield from ((number, lasting) for part in parts if (lasting := _lasting(part)).metadata)


def _lasting(thing: Any) -> Any:
    """A thing with what outlives its words; that it promises something goes with them."""
    if "promised" not in thing.metadata:
        return thing
    return replace(thing, metadata={key: value for key, value in thing.metadata.items() if key != "promised"})


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Each single value in metadata with its keys, wherever lists have taken it in."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(part, (*path, str(key)))
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part, path)
    else:
        yield (*path, repr(value))


def _taken(metadata: Metadata, there: Counter[tuple[str, ...]]) -> bool:
    """Whether all of some metadata is there; what is, is taken away."""
    leaves = Counter(_leaves(metadata))
    if leaves - there:
        return False
    there.subtract(leaves)
    return True


def _most_like(thing: Any, body: Sequence[Item]) -> int | None:
    """The item that has most of a thing's words, if it has any that says something."""
    words = words_of(thing)
    scores = [((words & words_of(item)).total(), -place) for place, item in enumerate(body)]
    score, place = max(scores, default=(0, 0))
    return -place if score * 2 > words.total() else None


def _nearest(number: int, lives: Mapping[int, int]) -> int | None:
    """Where the nearest of the old items that live on is now, those before this one first."""
    key = min(lives, key=lambda i: (i >= number, abs(i - number)), default=None)
    return None if key is None else lives[key]


def _name(thing: Any) -> str:
    name = thing.name if isinstance(thing, Person) else words_in(thing)
    return name.split("\n")[0][:80]


def _beside(metadata: Metadata, thing: Any) -> Metadata:
    note = {"of": _name(thing), **thing.metadata}
    return {**metadata, LEFT: [*(metadata.get(LEFT) or ()), note]}
