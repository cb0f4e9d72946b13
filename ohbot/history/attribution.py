"""Who brought each word of a page.

Each word belongs to the revision that brought it, wherever it is moved to later. What was removed and comes back
word for word (the whole page, which is a revert; a question or answer; a sentence) has the origins that it had
before, and counts as touched by whoever touched it before: so vandalism and its removal leave no trace. That is how
WikiWho defines it (Flöck and Acosta, 2014), which compares paragraphs and sentences by their words with all that was
there before, and words only with the revision before. mwpersistence does it for reverts of whole pages alone, as far
back as one says.

A revision that cannot be read (its text is hidden) is not added: what came with it belongs to the next one that is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Literal, TypeAlias

from ohbot.diff.align import align, connected
from ohbot.diff.matching import matching
from ohbot.history.parts import PagePart, PartOrigins, Pool, SentenceOrigins, parts_of
from ohbot.model import FACTS, Item, Revision, Session
from ohbot.sync.changes import Kind, paired

Pairs: TypeAlias = Sequence[tuple[Kind | Literal["same"], list[int], list[int]]]


@dataclass(frozen=True, slots=True, eq=False)
class ItemOrigins:
    """An item with its parts; ``touched`` is the revision that made it what it is.

    ``first`` holds the positions of the items of the first revision that it was made of.
    """

    item: Item
    parts: tuple[PartOrigins, ...]
    touched: int
    first: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _State:
    """A page as a revision had it; ``facts`` tells which revision gave each its value."""

    session: Session = field(default_factory=Session)
    items: tuple[ItemOrigins, ...] = ()
    facts: tuple[int | None, ...] = (None,) * len(FACTS)


class Attribution:
    """The origins of a page's words, revision by revision; the first that is added has brought all that it shows."""

    def __init__(self) -> None:
        self.first = Session()
        self._now = _State()
        self._states: dict[str, _State] = {}
        self._parts: Pool[PartOrigins] = Pool()
        self._sentences: Pool[SentenceOrigins] = Pool()
        self._removed_items: dict[int, int] = {}
        self._removed_texts: dict[str, int] = {}

    @property
    def items(self) -> tuple[ItemOrigins, ...]:
        """The items of the page as the newest revision has it."""
        return self._now.items

    @property
    def session(self) -> Session:
        """The page as the newest revision has it."""
        return self._now.session

    def of_fact(self, fact: str) -> int | None:
        """The revision that gave a fact its value or took it away; None where the page never showed it."""
        return self._now.facts[FACTS.index(fact)]

    @property
    def removed(self) -> dict[int, int]:
        """The items of the first revision that are gone, by position there, with the revision that removed each."""
        there = {first for one in self.items for first in one.first}
        return {first: revision for first, revision in self._removed_items.items() if first not in there}

    def of_text(self, text: str) -> int | None:
        """The revision that made the part with this text, paragraph or line what it is, or removed it; else None."""
        parts = (part for item in self.items for part in item.parts)
        found = next((part.touched for part in parts if text in _pieces(part.part.text)), None)
        return self._removed_texts.get(text) if found is None else found

    def add(self, revision: Revision, session: Session) -> Pairs:
        """Take in the next revision, as it is read; returns what became of the items (see `paired`)."""
        if not self._states:
            self.first = session
        pairs = list(paired(self.session.body, session.body))
        text = revision.sha1 or f"revision {revision.id}"
        before = self._states.get(text)
        state = before or self._next(pairs, session, revision.id)
        gone = [self.items[at] for kind, olds, _ in pairs if kind == "removed" for at in olds]
        self._removed_items |= {first: revision.id for one in gone for first in one.first}
        if before:
            self._restore(before)
        self._now = state
        self._states.setdefault(text, state)
        return pairs

    def _restore(self, before: _State) -> None:
        """Make an earlier state the newest: what it has leaves the pools, what it lacks goes there."""
        now, then = (tuple(part for one in items for part in one.parts) for items in (self.items, before.items))
        for part in set(then) - set(now):
            self._parts.drop(part.part.key, part)
        for part in set(now) - set(then):
            self._parts.put(part.part.key, part)
        here, there = ({one for part in parts for one in part.sentences} for parts in (now, then))
        for sentence in there - here:
            self._sentences.drop(sentence.words, sentence)
        for sentence in here - there:
            self._sentences.put(sentence.words, sentence)

    # --- the next state

    def _next(self, pairs: Pairs, session: Session, revision: int) -> _State:
        """The state after a revision that is none of the earlier ones again."""
        is_first = not self._states
        found: dict[int, ItemOrigins] = {}
        places: list[_Place] = []
        for kind, olds, news in pairs:
            old, new = [self.items[i] for i in olds], [session.body[j] for j in news]
            if [one.item for one in old] == new:
                found |= zip(news, old, strict=True)
                continue
            touched = max((one.touched for one in old), default=revision) if kind in ("same", "moved") else revision
            first = frozenset(chain.from_iterable(one.first for one in old))
            places.append(_Place(old, new, news, touched, frozenset(news) if is_first else first))
        self._attribute(places, revision)
        for place in places:
            found |= place.items()
        facts = tuple(
            was if getattr(self.session, fact) == getattr(session, fact) else revision
            for fact, was in zip(FACTS, self._now.facts, strict=True)
        )
        return _State(session, tuple(found[at] for at in range(len(session.body))), facts)

    def _attribute(self, places: Sequence["_Place"], revision: int) -> None:
        """Find the origins of what is new: in its place, in what went, word by word, else this revision."""
        for place in places:
            place.match_parts()
        back = self._parts_back(places, revision)
        changes = _changes([part for place in places for part in place.gone], places)
        for change in changes:
            change.match_sentences(back)
        back |= self._sentences_back(changes)
        for change in changes:
            change.match_words(back, revision)

    def _parts_back(self, places: Sequence["_Place"], revision: int) -> set[SentenceOrigins]:
        """Give parts the origins that they had, here or earlier; returns their sentences."""
        for part in (part for place in places for part in place.gone):
            self._parts.put(part.part.key, part)
            self._removed_texts.update(dict.fromkeys(_pieces(part.part.text), revision))
        back: set[SentenceOrigins] = set()
        for new in (new for place in places for new in place.open_parts):
            new.known = self._parts.take(new.part.key)
            back.update(new.known.sentences if new.known else ())
        for sentence in back:
            self._sentences.drop(sentence.words, sentence)
        return back

    def _sentences_back(self, changes: Sequence["_Change"]) -> set[SentenceOrigins]:
        """Give sentences the origins that they had, here or earlier; returns them."""
        for sentence in (sentence for change in changes for sentence in change.lost):
            self._sentences.put(sentence.words, sentence)
        back: set[SentenceOrigins] = set()
        for new, at in (found for change in changes for found in change.open_sentences):
            if known := self._sentences.take(new.part.sentences[at]):
                new.sentences[at] = known
                back.add(known)
        return back


def _pieces(text: str) -> set[str]:
    """A text, its paragraphs and its lines."""
    return {text, *text.split("\n\n"), *text.split("\n")}


class _New:
    """A part of the new revision; ``known`` is what is taken over whole, ``sentences`` what is found else."""

    def __init__(self, part: PagePart) -> None:
        self.part = part
        self.known: PartOrigins | None = None
        self.sentences: list[SentenceOrigins | None] = [None] * len(part.sentences)

    def origins(self, touched: int) -> PartOrigins:
        """The part with its origins, when all of them are found."""
        if self.known is None:
            return PartOrigins(self.part, tuple(filter(None, self.sentences)), touched)
        return self.known if self.known.part.text == self.part.text else replace(self.known, part=self.part)


class _Place:
    """Items of the old revision and what they became, at work."""

    def __init__(
        self, old: Sequence[ItemOrigins], new: Sequence[Item], at: Sequence[int], touched: int, first: frozenset[int]
    ) -> None:
        self._new, self._at, self._touched, self._first, self._is_added = new, at, touched, first, not old
        self._parts = [[_New(part) for part in parts_of(item)] for item in new]
        self.gone = [part for one in old for part in one.parts]

    @property
    def open_parts(self) -> list[_New]:
        """The new parts that are not taken over as they are."""
        return [new for parts in self._parts for new in parts if new.known is None]

    def match_parts(self) -> None:
        """Parts that say the same, in their order."""
        news = self.open_parts
        pairs = matching([part.part.key for part in self.gone], [new.part.key for new in news])
        for i, j in pairs:
            news[j].known = self.gone[i]
        kept = {i for i, _ in pairs}
        self.gone = [part for i, part in enumerate(self.gone) if i not in kept]

    def items(self) -> dict[int, ItemOrigins]:
        """The new items by their position, when all is found."""
        found: dict[int, ItemOrigins] = {}
        for at, item, parts in zip(self._at, self._new, self._parts, strict=True):
            is_back = self._is_added and all(new.known for new in parts)
            made = tuple(new.origins(self._touched) for new in parts)
            touched = max(part.touched for part in made) if is_back else self._touched
            found[at] = ItemOrigins(item, made, touched, self._first)
        return found


def _changes(gone: Sequence[PartOrigins], places: Sequence[_Place]) -> list["_Change"]:
    """What went, with what it became as far as their likeness tells."""
    news = [new for place in places for new in place.open_parts]
    links = align([part.part.text for part in gone], [new.part.text for new in news])
    together = connected(len(gone) + len(news), [(i, len(gone) + j) for i, j in links])
    changes = {first: _Change([], []) for first in together}
    for first, part in zip(together, gone, strict=False):
        changes[first].gone.append(part)
    for first, new in zip(together[len(gone) :], news, strict=True):
        changes[first].news.append(new)
    return list(changes.values())


@dataclass(slots=True)
class _Change:
    """Parts that went and those that they became; ``lost`` are the sentences that are not in these."""

    gone: list[PartOrigins]
    news: list[_New]
    lost: list[SentenceOrigins] = field(default_factory=list)

    @property
    def open_sentences(self) -> list[tuple[_New, int]]:
        """The new sentences whose origins are not known yet, by part and position."""
        return [(new, at) for new in self.news for at, known in enumerate(new.sentences) if known is None]

    def match_sentences(self, back: set[SentenceOrigins]) -> None:
        """Sentences that say the same, in their order, but for those that are back elsewhere."""
        olds = [sentence for part in self.gone for sentence in part.sentences if sentence not in back]
        news = self.open_sentences
        pairs = matching([one.words for one in olds], [new.part.sentences[at] for new, at in news])
        for i, j in pairs:
            new, at = news[j]
            new.sentences[at] = olds[i]
        kept = {i for i, _ in pairs}
        self.lost = [one for i, one in enumerate(olds) if i not in kept]

    def match_words(self, back: set[SentenceOrigins], revision: int) -> None:
        """The words that stayed in the sentences that changed; the others are the revision's."""
        lost = [one for one in self.lost if one not in back]
        olds = [pair for one in lost for pair in zip(one.words, one.origins, strict=True)]
        news = self.open_sentences
        words = [word for new, at in news for word in new.part.sentences[at]]
        found = {j: olds[i][1] for i, j in matching([word for word, _ in olds], words)}
        rest = iter(found.get(j, revision) for j in range(len(words)))
        for new, at in news:
            sentence = new.part.sentences[at]
            new.sentences[at] = SentenceOrigins(sentence, tuple(next(rest) for _ in sentence))
