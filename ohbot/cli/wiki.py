"""``ohbot wiki``: what a wiki needs once."""

import click

from ohbot.cli.common import OhbotCommand, Settings, answer, answer_json, dry_run_option, say, worst
from ohbot.cli.outcomes import as_json, show
from ohbot.cli.running import at_work
from ohbot.errors import Exit, InputError
from ohbot.sync import SyncOptions
from ohbot.sync.header import set_up
from ohbot.sync.names import PARTS


@click.group("wiki")
def command() -> None:
    """Prepare a wiki for the archive's pages.

    \b
    Example:
      ohbot wiki setup --dry-run
    """


@command.command("setup", cls=OhbotCommand)
@dry_run_option
def setup(settings: Settings, dry_run: bool) -> Exit:
    """Install or update the template that [pages] header in ohbot.toml names: the header of sessions' pages.

    It shows dates in words and UTC, tense by status, people and recordings, and an event for calendars; its fields
    can be edited in the visual editor. --dry-run shows each difference. What was changed on the wiki stays as it is.

    \b
    Example:
      ohbot wiki setup --dry-run
    """
    with at_work(settings, SyncOptions(dry_run=dry_run)) as run:
        name = run.config.pages.header
        if name is None:
            place = run.archive.root / "ohbot.toml"
            raise InputError(f'{place}: no template is named; write header = "Office hours header" under [pages]')
        found = []
        for step, outcome in set_up(run.archive, run.config, name, run.wiki, run.guard(), dry_run=dry_run):
            found.append((step, outcome))
            run.report.outcomes.append(outcome)
            if not settings.json:
                show(outcome, dry_run=dry_run, api=run.wiki.address, longest=max(map(len, PARTS)))
                if dry_run and step.diff:
                    answer(step.diff)
        code = run.report.exit_code = worst(outcome.exit_code for _, outcome in found)
        if settings.json:
            pages = [as_json(outcome, run.wiki.address) | {"diff": step.diff or None} for step, outcome in found]
            answer_json({"exit": int(code), "dry_run": dry_run, "error": None, "pages": pages})
        elif not code:
            say(settings, f"pages with {{{{{name}}}}} on top show it" if not dry_run else "nothing was written")
    return code
