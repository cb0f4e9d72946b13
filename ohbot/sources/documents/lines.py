"""A document as lines of wikitext, in the forms that the reader of pages knows; each line knows where it comes from.

What transcripts write otherwise than pages is decoded here: marks of questions in any language, times beside names,
lists whose numbers tell their depth, tables of questions or turns.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, takewhile
from typing import NamedTuple

from ohbot.model import is_follow_up
from ohbot.recognise.names import is_name
from ohbot.recognise.questions import USUAL, Marks, asks, ends_asking
from ohbot.sources.documents.blocks import CLOCK, TIME, Block, BlockRow
from ohbot.sources.documents.tables import columns_of, lines_of_table, table
from ohbot.sources.rich import Rich, Span, cut, joined, plain, tidy, unwrapped, wikitext
from ohbot.wikitext.escape import escape_nick
from ohbot.wikitext.messages import read_message
from ohbot.wikitext.names import NamedSpeaker, Voices
from ohbot.wikitext.speakers import write_speaker
from ohbot.wikitext.tokens import GUARD

_BOX = re.compile(r"\[[ xX✓]\]\s+")
"""What a question on a list of things to do has before it, ticked where it was answered."""
_ALONE = re.compile(r"[(\[（](?P<name>[^()\[\]（）]{1,60})[)\]）]\s?[:：]\s*")
_MORE = re.compile(r"(?:\.\.\.|…)\s*:?\s*(?=\S)")
_ARROW = re.compile(r"(?:[-=]{1,2}>|[→⇒➔➜])\s+(?=\S)")
"""What people put before an answer below its question."""
_ASKER = re.compile(
    r"\s*(?:[(\[](?:(?:asked )?(?:by|from) )?(?P<who>[^()\[\]]{1,60})[)\]]\s*|[-–—]\s+(?P<by>[^-–—]{1,60})$)"
)
_PRESENCE = re.compile(r"(?P<nick>\S+) has (?:joined|left|quit)\b")
_CLOCK = re.compile(CLOCK)


class DocumentLine(NamedTuple):
    """A line, or a tag with all its lines: ``number`` is its line in the file.

    ``prose`` is what it shows where nothing is made of it, if that is something else; ``closed`` tells why nobody
    asks or speaks in it, if so, ``asker`` who asks, and ``mark`` what a list item shows as a part of an answer.
    """

    text: str = ""
    number: int = 0
    prose: str | None = None
    closed: str = ""
    mark: str = ""
    asker: str | None = None


@dataclass(frozen=True)
class Lines:
    """The lines of a document, in order."""

    lines: Sequence[DocumentLine]

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where each line begins in the text."""
        return list(accumulate((len(one.text) + 1 for one in self.lines[:-1]), initial=0))

    @property
    def text(self) -> str:
        """All of the wikitext."""
        return "\n".join(one.text for one in self.lines)

    def at(self, place: int) -> DocumentLine:
        """The line at a place of the text."""
        return self.lines[bisect_right(self.starts, place) - 1]

    def between(self, start: int, end: int) -> Sequence[DocumentLine]:
        """The lines in a stretch of the text."""
        return self.lines[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def lines_of(blocks: Iterable[Block], voices: Voices, marks: Marks | None, closing: frozenset[int]) -> Lines:
    """The lines of some blocks, where ``voices`` speak, and where blocks at the places ``closing`` are closed."""
    maker = _LineMaker(voices, marks, closing)
    for block in blocks:
        maker.add(block)
    maker.finish()
    return Lines([*maker.done, DocumentLine()])


@dataclass(slots=True)
class _LineMaker:
    """Makes the lines, block by block.

    ``lists`` are the marks of the lists that are open; ``speaker`` spoke last, up to the line ``said``; ``asked`` is
    the line of a question behind which nobody spoke; ``is_head`` tells that a name stood alone in the last line,
    ``is_timed`` that it had a time; ``count`` is the number of a list's last item, if they count up from 1.
    """

    voices: Voices
    marks: Marks | None
    closing: frozenset[int]
    done: list[DocumentLine] = field(default_factory=list)
    lists: str = ""
    speaker: str | None = None
    said: int = -1
    is_head: bool = False
    is_timed: bool = False
    asked: int | None = None
    count: int = 0
    more: list[str] = field(default_factory=list)

    def add(self, block: Block) -> None:
        """Add the lines of a block."""
        if block.kind == "table":
            self._table(block)
        elif block.kind == "heading":
            self._heading(block)
        elif block.kind == "code":
            code = "\n".join(wikitext(row.rich) for row in block.rows)
            self._content(block, f"<pre>\n{code}\n</pre>", f"<pre>\n{code}\n</pre>")
        else:
            groups: list[list[BlockRow]] = []  # of rows of which each group is one line that was broken
            for row in block.rows:
                if not groups or row.hard or (block.place not in self.closing and self._is_new(row.rich)):
                    groups.append([])
                groups[-1].append(row)
            for index, rows in enumerate(groups):
                if rich := joined(row.rich for row in rows):
                    self._said(block, rich, rows[0].number, is_first=index == 0)

    def _begin(self) -> None:
        """Something begins in which no list goes on, nor what somebody says."""
        self.lists, self.speaker, self.is_head, self.asked, self.count = "", None, False, None, 0

    def finish(self) -> None:
        """Put the words with which somebody went on to the line with the others."""
        if self.more:
            self.done[-1] = self.done[-1]._replace(text=" ".join((self.done[-1].text, *self.more)))
            self.more = []

    def _put(self, line: DocumentLine, *, apart: bool = False) -> None:
        self.finish()
        if apart and self.done and self.done[-1].text:
            self.done.append(DocumentLine())
        self.done.append(line)

    def _table(self, block: Block) -> None:
        if columns := columns_of(block.cells):
            for n, (text, asker) in enumerate(lines_of_table(block.cells, columns)):
                self._put(DocumentLine(text, block.numbers[0], asker=asker), apart=n == 0)
            self._begin()
        else:
            text = "<br>".join(" | ".join(map(wikitext, row)) for row in block.cells)
            self._content(block, text, table(block.cells))

    def _content(self, block: Block, text: str, prose: str) -> None:
        """What goes along whole, as part of an answer or as ``prose``."""
        mark = self.lists[: block.level]
        closed = _CLOSED if block.place in self.closing else ""
        self._put(DocumentLine(f"{mark}: {text}", block.numbers[0], prose, closed), apart=not mark)

    def _heading(self, block: Block) -> None:
        rich = unwrapped(joined(row.rich for row in block.rows))
        text, asker = plain(rich), None
        if block.level > 1 and (ends_asking(text) or USUAL.question.match(text)):
            length, asker = (self.marks or USUAL).asked(text) or (0, None)
            number = None if length else re.match(r"(?:Q\s?)?\d{1,3}\s?[.):]\s+(?=\S)", text)
            rich = tidy(cut(rich, number.end() if number else length))
        signs = "=" * min(block.level, 6)
        self._put(DocumentLine(f"{signs} {wikitext(rich)} {signs}", block.numbers[0], asker=asker), apart=True)
        self._begin()

    def _is_new(self, rich: Rich) -> bool:
        text, marks = plain(rich), self.marks
        if marks and (marks.question.match(text) or marks.answer.match(text)):
            return True
        source = wikitext(rich)
        return (_MORE.match(text) or _ARROW.match(text)) is not None or bool(
            self.voices.speaker(source) or read_message(source, "page")
        )

    def _said(self, block: Block, rich: Rich, number: int, *, is_first: bool) -> None:
        if (block.level or not is_first or self.asked is not None) and (arrow := _ARROW.match(plain(rich))):
            rich = tidy(cut(rich, arrow.end()))
        text = plain(rich)
        if block.role in ("author", "answerer"):
            self._begin()
            self.speaker, self.said, self.is_head = text.rstrip(" :："), -1, True
            self.is_timed = block.role == "author"
            return
        closed = _CLOSED if block.place in self.closing else _TIME if TIME.fullmatch(text) else ""
        label = block.label if is_first else ""
        if self.marks and not closed and (asked := self.marks.asked(label + text)):
            length, asker = asked
            words = wikitext(unwrapped(tidy(cut(rich, max(length - len(label), 0)))))
            self._begin()
            self._put(DocumentLine(f"{_Q} {words}", number, wikitext((Span(label), *rich)), asker=asker), apart=True)
            self.asked = len(self.done) - 1
        elif self.marks and not closed and (found := self.marks.answer.match(text)):
            self._answered(rich, found.end(), number)
        elif not closed and self.speaker and (found := _MORE.match(text)):
            self._more(wikitext(tidy(cut(rich, found.end()))), number)
        else:
            self._row(block, rich, number, is_first=is_first, closed=closed)

    def _answered(self, whole: Rich, length: int, number: int) -> None:
        """An answer by its mark, which has a length; a name in brackets may stand behind it.

        What stands between the marks of question and answer is still asked.
        """
        if self.asked is not None:
            first, *more = [one for one in self.done[self.asked :] if one.text]
            words = " ".join((first.text, *(one.text.lstrip("*#: ") for one in more)))
            self.done[self.asked :] = [first._replace(text=words)]
        name, rich = "", tidy(cut(whole, length))
        if alone := _ALONE.match(plain(rich)):
            who, _, role = alone["name"].strip().partition(", ")
            who, role = (alone["name"].strip(), "") if is_name(role) else (who, role)
            name = f"{write_speaker(who, role or None)}{GUARD}"
            rich = tidy(cut(rich, alone.end()))
        self._begin()
        self._put(DocumentLine(f"{_A} {name}{wikitext(rich)}", number, wikitext(whole)), apart=True)

    def _row(self, block: Block, rich: Rich, number: int, *, is_first: bool, closed: str) -> None:
        """A line of a list or a paragraph."""
        whole, (rich, asker) = rich, _asked_by(rich)
        is_item = block.kind == "item" and is_first
        if is_item and not closed and ends_asking(plain(rich)) and (box := _BOX.match(plain(rich))):
            rich = tidy(cut(rich, box.end()))
        text = wikitext(rich)
        said = None if closed else self.voices.speaker(text)
        if self.is_head and said is None and not closed:
            self._more(text, number)
            self.is_head = self.is_timed
            return
        mark = self._mark(block, is_item=is_item)
        if mark and self.lists and not closed and is_follow_up(plain(rich)) and asks(plain(rich).rstrip("*_ ")):
            mark = self.lists = self.lists[:1]
        shown = self._spoken(text, said) if said else text
        prose = f"<blockquote>{text}</blockquote>" if block.quoted and not mark else None
        prose = wikitext(whole) if asker and prose is None else prose
        if is_first and block.level < 2:
            self.count = self.count + 1 if block.n == self.count + 1 else 0
            prose = wikitext((Span(block.label), *rich)) if block.label and block.n != self.count else prose
        listed = (block.label or (f"{block.n}. " if block.n else "- ")) if is_item else ""
        above = self.done[-1].text[:1] if self.done else ""
        self._put(
            DocumentLine(f"{mark} {shown}" if mark else shown, number, prose, closed, listed, asker),
            apart=not mark or (mark[0] != ":" and above not in "*#:="),
        )
        self.is_head, self.is_timed = said is not None and not text[said.read.end :].strip(), shown[0] == "["
        if said:
            self.asked = None
            happened = shown.startswith(_EVENT)
            self.speaker, self.said = (self.speaker, -1) if happened else (said.who, len(self.done))

    def _mark(self, block: Block, *, is_item: bool) -> str:
        """The list marks before a line: those of its item, or with a colon those of what it hangs on."""
        depth = block.level
        if is_item:
            self.lists = (self.lists or block.mark).ljust(depth, block.mark)[: depth - 1] + block.mark
            return self.lists
        mark = self.lists[:depth]
        return f"{mark}:" if mark and depth else ":" * depth

    def _more(self, text: str, number: int) -> None:
        """Words with which somebody goes on who spoke before."""
        if self.said == len(self.done):
            self.more.append(text)
        else:
            self._put(DocumentLine(f"{write_speaker(self.speaker, None)}{GUARD}{text}", number), apart=True)
            self.said = len(self.done)

    def _spoken(self, text: str, said: NamedSpeaker) -> str:
        """A line that somebody says: events, and what has its time beside the name, as logs have them."""
        words = text[said.read.end :]
        happened = _PRESENCE.match(words)
        if happened and happened["nick"] == said.who:
            return f"{_EVENT}{words}"
        if said.role and _CLOCK.fullmatch(said.role):
            return f"[{said.role}] &lt;{escape_nick(said.who)}&gt; {words}"
        return text


def _asked_by(rich: Rich) -> tuple[Rich, str | None]:
    """A line without the name in brackets behind a question in bold, and who asks."""
    bold = tuple(takewhile(lambda span: span.bold, rich))
    length = len(plain(bold))
    found = _ASKER.match(plain(rich), length) if bold and ends_asking(plain(bold)) else None
    if found is None or not is_name(who := found["who"] or found["by"]):
        return rich, None
    return tidy((*bold, Span(" "), *cut(rich, found.end()))), who


_CLOSED = "part of what closes the notes (next steps, action items), or of a list of something else"
_TIME = "a time alone, for what is said below"
_EVENT, _Q, _A = "-!- ", "'''Q:'''", "'''A:'''"
