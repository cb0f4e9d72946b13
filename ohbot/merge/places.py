"""Where in a session something is, as people say it: "exchange 4, answer 2, paragraph 1"."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from ohbot.diff.elements import name_of
from ohbot.merge.conflict import Conflict, Path
from ohbot.merge.fields import FIELDS
from ohbot.model import Exchange, Heading, Message, Prose, Session

_WORDS: Mapping[type, str] = {
    Exchange: "exchange",
    Heading: "heading",
    Message: "message",
    Prose: "prose",
}


class Places:
    """Names the places of one session; items of each kind count from 1, as a page numbers its exchanges."""

    def __init__(self, session: Session) -> None:
        self.session = session
        kinds = [type(item) for item in session.body]
        self.before = {kind: [0, *accumulate(k is kind for k in kinds)] for kind in {*kinds, *_WORDS}}

    def of(self, path: Path, *, lost: Sequence[Any] = ()) -> str:
        """The place that a path leads to; ``lost`` holds what stood there, where the session has nothing there."""
        steps: list[str] = []
        value: Any = self.session
        rest = list(path)
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
                steps.append(self._element(field.word, position, value))
        return ", ".join(steps)

    def _element(self, word: str, position: int, value: Any) -> str:
        if type(value) in _WORDS:
            return f"{_WORDS[type(value)]} {self.before[type(value)][position] + 1}"
        if word in _BY_NAME:
            return f'{word} "{name_of(value)}"'
        return f"{word} {position + 1}"


_BY_NAME = ("venue", "recording", "person")


def place_of(conflict: Conflict, places: Places) -> str:
    """The place of a conflict, named after what the page, else the file, else the base has there."""
    return places.of(conflict.path, lost=conflict.remote or conflict.local or conflict.base)
