"""The forms of exports, as one table: a new form is a row, and a function from records to bytes."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ohbot.export import agenda, captions, csvform, markdown, sqlite
from ohbot.export.rows import SessionRecord

Writer: TypeAlias = Callable[[Iterable[SessionRecord]], Iterator[str | bytes]]
"""Makes pieces of a file of records, which it takes one at a time. Raises InputError where they have no such form."""


@dataclass(frozen=True, slots=True)
class ExportForm:
    """A form: its ``name`` on the command line, and what it is."""

    name: str
    what: str
    write: Writer
    binary: bool = False
    """Whether it is nothing for a terminal."""
    alone: bool = False
    """Whether it holds one session and no more."""
    holds: Callable[[SessionRecord], bool] = lambda record: True
    """Whether a session has a place in it."""


def _json(records: Iterable[SessionRecord]) -> Iterator[str]:
    """A list, an object after the other."""
    before = "["
    for record in records:
        yield f"{before}\n{as_json(record).rstrip()}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def as_json(record: SessionRecord) -> str:
    """The JSON view of one session."""
    return json.dumps(record.view, ensure_ascii=False, indent=2) + "\n"


def _json_lines(records: Iterable[SessionRecord]) -> Iterator[str]:
    return (json.dumps(record.view, ensure_ascii=False) + "\n" for record in records)


FORMS = {
    form.name: form
    for form in (
        ExportForm("json", "one JSON value", _json),
        ExportForm("jsonl", "a line of JSON for each session", _json_lines),
        ExportForm("csv", "a table with a row for each answer, message and piece of prose", csvform.write),
        ExportForm("markdown", "a document to read", markdown.write),
        ExportForm("srt", "captions of one session", captions.write_srt, alone=True),
        ExportForm("vtt", "captions of one session", captions.write_vtt, alone=True),
        ExportForm(
            "ical", "a calendar with an event for each session", agenda.write_calendar, holds=agenda.is_datable
        ),
        ExportForm("atom", "a feed with an entry for each session", agenda.write_feed),
        ExportForm("sqlite", "a database with full-text search", sqlite.write, binary=True),
    )
}
