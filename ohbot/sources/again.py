"""The same transcript imported again: the new body, and what people had added to the session file."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ohbot.model import FACTS, Session


def renewed(old: Session, new: Session) -> Session:
    """The new session in the old one's place: its page stays, and so do facts that the transcript does not tell."""
    kept = {fact: getattr(new, fact) or getattr(old, fact) for fact in FACTS}
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
