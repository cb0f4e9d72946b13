"""The form of an exchange as the page has it, for what is written beside it or into it."""

import re
from collections import Counter
from dataclasses import replace
from enum import Flag

from ohbot.wikitext.nodes import ExchangeNode, Paragraph
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.rows import LABEL
from ohbot.wikitext.shapes import FORMS, Form
from ohbot.wikitext.speakers import LINK
from ohbot.wikitext.tokens import MARKER, TRANSLATE

_OPENING = re.compile(r"<translate(?:\s[^<>]*)?>", re.IGNORECASE)
_ENOUGH = 40
"""How many exchanges of a page are looked at to learn its form."""
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
    alike = [node, *(other for other in page.exchanges[node.shape][:_ENOUGH] if other is not node)]
    cells = [(n, i) for n in alike for i, cell in enumerate(n.cells) if not cell.value.startswith("{|")]
    firsts = _usual_firsts(text, node, cells)
    joint = joint_of(text, *firsts[0]) if firsts else form.joints[0]
    is_list = bool(joint.strip()) if "\n" in joint else form.is_list
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
    named = next((n.cells[i] for n, i in cells if n.cells[i].who), None)
    whole = like is not None and "</translate" in text[like.text[1] : like.end]
    opening = _OPENING.search(text, like.body, like.text[0]) if like and whole else None
    return replace(
        form,
        lead=HIDDEN.sub("", text[node.start : node.question.text[0]]),
        close=HIDDEN.sub("", text[node.question.text[1] : node.question.end]).rstrip(),
        joints=(joint, later if "\n;" not in joint else form.joints[1]),
        label=label_of(text, like),
        opening=opening[0] if opening else "",
        named_inside=_is_named_inside(text, named) if named else False,
        style=named.style if named else form.style,
        names=_links(page, cells),
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


def _is_named_inside(text: str, cell: Paragraph) -> bool:
    """Whether the name stands inside of the tag that the text is translated in."""
    found = _OPENING.search(text, cell.body, cell.text[0])
    return found is not None and not re.search(r"\w", text[cell.body : found.start()])


def joint_of(text: str, node: ExchangeNode, index: int) -> str:
    """What parts a paragraph from the one before, without comments and whatever else stands there."""
    before = node.cells[index - 1] if index else node.question
    joint = HIDDEN.sub("", text[before.end : node.cells[index].body])
    if "\n" not in joint:
        return joint
    mark = joint.rsplit("\n", 1)[1]
    return ("\n\n" if not mark and "\n\n" in joint else "\n") + TRANSLATE.sub("", mark)


def label_of(text: str, cell: Paragraph | None) -> str:
    if cell is None or not cell.labelled:
        return ""
    found = LABEL.search(text, cell.body, cell.text[0])
    return found[0] if found else ""


def _links(page: ParsedPage, cells: list[tuple[ExchangeNode, int]]) -> dict[str, str]:
    links: dict[str, str] = {}
    for node, index in cells:
        cell = node.cells[index]
        found = re.search(LINK, page.text[cell.body : cell.text[0]]) if cell.who else None
        if found and cell.who:
            links.setdefault(cell.who, found[0])
    return links
