"""Plain text that was saved as Markdown: its signs are escaped."""

import re
from collections.abc import Sequence

from markdown_it.common.utils import unescapeAll

from ohbot.sources.base import Line

_ESCAPED = re.compile(r"\\[*_#\[\]<>]")
_BARE = re.compile(r"(?<!\\)[*_](?![*_#:\s])")
"""A sign that is no mark of a list, and that Markdown would have escaped."""


def unescaped(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without Markdown's escapes, where its signs are escaped more than once and never stand bare."""
    if sum(len(_ESCAPED.findall(line.text)) for line in lines) < 2:
        return lines
    if any(_BARE.search(line.text) for line in lines):
        return lines
    return [line._replace(text=unescapeAll(line.text)) for line in lines]
