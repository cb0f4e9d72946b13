"""``ohbot health``: whether the scheduled runs go well."""

from datetime import UTC, datetime, timedelta

import click

from ohbot.archive import Acknowledged, Conflicts, Runs
from ohbot.cli.common import Settings, answer_json, ohbot_command
from ohbot.cli.logs import printable
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
        archive = settings.open_archive()
        runs, every = Runs(archive.state), timedelta(seconds=archive.config().jobs.every)
        reports = [runs.read(path) for path in runs.list()]
        known, waiting = Acknowledged(archive.state).list(), Conflicts(archive.state).list()
        verdict = judge(reports, conflicts=waiting, now=datetime.now(UTC), every=every, acknowledged=known)
    except OhbotError as error:  # what keeps from judging is a verdict as well
        verdict = Health(False, " ".join(str(error).split()))
    if settings.json:
        answer_json({"healthy": verdict.healthy, "sentence": verdict.sentence})
    elif not (settings.quiet and verdict.healthy):
        click.echo(printable(verdict.sentence))
    return Exit.DONE if verdict.healthy else Exit.PROBLEM
