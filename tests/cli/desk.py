"""A person at a desk: a folder with an archive, and ohbot as typed there."""

import json
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from ohbot.cli import main

SESSION = """\
title: "Lantern hours: June 3, 2026"
start: 2026-06-03T17:00:00Z
default_speaker: Amrei
body:
  - prose: |
      Notes of the lantern hour.
  - heading: Questions
  # Keep the first question first.
  - question: Why do lanterns hum?
    answers:
      - The wick draws air.
  - question: Who lights them at dusk?
    answers:
      - |
        Nobody does, they wait for the moon.

        On moonless days I do.
      - speaker: Bosko
        text: And sometimes me.
"""


_WRONG_PLURAL = re.compile(
    r"\b1 (sessions|lines|files|pages|runs|edits|problems|conflicts|exchanges|messages|headings|notes|states|"
    r"seconds|minutes|hours|days)\b"
)


@dataclass(frozen=True)
class Said:
    """What a command said."""

    stdout: str
    stderr: str

    @property
    def all(self) -> str:
        """Both streams."""
        return self.stdout + self.stderr

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.stdout)


@dataclass(frozen=True)
class Desk:
    """A folder, its archive, and the wiki's page prefix of this very test."""

    folder: Path
    prefix: str = "Hours/"

    @property
    def archive(self) -> Path:
        """The archive's folder."""
        return self.folder / "archive"

    @property
    def sessions(self) -> Path:
        """The folder of session files."""
        return self.archive / "sessions"

    def ohbot(self, *words: object, exits: int = 0, typed: str | bytes = "") -> Said:
        """Run a command; an exception that is not turned into a sentence fails the test, and "1 sessions" does."""
        done = CliRunner().invoke(main, [str(word) for word in words], input=typed, catch_exceptions=False)
        assert done.exit_code == exits, f"exit {done.exit_code}\n{done.output}"
        assert "Traceback" not in done.output
        assert "a mistake in ohbot" not in done.output, done.output
        assert not _WRONG_PLURAL.search(done.output), done.output
        return Said(done.stdout, done.stderr)

    def configure(self, api: str, more: str = "") -> None:
        """Make the archive, for the wiki at this address."""
        if not self.archive.exists():
            self.ohbot("init", self.archive)
        rows = f"""\
            [wiki]
            api = "{api}"
            prefix = "{self.prefix}"
            [pages]
            title = "{{title}}"
            categories = ["Lantern hours"]
            """
        (self.archive / "ohbot.toml").write_text(textwrap.dedent(rows) + more, "utf-8")

    def bare(self) -> None:
        """Let new pages say nothing around their sessions, for tests that are about these."""
        folder = self.archive / "templates"
        folder.mkdir(exist_ok=True)
        (folder / "session.wikitext").write_text("<< body >>\n\n[[Category:Lantern hours]]\n", "utf-8")

    def write(self, stem: str, text: str = SESSION) -> Path:
        """Put a session file into the archive."""
        path = self.sessions / f"{stem}.yaml"
        path.write_text(text, "utf-8")
        return path

    def change(self, stem: str, old: str, new: str, *, count: int = -1) -> None:
        """Replace some words in a session file, everywhere or ``count`` times, as in an editor."""
        path = self.sessions / f"{stem}.yaml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, count), "utf-8")

    def read(self, stem: str) -> str:
        """A session file's text."""
        return (self.sessions / f"{stem}.yaml").read_text("utf-8")

    def files(self) -> dict[str, bytes]:
        """Every file below the folder with its content, but for caches and reports of runs."""
        found = {name: content for name, (_, content) in self.snapshot().items() if content}
        return {name: content for name, content in found.items() if not re.search("/.ohbot/(cache|runs)/", name)}

    def snapshot(self) -> dict[str, tuple[int, bytes]]:
        """Everything below the folder: each path with its time of change and its content."""
        return {
            str(path.relative_to(self.folder)): (
                path.stat().st_mtime_ns,
                path.read_bytes() if path.is_file() else b"",
            )
            for path in [self.folder, *self.folder.rglob("*")]
        }
