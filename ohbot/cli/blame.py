"""``ohbot blame``: who touched each answer last, and who brought each word."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import click

from ohbot.cli.common import Settings, answer, answer_json, session_names, with_settings
from ohbot.cli.history import SessionHistory, history_of, when
from ohbot.cli.logs import printable
from ohbot.cli.marked import columns, fitted
from ohbot.history import PartOrigins
from ohbot.model import Exchange
from ohbot.model.counting import places_of

_COLOURS = ("green", "cyan", "magenta", "yellow", "blue", "red")


class _BlameRow(NamedTuple):
    """A part of the page, and where it is."""

    place: str
    origins: PartOrigins


@click.command("blame")
@click.argument("session", shell_complete=session_names)
@with_settings
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
            yield _BlameRow(f"{place}{within if isinstance(item.item, Exchange) else ''}", part)


def _json(found: SessionHistory, rows: list[_BlameRow]) -> dict[str, Any]:
    used = {origin for row in rows for _, origin in row.origins.stretches} | {row.origins.touched for row in rows}
    items = [
        {
            "place": row.place,
            "kind": row.origins.part.kind,
            "label": row.origins.part.label or None,
            "text": row.origins.part.text,
            "revision": row.origins.touched,
            "words": [{"text": text, "revision": origin} for text, origin in row.origins.stretches],
        }
        for row in rows
    ]
    return {"items": items, "revisions": [found.as_json(found.history.revisions[number]) for number in sorted(used)]}


def _print_last(found: SessionHistory, rows: list[_BlameRow]) -> None:
    """A line for each part: when and by whom it was touched last, where it is, what it says."""
    width = columns()
    edits = [found.history.revisions[row.origins.touched] for row in rows]
    names = [_cut(found.who(edit), width and width // 4) for edit in edits]
    longest = max(map(len, names), default=0)
    places = max((len(row.place) for row in rows), default=0)
    for row, edit, name in zip(rows, edits, names, strict=True):
        head = f"{when(edit.timestamp)}  {name:<{longest}}  {row.place:<{places}}  "
        text = " ".join(f"{row.origins.part.label}{row.origins.part.text}".split())
        answer(head + _cut(text, width and max(10, width - len(head))))


def _cut(text: str, width: int | None) -> str:
    return text if width is None or len(text) <= width else f"{text[: width - 1]}…"


def _print_words(found: SessionHistory, rows: list[_BlameRow]) -> None:
    """Each part with its words in brackets, behind the number of the edit that brought them; then these edits."""
    width, edits = columns(), found.history.revisions
    used = {origin for row in rows for _, origin in row.origins.stretches} | {row.origins.touched for row in rows}
    numbers = {edit: number for number, edit in enumerate(sorted(used), 1)}
    for row in rows:
        last = edits[row.origins.touched]
        answer(f"{row.place}: {numbers[last.id]}, {found.who(last)}, {when(last.timestamp)}", bold=True)
        pieces = (
            click.style(f"[{numbers[of]} {printable(text.strip())}]", fg=_COLOURS[numbers[of] % len(_COLOURS)])
            for text, of in row.origins.stretches
        )
        click.echo(fitted(printable(row.origins.part.label) + " ".join(pieces), width, indent="    "))
    answer("")
    for edit, number in numbers.items():
        answer(fitted(f"{number:>3}  {found.described(edits[edit])}", width, indent="     ", first=""))
        answer(f"     {found.address_of(edit)}")
