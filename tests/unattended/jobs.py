"""Runs as a scheduler starts them: processes of their own, whose log tells how far they are."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

OHBOT = [sys.executable, "-c", "from ohbot.cli import main; main()"]


@contextmanager
def syncing(archive: Path, words: str, env: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """An ``ohbot sync`` in an archive, as soon as a line of its log has these words; it fails if none ever has."""
    with subprocess.Popen([*OHBOT, "sync"], cwd=archive, env=env, stderr=subprocess.PIPE, text=True) as job:
        assert job.stderr
        assert any(words in line for line in iter(job.stderr.readline, ""))
        yield job
