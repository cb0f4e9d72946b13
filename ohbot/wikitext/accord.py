"""Facts and prose of a session in accord: whichever of them changed carries the other along.

Prose tells a fact of its session only where both said the same before: what told something else is about another
meeting, and is left alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from ohbot.model import FACTS, Person, Session
from ohbot.wikitext.told import facts_in_prose, opening_of


def told_with(fact: str, told: Any, known: Any) -> Any:
    """What a page tells of a fact, with what it leaves out (a time of day, a role, a surname) as a file has it."""
    if isinstance(told, date) and not isinstance(told, datetime) and isinstance(known, datetime):
        return datetime.combine(told, known.timetz())
    if fact == "default_speaker" and told and known and known.startswith(f"{told} "):
        return known
    if fact == "people" and told:
        return tuple(_person_with(person, known or ()) for person in told)
    return told


def _person_with(person: Person, known: Sequence[Person]) -> Person:
    same = next((one for one in known if one.name == person.name), None)
    if same is None:
        return person
    return replace(same, role=person.role or same.role, username=person.username or same.username)


def tells(fact: str, told: Any, known: Any) -> bool:
    """Whether a page that tells this of a fact shows it as a file has it."""
    return bool(told) and told_with(fact, told, known) == known


def facts_shown(session: Session) -> frozenset[str]:
    """The facts that the session's own prose shows as the session has them."""
    told = facts_in_prose(session.body)
    return frozenset(fact for fact in FACTS if fact in told and tells(fact, told[fact].value, getattr(session, fact)))


def with_prose(session: Session) -> Session:
    """A session with the facts that its prose tells and it lacks."""
    told = facts_in_prose(session.body)
    lacks = {fact: told[fact].value for fact in FACTS if fact in told and not getattr(session, fact)}
    return replace(session, **lacks) if lacks else session


def followed(before: Session, session: Session) -> Session:
    """The session with facts as its prose tells them now, where since ``before`` the prose alone was changed."""
    old, new = facts_in_prose(before.body), facts_in_prose(session.body)
    changed: dict[str, Any] = {}
    for fact, told in new.items():
        had, has = getattr(before, fact), getattr(session, fact)
        other = fact not in old or old[fact].value != told.value
        if other and has in (had, None, ()) and not tells(fact, told.value, has):
            changed[fact] = told_with(fact, told.value, has)
    return replace(session, **changed) if changed else session


def carried(session: Session, *sides: Session) -> Session:
    """The session with its prose as its facts are, where on one of ``sides`` both were in accord."""
    new = opening_of(session.body)
    stale = [fact for fact in new.facts if _is_stale(fact, session, sides)]
    if not stale:
        return session
    found = replace(session, body=new.written(session, stale))
    for fact in stale:
        if fact not in facts_shown(found):  # in this wording it cannot be told
            found = _without(fact, session, stale)
            break
    return found


def _without(fact: str, session: Session, stale: Sequence[str]) -> Session:
    rest = [one for one in stale if one != fact]
    opening = opening_of(session.body)
    found = replace(session, body=opening.written(session, rest))
    return found if all(one in facts_shown(found) for one in rest) else session


def _is_stale(fact: str, session: Session, sides: Sequence[Session]) -> bool:
    told, has = facts_in_prose(session.body)[fact].value, getattr(session, fact)
    if not has or tells(fact, told, has):
        return False
    for side in sides:
        other = facts_in_prose(side.body).get(fact)
        if other and other.value == told and tells(fact, told, getattr(side, fact)):
            return True
    return False


def in_accord(before: Session, session: Session) -> Session:
    """The session with facts and prose in accord, as they changed since ``before``."""
    return carried(followed(before, session), before)
