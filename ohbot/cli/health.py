"""``ohbot health``: whether the scheduled runs go well."""

from datetime import UTC, datetime, timedelta

from ohbot.archive import Acknowledged, Archive, Conflicts, Runs
from ohbot.cli.common import Settings, answer_either, ohbot_command
from ohbot.deploy.health import Health, judge
from ohbot.errors import Exit, OhbotError


@ohbot_command("health")
def command(settings: Settings) -> Exit:
    """Say in one sentence whether the scheduled runs go well; exit 1 where they do not. No wiki is asked.

    It looks at the age of the last good run ([jobs] every in ohbot.toml says how often one is due), at failures in a
    row or one that was not allowed, and at conflicts that wait for a person.

    \b
    Example:
      ohbot health
    """
    try:
        verdict = _verdict(settings.open_archive())
    except OhbotError as error:  # what keeps from judging is a verdict as well
        verdict = Health(False, " ".join(str(error).split()))
    lines = [] if settings.quiet and verdict.healthy else [verdict.sentence]
    answer_either(settings, {"healthy": verdict.healthy, "sentence": verdict.sentence}, *lines)
    return Exit.DONE if verdict.healthy else Exit.PROBLEM


def _verdict(archive: Archive) -> Health:
    runs = Runs(archive.state)
    reports = [runs.read(path) for path in runs.list()]
    every = timedelta(seconds=archive.config().jobs.every)
    known = Acknowledged(archive.state).list()
    waiting = Conflicts(archive.state).list()
    return judge(reports, conflicts=waiting, now=datetime.now(UTC), every=every, acknowledged=known)
