"""``ohbot resolve``: settle the conflicts of sessions."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from ohbot.archive import Archive, Conflicts
from ohbot.cli.common import (
    OhbotCommand,
    Settings,
    dry_run_option,
    has_terminal,
    ohbot_command,
    say,
    session_names,
    worst,
)
from ohbot.cli.deciding import SIDES, Choice, Dialogue, Question
from ohbot.cli.editing import MergeTool
from ohbot.cli.history import since_sync
from ohbot.cli.outcomes import answer_outcomes
from ohbot.cli.running import Run, at_work, finish
from ohbot.cli.transcripts import Asks, settle
from ohbot.errors import Exit, UsageError
from ohbot.merge import Conflict, Decision, from_plain
from ohbot.model import Transcript
from ohbot.sync import Outcome, State, SyncOptions
from ohbot.sync.plan import Decide
from ohbot.wiki.addresses import difference_address


class _ResolveCommand(OhbotCommand):
    """Lets ``--merge-tool`` go without a value; one that it has is behind "=", so that it eats no session."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words behind the command's name."""
        return super().parse_args(ctx, [f"{word}=" if word == "--merge-tool" else word for word in args])


@ohbot_command("resolve", _ResolveCommand)
@click.argument("sessions", nargs=-1, required=True, shell_complete=session_names)
@click.option("--ours", is_flag=True, help="What the file says, in every conflict.")
@click.option("--theirs", is_flag=True, help="What the page or the transcript says, in every conflict.")
@click.option("--both", is_flag=True, help="Both, the file's first.")
@click.option(
    "--merge-tool",
    metavar="[=TOOL]",
    help="Open each conflict in a merge tool: the one that git is told of, or that is named, or a command line with "
    "$LOCAL (the file), $BASE, $REMOTE (the page) and $MERGED.",
)
@dry_run_option
@click.option("--force", is_flag=True, help="Also where the session would lose most of its words.")
def command(
    settings: Settings, sessions: Sequence[str], merge_tool: str | None, dry_run: bool, force: bool, **sides: bool
) -> Exit:
    """Settle what both sides changed in sessions, and sync them; without an option conflict by conflict.

    Each conflict is shown with who changed the page, and when. While it asks, nothing is held up: what changes
    meanwhile is asked anew.

    \b
    Example:
      ohbot resolve 2021-03-04-office-hours
      ohbot resolve 2021-03-04-office-hours --theirs
      ohbot resolve 2021-03-04-office-hours --merge-tool=meld
    """
    choice, asks = _chosen(sides), has_terminal()
    if choice and merge_tool is not None:
        raise UsageError(f"--{choice} leaves nothing to a merge tool; choose one of them")
    tool = None if merge_tool is None else MergeTool.named(merge_tool)
    if not (choice or tool or asks):
        raise UsageError("say --ours, --theirs or --both; there is no terminal to ask in")

    archive = settings.open_archive()
    paths = list(dict.fromkeys(map(archive.resolve, sessions)))
    settled = settle(archive, paths, _of_transcripts(settings, archive, choice, tool, asks), dry_run=dry_run)
    code = worst(one.exit_code for one in settled)
    rest = [path for path in paths if _goes_on(archive, path, settled)]
    if not rest:
        answer_outcomes(settings, settled, dry_run=dry_run)
        return code
    for one in settled:
        say(settings, f"{one.name} [{one.page}]: {one.sentence}")
    words, options = [path.stem for path in rest], SyncOptions(dry_run=dry_run, force=force)
    with at_work(settings, options, sessions=words, asks=choice is None) as run:
        outcomes = _by_choice(run, choice) if choice else _asking(run, tool, asks)
        # a bar would stand in the way of the questions
        return worst([code, finish(run, outcomes, total=len(run.paths) if choice else 1)])


def _chosen(sides: Mapping[str, bool]) -> Choice | None:
    """The side that the options name, None where they name none; raises UsageError where they name several."""
    chosen = [choice for choice in SIDES.values() if sides[choice]]
    if len(chosen) > 1:
        raise UsageError(f"choose one of {', '.join(f'--{choice}' for choice in chosen)}; nothing was done")
    return chosen[0] if chosen else None


def _of_transcripts(
    settings: Settings, archive: Archive, choice: Choice | None, tool: MergeTool | None, asks: bool
) -> Asks:
    """Who decides on what waits because a transcript changed what its session file did; no wiki is needed."""

    def decider(path: Path, entry: Transcript, conflicts: Sequence[Conflict]) -> Decide:
        if choice:
            return _chooser(settings, archive, path.stem, choice, entry.file)
        questions = [Question(path.stem, conflict, other=f"the transcript {entry.file}") for conflict in conflicts]
        return dict(zip(conflicts, Dialogue(questions, tool, asks).decisions(), strict=True)).get

    return decider


def _goes_on(archive: Archive, path: Path, settled: Sequence[Outcome]) -> bool:
    """Whether a session has a page to go on with, or there was nothing else to settle."""
    if all(one.name != path.stem for one in settled):
        return True
    link = archive.read(path).session.wiki
    return link is not None and link.revision is not None


# --- one side for all


def _by_choice(run: Run, choice: Choice) -> Iterator[Outcome]:
    """One side in every conflict that the person was told of."""
    for path in run.paths:
        decide = _chooser(run.settings, run.archive, path.stem, choice)
        yield from _noted(run, *_met(run, path, decide, dry_run=run.options.dry_run))


def _chooser(
    settings: Settings, archive: Archive, session: str, choice: Choice, transcript: str | None = None
) -> Decide:
    """Decides for one side, where a run (or the import of a transcript) told of a conflict with the words in it now.

    Where none told of any, every one counts: who names a side then has looked for themselves. So does the whole
    session, of which runs tell in their refusal alone.
    """
    record = Conflicts(archive.state).read(session) or {}
    items = record.get("transcripts", {}).get(transcript) if transcript else record.get("items")
    shown = [(known.local, known.remote) for known in map(from_plain, items or ())]

    def decide(conflict: Conflict) -> Decision | None:
        is_whole = conflict.path == ("body",) and not transcript
        if items is None or is_whole or (conflict.local, conflict.remote) in shown:
            return choice
        say(settings, f"{conflict.place} changed since you were told of it: look at 'ohbot diff {session}' again")
        return None

    return decide


# --- one by one


def _asking(run: Run, tool: MergeTool | None, asks: bool) -> Iterator[Outcome]:
    """Ask while nothing is held, so that jobs run meanwhile; then write what was decided.

    What changed while the person thought is another conflict by now: that one stays open, and is asked next.
    """
    paths = run.paths
    known: dict[Path, dict[Conflict, Decision | None]] = {path: {} for path in paths}
    while paths:
        _decide(run, {path: known[path] for path in paths}, tool, asks)
        with run.leased(patient=True):
            done = {path: _met(run, path, known[path].get, dry_run=run.options.dry_run) for path in paths}
        paths = [path for path in paths if not known[path].keys() >= set(done[path][1])]
        for path, (outcomes, found) in done.items():
            if path not in paths:
                yield from _noted(run, outcomes, found)


def _decide(
    run: Run, known: Mapping[Path, dict[Conflict, Decision | None]], tool: MergeTool | None, asks: bool
) -> None:
    """Add a person's word on each conflict that there is now and that they have not decided on."""
    found = [(path, one) for path, said in known.items() for one in _met(run, path, said.get, dry_run=True)[1]]
    asked = [(path, conflict) for path, conflict in dict.fromkeys(found) if conflict not in known[path]]
    edits = since_sync(run, list(dict.fromkeys(path.stem for path, _ in asked)))
    questions = []
    for path, conflict in asked:
        since = edits.get(path.stem)
        edit = since.of_conflict(conflict) if since else None
        address = difference_address(run.wiki.address, edit.id) if edit else ""
        questions.append(Question(path.stem, conflict, edit, address))
    for (path, conflict), decision in zip(asked, Dialogue(questions, tool, asks).decisions(), strict=True):
        known[path][conflict] = decision


def _met(run: Run, path: Path, decide: Decide, *, dry_run: bool) -> tuple[list[Outcome], list[Conflict]]:
    """What becomes of a session as somebody decides, and the conflicts that were met."""
    found: list[Conflict] = []

    def noting(conflict: Conflict) -> Decision | None:
        found.append(conflict)
        return decide(conflict)

    return list(run.engine(dry_run=dry_run, decide=noting).run([path])), found


def _noted(run: Run, outcomes: Sequence[Outcome], found: Sequence[Conflict]) -> Iterator[Outcome]:
    """The outcomes, with a word to who chose a side where there was nothing to choose."""
    for outcome in outcomes:
        if not found and outcome.state is not State.REFUSED:
            say(run.settings, "nothing is in conflict; changes of either side go to the other, as in every sync")
        yield outcome
