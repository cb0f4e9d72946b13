"""A page that people edit at random, of words of which each occurs once: so it is known who brought which."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from random import Random

Sentence = list[str]
Paragraph = list[Sentence]
Exchange = list[Paragraph]
"""A question and its answers."""

SAID = "the and of what we do with a".split()
LAYOUTS: dict[str, Callable[[list[Exchange]], str]] = {
    "numbered": lambda page: _page(page, "# {}?", "#: {}"),
    "bullets": lambda page: _page(page, "* {}?", "** Anna Berg: {}"),
    "headings": lambda page: _page(page, "=== {}? ===", "{}\n", top="== Questions ==\n"),
    "log": lambda page: _page(page, "[18:00:01] <anna> {}?", "[18:00:02] <ben> {}"),
    "dialogue": lambda page: _page(page, "'''Anna''': {}?\n", "Ben: {}\n"),
    "letters": lambda page: _page(page, "'''Q:''' {}?\n", "'''A:''' {}\n"),
}


def _page(page: list[Exchange], question: str, answer: str, *, top: str = "Notes of the hour.\n\n") -> str:
    lines = [
        (answer if number else question).format(" ".join(map(_sentence, paragraph)))
        for exchange in page
        for number, paragraph in enumerate(exchange)
    ]
    return top + "\n".join(lines)


def _sentence(words: Sentence) -> str:
    return f"{' '.join(words)}." if words else "Nothing."


def _sentences(page: list[Exchange]) -> list[Sentence]:
    return [sentence for exchange in page for part in exchange for sentence in part]


class Editors:
    """Random edits of a page; ``brought`` tells the number of the edit that brought each word."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._words = 0
        self.number = 0
        self.brought: dict[str, int] = {}
        self.page: list[Exchange] = [self._exchange() for _ in range(random.randint(2, 5))]
        self._note()
        self._gone: list[Exchange] = []
        self._gone_sentences: list[Sentence] = []
        self._versions = [deepcopy(self.page)]

    def edit(self) -> None:
        """One edit: one to three changes, or something comes back as it was."""
        self.number += 1
        if self._random.random() < 0.3:
            self._random.choice(list(self._returns()))()
        else:
            for _ in range(self._random.choice((1, 1, 2, 3))):
                self._random.choice(list(self._changes()))()
        self._note()
        self._versions.append(deepcopy(self.page))
        old = self._versions[-2]
        self._gone += [one for one in old if one not in self.page]
        here, answers = _sentences(self.page), [exchange[1:] for exchange in old]
        self._gone_sentences += [one for one in _sentences(answers) if one not in here]

    @property
    def words(self) -> set[str]:
        """The words of the page that occur once."""
        return {word for words in _sentences(self.page) for word in words if "x" in word}

    def _note(self) -> None:
        for word in self.words - self.brought.keys():
            self.brought[word] = self.number

    def _returns(self) -> Iterator[Callable[[], None]]:
        yield self._revert
        here = self.words
        gone = [one for one in self._gone if here.isdisjoint(word for words in _sentences([one]) for word in words)]
        if gone:
            yield lambda: self.page.insert(self._at(self.page), deepcopy(self._random.choice(gone)))
        sentences = [one for one in self._gone_sentences if here.isdisjoint(one)]
        if sentences and self.page:
            paragraph = self._answer()
            yield lambda: paragraph.insert(self._at(paragraph), self._random.choice(sentences)[:])

    def _changes(self) -> Iterator[Callable[[], None]]:
        yield self._add_exchange
        if not self.page:
            return
        yield from (self._add_word, self._add_word, self._remove_word, self._add_answer, self._add_sentence)
        yield from (self._move_exchange, self._move_answer, self._remove_exchange, self._remove_sentence)
        if self._random.random() < 0.2:
            yield self._blank

    # --- what people write

    def _word(self) -> str:
        self._words += 1
        return f"{self._random.choice(('lantern', 'wick', 'moon', 'dusk'))}x{self._words}"

    def _new_sentence(self) -> Sentence:
        words = [self._random.choice(SAID) if self._random.random() < 0.3 else self._word() for _ in range(5)]
        return [self._word(), *words]

    def _exchange(self) -> Exchange:
        return [[self._new_sentence()], [self._new_sentence(), self._new_sentence()]]

    # --- what they change

    def _at(self, things: Sequence[object]) -> int:
        return self._random.randint(0, len(things))

    def _part(self) -> Paragraph:
        return self._random.choice(self._random.choice(self.page))

    def _answer(self) -> Paragraph:
        return self._random.choice(self._random.choice(self.page)[1:])

    def _add_exchange(self) -> None:
        self.page.insert(self._at(self.page), self._exchange())

    def _remove_exchange(self) -> None:
        self.page.pop(self._random.randrange(len(self.page)))

    def _move_exchange(self) -> None:
        moved = self.page.pop(self._random.randrange(len(self.page)))
        self.page.insert(self._at(self.page), moved)

    def _add_answer(self) -> None:
        self._random.choice(self.page).append([self._new_sentence()])

    def _move_answer(self) -> None:
        exchange = self._random.choice(self.page)
        if len(exchange) > 2:
            self._random.choice(self.page).append(exchange.pop())

    def _add_sentence(self) -> None:
        paragraph = self._answer()
        paragraph.insert(self._at(paragraph), self._new_sentence())

    def _remove_sentence(self) -> None:
        paragraph = self._answer()
        if len(paragraph) > 1:
            paragraph.pop(self._random.randrange(len(paragraph)))

    def _add_word(self) -> None:
        sentence = self._random.choice(self._part())
        sentence.insert(self._at(sentence), self._word())

    def _remove_word(self) -> None:
        sentence = self._random.choice(self._part())
        if len(sentence) > 4:
            sentence.pop(self._random.randrange(len(sentence)))

    def _blank(self) -> None:
        self.page = []

    def _revert(self) -> None:
        self.page = deepcopy(self._random.choice(self._versions))
