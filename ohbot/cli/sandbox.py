"""``ohbot sandbox``: a throw-away real MediaWiki on this machine."""

import json
from pathlib import Path

import click

from ohbot import sandbox
from ohbot.cli.common import Settings, answer_data, answer_json, take
from ohbot.errors import WikiAway

directory_option = click.option(
    "--dir",
    "directory",
    type=click.Path(file_okay=False, path_type=Path),
    help="The wiki's folder.  [default: $OHBOT_SANDBOX_DIR, or one in your data folder]",
)
port_option = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="The port on 127.0.0.1; 0 takes any free one.  "
    f"[default: as last time; at first {sandbox.DEFAULT_PORT}, if free]",
)
json_option = click.option(
    "--json", is_flag=True, expose_value=False, callback=take("json"), help="Answer in JSON on standard output."
)


@click.group("sandbox")
def command() -> None:
    """A throw-away real MediaWiki on this machine, ready to sync with.

    It runs from the packages of Debian or Ubuntu, listens to this machine alone, and forgets nothing until
    you reset it.

    \b
    Example:
      ohbot sandbox start
    """


@command.command("start")
@port_option
@directory_option
@json_option
def start(port: int | None, directory: Path | None) -> None:
    """Start the wiki, and install it the first time; print its addresses and accounts.

    \b
    Example:
      ohbot sandbox start --port 8089
    """
    _tell(sandbox.start(_place(directory), port))


@command.command("status")
@directory_option
@json_option
def status(directory: Path | None) -> None:
    """Print the addresses and accounts of the running wiki; exit 5 when it does not run.

    \b
    Example:
      ohbot sandbox status --json
    """
    wiki = sandbox.status(_place(directory))
    if wiki is None:
        raise WikiAway(f"No sandbox wiki runs in {_place(directory)}. Start it with: ohbot sandbox start")
    _tell(wiki)


@command.command("stop")
@directory_option
@json_option
def stop(directory: Path | None) -> None:
    """Stop the wiki; its pages are there again after the next start.

    \b
    Example:
      ohbot sandbox stop
    """
    ran = sandbox.stop(_place(directory))
    click.echo(f"{'Stopped the' if ran else 'There runs no'} sandbox wiki in {_place(directory)}.", err=True)
    if _wants_json():
        answer_json({"directory": str(_place(directory)), "stopped": ran})


@command.command("reset")
@port_option
@directory_option
@json_option
def reset(port: int | None, directory: Path | None) -> None:
    """Throw the wiki away, with all its pages and accounts, and start an empty one.

    \b
    Example:
      ohbot sandbox reset
    """
    _tell(sandbox.start(_place(directory), port, anew=True))


def _place(directory: Path | None) -> Path:
    return directory or sandbox.default_directory()


def _tell(wiki: sandbox.Sandbox) -> None:
    if _wants_json():
        answer_data(json.dumps(_facts(wiki), indent=2) + "\n")  # with the passwords, which are nobody's
    else:
        click.echo(_page(wiki))


def _wants_json() -> bool:
    return click.get_current_context().ensure_object(Settings).json


def _facts(wiki: sandbox.Sandbox) -> dict[str, object]:
    accounts = {
        role: {"name": login.name, "password": login.password, "groups": login.groups}
        for role, login in wiki.accounts.items()
    }
    return {
        "url": wiki.url,
        "api": wiki.api,
        "port": wiki.port,
        "pid": wiki.pid,
        "directory": str(wiki.directory),
        "accounts": accounts,
    }


def _page(wiki: sandbox.Sandbox) -> str:
    lines = [
        f"Wiki:    {wiki.url}",
        f"API:     {wiki.api}",
        f"Folder:  {wiki.directory}",
        "Accounts of this throw-away wiki:",
    ]
    width = max(len(login.name) for login in wiki.accounts.values())
    lines += [f"  {role:<7}{login.name:<{width}}  {login.password}" for role, login in wiki.accounts.items()]
    return "\n".join(lines)
