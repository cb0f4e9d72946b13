"""Wikitext as the plain words that a reader of the page sees: the inverse of ``escape`` for what people write."""

import re

import mwparserfromhell

from ohbot.wikitext.escape import unescape
from ohbot.wikitext.source import Source

_MARKUP = re.compile(r"[\[{<&]|''|^[*#:;=-]", re.MULTILINE)
_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_NEVER = re.compile(r"(?!)")


def plain(wikitext: str, *, addresses: bool = False) -> str:
    """The words without markup: links by what they show, templates by what they are given, comments not at all.

    Line breaks stay; blanks at either end go. With ``addresses`` those of links stand in brackets behind their words.
    """
    if not _MARKUP.search(wikitext):
        return wikitext.strip()
    source = Source(wikitext, _NEVER)
    code = mwparserfromhell.parse(_BREAK.sub("\n", source.visible(0, len(wikitext))))
    for link in code.ifilter_external_links(matches=lambda link: link.brackets and (addresses or not link.title)):
        code.replace(link, f"{link.title} ({link.url})" if link.title else str(link.url))
    return unescape(code.strip_code(normalize=False, collapse=False, keep_template_params=True)).strip()
