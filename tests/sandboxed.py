"""The sandbox wiki of the tests: one whose settings change for a while, and that makes bot passwords."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

from ohbot import sandbox
from ohbot.sandbox import SandboxAccount
from ohbot.sandbox.settings import SWITCHES


@dataclass(frozen=True, slots=True)
class Sandbox(sandbox.Sandbox):
    """A running sandbox wiki, with what tests do to it."""

    @classmethod
    def of(cls, wiki: sandbox.Sandbox) -> "Sandbox":
        """The same wiki, for tests."""
        return cls(*(getattr(wiki, field.name) for field in fields(wiki)))

    def bot_password(self, account: SandboxAccount, *grants: str, suffix: str | None = None) -> SandboxAccount:
        """Make a bot password for ``account`` and return it as the login to use (``Name@suffix``).

        Without ``grants`` it may edit and create pages, and use the bot flag; without ``suffix`` it gets one that
        is new. Raises `SandboxError` where the account has a bot password of that suffix.
        """
        suffix = suffix or f"job-{secrets.token_hex(3)}"
        password = secrets.token_hex(16)
        wanted = ",".join(grants or ("basic", "highvolume", "editpage", "createeditmovepage"))
        self.maintenance("createBotPassword", "--appid", suffix, "--grants", wanted, account.name, password)
        return SandboxAccount(f"{account.name}@{suffix}", password, account.groups)

    def switch(self, php_settings: str) -> None:
        """Replace the wiki's extra settings, from the next request on; an empty text takes them all back.

        ``php_settings`` is PHP, for example ``$wgReadOnly = 'Upkeep.';``.
        """
        target = self.directory / SWITCHES
        new = target.with_suffix(".new")
        new.write_text(f"<?php\n{php_settings}\n", encoding="utf-8")
        new.replace(target)

    @contextmanager
    def switched(self, php_settings: str) -> Iterator[None]:
        """Have these extra settings within a ``with`` block, and none after it."""
        self.switch(php_settings)
        try:
            yield
        finally:
            self.switch("")
