"""The entries of a chat: what every reader of chats makes of its lines, before it becomes a session."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from ohbot.model import Person
from ohbot.privacy.counting import Removed
from ohbot.recognise.stamps import Moment
from ohbot.sources.base import Note

EntryKind = Literal["say", "action", "event", "prose", "heading"]

NO_METADATA: Mapping[str, Any] = MappingProxyType({})


class Entry(NamedTuple):
    """One entry of a chat in plain text; ``lines`` are the numbers of the lines that it was made of.

    A heading's ``level`` is 2 unless told; ``metadata`` holds ``x-`` keys that only the session file knows.
    """

    lines: tuple[int, ...]
    kind: EntryKind
    text: str
    speaker: str | None = None
    stamp: Moment = Moment()
    metadata: Mapping[str, Any] = NO_METADATA
    level: int = 2

    def with_text(self, text: str, more_lines: Sequence[int] = ()) -> "Entry":
        """The same entry with another text, which may have come from more lines."""
        lines, kind, _, speaker, stamp, metadata, level = self
        return Entry((*lines, *more_lines), kind, text, speaker, stamp, metadata, level)

    def marked(self, key: str, value: Any) -> "Entry":
        """The same entry with more metadata."""
        lines, kind, text, speaker, stamp, metadata, level = self
        more = {**metadata, key: value} if metadata else {key: value}
        return Entry(lines, kind, text, speaker, stamp, more, level)

    def as_heading(self, title: str, level: int) -> "Entry":
        """The heading that this entry asks for; its metadata tell who asked and when."""
        lines, _, _, speaker, stamp, metadata, _ = self
        time = stamp.written
        more = {**metadata, "x-time": time} if time else dict(metadata)
        if speaker:
            more["x-speaker"] = speaker
        return Entry(lines, "heading", title, None, stamp, more, level)


@dataclass(slots=True)
class Chat:
    """A chat while it is read: its entries, the facts found on the way, and what became of lines.

    ``hosts`` are those whom the chat itself calls hosts or chairs; ``day`` is that of stamps without a date,
    ``zone`` that of stamps without a zone, where known. One reader fills it, step by step.
    """

    entries: list[Entry] = field(default_factory=list)
    dropped: dict[int, str] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    removed: Removed = field(default_factory=Removed)
    title: str | None = None
    start: date | None = None
    end: datetime | None = None
    venues: tuple[str, ...] = ()
    recordings: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    hosts: dict[str, None] = field(default_factory=dict)
    day: str = ""
    zone: tzinfo | None = None

    def note(self, sentence: str, line: int | None = None) -> None:
        """Tell the person who imports."""
        self.notes.append(Note(line, sentence))

    def drop(self, entry: Entry, kind: str) -> None:
        """Count an entry's lines as dropped."""
        for number in entry.lines:
            self.dropped[number] = kind

    def said(self) -> Iterator[Entry]:
        """The entries that somebody said."""
        return (entry for entry in self.entries if entry.kind == "say")
