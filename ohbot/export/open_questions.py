"""Questions that wait for an answer: those without one, and those whose last answer promises another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from ohbot.export.rows import ExportRow, SessionRecord, rows
from ohbot.model import Answer, Exchange
from ohbot.recognise.promises import promises


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits; ``promise`` is the row of the answer that promises one, None where there is no answer.

    ``days`` is how long it has been waiting, None where the session's day is not known.
    """

    record: SessionRecord
    question: ExportRow
    promise: ExportRow | None = None
    days: int | None = None

    @property
    def address(self) -> str | None:
        """The address of its section of the page, None where that is not known."""
        return self.record.address_at(self.question)

    def as_json(self) -> dict[str, Any]:
        """The same for a program; what is absent is None."""
        promise = self.promise
        return self.record.place | {
            "address": self.address,
            "days": self.days,
            "number": self.question.number,
            "position": self.question.position,
            "question": self.question.plain,
            "promise": promise and promise.plain,
            "promised_by": promise and promise.speaker,
        }


def open_questions(records: Iterable[SessionRecord], words: Iterable[str], now: datetime) -> list[OpenQuestion]:
    """The questions that wait at a moment, those that have waited longest first.

    ``words`` are phrases that promise an answer besides those that are known. ``promised: true`` or ``false`` at an
    answer of a session file goes before its words. Questions to a session that has not begun do not wait yet.
    """
    phrases, today = tuple(words), now.astimezone(UTC).date()
    found = [one for record in records if not _is_to_come(record, now) for one in _waiting(record, phrases, today)]
    return sorted(found, key=lambda one: (one.days is None, -(one.days or 0)))


def _is_to_come(record: SessionRecord, now: datetime) -> bool:
    session, day = record.session, record.date
    if isinstance(session.start, datetime):
        return session.start > now
    return day > now.astimezone(UTC).date() if day else session.status == "planned"


def _waiting(record: SessionRecord, words: tuple[str, ...], today: date) -> Iterator[OpenQuestion]:
    days = max((today - record.date).days, 0) if record.date else None
    for position, group in groupby(rows(record.session), key=lambda row: row.position):
        item, (first, *answers) = record.session.body[position - 1], group
        if isinstance(item, Exchange) and not answers:
            yield OpenQuestion(record, first, None, days)
        elif isinstance(item, Exchange) and is_promise(item.answers[-1], answers[-1].plain, words):
            yield OpenQuestion(record, first, answers[-1], days)


def is_promise(answer: Answer, plain: str, words: Iterable[str] = ()) -> bool:
    """Whether an answer, of which ``plain`` are the words, only promises one: its file says so, or its words do."""
    promised = answer.metadata.get("promised")
    return promises(plain, words) if promised is None else bool(promised)
