"""What goes to standard error: log lines, one event a line, for people or as JSON, and never a secret in them."""

import io
import json
import logging
import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Literal

Form = Literal["text", "json"]

LOG = logging.getLogger("ohbot")
_SECRETS = ("OHBOT_CREDENTIALS", "OHBOT_PASSWORD", "PWB_")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """A text without what a terminal would act on: control characters, and marks that turn its direction."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def redacted(text: str) -> str:
    """A text without the secrets of the environment, or of the credentials file that it names."""
    known = tuple((name, value) for name, value in os.environ.items() if name.startswith(_SECRETS))
    return _hider(known)(text) if known else text


@lru_cache(maxsize=1)
def _hider(environ: tuple[tuple[str, str], ...]) -> Callable[[str], str]:
    """What takes the secrets out of a text; the wiki's package knows how, and is imported where there are any."""
    from ohbot.wiki.credentials import hide, secrets_in

    secrets = secrets_in(dict(environ))
    return lambda text: hide(text, secrets)


class LineFormatter(logging.Formatter):
    """An event a line, a traceback in it: ``time level [page] what``, or these as JSON (page may be null)."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form

    def format(self, record: logging.LogRecord) -> str:
        """The one line of an event; its time is in UTC."""
        trace = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        lines = map(str.strip, f"{record.getMessage()}{trace}".splitlines())
        time, level = f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%SZ}", record.levelname
        page, what = redacted(getattr(record, "page", None) or ""), redacted(" | ".join(filter(None, lines)))
        if self.form == "text":
            return printable(f"{time} {level} {f'[{page}] ' if page else ''}{what}")
        event = {"time": time, "level": level.lower(), "page": page or None, "what": what}
        return json.dumps(event, ensure_ascii=False)


class _Stderr(logging.StreamHandler):  # type: ignore[type-arg]  # it has no argument before Python 3.11 is gone
    """Writes to what standard error is at the moment, and never tells of an error of its own."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging calls
        """A closed standard error is no reason to fail."""


def start(form: Form | None, *, verbose: int, quiet: bool) -> None:
    """Send log lines to standard error, in place of where they went before.

    Warnings always; what is done with ``verbose`` and wherever no person looks at a terminal; everything of
    ohbot's with ``verbose`` twice.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that has no such letter shows "?"
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, _Stderr)]:
        root.removeHandler(handler)
    handler = _Stderr(sys.stderr)
    handler.setFormatter(LineFormatter(form or "text"))
    root.addHandler(handler)
    wanted = logging.DEBUG if verbose > 1 else logging.INFO if verbose or form or is_unattended() else logging.WARNING
    LOG.setLevel(logging.WARNING if quiet else wanted)


def is_unattended() -> bool:
    """Whether no person looks at a terminal."""
    return not sys.stderr.isatty()


def is_json() -> bool:
    """Whether all that goes to standard error has to be JSON lines."""
    formatters = (handler.formatter for handler in logging.getLogger().handlers)
    return any(isinstance(one, LineFormatter) and one.form == "json" for one in formatters)
