"""From what the blocks of a document say to the items of a session."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose
from ohbot.sources.documents.blocks import Part
from ohbot.sources.documents.parts import Knowledge
from ohbot.sources.rich import Rich, Span, cut, plain, tidy, unwrapped, wikitext

_LABEL = re.compile(r"\W{0,8}(?P<label>[^:：]{1,60}?)\s*(?::(?=\s|$)|：)")
_NEVER_SPEAKERS = frozenset({"note", "notes", "agenda"})
"""Labels that nobody takes for a name, so that they may stay readable in wikitext."""


@dataclass(slots=True)
class _Said:
    """What somebody says, part for part; ``part`` is the first."""

    part: Part
    time: str | None = None
    speaker: str | None = None
    texts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """Puts parts together to the items of a session's body.

    ``clock`` is the line of a recording's time, which counts for what is said below it; ``is_new`` tells that nobody
    has spoken at it yet.
    """

    known: Knowledge
    done: list[Item] = field(default_factory=list)
    question: Part | None = None
    answers: list[_Said] = field(default_factory=list)
    message: _Said | None = None
    loose: list[Part] = field(default_factory=list)
    speaker: str | None = None
    clock: Part | None = None
    is_new: bool = False
    answering: set[int] = field(default_factory=set)
    """The lines of the parts that answer a question."""

    def items(self, parts: Iterable[Part]) -> tuple[Item, ...]:
        """The items, in order."""
        for one in parts:
            part = replace(one, kind="ask" if self.question else "text") if one.kind == "more" else one
            if self.question and self._belongs(part):
                self._answer(part)
            elif self.message and self._goes_on(part):
                self.message.texts.append(wikitext(part.rich))
            else:
                self._take(part)
        self._flush()
        return tuple(self.done)

    def _goes_on(self, part: Part) -> bool:
        """Whether a part is more of what somebody says: marked so, or behind a name and time that have no words."""
        if self.message is None or part.kind not in ("say", "text"):
            return False
        if part.goes_on:
            return True
        head = self.message.time is not None and (self.clock or self.message.part.is_head)
        return (
            part.kind == "text"
            and bool(head or not any(self.message.texts))
            and part.block.place not in self.known.closing
        )

    def _take(self, part: Part) -> None:
        speaks = part.kind == "say" and (part.speaker or self.speaker) is not None
        self.is_new = self.is_new and not speaks
        if self.question or self.message or part.kind in ("ask", "heading", "event", "clock") or speaks:
            self._flush()
        if part.kind == "ask":
            self.question = part
        elif part.kind == "clock":
            self.clock, self.is_new = part, True
        elif part.kind == "heading":
            self.speaker = self.clock = None
            self.done.append(Heading(wikitext(unwrapped(part.rich)), part.block.level))
        elif part.kind == "event":
            self.done.append(Message(wikitext(part.rich), kind="event"))
        elif speaks:
            self.speaker = part.speaker or self.speaker
            time = part.time or (self.clock.time if self.clock else None)
            self.message = _Said(part, time, self.speaker, [wikitext(part.rich)])
        else:
            self.loose.append(part)

    def _belongs(self, part: Part) -> bool:
        """Whether a part answers the open question."""
        if self.question is None or part.kind in ("ask", "heading", "clock"):
            return False
        asked, block, asking = self.question.block, part.block, self.known.asking
        if asked.kind == "table":
            return block is asked
        if part.kind == "answer" or block is asked or block.place in asking.inner:
            return True
        if block.place in self.known.closing:
            return False
        if asked.kind == "item" and block.kind == "item" and block.level <= asked.level:
            return not asking.nested and block.mark != asked.mark
        return not asking.nested or block.level >= (asked.level if asked.kind == "item" else asked.level + 1)

    def _answer(self, part: Part) -> None:
        self.answering.add(part.number)
        kinds = {one.part.kind for one in self.answers}
        if part.kind == "answer" and self.question and kinds == {"text"}:
            # What stands between the marks of question and answer is still asked.
            more = [span for one in self.answers for span in (Span(" "), *one.part.rich)]
            self.question = replace(self.question, rich=tidy((*self.question.rich, *more)))
            self.answers = []
        if part.speaker or not self.answers or (part.kind == "answer" and "say" not in kinds):
            self.answers.append(_Said(part, None, part.speaker))
        self.answers[-1].texts.append(self._text(part))

    def _text(self, part: Part) -> str:
        if part.kind == "code":
            return "<br>".join(f"<code>{wikitext(row.rich)}</code>" for row in part.block.rows)
        if part.kind == "table":
            return "<br>".join(" | ".join(map(wikitext, row)) for row in part.block.cells)
        block = part.block
        if block.kind != "item" or not part.is_first or (self.question and block is self.question.block):
            return wikitext(part.rich)
        mark = block.label or (f"{block.n}. " if block.n else "- ")
        bare = not block.label and block.level <= self._floor()
        return wikitext(part.rich if bare else (Span(mark), *part.rich))

    def _floor(self) -> int:
        """Down to which depth items are answers of their own: a level below the question, if the first is no text."""
        asked = self.question.block if self.question and self.question.block.kind == "item" else None
        texts = asked and self.answers and self.answers[0].part.block.kind == "text"
        flat = texts and not self.known.asking.nested
        return (asked.level if asked else 0) + (not texts) - bool(flat)

    def _flush(self) -> None:
        if self.question:
            asker = self.question.speaker
            aside = {"private": {"asker": asker}} if asker else {}
            answers = (Answer(_paragraphs(one.texts), one.speaker, one.part.role) for one in self.answers)
            self.done.append(Exchange(wikitext(self.question.rich), tuple(answers), aside))
            self.question, self.answers = None, []
        if one := self.message:
            self.done.append(Message(" ".join(filter(None, one.texts)), one.time, one.speaker))
            self.message = None
        if self.is_new and self.clock:
            # Nobody speaks at this time: it is a line like any.
            self.loose.insert(0, self.clock)
            self.is_new, self.clock = False, None
        if self.loose:
            self.done.append(Prose(_prose(self.loose)))
            self.loose = []


def _paragraphs(texts: Sequence[str]) -> str:
    return "\n\n".join(filter(None, texts))


def _prose(parts: Sequence[Part]) -> str:
    """Wikitext of what is neither dialogue nor question."""
    return "".join(_lines(parts))


def _lines(parts: Sequence[Part]) -> Iterator[str]:
    count = 0
    for before, part in zip((None, *parts), parts, strict=False):
        block, first = part.block, before is None or before.block is not part.block
        if first and not (block.kind == "item" and block.level > 1):
            count = count + 1 if block.n == count + 1 else 0
        if block.kind == "item" and block.label and block.n != count and block.level == 1:
            block = replace(block, kind="text")
            part = replace(part, block=block, rich=(Span(block.label), *part.rich) if first else part.rich)
        text = _shown(part, first=first)
        listed = before is not None and before.block.kind == block.kind == "item"
        yield f"\n{text}" if listed else f"\n\n{text}" if before else text


def _shown(part: Part, *, first: bool) -> str:
    block = part.block
    if part.kind == "code":
        return "<pre>\n" + "\n".join(wikitext(row.rich) for row in block.rows) + "\n</pre>"
    if part.kind == "table":
        return _table(block.cells)
    text = _unspoken(part.rich)
    if part.goes_on:
        text = f"... {text}"
    if block.kind == "item":
        return block.mark * block.level + f" {text}" if first else ":" * block.level + f" {text}"
    return f"<blockquote>{text}</blockquote>" if block.quoted else text


def _unspoken(rich: Rich) -> str:
    """Wikitext that no reader of the page takes for a speaker's, whatever stands before a colon in it."""
    found = _LABEL.match(plain(rich))
    if not found or found["label"].casefold() in _NEVER_SPEAKERS:
        return wikitext(rich)
    place = found.end() - 1
    colon = tuple(span._replace(text="\x01") for span in cut(rich, place, place + 1))
    return wikitext(tidy((*cut(rich, 0, place), *colon, *cut(rich, place + 1)))).replace("\x01", "&#x3a;")


def _table(cells: Sequence[Sequence[Rich]]) -> str:
    rows = ["| " + " || ".join(wikitext(cell).replace("|", "&#124;") for cell in row) for row in cells if any(row)]
    return '{| class="wikitable"\n' + "\n|-\n".join(rows) + "\n|}"
