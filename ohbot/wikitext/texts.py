"""A session as a page can hold it, and when two of its items show the same."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose, Session, words_in
from ohbot.model.counting import places_of
from ohbot.model.enclosures import find_enclosures, merged, sub_outside
from ohbot.model.metadata import joined
from ohbot.model.text import as_stored, one_line, paragraphs, prose
from ohbot.wikitext.borders import TAILS
from ohbot.wikitext.messages import text_end
from ohbot.wikitext.rows import row_of
from ohbot.wikitext.source import ScannedText

_KEPT = frozenset(("verbatim", "poem", "nowiki", "raw", "quote", "table"))
"""The kinds of tags in which blanks and line feeds mean something."""
_SHOWN = {"&#58;": ":", "&#61;": "=", "{{!}}": "|"}
_SAME = re.compile("|".join((r"[ \t\r\n]+", *map(re.escape, _SHOWN))))
"""What shows the same as another sign."""


def normal(session: Session, *, like: Sequence[Item] = ()) -> Session:
    """The session as a page can hold it; what it says stays the same.

    ``like`` are items as a page shows them: equal ones are left as they are, and in others a text that shows the
    same as one of theirs becomes that one, so that nobody takes it for a change.

    An answer without a speaker right behind another one continues it; behind a named one it gets the default
    speaker's name, without which a reader would take it for the named one's.
    """
    body: list[Item] = []
    fine, here = set(like), set(session.body)
    shows = _shown_by([item for item in like if item not in here])
    for item in session.body:
        shown = item if item in fine else _normal(item, session.default_speaker, shows)
        if isinstance(shown, Prose) and body and isinstance(body[-1], Prose):
            text = f"{body[-1].wikitext}\n\n{shown.wikitext}"
            body[-1] = replace(body[-1], wikitext=text, metadata=joined(body[-1].metadata, shown.metadata))
        elif not (isinstance(shown, Prose) and not shown.wikitext):
            body.append(shown)
    return replace(session, body=tuple(body))


def _shown_by(items: Sequence[Item]) -> Callable[[str], str]:
    """Gives the text of some items that shows what a text shows, or the text itself."""

    @cache
    def texts() -> Mapping[str, str]:
        own = [text for item in items if not isinstance(item, Prose) for text in _texts(item)]
        return {_flat(text): text for text in own} | {text: text for text in own}

    return lambda text: texts().get(text) or texts().get(_flat(text), text)


def _texts(item: Item) -> Iterator[str]:
    """The texts of an item; but for prose, they mean the same on one line or on several."""
    yield words_in(item)
    if isinstance(item, Exchange):
        for answer in item.answers:
            yield from paragraphs(answer.text)


def _normal(item: Item, default: str | None, shows: Callable[[str], str]) -> Item:
    if isinstance(item, Exchange):
        question = " ".join(one_line(_untailed(part)) for part in paragraphs(_visible(item.question)))
        answers = tuple(_answers(item, default, shows))
        return replace(item, question=shows(question), answers=answers)
    if isinstance(item, Message):
        line = one_line(_visible(item.text))
        while (end := text_end(line)) < len(line):  # before the line breaks at its end
            line = line[:end]
        return replace(item, text=shows(line))
    if isinstance(item, Heading):
        return replace(item, text=shows(one_line(_visible(item.text))))
    return replace(item, wikitext=prose(_visible_prose(item.wikitext)))


def _visible(text: str) -> str:
    """A text without what a page has for itself: comments, translation markup, one border of a region, categories."""
    if "<" in text or "{{" in text:
        source = ScannedText(text)
        text = source.visible(0, len(text), merged([*source.hidden, *source.quiet_in(0, len(text))]))
    return _untailed(text)


def _untailed(text: str) -> str:
    """A text without the categories and the like at its end, if it says anything else."""
    tail = TAILS.search(text)
    return text[: tail.start()] if tail and tail.start() else text


def _visible_prose(text: str) -> str:
    """Prose without what a page has for itself: as `_visible`, but for comments among its lines, and categories."""
    if "<" not in text and "{{" not in text:
        return text
    source = ScannedText(text)
    lines = [line for line in source.lines if line.text.strip()]
    return source.visible(lines[0].start, lines[-1].end, source.quiet_in(0, len(text))) if lines else ""


def trimmed(item: Item) -> Item:
    """An item as a page shows it to who has no session: prose without categories and the like at its ends."""
    if not isinstance(item, Prose):
        return item
    rows = [row_of(line) for line in ScannedText(item.wikitext).lines]
    lines = [row.line for row in rows if row.kind not in ("blank", "furniture")]
    return Prose(item.wikitext[lines[0].start : lines[-1].end]) if lines else item


_PIECE = re.compile(
    r"<!--.*?-->|<(?!br\b)[^<>]*>|\[\[[^\[\]]*\]\]|__[A-Z]+__|\{\{[^{}]*\}\}", re.DOTALL | re.IGNORECASE
)


def unshown(session: Session, text: str) -> list[str]:
    """What the session's texts hold that only pages can have, if this one has it not: ``exchange 1: <!-- c -->``."""
    found: list[str] = []
    for place, item in zip(places_of(session.body), session.body, strict=True):
        kept = normal(replace(session, body=(item,))).body
        lost = _pieces([item]) - _pieces(kept)
        found += (f"{place}: {piece}" for piece in lost if piece not in text)
    return found


def _pieces(items: Sequence[Item]) -> Counter[str]:
    """The comments, tags, links, templates and switches in some items."""
    return Counter(piece for item in items for text in _texts(item) for piece in _PIECE.findall(text))


def _answers(item: Exchange, default: str | None, shows: Callable[[str], str]) -> Iterator[Answer]:
    open_answer: Answer | None = None
    for answer in item.answers:
        text = "\n\n".join(shows(_untailed(part)) for part in paragraphs(_visible(answer.text)))
        speaker = answer.speaker or (default if (open_answer and open_answer.speaker) or answer.role else None)
        if not text and not speaker:
            continue
        if open_answer and speaker is None:
            text = "\n\n".join(filter(None, (open_answer.text, text)))
            open_answer = replace(open_answer, text=text, metadata=joined(open_answer.metadata, answer.metadata))
            continue
        if open_answer:
            yield open_answer
        open_answer = replace(answer, text=text, speaker=speaker)
    if open_answer:
        yield open_answer


def key(item: Item) -> Item:
    """What two items have in common that show the same: blanks and single newlines are alike outside of raw tags."""
    if isinstance(item, Exchange):
        answers = (
            Answer("\n\n".join(map(_flat, paragraphs(one.text))), _flat(one.speaker), _flat(one.role))
            for one in item.answers
        )
        return Exchange(_flat(item.question), tuple(answers))
    if isinstance(item, Message):
        return Message(_flat(item.text), item.time, _flat(item.speaker), item.kind)
    if isinstance(item, Heading):
        return Heading(_flat(item.text), item.level)
    return Prose(prose(item.wikitext))


@lru_cache(maxsize=16384)
def _flat(text: str | None) -> str:
    """A text for comparison."""
    text = as_stored(text or "")
    kept = merged([e.span for e in find_enclosures(text) if e.kind in _KEPT]) if "<" in text else []
    return sub_outside(_SAME, lambda found: _SHOWN.get(found[0], " "), text, kept).strip()
