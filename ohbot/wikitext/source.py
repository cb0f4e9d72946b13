"""A page's text as lines that know where they stand, what of them a reader does not see, and what encloses them.

Every later step works on what is visible and writes back to where it stands, so translation markup and comments
need no case of their own: they are hidden spans that stay where they are.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from ohbot.model.enclosures import Enclosure, Span, between, closed_in, find_enclosures, merged, outside
from ohbot.wikitext.borders import MAY_BORDER, Border, find_borders, parted_at
from ohbot.wikitext.messages import LOG_LINE, Context
from ohbot.wikitext.tokens import TRANSLATE, UNIT

MARKUP = re.compile(rf"{TRANSLATE.pattern}|<tvar[\s|][^<>]*>|</tvar>|</>", re.IGNORECASE)
_LONE_GUARD = re.compile(r"^<nowiki\s*/>[ \t]*\n", re.MULTILINE)


class ChangedLines(NamedTuple):
    """The lines in which a text differs from an earlier one: from ``start`` to ``end`` there, to ``new_end`` here."""

    start: int
    end: int
    new_end: int

    @property
    def by(self) -> int:
        """By how many characters the text has grown."""
        return self.new_end - self.end

    @classmethod
    def of(cls, old: str, new: str) -> "ChangedLines":
        """The lines that differ between two texts."""
        most = min(len(old), len(new))
        head = _common(most, lambda size: old.startswith(new[:size]))
        tail = _common(most - head, lambda size: old.endswith(new[len(new) - size :]))
        start = old.rfind("\n", 0, head) + 1
        end = old.find("\n", len(old) - tail)
        end = len(old) if end < 0 else end
        return cls(start, end, end + len(new) - len(old))


def _shifted(spans: list[Span], start: int, by: int) -> list[Span]:
    """Spans of which those behind a place are further on."""
    at = bisect_left(spans, start, key=itemgetter(0))
    return [*spans[:at], *((first + by, last + by) for first, last in spans[at:])]


def _common(most: int, holds: Callable[[int], bool]) -> int:
    """The largest size up to ``most`` for which something holds that holds for all smaller ones."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line as the wiki sees it: what spans lines (a template, a reference ...) is part of one.

    ``start`` and ``end`` are in the page's text, without the newline; ``text`` is what is visible of it.
    ``cut`` tells that another line follows at its end, without a newline between them.
    """

    start: int
    end: int
    text: str
    context: Context
    hidden: tuple[Span, ...] = ()
    cut: bool = False

    @property
    def stop(self) -> int:
        """Where the next line begins."""
        return self.end if self.cut else self.end + 1

    def moved(self, by: int) -> "PageLine":
        """The line where it stands after what is before it has grown by some characters."""
        hidden = tuple((start + by, end + by) for start, end in self.hidden)
        return PageLine(self.start + by, self.end + by, self.text, self.context, hidden, self.cut)

    def place(self, offset: int) -> int:
        """Where the visible character at this offset stands in the page, behind what is hidden before it."""
        place = self.start + offset
        for start, end in self.hidden:
            if start > place:
                break
            place += end - start
        return place

    def place_after(self, offset: int) -> int:
        """Where the visible text up to this offset ends in the page, before what is hidden behind it."""
        return self.place(offset - 1) + 1 if offset else self.place(0)


def _markup(text: str, enclosures: list[Enclosure]) -> Iterator[Span]:
    """Translation markup: tags, and unit markers with the blank or newline that Translate takes with them."""
    literal = [e.span for e in enclosures if e.kind == "nowiki"]
    for found in outside(MARKUP.finditer(text), literal):
        yield found.span()
    for comment in enclosures:
        if comment.kind == "comment" and UNIT.fullmatch(text, comment.start, comment.end):
            alone = comment.start == 0 or text[comment.start - 1] == "\n"
            after = text[comment.end : comment.end + 1]
            yield comment.start, comment.end + (after == " " or (alone and after == "\n"))


class ScannedText:
    """A page's text, scanned once: its lines, its hidden spans, its enclosures."""

    def __init__(self, text: str, like: "ScannedText | None" = None) -> None:
        """Scan a text; lines of logs are read even inside of templates, tables, ``<pre>`` ...

        ``like`` is an earlier version of the text: where what has changed since opens and closes nothing, the rest
        is taken over, and ``difference`` tells where the change is.
        """
        self.text = text
        self.difference = ChangedLines.of(like.text, text) if like else None
        if like and self.difference and not self._taken_over(like, self.difference):
            self.difference = None
        if self.difference is None:
            self._scan()

    def _scan(self) -> None:
        text = self.text
        self.enclosures = list(find_enclosures(text)) if "<" in text or "{" in text else []
        comments = [e.span for e in self.enclosures if e.kind == "comment"]
        self.markup = merged(list(_markup(text, self.enclosures))) if "<" in text else []
        self.hidden = merged([*self.markup, *comments])
        self._starts = [start for start, _ in self.hidden]
        closed, boxes = _boxes(text, self.enclosures)
        closed = merged(closed + [s for s in self.hidden if "\n" in text[s[0] : s[1]]])
        newlines = (found.span() for found in outside(re.finditer("\n", text), closed))
        lines = list(between(newlines, len(text)))
        contexts = _contexts(boxes, (start for start, _ in lines))
        whole = [(*line, context) for line, context in zip(lines, contexts, strict=True)]
        open_lines = [(start, end) for start, end, context in whole if context == "page"]
        marked = MAY_BORDER.search(text) is not None
        self.borders = find_borders(text, self.enclosures, open_lines, self.hidden) if marked else []
        self.lines = list(self._lines(whole))

    def _taken_over(self, like: "ScannedText", difference: ChangedLines) -> bool:
        """Take over what is known of an earlier version; False where that cannot be."""
        (start, end, new_end), by = difference, difference.by
        middle = self.text[start:new_end]
        inside = closed_in(middle)
        if inside is None or closed_in(like.text[start:end]) is None or MARKUP.search(middle):
            return False
        if MAY_BORDER.search(middle) or MAY_BORDER.search(like.text[start:end]):
            return False
        if any(e.start < start <= e.end or e.start <= end < e.end for e in like.enclosures):
            return False
        if any(a <= end and b >= start for a, b in like.hidden):
            return False
        first = bisect_left(like.lines, start, key=lambda line: line.start)
        last = bisect_left(like.lines, end + 1, key=lambda line: line.start)
        gone = like.lines[first:last]
        if not gone or gone[0].start != start or any(line.context != "page" for line in gone):
            return False
        self.enclosures = [
            *(e for e in like.enclosures if e.end < start),
            *(e.moved(start) for e in inside),
            *(e.moved(by) for e in like.enclosures if e.start > end),
        ]
        self.borders = [border.moved(start, by) for border in like.borders]
        self.markup = _shifted(like.markup, start, by)
        self.hidden = _shifted(like.hidden, start, by)
        self._starts = [at for at, _ in self.hidden]
        newlines = (found.span() for found in re.finditer("\n", middle))
        changed = [PageLine(start + a, start + b, middle[a:b], "page") for a, b in between(newlines, len(middle))]
        self.lines = [*like.lines[:first], *changed, *(line.moved(by) for line in like.lines[last:])]
        return True

    def is_translated(self, place: int) -> bool:
        """Whether a place is inside of a ``<translate>`` that stands around it."""
        return bool(bisect_left(self._tags, place) % 2)

    @cached_property
    def quiet(self) -> list[Span]:
        """What is hidden in prose: translation markup, and lines with the guard alone."""
        if "<nowiki" not in self.text:
            return self.markup
        closed = merged([e.span for e in self.enclosures])
        return merged([*self.markup, *(found.span() for found in outside(_LONE_GUARD.finditer(self.text), closed))])

    def quiet_in(self, start: int, end: int) -> list[Span]:
        """What is hidden in prose that stands here: also the borders of regions that it does not hold whole."""
        unpaired = [border.span for border in self.unpaired(start, end)]
        return merged([*self.quiet, *unpaired]) if unpaired else self.quiet

    @cached_property
    def _tags(self) -> list[int]:
        """Where translation tags begin, each opening one followed by its closing one."""
        tags: list[int] = []
        for start, end in self.markup:
            for found in TRANSLATE.finditer(self.text, start, end):
                if found[0].startswith("</") == bool(len(tags) % 2):
                    tags.append(found.start())
        return tags

    def visible(self, start: int, end: int, hidden: list[Span] | None = None) -> str:
        """The text between two places without what is hidden there (translation markup and comments)."""
        return "".join(self.text[a:b] for a, b in self.shown(start, end, hidden))

    def shown(self, start: int, end: int, hidden: list[Span] | None = None) -> Iterator[Span]:
        """The visible spans between two places, in order, none of them empty."""
        for a, b in self.hidden_in(start, end, hidden):
            if start < a:
                yield start, a
            start = b
        if start < end:
            yield start, end

    def hidden_in(self, start: int, end: int, hidden: list[Span] | None = None) -> list[Span]:
        """The hidden spans between two places, cut to them."""
        spans = self.hidden if hidden is None else hidden
        first = max(bisect_right(spans, start, key=itemgetter(0)) - 1, 0)
        last = bisect_left(spans, end, key=itemgetter(0))
        return [(max(a, start), min(b, end)) for a, b in spans[first:last] if b > start]

    def with_tags(self, start: int, end: int) -> Span:
        """A stretch with the tags of the variables that begin right before it or end right behind it."""
        first = bisect_left(self.markup, (start, -1)) - 1
        while first >= 0 and self.markup[first][1] == start and self.text.startswith("<tvar", self.markup[first][0]):
            start = self.markup[first][0]
            first -= 1
        last = bisect_left(self.markup, (end, -1))
        while (
            last < len(self.markup) and self.markup[last][0] == end and self.text.startswith(("</tvar", "</>"), end)
        ):
            end = self.markup[last][1]
            last += 1
        return start, end

    def unpaired(self, start: int, end: int) -> list[Border]:
        """The borders in a stretch of regions that it does not hold whole."""
        return [
            b
            for b in self.borders_in(start, end)
            if b.is_region and not (b.partner is not None and start <= b.partner < end)
        ]

    def borders_in(self, start: int, end: int) -> list[Border]:
        """The borders in a stretch."""
        first = bisect_left(self.borders, start, key=lambda border: border.start)
        return self.borders[first : bisect_left(self.borders, end, key=lambda border: border.start)]

    def _lines(self, whole: list[tuple[int, int, Context]]) -> Iterator[PageLine]:
        """The lines, those with borders at their edges in parts."""
        for start, end, context in whole:
            borders = self.borders_in(start, end) if self.borders else []
            parts = parted_at(borders, (start, end), self.text) if borders else [(start, end)]
            for part in parts[:-1]:
                yield self._line(*part, context, cut=True)
            yield self._line(*parts[-1], context)

    def _line(self, start: int, end: int, context: Context, *, cut: bool = False) -> PageLine:
        first = bisect_left(self._starts, start)
        inside_before = first > 0 and self.hidden[first - 1][1] > start
        if not inside_before and (first == len(self._starts) or self._starts[first] >= end):
            return PageLine(start, end, self.text[start:end], context, cut=cut)
        hidden = tuple(self.hidden_in(start, end))
        return PageLine(start, end, self.visible(start, end), context, hidden, cut)


_OPEN: dict[str, Context] = {"verbatim": "verbatim", "poem": "poem", "table": "table", "template": "template"}


def _boxes(text: str, enclosures: list[Enclosure]) -> tuple[list[Span], list[tuple[int, int, Context]]]:
    """Which enclosures are closed, one line, whatever they hold; and which are read line by line."""
    closed: list[Span] = []
    boxes: list[tuple[int, int, Context]] = []
    lines = (found.start() for found in LOG_LINE.finditer(text)) if enclosures else ()
    # what a template's parameter holds begins behind its name
    logs = [at for at in lines if not text[max(0, at - 20) : at].rstrip().endswith("=")]
    ends = [found.start() for found in re.finditer("\n", text)] if enclosures else []
    for enclosure in enclosures:
        first, last = enclosure.span
        if enclosure.kind == "comment" or bisect_left(ends, last) == bisect_left(ends, first):
            continue
        has_log = bisect_left(logs, last) - bisect_left(logs, first)
        context = _OPEN.get(enclosure.kind)
        alone = first == 0 or text[first - 1] == "\n"
        listed = text[text.rfind("\n", 0, first) + 1 : first].lstrip().startswith(("*", "#", ":", ";"))
        if (context == "table" and not listed) or (alone and context in ("verbatim", "poem")) or has_log:
            boxes.append((first, last, context or "verbatim"))
        else:
            closed.append((first, last))
    return closed, boxes


def _contexts(boxes: list[tuple[int, int, Context]], places: Iterable[int]) -> Iterator[Context]:
    """The innermost box around each of some ascending places."""
    waiting, inside = sorted(boxes, reverse=True), list[tuple[int, int, Context]]()
    for place in places:
        while waiting and waiting[-1][0] < place:
            inside.append(waiting.pop())
        while inside and inside[-1][1] <= place:
            inside.pop()
        yield inside[-1][2] if inside else "page"


def unbalanced(tags: Sequence[str]) -> list[int]:
    """The indices of the translation tags among these that open or close something outside."""
    opened: list[int] = []
    closing: list[int] = []
    for index, tag in enumerate(tags):
        if tag.lower().startswith("<translate"):
            opened.append(index)
        elif tag.lower().startswith("</translate"):
            if opened:
                opened.pop()
            else:
                closing.append(index)
    return [*closing, *opened]
