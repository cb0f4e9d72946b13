"""Where in a session something is, as people say it: "exchange 4, answer 2, paragraph 1"."""

from typing import Any

from ohbot.diff.elements import name_of
from ohbot.merge.conflict import Conflict
from ohbot.merge.fields import FIELDS
from ohbot.model import Session
from ohbot.model.counting import place_of


def place_in(session: Session, conflict: Conflict) -> str:
    """The place of a conflict, named after what the page, else the file, else the base has there."""
    lost = conflict.remote or conflict.local or conflict.base
    steps: list[str] = []
    value: Any = session
    rest = list(conflict.path)
    while rest:
        name = str(rest.pop(0))
        field = FIELDS[type(value)][name]
        value = getattr(value, name)
        if field.rule != "series":
            steps.append(name.replace("_", " "))
        elif rest:
            position = int(rest.pop(0))
            there = field.cut(value)[position : position + 1] if rest or not lost else lost[:1]
            value = there[0] if there else None
            if field.word == "item" and value is not None:  # each kind counts from 1, as a page numbers its exchanges
                steps.append(place_of((*session.body[:position], value), position))
            elif field.distinct:
                steps.append(f'{field.word} "{name_of(value)}"')
            else:
                steps.append(f"{field.word} {position + 1}")
    return ", ".join(steps)
