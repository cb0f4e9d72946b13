"""How the outcomes of a run are shown: a table on a terminal, one line each elsewhere, JSON for programs."""

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import click

from ohbot.cli.acknowledged import is_known
from ohbot.cli.common import Settings, answer, answer_json, worst
from ohbot.cli.logs import printable, redacted
from ohbot.errors import Exit
from ohbot.model.counting import counted
from ohbot.sync import Outcome, State
from ohbot.sync.values import INDEX
from ohbot.wiki.addresses import difference_address, page_address

_COLOURS = {State.CONFLICT: "yellow", State.LATER: "yellow", State.REFUSED: "red", State.UNCHANGED: None}
_DONE = {
    State.RECORD: "recorded",
    State.CREATE: "created",
    State.PUBLISH: "published",
    State.PULL: "pulled",
    State.MERGE: "merged",
}
_STATE_WIDTH = max(len(f"would {state}") for state in _DONE)
_GAP, _BELOW = "  ", "    "


def _word(state: State, *, dry_run: bool) -> str:
    return str(state) if state not in _DONE else f"would {state}" if dry_run else _DONE[state]


def word_of(outcome: Outcome, *, dry_run: bool) -> str:
    """What was done, or would be, in a word or two."""
    return _word(outcome.state, dry_run=dry_run) + (", acknowledged" if is_known(outcome) else "")


def as_json(outcome: Outcome, api: str | None) -> dict[str, Any]:
    """An outcome for other programs, with the addresses of its page and of what changed there."""
    revision, since = outcome.revision, outcome.since
    return {
        "session": outcome.name,
        "page": outcome.page or None,
        "state": str(outcome.state),
        "sentence": redacted(outcome.sentence),
        "exit": int(outcome.exit_code),
        "address": page_address(api, outcome.page) if api and outcome.page else None,
        "difference": difference_address(api, revision, since=since) if api and revision and since else None,
    }


def run_as_json(
    outcomes: Sequence[Outcome], code: Exit, api: str | None, dry_run: bool, *, error: str | None = None
) -> dict[str, Any]:
    """A whole run for other programs; ``error`` is what ended it early."""
    sessions = [as_json(outcome, api) for outcome in outcomes]
    return {"exit": int(code), "dry_run": dry_run, "error": error, "sessions": sessions}


def show(outcome: Outcome, *, dry_run: bool, api: str, longest: int) -> None:
    """Print an outcome; ``longest`` is the length of the longest name of a session that may come."""
    what, address = word_of(outcome, dry_run=dry_run), ""  # where to see what changed there
    if outcome.revision is not None and outcome.since is not None:
        address = difference_address(api, outcome.revision, since=outcome.since)
    elif outcome.revision is not None:
        address = page_address(api, outcome.page)
    colour = _COLOURS.get(outcome.state, "green")
    if not sys.stdout.isatty():
        page = f" [{outcome.page}]" if outcome.page else ""
        behind = f" ({address})" if address else ""
        answer(f"{outcome.name}{page}: {what}: {outcome.sentence}{behind}", fg=colour)
        return
    width = shutil.get_terminal_size().columns
    for row in _rows(outcome, what, width=width, longest=longest):
        name, state, sentence = (printable(redacted(part)) for part in row)
        click.echo(name + (click.style(state, fg=colour) if state else "") + sentence)
    if place := address or outcome.page:
        answer(f"{_BELOW}{place}", dim=True)


def answer_outcomes(settings: Settings, outcomes: Sequence[Outcome], *, dry_run: bool) -> None:
    """What became of sessions, where no wiki was asked."""
    if settings.json:
        answer_json(run_as_json(outcomes, worst(outcome.exit_code for outcome in outcomes), None, dry_run))
    for one in outcomes if not settings.json else ():
        show(one, dry_run=dry_run, api="", longest=max(len(outcome.name) for outcome in outcomes))


def _rows(outcome: Outcome, what: str, *, width: int, longest: int) -> Iterator[tuple[str, str, str]]:
    """The rows of a table: name, state, sentence, in words that are not broken."""
    names = min(longest, width // 3)
    indent = names + len(_GAP) + _STATE_WIDTH + len(_GAP)
    # a sentence needs 30 columns beside the name and the state; with fewer it goes below them
    beside = width - indent >= 30 and len(outcome.name) <= names and len(what) <= _STATE_WIDTH
    blank = " " * indent if beside else _BELOW
    lines = textwrap.wrap(outcome.sentence, width - len(blank), break_long_words=False, break_on_hyphens=False)
    name = f"{outcome.name:<{names}}{_GAP}"
    yield (name, f"{what:<{_STATE_WIDTH}}{_GAP}", lines.pop(0)) if beside and lines else (name, what, "")
    yield from ((blank, "", line) for line in lines)


def in_numbers(outcomes: Sequence[Outcome], *, dry_run: bool = False) -> str:
    """How many sessions came to what: ``12 sessions: 9 unchanged, 2 published, 1 conflict``."""
    sessions = [outcome for outcome in outcomes if outcome.name != INDEX]
    counts = Counter(outcome.state for outcome in sessions or outcomes)
    parts = [f"{counts[state]} {_word(state, dry_run=dry_run)}" for state in State if counts[state]]
    names = {outcome.name for outcome in sessions}
    pages = counted(len(outcomes), "page of the index", "pages of the index")
    return f"{counted(len(names), 'session') if names else pages}: {', '.join(parts)}"
