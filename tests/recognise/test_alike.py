"""One table of dates, read by an import and on a page alike; what differs by context is told in it."""

from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest

from ohbot.model import Session
from ohbot.recognise.stamps import Moment, moment
from ohbot.sources import Options, import_transcript
from ohbot.wikitext.lens import get


class Row(NamedTuple):
    """A wording with its start (or day) and end in UTC; ``page`` is the start on a page where the context decides."""

    text: str
    start: str | None
    end: str | None = None
    page: str | None = ""


_DAY = "2026-11-26T"
TABLE = (
    # ISO 8601 and its neighbours
    Row("2026-11-26T18:00:00Z", _DAY + "18:00"),
    Row("2026-11-26T18:00Z", _DAY + "18:00"),
    Row("2026-11-26T18:00:30+02:00", _DAY + "16:00:30"),
    Row("2026-11-26T18:00-05:00", _DAY + "23:00"),
    Row("2026-11-26T18:00:00.250Z", _DAY + "18:00"),
    Row("20261126T180000Z", _DAY + "18:00"),
    Row("2026-11-26 18:00 UTC", _DAY + "18:00"),
    Row("2026/11/26 18:00 UTC", _DAY + "18:00"),
    Row("2026.11.26 18:00 UTC", _DAY + "18:00"),
    Row("2026 11 26, 1800 UTC", _DAY + "18:00"),
    Row("2026-1-6 18:00 UTC", "2026-01-06T18:00"),
    Row("2026-11-26 24:00 UTC", "2026-11-27T00:00"),
    # English, in every order
    Row("15 October 2020 24:00 UTC", "2020-10-16T00:00"),
    Row("26 November 2026, 18:00 UTC", _DAY + "18:00"),
    Row("November 26, 2026, 18:00 (UTC)", _DAY + "18:00"),
    Row("18:00, 26 November 2026 (UTC)", _DAY + "18:00"),
    Row("18:00 UTC on Thursday, 26th of November 2026", _DAY + "18:00"),
    Row("Thursday 26 Nov 2026 at 6 pm UTC", _DAY + "18:00"),
    Row("Thu Nov 26 18:00:03 2026 UTC", _DAY + "18:00:03"),
    Row("Thu Nov 26 18:00:03 UTC 2026", _DAY + "18:00:03"),
    Row("2026 November 26, 18:00 GMT", _DAY + "18:00"),
    Row("26-Nov-2026 18.00 UTC", _DAY + "18:00"),
    Row("Sept. 3, 2026 at 9:30 a.m. UTC", "2026-09-03T09:30"),
    Row("November 26, 2026 12 am UTC", _DAY + "00:00"),
    Row("November 26, 2026 12:15 p. m. UTC", _DAY + "12:15"),
    Row("26\u00a0November\u00a02026, 6:00\u202fPM\u00a0UTC", _DAY + "18:00"),
    Row("26 November 2026, at 18 UTC", _DAY + "18:00"),
    Row("UTC 18:00, 26 November 2026", _DAY + "18:00"),
    # numbers, where they mean one day only
    Row("26.11.2026 18:00 UTC", _DAY + "18:00"),
    Row("5.11.2026 18.30 UTC", "2026-11-05T18:30"),
    Row("11/26/2026, 18:00 UTC", _DAY + "18:00"),
    Row("26/11/2026 18:00 UTC", _DAY + "18:00"),
    Row("5/11/2026 18:00 UTC", None),
    Row("05-11-2026 18:00 UTC", None),
    Row("31 November 2026, 18:00 UTC", None),
    Row("26 November 2026, 25:00 UTC", "2026-11-26"),
    # other languages
    Row("Donnerstag, 26. November 2026, 19 Uhr MEZ", _DAY + "18:00"),
    Row("26. Nov. 2026, 19:00 Uhr (CET)", _DAY + "18:00"),
    Row("3. März 2026, 18.30 Uhr UTC", "2026-03-03T18:30"),
    Row("jeudi 26 novembre 2026 à 19 h 00 (CET)", _DAY + "18:00"),
    Row("1er août 2026, 19h30 UTC", "2026-08-01T19:30"),
    Row("26 de noviembre de 2026, 7:00 p. m. UTC", _DAY + "19:00"),
    Row("18:00 26 nov 2026 (UTC)", _DAY + "18:00"),
    Row("giovedì 26 novembre 2026, 18:00 UTC", _DAY + "18:00"),
    Row("18h00min de 26 de dezembro de 2026 (UTC)", "2026-12-26T18:00"),
    Row("quinta-feira, 26 de novembro de 2026, 18h UTC", _DAY + "18:00"),
    Row("donderdag 26 maart 2026 om 19.00 uur CET", "2026-03-26T18:00"),
    Row("26 listopada 2026 r., 18:00 UTC", _DAY + "18:00"),
    Row("18:00, 26 paź 2026 (CET)", "2026-10-26T17:00"),
    Row("26 ноября 2026 г., 18:00 UTC", _DAY + "18:00"),
    Row("2026年11月26日 (木) 18:00 (UTC)", _DAY + "18:00"),
    Row("2026年11月26日午後7:00 JST", _DAY + "10:00"),
    Row("2026年11月26日 19時30分 JST", _DAY + "10:30"),
    Row("2026年11月26日 (四) 下午6:00 UTC", _DAY + "18:00"),
    Row("2026년 11월 26일 (목) 오후 7시 30분 KST", _DAY + "10:30"),
    # ranges
    Row("2026-11-26, 18:00–19:30 UTC", _DAY + "18:00", _DAY + "19:30"),
    Row("26 November 2026, 6-7 pm UTC", _DAY + "18:00", _DAY + "19:00"),
    Row("26 November 2026, 11:00-1:30 PM UTC", _DAY + "11:00", _DAY + "13:30"),
    Row("26 November 2026, 6 pm - 7:30 UTC", _DAY + "18:00", _DAY + "19:30"),
    Row("23:30 - 00:30 UTC on 26 November 2026", _DAY + "23:30", "2026-11-27T00:30"),
    Row("26 November 2026, 18:00 UTC to 19:30 UTC", _DAY + "18:00", _DAY + "19:30"),
    Row("26 November 2026, 18:00–24:00 UTC", _DAY + "18:00", "2026-11-27T00:00"),
    Row("2026-11-26 18:00 until 2026-11-27 01:00 UTC", _DAY + "18:00", "2026-11-27T01:00"),
    Row("26 November 2026, 1800-1930 UTC", _DAY + "18:00", _DAY + "19:30"),
    Row("26. November 2026, von 19 bis 20 Uhr MEZ", _DAY + "18:00", _DAY + "19:00"),
    Row("26 November 2026, 10 pm UTC – 2 am", _DAY + "22:00", "2026-11-27T02:00"),
    # zones
    Row("26 November 2026, 10:00 PST", _DAY + "18:00"),
    Row("26 November 2026, 10am PT", _DAY + "18:00"),
    Row("26 July 2026, 10 am PT", "2026-07-26T17:00"),
    Row("26 July 2026, 20:00 Europe/Berlin", "2026-07-26T18:00"),
    Row("10:00 America/Argentina/Buenos_Aires, 26 November 2026", _DAY + "13:00"),
    Row("26 November 2026, 20:00–21:30 (UTC+2)", _DAY + "18:00", _DAY + "19:30"),
    Row("26 November 2026, 15:30 (UTC−2:30)", _DAY + "18:00"),
    Row("26 November 2026, 23:30 +0530", _DAY + "18:00"),
    Row("26 November 2026, 18:00 -0500", _DAY + "23:00"),
    Row("26 November 2026, 18:00 IST", "2026-11-26"),
    Row("26 November 2026, 18:00 Nowhere/Town", "2026-11-26"),
    # file names
    Row("GMT20261126-180312_Recording.txt", _DAY + "18:03:12"),
    Row("notes_2026-11-26.txt", "2026-11-26"),
    # what the context decides
    Row("26 November 2026, 18:00", "2026-11-26", page=_DAY + "18:00"),  # without a zone: on wikis it is UTC
    Row("26 November 2026", "2026-11-26"),
    Row("18:00 UTC", None),
)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.text)
def test_a_wording_means_the_same_in_a_transcript_and_on_a_page(row: Row) -> None:
    """On a page it stands in a header, in notes behind a label."""
    imported = import_transcript(
        f"Date: {row.text}\n\nQ: What?\nA: It.\n".encode(), "x.txt", options=Options()
    ).reading.session
    page = get(f"{{{{Hour|title=x|when={row.text}}}}}\n# What?\n#: It.\n")
    assert _times(imported) == (row.start, row.end)
    assert _times(page) == (row.start if row.page == "" else row.page, row.end)


def test_the_zone_that_a_person_gives_for_an_import_is_that_of_times_without_one() -> None:
    """With UTC the last difference between both contexts is gone."""
    for row in TABLE:
        text = f"Date: {row.text}\n\nQ: What?\nA: It.\n".encode()
        told = import_transcript(text, "x.txt", options=Options(timezone=UTC)).reading.session
        assert _times(told) == (row.start if row.page == "" else row.page, row.end), row.text


def _times(session: Session) -> tuple[str | None, str | None]:
    return _short(session.start), _short(session.end)


def _short(told: date | None) -> str | None:
    told = told.replace(tzinfo=None) if isinstance(told, datetime) else told
    return told.isoformat().removesuffix(":00") if told else None


@pytest.mark.parametrize(
    ("stamp", "start"),
    [
        (Moment("6:54:19 PM", "5/26/2021"), "2021-05-26T18:54:19"),
        (Moment("18:00:00", "2021-05-06", "-05:00"), "2021-05-06T23:00"),
        (Moment("14::56::32", "2021-05-06"), "2021-05-06T14:56:32"),
        (Moment("18:00:00,123", "Thu 06 May 2021", " UTC"), "2021-05-06T18:00"),
        (Moment("24:00", "2021-05-06"), "2021-05-07T00:00"),
        (Moment("18:00", "06-05-2021"), None),
        (Moment("18:00", "May 6"), None),
        (Moment("18:00", "2021-05-06", " IST"), None),
        (Moment("39:95", "2021-05-06"), None),
    ],
)
def test_the_stamp_of_a_log_is_read_by_the_same_rules(stamp: Moment, start: str | None) -> None:
    """A day, a time and a zone as a log has them; those without a zone are in that of the import."""
    assert _short(moment(stamp, UTC)) == start
