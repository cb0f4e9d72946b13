"""``ohbot status``: what a sync would do."""

from collections.abc import Iterator
from itertools import chain

import click

from ohbot.cli.common import Settings, ohbot_command, say, session_names
from ohbot.cli.index import index_where_kept
from ohbot.cli.reports import acknowledged, last_run
from ohbot.cli.running import Run, at_work, finish
from ohbot.cli.transcripts import waiting
from ohbot.errors import Exit
from ohbot.sync.translations import Translations, for_translation


@ohbot_command("status")
@click.argument("sessions", shell_complete=session_names, nargs=-1)
def command(settings: Settings, sessions: tuple[str, ...]) -> Exit:
    """Say what a sync of SESSIONS (without any all of the archive) would do, and how the last run ended.

    Of pages for translation it says which wait to be marked, and which translations are outdated. Nothing is written.

    \b
    Example:
      ohbot status
    """
    archive = settings.open_archive()
    for line in (*last_run(archive), *acknowledged(archive)):
        say(settings, line)
    with at_work(settings, sessions=sessions, anonymous=True) as run:
        for line in untranslated(run):
            say(settings, line)
        engine = run.engine()
        outcomes = chain(waiting(archive, run.paths), engine.run(run.paths), index_where_kept(run, engine))
        return finish(run, outcomes, total=len(run.paths))


def untranslated(run: Run) -> Iterator[str]:
    """What waits in the sessions' translations; a wiki without them is asked nothing, and tells nothing."""
    marked = list(for_translation(run.archive, run.paths))
    if not marked or "Translate" not in run.wiki.site_facts().extensions:
        return
    # for more than a few it takes fewer requests to list all pages under the prefix
    listed = list(run.wiki.listing(run.config.wiki.prefix)) if len(marked) > 10 else ()
    yield from Translations.of(run.archive, run.wiki, marked, listed=listed).waiting()
