"""From a configuration to a `Wiki`."""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from ohbot.errors import InputError
from ohbot.model import Scope
from ohbot.wiki import pwb
from ohbot.wiki.api import Api, Clock, Waits
from ohbot.wiki.credentials import Credentials
from ohbot.wiki.door import Wiki
from ohbot.wiki.trust import check_address, is_loopback, require_meant


def connect(
    *,
    api: str | None = None,
    family: str | None = None,
    code: str | None = None,
    credentials: Credentials | None = None,
    wikis: Sequence[str] = (),
    contact: str | None = None,
    throttle: float | None = None,
    deadline: float | None = None,
    user_config: Path | None = None,
    sleep: Callable[[float], None] = time.sleep,
    scratch: Path | None = None,
    waits: Waits | None = None,
    scope: Scope | None = None,
    tags: tuple[str, ...] = (),
) -> Wiki:
    """The wiki at an API's address, or the one that pywikibot knows by family and code; sends nothing yet.

    ``wikis`` names those that a login is for, without which it goes to this machine alone.
    ``contact`` goes into the User-Agent. ``throttle`` is the seconds between two edits (none on loopback,
    else by the wiki's bot policy), ``deadline`` the seconds that everything may take. ``user_config`` is a
    person's own pywikibot user-config.py, which is run, and asked for a login where there are no credentials.
    ``sleep`` lets seconds pass between requests, and may raise to end the waiting. ``scratch`` is a folder for
    pywikibot's private one, where the machine has no place for temporary files. ``waits`` remembers how long the
    wiki takes no more logins. ``scope`` are the pages that may be saved (None: all), ``tags`` the edits' change tags.
    Raises InputError where no such wiki can be, NotAllowed where the login is not for it.
    """
    if api is None and family is None:
        raise InputError("no wiki is configured; set api, or family and code, under [wiki]")
    folder = _private_folder(scratch)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        pwb.load(folder, credentials=credentials, user_config=user_config)
        address = pwb.api_of(family or "", code or family or "") if api is None else check_address(api)
        if credentials is None and user_config is not None:
            credentials = pwb.configured(address, *((None, None) if api else (family, code)))
        if credentials is not None:
            require_meant(address, wikis)
        transport = pwb.Transport(address, credentials=credentials, contact=contact)
        stack.callback(pwb.stop)
        closing = stack.pop_all().close
    local = is_loopback(address)
    asking = Api(
        transport,
        credentials=credentials,
        throttle=0.0 if throttle is None and local else throttle,
        deadline=deadline,
        maxlag=None if local else 5,
        clock=Clock(sleep=sleep),
        waits=waits,
    )
    return Wiki(asking, closing=closing, scope=scope, tags=tags)


def _private_folder(scratch: Path | None) -> Path:
    """A new folder that nobody else may enter."""
    try:
        return Path(tempfile.mkdtemp(prefix="ohbot-"))
    except FileNotFoundError as error:
        if scratch is None:
            raise InputError(f"no folder for temporary files takes writes ({error}); name one as TMPDIR") from None
        scratch.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="ohbot-", dir=scratch))
