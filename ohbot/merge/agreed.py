"""The base to go on from while conflicts are open: the page as it was left, but for the places that wait.

What a sync leaves on the page is agreed on, and is the base of the next merge; but in the place of each open conflict
the base is what both sides came from. The file keeps those places as marks: a path on the page, and by digests what
stands there and what both came from. So the base is the same whatever either side is edited to since, and a mark
that fits no longer is found out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from ohbot.merge.conflict import Conflict, Merged, Path, restored, run_at
from ohbot.merge.fields import FIELDS, Run, order_key
from ohbot.model import Session

_MARK = re.compile(r"(?P<path>\w+(?:/\w+)*) page=(?P<page>[0-9a-f,]*) base=(?P<base>[0-9a-f,]*)")
_LENGTH = 12
"""Hexadecimal digits of a digest: enough for the things of one session."""


def agreed(merged: Merged) -> Session:
    """The base of the next merge, after one that left conflicts open and was written to both sides."""
    session: Session = restored(merged.for_page, merged.conflicts, lambda c: c.base)
    return session


def marks(conflicts: Iterable[Conflict]) -> tuple[str, ...]:
    """Open conflicts as a file keeps them, one line each."""
    return tuple(f"{'/'.join(map(str, c.path))} page={_digests(c.remote)} base={_digests(c.base)}" for c in conflicts)


def rebuilt(base: Session, page: Session, kept: Sequence[str]) -> Session | None:
    """What `agreed` gave, of the first base, the page as it was left and the marks; None where they do not fit."""
    known = {_digest(value): value for one in (page, base) for value in _values(one)}
    try:
        return agreed(Merged(page, tuple(_conflict(mark, page, known) for mark in kept)))
    except (LookupError, ValueError):
        return None


def _conflict(mark: str, page: Session, known: dict[str, Any]) -> Conflict:
    """What a mark tells of a conflict; LookupError where that is not to be found."""
    found = _MARK.fullmatch(mark)
    if found is None:
        raise LookupError(mark)
    path: Path = tuple(int(step) if step.isdecimal() else step for step in found["path"].split("/"))
    remote = run_at(page, path, len(_split(found["page"])))
    if _digests(remote) != found["page"]:
        raise LookupError(mark)
    return Conflict(path, tuple(known[digest] for digest in _split(found["base"])), (), remote)


def _split(digests: str) -> list[str]:
    return digests.split(",") if digests else []


def _digests(run: Run) -> str:
    return ",".join(map(_digest, run))


def _digest(value: Any) -> str:
    return sha256(repr(order_key(value)).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def _values(record: Any) -> Iterator[Any]:
    """All values in a thing that can be in conflict."""
    for name, field in FIELDS.get(type(record), {}).items():
        value = getattr(record, name)
        for element in field.cut(value) if field.rule == "series" else (value,):
            yield element
            yield from _values(element)
