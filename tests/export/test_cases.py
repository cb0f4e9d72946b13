"""One session in all forms, as golden files: what changes in them changes what other programs read."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ohbot.archive import load
from ohbot.export.forms import FORMS, as_json
from ohbot.export.rows import SessionRecord
from ohbot.wiki.addresses import page_address

CASES = Path(__file__).parent / "cases"
SUFFIXES = {
    "json": "json",
    "jsonl": "jsonl",
    "csv": "csv",
    "markdown": "md",
    "srt": "srt",
    "vtt": "vtt",
    "ical": "ics",
    "atom": "atom",
    "sqlite": "tables",
}


def lantern() -> SessionRecord:
    session = load((CASES / "lantern.yaml").read_text("utf-8"), "lantern.yaml")
    assert session.wiki
    return SessionRecord("lantern", session, page_address("https://wiki.example.org/w/api.php", session.wiki.page))


def as_text(form: str, record: SessionRecord) -> str:
    """An export as a golden file has it: of a database the rows of its tables and views."""
    pieces = FORMS[form].write([record])
    content = b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)
    return "".join(tables(content)) if form == "sqlite" else content.decode()


def tables(content: bytes) -> Iterator[str]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(content)
        db.row_factory = sqlite3.Row
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid"
        ).fetchall():
            if "_fts" not in name:
                yield f"{name}\n"
                yield from (
                    f"  {json.dumps(dict(row), ensure_ascii=False)}\n" for row in db.execute(f"SELECT * FROM {name}")
                )


@pytest.mark.parametrize("form", FORMS)
def test_a_session_in_every_form(form: str) -> None:
    path = CASES / f"lantern.{SUFFIXES[form]}"
    found = as_text(form, lantern())
    if os.environ.get("OHBOT_GOLDEN") == "write":
        path.write_bytes(found.encode())
    assert found == path.read_bytes().decode()


def test_one_session_alone_is_an_object_and_the_line_of_it() -> None:
    assert json.loads(as_json(lantern())) == json.loads((CASES / "lantern.jsonl").read_bytes())
