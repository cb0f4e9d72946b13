"""What people say is off the record."""

import re
from collections.abc import Iterable, Iterator

_OFF = re.compile(r"\s*(?P<mark>\[off(?:[- ]the[- ]record)?\]|#off(?:-?the)?-?record\b)(?P<rest>.*)", re.I | re.S)
_ON = re.compile(
    r"\s*(?:\[(?:on|/off)(?:[- ]the[- ]record)?\]|#(?:back-?)?on(?:-?the)?-?record\b|#end-?off(?:-?the)?-?record\b)",
    re.IGNORECASE,
)


def has_off_mark(text: str) -> bool:
    """Whether a text begins with a mark that something is off the record."""
    return _OFF.match(text) is not None


def off_the_record(texts: Iterable[str | None]) -> Iterator[bool]:
    """For each text whether it is off the record.

    ``[off]`` before a text hides that text; alone, and like ``#offtherecord``, it hides all until ``[on]``,
    ``[/off]`` or ``#ontherecord``. Without an end mark everything after it stays hidden.
    """
    hidden = False
    for text in texts:
        if hidden or text is None:
            yield hidden
            hidden = hidden and not (text is not None and _ON.match(text))
            continue
        found = _OFF.match(text)
        hidden = found is not None and (found["mark"].startswith("#") or not found["rest"].strip())
        yield found is not None
