"""Links inside the plain text of an entry: Unicode's marks for annotated text stand around words and address."""

import re
from collections.abc import Sequence

from ohbot.sources.rich import Span, wikitext
from ohbot.wikitext.escape import escape_all

_BEGIN, _BETWEEN, _END = "\ufff9", "\ufffa", "\ufffb"
_LINK = re.compile(f"{_BEGIN}([^{_BEGIN}{_BETWEEN}{_END}]*){_BETWEEN}([^{_BEGIN}{_BETWEEN}{_END}]*){_END}")
_MARKS = re.compile(f"[{_BEGIN}{_BETWEEN}{_END}]")


def linked(words: str, address: str) -> str:
    """Words that lead to an address, as a part of a text; the words alone where it is none of the web."""
    words = " ".join(unmarked(words).split())
    address = unmarked(address).strip()
    if not re.match(r"https?://\S+$", address, re.IGNORECASE) or words in ("", address):
        return words or address
    return f"{_BEGIN}{words}{_BETWEEN}{address}{_END}"


def unmarked(text: str) -> str:
    """A text of somebody else's without such marks."""
    return _MARKS.sub("", text) if _BEGIN in text or _BETWEEN in text or _END in text else text


def as_wikitext(texts: Sequence[str]) -> list[str]:
    """Inline wikitext that shows each of the texts as it is, with its links."""
    plain = escape_all(texts)
    for place in [place for place, text in enumerate(texts) if _BEGIN in text]:
        plain[place] = _linked(texts[place])
    return plain


def _linked(text: str) -> str:
    spans: list[Span] = []
    at = 0
    for found in _LINK.finditer(text):
        spans += [Span(unmarked(text[at : found.start()])), Span(found[1], link=found[2])]
        at = found.end()
    spans.append(Span(unmarked(text[at:])))
    return wikitext(tuple(span for span in spans if span.text))
