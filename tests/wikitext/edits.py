"""Single edits of a session, and how many lines of its page each may touch."""

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from typing import NamedTuple

from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose, Session

NEW = Exchange("Is this new?", (Answer("It is."), Answer("Indeed: quite.", "Zelda Quux")))


class Edit(NamedTuple):
    """An edit: its name, the session after it, and how many lines it may take away or add; None for any number."""

    name: str
    session: Session
    lines: int | None


def edits(session: Session) -> Iterator[Edit]:
    """Every single edit: of each text and speaker, insertions, removals and moves of each item."""
    body = session.body
    for i, item in enumerate(body):
        for name, new, lines in _item_edits(item):
            yield _edit(session, f"{name} {i}", [*body[:i], new, *body[i + 1 :]], lines)
        if isinstance(item, Exchange):
            yield _edit(session, f"insert behind {i}", [*body[: i + 1], NEW, *body[i + 1 :]], 7)
        if isinstance(item, Message):
            message = Message("is this new?", "12:34" if item.time else None, "zelda|x" if item.time else "Zelda")
            yield _edit(session, f"insert behind {i}", [*body[: i + 1], message, *body[i + 1 :]], 3)
        yield _edit(session, f"remove {i}", [*body[:i], *body[i + 1 :]], None)
        if i + 1 < len(body):
            yield _edit(session, f"swap {i}", [*body[:i], body[i + 1], item, *body[i + 2 :]], None)
    yield _edit(session, "append", [*body, NEW], None)
    yield _edit(session, "take all out", [], None)


def _edit(session: Session, name: str, body: list[Item], lines: int | None) -> Edit:
    return Edit(name, replace(session, body=tuple(body)), lines)


def _item_edits(item: Item) -> Iterator[tuple[str, Item, int | None]]:
    if isinstance(item, Exchange):
        yield "question", replace(item, question=f"{item.question} really?"), 2
        yield "new answer", replace(item, answers=(*item.answers, Answer("Added.", "Zelda", "guest"))), 3
        for j, answer in enumerate(item.answers):
            yield from _answer_edits(item, j, answer)
    elif isinstance(item, Message):
        yield "message", replace(item, text=f"{item.text} really?"), 2
        yield "other words of", replace(item, text="all * other [words]"), 2
    elif isinstance(item, Prose) and "\n" not in item.wikitext and item.wikitext[0].isalnum():
        yield "prose", replace(item, wikitext=f"Whoa. {item.wikitext}"), 2
    elif isinstance(item, Heading):
        yield "heading", replace(item, text=f"{item.text} anew"), 2


def _answer_edits(item: Exchange, j: int, answer: Answer) -> Iterator[tuple[str, Item, int | None]]:
    def changed(*new: Answer) -> Item:
        return replace(item, answers=(*item.answers[:j], *new, *item.answers[j + 1 :]))

    yield f"answer {j} of", changed(replace(answer, text=f"New start, {answer.text}")), 2
    yield f"speaker {j} of", changed(replace(answer, speaker="Zelda Quux")), 2
    yield f"paragraph {j} of", changed(replace(answer, text=f"{answer.text}\n\nOne more paragraph.")), 3
    yield f"removal {j} of", changed(), None


def touched(old: str, new: str) -> int:
    """How many lines a line diff takes away or adds."""
    ours, theirs = old.split("\n"), new.split("\n")
    steps = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return sum(b - a + d - c for tag, a, b, c, d in steps if tag != "equal")
