"""``ohbot publish``: create or update the pages of sessions."""

import click

from ohbot.cli.common import Settings, dry_run_option, session_names, with_settings
from ohbot.cli.running import at_work, finish
from ohbot.sync import SyncOptions


@click.command("publish")
@click.argument("sessions", shell_complete=session_names, nargs=-1, required=True)
@dry_run_option
@click.option("--force", is_flag=True, help="Also where a session would lose most of its words.")
@with_settings
def command(settings: Settings, sessions: tuple[str, ...], dry_run: bool, force: bool) -> None:
    """Create or update the pages of SESSIONS; what people wrote on the wiki meanwhile comes into the files.

    A session in conflict is left as it is, on both sides.

    \b
    Example:
      ohbot publish 2021-03-04-office-hours
    """
    with at_work(settings, SyncOptions(dry_run=dry_run, force=force, whole=True), sessions=sessions) as run:
        paths = run.paths(sessions)
        finish(run, run.engine().run(paths), total=len(paths))
