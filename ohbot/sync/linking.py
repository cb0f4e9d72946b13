"""What a session file notes of its page: the revision last synced with, what waits, and what is not there."""

from dataclasses import replace
from datetime import datetime

from ohbot.model import NOTHING, Session, WikiLink
from ohbot.sync.base import known
from ohbot.sync.shown import marks_of
from ohbot.sync.skeletons import noted
from ohbot.sync.values import Observation
from ohbot.wiki.texts import sha1_of


def linked(observed: Observation, session: Session, text: str | None = None, *, renews: bool = True) -> Session:
    """The session with the page as it is now for its base; the time of the last sync changes only with it.

    ``text`` is what the page is about to get, and ``renews`` whether the words of its skeleton follow the facts.
    """
    page, old = observed.page, session.wiki
    note, metadata = (old.skeleton, old.metadata) if old else (None, NOTHING)
    link = WikiLink(page.title, page.page_id, moved_from=observed.moved_from, skeleton=note, metadata=metadata)
    if page.revision:
        link = replace(link, revision=page.revision.id, sha1=page.revision.sha1)
    text = text or page.text
    if text is not None:
        shown = known(session, text)
        new = noted(observed, replace(session, wiki=link), shown, renews=renews)
        link = replace(new.wiki or link, unshown=marks_of(new, shown, page.title))
    if old and replace(old, synced=None) == link:
        return session
    return replace(session, wiki=link)


def waiting(observed: Observation, session: Session, kept: tuple[str, ...]) -> Session:
    """The session with the base that it had, the revision merged with now and the marks on it."""
    page, old = observed.page, session.wiki
    assert old is not None
    assert observed.base is not None
    link = replace(old, page=page.title, sha1=sha1_of(observed.base), moved_from=observed.moved_from)
    if observed.merged is not None and link.merged_sha1 is None:
        link = replace(link, merged_sha1=sha1_of(observed.merged))
    if page.revision:
        new = replace(link, merged=page.revision.id, merged_sha1=page.revision.sha1, waiting=kept)
        link = replace(new, synced=None) if new != link else link
    return session if link == old else replace(session, wiki=link)


def stamped(session: Session, now: datetime) -> Session:
    """The session with the time of its sync, where that is new."""
    if session.wiki is None or session.wiki.synced is not None:
        return session
    return replace(session, wiki=replace(session.wiki, synced=now.replace(microsecond=0)))
