"""Facts in header templates: what is written there is read there, whatever the template looks like."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import FACTS, Person, Session, Status
from ohbot.wikitext.lens import check, get, put
from tests.wikitext.edits import touched

DATES = (
    "2021-03-04",
    "4 March 2021",
    "March 4, 2021",
    "Mar 4th, 2021",
    "04-03-2021",
    "''4 March 2021''",
    "2021/03/04",
)
CLOCKS = (
    *("18:00 UTC", "18:00", "6:00 PM UTC", "18:00:30", "20:00 UTC+2", "15:30 (UTC-2:30)", "18:00Z", "20:00+02:00"),
    *("18:00–19:30 UTC", "18:00-19:30", "6:00–7:30 PM (UTC)", "23:00 to 01:00 UTC", "18:00 UTC – 19:30 UTC"),
    *("18:00 until 5 March 2021 01:00", "20:00–21:30 UTC+2"),
)
WHOLE = ("2021-03-04T18:00:00Z", "2021-03-04 18:00", "4 March 2021, 18:00 UTC", "18:00, 4 March 2021 (UTC)")
NAMES = {
    "title": ("title", "Name", "session title"),
    "date": ("date", "Day", "meeting-date"),
    "time": ("time", "hours"),
    "start": ("start", "start time", "begin"),
    "end": ("end", "End_time", "until"),
    "status": ("status", "state"),
    "venues": ("venues", "location", "channel"),
    "recordings": ("recording", "video"),
    "people": ("speakers", "host", "with"),
    "default speaker": ("answers by",),
}
OTHERS = {
    "title": ("The pond", "'''The''' [[pond]]", "", "a &amp; b"),
    "status": ("held", "Upcoming", ""),
    "venues": ("IRC, Zoom", "[[IRC]]<br>Zoom", ""),
    "recordings": ("https://video.example/1", "[https://video.example/1 Video]", ""),
    "people": ("[[User:Anna (PG)|Anna]] (chair), Ben", "", "Anna; Ben (nights, days)"),
    "default speaker": ("Anna", ""),
}
WORDS = (
    "Pond",
    "a, b",
    "x|y",
    "{{c}}",
    "=",
    "'''b'''",
    "[[x]]",
    "&amp;",
    "(z)",
    "~~~~",
    "* p",
    "ש",
    "</p>",
    "}}",
    "e;f",
)


@st.composite
def headers(draw: st.DrawFn) -> str:
    """A header template with facts in some spelling, order and layout."""
    told = {fact: draw(st.sampled_from(values)) for fact, values in OTHERS.items() if draw(st.booleans())}
    if draw(st.booleans()):
        told |= {"date": draw(st.sampled_from(DATES)), "time": draw(st.sampled_from(CLOCKS))}
    else:
        told["start"] = draw(st.sampled_from(WHOLE))
    if draw(st.booleans()):
        told["end"] = draw(st.sampled_from(("19:30 UTC", "01:00", "2021-03-05 01:00 UTC", "7:45 pm")))
    told["image"] = "Pond.jpg"
    order = draw(st.permutations(sorted(told)))
    lead, equals, tail = draw(st.sampled_from((("|", "=", ""), ("\n| ", " = ", "\n"), (" |", "= ", " "))))
    written = [f"{lead}{draw(st.sampled_from(NAMES.get(fact, (fact,))))}{equals}{told[fact]}" for fact in order]
    return f"{{{{Hour header{''.join(written)}{tail}}}}}\nSome words.\n"


def moments() -> st.SearchStrategy[datetime]:
    """A moment near the one that headers tell, or far from it."""
    near = st.integers(-3000, 3000).map(lambda minutes: timedelta(minutes=minutes))
    return st.builds(lambda step: datetime(2021, 3, 4, 18, tzinfo=UTC) + step, near)


def words() -> st.SearchStrategy[str]:
    """A plain text of one line."""
    return st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


ADDRESSES = (
    "https://a.example/x?b=1",
    "https://c.example",
    "https://a.example/}}__NOINDEX__~~~~{{evil|x}}'''",
    "https://a.example/a,b]c[[d]]<ref>&amp;e",
)


@st.composite
def changed(draw: st.DrawFn, session: Session) -> Session:
    """The session with other facts."""
    status: st.SearchStrategy[Status] = st.sampled_from(("planned", "held", "cancelled"))
    start = draw(moments())
    people = st.builds(Person, words(), st.none() | st.just("chair, nights"), st.none() | st.just("Anna (PG)"))
    other = replace(
        session,
        title=draw(words()),
        start=start,
        end=draw(st.none() | st.integers(1, 4000).map(lambda minutes: start + timedelta(minutes=minutes))),
        status=draw(status),
        venues=tuple(draw(st.lists(words(), max_size=2))),
        recordings=tuple(draw(st.lists(st.sampled_from(ADDRESSES), max_size=2))),
        people=tuple(draw(st.lists(people, max_size=2))),
        default_speaker=draw(st.none() | words()),
    )
    kept = {fact: getattr(session, fact) for fact in FACTS if draw(st.booleans())}
    return replace(other, **kept)


@given(st.data(), headers())
def test_facts_written_to_a_header_are_read_there(data: st.DataObject, page: str) -> None:
    """PutGet, for the facts that the header holds; all else of it stays."""
    session = get(page)
    other = data.draw(changed(session))
    if session.end and other.end and other.start and other.end <= other.start:
        return
    text = put(other, page)
    assert check(other, text) is None
    read = get(text)
    for fact in FACTS:
        if getattr(session, fact):
            assert (getattr(read, fact) or None) == (getattr(other, fact) or None), fact
    assert "image" in text
    assert text.endswith("}}\nSome words.\n")
    assert put(other, text) == text


@pytest.mark.parametrize(
    ("told", "start", "end", "written"),
    [
        ("18:00–19:30 UTC", "2021-03-04T18:00", "2021-03-06T20:00", "18:00–2021-03-06 20:00 UTC"),
        ("18:00–19:30 UTC", "2021-03-04T23:00", "2021-03-05T01:00", "23:00–01:00 UTC"),
        ("18:00–19:30 UTC", "2021-03-04T18:00", None, "18:00 UTC"),
        ("20:00–21:30 UTC+2", "2021-03-04T19:00", "2021-03-04T19:30", "21:00–21:30 UTC+2"),
        ("6:00–7:30 PM", "2021-03-04T11:00", "2021-03-04T19:30", "11:00 AM–7:30 PM"),
        ("18:00-19:30", "2021-03-04T18:30", "2021-03-04T19:00", "18:30-19:00"),
    ],
)
def test_a_range_of_times_is_written_in_its_own_form(told: str, start: str, end: str | None, written: str) -> None:
    """The end gets a day only where its clock alone does not tell it."""
    page = f"{{{{Hour|title=x|date=2021-03-04|time={told}}}}}\n"
    session = replace(get(page), start=_moment(start), end=_moment(end) if end else None)
    text = put(session, page)
    assert text == page.replace(told, written)
    assert touched(page, text) == 2


def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=UTC)
