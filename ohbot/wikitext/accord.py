"""Facts and prose of a session in accord: whichever of them changed carries the other along.

Prose tells a fact of its session only where both said the same before: what told something else is about another
meeting, and is left alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from ohbot.model import FACTS, Session
from ohbot.wikitext.mentions import facts_in_prose, opening_of


def completed(fact: str, mentioned: Any, known: Any) -> Any:
    """What a page tells of a fact, with what it leaves out (a time of day, a role, a surname) as a file has it."""
    if isinstance(mentioned, date) and not isinstance(mentioned, datetime) and isinstance(known, datetime):
        return datetime.combine(mentioned, known.timetz())
    if fact == "default_speaker" and mentioned and known and known.startswith(f"{mentioned} "):
        return known
    if fact == "people" and mentioned:
        by_name = {one.name: one for one in reversed(known or ())}
        pairs = [(by_name.get(one.name, one), one) for one in mentioned]
        return tuple(
            replace(has, role=one.role or has.role, username=one.username or has.username) for has, one in pairs
        )
    return mentioned


def tells(fact: str, mentioned: Any, known: Any) -> bool:
    """Whether a page that tells this of a fact shows it as a file has it."""
    return bool(mentioned) and completed(fact, mentioned, known) == known


def facts_shown(session: Session) -> frozenset[str]:
    """The facts that the session's own prose shows as the session has them."""
    mentions = facts_in_prose(session.body)
    return frozenset(
        fact for fact in FACTS if fact in mentions and tells(fact, mentions[fact].value, getattr(session, fact))
    )


def followed(before: Session, session: Session, facts: Iterable[str] = FACTS) -> Session:
    """The session with facts as its prose tells them now, where since ``before`` the prose alone was changed."""
    old, new = facts_in_prose(before.body), facts_in_prose(session.body)
    changed: dict[str, Any] = {}
    for fact in set(facts) & old.keys() & new.keys():
        had, has, mentioned = getattr(before, fact), getattr(session, fact), new[fact].value
        if has == had and mentioned != old[fact].value and tells(fact, old[fact].value, had):
            changed[fact] = completed(fact, mentioned, has)
    return replace(session, **changed) if changed else session


def carried(session: Session, sides: Sequence[Session], facts: Iterable[str] = FACTS) -> Session:
    """The session with its prose as its facts are, where on one of ``sides`` both were in accord.

    What a wording cannot tell, it is left with.
    """
    stale = [fact for fact in facts_in_prose(session.body) if fact in facts and _is_stale(fact, session, sides)]
    for fact in stale:
        found = opening_of(session.body).written(session, fact)
        mentions = facts_in_prose(found.body)
        others = [one for one in facts_in_prose(session.body) if one != fact]
        if fact in facts_shown(found) and all(one in mentions for one in others):
            session = found
    return session


def _is_stale(fact: str, session: Session, sides: Sequence[Session]) -> bool:
    mentioned, has = facts_in_prose(session.body)[fact].value, getattr(session, fact)
    if not has or tells(fact, mentioned, has):
        return False
    prose = [(facts_in_prose(side.body).get(fact), getattr(side, fact)) for side in sides]
    return any(other and other.value == mentioned and tells(fact, mentioned, fits) for other, fits in prose)


def in_accord(before: Session, session: Session) -> Session:
    """The session with facts and prose in accord, as they changed since ``before``."""
    return carried(followed(before, session), [before])
