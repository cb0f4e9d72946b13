"""A session as a few plain lines, so that a case can say what a page shows, and the cases themselves."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from ohbot.model import FACTS, Answer, Exchange, Heading, Item, Message, Person, Session

CASES = Path(__file__).parent / "cases"


class Case(NamedTuple):
    """A page and the outline of the session that it shows."""

    name: str
    page: str
    view: str


def cases() -> list[Case]:
    """Every case of every file; ``~`` at the end of a line stands for nothing, so that blanks can be seen."""
    return [case for path in sorted(CASES.glob("*.txt")) for case in _cases(path)]


def _cases(path: Path) -> Iterator[Case]:
    text = path.read_text(encoding="utf-8")
    for found in re.finditer(r"^!! (.+)\n((?:.*\n)*?)!! shows\n((?:.*\n)*?)!!(?:\n|$)", text, re.MULTILINE):
        yield Case(f"{path.stem}: {found[1]}", re.sub(r"~$", "", found[2], flags=re.MULTILINE), found[3])


def outline(session: Session) -> str:
    """Facts that are there, then one line for each heading, question, paragraph and message; ``...`` for prose."""
    lines = [f"{fact}: {_told(value)}" for fact in FACTS if (value := getattr(session, fact))]
    return "".join(f"{line}\n" for line in (*lines, *(line for item in session.body for line in _lines(item))))


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_told, value))
    if isinstance(value, Person):
        return (
            f"{value.name}{f' ({value.role})' if value.role else ''}{f' = {value.username}' * bool(value.username)}"
        )
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else str(value)


def _lines(item: Item) -> Iterator[str]:
    if isinstance(item, Heading):
        yield f"{'=' * item.level} {item.text}"
    elif isinstance(item, Exchange):
        yield f"? {item.question}"
        for answer in item.answers:
            yield from _answer(answer)
    elif isinstance(item, Message):
        kind = "" if item.kind == "say" else f"{item.kind} "
        yield f"[{item.time or ''}] {kind}{item.speaker or ''} > {item.text}"
    else:
        yield "..."


def _answer(answer: Answer) -> Iterator[str]:
    first, *more = answer.text.split("\n\n")
    role = f" ({answer.role})" if answer.role else ""
    yield f"{answer.speaker or ''}{role} > {first}".strip()
    for paragraph in more:
        yield f"+ {paragraph}"
