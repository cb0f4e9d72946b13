"""``ohbot resolve``: settle the conflicts of a session."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import click

from ohbot.archive import Conflicts
from ohbot.cli.common import Settings, dry_run_option, say, with_settings
from ohbot.cli.logs import printable
from ohbot.cli.running import Run, at_work, finish
from ohbot.errors import UsageError
from ohbot.merge import Conflict, Decision, from_plain
from ohbot.model import Answer, Exchange, Heading, Message, Prose
from ohbot.sync import Outcome, State, SyncOptions
from ohbot.sync.changes import describe as describe_item
from ohbot.sync.changes import describe_fact
from ohbot.sync.plan import Decide

Choice = Literal["ours", "theirs", "both"]
_KEYS: dict[str, Choice] = {"o": "ours", "t": "theirs", "b": "both"}
_MARKS = ("<<<<<<< the file", "=======", ">>>>>>> the wiki")
_PARTED = {"text": "\n\n", "wikitext": "\n", "venues": "\n", "recordings": "\n"}
"""What parts the texts of a series from each other, by the name of the field."""


@click.command("resolve")
@click.argument("session")
@click.option("--ours", is_flag=True, help="What the file says, in every conflict.")
@click.option("--theirs", is_flag=True, help="What the page says, in every conflict.")
@click.option("--both", is_flag=True, help="Both, the file's first.")
@dry_run_option
@click.option("--force", is_flag=True, help="Also where the session would lose most of its words.")
@with_settings
def command(settings: Settings, session: str, dry_run: bool, force: bool, **sides: bool) -> None:
    """Settle what both sides changed in a session, and sync it; without an option conflict by conflict.

    \b
    Example:
      ohbot resolve 2021-03-04-office-hours
      ohbot resolve 2021-03-04-office-hours --theirs
    """
    choice = _chosen(sides)
    if choice is None and not sys.stdin.isatty():
        raise UsageError("say --ours, --theirs or --both; there is no terminal to ask in")

    found: list[Conflict] = []
    options = SyncOptions(dry_run=dry_run, force=force)
    with at_work(settings, options, sessions=[session], asks=choice is None) as run:
        if choice:
            decide = _deciding(settings, session, choice, found)
            outcomes = run.engine(decide=decide).run(run.paths([session]))
        else:
            outcomes = _asking(run, run.paths([session]), found)
        finish(run, _noted(settings, outcomes, found), total=1)


def _deciding(settings: Settings, session: str, choice: Choice, found: list[Conflict]) -> Decide:
    """One side in every conflict that the person was told of."""
    was_shown = _shown_of(settings, session)

    def decide(conflict: Conflict) -> Decision | None:
        found.append(conflict)
        if was_shown(conflict):
            return choice
        say(settings, f"{conflict.place} changed since you were told of it: look at 'ohbot diff {session}' again")
        return None

    return decide


def _asking(run: Run, paths: Sequence[Path], found: list[Conflict]) -> Iterator[Outcome]:
    """Ask conflict by conflict while nothing is held, so that jobs run meanwhile; then write what was decided.

    What changed while the person thought is another conflict by now: that one stays open, and is asked next.
    """
    known: dict[Conflict, Decision | None] = {}

    def ask(conflict: Conflict) -> Decision | None:
        if conflict not in known:
            with _interruptible():
                known[conflict] = _asked(conflict)
        return known[conflict]

    def decide(conflict: Conflict) -> Decision | None:
        found.append(conflict)
        return known.get(conflict)

    while True:
        for _ in run.engine(dry_run=True, decide=ask).run(paths):
            pass
        found.clear()
        with run.leased(patient=True):
            outcomes = list(run.engine(decide=decide).run(paths))
        if known.keys() >= set(found):
            yield from outcomes
            return


def _chosen(sides: Mapping[str, bool]) -> Choice | None:
    """The side that the options name, None where they name none; raises UsageError where they name several."""
    chosen = [choice for choice in _KEYS.values() if sides[choice]]
    if len(chosen) > 1:
        raise UsageError(f"choose one of {', '.join(f'--{choice}' for choice in chosen)}; nothing was done")
    return chosen[0] if chosen else None


def _noted(settings: Settings, outcomes: Iterator[Outcome], found: Sequence[Conflict]) -> Iterator[Outcome]:
    """The outcomes, with a word to who chose a side where there was nothing to choose."""
    for outcome in outcomes:
        if not found and outcome.state is not State.REFUSED:
            say(settings, "nothing is in conflict; changes of either side go to the other, as in every sync")
        yield outcome


def _shown_of(settings: Settings, session: str) -> Callable[[Conflict], bool]:
    """Tells whether a conflict is one that an earlier run told of, with the very words that are in it now.

    Where no run told of any, every one counts: who names a side then has looked for themselves. So does the whole
    session, of which runs tell in their refusal alone.
    """
    archive = settings.open_archive()
    record = Conflicts(archive.state).read(archive.resolve(session).stem)
    shown = None if record is None else [from_plain(item) for item in record.get("items", ())]

    def was_shown(conflict: Conflict) -> bool:
        sides = (conflict.local, conflict.remote)
        return (
            shown is None
            or conflict.path == ("body",)
            or any((known.local, known.remote) == sides for known in shown)
        )

    return was_shown


@contextmanager
def _interruptible() -> Iterator[None]:
    """While a person is asked, Ctrl-C ends the command at once: nothing is being written."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except click.Abort:
        raise KeyboardInterrupt from None  # an error would be one of this session alone
    finally:
        signal.signal(signal.SIGINT, before)


def _asked(conflict: Conflict) -> Decision | None:
    """A person's word on one conflict."""
    _show(conflict)
    edits = all(isinstance(value, str) for value in (*conflict.base, *conflict.local, *conflict.remote))
    question = f"[o]urs (the file), [t]heirs (the wiki), [b]oth, {'[e]dit, ' if edits else ''}[s]kip"
    keys = click.Choice([*_KEYS, *("e" if edits else ""), "s"], case_sensitive=False)
    while True:
        key = click.prompt(question, type=keys, show_choices=False, err=True)
        if key != "e":
            return _KEYS.get(key)
        written = _edited(conflict)
        if written is not None:
            return written


def _show(conflict: Conflict) -> None:
    click.secho(printable(f"\nBoth sides changed {conflict.place}."), bold=True, err=True)
    for name, values, colour in (
        ("before", conflict.base, None),
        ("the file (ours)", conflict.local, "green"),
        ("the wiki (theirs)", conflict.remote, "cyan"),
    ):
        text = "\n\n".join(map(describe, values)) or "(nothing)"
        click.echo(f"  {name}:", err=True)
        click.secho(printable("\n".join(f"    {line}".rstrip() for line in text.split("\n"))), fg=colour, err=True)


def describe(value: object) -> str:
    """A value that is in conflict, as a person reads it."""
    if isinstance(value, Exchange | Message | Heading | Prose):
        return describe_item(value)
    if isinstance(value, Answer):
        return describe_item(Exchange("", (value,))).lstrip("\n")
    return describe_fact(value)


def _edited(conflict: Conflict) -> Decision | None:
    """The values that a person wrote in their editor; None where they left it as it was, or empty."""
    name = next(step for step in reversed(conflict.path) if isinstance(step, str))
    parted = _PARTED[name] if isinstance(conflict.path[-1], int) else " "
    file, wiki = (parted.join(map(str, side)) for side in (conflict.local, conflict.remote))
    text = click.edit("\n".join([_MARKS[0], file, _MARKS[1], wiki, _MARKS[2], ""]), extension=".wikitext")
    if text is None or not text.strip():
        return None
    if any(line.rstrip() in _MARKS for line in text.split("\n")):
        click.secho("the text still has the lines <<<<<<<, ======= or >>>>>>>; take them out", fg="red", err=True)
        return None
    if name == "wikitext":
        return tuple(text.strip("\n").split(parted))
    parts = tuple(" ".join(part.split()) for part in text.split(parted) if part.strip())
    return parts if parted != " " else (" ".join(parts),)
