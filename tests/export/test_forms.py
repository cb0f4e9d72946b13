"""Every form of an export, read back by another program, says what the sessions say."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from markdown_it.token import Token
from webvtt import WebVTT

from ohbot.errors import InputError
from ohbot.export.captions import captions
from ohbot.export.csvform import table
from ohbot.export.forms import FORMS
from ohbot.export.rows import ExportRow, SessionRecord, rows
from ohbot.export.schema import export_schema
from ohbot.model import Message, Session
from ohbot.wikitext.plain import plain
from tests.export.made import records


def written(form: str, *made: SessionRecord) -> bytes:
    pieces = FORMS[form].write(made)
    return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


def test_json_and_its_lines_are_what_the_schema_says_and_the_same() -> None:
    whole = json.loads(written("json", *records()))
    assert whole == [record.view for record in records()]
    assert [json.loads(line) for line in written("jsonl", *records()).decode().split("\n")[:-1]] == whole
    Draft202012Validator.check_schema(export_schema())
    validator = Draft202012Validator(export_schema())
    assert [error.message for error in validator.iter_errors(whole[:60])] == []
    assert not validator.is_valid({**whole[0], "private": "x"})


def test_a_csv_has_a_row_for_all_that_is_said() -> None:
    text = written("csv", *records()).decode()
    expected = list(chain.from_iterable(map(table, records())))
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert found == [
        {name: "" if (value := row[name]) is None else str(value) for name in found[0]} for row in expected
    ]
    said = [row.text for record in records() for row in rows(record.session) if row.kind == "answer"]
    assert [row["text"] for row in found if row["kind"] == "answer"] == said


def blocks(tokens: list[Token]) -> Iterator[str]:
    """The words of each paragraph and heading as a reader sees them."""
    for token in tokens:
        if token.type == "inline":
            yield "".join("\n" if part.type == "hardbreak" else part.content for part in token.children or ())
        else:
            assert token.type in {"paragraph_open", "paragraph_close", "heading_open", "heading_close"}, token


def expected_blocks(row: ExportRow) -> list[str]:
    words = plain(row.text, addresses=True)
    if row.kind == "heading":
        return [" ".join(words.split())]
    who = (f"{row.speaker} ({row.role})" if row.role else row.speaker) if row.speaker else None
    lead = f"{row.number}." if row.kind == "question" else " ".join(filter(None, (row.time, who and f"{who}:")))
    parts = [words] if row.kind == "question" else words.split("\n\n")
    return [f"{lead} {parts[0]}", *parts[1:]]


def squeezed(texts: list[str]) -> list[str]:
    """Texts without blanks at the ends of lines and empty lines, which Markdown does not have."""
    lines = ([re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")] for text in texts)
    return [text for text in ("\n".join(filter(None, part)) for part in lines) if text]


def test_markdown_shows_every_word_and_makes_nothing_of_its_signs() -> None:
    parser = MarkdownIt("gfm-like", {"linkify": False})
    for record in records():
        tokens = parser.parse(written("markdown", record).decode())
        start = next(index for index, token in enumerate(tokens) if token.type == "bullet_list_close") + 1
        expected = [block for row in rows(record.session) for block in expected_blocks(row)]
        assert squeezed(list(blocks(tokens[start:]))) == squeezed(expected), record.name
        assert tokens[1].content.strip()


def timed() -> list[SessionRecord]:
    def has_time(record: SessionRecord) -> bool:
        return any(isinstance(item, Message) and item.time for item in record.session.body)

    return [record for record in records() if has_time(record)]


@pytest.mark.parametrize("form", ["srt", "vtt"])
def test_captions_are_the_messages_with_their_times(form: str) -> None:
    told = 0
    for record in timed():
        try:
            shown = captions(record)
        except InputError:
            continue  # "39:95:90" alone is no time
        told += 1
        found = WebVTT.from_buffer(io.StringIO(written(form, record).decode()), format=form).captions
        assert len(found) == len(shown)
        for caption, one in zip(found, shown, strict=True):
            speaker, words = (" ".join((text or "").split()) for text in (one.row.speaker, one.row.plain))
            if form == "vtt":
                said = f"<v {speaker}>{words}" if speaker else words
                assert html.unescape(caption.raw_text) == said
            else:
                said = f"{speaker}: {words}" if speaker else words
                assert caption.raw_text == said.replace("-->", "->")
            assert caption.start_time.in_milliseconds() == round(one.begin.total_seconds() * 1000)
            assert caption.end_time.in_milliseconds() == round(one.end.total_seconds() * 1000)
            assert one.begin <= one.end
    assert told > 50


CLOCKS = {
    # stamps as written: what they come to in the captions, and how long each stays
    ("00:00:05", "00:00:09", None): ["00:05 00:09", "00:09 00:14", "00:14 00:19"],
    ("18:00", "18:00", "18:01"): ["1080:00 1080:30", "1080:30 1081:00", "1081:00 1081:05"],
    ("23:59:58", "00:00:02"): ["1439:58 1440:02", "1440:02 1440:07"],
    (None, "00:10", "00:00:20"): ["10:00 10:05", "10:05 10:10", "10:10 10:15"],
    ("00:00", "02:00"): ["00:00 01:00", "120:00 120:05"],
    ("2020-10-15 23:00", "2020-10-16 01:00"): ["1380:00 1381:00", "1500:00 1500:05"],
}


@pytest.mark.parametrize("stamps", CLOCKS)
def test_times_go_on_and_never_back(stamps: tuple[str | None, ...]) -> None:
    session = Session(title="Hours", body=tuple(Message("hello", time, "amrei") for time in stamps))

    def clock(seconds: float) -> str:
        return f"{int(seconds) // 60:02}:{int(seconds) % 60:02}"

    shown = captions(SessionRecord("hours", session))
    assert [f"{clock(one.begin.total_seconds())} {clock(one.end.total_seconds())}" for one in shown] == CLOCKS[stamps]


def test_captions_without_a_time_are_refused_with_a_sentence() -> None:
    with pytest.raises(InputError, match="quiet: no message of this session has a time"):
        written("vtt", SessionRecord("quiet", Session(title="Quiet", body=(Message("hello"),))))


@pytest.mark.parametrize("form", FORMS)
def test_an_export_holds_nothing_private_and_is_the_same_each_time(form: str) -> None:
    made = [record for record in timed()[:20] if captions_of(record)][:1] if FORMS[form].alone else records(40)
    content = written(form, *made)
    assert b"mole" not in content
    assert content == written(form, *(replace(record) for record in made))


def captions_of(record: SessionRecord) -> bool:
    try:
        return bool(captions(record))
    except InputError:
        return False


@pytest.mark.parametrize("form", [name for name, form in FORMS.items() if not form.alone])
def test_an_empty_archive_has_an_empty_export(form: str) -> None:
    content = written(form)
    if form == "json":
        assert json.loads(content) == []
    elif form == "csv":
        assert content.count(b"\n") == 1
    elif form == "sqlite":
        assert content.startswith(b"SQLite format 3")
    elif form == "ical":
        assert b"VEVENT" not in content
    elif form == "atom":
        assert b"<entry>" not in content
    else:
        assert content == b""
