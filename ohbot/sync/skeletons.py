"""A session's page and its skeleton: how the page is made, follows the facts, and is noted in the session file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, get_args

from ohbot.archive import Archive, Config
from ohbot.archive.templates import read_template
from ohbot.errors import InputError, OhbotError
from ohbot.merge import merge
from ohbot.model import FACTS, NOTHING, Exchange, Person, Prose, Session, SkeletonFacts, Status, WikiLink
from ohbot.recognise.zones import time_zone
from ohbot.sync.base import known, with_facts_of
from ohbot.sync.mistakes import apart
from ohbot.sync.renewal import BODY, Renewal, renewed
from ohbot.sync.shown import marks_of
from ohbot.sync.summary import require_summary
from ohbot.sync.values import Observation
from ohbot.wiki.texts import sha1_of
from ohbot.wikitext.accord import tells
from ohbot.wikitext.skeleton import Skeleton, shown_by

_BARE = Session(title="Office hours")
_FULL = Session(
    title="Office hours",
    start=datetime(2020, 10, 15, 18, tzinfo=UTC),
    end=datetime(2020, 10, 15, 19, tzinfo=UTC),
    venues=("A place", "Another one"),
    recordings=("https://example.org/1",),
    people=(Person("Robin", "host", "Robin"), Person("Kim")),
    default_speaker="Robin",
    body=(Prose("Notes."), Exchange("Why?")),
)


def skeleton_of(root: Path, config: Config) -> Skeleton:
    """The skeleton of the archive's new pages; raises InputError where there is no such template."""
    pages = config.pages
    name, text = read_template(root, pages.template)
    zone = time_zone(pages.timezone) if pages.timezone else None
    return Skeleton(
        name, text, pages.shape, pages.categories, pages.header, pages.time_link, zone, translate=pages.translate
    )


def template_problems(archive: Archive, config: Config) -> Iterator[str]:
    """What is wrong with the templates that the archive uses, found by trying them."""

    def try_skeleton() -> None:
        skeleton = skeleton_of(archive.root, config)
        for session, status in product((_BARE, _FULL), (None, *get_args(Status))):
            skeleton.page(replace(session, status=status))

    for trial in (try_skeleton, partial(require_summary, archive, config)):
        if isinstance(error := apart(trial), OhbotError):
            yield str(error)


def new_page(observed: Observation) -> tuple[Session, str]:
    """The session with what its new page says around it, and the text of that.

    Raises InputError where the skeleton does not work, and LensError where the page would not read back.
    """
    made, text = (observed.skeleton or Skeleton()).page(observed.session)
    link = replace(made.wiki or WikiLink(observed.title), skeleton=SkeletonFacts(shown=shown_by(observed.session)))
    made = replace(made, wiki=link)
    return noted(observed, made, known(made, text)), text


def renewal_of(observed: Observation, session: Session, text: str) -> Renewal:
    """The text of a page that shows a session, with what its skeleton says of the facts as they are now.

    Nothing changes where the page was not made with a skeleton, or where no fact changed that it needs.
    """
    note = observed.session.wiki.skeleton if observed.session.wiki else None
    if note is None or observed.skeleton is None:
        return Renewal(text)
    base = known(observed.session, observed.base or text)
    before = replace(session, **{fact: _before(fact, base, note, session) for fact in FACTS})
    try:
        if all(getattr(before, fact) == getattr(session, fact) for fact in observed.skeleton.facts()):
            return Renewal(text)
        around = [observed.skeleton.around(one, note.shown, bare=True) for one in (before, session)]
    except InputError as error:
        return Renewal(text, left=(f"the words around the session stay as they are: {error}",))
    old, new = (f"{above}\n{BODY}\n{below}" for above, below in around)
    return renewed(old, new, text, session)


def _before(fact: str, base: Session, note: SkeletonFacts, session: Session) -> Any:
    """A fact at the last sync: as noted, else as the page told it; what people leave out of it there is no change."""
    shown, now = getattr(base, fact), getattr(session, fact)
    return getattr(note, fact) or (now if tells(fact, shown, now) else shown)


def with_words_of(session: Session, old: str, new: str) -> Session:
    """The session with what changed between two texts of its page."""
    before, after = known(session, old), known(session, new)
    return merge(with_facts_of(before, session, before), session, with_facts_of(after, session, after)).for_page


def noted(observed: Observation, session: Session, page: Session, *, renews: bool = True) -> Session:
    """The session with a note of the facts that its page's skeleton was made of, if it was made with one.

    ``page`` is what the page shows: what it tells so need not be noted. Where nothing ``renews`` the words there now,
    they are still made of the facts of before.
    """
    link = session.wiki
    if link is None or link.skeleton is None or observed.skeleton is None:
        return session
    try:
        needed = observed.skeleton.facts()
    except InputError:
        return session
    has = {fact: getattr(session, fact) for fact in needed}
    facts = {fact: value for fact, value in has.items() if not tells(fact, getattr(page, fact), value)}
    if not renews:
        base = known(observed.session, observed.base or "")
        before = {fact: _before(fact, base, link.skeleton, session) for fact in needed}
        facts |= {fact: value for fact, value in before.items() if value != has[fact]}
    return replace(session, wiki=replace(link, skeleton=SkeletonFacts(shown=link.skeleton.shown, **facts)))


# --- what a session file notes of its page: the revision last synced with, what waits, and what is not there


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
