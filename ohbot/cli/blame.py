"""``ohbot blame``: who touched each answer last, and who brought each word."""

from collections.abc import Iterator
from typing import Any, TypeAlias

import click

from ohbot.cli.common import Settings, answer, answer_json, ohbot_command, session_names
from ohbot.cli.history import SessionHistory, history_of, when
from ohbot.cli.logs import printable
from ohbot.cli.marked import columns, fitted, shortened
from ohbot.history import PartOrigins
from ohbot.model import Exchange
from ohbot.model.counting import places_of

_COLOURS = ("green", "cyan", "magenta", "yellow", "blue", "red")


_BlameRow: TypeAlias = tuple[str, PartOrigins]
"""Where a part of the page is, and who brought it."""


@ohbot_command("blame")
@click.argument("session", shell_complete=session_names)
def command(settings: Settings, session: str) -> None:
    """Say for each question, answer and message of a session's page who touched it last, and when (UTC).

    With -v also who brought each word. A word belongs to the edit that brought it, wherever it was moved to later;
    what was removed and comes back as it was belongs to whom it belonged before, so a revert leaves no trace.

    \b
    Example:
      ohbot blame 2021-03-04-office-hours
      ohbot blame 2021-03-04-office-hours -v
    """
    with history_of(settings, session) as found:
        rows = list(_rows(found))
        if settings.json:
            answer_json({"session": found.name, "page": found.page.title} | _json(found, rows))
        elif settings.verbose:
            _print_words(found, rows)
        else:
            _print_last(found, rows)


def _rows(found: SessionHistory) -> Iterator[_BlameRow]:
    items = found.history.attribution.items
    for place, item in zip(places_of([one.item for one in items]), items, strict=True):
        for number, part in enumerate(item.parts):
            within = f", answer {number}" if number else ", question"
            yield f"{place}{within if isinstance(item.item, Exchange) else ''}", part


def _edits(rows: list[_BlameRow]) -> list[int]:
    """All edits that brought or touched something."""
    return sorted({edit for _, one in rows for edit in (one.touched, *(edit for _, edit in one.stretches))})


def _json(found: SessionHistory, rows: list[_BlameRow]) -> dict[str, Any]:
    items = [
        {
            "place": place,
            "kind": one.part.kind,
            "label": one.part.label or None,
            "text": one.part.text,
            "revision": one.touched,
            "words": [{"text": text, "revision": edit} for text, edit in one.stretches],
        }
        for place, one in rows
    ]
    return {"items": items, "revisions": [found.as_json(found.history.revisions[edit]) for edit in _edits(rows)]}


def _print_last(found: SessionHistory, rows: list[_BlameRow]) -> None:
    """A line for each part: when and by whom it was touched last, where it is, what it says."""
    width = columns()
    edits = [found.history.revisions[one.touched] for _, one in rows]
    names = [shortened(found.who(edit), width and width // 4) for edit in edits]
    longest = max(map(len, names), default=0)
    places = max((len(place) for place, _ in rows), default=0)
    for (place, one), edit, name in zip(rows, edits, names, strict=True):
        head = f"{when(edit.timestamp)}  {name:<{longest}}  {place:<{places}}  "
        answer(head + shortened(f"{one.part.label}{one.part.text}", width and max(10, width - len(head))))


def _print_words(found: SessionHistory, rows: list[_BlameRow]) -> None:
    """Each part with its words in brackets, behind the number of the edit that brought them; then these edits."""
    width, edits = columns(), found.history.revisions
    numbers = {edit: number for number, edit in enumerate(_edits(rows), 1)}
    for place, one in rows:
        last = edits[one.touched]
        answer(f"{place}: {numbers[last.id]}, {found.who(last)}, {when(last.timestamp)}", bold=True)
        pieces = (
            click.style(f"[{numbers[of]} {printable(text.strip())}]", fg=_COLOURS[numbers[of] % len(_COLOURS)])
            for text, of in one.stretches
        )
        click.echo(fitted(printable(one.part.label) + " ".join(pieces), width, indent="    "))
    answer("")
    for edit, number in numbers.items():
        answer(fitted(f"{number:>3}  {found.described(edits[edit])}", width, indent="     ", first=""))
        answer(f"     {found.address_of(edit)}")
