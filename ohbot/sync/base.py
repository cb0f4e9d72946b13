"""The base of a merge, from the texts of revisions, also while conflicts wait."""

from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Any

from ohbot.merge import Merged, agreed, marks, merge, rebuilt
from ohbot.model import FACTS, Session
from ohbot.wikitext.accord import carried, completed, tells
from ohbot.wikitext.lens import get
from ohbot.wikitext.mentions import facts_in_prose
from ohbot.wikitext.texts import normal


def known(session: Session, text: str) -> Session:
    """What a text shows, read with the file's session for its memory."""
    return get(text, prior=session)


def with_facts_of(session: Session, local: Session, page: Session, other: Set[str] = frozenset()) -> Session:
    """A session as a page shows it, with the file's facts where the page holds none: nobody removed those.

    So it is with the ``other`` facts, of which the page tells something else. What the page's prose leaves out of a
    fact (a time of day, a role) is as the file has it.
    """
    prose = facts_in_prose(page.body)
    facts: dict[str, Any] = {}
    for fact in FACTS:
        shown, has = getattr(page, fact), getattr(local, fact)
        if not shown or fact in other:
            facts[fact] = has
        elif fact == "start" or (fact in prose and prose[fact].value == shown):
            facts[fact] = completed(fact, getattr(session, fact), has)
    return replace(session, **facts)


def with_mentioned(local: Session, page: Session, base: Session) -> Session:
    """The file's session with the facts that it lacks and the page's prose tells all the time."""
    prose = facts_in_prose(page.body)
    mentioned = {fact: getattr(base, fact) for fact in prose if not getattr(local, fact) and getattr(base, fact)}
    return replace(local, **mentioned) if mentioned else local


def with_carried(merged: Merged, sides: Sequence[Session]) -> Merged | None:
    """A merge whose prose tells its facts as the sides' do; None where that would change what waits in a conflict.

    Nor does prose go to a page that tells one of two values of a fact that waits.
    """
    waiting = {conflict.path[0] for conflict in merged.conflicts}
    page = carried(merged.for_page, sides, [fact for fact in FACTS if fact not in waiting])
    pairs = enumerate(zip(page.body, merged.for_page.body, strict=True))
    changed = {number for number, (one, other) in pairs if one is not other}
    torn = any(conflict.path[0] == "body" and conflict.path[1] in changed for conflict in merged.conflicts)
    if torn or waiting & (disagreeing(page) - disagreeing(sides[-1])):
        return None
    return replace(merged, for_page=page)


def disagreeing(session: Session) -> set[str]:
    """The facts of which the session's own prose tells something else."""
    mentions = facts_in_prose(session.body)
    return {fact for fact in mentions if not tells(fact, mentions[fact].value, getattr(session, fact))}


def base_of(session: Session, base: str, merged: str | None) -> Session:
    """The revision last synced; while a conflict waits the later one, ``merged``, but for the places that wait."""
    first, waiting = known(session, base), session.wiki.waiting if session.wiki else ()
    if merged is None or not waiting:
        return first
    return rebuilt(first, known(session, merged), waiting) or first


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
