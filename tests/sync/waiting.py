"""A file and its page in memory, for long histories in which conflicts wait: no disk, no wiki, the very plan.

A history is a row of steps, each a kind and a seed: the same history is the same story, so that a long one can be cut
down to what matters. Words such as `w7` occur once where they are written; the others make things alike.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import TypeAlias

from ohbot.errors import PageRefused
from ohbot.merge import Conflict, Decision
from ohbot.model import Answer, Exchange, Item, Page, Prose, Revision, Session, WikiLink
from ohbot.sync import Observation, State, plan
from ohbot.sync.plan import Decide, undecided
from ohbot.wikitext.lens import create, get, put, same

Step: TypeAlias = tuple[str, int]
WORD = re.compile(r"\bw\d+\b")
COMMON = "we tools pages people budget search year team home editors fund meet write translate plans grow".split()
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
CHOICES: tuple[Decision | None, ...] = ("ours", "theirs", "both", None)
ANCHOR = Exchange("Any more questions?", (Answer("None."),))
"""An exchange that nobody touches, so that the page shows exchanges whatever happens to the others."""


def words(thing: object) -> Counter[str]:
    """How often each unique word is in something."""
    return Counter(WORD.findall(thing if isinstance(thing, str) else repr(thing).replace("\\n", " ")))


class Waiting:
    """One session in its file and on its page.

    What people wrote and nobody removed from a side that had it is in `wanted`; what may stand twice, because a
    person put it there twice or a conflict holds it, in `doubled`. Whether a thing that was moved, joined or put back
    is the old one or a new one can be told by likeness only: after that (`unclear`) what is new may stand twice.
    """

    def __init__(self) -> None:
        self.random = Random(0)
        self.numbers = count(1)
        self.unclear = False
        session = Session(title="Hour", body=(*(self.exchange() for _ in range(3)), ANCHOR))
        self.texts = [create(session)]
        self.file = replace(session, wiki=WikiLink("Hour", 1, 1))
        self.wanted = set(words(session))
        self.written = set(self.wanted)
        self.doubled: set[str] = set()

    # words and things

    def word(self) -> str:
        """A word that is nowhere else."""
        return f"w{next(self.numbers)}"

    def line(self) -> str:
        """Common words and two of its own."""
        said = self.random.sample(COMMON, 5)
        return " ".join([*said[:2], self.word(), *said[2:], self.word()])

    def answer(self) -> Answer:
        """One answer, of one paragraph or two."""
        text = "\n\n".join(self.line() for _ in range(self.random.choice([1, 1, 2])))
        return Answer(text, self.random.choice([None, "Ann", "Bosko"]))

    def exchange(self) -> Exchange:
        """A question and its answers."""
        return Exchange(f"Why {self.line()}?", tuple(self.answer() for _ in range(self.random.choice([0, 1, 1, 2]))))

    def item(self) -> Item:
        """Something new for a body."""
        return Prose(self.line()) if self.random.random() < 0.2 else self.exchange()

    def twin(self, item: Item) -> Item:
        """The item with its common words, and others in the place of its own."""
        own = {word: self.word() for word in words(item)}
        return reworded(item, lambda text: WORD.sub(lambda found: own.get(found[0], found[0]), text))

    # steps

    @property
    def page(self) -> Session:
        """What the page shows."""
        return get(self.texts[-1], prior=self.file)

    def live(self, history: Sequence[Step]) -> None:
        """A whole history, and what has to hold in the end."""
        for step in history:
            self.step(step)
        self.require_quiet()
        self.require_settled()

    def step(self, step: Step) -> None:
        """One step of a history, and what has to hold after it."""
        kind, seed = step
        self.random = Random(seed)
        side, _, what = kind.partition(" ")
        self.unclear = self.unclear or what in ("move", "join") or kind == "revert"
        if side == "file":
            self.edit_file(self.edited(self.file.body, what))
        elif side == "page":
            self.edit_page(self.edited(self.page.body, what))
        elif kind == "revert":
            self.save(self.random.choice(self.texts))
        else:
            self.sync(self.decide if kind == "settle" else undecided, publishes=kind != "pull")
        self.require_all()

    def begin_conflict(self) -> None:
        """Both sides say something else in the place of one question."""
        for edit, side in ((self.edit_file, self.file), (self.edit_page, self.page)):
            first, *others = side.body
            assert isinstance(first, Exchange)
            edit([replace(first, question=f"Why {self.line()}?"), *others])
        assert self.sync() is State.CONFLICT, self.shown()

    def edited(self, body: Sequence[Item], what: str) -> Sequence[Item]:
        """The body with one edit; nobody touches the anchor."""
        items = [item for item in body if item != ANCHOR]
        EDITS[what](items, self)
        return [*items, ANCHOR]

    def edit_file(self, body: Sequence[Item]) -> None:
        """A person saves the file."""
        self._count(words(self.file.body), words(tuple(body)))
        self.file = replace(self.file, body=tuple(body))

    def edit_page(self, body: Sequence[Item]) -> None:
        """A person saves the page, if it can be read as what was meant."""
        with suppress(PageRefused):
            self.save(put(replace(self.page, body=tuple(body)), self.texts[-1]))

    def save(self, text: str) -> None:
        """A person saves a text."""
        self._count(words(self.texts[-1]), words(text))
        self._stored(text)

    def _stored(self, text: str) -> None:
        if text != self.texts[-1]:
            self.texts.append(text)

    def _count(self, old: Counter[str], new: Counter[str]) -> None:
        """A person made one text of another: what went was meant to go, what was never there before is to stay.

        Where a word stood twice, whoever takes one away may have meant it.
        """
        self.wanted |= new.keys() - self.written
        self.wanted -= (old - new).keys()
        self.written |= new.keys()
        self.doubled |= {word for word, times in new.items() if times > 1}

    def decide(self, conflict: Conflict) -> Decision | None:
        """A person settles some of the conflicts: what was not chosen was meant to go."""
        choice = self.random.choice(CHOICES)
        return self._chosen(conflict, choice)

    def _chosen(self, conflict: Conflict, choice: Decision | None) -> Decision | None:
        kept = {"ours": conflict.local, "theirs": conflict.remote}.get(str(choice), conflict.local + conflict.remote)
        if choice is not None:
            self.wanted -= words((conflict.base, conflict.local, conflict.remote)).keys() - words(kept).keys()
            self.doubled |= words(kept).keys()
        return choice

    # runs

    def sync(self, decide: Decide = undecided, *, publishes: bool = True) -> State:
        """One run: the very plan, and then as the engine does."""
        found = plan(self._observation(self.file), decide=decide, force=True, publishes=publishes)
        held = words([(conflict.base, conflict.local, conflict.remote) for conflict in found.conflicts]).keys()
        session = found.session or self.file
        if found.text is not None:
            self._stored(found.text)
            link = session.wiki
            if found.conflicts and link:
                session = replace(session, wiki=replace(link, merged=len(self.texts)))
            seen = self._observation(session)
            seen = (
                replace(seen, merged=found.text) if found.conflicts else replace(seen, base=found.text, merged=None)
            )
            session = plan(seen, force=True, publishes=False).session or session
        self.file = session
        self.doubled |= held & {word for side in self.sides for word, times in side.items() if times > 1}
        return found.state

    @property
    def sides(self) -> tuple[Counter[str], Counter[str]]:
        """The words on the page and in the file."""
        return words(self.texts[-1]), words(self.file.body)

    def _observation(self, session: Session) -> Observation:
        link, now = session.wiki, len(self.texts)
        assert link is not None
        assert link.revision is not None
        page = Page("Hour", 1, Revision(now, now - 1, NOON, None, "Kim", None, self.texts[-1]))
        merged = self.texts[link.merged - 1] if link.merged else None
        return Observation("hour", session, "Hour", page, self.texts[link.revision - 1], merged=merged)

    # what has to hold

    def require_all(self) -> None:
        """No word is lost, and none stands twice on a side."""
        page, file = self.sides
        for side in (page, file):
            twice = [word for word, times in side.items() if times > 1 and word not in self.doubled]
            assert self.unclear or not twice, f"{twice} doubled\n{self.shown()}"
        lost = self.wanted - page.keys() - file.keys()
        assert not lost, f"{sorted(lost)} lost\n{self.shown()}"

    def require_quiet(self) -> None:
        """After a sync the next one changes nothing, and both sides say the same unless a conflict waits."""
        first = self.sync()
        before = self.file, len(self.texts)
        assert self.sync() is (first if first in (State.CONFLICT, State.REFUSED) else State.UNCHANGED), self.shown()
        assert (self.file, len(self.texts)) == before, self.shown()
        assert first in (State.CONFLICT, State.REFUSED) or same(replace(self.file, title=None), self.page), (
            self.shown()
        )
        self.require_all()

    def require_settled(self) -> None:
        """When a person settles all that waits, both sides say the same, and have all that is wanted.

        Where the page could not say what was settled, both stay as they are.
        """
        for _ in range(9):
            state = self.sync(lambda conflict: self._chosen(conflict, "both"))
            if state is not State.CONFLICT:
                break
        self.require_quiet()
        if state is State.REFUSED:
            return
        there = words(self.texts[-1]).keys() & words(self.file.body).keys()
        assert self.wanted <= there, f"{sorted(self.wanted - there)} on one side only\n{self.shown()}"

    def shown(self) -> str:
        """Both sides, for a report."""
        side = "\n".join(map(str, self.file.body))
        return f"--- file {self.file.wiki}\n{side}\n--- page {len(self.texts)}\n{self.texts[-1]}"


# --- what people do


def reworded(item: Item, act: Callable[[str], str]) -> Item:
    """The item with each of its texts changed."""
    if isinstance(item, Exchange):
        answers = tuple(replace(answer, text=act(answer.text)) for answer in item.answers)
        return replace(item, question=act(item.question), answers=answers)
    return replace(item, wikitext=act(item.wikitext)) if isinstance(item, Prose) else item


def _one_text(items: list[Item], world: Waiting, act: Callable[[str], str]) -> None:
    """Change one text of one item: a question, an answer, prose."""
    if not items:
        return
    at = world.random.randrange(len(items))
    item = items[at]
    chosen = world.random.randrange(1 + len(item.answers)) if isinstance(item, Exchange) else 0
    texts = iter(range(100))
    items[at] = reworded(item, lambda text: act(text) if next(texts) == chosen else text)


def _word(items: list[Item], world: Waiting) -> None:
    """A word is put in, replaced or taken out."""

    def act(text: str) -> str:
        said = text.split(" ")
        at = world.random.randrange(1, max(2, len(said)))
        said[at : at + world.random.choice([0, 1])] = world.random.choice([[world.word()], [world.word()], []])
        return " ".join(said)

    _one_text(items, world, act)


def _sign(items: list[Item], world: Waiting) -> None:
    _one_text(items, world, lambda text: f"{text} {world.word()}")


def _add(items: list[Item], world: Waiting) -> None:
    items.insert(world.random.randint(0, len(items)), world.item())


def _add_twin(items: list[Item], world: Waiting) -> None:
    if items:
        items.insert(world.random.randint(0, len(items)), world.twin(world.random.choice(items)))


def _at(items: list[Item], world: Waiting, make: Callable[[Item], Sequence[Item]], *, width: int = 1) -> None:
    """Something else in the place of one item or some."""
    if items:
        at = world.random.randrange(len(items))
        items[at : at + width] = make(items[at])


def _drop(items: list[Item], world: Waiting) -> None:
    _at(items, world, lambda _: [])


def _replace(items: list[Item], world: Waiting) -> None:
    _at(items, world, lambda _: [world.item()])


def _replace_by_twin(items: list[Item], world: Waiting) -> None:
    _at(items, world, lambda item: [world.twin(item)])


def _move(items: list[Item], world: Waiting) -> None:
    if items:
        item = items.pop(world.random.randrange(len(items)))
        items.insert(world.random.randint(0, len(items)), item)


def _answers(items: list[Item], world: Waiting, act: Callable[[list[Answer]], None]) -> None:
    """Change the answers of one exchange."""
    places = [at for at, item in enumerate(items) if isinstance(item, Exchange)]
    if places:
        at = world.random.choice(places)
        exchange = items[at]
        assert isinstance(exchange, Exchange)
        answers = list(exchange.answers)
        act(answers)
        items[at] = replace(exchange, answers=tuple(answers))


def _answer(items: list[Item], world: Waiting) -> None:
    _answers(items, world, lambda answers: answers.insert(world.random.randint(0, len(answers)), world.answer()))


def _drop_answer(items: list[Item], world: Waiting) -> None:
    def act(answers: list[Answer]) -> None:
        if answers:
            del answers[world.random.randrange(len(answers))]

    _answers(items, world, act)


def _split(items: list[Item], world: Waiting) -> None:
    """Some answers get a question of their own, or a question is cut in two."""

    def act(item: Item) -> Sequence[Item]:
        if not isinstance(item, Exchange):
            return [item]
        cut = world.random.randint(0, len(item.answers))
        first, _, second = item.question.partition(" w") if world.random.random() < 0.5 else (item.question, "", "")
        question = f"w{second}" if second else f"And {world.line()}?"
        return [Exchange(first, item.answers[:cut]), Exchange(question, item.answers[cut:])]

    _at(items, world, act)


def _join(items: list[Item], world: Waiting) -> None:
    """Two exchanges that stand together become one, with both questions or with the first."""
    pairs = [at for at in range(len(items) - 1) if all(isinstance(x, Exchange) for x in items[at : at + 2])]
    if pairs:
        at = world.random.choice(pairs)
        one, two = items[at : at + 2]
        assert isinstance(one, Exchange)
        assert isinstance(two, Exchange)
        question = world.random.choice([one.question, f"{one.question} {two.question}"])
        items[at : at + 2] = [Exchange(question, one.answers + two.answers)]


EDITS: Mapping[str, Callable[[list[Item], Waiting], None]] = {
    "word": _word,
    "sign": _sign,
    "add": _add,
    "twin": _add_twin,
    "drop": _drop,
    "replace": _replace,
    "replace by twin": _replace_by_twin,
    "move": _move,
    "answer": _answer,
    "drop answer": _drop_answer,
    "split": _split,
    "join": _join,
}
KINDS = (
    *(f"{side} {edit}" for side in ("file", "page") for edit in EDITS),
    "revert",
    "settle",
    "pull",
    *["sync"] * 10,
)
