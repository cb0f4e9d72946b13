"""Text with emphasis and links, between the markup that it was read from and wikitext."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby, takewhile
from operator import itemgetter
from typing import NamedTuple

from ohbot.wikitext.escape import escape, link_target

_BLANKS = re.compile(r"[^\S\xa0\u202f]+")


class Span(NamedTuple):
    """A piece of one line in one style; ``link`` is the address that it links to."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str | None = None
    struck: bool = False


Rich = tuple[Span, ...]


def plain(rich: Rich) -> str:
    """The text without its styles."""
    return "".join(span.text for span in rich)


def spelled_out(spans: Iterable[Span]) -> str:
    """The text without its styles, and with the addresses of its links in brackets behind them."""
    return "".join(f"{one.text} ({one.link})" if one.link and one.link != one.text else one.text for one in spans)


def cut(rich: Rich, start: int, end: int | None = None) -> Rich:
    """The part between two places of the plain text, in its styles."""
    result = []
    place = 0
    for span in rich:
        kept = span.text[max(start - place, 0) : None if end is None else max(end - place, 0)]
        if kept:
            result.append(span._replace(text=kept))
        place += len(span.text)
    return tuple(result)


def tidy(spans: Iterable[Span]) -> Rich:
    """The spans as one line: runs of blanks are one, none at the ends, and neighbours of one style are one span."""
    result: list[Span] = []
    for style, group in groupby(spans, key=itemgetter(slice(1, None))):
        text = _BLANKS.sub(" ", "".join(span.text for span in group))
        if text and (not result or result[-1].text.endswith(" ")):
            text = text.removeprefix(" ")
        if text:
            result.append(Span(text, *style))
    while result and not result[-1].text.rstrip():
        result.pop()
    if result:
        result[-1] = result[-1]._replace(text=result[-1].text.rstrip())
    return tuple(result)


def joined(parts: Iterable[Rich]) -> Rich:
    """Lines that were broken, as one; a style that goes on behind a break goes on in the blank too."""
    spans: list[Span] = []
    for part in parts:
        if spans and part:
            style = spans[-1] if spans[-1][1:] == part[0][1:] else Span("")
            spans.append(style._replace(text=" "))
        spans += part
    return tidy(spans)


def bold_length(rich: Rich) -> int:
    """How many characters at the start are bold."""
    return sum(len(span.text) for span in takewhile(lambda span: span.bold, rich))


def unwrapped(rich: Rich) -> Rich:
    """The line without the bold that wraps all of it."""
    if all(span.bold or not span.text.strip() for span in rich):
        return tidy(span._replace(bold=False) for span in rich)
    return rich


@lru_cache(maxsize=8192)
def wikitext(rich: Rich) -> str:
    """Inline wikitext that shows this text in these styles; everything that is no style is literal."""
    if not rich:
        return ""
    # Escaped as one, because what is harmless in a span may do harm next to another.
    texts = escape("\x00".join(span.text for span in rich)).split("\x00")
    around = ["", *texts, ""]
    return "".join(
        _styled(span, text, _is_free(text, before, after))
        for span, before, text, after in zip(rich, around, texts, around[2:], strict=False)
    )


def _is_free(text: str, before: str, after: str) -> bool:
    """Whether the wiki links an address that stands here without brackets, as it is."""
    is_whole = not text.endswith(tuple(",;.:!?)")) and re.match(r"[,;.:!?]*(?:\s|$)", after) is not None
    return is_whole and not re.search(r"\w$", before)


def _styled(span: Span, text: str, is_free: bool) -> str:
    if span == Span(span.text):
        return _apart(text)
    text = _linked(span.link, text, is_free) if span.link else _apart(text)
    if span.code:
        text = f"<code>{text}</code>"
    if span.struck:
        text = f"<s>{text}</s>"
    if span.italic:
        text = f"''{text}''"
    return f"'''{text}'''" if span.bold else text


def _linked(link: str, text: str, is_free: bool) -> str:
    address = link_target(link)
    if address is None or not text.strip():
        return _apart(text)
    if text == address and is_free:
        return address
    return f"[{address} {_apart(text).replace(']', '&#93;')}]"


def _apart(text: str) -> str:
    """Text beside markup: quotes and brackets at its ends would be read as part of it."""
    if text.startswith("'"):
        text = f"&#39;{text[1:]}"
    if text.endswith(("'", "[")):
        text = f"{text[:-1]}&#{ord(text[-1])};"
    return text
