"""``ohbot open``: a session's page on the wiki, in the browser."""

import webbrowser

import click

from ohbot.cli.common import Settings, answer, answer_json, say, session_names, with_settings
from ohbot.cli.running import at_work
from ohbot.errors import InputError, UsageError
from ohbot.sync import SyncOptions
from ohbot.sync.names import page_of
from ohbot.wiki.addresses import difference_address


@click.command("open")
@click.argument("session", required=False, shell_complete=session_names)
@click.option("--diff", is_flag=True, help="The difference that the last synced edit made.")
@click.option("--history", is_flag=True, help="The page's history.")
@click.option("--no-open", is_flag=True, help="Open no browser; only print the address.")
@with_settings
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
    if settings.json:
        answer_json({"page": page, "address": address})
    else:
        answer(address)
    if not no_open and not webbrowser.open(address):
        say(settings, "no browser opened; open the address yourself")


def _address(settings: Settings, session: str | None, *, diff: bool, history: bool) -> tuple[str, str]:
    """The page that is meant, and the address at which it is."""
    words = [session] if session else []
    with at_work(settings, SyncOptions(dry_run=True), sessions=words, anonymous=True) as run:
        if session is None:
            page = f"Special:PrefixIndex/{run.config.wiki.prefix}"
            return page, run.wiki.url(page)
        file = run.archive.read(run.archive.resolve(session))
        link = file.session.wiki
        if diff and (link is None or link.revision is None):
            raise InputError(f"{file.path}: this session was never synced, so there is no edit to show")
        page = page_of(file.session, run.config)
        address = run.wiki.url(page)
    if diff and link and link.revision:
        address = difference_address(run.wiki.address, link.revision)
    elif history:
        address += ("&" if "?" in address else "?") + "action=history"
    return page, address
