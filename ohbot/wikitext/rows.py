"""What each line of a page is: a heading, a message, a list item, text, or furniture that a reader does not see."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Literal, TypeAlias

from ohbot.model.enclosures import Span, between, outside, shielded
from ohbot.model.text import BREAK, as_stored
from ohbot.recognise.chatline import ChatLine, is_entry
from ohbot.recognise.questions import ANSWER_WORDS, QUESTION_WORDS, asks
from ohbot.wikitext.escape import unescape
from ohbot.wikitext.messages import read_message
from ohbot.wikitext.shared_lines import parted
from ohbot.wikitext.source import PageLine, ScannedText
from ohbot.wikitext.speakers import Speaker, read_speaker, shown_name
from ohbot.wikitext.tokens import CATEGORY, FILE, GUARD_TAG

RowKind: TypeAlias = Literal["blank", "heading", "message", "list", "text", "furniture", "enclosed"]

_HEADING = re.compile(r"(={1,6})(.+?)(={1,6})[ \t]*", re.DOTALL)
_MARK = re.compile(r"[*#:;]+")
_TEMPLATE = re.compile(r"\s*\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\}\s*")
_QUIET = re.compile(
    rf"\[\[(?:{CATEGORY}|[a-z]{{2,3}}(?:-[a-z]+)?):[^\[\]]*+\]\]|__[A-Z]+__|</?[a-zA-Z][^<>]*+>|&[a-zA-Z]+;"
    r"|\{\|[^\n]*",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W_]")
_PICTURE = re.compile(rf"\s*\[\[(?:{FILE}):[^\n]*\]\]\s*", re.IGNORECASE)
_TAGGED = re.compile(
    r"<(s|del|ins|u|b|i|em|strong|small|big|span|font|code)\b[^<>]*>(.*)</\1\s*>", re.IGNORECASE | re.DOTALL
)
"""What is struck out, or otherwise dressed, as a whole."""
_BOLD = re.compile(r"'''((?:[^'\n]|'(?!''))+)'''(?=[ \t])")
_TERM_END = re.compile(r"(?<=[\s?？؟']):(?=\s)")
_SHIELDS_TERM = re.compile(r"\[[^\[\]\s:]++:[^\[\]]*+\]|'''.*?'''")
_SIGNED = re.compile(
    r"(?:\d{1,2}:\d\d,? [^\n]{0,16}\d{4}|\d{4}[^\n]{0,6}\d{1,2}:\d\d) \([A-Z]{2,5}\)"
    r"|\[\[\s*user[ _]talk:[^\[\]]*\]\]\)|--\s*\[\[\s*user:|~~~",
    re.IGNORECASE,
)
_GUARDED = re.compile(r"\s*<nowiki\s*/>\s*\S")
_QUESTION, _ANSWER = f"Q|{QUESTION_WORDS}", f"A|{ANSWER_WORDS}"
_NUMBER = r" ?\d{0,3}[ \t]*"
LABEL = re.compile(
    rf"(?:(?P<quotes>'{{2,5}})(?:(?P<Q1>{_QUESTION})|{_ANSWER}){_NUMBER}"
    r"(?:[:：.](?P=quotes)|(?P=quotes)[ \t]*[:：])"
    rf"|(?:(?P<Q2>{_QUESTION})|{_ANSWER}){_NUMBER}[:：])"
    r"(?:(?<=：)|[ \t]+|$)",
    re.MULTILINE,
)
"""A label that says what a paragraph is: question or answer."""


@dataclass(eq=False)
class PageRow:
    """A line and what it is; ``mark`` is its list mark, ``at`` where its content begins behind mark and blanks.

    What is found out about its text holds wherever it stands, so it is kept, also for a line that says the same on
    a later version of the page.
    """

    line: PageLine
    kind: RowKind
    mark: str = ""
    at: int = 0
    level: int = 0
    message: ChatLine | None = None

    def moved(self, line: PageLine) -> "PageRow":
        """The row for another line with the same text and context."""
        other = object.__new__(PageRow)
        other.__dict__.update(self.__dict__, line=line)
        return other

    @property
    def text(self) -> str:
        """What is visible of the line."""
        return self.line.text

    @property
    def called(self) -> str:
        """What a message calls who speaks, as the line has it, or nothing."""
        return self.text[slice(*self.message.speaker)] if self.message and self.message.speaker else ""

    @cached_property
    def saying(self) -> str:
        """What the row says first, `bare`; of a message its stamp and text."""
        if self.message is not None and self.message.time:
            return f"{self.text[slice(*self.message.time)]}\0{self.text[slice(*self.message.text)]}"
        if self.kind == "heading":
            return bare(self.text[self.at : self.text_end])
        if self.kind in ("text", "list"):
            return bare(self.text[self.at : self.asking_parts[0][1]])
        return self.text.strip()

    @cached_property
    def content(self) -> str:
        """What the line says behind its list mark."""
        return self.line.text[self.at :]

    @property
    def text_end(self) -> int:
        """Where the words of a heading end, before its equals signs."""
        return len(self.text.rstrip()) - self.level

    @cached_property
    def asks(self) -> bool:
        """Whether the line, or its term, is a question by its look, or because the guard stands behind its label."""
        return asks(self.text[self.at : self.term_end]) or (
            self.label == "Q" and GUARD_TAG.search(self.text) is not None
        )

    @cached_property
    def is_guarded(self) -> bool:
        """Whether the content begins with the guard."""
        return GUARD_TAG.match(self.content.lstrip("'")) is not None

    @cached_property
    def wrap(self) -> str:
        """The quotes that put the whole line, but for a break at its end, in bold or italics, or nothing."""
        (start, end), *more = self.parts
        start, end = trim(self.text, start, len(self.text) if more else end)
        inner, _ = unwrapped(self.text, start, end)
        return self.text[start:inner].rstrip()

    @property
    def is_marked_paragraph(self) -> bool:
        """Whether this is a paragraph in bold or italics that the guard inside of them makes a question."""
        return self.kind == "text" and bool(self.wrap) and self.is_guarded

    @property
    def is_lone_guard(self) -> bool:
        """Whether the guard alone on the line says that what follows is no item, and part of none above it."""
        return self.kind == "furniture" and GUARD_TAG.fullmatch(self.text.strip()) is not None

    @property
    def ends_items(self) -> bool:
        """Whether what follows belongs to no item above the line, which is a horizontal rule or a lone guard."""
        return self.is_lone_guard or (self.kind == "furniture" and self.text.startswith("----"))

    @cached_property
    def is_signed(self) -> bool:
        """Whether the line bears a signature, as on talk pages."""
        return _SIGNED.search(self.text) is not None

    @cached_property
    def is_picture(self) -> bool:
        """Whether the line shows a picture and nothing else."""
        return self.kind == "text" and _PICTURE.fullmatch(self.text) is not None

    @cached_property
    def label(self) -> Literal["Q", "A"] | None:
        """What a label at the start of the line says that it is."""
        start, end = unwrapped(self.text, *trim(self.text, self.at, len(self.text)))
        found = LABEL.match(self.text, start, end)
        if not found:
            return None
        return "Q" if found["Q1"] or found["Q2"] else "A"

    @cached_property
    def term_end(self) -> int | None:
        """Where the colon stands that ends the term of a definition list on one line, or None."""
        if not self.mark.endswith(";") or ":" not in self.content:
            return None
        shields = [*shielded(self.text), *(found.span() for found in _SHIELDS_TERM.finditer(self.text, self.at))]
        found = next(outside(_TERM_END.finditer(self.text, self.at), sorted(shields)), None)
        return found.start() if found else None

    @cached_property
    def parts(self) -> tuple[Span, ...]:
        """The stretches of the content between line breaks, and before and behind the colon of a term."""
        parting = [(self.term_end, self.term_end + 1)] if self.term_end is not None else []
        breaks = list(BREAK.finditer(self.text, self.at)) if "<" in self.content else []
        parting += [found.span() for found in outside(breaks, shielded(self.text))] if breaks else []
        if not parting:
            return ((self.at, len(self.text)),)
        _, first, *more = (trim(self.text, *part) for part in between([(0, self.at), *parting], len(self.text)))
        return (first, *(part for part in more if part[0] < part[1]))

    @cached_property
    def asking_parts(self) -> tuple[Span, ...]:
        """The parts of a line that may ask; bold that asks is one of its own, where more follows that does not."""
        (start, end), *more = self.parts
        found = _BOLD.match(self.text, start, end) if not more else None
        if not found or not asks(found[1]) or asks(self.text[found.end() : end]):
            return self.parts
        rest = trim(self.text, found.end(), end)
        return (found.span(), rest) if rest[0] < rest[1] else self.parts

    @cached_property
    def _speakers(self) -> dict[int, Speaker | None]:
        return {}

    def speaker(self, at: int) -> Speaker | None:
        """What looks like a speaker at a place of the line."""
        if at not in self._speakers:
            self._speakers[at] = read_speaker(self.text, at)
        return self._speakers[at]


def bare(text: str) -> str:
    """A text without what tells how to read it: a guard, a label, bold or italics around it all; a name is plain."""
    text = as_stored(GUARD_TAG.sub("", text) if "<" in text else text).strip()
    text = text.replace("&#58;", ":")  # as terms of definition lists have it
    while tagged := _TAGGED.fullmatch(text):
        text = tagged[2].strip()
    start, end = unwrapped(text, 0, len(text))
    while label := LABEL.match(text, start, end):
        start, end = unwrapped(text, *trim(text, label.end(), end))
    text = text[start:end]
    spoken = read_speaker(text) if ":" in text or "：" in text else None
    if spoken is None:
        return text
    role = f" ({unescape(text[slice(*spoken.role)])})" if spoken.role else ""
    return f"{unescape(shown_name(text[slice(*spoken.who)]))}{role}: {text[spoken.end :]}"


def is_visible(text: str) -> bool:
    """Whether a reader sees letters or digits of this wikitext.

    A template alone on its line, categories, interlanguage links, behaviour switches and tags are furniture.
    """
    if "{{" in text and _TEMPLATE.fullmatch(text):
        return False
    return _LETTER.search(_QUIET.sub("", text)) is not None


def is_text(line: str) -> bool:
    """Whether a line that stands by itself is plain text: no list item, heading, message, table or furniture."""
    return row_of(PageLine(0, len(line), line, "page")).kind == "text" and not line.lstrip().startswith(("{|", " "))


def rows_of(source: ScannedText, like: list[PageRow]) -> list[PageRow]:
    """Every line of the page with what it is; ``like`` are rows of another version, whose findings are used again."""
    known = {(row.line.text, row.line.context, not row.line.hidden): row for row in like if is_sure(row)}
    rows: list[PageRow] = []
    for whole in source.lines:
        if row := known and known.get((whole.text, whole.context, not whole.hidden)):
            rows.append(row if row.line is whole else row.moved(whole))
        else:
            rows += map(row_of, parted(whole))
    _believe(rows)
    for index, row in enumerate(rows):
        if row.is_lone_guard:  # what stands right below it, a line or a whole box, is part of no log
            below = slice(index + 1, box_end(rows, index + 1))
            rows[below] = [as_no_message(one) if one.kind == "message" else one for one in rows[below]]
    return rows


def is_sure(row: PageRow) -> bool:
    """Whether what the row is does not depend on the lines around it."""
    return row.message is None or row.message.sure > 0


def as_no_message(row: PageRow) -> PageRow:
    """What a row is besides a message."""
    return replace(_other_row(row.line), message=row.message and row.message._replace(sure=0.0))


def box_end(rows: list[PageRow], index: int) -> int:
    """Behind a row, and behind the box, such as ``<pre>``, that it opens."""
    return next((at for at in range(index + 1, len(rows)) if rows[at].line.context == "page"), len(rows))


def _believe(rows: list[PageRow]) -> None:
    """Take for speakers the names before a colon in a stretch of lines that is no schedule or listing.

    None has a line that is surely a message, an odd minute, or a name that comes again behind another one.
    """
    if all(map(is_sure, rows)):
        return
    stretch: list[PageRow] = []
    for row in rows:
        other = row.ends_items or (row.kind in ("text", "list", "heading") and row.message is None)
        if other or (stretch and row.line.context != stretch[0].line.context):
            _believe_stretch(stretch)
            stretch = []
        if row.message:
            stretch.append(row)
    _believe_stretch(stretch)


def _believe_stretch(stretch: list[PageRow]) -> None:
    unsure = [row for row in stretch if row.message and not row.message.sure]
    turns = [speaker for speaker, _ in groupby(row.called for row in unsure)]
    spoken_for = (
        len(unsure) < len(stretch)
        or len(turns) > len(set(turns))
        or any(_ODD.search(_time(row)) for row in unsure)
        or (len(turns) > 1 and all(row.line.context == "verbatim" and _time(row) for row in unsure))
    )
    if spoken_for and not any(is_entry(speaker) for speaker in turns):
        for row in unsure:
            row.kind = "message"


_ODD = re.compile(r":\d[1-46-9](?!\d)")
"""Minutes at which nothing is scheduled."""


def _time(row: PageRow) -> str:
    return row.text[slice(*row.message.time)] if row.message and row.message.time else ""


def row_of(line: PageLine) -> PageRow:
    """What a line is."""
    text = line.text
    message = read_message(text, line.context)
    if message is None:
        return _other_row(line)
    return PageRow(line, "message", message=message) if message.sure else replace(_other_row(line), message=message)


def _other_row(line: PageLine) -> PageRow:
    """What a line is that is no message."""
    text = line.text
    if not text.strip():
        return PageRow(line, "blank")
    if line.context != "page":
        return PageRow(line, "enclosed")
    heading = _HEADING.fullmatch(text.rstrip()) if text[0] == "=" else None
    if heading and heading[2].strip(" \t="):
        level = min(len(heading[1]), len(heading[3]))
        return PageRow(line, "heading", at=len(text) - len(text[level:].lstrip()), level=level)
    mark = _MARK.match(text)
    if mark:
        content = text[mark.end() :]
        return PageRow(line, "list", mark[0], mark.end() + len(content) - len(content.lstrip()))
    if not is_visible(text) and not _GUARDED.match(text):
        return PageRow(line, "furniture")
    return PageRow(line, "text", at=len(text) - len(text.lstrip()))


def trim(text: str, start: int, end: int) -> Span:
    """The stretch without the blanks at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def unwrapped(text: str, start: int, end: int) -> Span:
    """Inside the bold or italics that wrap the whole stretch, where some do."""
    if not text.startswith("''", start):
        return start, end
    for quotes in ("'''''", "'''", "''"):
        size = len(quotes)
        inner = text[start + size : end - size]
        if (
            end - start > 2 * size
            and text.startswith(quotes, start)
            and text.endswith(quotes, start, end)
            and quotes not in inner
            and inner[0] != "'" != inner[-1]
        ):
            return trim(text, start + size, end - size)
    return start, end
