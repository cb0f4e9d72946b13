"""What a person knows already: states of sessions that jobs are silent about until they change."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ohbot.archive import Acknowledged, Archive, Conflicts, Runs
from ohbot.cli.logs import redacted
from ohbot.errors import Exit, InputError, OhbotError
from ohbot.merge import to_plain
from ohbot.sync import Outcome, State


def is_known(outcome: Outcome) -> bool:
    """Whether an outcome that would fail a run does not, since a person acknowledged it."""
    return outcome.state in (State.REFUSED, State.CONFLICT) and outcome.exit_code is Exit.DONE


class KnownNotices:
    """The states that are acknowledged, as one run of a command meets them; a dry run ``ends`` none."""

    def __init__(self, archive: Archive, command: str, *, ends: bool) -> None:
        self._kept = Acknowledged(archive.state)
        self._side = _side(command)
        self._ends = ends
        self._records: dict[str, Mapping[str, Any]] = {}
        with suppress(OhbotError):  # then all is told
            self._records = {name: self._kept.read(name) or {} for name in self._kept.list()}

    def applied(self, outcome: Outcome) -> Outcome:
        """The outcome, which fails no run where its very state is acknowledged; another state ends that."""
        record = self._records.get(outcome.name)
        if record is None:
            return outcome
        items = [to_plain(conflict) for conflict in outcome.plan.conflicts] if outcome.plan else []
        if record.get("mark") == _mark(outcome.state, redacted(outcome.sentence), items):
            return replace(outcome, exit_code=Exit.DONE)
        if outcome.state is not State.LATER and outcome.exit_code in (Exit.DONE, Exit.PROBLEM, Exit.CONFLICT):
            self._end(outcome.name)  # all else passes, or stops every run
        return outcome

    def forget_but(self, names: Collection[str]) -> None:
        """End what is acknowledged of sessions that a whole run did not meet: they are gone."""
        for name in self._records.keys() - set(names):
            self._end(name)

    def _end(self, name: str) -> None:
        """End one, if this command is the one to tell that it is over."""
        if self._ends and self._records[name].get("side") == self._side:
            with suppress(OhbotError):
                self._kept.clear(name)


def acknowledge(archive: Archive, name: str) -> dict[str, Any]:
    """What would be acknowledged: the newest word of a run on a session. Raises InputError where there is none."""
    runs = Runs(archive.state)
    for path in runs.list():
        report = runs.read(path)
        found = next((one for one in report.get("outcomes", ()) if one.get("session") == name), None)
        if found and found.get("state") in (State.REFUSED, State.CONFLICT):
            state, sentence = str(found["state"]), str(found["sentence"])
            items = (Conflicts(archive.state).read(name) or {}).get("items", ()) if state == State.CONFLICT else ()
            return {
                "page": found["page"],
                "state": state,
                "sentence": sentence,
                "since": datetime.now(UTC).isoformat(timespec="seconds"),
                "side": _side(str(report.get("command"))),
                "mark": _mark(state, sentence, items),
            }
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
