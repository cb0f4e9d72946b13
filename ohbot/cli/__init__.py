"""The command line: click commands that translate arguments and outcomes, and nothing else.

Each command is a module of this package that is imported only when it is called, so that ``--help`` is quick
and never imports pywikibot.
"""

import importlib

import click

from ohbot import __version__

COMMANDS = {
    # name: (module, one line for --help), in the order in which a person meets them
    "sandbox": ("ohbot.cli.sandbox", "A throw-away real MediaWiki on this machine, ready to sync with."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup)
@click.version_option(__version__, prog_name="ohbot")
def main() -> None:
    """Publish office hours on a wiki, and keep the local archive and the wiki in sync, both ways."""
