"""Addresses and numbers in what is no log: taken out of speech, told of where somebody wrote them for readers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ohbot.model import Item, Message, Session, texts_in, words_in
from ohbot.privacy.addresses import NUMBER, name_without_address, private_in, without_addresses
from ohbot.privacy.commands import typed_to_one
from ohbot.privacy.counting import Removed
from ohbot.privacy.marks import named_to_one
from ohbot.privacy.numbers import callers
from ohbot.privacy.withheld import DIRECT
from ohbot.sources.base import Line, Note, Reading, line_list


def protected(reading: Reading, lines: Sequence[Line]) -> Reading:
    """The reading without addresses and telephone numbers in what people say, which nobody wrote for a page.

    Those in questions, answers and prose stay, and a note tells their lines.
    """
    session = reading.session
    spoken = [item for item in session.body if isinstance(item, Message)]
    names = callers(item.speaker for item in spoken if item.speaker)
    gone = {(NUMBER, name) for name in names}
    gone |= {found for item in spoken for text in (item.text, item.speaker or "") for found in private_in(text)}
    written = (text for item in session.body if not isinstance(item, Message) for text in texts_in(item))
    stays = {found for text in (session.title or "", *written) for found in private_in(text)} - gone
    if gone:
        reading = replace(reading, session=_spoken_without(session, names), removed=_removed(reading, gone, lines))
    if not stays:
        return reading
    numbers = [line.number for line in lines if not stays.isdisjoint(private_in(line.text))]
    kinds = " and ".join(sorted({kind for kind, _ in stays}))
    where = f": lines {line_list(numbers)}" if numbers else ""
    note = Note(numbers[0] if numbers else None, f"{kinds} in the text, kept as it was written to be read{where}")
    return replace(reading, notes=(*reading.notes, note))


def without_direct(reading: Reading, lines: Sequence[Line]) -> Reading:
    """The reading without messages that were for one person only, as somebody mistyped them or a reader took them."""
    session = reading.session
    names = {item.speaker.casefold() for item in session.body if isinstance(item, Message) and item.speaker}

    def is_direct(item: Item) -> bool:
        return isinstance(item, Message) and (typed_to_one(item.text, names) or named_to_one(item.speaker or ""))

    direct = [words_in(item) for item in session.body if is_direct(item)]
    if not direct:
        return reading
    public = tuple(item for item in session.body if not is_direct(item))
    speaking = {item.speaker for item in public if isinstance(item, Message)}
    people = tuple(one for one in session.people if one.name in speaking or not named_to_one(one.name))
    removed = Removed()
    for text in direct:
        start = text[:8]
        removed.count(DIRECT, next((line.number for line in lines if start in line.text), lines[0].number))
    session = replace(session, body=public, people=people)
    return replace(reading, session=session, removed={**reading.removed, **removed.lines})


def _spoken_without(session: Session, callers: Mapping[str, str]) -> Session:
    def name(written: str) -> str:
        return callers.get(written) or name_without_address(written)[0]

    def public(item: Item) -> Item:
        if not isinstance(item, Message):
            return item
        return replace(item, text=without_addresses(item.text)[0], speaker=item.speaker and name(item.speaker))

    people = (
        replace(person, name=name(person.name), role=person.role and without_addresses(person.role)[0])
        for person in session.people
    )
    return replace(session, body=tuple(map(public, session.body)), people=tuple(people))


def _removed(reading: Reading, gone: set[tuple[str, str]], lines: Sequence[Line]) -> Mapping[str, tuple[int, ...]]:
    """What was taken out, by kind and line; what stands in some other way in the file counts for its first line."""
    removed = Removed()
    missing = set(gone)
    names = [(kind, one) for kind, one in gone if callers([one])]
    for line in lines:
        called = (name for name in names if name[1] in line.text)
        for found in dict.fromkeys((*private_in(line.text), *called)):
            if found in gone:
                removed.count(found[0], line.number)
                missing.discard(found)
    for kind, _ in missing:
        removed.count(kind, lines[0].number)
    return {**reading.removed, **removed.lines}
