"""Sessions as the index shows them, and the table in which each belongs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, NamedTuple, TypeAlias

from ohbot.archive import IndexConfig, page_name
from ohbot.export.open_questions import open_questions
from ohbot.export.rows import SessionRecord
from ohbot.model import Heading, Person, Status
from ohbot.model.view import moment_of
from ohbot.wikitext.plain import plain

Part: TypeAlias = Literal["upcoming", "past"]
_MOST_TOPICS = 12
_MORE = "\u2026"
_LONGEST = 100
"""Characters of a question in a table."""
_PLAIN = ("name", "page", "title", "status", "venues", "topics", "recordings", "translations")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A session on the index. ``start`` and ``end`` are UTC, None where only the day is known.

    ``translations`` are the language codes of the page's translations, ``topics`` the words of its headings,
    ``open`` the questions that wait for an answer, each with the id of the heading above it (None for none).
    """

    name: str
    page: str
    title: str
    day: date
    start: datetime | None = None
    end: datetime | None = None
    status: Status | None = None
    people: tuple[Person, ...] = ()
    venues: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    recordings: tuple[str, ...] = ()
    translations: tuple[str, ...] = ()
    open: tuple[tuple[str, str | None], ...] = ()

    @property
    def order(self) -> tuple[datetime, str]:
        """The key by which entries are sorted."""
        return moment_of(self.start or self.day), self.name

    def is_over(self, now: datetime) -> bool:
        """Whether the session is a past one at that moment, which is aware."""
        if self.status == "held":
            return True
        last = self.end or self.start
        return last <= now if last else self.day < now.astimezone(UTC).date()


def entry_of(record: SessionRecord, promises: Sequence[str] = ()) -> IndexEntry | None:
    """A session as the index shows it; None for one without a day, or without a page on the wiki.

    ``promises`` are words that promise an answer, besides those that are known.
    """
    session, link, day = record.session, record.session.wiki, record.date
    if day is None or link is None or link.revision is None:
        return None
    start = session.start.astimezone(UTC) if isinstance(session.start, datetime) else None
    headings = [item for item in session.body if isinstance(item, Heading)]
    top = min((heading.level for heading in headings), default=0)
    topics = [words for heading in headings if heading.level == top and (words := plain(heading.text))]
    more = [_MORE] if len(topics) > _MOST_TOPICS else []
    asked = (one.question for one in open_questions([record], promises, datetime.max.replace(tzinfo=UTC)))
    waiting = [(_in_short(" ".join(one.plain.split())), one.anchor) for one in asked]
    return IndexEntry(
        record.name,
        link.page,
        session.title or link.page,
        day,
        start,
        session.end.astimezone(UTC) if session.end and start else None,
        session.status,
        session.people,
        session.venues,
        tuple(topics[:_MOST_TOPICS] + more),
        session.recordings,
        open=(*waiting[:_MOST_TOPICS], *([(_MORE, None)] if len(waiting) > _MOST_TOPICS else [])),
    )


def _in_short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}{_MORE}"


def to_plain(entry: IndexEntry) -> dict[str, Any]:
    """An entry as small JSON; `of_plain` reads it."""
    people = [[person.name, person.role, person.username] for person in entry.people]
    times = {name: (time := getattr(entry, name)) and time.isoformat() for name in ("day", "start", "end")}
    return {name: getattr(entry, name) for name in _PLAIN} | times | {"people": people, "open": entry.open}


def of_plain(data: Mapping[str, Any]) -> IndexEntry:
    """The entry that `to_plain` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    start, end = (datetime.fromisoformat(data[name]) if data[name] else None for name in ("start", "end"))
    people = tuple(Person(*one) for one in data["people"])
    waiting = tuple((words, anchor) for words, anchor in data["open"])
    named: Any = {name: tuple(value) if isinstance(value := data[name], list) else value for name in _PLAIN}
    return IndexEntry(**named, day=date.fromisoformat(data["day"]), start=start, end=end, people=people, open=waiting)


class Home(NamedTuple):
    """A table of the index: the page that it is on, and what it is of."""

    page: str
    part: Part


def always_home(config: IndexConfig) -> list[Home]:
    """The tables that there are at any moment, whatever is in them: all but those of a year."""
    upcoming = config.upcoming or ""
    past = config.past or upcoming
    return [Home(upcoming, "upcoming"), *([] if "{" in past else [Home(past, "past")])]


def home_of(entry: IndexEntry, config: IndexConfig, now: datetime) -> Home:
    """The table in which an entry belongs at that moment."""
    if not entry.is_over(now):
        return Home(config.upcoming or "", "upcoming")
    return Home(page_name(config.past or config.upcoming or "", title=entry.title, start=entry.order[0]), "past")
