"""What a sync does with one session, decided without doing anything: a pure function from what is observed to a plan.

Three versions decide: the base (the page's revision that the file was last synced with), the local session and the
remote page. While something is in conflict the file keeps its base, and notes the revision from which it has all
else (``merged``) and the places there that wait (``waiting``), so that the conflict is found again from the wiki and
the file alone, whatever else is lost.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeAlias

from ohbot.errors import InputError
from ohbot.merge import Conflict, Decision, Merged, left_in, merge, merge_lines, rebuilt, settled
from ohbot.model import FACTS, Page, Session, WikiLink
from ohbot.model.counting import counted
from ohbot.model.text import as_stored
from ohbot.sync.base import (
    base_of,
    disagreeing,
    found_again,
    known,
    with_carried,
    with_facts_of,
    with_mentioned,
)
from ohbot.sync.changes import changes, in_short, loss
from ohbot.sync.names import misnamed
from ohbot.sync.renewal import Renewal
from ohbot.sync.shown import marks_of, of_another, put_onto, untold
from ohbot.sync.skeletons import linked, new_page, renewal_of, waiting, with_words_of
from ohbot.sync.values import Observation, Plan, State
from ohbot.wikitext.accord import followed, in_accord
from ohbot.wikitext.lens import LensError, get, same
from ohbot.wikitext.sentences import left_out
from ohbot.wikitext.texts import normal

MOST_LOST = 0.5
"""A session that is about to lose more than this share of its words is left alone unless a person insists."""


NOT_EDITED_THERE = "ohbot does not edit it there unless you say --force"

Decide: TypeAlias = Callable[[Conflict], Decision | None]
"""A person's word on a conflict: ``ours``, ``theirs``, ``both``, other values, or None to leave it open."""


def undecided(_: Conflict) -> None:
    """Leaves every conflict open."""


def plan(observed: Observation, *, force: bool = False, publishes: bool = True, decide: Decide = undecided) -> Plan:
    """What to do with a session; ``publishes`` is False for a run that leaves the wiki alone.

    ``force`` lets a session lose most of its words; ``decide`` settles conflicts.
    """
    link, page = observed.session.wiki, observed.page
    if not page.is_wikitext:
        return _refused(observed, _foreign(page))
    if link is None or link.revision is None:
        return _first(observed, publishes=publishes)
    if not page.exists or page.revision is None:
        return _refused(observed, _why_missing(observed))
    if page.redirect:
        return _refused(
            observed,
            "the page is a redirect now; if its text is on another page, put that one's name under wiki: page, "
            "and take page_id out",
        )
    if page.revision.text is None:
        return _refused(observed, "the page's text is hidden on the wiki; ask an administrator there")
    if observed.base is None:
        return _baseless(observed, page.revision.text, publishes=publishes, decide=decide)
    by_lines = _by_lines(observed, page.revision.text, force=force, publishes=publishes)
    if by_lines is not None:
        return by_lines
    old, local, new = sides = _sides(observed, page.revision.text)
    merged = merge(old, local, new)
    decisions = {conflict: choice for conflict in merged.conflicts if (choice := decide(conflict)) is not None}
    merged = settled(merged, decisions) if decisions else merged
    carried = with_carried(merged, sides)
    kept = found_again(carried, known(observed.session, observed.base)) if carried and merged.conflicts else ()
    if carried is None or kept is None:
        return _in_conflict(observed, merged)
    own = in_accord(old, normal(observed.session, like=local.body))
    return _three_way(observed, carried, page.revision.text, kept, own=own, force=force, publishes=publishes)


# --- a session that was never synced


def _first(observed: Observation, *, publishes: bool) -> Plan:
    page, session = observed.page, observed.session
    if page.exists and page.revision:
        return _meeting(observed, page.revision.text)
    if not publishes:
        return _refused(observed, "there is no such page yet; 'ohbot publish' makes it")
    try:
        made, text = new_page(observed)
    except LensError as error:
        return _refused(observed, str(error))
    added = "; the file gets its words around the session" if made.body != session.body else ""
    sentence = f"makes the page{added}"
    shown = known(made, text)
    sentence += left_out(session, text) + untold(made, shown, observed.title, session.wiki)
    link = replace(made.wiki or WikiLink(observed.title), unshown=marks_of(made, shown, observed.title))
    made = replace(made, wiki=link)
    return Plan(observed.name, observed.title, State.CREATE, sentence, text=as_stored(text), session=made)


def _meeting(observed: Observation, text: str | None) -> Plan:
    """A session and a page that have never met: joined where they say the same, else left to a person.

    A run that died when it had made the page left a file without what the page says around the session.
    """
    if text is not None and not observed.page.redirect:
        with suppress(LensError, InputError):
            made, _ = new_page(observed)
            for session in (made, observed.session):
                if _shows(text, session):
                    sentence = "the page says the same already"
                    return _plan(observed, State.RECORD, sentence, session=linked(observed, session))
    return _refused(
        observed,
        "there is a page of this name already, which says something else; 'ohbot pull' it into a file of its own, "
        "or publish under another name (wiki: page)",
    )


def _shows(text: str, session: Session) -> bool:
    shown = get(text, prior=session)
    return same(replace(shown, **{fact: getattr(session, fact) for fact in FACTS}), session)


# --- a page that cannot be compared


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


def _why_missing(observed: Observation) -> str:
    happened = "the page is gone, and the wiki's log does not say why (was the wiki restored from a backup?)"
    if event := next((event for event in observed.log if event.kind == "delete"), None):
        who = f" by {event.user}" if event.user else ""
        why = f" ({event.comment})" if event.comment else ""
        happened = f"the page was deleted{who} on {event.timestamp:%Y-%m-%d}{why}"
    if observed.another:
        return (
            f"{happened}, and there is another one of its name now, which ohbot leaves "
            "alone. If that shows this session, take page_id and revision out of the file's wiki: section"
        )
    return (
        f"{happened}; ohbot does not make it anew. "
        "To publish it again after all, take page_id and revision out of the file's wiki: section"
    )


def _baseless(observed: Observation, text: str, *, publishes: bool, decide: Decide) -> Plan:
    if _shows(text, observed.session):
        sentence = "both say the same; the base is not to be had"
        return _plan(observed, State.RECORD, sentence, session=linked(observed, observed.session))
    local, remote = normal(observed.session), known(observed.session, text)
    choice = decide(Conflict(("body",), (), local.body, remote.body, place="the whole session"))
    if choice in ("ours", "theirs"):
        chosen = local if choice == "ours" else with_facts_of(remote, local, remote)
        return _three_way(observed, merge(local, local, chosen), text, force=True, publishes=publishes)
    doubt = "the revision it was last synced with is hidden or gone, so nobody can tell who changed what"
    remedy = "look at both, then 'ohbot resolve' with --ours or --theirs takes one side"
    return _refused(observed, f"{observed.doubt or doubt}; {remedy}")


# --- three versions


def _by_lines(observed: Observation, remote: str, *, force: bool, publishes: bool) -> Plan | None:
    """The plan where file and page changed different lines of the base: nothing else of the page is touched then.

    It does not depend on how the page is read, which a change of one line may turn around.
    """
    if observed.base is None or observed.merged is not None or remote == observed.base:
        return None
    try:
        text = merge_lines(observed.base, put_onto(observed.session, observed.base, observed.session), remote)
    except LensError:
        return None
    if text is None:
        return None
    old, local, new = _sides(observed, text)
    if disagreeing(new) - disagreeing(old):
        return None
    own = in_accord(old, normal(observed.session, like=local.body))
    merged = merge(local, local, new)
    found = _three_way(observed, merged, remote, text=text, own=own, force=force, publishes=publishes)
    return found if found.state is not State.REFUSED else None


def _three_way(
    observed: Observation,
    merged: Merged,
    remote: str,
    kept: tuple[str, ...] = (),
    *,
    text: str | None = None,
    own: Session | None = None,
    force: bool,
    publishes: bool,
) -> Plan:
    """A merge written onto the page now, or, where that is known, onto the ``text`` that it comes to.

    ``own`` is what the file comes to by itself, where facts follow its prose, or prose its facts. It keeps what only
    the file knows of all that stands there, also of what no page can hold.
    """
    merged = replace(merged, local=observed.session)
    try:
        text = as_stored(put_onto(merged.for_page, text or remote, observed.session))
    except LensError as error:
        return _refused(observed, str(error))
    old = known(observed.session, remote)
    warning = None if force else _too_much(old, merged.for_page, observed.session, merged.for_file)
    if warning:
        return _refused(observed, warning)
    renewal = Renewal(text) if merged.conflicts else renewal_of(observed, merged.for_file, text)
    ahead = not publishes and renewal.text != as_stored(remote)
    renewal = renewal if publishes else Renewal(text)
    made = with_words_of(merged.for_file, text, renewal.text) if renewal.text != text else None
    changed = renewal.text if renewal.text != as_stored(remote) else None
    own = own or normal(observed.session)
    found = _outcome(observed, merged, changed if publishes else None, kept, own=own, made=made, renews=publishes)
    return replace(found, sentence=found.sentence + renewal.sentence, ahead=ahead, outdated=renewal.outdated)


def _sides(observed: Observation, text: str) -> tuple[Session, Session, Session]:
    """The base, the local and the remote session: texts read with what the file's session knows.

    What the file says as the page does, in another form, is in the page's form: it is no change.
    """
    assert observed.base is not None
    old, new = base_of(observed.session, observed.base, observed.merged), known(observed.session, text)
    local = normal(observed.session, like=(*new.body, *old.body))
    other = of_another(local, old)
    old, new = (with_facts_of(side, local, new, other) for side in (old, new))
    local = with_mentioned(local, new, old)
    facts = set(FACTS) - other
    return old, followed(old, local, facts), followed(old, new, facts)


def _too_much(page: Session, new_page: Session, file: Session, new_file: Session) -> str | None:
    for old, new, where in ((file, new_file, "the file"), (page, new_page, "the page")):
        lost = loss(old, new)
        if lost > MOST_LOST:
            return (
                f"{where} would lose {lost:.0%} of its words; if that is meant, say --force, "
                "else restore them on the side where they are gone"
            )
    return None


def _outcome(
    observed: Observation,
    merged: Merged,
    text: str | None,
    kept: tuple[str, ...],
    *,
    own: Session,
    made: Session | None,
    renews: bool,
) -> Plan:
    """The plan that a merge comes to; ``made`` is the file's session with the new words of the page's skeleton."""
    page = observed.page
    if merged.conflicts and text is None:  # a page that is left alone may lack what the file has before the places
        base, now = (known(observed.session, one or "") for one in (observed.base, page.text))
        if rebuilt(base, now, kept) is None:
            return _in_conflict(observed, merged)
    pulled = changes(own, merged.for_file, as_shown=True)
    carried = changes(normal(observed.session, like=own.body), own)
    session = made or (merged.for_file if pulled or carried else observed.session)
    if not merged.conflicts:
        session = linked(observed, session, text, renews=renews)
    else:
        session = waiting(observed, session, kept)
    writes = session if session != observed.session else None
    state, sentence = _state_of(observed, merged, text, pulled=in_short(pulled), writes=writes is not None)
    sentence += left_beside(observed.session, session)
    if carried and made is None and not merged.conflicts:
        sentence += f"; in the file follows: {in_short(carried)}"
    page_text = text or page.text or ""
    sentence += left_out(observed.session, page_text)
    if not merged.conflicts:
        sentence += untold(session, known(session, page_text), page.title, observed.session.wiki)
    sentence += misnamed(page.title, observed.named)
    found = _plan(observed, state, sentence, session=writes)
    return replace(found, text=text, base=page.revision_id, page_id=page.page_id, conflicts=merged.conflicts)


def left_beside(before: Session, session: Session) -> str:
    """Tells that a file keeps what it knew of things that went; nothing where none did."""
    if (left := left_in(session) - left_in(before)) <= 0:
        return ""
    return f"; what only the file knew of {counted(left, 'thing')} that went is kept beside, as x-left"


def _in_conflict(observed: Observation, merged: Merged) -> Plan:
    """A session that is left as it is on both sides, to be merged as a whole when its conflicts are settled.

    So is one whose base could not be told: what came into the file would be new on both sides then.
    """
    state, sentence = _state_of(observed, merged, None, pulled="", writes=False)
    return replace(_plan(observed, state, sentence), conflicts=merged.conflicts)


def _state_of(
    observed: Observation, merged: Merged, text: str | None, *, pulled: str, writes: bool
) -> tuple[State, str]:
    if merged.conflicts:
        places = in_places(merged.conflicts)
        return State.CONFLICT, f"both sides changed {places}; settle it with 'ohbot resolve {observed.name}'"
    if text is not None and pulled:
        return State.MERGE, f"both sides changed; the file gets: {pulled}"
    if text is not None:
        return State.PUBLISH, "the file's changes go to the page"
    if pulled:
        return State.PULL, f"the page changed: {pulled}"
    link = observed.session.wiki
    if link and link.page != observed.page.title:
        out = f", out of the archive's prefix: {NOT_EDITED_THERE}" if observed.moved_from else ""
        return State.RECORD, f"the page was moved to {observed.page.title}{out}"
    return (State.RECORD, "both say the same") if writes else (State.UNCHANGED, "both say the same")


def in_places(conflicts: Sequence[Conflict], *, most: int = 5) -> str:
    """Where conflicts are, in a few words."""
    places: list[str] = []
    for one in conflicts:
        where = "on the wiki" if one.local else "in the file"
        is_removed = one.base and not (one.local and one.remote)
        places.append(f"{one.place} (removed {where})" if is_removed else one.place)
    return "; ".join([*places[:most], f"{len(places) - most} more"] if len(places) > most else places)


def _plan(observed: Observation, state: State, sentence: str, *, session: Session | None = None) -> Plan:
    return Plan(observed.name, observed.page.title, state, sentence, session=session)


def _refused(observed: Observation, why: str) -> Plan:
    return Plan(observed.name, observed.page.title or observed.title, State.REFUSED, why)
