"""The forms and gaps that a page has, for what is written beside its items or into them."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from enum import Flag
from functools import cache, cached_property, partial
from itertools import islice, pairwise
from typing import NamedTuple

from ohbot.model.text import BREAK
from ohbot.wikitext.nodes import ExchangeNode, HeadingNode, MessageNode, Node, Paragraph
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.rows import LABEL
from ohbot.wikitext.shapes import FORMS, Form
from ohbot.wikitext.speakers import LINK
from ohbot.wikitext.tokens import MARKER, TRANSLATE

_OPENING = re.compile(r"<translate(?:\s[^<>]*)?>", re.IGNORECASE)
HIDDEN = re.compile(rf"{MARKER}\n? ?|<!--.*?-->[ ]?|<nowiki\s*/>", re.DOTALL)
"""What stands between list mark, name and text and is no part of a form."""


class Precaution(Flag):
    """What is done for an item that would not be read as what it is."""

    NONE = 0
    OWN_FORM = 1
    """It gets a form of ohbot's own, where that of its neighbours cannot carry it."""
    GUARD = 2
    """A guard says where it begins ..."""
    GUARD_ALL = 6
    """... and where each of its paragraphs does."""


def form_like(page: ParsedPage, node: ExchangeNode) -> Form:
    """The form of an exchange that stands on the page, completed from the page's others and from its shape."""
    text, form = page.text, FORMS[node.shape]
    alike = [node, *(other for other in page.exchanges[node.shape][:40] if other is not node)]  # enough to learn it
    cells = [(n, i) for n in alike for i, cell in enumerate(n.cells) if not cell.value.startswith("{|")]
    firsts = _usual_firsts(text, node, cells)
    joint = joint_of(text, *firsts[0]) if firsts else form.joints[0]
    is_list = bool(joint.rsplit("\n", 1)[1].strip()) if "\n" in joint else form.is_list
    later = form.joints[1] if form.joints[1].strip() or not is_list else joint
    if is_list and firsts and joint.strip():
        own = [joint_of(text, n, i) for n, i in cells if n is node and i > firsts[0][1]]
        joints = [
            j
            for j in own or [joint_of(text, *cell) for cell in cells if cell[1]]
            if "\n" not in joint or len(j) <= len(joint)
        ]
        later = joint if joint in joints or not joints else joints[0]
    elif not is_list:
        later = "\n\n"
    like = firsts[0][0].cells[0] if firsts else None
    spoken = [n.cells[i] for n, i in cells if n.cells[i].who]
    links = [(cell.who, re.search(LINK, text[cell.body : cell.text[0]])) for cell in spoken]
    named = spoken[0] if spoken else None
    before = _OPENING.search(text, named.body, named.text[0]) if named else None
    whole = like is not None and "</translate" in text[like.text[1] : like.end]
    opening = _OPENING.search(text, like.body, like.text[0]) if like and whole else None
    return replace(
        form,
        lead=HIDDEN.sub("", text[node.start : node.question.text[0]]),
        close=HIDDEN.sub("", text[node.question.text[1] : node.question.end]).rstrip(),
        joints=(joint, later if "\n;" not in joint else form.joints[1]),
        label=label_of(text, like),
        opening=opening[0] if opening else "",
        named_inside=bool(named and before and not re.search(r"\w", text[named.body : before.start()])),
        style=named.style if named else form.style,
        names={who: link[0] for who, link in reversed(links) if who and link},
        is_list=is_list,
    )


def _usual_firsts(
    text: str, node: ExchangeNode, cells: list[tuple[ExchangeNode, int]]
) -> list[tuple[ExchangeNode, int]]:
    """The first paragraphs that set the form: the exchange's own, else those that most of its list, or page, have."""
    own = [(n, i) for n, i in cells if n is node]
    if own:
        return own[:1]
    lead = text[node.start : node.question.body]
    firsts = [(n, i) for n, i in cells if i == 0]
    listed = [(n, i) for n, i in firsts if text[n.start : n.question.body] == lead] or firsts
    joints = Counter(joint_of(text, *cell) for cell in listed)
    return [cell for cell in listed if joint_of(text, *cell) == joints.most_common(1)[0][0]]


def joint_of(text: str, node: ExchangeNode, index: int) -> str:
    """What parts a paragraph from the one before, without comments and whatever else stands there."""
    before = node.cells[index - 1] if index else node.question
    joint = HIDDEN.sub("", text[before.end : node.cells[index].body])
    if "\n" not in joint:
        return joint
    mark, broken = joint.rsplit("\n", 1)[1], BREAK.match(joint.lstrip(" "))
    gap = "\n\n" if not mark and "\n\n" in joint else "\n"
    return (broken[0] if broken else "") + gap + TRANSLATE.sub("", mark)


def label_of(text: str, cell: Paragraph | None) -> str:
    if cell is None or not cell.labelled:
        return ""
    found = LABEL.search(text, cell.body, cell.text[0])
    return found[0] if found else ""


# --- how many blank lines part items: as many as the page has there, or as a new page gets

_HEADING_GAPS = {(False, True): 1, (True, False): 0, (True, True): 1}
"""How many blank lines stand before, behind and between headings, where the page has none to learn it from."""
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
        habits = {place: counts for place, counts in found.items() if len(counts) == 1 and counts.total() > 1}
        return _HEADING_GAPS | {place: next(iter(counts)) for place, counts in habits.items()}

    def _gap(self, node: ExchangeNode | MessageNode) -> int:
        """As between this one and its neighbours, else as between others of its shape."""
        index = bisect_left(self._page.nodes, node.start, key=lambda one: one.start)
        near = pairwise(self._page.nodes[max(index - 1, 0) : index + 2])
        for one, other in (*near, *islice(pairwise(self._page.nodes), 100)):
            between = self._page.text[one.end : other.start]
            if getattr(one, "shape", "") == getattr(other, "shape", "") == node.shape and not between.strip("\n"):
                return len(between)
        return GAPS[node.shape]
