"""What is known of HTML's tags: which there are, which of them set a style, and how a text is cut at them."""

import re
from collections.abc import Iterator
from typing import Any

from ohbot.sources.rich import Span

TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*)")

KNOWN = frozenset(
    """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br
    button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em
    embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i
    iframe img input ins kbd label legend li link main map mark marquee math menu meta meter nav nobr noframes
    noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search section
    select slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th
    thead time title tr track tt u ul var video wbr
    """.split()
)

STYLES = {
    "bold": ("b", "strong"),
    "italic": ("i", "em", "cite", "var"),
    "code": ("code", "tt", "samp"),
    "struck": ("s", "strike", "del"),
}
"""The tags that set each style."""

_PIECE = re.compile(
    r"<!--|<[A-Za-z/!?](?:[^<>\"']|\"[^\"<]{0,2000}\"|'[^'<]{0,2000}')*+>|<[A-Za-z/!?][^<>]{0,20000}+>|<[^<]*+|[^<]++"
)


def is_known(tag: str) -> bool:
    """Whether a tag is HTML's own, or of a program that writes HTML ("o:p", "x-note"), and no word in brackets."""
    found = TAG.match(tag)
    return found is not None and (found["name"].lower() in KNOWN or bool(set(found["name"]) & set(":-")))


def style_of(tag: str, style: Span) -> Span:
    """The style behind a tag."""
    found = TAG.match(tag)
    if not found:
        return style
    name = found["name"].lower()
    changed: dict[str, Any] = {one: not found["close"] for one, names in STYLES.items() if name in names}
    return style._replace(**changed)


def pieces(text: str) -> Iterator[str]:
    """The text cut into whole tags, whole comments and what stands between, in linear time.

    A sign ``<`` that begins none of these is in a piece of text.
    """
    place, last = 0, text.rfind("-->")
    while place < len(text):
        found = _PIECE.match(text, place)
        end = found.end() if found else place + 1
        if found and found[0] == "<!--" and place + 4 <= last:
            end = text.find("-->", place + 4) + 3
        yield text[place:end]
        place = end
