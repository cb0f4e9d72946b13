"""``ohbot log``: the history of a session's page, by item."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click

from ohbot.cli.common import Settings, answer, answer_json, ohbot_command, session_names
from ohbot.cli.history import SessionHistory, history_of, when
from ohbot.cli.marked import columns, fitted, marked
from ohbot.history import LogEntry
from ohbot.model.counting import counted
from ohbot.sync.changes import Change

_THINGS = {name: name for name in ("exchange", "question", "answer", "message", "heading")} | {"prose": "paragraph"}
"""What is counted, by how places name it; facts are not."""


@ohbot_command("log")
@click.argument("session", shell_complete=session_names)
@click.option("-n", "--number", type=click.IntRange(min=1), help="The newest edits alone, so many.")
def command(settings: Settings, session: str, number: int | None) -> None:
    """Say which question, answer, message, heading or fact of a session's page was changed, by whom, when and why.

    The newest edit comes first, times are in UTC. With -v the words are shown that changed. Each difference has its
    address on the wiki. What the wiki hides is shown as hidden.

    \b
    Example:
      ohbot log 2021-03-04-office-hours
      ohbot log 2021-03-04-office-hours -n 5 -v
    """
    with history_of(settings, session, most=number) as found:
        entries = found.history.entries[::-1]
        if settings.json:
            shown = [_json(found, entry) for entry in entries]
            answer_json({"session": found.name, "page": found.page.title, "entries": shown})
            return
        answer(f"{found.name} [{found.page.title}]", bold=True)
        for entry in entries:
            _print(found, entry, settings.verbose > 0)


def _json(found: SessionHistory, entry: LogEntry) -> dict[str, Any]:
    return found.as_json(entry.revision) | {
        "reverts_to": entry.reverts_to,
        "readable": entry.is_read,
        "follows_unreadable": entry.follows_unread,
        "beside": entry.is_beside,
        "changes": [asdict(change) for change in entry.changes],
    }


def _print(found: SessionHistory, entry: LogEntry, is_verbose: bool) -> None:
    width, revision = columns(), entry.revision
    answer("")
    answer(fitted(found.described(revision), width, indent="    ", first=""), fg="yellow")
    answer(f"    {found.address_of(revision.id)}")
    for note in _notes(found, entry):
        answer(fitted(note, width, indent="    "))
    if is_verbose:
        for change in entry.changes:
            answer(f"    {change.place} {change.kind}", fg="cyan")
            if change.kind != "moved":
                click.echo(fitted(marked(change.old, change.new), width, indent="      "))
    elif entry.changes:
        answer(fitted(", ".join(_in_short(entry.changes)), width, indent="    "))


def _notes(found: SessionHistory, entry: LogEntry) -> Iterator[str]:
    """What there is to say of an edit besides its changes."""
    if entry.is_beside:
        yield "imported beside the page's history; it never was the page"
    elif not entry.is_read:
        is_hidden = entry.revision.sha1 is None
        yield "its text is hidden on the wiki" if is_hidden else "its text cannot be read: it is no wikitext"
    elif entry.reverts_to is not None:
        earlier = found.history.revisions.get(entry.reverts_to)
        whose = f", {when(earlier.timestamp)} by {found.who(earlier)}" if earlier else ""
        is_same = not entry.changes and entry.reverts_to == entry.revision.parent
        yield "changes nothing" if is_same else f"goes back to revision {entry.reverts_to}{whose}"
    elif not entry.changes:
        yield "changes nothing that ohbot reads"
    if entry.follows_unread and entry.changes:
        yield "what the edit before it changed is among these changes"


def _in_short(changes: Sequence[Change]) -> Iterator[str]:
    """The changes, one by one or, where they are many, in numbers."""
    if len(changes) <= 6:
        yield from (f"{change.place} {change.kind}" for change in changes)
        return
    counts = Counter((change.place.rpartition(", ")[2].rstrip(" 0123456789"), change.kind) for change in changes)
    for (thing, kind), number in counts.items():
        yield f"{counted(number, _THINGS[thing]) if thing in _THINGS else thing} {kind}"
