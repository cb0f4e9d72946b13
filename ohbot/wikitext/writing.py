"""Write the items of a session onto a page: what stays is left alone, the rest is changed, inserted or taken out.

Every change is an edit of one stretch of the old text, so what no item owns is never touched.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from ohbot.diff.align import origins
from ohbot.diff.matching import common, rising
from ohbot.model import Exchange, Heading, Item, Message, Prose
from ohbot.model.enclosures import Span
from ohbot.wikitext.borders import without
from ohbot.wikitext.exchanges import rewritten_exchange, write_exchange
from ohbot.wikitext.forms import GAPS, BlockKind, Habits, Precaution
from ohbot.wikitext.layout import Layout
from ohbot.wikitext.logs import rewritten_message, with_break, write_like
from ohbot.wikitext.nodes import ExchangeNode, HeadingNode, MessageNode, Node, ProseNode
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.rows import box_end
from ohbot.wikitext.shapes import SHAPES
from ohbot.wikitext.source import ScannedText
from ohbot.wikitext.splice import TextEdit, edited, spliced
from ohbot.wikitext.texts import key
from ohbot.wikitext.tokens import GUARD, MARKER
from ohbot.wikitext.translatable import fitted, tagged, varied, would_nest

_CLOSED_BELOW = re.compile(r"\n*</translate>[ \t]*\n", re.IGNORECASE)
_OPENED_ABOVE = re.compile(r"(?<![^\n])<translate(?:\s[^<>]*)?>[ \t]*\n+\Z", re.IGNORECASE)
_BOX = re.compile(r"(<(pre|poem|syntaxhighlight|source|nowiki)\b[^<>]*>).*</\2\s*>", re.IGNORECASE | re.DOTALL)
"""A box that is the same in two parts."""
_UNIT = re.compile(rf"[^\n]*{MARKER}")


class _Block(NamedTuple):
    """A new item as wikitext, and what it is: it decides how many blank lines part it from others."""

    text: str
    item: Item
    kind: BlockKind


@dataclass
class Writing:
    """A page that gets other items.

    ``shape`` is for exchanges on a page that has none; ``at`` is where new ones go on a page that is but a skeleton;
    ``precautions`` are what is done for items, by index, that would not be read as what they are.
    """

    page: ParsedPage
    body: Sequence[Item]
    shape: str
    at: int | None
    precautions: Mapping[int, Precaution]

    def __post_init__(self) -> None:
        self._dialogue = all(_is_dialogue(item) for item in self.body if isinstance(item, Message))
        self._origins = _origins([node.item for node in self.page.nodes], self.body)
        # the old items that stay where they are; the others have moved
        staying = {i for _, i in rising([(j, i) for j, i in enumerate(self._origins) if i is not None])}
        self._stay = self._uncut(staying)
        self._habits = Habits(self.page)
        self._edits: list[TextEdit] = []

    def text(self) -> str:
        """The page's text with these items on it."""
        pending: list[int] = []
        before: Node | None = None
        for index, origin in enumerate(self._origins):
            if origin is None or origin not in self._stay:
                pending.append(index)
                continue
            node = self.page.nodes[origin]
            self._insert(pending, before, node)
            pending = []
            self._edits.append(TextEdit(node.start, node.end, self._source(node, index)))
            before = node
        self._insert(pending, before, None)
        self._edits += self._removals()
        return edited(self.page.text, self._edits)

    def _uncut(self, stay: set[int]) -> set[int]:
        """Those that stay but for the messages in a template or table, behind something new that is no message.

        Such a box cannot be cut, so these leave it.
        """
        leaving: set[int] = set()
        box_end, between, before = 0, False, None
        for item, origin in zip(self.body, self._origins, strict=True):
            if origin is None or origin not in stay:
                between = between or not isinstance(item, Message)
                continue
            node = self.page.nodes[origin]
            if before and between and node.start >= box_end and _is_boxed(before) and not self._cut(before, node):
                box_end = self._box(before)[1]
            if node.start < box_end:
                leaving.add(origin)
            else:
                between, before = False, node
        return stay - leaving

    # --- items that stay

    def _source(self, node: Node, index: int) -> str:
        """The source of a node as it has to be to show an item of the session."""
        item, precaution = self.body[index], self.precautions.get(index, Precaution.NONE)
        text = self.page.text[node.start : node.end]
        if precaution and not isinstance(item, Prose):
            return self._anew(node, index)
        if node.item == item or key(node.item) == key(item):
            return fenced(text, precaution)
        if isinstance(node, ExchangeNode) and isinstance(item, Exchange):
            return rewritten_exchange(self.page, node, item)
        if isinstance(node, MessageNode) and isinstance(item, Message):
            return rewritten_message(self.page, node, item) or self._anew(node, index)
        if isinstance(node, HeadingNode) and isinstance(item, Heading):
            return self._rewritten_heading(node, item)
        assert isinstance(item, Prose)
        end = node.start + len(text.rstrip())
        prose = spliced(self.page.source, node.start, end, item.wikitext, prose=True)
        return fenced(prose + self.page.text[end : node.end], precaution)

    def _anew(self, node: Node, index: int) -> str:
        """The item in the place of a node, written as one that is new there."""
        text = fitted(self.page, self._new(index, node, None).text, node.start)
        if not isinstance(node, MessageNode):
            fresh = "\n" if node.start and self.page.text[node.start - 1] != "\n" else ""
            text = fresh + self.page.left_behind(node) + text
        return text if self.page.text.endswith("\n", node.start, node.end) else text.removesuffix("\n")

    def _rewritten_heading(self, node: HeadingNode, item: Heading) -> str:
        text, (start, end) = self.page.text, node.text
        words = spliced(self.page.source, start, end, item.text) if item.text != node.item.text else text[start:end]
        before, after = text[node.start : start], text[end : node.end]
        if item.level != node.item.level:
            old, new = "=" * node.item.level, "=" * item.level
            before, after = before.replace(old, new, 1), after.replace(old, new, 1)
        return before + words + after

    # --- items that go

    def _removals(self) -> list[TextEdit]:
        """The edits that take nodes out; where several stand together, with the blank lines between them."""
        text, moved = self.page.text, set(self._origins)
        proses = [item.wikitext for item in self.body if isinstance(item, Prose)]
        edits: list[TextEdit] = []
        for index, node in enumerate(self.page.nodes):
            if index in self._stay:
                continue
            joined = isinstance(node, ProseNode) and any(node.item.wikitext in prose for prose in proses)
            left = self.page.left_behind(node, moved=joined or index in moved)
            ends_line = text[node.end - 1] == "\n" or not _is_log(node)
            if node.start and text[node.start - 1] != "\n" and ends_line:
                left += "\n"
            start = node.start
            if edits and not edits[-1].text and not text[edits[-1].end : start].strip("\n"):
                start = edits.pop().start
            edits.append(TextEdit(start, node.end, left))
        for at, gap in enumerate(edits):
            # with as many of the blank lines behind it as stand before it: one gap is left of two
            before, behind = text[: gap.start], text[gap.end :]
            blank = len(behind) - len(behind.lstrip("\n"))
            above = len(before) - len(before.rstrip("\n")) - 1 if before else blank
            edits[at] = gap if gap.text else gap._replace(end=gap.end + max(0, min(above, blank)))
        return edits

    # --- items that come

    def _insert(self, pending: list[int], prev: Node | None, follow: Node | None) -> None:
        """Put items between two nodes: behind the first, or before the second if they rather belong to that."""
        if not pending:
            return
        inside = all(isinstance(self.body[index], Message) for index in pending)
        near = [node if inside or not _is_boxed(node) else None for node in (prev, follow)]
        blocks = [self._block(index, *near) for index in pending]
        text, have = self.page.text, (0, 0)
        first, last = prev.end if prev else 0, follow.start if follow else len(text)
        cut = None if inside else self._cut(prev, follow)
        if cut is not None:
            place = last
        elif self.at is not None and first <= self.at <= last:
            place, have = self.at, (self.at - first, last - self.at)
        elif follow and (
            prev is None
            or (blocks[-1].kind == self._habits.kind_of(follow) and blocks[0].kind != self._habits.kind_of(prev))
        ):
            place = self._beside(follow, blocks, prev, behind=False)
            have = place - first, 0
        elif prev is not None:
            place = self._beside(prev, blocks, follow, behind=True)
            have = 0, last - place
        else:
            place = self.page.end_of_body()
        if inside and prev and follow and prev.end == place == follow.start and text[place - 1] != "\n":
            self._edits.append(TextEdit(place, place, "".join(with_break(block.text) for block in blocks)))
            return
        pieces = self._parted(blocks, prev, follow, place, have)
        if place and text[place - 1] != "\n":
            pieces.insert(0, "\n")
        if cut is not None:
            pieces = [f"{cut[1]}\n", *pieces, f"{cut[0]}\n"]
        ends_line = place == len(text) or text[place - 1] == "\n" or (follow is not None and follow.start == place)
        unended = prev is not None and prev.end == place and not ends_line
        self._edits.append(TextEdit(place, place, "".join(pieces).removesuffix("\n" * unended)))

    def _parted(
        self, blocks: list[_Block], prev: Node | None, follow: Node | None, place: int, have: tuple[int, int]
    ) -> list[str]:
        """The blocks for a place, with the blank lines that part them from each other and from what is around.

        There are as many lines above and below as ``have`` tells; where other things stand there, these part them.
        """
        kind = self._habits.kind_of(prev) if prev else None
        pieces: list[str] = []
        above = have[0]
        for block in blocks:
            written = fitted(self.page, block.text, place)
            pieces += ["\n" * (self._blank(kind, block.kind, written, place) - above), written]
            kind, above = block.kind, 0
        if follow:
            text = self.page.text[follow.start :]
            pieces.append("\n" * (self._blank(kind, self._habits.kind_of(follow), text, place) - have[1]))
        return pieces

    def _beside(self, node: Node, blocks: list[_Block], other: Node | None, *, behind: bool) -> int:
        """Right behind or before a node; for what is no message, beside its line and the box that a log stands in.

        What has translation tags of its own goes behind the tag that closes below the node, or before the one that
        opens above it; all this as long as that is not beyond the ``other`` node there.
        """
        text, place = self.page.text, node.end if behind else node.start

        def is_free(at: int) -> bool:
            return other is None or (at <= other.start if behind else other.end <= at)

        tag = _CLOSED_BELOW.match(text, place) if behind else _OPENED_ABOVE.search(text, max(0, place - 100), place)
        if tag and would_nest(self.page, [block.text for block in blocks], place) and is_free(tag.span()[behind]):
            return tag.span()[behind]
        if all(isinstance(block.item, Message) for block in blocks):
            return place
        closed = self._end_of_section(node, blocks[0].item, other) if behind else None
        if _is_boxed(node):
            place = self._box(node)[behind]
        elif closed is not None:
            place = closed
        elif text[place - 1] == "\n" or not _is_log(node):
            return place
        edge = text.find("\n", place) + 1 or len(text) if behind else text.rfind("\n", 0, place) + 1
        return edge if is_free(edge) else place

    def _end_of_section(self, node: Node, item: Item, other: Node | None) -> int | None:
        """Where the last region closes, behind a node, that opened in the section which a new heading ends."""
        if not isinstance(item, Heading):
            return None
        above = [one for one in self.page.nodes if isinstance(one, HeadingNode) and one.end <= node.end]
        start = next((one.end for one in reversed(above) if one.item.level <= item.level), node.end)
        stop = other.start if other else len(self.page.text)
        closing = (border for border in self.page.source.borders if node.end <= border.start < stop)
        inside = range(start, node.end)
        return max((border.end for border in closing if border.partner in inside), default=None)

    def _box(self, node: Node) -> Span:
        """Where the outermost box around a node stands, or where the node does."""
        boxes = [box for box in self.page.source.enclosures if box.start < node.start and box.end >= node.end]
        outer = min((box.start for box in boxes), default=node.start)
        return outer, max((box.end for box in boxes), default=node.end)

    def _cut(self, prev: Node | None, follow: Node | None) -> tuple[str, str] | None:
        """The tags of the box, such as ``<pre>``, in which both stand, and between them nothing but its text."""
        around = [
            self.page.text[slice(*box.span)]
            for box in self.page.source.enclosures
            if prev and follow and box.start < prev.end and follow.start < box.end
        ]
        found = _BOX.fullmatch(around[0]) if len(around) == 1 else None
        return (found[1], f"</{found[2]}>") if found else None

    def _block(self, index: int, prev: Node | None, follow: Node | None) -> _Block:
        """A block for an item: one that moved comes along as it stands, if no box has to be left behind."""
        origin = self._origins[index]
        node = self.page.nodes[origin] if origin is not None else None
        if node is None or (_is_boxed(node) and not _is_boxed(prev) and not _is_boxed(follow)):
            return self._new(index, prev, follow)
        text, item = self._source(node, index), self.body[index]
        if borders := self.page.source.unpaired(node.start, node.end):  # of regions that it is not the whole of
            gone = [self.page.text[slice(*one.span)] for one in borders]
            text = item.wikitext if isinstance(item, Prose) else without(text, ScannedText(text).enclosures, gone)
        return _Block(text if text.endswith("\n") else text + "\n", item, self._habits.kind_of(node))

    def _new(self, index: int, prev: Node | None, follow: Node | None) -> _Block:
        """A block for an item that is new between two nodes."""
        item, precaution = self.body[index], self.precautions.get(index, Precaution.NONE)
        if isinstance(item, Exchange):
            firsts = sorted((nodes[0] for nodes in self.page.exchanges.values()), key=lambda node: node.start)
            like = next((node for node in (prev, follow, *firsts) if isinstance(node, ExchangeNode)), None)
            form = self._habits.form_of(like) if like else SHAPES[self.shape]
            kind = self._habits.kind_of(like) if like else BlockKind(form.shape, form.gap)
            return _Block(varied(self.page, write_exchange(self.page, item, form, precaution)), item, kind)
        if isinstance(item, Message):
            near = [node for node in (prev, follow) if isinstance(node, MessageNode)] or list(self._messages.values())
            model = next((node for node in near if node.item.kind == item.kind), near[0] if near else None)
            dialogue = model.shape == "dialogue" if model else self._dialogue
            text = write_like(self.page, item, model, dialogue=dialogue, precaution=precaution)
            shape = "dialogue" if dialogue and _is_dialogue(item) else "log"
            known = model is not None and model.shape == shape
            kind = self._habits.kind_of(model) if model and known else BlockKind(shape, GAPS[shape])
            return _Block(text, item, kind)
        if isinstance(item, Heading):
            mark, guard = "=" * item.level, GUARD if Precaution.GUARD in precaution else ""
            return _Block(tagged(self.page, f"{mark} {item.text}{guard} {mark}\n", item), item, BlockKind("heading"))
        return _Block(tagged(self.page, fenced(f"{item.wikitext}\n", precaution), item), item, BlockKind("prose"))

    @cached_property
    def _messages(self) -> dict[str, MessageNode]:
        """The first message of each kind outside of boxes."""
        found: dict[str, MessageNode] = {}
        for node in self.page.nodes:
            if isinstance(node, MessageNode) and node.context == "page":
                found.setdefault(node.item.kind, node)
        return found

    def _blank(self, one: BlockKind | None, other: BlockKind, text: str, place: int) -> int:
        """How many blank lines stand between two items; one at least before a unit, of which a heading is one."""
        if one and self.page.source.is_translated(place) and (one.name == "heading" or _UNIT.match(text)):
            return max(1, other.gap)
        return self._habits.between(one, other)


def _origins(old: Sequence[Item], new: Sequence[Item]) -> list[int | None]:
    """For each new item the index of the old one that it is or was made of; what shows the same is the same."""
    head = common(old, new)
    tail = common(old[head:][::-1], new[head:][::-1])
    last = len(old) - tail
    ours, theirs = ([key(item) for item in items] for items in (old[head:last], new[head : len(new) - tail]))
    found = [None if origin is None else origin + head for origin in origins(ours, theirs)]
    return [*range(head), *found, *range(last, len(old))]


def _is_boxed(node: Node | None) -> bool:
    """Whether a message stands in a box, such as ``<pre>``, a table or a template's argument."""
    return isinstance(node, MessageNode) and node.context != "page"


def _is_log(node: Node) -> bool:
    """Whether this is a line of a log: such a one may share a line of the page with others."""
    return isinstance(node, MessageNode) and node.shape == "log"


def _is_dialogue(item: Item) -> bool:
    return isinstance(item, Message) and item.time is None and item.kind == "say" and item.speaker is not None


def fenced(prose: str, precaution: Precaution) -> str:
    """Prose with a line before it that says that it is no item; thoroughly, one before each part that could be."""
    if Precaution.GUARD not in precaution:
        return prose
    layout = Layout(ScannedText(prose), ())
    first, *more = [row.line.place(0) for i, row in enumerate(layout.rows) if i == 0 or _may_begin(layout, i)]
    places = [first, *more] if Precaution.GUARD_ALL in precaution else [first]
    pieces = [prose[a:b] for a, b in pairwise([*places, len(prose)])]
    return prose[:first] + "".join(f"{GUARD}\n{piece}" for piece in pieces)


def _may_begin(layout: Layout, index: int) -> bool:
    """Whether an item could begin at a row: a list, a paragraph, what somebody says, or a box with such lines."""
    rows, kind = layout.rows, layout.rows[index].kind
    if rows[index].line.context != "page":
        return False
    if any(row.kind == "message" for row in rows[index : box_end(rows, index)]):
        return True
    return kind in ("list", "text") and (index == 0 or rows[index - 1].kind != kind or layout.begins(index))
