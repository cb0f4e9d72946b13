"""What changed on either side of a session since both were last the same."""

from dataclasses import dataclass

from ohbot.merge import Conflict
from ohbot.model import Session
from ohbot.sync.base import base_of, known, with_facts_of
from ohbot.sync.changes import Change, changes
from ohbot.sync.plan import Plan, Seen, State


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes in the file and on the wiki, the conflicts, and what stands in the way, if anything."""

    name: str
    page: str
    local: tuple[Change, ...] = ()
    remote: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    problem: str | None = None

    @classmethod
    def of(cls, seen: Seen, found: Plan) -> "Difference":
        """From what was seen of a session and its plan."""
        problem = found.sentence if found.state is State.REFUSED else None
        now = seen.page.revision.text if seen.page.revision else None
        if seen.base is None and now is not None:
            return cls(seen.name, found.page, problem=problem)
        old = Session() if seen.base is None else base_of(seen.session, seen.base, seen.merged)
        old = with_facts_of(old, seen.session, old)
        shown = None if now is None or seen.page.redirect else known(seen.session, now)
        remote = changes(old, with_facts_of(shown, seen.session, shown)) if shown else ()
        return cls(seen.name, found.page, changes(old, seen.session), remote, found.conflicts, problem)

    @classmethod
    def of_outcome(cls, name: str, page: str, state: State, sentence: str) -> "Difference":
        """From the outcome of a session that was not compared: it is as it was, or could not be read."""
        return cls(name, page, problem=sentence if state is State.REFUSED else None)
