"""Write the items of a session onto a page: what stays is left alone, the rest is changed, inserted or taken out.

Every change is an edit of one stretch of the old text, so what no item owns is never touched.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from ohbot.model import Exchange, Heading, Item, Message, Prose
from ohbot.wikitext.align import common, in_order, origins
from ohbot.wikitext.forms import (
    form_like,
    paragraphs_of,
    rewritten_exchange,
    rewritten_message,
    write_exchange,
    write_like,
)
from ohbot.wikitext.nodes import ExchangeNode, HeadingNode, MessageNode, Node
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.shapes import SHAPES, Form
from ohbot.wikitext.speakers import GUARD
from ohbot.wikitext.splice import spliced
from ohbot.wikitext.texts import key


class Edit(NamedTuple):
    """A stretch of the old text, and what stands there now."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Block:
    """A new item as wikitext, and what it is: it decides how many blank lines part it from others."""

    text: str
    item: Item
    kind: str


def written(
    page: ParsedPage, body: Sequence[Item], *, shape: str, at: int | None, guarded: Set[int] = frozenset()
) -> str:
    """The page's text with these items on it.

    ``shape`` is for exchanges on a page that has none; ``at`` is where they go on a page without any item;
    ``guarded`` are the indices of items that are marked so that they cannot be taken for anything else.
    """
    return _Writing(page, body, shape=shape, at=at, guarded=guarded).result()


class _Writing:
    def __init__(
        self, page: ParsedPage, body: Sequence[Item], *, shape: str, at: int | None, guarded: Set[int]
    ) -> None:
        self._page, self._body, self._at, self._guarded = page, body, at, guarded
        self._shape = shape
        self._dialogue = all(_is_dialogue(item) for item in body if isinstance(item, Message))
        self._origins = _origins([node.item for node in page.nodes], body)
        self._stay = in_order([i for i in self._origins if i is not None])
        self._edits: list[Edit] = []
        self._forms: dict[int, Form] = {}

    def result(self) -> str:
        """The new text."""
        pending: list[int] = []
        before: int | None = None
        for index, origin in enumerate(self._origins):
            if origin is None or origin not in self._stay:
                pending.append(index)
                continue
            self._insert(pending, before, origin)
            pending = []
            self._change(self._page.nodes[origin], index)
            before = origin
        self._insert(pending, before, None)
        for index, node in enumerate(self._page.nodes):
            if index not in self._stay:
                self._remove(node)
        return _applied(self._page.text, self._edits)

    # --- items that stay

    def _change(self, node: Node, index: int) -> None:
        text = self._source(node, index)
        if text != self._page.text[node.start : node.end]:
            self._edits.append(Edit(node.start, node.end, text))

    def _source(self, node: Node, index: int) -> str:
        """The source of a node as it has to be to show an item of the session."""
        item = self._body[index]
        text = self._page.text[node.start : node.end] if _same(node.item, item) else self._rewritten(node, item)
        if index in self._guarded and isinstance(item, Prose):
            return f"{GUARD}\n{text}"
        if index in self._guarded and isinstance(node, ExchangeNode | MessageNode):
            said = node.question.text if isinstance(node, ExchangeNode) else node.text
            lead = self._page.text[node.start : said[0]]
            if text.startswith(lead) and not lead.endswith(GUARD):
                return lead + GUARD + text[len(lead) :]
        return text

    def _rewritten(self, node: Node, item: Item) -> str:
        """The source of a node, changed to show the item, which is of its type."""
        if isinstance(node, ExchangeNode) and isinstance(item, Exchange):
            return self._rewritten_exchange(node, item)
        if isinstance(node, MessageNode) and isinstance(item, Message):
            return rewritten_message(self._page, node, item) or write_like(
                self._page, item, node, dialogue=self._dialogue
            )
        if isinstance(node, HeadingNode) and isinstance(item, Heading):
            return self._rewritten_heading(node, item)
        assert isinstance(item, Prose)
        return self._rewritten_prose(node, item)

    def _rewritten_exchange(self, node: ExchangeNode, item: Exchange) -> str:
        wanted = paragraphs_of(item)
        old = [(cell.value, cell.who, cell.role) for cell in node.cells]
        new = [(paragraph.value, paragraph.who, paragraph.role) for paragraph in wanted]
        pairs = _paired(old, new)
        return rewritten_exchange(self._page, node, item, pairs)

    def _rewritten_heading(self, node: HeadingNode, item: Heading) -> str:
        text, (start, end) = self._page.text, node.text
        words = spliced(self._page.source, start, end, item.text) if item.text != node.item.text else text[start:end]
        before, after = text[node.start : start], text[end : node.end]
        if item.level != node.item.level:
            old, new = "=" * node.item.level, "=" * item.level
            before, after = before.replace(old, new, 1), after.replace(old, new, 1)
        return before + words + after

    def _rewritten_prose(self, node: Node, item: Prose) -> str:
        source = self._page.text[node.start : node.end]
        lead = len(source) - len(source.lstrip())
        tail = len(source) - len(source.rstrip())
        start, end = node.start + lead, node.end - tail
        new = spliced(self._page.source, start, end, item.wikitext, prose=True)
        return source[:lead] + new + source[len(source) - tail :]

    # --- items that go

    def _remove(self, node: Node) -> None:
        text, (start, end) = self._page.text, (node.start, node.end)
        left = _left_behind(self._page, node)
        if not left and text[end : end + 1] == "\n" and (start == 0 or text[max(0, start - 2) : start] == "\n\n"):
            end += 1
        self._edits.append(Edit(start, end, left))

    # --- items that come

    def _insert(self, pending: list[int], before: int | None, after: int | None) -> None:
        if not pending:
            return
        nodes = self._page.nodes
        prev = nodes[before] if before is not None else None
        follow = nodes[after] if after is not None else None
        blocks = [self._block(index, prev, follow) for index in pending]
        ahead = prev is None or (follow is not None and self._belongs(blocks[-1], follow, prev, blocks[0]))
        if follow is not None and ahead:
            self._insert_before(blocks, prev, follow)
        else:
            self._insert_after(blocks, prev, follow)

    def _belongs(self, last: _Block, follow: Node, prev: Node | None, first: _Block) -> bool:
        """Whether the blocks are rather the beginning of what follows than the end of what stands before."""
        return last.kind == _kind(follow) and (prev is None or first.kind != _kind(prev))

    def _insert_after(self, blocks: list[_Block], prev: Node | None, follow: Node | None) -> None:
        text = self._page.text
        place = self._behind(prev, blocks[0]) if prev else self._start_of_body()
        pieces = ["\n"] if place and text[place - 1] != "\n" else []
        kind = _kind(prev) if prev else None
        for block in blocks:
            pieces += ["\n" * (self._blank(kind, block.kind) if kind else 0), block.text]
            kind = block.kind
        rest = text[place : follow.start] if follow else text[place:]
        have = len(rest) - len(rest.lstrip("\n"))
        if follow and have == len(rest) and kind:
            pieces.append("\n" * max(0, self._blank(kind, _kind(follow)) - have))
        elif rest.strip() and not have and not follow:
            pieces.append("\n")
        self._edits.append(Edit(place, place, "".join(pieces)))

    def _insert_before(self, blocks: list[_Block], prev: Node | None, follow: Node) -> None:
        text, place = self._page.text, follow.start
        gap = text[prev.end : place] if prev else text[:place]
        have = len(gap) - len(gap.rstrip("\n")) if gap.strip("\n") == "" else 1
        pieces: list[str] = []
        kind = _kind(prev) if prev else None
        for number, block in enumerate(blocks):
            need = self._blank(kind, block.kind) if kind else 0
            pieces += ["\n" * (max(0, need - have) if number == 0 else need), block.text]
            kind = block.kind
        pieces.append("\n" * (self._blank(kind, _kind(follow)) if kind else 0))
        self._edits.append(Edit(place, place, "".join(pieces)))

    def _behind(self, prev: Node, block: _Block) -> int:
        """Right behind a node; for what is no message, behind the box that a log stands in."""
        if not isinstance(prev, MessageNode) or prev.context == "page" or isinstance(block.item, Message):
            return prev.end
        boxes = [e.end for e in self._page.source.enclosures if e.start < prev.start and e.end >= prev.end]
        end = self._page.text.find("\n", max(boxes, default=prev.end))
        return end + 1 if end >= 0 else len(self._page.text)

    def _start_of_body(self) -> int:
        return self._at if self._at is not None else self._page.end_of_body()

    def _block(self, index: int, prev: Node | None, follow: Node | None) -> _Block:
        item, origin = self._body[index], self._origins[index]
        if origin is not None:
            text = self._source(self._page.nodes[origin], index)
            return _Block(text if text.endswith("\n") else text + "\n", item, _kind(self._page.nodes[origin]))
        if isinstance(item, Exchange):
            form = self._form(prev, follow)
            text = write_exchange(self._page, item, form, guarded=index in self._guarded)
            return _Block(text, item, f"exchange {form.shape} {form.gap}")
        if isinstance(item, Message):
            return self._message_block(item, prev, follow, guarded=index in self._guarded)
        if isinstance(item, Heading):
            return _Block(f"{'=' * item.level} {item.text} {'=' * item.level}\n", item, "heading")
        guard = f"{GUARD}\n" if index in self._guarded else ""
        return _Block(f"{guard}{item.wikitext}\n", item, "prose")

    def _message_block(self, item: Message, prev: Node | None, follow: Node | None, *, guarded: bool) -> _Block:
        near = [node for node in (prev, follow) if isinstance(node, MessageNode)]
        like = next(
            (node for node in near if node.item.kind == item.kind), near[0] if near else self._any_message(item)
        )
        dialogue = like.shape == "dialogue" if like else self._dialogue
        text = write_like(self._page, item, like, dialogue=dialogue, guarded=guarded)
        spoken = dialogue and _is_dialogue(item)
        return _Block(text, item, "dialogue" if spoken else "log")

    def _any_message(self, item: Message) -> MessageNode | None:
        return self._messages.get(item.kind) or next(iter(self._messages.values()), None)

    def _form(self, prev: Node | None, follow: Node | None) -> Form:
        """The form of the nearest exchange on the page, or the shape for new pages."""
        near = [node for node in (prev, follow) if isinstance(node, ExchangeNode)]
        node = near[0] if near else self._any_exchange
        if node is None:
            return SHAPES[self._shape]
        if node.start not in self._forms:
            self._forms[node.start] = form_like(self._page, node)
        return self._forms[node.start]

    @cached_property
    def _any_exchange(self) -> ExchangeNode | None:
        found = [nodes[0] for nodes in self._page.exchanges.values()]
        return min(found, key=lambda node: node.start, default=None)

    @cached_property
    def _messages(self) -> dict[str, MessageNode]:
        """The first message of each kind outside of boxes."""
        found: dict[str, MessageNode] = {}
        for node in self._page.nodes:
            if isinstance(node, MessageNode) and node.context == "page":
                found.setdefault(node.item.kind, node)
        return found

    def _blank(self, one: str | None, other: str) -> int:
        """How many blank lines stand between two kinds of blocks."""
        if one == "heading":
            return 1 if other == "heading" else 0
        if one == other:
            return int(one.rsplit(" ", 1)[1]) if one.startswith("exchange") else int(one != "log")
        if one and one.startswith("exchange") and other.startswith("exchange"):
            return 0 if "numbered" in one or "bullets" in one else 1
        return 1


def _same(one: Item, other: Item) -> bool:
    return one == other or key(one) == key(other)


def _origins(old: Sequence[Item], new: Sequence[Item]) -> list[int | None]:
    """For each new item the index of the old one that it is or was made of; what shows the same is the same."""
    head = common(old, new)
    tail = common(old[head:][::-1], new[head:][::-1])
    last = len(old) - tail
    middle = origins([key(item) for item in old[head:last]], [key(item) for item in new[head : len(new) - tail]])
    found = [None if origin is None else origin + head for origin in middle]
    return [*range(head), *found, *range(last, len(old))]


def _kind(node: Node) -> str:
    if isinstance(node, ExchangeNode):
        return f"exchange {node.shape} {SHAPES[node.shape].gap}"
    if isinstance(node, MessageNode):
        return node.shape
    return "heading" if isinstance(node, HeadingNode) else "prose"


def _is_dialogue(item: Item) -> bool:
    return isinstance(item, Message) and item.time is None and item.kind == "say" and item.speaker is not None


def _paired(
    old: list[tuple[str, str | None, str | None]], new: list[tuple[str, str | None, str | None]]
) -> list[int | None]:
    """For each new paragraph the old one it was made of; where their number is the same, the one in its place."""
    pairs = origins(old, new)
    if len(old) == len(new) and all(pair in (None, index) for index, pair in enumerate(pairs)):
        return list(range(len(old)))
    return pairs


def _left_behind(page: ParsedPage, node: Node) -> str:
    """What has to stay when a node goes: what stood between its paragraphs, and tags that close something else."""
    kept: list[str] = []
    if isinstance(node, ExchangeNode):
        cells = [node.question, *node.cells]
        for one, other in pairwise(cells):
            kept += page.furniture(one.end, other.body)
    tags = _unbalanced([page.text[a:b] for a, b in page.source.hidden_in(node.start, node.end, page.source.markup)])
    return "".join(f"{line}\n" for line in (*kept, *tags))


def _unbalanced(tags: list[str]) -> list[str]:
    """The translation tags among these that open or close something outside."""
    opened: list[str] = []
    closing: list[str] = []
    for tag in tags:
        if tag.lower().startswith("<translate"):
            opened.append(tag)
        elif tag.lower().startswith("</translate"):
            if opened:
                opened.pop()
            else:
                closing.append(tag)
    return [*closing, *opened]


def _applied(text: str, edits: list[Edit]) -> str:
    """The text with all edits made; of two at one place, the insertion comes first."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces.append(text[at : edit.start])
        pieces.append(edit.text)
        at = max(at, edit.end)
    return "".join([*pieces, text[at:]])
