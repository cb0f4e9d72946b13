"""Facts in prose: what is told there is read in its place, and another value is written there in the same wording."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Person, Prose, Session
from ohbot.recognise.dates import find_when
from ohbot.recognise.labels import LINE_FIELDS
from ohbot.wikitext.accord import facts_shown, in_accord
from ohbot.wikitext.lens import get, put
from ohbot.wikitext.mentions import opening_of
from tests.recognise.test_writing import TOLD

WHENS = tuple(text for text in TOLD if (when := find_when(text)) and when.start(None))
"""Wordings in all languages, of a moment with its zone."""
AROUND = (
    "This was a session on Zoom on {}.\n",
    "* '''When:''' {}\n* '''Language:''' English\n",
    "; Date : {}\n; Language : English\n",
    "; Date\n: {}\n",
    '{{|\n! scope="row" | Datum\n| {}\n|-\n| Notes || none\n|}}\n',
    "'''日時：''' {} <!-- checked -->\n",
    "The hour, {}, had guests.<br />Recording: https://v.example/2020-01-01\n",
    "<languages/>\n<translate>\n<!--T:1-->\nThe talk was at {} on <tvar name=1>Zoom</tvar>.\n</translate>\n",
    "Welcome to {{{{Pond|x=1 May 2019}}}}.\n\n''The hour'' of '''{}''' went [[Hours 2019-05-01|as always]].\n",
)


def rest(text: str, *facts: str) -> str:
    """A page's opening without the words that tell some facts."""
    opening = opening_of(get(text).body)
    spans = sorted({place for fact in facts if fact in opening.facts for place in opening.facts[fact].places})
    text = opening.text
    for start, end in reversed(spans):
        text = text[:start] + "@" + text[end:]
    return text


def moments() -> st.SearchStrategy[datetime]:
    """Any minute of some years."""
    return st.datetimes(datetime(2019, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    )


@given(st.sampled_from(WHENS), st.sampled_from(AROUND), moments(), st.integers(1, 300))
def test_a_start_is_read_in_any_wording_and_moved_in_its_own(
    wording: str, around: str, start: datetime, minutes: int
) -> None:
    """PutGet, GetPut and the smallest change, for every date that is known, wherever it stands."""
    page = around.format(wording)
    session = get(page)
    when = find_when(wording)
    assert when is not None
    assert session.start == when.start(None)
    end = start + timedelta(minutes=minutes) if session.end else None
    moved = put(replace(session, start=start, end=end), page)
    assert (get(moved).start, get(moved).end) == (start, end), moved
    assert rest(moved, "start", "end") == rest(page, "start", "end")
    assert put(get(moved), moved) == moved


LINES: dict[str, tuple[str, ...]] = {
    "recordings": ("Recording: {}", "The recording is [{} over there], thanks.", "It was livestreamed ({})."),
    "venues": ("Where: {}", "* '''Ort:''' {}.<br>More to come", "; Venue : {}"),
    "people": ("With: {}", "{{|\n| Hosts || {}\n|}}", "'''司会''': {}"),
    "default_speaker": ("Answers are by {} unless otherwise noted.", "Answered by: '''{}'''"),
    "status": ("Status: {}",),
    "title": ("Title: '''{}'''",),
}
LISTS: dict[str, tuple[str, ...]] = {
    "recordings": ("https://v.example/1", "https://v.example/a_(b)?x=1&y", "http://w.example"),
    "venues": ("Zoom", "the mill", "Matrix", "IRC"),
    "people": ("Ann (host)", "[[User:Bo (X)|Bo]]", "Cem Özkan (guest, again)", "Dora"),
    "default_speaker": ("Maggie", "Patrick Roe", "Noor"),
    "status": ("Planned", "held", "Cancelled"),
    "title": ("The pond", "A &amp; B", "Why?"),
}
MANY = ("venues", "people")


@st.composite
def tellings(draw: st.DrawFn) -> tuple[str, str, str]:
    """A fact with two pages that tell it in one wording."""
    fact = draw(st.sampled_from(sorted(LINES)))
    line = draw(st.sampled_from(LINES[fact]))
    most = 3 if fact in MANY else 1
    told = [draw(st.lists(st.sampled_from(LISTS[fact]), min_size=1, max_size=most, unique=True)) for _ in range(2)]
    parting = draw(st.sampled_from((", ", "; ") if fact == "people" else (", ",)))
    pages = [f"Hello, {{{{Pond}}}}!\n\n{line.format(parting.join(one))}\n\n# Why?\n#: So.\n" for one in told]
    return fact, pages[0], pages[1]


@given(tellings())
def test_other_facts_are_read_and_written_in_their_lines(telling: tuple[str, str, str]) -> None:
    """Nothing else of the page changes, and what is written is what a person would write there."""
    fact, page, other = telling
    session, wanted = get(page), get(other)
    assert getattr(session, fact), page
    moved = put(replace(session, **{fact: getattr(wanted, fact)}), page)
    assert getattr(get(moved), fact) == getattr(wanted, fact)
    assert rest(moved, fact) == rest(page, fact)
    assert put(get(moved), moved) == moved


@pytest.mark.parametrize(
    ("page", "facts", "becomes"),
    [
        ("With: Ann (a), Bo and Cem.", {"people": ("Ann (a)", "Dora", "Cem")}, "With: Ann (a), Dora and Cem."),
        ("With: Ann, Noor B.", {"people": ("Ann", "Noor C.")}, "With: Ann, Noor C."),
        ("With: Ann, Bela and Cem", {"people": ("Ann", "Cem")}, "With: Ann and Cem"),
        ("With: [[User:Ann (X)|Ann]] & Bo", {"people": ("Bo",)}, "With: Bo"),
        (
            "The recording is at [https://v.example/1 Video one].",
            {"recordings": ("https://v.example/1", "https://v.example/2")},
            "The recording is at [https://v.example/1 Video one], https://v.example/2.",
        ),
        (
            "Recording: https://v.example/1 (first part), https://v.example/2 (second part)",
            {"recordings": ("https://v.example/1", "https://v.example/9")},
            "Recording: https://v.example/1 (first part), https://v.example/9 (second part)",
        ),
        ("Status: Planned", {"status": "held"}, "Status: Held"),
        (
            "Held on October 15, 2020 at 18:00 UTC (20:00 CEST, 11:00 PDT).",
            {"start": datetime(2020, 10, 16, 19, 30, tzinfo=UTC)},
            "Held on October 16, 2020 at 19:30 UTC (21:30 CEST, 12:30 PDT).",
        ),
        ("Held on 15 October 2020.", {"start": date(2020, 10, 16)}, "Held on 16 October 2020."),
        ("Date: 15 October 2020\n\nTime: 18:00 UTC", {"start": datetime(2020, 11, 1, 9, tzinfo=UTC)},
         "Date: 1 November 2020\n\nTime: 09:00 UTC"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_line(page: str, facts: dict[str, Any], becomes: str) -> None:
    if "people" in facts:
        facts = {"people": get(f"With: {', '.join(facts['people'])}").people}
    assert put(replace(get(page), **facts), page) == becomes


@pytest.mark.parametrize(
    "page",
    [
        "Two rounds: 3 May 2020, 08:00 UTC and 3 May 2020, 19:00 UTC.",  # nobody knows which
        "The programme goes on. It has existed since 2016.",
        "Words.\n\nThe rules of 1 May 2016 are still in force.",  # no opening line
        "# Why?\n#: So.\n\nThe next hour: 3 May 2020, 18:00 UTC",  # below the first question
        "<!-- Date: 3 May 2020, 18:00 UTC -->\nWords.",
        "<nowiki>Date: 3 May 2020, 18:00 UTC</nowiki>",
        "See [[Hours 2020-05-03|the other hour]] or https://v.example/2020-05-03.",
        "With: everybody who wants to come; where: to be told",
        "Where: the usual video room; the link will be sent to everybody who signs up",
        "Answers are by Maggie and Patrick unless otherwise noted.",
    ],
)
def test_what_tells_no_fact(page: str) -> None:
    assert get(page) == Session(body=get(page).body)


def test_every_label_tells_one_fact() -> None:
    """In whatever language, and also in capitals."""
    values = {
        "title": "The pond", "date": "3 May 2020", "time": "18:00 UTC", "start": "3 May 2020, 18:00 UTC",
        "end": "19:00 UTC", "status": "held", "venues": "Zoom", "recordings": "https://v.example/1",
        "people": "Ann Lee", "default_speaker": "Ann Lee",
    }  # fmt: skip
    for label, fact in LINE_FIELDS.items():
        more = {"time": "Date: 3 May 2020", "end": "Date: 3 May 2020, 18:00 UTC"}.get(fact, "Words.")
        session = get(f"{more}\n\n'''{label.capitalize()}:''' {values[fact]}\n\nWords.")
        name = "start" if fact in ("date", "time") else fact
        assert getattr(session, name), label


def test_what_both_changed_differently_is_left() -> None:
    """The lens guesses nothing, either."""
    page = "Held on October 15, 2020 at 18:00 UTC.\n\n# Why?\n#: So."
    before = get(page)
    body = (Prose("Held on October 22, 2020 at 18:00 UTC."), *before.body[1:])
    session = replace(before, start=datetime(2020, 10, 29, 18, tzinfo=UTC), body=body)
    assert in_accord(before, session) == session
    assert put(session, page) == page.replace("15", "22")


def test_which_facts_a_body_shows() -> None:
    """Those that it tells as the session has them; a name may be told without its surname, a day without its time."""
    body = (Prose("Held on 15 October 2020. Answers are by Maggie unless otherwise noted.\n\nWith: Ann (host)"),)
    start = datetime(2020, 10, 15, 18, tzinfo=UTC)
    session = Session(start=start, people=(Person("Ann", "host"),), default_speaker="Maggie Roe", body=body)
    assert facts_shown(session) == {"start", "people", "default_speaker"}
    assert facts_shown(replace(session, start=start + timedelta(days=1), people=())) == {"default_speaker"}
