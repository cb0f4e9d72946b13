"""``ohbot publish``: create or update the pages of sessions."""

from typing import Any

import click

from ohbot.cli.common import Settings, dry_run_option, ohbot_command, session_names
from ohbot.cli.running import at_work, finish
from ohbot.errors import Exit
from ohbot.sync import SyncOptions


@ohbot_command("publish")
@click.argument("sessions", shell_complete=session_names, nargs=-1, required=True)
@dry_run_option
@click.option("--force", is_flag=True, help="Also where a session would lose most of its words.")
def command(settings: Settings, sessions: tuple[str, ...], **options: Any) -> Exit:
    """Create or update the pages of SESSIONS; what people wrote on the wiki meanwhile comes into the files.

    A session in conflict is left as it is, on both sides.

    \b
    Example:
      ohbot publish 2021-03-04-office-hours
    """
    with at_work(settings, SyncOptions(whole=True, **options), sessions=sessions) as run:
        return finish(run, run.engine().run(run.paths), total=len(run.paths))
