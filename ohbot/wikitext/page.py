"""A page read: its text as nodes, section by section, with what lies between them left to the page."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

from ohbot.model import Exchange, Item, Prose, Session
from ohbot.model.enclosures import Span, merged
from ohbot.model.text import prose, require_possible
from ohbot.recognise.people import default_speaker
from ohbot.recognise.trace import Trace
from ohbot.wikitext.facts import Header, find_header
from ohbot.wikitext.fields import plain
from ohbot.wikitext.judging import judged
from ohbot.wikitext.layout import Layout, TranscriptEvidence
from ohbot.wikitext.mentions import facts_in_prose
from ohbot.wikitext.nodes import ExchangeNode, MessageNode, Node, ProseNode, moved
from ohbot.wikitext.prior import Memory
from ohbot.wikitext.roles import Role, nodes_of
from ohbot.wikitext.rows import is_visible
from ohbot.wikitext.source import ScannedText, unbalanced


class ParsedPage:
    """A page's text and its nodes in order; ``items`` is the body of the session that it shows."""

    def __init__(
        self,
        text: str,
        prior: Session | None = None,
        like: "ParsedPage | None" = None,
        *,
        trace: Trace | None = None,
        transcript: TranscriptEvidence | None = None,
        roles: Callable[[Layout], Sequence[Role | None]] | None = None,
    ) -> None:
        """Read a text; ``prior`` is a session that tells how it was read before.

        ``like`` is another version of the page, which makes the reading quicker; ``trace`` takes the reasons;
        ``transcript`` is for texts that are none of a page, ``roles`` gives what the rows are where nobody has to
        judge. Raises InputError for characters that no page can hold.
        """
        require_possible(text, "page")
        self.text = text
        same = like is not None and like.text == text
        self.source: ScannedText = like.source if like and same else ScannedText(text, like.source if like else None)
        self.layout: Layout = Layout(
            self.source, names_of(prior) if prior else (), like.layout if like else None, trace, transcript
        )
        self.names = self.layout.names
        self.prior = prior.body if prior else ()
        known = self._known_from(like)
        self.memory = Memory(self.layout, self.prior, lambda: judged(self.layout)) if self.prior else None
        self.roles = roles(self.layout) if roles else self.memory.roles if self.memory else judged(self.layout)
        self.nodes: tuple[Node, ...] = tuple(self._with_prose(list(nodes_of(self.layout, self.roles, known))))

    def _known_from(self, like: "ParsedPage | None") -> Callable[[int, int], Node | None]:
        """Gives the node that some rows made in another version, where the prior says of them what it shows."""
        difference = None if like and like.source is self.source else self.source.difference
        if like is None or (like.source is not self.source and difference is None):
            return lambda *_: None
        nodes = {node.start: node for node in like.nodes}

        def known(first: int, stop: int) -> Node | None:
            start = self.layout.rows[first].line.start
            end = self.layout.rows[stop - 1].line.end
            by = difference.by if difference and start > difference.new_end else 0
            node = nodes.get(start - by)
            if node is None or node.end != self.layout.end_of(self.layout.rows[stop - 1]) - by:
                return None
            if difference and start <= difference.new_end and end >= difference.start:
                return None
            item = self.memory.shown(first, stop) if self.memory else None
            same = item is node.item or item == node.item
            return moved(node, by) if same else None

        return known

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items of the nodes, in order."""
        return tuple(node.item for node in self.nodes)

    @cached_property
    def header(self) -> Header | None:
        """The call of its header template."""
        first = next((node.start for node in self.nodes if not isinstance(node, ProseNode)), len(self.text))
        return find_header(self.source, first)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The facts that it tells: in its header, or else in its prose."""
        mentioned = {name: fact.value for name, fact in facts_in_prose(self.items).items()}
        if self.header:
            mentioned |= {
                name: fact.value for name, fact in self.header.facts.items() if fact.value or name not in mentioned
            }
        if not mentioned.get("default_speaker"):
            prose = "\n".join(item.wikitext for item in self.items if isinstance(item, Prose))
            mentioned["default_speaker"] = default_speaker([plain(line) for line in prose.splitlines()])
        return mentioned

    @cached_property
    def exchanges(self) -> dict[str, list[ExchangeNode]]:
        """The exchanges by their shape."""
        found: dict[str, list[ExchangeNode]] = defaultdict(list)
        for node in self.nodes:
            if isinstance(node, ExchangeNode):
                found[node.shape].append(node)
        return found

    @cached_property
    def linked_speakers(self) -> dict[str, str]:
        """The links that show the names of speakers in dialogues, by these names."""
        said = [node for node in self.nodes if isinstance(node, MessageNode) and node.shape == "dialogue"]
        found = {node.item.speaker: self.text[slice(*node.speaker)] for node in said if node.speaker}
        return {who: link for who, link in found.items() if who and link.startswith(("[[", "{{"))}

    def end_of_body(self) -> int:
        """Where items go on a page that shows none: before the categories and other furniture at its end."""
        rows = self.layout.rows
        last = len(rows)
        while last and rows[last - 1].kind in ("blank", "furniture") and rows[last - 1].line.start:
            last -= 1
        return next((row.line.start for row in rows[last:] if row.kind == "furniture"), len(self.text))

    def furniture(self, start: int, end: int, whole: Span) -> list[str]:
        """The lines between two places that belong to the page alone: comments and templates.

        Translation tags that open or close something outside of their line are left out; of the borders of regions
        those are among them that open or close something outside of the ``whole`` that goes.
        """
        rows = self.layout.rows
        found: list[str] = []
        unpaired = self.source.unpaired(*whole)
        first, stop = bisect_left(self._row_starts, start), bisect_left(rows, end, key=lambda row: row.line.end)
        for line in (row.line for row in rows[first:stop] if row.kind in ("blank", "furniture")):
            spans = self.source.hidden_in(line.start, line.end, self.source.markup)
            cut = unbalanced([self.text[a:b] for a, b in spans])
            borders = self.source.borders_in(line.start, line.end)
            inner = [border.span for border in borders if border.is_region and border not in unpaired]
            shown = self.source.visible(line.start, line.end, merged([*self.source.markup, *inner])).strip()
            if shown:
                found.append(shown if cut or inner else self.text[line.start : line.end])
        return found

    def left_behind(self, node: Node, *, moved: bool = False) -> str:
        """What has to stay when a node goes: tags that close something else, and what stood between its lines.

        The latter goes along with a node that has ``moved``, and so does what prose says of a box around more.
        """
        text, source, whole = self.text, self.source, (node.start, node.end)
        kept: list[str] = []
        borders: list[Span] = []
        if isinstance(node, ExchangeNode) and not moved:
            cells = [node.question, *node.cells]
            ends = [*(cell.body for cell in node.cells), node.end]
            for cell, end in zip(cells, ends, strict=True):
                kept += self.furniture(cell.end, end, whole)
        else:
            borders = [border.span for border in source.unpaired(*whole)]
        if isinstance(node, ProseNode) and not moved:
            borders += (line for line in self._box_borders(*whole) if not is_visible(text[slice(*line)]))
        tags = source.hidden_in(*whole, source.markup)
        borders += [tags[index] for index in unbalanced([text[a:b] for a, b in tags])]
        return "".join(f"{line}\n" for line in (*kept, *(text[a:b] for a, b in sorted(borders))))

    def _box_borders(self, start: int, end: int) -> Iterator[Span]:
        """The lines in a stretch in which boxes open or close that have more inside than this."""
        for box in self.source.enclosures:
            if start <= box.start < end < box.end:
                yield box.start, self.text.index("\n", box.start)
            elif box.start < start < box.end <= end:
                yield self.text.rindex("\n", 0, box.end) + 1, box.end

    # --- prose

    def _with_prose(self, nodes: list[Node]) -> Iterator[Node]:
        """The nodes in order, and between them prose for what a reader sees there."""
        first = 0
        for node in nodes:
            yield from self._prose(first, bisect_left(self._row_starts, node.start))
            yield node
            first = bisect_left(self._row_starts, node.end)
        yield from self._prose(first, len(self.layout.rows))

    @cached_property
    def _row_starts(self) -> list[int]:
        return [row.line.start for row in self.layout.rows]

    def _prose(self, first: int, end: int) -> Iterator[ProseNode]:
        """The prose that some rows show."""
        gap = self.layout.rows[first:end]
        shown = ("text", "list", "heading")
        visible = [
            i
            for i, row in enumerate(gap)
            if row.kind in shown
            or self.roles[first + i] == "prose"
            or (row.kind == "enclosed" and is_visible(row.text))
        ]
        if not visible:
            return
        low, high = visible[0], visible[-1]
        # of a table or the like nothing is left out where something is seen, nor what opens it
        inside = [row.line.context != "page" for row in gap]
        while low and inside[low] and (inside[low - 1] or gap[low - 1].kind == "furniture"):
            low -= 1
        while high + 1 < len(gap) and inside[high] and inside[high + 1]:
            high += 1
        start, stop = gap[low].line.start, self.layout.end_of(gap[high])
        wikitext = prose(self.source.visible(start, stop, self.source.quiet_in(start, stop)))
        if wikitext:
            yield ProseNode(start, stop, Prose(wikitext))


def names_of(session: Session) -> frozenset[str]:
    """The names of people that help to tell a speaker from any other word before a colon."""
    exchanges = [item for item in session.body if isinstance(item, Exchange)]
    named = {answer.speaker for item in exchanges for answer in item.answers}
    people = {person.name for person in session.people}
    return frozenset(name for name in (*people, *named, session.default_speaker) if name)


_REMEMBERED: dict[str, ParsedPage] = {}
"""The last few pages: what a person's file is written onto has just been read."""


def read(text: str, prior: Session | None = None, *, like: ParsedPage | None = None) -> ParsedPage:
    """The page read with what a prior session tells of it, or as it was read lately where that makes no difference.

    A prior that says what the page says is the page's own reading, so nothing is read anew.
    """
    page = _REMEMBERED.get(text)
    body, known = (prior.body, names_of(prior)) if prior else ((), ())
    if page is not None and body in (page.prior, page.items) and page.names.holds_for(known):
        return page
    page = ParsedPage(text, prior, like or next(reversed(_REMEMBERED.values()), None))
    _REMEMBERED.pop(text, None)
    _REMEMBERED[text] = page
    if len(_REMEMBERED) > 4:
        del _REMEMBERED[next(iter(_REMEMBERED))]
    return page
