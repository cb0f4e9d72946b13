"""How many blank lines part the items of a page: as many as it has there, or as a new page gets."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from functools import cache, cached_property, partial
from itertools import islice, pairwise
from typing import NamedTuple

from ohbot.wikitext.forms import form_like
from ohbot.wikitext.nodes import ExchangeNode, HeadingNode, MessageNode, Node
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.shapes import FORMS

_HEADING_GAPS = {(False, True): 1, (True, False): 0, (True, True): 1}
"""How many blank lines stand before, behind and between headings, where the page has none to learn it from."""
_OFTEN = 2
"""How often a page has to have a gap for it to be a habit."""
_ENOUGH = 100
"""How many items of a page are looked at for it."""
GAPS = {"dialogue": 1, "log": 0, **{form.shape: form.gap for form in FORMS.values()}}
"""How many blank lines part items of a shape, where the page has none to learn it from."""


class BlockKind(NamedTuple):
    """What an item is on a page, and how many blank lines part it from another one of its kind."""

    name: str
    gap: int = 1


class Habits:
    """The forms and gaps that a page has."""

    def __init__(self, page: ParsedPage) -> None:
        self._page = page
        self.form_of = cache(partial(form_like, page))

    def kind_of(self, node: Node) -> BlockKind:
        """What a node is, with the blank lines that part it from others on the page."""
        if isinstance(node, ExchangeNode | MessageNode):
            return BlockKind(node.shape, self._gap(node))
        return BlockKind("heading" if isinstance(node, HeadingNode) else "prose")

    def between(self, one: BlockKind | None, other: BlockKind) -> int:
        """How many blank lines stand between two items; none before the first one of a page."""
        if one is None:
            return 0
        if "heading" in (one.name, other.name):
            return self._heading_gaps[one.name == "heading", other.name == "heading"]
        return other.gap if one.name == other.name else 1

    @cached_property
    def _heading_gaps(self) -> Mapping[tuple[bool, bool], int]:
        """Those before, behind and between headings, where they are always the same."""
        found: dict[tuple[bool, bool], Counter[int]] = {}
        for one, other in pairwise(self._page.nodes):
            between = self._page.text[one.end : other.start]
            if not between.strip("\n"):
                place = isinstance(one, HeadingNode), isinstance(other, HeadingNode)
                found.setdefault(place, Counter())[len(between)] += 1
        habits = {place: counts for place, counts in found.items() if len(counts) == 1 and counts.total() >= _OFTEN}
        return _HEADING_GAPS | {place: next(iter(counts)) for place, counts in habits.items()}

    def _gap(self, node: ExchangeNode | MessageNode) -> int:
        """As between this one and its neighbours, else as between others of its shape."""
        index = bisect_left(self._page.nodes, node.start, key=lambda one: one.start)
        near = pairwise(self._page.nodes[max(index - 1, 0) : index + 2])
        for one, other in (*near, *islice(pairwise(self._page.nodes), _ENOUGH)):
            between = self._page.text[one.end : other.start]
            if getattr(one, "shape", "") == getattr(other, "shape", "") == node.shape and not between.strip("\n"):
                return len(between)
        return GAPS[node.shape]
