"""How much an archive holds: sessions, questions, answers, messages and words, by year and by speaker."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any
from unicodedata import combining, east_asian_width

from ohbot.export.rows import MESSAGES, ExportRow, SessionRecord, rows

_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Numbers:
    """What is counted; ``words`` are those of questions, answers and messages (events have none)."""

    sessions: int = 0
    questions: int = 0
    answers: int = 0
    unanswered: int = 0
    messages: int = 0
    words: int = 0

    def add(self, row: ExportRow) -> None:
        """Count a row."""
        self.questions += row.kind == "question"
        self.answers += row.kind == "answer"
        self.unanswered += row.is_unanswered
        self.messages += row.kind in MESSAGES
        if row.kind in SPOKEN:
            self.words += len(_WORD.findall(row.plain))


SPOKEN = ("question", "answer", "say", "action")
"""The kinds of rows that somebody says."""
BY_SPEAKER = ("sessions", "answers", "messages", "words")
"""What is counted of a speaker: who asks is not known."""


@dataclass(slots=True)
class Stats:
    """The numbers of all sessions, of those of a year (None where no date is known), and of those who speak."""

    whole: Numbers = field(default_factory=Numbers)
    years: dict[int | None, Numbers] = field(default_factory=lambda: defaultdict(Numbers))
    speakers: dict[str, Numbers] = field(default_factory=lambda: defaultdict(Numbers))

    def add(self, record: SessionRecord) -> None:
        """Count a session."""
        year = self.years[record.date.year if record.date else None]
        found = list(rows(record.session))
        for numbers in (self.whole, year, *(self.speakers[name] for name in {row.speaker for row in found} if name)):
            numbers.sessions += 1
        for row in found:
            for numbers in (self.whole, year, *([self.speakers[row.speaker]] if row.speaker else ())):
                numbers.add(row)

    def by_year(self) -> list[tuple[int | None, Numbers]]:
        """The years in order, what has no date at the end."""
        return sorted(self.years.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))

    def by_speaker(self) -> list[tuple[str, Numbers]]:
        """The speakers, who says most first."""
        return sorted(self.speakers.items(), key=lambda pair: (-pair[1].words, pair[0]))

    def as_json(self) -> dict[str, Any]:
        """The numbers as plain values."""
        return {
            "all": asdict(self.whole),
            "years": [{"year": year} | asdict(one) for year, one in self.by_year()],
            "speakers": [
                {"speaker": name} | {key: getattr(one, key) for key in BY_SPEAKER} for name, one in self.by_speaker()
            ],
        }


def stats(records: Iterable[SessionRecord]) -> Stats:
    """The numbers of sessions."""
    found = Stats()
    for record in records:
        found.add(record)
    return found


def table(found: Stats) -> str:
    """The numbers as a person reads them: a table of the years, and one of the speakers."""
    names = tuple(asdict(found.whole))
    years = [[str(year or "no date"), *_values(numbers, names)] for year, numbers in found.by_year()]
    speakers = [[name, *_values(numbers, BY_SPEAKER)] for name, numbers in found.by_speaker()]
    whole = ["all", *_values(found.whole, names)]
    tables = [[["year", *names], *years, whole], [["speaker", *BY_SPEAKER], *speakers]]
    return "\n\n".join(map(_aligned, tables if speakers else tables[:1]))


def _values(numbers: Numbers, names: Iterable[str]) -> list[str]:
    return [f"{getattr(numbers, name):,}" for name in names]


def _aligned(lines: list[list[str]]) -> str:
    """The columns of a table: the first to the left, the others to the right."""
    first, *widths = (max(map(_width, column)) for column in zip(*lines, strict=True))
    names = [line[0] + " " * (first - _width(line[0])) for line in lines]
    numbers = [[cell.rjust(width) for cell, width in zip(line[1:], widths, strict=True)] for line in lines]
    return "\n".join("  ".join([name, *cells]) for name, cells in zip(names, numbers, strict=True))


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum((east_asian_width(char) in "WF") + (not combining(char)) for char in text)
