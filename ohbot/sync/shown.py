"""Which facts of a session its new page would not show: nobody should miss them there without a word."""

from ohbot.errors import InputError
from ohbot.model import FACTS, Exchange, Message, Session
from ohbot.wikitext.lens import LensError, get
from ohbot.wikitext.skeleton import Skeleton

_BY_NAME = ("title", "status")
"""What the page's name or nothing shows anyway."""


def not_shown(session: Session, skeleton: Skeleton) -> list[str]:
    """The names of these facts, as people say them."""
    try:
        page = get(skeleton.page(session)[1], prior=session)
    except (LensError, InputError):
        return []
    speak = {item.speaker for item in session.body if isinstance(item, Message)}
    speak |= {one.speaker for item in session.body if isinstance(item, Exchange) for one in item.answers}
    people = [one for one in session.people if one.role or one.name not in speak]
    known = {fact: getattr(session, fact) for fact in FACTS if fact not in _BY_NAME} | {"people": people}
    return [fact.replace("_", " ") for fact, value in known.items() if value and not getattr(page, fact)]
