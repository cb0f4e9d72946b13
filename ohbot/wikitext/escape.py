"""Plain text into inline wikitext that shows exactly that text, and back.

Only character references are used, because they mean the same in a paragraph, a list item, a table, a template's
argument and inside ``<pre>``. What is harmless stays readable; bare web addresses stay links, as a person means them.
"""

import html
import re

_COLON_PROTOCOLS = "bitcoin|geo|magnet|mailto|matrix|news|sips?|sms|tel|urn|xmpp"
"""Protocols of MediaWiki's ``$wgUrlProtocols`` that make a link without ``//``."""

_HAZARDS = (
    # each pattern ends with the one character that has to be written as a reference
    r"&(?=[^\s&;]{1,40};)",  # would be read as a character reference
    r"<",  # a tag or a comment
    r"\[(?=\[|[a-z][a-z+.-]{1,20}:|//)",  # a link
    r"\{(?=[{|])|(?<=-)\{",  # a template, a table, a language variant
    r"\}(?=\}|$)",  # the end of a template around the text
    r"(?<=')'|'(?='|$)|^'",  # bold and italics, also those around the text
    r"~(?=~)|(?<=~)~",  # a signature
    r"_(?=_)|＿(?=＿)",  # a behaviour switch; the wide form is Japanese
    r"^-(?=---)",  # a horizontal rule
    r"^[*#:;=|!]",  # what means something at the start of a line
    r"\b(?:RFC|PMID|ISBN)\s(?=\s*\d)",  # a magic link
    rf"(?<![^\W_])(?:{_COLON_PROTOCOLS}):",  # an address that nobody meant as a link
)
_HAZARD = re.compile("|".join(_HAZARDS), re.MULTILINE | re.IGNORECASE)
_NAMED = {"&": "&amp;", "<": "&lt;", ":": "&#x3a;"}
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def _reference(character: str) -> str:
    return _NAMED.get(character) or f"&#{ord(character)};"


def escape(plain: str) -> str:
    """Inline wikitext that the wiki shows as exactly this text, wherever it is put.

    The hazards are those of MediaWiki's parser (Preprocessor, BlockLevelPass, InternalParseBehavior, magic links).
    """
    return _HAZARD.sub(lambda found: found[0][:-1] + _reference(found[0][-1]), plain)


def unescape(wikitext: str) -> str:
    """The plain text of which ``escape`` made this wikitext; character references become characters."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), wikitext)


def escape_name(name: str) -> str:
    """A speaker's name for a place where ``:``, brackets and bars end it; ``unescape`` reads it back."""
    return re.sub(r"[:：()\[\]<>{}|]", lambda found: _reference(found[0]), escape(name))


def escape_nick(nick: str) -> str:
    """A nick for a line of a log, where blanks and angle brackets may end it; ``unescape`` reads it back."""
    return re.sub(r"[:<>\s]", lambda found: _reference(found[0]), escape(nick))
