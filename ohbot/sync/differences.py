"""What changed on either side of a session since both were last the same."""

from dataclasses import dataclass, replace

from ohbot.merge import Conflict
from ohbot.model import FACTS, Session
from ohbot.sync.base import base_of, known, with_facts_of
from ohbot.sync.changes import Change, changes
from ohbot.sync.shown import unmarked
from ohbot.sync.values import Observation, Outcome, Plan, State


@dataclass(frozen=True, slots=True)
class SessionDiff:
    """The changes in the file and on the wiki, the conflicts, and what stands in the way, if anything."""

    name: str
    page: str
    local: tuple[Change, ...] = ()
    remote: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    problem: str | None = None

    @classmethod
    def of(cls, observed: Observation, found: Plan) -> "SessionDiff":
        """From what was observed of a session, and its plan."""
        problem = found.sentence if found.state is State.REFUSED else None
        now = observed.page.text
        if observed.base is None and now is not None:
            return cls(observed.name, found.page, problem=problem)
        session, link = observed.session, observed.session.wiki
        old = Session() if observed.base is None else base_of(session, observed.base, observed.merged)
        new = unmarked(session, old, link.page, link) if link and link.revision else []
        added = {fact: getattr(old, fact) for fact in FACTS if fact in new and not getattr(old, fact)}
        old = replace(with_facts_of(old, session, old), **added)  # facts that the page never showed are no change
        shown = None if now is None or observed.page.redirect else known(session, now)
        remote = changes(old, with_facts_of(shown, session, shown)) if shown else ()
        return cls(observed.name, found.page, changes(old, session), remote, found.conflicts, problem)

    @classmethod
    def of_outcome(cls, outcome: Outcome) -> "SessionDiff":
        """From the outcome of a session that was not compared: it is as it was, or could not be read."""
        return cls(outcome.name, outcome.page, problem=outcome.sentence if outcome.state is State.REFUSED else None)
