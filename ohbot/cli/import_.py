"""``ohbot import``: transcripts into session files."""

import sys
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ohbot.archive import Archive, FileChanged, SessionFile, dump, find_archive, load_people, write_session
from ohbot.archive.disk import read_bytes, read_text
from ohbot.cli.common import (
    Settings,
    answer,
    answer_data,
    answer_either,
    answer_json,
    dry_run_option,
    format_names,
    has_terminal,
    ohbot_command,
    say,
    shown_path,
    worst,
)
from ohbot.cli.reading import Order, entry_name, read_transcript, zone
from ohbot.errors import Exit, InputError, OhbotError, UsageError
from ohbot.model import Session, WikiLink
from ohbot.model.counting import counted
from ohbot.pads import is_address, pad_at, read_pad
from ohbot.recognise.dates import find_when
from ohbot.sources import SOURCES, Imported, comments, report, summary
from ohbot.sync.imports import Imports, entry_in
from ohbot.sync.joining import Arrival, Joined, begun, joined
from ohbot.sync.shown import not_shown
from ohbot.sync.skeletons import skeleton_of

STANDARD = "-"
"""What stands for standard input, and with -o for standard output."""


@ohbot_command("import")
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--into", metavar="SESSION", help="The session that all of them are of, be it a new one or not.")
@click.option(
    "--format", "kind", shell_complete=format_names, help="The kind of transcript; without it recognised by content."
)
@click.option("--list", "listing", is_flag=True, help="Name all kinds of transcripts.")
@click.option("--encoding", help="The encoding of the text, as in cp1252; without it recognised by content.")
@click.option("--timezone", help="The zone of times that name none, as in Europe/Berlin or UTC.")
@click.option("--title", help="The session's title.")
@click.option("--start", help="When the meeting began, as in 2026-11-26T18:00Z.")
@click.option("--page", help="The session's page on the wiki.")
@click.option("--heading", help="The heading of what comes beside notes; without it Chat, or Notes.")
@click.option(
    "--people",
    type=click.Path(path_type=Path),
    help="Who is who: a YAML or TOML file with lines 'nick: Name', or a session file with its 'people'. Those with "
    "a role are the hosts, or all where nobody has one.",
)
@click.option("--ask", is_flag=True, help="Ask for the name of everybody who speaks under a nick.")
@click.option(
    "--exchanges/--no-exchanges", default=None, help="Put questions and their answers together where that is sure."
)
@click.option(
    "--anonymise/--no-anonymise",
    default=None,
    help="Put labels for participants; those whom --people names stay named.",
)
@click.option(
    "--keep-private/--no-keep-private", default=None, help="Leave hosts, addresses and telephone numbers in."
)
@click.option("--again", is_flag=True, hidden=True, expose_value=False)  # what every import does now
@click.option("--strict", is_flag=True, help="Fail where a line could not be placed.")
@click.option("--force", is_flag=True, help="Also where the session would lose most of its words.")
@click.option("-o", "--output", type=click.Path(path_type=Path, allow_dash=True), help="Write this file; - prints.")
@dry_run_option
def command(
    settings: Settings,
    files: tuple[str, ...],
    *,
    into: str | None,
    listing: bool,
    people: Path | None,
    output: Path | None,
    start: str | None,
    **said: Any,
) -> Exit:
    """Turn transcripts into session files of the archive; a summary says what was seen and what was not placed.

    FILE is a file, the address of a pad (Etherpad, HedgeDoc), or - for standard input. A transcript that was
    imported before is merged: what changed in it comes into the session file, and what changed there, or on the
    page, stays; where both changed the same, that waits for 'ohbot resolve'. It is read as it was the first time.

    Several transcripts make one session with --into: the first is its body, a chat comes below a heading of its own,
    and captions give their times.

    People who speak under nicks stand in the file's 'people'. Write their names there, and import again: the names
    replace the nicks. Nothing that a log tells of hosts, addresses and telephone numbers is taken over.

    \b
    Example:
      ohbot import notes.txt
      ohbot import --timezone Europe/Berlin --exchanges --people hosts.yaml office.log
      ohbot import notes.md chat.txt call.vtt --into 2026-11-26-office-hours
      ohbot import https://pad.example.org/p/hours
    """
    if listing:
        width = max(len(source.name) for source in SOURCES)
        kinds = [{"name": source.name, "description": source.description} for source in SOURCES]
        answer_either(settings, kinds, *(f"{source.name:<{width}}  {source.description}" for source in SOURCES))
        return Exit.DONE
    known = load_people(read_text(people), str(people)) if people else None
    order = Order(settings, joins=into is not None, people=known, **said)
    _check_words(order, files, output, into)
    archive, path = _place(settings, output, into)
    order = replace(order, archive=archive, path=path, start=_start(start, order.timezone))
    reports = [_report(order, word) for word in files]
    if settings.json:
        answer_json(reports)
    return worst(Exit(report["exit"]) for report in reports)


def _check_words(order: Order, files: tuple[str, ...], output: Path | None, into: str | None) -> None:
    """Raise UsageError for words that do not fit together."""
    if not files:
        raise UsageError("name the files to import, or --list to see which kinds are known")
    if output and into:
        raise UsageError("-o and --into both name the session's file; choose one")
    if output and len(files) > 1:
        raise UsageError("-o names one file; import the transcripts one by one, or make one session with --into")
    if order.settings.json and str(output) == STANDARD:
        raise UsageError("standard output takes the session or the report; leave out --json or '-o -'")
    if order.ask and order.anonymise:
        raise UsageError("--ask names people and --anonymise hides them; choose one")
    if order.ask and not has_terminal():
        raise UsageError("there is no terminal to ask in; leave out --ask, or name people with --people FILE")
    zone(order.timezone)


def _start(text: str | None, timezone: str | None) -> datetime | None:
    when = find_when(text) if text else None
    start = when.start(zone(timezone)) if when else None
    if text and start is None:
        how = "name day, time and zone, as in 2026-11-26T18:00Z (or the zone by --timezone)"
        raise UsageError(f"--start {text}: {how}")
    return start


def _place(settings: Settings, output: Path | None, into: str | None) -> tuple[Archive | None, Path | None]:
    """The archive that the session goes to, and its file, where they are named."""
    if output is None:
        archive = settings.open_archive()
        return archive, _path_of(archive, into) if into else None
    if str(output) != STANDARD:
        with suppress(UsageError, InputError):
            archive = find_archive(output.parent)
            if output.resolve().parent == archive.folder.resolve():
                return archive, output
    return None, output


def _path_of(archive: Archive, word: str) -> Path:
    """The file of a session, which may be a new one."""
    try:
        return archive.resolve(word)
    except InputError:
        path = Path(word)
        if path.name != word and path.parent.resolve() != archive.folder.resolve():
            raise
        return archive.folder / (path.name if path.suffix == ".yaml" else f"{path.name}.yaml")


# --- one transcript


def _report(order: Order, word: str) -> dict[str, Any]:
    """Import one transcript, and say what became of it."""
    outcome: dict[str, Any] = {"file": word, "session": None}
    try:
        data, name = _content(word)
        imported, arrival, file = _placed(order, data, name)
        outcome |= report(imported)
        for line in summary(imported):
            say(order.settings, line)
        unplaced = len(imported.reading.account.unplaced)
        if order.strict and unplaced:
            raise InputError(
                f"{name}: {counted(unplaced, 'line')} could not be placed; nothing was written, as --strict asks"
            )
        path, found = _brought(order, arrival, file, comments(imported))
        places = [conflict.place for conflict in found.conflicts]
        exit_code = Exit.CONFLICT if places else Exit.DONE
        outcome |= {"session": str(path), "outcome": found.sentence, "conflicts": places, "exit": int(exit_code)}
        _tell(order, name, path, found)
    except OhbotError as error:
        say(order.settings, f"ohbot: {error}", fg="red")
        outcome |= {"error": str(error), "exit": int(error.exit_code)}
    return outcome


def _placed(order: Order, data: bytes, name: str) -> tuple[Imported, Arrival, SessionFile | None]:
    """The transcript, read as it was when it came into its session file; None where that is a new one."""
    if order.archive is None or order.path is not None:
        file = _old(order)
        return *read_transcript(data, name, order, file.session if file else Session()), file
    imports = Imports(order.archive)
    file = imports.named(entry_name(name))
    imported, arrival = read_transcript(data, name, order, file.session if file else Session())
    home = imports.home_of(arrival)
    if (home and home.path) != (file and file.path):  # another meeting, or one of another name
        imported, arrival = read_transcript(data, name, order, home.session if home else Session())
    return imported, arrival, home


def _content(word: str) -> tuple[bytes, str]:
    """The bytes of a transcript, and its name in sentences."""
    if is_address(word):
        pad = pad_at(word)
        return read_pad(pad), pad.address
    return (sys.stdin.buffer.read(), "standard input") if word == STANDARD else (read_bytes(Path(word)), word)


def _old(order: Order) -> SessionFile | None:
    """The session file that a person named, where it is there."""
    path = order.path
    if path is None or str(path) == STANDARD or not path.exists():
        return None
    if order.archive:
        return order.archive.read(path)
    place = path.resolve()  # a person named it, wherever it leads
    return replace(Archive(place.parent).read(place), path=path)


def _brought(order: Order, arrival: Arrival, file: SessionFile | None, notes: list[str]) -> tuple[Path, Joined]:
    """The session file with the transcript in it, written or as it would be."""
    kept = order.archive.kept if order.archive else None
    if file is None:
        link = WikiLink(arrival.page) if arrival.page else None
        found = begun(order.with_facts(replace(arrival.reading, wiki=link)), arrival, kept)
        return _new(order, found, notes), found
    for _ in range(4):  # anew where somebody edits the session file at the very moment
        with suppress(FileChanged):
            session = order.with_facts(file.session)
            known = entry_in(session, arrival)
            if known is None and not order.joins:
                raise InputError(
                    f"{file.path}: this session is here already; say --into {file.path.stem} to join "
                    f"{arrival.entry.file} to it, or name another file with -o"
                )
            found = joined(session, arrival, known, kept, force=order.force)
            if order.archive and not order.dry_run:
                Imports(order.archive).write(file, found)
            elif not order.dry_run:
                write_session(file.path, found.session, expected=file.fingerprint)
            return file.path, found
        file = order.archive.read(file.path) if order.archive else _old(order) or file
    raise FileChanged(f"{file.path}: the file changes faster than ohbot works; try again later")


def _new(order: Order, found: Joined, notes: list[str]) -> Path:
    """The file of a new session."""
    path, archive, session = order.path, order.archive, found.session
    if str(path) == STANDARD:
        answer_data(dump(session, comments=notes))
        return Path(STANDARD)
    # A slash parts the names of pages; in a title it is but a character.
    name = session.wiki.page if session.wiki else (session.title or "").replace("/", " ")
    if archive and order.dry_run:
        return path or archive.path_for(name, session.start)
    if archive:
        return Imports(archive).add(found, name, comments=notes, path=path).path
    assert path, "without an archive there is -o"
    if not order.dry_run:
        write_session(path, session, expected=None, comments=notes)
    return path


def _tell(order: Order, name: str, path: Path, found: Joined) -> None:
    """What became of the session, for people."""
    settings = order.settings
    if found.sentence:
        say(settings, f"{name}: {found.sentence}")
    if found.conflicts and order.archive:
        say(settings, f"{name}: settle that with 'ohbot resolve {path.stem}'", fg="yellow")
    if order.archive and not found.sentence:
        with suppress(OhbotError):  # what is wrong with the configuration is told where it matters
            if facts := not_shown(found.session, skeleton_of(order.archive.root, order.archive.config())):
                what = f"what the page would not show: {', '.join(facts)} ([pages] header shows facts there)"
                say(settings, f"{name}: the file has {what}")
    if found.session.start is None:
        say(settings, f"{name}: no start was found; say --start, as in --start 2026-11-26T18:00Z, or write it there")
    if not settings.json and str(path) != STANDARD:
        done = "would write" if order.dry_run else "wrote"
        answer(f"{done if found.is_new else 'unchanged:'} {shown_path(path)}")
