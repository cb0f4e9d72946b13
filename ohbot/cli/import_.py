"""``ohbot import``: transcripts into session files."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ohbot.archive import Archive, read_bytes
from ohbot.cli.common import Settings, answer, answer_json, dry_run_option, say, with_settings, worst
from ohbot.errors import Exit, InputError, OhbotError, UsageError
from ohbot.model import Session
from ohbot.sources import SOURCES, Imported, Options, import_transcript, summary
from ohbot.sources.dates import time_zone


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", help="The kind of transcript; without it recognised by content.")
@click.option("--list", "listing", is_flag=True, help="Name all kinds of transcripts.")
@click.option("--timezone", help="The zone of times that name none, as in Europe/Berlin or UTC.")
@click.option("--strict", is_flag=True, help="Fail where a line could not be placed.")
@dry_run_option
@with_settings
def command(
    settings: Settings,
    files: tuple[Path, ...],
    form: str | None,
    listing: bool,
    timezone: str | None,
    strict: bool,
    dry_run: bool,
) -> None:
    """Turn transcripts into session files of the archive; a summary says what was seen and what was not placed.

    \b
    Example:
      ohbot import notes.txt
      ohbot import --timezone Europe/Berlin office.log
    """
    if listing:
        width = max(len(source.name) for source in SOURCES)
        for source in SOURCES:
            answer(f"{source.name:<{width}}  {source.description}")
        return
    if not files:
        raise UsageError("name the files to import, or --list to see which kinds are known")
    archive = settings.open_archive()
    options = Options(timezone=_zone(timezone))
    reports = [_report(settings, archive, file, form, options, strict=strict, dry_run=dry_run) for file in files]
    if settings.json:
        answer_json(reports)
    click.get_current_context().exit(int(worst(Exit(report["exit"]) for report in reports)))


def _zone(name: str | None) -> Any:
    zone = time_zone(name) if name else None
    if name and zone is None:
        raise UsageError(f"{name}: there is no such time zone; name one as in Europe/Berlin, or UTC")
    return zone


def _report(
    settings: Settings,
    archive: Archive,
    file: Path,
    form: str | None,
    options: Options,
    *,
    strict: bool,
    dry_run: bool,
) -> dict[str, Any]:
    """Import one file, and say what became of it."""
    try:
        imported = import_transcript(read_bytes(file), str(file), format=form, options=options)
        for line in summary(imported):
            say(settings, line)
        unplaced = len(imported.reading.account.unplaced)
        if strict and unplaced:
            raise InputError(f"{file}: {unplaced} lines could not be placed; nothing was written, as --strict asks")
        path = _kept(archive, imported, file, dry_run=dry_run)
    except OhbotError as error:
        say(settings, f"ohbot: {error}", fg="red")
        return {"file": str(file), "session": None, "error": str(error), "exit": int(error.exit_code)}
    if not settings.json:
        answer(f"{'would write' if dry_run else 'wrote'} {path}")
    return {"file": str(file), "session": str(path), "format": imported.format, "unplaced": unplaced, "exit": 0}


def _kept(archive: Archive, imported: Imported, file: Path, *, dry_run: bool) -> Path:
    session = _titled(imported.reading.session, file)
    page = session.wiki.page if session.wiki else None
    path = archive.path_for(page or session.title or file.stem, session.start)
    if not dry_run:
        archive.write(path, session, expected=None)
    return path


def _titled(session: Session, file: Path) -> Session:
    """The session with a title, which every session file has: without one, the transcript's name."""
    return session if session.title else replace(session, title=file.stem)
