"""The normal form of the texts in a session: what a page can hold of them, and when two of them are the same."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose, Session
from ohbot.wikitext.messages import text_end
from ohbot.wikitext.source import Source, outside, shielded

_NEVER = re.compile(r"(?!)")
_BLANKS = re.compile(r"[ \t\r\n]+")
_SHOWN = {"&#58;": ":", "&#61;": "=", "{{!}}": "|"}
_SAME = re.compile("|".join(map(re.escape, _SHOWN)))
_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)


@lru_cache(maxsize=8192)
def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, parted by blank lines or line breaks outside of templates, references and nowiki."""
    if "<" not in text and "{" not in text:
        parts = re.split(r"\n[ \t\r]*\n", text)
        return tuple(part.strip() for part in parts if part.strip())
    return tuple(part for block in _blocks(text) for part in _parted(block) if part)


def _blocks(text: str) -> Iterator[str]:
    lines: list[str] = []
    for line in Source(text, _NEVER).lines:
        if line.text.strip():
            lines.append(line.text)
        elif lines:
            yield "\n".join(lines)
            lines = []
    if lines:
        yield "\n".join(lines)


def _parted(block: str) -> Iterator[str]:
    start = 0
    breaks = list(_BREAK.finditer(block))
    for found in outside(breaks, shielded(block)) if breaks else ():
        yield block[start : found.start()].strip()
        start = found.end()
    yield block[start:].strip()


def one_line(text: str) -> str:
    """The text in one line, as the wiki sees lines: a template or reference over several lines stays as it is."""
    if "\n" not in text and "<" not in text:
        return text.strip()
    return " ".join(line.text.strip() for line in Source(text, _NEVER).lines if line.text.strip())


def normal(session: Session, *, like: Sequence[Item] = ()) -> Session:
    """The session as a page can hold it; what it says stays the same.

    Items that equal those in ``like``, which a page shows, are left as they are.

    An answer without a speaker right behind another one continues it; behind a named one it gets the default
    speaker's name, without which a reader would take it for the named one's.
    """
    body: list[Item] = []
    fine = set(like)
    for item in session.body:
        shown = item if item in fine else _normal(item, session.default_speaker)
        if isinstance(shown, Prose) and body and isinstance(body[-1], Prose):
            body[-1] = replace(body[-1], wikitext=f"{body[-1].wikitext}\n\n{shown.wikitext}")
        elif not (isinstance(shown, Prose) and not shown.wikitext):
            body.append(shown)
    return replace(session, body=tuple(body))


def _normal(item: Item, default: str | None) -> Item:
    if isinstance(item, Exchange):
        question = " ".join(one_line(part) for part in paragraphs(item.question))
        return replace(item, question=question, answers=tuple(_answers(item, default)))
    if isinstance(item, Message):
        return replace(item, text=_without_breaks(one_line(item.text)))
    if isinstance(item, Heading):
        return replace(item, text=one_line(item.text))
    return replace(item, wikitext=item.wikitext.strip())


def _without_breaks(line: str) -> str:
    """The line without the line breaks at its end."""
    while (end := text_end(line)) < len(line):
        line = line[:end]
    return line


def _answers(item: Exchange, default: str | None) -> Iterator[Answer]:
    held: Answer | None = None
    for answer in item.answers:
        text = "\n\n".join(paragraphs(answer.text))
        speaker = answer.speaker or (default if (held and held.speaker) or answer.role else None)
        if not text and not speaker:
            continue
        if held and speaker is None:
            held = replace(held, text="\n\n".join(filter(None, (held.text, text))))
            continue
        if held:
            yield held
        held = replace(answer, text=text, speaker=speaker)
    if held:
        yield held


def key(item: Item) -> Item:
    """What two items have in common that show the same: NFC, and any blanks and single newlines as one blank."""
    if isinstance(item, Exchange):
        return Exchange(_flat(item.question), tuple(_flat_answer(answer) for answer in item.answers))
    if isinstance(item, Message):
        return Message(_flat(item.text), item.time, _flat(item.speaker), item.kind)
    if isinstance(item, Heading):
        return Heading(_flat(item.text), item.level)
    return Prose(_flat(item.wikitext, lines=True))


def _flat_answer(answer: Answer) -> Answer:
    text = "\n\n".join(_flat(part) for part in paragraphs(answer.text))
    return Answer(text, _flat(answer.speaker), _flat(answer.role))


def _flat(text: str | None, *, lines: bool = False) -> str:
    """A text for comparison; with ``lines``, where lines mean something, only blanks at their ends are alike."""
    text = unicodedata.normalize("NFC", text or "")
    if lines:
        return re.sub(r"[ \t\r]+(?=\n|$)", "", text).strip()
    return _BLANKS.sub(" ", _SAME.sub(lambda found: _SHOWN[found[0]], text)).strip()
