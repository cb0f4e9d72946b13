"""Write the items of a session onto a page: what stays is left alone, the rest is changed, inserted or taken out.

Every change is an edit of one stretch of the old text, so what no item owns is never touched.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from ohbot.diff.align import origins
from ohbot.diff.matching import common, rising
from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose
from ohbot.model.enclosures import Enclosure
from ohbot.wikitext.borders import without
from ohbot.wikitext.forms import (
    OWN,
    fenced,
    form_like,
    paragraphs_of,
    rewritten_exchange,
    write_exchange,
)
from ohbot.wikitext.logs import rewritten_message, with_break, write_like
from ohbot.wikitext.messages import LOG_LINE
from ohbot.wikitext.nodes import ExchangeNode, HeadingNode, MessageNode, Node
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.shapes import SHAPES, Form
from ohbot.wikitext.source import Source, unbalanced
from ohbot.wikitext.speakers import GUARD
from ohbot.wikitext.splice import spliced
from ohbot.wikitext.texts import key

_TRANSLATE = re.compile(r"</?translate(?:\s[^<>]*)?>", re.IGNORECASE)

_CLOSED_BELOW = re.compile(r"\n*</translate>[ \t]*\n", re.IGNORECASE)

_UNIT = re.compile(r"[^\n]*<!--T:[\w-]+-->")


class Edit(NamedTuple):
    """A stretch of the old text, and what stands there now."""

    start: int
    end: int
    text: str


class _Kind(NamedTuple):
    """What a block is, and how many blank lines part it from another one of its kind."""

    name: str
    gap: int = 1


@dataclass(frozen=True, slots=True)
class _Block:
    """A new item as wikitext, and what it is: it decides how many blank lines part it from others."""

    text: str
    item: Item
    kind: _Kind


def written(page: ParsedPage, body: Sequence[Item], *, shape: str, at: int | None, guarded: Mapping[int, int]) -> str:
    """The page's text with these items on it.

    ``shape`` is for exchanges on a page that has none; ``at`` is where they go on a page without any item;
    ``guarded`` tells which items, by index, are marked so that they cannot be taken for anything else, and how
    thoroughly.
    """
    return _Writing(page, body, shape=shape, at=at, guarded=guarded).result()


class _Writing:
    def __init__(
        self, page: ParsedPage, body: Sequence[Item], *, shape: str, at: int | None, guarded: Mapping[int, int]
    ) -> None:
        self._page, self._body, self._at, self._guarded = page, body, at, guarded
        self._shape = shape
        self._dialogue = all(_is_dialogue(item) for item in body if isinstance(item, Message))
        self._origins = _origins([node.item for node in page.nodes], body)
        self._stay = self._uncut(_in_order(self._origins))
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
        self._edits += self._removals()
        return _applied(self._page.text, self._edits)

    def _uncut(self, stay: set[int]) -> set[int]:
        """Those that stay but for the messages in a box, such as ``<pre>``, behind something new that is no message.

        A box cannot be cut, so these leave it.
        """
        leaving: set[int] = set()
        box_end, between, before = 0, False, None
        for item, origin in zip(self._body, self._origins, strict=True):
            if origin is None or origin not in stay:
                between = between or not isinstance(item, Message)
                continue
            node = self._page.nodes[origin]
            if between and node.start >= box_end and _is_boxed(before) and _is_boxed(node):
                box_end = max((box.end for box in self._boxes(before or node)), default=0)
            if node.start < box_end:
                leaving.add(origin)
            else:
                between, before = False, node
        return stay - leaving

    # --- items that stay

    def _change(self, node: Node, index: int) -> None:
        text = self._source(node, index)
        if text != self._page.text[node.start : node.end]:
            self._edits.append(Edit(node.start, node.end, text))

    def _source(self, node: Node, index: int) -> str:
        """The source of a node as it has to be to show an item of the session."""
        item, guarded = self._body[index], self._guarded.get(index, 0)
        same = _same(node.item, item)
        if same and not guarded:
            return self._page.text[node.start : node.end]
        if isinstance(node, ExchangeNode) and isinstance(item, Exchange):
            return self._rewritten_exchange(node, item, guarded=guarded)
        if isinstance(node, MessageNode) and isinstance(item, Message):
            text = rewritten_message(self._page, node, item, guarded=guarded)
            if text is None:
                text = write_like(self._page, item, node, dialogue=self._dialogue, guarded=guarded)
                alone = self._page.text.endswith("\n", node.start, node.end)
                text = text if alone else text.removesuffix("\n")
            return text
        if isinstance(node, HeadingNode) and isinstance(item, Heading):
            return self._rewritten_heading(node, item, guarded=guarded)
        assert isinstance(item, Prose)
        text = self._page.text[node.start : node.end] if same else self._rewritten_prose(node, item)
        return fenced(text, guarded=guarded)

    def _rewritten_exchange(self, node: ExchangeNode, item: Exchange, *, guarded: int) -> str:
        if guarded == OWN:
            text = write_exchange(self._page, item, form_like(self._page, node), guarded=guarded)
            fresh = "\n" if node.start and self._page.text[node.start - 1] != "\n" else ""
            return fresh + _left_behind(self._page, node) + self._fitted(text, node.start)
        wanted = paragraphs_of(item)
        old = [Answer(cell.value, cell.who, cell.role) for cell in node.cells]
        new = [Answer(paragraph.value, paragraph.who, paragraph.role) for paragraph in wanted]
        pairs = origins(old, new)
        return rewritten_exchange(self._page, node, item, pairs, guarded=guarded)

    def _rewritten_heading(self, node: HeadingNode, item: Heading, *, guarded: int) -> str:
        text, (start, end) = self._page.text, node.text
        words = spliced(self._page.source, start, end, item.text) if item.text != node.item.text else text[start:end]
        before, after = text[node.start : start], text[end : node.end]
        if item.level != node.item.level:
            old, new = "=" * node.item.level, "=" * item.level
            before, after = before.replace(old, new, 1), after.replace(old, new, 1)
        return before + words + (GUARD if guarded else "") + after

    def _rewritten_prose(self, node: Node, item: Prose) -> str:
        source = self._page.text[node.start : node.end]
        size = len(source.rstrip())
        return spliced(self._page.source, node.start, node.start + size, item.wikitext, prose=True) + source[size:]

    # --- items that go

    def _removals(self) -> list[Edit]:
        """The edits that take nodes out; where several stand together, with the blank lines between them."""
        text, moved = self._page.text, set(self._origins)
        edits: list[Edit] = []
        for index, node in enumerate(self._page.nodes):
            if index in self._stay:
                continue
            left = _left_behind(self._page, node, moved=index in moved)
            ends_line = text[node.end - 1] == "\n" or not _is_log(node)
            if node.start and text[node.start - 1] != "\n" and ends_line:
                left += "\n"
            start = node.start
            if edits and not edits[-1].text and not text[edits[-1].end : start].strip("\n"):
                start = edits.pop().start
            edits.append(Edit(start, node.end, left))
        return [edit if edit.text else self._closed(edit) for edit in edits]

    def _closed(self, gap: Edit) -> Edit:
        """A removal with as many of the blank lines behind it as stand before it: one gap is left of two."""
        before, behind = self._page.text[: gap.start], self._page.text[gap.end :]
        blank = len(behind) - len(behind.lstrip("\n"))
        above = len(before) - len(before.rstrip("\n")) - 1 if before else blank
        return gap._replace(end=gap.end + max(0, min(above, blank)))

    # --- items that come

    def _insert(self, pending: list[int], before: int | None, after: int | None) -> None:
        if not pending:
            return
        nodes = self._page.nodes
        prev = nodes[before] if before is not None else None
        follow = nodes[after] if after is not None else None
        inside = all(isinstance(self._body[index], Message) for index in pending)
        near = [node if inside or not _is_boxed(node) else None for node in (prev, follow)]
        blocks = [self._block(index, near[0], near[1]) for index in pending]
        ahead = prev is None or (follow is not None and self._belongs(blocks[-1], follow, prev, blocks[0]))
        if follow is not None and ahead:
            self._insert_before(blocks, prev, follow)
        else:
            self._insert_after(blocks, prev, follow)

    def _belongs(self, last: _Block, follow: Node, prev: Node | None, first: _Block) -> bool:
        """Whether the blocks are rather the beginning of what follows than the end of what stands before."""
        return last.kind == self._kind(follow) and (prev is None or first.kind != self._kind(prev))

    def _insert_after(self, blocks: list[_Block], prev: Node | None, follow: Node | None) -> None:
        text = self._page.text
        place = self._behind(prev, blocks, follow) if prev else self._start_of_body()
        inside = isinstance(follow, MessageNode) and prev is not None and prev.end == follow.start
        if inside and text[place - 1] != "\n" and _are_messages(blocks):
            self._edits.append(Edit(place, place, "".join(with_break(block.text) for block in blocks)))
            return
        pieces = ["\n"] if place and text[place - 1] != "\n" else []
        kind = self._kind(prev) if prev else None
        for block in blocks:
            fitted = self._fitted(block.text, place)
            pieces += ["\n" * self._blank(kind, block.kind, fitted, place), fitted]
            kind = block.kind
        rest = text[place : follow.start] if follow else text[place:]
        have = len(rest) - len(rest.lstrip("\n"))
        if follow and have == len(rest) and kind:
            pieces.append("\n" * max(0, self._blank(kind, self._kind(follow), text[follow.start :], place) - have))
        cut = prev is not None and prev.end == place < len(text) and text[place - 1] != "\n"
        cut = cut and not (follow and follow.start == place)
        self._edits.append(Edit(place, place, "".join(pieces).removesuffix("\n" * cut)))

    def _insert_before(self, blocks: list[_Block], prev: Node | None, follow: Node) -> None:
        text, place = self._page.text, self._before(follow, blocks, prev)
        gap = text[prev.end : place] if prev else text[:place]
        have = len(gap) - len(gap.rstrip("\n")) if gap.strip("\n") == "" else 1
        pieces: list[str] = []
        kind = self._kind(prev) if prev else None
        for number, block in enumerate(blocks):
            fitted = self._fitted(block.text, place)
            need = self._blank(kind, block.kind, fitted, place)
            pieces += ["\n" * (max(0, need - have) if number == 0 else need), fitted]
            kind = block.kind
        pieces.append("\n" * self._blank(kind, self._kind(follow), text[place:], place))
        if place and text[place - 1] != "\n":
            pieces.insert(0, "\n")
        self._edits.append(Edit(place, place, "".join(pieces)))

    def _fitted(self, text: str, place: int) -> str:
        """A block for a place: translation tags do not nest, and a unit marker stays inside of them."""
        source = Source(text, LOG_LINE)
        tags = [tag for a, b in source.markup for tag in _TRANSLATE.findall(text, a, b)]
        if not unbalanced(tags) and bool(tags) != self._page.source.is_translated(place):
            return text
        return re.sub(r"[ \t]+(?=\n)", "", source.visible(0, len(text), source.markup)) if source.markup else text

    def _behind(self, prev: Node, blocks: list[_Block], follow: Node | None) -> int:
        """Right behind a node; for what is no message, behind its line and the box that a log stands in.

        What has translation tags of its own goes behind the tag that closes below the node.
        """
        text, end = self._page.text, prev.end
        closed = _CLOSED_BELOW.match(text, end)
        if closed and any(_TRANSLATE.search(block.text) for block in blocks) and self._page.source.is_translated(end):
            return closed.end() if follow is None or follow.start >= closed.end() else end
        if _are_messages(blocks):
            return end
        if _is_boxed(prev):
            end = max((box.end for box in self._boxes(prev)), default=end)
        elif text[end - 1] == "\n" or not _is_log(prev):
            return end
        line_end = text.find("\n", end) + 1 or len(text)
        return line_end if follow is None or follow.start >= line_end else end

    def _before(self, follow: Node, blocks: list[_Block], prev: Node | None) -> int:
        """Right before a node; for what is no message, before its line and the box that a log stands in."""
        start = follow.start
        if _are_messages(blocks):
            return start
        if _is_boxed(follow):
            start = min((box.start for box in self._boxes(follow)), default=start)
        elif not _is_log(follow):
            return start
        line_start = self._page.text.rfind("\n", 0, start) + 1
        return line_start if prev is None or prev.end <= line_start else start

    def _boxes(self, node: Node) -> list[Enclosure]:
        return [box for box in self._page.source.enclosures if box.start < node.start and box.end >= node.end]

    def _start_of_body(self) -> int:
        return self._at if self._at is not None else self._page.end_of_body()

    def _block(self, index: int, prev: Node | None, follow: Node | None) -> _Block:
        item, origin = self._body[index], self._origins[index]
        boxed = origin is not None and _is_boxed(self._page.nodes[origin])
        if origin is not None and (not boxed or _is_boxed(prev) or _is_boxed(follow)):
            text = self._balanced(self._page.nodes[origin], self._source(self._page.nodes[origin], index))
            return _Block(text if text.endswith("\n") else text + "\n", item, self._kind(self._page.nodes[origin]))
        if isinstance(item, Exchange):
            form = self._form(prev, follow)
            text = write_exchange(self._page, item, form, guarded=self._guarded.get(index, 0))
            return _Block(text, item, _Kind(form.shape, form.gap))
        if isinstance(item, Message):
            return self._message_block(item, prev, follow, guarded=self._guarded.get(index, 0))
        if isinstance(item, Heading):
            mark, guard = "=" * item.level, GUARD if self._guarded.get(index) else ""
            return _Block(f"{mark} {item.text}{guard} {mark}\n", item, _Kind("heading"))
        return _Block(fenced(f"{item.wikitext}\n", guarded=self._guarded.get(index, 0)), item, _Kind("prose"))

    def _balanced(self, node: Node, text: str) -> str:
        """What a node that goes elsewhere says, without the borders of regions that it is not the whole of."""
        loose = [
            self._page.text[border.start : border.end] for border in self._page.source.loose(node.start, node.end)
        ]
        return without(text, Source(text, LOG_LINE).enclosures, loose) if loose else text

    def _message_block(self, item: Message, prev: Node | None, follow: Node | None, *, guarded: int) -> _Block:
        near = [node for node in (prev, follow) if isinstance(node, MessageNode)]
        like = next(
            (node for node in near if node.item.kind == item.kind), near[0] if near else self._any_message(item)
        )
        dialogue = like.shape == "dialogue" if like else self._dialogue
        text = write_like(self._page, item, like, dialogue=dialogue, guarded=guarded)
        shape = "dialogue" if dialogue and _is_dialogue(item) else "log"
        return _Block(text, item, self._kind(like) if like and like.shape == shape else _Kind(shape, _GAPS[shape]))

    def _any_message(self, item: Message) -> MessageNode | None:
        return self._messages.get(item.kind) or next(iter(self._messages.values()), None)

    def _form(self, prev: Node | None, follow: Node | None) -> Form:
        """The form of the nearest exchange on the page, or the shape for new pages."""
        near = [node for node in (prev, follow) if isinstance(node, ExchangeNode)]
        node = near[0] if near else self._any_exchange
        return SHAPES[self._shape] if node is None else self._form_of(node)

    def _form_of(self, node: ExchangeNode) -> Form:
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

    def _blank(self, one: _Kind | None, other: _Kind, text: str, place: int) -> int:
        """How many blank lines stand between two blocks; one at least before a unit, of which a heading is one."""
        if one is None:
            return 0
        if self._page.source.is_translated(place) and (one.name == "heading" or _UNIT.match(text)):
            return max(1, other.gap)
        if "heading" in (one.name, other.name):
            return self._heading_gaps[one.name == "heading", other.name == "heading"]
        return other.gap if one.name == other.name else 1

    @cached_property
    def _heading_gaps(self) -> Mapping[tuple[bool, bool], int]:
        """How many blank lines the page has before, behind and between headings, where it is always the same."""
        found: dict[tuple[bool, bool], Counter[int]] = {}
        for one, other in pairwise(self._page.nodes):
            between = self._page.text[one.end : other.start]
            if not between.strip("\n"):
                place = isinstance(one, HeadingNode), isinstance(other, HeadingNode)
                found.setdefault(place, Counter())[len(between)] += 1
        habits = {place: counts for place, counts in found.items() if len(counts) == 1 and counts.total() >= _OFTEN}
        return _HEADING_GAPS | {place: next(iter(counts)) for place, counts in habits.items()}

    def _kind(self, node: Node) -> _Kind:
        """What a node is, with the blank lines that part it from others on the page."""
        if isinstance(node, ExchangeNode):
            return _Kind(node.shape, self._form_of(node).gap)
        if isinstance(node, MessageNode):
            return _Kind(node.shape, self._message_gap(node))
        return _Kind("heading" if isinstance(node, HeadingNode) else "prose")

    def _message_gap(self, node: MessageNode) -> int:
        """How many blank lines part a message from its neighbours on the page."""
        index = self._index[node.start]
        for one, other in pairwise(self._page.nodes[max(index - 1, 0) : index + 2]):
            between = self._page.text[one.end : other.start]
            if isinstance(one, MessageNode) and isinstance(other, MessageNode) and not between.strip("\n"):
                return len(between)
        return _GAPS[node.shape]

    @cached_property
    def _index(self) -> dict[int, int]:
        """The index of each node, by where it begins."""
        return {node.start: index for index, node in enumerate(self._page.nodes)}


_HEADING_GAPS = {(False, True): 1, (True, False): 0, (True, True): 1}
"""How many blank lines stand before, behind and between headings, where the page has none to learn it from."""
_OFTEN = 2
"""How often a page has to have a gap for it to be a habit."""
_GAPS = {"dialogue": 1, "log": 0}
"""How many blank lines part messages, where the page has none to learn it from."""


def _same(one: Item, other: Item) -> bool:
    return one == other or key(one) == key(other)


def _origins(old: Sequence[Item], new: Sequence[Item]) -> list[int | None]:
    """For each new item the index of the old one that it is or was made of; what shows the same is the same."""
    head = common(old, new)
    tail = common(old[head:][::-1], new[head:][::-1])
    last = len(old) - tail
    ours, theirs = ([key(item) for item in items] for items in (old[head:last], new[head : len(new) - tail]))
    found = [None if origin is None else origin + head for origin in origins(ours, theirs)]
    return [*range(head), *found, *range(last, len(old))]


def _in_order(came: Sequence[int | None]) -> set[int]:
    """The old items that stay where they are; the others have moved."""
    return {i for _, i in rising([(j, i) for j, i in enumerate(came) if i is not None])}


def _are_messages(blocks: list[_Block]) -> bool:
    return all(isinstance(block.item, Message) for block in blocks)


def _is_boxed(node: Node | None) -> bool:
    """Whether a message stands in a box, such as ``<pre>``, a table or a template's argument."""
    return isinstance(node, MessageNode) and node.context != "page"


def _is_log(node: Node) -> bool:
    """Whether this is a line of a log: such a one may share a line of the page with others."""
    return isinstance(node, MessageNode) and node.shape == "log"


def _is_dialogue(item: Item) -> bool:
    return isinstance(item, Message) and item.time is None and item.kind == "say" and item.speaker is not None


def _left_behind(page: ParsedPage, node: Node, *, moved: bool = False) -> str:
    """What has to stay when a node goes: tags that close something else, and what stood between its lines.

    The latter goes along with a node that has ``moved``.
    """
    kept: list[str] = []
    if isinstance(node, ExchangeNode) and not moved:
        cells = [node.question, *node.cells]
        ends = [*(cell.body for cell in node.cells), node.end]
        for cell, end in zip(cells, ends, strict=True):
            kept += page.furniture(cell.end, end, (node.start, node.end))
    else:
        kept += [page.text[border.start : border.end] for border in page.source.loose(node.start, node.end)]
    tags = unbalanced([page.text[a:b] for a, b in page.source.hidden_in(node.start, node.end, page.source.markup)])
    return "".join(f"{line}\n" for line in (*kept, *tags))


def _applied(text: str, edits: list[Edit]) -> str:
    """The text with all edits made; of two at one place, the insertion comes first."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces.append(text[at : edit.start])
        pieces.append(edit.text)
        at = max(at, edit.end)
    return "".join([*pieces, text[at:]])
