"""``ohbot health``: whether the scheduled runs go well."""

from datetime import UTC, datetime, timedelta

import click

from ohbot.archive import Acknowledged, Archive, Conflicts, Runs
from ohbot.cli.common import Settings, answer_json, with_settings
from ohbot.cli.logs import printable
from ohbot.deploy.health import Health, judge
from ohbot.errors import Exit, OhbotError


@click.command("health")
@with_settings
def command(settings: Settings) -> None:
    """Say in one sentence whether the scheduled runs go well; exit 1 where they do not. No wiki is asked.

    It looks at the age of the last good run ([jobs] every in ohbot.toml says how often one is due), at failures in a
    row or one that was not allowed, and at conflicts that wait for a person.

    \b
    Example:
      ohbot health
    """
    verdict = verdict_on(settings)
    if settings.json:
        answer_json({"healthy": verdict.healthy, "sentence": verdict.sentence})
    elif not (settings.quiet and verdict.healthy):
        click.echo(printable(verdict.sentence))
    click.get_current_context().exit(Exit.DONE if verdict.healthy else Exit.PROBLEM)


def verdict_on(settings: Settings) -> Health:
    """The verdict on the archive that is meant; what keeps from judging is one as well."""
    try:
        return _verdict(settings.open_archive())
    except OhbotError as error:
        return Health(False, " ".join(str(error).split()))


def _verdict(archive: Archive) -> Health:
    runs = Runs(archive.state)
    reports = [runs.read(path) for path in runs.list()]
    every = timedelta(seconds=archive.config().jobs.every)
    known = Acknowledged(archive.state).list()
    waiting = Conflicts(archive.state).list()
    return judge(reports, conflicts=waiting, now=datetime.now(UTC), every=every, acknowledged=known)
