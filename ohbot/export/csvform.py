"""Sessions as a table: a row for each answer, question without one, line of a chat, and piece of prose."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from ohbot.export.rows import SessionRecord, rows

COLUMNS = (
    *("session", "date", "title", "section", "kind", "position", "number", "answer", "question", "time", "speaker"),
    *("role", "text", "plain", "page", "page_id", "revision", "address"),
)


def write(records: Iterable[SessionRecord]) -> Iterator[str]:
    """The table as RFC 4180 has it. Values stand as they are, also those that a spreadsheet takes for a formula."""
    yield _line(COLUMNS)
    for record in records:
        yield "".join(_line([values[name] for name in COLUMNS]) for values in table(record))


def table(record: SessionRecord) -> Iterator[dict[str, Any]]:
    """The rows of one session by the names of their columns; headings are in the column ``section`` alone."""
    about = record.place | {"title": record.session.title}
    for row in rows(record.session):
        if row.kind != "heading" and (row.kind != "question" or row.is_unanswered):
            said = {name: getattr(row, name) for name in COLUMNS if hasattr(row, name)}
            yield about | said | {"address": record.address_at(row)}


def _line(values: Iterable[Any]) -> str:
    file = io.StringIO()
    csv.writer(file).writerow(values)
    return file.getvalue()
