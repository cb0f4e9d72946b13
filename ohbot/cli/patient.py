"""What the doctor looks at, and how it says what it found."""

import os
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ohbot.archive import Archive, Config
from ohbot.cli.common import Settings
from ohbot.cli.running import connected
from ohbot.errors import Exit, NotAllowed, OhbotError
from ohbot.model import Account
from ohbot.wiki import Credentials, SiteFacts, Wiki, credentials_from
from ohbot.wiki.addresses import is_wikimedia

Level = Literal["ok", "warning", "problem", "skipped"]

PATIENCE = 10.0
"""Seconds that a wiki has to answer, unless a whole run has fewer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; ``remedy`` is the command or page that mends it."""

    check: str
    level: Level
    sentence: str
    remedy: str | None = None
    exit: Exit = Exit.DONE


class Patient:
    """What the checks look at, opened when the first of them asks for it."""

    def __init__(self, settings: Settings, closing: ExitStack) -> None:
        self._settings, self._closing = settings, closing
        self._unopened: dict[Credentials | None, OhbotError] = {}

    @cached_property
    def archive(self) -> Archive:
        """The archive that is meant."""
        return self._settings.open_archive()

    @cached_property
    def config(self) -> Config:
        """Its configuration."""
        return self.archive.config()

    @cached_property
    def credentials(self) -> Credentials | None:
        """Those of the environment."""
        return credentials_from(os.environ)

    @cached_property
    def wiki(self) -> Wiki:
        """The wiki for the account."""
        return self._open(self.credentials)

    @cached_property
    def account(self) -> Account:
        """Who logs in."""
        return self.wiki.account()

    @property
    def facts(self) -> SiteFacts:
        """What the wiki says of itself; one that does not answer is asked once."""
        if isinstance(self._facts_or_error, OhbotError):
            raise self._facts_or_error
        return self._facts_or_error

    @cached_property
    def _facts_or_error(self) -> SiteFacts | OhbotError:
        try:
            return self._asked()
        except OhbotError as error:
            return error

    def _asked(self) -> SiteFacts:
        """The wiki's facts, asked without a login where it tells them to anybody."""
        try:
            return self._anybodys.site_facts()
        except NotAllowed:
            return self.wiki.site_facts()

    @property
    def address(self) -> str:
        """The address of the wiki's API; no login is needed to know it."""
        return self._anybodys.address

    @property
    def is_wikimedia(self) -> bool:
        """Whether Wikimedia's bot policy holds."""
        return is_wikimedia(self.address)

    @cached_property
    def _anybodys(self) -> Wiki:
        """The wiki without a login; pywikibot reads a configuration of its own once a process, then it is the one."""
        return self.wiki if self.config.wiki.user_config else self._open(None)

    def _open(self, credentials: Credentials | None) -> Wiki:
        """A connection; what cannot be opened is tried once, and fails the same way afterwards."""
        if credentials in self._unopened:
            raise self._unopened[credentials]
        try:
            deadline = min(PATIENCE, self.config.jobs.deadline)
            return self._closing.enter_context(connected(self.archive, self.config, credentials, deadline=deadline))
        except OhbotError as error:
            self._unopened[credentials] = error
            raise


Answer = tuple[Level, str, str | None, Exit]


def ok(sentence: str) -> Answer:
    """All is well."""
    return "ok", sentence, None, Exit.DONE


def warning(sentence: str, remedy: str) -> Answer:
    """It works, and might be better."""
    return "warning", sentence, remedy, Exit.DONE


def problem(sentence: str, remedy: str, code: Exit = Exit.PROBLEM) -> Answer:
    """It does not work."""
    return "problem", sentence, remedy, code
