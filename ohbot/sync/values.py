"""The values of a sync: what is observed of a session, the plan for it, and what came of that."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ohbot.errors import Exit, OhbotError
from ohbot.merge import Conflict
from ohbot.model import LogEvent, Page, Session
from ohbot.wikitext.skeleton import Skeleton


class State(StrEnum):
    """What a plan comes to, in a word."""

    UNCHANGED = "unchanged"
    RECORD = "record"
    CREATE = "create"
    PUBLISH = "publish"
    PULL = "pull"
    MERGE = "merge"
    CONFLICT = "conflict"
    LATER = "later"
    REFUSED = "refused"


INDEX = "[index]"
"""What stands for a session's name in outcomes of the index; no session has it."""


@dataclass(frozen=True, slots=True)
class Observation:
    """All that a decision depends on.

    ``title`` is where a new page would go. ``base`` is the text of the session's base revision, and ``merged`` that
    of the one merged but for conflicts, each None where there is none or the wiki does not show it. ``page`` is the
    page now, with its text. ``log`` is that of a page which is gone, ``another`` whether there is a new one.
    ``skeleton`` is that of new pages, None where there is none to be had; ``named`` is the name that a new page of
    this session would get. ``doubt`` says why there is no base to trust; ``moved_from`` is the last name under the
    archive's prefix of a page that is out of it.
    """

    name: str
    session: Session
    title: str
    page: Page
    base: str | None = None
    skeleton: Skeleton | None = None
    named: str = ""
    log: Sequence[LogEvent] = ()
    merged: str | None = None
    another: bool = False
    doubt: str = ""
    moved_from: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with one session.

    ``text`` is what the page gets on top of the revision ``base`` (None: a new page), or None where the page stays;
    ``session`` is what the file gets, None where it stays. ``sentence`` says it for people. ``ahead`` means that the
    file then still says more than the page. ``outdated`` are words that the page's skeleton takes back.
    """

    name: str
    page: str
    state: State
    sentence: str
    text: str | None = None
    base: int | None = None
    page_id: int | None = None
    session: Session | None = None
    conflicts: tuple[Conflict, ...] = ()
    ahead: bool = False
    outdated: str = ""

    @property
    def exit_code(self) -> Exit:
        """The exit code of a run that did just this."""
        return {State.CONFLICT: Exit.CONFLICT, State.REFUSED: Exit.PROBLEM}.get(self.state, Exit.DONE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one session, reported as soon as it is known; ``plan`` is None where there was none.

    ``revision`` is the page's newest after a run that saved it or brought its changes in, and ``since`` the one
    before that; both are None where nothing was brought anywhere, ``since`` also for a new page.
    """

    name: str
    page: str
    state: State
    sentence: str
    exit_code: Exit = Exit.DONE
    plan: Plan | None = None
    revision: int | None = None
    since: int | None = None

    @classmethod
    def of_plan(cls, plan: Plan) -> "Outcome":
        """The outcome of a plan that was carried out, or that leaves all as it is."""
        return cls(plan.name, plan.page, plan.state, plan.sentence, plan.exit_code, plan)

    @classmethod
    def of_error(cls, name: str, page: str, error: OhbotError) -> "Outcome":
        """The outcome of a session that an error keeps as it is."""
        return cls(name, page, State.REFUSED, str(error), error.exit_code)
