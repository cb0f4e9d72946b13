"""Borders of regions: tags and templates that open or close a stretch of the page, and belong to no item in it.

A border stands at an edge of a line, on its own or glued to what somebody says there; what opens and closes within
one line, or in the middle of a text, is a part of that text. Categories glued to the end of a line are the page's.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ohbot.model.enclosures import Enclosure, Span, merged, outside
from ohbot.wikitext.tokens import CATEGORY

_TRANSPARENT = frozenset(("noinclude", "onlyinclude", "section"))
"""Tags that the wiki takes out before it looks for lists and headings; they may stay open to the end of a page."""
_TAG = re.compile(
    r"<(?P<closes>/)?(?P<tag>noinclude|onlyinclude|div|center|small|big|span|font)(?:\s[^<>]*)?(?<!/)>"
    r"|<section\s+(?P<section>begin|end)\b[^<>]*/>",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"\[\[\s*(?:{CATEGORY})\s*:[^\[\]\n]*\]\]|__[A-Z]+__|<includeonly>(?:(?!</includeonly).)*</includeonly>"
    r"|<noinclude>(?:\s|\[\[[^\[\]]*\]\]|__[A-Z]+__)*</noinclude>",
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(r"\{\{\s*([^{}|\n]+?)\s*(?:[|\n]|\}\})")
_OPENS = re.compile(r"(?:(.*) )?(?:begin|start|top|open|head)")
_CLOSES = re.compile(r"(?:(.*) )?(?:end|bottom|foot|close)")
_PAIRS = {"cot": "cob", "hat": "hab", "atop": "abot", "collapse top": "cob", "hidden archive top": "hab"}
_SAME = {"archive bottom": "abot", "collapse bottom": "cob", "hidden archive bottom": "hab", "archive top": "atop"}
LINE_MARKS = ("*", "#", ":", ";", "=", " ", "{|", "----")
"""Begins what is a list item, a heading ... at the start of a line alone."""
TAILS = re.compile(rf"(?:\s*(?:{_TAIL.pattern}))+\s*\Z", re.IGNORECASE | re.DOTALL)
"""Finds the categories and the like at the end of a text."""
MAY_BORDER = re.compile(rf"{_TAG.pattern}|{_TAIL.pattern}|\{{\{{", re.IGNORECASE | re.DOTALL)
"""Finds what may be a border."""


@dataclass(frozen=True, slots=True)
class Border:
    """A tag or template at an edge of a line; ``partner`` is where the other border of its region begins."""

    start: int
    end: int
    partner: int | None
    leads: bool
    """Whether it stands at the start of its line, rather than at the end."""
    is_region: bool = True
    """Whether this is the border of a region, and not a category or the like at the end of a line."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.start, self.end

    def moved(self, place: int, by: int) -> "Border":
        """The border where it stands after what is at a place has grown by some characters."""
        partner = self.partner if self.partner is None or self.partner < place else self.partner + by
        by = by if self.start >= place else 0
        return Border(self.start + by, self.end + by, partner, self.leads, self.is_region)


@dataclass(slots=True)
class _Token:
    """What may be a border: ``name`` is the same for what opens and what closes a region."""

    start: int
    end: int
    name: str
    opens: bool
    is_tail: bool = False
    partner: "_Token | None" = None
    line: int = -1
    at_edge: bool = False
    leads: bool = False


def find_borders(
    text: str, enclosures: Sequence[Enclosure], lines: Sequence[Span], hidden: Sequence[Span]
) -> list[Border]:
    """The borders of a text, in order; ``lines`` are those on which some may stand."""
    tokens = sorted(_tokens(text, enclosures), key=lambda token: token.start)
    if not tokens:
        return []
    _pair(tokens)
    starts = [start for start, _ in lines]
    on: defaultdict[int, list[_Token]] = defaultdict(list)
    for token in tokens:
        line = bisect_right(starts, token.start) - 1
        if line >= 0 and token.end <= lines[line][1]:
            token.line = line
            on[line].append(token)
    for line, some in on.items():
        _find_edges(text, lines[line], [token for token in some if not _is_within(text, lines[line], token)], hidden)
    found = [token for token in tokens if token.at_edge and (token.is_tail or _has_edges(token))]
    partners = [token.partner.start if token.partner else None for token in found]
    return [Border(t.start, t.end, other, t.leads, not t.is_tail) for t, other in zip(found, partners, strict=True)]


def _tokens(text: str, enclosures: Sequence[Enclosure]) -> Iterator[_Token]:
    closed = merged([e.span for e in enclosures])
    raw = merged([e.span for e in enclosures if not text.startswith("<includeonly", e.start)])
    tails = [found.span() for found in outside(_TAIL.finditer(text), raw)]
    yield from (_Token(*tail, "", opens=False, is_tail=True) for tail in tails)
    inside = merged([*closed, *tails])
    for found in outside(_TAG.finditer(text), inside) if "<" in text else ():
        if found["section"]:
            yield _Token(*found.span(), "section", opens=found["section"].lower() == "begin")
        else:
            yield _Token(*found.span(), found["tag"].lower(), opens=not found["closes"])
    outermost = set(closed)
    yield from _template_tokens(text, [e for e in enclosures if e.kind == "template" and e.span in outermost])


def _template_tokens(text: str, templates: Sequence[Enclosure]) -> Iterator[_Token]:
    """Templates that open or close a box, as their names tell: ``hidden begin``, ``cot`` ..."""
    calls = ((e, _NAME.match(text, e.start, e.end)) for e in templates)
    named = [(e, " ".join(re.split(r"[\s_-]+", call[1].lower())) if call else "") for e, call in calls]
    closing = {name: region for _, name in named if (region := _closes(name)) is not None}
    regions = set(closing.values())
    for enclosure, name in named:
        if name in closing:
            yield _Token(*enclosure.span, "{{" + closing[name], opens=False)
            continue
        found = _OPENS.fullmatch(name)
        stem = _PAIRS.get(name) or (_SAME.get(name) and _PAIRS[_SAME[name]]) or ((found[1] or "") if found else name)
        if stem in regions:
            yield _Token(*enclosure.span, "{{" + stem, opens=True)


def _closes(name: str) -> str | None:
    """The name of the region that a template closes, or None."""
    name = _SAME.get(name, name)
    if name in _PAIRS.values():
        return name
    found = _CLOSES.fullmatch(name)
    return (found[1] or "") if found else None


def _pair(tokens: Iterable[_Token]) -> None:
    opened: defaultdict[str, list[_Token]] = defaultdict(list)
    for token in tokens:
        if token.is_tail:
            continue
        if token.opens:
            opened[token.name].append(token)
        elif opened[token.name]:
            token.partner = opened[token.name].pop()
            token.partner.partner = token


def _is_within(text: str, line: Span, token: _Token) -> bool:
    """Whether what opens here closes on the same line, so that it is a part of what stands there.

    What is around the whole line is a region all the same where the wiki takes it out, or it is of two templates.
    """
    other = token.partner
    if other is None or other.line != token.line:
        return False
    first, last = sorted((token, other), key=lambda one: one.start)
    around = not (text[line[0] : first.start] + text[last.end : line[1]]).strip()
    return not (around and (token.name in _TRANSPARENT or token.name.startswith("{{")))


def _find_edges(text: str, line: Span, tokens: list[_Token], hidden: Sequence[Span]) -> None:
    """Tell of the tokens on a line which stand at its start or end, next to hidden spans, blanks and each other."""
    begins = {token.start: token for token in tokens if not token.is_tail}
    spans = {a: b for a, b in hidden if line[0] <= a < line[1]}
    at, found = line[0], []
    while at < line[1]:
        if at in begins:
            found.append(begins[at])
            at = begins[at].end
        elif at in spans:
            at = spans[at]
        elif text[at] in " \t" and found:
            at += 1
        else:
            break
    behind = text[at : line[1]]
    while found and behind.startswith(LINE_MARKS) and found[-1].name not in _TRANSPARENT:
        found.pop()  # what stands behind would be read in another way on a line of its own
    for token in found:
        token.at_edge = token.leads = True
    if not text.startswith("=", line[0]):
        _find_trailing(text, line, tokens, spans)


def _find_trailing(text: str, line: Span, tokens: list[_Token], spans: dict[int, int]) -> None:
    ends = {token.end: token for token in tokens}
    steps = {**{token.end: token.start for token in tokens}, **{b: a for a, b in spans.items()}}
    at, found = line[1], list[_Token]()
    while at > line[0] and (at in steps or text[at - 1] in " \t"):
        found += [ends[at]] if at in ends else []
        at = steps.get(at, at - 1)
    if at == line[0] or text[line[0] : at].strip("*#:; \t"):  # else it is all that a list item says
        for token in found:
            token.at_edge = True


def _has_edges(token: _Token) -> bool:
    """Whether the other border of a region is at an edge, too, or may be missing."""
    if token.partner is not None:
        return token.partner.at_edge
    return token.name in _TRANSPARENT or (not token.opens and not token.name.startswith("{{"))


def without(text: str, enclosures: Sequence[Enclosure], borders: Sequence[str]) -> str:
    """A text without those of some borders that open or close nothing in it, and the lines that they leave."""
    tokens = {token.start: token for token in _tokens(text, enclosures)}
    for e in enclosures:  # what opens a box by its name alone is known as such by what closes it, elsewhere
        tokens.setdefault(e.start, _Token(e.start, e.end, text[e.start : e.end], opens=True))
    _pair(tokens[at] for at in sorted(tokens))
    for _, token in sorted(tokens.items(), reverse=True):
        if token.partner is None and text[token.start : token.end] in borders:
            end = token.end + (text[: token.start].endswith("\n") and text.startswith("\n", token.end))
            text = text[: token.start] + text[end:]
    return text


def parted_at(borders: Sequence[Border], line: Span, text: str) -> list[Span]:
    """A line as the borders at its start, what stands between, and those at its end; these are in the order given."""
    start, end = line
    first = max((b.end for b in borders if b.leads), default=start)
    last = min((b.start for b in borders if not b.leads), default=end)
    if not text[first:last].strip():
        return [line]
    return [span for span in pairwise((start, first, last, end)) if span[0] < span[1]]
