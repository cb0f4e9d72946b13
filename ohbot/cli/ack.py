"""``ohbot ack``: let a state that is known rest until it changes."""

from contextlib import suppress
from typing import Any

import click

from ohbot.archive import Acknowledged, Archive
from ohbot.cli.acknowledged import acknowledge
from ohbot.cli.common import Settings, answer_either, dry_run_option, ohbot_command, session_names
from ohbot.errors import InputError


@ohbot_command("ack")
@click.argument("sessions", shell_complete=session_names, nargs=-1)
@click.option("--undo", is_flag=True, help="Let runs tell of it again.")
@dry_run_option
def command(settings: Settings, sessions: tuple[str, ...], undo: bool, dry_run: bool) -> None:
    """Acknowledge what the last run said of SESSIONS: a page that is deleted or protected, a conflict that waits.

    Runs then end with exit code 0 and send no mail for it, until it changes: then it is told again. Without SESSIONS
    say what is acknowledged; 'ohbot status' says so, too.

    \b
    Example:
      ohbot ack 2021-03-04-office-hours
      ohbot ack --undo 2021-03-04-office-hours
    """
    archive = settings.open_archive()
    kept = Acknowledged(archive.state)
    names = [_name(archive, word) for word in sessions]
    if undo or not names:
        records = {name: kept.read(name) for name in names or kept.list()}
    else:
        records = {name: acknowledge(archive, name) for name in names}
    for name in names if not dry_run else ():
        if undo:
            kept.clear(name)
        else:
            kept.write(name, records[name] or {})
    answer_either(
        settings,
        [{"session": name, "undone": undo, "record": record} for name, record in records.items()],
        *(_sentence(name, record, undo=undo, dry_run=dry_run) for name, record in records.items()),
    )


def _name(archive: Archive, word: str) -> str:
    """A session's name; a page that has no session file goes by its title."""
    with suppress(InputError):
        return archive.resolve(word).stem
    return word


def _sentence(name: str, record: dict[str, Any] | None, *, undo: bool, dry_run: bool) -> str:
    if record is None:
        return f"{name}: nothing is acknowledged"
    how = "would be " if dry_run else ""
    what = f"{record['state']}: {record['sentence']}"
    return f"{name}: {how}told again: {what}" if undo else f"{name}: {how}acknowledged until it changes: {what}"
