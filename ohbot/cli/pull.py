"""``ohbot pull``: pages of the wiki into the archive."""

from typing import Any

import click

from ohbot.cli.common import Settings, dry_run_option, names_and_titles, ohbot_command
from ohbot.cli.running import at_work, finish
from ohbot.errors import Exit, UsageError
from ohbot.sync import SyncOptions
from ohbot.sync.pull import pull


@ohbot_command("pull")
@click.argument("names", shell_complete=names_and_titles, nargs=-1, metavar="[SESSION or TITLE]...")
@click.option("--all", "everything", is_flag=True, help="Every page under the configured prefix.")
@dry_run_option
@click.option("--force", is_flag=True, help="Also where a file would lose most of its words.")
def command(settings: Settings, names: tuple[str, ...], everything: bool, **options: Any) -> Exit:
    """Bring pages into the archive: new ones as new files, others merged into theirs. The wiki stays as it is.

    \b
    Example:
      ohbot pull --all
      ohbot pull "IRC office hours/Office hours 2020-10-15"
    """
    if not names and not everything:
        raise UsageError("name sessions or page titles, or say --all")
    if names and everything:
        raise UsageError("--all pulls every page under the prefix; leave it out to pull those that you name")
    with at_work(settings, SyncOptions(publishes=False, **options), anonymous=True) as run:
        return finish(run, pull(run.archive, run.wiki, run.config, run.engine(), names, options=run.options))
