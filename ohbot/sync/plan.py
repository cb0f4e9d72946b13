"""What a sync does with one session, decided without doing anything: a pure function from what is seen to a plan.

Three versions decide: the base (the page's revision that the file was last synced with), the local session and the
remote page. While something is in conflict the file keeps its base, and notes the revision from which it has all
else (``merged``), so that the conflict is found again from the wiki alone, whatever else is lost.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from ohbot.errors import Exit
from ohbot.merge import Conflict, Decision, Merged, agreed, merge, merge_lines, settled
from ohbot.model import FACTS, LogEvent, Page, Revision, Session, WikiLink
from ohbot.sync.changes import changes, in_short, loss
from ohbot.wikitext.lens import LensError, create, get, names_of, put, same
from ohbot.wikitext.stored import stored
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
    """

    name: str
    session: Session
    title: str
    page: Page
    base: str | None = None
    skeleton: Skeleton = Skeleton()
    log: tuple[LogEvent, ...] = ()
    merged: str | None = None
    another: bool = False


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
    old, new = _sides(seen, page.revision.text)
    merged = merge(old, normal(seen.session), new)
    decisions = {conflict: choice for conflict in merged.conflicts if (choice := decide(conflict)) is not None}
    merged = settled(merged, decisions) if decisions else merged
    if merged.conflicts and not _found_again(seen, merged):
        return _in_conflict(seen, merged)
    return _three_way(seen, merged, page.revision.text, force=force, publishes=publishes)


# --- runs that ended between page and file


def is_torn(seen: Seen, found: Plan) -> bool:
    """Whether the page may have edits of ohbot's own that the file was not told of: only then `caught_up` helps."""
    now, link = seen.page.revision, seen.session.wiki
    if now is None or seen.page.redirect:
        return False
    if link is None or link.revision is None:
        return found.state is State.REFUSED
    return now.id not in (link.revision, link.merged) and (
        found.text is not None or found.ahead or bool(found.conflicts)
    )


def caught_up(seen: Seen, own: Sequence[Revision]) -> Seen:
    """What is seen, as it would be had no run ended between its write to the page and the one to the file.

    ``own`` are revisions that ohbot made of the page, newest first. Where one since the base has all that the file
    has, a sync at that moment would have had nothing to publish, and would have made it the base: so it is now, the
    newest one without a conflict if there is one. For
    a file that was never synced the revision that made the page is the base, if every word of it is in the file.
    """
    link = seen.session.wiki
    base = max(link.revision or 0, link.merged or 0) if link else 0
    now = seen.page.revision.id if seen.page.revision else 0
    steps = [
        (plan(replace(seen, page=replace(seen.page, revision=revision)), force=True), revision.text)
        for revision in own
        if base < revision.id < now and revision.text is not None
    ]
    sound = [(then, text) for then, text in steps if then.text is None and then.state is not State.REFUSED]
    for then, text in sorted(sound, key=lambda step: bool(step[0].conflicts)):
        if then.session or not then.conflicts:
            return _since(seen, then, text)
    first = own[-1] if own and not base else None
    if (
        first
        and first.parent == 0
        and first.text is not None
        and not loss(_known(seen.session, first.text), seen.session)
    ):
        page = replace(seen.page, revision=first)
        return replace(seen, session=_linked(replace(seen, page=page), seen.session), base=first.text)
    return seen


def _since(seen: Seen, then: Plan, text: str) -> Seen:
    """What is seen after an earlier plan, which a revision with this text led to."""
    session = then.session or seen.session
    return (
        replace(seen, session=session, merged=text) if then.conflicts else replace(seen, session=session, base=text)
    )


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
    return Plan(seen.name, seen.title, State.CREATE, "makes the page", text=stored(text), session=seen.session)


def _meeting(seen: Seen, text: str | None) -> Plan:
    """A session and a page that have never met: joined where they say the same, else left to a person."""
    if text is not None and not seen.page.redirect and _shows(text, seen.session):
        return _plan(seen, State.RECORD, "the page says the same already", session=_linked(seen, seen.session))
    return _refused(
        seen,
        "there is a page of this name already, which says something else; 'ohbot pull' it into a file of its own, "
        "or publish under another name (wiki: page)",
    )


def _shows(text: str, session: Session) -> bool:
    shown = get(text, known=names_of(session))
    return same(replace(shown, **_facts(session)), session)


# --- a page that cannot be compared


def _gone(seen: Seen) -> str:
    event = next((event for event in seen.log if event.kind == "delete"), None)
    who = f" by {event.user}" if event and event.user else ""
    when = f" on {event.timestamp:%Y-%m-%d}" if event else ""
    why = f" ({event.comment})" if event and event.comment else ""
    if seen.another:
        return (
            f"the page was deleted{who}{when}{why}, and there is another one of its name now, which ohbot leaves "
            "alone. If that shows this session, take page_id and revision out of the file's wiki: section"
        )
    return (
        f"the page was deleted{who}{when}{why}; ohbot does not make it anew. "
        "To publish it again after all, take page_id and revision out of the file's wiki: section"
    )


def _baseless(seen: Seen, text: str, *, publishes: bool, decide: Decide) -> Plan:
    if _shows(text, seen.session):
        return _plan(seen, State.RECORD, "both say the same; the base is hidden", session=_linked(seen, seen.session))
    local, remote = normal(seen.session), _known(seen.session, text)
    choice = decide(Conflict(("body",), (), local.body, remote.body, place="the whole session"))
    if choice in ("ours", "theirs"):
        chosen = local if choice == "ours" else merge(local, local, _with_facts_of(remote, local, remote)).for_page
        return _three_way(seen, Merged(chosen), text, force=True, publishes=publishes)
    return _refused(
        seen,
        "the revision it was last synced with is hidden or gone, so nobody can tell who changed what; "
        "'ohbot resolve' with --ours or --theirs takes one side",
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
    found = _three_way(
        seen, merge(local, local, _sides(seen, text)[1]), remote, text=text, force=force, publishes=publishes
    )
    return found if found.state is not State.REFUSED else None


def _three_way(
    seen: Seen, merged: Merged, remote: str, *, text: str | None = None, force: bool, publishes: bool
) -> Plan:
    """A merge written onto the page now, or, where that is known, onto the ``text`` that it comes to."""
    try:
        text = stored(put(merged.for_page, text or remote))
    except LensError as error:
        return _refused(seen, str(error))
    old = _known(seen.session, remote)
    warning = None if force else _too_much(old, merged.for_page, seen.session, merged.for_file)
    if warning:
        return _refused(seen, warning)
    changed = text if text != stored(remote) else None
    return replace(
        _outcome(seen, merged, changed if publishes else None), ahead=changed is not None and not publishes
    )


def _sides(seen: Seen, text: str) -> tuple[Session, Session]:
    """The base and the remote session: texts read with what the file's session knows."""
    assert seen.base is not None
    local = normal(seen.session)
    old, new = _known(seen.session, seen.base), _known(seen.session, text)
    if seen.merged is not None:
        old = agreed(old, _known(seen.session, seen.merged), local)
    return _with_facts_of(old, local, new), _with_facts_of(new, local, new)


def _with_facts_of(session: Session, local: Session, page: Session) -> Session:
    """A session as a page shows it, with the file's facts where the page holds none: nobody removed those."""
    return replace(session, **{fact: getattr(local, fact) for fact in FACTS if not getattr(page, fact)})


def _found_again(seen: Seen, merged: Merged) -> bool:
    """Whether the next merge finds these conflicts and changes nothing else: only then the rest may be written.

    The next merge has both sides as they are read, where paragraphs that came to stand together are one.
    """
    assert seen.base is not None
    page, file = normal(merged.for_page), normal(merged.for_file)
    old = agreed(_known(seen.session, seen.base), page, file)
    again = merge(_with_facts_of(old, file, page), file, page)
    sides = [[(c.local, c.remote) for c in one.conflicts] for one in (again, merged)]
    return sides[0] == sides[1] and (again.for_page, again.for_file) == (page, file)


def _known(session: Session, text: str) -> Session:
    return get(text, known=names_of(session))


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


def _outcome(seen: Seen, merged: Merged, text: str | None) -> Plan:
    pulled = changes(normal(seen.session), merged.for_file)
    session = merged.for_file if pulled else seen.session
    if not merged.conflicts:
        session = _linked(seen, session)
    else:
        session = _waiting(seen, session, is_new=text is not None or bool(pulled))
    writes = session if session != seen.session else None
    state, sentence = _told(seen, merged, text, pulled=in_short(pulled), writes=writes is not None)
    revision = seen.page.revision.id if seen.page.revision else None
    return Plan(
        seen.name, seen.page.title, state, sentence, text, revision, seen.page.page_id, writes, merged.conflicts
    )


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
        return State.RECORD, f"the page was moved to {seen.page.title}"
    return (State.RECORD, "both say the same") if writes else (State.UNCHANGED, "both say the same")


def _places(conflicts: Sequence[Conflict], *, most: int = 5) -> str:
    places = [f"{conflict.place}{_removed(conflict)}" for conflict in conflicts]
    return "; ".join([*places[:most], f"{len(places) - most} more"] if len(places) > most else places)


def _removed(conflict: Conflict) -> str:
    if not conflict.base or (conflict.local and conflict.remote):
        return ""
    return " (removed on the wiki)" if conflict.local else " (removed in the file)"


def _linked(seen: Seen, session: Session) -> Session:
    """The session with the page as it is now for its base; the time of the last sync changes only with it."""
    page, old = seen.page, session.wiki
    link = WikiLink(page.title, page.page_id, page.revision.id if page.revision else None)
    link = replace(link, aside=old.aside) if old else link
    if old and replace(old, synced=None) == link:
        return session
    return replace(session, wiki=link)


def _waiting(seen: Seen, session: Session, *, is_new: bool) -> Session:
    """The session with the base that it had, and the revision that it was merged with now, if ``is_new``."""
    page = seen.page
    assert session.wiki is not None
    link = replace(session.wiki, page=page.title)
    if is_new and page.revision:
        link = replace(link, merged=page.revision.id, synced=None)
    return session if link == session.wiki else replace(session, wiki=link)


def stamped(session: Session, now: datetime) -> Session:
    """The session with the time of its sync, where that is new."""
    if session.wiki is None or session.wiki.synced is not None:
        return session
    return replace(session, wiki=replace(session.wiki, synced=now.replace(microsecond=0)))


def _plan(seen: Seen, state: State, sentence: str, *, session: Session | None = None) -> Plan:
    return Plan(seen.name, seen.page.title, state, sentence, session=session)


def _refused(seen: Seen, why: str) -> Plan:
    return Plan(seen.name, seen.page.title or seen.title, State.REFUSED, why)
