"""``ohbot stats``: how much the archive holds."""

from pathlib import Path

import click

from ohbot.archive import write_atomically
from ohbot.cli.common import Settings, answer, answer_json, say, with_settings
from ohbot.cli.loading import session_files
from ohbot.errors import Exit
from ohbot.export.chart import svg
from ohbot.export.stats import stats, table


@click.command("stats")
@click.option(
    "--chart",
    metavar="FILE.svg",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also draw it; needs matplotlib ('ohbot[charts]').",
)
@with_settings
def command(settings: Settings, chart: Path | None) -> None:
    """Count sessions, questions, answers, unanswered questions, messages and words, by year and by speaker.

    Who speaks without a name is the default speaker. Words are those of questions, answers and messages.

    \b
    Example:
      ohbot stats
      ohbot stats --chart hours.svg
    """
    files = session_files(settings)
    numbers = stats(files.records())
    if settings.json:
        answer_json(numbers.as_json())
    else:
        answer(table(numbers))
    if chart:
        write_atomically(chart, svg(numbers))
        say(settings, f"{chart}: drawn", fg="green")
    click.get_current_context().exit(Exit.PROBLEM if files.problems else Exit.DONE)
