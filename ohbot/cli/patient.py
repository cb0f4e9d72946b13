"""What the doctor looks at, and how it says what it found."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

from ohbot.archive import Archive, Config
from ohbot.cli.common import Settings
from ohbot.cli.running import connected
from ohbot.errors import Exit, NotAllowed, OhbotError
from ohbot.model import Account
from ohbot.wiki import Credentials, SiteFacts, Wiki, credentials_from
from ohbot.wiki.addresses import is_wikimedia

T = TypeVar("T")
Level = Literal["ok", "warning", "problem", "skipped"]

PATIENCE = 10.0
"""Seconds that a wiki has to answer, unless a whole run has fewer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; ``remedy`` is the command or page that mends it."""

    check: str
    level: Level
    sentence: str
    remedy: str | None = None
    exit: Exit = Exit.DONE


class Patient:
    """What the checks look at, opened when the first of them asks for it."""

    def __init__(self, settings: Settings, closing: ExitStack) -> None:
        self._settings, self._closing = settings, closing
        self._failed: dict[object, OhbotError] = {}

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

    @cached_property
    def facts(self) -> SiteFacts:
        """What the wiki says of itself, asked without a login where it tells that to anybody."""

        def ask() -> SiteFacts:
            try:
                return self._anybodys.site_facts()
            except NotAllowed:
                return self.wiki.site_facts()

        return self._once(SiteFacts, ask)

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
        deadline = min(PATIENCE, self.config.jobs.deadline)

        def connect() -> Wiki:
            return self._closing.enter_context(connected(self.archive, self.config, credentials, deadline=deadline))

        return self._once(credentials, connect)

    def _once(self, what: object, ask: Callable[[], T]) -> T:
        """An answer; a question that failed is not asked again, and fails the same way."""
        if what in self._failed:
            raise self._failed[what]
        try:
            return ask()
        except OhbotError as error:
            self._failed[what] = error
            raise


def ok(sentence: str) -> Finding:
    """All is well."""
    return Finding("", "ok", sentence)


def warning(sentence: str, remedy: str) -> Finding:
    """It works, and might be better."""
    return Finding("", "warning", sentence, remedy)


def problem(sentence: str, remedy: str, code: Exit = Exit.PROBLEM) -> Finding:
    """It does not work."""
    return Finding("", "problem", sentence, remedy, code)
