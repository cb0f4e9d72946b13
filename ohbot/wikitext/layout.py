"""A page's lines, ready for the shapes to find their items on: places, paragraphs and speakers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from ohbot.model.enclosures import Span
from ohbot.model.text import as_stored, one_line
from ohbot.recognise.questions import marks_in
from ohbot.recognise.trace import Trace, Verdict
from ohbot.wikitext.names import NamedSpeaker, Names, Voices
from ohbot.wikitext.nodes import Paragraph
from ohbot.wikitext.rows import LABEL, PageRow, RowKind, as_no_message, is_sure, rows_of, trim, unwrapped
from ohbot.wikitext.shown import SessionLine
from ohbot.wikitext.source import ScannedText
from ohbot.wikitext.speakers import PLAIN
from ohbot.wikitext.tokens import GUARD_TAG

_MAY_BE_SURE = re.compile(r"'''|\[\[|\{\{|[^\n:：]{1,100}[)\]][ \t]*[:：]")
"""Begins what may be a name by its form alone: such names are known before any plain one is judged."""

_INITIAL = re.compile(r"'*(?![QA])[^\W\d_a-zº-ÿ\u0590-\uffff][\s\d':]")
"""A label that could be somebody's initial, where no other tells that it is the letter of one language."""


@dataclass(frozen=True)
class TranscriptEvidence:
    """What is known of a transcript besides its lines, which were written once, and not edited since.

    Whoever of its ``voices`` stands before a line speaks. ``closed`` are the lines, by their start, in which nobody
    does, nor asks, and why; ``marks`` are the list marks that a line shows where it is a part of an answer;
    ``labelled`` tells that labels may tell what asks and answers.
    """

    voices: Voices
    closed: Mapping[int, str] = field(default_factory=dict)
    marks: Mapping[int, str] = field(default_factory=dict)
    labelled: bool = False


class Layout:
    """The rows of a page, what is known of its people, and where the parts of a row stand in its text."""

    def __init__(
        self,
        source: ScannedText,
        known: Iterable[str],
        like: "Layout | None" = None,
        trace: Trace | None = None,
        transcript: TranscriptEvidence | None = None,
    ) -> None:
        """``known`` are names of people; ``like`` is another version of the page, whose findings are used again.

        ``trace`` takes the reasons for which rows are judged to be something, where somebody asks for them;
        ``transcript`` tells of a text that is no page what its lines do not.
        """
        self.trace = trace
        self.transcript = transcript
        self.source = source
        rows = like.rows if like else []
        same = like is not None and like.source is source and all(map(is_sure, rows))
        self.rows: list[PageRow] = list(rows) if same else rows_of(source, rows)
        self.names = transcript.voices if transcript else Names(source.text, known, self.rows, self._sure_speakers)
        if transcript:
            self.rows = [self._of_transcript(index) for index in range(len(self.rows))]
        self.known_lines: dict[int, SessionLine] = {}

    def note(
        self, rows: Iterable[int], role: str, holds: bool, rule: str, evidence: str = "", near: int | None = None
    ) -> None:
        """Keep, where a trace is asked for, why some rows are or are not something."""
        if self.trace is not None:
            self.trace.note(rows, Verdict(role, holds, rule, evidence, near))

    def _sure_speakers(self) -> None:
        """Look at what may be a name by its form alone, which makes it known."""
        for row in self.rows:
            if row.kind in ("text", "list") and _MAY_BE_SURE.match(row.content):
                self.speaker(row, row.at)

    @cached_property
    def labelled(self) -> bool:
        """Whether questions and answers are marked as such on this page."""
        if self.transcript and not self.transcript.labelled:
            return False
        rows = [row for row in self.rows if row.kind in ("text", "list") and row.label]
        usual = any(row.label == "A" or row.asks for row in rows if not _INITIAL.match(row.content))
        return usual or marks_in(row.content.replace("'''", "") for row in rows) is not None

    def _of_transcript(self, index: int) -> PageRow:
        """A row as it is in a transcript: all is shown that is no markup, and one line without a time is no log."""
        row = self.rows[index]
        closed = self.transcript and self.transcript.closed.get(row.line.start)
        if closed:
            self.note([index], "prose", True, closed)
        if row.kind == "message" and row.message and row.message.kind == "say" and not row.message.time:
            near = [one.kind for one in self.rows[max(index - 2, 0) : index + 3] if one.kind != "blank"]
            row = row if near.count("message") > 1 else as_no_message(row)
        kind: RowKind = "enclosed" if closed else "text" if row.kind == "furniture" else row.kind
        other = replace(row, kind=kind)
        other.is_signed = False  # nobody signs what was said
        return other

    # --- places

    def end_of(self, row: PageRow) -> int:
        """Behind the newline of a row."""
        return min(row.line.stop, len(self.source.text))

    def trimmed(self, row: PageRow, start: int, end: int) -> tuple[Span, str]:
        """The place in the page of a stretch of a row without the blanks around it, and what is visible of it."""
        start, end = trim(row.text, start, end)
        if start == end:
            place = row.line.place_after(start)
            return (place, place), ""
        return self.source.with_tags(row.line.place(start), row.line.place_after(end)), as_stored(row.text[start:end])

    def _own(self, row: PageRow, part: Span) -> Span:
        """Where a part of a row stands in the page, with what is hidden around it."""
        line, (start, end) = row.line, part
        place = line.place_after(start)
        last = end >= len(line.text.rstrip())
        return self.source.with_tags(place, place)[0], line.end if last else line.place(end)

    def joined(self, first: int, stop: int) -> PageRow:
        """Several rows as one."""
        row = self.rows[first]
        if stop == first + 1:
            return row
        start, end = row.line.start, self.rows[stop - 1].line.end
        hidden = tuple(self.source.hidden_in(start, end))
        line = replace(row.line, end=end, text=self.source.visible(start, end), hidden=hidden)
        return PageRow(line, row.kind, row.mark, row.at)

    # --- paragraphs

    def speaker(self, row: PageRow, at: int) -> NamedSpeaker | None:
        """Who speaks what stands at a place of a row, or None where nobody is named."""
        read = row.speaker(at)
        if read is None:
            return None
        known_text = self.known_lines.get(row.line.start)
        said = self.names.judged(row.text, read, known=known_text and known_text.who)
        if (
            said
            and known_text
            and said.who != known_text.who
            and known_text.text.startswith(row.text[at : read.end].rstrip())
        ):
            return None  # what looks like a name is known to be a part of the text
        return said

    def question(self, row: PageRow, start: int, end: int) -> Paragraph:
        """The question in a part of a row, without its label and what is around it, but as it is known to be."""
        known_text, spans = self.known_lines.get(row.line.start), list(_undressed(row.text, start, end))
        known = (span for span in spans if known_text and one_line(row.text[slice(*span)]) == known_text.text)
        span, value = self.trimmed(row, *next(known, spans[-1]))
        end = end if row.kind != "heading" else len(row.text)
        return Paragraph(*self._own(row, (row.at, end)), span, one_line(value))

    def paragraph(self, row: PageRow, part: Span) -> Paragraph:
        """The paragraph of an answer in a part of a row."""
        text = row.text
        start, end = trim(text, *part)
        label = LABEL.match(text, start, end) if self.labelled else None
        known_text = self.known_lines.get(row.line.start)
        if label and known_text and known_text.text.startswith(label[0].rstrip()):
            label = None  # it is known to be a part of the text
        at = label.end() if label else start
        spoken = self.speaker(row, at)
        who, role, style = None, None, PLAIN
        if spoken and spoken.read.end <= end:
            who, role = spoken.who, spoken.role
            at, style = spoken.read.end, spoken.read.style
        guard = GUARD_TAG.match(text, at, end)
        if guard and not (known_text and known_text.text.startswith(guard[0])):
            at = guard.end()
        span, value = self.trimmed(row, at, end)
        return Paragraph(*self._own(row, part), span, value, who, role, style, label is not None)

    def cells(self, row: PageRow, parts: Iterable[Span] | None = None) -> list[Paragraph]:
        """The paragraphs in a row, or in some parts of it: empty ones say nothing."""
        wanted = row.parts if parts is None else parts
        return [self.paragraph(row, part) for part in wanted if row.text[slice(*part)].strip()]

    def answers(self, first: int, end: int) -> list[int]:
        """The rows of the paragraphs of an answer that stand by themselves in some rows."""
        found: list[int] = []
        for i in range(first, end):
            row = self.rows[i]
            asks = row.kind == "list" and row.mark in ("#", "*", ";") and row.is_guarded
            if row.kind in ("enclosed", "message") or row.ends_items or asks:
                break
            if row.kind in ("text", "list") and not row.is_picture:
                found.append(i)
        return found

    def goes_on(self, before: int, index: int) -> bool:
        """Whether a row goes on with the paragraph in a row before it."""
        texts = self.rows[before].kind == self.rows[index].kind == "text"
        return texts and index == before + 1 and not self.begins(index)

    def begins(self, index: int) -> bool:
        """Whether a row begins with a label, a speaker or the guard."""
        row = self.rows[index]
        return row.label is not None or row.is_guarded or self.speaker(row, row.at) is not None


def _undressed(text: str, start: int, end: int) -> Iterator[Span]:
    """Where the words of a question stand: with all that is there, then with less and less around them."""
    span = trim(text, start, end)
    yield span
    span = unwrapped(text, *span)
    yield span
    if label := LABEL.match(text, *span):
        span = trim(text, label.end(), span[1])
        yield span
        span = unwrapped(text, *span)
        yield span
    if guard := GUARD_TAG.match(text, *span):
        yield guard.end(), span[1]
