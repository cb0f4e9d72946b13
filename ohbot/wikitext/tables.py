"""Tables of wikitext as rows of cells that know where they stand, and the smallest edits that change them.

Read line by line as the wiki does it (MediaWiki: ``Parser::handleTables``), so whatever is in a cell stays there. A
text without edits is the text, byte for byte; an edit changes nothing but its cell or its row.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from ohbot.wikitext.escape import escape
from ohbot.wikitext.source import ScannedText
from ohbot.wikitext.splice import TextEdit, edited

_HIDDEN, _CLOSED = "\0", "\x7f"
"""Stand for what the wiki takes out before it looks for tables, and for what it puts in afterwards."""
_INCLUSION = re.compile(r"</?(?:noinclude|onlyinclude)\s*/?>", re.IGNORECASE)
_START = re.compile(rf"[ \t{_HIDDEN}]*")
_OPENS = re.compile(r":*[ \t]*\{\|")
_SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?\s*(\d{1,4})", re.IGNORECASE)
_ID = re.compile(r"\bid\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_FOREVER = 1 << 20
_BETWEEN = {"cell": re.compile(r"\|\|"), "heading": re.compile(r"\|\||!!")}

_Kind: TypeAlias = Literal["row", "cell", "heading", "caption", "more"]
Parts: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: ``start`` and ``end`` are of what a reader sees of it; where that is nothing, of where it would be.

    ``source`` is all of it, with its attributes, ``line`` where its line begins. ``is_whole`` is False where comments
    or translation markup part what is seen: such a text is left to people.
    """

    start: int
    end: int
    text: str
    source: str
    attributes: str
    column: int
    line: int
    is_whole: bool = True

    def with_text(self, new: str) -> str:
        """Its source with another text."""
        at = self.source.rfind(self.text)
        return self.source[:at] + new + self.source[at + len(self.text) :] if self.text else f"{self.source} {new}"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: ``start`` and ``end`` are of its lines, ``stop`` is where one more cell would be.

    ``is_joined`` tells that cells reach over several rows or columns, ``goes_on`` that one reaches into the next row.
    """

    start: int
    end: int
    stop: int
    attributes: str
    cells: tuple[Cell, ...]
    is_joined: bool = False
    goes_on: bool = False

    @property
    def id(self) -> str | None:
        """The id of the row, None where it has none."""
        found = _ID.search(self.attributes)
        return next(filter(None, found.groups()), None) if found else None

    @property
    def is_on_one_line(self) -> bool:
        """Whether its cells stand side by side."""
        return len(self.cells) > 1 and self.cells[0].line == self.cells[-1].line

    def at(self, column: int) -> Cell | None:
        """The cell of a column."""
        return next((cell for cell in self.cells if cell.column == column), None)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``start`` and ``end`` are of all of it, ``close`` is where a row behind the last one would be."""

    text: str = field(repr=False)
    start: int
    close: int
    end: int
    rows: tuple[TableRow, ...]

    @property
    def width(self) -> int:
        """The number of its columns."""
        return max((cell.column + 1 for row in self.rows for cell in row.cells), default=0)

    def written(self, cell: Cell, new: str) -> TextEdit:
        """The edit that gives a cell another text."""
        if cell.start < cell.end:
            return TextEdit(cell.start, cell.end, new)
        before = "" if self.text[cell.start - 1].isspace() else " "
        behind = "" if self.text[cell.start : cell.start + 1] in ("", "\n", " ") else " "
        return TextEdit(cell.start, cell.start, before + new + behind if new else "")

    def lengthened(self, row: TableRow, cells: Parts) -> TextEdit:
        """The edit that adds cells to the end of a row."""
        return TextEdit(row.stop, row.stop, "".join(f"\n{_bar(cell)}" for cell in cells))

    def added(self, position: int, rows: Sequence[str]) -> TextEdit:
        """The edit that puts rows before the row of this position; none of a group of joined rows is parted."""
        while 0 < position < len(self.rows) and self.rows[position - 1].goes_on:
            position += 1
        at = self.rows[position].start if position < len(self.rows) else self.close
        return TextEdit(at, at, "".join(rows))

    def removed(self, row: TableRow) -> TextEdit:
        """The edit that takes a row out."""
        return TextEdit(row.start, row.end, "")

    def source(self, row: TableRow, edits: Iterable[TextEdit] = ()) -> str:
        """The lines of a row with some edits of it made, for another place."""
        lines = edited(self.text, edits, row.start, row.end)
        return lines if lines.lstrip().startswith("|-") else f"|-\n{lines}"


def row(attributes: str, cells: Parts, *, on_one_line: bool = False) -> str:
    """The lines of a new row; a cell is its text, or ``attributes | text``."""
    head = f"|- {attributes}".rstrip()
    if on_one_line:
        return f"{head}\n{_bar(' || '.join(cells))}\n"
    return "".join(f"{line}\n" for line in (head, *map(_bar, cells)))


def _bar(cell: str) -> str:
    return f"| {cell}".rstrip(" ")


def cell_text(plain: str) -> str:
    """Wikitext for a cell that shows exactly this text, on one line."""
    shown = escape(f".{' '.join(plain.split())}")[1:]  # a cell's text is not at the start of a line
    return re.sub(r"[|]|\](?=\])|!(?=!)", lambda found: f"&#{ord(found[0])};", shown)


def link_text(plain: str) -> str:
    """The same for the words of a link."""
    return re.sub(r"[\[\]]", lambda found: f"&#{ord(found[0])};", cell_text(plain))


# --- reading


class _TableLine(NamedTuple):
    """A line of a table: what it is, where its lines end, and where what it says begins."""

    kind: _Kind
    start: int
    end: int
    at: int


def read_tables(text: str) -> tuple[Table, ...]:
    """The tables of a text that are closed and in no other table or template, in their order."""
    masked = _masked(text)
    found: list[Table] = []
    lines: list[_TableLine] = []
    depth = start = 0
    for line in re.finditer(r"[^\n]*", masked):
        at = _START.match(masked, *line.span()).end()  # type: ignore[union-attr]  # it matches nothing, too
        is_inside = depth > 1
        if _OPENS.match(masked, at, line.end()):
            depth, is_inside = depth + 1, depth > 0
            if depth == 1:
                start, lines = line.start(), []
                continue
        elif depth and masked.startswith("|}", at):
            depth -= 1
            if depth == 0:
                found.append(_table(text, masked, lines, (start, line.start(), at + 2)))
        if depth:
            kinds = () if is_inside else ((kind, size) for sign, kind, size in _SIGNS if masked.startswith(sign, at))
            kind, length = next(iter(kinds), ("more", 0))
            if kind == "more" and lines:  # what begins nothing belongs to the line before
                lines[-1] = lines[-1]._replace(end=line.end())
            else:
                lines.append(_TableLine(kind, line.start(), line.end(), at + length))
    return tuple(found)


def _masked(text: str) -> str:
    """The text with signs for what is hidden and what is closed; each character stays in its place."""
    source = ScannedText(text)
    closed = [one.span for one in source.enclosures if one.kind not in ("table", "comment", "quote")]
    hidden = [*source.hidden, *(found.span() for found in _INCLUSION.finditer(text))]
    pieces = list(text)
    for spans, sign in ((closed, _CLOSED), (hidden, _HIDDEN)):
        for first, last in spans:
            pieces[first:last] = sign * (last - first)
    return "".join(pieces)


_SIGNS: tuple[tuple[str, _Kind, int], ...] = (
    ("|-", "row", 2),
    ("|+", "caption", 2),
    ("|", "cell", 1),
    ("!", "heading", 1),
)


def _table(text: str, masked: str, lines: Sequence[_TableLine], place: tuple[int, int, int]) -> Table:
    start, close, end = place
    rows: list[TableRow] = []
    reach: dict[int, int] = {}
    for group in _groups(lines):
        last = group[-1].end + 1
        parts = [part for line in group if line.kind in ("cell", "heading") for part in _parts(masked, line)]
        if parts:
            cells, is_joined = _placed(text, masked, parts, reach)
            head = group[0]
            attributes = text[head.at : _line_end(masked, head)].strip("- \t") if head.kind == "row" else ""
            goes_on = any(reach.values())
            rows.append(TableRow(head.start, last, cells[-1].end, attributes, cells, is_joined, goes_on))
    return Table(text, start, close, end, tuple(rows))


def _groups(lines: Sequence[_TableLine]) -> Iterator[list[_TableLine]]:
    """The lines of each row; the first row may do without a line that begins it, a caption is in none."""
    group: list[_TableLine] = []
    for line in lines:
        if line.kind == "row":
            if group:
                yield group
            group = [line]
        elif line.kind in ("cell", "heading"):
            group.append(line)
        elif group:
            group.append(line._replace(kind="caption"))
    if group:
        yield group


class _Part(NamedTuple):
    """A cell as it stands between two signs; ``at`` is where its text begins, behind its attributes."""

    start: int
    at: int
    end: int
    line: int


def _line_end(masked: str, line: _TableLine) -> int:
    """Where the first of the lines of a cell or row ends."""
    end = masked.find("\n", line.at, line.end)
    return line.end if end < 0 else end


def _parts(masked: str, line: _TableLine) -> Iterator[_Part]:
    """The cells of a line; the last of them goes on in the lines that follow."""
    end = _line_end(masked, line)
    start = line.at
    for sign in [*_BETWEEN[line.kind].finditer(masked, line.at, end), None]:
        stop = sign.start() if sign else end
        bar = masked.find("|", start, stop)
        at = bar + 1 if bar >= 0 and "[[" not in masked[start:bar] and "-{" not in masked[start:bar] else start
        yield _Part(start, at, stop if sign else line.end, line.start)
        start = sign.end() if sign else end


def _placed(text: str, masked: str, parts: Sequence[_Part], reach: dict[int, int]) -> tuple[tuple[Cell, ...], bool]:
    """The cells of a row in their columns; ``reach`` tells how many rows further down each column is taken."""
    cells: list[Cell] = []
    column, is_joined = 0, any(reach.values())
    over = {at: left - 1 for at, left in reach.items() if left > 1}
    for part in parts:
        while reach.get(column):
            column += 1
        attributes = text[part.start : max(part.start, part.at - 1)].strip()
        spans = {name.lower(): min(int(number), 1000) or _FOREVER for name, number in _SPAN.findall(attributes)}
        rows, columns = spans.get("row", 1), min(spans.get("col", 1), 1000)
        is_joined = is_joined or rows > 1 or columns > 1
        over |= {at: rows - 1 for at in range(column, column + columns) if rows > 1}
        signs = f" \t\n\r{_HIDDEN}"
        bare = masked[part.at : part.end].rstrip(signs)
        start, end = part.at + len(bare) - len(bare.lstrip(signs)), part.at + len(bare)
        is_whole = _HIDDEN not in masked[start:end]
        if start >= end:
            start = end = part.at + (masked[part.at : part.at + 1] in (" ", "\t"))
        source = text[part.start : part.end].strip()
        cells.append(Cell(start, end, text[start:end], source, attributes, column, part.line, is_whole))
        column += columns
    reach.clear()
    reach.update(over)
    return tuple(cells), is_joined
