"""What the commands that talk to a wiki share: connecting, running, telling, the exit code."""

import logging
import math
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ohbot.archive import Archive, Config, Lease, LoginWaits, Taken, inside
from ohbot.cli import logs
from ohbot.cli.acknowledged import KnownNotices, is_known
from ohbot.cli.common import Settings, answer_json, code_of, say, sentence_of, worst
from ohbot.cli.outcomes import in_numbers, run_as_json, show, word_of
from ohbot.cli.progress import Bar
from ohbot.cli.reports import Report, forget_lost, note_conflicts, recorded
from ohbot.cli.stopping import Stop
from ohbot.errors import Exit, NotAllowed
from ohbot.model import Scope
from ohbot.model.counting import counted
from ohbot.sync import Engine, Outcome, State, SyncOptions
from ohbot.sync.guards import Guard
from ohbot.sync.names import scope_of
from ohbot.wiki import Credentials, Wiki, connect, credentials_from, wikis_from

_READING = SyncOptions(dry_run=True)
_POLL_SECONDS = 3.0
"""Seconds between two attempts of somebody who waits for the lease."""


@dataclass
class Run:
    """A command at work: its archive, its wiki, what it may write, and its report."""

    settings: Settings
    archive: Archive
    config: Config
    wiki: Wiki
    options: SyncOptions
    report: Report
    stop: Stop
    words: Sequence[str] = ()
    lease: Lease | None = None

    @cached_property
    def longest(self) -> int:
        """The length of the longest name of a session in the archive."""
        return max((len(path.stem) for path in self.archive.sessions()), default=0)

    def engine(self, **changed: Any) -> Engine:
        """A sync of this archive with this wiki, with the run's options but for those that are named."""
        options = replace(self.options, **changed)
        return Engine(self.archive, self.wiki, self.config, options=options, before_edit=self._before_edit)

    def guard(self) -> Guard:
        """What stands before each write of the run."""
        return Guard(self.archive, self.wiki, self.config, self.options.most_edits, self._before_edit)

    @cached_property
    def paths(self) -> list[Path]:
        """The session files that the words name; without words all of the archive."""
        return list(dict.fromkeys(map(self.archive.resolve, self.words))) or self.archive.sessions()

    @contextmanager
    def leased(self, *, patient: bool = False) -> Iterator[None]:
        """Hold the lease, unless nothing is written; who is ``patient`` waits until the run at work is done."""
        if self.options.dry_run:
            yield
            return
        said = ""
        with ExitStack() as stack:
            while self.lease is None:
                try:
                    self.lease = stack.enter_context(Lease(self.archive.state))
                except Taken as error:
                    if not patient:
                        raise
                    if said != (said := f"waiting: {str(error).partition(';')[0]}"):  # for whom, is said once
                        say(self.settings, said)
                    self.stop.sleep(_POLL_SECONDS)
            self.archive.sweep()
            try:
                yield
            finally:
                self.lease = None

    def _before_edit(self) -> None:
        """What has to hold before each write."""
        self.stop.check()
        if self.lease:
            self.lease.beat()


@contextmanager
def at_work(
    settings: Settings,
    options: SyncOptions = _READING,
    *,
    sessions: Sequence[str] = (),
    anonymous: bool = False,
    capped: bool = False,
    asks: bool = False,
) -> Iterator[Run]:
    """Open archive and wiki, and hold the lease where something is written; ends cleanly on SIGTERM.

    ``sessions`` are words that must name session files: that is told before the wiki is asked anything.
    ``anonymous`` lets a run that only reads do without a login; ``capped`` has the configuration limit the edits
    where the options do not. A run that ``asks`` a person holds nothing while they think: it has no deadline, and
    takes the lease by itself (`Run.leased`).
    """
    archive = settings.open_archive()
    config = archive.config()
    for word in sessions:
        archive.resolve(word)
    if capped and options.most_edits is None:
        options = replace(options, most_edits=config.jobs.max_edits)
    deadline = math.inf if asks else config.jobs.deadline
    keeps, scope = not options.dry_run, None if options.force else scope_of(config)
    with Stop(at_once=options.dry_run) as stop, recorded(archive, dry_run=options.dry_run) as report:
        credentials = credentials_from(os.environ)
        with connected(archive, config, credentials, deadline=deadline, stop=stop, keeps=keeps, scope=scope) as wiki:
            if not anonymous or credentials:
                wiki.account()  # raises NotAllowed before any request without a login
            report.api = wiki.address
            run = Run(settings, archive, config, wiki, options, report, stop, sessions)
            try:
                with nullcontext() if asks else run.leased():
                    yield run
            finally:
                report.requests = wiki.requests


def connected(
    archive: Archive,
    config: Config,
    credentials: Credentials | None,
    *,
    deadline: float,
    stop: Stop | None = None,
    keeps: bool = False,
    scope: Scope | None = None,
) -> Wiki:
    """The archive's wiki, before anything is asked; ``deadline`` is in seconds, ``scope`` what may be saved.

    It ``keeps`` in the archive for how long the wiki takes no more logins; whoever does not still heeds that.
    """
    return connect(
        api=config.wiki.api,
        family=config.wiki.family,
        code=config.wiki.code,
        credentials=credentials,
        wikis=wikis_from(os.environ) if credentials or config.wiki.user_config else (),
        contact=config.wiki.contact,
        throttle=config.wiki.throttle,
        deadline=deadline,
        user_config=own_config(archive, config),
        sleep=(stop or Stop(at_once=True)).sleep,
        scratch=inside(archive.root, archive.state / "tmp"),
        waits=LoginWaits(archive.state, keeps=keeps),
        scope=scope,
        tags=config.wiki.tags,
    )


def own_config(archive: Archive, config: Config) -> Path | None:
    """The pywikibot configuration that ohbot.toml names, which is a program.

    Raises NotAllowed unless the environment says, as for pywikibot itself, that it is this person's own: an archive
    may come from elsewhere, and nothing of it is run.
    """
    if config.wiki.user_config is None:
        return None
    path = (archive.root / config.wiki.user_config).resolve()
    named = Path(os.environ.get("PYWIKIBOT_DIR") or ".")
    if not named.is_absolute() or named.resolve() != path.parent:
        raise NotAllowed(
            f"{archive.root / 'ohbot.toml'}: user_config names a program, {path}, and nothing that an archive names "
            f"is run. If it is yours, set PYWIKIBOT_DIR={path.parent}; else take user_config out of ohbot.toml"
        )
    return path


def finish(run: Run, outcomes: Iterator[Outcome], *, total: int | None = None) -> Exit:
    """Tell every outcome as it comes, and give the exit code of the worst; ``total`` is how many will come."""
    settings, dry_run = run.settings, run.options.dry_run
    try:
        _tell_all(run, outcomes, total)
    except Exception as error:
        if settings.json:
            found = run.report.outcomes
            answer_json(run_as_json(found, code_of(error), run.wiki.address, dry_run, error=sentence_of(error)))
        raise
    found = run.report.outcomes
    code = run.report.exit_code = worst(outcome.exit_code for outcome in found)
    if settings.json:
        answer_json(run_as_json(found, code, run.wiki.address, dry_run))
    elif len(found) != 1:
        say(settings, in_numbers(found, dry_run=dry_run) if found else _nothing(run))
    elif found[0].state is State.UNCHANGED and not settings.verbose and not settings.quiet:
        _tell(run, found[0])
    if code and logs.is_unattended() and not dry_run:
        logs.LOG.error("%s", _last_words(found))
    return code


def _tell_all(run: Run, outcomes: Iterator[Outcome], total: int | None) -> None:
    """Tell and keep every outcome as it comes."""
    settings, dry_run = run.settings, run.options.dry_run
    known = KnownNotices(run.archive, run.report.command, ends=not dry_run)
    with Bar(total, shown=total != 1 and not settings.quiet and not logs.is_json()) as bar:
        for found in outcomes:
            outcome = known.applied(found)
            run.report.outcomes.append(replace(outcome, plan=None))  # texts of thousands would fill the memory
            if not dry_run:
                note_conflicts(run.archive, outcome)
            if settings.verbose or not (outcome.state is State.UNCHANGED or (settings.quiet and is_known(outcome))):
                bar.clear()
                _tell(run, outcome)
            bar.step()
    if run.report.whole and not dry_run:
        forget_lost(run.archive)
        known.forget_but({outcome.name for outcome in run.report.outcomes})


def _tell(run: Run, outcome: Outcome) -> None:
    """An outcome, once: as an event of the log where that is wanted, else as a result."""
    settings, dry_run = run.settings, run.options.dry_run
    if settings.log_format:
        level = logging.WARNING if outcome.exit_code else logging.INFO
        what = word_of(outcome, dry_run=dry_run)
        logs.LOG.log(level, "%s: %s", what, outcome.sentence, extra={"page": outcome.page or outcome.name})
    elif not settings.json:
        show(outcome, dry_run=dry_run, api=run.wiki.address, longest=run.longest)


def _last_words(outcomes: Sequence[Outcome]) -> str:
    """Who needs a person and what to do, for whoever reads the end of a job's output alone."""
    failed = [outcome for outcome in outcomes if outcome.exit_code]
    conflicts = [one.name for one in failed if one.state is State.CONFLICT]
    others = [one.name for one in failed if one.state is not State.CONFLICT]
    needs = [f"in conflict: {_few(conflicts)} (settle them with 'ohbot resolve {conflicts[0]}')"] if conflicts else []
    needs += [f"refused: {_few(others)} (why is told above, and by 'ohbot status')"] if others else []
    need = "needs" if len(failed) == 1 else "need"
    how = f"what has to stay as it is, 'ohbot ack {failed[0].name}' keeps jobs silent about"
    return f"{len(failed)} of {counted(len(outcomes), 'session')} {need} a person: {'; '.join([*needs, how])}"


def _few(names: Sequence[str], *, most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def _nothing(run: Run) -> str:
    """Why nothing was there to do."""
    why = "there are no sessions here yet ('ohbot import' and 'ohbot pull' bring some)"
    if run.report.command == "pull":
        why = f"no page of the wiki begins with {run.config.wiki.prefix!r} ([wiki] prefix in ohbot.toml)"
    return f"nothing to do: {why}"
