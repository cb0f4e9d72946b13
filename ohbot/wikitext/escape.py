"""Plain text into inline wikitext that shows exactly that text, and back.

Only character references are used, because they mean the same in a paragraph, a list item, a table, a template's
argument and inside ``<pre>``. What is harmless stays readable; bare web addresses stay links, as a person means them.
"""

import html
import re
from collections.abc import Sequence

from ohbot.model.searching import lines_with

_COLON_PROTOCOLS = "bitcoin|geo|magnet|mailto|matrix|news|sips?|sms|tel|urn|xmpp"
"""Protocols of MediaWiki's ``$wgUrlProtocols`` that make a link without ``//``."""

_SIGNS = (
    # after one of the signs that mean something: what makes it mean it here
    r"(?<=&)(?=[^\s&;]{1,40};)",  # would be read as a character reference
    r"(?<=<)",  # a tag or a comment
    r"(?<=\[)(?=\[|(?i:[a-z][a-z+.-]{1,20}:)|//)",  # a link
    r"(?<=\{)(?=[{|])|(?<=-\{)",  # a template, a table, a language variant
    r"(?<=\})(?=\}|$)",  # the end of a template around the text
    r"(?<='')|(?<=')(?='|$)|(?<=^')",  # bold and italics, also those around the text
    r"(?<=~)(?=~)|(?<=~~)",  # a signature
    r"(?<=_)(?=_)|(?<=＿)(?=＿)",  # a behaviour switch; the wide form is Japanese
    r"(?<=^-)(?=---)",  # a horizontal rule
    r"(?<=^[*#:;=|!])",  # what means something at the start of a line
)
_SIGN = rf"[&<\[{{}}'~_＿*#:;=|!-](?:{'|'.join(_SIGNS)})"
_WORDS = (
    # each pattern ends with the one character that has to be written as a reference
    r"\b(?:RFC|PMID|ISBN)\s(?=\s*\d)",  # a magic link
    rf"(?<![^\W_])(?:{_COLON_PROTOCOLS}):",  # an address that nobody meant as a link
)
_SIGNS_ALONE = re.compile(_SIGN, re.MULTILINE)
_HAZARD = re.compile(f"{_SIGN}|(?i:{'|'.join(_WORDS)})", re.MULTILINE)
_ENDS = "|".join(f"(?<={end}:)" for end in "oin geo net lto rix ews ip ips sms tel urn mpp".split())
_PROTOCOL = re.compile(f":(?:{_ENDS})", re.IGNORECASE)
"""The ends of the protocols that make links without slashes, looked for from their colon."""
_IN_ADDRESSES = re.compile(f":(?://|{_ENDS})", re.IGNORECASE)
_MAGIC = "rfc", "pmid", "isbn"
_MAGIC_WORD = re.compile("|".join(_MAGIC))

_NAMED = {"&": "&amp;", "<": "&lt;", ":": "&#x3a;"}
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def _reference(character: str) -> str:
    return _NAMED.get(character) or f"&#{ord(character)};"


def escape(plain: str) -> str:
    """Inline wikitext that the wiki shows as exactly this text, wherever it is put.

    The hazards are those of MediaWiki's parser (Preprocessor, BlockLevelPass, InternalParseBehavior, magic links).
    """
    # to look for words at every letter takes much longer than to look for signs
    small = _small(plain)
    may_have_words = any(word in small for word in _MAGIC) or (":" in plain and _PROTOCOL.search(plain))
    pattern = _HAZARD if may_have_words else _SIGNS_ALONE
    escaped = pattern.sub(_escaped, plain)
    if "://" not in plain or not _REWRITTEN.search(plain):
        return escaped
    return _ADDRESS.sub(
        lambda found: found[0].replace("://", "&#x3a;//") if _REWRITTEN.search(unescape(found[0])) else found[0],
        escaped,
    )


def escape_all(texts: Sequence[str]) -> list[str]:
    """Each of the texts as ``escape`` has it; all are looked through at once, which is quicker for many of them."""
    whole = "\n".join(texts)
    if whole.count("\n") >= len(texts):
        return list(map(escape, texts))
    escaped = _SIGNS_ALONE.sub(_escaped, whole).split("\n")
    small = _small(whole)
    words = lines_with(_MAGIC_WORD, small) if any(word in small for word in _MAGIC) else ()
    for place in (*lines_with(_IN_ADDRESSES, whole), *words):  # where an address or a word may be a hazard, too
        escaped[place] = escape(texts[place])
    return escaped


_ADDRESS = re.compile(r"(?<![^\W_])[a-z][a-z+.-]{1,9}://(?:\[[0-9a-f:.]+\])?[^][<>\"\s]*", re.IGNORECASE)
_REWRITTEN = re.compile(r"[\[|\u00ad\u034f\u1806\u180b-\u180d\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]")
"""What the wiki shows otherwise in a link than it is written (MediaWiki: ``Sanitizer::cleanUrl``)."""


def _escaped(found: re.Match[str]) -> str:
    return found[0][:-1] + _reference(found[0][-1])


def _small(plain: str) -> str:
    """A text in the small letters that a pattern finds capitals by, too."""
    return plain.lower() if plain.isascii() else plain.casefold().replace("ı", "i").replace("\u0307", "")


def unescape(wikitext: str) -> str:
    """The plain text of which ``escape`` made this wikitext; character references become characters."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), wikitext)


_PLACE = re.compile(
    r"(?P<start>(?:https?|ftp|ircs?)://(?:[\w.~%:-]+@)?)(?P<host>[\w.-]+|\[[0-9a-f:.]+\])"
    r"(?P<rest>(?::\d+)?(?:[/?#\\][^\x00-\x1f\x7f]*)?)",
    re.IGNORECASE,
)
"""An address of which a wiki makes a link."""
_IN_ADDRESS = r"[][<>\"'{}|\\^`\s]|(?<=_)_|(?<=~)~|&(?=[^\s&;]{1,40};)"
"""What means something in wikitext though it stands in an address, or ends the address there."""
_MEANT = re.compile(_IN_ADDRESS)
_MEANT_OR_FOREIGN = re.compile(rf"{_IN_ADDRESS}|[^\x00-\x7f]")


def link_target(address: str) -> str | None:
    """An address as a link of the wiki names it: it leads to exactly this place, and nothing in it is markup.

    Percent-encoded, as browsers do; None where the wiki makes no link of such an address.
    """
    found = _PLACE.fullmatch(address)
    if found is None:
        return None
    try:
        host = found["host"] if found["host"].isascii() else found["host"].encode("idna").decode()
    except UnicodeError:
        return None
    start, rest = _percent(found["start"]), _percent(found["rest"])
    return start + (host if host[0] == "[" else _percent(host)) + rest


def _percent(part: str) -> str:
    def encoded(found: re.Match[str]) -> str:
        return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))

    return _MEANT_OR_FOREIGN.sub(lambda found: "&amp;" if found[0] == "&" else encoded(found), part)


def escape_address(address: str) -> str:
    """An address for a template's argument; `unescape` reads it back, as the wiki does for a link."""
    return _MEANT.sub(lambda found: _reference(found[0]), address)


def escape_name(name: str) -> str:
    """A speaker's name for a place where ``:``, brackets and bars end it; ``unescape`` reads it back."""
    return re.sub(r"[:：()\[\]<>{}|]", lambda found: _reference(found[0]), escape(name))


def escape_nick(nick: str) -> str:
    """A nick for a line of a log, where a status may stand before it and blanks or brackets end it."""
    sign = f"&#{ord(nick[0])};" if nick.startswith(tuple("@+%~!&")) else ""
    rest = re.sub(r"[:<>\s]", lambda found: _reference(found[0]), escape(nick[len(sign) > 0 :]))
    return sign + rest
