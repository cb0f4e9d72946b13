"""Plain values -> YAML text that YAML 1.1 and YAML 1.2 readers understand alike.

Written by hand because libyaml's emitter escapes every emoji and a pure Python emitter is ten times slower;
what is written is a small part of YAML: block style, plain words where nothing is in doubt, else quotes.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from ohbot.errors import InputError
from ohbot.model.text import IMPOSSIBLE


class Text(str):
    """A text whose final line break means nothing, so that a literal block may end with one."""

    __slots__ = ()


_PLAIN = re.compile(
    r"[^\W\d_](?:[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff:#]|:(?=[^\s:])|(?<=\S)#)*(?<! )"
)
_PLAIN_KEY = re.compile(r"[A-Za-z](?:[\w-]|(?<=\w) (?=\w))*")
_NOT_IN_FLOW = re.compile(r"[\[\]{},:]")
_WORDS = frozenset("y n yes no true false on off null".split())
"""Words that are no text to a reader of YAML 1.1 or 1.2, in any case."""

_MUST_ESCAPE = re.compile('[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\\\\"]')
_NO_RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def scalar(value: Any, *, flow: bool = False, quote: str = "") -> str:
    """One scalar on one line; ``quote`` is the style to keep where it is possible."""
    if isinstance(value, str):
        return _string(value, flow, quote)
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    if isinstance(value, float):  # a reader of YAML 1.1 takes "1e+16" for text: it wants the point
        shown = repr(value)
        names = {"nan": ".nan", "inf": ".inf", "-inf": "-.inf"}
        return names.get(shown) or (shown if "." in shown else shown.replace("e", ".0e"))
    return {"None": "null", "True": "true", "False": "false"}.get(str(value), str(value))


def _string(text: str, flow: bool, quote: str) -> str:
    if not quote and is_plain(text, flow=flow):
        return str(text)
    simple = not _NO_RAW.search(text) and "\n" not in text and "\t" not in text
    if simple and (quote == "'" or (quote != '"' and ('"' in text or "\\" in text))):
        return "'" + text.replace("'", "''") + "'"
    return '"' + _MUST_ESCAPE.sub(_escaped, text) + '"'


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    return _NAMED.get(char) or (f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}")


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether every reader takes these unquoted words for the same text."""
    if not _PLAIN.fullmatch(text) or text.lower() in _WORDS:
        return False
    return not (flow and _NOT_IN_FLOW.search(text))


def key_text(key: Any) -> str:
    """A mapping's key."""
    if isinstance(key, str) and (not _PLAIN_KEY.fullmatch(key) or key.lower() in _WORDS):
        return _string(key, False, '"')
    return str(key) if isinstance(key, str) else scalar(key)


def in_flow(value: Any) -> str:
    """Any value on one line, in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key_text(key)}: {in_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_flow, value)) + "]"
    return scalar(value, flow=True)


def literal(text: str) -> list[str] | None:
    """The lines of a literal block: its header, then content without indentation; None where it cannot be one."""
    body = text[:-1] if text.endswith("\n") else text
    if _NO_RAW.search(body) or not body or body != body.rstrip():
        return None
    rows = body.split("\n")
    if not rows[0].strip():
        return None
    indent = "2" if rows[0][0] in " \t" else ""
    chomp = "" if isinstance(text, Text) or text.endswith("\n") else "-"
    return [f"|{indent}{chomp}", *rows]


def lines(value: Any) -> list[str]:
    """The lines of a mapping or list in block style, without indentation."""
    if isinstance(value, dict):
        return [line for key, inner in value.items() for line in headed(f"{key_text(key)}:", inner)]
    return [line for inner in value for line in headed("-", inner)]


def headed(head: str, value: Any) -> list[str]:
    """The lines of ``head`` (``key:`` or ``-``) with its value, in block style."""
    if isinstance(value, dict) and value and head == "-":
        first, *rest = lines(value)
        return [f"- {first}", *indented(rest)]
    if isinstance(value, dict | list) and value:
        return [head, *indented(lines(value))]
    if isinstance(value, dict | list):
        return [f"{head} {in_flow(value)}"]
    if isinstance(value, str) and "\n" in value and (block := literal(value)):
        return [f"{head} {block[0]}", *indented(block[1:])]
    return [f"{head} {scalar(value)}"]


def indented(rows: Iterable[str], width: int = 2) -> list[str]:
    """Lines moved to the right; empty ones stay empty."""
    return [" " * width + row if row else row for row in rows]


def refuse_characters(text: str) -> None:
    """Raise InputError where a text to be written holds what a session file cannot."""
    if bad := IMPOSSIBLE.search(text):
        near = IMPOSSIBLE.sub("�", text[max(0, bad.start() - 20) : bad.end() + 20]).strip()
        raise InputError(
            f"the character U+{ord(bad[0]):04X} near {near!r} can stand neither in YAML nor on a wiki page; remove it"
        )
