"""What a session file may hold, as one table: from it come the loader, the writer and the JSON Schema.

A kind knows how to read a value from a node, how to show it as a plain value, and its schema; a record is a
mapping with fields of such kinds. Reading gathers problems instead of stopping at the first.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, get_args

from ohbot.archive.emit import Text, refuse_characters
from ohbot.archive.nodes import Node
from ohbot.archive.problems import Problem, unknown
from ohbot.model import Answer, Exchange, Heading, Kind, Message, Person, Prose, Session, Status, WikiLink
from ohbot.model.text import answer, label, one_line, prose

SCHEMA_NAME = "session.schema.json"


class _Bad:
    """Stands for a value that had a problem, so that reading can go on."""


BAD: Final = _Bad()


@dataclass(slots=True)
class Reader:
    """Gathers the problems of one file."""

    problems: list[Problem] = field(default_factory=list)

    def problem(self, node: Node, what: str) -> _Bad:
        """Note a problem, and return what stands for the value."""
        self.problems.append(Problem(node.line, what))
        return BAD


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of value: how it is read, how it is shown (None: not at all), and its JSON Schema."""

    read: Callable[[Reader, Node, str], Any]
    show: Callable[[Any], Any]
    schema: Callable[[], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a record. ``default`` is the value that is not written; ``attribute`` differs from ``key`` at need."""

    key: str
    type: Type
    help: str
    required: bool = False
    default: Any = None
    attribute: str = ""

    @property
    def name(self) -> str:
        """The attribute's name."""
        return self.attribute or self.key


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping that becomes the value ``make``; ``what`` names it in sentences."""

    make: type[Any]
    what: str
    fields: tuple[Field, ...]
    aside: bool = True


# --- text ---------------------------------------------------------------------------------------------------


_SAID_AS = {bool: "true or false", int: "a number", float: "a number", type(None): "nothing"}


def _not_text(node: Node) -> str:
    if node.kind == "scalar":
        return f"{_SAID_AS[type(node.scalar)]}; put it in quotes if it is meant as text"
    return f"a {node.kind}"


def _text_type(normal: Callable[[str], str], *, block: bool = False) -> Type:
    def read(reader: Reader, node: Node, what: str) -> Any:
        if isinstance(node.scalar, str):
            return normal(node.scalar)
        return reader.problem(node, f"{what} must be text, and here is {_not_text(node)}")

    def show(value: str | None) -> Any:
        if value is None:
            return None
        refuse_characters(value)
        return Text(normal(value)) if block else normal(value)

    return Type(read, show, lambda: {"type": "string"})


LABEL = _text_type(label)
LINE = _text_type(one_line)
TEXT = _text_type(answer, block=True)
PROSE = _text_type(prose, block=True)


# --- other scalars ------------------------------------------------------------------------------------------


_TIME = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?"
    r"(?:[ \t]*(Z|z|[-+]\d\d?(?::?\d\d)?))?)?"
)
_EXAMPLE = "such as 2020-10-15T18:00:00Z"


def _read_time(reader: Reader, node: Node, what: str) -> Any:
    if not isinstance(node.scalar, str):
        return reader.problem(node, f"{what} must be a time {_EXAMPLE}, and here is {_not_text(node)}")
    match = _TIME.fullmatch(node.scalar.strip())
    if not match:
        return reader.problem(node, f"{what} must be a time {_EXAMPLE}, not {node.scalar[:40]!r}")
    if match[4] is None:
        return reader.problem(node, f"{what} has a date but no time; write one {_EXAMPLE}")
    if match[8] is None:
        return reader.problem(node, f"{what} has no time zone; add Z for UTC, or +02:00, {_EXAMPLE}")
    try:
        return _moment(match)
    except (ValueError, OverflowError):
        return reader.problem(node, f"{what}: there is no such time as {node.scalar[:40]!r}; write one {_EXAMPLE}")


def _moment(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute = (int(match[group]) for group in range(1, 6))
    second, micro = int(match[6] or 0), int((match[7] or "").ljust(6, "0"))
    zone = match[8].upper()
    if zone != "Z":
        sign, hours, minutes = re.fullmatch(r"([-+])(\d\d?):?(\d\d)?", zone).groups()  # type: ignore[union-attr]  # _TIME matched it
        zone = f"{sign}{int(hours):02}:{minutes or '00'}"
    moment = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micro:06}{zone}"
    return datetime.fromisoformat(moment).astimezone(UTC)


TIME = Type(
    _read_time,
    lambda value: value,
    lambda: {"type": "string", "pattern": r"^\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d\d?:\d\d.*(Z|z|[-+]\d\d?(:?\d\d)?)$"},
)


def _choice(words: tuple[str, ...]) -> Type:
    def read(reader: Reader, node: Node, what: str) -> Any:
        if isinstance(node.scalar, str) and node.scalar in words:
            return node.scalar
        return reader.problem(node, f"{what} must be one of {', '.join(words)}")

    return Type(read, lambda value: value, lambda: {"enum": list(words)})


def _number(low: int, high: int) -> Type:
    def read(reader: Reader, node: Node, what: str) -> Any:
        value = node.scalar
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        return reader.problem(node, f"{what} must be a whole number from {low} to {high}")

    return Type(read, lambda value: value, lambda: {"type": "integer", "minimum": low, "maximum": high})


_SHA1 = re.compile(r"[0-9a-f]{40}")


def _read_sha1(reader: Reader, node: Node, what: str) -> Any:
    if isinstance(node.scalar, str) and _SHA1.fullmatch(node.scalar):
        return node.scalar
    return reader.problem(node, f"{what} must be 40 hexadecimal digits in quotes; take the line out, and sync again")


SHA1 = Type(_read_sha1, lambda value: value, lambda: {"type": "string", "pattern": f"^{_SHA1.pattern}$"})


# --- lists and records --------------------------------------------------------------------------------------


def _list_of(inner: Type) -> Type:
    def read(reader: Reader, node: Node, what: str) -> Any:
        if node.kind != "list":
            return reader.problem(node, f"{what} must be a list; put each part on a line of its own after '- '")
        return tuple(inner.read(reader, item, f"each of {what}") for item in node.items)

    return Type(read, lambda value: list(map(inner.show, value)), lambda: {"type": "array", "items": inner.schema()})


def is_aside(key: object) -> bool:
    """Whether a key is the file's own business."""
    return isinstance(key, str) and (key == "private" or key.startswith("x-"))


def _record(record: Record) -> Type:
    def read(reader: Reader, node: Node, what: str) -> Any:
        if node.kind != "mapping":
            keys = ", ".join(f.key for f in record.fields if f.required) or record.fields[0].key
            return reader.problem(node, f"{what} must be a mapping with {keys}, and here is {_shown_kind(node)}")
        return _read_record(reader, node, record)

    return Type(read, lambda value: show_record(value, record), lambda: record_schema(record))


def _shown_kind(node: Node) -> str:
    return f"a {node.kind}" if node.kind != "scalar" else _SAID_AS.get(type(node.scalar), "text")


def _read_record(reader: Reader, node: Node, record: Record) -> Any:
    nodes = {str(key.scalar): (key, value) for key, value in node.pairs}
    known = {f.key: f for f in record.fields}
    for name, (key, _) in nodes.items():
        if name not in known and not is_aside(key.scalar):
            reader.problem(key, f"{record.what}: {unknown(name, [*known, 'private'])}")
    values = {f.name: _read_field(reader, node, record, f) for f in record.fields}
    if any(value is BAD for value in values.values()):
        return BAD
    given = {name: value for name, value in values.items() if value is not None}
    aside = {name: value.plain for name, (key, value) in nodes.items() if is_aside(key.scalar)}
    if record.aside and aside:
        given["aside"] = MappingProxyType(aside)
    return record.make(**given)


def _read_field(reader: Reader, node: Node, record: Record, f: Field) -> Any:
    found = next((value for key, value in node.pairs if key.scalar == f.key), None)
    if found is not None and not (found.kind == "scalar" and found.scalar is None):
        return f.type.read(reader, found, f"{f.key!r}") if f.required else _read_optional(reader, found, f)
    if not f.required:
        return None
    place = node if found is None else found
    missing = "has no" if found is None else "has an empty"
    return reader.problem(place, f"{record.what} {missing} {f.key!r}; add {f.help}")


def _read_optional(reader: Reader, node: Node, f: Field) -> Any:
    value = f.type.read(reader, node, f"{f.key!r}")
    return None if value == "" else value


def show_record(value: Any, record: Record) -> dict[str, Any]:
    """A record as a plain mapping in the order of the table, without what says nothing."""
    plain = {f.key: f.type.show(getattr(value, f.name)) for f in record.fields if _is_told(value, f)}
    return plain | (thawed(value.aside) if record.aside else {})


def _is_told(value: Any, f: Field) -> bool:
    found = getattr(value, f.name)
    return (f.required and found is not None) or (found not in (None, (), "") and found != f.default)


def thawed(value: Any) -> Any:
    """What an aside holds as plain dictionaries and lists that nobody else shares."""
    if isinstance(value, Mapping):
        return {key: thawed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [thawed(inner) for inner in value]
    if isinstance(value, str):
        refuse_characters(value)
    return value


def record_schema(record: Record) -> dict[str, Any]:
    """The JSON Schema of one record."""
    return {
        "type": "object",
        "properties": {f.key: _field_schema(f) for f in record.fields} | {"private": _PRIVATE},
        "patternProperties": {"^x-": {"description": "yours; never leaves this machine"}},
        "required": [f.key for f in record.fields if f.required],
        "additionalProperties": False,
    }


_PRIVATE = {"description": "anything; never leaves this machine"}


def _field_schema(f: Field) -> dict[str, Any]:
    inner = f.type.schema()
    return {"description": f.help} | (inner if f.required else {"anyOf": [inner, {"type": "null"}]})


# --- the table ----------------------------------------------------------------------------------------------


_ANSWER = Record(
    Answer,
    "an answer",
    (
        Field("speaker", LINE, "who answers, if not the default speaker"),
        Field("role", LINE, "what stands in brackets behind the name"),
        Field("text", TEXT, "a line 'text: ...' with what was said", required=True),
    ),
)


def _read_answer(reader: Reader, node: Node, what: str) -> Any:
    if node.kind == "mapping":
        return _read_record(reader, node, _ANSWER)
    text = TEXT.read(reader, node, what)
    return text if text is BAD else Answer(text)


def _show_answer(value: Answer) -> Any:
    plain = show_record(value, _ANSWER)
    return plain["text"] if list(plain) == ["text"] else plain


ANSWER = Type(_read_answer, _show_answer, lambda: {"anyOf": [{"type": "string"}, record_schema(_ANSWER)]})

_ITEMS = (
    Record(
        Exchange,
        "an exchange",
        (
            Field("question", LINE, "a line 'question: ...' with the question", required=True),
            Field("answers", _list_of(ANSWER), "a list of answers", default=()),
        ),
    ),
    Record(
        Heading,
        "a heading",
        (
            Field("heading", LINE, "a line 'heading: ...' with its words", required=True, attribute="text"),
            Field("level", _number(1, 6), "1 to 6; 2 unless told", default=2),
        ),
    ),
    Record(
        Prose,
        "prose",
        (Field("prose", PROSE, "a line 'prose: |' with wikitext below", required=True, attribute="wikitext"),),
    ),
    Record(
        Message,
        "a message",
        (
            Field("time", LINE, "the stamp as the log has it, in quotes"),
            Field("speaker", LINE, "who says it"),
            Field("kind", _choice(get_args(Kind)), "say, action or event; say unless told", default="say"),
            Field("text", LINE, "a line 'text: ...' with what was said", required=True),
        ),
    ),
)
_OPENING = {f.key: record for record in _ITEMS for f in record.fields if f.required}
_BY_MAKE = {record.make: record for record in _ITEMS}
_ITEM_KEYS = tuple(dict.fromkeys(f.key for record in _ITEMS for f in record.fields))


def _read_item(reader: Reader, node: Node, what: str) -> Any:
    if node.kind != "mapping":
        return reader.problem(node, "an item of the body begins with a key: '- question: ...' or '- prose: ...'")
    keys = [str(key.scalar) for key, _ in node.pairs]
    record = next((record for key, record in _OPENING.items() if key in keys), None)
    if record is not None:
        return _read_record(reader, node, record)
    for key, _ in node.pairs:
        if str(key.scalar) not in _ITEM_KEYS and not is_aside(key.scalar):
            return reader.problem(key, unknown(str(key.scalar), _ITEM_KEYS))
    return reader.problem(node, f"an item of the body needs one of {', '.join(_OPENING)}; add one")


ITEM = Type(
    _read_item,
    lambda value: show_record(value, _BY_MAKE[type(value)]),
    lambda: {"anyOf": [record_schema(record) for record in _ITEMS]},
)

PERSON = Record(
    Person,
    "a person",
    (
        Field("name", LABEL, "a line 'name: ...' as people write the name", required=True),
        Field("role", LABEL, "what the person is or does"),
        Field("username", LABEL, "the account on the wiki"),
    ),
)
A_PERSON = _record(PERSON)
PEOPLE = _list_of(A_PERSON)
WIKI = Record(
    WikiLink,
    "'wiki'",
    (
        Field("page", LABEL, "a line 'page: ...' with the page's name", required=True),
        Field("page_id", _number(1, 2**63 - 1), "kept by ohbot"),
        Field("revision", _number(1, 2**63 - 1), "the revision last synced; kept by ohbot"),
        Field("sha1", SHA1, "the SHA-1 of that revision's text; kept by ohbot"),
        Field("synced", TIME, "when; kept by ohbot"),
        Field(
            "merged", _number(1, 2**63 - 1), "while a conflict waits: the revision merged but for it; kept by ohbot"
        ),
        Field("waiting", _list_of(LINE), "its places on that revision; kept by ohbot", default=()),
        Field("merged_sha1", SHA1, "the SHA-1 of that revision's text; kept by ohbot"),
        Field(
            "moved_from",
            LABEL,
            "the page's name before it was moved out of the archive's prefix, where ohbot does not edit it; "
            "kept by ohbot, take the line out to let it",
        ),
    ),
)
SESSION = Record(
    Session,
    "a session",
    (
        Field("title", LABEL, "a line 'title: ...'", required=True),
        Field("start", TIME, "when the meeting began, with its time zone"),
        Field("end", TIME, "when it ended, with its time zone"),
        Field("status", _choice(get_args(Status)), "planned, held or cancelled"),
        Field("venues", _list_of(LABEL), "where it took place", default=()),
        Field("recordings", _list_of(LABEL), "addresses of recordings", default=()),
        Field("people", PEOPLE, "who takes part", default=()),
        Field("default_speaker", LABEL, "who answers where no name stands"),
        Field("body", _list_of(ITEM), "the exchanges, messages, headings and prose, in order", default=()),
        Field("wiki", _record(WIKI), "kept by ohbot"),
    ),
)


def read_session(reader: Reader, root: Node) -> Session | None:
    """The session of a file's root node; None where the reader noted problems."""
    if root.kind != "mapping":
        reader.problem(root, f"a session file holds 'title: ...' and other keys, and here is {_shown_kind(root)}")
        return None
    session = _read_record(reader, root, SESSION)
    if isinstance(session, Session) and not session.title:
        reader.problem(root, "the title is empty; write the session's name behind 'title:'")
    return None if reader.problems else session


def show_session(session: Session) -> dict[str, Any]:
    """A session in normal form as plain values, in the order in which files are written (``wiki`` last)."""
    plain = show_record(session, SESSION)
    wiki = plain.pop("wiki", None)
    return plain if wiki is None else plain | {"wiki": wiki}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of session files."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ohbot session file",
        "description": "One meeting: its facts and its body.",
    }
    found = record_schema(SESSION)
    found["properties"]["title"] |= {"pattern": r"\S"}
    return head | found
