"""What changed on either side of a session since both were last the same."""

from dataclasses import dataclass, replace

from ohbot.merge import agreed
from ohbot.model import FACTS, Session
from ohbot.sync.changes import Change, changes
from ohbot.sync.plan import Plan, Seen, State
from ohbot.wikitext.lens import get
from ohbot.wikitext.texts import normal


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes in the file and on the wiki, the places in conflict, and what stands in the way, if anything."""

    name: str
    page: str
    local: tuple[Change, ...] = ()
    remote: tuple[Change, ...] = ()
    conflicts: tuple[str, ...] = ()
    problem: str | None = None

    @classmethod
    def of(cls, seen: Seen, found: Plan) -> "Difference":
        """From what was seen of a session and its plan."""
        problem = found.sentence if found.state is State.REFUSED else None
        places = tuple(conflict.place for conflict in found.conflicts)
        now = seen.page.revision.text if seen.page.revision else None
        base = seen.base if seen.base is not None else ("" if now is None else None)
        if base is None:
            return cls(seen.name, found.page, problem=problem)
        old = _read(seen.session, base)
        if seen.merged is not None:
            old = agreed(old, _read(seen.session, seen.merged), normal(seen.session))
        remote = changes(old, _read(seen.session, now)) if now is not None and not seen.page.redirect else ()
        return cls(seen.name, found.page, changes(old, seen.session), remote, places, problem)

    @classmethod
    def of_outcome(cls, name: str, page: str, state: State, sentence: str) -> "Difference":
        """From the outcome of a session that was not compared: it is as it was, or could not be read."""
        return cls(name, page, problem=sentence if state is State.REFUSED else None)


def _read(session: Session, text: str) -> Session:
    """What a text says of the session; facts that it does not hold are as in the file."""
    shown = get(text, prior=session)
    return replace(shown, **{fact: getattr(session, fact) for fact in FACTS if not getattr(shown, fact)})
