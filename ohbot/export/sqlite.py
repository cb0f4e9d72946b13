"""Sessions as an SQLite database with full-text search, whose tables Datasette shows with facets and links."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from ohbot.export.rows import MESSAGES, SessionRecord, rows
from ohbot.model import Person
from ohbot.model.view import stamp

_OF_SESSION = "id INTEGER PRIMARY KEY, session TEXT NOT NULL REFERENCES sessions(id)"
_IN_SECTION = f"{_OF_SESSION}, section INTEGER REFERENCES sections(id), position INTEGER NOT NULL"
_SPEAKER = "speaker INTEGER REFERENCES people(id)"
_TEXT = "text TEXT NOT NULL, plain TEXT NOT NULL, address TEXT"
SCHEMA = f"""
CREATE TABLE sessions (
  id TEXT PRIMARY KEY, title TEXT, date TEXT, year INTEGER, start TEXT, "end" TEXT, status TEXT, venues TEXT,
  default_speaker INTEGER REFERENCES people(id), page TEXT, page_id INTEGER, revision INTEGER, address TEXT
);
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, username TEXT);
CREATE TABLE session_people ({_OF_SESSION}, person INTEGER NOT NULL REFERENCES people(id), role TEXT);
CREATE TABLE recordings ({_OF_SESSION}, address TEXT NOT NULL);
CREATE TABLE sections (
  {_OF_SESSION}, position INTEGER NOT NULL, title TEXT, heading TEXT, level INTEGER, address TEXT
);
CREATE TABLE exchanges (
  {_IN_SECTION}, number INTEGER NOT NULL, title TEXT NOT NULL, question TEXT NOT NULL, follow_up INTEGER NOT NULL,
  answers INTEGER NOT NULL, address TEXT
);
CREATE TABLE answers (
  {_OF_SESSION}, exchange INTEGER NOT NULL REFERENCES exchanges(id), answer INTEGER NOT NULL, {_SPEAKER}, role TEXT,
  {_TEXT}
);
CREATE TABLE messages ({_IN_SECTION}, kind TEXT NOT NULL, time TEXT, {_SPEAKER}, {_TEXT});
CREATE TABLE prose ({_IN_SECTION}, {_TEXT});
"""
VIEWS = """
CREATE VIEW unanswered AS
  SELECT exchanges.session, sessions.date, sessions.year, exchanges.number, exchanges.title AS question,
         exchanges.address
  FROM exchanges JOIN sessions ON sessions.id = exchanges.session WHERE exchanges.answers = 0
  ORDER BY sessions.date, exchanges.id;
CREATE VIEW said AS
  SELECT answers.session, sessions.date, sessions.year, 'answer' AS kind, people.name AS speaker, answers.plain,
         answers.address
  FROM answers JOIN sessions ON sessions.id = answers.session LEFT JOIN people ON people.id = answers.speaker
  UNION ALL
  SELECT messages.session, sessions.date, sessions.year, messages.kind, people.name, messages.plain, messages.address
  FROM messages JOIN sessions ON sessions.id = messages.session LEFT JOIN people ON people.id = messages.speaker;
CREATE VIEW years AS
  SELECT year, count(*) AS sessions,
         sum((SELECT count(*) FROM exchanges WHERE session = sessions.id)) AS questions,
         sum((SELECT count(*) FROM answers WHERE session = sessions.id)) AS answers,
         sum((SELECT count(*) FROM exchanges WHERE session = sessions.id AND answers = 0)) AS unanswered,
         sum((SELECT count(*) FROM messages WHERE session = sessions.id)) AS messages
  FROM sessions GROUP BY year ORDER BY year;
"""
SEARCHED = {"exchanges": "title", "answers": "plain", "messages": "plain", "prose": "plain"}
"""The tables with a full-text index (``exchanges_fts`` and so on), and the column of plain words that it is of.

What Datasette shows of the row that another one refers to is its column ``title`` or ``name``.
"""


def write(records: Iterable[SessionRecord]) -> Iterator[bytes]:
    """The database's file, the same for the same sessions and library. Needs them all in memory."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(SCHEMA)
        filler = _Filler(db)
        for record in records:
            filler.add(record)
        db.executescript(VIEWS)
        for table, column in SEARCHED.items():
            how = f"content=\"{table}\", content_rowid='id', tokenize='unicode61 remove_diacritics 2'"
            db.execute(f"CREATE INDEX {table}_of_session ON {table}(session)")
            db.execute(f"CREATE VIRTUAL TABLE {table}_fts USING fts5({column}, {how})")
            db.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")
        db.commit()
        yield db.serialize()


@dataclass(slots=True)
class _Filler:
    """Fills the tables, a session after the other."""

    db: sqlite3.Connection
    people: dict[str, int] = field(default_factory=dict)

    def add(self, record: SessionRecord) -> None:
        """Insert a session with all that is in it."""
        session, place = record.session, record.place
        self._insert(
            "sessions",
            id=place.pop("session"),
            title=session.title,
            year=record.date.year if record.date else None,
            start=stamp(session.start),
            end=stamp(session.end),
            status=session.status,
            venues=json.dumps(session.venues, ensure_ascii=False),
            default_speaker=self._speaker(session.default_speaker),
            **place,
        )
        for person in session.people:
            self._insert("session_people", session=record.name, person=self._person(person), role=person.role)
        for address in session.recordings:
            self._insert("recordings", session=record.name, address=address)
        ids: dict[str, int | None] = {"heading": None}
        for row in rows(session):
            table, columns = _TABLES[row.kind]
            values = {column: getattr(row, attribute) for column, attribute in columns.items()}
            if "speaker" in values:
                values["speaker"] = self._speaker(row.speaker)
            if row.kind == "answer":
                values["exchange"] = ids["question"]
            elif row.kind != "heading":
                values["section"] = ids["heading"]
            ids[row.kind] = self._insert(table, session=record.name, **values, address=record.address_at(row))

    def _speaker(self, name: str | None) -> int | None:
        return self._person(Person(name)) if name else None

    def _person(self, person: Person) -> int:
        """The id of somebody by this name, whoever that is."""
        if person.name not in self.people:
            self.people[person.name] = self._insert("people", name=person.name, username=person.username)
        elif person.username:
            known = (person.username, self.people[person.name])
            self.db.execute("UPDATE people SET username = coalesce(username, ?) WHERE id = ?", known)
        return self.people[person.name]

    def _insert(self, table: str, **values: Any) -> int:
        names, places = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
        done = self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(values.values()))
        return done.lastrowid or 0


def _columns(words: str) -> dict[str, str]:
    """Columns of a table, each with the attribute of a row that it has, whose name may be another."""
    return {column: attribute or column for column, _, attribute in (word.partition("=") for word in words.split())}


_TABLES = {
    # kind of row: (its table, the columns that come from the row)
    "heading": ("sections", _columns("position level title=plain heading=text")),
    "question": ("exchanges", _columns("position number title=plain question follow_up=is_follow_up answers")),
    "answer": ("answers", _columns("answer speaker role text plain")),
    "prose": ("prose", _columns("position text plain")),
    **dict.fromkeys(MESSAGES, ("messages", _columns("position kind time speaker text plain"))),
}
