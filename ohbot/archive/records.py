"""What a session file may hold, as one table: from it come the loader, the writer and the JSON Schema.

A record is a mapping with fields of the kinds in ``ohbot.archive.kinds``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, get_args

from ohbot.archive.emit import refuse_characters
from ohbot.archive.kinds import (
    BAD,
    BOOLEAN,
    LABEL,
    LINE,
    PROSE,
    SHA1,
    SHA256,
    START,
    TEXT,
    TIME,
    Reader,
    Type,
    choice,
    number,
    shown_kind,
)
from ohbot.model import (
    FACTS,
    Answer,
    Exchange,
    Heading,
    Kind,
    Message,
    Person,
    Prose,
    Session,
    SkeletonFacts,
    Status,
    Transcript,
    WikiLink,
)
from ohbot.model.node import Node
from ohbot.model.session import Choice, Part
from ohbot.problems import unknown

SCHEMA_NAME = "session.schema.json"


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
    metadata: bool = True
    own: tuple[Field, ...] = ()
    """Keys of the file alone with a type of their own; their values are metadata."""


# --- lists and records --------------------------------------------------------------------------------------


def _list_of(inner: Type) -> Type:
    def read(reader: Reader, node: Node, what: str) -> Any:
        if node.kind != "list":
            return reader.problem(node, f"{what} must be a list; put each part on a line of its own after '- '")
        return tuple(inner.read(reader, item, f"each of {what}") for item in node.items)

    return Type(read, lambda value: list(map(inner.show, value)), lambda: {"type": "array", "items": inner.schema()})


VIEW_KEY = "translation"
"""The key that a view of a translation begins with, and no session file has."""


def is_metadata(key: object) -> bool:
    """Whether a key is the file's own business."""
    return isinstance(key, str) and (key == "private" or key.startswith("x-"))


def _record(record: Record) -> Type:
    def read(reader: Reader, node: Node, what: str) -> Any:
        if node.kind != "mapping":
            keys = ", ".join(f.key for f in record.fields if f.required) or record.fields[0].key
            return reader.problem(node, f"{what} must be a mapping with {keys}, and here is {shown_kind(node)}")
        return _read_record(reader, node, record)

    return Type(read, lambda value: show_record(value, record), lambda: record_schema(record))


def _read_record(reader: Reader, node: Node, record: Record) -> Any:
    nodes = {str(key.scalar): (key, value) for key, value in node.pairs}
    known = {f.key: f for f in (*record.fields, *record.own)}
    for name, (key, _) in nodes.items():
        if name not in known and not is_metadata(key.scalar):
            reader.problem(key, f"{record.what}: {unknown(name, [*known, 'private'])}")
    values = {f.name: _read_field(reader, node, record, f) for f in known.values()}
    if any(value is BAD for value in values.values()):
        return BAD
    given = {name: value for name, value in values.items() if value is not None}
    metadata = {name: value.plain for name, (key, value) in nodes.items() if is_metadata(key.scalar)}
    metadata |= {f.key: given.pop(f.key) for f in record.own if f.key in given}
    if record.metadata and metadata:
        given["metadata"] = MappingProxyType(metadata)
    return record.make(**given)


def _read_field(reader: Reader, node: Node, record: Record, f: Field) -> Any:
    found = next((value for key, value in node.pairs if key.scalar == f.key), None)
    if found is not None and not (found.kind == "scalar" and found.scalar is None):
        value = f.type.read(reader, found, f"{f.key!r}")
        return None if value == "" and not f.required else value
    if not f.required:
        return None
    place = node if found is None else found
    missing = "has no" if found is None else "has an empty"
    return reader.problem(place, f"{record.what} {missing} {f.key!r}; add {f.help}")


def show_record(value: Any, record: Record) -> dict[str, Any]:
    """A record as a plain mapping in the order of the table, without what says nothing."""
    plain: dict[str, Any] = {}
    for f in record.fields:
        found = getattr(value, f.name)
        if (f.required and found is not None) or (found not in (None, (), "") and found != f.default):
            plain[f.key] = f.type.show(found)
    return plain | (thawed(value.metadata) if record.metadata else {})


def thawed(value: Any) -> Any:
    """What metadata holds as plain dictionaries and lists that nobody else shares."""
    if isinstance(value, Mapping):
        return {key: thawed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [thawed(inner) for inner in value]
    if isinstance(value, str):
        refuse_characters(value)
    return value


def record_schema(record: Record) -> dict[str, Any]:
    """The JSON Schema of one record."""
    properties: dict[str, Any] = {}
    for f in (*record.fields, *record.own):
        inner = f.type.schema()
        properties[f.key] = {"description": f.help} | (inner if f.required else {"anyOf": [inner, {"type": "null"}]})
    return {
        "type": "object",
        "properties": properties | {"private": {"description": "anything; never leaves this machine"}},
        "patternProperties": {"^x-": {"description": "yours; never leaves this machine"}},
        "required": [f.key for f in record.fields if f.required],
        "additionalProperties": False,
    }


# --- the table ----------------------------------------------------------------------------------------------


_ANSWER = Record(
    Answer,
    "an answer",
    (
        Field("speaker", LINE, "who answers, if not the default speaker"),
        Field("role", LINE, "what stands in brackets behind the name"),
        Field("text", TEXT, "a line 'text: ...' with what was said", required=True),
    ),
    own=(Field("promised", BOOLEAN, "whether it only promises an answer; never leaves this machine"),),
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
            Field("level", number(1, 6), "1 to 6; 2 unless told", default=2),
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
            Field("kind", choice(get_args(Kind)), "say, action or event; say unless told", default="say"),
            Field("text", LINE, "a line 'text: ...' with what was said", required=True),
        ),
    ),
)
_OPENING = {f.key: record for record in _ITEMS for f in record.fields if f.required}
_ITEM_KEYS = tuple(dict.fromkeys(f.key for record in _ITEMS for f in record.fields))


def _read_item(reader: Reader, node: Node, what: str) -> Any:
    if node.kind != "mapping":
        return reader.problem(node, "an item of the body begins with a key: '- question: ...' or '- prose: ...'")
    keys = [str(key.scalar) for key, _ in node.pairs]
    record = next((record for key, record in _OPENING.items() if key in keys), None)
    if record is not None:
        return _read_record(reader, node, record)
    for key, _ in node.pairs:
        if str(key.scalar) not in _ITEM_KEYS and not is_metadata(key.scalar):
            return reader.problem(key, unknown(str(key.scalar), _ITEM_KEYS))
    return reader.problem(node, f"an item of the body needs one of {', '.join(_OPENING)}; add one")


ITEM = Type(
    _read_item,
    lambda value: show_record(value, next(record for record in _ITEMS if record.make is type(value))),
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
_FACTS = (
    Field("title", LABEL, "a line 'title: ...'"),
    Field("start", START, "when the meeting began, with its time zone, or its day alone"),
    Field("end", TIME, "when it ended, with its time zone"),
    Field("status", choice(get_args(Status)), "planned, held or cancelled"),
    Field("venues", _list_of(LABEL), "where it took place", default=()),
    Field("recordings", _list_of(LABEL), "addresses of recordings", default=()),
    Field("people", PEOPLE, "who takes part", default=()),
    Field("default_speaker", LABEL, "who answers where no name stands"),
)
_SKELETON = Record(
    SkeletonFacts,
    "'skeleton'",
    (*_FACTS, Field("shown", _list_of(choice(FACTS)), "the facts that the body's own prose told", default=())),
    metadata=False,
)
WIKI = Record(
    WikiLink,
    "'wiki'",
    (
        Field("page", LABEL, "a line 'page: ...' with the page's name", required=True),
        Field("page_id", number(1, 2**63 - 1), "kept by ohbot"),
        Field("revision", number(1, 2**63 - 1), "the revision last synced; kept by ohbot"),
        Field("sha1", SHA1, "the SHA-1 of that revision's text; kept by ohbot"),
        Field("synced", TIME, "when; kept by ohbot"),
        Field(
            "merged", number(1, 2**63 - 1), "while a conflict waits: the revision merged but for it; kept by ohbot"
        ),
        Field("waiting", _list_of(LINE), "its places on that revision; kept by ohbot", default=()),
        Field("merged_sha1", SHA1, "the SHA-1 of that revision's text; kept by ohbot"),
        Field(
            "moved_from",
            LABEL,
            "the page's name before it was moved out of the archive's prefix, where ohbot does not edit it; "
            "kept by ohbot, take the line out to let it",
        ),
        Field(
            "skeleton",
            _record(_SKELETON),
            "the facts that the page's skeleton was made of and the page does not tell; kept by ohbot, "
            "take it out to have the skeleton's words left alone when facts change",
        ),
        Field(
            "unshown",
            _list_of(LINE),
            "facts that the page does not show as they are here; kept by ohbot",
            default=(),
        ),
    ),
)
TRANSCRIPT = Record(
    Transcript,
    "a transcript of 'sources'",
    (
        Field("file", LABEL, "a line 'file: ...' with its name or address", required=True),
        Field("kind", LABEL, "the kind of transcript; kept by ohbot"),
        Field("sha256", SHA256, "the SHA-256 of the original; kept by ohbot"),
        Field("part", choice(get_args(Part)), "what it is to the session; body unless told", default="body"),
        Field("heading", LABEL, "the heading of its section, at its import"),
        Field("kept", SHA256, "its reading in transcripts/, the base of the next import; kept by ohbot"),
        Field("waiting", SHA256, "the reading whose conflicts wait; kept by ohbot"),
        Field("choices", _list_of(choice(get_args(Choice))), "the options of its import", default=()),
        Field("timezone", LABEL, "the zone of times in it that name none"),
        Field("encoding", LABEL, "the encoding of its text, where a person named it"),
        Field("hosts", _list_of(LABEL), "the people named as hosts at its import", default=()),
    ),
)
SESSION = Record(
    Session,
    "a session",
    (
        replace(_FACTS[0], required=True),
        *_FACTS[1:],
        Field("body", _list_of(ITEM), "the exchanges, messages, headings and prose, in order", default=()),
        Field("sources", _list_of(_record(TRANSCRIPT)), "what was imported; kept by ohbot", default=()),
        Field("wiki", _record(WIKI), "kept by ohbot"),
    ),
)


def read_session(reader: Reader, root: Node) -> Session | None:
    """The session of a file's root node; None where the reader noted problems."""
    if root.kind != "mapping":
        reader.problem(root, f"a session file holds 'title: ...' and other keys, and here is {shown_kind(root)}")
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
