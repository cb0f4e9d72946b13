"""How a whole document tells who says what: a table of layouts, each scored by what it explains."""

from collections.abc import Callable, Iterable, Sequence

from ohbot.recognise.above import names_and_times, times_alone
from ohbot.recognise.heads import ChatLayout, TextLine, text_lines
from ohbot.recognise.named import above_texts, before_texts, in_bold
from ohbot.recognise.records import in_records
from ohbot.recognise.stamped import stamped

Lay = Callable[[Sequence[TextLine]], ChatLayout | None]

LAYOUTS: tuple[Lay, ...] = (
    stamped,
    names_and_times,
    times_alone,
    in_bold,
    before_texts,
    above_texts,
    in_records,
)
"""The ways in which documents are laid out; where two explain one equally, the earlier has it."""


def layouts(lines: Iterable[tuple[int, str]], ways: Sequence[Lay] = LAYOUTS) -> list[tuple[ChatLayout, Lay]]:
    """The layouts that fit the numbered lines of a document, the surest first, each with the way that found it."""
    rows = text_lines(lines)
    found = [(layout, way) for way in ways if rows and (layout := way(rows))]
    return sorted(found, key=lambda pair: -pair[0].certainty)
