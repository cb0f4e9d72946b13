"""What a caller gets: a running wiki and its accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ohbot.sandbox import php


@dataclass(frozen=True, slots=True)
class SandboxAccount:
    """An account of the sandbox wiki."""

    name: str
    password: str = field(repr=False)
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A sandbox wiki. ``pid`` is the server's process id, 0 where none runs; its workers have others.

    ``installed`` is False while, or after, an installation was cut short.
    """

    directory: Path
    port: int
    sysop: SandboxAccount
    bot: SandboxAccount
    person: SandboxAccount
    installed: bool = False
    pid: int = 0

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
