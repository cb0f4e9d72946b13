"""The database as Datasette shows it: links, facets, search, and the queries of the manual."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from ohbot.export.forms import FORMS
from ohbot.export.rows import MESSAGES, rows
from tests.export.made import records

MANUAL = (Path(__file__).parents[2] / "docs" / "data.md").read_text("utf-8")
QUERIES = re.findall(r"^```sql\n(.*?)^```$", MANUAL, re.DOTALL | re.MULTILINE)
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """What asks Datasette for a table's or a query's rows as JSON, without a server."""
    path = tmp_path_factory.mktemp("data") / "hours.db"
    path.write_bytes(b"".join(map(as_bytes, FORMS["sqlite"].write(records()))))
    patient = {"sql_time_limit_ms": 60_000, "facet_time_limit_ms": 60_000}
    served = Datasette(files=[str(path)], settings=patient | {"num_sql_threads": 0, "max_returned_rows": 5000})

    def answer(place: str, **asked: object) -> Any:
        reply = asyncio.run(served.client.get(f"/hours{place}.json?{urlencode({'_shape': 'objects', **asked})}"))
        assert reply.status_code == 200, reply.text
        return reply.json()

    return answer


def as_bytes(piece: str | bytes) -> bytes:
    return piece if isinstance(piece, bytes) else piece.encode()


def everything(ask: Ask, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask("", sql=f"SELECT * FROM {table}")["rows"]
    return found


def test_every_table_reads_back_as_the_rows_of_the_sessions(ask: Ask) -> None:
    kinds = {"heading": "sections", "question": "exchanges", "answer": "answers", "prose": "prose"}
    kinds |= dict.fromkeys(MESSAGES, "messages")
    names = {row["id"]: row["name"] for row in everything(ask, "people")}
    for table in set(kinds.values()):
        expected = [(one, row) for one in records() for row in rows(one.session) if kinds[row.kind] == table]
        found = everything(ask, table)
        assert [row["session"] for row in found] == [one.name for one, _ in expected]
        assert [row["address"] for row in found] == [one.address_at(row) for one, row in expected]
        for name in ("text", "plain", "question", "number", "position", "time", "kind", "role", "answers", "level"):
            if name in found[0]:
                assert [row[name] for row in found] == [getattr(row, name) for _, row in expected]
        if "speaker" in found[0]:
            assert [names.get(row["speaker"]) for row in found] == [row.speaker for _, row in expected]
    sessions = everything(ask, "sessions")
    assert [(row["id"], row["date"], row["page"]) for row in sessions] == [
        (one.name, one.place["date"], one.page) for one in records()
    ]


def test_every_reference_leads_somewhere(ask: Ask) -> None:
    tables = [table for table in ask("")["tables"] if not table["hidden"]]
    refers = {(table["name"], key["column"]) for table in tables for key in table["foreign_keys"]["outgoing"]}
    assert {
        ("answers", "speaker"),
        ("answers", "exchange"),
        ("exchanges", "section"),
        ("sections", "session"),
    } <= refers
    for table in tables:
        for key in table["foreign_keys"]["outgoing"]:
            lost = f"{key['column']} NOT IN (SELECT {key['other_column']} FROM {key['other_table']})"
            assert ask("", sql=f"SELECT * FROM {table['name']} WHERE {lost}")["rows"] == []


def test_facets_and_references_are_shown_by_their_names(ask: Ask) -> None:
    found = ask("/answers", _facet="speaker", _labels="on", _size=5)
    assert "Zoë" in [result["label"] for result in found["facet_results"]["speaker"]["results"]]
    assert found["rows"][0]["session"]["label"] == next(
        one.session.title for one in records() for row in rows(one.session) if row.kind == "answer"
    )
    assert {"IRC", "Zoom"} < {
        result["value"] for result in ask("/sessions", _facet_array="venues")["facet_results"]["venues"]["results"]
    }


@pytest.mark.parametrize("table", ["exchanges", "answers", "messages", "prose"])
def test_tables_have_a_field_for_full_text_search(ask: Ask, table: str) -> None:
    """Whatever the accents: "cafe" finds "Café"."""
    found = ask(f"/{table}", _search="cafe", _size=1000)["rows"]
    words = [row.get("plain") or row["title"] for row in found]
    assert words
    assert all(re.search("caf[eé]", text, re.IGNORECASE) for text in words)


@pytest.mark.parametrize("sql", QUERIES, ids=lambda sql: " ".join(sql.split())[:40])
def test_the_queries_of_the_manual_find_something(ask: Ask, sql: str) -> None:
    assert ask("", sql=sql)["rows"]


def test_the_manual_has_queries() -> None:
    assert len(QUERIES) == 5
