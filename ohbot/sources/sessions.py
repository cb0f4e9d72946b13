"""From the entries of a chat to a session: privacy first, then names and labels, then the body."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date
from itertools import chain
from types import MappingProxyType
from typing import Any

from ohbot.model import Heading, Item, Message, Person, Prose, Session
from ohbot.model.metadata import NICKS
from ohbot.model.searching import joined, lines_with
from ohbot.model.view import day_of
from ohbot.privacy.addresses import NUMBER, name_without_address, that_may_tell, without_addresses
from ohbot.privacy.commands import MAY_BE_TYPED, typed_to_one
from ohbot.privacy.counting import Removed
from ohbot.privacy.events import event_without_people
from ohbot.privacy.labels import Labels
from ohbot.privacy.marks import named_to_one
from ohbot.privacy.numbers import callers
from ohbot.privacy.record import has_off_mark, off_the_record
from ohbot.privacy.withheld import DIRECT
from ohbot.recognise.dates import find_when
from ohbot.recognise.nicks import plain_nick
from ohbot.recognise.stamps import Moment, impossible, moment, needs_dates, plain_days, shown, stamp_day
from ohbot.sources.base import Line, Options, Reading, account, line_list
from ohbot.sources.bots import is_bot, is_known_bot
from ohbot.sources.entries import Chat, Entry
from ohbot.sources.exchanges import grouped, relayed
from ohbot.sources.identities import GivenNames, follow, host_keys, known
from ohbot.sources.links import as_wikitext

_BOT = MappingProxyType({"x-bot": True})


def reading(chat: Chat, lines: Sequence[Line], options: Options) -> Reading:
    """The reading of a chat; nothing private and nothing off the record is in it."""
    speakers, texts = _speakers(chat.entries), [entry.text for entry in chat.entries]
    _drop_direct_messages(chat, speakers, texts)
    if any(has_off_mark(text) for text in texts if text[:1] in "[#"):
        _drop_off_the_record(chat)
    if not options.keep_private:
        _protect(chat, speakers)
    chat.entries = _on_plain_days(chat.entries)
    stamps = [entry.stamp for entry in chat.entries]
    start = chat.start if chat.start and _fits(chat, chat.start, stamps) else _start(chat, stamps)
    cast = _Cast(chat, options)
    entries = cast.named(chat.entries)
    _tell_odd_stamps(chat, stamps)
    items = list(_items(entries, dated=needs_dates(stamps)))
    if options.exchanges:
        items, sentence = grouped(items, cast.is_host)
        chat.note(sentence)
    session = Session(
        title=cast.relabel(chat.title) if chat.title else None,
        start=start,
        end=chat.end,
        venues=chat.venues,
        recordings=chat.recordings,
        people=cast.people(),
        body=tuple(items),
        metadata=cast.metadata,
    )
    kept = frozenset(chain(chat.kept, *[entry.lines for entry in entries]))
    counts = account(lines, kept=kept, dropped=chat.dropped)
    return Reading(session, counts, tuple(chat.notes), chat.removed.lines, is_chat=True)


def _on_plain_days(entries: list[Entry]) -> list[Entry]:
    """The entries with the days of their stamps as ISO 8601 tells them, where these are certain."""
    days = plain_days(dict.fromkeys([entry.stamp.day for entry in entries]))
    if not days:
        return entries
    return [
        Entry(lines, kind, text, speaker, Moment(clock, days.get(day, day), zone), metadata, level)
        for lines, kind, text, speaker, (clock, day, zone), metadata, level in entries
    ]


def _drop_direct_messages(chat: Chat, speakers: Sequence[str], texts: Sequence[str]) -> None:
    """What a reader only finds in its entries: commands that somebody typed, and marks in names."""
    entries = chat.entries
    names = {speaker.casefold() for speaker in speakers}
    direct = {speaker for speaker in speakers if named_to_one(speaker)}
    maybe = lines_with(MAY_BE_TYPED, joined(("", *texts)))
    gone = {at for at in maybe if entries[at].kind != "event" and typed_to_one(texts[at], names)}
    gone.update(at for at, entry in enumerate(entries if direct else ()) if entry.speaker in direct)
    for at in sorted(gone):
        chat.drop(entries[at], DIRECT)
    if gone:
        chat.entries = [entry for at, entry in enumerate(entries) if at not in gone]


def _speakers(entries: Sequence[Entry]) -> list[str]:
    """Everybody who speaks, once."""
    return [speaker for speaker in dict.fromkeys([entry.speaker for entry in entries]) if speaker]


def _drop_off_the_record(chat: Chat) -> None:
    texts = (None if entry.kind == "event" else entry.text for entry in chat.entries)
    kept = []
    for entry, hidden in zip(chat.entries, off_the_record(texts), strict=True):
        if hidden:
            chat.drop(entry, "off the record")
        else:
            kept.append(entry)
    chat.entries = kept


def _protect(chat: Chat, speakers: Sequence[str]) -> None:
    entries = chat.entries
    names = tuple({speaker for speaker in speakers if "(" in speaker or "[" in speaker})
    for place, entry in enumerate(entries):
        if entry.kind == "event":
            text, kinds = event_without_people(entry.text, names)
            for kind in kinds:
                chat.removed.count(kind, entry.lines[0])
            if kinds:
                entries[place] = entry.with_text(text)
    called = {speakers[at] for at in that_may_tell(speakers)}
    telling = that_may_tell([entry.text for entry in entries])
    metadata = {id(entry.metadata): entry.metadata for entry in entries}  # many share theirs
    if called or "@" in str(list(metadata.values())):
        telling |= {at for at, one in enumerate(entries) if one.speaker in called or "@" in str(one.metadata)}
    for place in telling:
        entries[place] = _protected(entries[place], chat.removed)
    if chat.title:
        chat.title = without_addresses(chat.title)[0]
    _name_callers(chat, _speakers(entries) if called else speakers)


def _name_callers(chat: Chat, speakers: Sequence[str]) -> None:
    """Whoever takes part under a telephone number gets another name."""
    names = callers(speaker for speaker in speakers if speaker[-1].isdigit())
    for index, entry in enumerate(chat.entries if names else ()):
        if entry.speaker in names:
            chat.removed.count(NUMBER, entry.lines[0])
            chat.entries[index] = entry._replace(speaker=names[entry.speaker])


def _protected(entry: Entry, removed: Removed) -> Entry:
    speaker, metadata = entry.speaker, entry.metadata
    text, kinds = without_addresses(entry.text)
    if speaker:
        speaker, hidden = name_without_address(speaker)
        kinds += hidden
    if metadata:
        metadata = _named_without(metadata, kinds)
    for kind in kinds:
        removed.count(kind, entry.lines[0])
    return entry._replace(text=text, speaker=speaker, metadata=metadata) if kinds else entry


def _named_without(value: Any, kinds: list[str]) -> Any:
    """A plain value in which nobody is called by an e-mail address."""
    if isinstance(value, str):
        name, hidden = name_without_address(value)
        kinds += hidden
        return name
    if isinstance(value, Mapping):
        return {key: _named_without(inner, kinds) for key, inner in value.items()}
    return [_named_without(inner, kinds) for inner in value] if isinstance(value, list) else value


def _fits(chat: Chat, start: date, stamps: Sequence[Moment]) -> bool:
    """Whether the stamps do not tell another day: a program may have told when it wrote the file."""
    first = next((day for stamp in stamps if (day := stamp_day(stamp))), None)
    return first in (None, day_of(start, chat.zone or UTC))


def _start(chat: Chat, stamps: Sequence[Moment]) -> date | None:
    """The time of the first stamp that has a day, or the time at which the log was opened; the day without a zone."""
    first = next((stamp for stamp in stamps if stamp.day), None)
    if first is None and chat.day:
        first = next((stamp for stamp in stamps if stamp.clock), Moment())._replace(day=chat.day)
    if first and (start := moment(first, chat.zone)):
        return start
    opened = next((entry for entry in chat.entries if entry.kind == "event"), None)
    when = find_when(opened.text) if opened else None
    if when and (start := when.start(chat.zone)):
        return start
    day = (first and stamp_day(first)) or (when and when.day) or None
    if day:
        chat.note("the log tells no time zone, so the start is its day alone; give --timezone")
    elif first or (when and when.clock is not None):
        chat.note("the log tells no certain day, so the session has no start; say --start")
    return day


def _tell_odd_stamps(chat: Chat, stamps: Sequence[Moment]) -> None:
    strange = impossible([stamp.clock for stamp in stamps])
    if strange:
        odd = [entry.lines[0] for entry in chat.entries if entry.stamp.clock in strange]
        chat.note(f"no such time of day, kept as it is written: lines {line_list(odd)}", odd[0])


class _Cast:
    """Who takes part, under which names they appear, and who of them is a host."""

    def __init__(self, chat: Chat, options: Options) -> None:
        self._options = options
        self._identities, self._subjects = follow(chat.entries)
        self._hosts = host_keys(options.people, chat.hosts)
        names = GivenNames(options)
        self._names = {who: names.name(nicks) for who, nicks in enumerate(self._identities.nicks)}
        self._labels = Labels(keep=(*(person.name for person in options.people), *chat.hosts))
        self._by_identity: dict[int, str] = {}
        self._spoke: dict[int, str] = {}
        self._shown: dict[tuple[int, str], str | None] = {}
        if options.anonymise:
            self._label_all(chat)

    @property
    def metadata(self) -> MappingProxyType[str, object]:
        """What only the session file knows: who is behind the labels."""
        private = {"participants": self._labels.private}
        return MappingProxyType({"private": private} if self._labels.private else {})

    def is_host(self, speaker: str) -> bool:
        """Whether a speaker, as the entries name them, is a host."""
        return plain_nick(speaker) in self._hosts

    def relabel(self, text: str, *, event: bool = False) -> str:
        """A text with those who are to stay unnamed replaced by their labels."""
        return self._labels.relabel(text, event=event) if self._labels.private else text

    def named(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries under the names that everybody gets, bots marked."""
        if self._labels.private:
            entries = [
                entry._replace(
                    text=self.relabel(entry.text, event=entry.kind == "event"),
                    metadata=self._labels.relabel_values(entry.metadata),
                )
                for entry in entries
            ]
        return [
            entry if who is None or entry.speaker is None else self._named(entry, entry.speaker, who)
            for entry, who in zip(entries, self._subjects, strict=True)
        ]

    def people(self) -> tuple[Person, ...]:
        """Those who were told and those who spoke, without bots and without those who stay unnamed."""
        people = {person.name.casefold(): person for person in self._options.people}
        for who, name in self._spoke.items():
            person = people.get(name.casefold()) or Person(name)
            nicks = person.metadata.get(NICKS, [])
            own = name if " " in name else ""  # a full name is no nick that a person could give a name to
            nicks = [*nicks, *(nick for nick in self._identities.nicks[who] if nick not in (own, *nicks))]
            people[name.casefold()] = replace(person, metadata={**person.metadata, NICKS: nicks}) if nicks else person
        spoke = {name.casefold() for name in self._spoke.values()}
        listed, _ = known(people.values())
        return tuple(person for key, person in people.items() if key in spoke or person in listed)

    def _named(self, entry: Entry, speaker: str, who: int) -> Entry:
        key = (who, speaker)
        if key not in self._shown:
            is_bot = "x-bot" in entry.metadata and who not in self._by_identity
            self._shown[key] = None if is_bot else self._name(self._identities.root(who), speaker)
        name = self._shown[key]
        if name is None:
            return entry._replace(metadata={**entry.metadata, **_BOT} if entry.metadata else _BOT)
        return entry if name == speaker else entry._replace(speaker=name)

    def _name(self, who: int, speaker: str) -> str | None:
        """Under which name a speaker appears; None for a bot."""
        label = self._by_identity.get(who)
        if label:
            return label
        if is_bot(speaker):
            return None
        name = self._names.get(who) or speaker
        self._spoke.setdefault(who, name)
        return name

    def _label_all(self, chat: Chat) -> None:
        for who in dict.fromkeys(self._identities.root(who) for who in self._subjects if who is not None):
            nicks = tuple(self._identities.nicks[who])
            spared = self._names.get(who) or any(
                plain_nick(nick) in self._hosts or is_known_bot(nick) for nick in nicks
            )
            if not spared:
                self._by_identity[who] = self._labels.add(nicks)
        for name in _named_in(chat.entries):
            if not self.is_host(name) and not is_known_bot(name):
                self._labels.add_once(name)
        self._labels.learn(entry.text for entry in chat.entries)


def _named_in(entries: Sequence[Entry]) -> Iterator[str]:
    """Those named who may never have spoken: who asked through somebody else, reacted or took minutes."""
    for entry in entries:
        found = relayed(entry.text) if entry.kind == "say" else None
        if found and found[0]:
            yield found[0]
        for names in entry.metadata.get("x-reactions", {}).values():
            yield from names
        yield from (entry.metadata[key] for key in ("x-scribe", "x-speaker") if key in entry.metadata)


def _items(entries: Sequence[Entry], *, dated: bool) -> Iterator[Item]:
    texts = as_wikitext([entry.text for entry in entries])
    for (_, kind, _, speaker, stamp, metadata, level), text in zip(entries, texts, strict=True):
        if kind == "prose":
            yield Prose(text, metadata)
        elif kind == "heading":
            yield Heading(text, level, metadata)
        else:
            time = shown(stamp, dated=dated) if dated or stamp.zone else stamp.clock or None
            yield Message(text, time, speaker, kind, metadata)
