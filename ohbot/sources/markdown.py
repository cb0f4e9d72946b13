"""Markdown notes, minutes and transcripts, as HedgeDoc, GitHub and many others keep them."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ohbot.errors import InputError
from ohbot.recognise.chatline import unstamped
from ohbot.recognise.stamps import STAMP
from ohbot.sources import clients
from ohbot.sources.base import Line, Options, Reading, Source, account
from ohbot.sources.documents.blocks import Block, BlockKind, Row
from ohbot.sources.documents.reading import hidden, read_document
from ohbot.sources.minutes import blocks_of as plain_blocks
from ohbot.sources.rich import Rich, Span, is_address, joined, plain, spelled_out, tidy
from ohbot.sources.speakers import names_speaker
from ohbot.sources.tags import is_known, style_of

_FRONT_KEYS = {
    **dict.fromkeys(("title",), "Title"),
    **dict.fromkeys(("date", "time", "datetime"), "Date"),
    **dict.fromkeys(("location", "venue", "where"), "Where"),
    **dict.fromkeys(("speakers", "speaker", "people", "participants", "attendees", "hosts", "guests"), "Speakers"),
    **dict.fromkeys(("media", "video", "recording", "recordings"), "Recording"),
}
"""Keys of front matter that tell facts, and the labels under which notes tell the same."""

_KEY = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}?)\s*:\s*(?P<value>.*)")
_LINK_TARGET = re.compile(r"\s{0,3}\[[^\]]{1,200}\]:\s*\S")
_FENCE = re.compile(r"[>\s]*(?:[-*+]\s+)?(?:`{3,}|~{3,})")
_BOX = re.compile(r"\s{0,3}:{3,}(?:\s*(?:info|success|warning|danger|spoiler)\b)?\s*|\s*\[TOC\]\s*")
"""How HedgeDoc opens and closes a box around text, which may have a title, and where it lists the headings."""
_TABLE_RULE = re.compile(r"[\s>]*\|?[\s:|-]*-[\s:|-]*|[\s>]*=+\s*")
_TOPIC = re.compile(r"(?:sub)?topic\s*:\s+\S", re.I)
_DEEPEST = 60
_LONGEST_LINE = 200_000
_MOST_BRACKETS = 200_000
_TAG_LEVEL = 6
"""HedgeDoc keeps the tags of a note in a heading of this level."""

STRONG = tuple(
    re.compile(pattern)
    for pattern in (
        r"\[[^\]]{1,200}\]\(\S",
        r"(?:\*\*|__)[^\s*_][^*_]{0,80}(?:\*\*|__)",
        r"<https?://[^\s<>]+>",
        r"(?:`{3}|~{3})\s*\w*$",
        r"\|(?:\s*:?-{2,}:?\s*\|)+",
        r"\\[<>*_#]",
        r"!\[[^\]]{0,200}\]\(",
    )
)
WEAK = tuple(re.compile(pattern) for pattern in (r"#{1,6}\s+\S", r"[*+-]\s+\S", r">\s", r"\d+\.\s", r"-{3,}\s*$"))


def claims(lines: Sequence[Line]) -> float:
    """How surely a text is Markdown, by how many of its signs it has."""
    texts = [line.text.strip() for line in lines]
    strong = sum(any(pattern.search(text) for text in texts) for pattern in STRONG)
    weak = sum(any(pattern.match(text) for text in texts) for pattern in WEAK)
    headings = sum(WEAK[0].match(text) is not None for text in texts)
    if _front_matter(lines):
        strong += 1
    if not headings and not strong:
        return 0.0
    if _is_log(texts) or (strong < 2 and _is_plain(texts)):
        return 0.3
    if strong > 1:
        return 0.92
    if (strong and weak) or (headings > 1 and weak > 1):
        return 0.85
    return 0.8 if _is_headed(texts) else 0.72 if headings > 1 else 0.45 if strong else 0.1


def _is_headed(texts: Sequence[str]) -> bool:
    """Whether a text begins with a heading that stands alone: a list of a wiki has its items line below line."""
    told = list(dropwhile(operator.not_, texts))
    return len(told) > 2 and WEAK[0].match(told[0]) is not None and not told[1]


def _is_log(texts: Sequence[str]) -> bool:
    """Whether most lines are lines of a chat right below each other, which Markdown would show as one paragraph."""
    chat = [STAMP.match(text) is not None or unstamped(text, nicks=None) is not None for text in texts]
    return sum(one and then for one, then in pairwise(chat)) * 2 > sum(map(bool, texts)) - 1


def _is_plain(texts: Sequence[str]) -> bool:
    """Whether topics or speakers stand line below line, which Markdown would show as one paragraph."""
    named = [bool(text) and names_speaker(text.capitalize()) for text in texts]
    topics = sum(_TOPIC.match(text) is not None for text in texts)
    return topics > 0 or sum(one and then for one, then in pairwise(named)) > 2


def read(lines: Sequence[Line], options: Options) -> Reading:
    """The session that a Markdown text tells; emphasis and links become wikitext, all else is literal."""
    _check_brackets(lines)
    front, size = _front(lines)
    reader = _Reader(lines)
    try:
        reader.read(
            _PARSER.parse("\n".join(["" if n < size else _unboxed(line.text) for n, line in enumerate(lines)]))
        )
    except RecursionError:
        raise InputError("this Markdown is nested too deeply to be a transcript") from None
    dropped = {line.number: "front matter" for line in lines[:size] if line.text.strip()} | reader.dropped
    blocks = sorted([*reader.blocks, *_forgotten(lines[size:], reader, dropped)], key=lambda block: block.numbers[0])
    notes = hidden(reader.comments)
    if session := clients.transcript_in([spelled_out(row.rich) for block in blocks for row in block.rows], options):
        kept = {number for block in blocks for number in block.numbers if block.kind != "rule"}
        return Reading(session, account(lines, kept=kept, dropped=dropped), notes)
    return read_document(blocks, lines, options, dropped=dropped, front=front, notes=notes)


def _unboxed(text: str) -> str:
    """A line without the mark of a box."""
    found = _BOX.match(text)
    return text[found.end() :] if found else text


def _check_brackets(lines: Sequence[Line]) -> None:
    """Every bracket may begin a link, which takes the parser a while to find out."""
    count = sum(line.text.count("[") for line in lines)
    if count > _MOST_BRACKETS:
        raise InputError(f"{count:,} square brackets are too many for a transcript; give it as plain text")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    # Indented lines are answers far more often than code; tags are looked at one by one.
    return parser.disable(["code", "html_block"])


_PARSER = _parser()


def _front_matter(lines: Sequence[Line]) -> int:
    """How many lines front matter takes, with its fences."""
    if not lines or lines[0].text.rstrip() != "---":
        return 0
    for index, line in enumerate(lines[1:200], 1):
        if line.text.rstrip() in ("---", "..."):
            return index + 1 if index > 1 else 0
        if line.text.strip() and not (_KEY.match(line.text) or line.text[0] in " \t-#"):
            return 0
    return 0


def _front(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """The facts in front matter as lines of notes ("Title: ..."), and how many lines it takes."""
    size = _front_matter(lines)
    facts: list[Line] = []
    open_label = ""
    for number, text in lines[1 : max(size - 1, 1)]:
        found = _KEY.fullmatch(text.strip()) if text[:1].strip() else None
        if found:
            open_label = _FRONT_KEYS.get(found["key"].casefold(), "")
            facts += (
                [Line(number, f"{open_label}: {_value(found['value'])}")] if open_label and found["value"] else []
            )
        elif open_label and text.strip().startswith("- "):
            facts.append(Line(number, f"{open_label}: {_value(text.strip()[2:])}"))
    return facts, size


def _value(text: str) -> str:
    return text.strip().strip("[]\"'")


def _forgotten(lines: Sequence[Line], reader: "_Reader", dropped: dict[int, str]) -> Iterator[Block]:
    """What the parser left out: addresses that links name elsewhere, rules, and text nested too deeply."""
    for line in lines:
        if line.number in reader.seen or not line.text.strip() or line.number in dropped:
            continue
        if _LINK_TARGET.match(line.text):
            dropped[line.number] = "link target"
        elif not _unboxed(line.text).strip():
            dropped[line.number] = "box"
        elif _FENCE.match(line.text):
            dropped[line.number] = "code fence"
        elif _TABLE_RULE.fullmatch(line.text):
            dropped[line.number] = "rule"
        else:
            yield from plain_blocks([line])


@dataclass(slots=True)
class _Reader:
    """Turns the parser's tokens into blocks."""

    lines: Sequence[Line]
    blocks: list[Block] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    dropped: dict[int, str] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    quotes: int = 0
    heading: int = 0
    fresh: bool = False
    table: list[tuple[Rich, ...]] | None = None
    cells: list[Rich] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)

    def read(self, tokens: Sequence[Token]) -> None:
        """Read all tokens."""
        for token in tokens:
            take = _TOKENS.get(token.type)
            if take:
                take(self, token)

    def list_open(self, token: Token) -> None:
        """A list begins."""
        self.marks.append("#" if token.type.startswith("ordered") else "*")

    def list_close(self, _token: Token) -> None:
        """A list ends."""
        self.marks.pop()

    def item(self, _token: Token) -> None:
        """An item begins: its first paragraph carries the mark."""
        self.fresh = True

    def quote(self, token: Token) -> None:
        """A quotation begins or ends."""
        self.quotes += token.nesting

    def head(self, token: Token) -> None:
        """A heading begins or ends."""
        self.heading = int(token.tag[1:]) if token.nesting > 0 else 0

    def rule(self, token: Token) -> None:
        """A rule across the page."""
        self._add("rule", (), _numbers(token))

    def code(self, token: Token) -> None:
        """Code between fences."""
        numbers = _numbers(token)
        texts = token.content.removesuffix("\n").split("\n")
        rows = tuple(Row(numbers[0] + n, (Span(text),)) for n, text in enumerate(texts, 1)) if token.content else ()
        self.dropped[numbers[0]] = "code fence"
        if len(numbers) > len(texts) + 1:
            self.dropped[numbers[-1]] = "code fence"
        if rows:
            self._add("code", rows, tuple(row.number for row in rows))

    def row(self, token: Token) -> None:
        """A row of a table begins or ends."""
        if token.nesting > 0:
            self.cells = []
            self.numbers += _numbers(token)
        elif self.table is not None:
            self.table.append(tuple(self.cells))

    def grid(self, token: Token) -> None:
        """A table begins or ends."""
        if token.nesting > 0:
            self.table, self.numbers = [], []
        elif self.table is not None:
            cells, self.table = self.table, None
            self._add("table", (), tuple(self.numbers), cells=tuple(cells))

    def text(self, token: Token) -> None:
        """The text of a paragraph, a heading or a cell."""
        if self.table is not None:
            self.cells.append(tidy(span for row in _rows(token, 0) for span in (*row.rich, Span(" "))))
            return
        found = tuple(_rows(token, _numbers(token)[0]))
        rows = tuple(row for row in found if row.rich)
        commented = _has_comment(token)
        # A comment may take lines of its own; other lines without a row end in code, which goes on.
        empty = {*(_numbers(token) if commented else ()), *(row.number for row in found)}
        empty -= {row.number for row in rows}
        self.dropped.update(dict.fromkeys(empty, "HTML tag"))
        self.seen |= empty
        self.comments += [row.number for row in rows] if commented else []
        numbers = tuple(number for number in _numbers(token) if number not in empty)
        if not rows:
            return
        if self.heading:
            whole = Row(numbers[0], joined(row.rich for row in rows))
            if self.heading == _TAG_LEVEL and plain(whole.rich).startswith("tags:"):
                self.dropped.update(dict.fromkeys(numbers, "tags"))
                return
            self._add("heading", (whole,), numbers, level=self.heading)
            return
        self._add("item" if self.fresh else "text", rows, numbers, level=len(self.marks))
        self.fresh = False

    def _add(
        self,
        kind: BlockKind,
        rows: tuple[Row, ...],
        numbers: tuple[int, ...],
        *,
        level: int = 0,
        cells: tuple[tuple[Rich, ...], ...] = (),
    ) -> None:
        mark = self.marks[-1] if self.marks else ""
        self.blocks.append(Block(kind, rows, numbers, level, mark, self.quotes > 0, cells))
        self.seen.update(numbers)


_TOKENS = {
    "bullet_list_open": _Reader.list_open,
    "ordered_list_open": _Reader.list_open,
    "bullet_list_close": _Reader.list_close,
    "ordered_list_close": _Reader.list_close,
    "list_item_open": _Reader.item,
    "blockquote_open": _Reader.quote,
    "blockquote_close": _Reader.quote,
    "heading_open": _Reader.head,
    "heading_close": _Reader.head,
    "hr": _Reader.rule,
    "fence": _Reader.code,
    "tr_open": _Reader.row,
    "tr_close": _Reader.row,
    "table_open": _Reader.grid,
    "table_close": _Reader.grid,
    "inline": _Reader.text,
}


def _numbers(token: Token) -> tuple[int, ...]:
    start, end = token.map or (0, 1)
    return tuple(range(start + 1, end + 1))


def _rows(token: Token, number: int) -> Iterator[Row]:
    """The lines of a text, each with its number."""
    style = Span("")
    spans: list[Span] = []
    hard = True
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak") or (child.type == "html_inline" and _is_break(child.content)):
            yield Row(number, tidy(spans), hard)
            spans, hard = [], child.type != "softbreak"
            number += child.type != "html_inline"
        elif child.type in _STYLES:
            style = _STYLES[child.type](style, child)
        else:
            spans += _spans(child, style)
            if child.type == "html_inline":
                number += child.content.count("\n")
                style = style_of(child.content, style)
    yield Row(number, tidy(spans), hard)


def _has_comment(token: Token) -> bool:
    return any(child.type == "html_inline" and child.content.startswith("<!--") for child in token.children or ())


def _is_break(tag: str) -> bool:
    return re.match(r"<br\b", tag, re.I) is not None


def _linked(style: Span, token: Token) -> Span:
    address = str(token.attrs.get("href") or "")
    return style._replace(link=address if is_address(address) else None)


_STYLES: Mapping[str, Callable[[Span, Token], Span]] = {
    "strong_open": lambda style, _: style._replace(bold=True),
    "strong_close": lambda style, _: style._replace(bold=False),
    "em_open": lambda style, _: style._replace(italic=True),
    "em_close": lambda style, _: style._replace(italic=False),
    "link_open": _linked,
    "link_close": lambda style, _: style._replace(link=None),
}


def _spans(token: Token, style: Span) -> list[Span]:
    if token.type == "html_inline":
        known = token.content.startswith("<!--") or is_known(token.content)
        return [] if known else [style._replace(text=token.content)]
    if token.type == "code_inline":
        return [style._replace(text=token.content, code=True)]
    if token.type == "image":
        address = str(token.attrs.get("src") or "")
        return [style._replace(text=token.content or address, link=address if is_address(address) else style.link)]
    return [style._replace(text=token.content)]


MARKDOWN = Source("markdown", "notes, minutes or a transcript in Markdown", claims, read, longest_line=_LONGEST_LINE)
