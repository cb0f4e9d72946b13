"""Split and joined elements: a run of elements as one row of words, merged as such, and cut into elements again.

Before each element stands a mark: the element without its words. ``flatten`` and ``unflatten`` are inverse.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ohbot.diff.words import bag, tokens
from ohbot.merge.fields import Run, Series
from ohbot.merge.words import merge_tokens
from ohbot.model import WORDS, Answer, Exchange, words_in

_NEW_STRING = object()
"""The mark before an element that is a string."""


def merge_runs(base: Run, local: Run, remote: Run) -> Run | None:
    """The three versions of one or more elements merged as one text; None where the changes touch.

    Nor is there one where both sides took the same words to different places: they would stand in both.
    """
    rows = [flatten(run) for run in (base, local, remote)]
    merged = merge_tokens(*rows)
    if merged is None:
        return None
    old, here, there, now = (bag(" ".join(t for t in row if isinstance(t, str))) for row in (*rows, merged))
    if any(times > max(here[w], there[w], here[w] + there[w] - old[w]) for w, times in now.items()):
        return None
    kinds = {type(x) for x in (*base, *local, *remote)}
    run = unflatten(merged)
    return run if run is not None and {type(x) for x in run} <= kinds else None


def flatten(run: Series) -> list[Any]:
    """The words of some elements in a row, before each element a mark that holds the rest of it."""
    row: list[Any] = []
    for element in run:
        if isinstance(element, str):
            row += [_NEW_STRING, *tokens(element)]
            continue
        answers = getattr(element, "answers", ())
        rest = replace(element, **{WORDS[type(element)]: ""}, **({"answers": ()} if answers else {}))
        row += [rest, *tokens(words_in(element)), *flatten(answers)]
    return row


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
        text = "".join(words)
        element = text if mark is _NEW_STRING else replace(mark, **{WORDS[type(mark)]: text})
        if isinstance(element, Answer) and run and isinstance(run[-1], Exchange):
            run[-1] = replace(run[-1], answers=(*run[-1].answers, element))
        else:
            run.append(element)
    return tuple(run)
