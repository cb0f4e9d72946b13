"""Chats that services export as JSON: one reader for the rows of ``ohbot.sources.exports``."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone, tzinfo
from itertools import chain
from typing import Any, NamedTuple

from ohbot.errors import InputError
from ohbot.model.counting import counted
from ohbot.privacy.marks import is_everyone
from ohbot.privacy.withheld import DIRECT
from ohbot.recognise.clocks import recorded
from ohbot.recognise.dates import is_clock
from ohbot.recognise.stamps import Moment
from ohbot.sources import exports as known
from ohbot.sources import messages
from ohbot.sources.base import Line, Options, Reading, line_list
from ohbot.sources.entries import Chat, Entry
from ohbot.sources.exports import EXPORTS, Export
from ohbot.sources.jsontext import Item, each, find, lists, load, repair, strings, text_of, time_of
from ohbot.sources.meetbot import apply_meetbot
from ohbot.sources.recordings import seconds_of
from ohbot.sources.sessions import reading

_ME = re.compile(r"/me\s+(?=\S)")
_ACCOUNT = re.compile(r"@([^:\s]+):\S+$")
_WRITTEN = dict.fromkeys("text message body content caption msg description question payload".split(), True)
_WRITTEN |= dict.fromkeys(
    "user_profile author from sender u profile quote referenced_message reactions".split(), False
)
"""The keys under which services keep what people write, and those under which they tell something else."""

_ATTACHED = ("embeds", "attachments")
"""The keys under which services show what is behind links, besides files."""


class _Message(NamedTuple):
    """An item of an export with its kind, the value that tells the kind, and its time."""

    item: Item
    kind: str
    code: str
    time: datetime | None


def _read(export: Export, lines: Sequence[Line], options: Options) -> Reading:
    """The session that an export tells; what is no message of it is counted by its kind."""
    whole = load(lines)
    chat = _chosen(repair(whole) if export.is_mangled else whole)
    items = each(chat if isinstance(chat, list) or not export.messages.startswith("*") else [chat], export.messages)
    room = _Room(export, chat, items or _most_said(chat), options)
    for message in room.messages:
        room.take(message)
    room.finish()
    if not room.chat.entries:
        raise InputError("the export holds nothing that somebody said to all; there is nothing to import")
    if export.is_meeting:
        apply_meetbot(room.chat)
    said = {number for entry in room.chat.entries for number in entry.lines}
    for line in lines:
        if line.number not in said and line.text.strip():
            room.chat.dropped.setdefault(line.number, "other data")
    room.tell_left_out(said)
    return replace(reading(room.chat, lines, options), texts=tuple(chain.from_iterable(room.texts.values())))


def _chosen(whole: Any) -> Any:
    """The one chat that an export holds; raises InputError for those of a whole account, and for one between two."""
    found = find(whole, "chats/list|conversations|channels")
    chats = [one for one in found if find(one, "messages") is not None] if isinstance(found, list) else []
    if len(chats) > 1:
        names = ", ".join(text_of(find(one, known.NAME)) or "one without a name" for one in chats[:5])
        raise InputError(f"this export holds {len(chats)} chats ({names}); export the one that you mean")
    chat = chats[0] if chats else whole
    two = find(chat, "thread_path") is not None and len(find(chat, "participants") or ()) < 3
    if two or text_of(find(chat, "channel/type|type|chatType|chat/type|room/t")) in known.BETWEEN_TWO:
        raise InputError("this is a chat between two people, which stays private; there is nothing to import")
    return chat


def _most_said(value: Any) -> list[Item]:
    """The list with the most objects that somebody says something in; raises InputError where there is none."""

    def said(items: list[Item]) -> int:
        found = sum(
            find(item, known.TEXT) is not None and find(item, known.AUTHOR + "|subtype") is not None for item in items
        )
        return found if found * 2 >= len(items) else 0

    best = max(lists(value), key=said, default=[])
    if not best or not said(best):
        raise InputError("the JSON has no messages that ohbot can find; is this the whole export?")
    return best


class _Room:
    """Takes the messages in their order; an entry is found again by the id of its message."""

    def __init__(self, export: Export, whole: Any, items: Sequence[Item], options: Options) -> None:
        self.export = export
        self.chat = Chat(zone=options.timezone, title=text_of(find(whole, export.title)) or None)
        channel = text_of(find(whole, export.venue)) if export.venue else ""
        self.chat.title = None if self.chat.title == channel else self.chat.title
        self.chat.venues = (channel,) if channel else ()
        chairs = find(whole, "chairs")
        self.chat.hosts.update(dict.fromkeys(map(text_of, chairs)) if isinstance(chairs, list) else {})
        self.names = dict(known.names_of(whole, items, export))
        self.messages = self._ordered(items)
        self.chat.zone = _zone(self.messages, options.timezone)
        self._index: dict[str, int] = {}
        self._edits: list[_Message] = []
        self._reactions: dict[str, tuple[str, str, str]] = {}
        self._redacted: set[str] = set()
        self._left_out: list[tuple[str, Item]] = []
        self._topic = ""
        self._nameless: list[int] = []
        self.texts: dict[int, list[Line]] = {}

    def _ordered(self, items: Sequence[Item]) -> list[_Message]:
        """The messages from the first to the last: some services give the last one first."""
        found = [_Message(item, *self._kind(item), time_of(find(item, self.export.time), item)) for item in items]
        times = [message.time.timestamp() for message in found if message.time]
        backwards = times[:1] > times[-1:]
        if len(times) == len(found) and (self.export.is_sorted or backwards):
            found = found[::-1] if backwards else found
            found.sort(key=lambda message: message.time.timestamp() if message.time else 0)
        rooms = {text_of(find(one.item, known.ROOM)) for one in found if one.kind != DIRECT} - {""}
        if len(rooms) > 1:
            raise InputError(f"this export holds messages of {len(rooms)} chats; export the one that you mean")
        return found

    def _kind(self, item: Item) -> tuple[str, str]:
        """What a message is, by the first of the rows that says so."""
        if self._is_private(item):
            return DIRECT, ""
        for path, table in (*known.COMMON, *self.export.kinds):
            value = find(item, path)
            code = "" if value is None else text_of(value)
            kind = "" if value is None else table.get(code, table.get("", ""))
            if kind:
                return kind, code
        return "say", ""

    def _is_private(self, item: Item) -> bool:
        """Whether a message was for somebody only."""
        kinds = {text_of(find(item, path)) for path in ("type", "subtype", "visibility", "chatType")}
        if find(item, known.PRIVATE) or kinds & known.PRIVATE_KINDS:
            return True
        if self.export.group and find(item, self.export.text) is not None and find(item, self.export.group) is None:
            return True
        to = find(item, known.ADDRESSEE)
        names = [self._shown(one) for one in (to if isinstance(to, list) else [to]) if one is not None]
        here = (self.chat.title, *self.chat.venues)
        return not all(name in here or name[:1] in "#&!" or is_everyone(name) for name in names)

    def _shown(self, value: Any) -> str:
        """The name of somebody who is told by a name, an id, or an object with either."""
        if isinstance(value, dict):
            return self.names.get(text_of(find(value, known.ID))) or known.name_in(value)
        text = text_of(value)
        account = _ACCOUNT.match(text)
        return self.names.get(text) or (account[1] if account else text)

    def _author(self, item: Item) -> str:
        return self._shown(find(item, self.export.author))

    def take(self, message: _Message) -> None:
        """Read one message."""
        item, kind = message.item, message.kind
        text = self._event(message) if kind == "event" else self._text(item)
        if kind == "edit":
            self._edits.append(message)
        elif kind == "reaction":
            self._reactions[text_of(find(item, self.export.id))] = self._sign(item)
            self._drop(item, kind)
        elif kind == "redaction":
            target = text_of(find(item, "redacts|content/redacts"))
            self._redacted.add(target)
            self._reactions.pop(target, None)
            self._drop(item, kind)
        elif kind not in ("say", "action", "event"):
            self._drop(item, kind)
        elif not text:
            self._drop(item, "other event" if kind == "event" else "message without text")
        else:
            topic = text_of(find(item, self.export.topic)) if self.export.topic else ""
            if topic and topic != self._topic:
                self.chat.entries.append(Entry(item.lines[:1], "heading", topic))
            self._topic = topic
            self._add(message, text)

    def _text(self, item: Item) -> str:
        """What somebody wrote, or asks in a poll, with the names of files behind it."""
        text = next(filter(None, (self._flat(item, path) for path in self.export.text.split("|"))), "")
        question = find(item, known.POLL)
        asked = messages.poll(question, self.export.markup, self.names) if isinstance(question, dict) else ""
        text = asked if asked.startswith(text.partition(" 1. ")[0]) and asked else f"{text} {asked}".strip()
        files = [name for name in dict.fromkeys(messages.files(item)) if name not in text]
        return f"{text} ({', '.join(files)})" if text and files else text or ", ".join(files)

    def _flat(self, item: Item, path: str) -> str:
        is_html = path.endswith(("formatted_body", "rendered_content"))
        markup = messages.from_html if is_html else self.export.markup
        return messages.flat(find(item, path), markup, self.names)

    def _event(self, message: _Message) -> str:
        """What happened, beginning with who did it."""
        item, who = message.item, self._author(message.item)
        if self.export.event:
            return " ".join(self.export.event(item, self.names, who).split())
        text, phrase = self._text(item), known.EVENTS.get(message.code)
        if phrase:
            return f"{who} {phrase.format(text)}".strip()
        if not text or who.casefold() in text.casefold():
            return text.removeprefix("@") if text.startswith(f"@{who}") else text
        return f"{who} {text[0].lower()}{text[1:]}"

    def _sign(self, item: Item) -> tuple[str, str, str]:
        """To which message somebody put which sign."""
        target = text_of(find(item, "content/m.relates_to/event_id|dataMessage/reaction/targetSentTimestamp"))
        return target, text_of(find(item, "content/m.relates_to/key|dataMessage/reaction/emoji")), self._author(item)

    def _add(self, message: _Message, text: str) -> None:
        item, kind, who = message.item, message.kind, self._author(message.item)
        if kind == "say" and (action := _ME.match(text)):
            kind, text = "action", text[action.end() :]
        metadata: dict[str, Any] = {}
        replied = self._index.get(text_of(find(item, known.REPLY)))
        if replied is not None:
            to = self.chat.entries[replied]
            metadata["x-reply-to"] = {"speaker": to.speaker, "time": to.stamp.written}
        if find(item, known.BOT) or message.code == "m.notice":
            metadata["x-bot"] = True
        if found := dict(self._signs(find(item, "reactions"))):
            metadata["x-reactions"] = found
        if name := text_of(find(item, self.export.id)):
            self._index.setdefault(name, len(self.chat.entries))
        speaker = None if kind == "event" else who or None
        self._account(message, text)
        if not who and kind != "event":
            self._nameless.append(item.lines[0])
        stamp = _stamp(message.time, self.chat.zone, text_of(find(item, self.export.time)))
        self.chat.entries.append(Entry(item.lines, kind, text, speaker, stamp, metadata))  # type: ignore[arg-type]  # a kind

    def _account(self, message: _Message, text: str) -> None:
        """Keep in mind what was written in a message, to see that it is all there; what links show is left out."""
        item = message.item
        if message.kind == "event" and (self.export.event or message.code in known.EVENTS):
            return
        own = {key: value for key, value in item.items() if key not in _ATTACHED}
        at = len(self.chat.entries)
        # What has a blank is no id, but words that strayed into its column.
        strayed = (one for key, one in own.items() if key[-2:].lower() == "id" and " " in text_of(one))
        for one in (*strings(own, _WRITTEN), *map(text_of, strayed)):
            markup = messages.from_html if "</" in one or "<br" in one else self.export.markup
            line = Line(item.lines[0], _ME.sub("", " ".join(markup(one, self.names).split())))
            self.texts.setdefault(at, []).append(line)
        attached = [one for key in _ATTACHED for one in strings(item.get(key), _WRITTEN) if one.strip()]
        if any(" ".join(one.split()) not in text for one in attached):
            self._left_out.append(("text attached to a message", item))

    def _signs(self, reactions: Any) -> Iterator[tuple[str, list[str]]]:
        for one in reactions if isinstance(reactions, list) else ():
            people = find(one, "users|recent|actor|usernames|1/0")
            names = [
                self._shown(find(who, "from") or who) for who in (people if isinstance(people, list) else [people])
            ]
            if sign := text_of(find(one, "emoji/name|emoji|name|reaction|key")):
                yield sign, list(filter(None, names))

    def _drop(self, item: Item, kind: str) -> None:
        self.chat.dropped.update(dict.fromkeys(item.lines, kind))
        self._left_out.append((kind, item))

    def tell_left_out(self, kept: Collection[int]) -> None:
        """Tell what the account of lines cannot: what was left out of lines that hold several messages."""
        beginnings = Counter(message.item.lines[:1] for message in self.messages)
        left = (kind for kind, item in self._left_out if beginnings[item.lines[:1]] > 1 or item.lines[0] in kept)
        counts = Counter(left)
        if self._nameless:
            lines = line_list(list(dict.fromkeys(self._nameless)))
            self.chat.note(f"nobody is named as the speaker of lines {lines}", self._nameless[0])
        if counts:
            found = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
            self.chat.note(f"left out of {counted(len(self.messages), 'message')}: {found}")

    def finish(self) -> None:
        """Apply what came later: edits, signs, and what was taken back."""
        for message in self._edits:
            self._edit(message)
        for target, sign, who in self._reactions.values():
            if (at := self._index.get(target)) is not None:
                entry = self.chat.entries[at]
                signs = dict(entry.metadata.get("x-reactions", {}))
                self.chat.entries[at] = entry.marked("x-reactions", {**signs, sign: [*signs.get(sign, ()), who]})
        gone = {self._index[name] for name in self._redacted if name in self._index}
        for at in gone:
            self.texts.pop(at, None)
            self.chat.drop(self.chat.entries[at], "redacted")
        self.chat.entries = [entry for at, entry in enumerate(self.chat.entries) if at not in gone]

    def _edit(self, message: _Message) -> None:
        """The last edit by the message's own author holds; other edits are no edits of it."""
        item = message.item
        self._drop(item, "edit applied")
        name, target = (text_of(find(item, path)) for path in (self.export.id, "content/m.relates_to/event_id"))
        if name in self._redacted:
            self._drop(item, "redacted")
            return
        paths = ("content/m.new_content/formatted_body", "content/m.new_content/body", "content/body")
        text = next(filter(None, (self._flat(item, path) for path in paths)), "").removeprefix("* ")
        at = self._index.get(target)
        if at is None:
            self._add(message._replace(kind="say"), text)
            self.chat.entries[-1] = self.chat.entries[-1].marked("x-edited", True)
        elif self.chat.entries[at].speaker == (self._author(item) or None):
            self.chat.entries[at] = self.chat.entries[at].with_text(text).marked("x-edited", True)
            self.texts[at] = [Line(item.lines[0], text)]


def _zone(found: Sequence[_Message], default: tzinfo | None) -> tzinfo | None:
    """The zone of all times, UTC where they are in several, and what a person told where they name none."""
    offsets = {message.time.utcoffset() for message in found if message.time}
    if not offsets or offsets == {None}:
        return default
    (offset,) = offsets if len(offsets) == 1 else (timedelta(),)
    return timezone(offset or timedelta())


def _stamp(time: datetime | None, zone: tzinfo | None, written: str) -> Moment:
    """The stamp of a message; without a day what a clock shows, or the seconds since the beginning."""
    if time is None:
        seconds = None if is_clock(written) else seconds_of(written)
        return Moment(recorded(seconds) if seconds is not None else written if is_clock(written) else "")
    time = time.astimezone(zone) if time.tzinfo else time
    return Moment(f"{time:%H:%M:%S}", f"{time:%Y-%m-%d}")


DATA_CHATS = tuple(export.source(_read) for export in EXPORTS)
"""One kind of transcript for each row."""
