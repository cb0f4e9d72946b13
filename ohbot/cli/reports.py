"""What a run leaves behind for `status`, `health` and people: its report, and the conflicts that wait."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import click

from ohbot import __version__
from ohbot.archive import Acknowledged, Archive, Conflicts, Runs, Taken
from ohbot.cli.logs import redacted
from ohbot.cli.outcomes import as_json
from ohbot.errors import Exit, OhbotError
from ohbot.merge import to_plain
from ohbot.sync import Outcome, State

_LOG = logging.getLogger("ohbot.runs")


@dataclass(slots=True)
class Report:
    """A run as it goes on: what became of each session, and how it ended."""

    command: str
    words: tuple[str, ...]
    whole: bool
    started: datetime
    outcomes: list[Outcome] = field(default_factory=list)
    requests: int = 0
    api: str | None = None
    exit_code: Exit = Exit.DONE
    error: str | None = None
    skipped: bool = False

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept; ``result`` is good, failed, or skipped (another run was at work)."""
        result = "skipped" if self.skipped else "good" if self.exit_code in (Exit.DONE, Exit.CONFLICT) else "failed"
        return {
            "command": self.command,
            "sessions": list(self.words),
            "whole": self.whole,
            "started": self.started.isoformat(timespec="seconds"),
            "ended": datetime.now(UTC).isoformat(timespec="seconds"),
            "result": result,
            "exit": int(self.exit_code),
            "error": self.error and redacted(self.error),
            "counts": dict(Counter(str(outcome.state) for outcome in self.outcomes)),
            "outcomes": [as_json(one, self.api) for one in self.outcomes if one.state is not State.UNCHANGED],
            "requests": self.requests,
            "version": __version__,
        }


@contextmanager
def recorded(archive: Archive, *, dry_run: bool) -> Iterator[Report]:
    """Keep the report of what runs within, however that ends; a dry run leaves nothing behind."""
    context = click.get_current_context()
    words = tuple(context.params.get("sessions") or context.params.get("names") or ())
    command = context.info_name or ""
    report = Report(command, words, command in ("sync", "pull") and not words, datetime.now(UTC))
    try:
        yield report
    except OhbotError as error:
        report.exit_code, report.error, report.skipped = error.exit_code, str(error), isinstance(error, Taken)
        raise
    except BaseException as error:
        report.exit_code, report.error = Exit.PROBLEM, f"{type(error).__name__}: {error}"
        raise
    finally:
        if not dry_run:
            with _warning("the report of this run is not kept"):
                Runs(archive.state).write(report.started, report.as_json())


def note_conflicts(archive: Archive, outcome: Outcome) -> None:
    """Remember a session's open conflicts, or forget them where there are none; that this fails ends no run."""
    with _warning("the conflicts of this session are not noted"):
        if outcome.state is State.CONFLICT:
            items = [to_plain(conflict) for conflict in outcome.plan.conflicts] if outcome.plan else []
            Conflicts(archive.state).note_page(outcome.name, {"page": outcome.page, "items": items})
        elif outcome.state not in (State.REFUSED, State.LATER):
            Conflicts(archive.state).note_page(outcome.name, {})


def forget_lost(archive: Archive) -> None:
    """Forget the conflicts of sessions whose files are gone."""
    with _warning("conflicts of sessions that are gone are still noted"):
        kept = Conflicts(archive.state)
        for stem in set(kept.list()) - {path.stem for path in archive.sessions()}:
            kept.clear(stem)


@contextmanager
def _warning(what: str) -> Iterator[None]:
    """Let what fails here be a warning."""
    try:
        yield
    except Exception as error:
        _LOG.warning("%s: %s", what, error)


def last_run(archive: Archive) -> Iterator[str]:
    """A line about the newest run that is known, if one is."""
    runs = Runs(archive.state)
    with suppress(OhbotError, KeyError, IndexError):
        newest = runs.read(runs.list()[0])
        end = newest["error"] or ", ".join(f"{number} {state}" for state, number in newest["counts"].items())
        yield f"last run: {newest['command']}, {newest['ended']}, {newest['result']}: {end or 'no sessions'}"


def acknowledged(archive: Archive) -> Iterator[str]:
    """A line about each state that a person knows of already."""
    kept = Acknowledged(archive.state)
    for name in kept.list():
        one = kept.read(name) or {}
        what = f"{name}: {one.get('state')}: {one.get('sentence')} ('ohbot ack --undo {name}' ends that)"
        yield f"acknowledged since {one.get('since', 'long ago')}: {what}"
