"""``ohbot render``: a session as wikitext."""

from pathlib import Path

import click

from ohbot.archive import Archive, Config
from ohbot.cli.common import Settings, answer_data, answer_json, ohbot_command, placed, session_names
from ohbot.cli.loading import one_session
from ohbot.cli.parse import wikitext_of
from ohbot.model import Session
from ohbot.sync.shown import put_onto
from ohbot.sync.skeletons import skeleton_of


@ohbot_command("render")
@click.argument("session", shell_complete=session_names)
@click.option(
    "--onto", type=click.Path(path_type=Path, allow_dash=True), help="Write the session onto this wikitext."
)
def command(settings: Settings, session: str, onto: Path | None) -> None:
    """Print the wikitext of a session: as a new page, or as the page in a file would become.

    SESSION is a session file's path, or its name in the archive.

    \b
    Example:
      ohbot render 2021-03-04-office-hours
      ohbot render sessions/2021-03-04.yaml --onto page.wikitext
    """
    found, archive = one_session(settings, session)
    old = wikitext_of(onto) if onto else None
    with placed(session):
        text = created(found, archive) if old is None else put_onto(found, old, found)
    if settings.json:
        answer_json({"wikitext": text})
    else:
        answer_data(text)


def created(found: Session, archive: Archive | None) -> str:
    """The text of a session as a new page of its archive; raises InputError where [pages] allows none."""
    config = archive.config() if archive else Config()
    return skeleton_of(archive.root if archive else Path(), config).page(found)[1]
