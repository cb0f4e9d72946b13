"""What a page's skeleton says is part of the session that its page shows, whatever is known of that."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.errors import InputError
from ohbot.model import FACTS, Answer, Exchange, Heading, Person, Prose, Session, Status
from ohbot.wikitext.lens import check, get, put
from ohbot.wikitext.plain import plain
from ohbot.wikitext.skeleton import Skeleton
from ohbot.wikitext.texts import normal
from tests import strategies
from tests.wikitext import pages

SHIPPED = (Path(__file__).parents[2] / "templates" / "session.wikitext").read_text("utf-8")
PLAIN = Skeleton("session.wikitext", SHIPPED, time_link="https://clock.example/{timestamp}", categories=("Hours",))
HELD = Session(
    title="Hours",
    start=datetime(2026, 6, 4, 18, tzinfo=UTC),
    end=datetime(2026, 6, 4, 19, tzinfo=UTC),
    status="held",
    venues=("the boathouse", "IRC"),
    recordings=("https://video.example/1",),
    people=(Person("Amrei", "keeper", "Amrei of Moon"), Person("Bosko")),
    default_speaker="Amrei",
    body=(Exchange("Why?", (Answer("So."),)),),
)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Sessions of any body, with any facts."""
    facts = draw(strategies.sessions(max_items=0))
    return replace(draw(pages.sessions()), **{fact: getattr(facts, fact) for fact in FACTS})


@given(sessions())
def test_the_page_reads_back_as_the_session_with_the_words_of_its_skeleton(session: Session) -> None:
    """CreateGet and PutGet, and the words are not said again to who makes the page anew."""
    said, text = PLAIN.page(session)
    assert get(text).body == normal(said).body
    assert check(said, text) is None
    assert put(said, text) == text
    again, anew = PLAIN.page(said)
    assert (normal(again).body, anew.split()) == (normal(said).body, text.split())


def test_the_page_tells_the_facts_to_who_knows_nothing_else() -> None:
    told = get(PLAIN.page(HELD)[1])
    for fact in set(FACTS) - {"title", "status"}:
        assert getattr(told, fact) == getattr(HELD, fact), fact
    assert get(PLAIN.page(replace(HELD, start=date(2026, 6, 4), end=None))[1]).start == date(2026, 6, 4)


def test_what_the_session_says_itself_is_not_said_again() -> None:
    own = (
        "Hours: 4 June 2026, 18:00-19:00 UTC. The recording: https://video.example/1. Answers by Amrei unless noted."
    )
    text = PLAIN.page(replace(HELD, body=(Prose(own), *HELD.body)))[1]
    assert [text.count(word) for word in ("2026", "video.example", "unless", "boathouse")] == [1, 1, 1, 1]


HOSTILE = "{{x}} [[y|z]] ''b'' <!-- c --> ~~~~ # * : | ]] }} &amp;"


@pytest.mark.parametrize("status", get_args(Status))
def test_values_show_as_they_are(status: Status) -> None:
    person = Person(HOSTILE, HOSTILE, HOSTILE)
    session = replace(HELD, status=status, venues=(HOSTILE,), people=(person,), default_speaker=HOSTILE)
    text = PLAIN.page(session)[1]
    assert "<!--" not in text
    assert "{{" not in text
    shown = plain(text)
    assert status == "cancelled" or f"Where: {HOSTILE}" in shown
    assert status == "cancelled" or f"With: {HOSTILE} ({HOSTILE})" in shown


VALUES = {
    "<< title >>": "Hours",
    "<< status >>": "held",
    '<< start.strftime("%A") >>': "Thursday",
    '<< ["Mo", "Di", "Mi", "Do"][start.weekday()] >>': "Do",
    '<< local_start.strftime("%H:%M") >> << zone >>': "20:00 Europe/Berlin",
    "<< time_link >>": "https://clock.example/1780596000",
    '<< venues | listed(", ", " und ") >>': "the boathouse und IRC",
    '<< people | map(attribute="full") | listed >>': "[[User:Amrei of Moon|Amrei]] (keeper), Bosko",
    "<< people[0].name >> << people[0].role >> << people[0].username >>": "Amrei keeper Amrei of Moon",
    '<< recordings | listed(" ") >>': "https://video.example/1",
    '<< "talk" if has_talk >><< " start" if "start" in shown >>': "talk",
    "<< default_speaker >> << categories | listed >>": "Amrei Hours",
}


@pytest.mark.parametrize("template", VALUES)
def test_what_a_skeleton_may_say(template: str) -> None:
    skeleton = replace(PLAIN, template=f"{template}\n\n<< body >>", zone=ZoneInfo("Europe/Berlin"))
    assert skeleton.page(HELD)[1] == f"{VALUES[template]}\n\n# Why?\n#: So.\n"


PLACES = {
    # what stands around the body stays there: a template, and the page with it
    "Intro.\n\n{{TOC}}\n<< body >>\n\nThe end.\n{{B}}": "Intro.\n\n{{TOC}}\n# Why?\n#: So.\n\nThe end.\n{{B}}",
    "<!-- c -->\n{{H}}\nIntro.\n<< body >>": "<!-- c -->\n{{H}}\nIntro.\n\n# Why?\n#: So.\n",
    "Intro\n\n<< body >>\n\n{{end}}\nOutro": "Intro\n\n# Why?\n#: So.\n{{end}}\nOutro",
    "Intro\n== H ==\n<< body >>\n== More ==\nSee [[X]].": "Intro\n== H ==\n# Why?\n#: So.\n\n== More ==\nSee [[X]].",
    "<noinclude>\n<< body >>\n</noinclude>\n": "<noinclude>\n# Why?\n#: So.\n</noinclude>\n",
}


@pytest.mark.parametrize("template", PLACES)
def test_what_stands_around_the_body_stays_there(template: str) -> None:
    assert Skeleton(template=template).page(HELD)[1] == PLACES[template]


def test_a_session_without_a_body_has_a_page_too() -> None:
    said, text = replace(PLAIN, template="Intro.\n\n{{TOC}}\n<< body >>\n\nThe end.").page(replace(HELD, body=()))
    assert text == "Intro.\n\n{{TOC}}\n\nThe end."
    assert get(text).body == said.body


REFUSED = {
    "# Why?\n<< body >>": "read as an exchange",
    "<< body >>\n<bo> hello\n<kim> hi\n": "read as a message",
    "{{box|\n<< body >>\n}}": "in a template, table or comment",
    "<!-- << body >> -->": "in a template, table or comment",
}


@pytest.mark.parametrize("template", REFUSED)
def test_a_skeleton_that_could_not_be_read_back_is_refused(template: str) -> None:
    with pytest.raises(InputError, match=REFUSED[template]):
        Skeleton(template=template).page(HELD)


def test_a_skeleton_may_have_headings() -> None:
    said, _ = Skeleton(template="== About ==\nHours.\n\n== Questions ==\n<< body >>").page(HELD)
    assert said.body == (Heading("About"), Prose("Hours."), Heading("Questions"), *HELD.body)
