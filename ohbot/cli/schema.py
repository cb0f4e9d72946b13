"""``ohbot schema``: the JSON Schemas of session files and of exports."""

import click

from ohbot.archive import schema
from ohbot.cli.common import Settings, answer_json, ohbot_command
from ohbot.export.schema import export_schema


@ohbot_command("schema")
@click.option("--export", "exported", is_flag=True, help="The schema of what 'ohbot export' gives, as json or jsonl.")
def command(_: Settings, exported: bool) -> None:
    """Print the JSON Schema of session files, for editors and other programs.

    \b
    Example:
      ohbot schema > session.schema.json
      ohbot schema --export > export.schema.json
    """
    answer_json(export_schema() if exported else schema())
