"""YAML 1.2 text -> nodes that know their place in the text.

libyaml composes where it reads as YAML 1.2 does (twenty times faster), ruamel.yaml elsewhere and for what
libyaml refuses. Values are resolved here by the core schema of YAML 1.2 (section 10.3), whoever composed.
Both libraries are imported when the first text is read: commands that need no session are quick without them.
"""

import re
from collections.abc import Iterable, Iterator
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
    raw = _compose_raw(text, name)
    if raw is None:
        raise BadFile(name, [Problem(0, f"the file is empty; it needs at least {least}")])
    builder = _NodeBuilder(text)
    try:
        root = builder.node(raw, 0)
    except _TooMuch as error:
        raise BadFile(name, [Problem(error.line, error.what)]) from None
    if builder.problems:
        raise BadFile(name, builder.problems)
    return root


def _refuse_characters(text: str, name: str) -> None:
    for pattern, sentence in ((IMPOSSIBLE, _impossible), (_NOT_RAW, _not_raw)):
        found = {_line_of(text, match.start()): match[0] for match in pattern.finditer(text)}
        if found:
            raise BadFile(name, [Problem(line, sentence(char)) for line, char in list(found.items())[:20]])


_MARKS = re.compile(r"^(?:<{7} .*\n(?:.*\n)*?>{7} |[<>]{7} ).*", re.MULTILINE)
"""What git writes into a file whose two versions it could not merge: the one, the other, and marks around them."""


def _refuse_marks(text: str, name: str) -> None:
    found = list(_MARKS.finditer(text)) if "<<<<<<< " in text or ">>>>>>> " in text else []
    if found:
        raise BadFile(name, [Problem(_line_of(text, match.start()), _unmerged(match[0])) for match in found])


def _unmerged(stretch: str) -> str:
    last = stretch.count("\n")
    upto = f" and in the {counted(last, 'line')} below" if last else ""
    lower = "; of two revisions keep the lower one" if "revision: " in stretch else ""
    return (
        f"a merge by git was not finished here{upto}; keep one version or both, "
        f"and take the lines out that begin with <<<<<<<, ======= or >>>>>>>{lower}"
    )


def _line_of(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 1


def _impossible(char: str) -> str:
    return f"the character U+{ord(char):04X} can stand neither in YAML nor on a wiki page; remove it"


def _not_raw(char: str) -> str:
    written = f"\\x{ord(char):02x}"
    return f"YAML has the character U+{ord(char):04X} only as {written} in double quotes; write it so, or remove it"


# How libyaml (YAML 1.1) could read another document than YAML 1.2 does, and what could be nested too deep.
_ONLY_1_2 = re.compile("[\x85\u2028\u2029\ufeff]|^%", re.MULTILINE)
_DEEP = re.compile(r"(?:[-?:] ){30}|^ {200}", re.MULTILINE)


def _compose_raw(text: str, name: str) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", None)
    brackets = text.count("[") + text.count("{")
    if loader and not _ONLY_1_2.search(text):
        try:
            if _DEEP.search(text) or _nesting(text, brackets) >= MAX_DEPTH:
                _refuse_depth(yaml.parse(text, Loader=loader), name)
            return yaml.compose(text, Loader=loader)
        except yaml.YAMLError:
            pass  # ruamel.yaml, which knows YAML 1.2, has the last word
    return _compose_1_2(text, name)


def _refuse_depth(events: Iterable[Any], name: str) -> None:
    """Refuse by its parser's events what is nested so deep that composing it would take long, or all of the stack."""
    from yaml.events import CollectionEndEvent, CollectionStartEvent

    depth = 0
    for event in events:
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise BadFile(name, [Problem(event.start_mark.line + 1, _TOO_DEEP)])


def _nesting(text: str, brackets: int) -> int:
    """No less than the depth of the flow collections in a text."""
    if brackets < MAX_DEPTH:
        return brackets
    depth = deepest = 0
    for match in re.finditer(r"[\[{\]}]", text):
        depth = depth + 1 if match[0] in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _compose_1_2(text: str, name: str) -> Any:
    import ruamel.yaml
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return ruamel.yaml.YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadFile(name, [Problem(mark.line + 1 if mark else 0, _not_yaml(error))]) from None
    except RecursionError:
        raise BadFile(name, [Problem(0, _TOO_DEEP)]) from None
    except (YAMLError, ValueError, OverflowError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BadFile(name, [Problem(0, f"not valid YAML: {first}")]) from None


# What the parser says -> what happened in a person's words.
_HINTS = (
    ("'\\t'", "a tab stands where YAML wants blanks; indent with blanks"),
    ("another document", "a second document begins here; a session file holds one, so remove the line '---'"),
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
    ("undefined alias", "'*' begins an alias that nothing defines; put the value in quotes"),
    ("unknown escape", "a backslash in double quotes; double it, or use single quotes"),
)


def _not_yaml(error: Any) -> str:
    said = f"{error.context or ''} {error.problem or ''}".strip()
    hint = next((hint for part, hint in _HINTS if part in said), None)
    return hint or f"not valid YAML: {said}; mend the line, or put its value in quotes"


class _TooMuch(Exception):
    def __init__(self, line: int, what: str) -> None:
        self.line, self.what = line, what


class _NodeBuilder:
    """Turns what a YAML library composed into nodes, and gathers what no session file may hold."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.visited: set[int] = set()
        self.budget = len(text) + 10

    def node(self, raw: Any, depth: int) -> Node:
        """The node of what a library composed, and of all below it."""
        line = raw.start_mark.line + 1
        self._guard(raw, line, depth)
        if raw.id == "mapping":
            return self._mapping(raw, line, depth)
        if raw.id == "sequence":
            return self._list(raw, line, depth)
        return self._scalar(raw, line)

    def _guard(self, raw: Any, line: int, depth: int) -> None:
        """Every node takes a character at least, so more nodes than characters means exploding aliases."""
        self.budget -= 1
        if self.budget < 0:
            raise _TooMuch(line, "aliases repeat each other without end; write the values out")
        if depth > MAX_DEPTH:
            raise _TooMuch(line, _TOO_DEEP)
        if id(raw) in self.visited:
            return
        self.visited.add(id(raw))
        self._properties(raw, line)

    def _properties(self, raw: Any, line: int) -> None:
        index = raw.start_mark.index
        if self.text[index : index + 1] not in {"!", "&"} or raw.start_mark.index == raw.end_mark.index:
            return
        if re.match(r"(?:&\S+\s+)?!", self.text[index : index + 1000]):
            self.problems.append(Problem(line, "a value begins with a '!' tag; put it in quotes, or remove the tag"))

    def _mapping(self, raw: Any, line: int, depth: int) -> Node:
        pairs = tuple((self.node(key, depth + 1), self.node(value, depth + 1)) for key, value in raw.value)
        self.problems.extend(_key_problems(pairs))
        end = raw.end_mark.index if raw.flow_style else max((max(k.end, v.end) for k, v in pairs), default=0)
        return Node("mapping", line, raw.start_mark.index, end, _style(raw), pairs=pairs)

    def _list(self, raw: Any, line: int, depth: int) -> Node:
        items = tuple(self.node(item, depth + 1) for item in raw.value)
        end = raw.end_mark.index if raw.flow_style else items[-1].end
        return Node("list", line, raw.start_mark.index, end, _style(raw), items=items)

    def _scalar(self, raw: Any, line: int) -> Node:
        start, end = raw.start_mark.index, raw.end_mark.index
        style: Style = raw.style or ""
        if style == '"' and (bad := IMPOSSIBLE.search(raw.value)):
            self.problems.append(Problem(line, _impossible(bad[0])))
        if style in {"|", ">"}:
            end = start + len(self.text[start:end].rstrip())
        value = raw.value if style else self._resolved(raw.value, line)
        return Node("scalar", line, start, end, style, scalar=value)

    def _resolved(self, word: str, line: int) -> Scalar:
        if len(word) > MAX_NUMBER:
            return word
        return resolve(word)


def _style(raw: Any) -> Style:
    return "flow" if raw.flow_style else "block"


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


def _infinite(word: str) -> float:
    return float("-inf") if word.startswith("-") else float("inf")


_CORE_SCHEMA = (
    (re.compile(r"(?:null|Null|NULL|~|)"), lambda word: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda word: word[0] in "tT"),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+"), lambda word: int(word[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda word: int(word[2:], 16)),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?\.(?:inf|Inf|INF)"), _infinite),
    (re.compile(r"\.(?:nan|NaN|NAN)"), lambda word: float("nan")),
)
_MAY_BE_NO_TEXT = re.compile(r"[-+.0-9~nNtTfF]|\Z")


def resolve(word: str) -> Scalar:
    """What a plain (unquoted) word means: YAML 1.2, section 10.3.2."""
    if not _MAY_BE_NO_TEXT.match(word):
        return word
    return next((make(word) for pattern, make in _CORE_SCHEMA if pattern.fullmatch(word)), word)
