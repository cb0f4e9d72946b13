"""``ohbot search``: find what was said, in the archive's files."""

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from ohbot.cli.common import Settings, answer, answer_json, ohbot_command, say, shown_path
from ohbot.cli.loading import Loaded, session_files
from ohbot.cli.logs import printable
from ohbot.errors import Exit, UsageError
from ohbot.export.rows import ExportRow
from ohbot.export.search import Excerpt, Query, query
from ohbot.model.counting import counted


@ohbot_command("search")
@click.argument("words", nargs=-1)
@click.option("--speaker", default="", help="Only what somebody of this name says; a part of the name will do.")
@click.option("--year", type=int, help="Only sessions of this year.")
@click.option("--unanswered", is_flag=True, help="Only questions without an answer.")
def command(settings: Settings, words: tuple[str, ...], speaker: str, year: int | None, unanswered: bool) -> Exit:
    """Find questions, answers, messages and prose that have all WORDS, with their place and address, newest first.

    Case and accents do not matter, a part of a word will do, and words in quotes are a phrase. WORDS may be left out
    where an option says what is looked for.

    \b
    Example:
      ohbot search lanterns hum
      ohbot search "why do" --year 2021 --unanswered
    """
    wanted = query(words, speaker=speaker, year=year, unanswered=unanswered)
    if wanted == Query():
        raise UsageError("nothing to look for: name words, or a speaker, a year, or --unanswered")
    files = session_files(settings)
    files.paths = files.paths[::-1]
    report = _as_json if settings.json else _printer()
    finds = [
        report(loaded, row, wanted.excerpt(row.plain))
        for loaded in files.read(lambda path, text: wanted.may_fit(path.stem, text))
        for row in wanted.finds(loaded.record)
    ]
    if settings.json:
        answer_json(finds)
    say(settings, counted(len(finds), "find") if finds else "nothing found")
    return files.exit_code


def _as_json(loaded: Loaded, row: ExportRow, excerpt: Excerpt) -> dict[str, Any]:
    record = loaded.record
    return record.place | {
        "address": record.address_at(row),
        "file": printable(shown_path(loaded.path)),
        "line": _line(loaded, row),
        "kind": row.kind,
        "position": row.position,
        "number": row.number,
        "speaker": row.speaker,
        "excerpt": excerpt.text,
        "marks": [list(mark) for mark in excerpt.marks],
    }


def _printer() -> Callable[[Loaded, ExportRow, Excerpt], None]:
    """What prints a find, as soon as it is there."""
    coloured = sys.stdout.isatty() and click.get_current_context().color is not False
    signs = ("\x1b[1;33m", "\x1b[0m") if coloured else ("**", "**")

    def print_find(loaded: Loaded, row: ExportRow, excerpt: Excerpt) -> None:
        who = f", {row.speaker}" if row.speaker else ""
        answer(f"{shown_path(loaded.path)}:{_line(loaded, row)}: {row.where}{who}", bold=True)
        click.echo(f"    {replace(excerpt, text=printable(excerpt.text)).marked(*signs)}")
        if address := loaded.record.address_at(row):
            answer(f"    {address}")

    return print_find


def _line(loaded: Loaded, row: ExportRow) -> int:
    """The line of a file at which a row begins."""
    return loaded.lines[row.position - 1][row.answer or 0]
