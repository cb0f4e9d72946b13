"""What a merge would let go astray: it would stand twice where no side has it twice, or go where nobody removed it.

So it is where both sides took something to different places, or one did, and the other edited it. That is told by
phrases, not by likeness: three words in a row, or a whole text.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from ohbot.diff.words import WORD
from ohbot.model import WORDS, Message, texts_in

Phrase: TypeAlias = tuple[str, ...]
_LENGTH = 3
"""Fewer words than this come again in things that have nothing to do with each other."""
_WHOLE = 6
"""Equal texts of fewer words than this, added in different places, are two."""


def astray(base: Sequence[Any], local: Sequence[Any], remote: Sequence[Any], merged: Sequence[Any]) -> set[Phrase]:
    """The phrases that stand more often in a merged series, or less often, than the changes of both sides tell."""
    rows = [Counter(side) for side in (base, local, remote, merged)]
    alike = rows[0] & rows[1] & rows[2] & rows[3]
    old, here, there, now = (Counter(phrases((row - alike).elements())) for row in rows)

    def is_astray(phrase: Phrase) -> bool:
        sides = here[phrase], there[phrase]
        both = sum(sides) - old[phrase]
        most = max(*sides, both) if len(phrase) == _LENGTH else max(sides)
        return not min(*sides, both) <= now[phrase] <= most

    return {phrase for phrase in now.keys() | (here.keys() & there.keys()) if is_astray(phrase)}


def phrases(elements: Iterable[Any]) -> Iterator[Phrase]:
    """Each three words in a row of the texts of some elements, and each whole text; those of a log repeat."""
    for element in elements:
        texts = [element] if isinstance(element, str) else texts_in(element) if type(element) in WORDS else ()
        for text in "\n".join(texts).split("\n"):
            words = WORD.findall(text.casefold())
            yield from zip(*(words[start:] for start in range(_LENGTH)), strict=False)
            if len(words) >= _WHOLE and not isinstance(element, Message):
                yield tuple(words)
