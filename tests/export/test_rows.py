"""Where a session is and when it was, and where its things stand on the page."""

from datetime import UTC, datetime

import pytest

from ohbot.export.rows import SessionRecord, rows
from ohbot.model import Answer, Exchange, Heading, Message, Prose, Session, WikiLink
from ohbot.wiki.addresses import page_address

DATES = {
    # title, page, name, and the day that they tell
    ("Lantern hours: June 3, 2026", None, "hours"): "2026-06-03",
    ("Lantern hours", "Hours/2026-06-03", "hours"): "2026-06-03",
    ("Lantern hours", "Hours/3_June_2026", "hours"): "2026-06-03",
    ("Lantern hours", None, "2026-06-03-lantern-hours"): "2026-06-03",
    ("Lantern hours", "Hours/One", "lantern-hours-2"): None,
    ("Hours 04/03/2021", None, "hours"): None,
}


@pytest.mark.parametrize("names", DATES)
def test_a_session_without_a_start_has_the_day_that_its_names_tell(names: tuple[str, str | None, str]) -> None:
    title, page, name = names
    record = SessionRecord(name, Session(title=title, wiki=WikiLink(page) if page else None))
    assert record.place["date"] == DATES[names]


def test_the_start_counts_before_every_name() -> None:
    start = datetime(2026, 6, 3, 17, tzinfo=UTC)
    assert SessionRecord("2020-01-01", Session(title="May 5, 2021", start=start)).place["date"] == "2026-06-03"


def test_headings_that_come_again_have_the_ids_of_the_wiki() -> None:
    body = (Heading("'''Q''' & A"), Heading("q & a"), Heading("100% über"), Prose("x"))
    record = SessionRecord("hours", Session(title="Hours", body=body), "https://example.org/wiki/Hours")
    places = [(record.address_at(row) or "").partition("#")[2] for row in rows(record.session)]
    assert places == ["Q_&_A", "q_&_a_2", "100%25_%C3%BCber", "100%25_%C3%BCber"]


def test_who_speaks_is_the_default_speaker_where_an_answer_names_nobody() -> None:
    body = (Exchange("Why?", (Answer("So."), Answer("No.", "Bosko", "guest"))), Message("joined", kind="event"))
    found = list(rows(Session(title="Hours", default_speaker="Amrei", body=body)))
    assert [(row.kind, row.speaker, row.role) for row in found] == [
        ("question", None, None),
        ("answer", "Amrei", None),
        ("answer", "Bosko", "guest"),
        ("event", None, None),
    ]


ADDRESSES = {
    ("https://meta.wikimedia.org/w/api.php", "Hours/One two"): "https://meta.wikimedia.org/wiki/Hours/One_two",
    ("http://127.0.0.1:8089/api.php", "Hours/A & B?"): "http://127.0.0.1:8089/index.php?title=Hours/A_%26_B%3F",
    ("https://wiki.example.org/x/api.php", "É#"): "https://wiki.example.org/x/index.php?title=%C3%89%23",
}


@pytest.mark.parametrize(("api", "title"), ADDRESSES)
def test_a_page_has_an_address_without_asking_the_wiki(api: str, title: str) -> None:
    assert page_address(api, title) == ADDRESSES[api, title]
