"""From a file to a session: recognition, summary, and the real seed."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ohbot.errors import InputError, UsageError
from ohbot.model import Exchange, Heading, Prose, Session, is_follow_up
from ohbot.sources import SOURCES, Line, Options, Reading, Source, import_transcript, summary
from ohbot.sources.base import LineCounts, account, line_list

CORPUS = Path(os.environ.get("OHBOT_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
SEED = CORPUS / "seed" / "office-hours-2020-10-15.txt"


def reads_nothing(lines: Sequence[Line], _options: Options) -> Reading:
    """A reader that keeps the first line."""
    return Reading(Session(title="x"), account(lines, kept=[1]))


FIRST = Source("first", "the first kind", lambda lines: 0.5 if lines[0].text == "first" else 0.05, reads_nothing)
SECOND = replace(FIRST, name="second", claims=lambda lines: min(0.9, len(lines) / 100))


def test_the_highest_claim_reads_the_text() -> None:
    """The earlier row of the table where claims are equal; a format that is told overrides."""
    assert import_transcript(b"first", "x", sources=(FIRST, SECOND)).format == "first"
    assert import_transcript(b"first\n" * 80, "x", sources=(FIRST, SECOND)).format == "second"
    assert import_transcript(b"first\n" * 50, "x", sources=(FIRST, SECOND)).format == "first"
    assert import_transcript(b"first", "x", format="second", sources=(FIRST, SECOND)).certainty == 1


def test_claims_see_a_bounded_sample() -> None:
    """However long the text or a line is."""
    seen: list[Sequence[Line]] = []

    def claims(lines: Sequence[Line]) -> float:
        seen.append(lines)
        return 0.5

    spy = replace(FIRST, claims=claims)
    import_transcript(b"x" * 5000 + b"\n" * 5000, "x", sources=(spy,))
    assert (len(seen[0]), len(seen[0][0].text)) == (400, 1000)


def test_a_text_of_no_known_kind_is_refused() -> None:
    """With the names of the kinds that there are."""
    with pytest.raises(InputError, match="no known kind of transcript; say --format with one of first, second"):
        import_transcript(b"what", "x", sources=(FIRST, SECOND))


def test_an_unknown_format_names_the_nearest() -> None:
    """Before anything is read."""
    with pytest.raises(UsageError, match="no transcript format 'note'; did you mean 'notes'"):
        import_transcript(b"\x00", "x", format="note")


def test_a_kind_that_is_no_text_file_unpacks_itself() -> None:
    """What its bytes hold is read like lines."""
    packed = replace(FIRST, unpack=lambda data: "a\x00\nb\n" if data.startswith(b"PK\x03\x04") else None)
    imported = import_transcript(b"PK\x03\x04", "x", sources=(packed,))
    assert imported.reading.account == LineCounts(1, {}, (2,))
    assert imported.certainty == 1


def test_what_a_reader_forgets_is_unplaced() -> None:
    """Blank lines are a kind of their own."""
    lines = [Line(1, "a"), Line(2, " "), Line(3, "join"), Line(4, "b"), Line(5, "")]
    told = account(lines, kept=[1], dropped={3: "event"})
    assert told == LineCounts(1, {"blank": (2, 5), "event": (3,)}, (4,))
    assert told.read == len(lines)


def test_line_numbers_are_told_in_ranges() -> None:
    """And bounded."""
    assert line_list([1, 2, 3, 7]) == "1-3, 7"
    assert line_list(range(1, 40, 2), most=2) == "1, 3 and 18 more"


def test_the_summary_tells_kind_account_contents_and_notes() -> None:
    """Line by line, each with the file's name."""
    text = "Boats\n1 May 2021, 18:00 IST\n\n1. Why?\n   So.\n2. How?\n"
    assert summary(import_transcript(text.encode(), "boats.txt")) == [
        "boats.txt: read as notes (plain-text notes with questions and answers), 70% sure; utf-8",
        "boats.txt: 6 lines read: 5 kept, 1 dropped (1 blank), 0 unplaced",
        "boats.txt: contents: 2 exchanges, 1 piece of prose",
        "boats.txt:2: 'IST' is no time zone that ohbot knows for sure; write the start into the file",
    ]


def test_a_removal_is_told_without_what_was_removed() -> None:
    """By kind and line."""
    removing = replace(
        FIRST, read=lambda lines, options: replace(reads_nothing(lines, options), removed={"host": (1, 1)})
    )
    assert "x: removed for privacy: 2 hosts, lines 1" in summary(
        import_transcript(b"first", "x", sources=(removing,))
    )


def test_names_of_sources_are_unique() -> None:
    """A name is what a person types after --format."""
    names = [source.name for source in SOURCES]
    assert len(set(names)) == len(names)


def test_the_seed_is_imported_as_people_read_it() -> None:
    """Real notes: every fact, exchange, speaker and paragraph."""
    if not SEED.exists():
        pytest.skip(f"there is no corpus at {CORPUS}; set OHBOT_CORPUS")
    imported = import_transcript(SEED.read_bytes(), SEED.name)
    session = imported.reading.session
    assert (session.title, session.default_speaker) == ("Office hours: October 15, 2020", "Maggie")
    assert session.start == datetime(2020, 10, 15, 18, tzinfo=UTC)
    prose, heading, *exchanges = session.body
    assert isinstance(prose, Prose)
    assert prose.wikitext.count("\n\n") == 2
    assert heading == Heading("Questions and Answers")
    asked = [item for item in exchanges if isinstance(item, Exchange)]
    assert len(asked) == len(exchanges) == 27
    assert [n for n, item in enumerate(asked, 1) if is_follow_up(item.question)] == [10, 12, 13, 15, 17, 26]
    assert [n for n, item in enumerate(asked, 1) if "\n\n" in item.answers[0].text] == [2, 6, 9]
    named = {
        n: (item.answers[0].speaker, item.answers[0].role)
        for n, item in enumerate(asked, 1)
        if item.answers[0].speaker
    }
    assert named == {3: ("Patrick", "Manager of Trust and Safety"), 9: ("Patrick", None)}
    assert imported.reading.account.unplaced == ()


def test_text_in_which_nobody_speaks_is_told_of() -> None:
    """It may be a transcript of a kind that nobody knows."""
    sentence = "neither questions nor speakers were found, so all text is prose; say --format if you know the kind"
    strange = import_transcript(b"18.00 uhr kim lacht\n18.01 uhr bo auch\n", "x")
    assert sentence in [note.sentence for note in strange.notes]
    assert sentence not in [
        note.sentence for note in import_transcript(b"kim: hi\nbo: hi\nkim: so\nbo: yes\n", "x").notes
    ]


@pytest.mark.parametrize("text", ['{"a": 1}', '[\n {"a b":\n 2}]', '{"messages":\n' * 50_000])
def test_json_of_no_known_kind_is_refused(text: str) -> None:
    """Also where it is nested without end; nobody writes notes in it."""
    with pytest.raises(InputError, match=r"x\.json: JSON of no kind that ohbot knows"):
        import_transcript(text.encode(), "x.json")
