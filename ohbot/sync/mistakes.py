"""What nobody foresaw in one page's text: told as a refusal of that page, so that the others go on."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from ohbot.errors import PageRefused

_LOG = logging.getLogger("ohbot.sync")
_MISTAKES = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading, merging and writing a text raise where they are mistaken; what a door raises is no such thing."""


@contextmanager
def refusing() -> Iterator[None]:
    """Raise PageRefused for a mistake of ohbot's in the block."""
    try:
        yield
    except _MISTAKES as error:
        _LOG.debug("where it happened", exc_info=error)
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200].rstrip(": ")
        raise PageRefused(
            f"a mistake in ohbot keeps it from this page ({what}); run it again with -vv for this session, "
            "and report what it says"
        ) from error
