"""The base to go on from while conflicts are open: what both sides have agreed on since, and else the old base."""

from dataclasses import replace
from typing import Any

from ohbot.merge.align import align
from ohbot.merge.fields import FIELDS, Field, Series
from ohbot.merge.order import Part, arranged
from ohbot.merge.three_way import Owners, assembled, of, owners_of
from ohbot.model import Session


def agreed(base: Session, merged: Session, local: Session) -> Session:
    """The base of the next merge of ``local``, after a merge on ``base`` that left conflicts open.

    ``merged`` is the page as it was left then. Items that came to the page since ``base`` were agreed on: they are
    never in conflict. Of what changed there that holds where ``local`` says the same; the rest stays as in ``base``,
    and so does an item in which ``local`` has nothing that the page changed: it may be in conflict.
    """
    session: Session = _record(base, merged, local, additions=True)
    return session


def _record(base: Any, merged: Any, local: Any, *, additions: bool) -> Any:
    """What both have agreed on; ``additions`` tells that what came to the page alone counts."""
    values = {
        name: _field(field, of(base, name, field), getattr(merged, name), getattr(local, name), additions=additions)
        for name, field in FIELDS[type(merged)].items()
    }
    return replace(merged, **values)


def _field(field: Field, base: Any, merged: Any, local: Any, *, additions: bool) -> Any:
    if merged == local:
        return merged
    if field.rule != "series":
        return base
    old, page, file = field.cut(base), field.cut(merged), field.cut(local)
    mine, theirs = _owners(old, file, page, distinct=field.distinct)
    parts, _, there = assembled(old, (file, mine), (page, theirs))
    values = {part: _part(part, additions=additions) for part in {*parts, *there}}
    living = [part for part in parts if values[part]]
    order = arranged(living, living, [part for part in there if values[part]], distinct=field.distinct)
    return field.join(tuple(element for part in order for element in values[part]))


def _owners(base: Series, file: Series, page: Series, *, distinct: bool) -> tuple[Owners, Owners]:
    """The owners on either side; what is alike on both has the same."""
    mine, theirs = _owners_on(base, file, distinct=distinct), _owners_on(base, page, distinct=distinct)
    for one, other in align(page, file, distinct=distinct):
        for owners, others in ((mine[other], theirs[one]), (theirs[one], mine[other])):
            if not owners:
                owners.extend(others)
    return mine, theirs


def _owners_on(base: Series, side: Series, *, distinct: bool) -> Owners:
    """The owners on one side; what is left over on both is compared once more, whatever moved around it."""
    owners = owners_of(base, side, distinct=distinct)
    living = {number for numbers in owners for number in numbers}
    gone = [number for number in range(len(base)) if number not in living]
    new = [place for place, numbers in enumerate(owners) if not numbers]
    for old, place in align([base[number] for number in gone], [side[place] for place in new], distinct=distinct):
        owners[new[place]].append(gone[old])
    return owners


def _part(part: Part, *, additions: bool) -> Series:
    """What both sides have agreed on of a part of the page."""
    if part.local == part.remote:
        return part.remote
    if not part.base:
        return part.remote if additions else ()
    kinds = [type(run[0]) if len(run) == 1 else None for run in (part.base, part.remote, part.local)]
    if kinds[0] in FIELDS and kinds == [kinds[0]] * 3:
        return (_item(part.base[0], part.remote[0], part.local[0], additions=additions),)
    return part.base


def _item(base: Any, merged: Any, local: Any, *, additions: bool) -> Any:
    """The same of one item, of which nothing is agreed on where nothing of the page's changes is in ``local``."""
    sure = _record(base, merged, local, additions=False)
    known = any(getattr(sure, name) != of(base, name, field) for name, field in FIELDS[type(merged)].items())
    return _record(base, merged, local, additions=True) if additions and known else sure
