"""``ohbot schema``: the JSON Schema of session files."""

import click

from ohbot.archive import schema
from ohbot.cli.common import Settings, answer_json, with_settings


@click.command("schema")
@with_settings
def command(_: Settings) -> None:
    """Print the JSON Schema of session files, for editors and other programs.

    \b
    Example:
      ohbot schema > session.schema.json
    """
    answer_json(schema())
