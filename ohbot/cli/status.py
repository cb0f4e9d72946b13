"""``ohbot status``: what a sync would do."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import click

from ohbot.cli.common import Settings, say, session_names, with_settings
from ohbot.cli.index import index_where_kept
from ohbot.cli.reports import acknowledged, last_run
from ohbot.cli.running import Run, at_work, finish
from ohbot.cli.transcripts import waiting
from ohbot.sync import SyncOptions
from ohbot.sync.translations import Translations, for_translation


@click.command("status")
@click.argument("sessions", shell_complete=session_names, nargs=-1)
@with_settings
def command(settings: Settings, sessions: tuple[str, ...]) -> None:
    """Say what a sync of SESSIONS (without any all of the archive) would do, and how the last run ended.

    Of pages for translation it says which wait to be marked, and which translations are outdated. Nothing is written.

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
        for line in untranslated(run, paths):
            say(settings, line)
        engine = run.engine()
        outcomes = chain(waiting(archive, paths), engine.run(paths), index_where_kept(run, engine))
        finish(run, outcomes, total=len(paths))


def untranslated(run: Run, paths: Sequence[Path]) -> Iterator[str]:
    """What waits in the translations of these sessions; a wiki without them is asked nothing, and tells nothing."""
    marked = list(for_translation(run.archive, paths))
    if not marked or "Translate" not in run.wiki.site_facts().extensions:
        return
    listed = list(run.wiki.listing(run.config.wiki.prefix)) if len(marked) > _FEW else ()
    yield from Translations.of(run.archive, run.wiki, marked, listed=listed).waiting()


_FEW = 10
"""For more sessions than these it takes fewer requests to list all pages under the prefix."""
