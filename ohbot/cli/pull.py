"""``ohbot pull``: pages of the wiki into the archive."""

import click

from ohbot.cli.common import Settings, dry_run_option, names_and_titles, with_settings
from ohbot.cli.running import at_work, finish
from ohbot.errors import UsageError
from ohbot.sync import SyncOptions
from ohbot.sync.pull import pull


@click.command("pull")
@click.argument("names", shell_complete=names_and_titles, nargs=-1, metavar="[SESSION or TITLE]...")
@click.option("--all", "everything", is_flag=True, help="Every page under the configured prefix.")
@dry_run_option
@click.option("--force", is_flag=True, help="Also where a file would lose most of its words.")
@with_settings
def command(settings: Settings, names: tuple[str, ...], everything: bool, dry_run: bool, force: bool) -> None:
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
    with at_work(settings, SyncOptions(dry_run=dry_run, force=force, publishes=False), anonymous=True) as run:
        outcomes = pull(run.archive, run.wiki, run.config, run.engine(), names, options=run.options)
        finish(run, outcomes)
