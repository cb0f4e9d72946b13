"""``ohbot init``: make an archive."""

import os
from pathlib import Path

import click

from ohbot.archive import init
from ohbot.cli.common import DATA_FOLDERS, Settings, answer_either, dry_run_option, ohbot_command


@ohbot_command("init")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), required=False)
@dry_run_option
def command(settings: Settings, directory: Path | None, dry_run: bool) -> None:
    """Make an archive in a folder: ohbot.toml, sessions/ and the schema.

    Without DIRECTORY in $OHBOT_DATA_DIR or $TOOL_DATA_DIR, so that a job writes nothing beside its code; where
    neither is set in this folder.

    \b
    Example:
      ohbot init office-hours
    """
    if directory is None:
        directory = Path(next(filter(None, map(os.environ.get, DATA_FOLDERS)), "."))
    if not dry_run:
        init(directory)
    would = "would make" if dry_run else "made"
    done = f"{would} an archive in {directory}; say in {directory / 'ohbot.toml'} which wiki it belongs to"
    answer_either(settings, {"archive": str(directory), "made": not dry_run}, done)
