"""``ohbot stats``: how much the archive holds."""

from pathlib import Path

import click

from ohbot.archive import write_atomically
from ohbot.cli.common import Settings, answer_either, ohbot_command, say
from ohbot.cli.loading import session_files
from ohbot.errors import Exit
from ohbot.export.chart import svg
from ohbot.export.stats import stats, table


@ohbot_command("stats")
@click.option(
    "--chart",
    metavar="FILE.svg",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also draw it; needs matplotlib ('ohbot[charts]').",
)
def command(settings: Settings, chart: Path | None) -> Exit:
    """Count sessions, questions, answers, unanswered questions, messages and words, by year and by speaker.

    Who speaks without a name is the default speaker. Words are those of questions, answers and messages.

    \b
    Example:
      ohbot stats
      ohbot stats --chart hours.svg
    """
    files = session_files(settings)
    numbers = stats(files.records())
    answer_either(settings, numbers.as_json(), table(numbers))
    if chart:
        write_atomically(chart, svg(numbers))
        say(settings, f"{chart}: drawn", fg="green")
    return files.exit_code
