"""Wikitext cut into blocks: a line, or the lines that a template, a table, a link, a tag or a comment holds together.

``"\\n".join(blocks(text))`` is the text, and so is that of the ``parts`` of a block.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

_BOUND = re.compile(
    r"\{\{|\}\}|\[\[|\]\]|<!--|-->|^[ \t:]*\{\||^[ \t]*\|\}(?!\})|</?(?P<tag>[a-z]+)(?=[\s/>])[^<>]*>",
    re.IGNORECASE | re.MULTILINE,
)
_OPENED_BY = {"}}": "{{", "]]": "[[", "-->": "<!--", "|}": "{|"}


def blocks(text: str, separator: str = "\n") -> list[str]:
    """The text cut at the separators that nothing holds together. What is opened and never closed holds nothing."""
    if separator not in text:
        return [text] if text else []
    result: list[str] = []
    start = place = 0
    for first, last in [*_enclosed(text), (len(text), len(text))]:
        while (end := text.find(separator, place, first)) >= 0:
            result.append(text[start:end])
            start = place = end + len(separator)
        place = max(place, last)
    return [*result, text[start:]]


def parts(block: str) -> list[str]:
    """What several lines are made of: their blocks, or of one block its first and last line and what is between."""
    several = blocks(block)
    if len(several) > 1:
        return several
    first, *inner = block.split("\n")
    last = [inner.pop()] if inner else []
    between = blocks("\n".join(inner)) if inner != [""] else inner
    if first.lstrip(" \t:").startswith("{|"):
        between = list(_table_rows(between))
    return [first, *between, *last]


def _table_rows(lines: list[str]) -> Iterator[str]:
    """Each row of a table as one, from the line that opens it; what stands before the first one line by line."""
    starts = [at for at, line in enumerate(lines) if line.lstrip().startswith("|-")] or [len(lines)]
    yield from lines[: starts[0]]
    yield from ("\n".join(lines[at:end]) for at, end in pairwise((*starts, len(lines))) if at < end)


def _enclosed(text: str) -> list[tuple[int, int]]:
    """The outermost stretches between what opens and what closes it, in order."""
    opened: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()
    found: list[tuple[int, int]] = []
    for bound in _BOUND.finditer(text):
        mark = (bound["tag"] or bound[0]).strip(" \t:").lower()
        if bound["tag"] and bound[0].endswith("/>"):
            continue
        closes = mark if bound[0].startswith("</") else _OPENED_BY.get(mark)
        if closes is None:
            opened.append((mark, bound.start()))
            waiting[mark] += 1
        elif waiting[closes]:
            name = ""
            while name != closes:  # what was opened in it and never closed is forgotten
                name, start = opened.pop()
                waiting[name] -= 1
            while found and found[-1][0] >= start:
                found.pop()
            found.append((start, bound.end()))
    return found
