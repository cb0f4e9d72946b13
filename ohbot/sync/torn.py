"""Runs that ended between page and file: which of the page's revisions the file has already."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from ohbot.model import Revision
from ohbot.sync.base import known
from ohbot.sync.changes import loss
from ohbot.sync.plan import plan
from ohbot.sync.skeletons import linked
from ohbot.sync.texts import ancestors
from ohbot.sync.values import Observation, Plan, State

_BROKEN = (
    "the page's history does not lead back to the revision it was last synced with (a part of it was deleted, or "
    "the wiki was restored from a backup), so nobody can tell who changed what"
)


def is_torn(observed: Observation, found: Plan) -> bool:
    """Whether the page may have edits of ohbot's own that the file was not told of: only then `caught_up` helps."""
    now, link = observed.page.revision, observed.session.wiki
    if now is None or observed.page.redirect:
        return False
    if link is None or link.revision is None:
        return found.state is State.REFUSED
    return now.id not in (link.revision, link.merged) and (
        found.text is not None or found.ahead or bool(found.conflicts)
    )


def lineage(observed: Observation, history: Iterable[Revision]) -> tuple[Revision, ...] | None:
    """What the page was, from now back to what the file knows of it (or to its beginning), newest first.

    ``history`` is as for `ancestors`. Nothing where the file knows a revision of another page (of which this one is a
    copy), and None where the history breaks off: a part of it is gone.
    """
    link, now = observed.session.wiki, observed.page.revision
    known = (link.merged or link.revision or 0) if link else 0
    line = tuple(ancestors(now.id, chain([now], history), until=known)) if now else ()
    first = line[-1].parent if line else known
    return line if first == known else None if first else ()


def caught_up(observed: Observation, own: Sequence[Revision] | None) -> Observation:
    """What is observed, as it would be had no run ended between its write to the page and the one to the file.

    ``own`` are the revisions of the page's `lineage` that ohbot made, newest first. Where one has all that the file
    has, a sync at that moment would have had nothing to publish, and would have made it the base: so it is now, the
    newest one without a conflict if there is one. For a file that was never synced the revision that made the page is
    the base, if every word of it is in the file. Where ``own`` is None, there is no base to trust.
    """
    session = observed.session
    base = session.wiki.revision if session.wiki else None
    if own is None:
        return replace(observed, base=None, doubt=_BROKEN) if base else observed
    steps = [
        (plan(replace(observed, page=replace(observed.page, revision=revision)), force=True), revision.text)
        for revision in own
        if revision.id != observed.page.revision_id and revision.text is not None
    ]
    sound = [(then, text) for then, text in steps if then.text is None and then.state is not State.REFUSED]
    for then, text in sorted(sound, key=lambda step: bool(step[0].conflicts)):
        if then.session or not then.conflicts:
            after = replace(observed, session=then.session or session)
            return replace(after, merged=text) if then.conflicts else replace(after, base=text)
    first = own[-1] if own and not base else None
    if first is None or first.parent or first.text is None or loss(known(session, first.text), session):
        return observed
    at_first = replace(observed, page=replace(observed.page, revision=first))
    return replace(observed, session=linked(at_first, session), base=first.text)
