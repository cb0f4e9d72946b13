"""The sandbox's folder: where it is, what is in it, and one process at a time."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from ohbot.sandbox.packages import SandboxError
from ohbot.sandbox.settings import SETTINGS_FILE, SWITCHES
from ohbot.sandbox.value import Sandbox, SandboxAccount

STATE = "sandbox.json"
LOCK = ".lock"
LOG = "server.log"
OWN_FILES = ("LocalSettings.php", SETTINGS_FILE, SWITCHES, STATE, LOG, "cache", "data")
"""All that a sandbox's folder loses when it begins anew; files of other names are somebody else's."""


def default_directory() -> Path:
    """``$OHBOT_SANDBOX_DIR``, or ``ohbot/sandbox`` in the user's data folder."""
    if named := os.environ.get("OHBOT_SANDBOX_DIR"):
        return Path(named)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "ohbot" / "sandbox"


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Make the folder, and let one process at a time work on it; raise when it holds something else."""
    with explained(directory):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        others = {path.name for path in directory.iterdir()} - {LOCK}
        if others and STATE not in others:
            raise SandboxError(
                f"{directory} is not empty and holds no sandbox wiki. Choose another folder with --dir."
            )
        with (directory / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@contextmanager
def explained(directory: Path) -> Iterator[None]:
    """Tell what the operating system refuses in one sentence."""
    try:
        yield
    except OSError as problem:
        place = problem.filename or directory
        raise SandboxError(
            f"The sandbox in {directory} cannot be used: {problem.strerror} ({place}). "
            "Choose another folder with --dir, or work as the user to whom it belongs."
        ) from problem


def read(directory: Path) -> Sandbox | None:
    """The wiki that the folder remembers, or None where there is no sandbox."""
    try:
        known = json.loads((directory / STATE).read_text(encoding="utf-8"))
        for role in ("sysop", "bot", "person"):
            login = SandboxAccount(**known[role])
            known[role] = replace(login, groups=tuple(login.groups))
        return Sandbox(directory, **known)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise SandboxError(
            f"{directory / STATE} is damaged. Remove that folder, or choose another one with --dir."
        ) from None


def write(wiki: Sandbox) -> None:
    """Remember the wiki, with its passwords, readable by its owner alone."""
    kept = {name: value for name, value in asdict(wiki).items() if name not in ("directory", "pid")}
    new = wiki.directory / f"{STATE}.new"
    new.touch(mode=0o600)
    new.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    new.replace(wiki.directory / STATE)


def wipe(directory: Path) -> None:
    """Remove all that belongs to the sandbox, and nothing else."""
    for path in (directory / name for name in OWN_FILES):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
