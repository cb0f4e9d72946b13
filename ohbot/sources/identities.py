"""Who is who in a chat: nicks that change, and the people whom a person told."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ohbot.model import Person
from ohbot.model.metadata import NICKS
from ohbot.recognise.chatline import RENAMED, happened
from ohbot.recognise.nicks import plain_nick
from ohbot.sources.base import Options
from ohbot.sources.entries import Entry

_GUEST = re.compile(r"(?:guest|webchat|kiwi|mibbit|mib_|androirc|user|unknown|nobody)[_\d-]*$", re.IGNORECASE)
_SUBJECT = re.compile(r"(?P<listed>(?:Joins|Parts|Quits): )?(?P<nick>\S+)")


class Identities:
    """Follows nicks through a chat; an identity is a number, and ``nicks`` tells its nicks in their order."""

    def __init__(self) -> None:
        self.nicks: list[dict[str, None]] = []
        self._now: dict[str, int] = {}
        self._same: dict[int, int] = {}

    def of(self, nick: str) -> int:
        """Who has this nick at this point of the chat."""
        known = self._now.get(nick)
        if known is None:
            known = self._now.get(nick.casefold(), len(self.nicks))
            if known == len(self.nicks):
                self.nicks.append({})
            self._now[nick] = self._now[nick.casefold()] = known
            self.nicks[self.root(known)][nick] = None
        return self.root(known) if self._same else known

    def root(self, who: int) -> int:
        """The identity that this one turned out to be."""
        while (same := self._same.get(who)) is not None:
            self._same[who] = self._same.get(same, same)  # a shorter way for the next time
            who = same
        return who

    def rename(self, old: str, new: str) -> None:
        """Somebody changes the nick; the old one is free for others where many people pass through it."""
        who = self.of(old)
        if new.casefold() in self._now and not _GUEST.match(new):
            other = self.of(new)
            if other != who:
                self._same[who] = other
                self.nicks[other].update(self.nicks[who])
                who = other
        else:
            self._now[new] = self._now[new.casefold()] = who
            self.nicks[who][new] = None
        if _GUEST.match(old):
            self._now.pop(old, None)
            self._now.pop(old.casefold(), None)


def follow(entries: Iterable[Entry]) -> tuple[Identities, list[int | None]]:
    """The identities of a chat, and for each entry who speaks or, in an event, of whom it tells."""
    identities = Identities()
    return identities, list(_subjects(entries, identities))


def _subjects(entries: Iterable[Entry], identities: Identities) -> Iterator[int | None]:
    for entry in entries:
        old, nick = ("", entry.speaker) if entry.kind != "event" or entry.speaker else _renamed(entry.text)
        if old and nick:
            identities.rename(old, nick)
        yield None if nick is None else identities.of(nick)


@lru_cache(maxsize=8192)
def _renamed(event: str) -> tuple[str, str | None]:
    """The old nick where somebody takes another, and of whom an event tells; the same few come and go."""
    has_happened = happened(event)
    if (has_happened or "→" in event or "->" in event) and (renamed := RENAMED.match(event)):
        return renamed["old"] or renamed["old2"], renamed["new"] or renamed["new2"]
    subject = _SUBJECT.match(event) if has_happened else None
    if not subject or (not subject["listed"] and happened(event, before=0)):
        return "", None
    return "", subject["nick"].rstrip(":")


class GivenNames:
    """What the person who imports told of people: which names nicks stand for."""

    def __init__(self, options: Options) -> None:
        self._nicks = {nick.casefold(): name for nick, name in options.nicks.items()}
        self._people: dict[str, str] = {}
        for person in options.people:
            for name in (person.name, person.username):
                if name:
                    self._people.setdefault(name.casefold(), person.name)

    def name(self, nicks: Iterable[str]) -> str | None:
        """The name of the person who has these nicks, or None where nobody told."""
        for nick in nicks:
            found = self._nicks.get(nick.casefold()) or self._people.get(nick.casefold())
            if found:
                return found
        return None


def known(people: Iterable[Person], *, anonymise: bool = False) -> tuple[tuple[Person, ...], dict[str, str]]:
    """Who of a list of people stands in a session though silent, and whose nicks the list tells (``Options.nicks``).

    Somebody with nicks and neither role nor account is but a name for these nicks, as an import writes it
    into the session file; with ``anonymise`` those whose name is one of their nicks are nobody's.
    """
    given = tuple(people)
    listed = tuple(one for one in given if one.role or one.username or not one.metadata.get(NICKS))
    counted = [one for one in given if one in listed or _has_name(one)] if anonymise else given
    return listed, {str(nick): one.name for one in counted for nick in one.metadata.get(NICKS) or ()}


def hosts_of(people: Iterable[Person]) -> tuple[Person, ...]:
    """Whom a person names as hosts who tells who is who (``Options.people``).

    They are those with a role or an account, or without nicks; where there are none, all who have a name that is
    not one of their nicks.
    """
    given = tuple(people)
    return known(given)[0] or tuple(filter(_has_name, given))


def _has_name(person: Person) -> bool:
    nicks = {str(nick).casefold() for nick in person.metadata.get(NICKS) or ()}
    return person.name.casefold() not in nicks


def host_keys(people: Iterable[Person], names: Mapping[str, None] | Iterable[str]) -> frozenset[str]:
    """The nicks, in plain form, by which hosts are known: their names, first names and usernames."""
    names_known = [*names, *(person.name for person in people), *(person.username or "" for person in people)]
    words = [name.split()[0] for name in names_known if len(name.split()) > 1]
    return frozenset(plain_nick(name) for name in (*names_known, *words) if name)
