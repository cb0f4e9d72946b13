"""Lines of a log that share a line of the page: parted by line breaks, or behind the tags of the box around them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from ohbot.model.enclosures import outside, shielded
from ohbot.wikitext.messages import Context, read_message
from ohbot.wikitext.source import PageLine

_BREAK = re.compile(r"<br\b[^<>]*>[ \t]*", re.IGNORECASE)
_BOXES: dict[str, Context] = {"poem": "poem"}
_BOXES |= dict.fromkeys(("pre", "syntaxhighlight", "source", "nowiki"), "verbatim")
_TAGS = f"{'|'.join(_BOXES)}|div|blockquote|center|font|span|tt|small|code"
_OPENING = re.compile(rf"(?:<(?P<tag>{_TAGS})\b[^<>]*(?<!/)>[ \t]*)+", re.IGNORECASE)
_CLOSING = re.compile(rf"</({_TAGS})>\s*(?:\{{\{{[^{{}}]*\}}\}}\s*)?\Z", re.IGNORECASE)


def parted(line: PageLine) -> Iterator[PageLine]:
    """The lines of a log on a line of the page, and the tags before and behind them; or the line itself."""
    if "<" not in line.text or line.hidden:
        yield line
        return
    text, at, context = line.text, 0, line.context
    for cut, inside in _splits(text, context):
        yield PageLine(line.start + at, line.start + cut, text[at:cut], context, cut=True)
        at, context = cut, inside
    yield replace(line, start=line.start + at, text=text[at:], context=context) if at else line


def _splits(text: str, context: Context) -> Iterator[tuple[int, Context]]:
    """Where a line is cut, and what encloses what stands behind the cut."""
    first, inside = _behind_tags(text, context)
    last = _before_tags(text, first)
    breaks = [] if inside == "verbatim" else list(_BREAK.finditer(text, first, last))
    ends = [one.end() for one in outside(breaks, shielded(text)) if one.end() < last] if breaks else []
    if (first == 0 and last == len(text) and not ends) or not read_message(text[first : (ends or [last])[0]], inside):
        return
    if first:
        yield first, inside
    for start, end in pairwise([*ends, last]):
        if read_message(text[start:end], inside):
            yield start, inside
    if last < len(text):
        yield last, inside


def _behind_tags(text: str, context: Context) -> tuple[int, Context]:
    """Behind the tags that open at the start of a line and do not close on it, and what they enclose."""
    found = _OPENING.match(text)
    if found is None:
        return 0, context
    tags = dict.fromkeys(tag.lower() for tag in re.findall(r"<(\w+)", found[0]))
    if read_message(text, context) and all(f"</{tag}" in text.lower() for tag in tags):
        return 0, context
    return found.end(), next((_BOXES[tag] for tag in tags if tag in _BOXES), context)


def _before_tags(text: str, first: int) -> int:
    """Before the tags at the end of a line that close what opens before ``first``, or on another line."""
    last = len(text)
    for _ in range(4):  # more tags do not close at the end of one line of a log
        start = text.rfind("<", first, last)
        found = _CLOSING.match(text, start, last) if start >= 0 else None
        if found is None or re.search(rf"<{found[1]}\b", text[first:last], re.IGNORECASE):
            break
        last = found.start()
    return last
