"""Writing a moment where a text tells another: it is read there again, and in the same wording."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ohbot.recognise import zones
from ohbot.recognise.dates import When, find_when
from ohbot.recognise.writers import Place
from ohbot.recognise.zones import months, weekdays
from tests.recognise.test_alike import TABLE

TOLD = (
    *(row.text for row in TABLE if "T" in (row.page or row.start or "")),
    # what tells more than the table's rows do, or leaves more to the other end of a range
    *("26 Nov 2026, 6:15-7pm Europe/Berlin", "26 Nov 2026 1:30 am-3 am ET", "26 Nov 2026, 18-19:30"),
    *("3. April 2026, 19h UTC", "Sun, 1st of March 2026 at 9 am", "SUN 1 MAR 2026 09:00 A.M.", "1/31/2026 00:00"),
    *("31/1/2026 00:00", "2026年1月6日午前9時", "26 Nov 2026 18:00&nbsp;UTC", "wtorek, 1 września 2026, 18:00"),
)
MOMENTS = st.datetimes(datetime(1000, 1, 1), datetime(9998, 12, 30), timezones=st.just(UTC)) | st.datetimes(
    datetime(2026, 10, 24), datetime(2026, 11, 2), timezones=st.just(UTC)
)
"""Any, and more often those around the hours that come twice in Berlin and New York."""


def read(text: str) -> When:
    """What a header would tell."""
    when = find_when(text, header=True)
    assert when is not None
    return when


def written(text: str, start: datetime, end: datetime | None) -> str:
    """The text with another start and end where it tells one, each written only where it is another one."""
    when = read(text)
    last = when.until.after(when, UTC) if when.until else None
    new: list[tuple[Place, str]] = []
    if (start, end if when.borrows else None) != (when.start(UTC), when.end(UTC) if when.borrows else None):
        new += zip(when.places, when.written(start), strict=True)
    if last and (start, end) != (when.start(UTC), when.end(UTC)):
        texts = last.written_end(end, start) if end else [""] * len(last.places)
        new += zip(last.places, texts, strict=True)
    for place, told in sorted(new, reverse=True):
        text = text[: place.span[0]] + told + text[place.span[1] :]
    return text


@example("26 Nov 2026 1:30 am-3 am ET", datetime(2024, 11, 3, 6, tzinfo=UTC), 1)  # the offset of its second 1:00
@given(st.sampled_from(TOLD), MOMENTS.map(lambda told: told.replace(microsecond=0)), st.integers(1, 200_000))
def test_a_moment_that_is_written_is_read(text: str, start: datetime, seconds: int) -> None:
    """In every wording, the end of a range too, to the second."""
    end = start + timedelta(seconds=seconds) if read(text).until else None
    new = written(text, start, end)
    assert (read(new).start(UTC), read(new).end(UTC)) == (start, end), new


@given(st.sampled_from(TOLD), MOMENTS.map(lambda told: told.replace(second=0, microsecond=0)), st.integers(1, 3000))
def test_the_same_moment_leaves_every_byte(text: str, start: datetime, minutes: int) -> None:
    """In the wording that a person wrote, and in every one that was written there."""
    assert written(text, *_moments(text)) == text
    new = written(text, start, start + timedelta(minutes=minutes) if read(text).until else None)
    assert written(new, *_moments(new)) == new


def _moments(text: str) -> tuple[datetime, datetime | None]:
    start = read(text).start(UTC)
    assert start is not None
    return start, read(text).end(UTC)


@pytest.mark.parametrize(
    ("text", "start", "new"),
    [
        ("Thursday, 26th of November 2026, 6 pm UTC", "2027-03-01T09:30", "Monday, 1st of March 2027, 9:30 am UTC"),
        ("Thu Nov 26 18:00:03 2026 UTC", "2027-03-01T09:30", "Mon Mar 1 09:30:00 2027 UTC"),
        ("Donnerstag, 26. November 2026, 19 Uhr MEZ", "2027-03-01T09:30", "Montag, 1. März 2027, 10:30 Uhr MEZ"),
        ("3. April 2026, 19 Uhr UTC", "2027-12-01T09:00", "1. Dezember 2027, 09 Uhr UTC"),
        ("26 novembre 2026 à 19 h (UTC)", "2027-08-02T20:15", "2 août 2027 à 20 h 15 (UTC)"),
        ("1er août 2026, 19h30 UTC", "2027-12-02T20:15", "2 décembre 2027, 20h15 UTC"),
        ("26 listopada 2026 r., 18:00 UTC", "2027-03-01T09:30", "1 marca 2027 r., 09:30 UTC"),
        ("2026年11月26日 (木) 午後7:00 JST", "2027-03-01T00:30", "2027年03月01日 (月) 午前9:30 JST"),
        ("2026년 1월 6일 오후 7시 KST", "2027-03-01T00:30", "2027년 3월 1일 오전 9시30분 KST"),
        ("26-11-2026 18:00", "2027-03-01T09:30", "2027-03-01 09:30"),  # 01-03-2027 may be a day in January
        ("GMT20261126-180312_Recording.txt", "2027-03-01T09:30", "GMT20270301-093000_Recording.txt"),
        ("24 October 2026 18:00 Europe/Berlin", "2026-10-25T01:30", "25 October 2026 02:30+0100 Europe/Berlin"),
    ],
)
def test_a_moment_is_written_in_the_wording_of_the_old_one(text: str, start: str, new: str) -> None:
    """With its weekday, in its language, its zone and its order."""
    assert written(text, datetime.fromisoformat(start).replace(tzinfo=UTC), None) == new


def test_no_word_means_two_months_or_two_weekdays() -> None:
    """So a date can be read without knowing its language."""
    for table in (zones._MONTHS, zones._WEEKDAYS):
        for word, names in table.items():
            assert len({name.number for name in names}) == 1, word
    assert months("Mai")[0].language == "de"
    assert weekdays("nothing") == []
