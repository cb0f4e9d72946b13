"""The base of a merge, from the texts of revisions, also while conflicts wait."""

from collections.abc import Sequence
from dataclasses import replace

from ohbot.merge import Merged, agreed, marks, merge, rebuilt
from ohbot.model import FACTS, Session
from ohbot.wikitext.lens import get
from ohbot.wikitext.texts import normal


def known(session: Session, text: str) -> Session:
    """What a text shows, read with the file's session for its memory."""
    return get(text, prior=session)


def with_facts_of(session: Session, local: Session, page: Session) -> Session:
    """A session as a page shows it, with the file's facts where the page holds none: nobody removed those."""
    return replace(session, **{fact: getattr(local, fact) for fact in FACTS if not getattr(page, fact)})


def base_of(session: Session, base: str, merged: str | None) -> Session:
    """The revision last synced; while a conflict waits the later one, ``merged``, but for the places that wait."""
    first, waiting = known(session, base), session.wiki.waiting if session.wiki else ()
    if merged is None or not waiting:
        return first
    return rebuilt(first, known(session, merged), waiting) or first


def fits(session: Session, base: str, page: str, kept: Sequence[str]) -> bool:
    """Whether a page has the places of the marks: one that is left alone may lack what the file has before them."""
    return rebuilt(known(session, base), known(session, page), kept) is not None


def found_again(merged: Merged, first: Session) -> tuple[str, ...] | None:
    """The marks by which the next merge finds these conflicts and changes nothing else; None where it would not.

    Only then the rest may be written. ``first`` is the revision last synced. The next merge has both sides as they
    are read, where paragraphs that came to stand together are one.
    """
    page, file, base = normal(merged.for_page), normal(merged.for_file), normal(agreed(merged))
    again = merge(base, file, page)
    sides = [[(c.local, c.remote) for c in one.conflicts] for one in (again, merged)]
    is_same = sides[0] == sides[1] and (again.for_page, again.for_file) == (page, file)
    kept = marks(again.conflicts)
    return kept if is_same and rebuilt(first, page, kept) == base else None
