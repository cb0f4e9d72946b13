"""Builds the blocks of a document from tags and text, as HTML has them and Markdown stands for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

from ohbot.sources.documents.blocks import Block, BlockRow
from ohbot.sources.rich import Rich, Span, joined, spelled_out, tidy
from ohbot.sources.tags import style_of
from ohbot.wikitext.escape import link_target

LISTS = {"ul": "*", "ol": "#", "dir": "*", "menu": "*"}
BREAKING = frozenset(
    """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol p pre section summary table tbody td tfoot th
    thead title tr ul
    """.split()
)
_ROLES = tuple(
    (role, re.compile(rf"(?:^|\s)(?:\S*[_-])?(?:{names})(?=\s|$)", re.IGNORECASE))
    for role, names in (
        ("aside", r"initials?|userpics?|avatar|reactions?|reaction[_-]count|reply[_-]to|reply|edited|checkmarks?"),
        (
            "author",
            r"from[_-]name|author(?:[_-]?name)?|a6-h|sender(?:[_-]?name)?|display[_-]?name|user[_-]?name|nick(?:name)?|speaker",
        ),
        ("time", r"date|time|timestamp|message[_-]?time|send[_-]?time|sent[_-]?at|a6-o"),
        ("event", r"service|system(?:[_-]message)?|notification|date[_-]?separator"),
        (
            "words",
            r"text|content|message[_-]?(?:text|body|content)|(?:event[_-]?tile|msg|message)[_-]body|a6-p|msg|words",
        ),
    )
)
"""The words by which the pages of chats call their elements, as classes have them."""
_WRAPPED = re.compile(r"https?://(?:www\.)?google\.[a-z.]{2,6}/url\?[^\s<>\"\[\]]+", re.IGNORECASE)
_CLASS = re.compile(r"""\sclass=["']([^"'<>]{1,200})["']""", re.IGNORECASE)


_VOID = frozenset(("img", "br", "hr", "input", "wbr", "meta", "link", "col"))


def is_chat(text: str) -> bool:
    """Whether a page calls some of its elements authors, and others what these say and when."""
    roles = {role: 0 for role, _ in _ROLES}
    for found in _CLASS.finditer(text):
        roles[_role(found[1]) or "aside"] += 1
    return 1 < roles["author"] <= min(roles["words"], roles["time"])


def _role(names: str) -> str | None:
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", names)
    return next((role for role, pattern in _ROLES if pattern.search(split)), None)


def unwrapped_links(text: str) -> str:
    """A text whose addresses are not wrapped any more by Google, which follows who clicks on them."""

    def unwrapped(found: re.Match[str]) -> str:
        query = parse_qs(urlsplit(found[0]).query)
        return next((link for name in ("q", "url") for link in query.get(name, ()) if "://" in link), found[0])

    return _WRAPPED.sub(unwrapped, text) if "google." in text else text


@dataclass(slots=True)
class _Table:
    """A table that is being read."""

    rows: list[tuple[Rich, ...]] = field(default_factory=list)
    cells: list[Rich] = field(default_factory=list)
    numbers: dict[int, None] = field(default_factory=dict)


@dataclass(slots=True)
class _List:
    """A list that is open: its mark, its depth from 1, and the number of its last item."""

    mark: str
    depth: int
    count: int = 0


@dataclass(slots=True)
class _Element:
    """An element with a role, and how many of its name are open in it."""

    tag: str
    role: str
    hint: str
    number: int
    depth: int = 1


@dataclass(slots=True)
class Builder:
    """Takes tags, text and line ends, each with its line, and makes blocks of them."""

    blocks: list[Block] = field(default_factory=list)
    front: list[BlockRow] = field(default_factory=list)
    style: Span = Span("")  # noqa: RUF009 - it is frozen
    spans: list[Span] = field(default_factory=list)
    rows: list[BlockRow] = field(default_factory=list)
    numbers: dict[int, None] = field(default_factory=dict)
    lists: list[_List] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    elements: list[_Element] = field(default_factory=list)
    place: int = 0
    heading: int = 0
    depths: dict[str, int] = field(default_factory=lambda: {"blockquote": 0, "pre": 0})
    fresh: bool = False
    in_title: bool = False
    hard: bool = True
    has_roles: bool = False

    def open(self, tag: str, attrs: Mapping[str, str | None] = {}) -> None:
        """A tag opens."""
        role = _role(attrs.get("class") or "") if self.has_roles and tag not in _VOID else None
        role = None if self.elements and self.elements[-1].role == "aside" else role
        if tag in BREAKING or role:
            self.end_block()
        if role:
            self.elements.append(_Element(tag, role, attrs.get("title") or "", self._next()))
        elif self.elements and self.elements[-1].tag == tag:
            self.elements[-1].depth += 1
        self._effect(tag, 1)
        if tag in LISTS:
            # A list may begin with another number than 1; Google's documents tell depth by class alone.
            inner = re.search(r"\blst-kix_\w+-(\d)\b", attrs.get("class") or "")
            depth = max(len(self.lists) + 1, int(inner[1]) + 1 if inner else 0)
            start = attrs.get("start") or ""
            self.lists.append(_List(LISTS[tag], depth, int(start) - 1 if re.fullmatch(r"\d{1,6}", start) else 0))
        if tag == "a":
            address = unwrapped_links((attrs.get("href") or "").strip())
            self.style = self.style._replace(link=address if link_target(address) else None)

    def close(self, tag: str) -> None:
        """A tag closes."""
        if tag in BREAKING:
            self.end_block()
        if self.elements and self.elements[-1].tag == tag:
            self.elements[-1].depth -= 1
            if not self.elements[-1].depth:
                self.end_block()
                self.elements.pop()
        self._effect(tag, -1)
        if tag in LISTS:
            del self.lists[-1:]
        if tag == "a":
            self.style = self.style._replace(link=None)

    def text(self, text: str, number: int) -> None:
        """Text without line ends."""
        if text.strip():
            self.numbers[number] = None
        if text:
            self.spans.append(self.style._replace(text=unwrapped_links(text)))

    def image(self, attrs: Mapping[str, str | None], number: int) -> None:
        """A picture: what it shows in words, or its address; nothing of those that stand for people."""
        words, address = (attrs.get("alt") or "").strip(), (attrs.get("src") or "").strip()
        if _ROLES[0][1].search(attrs.get("class") or ""):
            return
        if words or link_target(address):
            self.numbers[number] = None
            link = address if link_target(address) else self.style.link
            self.spans.append(self.style._replace(text=words or address, link=link))

    def line_break(self, *, hard: bool = True) -> None:
        """A line ends; one that does not end ``hard`` may go on in the next."""
        self._end_row()
        self.hard = hard

    def code(self, lines: Mapping[int, str]) -> None:
        """Preformatted text that is no running text, line by line."""
        self.end_block()
        rows = tuple(BlockRow(self._next(), number, (Span(text),), True, text) for number, text in lines.items())
        if rows:
            self.blocks.append(Block("code", rows, tuple(lines)))

    def rule(self, number: int) -> None:
        """A rule across the page."""
        self.end_block()
        self.blocks.append(Block("rule", (), (number,)))

    def count_from(self, n: int) -> None:
        """The next item of the list has this number."""
        if self.lists:
            self.lists[-1].count = n - 1

    def finish(self) -> None:
        """Close what nobody closed."""
        self.end_block()
        while self.tables:
            self._grid("table", -1)

    def end_block(self) -> None:
        """Close the block that is open."""
        self._end_row()
        rows, numbers = tuple(self.rows), tuple(self.numbers)
        self.rows, self.numbers, self.hard = [], {}, True
        if not rows:
            return
        if self.tables:
            table = self.tables[-1]
            before = table.cells.pop() if table.cells else ()
            table.cells.append(tidy((*before, Span(" "), *(span for row in rows for span in (*row.rich, Span(" "))))))
            table.numbers.update(dict.fromkeys(numbers))
        elif self.in_title:
            text = " ".join(row.text for row in rows)
            self.front = [BlockRow(rows[0].place, numbers[0], (Span(f"Title: {text}"),))]
        else:
            self.blocks.append(self._block(rows, numbers))

    def _block(self, rows: tuple[BlockRow, ...], numbers: tuple[int, ...]) -> Block:
        quoted = self.depths["blockquote"] > 0
        inner = self.lists[-1] if self.lists else _List("", 0)
        depth, mark = min(inner.depth, 20), inner.mark
        if self.heading:
            raw = " ".join(row.raw for row in rows)
            whole = BlockRow(rows[0].place, numbers[0], joined(row.rich for row in rows), True, raw)
            block = Block("heading", (whole,), numbers, self.heading)
        elif self.fresh and depth:
            self.fresh = False
            inner.count += 1
            block = Block("item", rows, numbers, depth, mark, quoted, n=inner.count if mark == "#" else None)
        else:
            block = Block("text", rows, numbers, depth, mark, quoted)
        element = self.elements[-1] if self.elements else None
        return replace(block, role=element.role, hint=element.hint, element=element.number) if element else block

    def _next(self) -> int:
        self.place += 1
        return self.place

    def _end_row(self) -> None:
        rich = tidy(self.spans)
        if rich:
            number = next(reversed(self.numbers), 1)
            self.rows.append(BlockRow(self._next(), number, rich, self.hard, spelled_out(self.spans)))
        self.spans, self.hard = [], True

    def _effect(self, tag: str, step: int) -> None:
        """What a tag does to the text behind it; ``step`` is 1 where it opens and -1 where it closes."""
        if re.fullmatch("h[1-6]", tag):
            self.heading = int(tag[1]) if step > 0 else 0
        elif tag in ("table", "tr", "td", "th"):
            self._grid(tag, step)
        elif tag in ("dt", "dd", "dl"):
            # What a list explains is set in bold, as pages show it; nobody has to close it.
            self.style = style_of("<b>" if tag == "dt" and step > 0 else "</b>", self.style)
        elif tag in self.depths:
            self.depths[tag] = max(self.depths[tag] + step, 0)
        elif tag == "li":
            self.fresh = step > 0
        elif tag == "title":
            self.in_title = step > 0
        elif tag == "hr":
            self.blocks += [Block("rule", (), ())] * (step > 0)
        elif tag == "br":
            self.line_break()
        else:
            self.style = style_of(f"<{'/' if step < 0 else ''}{tag}>", self.style)

    def _grid(self, tag: str, step: int) -> None:
        """Tables, rows and cells: an empty cell keeps its column, and paragraphs of one cell stay in it."""
        if tag == "table" and step > 0:
            self.tables.append(_Table())
        if not self.tables:
            return
        table = self.tables[-1]
        if tag in ("td", "th"):
            table.cells += [()] * (step > 0)
            return
        if any(table.cells):
            table.rows.append(tuple(table.cells))
        table.cells = []
        if tag == "table" and step < 0:
            self.tables.pop()
            numbers = tuple(table.numbers)
            if table.rows:
                row = BlockRow(self._next(), next(iter(numbers), 1), ())
                self.blocks.append(Block("table", (row,), numbers, cells=tuple(table.rows)))
