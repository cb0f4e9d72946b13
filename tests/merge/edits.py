"""Sessions and random edits of them: what people do to a session on either side.

Where words are fresh, each word occurs once in the base and no two edits write the same one, so that a test can tell
which side a word came from; where they are common, a handful of words repeats everywhere, which is the hard case for
alignment.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from random import Random
from typing import Any

from hypothesis import strategies as st

from ohbot.model import Answer, Exchange, Heading, Item, Message, Person, Prose, Session

COMMON = ("ok", "yes", "why", "we", "grow", "now")
SPEAKERS = (None, "Maggie", "Patrick", "Zoë")


@dataclass
class Writer:
    """Makes words, texts and things by chance; ``name`` marks the fresh words of one side."""

    random: Random
    name: str
    fresh: bool

    def __post_init__(self) -> None:
        self.numbers = count(1)

    def word(self) -> str:
        return f"{self.name}{next(self.numbers)}" if self.fresh else self.random.choice(COMMON)

    def line(self) -> str:
        return " ".join(self.word() for _ in range(self.random.randint(1, 7)))

    def some(self, make: Callable[[], Any], most: int) -> tuple[Any, ...]:
        return tuple(make() for _ in range(self.random.randint(0, most)))

    def text(self) -> str:
        return "\n\n".join((self.line(), *self.some(self.line, 2)))

    def answer(self) -> Answer:
        speaker = self.random.choice(SPEAKERS)
        return Answer(self.text(), speaker, self.word() if speaker and self.random.random() < 0.3 else None)

    def exchange(self) -> Exchange:
        return Exchange(self.line(), self.some(self.answer, 3))

    def message(self) -> Message:
        return Message(self.line(), self.random.choice([None, "18:00", "18:01"]), self.random.choice(SPEAKERS))

    def prose(self) -> Prose:
        return Prose("\n".join((self.line(), *self.some(self.line, 3))))

    def heading(self) -> Heading:
        return Heading(self.line(), self.random.choice([2, 3]))

    def item(self) -> Item:
        makers = (self.exchange, self.exchange, self.message, self.prose, self.heading)
        item: Item = self.random.choice(makers)()
        return item

    def person(self) -> Person:
        return Person(self.word(), self.random.choice([None, self.word()]))

    def session(self) -> Session:
        return Session(
            title=self.line(),
            venues=self.some(self.word, 2),
            people=self.some(self.person, 2),
            body=self.some(self.item, 6),
        )


def edited(session: Session, writer: Writer, edits: int) -> Session:
    """The session after some edits by one hand."""
    for _ in range(edits):
        session = writer.random.choice(EDITS)(session, writer)
    return session


def _fact(session: Session, writer: Writer) -> Session:
    changes: tuple[dict[str, Any], ...] = (
        {"title": writer.line()},
        {"default_speaker": writer.word()},
        {"venues": _series(session.venues, writer, writer.word)},
        {"people": _series(session.people, writer, writer.person)},
    )
    return replace(session, **writer.random.choice(changes))


def _body(session: Session, writer: Writer) -> Session:
    return replace(session, body=_series(session.body, writer, writer.item))


def _within(session: Session, writer: Writer) -> Session:
    if not session.body:
        return session
    at = writer.random.randrange(len(session.body))
    item = writer.random.choice(INSIDE[type(session.body[at])])(session.body[at], writer)
    return replace(session, body=_with(session.body, at, (item,)))


def _pieces(session: Session, writer: Writer) -> Session:
    """An item in two, or two items in one.

    Only the first hand gives some answers a question of their own: where both do so, with different questions, there
    are two new exchanges, and the answers stand in both.
    """
    if not session.body:
        return session
    at = writer.random.randrange(len(session.body))
    item, after = session.body[at], session.body[at + 1 : at + 2]
    if isinstance(item, Exchange) and item.answers and writer.name.startswith("l") and writer.random.random() < 0.5:
        cut = writer.random.randrange(len(item.answers))
        second = Exchange(writer.word(), item.answers[cut:])
        return replace(session, body=_with(session.body, at, (replace(item, answers=item.answers[:cut]), second)))
    if isinstance(item, Exchange) and after and isinstance(after[0], Exchange):
        joined = replace(item, answers=item.answers + after[0].answers)
        return replace(session, body=_with(session.body, at, (joined,), 2))
    if isinstance(item, Prose) and "\n" in item.wikitext:
        first, _, rest = item.wikitext.partition("\n")
        pieces = (Prose(first), Heading(writer.line()), Prose(rest))
        return replace(session, body=_with(session.body, at, pieces))
    if isinstance(item, Message) and " " in item.text:
        first, _, rest = item.text.partition(" ")
        return replace(session, body=_with(session.body, at, (replace(item, text=first), replace(item, text=rest))))
    return session


def _with(series: tuple[Any, ...], at: int, run: Sequence[Any], width: int = 1) -> tuple[Any, ...]:
    return (*series[:at], *run, *series[at + width :])


def _series(series: tuple[Any, ...], writer: Writer, make: Callable[[], Any]) -> tuple[Any, ...]:
    """An element added, taken away or moved."""
    at = writer.random.randint(0, len(series))
    kind = writer.random.choice(["add", "take", "move"])
    if kind == "add" or not series:
        return _with(series, at, (make(),), 0)
    taken = writer.random.randrange(len(series))
    rest = _with(series, taken, ())
    return rest if kind == "take" else _with(rest, min(at, len(rest)), (series[taken],), 0)


def _words(text: str, writer: Writer) -> str:
    """A word added, taken away or replaced; never the last one taken."""
    words = text.split(" ")
    at = writer.random.randrange(len(words))
    run = writer.random.choice([(writer.word(),), (writer.word(), words[at]), ()])
    return " ".join(_with(tuple(words), at, run)) if run or len(words) > 1 else text


def _elements(text: str, separator: str, writer: Writer) -> str:
    """A paragraph or line edited, added, taken away, moved, split or joined."""
    parts = tuple(text.split(separator))
    at = writer.random.randrange(len(parts))
    kind = writer.random.choice(["edit", "edit", "series", "split", "join"])
    if kind == "edit":
        return separator.join(_with(parts, at, (_words(parts[at], writer),)))
    if kind == "split":
        return separator.join(_with(parts, at, (parts[at].replace(" ", separator, 1),)))
    if kind == "join":
        return separator.join(_with(parts, at, (" ".join(parts[at : at + 2]),), 2))
    return separator.join(_series(parts, writer, writer.line)) or text


def _answer(answer: Answer, writer: Writer) -> Answer:
    kind = writer.random.choice(["text", "text", "named", "nameless"])
    if kind == "text":
        return replace(answer, text=_elements(answer.text, "\n\n", writer))
    return replace(answer, speaker="Sam", role=writer.word()) if kind == "named" else Answer(answer.text)


def _answers(exchange: Exchange, writer: Writer) -> Exchange:
    if not exchange.answers or writer.random.random() < 0.3:
        return replace(exchange, answers=_series(exchange.answers, writer, writer.answer))
    at = writer.random.randrange(len(exchange.answers))
    return replace(exchange, answers=_with(exchange.answers, at, (_answer(exchange.answers[at], writer),)))


INSIDE: dict[type, tuple[Callable[[Any, Writer], Any], ...]] = {
    Exchange: (_answers, _answers, lambda x, w: replace(x, question=_words(x.question, w))),
    Message: (lambda x, w: replace(x, text=_words(x.text, w)), lambda x, w: replace(x, speaker="Sam")),
    Heading: (lambda x, w: replace(x, text=_words(x.text, w)), lambda x, w: replace(x, level=4)),
    Prose: (lambda x, w: replace(x, wikitext=_elements(x.wikitext, "\n", w)),),
}
EDITS = (_fact, _body, _body, _within, _within, _within, _within, _pieces)


@dataclass(frozen=True)
class Versions:
    """A base and what two hands made of it."""

    base: Session
    local: Session
    remote: Session


@st.composite
def versions(draw: st.DrawFn, *, fresh: bool, edits: int = 5) -> Versions:
    """Three versions of a session; the sides are edits of the base."""
    random = Random(draw(st.integers(0, 2**32)))
    base = Writer(random, "b", fresh).session()
    local, remote = (edited(base, Writer(random, name, fresh), draw(st.integers(0, edits))) for name in ("l", "r"))
    return Versions(base, local, remote)
