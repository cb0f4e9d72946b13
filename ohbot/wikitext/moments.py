"""Facts where a text tells them; start and end in full, or in parts that stand in several places."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import reduce
from typing import Any

from ohbot.model import Session
from ohbot.model.enclosures import Span
from ohbot.model.view import moment_of
from ohbot.recognise.dates import When, find_when
from ohbot.wikitext.fields import ValueForm
from ohbot.wikitext.splice import TextEdit


@dataclass(frozen=True, slots=True)
class Mention:
    """A fact as a text tells it: its value, where it stands, and what a session writes at each of these places.

    ``values`` are the facts that decide on it, with the values that the text tells; its own is the first.
    """

    values: tuple[tuple[str, Any], ...]
    places: tuple[Span, ...]
    write: Callable[[Session], list[str]]

    @property
    def value(self) -> Any:
        """What the text tells."""
        return self.values[0][1]

    def holds_for(self, session: Session) -> bool:
        """Whether a session has the values that the text tells."""
        return all(getattr(session, fact) == value for fact, value in self.values)

    def edits(self, session: Session) -> list[TextEdit]:
        """What makes the text tell what a session has, or nothing where it has nothing."""
        texts = self.write(session) or [""] * len(self.places)
        return [TextEdit(*place, text) for place, text in zip(self.places, texts, strict=False)]


def of_form(fact: str, form: ValueForm, text: str, place: Span, value: Any) -> Mention:
    """A fact that stands in one place of a text, in a form of values."""
    old = text[slice(*place)]
    return Mention(((fact, value),), (place,), lambda session: [form.write(getattr(session, fact), old)])


STARTS, ENDS = ("start", "date", "time"), ("end", "end date")
"""What tells the start and the end together, each by its parts."""


def times(text: str, places: Mapping[str, Span], default: tzinfo | None) -> Iterator[tuple[str, Mention]]:
    """Start and end, told in full or as a date and a time, which may be a range; ``default`` is the zone of others.

    Where no moment can be told, the day is the start.
    """
    first = _joined(text, [places[name] for name in STARTS if name in places])
    if first is None or first.day is None:
        return
    own = _joined(text, [places[name] for name in ENDS if name in places]) if "end" in places else first.until
    yield from mentions_of([first], [own] if own else [], default)


def mentions_of(whens: list[When], untils: list[When], default: tzinfo | None) -> Iterator[tuple[str, Mention]]:
    """What some wordings of one start tell, and some of its end; the first of each counts."""
    first = whens[0]
    begun = first.start(default)
    if begun is None:
        days = [place for when in whens for place in when.days]

        def day(session: Session) -> list[str]:
            moment = moment_of(session.start) if session.start else None
            return [place.write(moment) for place in days] if moment else []

        yield "start", Mention((("start", first.day),), tuple(place.span for place in days), day)
        return
    lasts = [until.after(first, default) for until in untils]
    ended = lasts[0].start(default) if lasts else None

    def starts(session: Session) -> list[str]:
        start = session.start
        return [text for when in whens for text in when.written(_moment(start, when))] if start else []

    def ends(session: Session) -> list[str]:
        start = session.start if isinstance(session.start, datetime) else None
        return [text for when in lasts for text in when.written_end(session.end, start)] if session.end else []

    start, end = ("start", begun), ("end", ended)
    yield "start", Mention((start, end) if lasts and first.borrows else (start,), _spans(whens), starts)
    if ended:
        yield "end", Mention((end, start), _spans(lasts), ends)


def _spans(whens: list[When]) -> tuple[Span, ...]:
    return tuple(place.span for when in whens for place in when.places)


def _moment(start: date, when: When) -> datetime:
    """The moment that a wording has to tell: where only the day is known, its time of day stays."""
    if isinstance(start, datetime):
        return start
    return When(start, when.clock, when.zone).start(UTC) or moment_of(start)


def _joined(text: str, places: list[Span]) -> When | None:
    """What some places tell together: the day of one, the time of another."""
    read = [found for place in places if (found := find_when(text, *place, header=True))]
    return reduce(When.joined, read) if read else None
