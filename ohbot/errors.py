"""One small hierarchy of errors: each owns its sentence and its exit code."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    PROBLEM = 1
    """A problem in the input, or some pages were refused."""
    USAGE = 2
    CONFLICT = 3
    """Conflicts wait for a person."""
    FORBIDDEN = 4
    """Login, rights or a block."""
    AWAY = 5
    """The wiki is away or busy, or another run works on the archive: try later."""


class OhbotError(Exception):
    """Something that a person can act on; ``str()`` of it is the sentence to show, with place and remedy."""

    exit_code: Exit = Exit.PROBLEM


class InputError(OhbotError):
    """A file or text is not what it should be; the sentence begins with ``file:line:`` where there is one."""


class UsageError(OhbotError):
    """The command was called with words that do not fit together."""

    exit_code = Exit.USAGE


class PageRefused(OhbotError):
    """The wiki or ohbot refuses this one page; the other pages of a run go on."""


class NotAllowed(OhbotError):
    """Login, rights, a block or a stop page: the run ends, and the same call will not help."""

    exit_code = Exit.FORBIDDEN


class WikiAway(OhbotError):
    """The wiki is away, busy or read-only, or the archive is taken: the same call later may help."""

    exit_code = Exit.AWAY


class PageMoved(OhbotError):
    """Internal to a run: the page changed between read and save; read again and plan anew.

    It reaches a person only when planning anew did not help either.
    """

    exit_code = Exit.AWAY
