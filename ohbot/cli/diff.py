"""``ohbot diff``: what changed, in the files and on the wiki."""

from collections.abc import Callable
from typing import Any, TypeAlias

import click

from ohbot.cli.common import Settings, answer_json, say, session_names, with_settings, worst
from ohbot.cli.history import described, edit_as_json, since_sync
from ohbot.cli.logs import printable
from ohbot.cli.marked import fitted, marked
from ohbot.cli.running import at_work
from ohbot.errors import Exit
from ohbot.model import Revision
from ohbot.sync import SyncOptions
from ohbot.sync.changes import Change
from ohbot.sync.engine import SessionDiff

Edits: TypeAlias = Callable[[Change], Revision | None]


@click.command("diff")
@click.argument("sessions", shell_complete=session_names, nargs=-1)
@with_settings
def command(settings: Settings, sessions: tuple[str, ...]) -> None:
    """Show what changed since the last sync: in the files (local) and on the wiki (remote), there also who and when.

    \b
    Example:
      ohbot diff 2021-03-04-office-hours
    """
    with at_work(settings, SyncOptions(dry_run=True), sessions=sessions, anonymous=True) as run:
        found = list(run.engine().differences(run.paths(sessions)))
        changed = [one.name for one in found if one.remote and not one.problem]
        edits = {name: since.of_change for name, since in since_sync(run, changed).items()}
    if settings.json:
        answer_json([_as_json(one, edits.get(one.name, nobody)) for one in found])
    else:
        for one in found:
            _tell(one, edits.get(one.name, nobody))
        if not any(one.local or one.remote or one.problem for one in found):
            say(settings, "no differences: files and pages say the same")
    click.get_current_context().exit(int(worst(map(_exit_of, found))))


def _exit_of(one: SessionDiff) -> Exit:
    return Exit.PROBLEM if one.problem else Exit.CONFLICT if one.conflicts else Exit.DONE


def nobody(_: Change) -> None:
    """Who made a change, where that is not known."""


def _as_json(one: SessionDiff, edit_of: Edits) -> dict[str, Any]:
    local = [_change_as_json(change) for change in one.local]
    remote = [_change_as_json(change) | {"edit": edit_as_json(edit_of(change))} for change in one.remote]
    conflicts = [conflict.place for conflict in one.conflicts]
    sides = {"local": local, "remote": remote, "conflicts": conflicts}
    return {"session": one.name, "page": one.page, **sides, "problem": one.problem}


def _change_as_json(change: Change) -> dict[str, Any]:
    return {"kind": change.kind, "place": change.place, "old": change.old, "new": change.new}


def _tell(one: SessionDiff, edit_of: Edits) -> None:
    if not (one.local or one.remote or one.problem):
        return
    click.secho(printable(f"{one.name} [{one.page}]" if one.page else one.name), bold=True)
    if one.problem:
        click.secho(printable(f"  {one.problem}"), fg="red")
    for side, changes in (("file", one.local), ("wiki", one.remote)):
        for change in changes:
            edit = edit_of(change) if side == "wiki" else None
            by = f", {described(edit)}" if edit else ""
            click.secho(printable(f"  {side}: {change.place} {change.kind}{by}"), fg="cyan")
            click.echo(fitted(marked(change.old, change.new), None, indent="    "))
    for conflict in one.conflicts:
        click.secho(
            printable(f"  conflict: {conflict.place}; settle it with 'ohbot resolve {one.name}'"), fg="yellow"
        )
