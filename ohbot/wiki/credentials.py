"""Who logs in, and how a secret stays one."""

import contextlib
import json
import logging
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

from ohbot.errors import InputError, NotAllowed
from ohbot.wiki.trust import NAMED_BY

PASSWORD = ("OHBOT_USERNAME", "OHBOT_PASSWORD")
OAUTH = ("PWB_CONSUMER_TOKEN", "PWB_CONSUMER_SECRET", "PWB_ACCESS_TOKEN", "PWB_ACCESS_SECRET")
FILE = "OHBOT_CREDENTIALS"
SECRETS = ("OHBOT_PASSWORD", *OAUTH)
_KNOWN = (*PASSWORD, *OAUTH, NAMED_BY)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name with its password (a bot password's name is ``Account@suffix``), or the four values of OAuth 1.0a.

    ``repr`` and ``str`` show no secret.
    """

    username: str | None = None
    password: str | None = field(default=None, repr=False)
    oauth: tuple[str, str, str, str] | None = field(default=None, repr=False)

    @property
    def kind(self) -> str:
        """The kind of login in words."""
        if self.oauth:
            return "OAuth 1.0a"
        return "bot password" if "@" in (self.username or "") else "password"

    def redact(self, text: str) -> str:
        """The text with every secret of these credentials taken out."""
        return hide(text, filter(None, (self.password, *(self.oauth or ()))))


class Redaction(logging.Filter):
    """A filter for log handlers that takes the secrets of credentials out of every record."""

    def __init__(self, credentials: Credentials | None) -> None:
        super().__init__()
        self._credentials = credentials or Credentials()

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record's message, drop its traceback, and let it pass."""
        record.msg, record.args = self._credentials.redact(record.getMessage()), None
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def hide(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets, also where they stand as in an address, a form or JSON."""
    forms: set[str] = set()
    for secret in secrets:
        forms |= {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}
        forms |= {json.dumps(secret)[1:-1], repr(secret)[1:-1]}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, "[secret]")
    return text


def secrets_in(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Every secret that the environment, or the file that it names, holds; also where no login comes of it."""
    found = dict(environ)
    if environ.get(FILE):
        with contextlib.suppress(NotAllowed, InputError):
            found = _read(Path(environ[FILE])) | found
    return tuple(value for key in SECRETS if (value := found.get(key, "").strip()))


def credentials_from(environ: Mapping[str, str]) -> Credentials | None:
    """The credentials that the environment, or the file that it names as ``OHBOT_CREDENTIALS``, holds.

    A value in the environment goes before the file's, OAuth before a password. None where there are none.
    Raises NotAllowed where they are incomplete or the file is open to others.
    """
    found = _found(environ)
    if _complete(found, OAUTH):
        one, two, three, four = (found[key] for key in OAUTH)
        return Credentials(oauth=(one, two, three, four))
    if _complete(found, PASSWORD):
        name, password = (found[key] for key in PASSWORD)
        return Credentials(name, password)
    return None


def wikis_from(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The wikis that these credentials are for; none where nothing names any. Raises as `credentials_from` does."""
    return tuple(_found(environ).get(NAMED_BY, "").split())


def _found(environ: Mapping[str, str]) -> dict[str, str]:
    """What the environment holds, and the file that it names."""
    found = {key: environ[key].strip() for key in _KNOWN if environ.get(key, "").strip()}
    return _read(Path(environ[FILE])) | found if environ.get(FILE) else found


def _complete(found: Mapping[str, str], keys: tuple[str, ...]) -> bool:
    """Whether all the keys are there; NotAllowed where only some are."""
    missing = [key for key in keys if key not in found]
    if missing and len(missing) < len(keys):
        raise NotAllowed(f"the credentials are incomplete: set {', '.join(missing)} as well")
    return not missing


def _read(path: Path) -> dict[str, str]:
    """The KEY=VALUE lines of a credentials file that nobody else may read; a value may stand in quotes."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8") if not mode & 0o077 and stat.S_ISREG(mode) else ""
    except (OSError, UnicodeError) as error:
        why = (error.strerror or "unreadable") if isinstance(error, OSError) else "not UTF-8"  # no byte of the file
        raise NotAllowed(f"{path}: the credentials cannot be read ({why}); see {FILE}") from None
    if not stat.S_ISREG(mode):
        raise NotAllowed(f"{path}: {FILE} must name a file")
    if mode & 0o077:
        raise NotAllowed(f"{path}: others may read these credentials (mode {mode & 0o777:o}); chmod 600 it")
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip(" \t") or line[0] == "#":
            continue
        key, is_pair, value = (part.strip() for part in line.partition("="))
        if not is_pair or key not in _KNOWN:
            raise InputError(f"{path}:{number}: not a credential; write one of {', '.join(_KNOWN)}, '=' and a value")
        is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        found[key] = value[1:-1] if is_quoted else value
    return found
