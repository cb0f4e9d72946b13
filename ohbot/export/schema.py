"""The JSON Schema of what ``ohbot export`` writes as JSON, and of each line of JSONL."""

from typing import Any, TypeAlias, get_args

from ohbot.model import Kind, Status

Schema: TypeAlias = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_MAYBE_NUMBER: Schema = {"type": ["integer", "null"], "minimum": 1}
_TIME: Schema = {"type": ["string", "null"], "format": "date-time", "pattern": "Z$"}
_START: Schema = {"anyOf": [_TIME, {"type": "string", "format": "date"}]}


def _record(what: str, **properties: Schema) -> Schema:
    """An object that has all of these and nothing else."""
    every = {"properties": properties, "required": list(properties), "additionalProperties": False}
    return {"type": "object", "description": what} | every


def _list(of: Schema, what: str = "") -> Schema:
    return {"type": "array", "items": of} | _what(what)


def _what(text: str) -> Schema:
    return {"description": text} if text else {}


_ANSWER = _record(
    "An answer; paragraphs are parted by a blank line.",
    speaker=_MAYBE_TEXT | _what("null for the default speaker"),
    role=_MAYBE_TEXT | _what("what stands in brackets behind the name"),
    text=_TEXT | _what("wikitext"),
)
_ITEMS = (
    _record(
        "A question and its answers.",
        type={"const": "exchange"},
        number={"type": "integer", "minimum": 1} | _what("counts the exchanges of the session"),
        question=_TEXT | _what("wikitext"),
        follow_up={"type": "boolean"} | _what("whether the question says so of itself"),
        answers=_list(_ANSWER),
    ),
    _record(
        "A line of a chat.",
        type={"const": "message"},
        time=_MAYBE_TEXT | _what("as written"),
        speaker=_MAYBE_TEXT | _what("null for events"),
        kind={"enum": list(get_args(Kind))},
        text=_TEXT | _what("wikitext"),
    ),
    _record("Wikitext as it is.", type={"const": "prose"}, wikitext=_TEXT),
)
_SECTION = _record(
    "What stands below a heading.",
    heading=_MAYBE_TEXT | _what("wikitext; null before the first heading"),
    level={"type": ["integer", "null"], "minimum": 1, "maximum": 6},
    items=_list({"oneOf": list(_ITEMS)}),
)
_PERSON = _record("Somebody who takes part.", name=_TEXT, role=_MAYBE_TEXT, username=_MAYBE_TEXT)
_SESSION = _record(
    "A session, with its place on the wiki.",
    session=_TEXT | _what("its name in the archive"),
    page=_MAYBE_TEXT | _what("the title of its page"),
    address=_MAYBE_TEXT | _what("where people read the page; null where page or wiki are not known"),
    page_id=_MAYBE_NUMBER,
    revision=_MAYBE_NUMBER | _what("the revision last synced"),
    date={"type": ["string", "null"], "format": "date"}
    | _what("the day of the start in UTC, else the one that title or name tell"),
    translations=_list(_TEXT, "the codes of the languages in which the archive has a view of it"),
    title=_MAYBE_TEXT,
    start=_START,
    end=_TIME,
    status={"enum": [*get_args(Status), None]},
    venues=_list(_TEXT),
    recordings=_list(_TEXT, "addresses"),
    people=_list(_PERSON),
    default_speaker=_MAYBE_TEXT | _what("who gives the answers without a speaker"),
    sections=_list(_SECTION),
)


def export_schema() -> Schema:
    """The JSON Schema (draft 2020-12): one session, or a list of them."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ohbot export",
        "anyOf": [{"$ref": "#/$defs/session"}, _list({"$ref": "#/$defs/session"})],
        "$defs": {"session": _SESSION},
    }
