"""What a person knows already: states of sessions that jobs are silent about until they change."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ohbot.archive import Acknowledged, Archive, Conflicts, Runs
from ohbot.cli.logs import redacted
from ohbot.errors import Exit, InputError, OhbotError
from ohbot.merge import to_plain
from ohbot.sync import Outcome, State

STANDING = (Exit.PROBLEM, Exit.CONFLICT)
"""The exit codes of what may stay as it is for long; all else passes, or stops every run."""


def is_known(outcome: Outcome) -> bool:
    """Whether an outcome that would fail a run does not, since a person acknowledged it."""
    return outcome.state in (State.REFUSED, State.CONFLICT) and outcome.exit_code is Exit.DONE


@dataclass(frozen=True, slots=True)
class Known:
    """The states that are acknowledged, as one run of a command meets them.

    ``ends`` tells whether this run may see that one is over; a dry run writes nothing.
    """

    archive: Archive
    command: str
    ends: bool

    def applied(self, outcome: Outcome) -> Outcome:
        """The outcome, which fails no run where its very state is acknowledged; another state ends that."""
        record = read(self.archive, outcome.name)
        if record is None:
            return outcome
        items = [to_plain(conflict) for conflict in outcome.plan.conflicts] if outcome.plan else []
        if record.get("mark") == _mark(outcome.state, redacted(outcome.sentence), items):
            return replace(outcome, exit_code=Exit.DONE)
        is_over = outcome.state is not State.LATER and outcome.exit_code in (Exit.DONE, *STANDING)
        if self.ends and is_over and record.get("side") == _side(self.command):
            with suppress(OhbotError):
                Acknowledged(self.archive.state).clear(outcome.name)
        return outcome


def read(archive: Archive, name: str) -> dict[str, Any] | None:
    """What is acknowledged of a session; None where nothing is, or nobody can tell."""
    with suppress(OhbotError):
        return Acknowledged(archive.state).read(name)
    return None


def acknowledge(archive: Archive, name: str) -> dict[str, Any]:
    """What would be acknowledged: the newest word of a run on a session. Raises InputError where there is none."""
    side, outcome = _last_word(archive, name)
    state, sentence = str(outcome["state"]), str(outcome["sentence"])
    items = (Conflicts(archive.state).read(name) or {}).get("items", ()) if state == State.CONFLICT else ()
    return {
        "page": outcome["page"],
        "state": state,
        "sentence": sentence,
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        "side": side,
        "mark": _mark(state, sentence, items),
    }


def _last_word(archive: Archive, name: str) -> tuple[str, Mapping[str, Any]]:
    runs = Runs(archive.state)
    for path in runs.list():
        report = runs.read(path)
        found = next((one for one in report.get("outcomes", ()) if one.get("session") == name), None)
        if found and found.get("state") in (State.REFUSED, State.CONFLICT):
            return _side(str(report.get("command"))), found
        if found or (report.get("whole") and report.get("command") == "sync" and not report.get("error")):
            break
    raise InputError(f"{name}: the last run had nothing to say against it; 'ohbot sync' looks again")


def _side(command: str) -> str:
    """What a command does with a session: a pull says nothing of whether its page can be edited."""
    return "pull" if command == "pull" else "sync"


def _mark(state: str, sentence: str, items: Sequence[Mapping[str, Any]]) -> str:
    """What tells a state from every other: of conflicts what both sides say, of a refusal its sentence."""
    sides = [[item[side] for side in ("base", "local", "remote")] for item in items]
    return hashlib.sha256(json.dumps([state, sides or sentence], sort_keys=True).encode()).hexdigest()
