"""``ohbot sandbox``: a throw-away real MediaWiki on this machine."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from ohbot import sandbox
from ohbot.cli.common import JSON, OhbotCommand, Settings, answer_data, answer_json
from ohbot.errors import WikiAway

directory_option = click.option(
    "--dir",
    "directory",
    type=click.Path(file_okay=False, path_type=Path),
    default=sandbox.default_directory,
    help="The wiki's folder.  [default: $OHBOT_SANDBOX_DIR, or one in your data folder]",
)
port_option = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="The port on 127.0.0.1; 0 takes any free one.  "
    f"[default: as last time; at first {sandbox.DEFAULT_PORT}, if free]",
)


class _SandboxCommand(OhbotCommand):
    """A command that needs no archive."""

    options = (JSON,)


@click.group("sandbox")
def command() -> None:
    """A throw-away real MediaWiki on this machine, ready to sync with.

    It runs from the packages of Debian or Ubuntu, listens to this machine alone, and forgets nothing until
    you reset it.

    \b
    Example:
      ohbot sandbox start
    """


@command.command("start", cls=_SandboxCommand)
@port_option
@directory_option
def start(settings: Settings, port: int | None, directory: Path) -> None:
    """Start the wiki, and install it the first time; print its addresses and accounts.

    \b
    Example:
      ohbot sandbox start --port 8089
    """
    _tell(settings, sandbox.start(directory, port))


@command.command("status", cls=_SandboxCommand)
@directory_option
def status(settings: Settings, directory: Path) -> None:
    """Print the addresses and accounts of the running wiki; exit 5 when it does not run.

    \b
    Example:
      ohbot sandbox status --json
    """
    wiki = sandbox.status(directory)
    if wiki is None:
        raise WikiAway(f"No sandbox wiki runs in {directory}. Start it with: ohbot sandbox start")
    _tell(settings, wiki)


@command.command("stop", cls=_SandboxCommand)
@directory_option
def stop(settings: Settings, directory: Path) -> None:
    """Stop the wiki; its pages are there again after the next start.

    \b
    Example:
      ohbot sandbox stop
    """
    ran = sandbox.stop(directory)
    click.echo(f"{'Stopped the' if ran else 'There runs no'} sandbox wiki in {directory}.", err=True)
    if settings.json:
        answer_json({"directory": str(directory), "stopped": ran})


@command.command("reset", cls=_SandboxCommand)
@port_option
@directory_option
def reset(settings: Settings, port: int | None, directory: Path) -> None:
    """Throw the wiki away, with all its pages and accounts, and start an empty one.

    \b
    Example:
      ohbot sandbox reset
    """
    _tell(settings, sandbox.start(directory, port, anew=True))


def _tell(settings: Settings, wiki: sandbox.Sandbox) -> None:
    """Print the wiki's facts, with the passwords, which are nobody's."""
    accounts = wiki.accounts
    if settings.json:
        facts = {name: getattr(wiki, name) for name in ("url", "api", "port", "pid")}
        logins = {role: asdict(login) for role, login in accounts.items()}
        answer_data(json.dumps(facts | {"directory": str(wiki.directory), "accounts": logins}, indent=2) + "\n")
        return
    click.echo(f"Wiki:    {wiki.url}\nAPI:     {wiki.api}\nFolder:  {wiki.directory}")
    click.echo("Accounts of this throw-away wiki:")
    width = max(len(login.name) for login in accounts.values())
    for role, login in accounts.items():
        click.echo(f"  {role:<7}{login.name:<{width}}  {login.password}")
