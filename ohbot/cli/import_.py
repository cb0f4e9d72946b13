"""``ohbot import``: transcripts into session files."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ohbot.archive import (
    Archive,
    FileChanged,
    SessionFile,
    create,
    dump,
    find_archive,
    load,
    load_people,
    patch,
    read_bytes,
    write_atomically,
)
from ohbot.cli.common import (
    Settings,
    answer,
    answer_data,
    answer_json,
    dry_run_option,
    format_names,
    say,
    shown_path,
    with_settings,
    worst,
)
from ohbot.cli.reading import FactOptions, Instructions, read_transcript, zone
from ohbot.errors import Exit, InputError, OhbotError, UsageError
from ohbot.model import Person, Transcript, WikiLink
from ohbot.model.counting import counted
from ohbot.pads import is_address, pad_at, read_pad
from ohbot.recognise.dates import find_when
from ohbot.sources import SOURCES, Imported, comments, file_name, report, summary
from ohbot.sync.imports import Imports, entry_in
from ohbot.sync.joining import Arrival, Joined, as_kept, begun, entry_of, joined
from ohbot.sync.shown import not_shown
from ohbot.sync.templates import skeleton_of

STANDARD = "-"
"""What stands for standard input, and with -o for standard output."""
TRIES = 4
"""How often an import is done anew where somebody edits the session file at the very moment."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a person ordered for each of the transcripts.

    ``archive`` is None where the outcome goes elsewhere; ``path`` is the session file that is named, in the archive
    or elsewhere, and ``joins`` whether a transcript may become one more of that session.
    """

    settings: Settings
    instructions: Instructions
    facts: FactOptions
    archive: Archive | None = None
    path: Path | None = None
    joins: bool = False
    strict: bool = False
    force: bool = False
    dry_run: bool = False


@click.command("import")
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--into", metavar="SESSION", help="The session that all of them are of, be it a new one or not.")
@click.option(
    "--format", "form", shell_complete=format_names, help="The kind of transcript; without it recognised by content."
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
@with_settings
def command(
    settings: Settings,
    files: tuple[str, ...],
    *,
    into: str | None,
    listing: bool,
    people: Path | None,
    output: Path | None,
    title: str | None,
    start: str | None,
    page: str | None,
    strict: bool,
    force: bool,
    dry_run: bool,
    **reading: Any,
) -> None:
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
        _list_kinds(settings)
        return
    instructions = Instructions(people=_people(people), **reading)
    _check_words(settings, files, output, into, instructions)
    facts = FactOptions(title, _start(start, instructions.timezone), page)
    archive, path = _place(settings, output, into)
    order = Order(settings, instructions, facts, archive, path, into is not None, strict, force, dry_run)
    reports = [_report(order, word) for word in files]
    if settings.json:
        answer_json(reports)
    click.get_current_context().exit(int(worst(Exit(report["exit"]) for report in reports)))


def _list_kinds(settings: Settings) -> None:
    if settings.json:
        answer_json([{"name": source.name, "description": source.description} for source in SOURCES])
        return
    width = max(len(source.name) for source in SOURCES)
    for source in SOURCES:
        answer(f"{source.name:<{width}}  {source.description}")


def _check_words(
    settings: Settings, files: tuple[str, ...], output: Path | None, into: str | None, instructions: Instructions
) -> None:
    """Raise UsageError for words that do not fit together."""
    if not files:
        raise UsageError("name the files to import, or --list to see which kinds are known")
    if output and into:
        raise UsageError("-o and --into both name the session's file; choose one")
    if output and len(files) > 1:
        raise UsageError("-o names one file; import the transcripts one by one, or make one session with --into")
    if settings.json and str(output) == STANDARD:
        raise UsageError("standard output takes the session or the report; leave out --json or '-o -'")
    if instructions.ask and instructions.anonymise:
        raise UsageError("--ask names people and --anonymise hides them; choose one")
    if instructions.ask and not _has_terminal():
        raise UsageError("there is no terminal to ask in; leave out --ask, or name people with --people FILE")
    zone(instructions.timezone)


def _has_terminal() -> bool:
    return sys.stdin.isatty()


def _people(file: Path | None) -> tuple[Person, ...] | None:
    if file is None:
        return None
    try:
        return load_people(read_bytes(file).decode("utf-8"), str(file))
    except UnicodeDecodeError:
        raise InputError(f"{file}: this is not UTF-8; save the file as UTF-8 and try again") from None


def _start(text: str | None, timezone: str | None) -> datetime | None:
    when = find_when(text) if text else None
    start = when.start(zone(timezone)) if when else None
    if text and start is None:
        raise UsageError(
            f"--start {text}: name day, time and zone, as in 2026-11-26T18:00Z (or the zone by --timezone)"
        )
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
        return *_read(order, data, name, file), file
    imports = Imports(order.archive)
    file = imports.named(_entry_name(name))
    imported, arrival = _read(order, data, name, file)
    home = imports.home_of(arrival)
    if (home and home.path) != (file and file.path):  # another meeting, or one of another name
        imported, arrival = _read(order, data, name, home)
    return imported, arrival, home


def _entry_name(name: str) -> str:
    return name if is_address(name) else file_name(name)


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


def _read(order: Order, data: bytes, name: str, file: SessionFile | None) -> tuple[Imported, Arrival]:
    """The transcript, read as a person says, or as it was read when it came into the file."""
    first = Transcript(_entry_name(name))
    before = (entry_of(file.session, first.file) if file else None) or first
    imported, entry = read_transcript(data, name, order.instructions, before, file.session if file else None)
    reading = imported.reading.session
    page = order.facts.page or (reading.wiki.page if reading.wiki else None)
    return imported, Arrival(replace(entry, file=first.file), as_kept(reading), page)


def _brought(order: Order, arrival: Arrival, file: SessionFile | None, notes: list[str]) -> tuple[Path, Joined]:
    """The session file with the transcript in it, written or as it would be."""
    kept = order.archive.kept if order.archive else None
    if file is None:
        link = WikiLink(arrival.page) if arrival.page else None
        found = begun(order.facts.of(replace(arrival.reading, wiki=link)), arrival, kept)
        return _new(order, found, notes), found
    for _ in range(TRIES):
        with suppress(FileChanged):
            session = order.facts.of(file.session)
            known = entry_in(session, arrival)
            if known is None and not order.joins:
                raise InputError(
                    f"{file.path}: this session is here already; say --into {file.path.stem} to join "
                    f"{arrival.entry.file} to it, or name another file with -o"
                )
            found = joined(session, arrival, known, kept, force=order.force)
            if not order.dry_run:
                _write(order, file, found)
            return file.path, found
        file = order.archive.read(file.path) if order.archive else _old(order) or file
    raise FileChanged(f"{file.path}: the file changes faster than ohbot works; try again later")


def _write(order: Order, file: SessionFile, found: Joined) -> None:
    if order.archive:
        Imports(order.archive).write(file, found)
        return
    text = patch(file.text, found.session, str(file.path))
    load(text, str(file.path))
    write_atomically(file.path, text.encode("utf-8"))


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
        text = dump(session, comments=notes)
        load(text, str(path))
        create(path, text.encode("utf-8"))
    return path


def _tell(order: Order, name: str, path: Path, found: Joined) -> None:
    """What became of the session, for people."""
    settings = order.settings
    if found.sentence:
        say(settings, f"{name}: {found.sentence}")
    if found.conflicts and order.archive:
        say(settings, f"{name}: settle that with 'ohbot resolve {path.stem}'", fg="yellow")
    for sentence in _not_shown(order, found) if not found.sentence else ():
        say(settings, f"{name}: {sentence}")
    if found.session.start is None:
        say(settings, f"{name}: no start was found; say --start, as in --start 2026-11-26T18:00Z, or write it there")
    if not settings.json and str(path) != STANDARD:
        done = "would write" if order.dry_run else "wrote"
        answer(f"{done if found.is_new else 'unchanged:'} {shown_path(path)}")


def _not_shown(order: Order, found: Joined) -> Iterator[str]:
    """What became a fact of a new session, and would be nowhere on its page."""
    archive = order.archive
    with suppress(OhbotError):  # what is wrong with the configuration is told where it matters
        skeleton = skeleton_of(archive.root, archive.config()) if archive else None
        if skeleton and (facts := not_shown(found.session, skeleton)):
            yield f"the file has what the page would not show: {', '.join(facts)} ([pages] header shows facts there)"
