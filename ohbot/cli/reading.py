"""How a transcript is to be read: as a person says, else as it was read before; and what else they say of it."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from pathlib import Path
from typing import get_args

import click

from ohbot.archive import Archive
from ohbot.cli.common import Settings
from ohbot.cli.logs import printable
from ohbot.errors import InputError, UsageError
from ohbot.model import Person, Session, Transcript, WikiLink
from ohbot.model.metadata import NICKS
from ohbot.model.session import Choice
from ohbot.pads import is_address
from ohbot.recognise.zones import time_zone
from ohbot.sources import SOURCES, Imported, Options, file_name, hosts_of, import_transcript, known
from ohbot.sync.joining import Arrival, as_kept, entry_of


@dataclass(frozen=True, slots=True)
class Order:
    """What a person ordered for each of the transcripts; None where they say nothing of it.

    ``archive`` is None where the outcome goes elsewhere; ``path`` is the session file that is named, in the archive
    or elsewhere, and ``joins`` whether a transcript may become one more of that session.
    """

    settings: Settings
    archive: Archive | None = None
    path: Path | None = None
    joins: bool = False
    strict: bool = False
    force: bool = False
    dry_run: bool = False
    title: str | None = None
    start: date | None = None
    page: str | None = None
    kind: str | None = None
    encoding: str | None = None
    timezone: str | None = None
    people: tuple[Person, ...] | None = None
    exchanges: bool | None = None
    anonymise: bool | None = None
    keep_private: bool | None = None
    heading: str | None = None
    ask: bool = False

    def over(self, before: Transcript) -> Transcript:
        """How a transcript is to be read that was read before in this way."""
        said: dict[Choice, bool | None] = {word: getattr(self, word.replace("-", "_")) for word in get_args(Choice)}
        choices = tuple(word for word, is_so in said.items() if is_so or (is_so is None and word in before.choices))
        hosts = before.hosts if self.people is None else tuple(one.name for one in hosts_of(self.people))
        words = {name: getattr(self, name) for name in ("kind", "encoding", "timezone", "heading")}
        return replace(before, choices=choices, hosts=hosts, **{name: word for name, word in words.items() if word})

    def with_facts(self, session: Session) -> Session:
        """The session with the facts that they say; raises UsageError where it has another page."""
        if self.page and session.wiki and session.wiki.page != self.page:
            raise UsageError(
                f"the session has the page {session.wiki.page}; to move it, change wiki: page in its file"
            )
        link = session.wiki or (WikiLink(self.page) if self.page else None)
        return replace(session, title=self.title or session.title, start=self.start or session.start, wiki=link)


def entry_name(name: str) -> str:
    """How ``sources`` names a transcript."""
    return name if is_address(name) else file_name(name)


def read_transcript(data: bytes, name: str, order: Order, session: Session) -> tuple[Imported, Arrival]:
    """A transcript, read as a person says, else as when it came into the session, which also tells who is who."""
    file = entry_name(name)
    entry = order.over(entry_of(session, file) or Transcript(file))
    options = _options(entry, order, session)
    imported = _read(data, name, order, entry, options)
    asked = _with_nicks(imported.reading.session) if order.ask else []
    if named := [replace(one, name=_name_of(one)) for one in asked]:
        imported = _read(data, name, order, entry, _named(options, named))
    reading = imported.reading.session
    page = order.page or (reading.wiki.page if reading.wiki else None)
    entry = replace(entry, kind=imported.format, sha256=imported.sha256, kept=None, waiting=None)
    return imported, Arrival(entry, as_kept(reading), page)


def _read(data: bytes, name: str, order: Order, entry: Transcript, options: Options) -> Imported:
    """The transcript, of the kind that it was before where it can still be read so."""
    if order.kind is None and entry.kind in {source.name for source in SOURCES}:
        with suppress(InputError):
            return import_transcript(data, name, format=entry.kind, encoding=entry.encoding, options=options)
    return import_transcript(data, name, format=order.kind, encoding=entry.encoding, options=options)


def _options(entry: Transcript, order: Order, session: Session) -> Options:
    """The options of a reading: hosts as a person names them, others as the session names them."""
    anonymise = "anonymise" in entry.choices
    by_name = {person.name: person for person in session.people}
    hosts = tuple(by_name.get(name) or Person(name) for name in entry.hosts)
    exchanges, keep_private = "exchanges" in entry.choices, "keep-private" in entry.choices
    options = Options(zone(entry.timezone), hosts, {}, exchanges, anonymise, keep_private)
    options = _named(options, [one for one in _with_nicks(session) if one.name in entry.hosts or not anonymise])
    if order.people is None:
        return options
    _, nicks = known(order.people, anonymise=anonymise)
    return replace(options, people=hosts_of(order.people), nicks={**options.nicks, **nicks})


def _named(options: Options, people: list[Person]) -> Options:
    """With the names of people for their nicks; those with a role are hosts."""
    listed, nicks = known(people)
    more = tuple(one for one in listed if one not in options.people)
    return replace(options, people=(*options.people, *more), nicks={**nicks, **options.nicks})


def zone(name: str | None) -> tzinfo | None:
    """The time zone of a name; raises UsageError where there is none."""
    found = time_zone(name) if name else None
    if name and found is None:
        raise UsageError(f"{name}: there is no such time zone; name one as in Europe/Berlin, or UTC")
    return found


def _with_nicks(session: Session) -> list[Person]:
    return [person for person in session.people if person.metadata.get(NICKS)]


def _name_of(person: Person) -> str:
    nicks = printable(", ".join(person.metadata[NICKS]))
    name: str = click.prompt(f"Who is {nicks}?", default=person.name, err=True)
    return name
