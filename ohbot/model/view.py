"""The JSON view of a session: what other programs read, stable whatever the model becomes."""

from datetime import UTC, date, datetime, tzinfo
from datetime import time as clock
from typing import Any

from ohbot.model.session import Exchange, Heading, Item, Message, Session, is_follow_up, words_in


def view(session: Session) -> dict[str, Any]:
    """The session as plain values ready for JSON; what is absent is None, and nothing private is in it."""
    return {
        "title": session.title,
        "start": stamp(session.start),
        "end": stamp(session.end),
        "status": session.status,
        "venues": list(session.venues),
        "recordings": list(session.recordings),
        "people": [{"name": one.name, "role": one.role, "username": one.username} for one in session.people],
        "default_speaker": session.default_speaker,
        "sections": _sections(session.body),
    }


def stamp(time: date | None) -> str | None:
    """A time in UTC as ISO 8601 with ``Z``, a day as ISO 8601, or None."""
    if isinstance(time, datetime):
        return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return time.isoformat() if time else None


def day_of(time: date, zone: tzinfo = UTC) -> date:
    """The day of a time in a zone, or the day itself."""
    return time.astimezone(zone).date() if isinstance(time, datetime) else time


def moment_of(time: date) -> datetime:
    """A time in UTC; midnight, where only a day is known."""
    return time.astimezone(UTC) if isinstance(time, datetime) else datetime.combine(time, clock(), UTC)


def _sections(body: tuple[Item, ...]) -> list[dict[str, Any]]:
    """The items under their headings; what stands before the first heading is in a section without one."""
    sections: list[dict[str, Any]] = []
    number = 0
    for item in body:
        if isinstance(item, Heading):
            sections.append({"heading": item.text, "level": item.level, "items": []})
            continue
        if not sections:
            sections.append({"heading": None, "level": None, "items": []})
        number += isinstance(item, Exchange)
        sections[-1]["items"].append(_item(item, number))
    return sections


def _item(item: Item, number: int) -> dict[str, Any]:
    if isinstance(item, Exchange):
        return {
            "type": "exchange",
            "number": number,
            "question": item.question,
            "follow_up": is_follow_up(item.question),
            "answers": [{"speaker": one.speaker, "role": one.role, "text": one.text} for one in item.answers],
        }
    if isinstance(item, Message):
        said = {"time": item.time, "speaker": item.speaker, "kind": item.kind, "text": item.text}
        return {"type": "message", **said}
    return {"type": "prose", "wikitext": words_in(item)}
