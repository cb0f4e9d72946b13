"""``ohbot search``: find what was said, in the archive's files."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ohbot.cli.common import Settings, answer, answer_json, say, with_settings
from ohbot.cli.logs import printable
from ohbot.cli.records import Source, sources
from ohbot.errors import Exit, UsageError
from ohbot.export.rows import Row
from ohbot.export.search import Excerpt, Query, query
from ohbot.model.counting import counted


@click.command("search")
@click.argument("words", nargs=-1)
@click.option("--speaker", default="", help="Only what somebody of this name says; a part of the name will do.")
@click.option("--year", type=int, help="Only sessions of this year.")
@click.option("--unanswered", is_flag=True, help="Only questions without an answer.")
@with_settings
def command(settings: Settings, words: tuple[str, ...], speaker: str, year: int | None, unanswered: bool) -> None:
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
    found = sources(settings)
    found.paths = found.paths[::-1]
    tell = _told_as_json if settings.json else _teller()
    told = [
        tell(source, row, wanted.excerpt(row.plain))
        for source in found.read(lambda path, text: wanted.may_fit(path.stem, text))
        for row in wanted.finds(source.record)
    ]
    if settings.json:
        answer_json(told)
    say(settings, f"{counted(len(told), 'find')}" if told else "nothing found")
    click.get_current_context().exit(Exit.PROBLEM if found.problems else Exit.DONE)


def _told_as_json(source: Source, row: Row, excerpt: Excerpt) -> dict[str, Any]:
    record = source.record
    return record.place | {
        "address": record.address_at(row),
        "file": _shown(source.path),
        "line": _line(source, row),
        "kind": row.kind,
        "position": row.position,
        "number": row.number,
        "speaker": row.speaker,
        "excerpt": excerpt.text,
        "marks": [list(mark) for mark in excerpt.marks],
    }


def _teller() -> Callable[[Source, Row, Excerpt], None]:
    """What tells a person of a find, as soon as it is there."""
    coloured = sys.stdout.isatty() and click.get_current_context().color is not False
    signs = ("\x1b[1;33m", "\x1b[0m") if coloured else ("**", "**")

    def tell(source: Source, row: Row, excerpt: Excerpt) -> None:
        who = f", {row.speaker}" if row.speaker else ""
        answer(f"{_shown(source.path)}:{_line(source, row)}: {row.where}{who}", bold=True)
        click.echo(f"    {_printable(excerpt).marked(*signs)}")
        if address := source.record.address_at(row):
            answer(f"    {address}")

    return tell


def _printable(excerpt: Excerpt) -> Excerpt:
    return replace(excerpt, text=printable(excerpt.text))


def _shown(path: Path) -> str:
    """A path as a person would type it."""
    here = Path.cwd()
    return printable(str(path.relative_to(here) if path.is_relative_to(here) else path))


def _line(source: Source, row: Row) -> int:
    """The line of a file at which a row begins."""
    return source.lines[row.position - 1][row.answer or 0]
