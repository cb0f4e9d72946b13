"""A session's page and its skeleton: how the page is made with it, and how its words follow the session's facts."""

from dataclasses import replace
from typing import Any

from ohbot.errors import InputError
from ohbot.merge import merge
from ohbot.model import FACTS, Session, SkeletonFacts, WikiLink
from ohbot.sync.base import known, with_facts_of
from ohbot.sync.renewal import BODY, Renewal, renewed
from ohbot.sync.values import Observation
from ohbot.wikitext.accord import tells
from ohbot.wikitext.skeleton import Skeleton, shown_by


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
        around = [observed.skeleton.words_around(one, note.shown) for one in (before, session)]
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
