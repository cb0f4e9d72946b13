"""The numbers of an archive, and their picture."""

from xml.etree import ElementTree

from ohbot.export.chart import svg
from ohbot.export.rows import SessionRecord, rows
from ohbot.export.stats import BY_SPEAKER, Numbers, stats, table
from ohbot.model import Message, Session
from tests.export.made import NAMES, records


def test_the_numbers_of_years_and_speakers_add_up() -> None:
    found = stats(records())
    said = [row for record in records() for row in rows(record.session)]
    assert found.whole.sessions == len(records())
    assert found.whole.answers == sum(row.kind == "answer" for row in said)
    assert found.whole.unanswered == sum(row.is_unanswered for row in said)
    for name in Numbers.__dataclass_fields__:
        assert sum(getattr(numbers, name) for _, numbers in found.by_year()) == getattr(found.whole, name)
    named = sum(row.kind == "answer" and row.speaker is not None for row in said)
    assert sum(numbers.answers for _, numbers in found.by_speaker()) == named


def test_a_table_is_aligned_whatever_the_letters() -> None:
    item = Message("hello you", speaker="日本語")
    found = stats([*records(), SessionRecord("wide", Session(title="Wide", body=(item,)))])
    years, speakers = (part.split("\n") for part in table(found).split("\n\n"))
    assert years[0].split() == ["year", *Numbers.__dataclass_fields__]
    assert speakers[0].split() == ["speaker", *BY_SPEAKER]
    assert len({len(line) for line in years}) == 1
    wide = next(line for line in speakers if line.startswith("日本語"))
    assert len(wide) + len("日本語") == len(speakers[0])


def test_a_chart_shows_names_as_they_are() -> None:
    """Whatever signs they hold; it is well-formed, and calls for nothing from elsewhere."""
    picture = svg(stats(records()))
    assert svg(stats(records())) == picture
    texts = {"".join(element.itertext()).strip() for element in ElementTree.fromstring(picture).iter()}
    assert {*NAMES, "2009", "unanswered"} <= texts
    assert b"http://" not in picture.replace(b"http://www.w3.org/", b"").replace(b"http://purl.org/", b"").replace(
        b"http://creativecommons.org/", b""
    )
