"""What the commands that talk to a wiki share: connecting, running, telling, the exit code."""

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from ohbot.archive import Archive, Config, Lease
from ohbot.cli import logs
from ohbot.cli.common import Settings, answer, answer_json, code_of, say, sentence_of, worst
from ohbot.cli.progress import Bar
from ohbot.cli.reports import Report, Waiting, as_json, recorded
from ohbot.cli.stopping import Stop
from ohbot.sync import Engine, Options, Outcome, State
from ohbot.wiki import Credentials, Wiki, connect, credentials_from

_COLOURS = {
    State.CONFLICT: "yellow",
    State.LATER: "yellow",
    State.REFUSED: "red",
    State.UNCHANGED: None,
}
_WORDS = {
    # state: (what was done, what a dry run would do)
    State.UNCHANGED: ("unchanged", "unchanged"),
    State.RECORD: ("recorded", "would record"),
    State.CREATE: ("created", "would create"),
    State.PUBLISH: ("published", "would publish"),
    State.PULL: ("pulled", "would pull"),
    State.MERGE: ("merged", "would merge"),
    State.CONFLICT: ("conflict", "conflict"),
    State.LATER: ("later", "later"),
    State.REFUSED: ("refused", "refused"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A command at work: its archive, its wiki, what it may write, and its report."""

    settings: Settings
    archive: Archive
    config: Config
    wiki: Wiki
    options: Options
    report: Report
    before_edit: Callable[[], None]

    def engine(self) -> Engine:
        """A sync of this archive with this wiki."""
        return Engine(self.archive, self.wiki, self.config, options=self.options, before_edit=self.before_edit)

    def paths(self, words: Sequence[str]) -> list[Path]:
        """The session files that words name; without words all of the archive."""
        return list(dict.fromkeys(map(self.archive.resolve, words))) or self.archive.sessions()


@contextmanager
def at_work(
    settings: Settings,
    options: Options,
    *,
    sessions: Sequence[str] = (),
    anonymous: bool = False,
    capped: bool = False,
) -> Iterator[Run]:
    """Open archive and wiki, and hold the lease where something is written; ends cleanly on SIGTERM.

    ``sessions`` are words that must name session files: that is told before the wiki is asked anything.
    ``anonymous`` lets a run that only reads do without a login; ``capped`` has the configuration limit the edits
    where the options do not.
    """
    archive = settings.open_archive()
    config = archive.config()
    for word in sessions:
        archive.resolve(word)
    if capped and options.most_edits is None:
        options = replace(options, most_edits=config.jobs.max_edits)
    with (
        Stop(at_once=options.dry_run) as stop,
        recorded(archive, dry_run=options.dry_run) as report,
        wiki_of(archive, config, anonymous=anonymous, stop=stop) as wiki,
        _leased(archive, options) as beat,
    ):

        def before_edit() -> None:
            stop.check()
            beat()

        try:
            yield Run(settings, archive, config, wiki, options, report, before_edit)
        finally:
            report.requests = wiki.requests


@contextmanager
def _leased(archive: Archive, options: Options) -> Iterator[Callable[[], None]]:
    """Hold the lease, unless nothing is written; gives what has to be called before each write."""
    if options.dry_run:
        yield lambda: None
        return
    with Lease(archive.state) as lease:
        archive.sweep()
        yield lease.beat


def wiki_of(archive: Archive, config: Config, *, anonymous: bool = False, stop: Stop | None = None) -> Wiki:
    """The archive's wiki, logged in from the environment; raises NotAllowed before any request without a login."""
    credentials = credentials_from(os.environ)
    wiki = connected(archive, config, credentials, stop=stop, deadline=config.jobs.deadline)
    if not anonymous or credentials:
        try:
            wiki.account()
        except BaseException:
            wiki.close()
            raise
    return wiki


def connected(
    archive: Archive, config: Config, credentials: Credentials | None, *, deadline: float, stop: Stop | None = None
) -> Wiki:
    """The archive's wiki, before anything is asked; ``deadline`` is in seconds."""
    own = archive.root / config.wiki.user_config if config.wiki.user_config else None
    return connect(
        api=config.wiki.api,
        family=config.wiki.family,
        code=config.wiki.code,
        credentials=credentials,
        contact=config.wiki.contact,
        throttle=config.wiki.throttle,
        deadline=deadline,
        user_config=own,
        sleep=(stop or Stop(at_once=True)).sleep,
        scratch=archive.state / "tmp",
    )


def finish(run: Run, outcomes: Iterator[Outcome], *, total: int | None = None) -> None:
    """Tell every outcome as it comes, and end with the exit code of the worst; ``total`` is how many will come."""
    try:
        _tell_all(run, outcomes, total)
    except Exception as error:
        if run.settings.json:
            answer_json(_all_as_json(run, int(code_of(error)), error=sentence_of(error)))
        raise
    told, dry_run = run.report.outcomes, run.options.dry_run
    code = int(worst(outcome.exit_code for outcome in told))
    if run.settings.json:
        answer_json(_all_as_json(run, code))
    elif len(told) == 1 and told[0].state is State.UNCHANGED and not run.settings.verbose:
        _tell(told[0], dry_run=dry_run)
    elif len(told) != 1:
        say(run.settings, in_numbers(told, dry_run=dry_run) if told else _nothing(run))
    if code and logs.is_unattended() and not dry_run:
        logs.LOG.error("%s", _last_words(told))
    click.get_current_context().exit(code)


def _tell_all(run: Run, outcomes: Iterator[Outcome], total: int | None) -> None:
    """Tell, log and keep every outcome as it comes."""
    settings, dry_run = run.settings, run.options.dry_run
    waiting = None if dry_run else Waiting(run.archive)
    with Bar(total, shown=total != 1 and not settings.quiet and not logs.tells_json()) as bar:
        for outcome in outcomes:
            run.report.outcomes.append(replace(outcome, plan=None))  # texts of thousands would fill the memory
            if waiting:
                waiting.note(outcome)
            if not settings.json and (outcome.state is not State.UNCHANGED or settings.verbose):
                bar.clear()
                _tell(outcome, dry_run=dry_run)
            _log(outcome, dry_run=dry_run)
            bar.step()
    if waiting and run.report.whole:
        waiting.forget_lost()


def _log(outcome: Outcome, *, dry_run: bool) -> None:
    """An outcome as an event of the log, where nobody looks at a terminal."""
    if not logs.is_unattended():
        return
    level = logging.WARNING if outcome.exit_code else logging.INFO
    if outcome.state is State.UNCHANGED:
        level = logging.DEBUG
    what = _WORDS[outcome.state][dry_run]
    logs.LOG.log(level, "%s: %s", what, outcome.sentence, extra={"page": outcome.page or outcome.name})


def _all_as_json(run: Run, code: int, *, error: str | None = None) -> dict[str, object]:
    """A whole run for other programs; ``error`` is what ended it early."""
    sessions = [as_json(outcome) for outcome in run.report.outcomes]
    return {"exit": code, "dry_run": run.options.dry_run, "error": error, "sessions": sessions}


def _last_words(outcomes: Sequence[Outcome]) -> str:
    """What failed and what to do, for whoever reads the end of a job's output alone."""
    failed = [outcome for outcome in outcomes if outcome.exit_code]
    conflicts = [one.name for one in failed if one.state is State.CONFLICT]
    others = [f"{one.name}: {one.sentence}" for one in failed if one.state is not State.CONFLICT]
    if conflicts:
        others.insert(0, f"in conflict: {', '.join(conflicts[:5])} (settle them with 'ohbot resolve {conflicts[0]}')")
    more = f"; {len(others) - 5} more in 'ohbot status'" if len(others) > 5 else ""
    return f"{len(failed)} of {len(outcomes)} sessions need a person: {'; '.join(others[:5])}{more}"


def _tell(outcome: Outcome, *, dry_run: bool) -> None:
    page = f" [{outcome.page}]" if outcome.page else ""
    sentence = f"{outcome.name}{page}: {_WORDS[outcome.state][dry_run]}: {outcome.sentence}"
    answer(sentence, fg=_COLOURS.get(outcome.state, "green"))


def _nothing(run: Run) -> str:
    """Why nothing was there to do."""
    if run.report.command == "pull":
        return (
            f"nothing to do: no page of the wiki begins with {run.config.wiki.prefix!r} ([wiki] prefix in ohbot.toml)"
        )
    return "nothing to do: there are no sessions here yet ('ohbot import' and 'ohbot pull' bring some)"


def in_numbers(outcomes: Sequence[Outcome], *, dry_run: bool = False) -> str:
    """How many sessions came to what: ``12 sessions: 9 unchanged, 2 published, 1 conflict``."""
    counts = Counter(outcome.state for outcome in outcomes)
    parts = [f"{counts[state]} {_WORDS[state][dry_run]}" for state in State if counts[state]]
    return f"{len(outcomes)} sessions: " + ", ".join(parts)
