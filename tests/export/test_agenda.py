"""Calendar and feed, read by other libraries than those that write them."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import feedparser  # type: ignore[import-untyped]  # it has no types
import vobject  # type: ignore[import-untyped]  # it has no types

from ohbot.export.agenda import is_datable, title
from ohbot.export.rows import SessionRecord
from ohbot.model import Heading, Person, Session, WikiLink
from tests.export.made import records
from tests.export.test_forms import written

SESSION = Session(
    title="Hours: lamps, keys; gates\\",
    start=datetime(2026, 6, 3, 18, tzinfo=UTC),
    end=datetime(2026, 6, 3, 19, 30, tzinfo=UTC),
    status="planned",
    venues=("Zoom", "IRC"),
    recordings=("https://video.example.org/1",),
    people=(Person("Ode"),),
    body=(Heading("On ''lamps''"),),
    wiki=WikiLink("Hours/1", 3, 8, datetime(2026, 6, 4, tzinfo=UTC)),
)
RECORD = SessionRecord("2026-06-03-hours", SESSION, "https://wiki.example.org/wiki/Hours/1")


def events(*made: SessionRecord) -> list[vobject.base.Component]:
    return list(getattr(vobject.readOne(written("ical", *made).decode()), "vevent_list", []))


def test_a_session_is_an_event_with_its_hours_place_and_page() -> None:
    (event,) = events(RECORD)
    assert event.summary.value == SESSION.title
    assert (event.dtstart.value, event.dtend.value) == (SESSION.start, SESSION.end)
    assert (event.location.value, event.status.value) == ("Zoom, IRC", "CONFIRMED")
    assert event.url.value == RECORD.address
    assert event.description.value == "With Ode\nOn lamps\nhttps://video.example.org/1"


def test_a_session_of_which_the_day_alone_is_known_takes_the_day() -> None:
    (event,) = events(SessionRecord("2026-06-03-hours", replace(SESSION, start=None, end=None)))
    assert event.dtstart.value == date(2026, 6, 3)


def test_a_cancelled_session_stays_in_calendar_and_feed_and_says_so() -> None:
    cancelled = SessionRecord("2026-06-03-hours", replace(SESSION, status="cancelled"))
    assert events(cancelled)[0].status.value == "CANCELLED"
    (entry,) = feedparser.parse(written("atom", cancelled)).entries
    assert entry.title.endswith("(cancelled)")


def test_the_worst_sessions_are_read_by_another_library() -> None:
    made = [record for record in records() if is_datable(record)]
    found = events(*records())
    # vobject takes a zero-width blank at the start of a line for a mark of the file's encoding
    assert [event.summary.value.lstrip("\ufeff") for event in found] == [title(one).lstrip("\ufeff") for one in made]
    assert len({event.uid.value for event in found}) == len(made)


def test_the_feed_has_an_entry_for_each_session_the_latest_first() -> None:
    feed = feedparser.parse(io.BytesIO(written("atom", *records())))
    assert not feed.bozo, feed.bozo_exception
    assert len(feed.entries) == len(records()) == len({entry.id for entry in feed.entries})
    begins = [entry.published for entry in feed.entries]
    assert begins == sorted(begins, reverse=True)


def test_an_entry_says_when_it_was_changed_and_links_its_page() -> None:
    (entry,) = feedparser.parse(written("atom", RECORD)).entries
    assert entry.updated == "2026-06-04T00:00:00+00:00"
    assert entry.link == RECORD.address
    assert entry.summary == "With Ode<br />On lamps<br />https://video.example.org/1"


def test_calendar_and_feed_of_the_same_sessions_are_the_same() -> None:
    for form in ("ical", "atom"):
        assert written(form, *records()) == written(form, *records())
