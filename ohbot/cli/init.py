"""``ohbot init``: make an archive."""

from pathlib import Path

import click

from ohbot.archive import init
from ohbot.cli.common import Settings, answer, answer_json, dry_run_option, with_settings


@click.command("init")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=".")
@dry_run_option
@with_settings
def command(settings: Settings, directory: Path, dry_run: bool) -> None:
    """Make an archive in a folder (without DIRECTORY in this one): ohbot.toml, sessions/ and the schema.

    \b
    Example:
      ohbot init office-hours
    """
    if not dry_run:
        init(directory)
    if settings.json:
        answer_json({"archive": str(directory), "made": not dry_run})
        return
    would = "would make" if dry_run else "made"
    answer(f"{would} an archive in {directory}; say in {directory / 'ohbot.toml'} which wiki it belongs to")
