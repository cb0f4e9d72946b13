"""``ohbot diff``: what changed, in the files and on the wiki."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

import click

from ohbot.cli.common import Settings, answer_json, say, session_names, with_settings, worst
from ohbot.cli.logs import printable
from ohbot.cli.running import at_work
from ohbot.errors import Exit
from ohbot.sync import SyncOptions
from ohbot.sync.changes import Change
from ohbot.sync.differences import SessionDiff


@click.command("diff")
@click.argument("sessions", shell_complete=session_names, nargs=-1)
@with_settings
def command(settings: Settings, sessions: tuple[str, ...]) -> None:
    """Show what changed since the last sync: in the files (local) and on the wiki (remote).

    \b
    Example:
      ohbot diff 2021-03-04-office-hours
    """
    with at_work(settings, SyncOptions(dry_run=True), sessions=sessions, anonymous=True) as run:
        found = list(run.engine().differences(run.paths(sessions)))
    if settings.json:
        answer_json([_as_json(one) for one in found])
    else:
        for one in found:
            _tell(one)
        if not any(one.local or one.remote or one.problem for one in found):
            say(settings, "no differences: files and pages say the same")
    click.get_current_context().exit(int(worst(map(_exit_of, found))))


def _exit_of(one: SessionDiff) -> Exit:
    return Exit.PROBLEM if one.problem else Exit.CONFLICT if one.conflicts else Exit.DONE


def _as_json(one: SessionDiff) -> dict[str, Any]:
    sides = {"local": one.local, "remote": one.remote}
    sides_as_json = {side: [_change_as_json(change) for change in changes] for side, changes in sides.items()}
    return {
        "session": one.name,
        "page": one.page,
        **sides_as_json,
        "conflicts": list(one.conflicts),
        "problem": one.problem,
    }


def _change_as_json(change: Change) -> dict[str, Any]:
    return {"kind": change.kind, "place": change.place, "old": change.old, "new": change.new}


def _tell(one: SessionDiff) -> None:
    if not (one.local or one.remote or one.problem):
        return
    click.secho(printable(f"{one.name} [{one.page}]" if one.page else one.name), bold=True)
    if one.problem:
        click.secho(printable(f"  {one.problem}"), fg="red")
    for side, changes in (("file", one.local), ("wiki", one.remote)):
        for change in changes:
            click.secho(printable(f"  {side}: {change.place} {change.kind}"), fg="cyan")
            click.echo("".join(_coloured(change)))
    for place in one.conflicts:
        click.secho(printable(f"  conflict: {place}; settle it with 'ohbot resolve {one.name}'"), fg="yellow")


def _coloured(change: Change) -> Iterator[str]:
    """Both texts in one, word by word: what went in red, what came in green."""
    old, new = _words(change.old), _words(change.new)
    yield "    "
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from _shortened(old[a:b])
            continue
        if a < b:
            yield click.style(f"[-{_text(old[a:b])}-]", fg="red")
        if c < d:
            yield click.style(f"{{+{_text(new[c:d])}+}}", fg="green")


def _shortened(words: Sequence[str]) -> Iterator[str]:
    """A long stretch that stayed, in short."""
    yield _text(words) if len(words) < 40 else f"{_text(words[:16])} … {_text(words[-16:])}"


def _words(text: str | None) -> list[str]:
    """Words and marks, each with the blanks before it: alone these would keep changed words apart."""
    return re.findall(r"[^\S\n]*(?:\w+|[^\w\s])|\s", text or "")


def _text(words: Sequence[str]) -> str:
    return printable("".join(words)).replace("\n", "\n    ")
