"""What a caller gets: a running wiki and its accounts."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ohbot.sandbox import php
from ohbot.sandbox.settings import SWITCHES


@dataclass(frozen=True, slots=True)
class SandboxAccount:
    """An account of the sandbox wiki."""

    name: str
    password: str = field(repr=False)
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running sandbox wiki. ``pid`` is the server's process id; its workers have others."""

    directory: Path
    port: int
    pid: int
    sysop: SandboxAccount
    bot: SandboxAccount
    person: SandboxAccount

    @property
    def url(self) -> str:
        """The wiki's address for people."""
        return php.address(self.port)

    @property
    def api(self) -> str:
        """The address of the wiki's API."""
        return f"{self.url}api.php"

    @property
    def accounts(self) -> Mapping[str, SandboxAccount]:
        """All accounts by role: sysop, bot, person."""
        return {"sysop": self.sysop, "bot": self.bot, "person": self.person}

    def maintenance(self, script: str, *args: str, stdin: str = "") -> str:
        """Run a maintenance script of MediaWiki (``"protect"``, ``"importDump"`` ...); return its output.

        Raises `SandboxError` when it fails.
        """
        return php.run_script(self.directory, script, *args, stdin=stdin)

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
