"""The smallest change of a session file's text: slices whose values differ are written anew, the rest stays.

``Rigid`` means that a slice cannot be patched from inside; then the next larger slice is written anew. Whoever
calls ``patched`` reads the result back before using it, so a wrong guess here costs layout and never content.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ohbot.archive import emit
from ohbot.diff.align import origins
from ohbot.diff.elements import frozen, same
from ohbot.model.node import Node


class Rigid(Exception):
    """This slice cannot be patched from inside."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Put ``text`` in the place of the slice from ``start`` to ``end``."""

    start: int
    end: int
    text: str


_ABSENT = object()
"""Stands for the value of a key that is not there."""


def patched(text: str, root: Node, old: dict[str, Any], new: dict[str, Any], *, coarse: bool = False) -> str | None:
    """The text with ``old`` (what it holds now, as plain values) made into ``new``; None where it is too odd.

    ``coarse`` writes every top-level key anew whose value differs.
    """
    patcher = _Patcher(text, coarse)
    try:
        result = apply(text, patcher.value(root, old, new), 0, len(text))
    except Rigid:
        return None
    return result if text.endswith("\n") else result.removesuffix("\n").removesuffix("\r")


def apply(text: str, edits: list[Replacement], start: int, end: int) -> str:
    """The slice of a text with the edits that lie in it done."""
    parts, at = [], start
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            raise Rigid
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:end]])


def partners(old: list[Any], new: list[Any]) -> list[int | None]:
    """For each new item the index of the old one that it is, or None; a text alone is a mapping that holds it."""
    sides = ([item if isinstance(item, dict) else {"text": item} for item in side] for side in (old, new))
    return origins(*sides, key=frozen)


class _Patcher:
    """Finds the edits of one text. Methods take a node, its old value and its new value, both plain."""

    def __init__(self, text: str, coarse: bool) -> None:
        self.text = text
        self.coarse = coarse
        self.newline = "\r\n" if "\r\n" in text else "\n"

    # --- places in the text ---

    def line_start(self, index: int) -> int:
        """Where the line of an index begins."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Where the line's own characters end, before its line break."""
        found = self.text.find("\n", index)
        found = len(self.text) if found < 0 else found
        return found - 1 if found > index and self.text[found - 1] == "\r" else found

    def next_line(self, index: int) -> int:
        """Where the line behind begins, or the text's end."""
        found = self.text.find("\n", index)
        return len(self.text) if found < 0 else found + 1

    def column(self, index: int) -> int:
        """How far from its line's begin an index is."""
        return index - self.line_start(index)

    def opens_line(self, index: int) -> bool:
        """Whether only blanks stand before an index in its line."""
        return not self.text[self.line_start(index) : index].strip(" ")

    def written(self, rows: list[str], column: int) -> str:
        """Lines of which the first begins where the text stands and the others at a column."""
        return self.newline.join([rows[0], *emit.indented(rows[1:], column)])

    # --- values ---

    def value(self, node: Node, old: Any, new: Any) -> list[Replacement]:
        """The edits that turn a node's text into ``new``; raises Rigid where only its parent can."""
        if same(old, new):
            return []
        if node.kind == "mapping" and isinstance(new, str):  # an answer that needs no mapping any more
            new = {"text": new}
        if node.kind == "mapping" and isinstance(old, str):
            old = {"text": old}
        if node.style == "flow":
            return self.flow(node, old, new)
        if node.kind == "mapping" and isinstance(new, dict):
            return self.mapping(node, old, new)
        if node.kind == "list" and isinstance(new, list) and new:
            return self.sequence(node, old, new)
        if node.kind == "scalar" and not isinstance(new, dict | list):
            return self.scalar(node, new)
        raise Rigid

    def scalar(self, node: Node, new: Any) -> list[Replacement]:
        """A scalar in the place and, where possible, in the quotes of another."""
        if node.style == "|" and isinstance(new, emit.Text):
            return [self.literal(node, new)]
        if node.style in {"|", ">"} or node.start == node.end or (isinstance(new, str) and "\n" in new):
            raise Rigid
        return [Replacement(node.start, node.end, emit.scalar(new, quote=node.style))]

    def literal(self, node: Node, new: str) -> Replacement:
        """New content for a literal block, under the header and at the indentation that it has."""
        start = self.next_line(node.start)
        header = self.text[node.start : self.line_end(node.start)]
        rows = emit.literal(emit.Text(new)) or [""]
        if rows[0] != "|" or start >= node.end or not re.fullmatch(r"\|[ \t]*(?:[ \t]#.*)?", header):
            raise Rigid
        first = next((row for row in self.text[start : node.end].split("\n") if row.strip()), "")
        width = len(first) - len(first.lstrip(" "))
        return Replacement(start, node.end, self.newline.join(emit.indented(rows[1:], width)))

    def flow(self, node: Node, old: Any, new: Any) -> list[Replacement]:
        """A value in a flow collection stays on its line; comments and texts of several lines do not fit there."""
        if node.kind == "mapping" and isinstance(new, dict):
            nodes = {key.scalar: value for key, value in node.pairs}
            if nodes.keys() == new.keys() == old.keys():
                return [edit for key, value in nodes.items() for edit in self.in_flow(value, old[key], new[key])]
            # What no value of the model knows (``x-`` keys of ``wiki``) stays.
            new = {key: value.plain for key, value in nodes.items() if key in new or key not in old} | new
        if node.kind == "list" and isinstance(new, list) and len(node.items) == len(old) == len(new):
            triples = zip(node.items, old, new, strict=True)
            return [edit for triple in triples for edit in self.in_flow(*triple)]
        if "#" in self.text[node.start : node.end] or _has_lines(new):
            raise Rigid
        return [Replacement(node.start, node.end, emit.in_flow(new))]

    def in_flow(self, node: Node, old: Any, new: Any) -> list[Replacement]:
        """The edits of a part of a flow collection."""
        if node.kind != "scalar":
            return self.value(node, old, new)
        if same(old, new):
            return []
        if node.start == node.end or _has_lines(new):
            raise Rigid
        quote = node.style if isinstance(new, str) else ""
        shown = emit.in_flow(new) if isinstance(new, dict | list) else emit.scalar(new, flow=True, quote=quote)
        return [Replacement(node.start, node.end, shown)]

    # --- mappings ---

    def mapping(self, node: Node, old: dict[Any, Any], new: dict[Any, Any]) -> list[Replacement]:
        """The edits of a mapping in block style, key by key."""
        edits: list[Replacement] = []
        kept: dict[Any, tuple[Node, Node]] = {}
        for index, (key, value) in enumerate(node.pairs):
            before, after = old.get(key.scalar, _ABSENT), new.get(key.scalar, _ABSENT)
            if before is not _ABSENT and after is _ABSENT:
                edits.append(self.removal(node, index))
                continue
            kept[key.scalar] = key, value
            edits += [] if same(before, after) else self.entry(key, value, before, after)
        return edits + self.additions(kept, new)

    def entry(self, key: Node, value: Node, old: Any, new: Any) -> list[Replacement]:
        """The edits of a key's value, or the entry anew where that is rigid, with its comments behind the key."""
        with contextlib.suppress(Rigid):
            if not self.coarse:
                return self.value(value, old, new)
        between = re.match(r"[ \t]*:", self.text[key.end : key.end + 100])
        if not between or value.start < key.end:
            raise Rigid
        end = self.line_end(value.end)
        comments = _comments(self.text[key.end + between.end() : value.start]) + _comments(self.text[value.end : end])
        rows = emit.headed(self.text[key.start : key.end] + ":", new)
        rows[0] = "  ".join([rows[0], *comments])
        return [Replacement(key.start, end, self.written(rows, self.column(key.start)))]

    def removal(self, node: Node, index: int) -> Replacement:
        """A key's lines removed; the first key behind a dash gives its place to the next."""
        key, value = node.pairs[index]
        if self.opens_line(key.start):
            return Replacement(self.line_start(key.start), self.next_line(value.end), "")
        if index + 1 == len(node.pairs):
            raise Rigid
        follower = node.pairs[index + 1][0]
        if self.text[value.end : follower.start].strip():
            raise Rigid
        return Replacement(key.start, follower.start, "")

    def additions(self, kept: dict[Any, tuple[Node, Node]], new: dict[Any, Any]) -> list[Replacement]:
        """New keys, each behind the key that it follows in the new order, or before the first one."""
        if not kept:
            raise Rigid
        first, _ = next(iter(kept.values()))
        column = self.column(first.start)
        edits: list[Replacement] = []
        before: Node | None = None
        for key, value in new.items():
            if key in kept:
                before = kept[key][1]
                continue
            text, margin = (
                self.written(emit.headed(f"{emit.key_text(key)}:", value), column),
                self.newline + " " * column,
            )
            if before is None:
                edits.append(Replacement(first.start, first.start, text + margin))
            else:
                end = self.line_end(before.end)
                edits.append(Replacement(end, end, margin + text))
        return edits

    # --- lists ---

    def sequence(self, node: Node, old: list[Any], new: list[Any]) -> list[Replacement]:
        """The edits of a list in block style: within its items where none came, went or moved."""
        if len(node.items) != len(old):
            raise Rigid
        dashes = list(self.dashes(node))
        origin = partners(old, new)
        if origin == list(range(len(old))):
            found = zip(node.items, dashes, old, new, strict=True)
            return [edit for item, dash, one, other in found for edit in self.item(item, dash, one, other)]
        return [self.sequence_anew(node, dashes, old, new, origin)]

    def sequence_anew(
        self, node: Node, dashes: list[int], old: list[Any], new: list[Any], origin: list[int | None]
    ) -> Replacement:
        """The list from the old items' own lines (with the comments above them) and from new ones."""
        bounds = [self.lead(node, dashes, index) for index in range(len(dashes))]
        bounds.append(self.line_end(node.items[-1].end))
        column = self.column(dashes[0])
        tails = [self.text[item.end : bound] for item, bound in zip(node.items, bounds[1:-1], strict=False)]
        is_airy = bool(tails) and all(self.newline * 2 in tail for tail in tails)
        gap = self.newline if is_airy else ""  # an empty line, where each of the items but the last has one behind
        parts = []
        for value, index in zip(new, origin, strict=True):
            if index is None:
                parts.append(" " * column + self.written(emit.headed("-", value), column) + self.newline + gap)
                continue
            edits = self.item(node.items[index], dashes[index], old[index], value)
            part = apply(self.text, edits, bounds[index], bounds[index + 1])
            parts.append(part if part.endswith("\n") else part + self.newline)
        if gap and origin[-1] != len(old) - 1:
            parts[-1] = parts[-1].removesuffix(gap)
        return Replacement(bounds[0], bounds[-1], "".join(parts).removesuffix(self.newline))

    def item(self, node: Node, dash: int, old: Any, new: Any) -> list[Replacement]:
        """The edits of one item, or the item anew where its value is rigid."""
        try:
            return self.value(node, old, new)
        except Rigid:
            end = self.line_end(node.end)
            rows = emit.headed("-", new)
            comments = _comments(self.text[node.end : end])
            rows[0] = "  ".join([rows[0], *comments])
            return [Replacement(dash, end, self.written(rows, self.column(dash)))]

    def dashes(self, node: Node) -> Iterator[int]:
        """Where each item's dash stands; raises Rigid where one does not begin its line."""
        at = node.start
        for item in node.items:
            found = re.compile(r"(?:[ \t]*(?:#.*)?\r?\n)*[ ]*(?=-[ \t\r\n])").match(self.text, at)
            dash = found.end() if found else -1
            if dash < 0 or not self.opens_line(dash) or self.column(dash) != self.column(node.start):
                raise Rigid
            yield dash
            at = max(item.end, dash + 1)
            at = self.line_end(at) if self.text[at : self.line_end(at)].strip() else at

    def lead(self, node: Node, dashes: list[int], index: int) -> int:
        """Where an item's lines begin: with the comment lines directly above its dash."""
        start = self.line_start(dashes[index])
        floor = self.next_line(node.items[index - 1].end) if index else 0
        while start > floor:
            above = self.line_start(start - 1)
            if above < floor or not self.text[above:start].lstrip(" \t").startswith("#"):
                break
            start = above
        return start


def _comments(between: str) -> list[str]:
    """The comments in a piece of text that holds no values."""
    return [match[0].rstrip() for match in re.finditer(r"#.*", between)]


def _has_lines(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_lines, value.values()))
    if isinstance(value, list):
        return any(map(_has_lines, value))
    return isinstance(value, str) and "\n" in value
