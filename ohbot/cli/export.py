"""``ohbot export``: sessions for other programs."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from ohbot.archive import write_atomically
from ohbot.cli.common import Settings, answer_json, say, session_names, with_settings
from ohbot.cli.loading import SessionFiles, session_files
from ohbot.errors import Exit, UsageError
from ohbot.export.forms import FORMS, ExportForm, as_json
from ohbot.export.rows import SessionRecord
from ohbot.model.counting import counted


@click.command("export")
@click.argument("sessions", nargs=-1, shell_complete=session_names)
@click.option(
    "--format",
    "name",
    type=click.Choice(list(FORMS)),
    default="json",
    show_default=True,
    help="; ".join(f"{form.name}: {form.what}" for form in FORMS.values()) + ".",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write this file; sqlite needs one.",
)
@with_settings
def command(settings: Settings, sessions: tuple[str, ...], name: str, output: Path | None) -> None:
    """Hand sessions on to other programs, without SESSIONS the whole archive. Nothing private is in it.

    One session as json is an object, several are a list. Texts are wikitext, 'plain' are their words. Values of a
    csv stand as they are, also those that a spreadsheet takes for formulas: import its columns as text.

    \b
    Example:
      ohbot export 2021-03-04-office-hours
      ohbot export --format jsonl > archive.jsonl
      ohbot export --format sqlite -o archive.db
    """
    form = FORMS[name]
    _require_fitting(settings, form, sessions, output)
    files = session_files(settings, sessions)
    pieces = _pieces(form, files)
    if output:
        write_atomically(output, b"".join(pieces))
        _report(settings, files, output)
    else:
        for piece in pieces:
            click.echo(piece, nl=False)
        settings.answered = True
    click.get_current_context().exit(Exit.PROBLEM if files.problems else Exit.DONE)


def _require_fitting(settings: Settings, form: ExportForm, sessions: tuple[str, ...], output: Path | None) -> None:
    """Raise UsageError where the words of the command do not go together."""
    if form.alone and len(sessions) != 1:
        raise UsageError(f"{form.name} is {form.what}: name one, as in 'ohbot export --format {form.name} SESSION'")
    if form.binary and not output:
        raise UsageError(f"{form.name} is {form.what}, and no text: name a file for it, as in '-o archive.db'")
    if settings.json and not output and not form.name.startswith("json"):
        raise UsageError(f"--json asks for JSON on standard output: name a file for {form.name} with -o")


def _pieces(form: ExportForm, files: SessionFiles) -> Iterator[bytes]:
    """The export, piece by piece."""
    records = _held(form, files)
    pieces = map(as_json, records) if files.alone and form.name == "json" else form.write(records)
    return (piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


def _held(form: ExportForm, files: SessionFiles) -> Iterator[SessionRecord]:
    """The sessions that have a place in a form; of the others it is told."""
    for record in files.records():
        if form.holds(record):
            yield record
        else:
            files.problems += 1
            say(replace(files.settings, quiet=False), f"{record.name}: no day is known, so {form.name} leaves it out")


def _report(settings: Settings, files: SessionFiles, output: Path) -> None:
    number = len(files.paths) - files.problems
    if settings.json:
        answer_json({"written": str(output), "sessions": number, "problems": files.problems})
    say(settings, f"{output}: {counted(number, 'session')}", fg="green")
