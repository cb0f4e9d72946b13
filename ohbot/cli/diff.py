"""``ohbot diff``: what changed, in the files and on the wiki."""

from dataclasses import asdict
from typing import Any

import click

from ohbot.cli.common import Settings, answer_json, ohbot_command, say, session_names, worst
from ohbot.cli.history import described, edit_as_json, since_sync
from ohbot.cli.logs import printable
from ohbot.cli.marked import fitted, marked
from ohbot.cli.running import at_work
from ohbot.errors import Exit
from ohbot.history import Since
from ohbot.sync.engine import SessionDiff


@ohbot_command("diff")
@click.argument("sessions", shell_complete=session_names, nargs=-1)
def command(settings: Settings, sessions: tuple[str, ...]) -> Exit:
    """Show what changed since the last sync: in the files (local) and on the wiki (remote), there also who and when.

    \b
    Example:
      ohbot diff 2021-03-04-office-hours
    """
    with at_work(settings, sessions=sessions, anonymous=True) as run:
        found = list(run.engine().differences(run.paths))
        changed = [one.name for one in found if one.remote and not one.problem]
        edits = since_sync(run, changed)
    if settings.json:
        answer_json([_as_json(one, edits.get(one.name)) for one in found])
    else:
        for one in found:
            _tell(one, edits.get(one.name))
        if not any(one.local or one.remote or one.problem for one in found):
            say(settings, "no differences: files and pages say the same")
    return worst(Exit.PROBLEM if one.problem else Exit.CONFLICT if one.conflicts else Exit.DONE for one in found)


def _as_json(one: SessionDiff, since: Since | None) -> dict[str, Any]:
    return {
        "session": one.name,
        "page": one.page,
        "local": [asdict(change) for change in one.local],
        "remote": [
            asdict(change) | {"edit": edit_as_json(since.of_change(change) if since else None)}
            for change in one.remote
        ],
        "conflicts": [conflict.place for conflict in one.conflicts],
        "problem": one.problem,
    }


def _tell(one: SessionDiff, since: Since | None) -> None:
    if not (one.local or one.remote or one.problem):
        return
    click.secho(printable(f"{one.name} [{one.page}]" if one.page else one.name), bold=True)
    if one.problem:
        click.secho(printable(f"  {one.problem}"), fg="red")
    for side, changes in (("file", one.local), ("wiki", one.remote)):
        for change in changes:
            edit = since.of_change(change) if since and side == "wiki" else None
            by = f", {described(edit)}" if edit else ""
            click.secho(printable(f"  {side}: {change.place} {change.kind}{by}"), fg="cyan")
            click.echo(fitted(marked(change.old, change.new), None, indent="    "))
    for conflict in one.conflicts:
        how = f"settle it with 'ohbot resolve {one.name}'"
        click.secho(printable(f"  conflict: {conflict.place}; {how}"), fg="yellow")
