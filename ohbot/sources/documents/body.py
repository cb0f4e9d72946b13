"""From what the blocks of a document say to the items of a session."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose
from ohbot.sources.documents.blocks import Part
from ohbot.sources.rich import Rich, Span, cut, plain, tidy, unwrapped, wikitext

_LABEL = re.compile(r"\W{0,8}(?P<label>[^:：]{1,60}?)\s*(?::(?=\s|$)|：)")
_NEVER_SPEAKERS = frozenset({"note", "notes", "agenda"})
"""Labels that nobody takes for a name, so that they may stay readable in wikitext."""


@dataclass(slots=True)
class Body:
    """Puts parts together to the items of a session's body; ``nested`` tells that answers stand deeper."""

    nested: bool
    done: list[Item] = field(default_factory=list)
    question: Part | None = None
    answers: list[Answer] = field(default_factory=list)
    loose: list[Part] = field(default_factory=list)
    speaker: str | None = None

    def items(self, parts: Sequence[Part]) -> tuple[Item, ...]:
        """The items, in order."""
        for part in parts:
            if self.question and self._belongs(part):
                self._answer(part)
                continue
            if self.question or part.kind in ("ask", "heading", "event") or self._speaks(part):
                self._flush()
            self._take(part)
        self._flush()
        return tuple(self.done)

    def _take(self, part: Part) -> None:
        if part.kind == "ask":
            self.question = part
        elif part.kind == "heading":
            self.speaker = None
            self.done.append(Heading(wikitext(unwrapped(part.rich)), part.block.level))
        elif part.kind == "event":
            self.done.append(Message(wikitext(part.rich), kind="event"))
        elif self._speaks(part):
            self._say(part)
        else:
            self.loose.append(part)

    def _speaks(self, part: Part) -> bool:
        return part.kind == "say" and (part.speaker or self.speaker) is not None

    def _say(self, part: Part) -> None:
        """A message, or more of the last one where its speaker goes on."""
        text = wikitext(part.rich)
        last = self.done[-1] if self.done else None
        if part.goes_on and isinstance(last, Message) and last.kind == "say" and last.speaker == self.speaker:
            self.done[-1] = replace(last, text=f"{last.text} {text}")
            return
        self.speaker = part.speaker or self.speaker
        self.done.append(Message(text, part.time, self.speaker))

    def _belongs(self, part: Part) -> bool:
        """Whether a part answers the open question."""
        if part.kind in ("ask", "heading") or self.question is None:
            return False
        if self.question.block.kind == "table":
            return part.block is self.question.block
        floor = self.question.block.level if self.question.block.kind == "item" else 0
        if not floor:
            return True
        if part.block.kind == "item" and part.block.level <= floor and part.block is not self.question.block:
            return False
        return not self.nested or part.block.level >= floor

    def _answer(self, part: Part) -> None:
        text = self._text(part)
        if part.speaker or part.kind == "answer" or not self.answers:
            self.answers.append(Answer(text, part.speaker, part.role))
        else:
            last = self.answers[-1]
            self.answers[-1] = replace(last, text=f"{last.text}\n\n{text}")

    def _text(self, part: Part) -> str:
        floor = self.question.block.level if self.question and self.question.block.kind == "item" else 0
        if part.kind == "code":
            return "<br>".join(f"<code>{wikitext(row.rich)}</code>" for row in part.block.rows)
        if part.kind == "table":
            return "<br>".join(" | ".join(map(wikitext, row)) for row in part.block.cells)
        inner = part.block.kind == "item" and part.block.level > floor + 1
        return wikitext((Span("- "), *part.rich) if inner else part.rich)

    def _flush(self) -> None:
        if self.question:
            asker = self.question.speaker
            aside = {"private": {"asker": asker}} if asker else {}
            self.done.append(Exchange(wikitext(self.question.rich), tuple(self.answers), aside))
            self.question, self.answers = None, []
        if self.loose:
            self.done.append(Prose(_prose(self.loose)))
            self.loose = []


def _prose(parts: Sequence[Part]) -> str:
    """Wikitext of what is neither dialogue nor question."""
    texts: list[str] = []
    for before, part in zip((None, *parts), parts, strict=False):
        text = _shown(part, first=before is None or before.block is not part.block)
        listed = before is not None and before.block.kind == part.block.kind == "item"
        texts.append(f"\n{text}" if listed else f"\n\n{text}" if before else text)
    return "".join(texts)


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
