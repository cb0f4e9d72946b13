"""``ohbot export``: sessions for other programs."""

from collections.abc import Iterator
from pathlib import Path

import click

from ohbot.archive import write_atomically
from ohbot.cli.common import Settings, answer_either, ohbot_command, output_option, say, session_names
from ohbot.cli.loading import SessionFiles, session_files
from ohbot.errors import Exit, UsageError
from ohbot.export.forms import FORMS, ExportForm, as_json
from ohbot.export.rows import SessionRecord
from ohbot.model.counting import counted


@ohbot_command("export")
@click.argument("sessions", nargs=-1, shell_complete=session_names)
@click.option(
    "--format",
    "name",
    type=click.Choice(list(FORMS)),
    default="json",
    show_default=True,
    help="; ".join(f"{form.name}: {form.what}" for form in FORMS.values()) + ".",
)
@output_option("Write this file; sqlite needs one.")
def command(settings: Settings, sessions: tuple[str, ...], name: str, output: Path | None) -> Exit:
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
        number = len(files.paths) - files.problems
        answer_either(settings, {"written": str(output), "sessions": number, "problems": files.problems})
        say(settings, f"{output}: {counted(number, 'session')}", fg="green")
    else:
        for piece in pieces:
            click.echo(piece, nl=False)
        settings.answered = True
    return files.exit_code


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
    records = _with_place(form, files)
    pieces = map(as_json, records) if files.alone and form.name == "json" else form.write(records)
    return (piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


def _with_place(form: ExportForm, files: SessionFiles) -> Iterator[SessionRecord]:
    """The sessions that have a place in a form; of the others it is told."""
    for record in files.records():
        if form.holds(record):
            yield record
        else:
            files.note(f"{record.name}: no day is known, so {form.name} leaves it out")
