"""How a transcript is to be read: as a person says, else as it was read before; and what else they say of it."""

from dataclasses import dataclass, replace
from datetime import date, tzinfo

import click

from ohbot.cli.logs import printable
from ohbot.errors import InputError, UsageError
from ohbot.model import Person, Session, Transcript, WikiLink
from ohbot.model.session import Choice
from ohbot.recognise.zones import time_zone
from ohbot.sources import SOURCES, Imported, Options, hosts_of, import_transcript, known

NICKS = "x-nicks"


@dataclass(frozen=True, slots=True)
class Instructions:
    """What a person says of the reading; None where they say nothing of it."""

    form: str | None = None
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
        said: dict[Choice, bool | None] = {
            "exchanges": self.exchanges,
            "anonymise": self.anonymise,
            "keep-private": self.keep_private,
        }
        choices = tuple(
            word for word, is_said in said.items() if (word in before.choices if is_said is None else is_said)
        )
        hosts = before.hosts if self.people is None else tuple(one.name for one in hosts_of(self.people))
        return replace(
            before,
            kind=self.form or before.kind,
            encoding=self.encoding or before.encoding,
            timezone=self.timezone or before.timezone,
            heading=self.heading or before.heading,
            choices=choices,
            hosts=hosts,
        )


@dataclass(frozen=True, slots=True)
class FactOptions:
    """What a person says of the meeting itself."""

    title: str | None = None
    start: date | None = None
    page: str | None = None

    def of(self, session: Session) -> Session:
        """The session with these facts; raises UsageError where it has another page."""
        if self.page and session.wiki and session.wiki.page != self.page:
            raise UsageError(
                f"the session has the page {session.wiki.page}; to move it, change wiki: page in its file"
            )
        link = session.wiki or (WikiLink(self.page) if self.page else None)
        return replace(session, title=self.title or session.title, start=self.start or session.start, wiki=link)


def read_transcript(
    data: bytes, name: str, instructions: Instructions, before: Transcript, session: Session | None = None
) -> tuple[Imported, Transcript]:
    """A transcript's reading, and its entry for ``sources``.

    ``before`` tells how it was read the last time (only its name, where it never was), ``session`` who is who.
    """
    entry = instructions.over(before)
    options = _options(entry, instructions, session or Session())
    imported = _read(data, name, instructions, entry, options)
    if instructions.ask and (
        named := [replace(one, name=_name_of(one)) for one in _with_nicks(imported.reading.session)]
    ):
        imported = _read(data, name, instructions, entry, _named(options, named))
    return imported, replace(entry, kind=imported.format, sha256=imported.sha256, kept=None, waiting=None)


def _read(data: bytes, name: str, instructions: Instructions, entry: Transcript, options: Options) -> Imported:
    """The transcript, of the kind that it was before where it can still be read so."""
    kinds = (
        [instructions.form] if instructions.form else [*(one.name for one in SOURCES if one.name == entry.kind), None]
    )
    for kind in kinds[:-1]:
        try:
            return import_transcript(data, name, format=kind, encoding=entry.encoding, options=options)
        except InputError:
            continue
    return import_transcript(data, name, format=kinds[-1], encoding=entry.encoding, options=options)


def _options(entry: Transcript, instructions: Instructions, session: Session) -> Options:
    """The options of a reading: hosts as a person names them, others as the session names them."""
    anonymise = "anonymise" in entry.choices
    options = Options(
        zone(entry.timezone), (), {}, "exchanges" in entry.choices, anonymise, "keep-private" in entry.choices
    )
    by_name = {person.name: person for person in session.people}
    hosts = tuple(by_name.get(name) or Person(name) for name in entry.hosts)
    spoken = [one for one in _with_nicks(session) if one.name in entry.hosts or not anonymise]
    options = _named(replace(options, people=hosts), spoken)
    if instructions.people is None:
        return options
    _, nicks = known(instructions.people, anonymise=anonymise)
    return replace(options, people=hosts_of(instructions.people), nicks={**options.nicks, **nicks})


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
