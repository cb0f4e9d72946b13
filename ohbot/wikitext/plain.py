"""Wikitext as the plain words that a reader of the page sees: the inverse of ``escape`` for what people write."""

import re
from collections.abc import Iterator

import mwparserfromhell

from ohbot.model.text import BREAK
from ohbot.wikitext.escape import unescape
from ohbot.wikitext.source import ScannedText

_MARKUP = re.compile(r"[\[{<&]|''|^[*#:;=-]", re.MULTILINE)
_OPENS = re.compile(r"\[|\{|<|''")
_BRACKETS = re.compile(r"[\[\]{}|]+|'{2,}|<[^<>]*>")
_MOST = 200
"""So many openings the parser takes at once: nested ones take it the square of their number, or the cube."""


def plain(wikitext: str, *, addresses: bool = False) -> str:
    """The words without markup: links by what they show, templates by what they are given, comments not at all.

    Line breaks stay; blanks at either end go. With ``addresses`` those of links stand in brackets behind their words.
    """
    if not _MARKUP.search(wikitext):
        return wikitext.strip()
    visible = BREAK.sub("\n", ScannedText(wikitext).visible(0, len(wikitext)))
    return unescape("\n".join(_parsed(visible, addresses=addresses))).strip()


def _parsed(text: str, *, addresses: bool) -> Iterator[str]:
    """The words of a text; of one that would take the parser too long those of its lines, or all but its brackets."""
    lines = text.split("\n")
    if len(_OPENS.findall(text)) <= _MOST:
        code = mwparserfromhell.parse(text)
        for link in code.ifilter_external_links(matches=lambda link: link.brackets and (addresses or not link.title)):
            code.replace(link, f"{link.title} ({link.url})" if link.title else str(link.url))
        yield str(code.strip_code(normalize=False, collapse=False, keep_template_params=True))
    elif len(lines) > 1:
        yield from (part for line in lines for part in _parsed(line, addresses=addresses))
    else:
        yield _BRACKETS.sub(" ", text)
