"""Which facts of a session its page does not show: nobody should miss them there without a word.

A fact is told once: the file's ``wiki:`` section keeps a mark of each fact that the page does not show, with a digest
of its value, so another value is told again. What the page's prose tells of such a fact is about something else.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from typing import Any

from ohbot.errors import InputError
from ohbot.model import FACTS, Exchange, Message, Session, WikiLink, words_in
from ohbot.model.view import day_of
from ohbot.recognise.dates import day_in
from ohbot.sync.changes import describe_fact
from ohbot.wikitext.accord import tells
from ohbot.wikitext.lens import LensError, get, put
from ohbot.wikitext.skeleton import Skeleton

_CLOCK = "time of day"
_LINES = {
    # fact: a line that shows it, as an example
    "title": "Title: ...",
    "start": "Date: 15 October 2020, 18:00 UTC",
    _CLOCK: "Date: 15 October 2020, 18:00 UTC",
    "end": "Date: 15 October 2020, 18:00-19:00 UTC",
    "status": "Status: planned",
    "venues": "Where: Zoom, IRC",
    "recordings": "Recording: https://...",
    "people": "With: Ann (host), Bela",
    "default_speaker": "Answers by: Ann",
}


def marks_of(session: Session, page: Session, name: str) -> tuple[str, ...]:
    """The marks of the facts that a page called ``name`` does not show as the session has them."""
    return tuple(_mark(what, session) for what in unshown(session, page, name))


def unshown(session: Session, page: Session, name: str) -> list[str]:
    """The names of these facts, "time of day" where the page tells the day alone.

    ``page`` is the session that the page shows.
    """
    has = {fact: value for fact in FACTS if (value := getattr(session, fact))}
    found = [fact for fact, value in has.items() if not _shows(fact, value, session, page, name)]
    only_day = isinstance(session.start, datetime) and not isinstance(page.start, datetime) and "start" not in found
    return [*found, *([_CLOCK] if only_day else [])]


def unmarked(session: Session, page: Session, name: str, before: WikiLink | None) -> list[str]:
    """Those of these facts that the file came to have since its last sync (``before``), as it has no mark of them."""
    marks = before.unshown if before else ()
    return [what for what in unshown(session, page, name) if _mark(what, session) not in marks]


def of_another(session: Session, page: Session) -> frozenset[str]:
    """The facts of which a page has been telling something else than the session, which is about another meeting."""
    marked = {mark.rpartition(" ")[0] for mark in session.wiki.unshown} if session.wiki else set()
    return frozenset(fact for fact in FACTS if fact in marked and getattr(page, fact))


def put_onto(session: Session, text: str, file: Session) -> str:
    """A session on a page's text: its prose stays where it tells of something else than the synced ``file``.

    And a header gets no field for what the page's name shows, or what it did not show all the time. Raises LensError
    as `put` does.
    """
    shown, link = get(text, prior=file), file.wiki
    new = set(unmarked(session, shown, link.page if link else "", link))
    unasked = {fact for fact in FACTS if not getattr(shown, fact) and fact not in new}
    if not new & {"start", _CLOCK}:
        unasked |= {"date", "time"}
    other = {fact: getattr(shown, fact) for fact in of_another(file, shown)}
    return put(replace(session, **other), text, unasked=unasked)


def untold(session: Session, page: Session, name: str, before: WikiLink | None) -> str:
    """The end of a sentence about what the page does not show and nobody was told yet (``before``), or nothing."""
    by_name = () if before and before.revision else ("title",)
    found = [what for what in unmarked(session, page, name, before) if what not in by_name]
    other = [what for what in found if getattr(page, what, None)]
    nowhere = [what for what in found if what not in other]
    sentence = f"; the page says another {_listed(other)}" if other else ""
    if nowhere:
        lines = " and ".join(f"'{_LINES[what]}'" for what in nowhere[:2])
        a_line = "lines" if len(nowhere) > 1 else "a line"
        sentence += (
            f"; the page does not show {_listed(nowhere)}: {a_line} such as {lines} in its opening would, "
            "or a header template ([pages] header)"
        )
    return sentence


def _listed(facts: list[str]) -> str:
    return ", ".join(fact.replace("_", " ") for fact in facts)


def _mark(what: str, session: Session) -> str:
    value = getattr(session, "start" if what == _CLOCK else what)
    words = "; ".join(map(describe_fact, value if isinstance(value, tuple) else (value,)))
    return f"{what} {hashlib.sha1(words.encode(), usedforsecurity=False).hexdigest()[:8]}"


def _shows(fact: str, value: Any, session: Session, page: Session, name: str) -> bool:
    if shown := getattr(page, fact):
        return tells(fact, shown, value)
    note = session.wiki.skeleton if session.wiki else None
    if note and getattr(note, fact) == value:  # the skeleton says of it what is to be said
        return True
    talk = [item for item in session.body if isinstance(item, Exchange | Message)]
    has_notes = any(isinstance(item, Message) or item.answers for item in talk)
    opening = " ".join(map(words_in, takewhile(lambda item: not isinstance(item, Exchange | Message), session.body)))
    speakers = {one.speaker for item in talk for one in ([item] if isinstance(item, Message) else item.answers)}
    words: Mapping[str, Any] = {
        "title": lambda: _has(name, value) or _has(opening, value),
        "start": lambda: day_of(value) in (day_in(name), day_in(page.title)),
        "status": lambda: value == ("held" if has_notes else "planned") or _has(opening, value),
        "venues": lambda: all(_has(opening, one) for one in value),
        "recordings": lambda: all(any(one in words_in(item) for item in session.body) for one in value),
        "people": lambda: all(not one.role and one.name in speakers for one in value),
    }
    return bool(fact in words and words[fact]())


def _has(text: str, words: str) -> bool:
    return " ".join(words.casefold().split()) in " ".join(text.replace("_", " ").casefold().split())


def not_shown(session: Session, skeleton: Skeleton) -> list[str]:
    """The names of the facts that a new page would not show, as people say them."""
    try:
        session, text = skeleton.page(session)
    except (LensError, InputError):
        return []
    found = unshown(session, get(text, prior=session), "")
    return [fact.replace("_", " ") for fact in found if fact != "title"]
