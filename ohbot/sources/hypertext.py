"""HTML pages: exports of pads and documents, saved minutes."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from ohbot.errors import InputError
from ohbot.recognise.stamps import STAMP
from ohbot.sources import clients
from ohbot.sources.base import Line, Note, Options, Reading, Source, account, sample
from ohbot.sources.documents.blocks import Block, Row
from ohbot.sources.documents.reading import hidden, read_document
from ohbot.sources.rich import Rich, Span, is_address, joined, plain, spelled_out, tidy
from ohbot.sources.tags import is_known, pieces, style_of

_LONGEST_LINE = 5_000_000
_MOST = 10_000_000
_DEEPEST_LIST = 20
_CERTAIN_CHAT = 0.85
"""From this share of lines on that are lines of a chat, a page is the log of one."""

_BREAKING = frozenset(
    """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead
    title tr ul
    """.split()
)
_HIDDEN = frozenset(
    {"script", "style", "template", "svg", "math", "noscript", "select", "iframe", "object", "canvas"}
)
_LISTS = {"ul": "*", "ol": "#", "dir": "*", "menu": "*"}
_WHOLE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.I
)
_BLOCK_START = re.compile(rf"(?=</?(?:{'|'.join(sorted(_BREAKING))}|br)[\s/>])", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?(?:p|div|h[1-6]|li|ul|ol|br|table|tr|td)(?:\s[^<>]*)?/?>", re.I)


def claims(lines: Sequence[Line]) -> float:
    """How surely a text is HTML: by how it begins, or by its tags."""
    head = "\n".join(line.text for line in lines[:40])
    if _WHOLE.match(head):
        return 0.95
    told = [line.text for line in lines if line.text.strip()]
    tagged = sum(_BLOCK_TAG.search(text) is not None for text in told)
    return 0.86 if told and told[0].lstrip().startswith("<") and tagged * 3 >= len(told) else 0.0


def read(lines: Sequence[Line], options: Options) -> Reading:
    """The session that a page tells; emphasis and links become wikitext, all else is literal."""
    parts = [(line.number, part) for line in lines for part in _BLOCK_START.split(line.text)]
    numbers = [number for number, _ in parts]
    split = [Line(place, part) for place, (_, part) in enumerate(parts, 1)]
    reader = _parsed(split)
    found = _placed(_read(reader, split, options), lines, numbers)
    return replace(found, notes=(*found.notes, *hidden([numbers[place - 1] for place in reader.comments])))


def _read(reader: "_Reader", lines: Sequence[Line], options: Options) -> Reading:
    """What the reader found in lines of which none has two blocks."""
    blocks, title = reader.blocks, reader.front
    told = {number for block in blocks for number in block.numbers}
    dropped = {line.number: "HTML tag" for line in lines if line.text.strip() and line.number not in told}
    if not blocks:
        raise InputError("this HTML has no text; there is nothing to import")
    if session := clients.transcript_in([text for _, text in reader.raw], options):
        return Reading(session, account(lines, kept=told, dropped=dropped))
    if chat := _chat(reader, options):
        counts = account(lines, kept=told - set(chat.account.unplaced), dropped={**dropped, **_kinds(chat)})
        return replace(chat, account=counts)
    return read_document(blocks, lines, options, dropped=dropped, front=title)


def _chat(reader: "_Reader", options: Options) -> Reading | None:
    """The log of a chat that a page shows, where its lines surely are one."""
    front = {line.number for line in reader.front}
    lines = [Line(number, text) for number, text in reader.raw if text.strip() and number not in front]
    stamped = sum(STAMP.match(text) is not None for _, text in lines)
    if stamped * 2 < len(lines) or clients.share(sample(lines)) < _CERTAIN_CHAT:
        return None
    found = clients.read_log(lines, options)
    title = next((line.text.removeprefix("Title: ") for line in reader.front), None)
    return replace(found, session=replace(found.session, title=found.session.title or title))


def _kinds(reading: Reading) -> dict[int, str]:
    return {number: kind for kind, numbers in reading.account.dropped.items() for number in numbers}


def _placed(reading: Reading, lines: Sequence[Line], numbers: Sequence[int]) -> Reading:
    """The reading with the numbers that lines have in the file; a line is kept where any part of it is."""
    unplaced = {numbers[place - 1] for place in reading.account.unplaced}
    kinds = {place: kind for place, kind in _kinds(reading).items() if kind != "blank"}
    blank = set(reading.account.dropped.get("blank", ()))
    kept = {number for place, number in enumerate(numbers, 1) if place not in kinds and place not in blank}
    dropped = {numbers[place - 1]: kind for place, kind in kinds.items() if numbers[place - 1] not in unplaced}
    return replace(
        reading,
        account=account(lines, kept=kept - unplaced, dropped=dropped),
        notes=tuple(_note(note, numbers) for note in reading.notes),
        removed={kind: tuple(numbers[place - 1] for place in found) for kind, found in reading.removed.items()},
    )


def _note(note: Note, numbers: Sequence[int]) -> Note:
    return replace(note, line=numbers[note.line - 1]) if note.line else note


def _parsed(lines: Sequence[Line]) -> "_Reader":
    text = "\n".join(line.text for line in lines)
    if len(text) > _MOST:
        raise InputError(f"{len(text):,} characters of HTML are too many (at most {_MOST:,}); export it as text")
    reader = _Reader()
    whole = (piece if not piece.startswith("<") or _is_tag(piece) else f"&lt;{piece[1:]}" for piece in pieces(text))
    reader.feed("".join(whole))
    reader.finish()
    return reader


def _is_tag(piece: str) -> bool:
    return piece.endswith(">") and (piece.startswith(("<!", "<?")) or is_known(piece)) and piece != "<!-->"


@dataclass(slots=True)
class _Table:
    """A table that is being read."""

    rows: list[tuple[Rich, ...]] = field(default_factory=list)
    cells: list[Rich] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


class _Reader(HTMLParser):
    """Turns tags and text into blocks; it is fed whole tags alone, so that it never looks back."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.front: list[Line] = []
        self.style = Span("")
        self.spans: list[Span] = []
        self.rows: list[Row] = []
        self.raw: list[tuple[int, str]] = []
        self.comments: list[int] = []
        self.numbers: dict[int, None] = {}
        self.lists: list[str] = []
        self.hidden = 0
        self.quotes = 0
        self.heading = 0
        self.fresh = False
        self.in_title = False
        self.verbatim = 0
        self.tables: list[_Table] = []

    def set_cdata_mode(self, elem: str, **_how: object) -> None:
        """No element changes how tags are found: what stands in scripts is thrown away with them."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        self._opens(tag, 1)
        if tag == "a" and not self.hidden:
            address = dict(attrs).get("href") or ""
            self.style = self.style._replace(link=address.strip() if is_address(address.strip()) else None)
        if tag == "img" and not self.hidden:
            self._image(dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself: only what is empty in HTML does."""
        self.handle_starttag(tag, attrs)
        if tag in _HIDDEN:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        self._opens(tag, -1)
        if tag == "a":
            self.style = self.style._replace(link=None)

    def handle_data(self, data: str) -> None:
        """Text: line ends in it are blanks, but for preformatted text."""
        if self.hidden:
            return
        number = self.getpos()[0]
        for index, part in enumerate(data.split("\n")):
            if index:
                number += 1
                self._line_end(number)
            if part.strip():
                self.numbers[number] = None
            if part:
                self.spans.append(self.style._replace(text=part))

    def handle_comment(self, data: str) -> None:
        """A comment, which may stand beside text."""
        if data.strip():
            self.comments.append(self.getpos()[0])

    def finish(self) -> None:
        """Read what is left, and close what nobody closed."""
        self.close()
        self.end_block()
        while self.tables:
            _grid(self, "table", -1)

    def end_block(self) -> None:
        """Close the block that is open."""
        self._end_row(hard=True)
        rows = tuple(row for row in self.rows if row.rich)
        numbers = tuple(self.numbers)
        self.rows, self.numbers = [], {}
        if not rows:
            return
        if self.tables:
            table = self.tables[-1]
            before = table.cells.pop() if table.cells else ()
            table.cells.append(tidy((*before, Span(" "), *(span for row in rows for span in (*row.rich, Span(" "))))))
            table.numbers += numbers
        elif self.in_title:
            self.front = [Line(numbers[0], f"Title: {' '.join(plain(row.rich) for row in rows)}")]
        elif self.heading:
            whole = Row(numbers[0], joined(row.rich for row in rows))
            self.blocks.append(Block("heading", (whole,), numbers, self.heading))
        else:
            depth = min(len(self.lists), _DEEPEST_LIST)
            mark = self.lists[-1] if self.lists else ""
            kind = "item" if self.fresh and depth else "text"
            self.blocks.append(
                Block("item" if kind == "item" else "text", rows, numbers, depth, mark, self.quotes > 0)
            )
            self.fresh = False

    def _opens(self, tag: str, step: int) -> None:
        """What a tag does to the text around it; ``step`` is 1 where it opens and -1 where it closes."""
        if tag in _HIDDEN:
            self.hidden = max(self.hidden + step, 0)
        if self.hidden:
            return
        if tag == "br":
            self._end_row(hard=True)
        if tag in _BREAKING:
            self.end_block()
            _EFFECTS.get(tag, _nothing)(self, tag, step)
        else:
            self.style = style_of(f"<{'/' if step < 0 else ''}{tag}>", self.style)

    def _line_end(self, number: int) -> None:
        if self.verbatim:
            self._end_row(hard=True)
        else:
            self.spans.append(self.style._replace(text=" "))

    def _end_row(self, *, hard: bool) -> None:
        rich = tidy(self.spans)
        raw = spelled_out(self.spans)
        self.spans = []
        if rich:
            number = next(reversed(self.numbers), 1)
            self.raw.append((number, raw))
            self.rows.append(Row(number, rich, hard))

    def _image(self, attrs: Mapping[str, str | None]) -> None:
        address = (attrs.get("src") or "").strip()
        words = (attrs.get("alt") or "").strip()
        shown = address if is_address(address) else None
        if words or shown:
            self.numbers[self.getpos()[0]] = None
            self.spans.append(self.style._replace(text=words or address, link=shown or self.style.link))


def _nothing(_reader: _Reader, _tag: str, _step: int) -> None:
    """Most tags only end a block."""


def _list(reader: _Reader, tag: str, step: int) -> None:
    if step > 0:
        reader.lists.append(_LISTS.get(tag, "*"))
    elif reader.lists:
        reader.lists.pop()


def _item(reader: _Reader, _tag: str, step: int) -> None:
    reader.fresh = step > 0


def _quote(reader: _Reader, _tag: str, step: int) -> None:
    reader.quotes = max(reader.quotes + step, 0)


def _head(reader: _Reader, tag: str, step: int) -> None:
    reader.heading = int(tag[1]) if step > 0 else 0


def _title(reader: _Reader, _tag: str, step: int) -> None:
    reader.in_title = step > 0


def _pre(reader: _Reader, _tag: str, step: int) -> None:
    reader.verbatim = max(reader.verbatim + step, 0)


def _grid(reader: _Reader, _tag: str, step: int) -> None:
    if step > 0:
        reader.tables.append(_Table())
        return
    table = reader.tables.pop() if reader.tables else None
    if not table:
        return
    _row(reader, "tr", -1, table)
    if table.rows:
        reader.blocks.append(Block("table", (), tuple(table.numbers), cells=tuple(table.rows)))


def _row(reader: _Reader, _tag: str, _step: int, table: _Table | None = None) -> None:
    table = table or (reader.tables[-1] if reader.tables else None)
    if table and any(table.cells):
        table.rows.append(tuple(table.cells))
    if table:
        table.cells = []


def _cell(reader: _Reader, _tag: str, step: int) -> None:
    """An empty cell keeps its column, and paragraphs of one cell stay in it."""
    if step > 0 and reader.tables:
        reader.tables[-1].cells.append(())


def _term(reader: _Reader, tag: str, step: int) -> None:
    """What a list explains is set in bold, as pages show it; nobody has to close it."""
    reader.style = style_of("<b>" if tag == "dt" and step > 0 else "</b>", reader.style)


_EFFECTS: Mapping[str, Callable[[_Reader, str, int], None]] = {
    **dict.fromkeys(_LISTS, _list),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _head),
    "li": _item,
    "blockquote": _quote,
    "title": _title,
    "pre": _pre,
    "table": _grid,
    "tr": _row,
    **dict.fromkeys(("td", "th"), _cell),
    **dict.fromkeys(("dt", "dd", "dl"), _term),
}

HTML = Source("html", "an HTML page", claims, read, longest_line=_LONGEST_LINE)
