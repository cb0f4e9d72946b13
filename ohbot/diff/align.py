"""Which elements of an old sequence live on in which elements of a new one.

First what is equal, in order and then anywhere (moved); then what is alike or has the same name, near its old
place and then anywhere (edited; moved and edited); then what continues a neighbour's text (split, and seen
backwards, joined); last what stands where something of the same kind stood (replaced). The cost stays near linear:
likeness is only worked out for pairs that share a rare word.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence, Set
from functools import cache, partial
from itertools import accumulate, groupby
from typing import Any, TypeAlias

from ohbot.diff.elements import name_of, place_of, words_of
from ohbot.diff.matching import Pair, matching, rising
from ohbot.diff.words import bag, dice, likeness
from ohbot.model import Message

Words: TypeAlias = Callable[[int], Counter[str]]
"""The words of the element at a position."""

_RARE = 16
"""A word that more elements share than this does not tell them apart."""
_CANDIDATES = 8
_ALIKE_HERE = 0.4
_ALIKE_ANYWHERE = 0.6
_SHARED_ANYWHERE = 3
"""Fewer shared words than this do not make two elements in different places the same one, moved."""
_SAME_ANYWHERE = 6
"""Equal elements of fewer words, added in different places, are two."""
_NEARLY = 0.75
_CONTINUES = 0.5
"""The share of an element's words that its neighbour must have lost for the two to be one split element ..."""
_TAKES_OVER = 0.8
_TAKEN = 3
"""... or the share, and the least number, of the neighbour's lost words that the element must have."""


def is_nearly(one: Any, other: Any) -> bool:
    """Whether two things are so much alike that they are versions of one, wherever they come from.

    They have most words in common, or one has all the words of the other. Lines of a log repeat: they never are.
    """
    if type(one) is not type(other) or isinstance(one, Message):
        return False
    words, others = words_of(one), words_of(other)
    common = (words & others).total()
    if one == other:
        return common >= _SAME_ANYWHERE
    whole = common == min(words.total(), others.total()) and common >= _SHARED_ANYWHERE
    return whole or (common > _SHARED_ANYWHERE and dice(words, others) >= _NEARLY)


def align(
    old: Sequence[Any], new: Sequence[Any], *, distinct: bool = False, added: Set[Any] = frozenset()
) -> list[Pair]:
    """Links between positions in ``old`` and in ``new``, sorted.

    An element has no link (inserted, removed), one, or several (split, joined). With ``distinct``, elements are the
    same where their names are, and not otherwise. What is ``added`` is linked to nothing but its equals.
    """
    if distinct:
        old_names, new_names = [name_of(x) for x in old], [name_of(x) for x in new]
        everything = range(len(old)), range(len(new))
        return sorted(_paired(*everything, old_names.__getitem__, new_names.__getitem__))
    return sorted(_Alignment(old, new, added).links)


def origins(
    old: Sequence[Any], new: Sequence[Any], *, key: Callable[[Any], Hashable] = lambda element: element
) -> list[int | None]:
    """For each new element the position of the old one that it is or was made of, or None; none is taken twice.

    These are the links of ``align``, of which each element keeps its first; ``key`` tells which elements are equal.
    """
    found: list[int | None] = [None] * len(new)
    for i, j in _one_to_one(_Alignment(old, new, key=key).links):
        found[j] = i
    return found


def connected(count: int, together: Iterable[Sequence[int]]) -> list[int]:
    """For each position the first of those that it is joined with, directly or not."""
    first = list(range(count))

    def root(number: int) -> int:
        while first[number] != number:
            first[number] = number = first[first[number]]
        return number

    for numbers in together:
        for number in numbers[1:]:
            low, high = sorted((root(numbers[0]), root(number)))
            first[high] = low
    return [root(number) for number in range(count)]


class _Alignment:
    """The links found so far, which each phase adds to."""

    def __init__(
        self,
        old: Sequence[Any],
        new: Sequence[Any],
        added: Set[Any] = frozenset(),
        *,
        key: Callable[[Any], Hashable] = lambda element: element,
    ) -> None:
        self.old, self.new, self.added = old, new, added
        self.old_keys, self.new_keys = ([key(x) for x in side] for side in (old, new))
        self.old_words, self.new_words = (
            cache(lambda place, side=side: words_of(side[place])) for side in (old, new)
        )
        self.links = matching(self.old_keys, self.new_keys)
        here = _gaps_of(self.links, len(old), len(new))
        nowhere = [0] * max(len(old), len(new))
        for phase in (
            self._moved,
            # Alike, or of one name, in the same gap between equal ones; then very much so, anywhere.
            partial(self._alike, *here, _ALIKE_HERE, shared=1),
            partial(self._alike, nowhere, nowhere, _ALIKE_ANYWHERE, shared=_SHARED_ANYWHERE),
            self._pieces,
            self._replaced,
        ):
            if self.free_old or self.free_new:
                self.links += phase()

    @property
    def free_old(self) -> list[int]:
        taken = {i for i, _ in self.links}
        return [i for i in range(len(self.old)) if i not in taken]

    @property
    def free_new(self) -> list[int]:
        taken = {j for _, j in self.links}
        return [j for j, x in enumerate(self.new_keys) if j not in taken and x not in self.added]

    def _moved(self) -> list[Pair]:
        """Equal elements in other places, the first with the first."""
        taken = {j for _, j in self.links}
        free = [j for j in range(len(self.new)) if j not in taken]
        return _paired(self.free_old, free, self.old_keys.__getitem__, self.new_keys.__getitem__)

    def _alike(self, of_old: Sequence[int], of_new: Sequence[int], least: float, *, shared: int) -> list[Pair]:
        """The best pairs first, of two equally good ones the one that stays nearer to its place."""
        if not self.free_old:
            return []
        scored = []
        for i, j in self._candidates(of_old, of_new):
            score = self._likeness(i, j)
            common = (self.old_words(i) & self.new_words(j)).total()
            if score >= 1 or (score >= least and common >= shared):
                scored.append((-score, abs(i - j), i, j))
        return _one_to_one((i, j) for *_, i, j in sorted(scored))

    def _likeness(self, i: int, j: int) -> float:
        """From 0 to 1, of all words or of the names alone (an exchange's question), and 1 more for the same name."""
        names = name_of(self.old[i]), name_of(self.new[j])
        whole = likeness(self.old_words(i), self.new_words(j))
        if names[0] is None or names[1] is None:
            return whole
        return max(whole, dice(bag(names[0]), bag(names[1]))) + (names[0] == names[1])

    def _candidates(self, of_old: Sequence[int], of_new: Sequence[int]) -> Iterable[Pair]:
        """Pairs of one kind in one gap that share a rare word."""
        index: defaultdict[Hashable, list[int]] = defaultdict(list)
        for j in self.free_new:
            for word in self.new_words(j):
                index[of_new[j], type(self.new[j]), word].append(j)
        for i in self.free_old:
            keys = ((of_old[i], type(self.old[i]), word) for word in self.old_words(i))
            posts = (index[key] for key in keys if key in index)
            counts = Counter(j for post in posts if len(post) <= _RARE for j in post)
            yield from ((i, j) for j, _ in counts.most_common(_CANDIDATES))

    def _pieces(self) -> list[Pair]:
        """New elements that took over a part of a linked neighbour, and the same backwards."""
        links = [(i, j) for i, j in self.links if self.old_keys[i] != self.new_keys[j]]
        backwards = [(j, i) for i, j in links]
        split = _pieces(links, self.free_new, self.old_words, self.new_words)
        joined = _pieces(backwards, self.free_old, self.new_words, self.old_words)
        return split + [(i, j) for j, i in joined]

    def _replaced(self) -> list[Pair]:
        """What is left in a gap on both sides in equal number and kind, where the place tells that it is the same."""
        here, there = _gaps_of(rising(sorted(self.links)), len(self.old), len(self.new))
        olds, news = _by_place(self.free_old, self.old, here), _by_place(self.free_new, self.new, there)
        return [
            pair
            for place in olds.keys() & news.keys()
            if len(olds[place]) == len(news[place])
            for pair in zip(olds[place], news[place], strict=True)
        ]


def _gaps_of(links: Sequence[Pair], olds: int, news: int) -> tuple[list[int], list[int]]:
    """For each position on either side, how many of the (rising) links lie before it."""
    ends = {i for i, _ in links}, {j for _, j in links}
    here, there = (
        list(accumulate((place in linked for place in range(length)), initial=0))
        for linked, length in zip(ends, (olds, news), strict=True)
    )
    return here, there


def _by_place(free: Iterable[int], elements: Sequence[Any], gaps: Sequence[int]) -> dict[Hashable, list[int]]:
    """Positions by gap and by what must agree there."""
    grouped: defaultdict[Hashable, list[int]] = defaultdict(list)
    for position in free:
        place = place_of(elements[position])
        if place is not None:
            grouped[gaps[position], place].append(position)
    return grouped


def _paired(
    olds: Iterable[int], news: Iterable[int], old_key: Callable[[int], Any], new_key: Callable[[int], Any]
) -> list[Pair]:
    """The k-th of the old with the k-th of the new that have one key."""
    waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
    for i in reversed(list(olds)):
        waiting[old_key(i)].append(i)
    return [(waiting[new_key(j)].pop(), j) for j in news if waiting.get(new_key(j))]


def _one_to_one(pairs: Iterable[Pair]) -> list[Pair]:
    """Pairs in the order given, without those whose ends are taken already."""
    olds: dict[int, int] = {}
    news: dict[int, int] = {}
    for i, j in pairs:
        if i not in olds and j not in news:
            olds[i], news[j] = j, i
    return list(olds.items())


def _pieces(
    links: Sequence[Pair],
    free: Sequence[int],
    whole_words: Words,
    piece_words: Words,
) -> list[Pair]:
    """Links from a whole to further pieces of it, and to all that stands between its pieces."""
    owner = {j: i for i, j in links}
    rest = {i: whole_words(i) - piece_words(j) for i, j in links}
    owners: dict[int, int] = {}  # no piece has two wholes
    for _, numbered in groupby(enumerate(free), lambda pair: pair[1] - pair[0]):
        run = [position for _, position in numbered]  # free positions that stand side by side
        for run_part, neighbour in ((run, run[0] - 1), (run[::-1], run[-1] + 1)):
            whole = owner.get(neighbour)
            if whole is not None:
                for position in _claimed(run_part, rest[whole], piece_words):
                    owners.setdefault(position, whole)
    return [(whole, piece) for piece, whole in owners.items()]


def _claimed(run: Sequence[int], rest: Counter[str], words: Words) -> Sequence[int]:
    """The run up to its last element whose words the whole has lost."""
    last = 0
    for count, position in enumerate(run, start=1):
        shared = (words(position) & rest).total()
        is_rest = shared >= _TAKEN and shared >= _TAKES_OVER * (+rest).total()
        if is_rest or (shared and shared >= _CONTINUES * words(position).total()):
            rest.subtract(words(position) & rest)
            last = count
    return run[:last]
