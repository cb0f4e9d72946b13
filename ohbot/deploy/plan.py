"""What runs when: the scheduled jobs of an archive, before any scheduler's format."""

from dataclasses import dataclass

from ohbot.deploy.cron import schedule_of

MARGIN = 300
"""Seconds between the deadline of a run and the moment when the scheduler ends it: the step at work may finish."""


@dataclass(frozen=True, slots=True)
class Job:
    """A scheduled job: ``words`` follow ``ohbot`` on its command line; ``timeout`` is in seconds."""

    name: str
    words: str
    schedule: str
    timeout: int
    retry: int
    purpose: str


def jobs(*, every: float, deadline: float) -> tuple[Job, ...]:
    """The jobs of an archive that is synced ``every`` so many seconds, with this deadline for a run."""
    timeout = int(deadline) + MARGIN
    return (
        Job("ohbot-sync", "sync", schedule_of(every), timeout, 0, "keeps archive and wiki in sync"),
        Job("ohbot-pull", "pull --all", "@daily", timeout, 1, "brings new pages into the archive"),
        Job("ohbot-health", "health", "@daily", 120, 0, "fails, and so tells, when the others do not run well"),
    )
