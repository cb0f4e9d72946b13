"""A session as rows, one for each thing that is said or written: what every export, search and count is made of."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal, TypeAlias
from urllib.parse import quote

from ohbot.model import Exchange, Heading, Message, Session, is_follow_up
from ohbot.model.view import day_of, view
from ohbot.recognise.dates import day_in
from ohbot.wikitext.plain import plain

Kind: TypeAlias = Literal["heading", "question", "answer", "say", "action", "event", "prose"]
MESSAGES: tuple[Kind, ...] = ("say", "action", "event")
"""The kinds of rows that are lines of a chat."""
_IN_FRAGMENT = "/:;@,!()*~'&=+$?"


@dataclass(frozen=True)
class SessionRecord:
    """A session and where it is: its ``name`` in the archive, and the ``address`` of its page, None where unknown.

    ``translations`` are the languages in which the archive has a view of it.
    """

    name: str
    session: Session
    address: str | None = None
    translations: tuple[str, ...] = ()

    @cached_property
    def date(self) -> date | None:
        """The day of the start (UTC), else the one that the title, the page's name or the session's name tells."""
        if self.session.start:
            return day_of(self.session.start)
        return day_in(self.session.title, self.page, self.name)

    @property
    def page(self) -> str | None:
        """The title of the page."""
        return self.session.wiki.page if self.session.wiki else None

    @property
    def place(self) -> dict[str, Any]:
        """What tells where the session is and when it was, as plain values."""
        link = self.session.wiki
        return {
            "session": self.name,
            "page": self.page,
            "address": self.address,
            "page_id": link.page_id if link else None,
            "revision": link.revision if link else None,
            "date": self.date.isoformat() if self.date else None,
        }

    @property
    def view(self) -> dict[str, Any]:
        """The JSON view of the session, with its place before it."""
        return self.place | {"translations": list(self.translations)} | view(self.session)

    def address_at(self, row: "ExportRow") -> str | None:
        """The address of the section of the page in which a row stands."""
        if not self.address or not row.anchor:
            return self.address
        return f"{self.address}#{quote(row.anchor, safe=_IN_FRAGMENT)}"


@dataclass(frozen=True)
class ExportRow:
    """One thing that a session says: a heading, a question, an answer, a line of a chat, or prose.

    ``text`` is wikitext, as in the JSON view; ``plain`` its words. ``position`` counts the items of the body from 1;
    a question and its answers share one. ``number`` counts the exchanges, ``answer`` the answers of one exchange.
    """

    kind: Kind
    text: str
    position: int
    section: str | None = None
    """The words of the heading above, None before the first."""
    anchor: str | None = None
    """The id of that heading on the page."""
    level: int | None = None
    number: int | None = None
    answer: int | None = None
    answers: int = 0
    """How many answers the exchange has."""
    question: str | None = None
    """Of a question and its answers."""
    speaker: str | None = None
    """Who says it; the default speaker where an answer names nobody."""
    role: str | None = None
    time: str | None = None

    @cached_property
    def plain(self) -> str:
        """The text without markup."""
        return plain(self.text)

    @property
    def is_unanswered(self) -> bool:
        """Whether it is a question without an answer."""
        return self.kind == "question" and not self.answers

    @property
    def is_follow_up(self) -> bool:
        """Whether it is a question that says that it is a follow-up."""
        return self.kind == "question" and is_follow_up(self.text)

    @property
    def where(self) -> str:
        """What a person calls the place in the session."""
        if self.number is not None:
            return f"exchange {self.number}"
        return f"{'message' if self.kind in MESSAGES else self.kind} (item {self.position})"


def rows(session: Session) -> Iterator[ExportRow]:
    """The rows of a session, in its order."""
    anchors: Counter[str] = Counter()
    section: str | None = None
    anchor: str | None = None
    number = 0
    for position, item in enumerate(session.body, 1):
        if isinstance(item, Heading):
            section = plain(item.text)
            anchor = _anchor(section, anchors)
            found = [ExportRow("heading", item.text, position, level=item.level)]
        elif isinstance(item, Exchange):
            number += 1
            found = list(_exchange(item, position, number, session.default_speaker))
        elif isinstance(item, Message):
            found = [ExportRow(item.kind, item.text, position, speaker=item.speaker, time=item.time)]
        else:
            found = [ExportRow("prose", item.wikitext, position)]
        yield from (replace(row, section=section, anchor=anchor) for row in found)


def _exchange(item: Exchange, position: int, number: int, default: str | None) -> Iterator[ExportRow]:
    asked = ExportRow(
        "question", item.question, position, number=number, answers=len(item.answers), question=item.question
    )
    yield asked
    for index, answer in enumerate(item.answers, 1):
        speaker = answer.speaker or default
        yield replace(asked, kind="answer", text=answer.text, answer=index, speaker=speaker, role=answer.role)


def _anchor(heading: str, before: Counter[str]) -> str:
    """The id that MediaWiki gives a heading (``Sanitizer::escapeIdForAttribute``), numbered where it comes again."""
    name = "_".join(heading.split())
    before[name.casefold()] += 1
    times = before[name.casefold()]
    return name if times == 1 else f"{name}_{times}"
