"""Markdown notes, minutes and transcripts, as HedgeDoc, GitHub and many others keep them."""

import operator
import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ohbot.errors import InputError
from ohbot.recognise.chatline import unstamped
from ohbot.recognise.stamps import STAMP
from ohbot.sources.base import Line, Source
from ohbot.sources.documents.blocks import Block, BlockRow, Document
from ohbot.sources.documents.building import Builder
from ohbot.sources.documents.reading import reader_of
from ohbot.sources.documents.recognising import names_speaker
from ohbot.sources.rich import Span
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
_BOX = re.compile(r"^\s{0,3}:{3,}(?:\s*(?:info|success|warning|danger|spoiler)\b)?\s*|^\s*\[TOC\]\s*")
"""How HedgeDoc opens and closes a box around text, which may have a title, and where it lists the headings."""
_SIGNS = (
    ("link target", re.compile(r"\s{0,3}\[[^\]]{1,200}\]:\s*\S.*")),
    ("box", _BOX),
    ("code fence", re.compile(r"[>\s]*(?:[-*+]\s+)?(?:`{3,}|~{3,}).*")),
    ("rule", re.compile(r"[\s>]*\|?[\s:|-]*-[\s:|-]*|[\s>]*=+\s*")),
    ("HTML tag", re.compile(r"[\s>*+|-]*")),
)
"""Lines that hold no text of their own."""
_FOOTNOTE = re.compile(r"\[(?=\^[^\]]{1,40}\]:)")
"""The beginning of a footnote, which is no address of a link."""
_MOST = 200_000
"""Characters of a line, or square brackets of a text."""

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
    lines = list(dropwhile(operator.not_, texts))
    return len(lines) > 2 and WEAK[0].match(lines[0]) is not None and not lines[1]


def _is_log(texts: Sequence[str]) -> bool:
    """Whether most lines are lines of a chat right below each other, which Markdown would show as one paragraph."""
    chat = [STAMP.match(text) is not None or unstamped(text, nicks=None) is not None for text in texts]
    return sum(one and then for one, then in pairwise(chat)) * 2 > sum(map(bool, texts)) - 1


def _is_plain(texts: Sequence[str]) -> bool:
    """Whether topics or speakers stand line below line, which Markdown would show as one paragraph."""
    if any(re.match(r"(?:sub)?topic\s*:\s+\S", text, re.I) for text in texts):
        return True
    named = [bool(text) and names_speaker(text.capitalize()) for text in texts]
    return sum(one and then for one, then in pairwise(named)) > 2


def decode(lines: Sequence[Line]) -> Document:
    """The blocks of a Markdown text."""
    # Every bracket may begin a link, which takes the parser a while to find out.
    if (count := sum(line.text.count("[") for line in lines)) > _MOST:
        raise InputError(f"{count:,} square brackets are too many for a transcript; give it as plain text")
    front, size = _front(lines)
    reader = _MarkdownReader([line.number for line in lines])
    text = "\n".join(
        "" if n < size else _FOOTNOTE.sub(r"\\[", _BOX.sub("", line.text), count=1) for n, line in enumerate(lines)
    )
    try:
        reader.read(_PARSER.parse(text))
    except RecursionError:
        raise InputError("this Markdown is nested too deeply to be a transcript") from None
    dropped = {line.number: "front matter" for line in lines[:size] if line.text.strip()} | reader.dropped
    blocks = reader.made.blocks
    read = {number for block in blocks for number in block.numbers} | dropped.keys()
    lost = [line for line in lines[size:] if line.text.strip() and line.number not in read]
    blocks += _forgotten(lost, dropped, reader.made.place)
    blocks.sort(key=lambda block: block.numbers[0])
    return Document(blocks, dropped, front, reader.comments)


# Indented lines are answers far more often than code; tags are looked at one by one.
_PARSER = (
    MarkdownIt("commonmark", {"maxNesting": 60}).enable(["table", "strikethrough"]).disable(["code", "html_block"])
)


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


def _front(lines: Sequence[Line]) -> tuple[list[BlockRow], int]:
    """The facts in front matter as lines of notes ("Title: ..."), and how many lines it takes."""
    size = _front_matter(lines)
    facts: list[BlockRow] = []
    label = ""
    for number, text in lines[1 : max(size - 1, 1)]:
        found = _KEY.fullmatch(text.strip()) if text[:1].strip() else None
        label = _FRONT_KEYS.get(found["key"].casefold(), "") if found else label
        value = found["value"] if found else text.strip()[2:] if text.strip().startswith("- ") else ""
        if label and (value := value.strip().strip("[]\"'")):
            facts.append(BlockRow(-number, number, (Span(f"{label}: {value}"),)))
    return facts, size


def _forgotten(lines: Sequence[Line], dropped: dict[int, str], last: int) -> Iterator[Block]:
    """What the parser left out: addresses that links name elsewhere, rules, and text nested too deeply."""
    for place, line in enumerate(lines, last + 1):
        if kind := next((kind for kind, pattern in _SIGNS if pattern.fullmatch(line.text)), None):
            dropped[line.number] = kind
        else:
            row = BlockRow(place, line.number, (Span(line.text.strip()),), True, line.text)
            yield Block("text", (row,), (line.number,))


class _MarkdownReader:
    """Hands the parser's tokens to a builder."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.made = Builder()
        self.dropped: dict[int, str] = {}
        self.comments: list[int] = []
        self._numbers = numbers

    def read(self, tokens: Sequence[Token]) -> None:
        """Read all tokens."""
        first, end = 0, 0
        for token in tokens:
            first, end = token.map or (first, end)
            if token.type == "inline":
                self._inline(token, first)
            elif token.type == "hr":
                self.made.rule(self._numbers[first])
            elif token.type == "fence":
                texts = token.content.removesuffix("\n").split("\n") if token.content else []
                fences = (first, end - 1) if end - first > len(texts) + 1 else (first,)
                self.dropped |= {self._numbers[place]: "code fence" for place in fences}
                self.made.code({self._numbers[first + n]: text for n, text in enumerate(texts, 1)})
            elif token.nesting > 0:
                self.made.open(token.tag)
                if token.type == "list_item_open" and token.info:
                    self.made.count_from(int(token.info))
            elif token.nesting < 0:
                self.made.close(token.tag)
        self.made.finish()

    def _inline(self, token: Token, line: int) -> None:
        """The text of a paragraph, a heading or a cell; tags and comments may take lines of their own."""
        tags = set()
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                self.made.line_break(hard=child.type == "hardbreak")
                line += 1
            elif child.type == "html_inline":
                self._tag(child.content, self._numbers[line])
                end = line + child.content.count("\n")
                tags |= {*range(line, end + 1)}
                line = end
            elif child.type == "image":
                self.made.image({"alt": child.content, "src": str(child.attrs.get("src") or "")}, self._numbers[line])
            elif child.nesting > 0:
                self.made.open(child.tag, {"href": str(child.attrs.get("href") or "")})
            elif child.nesting < 0:
                self.made.close(child.tag)
            else:
                self._text(child, self._numbers[line])
        texts = {row.number for row in self.made.rows} | self.made.numbers.keys()
        self.dropped.update(dict.fromkeys({self._numbers[n] for n in tags} - texts, "HTML tag"))
        # HedgeDoc keeps the tags of a note in a heading of the sixth level.
        if self.made.heading == 6 and "".join(span.text for span in self.made.spans).startswith("tags:"):
            self.dropped.update(dict.fromkeys(self.made.numbers, "tags"))
            self.made.spans = []

    def _tag(self, content: str, number: int) -> None:
        if content.startswith("<!--"):
            self.comments += [number] if content.strip("<!-> ") else []
        elif re.match(r"<br\b", content, re.I):
            self.made.line_break()
        elif is_known(content):
            self.made.style = style_of(content, self.made.style)
        else:
            self.made.text(content, number)

    def _text(self, token: Token, number: int) -> None:
        style = self.made.style
        self.made.style = style._replace(code=style.code or token.type == "code_inline")
        self.made.text(token.content, number)
        self.made.style = style


MARKDOWN = Source(
    "markdown", "notes, minutes or a transcript in Markdown", claims, reader_of(decode), longest_line=_MOST
)
