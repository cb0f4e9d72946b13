"""The same transcript imported again: which session it is, and what people had added to its file."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ohbot.model import FACTS, Session

TRANSCRIPT = "x-transcript"
"""The key in a session's aside under which stands which transcript it was made of."""


def is_same(old: Session, new: Session) -> bool:
    """Whether an import makes a session that is there already: of the same page, transcript, or title and start.

    Meetings of the same title whose start nobody told are the same where their files have the same name.
    """
    if old.wiki and new.wiki:
        return old.wiki.page == new.wiki.page
    before, now = _transcript(old), _transcript(new)
    if now and before.get("sha256") == now.get("sha256"):
        return True
    named = new.start is not None or before.get("name") == now.get("name")
    return named and (old.title, old.start) == (new.title, new.start)


def words_of(session: Session) -> tuple[str, ...]:
    """Texts of which one is in the file of every session that ``is_same`` is true of."""
    page = session.wiki.page if session.wiki else None
    return tuple(text for text in (session.title, page, _transcript(session).get("sha256")) if text)


def _transcript(session: Session) -> Mapping[str, Any]:
    found = session.aside.get(TRANSCRIPT)
    return found if isinstance(found, Mapping) else {}


def renewed(old: Session, new: Session) -> Session:
    """The new session in the old one's place: its page stays, and so do facts that the transcript does not tell."""
    kept = {fact: getattr(new, fact) or getattr(old, fact) for fact in FACTS}
    if "participants" in new.aside.get("private", {}):
        kept["people"] = new.people  # labels now stand for people who were named before
    secrets = {**_without_labels(old), **new.aside.get("private", {})}
    aside = {**old.aside, **new.aside, "private": secrets} if secrets else {**old.aside, **new.aside}
    return replace(new, **kept, wiki=old.wiki or new.wiki, aside=aside)


def _without_labels(session: Session) -> dict[str, Any]:
    """What is private but for the labels of the import before."""
    private = session.aside.get("private")
    return (
        {key: value for key, value in private.items() if key != "participants"}
        if isinstance(private, Mapping)
        else {}
    )
