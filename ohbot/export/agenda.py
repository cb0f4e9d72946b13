"""Sessions as events of a calendar (iCalendar, RFC 5545) and as entries of a feed (Atom, RFC 4287)."""

import html
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from ohbot.export.rows import SessionRecord
from ohbot.model import Heading
from ohbot.model.view import moment_of
from ohbot.wikitext.plain import plain

if TYPE_CHECKING:
    from icalendar import Event

_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)
"""When a session was changed of which nothing tells that: an export without news has to stay as it is."""
_STATUS = {"planned": "CONFIRMED", "held": "CONFIRMED", "cancelled": "CANCELLED"}


def is_datable(record: SessionRecord) -> bool:
    """Whether a calendar has a place for a session."""
    return record.date is not None


def write_calendar(records: Iterable[SessionRecord]) -> Iterator[bytes]:
    """The calendar: an event for each session, on a whole day where no hour is known; those without a day are not."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//ohbot//EN")
    calendar.add("version", "2.0")
    for record in filter(is_datable, records):
        calendar.add_component(_filled(Event(), record))
    yield calendar.to_ical()


def _filled(event: "Event", record: SessionRecord) -> "Event":
    session = record.session
    event.add("uid", f"{quote(record.name)}@{_host(record)}")
    event.add("dtstamp", _changed(record))
    event.add("summary", title(record))
    start = session.start if isinstance(session.start, datetime) else None
    event.add("dtstart", start.astimezone(UTC) if start else record.date)
    if start and session.end and session.end > start:
        event.add("dtend", session.end.astimezone(UTC))
    if session.status:
        event.add("status", _STATUS[session.status])
    if session.venues:
        event.add("location", ", ".join(session.venues))
    if about := "\n".join(_about(record)):
        event.add("description", about)
    if record.address:
        event.add("url", record.address)
    return event


def write_feed(records: Iterable[SessionRecord]) -> Iterator[str]:
    """The feed: an entry for each session, the latest first; an entry is updated when its session is synced."""
    from feedgenerator import Atom1Feed  # type: ignore[import-untyped]  # it has no types

    found = sorted(records, key=lambda record: (_begins(record), record.name), reverse=True)
    addresses = [record.address for record in found if record.address]
    name = f"urn:ohbot:{_host(found[0])}" if found else "urn:ohbot:empty"
    home = addresses[0].rpartition("/")[0] if addresses else name
    feed = Atom1Feed("Office hours", home, None, feed_guid=name)
    for record in found:
        unique = f"{name}:{quote(record.name)}"
        feed.add_item(
            title(record),
            record.address or unique,
            "<br>".join(html.escape(line) for line in _about(record)) or None,
            unique_id=unique,
            pubdate=_begins(record),
            updateddate=_changed(record),
            author_name=", ".join(person.name for person in record.session.people) or "ohbot",
        )
    out = StringIO()
    feed.write(out, "utf-8")
    yield out.getvalue()


def title(record: SessionRecord) -> str:
    """The words of a session's title, else its name; a cancelled session says so."""
    words = plain(record.session.title or "") or record.name
    return f"{words} (cancelled)" if record.session.status == "cancelled" else words


def _about(record: SessionRecord) -> Iterator[str]:
    """Lines on a session for who wonders whether to come: who, what about, recordings."""
    session = record.session
    if people := ", ".join(person.name for person in session.people):
        yield f"With {people}"
    yield from (plain(item.text) for item in session.body if isinstance(item, Heading))
    yield from session.recordings


def _begins(record: SessionRecord) -> datetime:
    """When a session begins, at midnight where only the day is known."""
    start = record.session.start or record.date
    return moment_of(start) if start else _UNKNOWN


def _changed(record: SessionRecord) -> datetime:
    link = record.session.wiki
    return (link and link.synced) or _begins(record)


def _host(record: SessionRecord) -> str:
    """What tells the names of sessions of one wiki from those of others."""
    return (urlsplit(record.address).hostname if record.address else None) or "ohbot.invalid"
