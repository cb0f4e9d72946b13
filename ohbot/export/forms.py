"""The forms of exports, as one table: a new form is a row, and a function from records to bytes."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ohbot.export import agenda, captions, csvform, markdown, sqlite
from ohbot.export.rows import Record

Writer: TypeAlias = Callable[[Iterable[Record]], Iterator[str | bytes]]
"""Makes pieces of a file of records, which it takes one at a time. Raises InputError where they have no such form."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its ``name`` on the command line, and what it is."""

    name: str
    what: str
    write: Writer
    binary: bool = False
    """Whether it is nothing for a terminal."""
    alone: bool = False
    """Whether it holds one session and no more."""
    holds: Callable[[Record], bool] = lambda record: True
    """Whether a session has a place in it."""


def _json(records: Iterable[Record]) -> Iterator[str]:
    """A list, an object after the other."""
    before = "["
    for record in records:
        yield f"{before}\n{as_json(record).rstrip()}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def as_json(record: Record) -> str:
    """The JSON view of one session."""
    return json.dumps(record.view, ensure_ascii=False, indent=2) + "\n"


def _json_lines(records: Iterable[Record]) -> Iterator[str]:
    return (json.dumps(record.view, ensure_ascii=False) + "\n" for record in records)


FORMS = {
    form.name: form
    for form in (
        Form("json", "one JSON value", _json),
        Form("jsonl", "a line of JSON for each session", _json_lines),
        Form("csv", "a table with a row for each answer, message and piece of prose", csvform.write),
        Form("markdown", "a document to read", markdown.write),
        Form("srt", "captions of one session", captions.write_srt, alone=True),
        Form("vtt", "captions of one session", captions.write_vtt, alone=True),
        Form("ical", "a calendar with an event for each session", agenda.write_calendar, holds=agenda.is_datable),
        Form("atom", "a feed with an entry for each session", agenda.write_feed),
        Form("sqlite", "a database with full-text search", sqlite.write, binary=True),
    )
}
