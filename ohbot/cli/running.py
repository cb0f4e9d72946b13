"""What the commands that talk to a wiki share: connecting, running, telling, the exit code."""

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import click

from ohbot.archive import Archive, Config, Lease
from ohbot.cli.common import Settings, answer, answer_json, say, worst
from ohbot.errors import Exit, WikiAway
from ohbot.sync import Engine, Options, Outcome, State
from ohbot.wiki import Wiki, connect, credentials_from

_COLOURS = {
    State.CONFLICT: "yellow",
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
    State.REFUSED: ("refused", "refused"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A command at work: its archive, its wiki, and what it may write."""

    settings: Settings
    archive: Archive
    config: Config
    wiki: Wiki
    options: Options
    before_edit: Callable[[], None]

    def engine(self) -> Engine:
        """A sync of this archive with this wiki."""
        return Engine(self.archive, self.wiki, self.config, options=self.options, before_edit=self.before_edit)

    def paths(self, words: Sequence[str]) -> list[Path]:
        """The session files that words name; without words all of the archive."""
        return [self.archive.resolve(word) for word in words] or self.archive.sessions()


@contextmanager
def at_work(
    settings: Settings, options: Options, *, sessions: Sequence[str] = (), anonymous: bool = False
) -> Iterator[Run]:
    """Open archive and wiki, and hold the lease where something is written; ends cleanly on SIGTERM.

    ``sessions`` are words that must name session files: that is told before the wiki is asked anything.
    ``anonymous`` lets a run that only reads do without a login.
    """
    archive = settings.open_archive()
    config = archive.config()
    for word in sessions:
        archive.resolve(word)
    stop = _Stop(at_once=options.dry_run)
    with wiki_of(archive, config, anonymous=anonymous) as wiki, stop:
        if options.dry_run:
            yield Run(settings, archive, config, wiki, options, stop.check)
            return
        with Lease(archive.state) as lease:

            def before_edit() -> None:
                stop.check()
                lease.beat()

            yield Run(settings, archive, config, wiki, options, before_edit)


def wiki_of(archive: Archive, config: Config, *, anonymous: bool = False) -> Wiki:
    """The archive's wiki, logged in from the environment; raises NotAllowed before any request without a login."""
    credentials = credentials_from(os.environ)
    own = archive.root / config.wiki.user_config if config.wiki.user_config else None
    wiki = connect(
        api=config.wiki.api,
        family=config.wiki.family,
        code=config.wiki.code,
        credentials=credentials,
        contact=config.wiki.contact,
        throttle=config.wiki.throttle,
        deadline=config.jobs.deadline,
        user_config=own,
    )
    if not anonymous or credentials:
        try:
            wiki.account()
        except BaseException:
            wiki.close()
            raise
    return wiki


class _Stop:
    """SIGTERM and SIGINT end a run between two writes, never within one; ``at_once`` where it writes nothing.

    Whoever asks twice means it: then the run ends where it is.
    """

    def __init__(self, *, at_once: bool) -> None:
        self._asked = at_once
        self._old: dict[int, Any] = {}

    def __enter__(self) -> "_Stop":
        for number in (signal.SIGTERM, signal.SIGINT):
            self._old[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._old.items():
            signal.signal(number, handler)

    def _ask(self, number: int, _: FrameType | None) -> None:
        if self._asked:
            sys.exit(128 + number)
        self._asked = True
        os.write(2, b"ohbot: stopping after this step (once more to stop at once)\n")  # a handler must not use print

    def check(self) -> None:
        """End the run where somebody asked for it."""
        if self._asked:
            raise WikiAway("stopped as asked; what was begun is finished, the rest comes with the next run")


def finish(settings: Settings, outcomes: Iterator[Outcome] | Sequence[Outcome], *, dry_run: bool) -> None:
    """Tell every outcome as it comes, and end with the exit code of the worst."""
    told: list[Outcome] = []
    for outcome in outcomes:
        told.append(outcome)
        if not settings.json and (outcome.state is not State.UNCHANGED or settings.verbose):
            _tell(outcome, dry_run=dry_run)
    code = worst(outcome.exit_code for outcome in told)
    if settings.json:
        answer_json({"exit": int(code), "dry_run": dry_run, "sessions": [as_json(outcome) for outcome in told]})
    elif len(told) == 1 and told[0].state is State.UNCHANGED and not settings.verbose:
        _tell(told[0], dry_run=dry_run)
    elif len(told) != 1:
        say(settings, in_numbers(told, dry_run=dry_run))
    click.get_current_context().exit(int(code))


def _tell(outcome: Outcome, *, dry_run: bool) -> None:
    page = f" [{outcome.page}]" if outcome.page else ""
    sentence = f"{outcome.name}{page}: {_WORDS[outcome.state][dry_run]}: {outcome.sentence}"
    answer(sentence, fg=_COLOURS.get(outcome.state, "green"))


def as_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome for other programs."""
    return {
        "session": outcome.name,
        "page": outcome.page or None,
        "state": str(outcome.state),
        "sentence": outcome.sentence,
        "exit": int(outcome.exit_code),
    }


def in_numbers(outcomes: Sequence[Outcome], *, dry_run: bool = False) -> str:
    """How many sessions came to what: ``12 sessions: 9 unchanged, 2 published, 1 conflict``."""
    if not outcomes:
        return "nothing to do: there are no sessions here yet ('ohbot import' and 'ohbot pull' bring some)"
    counts = Counter(outcome.state for outcome in outcomes)
    parts = [f"{counts[state]} {_WORDS[state][dry_run]}" for state in State if counts[state]]
    return f"{len(outcomes)} sessions: " + ", ".join(parts)


def exit_of(outcomes: Sequence[Outcome]) -> Exit:
    """The exit code of a run with these outcomes."""
    return worst(outcome.exit_code for outcome in outcomes)
