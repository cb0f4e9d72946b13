"""A file and its page in memory, for long histories in which conflicts wait: no disk, no wiki, the very plan.

A history is a row of steps, each a kind and a seed: the same history is the same story, so that a long one can be cut
down to what matters. Words such as `w7` occur once where they are written, and so do notes such as `secret8`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import TypeAlias

from ohbot.errors import PageRefused
from ohbot.merge import Conflict, Decision, left_in
from ohbot.model import Answer, Exchange, Item, Page, Revision, Session, WikiLink
from ohbot.sync import Observation, State, plan
from ohbot.sync.plan import Decide, undecided
from ohbot.wikitext.lens import create, get, put, same
from tests.sync.edits import EDITS, Author, words

Step: TypeAlias = tuple[str, int]
SECRET = re.compile(r"\bsecret\d+\b")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
CHOICES: tuple[Decision | None, ...] = ("ours", "theirs", "both", None)
ANCHOR = Exchange("Any more questions?", (Answer("None."),))
"""An exchange that nobody touches, so that the page shows exchanges whatever happens to the others."""


def bare(item: Item) -> Item:
    """An item without what only the file knows of it."""
    if isinstance(item, Exchange):
        item = replace(item, answers=tuple(replace(answer, metadata={}) for answer in item.answers))
    return replace(item, metadata={})


class Waiting(Author):
    """One session in its file and on its page.

    What people wrote and nobody removed from a side that had it is in `wanted`; what may stand twice, because a
    person put it there twice, in `doubled`; what only the file knows, and nobody took out of it, in `secrets`.
    """

    def __init__(self) -> None:
        super().__init__()
        session = Session(title="Hour", body=(*(self.exchange() for _ in range(3)), ANCHOR))
        self.texts = [create(session)]
        self.file = replace(session, wiki=WikiLink("Hour", 1, 1))
        self.wanted = set(words(session))
        self.written = set(self.wanted)
        self.doubled: set[str] = set()
        self.secrets: set[str] = set()

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
        if side == "file":
            self.edit_file(self.edited(self.file.body, what))
        elif side == "page":
            self.edit_page(self.edited(self.page.body, what))
        elif kind == "private":
            self.note()
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
        self.secrets = set(SECRET.findall(repr(self.file)))

    def note(self) -> None:
        """A person notes something private beside an item of the file, or beside an answer in it."""
        body = list(self.file.body)
        places = [at for at, item in enumerate(body) if item != ANCHOR]
        if not places:
            return
        at = self.random.choice(places)
        metadata = {"private": {"note": f"secret{next(self.numbers)}"}}
        item = body[at]
        if isinstance(item, Exchange) and item.answers and self.random.random() < 0.5:
            answers = list(item.answers)
            chosen = self.random.randrange(len(answers))
            answers[chosen] = replace(answers[chosen], metadata={**answers[chosen].metadata, **metadata})
            body[at] = replace(item, answers=tuple(answers))
        else:
            body[at] = replace(item, metadata={**item.metadata, **metadata})
        self.edit_file(body)

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
        self._require_told(session, found.sentence)
        self.file = session
        return found.state

    @property
    def sides(self) -> tuple[Counter[str], Counter[str]]:
        """The words on the page and in the file, where they could be on a page."""
        return words(self.texts[-1]), words(tuple(map(bare, self.file.body)))

    @property
    def everywhere(self) -> set[str]:
        """The words of all sides."""
        page, file = self.sides
        return {*page, *file}

    def _observation(self, session: Session) -> Observation:
        link, now = session.wiki, len(self.texts)
        assert link is not None
        assert link.revision is not None
        page = Page("Hour", 1, Revision(now, now - 1, NOON, None, "Kim", None, self.texts[-1]))
        merged = self.texts[link.merged - 1] if link.merged else None
        return Observation("hour", session, "Hour", page, self.texts[link.revision - 1], merged=merged)

    # what has to hold

    def require_all(self) -> None:
        """No word is lost, none stands twice on a side, and what only the file knows it still knows."""
        forgotten = self.secrets - set(SECRET.findall(repr(self.file)))
        assert not forgotten, f"{sorted(forgotten)} forgotten\n{self.shown()}"
        page, file = self.sides
        for side in (page, file):
            twice = [word for word, times in side.items() if times > 1 and word not in self.doubled]
            assert not twice, f"{twice} doubled\n{self.shown()}"
        lost = self.wanted - self.everywhere
        assert not lost, f"{sorted(lost)} lost\n{self.shown()}"

    def _require_told(self, session: Session, sentence: str) -> None:
        """Whoever runs this is told where something stays that has lost its place."""
        is_new = left_in(session) > left_in(self.file)
        assert not is_new or "x-left" in sentence, f"{sentence}: not told\n{self.shown()}"

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


KINDS = (
    *(f"{side} {edit}" for side in ("file", "page") for edit in EDITS),
    "revert",
    "settle",
    "pull",
    *["private"] * 3,
    *["sync"] * 10,
)
