"""Wikitext as the plain words that a reader of the page sees: the inverse of ``escape`` for what people write."""

import re

import mwparserfromhell

from ohbot.wikitext.escape import unescape
from ohbot.wikitext.source import Source

_MARKUP = re.compile(r"[\[{<&]|''|^[*#:;=-]", re.MULTILINE)
_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_NEVER = re.compile(r"(?!)")


def plain(wikitext: str) -> str:
    """The words without markup: links by what they show, templates by what they are given, comments not at all.

    Line breaks stay; blanks at either end go.
    """
    if not _MARKUP.search(wikitext):
        return wikitext.strip()
    source = Source(wikitext, _NEVER)
    visible = _BREAK.sub("\n", source.visible(0, len(wikitext)))
    code = mwparserfromhell.parse(visible)
    return unescape(code.strip_code(normalize=False, collapse=False, keep_template_params=True)).strip()
