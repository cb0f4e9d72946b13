"""``ohbot new``: the next session's file from the last one."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from ohbot.archive import Archive, Config
from ohbot.cli.common import Settings, answer_either, dry_run_option, ohbot_command, say, session_names, shown_path
from ohbot.errors import InputError, OhbotError, UsageError
from ohbot.model import Session
from ohbot.model.view import day_of, moment_of, stamp
from ohbot.recognise.dates import find_when
from ohbot.sync.mistakes import apart
from ohbot.sync.names import name_of, page_of, page_taken
from ohbot.sync.succession import at_hour_of, following, next_session, zone_of
from ohbot.wiki.texts import check_title


class _Known(NamedTuple):
    """A session of the archive that has a start; by ``moment`` they stand in order."""

    path: Path
    session: Session
    start: date
    moment: datetime


@ohbot_command("new")
@click.option("--date", "when", metavar="DATE", help="Its day, as in 2026-12-03, or day and time: 2026-12-03T18:00Z.")
@click.option("--from", "model", metavar="SESSION", shell_complete=session_names, help="Like this one, not the last.")
@click.option("--title", help="Its title; without it that of the last one, with the new date or number.")
@dry_run_option
def command(settings: Settings, *, when: str | None, model: str | None, title: str | None, dry_run: bool) -> None:
    """Make the file of the next session: planned, with title, people, venues, hour and length of the last one.

    Without --date it is on the next day in the rhythm of the last sessions (every two weeks, on the first Thursday of
    the month ...), which is told. The hour stays that of the zone which [pages] timezone names, summer and winter.

    Then write into it what is to be announced, and publish it.

    \b
    Example:
      ohbot new
      ohbot new --date 2026-12-03 --dry-run
    """
    archive = settings.open_archive()
    config = archive.config()
    known = sorted(_known(settings, archive), key=lambda one: one.moment)
    last = _last(archive, known, model)
    zone = zone_of(last.session, config.pages.timezone)
    start, why = _start(when, known, last, zone)
    before = next((one.session for one in reversed(known) if one.moment < last.moment), None)
    session = next_session(last.session, before, start, zone, title)
    path, page = _place(archive, config, known, session)
    if not dry_run:
        archive.make_folder()
        archive.write(path, session, expected=None)
    facts = {"file": str(path), "page": page, "title": session.title, "start": stamp(start)}
    more = {"from": last.path.stem, "why": why, "made": not dry_run}
    answer_either(settings, facts | more, f"{'would write' if dry_run else 'wrote'} {shown_path(path)}")
    if settings.json:
        return
    say(settings, f"{session.title}: {_moment(start, zone)}, {why}; like {last.path.stem}")
    look = f"'ohbot preview {path.stem}' shows it, 'ohbot publish {path.stem}' makes it"
    say(settings, f"its page will be {page}; {look}")


def _known(settings: Settings, archive: Archive) -> Iterator[_Known]:
    """The sessions that have a start; those with problems are told and passed over."""
    for path in archive.sessions():
        file = apart(partial(archive.read, path))
        if isinstance(file, OhbotError):
            say(settings, f"passed over: {file}", fg="yellow")
        elif file.session.start is not None:
            yield _Known(path, file.session, file.session.start, moment_of(file.session.start))


def _last(archive: Archive, known: Sequence[_Known], model: str | None) -> _Known:
    """The session that the next one is like."""
    if model is not None:
        path = archive.resolve(model)
        if found := next((one for one in known if one.path == path), None):
            return found
        raise InputError(f"{path}: this session has no start, or problems ('ohbot check'); name another one")
    if not known:
        raise InputError(
            f"{archive.folder} has no session with a start, which the next one could be like; write a first one by "
            "hand ('title:', 'start:', 'status: planned'), or import one"
        )
    return known[-1]


def _start(when: str | None, known: Sequence[_Known], last: _Known, zone: tzinfo) -> tuple[date, str]:
    """When the next session begins, and why then."""
    if when is None:
        days = [day_of(one.start, zone) for one in known]
        day, why = following(days, datetime.now(UTC).astimezone(zone).date())
        return at_hour_of(last.session, day, zone), why
    when_given = find_when(when, header=True)
    if when_given is None or when_given.day is None:
        raise UsageError(f"--date {when}: write a day as in 2026-12-03, or a day and a time as in 2026-12-03T18:00Z")
    if when_given.clock is None:
        return at_hour_of(last.session, when_given.day, zone), "as --date says"
    start = when_given.start(zone)
    if start is None:
        raise UsageError(f"--date {when}: nobody knows this time zone; write one such as UTC or Europe/Berlin")
    return start, "as --date says"


def _place(archive: Archive, config: Config, known: Sequence[_Known], session: Session) -> tuple[Path, str]:
    """The file and the page of a new session; raises InputError where there is one of that moment or page."""
    page = check_title(name_of(session, config))
    for one in known:
        if one.start == session.start:
            raise InputError(f"{one.path} is a session of {_moment(one.start, UTC)} already; say another --date")
        if apart(partial(page_of, one.session, config)) == page:
            raise InputError(f"{page_taken(one.path, page)}; say --title, or [pages] title with the date in it")
    return archive.path_for(session.title or "", session.start), page


def _moment(start: date, zone: tzinfo) -> str:
    day = f"{start:%A, %B} {start.day}, {start.year}"
    if not isinstance(start, datetime):
        return day
    here = "" if zone is UTC else f" ({start.astimezone(zone):%H:%M} {zone})"
    return f"{day}, {start:%H:%M} UTC{here}"
