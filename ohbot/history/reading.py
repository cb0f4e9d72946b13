"""A page's revisions as sessions."""

from collections.abc import Sequence
from dataclasses import replace

from ohbot.errors import InputError
from ohbot.model import Item, Revision, Session
from ohbot.sync.changes import loss
from ohbot.wikitext.lens import get

_MOST_LOST = 0.5
"""A version that lacks more than this share of the words of a later one (blanked, say) tells nothing about others."""


def read_all(revisions: Sequence[Revision], prior: Session) -> list[Session | None]:
    """Each revision, oldest first, as a session; None where its text is hidden, no wikitext or impossible.

    The newest is read with ``prior``, the session file, and each one before with the reading of the one behind it:
    so the file, which says how its page is read, holds back to the first revision, and one edit does not turn the
    page around. Equal texts are read once.
    """
    found: dict[str, Session | None] = {}
    items: dict[Item, Item] = {}
    memory = prior
    for revision in reversed(revisions):
        if revision.text is None or revision.text in found:
            continue
        session = found[revision.text] = _read(revision.text, memory, items)
        if session and (_is_alike(memory, session) or loss(memory, session) <= _MOST_LOST):
            memory = session
    return [None if one.text is None else found[one.text] for one in revisions]


def _read(text: str, prior: Session, items: dict[Item, Item]) -> Session | None:
    """A text as a session, of items that other revisions have too where they are equal: histories are long."""
    try:
        session = get(text, prior=prior)
    except InputError:
        return None
    return replace(session, body=tuple(items.setdefault(item, item) for item in session.body))


def _is_alike(one: Session, other: Session) -> bool:
    """Whether half of the items are in both, which is quicker to find out than by the words."""
    return 2 * len(set(one.body) & set(other.body)) >= len(one.body)
