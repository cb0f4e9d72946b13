"""What encloses something in a wikitext: templates, tables, comments, and tags whose insides are raw."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
"""A half-open range of a text, in characters."""

_RAW_TAGS = (
    "nowiki|pre|ref|gallery|syntaxhighlight|source|math|chem|ce|score|timeline|templatedata|graph|hiero"
    "|inputbox|imagemap|mapframe|maplink|categorytree|includeonly"
)
_OPEN_TAGS = ("blockquote", "poem")
"""Tags that enclose wikitext, in which there are more constructs."""
_TOKEN = re.compile(
    r"(?P<comment><!--)|(?P<open>\{{2,})|(?P<close>\}{2,})"
    r"|^[ \t*#:;]*+(?P<table>\{\|)|^[ \t]*+(?P<end>\|\}(?!\}))"
    rf"|<(?P<raw>{_RAW_TAGS}|{'|'.join(_OPEN_TAGS)})(?=[\s/>])[^<>]*>",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A construct of the page: where it stands, and what it is."""

    start: int
    end: int
    kind: Literal["comment", "template", "table", "verbatim", "poem", "nowiki", "raw", "quote"]

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.start, self.end

    def moved(self, by: int) -> "Enclosure":
        """The construct where it stands after what is before it has grown by some characters."""
        return Enclosure(self.start + by, self.end + by, self.kind)


def find_enclosures(text: str) -> Iterator[Enclosure]:
    """Every construct with both its ends, in the order of its end; time is linear in the text."""
    braces: list[tuple[int, int]] = []
    tables: list[int] = []
    missing: set[str] = set()
    at = 0
    for found in _TOKEN.finditer(text):
        if found.start() < at:
            continue
        at = found.end()
        kind = found.lastgroup
        if kind == "comment":
            end = text.find("-->", at)
            at = end + 3 if end >= 0 else len(text)
            yield Enclosure(found.start(), at, "comment")
        elif kind == "open":
            braces.append(found.span())
        elif kind == "close":
            yield from _closed(braces, *found.span())
        elif kind == "table":
            tables.append(found.start("table"))
        elif kind == "end" and tables:
            yield Enclosure(tables.pop(), at, "table")
        elif kind == "raw" and not found[0].endswith("/>"):
            tag = found["raw"].lower()
            close = None if tag in missing else re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(text, at)
            if close is None:
                missing.add(tag)
                continue
            at = at if tag in _OPEN_TAGS else close.end()
            yield Enclosure(found.start(), close.end(), _RAW_KINDS.get(tag, "raw"))


def _closed(braces: list[tuple[int, int]], at: int, end: int) -> Iterator[Enclosure]:
    """The templates, and arguments of three braces, that a run of closing braces ends (MediaWiki: Preprocessor)."""
    while end - at >= 2 and braces:
        first, last = braces.pop()
        size = min(end - at, last - first, 3)
        at += size
        yield Enclosure(last - size, at, "template")
        if last - size - first >= 2:
            braces.append((first, last - size))


_RAW_KINDS: dict[str, Literal["verbatim", "poem", "nowiki", "quote"]] = {
    "blockquote": "quote",
    "pre": "verbatim",
    "poem": "poem",
    "nowiki": "nowiki",
    "syntaxhighlight": "verbatim",
    "source": "verbatim",
}


def merged(spans: list[Span]) -> list[Span]:
    """The spans in order, those that overlap made one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = result[-1][0], max(end, result[-1][1])
        else:
            result.append((start, end))
    return result


def between(spans: Iterable[Span], end: int) -> Iterator[Span]:
    """The stretches of a text of this length before, between and behind some spans in order."""
    at = 0
    for start, stop in spans:
        yield at, start
        at = stop
    yield at, end


_LINK = re.compile(r"\[\[[^\[\]]*+\]\]")


def shielded(text: str) -> list[Span]:
    """The spans in which a line break or a colon belongs to something else: templates, links, references, nowiki."""
    if "{" not in text and "[[" not in text and "<" not in text:
        return []
    return merged([*(e.span for e in find_enclosures(text)), *(found.span() for found in _LINK.finditer(text))])


def outside(found: Iterable[re.Match[str]], spans: list[Span]) -> Iterator[re.Match[str]]:
    """Those of some matches, in order, that do not begin inside of the spans."""
    rest = iter(spans)
    start, end = next(rest, (sys.maxsize, sys.maxsize))
    for one in found:
        while end <= one.start():
            start, end = next(rest, (sys.maxsize, sys.maxsize))
        if one.start() < start:
            yield one


def sub_outside(pattern: re.Pattern[str], new: Callable[[re.Match[str]], str], text: str, spans: list[Span]) -> str:
    """The text with what a pattern finds replaced, but for what begins inside of the spans."""
    if not spans:
        return pattern.sub(new, text)
    starts = {found.start() for found in outside(pattern.finditer(text), spans)}
    return pattern.sub(lambda found: new(found) if found.start() in starts else found[0], text)


def closed_in(text: str) -> list[Enclosure] | None:
    """The constructs in some lines, each within a line; None where one may reach out of them."""
    if "<" not in text and "{" not in text and "}" not in text:
        return []
    found = list(find_enclosures(text))
    if any(e.kind in ("comment", "table") or "\n" in text[e.start : e.end] for e in found):
        return None
    alone = outside(_TOKEN.finditer(text), merged([e.span for e in found]))
    return found if next(alone, None) is None else None
