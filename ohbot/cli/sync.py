"""``ohbot sync``: keep archive and wiki in sync, both ways."""

from itertools import chain
from typing import Any

import click

from ohbot.cli.common import Settings, dry_run_option, ohbot_command, session_names
from ohbot.cli.index import index_where_kept
from ohbot.cli.running import at_work, finish
from ohbot.errors import Exit
from ohbot.sync import SyncOptions


@ohbot_command("sync")
@click.argument("sessions", shell_complete=session_names, nargs=-1)
@dry_run_option
@click.option("--force", is_flag=True, help="Also where sessions would lose most of their words.")
@click.option("--max-edits", "most_edits", type=click.IntRange(0), help="Make at most this many edits on the wiki.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first session that fails.")
def command(settings: Settings, sessions: tuple[str, ...], **options: Any) -> Exit:
    """Sync SESSIONS (without any all of the archive) with their pages: changes of either side reach the other.

    Exit codes: 0 done, 1 some pages were refused, 3 conflicts wait for a person, 4 not allowed, 5 try later.

    \b
    Example:
      ohbot sync
      ohbot sync --dry-run 2021-03-04-office-hours
    """
    with at_work(settings, SyncOptions(**options), sessions=sessions, capped=True) as run:
        engine = run.engine()
        return finish(run, chain(engine.run(run.paths), index_where_kept(run, engine)), total=len(run.paths))
