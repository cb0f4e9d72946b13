"""HTML pages: exports of pads, documents and chats, saved minutes."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from ohbot.errors import InputError
from ohbot.sources.base import Line, Source
from ohbot.sources.documents.blocks import Document
from ohbot.sources.documents.building import Builder, is_chat
from ohbot.sources.documents.reading import reader_of
from ohbot.sources.tags import is_known, pieces
from ohbot.sources.zipped import html_of_document

_MOST = 10_000_000
_HIDDEN = frozenset(
    {"script", "style", "template", "svg", "math", "noscript", "select", "iframe", "object", "canvas"}
)
_WHOLE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.I
)
_BLOCK_TAG = re.compile(r"</?(?:p|div|h[1-6]|li|ul|ol|br|table|tr|td)(?:\s[^<>]*)?/?>", re.I)


def claims(lines: Sequence[Line]) -> float:
    """How surely a text is HTML: by how it begins, or by its tags."""
    head = "\n".join(line.text for line in lines[:40])
    if _WHOLE.match(head):
        return 0.95
    texts = [line.text for line in lines if line.text.strip()]
    tagged = sum(_BLOCK_TAG.search(text) is not None for text in texts)
    return 0.86 if texts and texts[0].lstrip().startswith("<") and tagged * 3 >= len(texts) else 0.0


def decode(lines: Sequence[Line]) -> Document:
    """The blocks of a page."""
    text = "\n".join(line.text for line in lines)
    if len(text) > _MOST:
        raise InputError(f"{len(text):,} characters of HTML are too many (at most {_MOST:,}); export it as text")
    reader = _TagReader([line.number for line in lines], has_roles=is_chat(text))
    whole = (f"&lt;{piece[1:]}" if piece[0] == "<" and not _is_tag(piece) else piece for piece in pieces(text))
    reader.feed("".join(whole))
    reader.close()
    made = reader.made
    made.finish()
    if not made.blocks:
        raise InputError("this HTML has no text; there is nothing to import")
    dropped = {line.number: "HTML tag" for line in lines if line.text.strip()}
    return Document(made.blocks, dropped, made.front, reader.comments)


def _is_tag(piece: str) -> bool:
    return piece.endswith(">") and (piece.startswith(("<!", "<?")) or is_known(piece)) and piece != "<!-->"


class _TagReader(HTMLParser):
    """Hands tags and text to a builder; it is fed whole tags alone, so that it never looks back."""

    def __init__(self, numbers: Sequence[int], *, has_roles: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.made = Builder(has_roles=has_roles)
        self.comments: list[int] = []
        self._numbers = numbers
        self._hidden = 0

    def set_cdata_mode(self, elem: str, **_how: object) -> None:
        """No element changes how tags are found: what stands in scripts is thrown away with them."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        self._hidden += tag in _HIDDEN
        if not self._hidden:
            self.made.open(tag, dict(attrs))
            if tag == "img":
                self.made.image(dict(attrs), self._number())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself: only what is empty in HTML does."""
        self.handle_starttag(tag, attrs)
        if tag in _HIDDEN:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag in _HIDDEN:
            self._hidden = max(self._hidden - 1, 0)
        if not self._hidden:
            self.made.close(tag)

    def handle_data(self, data: str) -> None:
        """Text: line ends in it are blanks, but for preformatted text."""
        for index, part in enumerate(data.split("\n") if not self._hidden else ()):
            if index and self.made.depths["pre"]:
                self.made.line_break()
            elif index:
                self.made.text(" ", 0)
            self.made.text(part, self._number(index))

    def handle_comment(self, data: str) -> None:
        """A comment, which may stand beside text."""
        if data.strip():
            self.comments.append(self._number())

    def _number(self, further: int = 0) -> int:
        return self._numbers[min(self.getpos()[0] - 1 + further, len(self._numbers) - 1)]


HTML = Source("html", "an HTML page", claims, reader_of(decode), longest_line=5_000_000)
DOCX = Source("docx", "a Word document", lambda _: 0.0, HTML.read, unpack=html_of_document, longest_line=20_000_000)
"""No text is one; such a file unpacks itself."""
