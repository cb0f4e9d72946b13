"""A page read: its text as nodes, section by section, with what lies between them left to the page."""

from bisect import bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from ohbot.model import Exchange, Heading, Item, Message, Prose
from ohbot.model.enclosures import Span
from ohbot.model.text import one_line, prose, require_possible
from ohbot.wikitext.facts import Held, held_facts
from ohbot.wikitext.messages import LOG_LINE, nick_of, read_argument
from ohbot.wikitext.nodes import ExchangeNode, HeadingNode, MessageNode, Node, ProseNode
from ohbot.wikitext.rows import Row, asks, is_seen
from ohbot.wikitext.shapes import dialogue, headings, letters, lists, paragraphs
from ohbot.wikitext.sheet import Sheet
from ohbot.wikitext.source import Source, unbalanced


class ParsedPage:
    """A page's text and its nodes in order; ``items`` is the body of the session that it shows."""

    def __init__(self, text: str, known: Iterable[str] = (), like: "ParsedPage | None" = None) -> None:
        """Read a text; ``known`` are names of people, ``like`` another version, which makes the reading quicker.

        Raises InputError for characters that no page can hold.
        """
        require_possible(text, "page")
        self.text = text
        self.source = Source(text, LOG_LINE)
        self.sheet: Sheet = Sheet(self.source, known, like.sheet if like else None)
        self.names = self.sheet.names
        self.nodes: tuple[Node, ...] = tuple(self._with_prose(self._found()))

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of the nodes, in order."""
        return tuple(node.item for node in self.nodes)

    @cached_property
    def held(self) -> dict[str, Held]:
        """The facts that its header template holds."""
        first = next((node.start for node in self.nodes if not isinstance(node, ProseNode)), len(self.text))
        return held_facts(self.source, first)

    @cached_property
    def exchanges(self) -> dict[str, list[ExchangeNode]]:
        """The exchanges by their shape."""
        found: dict[str, list[ExchangeNode]] = defaultdict(list)
        for node in self.nodes:
            if isinstance(node, ExchangeNode):
                found[node.shape].append(node)
        return found

    @cached_property
    def exchange_starts(self) -> frozenset[int]:
        """Where exchanges begin."""
        return frozenset(node.start for nodes in self.exchanges.values() for node in nodes)

    @cached_property
    def linked_speakers(self) -> dict[str, str]:
        """The links that show the names of speakers in dialogues, by these names."""
        said = [node for node in self.nodes if isinstance(node, MessageNode) and node.shape == "dialogue"]
        found = {node.item.speaker: self.text[slice(*node.speaker)] for node in said if node.speaker}
        return {who: link for who, link in found.items() if who and link.startswith(("[[", "{{"))}

    def end_of_body(self) -> int:
        """Where items go on a page that shows none: before the categories and other furniture at its end."""
        rows = self.sheet.rows
        last = len(rows)
        while last and rows[last - 1].kind in ("blank", "furniture") and rows[last - 1].line.start:
            last -= 1
        quiet = [row for row in rows[last:] if row.kind == "furniture"]
        return quiet[0].line.start if quiet else len(self.text)

    def furniture(self, start: int, end: int) -> list[str]:
        """The lines between two places that belong to the page alone: comments and templates.

        Translation tags that open or close something outside of their line are left out.
        """
        rows = self.sheet.rows
        found: list[str] = []
        for at in range(bisect_right(rows, start, key=lambda row: row.line.start), len(rows)):
            line = rows[at].line
            if line.end >= end:
                break
            spans = self.source.hidden_in(line.start, line.end, self.source.markup)
            shown = self.source.visible(line.start, line.end, self.source.markup).strip()
            if shown and rows[at].kind in ("blank", "furniture"):
                cut = unbalanced([self.text[a:b] for a, b in spans])
                found.append(shown if cut else self.text[line.start : line.end])
        return found

    # --- sections

    def _found(self) -> list[Node]:
        """Every node but prose, section by section."""
        rows = self.sheet.rows
        edges = [i for i, row in enumerate(rows) if row.kind == "heading"]
        asking = headings.asking(self.sheet, edges)
        nodes: list[Node] = []
        free: list[Span] = []
        under = ""
        for start, end in zip([-1, *edges], [*edges, len(rows)], strict=True):
            content = self._section(
                start + 1, end, rows[start].content if start >= 0 and start not in asking else under
            )
            if start in asking and (asking[start] or not any(map(_stands_alone, content))):
                node, stop = headings.read(self.sheet, start, end)
                nodes += [node, *self._section(stop, end, under)]
                free.append((stop, end))
                continue
            if start >= 0:
                nodes.append(self._heading(rows[start]))
                under = rows[start].content
            nodes += content
            free.append((start + 1, end))
        nodes += dialogue.read(self.sheet, free, nodes)
        return sorted(nodes, key=lambda node: node.start)

    def _heading(self, row: Row) -> HeadingNode:
        span, value = self.sheet.trimmed(row, row.at, headings.words_end(row))
        return HeadingNode(*self.sheet.lines(row, row), Heading(one_line(value), row.level), span)

    def _section(self, first: int, end: int, under: str) -> list[Node]:
        """The messages, labelled questions and lists of exchanges in the rows of a section."""
        rows, nodes = self.sheet.rows, list[Node]()
        groups = {group.first: group for group in lists.groups(self.sheet, first, end)}
        accepted = lists.accepted(self.sheet, list(groups.values()), under)
        asking = paragraphs.asking(self.sheet, first, end, under)
        listed = {i for i in accepted if rows[i].asks}
        stops = sorted(asking | listed)
        # A list within a labelled answer may ask without being a question of its own: that has answers.
        stops_labelled = sorted(asking | {i for i in listed if lists.is_answered(self.sheet, groups[i])})
        labels = self.sheet.labelled
        i = first
        while i < end:
            row = rows[i]
            if row.kind == "message":
                nodes.append(self._message(row))
                i += 1
            elif labels and row.label == "Q" and not (i in groups and lists.is_answered(self.sheet, groups[i])):
                node, i = letters.read(self.sheet, i, _next(stops_labelled, i, end))
                nodes.append(node)
            elif i in asking:
                node, i = paragraphs.read(self.sheet, i, _next(stops, i, end))
                nodes.append(node)
            elif i in accepted:
                nodes.append(lists.read(self.sheet, groups[i]))
                i = groups[i].end
            else:
                i += 1
        return nodes

    def _message(self, row: Row) -> MessageNode:
        assert row.message is not None
        line, said = row.line, row.message
        start, end = self.sheet.lines(row, row)
        time, speaker = (line.text[s[0] : s[1]] if s else None for s in (said.time, said.speaker))
        text, value = self.sheet.trimmed(row, *said.text)
        if line.context == "template":
            value, speaker = read_argument(value), read_argument(speaker) if speaker else None
        item = Message(one_line(value), time, nick_of(speaker) if speaker else None, said.kind)
        places = [(line.place(s[0]), line.place_after(s[1])) if s else None for s in (said.time, said.speaker)]
        return MessageNode(start, end, item, line.context, places[0], places[1], text)

    # --- prose

    def _with_prose(self, nodes: list[Node]) -> Iterator[Node]:
        """The nodes in order, and between them prose for what a reader sees there."""
        rows, at = self.sheet.rows, 0
        for node in [*nodes, None]:
            start = node.start if node else len(self.text) + 1
            first = at
            while at < len(rows) and rows[at].line.start < start:
                at += 1
            prose = self._prose(rows[first:at])
            if prose:
                yield prose
            if node:
                yield node
                while at < len(rows) and rows[at].line.start < node.end:
                    at += 1

    def _prose(self, gap: list[Row]) -> ProseNode | None:
        seen = [i for i, row in enumerate(gap) if _shows(row)]
        if not seen:
            return None
        first, last = seen[0], seen[-1]
        while first and _is_held(gap[first]) and _continues(gap, first):
            first -= 1
        while last + 1 < len(gap) and _is_held(gap[last]) and _is_held(gap[last + 1]):
            last += 1
        start, end = gap[first].line.start, self.sheet.lines(gap[last], gap[last])[1]
        wikitext = prose(self.source.visible(start, end, self.source.quiet))
        return ProseNode(start, end, Prose(wikitext)) if wikitext else None


def _stands_alone(node: Node) -> bool:
    """Whether what stands below a heading that asks is more than a part of an answer."""
    return not isinstance(node.item, Exchange) or asks(node.item.question)


def _next(places: list[int], after: int, end: int) -> int:
    """The first of some ascending places behind another one, or the end."""
    return next(iter(places[bisect_right(places, after) :]), end)


def _shows(row: Row) -> bool:
    return row.kind in ("text", "list", "heading") or (row.kind == "held" and is_seen(row.text))


def _is_held(row: Row) -> bool:
    """Whether a row is part of a table or the like, of which nothing is left out where something is seen."""
    return row.line.context != "page"


def _continues(gap: list[Row], index: int) -> bool:
    """Whether the row before one in a table or the like is in it, too, or opens it."""
    return _is_held(gap[index - 1]) or gap[index - 1].kind == "furniture"


_REMEMBERED: OrderedDict[str, ParsedPage] = OrderedDict()
_FEW = 4
"""How many pages are remembered: what a person's file is written onto has just been read."""


def read(text: str, known: Iterable[str] = (), *, like: ParsedPage | None = None) -> ParsedPage:
    """The page read anew, and remembered."""
    page = ParsedPage(text, known, like)
    _REMEMBERED[text] = page
    _REMEMBERED.move_to_end(text)
    while len(_REMEMBERED) > _FEW:
        _REMEMBERED.popitem(last=False)
    return page


def parse(text: str, known: Iterable[str] = (), *, like: ParsedPage | None = None) -> ParsedPage:
    """The page as it was read lately, where these names make no difference to it, or else read anew."""
    page = _REMEMBERED.get(text)
    if page is not None and page.names.holds_for(known):
        return page
    return read(text, known, like=like)
