"""What concerns one session alone stays with that session, whatever goes wrong there; the others go on."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from ohbot.errors import NotAllowed, OhbotError, PageRefused, WikiAway

K = TypeVar("K")
T = TypeVar("T")
_LOG = logging.getLogger("ohbot.sync")


@contextmanager
def refusing() -> Iterator[None]:
    """Raise PageRefused for what nobody foresaw in the block."""
    try:
        yield
    except OhbotError:
        raise
    except Exception as error:
        _LOG.debug("where it happened", exc_info=error)
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200].rstrip(": ")
        raise PageRefused(
            f"a mistake in ohbot keeps it from this page ({what}); run it again with -vv for this session, "
            "and report what it says"
        ) from error


def apart(act: Callable[[], T]) -> T | OhbotError:
    """The result of what concerns one session alone, or why there is none; raises only what ends a run."""
    try:
        with refusing():
            return act()
    except (NotAllowed, WikiAway):
        raise
    except OhbotError as error:
        return error


def each(ask: Callable[[Sequence[K]], Sequence[T]], things: Sequence[K]) -> list[T | OhbotError]:
    """What is answered for each thing, asked together; where that fails, halving tells which one it is about."""
    if not things:
        return []
    found = apart(lambda: list(ask(things)))
    if not isinstance(found, OhbotError):
        return [*found]
    if len(things) == 1:
        return [found]
    middle = len(things) // 2
    return [*each(ask, things[:middle]), *each(ask, things[middle:])]


def parted(found: Mapping[K, T | OhbotError]) -> tuple[dict[K, T], dict[K, OhbotError]]:
    """What was found of some things, and why the others were not."""
    problems = {key: one for key, one in found.items() if isinstance(one, OhbotError)}
    return {key: one for key, one in found.items() if not isinstance(one, OhbotError)}, problems
