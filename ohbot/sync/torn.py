"""Runs that ended between page and file: which of the page's revisions the file has already."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ohbot.model import Revision
from ohbot.sync.base import known
from ohbot.sync.changes import loss
from ohbot.sync.linking import linked
from ohbot.sync.plan import plan
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


def lineage(observed: Observation, history: Iterator[Revision]) -> tuple[Revision, ...] | None:
    """What the page was, from now back to what the file knows of it (or to its beginning), newest first.

    ``history`` are the page's revisions by their time, taken as far as needed. Each revision leads to the one that
    it was made on top of: one that was imported beside them never was the page, whatever its id and its time. Nothing
    where the file knows a revision of another page (of which this one is a copy), and None where the history breaks
    off: a part of it is gone.
    """
    link = observed.session.wiki
    known = (link.merged or link.revision or 0) if link else 0
    line, others = [], {one.id: one for one in [observed.page.revision] if one}
    step = observed.page.revision_id or known
    while step not in (known, 0):
        while step not in others:
            if (one := next(history, None)) is None:
                return None
            others[one.id] = one
        line.append(others.pop(step))
        step = line[-1].parent
    return tuple(line) if step == known else ()


def caught_up(observed: Observation, own: Sequence[Revision] | None) -> Observation:
    """What is observed, as it would be had no run ended between its write to the page and the one to the file.

    ``own`` are the revisions of the page's `lineage` that ohbot made, newest first. Where one has all that the file
    has, a sync at that moment would have had nothing to publish, and would have made it the base: so it is now, the
    newest one without a conflict if there is one. For a file that was never synced the revision that made the page is
    the base, if every word of it is in the file. Where ``own`` is None, there is no base to trust.
    """
    link = observed.session.wiki
    base = link.revision if link else None
    now = observed.page.revision_id or 0
    if own is None:
        return replace(observed, base=None, doubt=_BROKEN) if base else observed
    steps = [
        (plan(replace(observed, page=replace(observed.page, revision=revision)), force=True), revision.text)
        for revision in own
        if revision.id != now and revision.text is not None
    ]
    sound = [(then, text) for then, text in steps if then.text is None and then.state is not State.REFUSED]
    for then, text in sorted(sound, key=lambda step: bool(step[0].conflicts)):
        if then.session or not then.conflicts:
            return _since(observed, then, text)
    first = own[-1] if own and not base else None
    if (
        first
        and first.parent == 0
        and first.text is not None
        and not loss(known(observed.session, first.text), observed.session)
    ):
        page = replace(observed.page, revision=first)
        return replace(observed, session=linked(replace(observed, page=page), observed.session), base=first.text)
    return observed


def _since(observed: Observation, then: Plan, text: str) -> Observation:
    """What is observed after an earlier plan, which a revision with this text led to."""
    observed = replace(observed, session=then.session or observed.session)
    return replace(observed, merged=text) if then.conflicts else replace(observed, base=text)
