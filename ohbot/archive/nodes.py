"""YAML 1.2 text -> nodes that know their place in the text.

libyaml composes where it reads as YAML 1.2 does (twenty times faster), ruamel.yaml elsewhere and for what
libyaml refuses. Values are resolved here by the core schema of YAML 1.2 (section 10.3), whoever composed.
Both libraries are imported when the first text is read: commands that need no session are quick without them.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ohbot.model.counting import counted
from ohbot.model.node import Node, Scalar, Style
from ohbot.model.text import IMPOSSIBLE
from ohbot.problems import BadFile, Problem

MAX_DEPTH = 60
MAX_KEY = 100
MAX_NUMBER = 400
_TOO_DEEP = f"nested too deep; {MAX_DEPTH} levels are the limit"

_NOT_RAW = re.compile("[\x7f-\x84\x86-\x9f]")
"""What a page can hold, and YAML in double quotes alone, by its number."""


def compose(text: str, name: str, *, least: str) -> Node:
    """The root node of a file with one YAML document; an aliased node has the place of its anchor.

    ``least`` is what an empty file is told to hold.

    Raises BadFile with every problem that can be told at once.
    """
    _refuse_characters(text, name)
    _refuse_marks(text, name)
    try:
        root, problems = _composed(text, name)
    except _Refused as error:
        raise BadFile(name, [Problem(*error.args)]) from None
    if root is None:
        raise BadFile(name, [Problem(0, f"the file is empty; it needs at least {least}")])
    if problems:
        raise BadFile(name, problems)
    return root


def _refuse_characters(text: str, name: str) -> None:
    for pattern, sentence in ((IMPOSSIBLE, _impossible), (_NOT_RAW, _not_raw)):
        found = {_line_of(text, match.start()): match[0] for match in pattern.finditer(text)}
        if found:
            raise BadFile(name, [Problem(line, sentence(char)) for line, char in list(found.items())[:20]])


_MARKS = re.compile(r"^(?:<{7} .*\n(?:.*\n)*?>{7} |[<>]{7} ).*", re.MULTILINE)
"""What git writes into a file whose two versions it could not merge: the one, the other, and marks around them."""


def _refuse_marks(text: str, name: str) -> None:
    problems: list[Problem] = []
    for match in _MARKS.finditer(text) if "<<<<<<< " in text or ">>>>>>> " in text else ():
        last = match[0].count("\n")
        upto = f" and in the {counted(last, 'line')} below" if last else ""
        lower = "; of two revisions keep the lower one" if "revision: " in match[0] else ""
        what = (
            f"a merge by git was not finished here{upto}; keep one version or both, "
            f"and take the lines out that begin with <<<<<<<, ======= or >>>>>>>{lower}"
        )
        problems.append(Problem(_line_of(text, match.start()), what))
    if problems:
        raise BadFile(name, problems)


def _line_of(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 1


def _impossible(char: str) -> str:
    return f"the character U+{ord(char):04X} can stand neither in YAML nor on a wiki page; remove it"


def _not_raw(char: str) -> str:
    written = f"\\x{ord(char):02x}"
    return f"YAML has the character U+{ord(char):04X} only as {written} in double quotes; write it so, or remove it"


_ONLY_1_2 = re.compile("[\x85\u2028\u2029\ufeff]|^%", re.MULTILINE)
"""How libyaml (YAML 1.1) could read another document than YAML 1.2 does."""


def _composed(text: str, name: str) -> tuple[Node | None, list[Problem]]:
    """The root node (None for nothing) and what no session file may hold; raises BadFile for what is no YAML."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", None)
    if loader and not _ONLY_1_2.search(text):
        with contextlib.suppress(yaml.YAMLError, _Doubtful):  # ruamel.yaml, which knows YAML 1.2, has the last word
            return _NodeBuilder(text).build(yaml.parse(text, Loader=loader))
    import ruamel.yaml
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return _NodeBuilder(text).build(ruamel.yaml.YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadFile(name, [Problem(mark.line + 1 if mark else 0, _not_yaml(error))]) from None
    except (YAMLError, ValueError, OverflowError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BadFile(name, [Problem(0, f"not valid YAML: {first}")]) from None


# What the parser says -> what happened in a person's words.
_HINTS = (
    ("'\\t'", "a tab stands where YAML wants blanks; indent with blanks"),
    ("mapping values", "a colon inside a value; put the whole value in quotes"),
    (
        "could not find expected ':'",
        "this line is neither 'key: value' nor part of a value; mend its indentation or add the colon",
    ),
    (
        "expected <block end>",
        "the indentation differs from the lines above, or something stands behind a quoted value's end; "
        "align the line, or put the whole value in quotes",
    ),
    ("cannot start any token", "the value begins with a character that means something in YAML; put it in quotes"),
    ("unexpected end of stream", "a quoted value is not closed; add the missing quote"),
    ("node content", "a bracket is not closed, or a value is missing; close it, or put the value in quotes"),
    ("but got", "a bracket is not closed or a comma is missing; close it, or put the value in quotes"),
    ("unknown escape", "a backslash in double quotes; double it, or use single quotes"),
)


def _not_yaml(error: Any) -> str:
    said = f"{error.context or ''} {error.problem or ''}".strip()
    hint = next((hint for part, hint in _HINTS if part in said), None)
    return hint or f"not valid YAML: {said}; mend the line, or put its value in quotes"


class _Refused(Exception):
    """What ends the reading: its line, and a sentence."""


class _Doubtful(_Refused):
    """The same, by one library; the other one decides."""


@dataclass(slots=True)
class _OpenNode:
    """A collection that is not at its end yet: its first event, its parts so far, and how many nodes they are."""

    event: Any
    parts: list[Node] = field(default_factory=list)
    size: int = 1


class _NodeBuilder:
    """Makes nodes of the events of a YAML library, and gathers what no session file may hold."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.open = [_OpenNode(None)]
        self.most = len(text) + 10
        """Every node takes a character at least, so more nodes than characters means exploding aliases."""

    def build(self, events: Iterable[Any]) -> tuple[Node | None, list[Problem]]:
        """The root node, None where there is none, and the problems."""
        documents = 0
        for event in events:
            kind, line = type(event).__name__, event.start_mark.line + 1
            documents += kind == "DocumentStartEvent"
            if documents > 1:
                raise _Doubtful(
                    line, "a second document begins here; a session file holds one, so remove the line '---'"
                )
            if len(self.open) > MAX_DEPTH + 1:
                raise _Refused(line, _TOO_DEEP)
            if kind in ("MappingStartEvent", "SequenceStartEvent"):
                self._note_tag(event, line)
                self.open.append(_OpenNode(event))
                if event.anchor:  # of which an alias inside would never end
                    self.anchors[event.anchor] = Node("scalar", line, 0, 0, ""), self.most
            elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                done = self.open.pop()
                self._add(self._collection(done, event.end_mark.index), done.size, done.event.anchor)
            elif kind == "ScalarEvent":
                self._note_tag(event, line)
                self._add(self._scalar(event, line), 1, event.anchor)
            elif kind == "AliasEvent":
                self._repeat(event.anchor, line)
        return next(iter(self.open[0].parts), None), self.problems

    def _add(self, node: Node, size: int, anchor: str | None) -> None:
        self.open[-1].parts.append(node)
        self.open[-1].size += size
        if anchor:
            self.anchors[anchor] = node, size

    def _repeat(self, anchor: str, line: int) -> None:
        if anchor not in self.anchors:
            raise _Doubtful(line, "'*' begins an alias that nothing defines; put the value in quotes")
        self._add(*self.anchors[anchor], None)
        if self.open[-1].size > self.most:
            raise _Refused(line, "aliases repeat each other without end; write the values out")

    def _note_tag(self, event: Any, line: int) -> None:
        if event.tag is not None:
            self.problems.append(Problem(line, "a value begins with a '!' tag; put it in quotes, or remove the tag"))

    def _collection(self, done: _OpenNode, end: int) -> Node:
        event, parts = done.event, tuple(done.parts)
        line, start = event.start_mark.line + 1, event.start_mark.index
        if not event.flow_style:
            end = max((part.end for part in parts), default=0)
        style: Style = "flow" if event.flow_style else "block"
        if type(event).__name__ == "SequenceStartEvent":
            return Node("list", line, start, end, style, items=parts)
        pairs = tuple(zip(parts[::2], parts[1::2], strict=True))
        self.problems.extend(_key_problems(pairs))
        return Node("mapping", line, start, end, style, pairs=pairs)

    def _scalar(self, event: Any, line: int) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        style: Style = event.style or ""
        if style == '"' and (bad := IMPOSSIBLE.search(event.value)):
            self.problems.append(Problem(line, _impossible(bad[0])))
        if style in {"|", ">"}:
            end = start + len(self.text[start:end].rstrip())
        value = event.value if style or len(event.value) > MAX_NUMBER else resolve(event.value)
        return Node("scalar", line, start, end, style, scalar=value)


def _key_problems(pairs: tuple[tuple[Node, Node], ...]) -> Iterator[Problem]:
    first: dict[Scalar, int] = {}
    for key, _ in pairs:
        if key.kind != "scalar" or key.scalar is None:
            yield Problem(key.line, "a key is no text; write 'key: value', or put the value in quotes")
        elif len(str(key.scalar)) > MAX_KEY:
            yield Problem(
                key.line, f"a key of more than {MAX_KEY} characters; put the value in quotes, or shorten it"
            )
        elif key.scalar in first:
            yield Problem(key.line, f"{key.scalar!r} stands twice (first in line {first[key.scalar]}); remove one")
        first.setdefault(key.scalar, key.line)


_CORE_SCHEMA = (
    (re.compile(r"(?:null|Null|NULL|~|)"), lambda word: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda word: word[0] in "tT"),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+"), lambda word: int(word[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda word: int(word[2:], 16)),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"), lambda word: float(word.replace(".", ""))),
)
_MAY_BE_NO_TEXT = re.compile(r"[-+.0-9~nNtTfF]|\Z")


def resolve(word: str) -> Scalar:
    """What a plain (unquoted) word means: YAML 1.2, section 10.3.2."""
    if not _MAY_BE_NO_TEXT.match(word):
        return word
    return next((make(word) for pattern, make in _CORE_SCHEMA if pattern.fullmatch(word)), word)
