"""Facts in header templates: what is written there is read there, whatever the template looks like."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

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
    "venues": ("IRC, Zoom", "[[IRC]]<br>Zoom", "", "#pond<!-- x --><br />Zoom", "{{flatlist|\n* IRC\n* Zoom\n}}"),
    "recordings": ("https://video.example/1", "[https://video.example/1 Video]", ""),
    "people": ("[[User:Anna (PG)|Anna]] (chair), Ben", "", "Anna; Ben (nights, days)", "\n* Anna (chair)\n* Ben"),
    "default speaker": ("Anna", ""),
}
LAYOUTS = (
    ("|", "=", ""),
    ("\n| ", " = ", "\n"),
    (" |", "= ", " "),
    ("\n|", " =\n", "\n"),
    ("\n  | ", "=<!-- a --> ", " <!-- b\n-->\n"),
)
"""What stands before a name, between it and its value, and at the end of the call."""
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
    told["image"] = "{{Pic|Pond.jpg|date=1 May 2019<!-- or so -->}}"
    order = draw(st.permutations(sorted(told)))
    lead, equals, tail = draw(st.sampled_from(LAYOUTS))
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
    """PutGet, for the facts that the header holds and those that it lacks; all else of it stays."""
    session = get(page)
    other = data.draw(changed(session))
    if session.end and other.end and other.start and other.end <= other.start:
        return
    text = put(other, page)
    assert check(other, text) is None
    read = get(text)
    unclear = () if session.start else ("start", "end")  # 04-03-2021 is a person's to make clear
    for fact in FACTS:
        assert fact in unclear or (getattr(read, fact) or None) == (getattr(other, fact) or None), fact
    assert "{{Pic|Pond.jpg|date=1 May 2019<!-- or so -->}}" in text
    assert page.count("<!--") == text.count("<!--")
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


@pytest.mark.parametrize(
    ("page", "facts", "becomes"),
    [
        # a field that is missing, in the form of the others
        ("{{Hour|title=x|date=2021-03-04}}", {"venues": ("IRC",)}, "{{Hour|title=x|date=2021-03-04|venues=IRC}}"),
        ("{{Hour\n| title   = x\n| image   = y\n}}", {"status": "held"},
         "{{Hour\n| title   = x\n| image   = y\n| status  = held\n}}"),
        ("{{Hour\n |Title=x\n |Image=y\n}}", {"default_speaker": "Jo"},
         "{{Hour\n |Title=x\n |Image=y\n |Default_speaker=Jo\n}}"),
        ("{{Hour | title = x }}", {"status": "held"}, "{{Hour | title = x | status = held }}"),
        # a time beside a date alone, and a blank field in its layout
        ("{{Hour|title=x|date=4 March 2021}}", {"start": datetime(2021, 3, 5, 18, tzinfo=UTC)},
         "{{Hour|title=x|date=5 March 2021|time=18:00 UTC}}"),
        ("{{Hour\n| title = x\n| date =\n| time = <!-- UTC -->\n}}", {"start": datetime(2021, 3, 5, 18, tzinfo=UTC)},
         "{{Hour\n| title = x\n| date = 2021-03-05\n| time = 18:00 UTC <!-- UTC -->\n}}"),
        ("{{Hour\n| title = x\n| start =\n}}", {"start": date(2021, 3, 5)},
         "{{Hour\n| title = x\n| start = 2021-03-05\n}}"),
        # a fact that is gone
        ("{{Hour\n| title = x\n| people =\n* Ann\n* Bo\n| status = held\n}}", {"people": (), "status": None},
         "{{Hour\n| title = x\n| people =\n| status =\n}}"),
        ("{{Hour|title=x|start=2021-03-05 18:00:00 UTC}}", {"start": None}, "{{Hour|title=x|start=}}"),
        # values on lines of their own, lists in bullets and with breaks
        ("{{Hour\n| title =\nx\n| start =\n2021-03-05 18:00:00 UTC\n}}",
         {"title": "y", "start": datetime(2021, 3, 6, 19, tzinfo=UTC)},
         "{{Hour\n| title =\ny\n| start =\n2021-03-06 19:00:00 UTC\n}}"),
        ("{{Hour|title=x|venues=\n* IRC\n* Zoom}}", {"venues": ("IRC", "Matrix", "Zoom")},
         "{{Hour|title=x|venues=\n* IRC\n* Matrix\n* Zoom}}"),
        ("{{Hour|title=x|venues=IRC<br />Zoom<br />Matrix}}", {"venues": ("IRC", "Matrix")},
         "{{Hour|title=x|venues=IRC<br />Matrix}}"),
        # what the prose tells needs no field, and a value that is no words is a person's own
        ("{{Hour|title=x}}\nDate: 5 March 2021, 18:00 UTC", {"start": datetime(2021, 3, 6, 18, tzinfo=UTC)},
         "{{Hour|title=x}}\nDate: 6 March 2021, 18:00 UTC"),
        ("{{Hour|title={{Name|x}}|venues={{Places}}|image=y|date=}}", {"title": "z", "venues": ("IRC",)},
         "{{Hour|title={{Name|x}}|venues={{Places}}|image=y|date=}}"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_header(page: str, facts: dict[str, Any], becomes: str) -> None:
    """In its own form; a value that a template makes stays a person's."""
    text = put(replace(get(page), **facts), page)
    assert text == becomes
    assert put(get(text), text) == text
