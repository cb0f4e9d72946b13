"""Split and joined elements: a run of elements as one row of words, merged as such, and cut into elements again.

Before each element stands a mark: the element without its words. ``flatten`` and ``unflatten`` are inverse.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ohbot.diff.words import bag, tokens
from ohbot.merge.fields import Run
from ohbot.merge.words import merge_tokens
from ohbot.model import WORDS, Answer, Exchange

_NEW_STRING = object()
"""The mark before an element that is a string."""


def merge_runs(base: Run, local: Run, remote: Run) -> Run | None:
    """The three versions of one or more elements merged as one text; None where the changes touch.

    Nor is there one where both sides took the same words to different places: they would stand in both.
    """
    rows = [flatten(run) for run in (base, local, remote)]
    merged = merge_tokens(*rows)
    if merged is None or _doubled(*map(_words, (*rows, merged))):
        return None
    kinds = {type(x) for x in (*base, *local, *remote)}
    run = unflatten(merged)
    return run if run is not None and {type(x) for x in run} <= kinds else None


def _words(row: Sequence[Any]) -> Counter[str]:
    return bag(" ".join(token for token in row if isinstance(token, str)))


def _doubled(base: Counter[str], local: Counter[str], remote: Counter[str], merged: Counter[str]) -> bool:
    """Whether a word stands more often than either side has it, or than both have added to it."""
    return any(times > max(local[w], remote[w], local[w] + remote[w] - base[w]) for w, times in merged.items())


def flatten(run: Run) -> list[Any]:
    """The words of some elements in a row, before each element a mark that holds the rest of it."""
    row: list[Any] = []
    for element in run:
        if isinstance(element, str):
            row += [_NEW_STRING, *tokens(element)]
            continue
        name = WORDS[type(element)]
        answers = element.answers if isinstance(element, Exchange) else ()
        row += [_without(element, name), *tokens(getattr(element, name)), *flatten(answers)]
    return row


def _without(element: Any, name: str) -> Any:
    blanks: dict[str, Any] = {name: ""}
    return replace(element, **blanks, **({"answers": ()} if isinstance(element, Exchange) else {}))


def unflatten(row: Sequence[Any]) -> Run | None:
    """The elements that a row of marks and words stands for; None where it begins with words."""
    pieces: list[tuple[Any, list[str]]] = []
    for token in row:
        if not isinstance(token, str):
            pieces.append((token, []))
        elif pieces:
            pieces[-1][1].append(token)
        else:
            return None
    run: list[Any] = []
    for mark, words in pieces:
        element = _with(mark, "".join(words))
        if isinstance(element, Answer) and run and isinstance(run[-1], Exchange):
            run[-1] = replace(run[-1], answers=(*run[-1].answers, element))
        else:
            run.append(element)
    return tuple(run)


def _with(mark: Any, text: str) -> Any:
    return text if mark is _NEW_STRING else replace(mark, **{WORDS[type(mark)]: text})
