"""Sentences for people about what a page would say instead of what it was meant to say."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from ohbot.diff.matching import common
from ohbot.model import Exchange, Heading, Item, Message, Person, Session, words_in
from ohbot.model.counting import kind_of, place_of
from ohbot.wikitext.texts import key, unshown

_MOST = 60
"""How many characters of a text are quoted."""


def items_difference(wanted: Sequence[Item], read: Sequence[Item]) -> str | None:
    """The first difference between the items that a page should show and those that it shows; None for none."""
    size = min(len(wanted), len(read))
    at = next((i for i in range(size) if wanted[i] != read[i] and key(wanted[i]) != key(read[i])), size)
    if at == len(wanted) == len(read):
        return None
    if at >= len(wanted):
        return f"behind its last item there would be one more, the {_named(read[at])}"
    place = f"{place_of(wanted, at)}, «{_quoted(words_in(wanted[at]))}»,"
    if at >= len(read):
        return f"{place} would not be there"
    if type(wanted[at]) is not type(read[at]):
        same = words_in(key(wanted[at])) == words_in(key(read[at]))
        return f"{place} would be read as {kind_of(read[at]) if same else f'the {_named(read[at])}'}"
    ours, theirs = dict(_parts(key(wanted[at]))), dict(_parts(key(read[at])))
    part = next(part for part in (ours | theirs) if (ours.get(part) or None) != (theirs.get(part) or None))
    one, other = ours.get(part), theirs.get(part)
    return f"of {place} the {part} would be {_text(other, one)} instead of {_text(one, other)}"


def fact_difference(fact: str, wanted: Any, read: Any) -> str:
    """What a page's header would say of a fact, and what it was meant to say."""
    return f"its {fact.replace('_', ' ')} would be {_value(read)} instead of {_value(wanted)}"


def left_out(session: Session, text: str) -> str:
    """The end of a sentence that tells what a file's texts hold and its page does not show, or nothing."""
    found = unshown(session, text)
    return f"; not written, as only the page itself can have it: {', '.join(found)}" if found else ""


def _parts(item: Item) -> list[tuple[str, str | None]]:
    """The parts of an item by name, in the order of reading."""
    if isinstance(item, Exchange):
        answers = [
            (f"{name} of answer {number}", value)
            for number, answer in enumerate(item.answers, 1)
            for name, value in (("speaker", answer.speaker), ("role", answer.role), ("text", answer.text))
        ]
        return [("question", item.question), *answers, ("number of answers", str(len(item.answers)))]
    if isinstance(item, Message):
        return [("time", item.time), ("speaker", item.speaker), ("kind", item.kind), ("text", item.text)]
    if isinstance(item, Heading):
        return [("text", item.text), ("level", str(item.level))]
    return [("wikitext", item.wikitext)]


def _named(item: Item) -> str:
    return f"{kind_of(item)} «{_quoted(words_in(item))}»"


def _text(text: str | None, other: str | None) -> str:
    """A text in quotes, from a little before it differs from the other one."""
    if not text:
        return "nothing"
    start = max(0, common(text, other or "") - 20) if len(text) > _MOST else 0
    return f"«{'…' if start else ''}{_quoted(text[start:])}»"


def _quoted(text: str) -> str:
    """The beginning of a text in one line; line breaks may be all that differs, so they are seen."""
    words = text.replace("\n", "⏎")
    return words if len(words) <= _MOST else f"{words[:_MOST]}…"


def _value(value: Any) -> str:
    """A fact's value as people write it."""
    if isinstance(value, tuple):
        return ", ".join(map(_value, value)) or "nothing"
    if isinstance(value, Person):
        details = ", ".join(filter(None, (value.role, value.username and f"User:{value.username}")))
        return _quoted(f"{value.name} ({details})" if details else value.name)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, date):
        return value.isoformat()
    return f"«{_quoted(str(value))}»" if value else "nothing"
