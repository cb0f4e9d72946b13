"""``ohbot import``: transcripts into session files."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from ohbot.archive import Archive, SessionFile, create, dump, load, load_people, patch, read_bytes, write_atomically
from ohbot.cli.common import (
    Settings,
    answer,
    answer_data,
    answer_json,
    dry_run_option,
    say,
    with_settings,
    worst,
)
from ohbot.cli.logs import printable
from ohbot.errors import Exit, InputError, OhbotError, UsageError
from ohbot.model import Person, Session
from ohbot.model.counting import counted
from ohbot.recognise.zones import time_zone
from ohbot.sources import (
    SOURCES,
    Imported,
    Options,
    comments,
    hosts_of,
    import_transcript,
    is_same,
    known,
    renewed,
    report,
    summary,
    words_of,
)

STANDARD = "-"
"""What stands for standard input, and with -o for standard output."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a person ordered for each of the files; ``archive`` is None where the outcome goes elsewhere."""

    settings: Settings
    archive: Archive | None
    options: Options
    form: str | None
    encoding: str | None
    output: Path | None
    ask: bool
    strict: bool
    again: bool
    dry_run: bool


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "form", help="The kind of transcript; without it recognised by content.")
@click.option("--list", "listing", is_flag=True, help="Name all kinds of transcripts.")
@click.option("--encoding", help="The encoding of the text, as in cp1252; without it recognised by content.")
@click.option("--timezone", help="The zone of times that name none, as in Europe/Berlin or UTC.")
@click.option(
    "--people",
    type=click.Path(path_type=Path),
    help="Who is who: a YAML or TOML file with lines 'nick: Name', or a session file with its 'people'. Those with "
    "a role are the hosts, or all where nobody has one.",
)
@click.option("--ask", is_flag=True, help="Ask for the name of everybody who speaks under a nick.")
@click.option("--exchanges", is_flag=True, help="Put questions and their answers together where that is sure.")
@click.option("--anonymise", is_flag=True, help="Put labels for participants; those whom --people names stay named.")
@click.option("--keep-private", is_flag=True, help="Leave hosts, addresses and telephone numbers in.")
@click.option("--strict", is_flag=True, help="Fail where a line could not be placed.")
@click.option("--again", is_flag=True, help="Put the session into the file of its earlier import, with its page.")
@click.option("-o", "--output", type=click.Path(path_type=Path, allow_dash=True), help="Write this file; - prints.")
@dry_run_option
@with_settings
def command(
    settings: Settings,
    files: tuple[Path, ...],
    *,
    form: str | None,
    listing: bool,
    encoding: str | None,
    timezone: str | None,
    people: Path | None,
    exchanges: bool,
    anonymise: bool,
    keep_private: bool,
    output: Path | None,
    **flags: bool,
) -> None:
    """Turn transcripts into session files of the archive; a summary says what was seen and what was not placed.

    People who speak under nicks stand in the file's 'people'. Write their names there, and import with
    --again: the names replace the nicks. Nothing that a log tells of hosts, addresses and telephone numbers is
    taken over.

    \b
    Example:
      ohbot import notes.txt
      ohbot import --timezone Europe/Berlin --exchanges --people hosts.yaml office.log
    """
    if listing:
        _list_kinds(settings)
        return
    _check_words(settings, files, output, ask=flags["ask"], anonymise=anonymise)
    told = _people(people)
    _, nicks = known(told, anonymise=anonymise)
    options = Options(_zone(timezone), hosts_of(told), nicks, exchanges, anonymise, keep_private)
    archive = None if output else settings.open_archive()
    order = Order(settings, archive, options, form, encoding, output, **flags)
    reports = [_report(order, file) for file in files]
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
    settings: Settings, files: tuple[Path, ...], output: Path | None, *, ask: bool, anonymise: bool
) -> None:
    """Raise UsageError for words that do not fit together."""
    if not files:
        raise UsageError("name the files to import, or --list to see which kinds are known")
    if output and len(files) > 1:
        raise UsageError("-o names one file; import the transcripts one by one")
    if settings.json and str(output) == STANDARD:
        raise UsageError("standard output takes the session or the report; leave out --json or '-o -'")
    if ask and anonymise:
        raise UsageError("--ask names people and --anonymise hides them; choose one")
    if ask and not _has_terminal():
        raise UsageError("there is no terminal to ask in; leave out --ask, or name people with --people FILE")


def _has_terminal() -> bool:
    return sys.stdin.isatty()


def _zone(name: str | None) -> Any:
    zone = time_zone(name) if name else None
    if name and zone is None:
        raise UsageError(f"{name}: there is no such time zone; name one as in Europe/Berlin, or UTC")
    return zone


def _people(file: Path | None) -> tuple[Person, ...]:
    if file is None:
        return ()
    try:
        return load_people(read_bytes(file).decode("utf-8"), str(file))
    except UnicodeDecodeError:
        raise InputError(f"{file}: this is not UTF-8; save the file as UTF-8 and try again") from None


def _report(order: Order, file: Path) -> dict[str, Any]:
    """Import one file, and say what became of it."""
    told: dict[str, Any] = {"file": str(file), "session": None}
    try:
        imported = _imported(order, file)
        told |= report(imported)
        for line in summary(imported):
            say(order.settings, line)
        unplaced = len(imported.reading.account.unplaced)
        if order.strict and unplaced:
            raise InputError(
                f"{file}: {counted(unplaced, 'line')} could not be placed; nothing was written, as --strict asks"
            )
        told |= {"session": str(_kept(order, imported)), "exit": 0}
    except OhbotError as error:
        say(order.settings, f"ohbot: {error}", fg="red")
        told |= {"error": str(error), "exit": int(error.exit_code)}
    return told


def _imported(order: Order, file: Path) -> Imported:
    """The transcript, read with what a person tells of its people, in a file or when asked."""
    data = sys.stdin.buffer.read() if str(file) == STANDARD else read_bytes(file)
    name = "standard input" if str(file) == STANDARD else str(file)

    def read(options: Options) -> Imported:
        return import_transcript(data, name, format=order.form, encoding=order.encoding, options=options)

    options = order.options
    imported = read(options)
    named, nicks = known(_renamed(order, imported))
    if not nicks:
        return imported
    return read(replace(options, people=(*options.people, *named), nicks={**nicks, **options.nicks}))


def _renamed(order: Order, imported: Imported) -> list[Person]:
    """Those who speak under nicks, under the names that a person types for them or wrote into the file before."""
    if order.ask:
        return [replace(person, name=_name_of(person)) for person in _with_nicks(imported.reading.session)]
    # Where people are to stay unnamed, only those count whom --people names.
    old = _old(order, imported.reading.session) if order.again and not order.options.anonymise else None
    return _with_nicks(old.session) if old else []


def _with_nicks(session: Session) -> list[Person]:
    return [person for person in session.people if person.aside.get("x-nicks")]


def _name_of(person: Person) -> str:
    nicks = printable(", ".join(person.aside["x-nicks"]))
    name: str = click.prompt(f"Who is {nicks}?", default=person.name, err=True)
    return name


def _old(order: Order, session: Session) -> SessionFile | None:
    """The file in which the session is already."""
    if order.archive:
        return order.archive.find(lambda old: is_same(old, session), words=words_of(session))
    path = order.output
    if path is None or str(path) == STANDARD or not path.exists():
        return None
    place = path.resolve()  # a person named it, wherever it leads
    return replace(Archive(place.parent).read(place), path=path)


def _kept(order: Order, imported: Imported) -> Path:
    """The file that holds the session now, or would."""
    session = imported.reading.session
    if str(order.output) == STANDARD:
        answer_data(dump(session, comments=comments(imported)))
        return Path(STANDARD)
    old = _old(order, session)
    if old and not order.again:
        raise InputError(
            f"{old.path}: this session is here already; say --again to put {imported.name} into this file, "
            "or name another file with -o"
        )
    path = _written(order, imported, old)
    if not order.settings.json:
        answer(f"{'would write' if order.dry_run else 'wrote'} {path}")
    return path


def _written(order: Order, imported: Imported, old: SessionFile | None) -> Path:
    """Write the session into its file, or else a new one; no file that came meanwhile is replaced."""
    archive, told = order.archive, comments(imported)
    session = renewed(old.session, imported.reading.session) if old else imported.reading.session
    if archive and not old:
        # A slash parts the names of pages; in a title it is but a character.
        name = session.wiki.page if session.wiki else (session.title or "").replace("/", " ")
        if order.dry_run:
            return archive.path_for(name, session.start)
        return archive.add(session, name, comments=told).path
    path = old.path if old else order.output
    assert path, "without an archive there is -o"
    if order.dry_run:
        return path
    if archive and old:
        return archive.write(path, session, expected=old.fingerprint).path
    text = patch(old.text, session, str(path)) if old else dump(session, comments=told)
    load(text, str(path))
    (write_atomically if old else create)(path, text.encode("utf-8"))
    return path
