"""What a block says: questions, answers, speech, or text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ohbot.model import is_follow_up
from ohbot.recognise.names import is_name
from ohbot.recognise.questions import USUAL, asks
from ohbot.sources.documents.asking import Asking, bold_question
from ohbot.sources.documents.blocks import Block, Part, PartKind, Row
from ohbot.sources.documents.tables import columns_of, told_in_rows
from ohbot.sources.documents.voices import CLOCK, Voices
from ohbot.sources.rich import Rich, bold_length, cut, joined, plain, tidy, unwrapped

_ALONE = re.compile(r"[(\[](?P<name>[^()\[\]]{1,60})[)\]]\s?[:：]\s*")
_MORE = re.compile(r"(?:\.\.\.|…)\s*:?\s*(?=\S)")
_PRESENCE = re.compile(r"(?P<nick>\S+) has (?:joined|left|quit)\b")
_NUMBER = re.compile(r"(?:Q\s?)?\d{1,3}\s?[.):]\s+(?=\S)")
_TIME = re.compile(rf"[\[(]?(?P<time>{CLOCK})[\])]?\s*")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of the whole document when its blocks are read.

    ``speakers`` are the names that speak, ``asking`` is how it asks; ``closing`` are the places of blocks in which
    nobody speaks or asks any more.
    """

    speakers: Voices
    asking: Asking
    closing: frozenset[int]

    def parts(self, block: Block) -> Iterator[Part]:
        """What a block of a document says, in order."""
        if block.kind == "table" and (columns := columns_of(block.cells)):
            yield from told_in_rows(block, columns)
            return
        if block.kind in ("heading", "code", "table"):
            yield self._whole(block)
            return
        asked = block.place in self.asking.blocks
        for index, rows in enumerate(self._grouped(block)):
            rich = joined(row.rich for row in rows)
            if index == 0 and asked:
                yield from self._question(block, rich, rows[0].number)
            elif rich:
                part = self._part(block, rich, rows[0].number, block.label if index == 0 else "")
                yield part if index == 0 else replace(part, is_first=False)

    def _whole(self, block: Block) -> Part:
        rich = block.rows[0].rich if block.rows else ()
        if block.kind == "heading" and block.place in self.asking.blocks:
            return self._asked(block, rich, block.numbers[0])
        if block.kind == "heading" and (time := _TIME.fullmatch(plain(rich))):
            return Part("clock", rich, block, block.numbers[0], time=time["time"])
        kind: PartKind = "heading" if block.kind == "heading" else "code" if block.kind == "code" else "table"
        return Part(kind, rich, block, block.numbers[0])

    def _grouped(self, block: Block) -> Iterator[list[Row]]:
        """Rows of which each group is one line that was broken."""
        group: list[Row] = []
        for row in block.rows:
            if group and (row.hard or (block.place not in self.closing and self._begins(row.rich))):
                yield group
                group = []
            group.append(row)
        if group:
            yield group

    def _begins(self, rich: Rich) -> bool:
        text, marks = plain(rich), self.asking.marks
        if marks and (marks.question.match(text) or marks.answer.match(text)):
            return True
        return _MORE.match(text) is not None or self.speakers.voice(rich) is not None

    def _question(self, block: Block, rich: Rich, number: int) -> Iterator[Part]:
        """A question, and behind one in bold what answers it in the same line."""
        length = bold_question(block) or bold_length(block.rows[0].rich) or len(plain(rich))
        yield self._asked(block, unwrapped(tidy(cut(rich, 0, length))), number)
        rest = tidy(cut(rich, length))
        if rest:
            yield Part("answer", rest, block, number)

    def _part(self, block: Block, rich: Rich, number: int, label: str) -> Part:
        text, marks = plain(rich), self.asking.marks
        if block.place in self.closing:
            return Part("text", rich, block, number)
        if time := _TIME.fullmatch(text):
            return Part("clock", rich, block, number, time=time["time"])
        whole = label + text
        if marks and (asked := marks.asked(whole)):
            length, asker = asked
            return Part("ask", unwrapped(tidy(cut(rich, max(length - len(label), 0)))), block, number, asker)
        if marks and (found := marks.answer.match(text)):
            return self._answered(block, tidy(cut(rich, found.end())), number)
        if is_follow_up(text) and asks(text.rstrip("*_ ")):
            return Part("more", rich, block, number)
        if found := _MORE.match(text):
            return Part("say", tidy(cut(rich, found.end())), block, number, goes_on=True)
        voice = self.speakers.voice(rich)
        if not voice:
            return Part("text", rich, block, number)
        words = voice.words(rich)
        happened = _PRESENCE.match(plain(words))
        if happened and happened["nick"] == voice.name:
            return Part("event", words, block, number)
        head = voice.time is not None and not words
        return Part("say", words, block, number, voice.name, voice.role, is_head=head, time=voice.time)

    def _answered(self, block: Block, rich: Rich, number: int) -> Part:
        """An answer by its mark; a name in brackets behind the mark speaks too."""
        if alone := _ALONE.match(plain(rich)):
            name, _, role = alone["name"].strip().partition(", ")
            name, role = (alone["name"].strip(), "") if is_name(role) else (name, role)
            return Part("answer", tidy(cut(rich, alone.end())), block, number, name, role or None)
        voice = self.speakers.voice(rich)
        if voice:
            return Part("answer", voice.words(rich), block, number, voice.name, voice.role)
        return Part("answer", rich, block, number)

    def _asked(self, block: Block, rich: Rich, number: int) -> Part:
        """A question without its mark or number."""
        text = plain(rich)
        length, asker = (self.asking.marks or USUAL).asked(text) or (0, None)
        found = None if length else _NUMBER.match(text)
        return Part("ask", tidy(cut(rich, found.end() if found else length)), block, number, asker)
