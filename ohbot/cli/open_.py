"""``ohbot open``: a session's page on the wiki, in the browser."""

import webbrowser

import click

from ohbot.cli.common import Settings, answer_either, ohbot_command, say, session_names
from ohbot.cli.running import at_work
from ohbot.errors import InputError, UsageError
from ohbot.sync.names import page_of
from ohbot.wiki.addresses import difference_address


@ohbot_command("open")
@click.argument("session", required=False, shell_complete=session_names)
@click.option("--diff", is_flag=True, help="The difference that the last synced edit made.")
@click.option("--history", is_flag=True, help="The page's history.")
@click.option("--no-open", is_flag=True, help="Open no browser; only print the address.")
def command(settings: Settings, session: str | None, *, diff: bool, history: bool, no_open: bool) -> None:
    """Open the page of a session, its history, or what its last synced revision changed; prints the address.

    Without SESSION it is the wiki's list of all pages under the archive's prefix.

    \b
    Example:
      ohbot open 2021-03-04-office-hours
      ohbot open 2021-03-04-office-hours --diff
    """
    if diff and history:
        raise UsageError("--diff and --history are two addresses; choose one")
    if session is None and (diff or history):
        raise UsageError("--diff and --history are of a session; name one")
    page, address = _address(settings, session, diff=diff, history=history)
    answer_either(settings, {"page": page, "address": address}, address)
    if not no_open and not webbrowser.open(address):
        say(settings, "no browser opened; open the address yourself")


def _address(settings: Settings, session: str | None, *, diff: bool, history: bool) -> tuple[str, str]:
    """The page that is meant, and the address at which it is."""
    with at_work(settings, sessions=[session] if session else [], anonymous=True) as run:
        if session is None:
            page = f"Special:PrefixIndex/{run.config.wiki.prefix}"
            return page, run.wiki.url(page)
        file = run.archive.read(run.paths[0])
        link, page = file.session.wiki, page_of(file.session, run.config)
        if diff:
            if link is None or link.revision is None:
                raise InputError(f"{file.path}: this session was never synced, so there is no edit to show")
            return page, difference_address(run.wiki.address, link.revision)
        address = run.wiki.url(page)
        return page, address + ("&" if "?" in address else "?") + "action=history" if history else address
