"""``ohbot status``: what a sync would do."""

from itertools import chain

import click

from ohbot.cli.common import Settings, say, session_names, with_settings
from ohbot.cli.index import index_where_kept
from ohbot.cli.reports import acknowledged, last_run
from ohbot.cli.running import at_work, finish
from ohbot.cli.transcripts import waiting
from ohbot.sync import SyncOptions


@click.command("status")
@click.argument("sessions", shell_complete=session_names, nargs=-1)
@with_settings
def command(settings: Settings, sessions: tuple[str, ...]) -> None:
    """Say what a sync of SESSIONS (without any all of the archive) would do, and how the last run ended.

    Nothing is written.

    \b
    Example:
      ohbot status
    """
    archive = settings.open_archive()
    if line := last_run(archive):
        say(settings, line)
    for line in acknowledged(archive):
        say(settings, line)
    with at_work(settings, SyncOptions(dry_run=True), sessions=sessions, anonymous=True) as run:
        paths = run.paths(sessions)
        engine = run.engine()
        outcomes = chain(waiting(archive, paths), engine.run(paths), index_where_kept(run, engine))
        finish(run, outcomes, total=len(paths))
