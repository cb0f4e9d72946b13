"""A conflict as a text that a person edits, in their editor or a merge tool, and what they made of it."""

import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ohbot.errors import UsageError
from ohbot.merge import Conflict, Decision

_MARKS = ("<<<<<<< the file", "=======", ">>>>>>> the wiki")
_PARTED = {"text": "\n\n", "wikitext": "\n", "venues": "\n", "recordings": "\n"}
"""What parts the texts of a series from each other, by the name of the field."""
_GITS_OWN = """\
. "$(git --exec-path)/git-mergetool--lib" || exit
! type initialize_merge_tool >/dev/null 2>&1 || initialize_merge_tool "$TOOL" || exit
run_merge_tool "$TOOL" true
"""
"""Runs a tool that git knows, or that its configuration describes (git-mergetool--lib(1); newer: in two steps)."""


def can_be_edited(conflict: Conflict) -> bool:
    """Whether all that is in conflict are texts."""
    return all(isinstance(value, str) for value in (*conflict.base, *conflict.local, *conflict.remote))


def edited(conflict: Conflict) -> Decision | None:
    """The values that a person wrote in their editor; None where they left it as it was, or empty."""
    return _values(conflict, click.edit(_with_marks(conflict), extension=".wikitext"))


def _sides(conflict: Conflict) -> list[str]:
    """Base, file and wiki as one text each."""
    return [_parted(conflict).join(map(str, side)) for side in (conflict.base, conflict.local, conflict.remote)]


def _with_marks(conflict: Conflict) -> str:
    """The texts of both sides as git shows a conflict."""
    _, file, wiki = _sides(conflict)
    return "\n".join([_MARKS[0], file, _MARKS[1], wiki, _MARKS[2], ""])


def _field(conflict: Conflict) -> str:
    return next(step for step in reversed(conflict.path) if isinstance(step, str))


def _parted(conflict: Conflict) -> str:
    return _PARTED[_field(conflict)] if isinstance(conflict.path[-1], int) else " "


def _values(conflict: Conflict, text: str | None) -> Decision | None:
    """What a text says, as values; None where it says nothing, or still has the marks of a conflict."""
    if text is None or not text.strip():
        return None
    if any(line.rstrip() in _MARKS for line in text.split("\n")):
        click.secho("the text still has the lines <<<<<<<, ======= or >>>>>>>; take them out", fg="red", err=True)
        return None
    parted = _parted(conflict)
    if _field(conflict) == "wikitext":
        return tuple(text.strip("\n").split(parted))
    parts = tuple(" ".join(part.split()) for part in text.split(parted) if part.strip())
    return parts if parted != " " else (" ".join(parts),)


@dataclass(frozen=True, slots=True)
class MergeTool:
    """A program that merges files, by git's convention: $LOCAL, $BASE and $REMOTE become $MERGED."""

    command: str
    tool: str = ""

    @classmethod
    def named(cls, name: str) -> "MergeTool":
        """The tool of this name, as git knows it; a command line with $MERGED in it; or the one that git is told of.

        An archive may come from elsewhere, with a git configuration of its own: that is not asked.
        """
        if "$" in name or " " in name:
            return cls(name)
        if tool := name or _git_says("merge.tool"):
            return cls(_GITS_OWN, tool)
        raise UsageError(
            "git names no merge tool; tell it ('git config --global merge.tool NAME'), or name one: "
            "--merge-tool=NAME, or a command, --merge-tool='meld $LOCAL $BASE $REMOTE -o $MERGED'"
        )

    def merged(self, conflict: Conflict) -> Decision | None:
        """The values that the tool left; None where it failed, or left none."""
        with TemporaryDirectory(prefix="ohbot-") as folder:
            texts = dict(zip(("BASE", "LOCAL", "REMOTE"), _sides(conflict), strict=True))
            texts["MERGED"] = _with_marks(conflict)
            paths = {name: Path(folder, f"conflict_{name}.wikitext") for name in (*texts, "BACKUP")}
            for name, text in texts.items():
                paths[name].write_text(text if name == "MERGED" else f"{text}\n", "utf-8")
            named = {name: str(path) for name, path in paths.items()} | {"TOOL": self.tool, "TOOL_MODE": "merge"}
            ended = subprocess.run(["sh", "-c", self.command], cwd=folder, env=_environ(folder) | named)
            if ended.returncode:
                click.secho(f"the merge tool failed (exit {ended.returncode})", fg="red", err=True)
                return None
            try:
                return _values(conflict, paths["MERGED"].read_text("utf-8"))
            except (OSError, ValueError):
                click.secho("the merge tool left no text in UTF-8", fg="red", err=True)
                return None


def _git_says(key: str) -> str:
    """A value of the person's git configuration; empty where there is none, or no git."""
    with TemporaryDirectory() as folder, suppress(OSError):
        asked = subprocess.run(
            ["git", "config", key], cwd=folder, env=_environ(folder), capture_output=True, text=True
        )
        return asked.stdout.strip()
    return ""


def _environ(folder: str) -> dict[str, str]:
    """The environment, in which git takes no folder above for a repository."""
    kept = {name: value for name, value in os.environ.items() if name != "GIT_DIR"}
    return kept | {"GIT_CEILING_DIRECTORIES": str(Path(folder).parent)}
