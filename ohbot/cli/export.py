"""``ohbot export``: sessions in the JSON view."""

import json

import click

from ohbot.cli.common import Settings, answer_data, answer_json, with_settings
from ohbot.cli.render import session_and_archive
from ohbot.model.view import view


@click.command("export")
@click.argument("sessions", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "jsonl"]),
    default="json",
    show_default=True,
    help="One JSON value, or one line a session.",
)
@with_settings
def command(settings: Settings, sessions: tuple[str, ...], form: str) -> None:
    """Print sessions in the JSON view: one as an object, several (without SESSIONS the whole archive) as a list.

    Nothing private is in it.

    \b
    Example:
      ohbot export 2021-03-04-office-hours
      ohbot export --format jsonl > archive.jsonl
    """
    if len(sessions) == 1 and form == "json":
        answer_json(view(session_and_archive(settings, sessions[0])[0]))
        return
    words = sessions or [str(path) for path in settings.open_archive().sessions()]
    views = (view(session_and_archive(settings, word)[0]) for word in words)
    if form == "json":
        answer_json(list(views))
        return
    for one in views:
        answer_data(json.dumps(one, ensure_ascii=False) + "\n")
