"""What a sync does with one session, decided without doing anything: a pure function from what is seen to a plan.

Three versions decide: the base (the page's revision that the file was last synced with), the local session and the
remote page. While something is in conflict the file keeps its base, and notes the revision from which it has all
else (``merged``) and the places there that wait (``waiting``), so that the conflict is found again from the wiki and
the file alone, whatever else is lost.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from ohbot.errors import Exit
from ohbot.merge import Conflict, Decision, Merged, left_in, merge, merge_lines, settled
from ohbot.model import FACTS, NOTHING, LogEvent, Page, Session, WikiLink
from ohbot.model.counting import counted
from ohbot.model.text import as_stored
from ohbot.sync.base import base_of, fits, found_again, known, with_facts_of
from ohbot.sync.changes import changes, in_short, loss
from ohbot.wiki.texts import sha1_of
from ohbot.wikitext.lens import LensError, create, get, put, same
from ohbot.wikitext.sentences import left_out
from ohbot.wikitext.texts import normal

MOST_LOST = 0.5
"""A session that is about to lose more than this share of its words is left alone unless a person insists."""


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


NOT_EDITED_THERE = "ohbot does not edit it there unless you say --force"
_EXITS = {State.CONFLICT: Exit.CONFLICT, State.REFUSED: Exit.PROBLEM}


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What a new page has around the session, and the shape in which exchanges are written there."""

    shape: str = "numbered"
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a decision depends on.

    ``title`` is where a new page would go. ``base`` is the text of the session's base revision, and ``merged`` that
    of the one merged but for conflicts, each None where there is none or the wiki does not show it. ``page`` is the
    page now, with its text. ``log`` tells of a page that is gone, ``another`` that there is a new one of its name.
    ``doubt`` says why there is no base to trust; ``moved_from`` is the last name under the archive's prefix of a page
    that is out of it.
    """

    name: str
    session: Session
    title: str
    page: Page
    base: str | None = None
    skeleton: Skeleton = Skeleton()
    log: Sequence[LogEvent] = ()
    merged: str | None = None
    another: bool = False
    doubt: str = ""
    moved_from: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with one session.

    ``text`` is what the page gets on top of the revision ``base`` (None: a new page), or None where the page stays;
    ``session`` is what the file gets, None where it stays. ``sentence`` says it for people. ``ahead`` tells that the
    file then still says more than the page.
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

    @property
    def exit_code(self) -> Exit:
        """The exit code of a run that did just this."""
        return _EXITS.get(self.state, Exit.DONE)


Decide: TypeAlias = Callable[[Conflict], Decision | None]
"""A person's word on a conflict: ``ours``, ``theirs``, ``both``, other values, or None to leave it open."""


def undecided(_: Conflict) -> None:
    """Leaves every conflict open."""


def plan(seen: Seen, *, force: bool = False, publishes: bool = True, decide: Decide = undecided) -> Plan:
    """What to do with a session; ``publishes`` is False for a run that leaves the wiki alone.

    ``force`` lets a session lose most of its words; ``decide`` settles conflicts.
    """
    link, page = seen.session.wiki, seen.page
    if not page.is_wikitext:
        return _refused(seen, _foreign(page))
    if link is None or link.revision is None:
        return _first(seen, publishes=publishes)
    if not page.exists or page.revision is None:
        return _refused(seen, _gone(seen))
    if page.redirect:
        return _refused(
            seen,
            "the page is a redirect now; if its text is on another page, put that one's name under wiki: page, "
            "and take page_id out",
        )
    if page.revision.text is None:
        return _refused(seen, "the page's text is hidden on the wiki; ask an administrator there")
    if seen.base is None:
        return _baseless(seen, page.revision.text, publishes=publishes, decide=decide)
    by_lines = _by_lines(seen, page.revision.text, force=force, publishes=publishes)
    if by_lines is not None:
        return by_lines
    old, local, new = _sides(seen, page.revision.text)
    merged = merge(old, local, new)
    decisions = {conflict: choice for conflict in merged.conflicts if (choice := decide(conflict)) is not None}
    merged = settled(merged, decisions) if decisions else merged
    kept = found_again(merged, known(seen.session, seen.base)) if merged.conflicts else ()
    if kept is None:
        return _in_conflict(seen, merged)
    return _three_way(seen, merged, page.revision.text, kept, force=force, publishes=publishes)


# --- a session that was never synced


def _first(seen: Seen, *, publishes: bool) -> Plan:
    page = seen.page
    if page.exists and page.revision:
        return _meeting(seen, page.revision.text)
    if not publishes:
        return _refused(seen, "there is no such page yet; 'ohbot publish' makes it")
    skeleton = seen.skeleton
    try:
        text = create(seen.session, shape=skeleton.shape, before=skeleton.before, after=skeleton.after)
    except LensError as error:
        return _refused(seen, str(error))
    sentence = "makes the page" + left_out(seen.session, text)
    return Plan(seen.name, seen.title, State.CREATE, sentence, text=as_stored(text), session=seen.session)


def _meeting(seen: Seen, text: str | None) -> Plan:
    """A session and a page that have never met: joined where they say the same, else left to a person."""
    if text is not None and not seen.page.redirect and _shows(text, seen.session):
        return _plan(seen, State.RECORD, "the page says the same already", session=linked(seen, seen.session))
    return _refused(
        seen,
        "there is a page of this name already, which says something else; 'ohbot pull' it into a file of its own, "
        "or publish under another name (wiki: page)",
    )


def _shows(text: str, session: Session) -> bool:
    shown = get(text, prior=session)
    return same(replace(shown, **_facts(session)), session)


# --- a page that cannot be compared


_HIDDEN = "the revision it was last synced with is hidden or gone, so nobody can tell who changed what"
REUSED = (
    "the wiki has another text now under the number of the revision it was last synced with, as a wiki does that was "
    "restored from a backup, so nobody can tell who changed what"
)


def _foreign(page: Page) -> str:
    if page.exists:
        return (
            f"the page's content model is {page.model}, and ohbot leaves all but wikitext alone; to have the session "
            "there, change the model on the wiki (Special:ChangeContentModel)"
        )
    return f"a page of this name would be {page.model}, and ohbot makes wikitext alone; choose another title"


def _gone(seen: Seen) -> str:
    happened = "the page is gone, and the wiki's log does not say why (was the wiki restored from a backup?)"
    if event := next((event for event in seen.log if event.kind == "delete"), None):
        who = f" by {event.user}" if event.user else ""
        why = f" ({event.comment})" if event.comment else ""
        happened = f"the page was deleted{who} on {event.timestamp:%Y-%m-%d}{why}"
    if seen.another:
        return (
            f"{happened}, and there is another one of its name now, which ohbot leaves "
            "alone. If that shows this session, take page_id and revision out of the file's wiki: section"
        )
    return (
        f"{happened}; ohbot does not make it anew. "
        "To publish it again after all, take page_id and revision out of the file's wiki: section"
    )


def _baseless(seen: Seen, text: str, *, publishes: bool, decide: Decide) -> Plan:
    if _shows(text, seen.session):
        return _plan(
            seen, State.RECORD, "both say the same; the base is not to be had", session=linked(seen, seen.session)
        )
    local, remote = normal(seen.session), known(seen.session, text)
    choice = decide(Conflict(("body",), (), local.body, remote.body, place="the whole session"))
    if choice in ("ours", "theirs"):
        chosen = local if choice == "ours" else merge(local, local, with_facts_of(remote, local, remote)).for_page
        return _three_way(seen, Merged(chosen), text, force=True, publishes=publishes)
    return _refused(
        seen,
        f"{seen.doubt or _HIDDEN}; look at both, then 'ohbot resolve' with --ours or --theirs takes one side",
    )


# --- three versions


def _by_lines(seen: Seen, remote: str, *, force: bool, publishes: bool) -> Plan | None:
    """The plan where file and page changed different lines of the base: nothing else of the page is touched then.

    It does not depend on how the page is read, which a change of one line may turn around.
    """
    if seen.base is None or seen.merged is not None or remote == seen.base:
        return None
    try:
        text = merge_lines(seen.base, put(seen.session, seen.base), remote)
    except LensError:
        return None
    if text is None:
        return None
    local = normal(seen.session)
    merged = merge(local, local, _sides(seen, text)[2])
    found = _three_way(seen, merged, remote, text=text, force=force, publishes=publishes)
    return found if found.state is not State.REFUSED else None


def _three_way(
    seen: Seen,
    merged: Merged,
    remote: str,
    kept: tuple[str, ...] = (),
    *,
    text: str | None = None,
    force: bool,
    publishes: bool,
) -> Plan:
    """A merge written onto the page now, or, where that is known, onto the ``text`` that it comes to."""
    try:
        text = as_stored(put(merged.for_page, text or remote))
    except LensError as error:
        return _refused(seen, str(error))
    old = known(seen.session, remote)
    warning = None if force else _too_much(old, merged.for_page, seen.session, merged.for_file)
    if warning:
        return _refused(seen, warning)
    changed = text if text != as_stored(remote) else None
    return replace(
        _outcome(seen, merged, changed if publishes else None, kept), ahead=changed is not None and not publishes
    )


def _sides(seen: Seen, text: str) -> tuple[Session, Session, Session]:
    """The base, the local and the remote session: texts read with what the file's session knows.

    What the file says as the page does, in another form, is in the page's form: it is no change.
    """
    assert seen.base is not None
    old, new = base_of(seen.session, seen.base, seen.merged), known(seen.session, text)
    local = normal(seen.session, like=(*new.body, *old.body))
    return with_facts_of(old, local, new), local, with_facts_of(new, local, new)


def _facts(session: Session) -> dict[str, Any]:
    return {fact: getattr(session, fact) for fact in FACTS}


def _too_much(page: Session, new_page: Session, file: Session, new_file: Session) -> str | None:
    for old, new, where in ((file, new_file, "the file"), (page, new_page, "the page")):
        lost = loss(old, new)
        if lost > MOST_LOST:
            return (
                f"{where} would lose {lost:.0%} of its words; if that is meant, say --force, "
                "else restore them on the side where they are gone"
            )
    return None


def _outcome(seen: Seen, merged: Merged, text: str | None, kept: tuple[str, ...]) -> Plan:
    pulled = changes(normal(seen.session), merged.for_file)
    session = merged.for_file if pulled else seen.session
    if not merged.conflicts:
        session = linked(seen, session)
    else:
        session = _waiting(seen, session, kept if text is not None or _fits(seen, kept) else None)
    writes = session if session != seen.session else None
    state, sentence = _told(seen, merged, text, pulled=in_short(pulled), writes=writes is not None)
    if (left := left_in(session) - left_in(seen.session)) > 0:
        sentence += f"; what only the file knew of {counted(left, 'thing')} that went is kept beside, as x-left"
    sentence += left_out(seen.session, text or (seen.page.revision and seen.page.revision.text) or "")
    revision = seen.page.revision.id if seen.page.revision else None
    return Plan(
        seen.name, seen.page.title, state, sentence, text, revision, seen.page.page_id, writes, merged.conflicts
    )


def _fits(seen: Seen, kept: tuple[str, ...]) -> bool:
    """Whether the page as it is now has the places of the marks."""
    return fits(seen.session, seen.base or "", (seen.page.revision and seen.page.revision.text) or "", kept)


def _in_conflict(seen: Seen, merged: Merged) -> Plan:
    """A session that is left as it is on both sides, to be merged as a whole when its conflicts are settled."""
    state, sentence = _told(seen, merged, None, pulled="", writes=False)
    return Plan(seen.name, seen.page.title, state, sentence, conflicts=merged.conflicts)


def _told(seen: Seen, merged: Merged, text: str | None, *, pulled: str, writes: bool) -> tuple[State, str]:
    if merged.conflicts:
        places = _places(merged.conflicts)
        return State.CONFLICT, f"both sides changed {places}; settle it with 'ohbot resolve {seen.name}'"
    if text is not None and pulled:
        return State.MERGE, f"both sides changed; the file gets: {pulled}"
    if text is not None:
        return State.PUBLISH, "the file's changes go to the page"
    if pulled:
        return State.PULL, f"the page changed: {pulled}"
    link = seen.session.wiki
    if link and link.page != seen.page.title:
        out = f", out of the archive's prefix: {NOT_EDITED_THERE}" if seen.moved_from else ""
        return State.RECORD, f"the page was moved to {seen.page.title}{out}"
    return (State.RECORD, "both say the same") if writes else (State.UNCHANGED, "both say the same")


def _places(conflicts: Sequence[Conflict], *, most: int = 5) -> str:
    places = [f"{conflict.place}{_removed(conflict)}" for conflict in conflicts]
    return "; ".join([*places[:most], f"{len(places) - most} more"] if len(places) > most else places)


def _removed(conflict: Conflict) -> str:
    if not conflict.base or (conflict.local and conflict.remote):
        return ""
    return " (removed on the wiki)" if conflict.local else " (removed in the file)"


def linked(seen: Seen, session: Session) -> Session:
    """The session with the page as it is now for its base; the time of the last sync changes only with it."""
    page, old = seen.page, session.wiki
    link = WikiLink(page.title, page.page_id, moved_from=seen.moved_from, aside=old.aside if old else NOTHING)
    if page.revision:
        link = replace(link, revision=page.revision.id, sha1=page.revision.sha1)
    if old and replace(old, synced=None) == link:
        return session
    return replace(session, wiki=link)


def _waiting(seen: Seen, session: Session, kept: tuple[str, ...] | None) -> Session:
    """The session with the base that it had, and where ``kept``, the revision merged with now and the marks on it."""
    page, old = seen.page, session.wiki
    assert old is not None
    assert seen.base is not None
    link = replace(old, page=page.title, sha1=sha1_of(seen.base), moved_from=seen.moved_from)
    if seen.merged is not None and link.merged_sha1 is None:
        link = replace(link, merged_sha1=sha1_of(seen.merged))
    if kept is not None and page.revision:
        new = replace(link, merged=page.revision.id, merged_sha1=page.revision.sha1, waiting=kept)
        link = replace(new, synced=None) if new != link else link
    return session if link == old else replace(session, wiki=link)


def stamped(session: Session, now: datetime) -> Session:
    """The session with the time of its sync, where that is new."""
    if session.wiki is None or session.wiki.synced is not None:
        return session
    return replace(session, wiki=replace(session.wiki, synced=now.replace(microsecond=0)))


def _plan(seen: Seen, state: State, sentence: str, *, session: Session | None = None) -> Plan:
    return Plan(seen.name, seen.page.title, state, sentence, session=session)


def _refused(seen: Seen, why: str) -> Plan:
    return Plan(seen.name, seen.page.title or seen.title, State.REFUSED, why)
