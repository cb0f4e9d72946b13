"""A session as frozen values: its facts, its body, and where on a wiki it lives."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

Status: TypeAlias = Literal["planned", "held", "cancelled"]
Kind: TypeAlias = Literal["say", "action", "event"]

Metadata: TypeAlias = Mapping[str, Any]
"""What only the file knows of a thing: its ``private`` key and its ``x-`` keys.

It takes no part in comparison: two sessions are equal where a page could show no difference.
"""

NOTHING: Metadata = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part: ``name`` as people write it, ``role``, and the wiki account's ``username``."""

    name: str
    role: str | None = None
    username: str | None = None
    metadata: Metadata = field(default_factory=lambda: NOTHING, compare=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person said to a question: inline wikitext, paragraphs joined by a blank line.

    ``speaker`` is plain text, and None for the default speaker; ``role`` is what stands in brackets behind.
    """

    text: str
    speaker: str | None = None
    role: str | None = None
    metadata: Metadata = field(default_factory=lambda: NOTHING, compare=False)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question (one paragraph of inline wikitext) and its answers, of which there may be none."""

    question: str
    answers: tuple[Answer, ...] = ()
    metadata: Metadata = field(default_factory=lambda: NOTHING, compare=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One line of a chat log or dialogue: ``time`` is the stamp as written, ``speaker`` None for events.

    ``text`` is one line of inline wikitext.
    """

    text: str
    time: str | None = None
    speaker: str | None = None
    kind: Kind = "say"
    metadata: Metadata = field(default_factory=lambda: NOTHING, compare=False)


@dataclass(frozen=True, slots=True)
class Prose:
    """Wikitext that ohbot keeps as it is."""

    wikitext: str
    metadata: Metadata = field(default_factory=lambda: NOTHING, compare=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that opens a section; ``level`` is 1 to 6."""

    text: str
    level: int = 2
    metadata: Metadata = field(default_factory=lambda: NOTHING, compare=False)


Item: TypeAlias = Exchange | Message | Prose | Heading


@dataclass(frozen=True, slots=True)
class SkeletonFacts:
    """The facts of the last sync that the words of a page's skeleton depend on, where the page does not tell them.

    ``shown`` names the facts that the session's own prose told when the page was made, and the skeleton left out.
    """

    title: str | None = None
    start: date | None = None
    end: datetime | None = None
    status: Status | None = None
    venues: tuple[str, ...] = ()
    recordings: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    default_speaker: str | None = None
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WikiLink:
    """Where the session lives on the wiki, and the revision that it was last synced with (the base).

    ``page_id``, ``revision`` and ``synced`` (UTC) are None before the first sync. ``merged`` is there while a
    conflict waits: the later revision from which the file has all else; ``waiting`` tells where on it that is not so.
    ``sha1`` and ``merged_sha1`` are of the texts of the two revisions (None in files of earlier versions): a wiki
    that was restored gives ids out anew. ``moved_from`` is there while the page is out of the archive's prefix: its
    last name under that. ``skeleton`` is there where the page was made with a skeleton, which follows the facts.
    ``unshown`` are marks of facts that the page does not show as they are here.
    """

    page: str
    page_id: int | None = None
    revision: int | None = None
    synced: datetime | None = None
    merged: int | None = None
    waiting: tuple[str, ...] = ()
    sha1: str | None = None
    merged_sha1: str | None = None
    moved_from: str | None = None
    skeleton: SkeletonFacts | None = None
    unshown: tuple[str, ...] = ()
    metadata: Metadata = field(default_factory=lambda: NOTHING, compare=False)


Part: TypeAlias = Literal["body", "section", "times"]
Choice: TypeAlias = Literal["exchanges", "anonymise", "keep-private"]


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript that a session was made of: ``file`` is its name or address, ``sha256`` of its bytes.

    ``part`` is what it is to the session: its body, a section under the heading ``heading``, or the times of what is
    said. ``kept`` names its reading in ``transcripts/``, the base of the next import; ``waiting`` the reading that is
    merged but for conflicts (see `ohbot.sync.transcripts`). The rest are the options of the import.
    """

    file: str
    kind: str | None = None
    sha256: str | None = None
    part: Part = "body"
    heading: str | None = None
    kept: str | None = None
    waiting: str | None = None
    choices: tuple[Choice, ...] = ()
    timezone: str | None = None
    encoding: str | None = None
    hosts: tuple[str, ...] = ()
    metadata: Metadata = field(default_factory=lambda: NOTHING, compare=False)


WORDS = MappingProxyType({Exchange: "question", Answer: "text", Message: "text", Prose: "wikitext", Heading: "text"})
"""The field that holds the words of each kind of thing."""


def words_in(thing: Item | Answer) -> str:
    """The question, text or wikitext of a thing."""
    return str(getattr(thing, WORDS[type(thing)]))


def texts_in(thing: Item | Answer) -> Iterator[str]:
    """The words of a thing, and of the answers in it."""
    yield words_in(thing)
    yield from (answer.text for answer in getattr(thing, "answers", ()))


def with_texts(item: Item, change: Callable[[str], str]) -> Item:
    """An item with each of its texts changed."""
    if isinstance(item, Exchange):
        answers = tuple(replace(answer, text=change(answer.text)) for answer in item.answers)
        return replace(item, question=change(item.question), answers=answers)
    words: dict[str, Any] = {WORDS[type(item)]: change(words_in(item))}
    return replace(item, **words)


FACTS = ("title", "start", "end", "status", "venues", "recordings", "people", "default_speaker")
"""The names of a session's facts, in the order in which files and views write them."""


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting: facts, body, and its place on the wiki. Times are aware and in UTC.

    ``title`` is None only where a page states none; a session file always has one. ``start`` is a plain date where
    the day alone is known.
    """

    title: str | None = None
    start: date | None = None
    end: datetime | None = None
    status: Status | None = None
    venues: tuple[str, ...] = ()
    recordings: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    default_speaker: str | None = None
    body: tuple[Item, ...] = ()
    sources: tuple[Transcript, ...] = ()
    wiki: WikiLink | None = None
    metadata: Metadata = field(default_factory=lambda: NOTHING, compare=False)


_FOLLOW_UP = re.compile(
    r"\W*follow[-\s\u2010\u2011]?up(?:\s+question)?\s*(?:[(\[][^()\[\]]{1,60}[)\]]\s*)?:", re.IGNORECASE
)


def is_follow_up(question: str) -> bool:
    """Whether a question says of itself that it is a follow-up ("Follow-up:" and its spellings)."""
    return _FOLLOW_UP.match(question) is not None
