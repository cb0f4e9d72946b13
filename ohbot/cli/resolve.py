"""``ohbot resolve``: settle the conflicts of a session."""

import sys
from typing import Literal

import click

from ohbot.cli.common import Settings, dry_run_option, printable, with_settings
from ohbot.cli.running import at_work, finish
from ohbot.errors import UsageError
from ohbot.merge import Conflict, Decision
from ohbot.sync import Options

Choice = Literal["ours", "theirs", "both"]
_KEYS: dict[str, Choice | None] = {"o": "ours", "t": "theirs", "b": "both", "s": None}


@click.command("resolve")
@click.argument("session")
@click.option("--ours", "choice", flag_value="ours", help="What the file says, in every conflict.")
@click.option("--theirs", "choice", flag_value="theirs", help="What the page says, in every conflict.")
@click.option("--both", "choice", flag_value="both", help="Both, the file's first.")
@dry_run_option
@with_settings
def command(settings: Settings, session: str, choice: Choice | None, dry_run: bool) -> None:
    """Settle what both sides changed in a session, and sync it; without an option conflict by conflict.

    \b
    Example:
      ohbot resolve 2021-03-04-office-hours --theirs
    """
    if choice is None and not sys.stdin.isatty():
        raise UsageError("say --ours, --theirs or --both; there is no terminal to ask in")

    def decide(conflict: Conflict) -> Decision | None:
        return choice or _asked(conflict)

    with at_work(settings, Options(dry_run=dry_run, force=True, decide=decide)) as run:
        finish(settings, run.engine().run(run.paths([session])), dry_run=dry_run)


def _asked(conflict: Conflict) -> Choice | None:
    """A person's word on one conflict."""
    click.secho(printable(f"conflict in {conflict.place}"), bold=True, err=True)
    for name, values, colour in (
        ("before", conflict.base, None),
        ("file", conflict.local, "green"),
        ("wiki", conflict.remote, "cyan"),
    ):
        text = "\n".join(map(str, values)) or "(nothing)"
        click.secho(printable(f"  {name}: {text}"), fg=colour, err=True)
    key = click.prompt(
        "[o]urs (the file), [t]heirs (the wiki), [b]oth, [s]kip", type=click.Choice(list(_KEYS)), err=True
    )
    return _KEYS[key]
