"""``ohbot open-questions``: what was asked and still waits for an answer."""

from datetime import UTC, datetime

import click

from ohbot.archive import PagesConfig
from ohbot.cli.common import Settings, answer, answer_json, ohbot_command, say, session_names
from ohbot.cli.loading import session_files
from ohbot.cli.marked import shortened
from ohbot.errors import Exit
from ohbot.export.open_questions import OpenQuestion, open_questions
from ohbot.model.counting import counted

_GLANCE = 240
"""Characters that a person reads at a glance."""


@ohbot_command("open-questions")
@click.argument("sessions", nargs=-1, shell_complete=session_names)
def command(settings: Settings, sessions: tuple[str, ...]) -> Exit:
    """List questions without an answer, and answers that only promise one, with age and address, the oldest first.

    An answer promises where its last paragraph says so ("we will follow up"; more words under 'promises' in
    ohbot.toml), or where its 'promised: true' in the session file does; 'promised: false' is the contrary. It waits
    no longer when another answer comes below. Sessions that are yet to come do not count.

    \b
    Example:
      ohbot open-questions
      ohbot open-questions 2021-03-04-office-hours
    """
    files = session_files(settings, sessions)
    pages = files.archive.config().pages if files.archive else PagesConfig()
    found = open_questions(files.records(), pages.promises, datetime.now(UTC))
    if settings.json:
        answer_json([one.as_json() for one in found])
    for one in () if settings.json else found:
        _print(one)
    say(settings, f"{counted(len(found), 'question')} open" if found else "no open questions")
    return files.exit_code


def _print(one: OpenQuestion) -> None:
    since = "" if one.days is None else f", {counted(one.days, 'day')}"
    answer(f"{one.record.name}: {one.question.where}{since}", bold=True)
    answer(f"    {shortened(one.question.plain, _GLANCE)}")
    if one.promise:
        answer(f"    {one.promise.speaker or 'an answer'} promised: {shortened(one.promise.plain, _GLANCE)}")
    if one.address:
        answer(f"    {one.address}")
