"""What changed on either side of a session since both were last the same."""

from dataclasses import dataclass, replace

from ohbot.model import FACTS, Session
from ohbot.sync.changes import Change, changes
from ohbot.sync.plan import Plan, Seen, State, base_of
from ohbot.wikitext.lens import get, names_of


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
        if seen.base is None and now is not None:
            return cls(seen.name, found.page, problem=problem)
        old = _with_facts(seen.session, Session() if seen.base is None else base_of(seen))
        remote = changes(old, _read(seen.session, now)) if now is not None and not seen.page.redirect else ()
        return cls(seen.name, found.page, changes(old, seen.session), remote, places, problem)

    @classmethod
    def of_outcome(cls, name: str, page: str, state: State, sentence: str) -> "Difference":
        """From the outcome of a session that was not compared: it is as it was, or could not be read."""
        return cls(name, page, problem=sentence if state is State.REFUSED else None)


def _read(session: Session, text: str) -> Session:
    return _with_facts(session, get(text, known=names_of(session)))


def _with_facts(session: Session, shown: Session) -> Session:
    """What a page shows; facts that it does not hold are as in the file."""
    return replace(shown, **{fact: getattr(session, fact) for fact in FACTS if not getattr(shown, fact)})
