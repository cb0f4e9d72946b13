"""Exports of Matrix rooms as JSON: edits and redactions are applied, reactions joined to their message."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ohbot.errors import InputError
from ohbot.recognise.stamps import Moment
from ohbot.sources.base import Line, Options, Reading, Source
from ohbot.sources.entries import Chat, Entry, EntryKind
from ohbot.sources.jsontext import LONGEST_LINE, items, load, text_of
from ohbot.sources.sessions import reading

Event = Mapping[str, Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOCAL_PART = re.compile(r"@?([^:]+)")
_QUOTED = re.compile(r"\A(?:> .*\n)+\n")
_KINDS: dict[str, EntryKind] = {"m.emote": "action"}


def claims(lines: Sequence[Line]) -> float:
    """How surely a text is the export of a Matrix room."""
    head = "\n".join(line.text for line in lines)
    told = '"m.room.' in head or '"room_name"' in head or '"origin_server_ts"' in head
    return 0.99 if told and head.lstrip()[:1] in ("{", "[") else 0.0


def read(lines: Sequence[Line], options: Options) -> Reading:
    """The session that a room's export tells; times are UTC, as Matrix keeps them."""
    room = _Room(Chat(zone=UTC))
    events = items(lines, "messages")
    if not events:
        raise InputError("the export holds no messages; there is nothing to import")
    for numbers, event in events:
        room.take(numbers, event)
    whole = load(lines)
    room.finish(whole if isinstance(whole, dict) else {}, lines)
    return reading(room.chat, lines, options)


class _Room:
    """Takes the events in their order; an entry is found again by the id of its event."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self._names: dict[str, str] = {}
        self._index: dict[str, int] = {}
        self._senders: dict[str, str] = {}
        self._edits: list[tuple[tuple[int, ...], Event, str]] = []
        self._reactions: dict[str, tuple[str, str, str]] = {}
        self._redacted: set[str] = set()

    def take(self, numbers: tuple[int, ...], event: Event) -> None:
        """Read one event."""
        kind = text_of(event.get("type"))
        if _is_redacted(event):
            self._drop(numbers, "redacted")
            return
        reader = _READERS.get(kind)
        if reader is None:
            self._drop(numbers, "encrypted" if kind == "m.room.encrypted" else "other event")
        else:
            reader(self, numbers, event)

    def finish(self, whole: Event, lines: Sequence[Line]) -> None:
        """Apply edits, reactions and redactions, and read the room's own facts."""
        self._apply_edits()
        self._apply_reactions()
        redacted = {self._index[one] for one in self._redacted if one in self._index}
        for index in redacted:
            self.chat.drop(self.chat.entries[index], "redacted")
        self.chat.entries = [entry for index, entry in enumerate(self.chat.entries) if index not in redacted]
        self.chat.title = text_of(whole.get("room_name")) or None
        told = {number for entry in self.chat.entries for number in entry.lines} | self.chat.kept
        for line in lines:
            if line.number not in told:
                self.chat.dropped.setdefault(line.number, "other data")

    def message(self, numbers: tuple[int, ...], event: Event) -> None:
        """Something that was said, an edit of it, or a file."""
        content = _content(event)
        relation = _mapping(content.get("m.relates_to"))
        if relation.get("rel_type") == "m.replace":
            self._edits.append((numbers, event, text_of(relation.get("event_id"))))
            return
        body = content.get("body")
        text = body if isinstance(body, str) else ""
        aside: dict[str, Any] = {}
        reply = text_of(_mapping(relation.get("m.in_reply_to")).get("event_id"))
        if reply:
            text = _QUOTED.sub("", text)
        if reply in self._index:
            to = self.chat.entries[self._index[reply]]
            aside["x-reply-to"] = {"speaker": to.speaker, "time": to.stamp.written}
        msgtype = text_of(content.get("msgtype"))
        if msgtype == "m.notice":
            aside["x-bot"] = True
        kind = _KINDS.get(msgtype, "say")
        self._add(Entry(numbers, kind, text_of(text), self._name(event), _stamp(event), aside), event)

    def reaction(self, numbers: tuple[int, ...], event: Event) -> None:
        """A sign that somebody put to a message."""
        relation = _mapping(_content(event).get("m.relates_to"))
        told = text_of(relation.get("event_id")), text_of(relation.get("key")), self._name(event)
        self._reactions[_id(event)] = told
        self._drop(numbers, "reaction")

    def redaction(self, numbers: tuple[int, ...], event: Event) -> None:
        """Somebody takes an event back."""
        target = text_of(event.get("redacts") or _content(event).get("redacts"))
        self._redacted.add(target)
        self._reactions.pop(target, None)
        self._drop(numbers, "redaction")

    def member(self, numbers: tuple[int, ...], event: Event) -> None:
        """Somebody joins, leaves or takes another name."""
        content, sender = _content(event), text_of(event.get("state_key")) or text_of(event.get("sender"))
        before = self._names.get(sender)
        name = text_of(content.get("displayname")) or before or _local(sender)
        self._names[sender] = name
        membership = text_of(content.get("membership"))
        if membership == "join" and before is not None and before != name:
            text = f"{before} is now known as {name}"
        else:
            text = f"{name} {_MEMBERSHIPS.get(membership, 'changed membership')}"
        self._add(Entry(numbers, "event", text, None, _stamp(event)), event)

    def topic(self, numbers: tuple[int, ...], event: Event) -> None:
        """Somebody changes the room's topic or name."""
        content = _content(event)
        what = "topic" if "topic" in content else "name"
        text = f"{self._name(event)} changed the {what} to: {text_of(content.get(what))}"
        self._add(Entry(numbers, "event", text, None, _stamp(event)), event)

    def _add(self, entry: Entry, event: Event) -> None:
        self._index.setdefault(_id(event), len(self.chat.entries))
        self._senders.setdefault(_id(event), text_of(event.get("sender")))
        self.chat.entries.append(entry)

    def _drop(self, numbers: tuple[int, ...], kind: str) -> None:
        self.chat.dropped.update(dict.fromkeys(numbers, kind))

    def _name(self, event: Event) -> str:
        sender = text_of(event.get("sender"))
        return self._names.get(sender) or _local(sender)

    def _apply_edits(self) -> None:
        """The last edit by the message's own author holds; other edits are no edits of it."""
        for numbers, event, target in self._edits:
            self._drop(numbers, "redacted" if _id(event) in self._redacted else "edit applied")
            if _id(event) in self._redacted:
                continue
            content = _content(event)
            body = text_of(_mapping(content.get("m.new_content")).get("body"))
            body = body or re.sub(r"^\* ", "", text_of(content.get("body")))
            index = self._index.get(target)
            if index is None:
                stamp = _stamp(event)
                self._add(Entry(numbers, "say", body, self._name(event), stamp, {"x-edited": True}), event)
            elif self._senders[target] == text_of(event.get("sender")):
                self.chat.entries[index] = self.chat.entries[index]._replace(text=body).marked(x_edited=True)

    def _apply_reactions(self) -> None:
        signs: dict[int, dict[str, list[str]]] = {}
        for target, sign, name in self._reactions.values():
            if target in self._index:
                signs.setdefault(self._index[target], {}).setdefault(sign, []).append(name)
        for index, told in signs.items():
            self.chat.entries[index] = self.chat.entries[index].marked(x_reactions=told)


_READERS: dict[str, Callable[[_Room, tuple[int, ...], Event], None]] = {
    "m.room.message": _Room.message,
    "m.sticker": _Room.message,
    "m.reaction": _Room.reaction,
    "m.room.redaction": _Room.redaction,
    "m.room.member": _Room.member,
    "m.room.topic": _Room.topic,
    "m.room.name": _Room.topic,
}
_MEMBERSHIPS = {"join": "has joined", "leave": "has left", "invite": "was invited", "ban": "was banned"}


def _mapping(value: Any) -> Event:
    return value if isinstance(value, dict) else {}


def _content(event: Event) -> Event:
    return _mapping(event.get("content"))


def _id(event: Event) -> str:
    return text_of(event.get("event_id"))


def _is_redacted(event: Event) -> bool:
    """A server leaves the shell of what was taken back."""
    return "redacted_because" in _mapping(event.get("unsigned")) or "redacted_because" in event


def _local(sender: str) -> str:
    """The name in an account's id, without its server."""
    found = _LOCAL_PART.match(sender)
    return found[1] if found else "somebody"


def _stamp(event: Event) -> Moment:
    milliseconds = event.get("origin_server_ts")
    if not isinstance(milliseconds, int | float) or not abs(milliseconds) < 1e14:
        return Moment()
    when = _EPOCH + timedelta(milliseconds=milliseconds)
    return Moment(f"{when:%H:%M:%S}", f"{when:%Y-%m-%d}")


MATRIX = Source("matrix-json", "an export of a Matrix room as JSON", claims, read, longest_line=LONGEST_LINE)
