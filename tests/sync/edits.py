"""What people do to a body, edit by edit, with words that occur once (`w7`) and others that make things alike."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from random import Random

from ohbot.model import Answer, Exchange, Item, Prose

WORD = re.compile(r"\bw\d+\b")
COMMON = "we tools pages people budget search year team home editors fund meet write translate plans grow".split()


def words(thing: object) -> Counter[str]:
    """How often each unique word is in something."""
    return Counter(WORD.findall(thing if isinstance(thing, str) else repr(thing).replace("\\n", " ")))


class Author:
    """Writes things by chance."""

    def __init__(self) -> None:
        self.random = Random(0)
        self.numbers = count(1)

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


def reworded(item: Item, act: Callable[[str], str]) -> Item:
    """The item with each of its texts changed."""
    if isinstance(item, Exchange):
        answers = tuple(replace(answer, text=act(answer.text)) for answer in item.answers)
        return replace(item, question=act(item.question), answers=answers)
    return replace(item, wikitext=act(item.wikitext)) if isinstance(item, Prose) else item


def _one_text(items: list[Item], author: Author, act: Callable[[str], str]) -> None:
    """Change one text of one item: a question, an answer, prose."""
    if not items:
        return
    at = author.random.randrange(len(items))
    item = items[at]
    chosen = author.random.randrange(1 + len(item.answers)) if isinstance(item, Exchange) else 0
    texts = iter(range(100))
    items[at] = reworded(item, lambda text: act(text) if next(texts) == chosen else text)


def _word(items: list[Item], author: Author) -> None:
    """A word is put in, replaced or taken out."""

    def act(text: str) -> str:
        said = text.split(" ")
        at = author.random.randrange(1, max(2, len(said)))
        said[at : at + author.random.choice([0, 1])] = author.random.choice([[author.word()], [author.word()], []])
        return " ".join(said)

    _one_text(items, author, act)


def _sign(items: list[Item], author: Author) -> None:
    _one_text(items, author, lambda text: f"{text} {author.word()}")


def _add(items: list[Item], author: Author) -> None:
    items.insert(author.random.randint(0, len(items)), author.item())


def _add_twin(items: list[Item], author: Author) -> None:
    if items:
        items.insert(author.random.randint(0, len(items)), author.twin(author.random.choice(items)))


def _at(items: list[Item], author: Author, make: Callable[[Item], Sequence[Item]], *, width: int = 1) -> None:
    """Something else in the place of one item or some."""
    if items:
        at = author.random.randrange(len(items))
        items[at : at + width] = make(items[at])


def _drop(items: list[Item], author: Author) -> None:
    _at(items, author, lambda _: [])


def _replace(items: list[Item], author: Author) -> None:
    _at(items, author, lambda _: [author.item()])


def _replace_by_twin(items: list[Item], author: Author) -> None:
    _at(items, author, lambda item: [author.twin(item)])


def _move(items: list[Item], author: Author) -> None:
    if items:
        item = items.pop(author.random.randrange(len(items)))
        items.insert(author.random.randint(0, len(items)), item)


def _answers(items: list[Item], author: Author, act: Callable[[list[Answer]], None]) -> None:
    """Change the answers of one exchange."""
    places = [at for at, item in enumerate(items) if isinstance(item, Exchange)]
    if places:
        at = author.random.choice(places)
        exchange = items[at]
        assert isinstance(exchange, Exchange)
        answers = list(exchange.answers)
        act(answers)
        items[at] = replace(exchange, answers=tuple(answers))


def _answer(items: list[Item], author: Author) -> None:
    _answers(items, author, lambda answers: answers.insert(author.random.randint(0, len(answers)), author.answer()))


def _drop_answer(items: list[Item], author: Author) -> None:
    def act(answers: list[Answer]) -> None:
        if answers:
            del answers[author.random.randrange(len(answers))]

    _answers(items, author, act)


def _split(items: list[Item], author: Author) -> None:
    """Some answers get a question of their own, or a question is cut in two."""

    def act(item: Item) -> Sequence[Item]:
        if not isinstance(item, Exchange):
            return [item]
        cut = author.random.randint(0, len(item.answers))
        first, _, second = item.question.partition(" w") if author.random.random() < 0.5 else (item.question, "", "")
        question = f"w{second}" if second else f"And {author.line()}?"
        return [Exchange(first, item.answers[:cut]), Exchange(question, item.answers[cut:])]

    _at(items, author, act)


def _join(items: list[Item], author: Author) -> None:
    """Two exchanges that stand together become one, with both questions or with the first."""
    pairs = [at for at in range(len(items) - 1) if all(isinstance(x, Exchange) for x in items[at : at + 2])]
    if pairs:
        at = author.random.choice(pairs)
        one, two = items[at : at + 2]
        assert isinstance(one, Exchange)
        assert isinstance(two, Exchange)
        question = author.random.choice([one.question, f"{one.question} {two.question}"])
        items[at : at + 2] = [Exchange(question, one.answers + two.answers)]


EDITS: Mapping[str, Callable[[list[Item], Author], None]] = {
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
