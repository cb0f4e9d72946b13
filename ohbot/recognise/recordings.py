"""Sentences that speak of a recording: an address in one is that of the recording."""

import re
from collections.abc import Iterator

from ohbot.model.enclosures import Span
from ohbot.recognise.labels import LINE_FIELDS

_WORDS = "|".join(re.escape(label) for label, fact in LINE_FIELDS.items() if fact == "recordings")
_RECORDED = re.compile(rf"\b(?:record(?:ed|ing|ings)|live-?stream(?:ed)?|{_WORDS})\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def sentences_of_recordings(text: str) -> Iterator[Span]:
    """The places of the sentences of a line that speak of a recording."""
    start = 0
    for end, after in [*(found.span() for found in _SENTENCE_END.finditer(text)), (len(text), len(text))]:
        if _RECORDED.search(text, start, end):
            yield start, end
        start = after
