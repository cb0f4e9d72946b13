"""Pages that translators can work with: new ones, and what comes to one later.

What readers read is put into units, the rest stays outside. A list keeps its marks, and names their places, before
the unit of a text (``#: Jo: <translate>Yes.</translate>``); headings and paragraphs share a ``<translate>`` on lines
of its own, where blank lines part the units. Logs are a record, and are not translated; neither is what holds no
words. Where a link leads, and what a template makes, is in variables. The wiki gives out the markers
(``<!--T:1-->``) when a person marks the page for translation.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal

from ohbot.model import Item
from ohbot.model.enclosures import Span, between, find_enclosures, merged, outside
from ohbot.wikitext.nodes import ExchangeNode, MessageNode, Node, ProseNode
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.shapes import FORMS
from ohbot.wikitext.source import ScannedText, unbalanced
from ohbot.wikitext.splice import TextEdit, edited
from ohbot.wikitext.tokens import TRANSLATE
from ohbot.wikitext.units import flaws

_LANGUAGES = re.compile(r"<languages\b", re.IGNORECASE)
_LINK = re.compile(
    r"\[\[(?P<target>[^\[\]|{}<>]+)\|[^\[\]]+\]\]|(?P<link>\[\[[^\[\]|{}<>]+\]\])"
    r"|(?<!\[)\[(?P<address>(?:https?:)?//[^\s\[\]<>]+)\s[^\[\]]*\]"
    r"|(?P<bare>\bhttps?://[^\s\[\]<>|{}]*[^\s\[\]<>|{}.,;:!?)])"
)
_HEADING = re.compile(r"^(=.*=[ \t]*)\n(?=[^\n])", re.MULTILINE)
_WHOLE = re.compile(r"<translate>\n((?:(?!</?translate).)*)</translate>\n", re.DOTALL)
_SECTION = re.compile(r"(<translate(?: nowrap)?>)(.*?)(?=</translate>)", re.DOTALL)
OPEN, CLOSE = "<translate>", "</translate>"


def translatable(page: ParsedPage, *, lists: bool, blocks: bool) -> str:
    """The text of a page with units for the texts of its lists, and its headings and paragraphs; languages on top."""
    edits: list[TextEdit] = []
    for part, some in groupby(page.nodes, _part_of):
        if part == "list" and lists:
            edits += _inline(page, some)
        elif part == "block" and blocks:
            nodes = list(some)
            edits += (edit for run in _runs(page, nodes) for edit in _block(page, run, nodes))
    bar = "" if _LANGUAGES.search(page.text) else "<languages/>\n"
    return bar + edited(page.text, edits) if edits else page.text


def tagged(page: ParsedPage, text: str, item: Item) -> str:
    """A new heading or prose in translation tags, if others of its kind are, or where there are none, anything."""
    nodes = page.nodes if page.source.markup else ()
    alike = [node for node in nodes if type(node.item) is type(item)] or nodes
    whole = f"{OPEN}\n{text}{CLOSE}\n"
    source, markup = page.source, page.source.markup
    is_translated = any(source.is_translated(n.start) or source.hidden_in(n.start, n.end, markup) for n in alike)
    return varied(page, whole) if is_translated and _is_fit(text) else text


def varied(page: ParsedPage, text: str) -> str:
    """A new text with variables in what is translated of it, if the page has some."""
    if "<tvar" not in page.text:
        return text
    return _SECTION.sub(lambda found: found[1] + with_variables_for(found[2]), text)


def fitted(page: ParsedPage, text: str, place: int) -> str:
    """A block for a place: translation tags do not nest, and what was inside of some stays so.

    Where it has tags of its own those around it are closed for it, unless they can do for both.
    """
    source, inside = ScannedText(text), page.source.is_translated(place)
    tags = [tag for a, b in source.markup for tag in TRANSLATE.findall(text, a, b)]
    if unbalanced(tags):
        return re.sub(r"[ \t]+(?=\n)", "", source.visible(0, len(text), source.markup))
    if not source.markup or bool(tags) != inside:
        return text
    if whole := _WHOLE.fullmatch(text):
        return whole[1]
    return f"{CLOSE}\n{text}{OPEN}\n" if tags else f"{OPEN}\n{text}{CLOSE}\n"


def would_nest(page: ParsedPage, texts: Sequence[str], place: int) -> bool:
    """Whether some blocks have translation tags that cannot stand at a place."""
    tags = any(TRANSLATE.search(text) and not _WHOLE.fullmatch(text) for text in texts)
    return tags and page.source.is_translated(place)


def with_variables_for(text: str) -> str:
    """The text of a unit with a variable for each target of a link, each address and each template."""
    enclosed = list(find_enclosures(text))
    closed = merged([e.span for e in enclosed])
    templates = [e.span for e in enclosed if e.kind == "template" and e.span in closed]
    links = [found.span(found.lastgroup or 0) for found in outside(_LINK.finditer(text), closed)]
    spans = sorted([*templates, *links])
    tags = [(f'<tvar name="{number}">', span) for number, span in enumerate(spans, 1)]
    return edited(text, [edit for tag, (a, b) in tags for edit in (TextEdit(a, a, tag), TextEdit(b, b, "</tvar>"))])


def _part_of(node: Node) -> Literal["list", "block"] | None:
    """What a node belongs to; None where it is not translated."""
    if isinstance(node, MessageNode) and node.shape == "log":
        return None
    return "list" if isinstance(node, ExchangeNode) and FORMS[node.shape].is_list else "block"


def _inline(page: ParsedPage, nodes: Iterable[Node]) -> Iterator[TextEdit]:
    """The tags around each text of a list that can be a unit."""
    for cell in (cell for node in nodes if isinstance(node, ExchangeNode) for cell in (node.question, *node.cells)):
        text = page.text[slice(*cell.text)]
        unit = f"{OPEN}{with_variables_for(text)}{CLOSE}"
        if _has_words(text) and not any(flaws(ScannedText(f"* {unit}"))):
            yield TextEdit(*cell.text, unit)


def _pieces(page: ParsedPage, nodes: list[Node]) -> Iterator[Span]:
    """What can be in a ``<translate>`` or outside of it by itself: each node, and each paragraph of prose."""
    for node in nodes:
        if not isinstance(node, ProseNode):
            yield node.start, node.end
            continue
        text = page.text[node.start : node.end]
        closed = merged([e.span for e in find_enclosures(text)])
        gaps = (gap.span() for gap in outside(re.finditer(r"(?<=\n)\n+", text), closed))
        yield from ((node.start + a, node.start + b) for a, b in between(gaps, len(text)))


def _runs(page: ParsedPage, nodes: list[Node]) -> Iterator[list[Span]]:
    """The pieces that can share a ``<translate>``: with blank lines alone between them, and each fit for units."""
    run: list[Span] = []
    for piece in _pieces(page, nodes):
        fits = _is_fit(page.text[slice(*piece)])
        if run and (not fits or page.text[run[-1][1] : piece[0]].strip("\n")):
            yield run
            run = []
        run += [piece] * fits
    if run:
        yield run


def _is_fit(text: str) -> bool:
    return _has_words(text) and not any(flaws(ScannedText(f"{OPEN}\n{text}\n{CLOSE}")))


def _has_words(text: str) -> bool:
    """Whether there is something to translate: a word outside of templates, tables and the like."""
    enclosed = sorted(e.span for e in find_enclosures(text))
    return any(True for _ in outside(re.finditer(r"[^\W\d_]", text), enclosed))


def _block(page: ParsedPage, pieces: list[Span], nodes: list[Node]) -> Iterator[TextEdit]:
    """The tags around some pieces, and a blank line below each heading in them.

    They stand on lines of their own, but for those between two paragraphs of one prose, which no line may come into.
    """
    start, end = pieces[0][0], pieces[-1][1]
    text = _HEADING.sub(r"\1\n\n", page.text[start:end]).removesuffix("\n")
    opening = f"{OPEN}\n" if any(node.start == start for node in nodes) else OPEN
    closing = f"\n{CLOSE}" if any(node.end == end for node in nodes) else CLOSE
    written = f"{opening}{with_variables_for(text)}{closing}"
    if not any(flaws(ScannedText(written))):
        yield TextEdit(start, end - page.text[start:end].endswith("\n"), written)
