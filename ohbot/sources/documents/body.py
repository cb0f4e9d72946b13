"""The items of a session's body, from what the reader of pages makes of a document's lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from ohbot.model import Exchange, Heading, Item, Message, Prose
from ohbot.sources.documents.blocks import TIME
from ohbot.sources.documents.lines import DocumentLine, Lines
from ohbot.wikitext.nodes import ProseNode
from ohbot.wikitext.page import ParsedPage

_LISTED = ("*", "#", ":", ";")


def body_of(page: ParsedPage, lines: Lines) -> tuple[Item, ...]:
    """The items of a page that shows the lines of a document."""
    made = _Body()
    for piece in _pieces(page, lines):
        made.take(piece)
    made.flush()
    return tuple(made.done)


def _pieces(page: ParsedPage, lines: Lines) -> Iterator[Item | DocumentLine]:
    """The items, and the lines of what is prose, one by one."""
    at = 0
    for node in page.nodes:
        if isinstance(node, ProseNode):
            continue
        yield from (line for line in lines.between(at, node.start) if line.text)
        at = node.end
        if isinstance(node.item, Exchange) and (asker := lines.at(node.start).asker):
            yield replace(node.item, metadata={"private": {"asker": asker}})
        else:
            yield node.item
    yield from (line for line in lines.between(at, len(page.text)) if line.text)


@dataclass(slots=True)
class _Body:
    """Puts the pieces together.

    A time alone counts for what is said below it, up to the next one or a heading; where nobody speaks there, it is
    a line like any.
    """

    done: list[Item] = field(default_factory=list)
    prose: list[DocumentLine] = field(default_factory=list)
    time: str | None = None
    unspoken: DocumentLine | None = None
    more: list[str] = field(default_factory=list)

    def take(self, piece: Item | DocumentLine) -> None:
        """Take the next piece."""
        text = piece.text if isinstance(piece, DocumentLine | Heading) else ""
        closed = isinstance(piece, DocumentLine) and piece.closed != ""
        last = self.done[-1] if self.done and not self.prose else None
        if clock := TIME.fullmatch(text):
            self.flush()
            self.time, self.unspoken = clock["time"], DocumentLine(text)
        elif not isinstance(piece, DocumentLine):
            if isinstance(piece, Message) and piece.kind == "say" and self.time:
                piece, self.unspoken = replace(piece, time=piece.time or self.time), None
            self.flush()
            if isinstance(piece, Heading):
                self.time = None
            self.done.append(piece)
        elif self.time and not self.unspoken and isinstance(last, Message) and not closed:
            self.more.append(text)
        else:
            self.prose.append(piece)

    def flush(self) -> None:
        """End what goes on with the last message, and the prose before the next item."""
        if self.more and isinstance(last := self.done[-1], Message):
            self.done[-1], self.more = replace(last, text=" ".join((last.text, *self.more))), []
        if self.unspoken:
            self.prose.insert(0, self.unspoken)
            self.time = self.unspoken = None
        if self.prose:
            texts = (line.text if line.prose is None else line.prose for line in self.prose)
            self.done.append(Prose("".join(_parted(texts))))
            self.prose = []


def _parted(texts: Iterable[str]) -> Iterator[str]:
    """The lines with what parts them; a list begins with items of the first depth."""
    before, deeper = "", 0
    for text in texts:
        is_item, goes_on = text.startswith(_LISTED), before.startswith(_LISTED)
        if is_item and not goes_on:
            deeper = len(text) - len(text.lstrip("*#:;")) - 1
        yield ("\n" if is_item and goes_on else "\n\n" if before else "") + (text[deeper:] if is_item else text)
        before = text
