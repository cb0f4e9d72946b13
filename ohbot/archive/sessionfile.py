"""Session files as text: ``load`` and ``dump`` are inverse, and ``patch`` changes no line without need."""

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

from ohbot.archive import emit
from ohbot.archive.kinds import Reader
from ohbot.archive.nodes import compose
from ohbot.archive.patching import patched
from ohbot.archive.records import SCHEMA_NAME, VIEW_KEY, is_metadata, read_session, show_session
from ohbot.diff.elements import same
from ohbot.model import Session
from ohbot.model.node import Node
from ohbot.problems import BadFile, Problem

_LEAST = "a line 'title: ...'"
_VIEW = (
    "this is a view of a translation, which ohbot shows and never publishes; the session is in the file without a "
    "language in its name"
)
ItemLines: TypeAlias = tuple[tuple[int, ...], ...]
"""For each item of the body the line that it begins in, and those of its answers; lines count from 1."""
_NO_COMMENT = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]+")
SCHEMA_LINE = f"# yaml-language-server: $schema=../.ohbot/{SCHEMA_NAME}"


def load(text: str, name: str) -> Session:
    """The session that a file's text holds, in normal form; ``name`` is the file's name in sentences.

    Raises BadFile, which tells every problem as ``name:line: what, and what to do``.
    """
    return load_with_lines(text, name)[0]


def load_with_lines(text: str, name: str) -> tuple[Session, ItemLines]:
    """The same, and where its items stand."""
    root = compose(text.removeprefix("\ufeff"), name, least=_LEAST)
    return _read(root, name), tuple(
        (item.line, *(answer.line for answer in _list(item, "answers"))) for item in _list(root, "body")
    )


def _list(node: Node, name: str) -> tuple[Node, ...]:
    return next((value.items for key, value in node.pairs if key.scalar == name), ())


def dump(session: Session, *, comments: Sequence[str] = ()) -> str:
    """A fresh file's text, which YAML 1.1 and 1.2 readers take for the same session; ``comments`` stand on top."""
    head = [f"# {_NO_COMMENT.sub(' ', sentence).strip()}" for sentence in comments]
    return "\n".join([SCHEMA_LINE, *head, *emit.lines(show_session(session)), ""])


def patch(text: str, session: Session, name: str = "session file") -> str:
    """The text with as few changes as make it hold ``session``: what did not change stays, byte for byte.

    Raises BadFile where ``text`` is no session file.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    bare = text.removeprefix(mark)
    root = compose(bare, name, least=_LEAST)
    before, goal = show_session(_read(root, name)), show_session(session)
    if same(before, goal):
        return text
    for coarse in (False, True):
        found = patched(bare, root, before, goal, coarse=coarse)
        if found is not None and _holds(found, goal):
            return mark + found
    return mark + _rewritten(bare, root, goal)


def _read(root: Node, name: str) -> Session:
    if root.kind == "mapping" and any(key.scalar == VIEW_KEY for key, _ in root.pairs):
        raise BadFile(name, [Problem(1, _VIEW)])
    reader = Reader()
    session = read_session(reader, root)
    if session is None:
        raise BadFile(name, reader.problems)
    return session


def _holds(text: str, goal: dict[str, Any]) -> bool:
    """Whether a text reads back as it should: the law of ``patch``, checked before anything is written."""
    try:
        return same(show_session(load(text, "")), goal)
    except BadFile:
        return False


def _rewritten(text: str, root: Node, goal: dict[str, Any]) -> str:
    """The whole file anew, with the comments at its head, where its layout cannot be patched."""
    head = []
    for row in text.replace("\r\n", "\n").split("\n"):
        if row.strip() and not row.startswith("#"):
            break
        head.append(row)
    wiki = next((value for key, value in root.pairs if key.scalar == "wiki"), None)
    if wiki is not None and "wiki" in goal:
        own = {key.scalar: value.plain for key, value in wiki.pairs if is_metadata(key.scalar)}
        goal = goal | {"wiki": goal["wiki"] | own}
    fresh = "\n".join([*head, *emit.lines(goal), ""])
    return fresh.replace("\n", "\r\n") if "\r\n" in text else fresh
