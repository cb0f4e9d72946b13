"""Whether the scheduled runs go well, judged from their reports alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

from ohbot.errors import Exit
from ohbot.model.counting import counted

Report = Mapping[str, Any]
"""A run's report as it is kept: ``command``, ``whole``, ``ended``, ``result``, ``error`` ..."""

MOST_FAILURES = 3
"""So many failed runs in a row are trouble, however long ago the last good one was."""
GRACE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Health:
    """Whether all is well, in one sentence that says what to do where it is not."""

    healthy: bool
    sentence: str


def judge(
    reports: Sequence[Report],
    *,
    conflicts: Sequence[str],
    now: datetime,
    every: timedelta,
    acknowledged: Sequence[str] = (),
) -> Health:
    """The verdict on an archive's reports (the newest first) where a sync is due ``every`` so long.

    Only runs over the whole archive count: those of `sync`, or of `pull --all` in an archive that is never synced.
    A run that found another one at work counts for nothing, and so does one that ended in the future, by a clock
    that was wrong. Sessions whose state is ``acknowledged`` wait for nobody.
    """
    whole = [one for one in reports if one.get("whole") and one.get("result") != "skipped"]
    whole = [one for one in whole if _ended(one) <= now + GRACE]
    runs = [one for one in whole if one.get("command") == "sync"] or whole
    if not runs:
        return Health(False, "no scheduled run is known yet; see that the job runs, or start 'ohbot sync' once")
    open_ones = [name for name in conflicts if name not in acknowledged]
    if troubles := list(_troubles(runs, open_ones, now, every)):
        return Health(False, "; ".join(troubles))
    known = f", {counted(len(acknowledged), 'known state')} may stay ('ohbot ack' names them)" if acknowledged else ""
    last = _ago(now - _ended(runs[0]))
    return Health(True, f"all is well: the last good run ended {last}, no conflict waits{known}")


def _troubles(runs: Sequence[Report], conflicts: Sequence[str], now: datetime, every: timedelta) -> Iterator[str]:
    """A good run that is overdue, failures that do not pass by themselves, conflicts."""
    failed = list(takewhile(lambda one: one.get("result") != "good", runs))
    has_none, due = len(failed) == len(runs), f"one is due every {_span(every)}"
    if has_none:
        none = f"none of the last {len(runs)} runs was good" if len(runs) > 1 else "the only run so far was not good"
        yield f"{none}, and {due}"
    elif (age := now - _ended(runs[len(failed)])) > 2 * every + GRACE:
        yield f"the last good run ended {_ago(age)}, and {due}; see that the job runs"
    if failed and (has_none or len(failed) >= MOST_FAILURES or failed[0].get("exit") == Exit.FORBIDDEN):
        why = failed[0].get("error") or "some sessions were refused; 'ohbot status' names them"
        how = f"{len(failed)} in a row failed, the last one so" if len(failed) > 1 else "the last run failed"
        yield f"{how}: {why}"
    if conflicts:
        names = ", ".join(conflicts[:3]) + (" ..." if len(conflicts) > 3 else "")
        wait = counted(len(conflicts), "conflict waits", "conflicts wait")
        yield f"{wait} for a person ({names}); 'ohbot resolve {conflicts[0]}' settles the first"


def _ended(report: Report) -> datetime:
    """When a run ended; long ago where its report does not say."""
    try:
        return datetime.fromisoformat(str(report.get("ended"))).astimezone(UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _ago(age: timedelta) -> str:
    return f"{_span(age)} ago" if age >= timedelta(minutes=1) else "just now"


def _span(span: timedelta) -> str:
    """A length of time in its largest unit."""
    seconds = int(span.total_seconds())
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if number := seconds // size:
            return unit if (number, seconds % size) == (1, 0) else counted(number, unit)
    return counted(seconds, "second")
