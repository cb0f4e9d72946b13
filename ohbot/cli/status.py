"""``ohbot status``: what a sync would do."""

import click

from ohbot.cli.common import Settings, with_settings
from ohbot.cli.running import at_work, finish
from ohbot.sync import Options


@click.command("status")
@click.argument("sessions", nargs=-1)
@with_settings
def command(settings: Settings, sessions: tuple[str, ...]) -> None:
    """Say what a sync of SESSIONS (without any all of the archive) would do; nothing is written.

    \b
    Example:
      ohbot status
    """
    with at_work(settings, Options(dry_run=True), sessions=sessions, anonymous=True) as run:
        finish(settings, run.engine().run(run.paths(sessions)), dry_run=True)
