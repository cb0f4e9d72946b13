"""The command line: click commands that translate arguments and outcomes, and nothing else.

Each command is a module of this package that is imported only when it is called, so that ``--help`` is quick
and never imports pywikibot.
"""

import importlib
import os
import sys
from typing import Any

import click

from ohbot import __version__
from ohbot.cli import logs
from ohbot.cli.common import Settings, answer_json, global_options
from ohbot.errors import Exit, OhbotError

COMMANDS = {
    # name: (module, one line for --help), in the order in which a person meets them
    "init": ("ohbot.cli.init", "Make an archive in a folder."),
    "import": ("ohbot.cli.import_", "Turn transcripts into session files."),
    "check": ("ohbot.cli.check", "Find every problem in session files, with file and line."),
    "publish": ("ohbot.cli.publish", "Create or update the pages of sessions."),
    "pull": ("ohbot.cli.pull", "Bring pages of the wiki into the archive."),
    "sync": ("ohbot.cli.sync", "Keep archive and wiki in sync, both ways."),
    "status": ("ohbot.cli.status", "What a sync would do."),
    "diff": ("ohbot.cli.diff", "What changed, in the files and on the wiki."),
    "resolve": ("ohbot.cli.resolve", "Settle the conflicts of a session."),
    "ack": ("ohbot.cli.ack", "Let jobs be silent about a known state of a session until it changes."),
    "render": ("ohbot.cli.render", "A session as wikitext."),
    "parse": ("ohbot.cli.parse", "Wikitext as a session."),
    "export": ("ohbot.cli.export", "Sessions as JSON for other programs."),
    "schema": ("ohbot.cli.schema", "The JSON Schema of session files."),
    "doctor": ("ohbot.cli.doctor", "What is wrong with setup, login or wiki, and how to mend it."),
    "health": ("ohbot.cli.health", "Whether the scheduled runs go well, in one sentence."),
    "toolforge": ("ohbot.cli.toolforge", "Files for scheduled jobs: Toolforge, cron, systemd."),
    "sandbox": ("ohbot.cli.sandbox", "A throw-away real MediaWiki on this machine, ready to sync with."),
}


_COLOUR = False if os.environ.get("NO_COLOR") else None
"""Never where NO_COLOR is set (no-color.org), else where a terminal is."""


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

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; with ``--json`` standard output holds one JSON document also where that fails."""
        settings = ctx.ensure_object(Settings)
        ctx.color = _COLOUR
        try:
            return super().invoke(ctx)
        except OhbotError as error:
            if settings.json and not settings.answered:
                answer_json({"exit": int(error.exit_code), "error": str(error)})
            raise

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run; an error of ohbot's becomes its sentence on standard error and its exit code."""
        try:
            return super().main(*args, **kwargs)
        except OhbotError as error:
            fail(str(error), error.exit_code)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(Exit.DONE)
        except RecursionError:
            fail("the input is nested too deep; simplify it", Exit.PROBLEM)
        except MemoryError:
            fail("the input is too large for this machine's memory", Exit.PROBLEM)
        except Exception as error:
            logs.LOG.debug("where it happened", exc_info=error)
            fail(unexpected(error), Exit.PROBLEM)


def unexpected(error: Exception) -> str:
    """The sentence about an error that nobody foresaw."""
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return f"a mistake in ohbot stopped it ({what}); run it again with -vv and report what it says"


def fail(sentence: str, code: Exit) -> None:
    """End with a sentence on standard error."""
    if logs.tells_json():
        logs.LOG.error("%s", sentence)
    else:
        click.secho(f"ohbot: {logs.printable(logs.redacted(sentence))}", err=True, fg="red", color=_COLOUR)
    sys.exit(int(code))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ohbot")
@global_options
def main() -> None:
    """Publish office hours on a wiki, and keep the local archive and the wiki in sync, both ways.

    \b
    Example:
      ohbot init hours
      cd hours
      ohbot import ../notes.txt
      ohbot publish 2026-05-21-office-hours
    """
