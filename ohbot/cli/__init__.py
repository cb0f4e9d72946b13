"""The command line: click commands that translate arguments and outcomes, and nothing else.

Each command is a module of this package that is imported only when it is called, so that ``--help`` is quick
and never imports pywikibot.
"""

import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

import click

from ohbot import __version__
from ohbot.cli import logs
from ohbot.cli.common import GLOBAL_OPTIONS, Settings, answer_json, code_of, sentence_of
from ohbot.errors import Exit, OhbotError, UsageError

COMMANDS = {
    # name: (module, one line for --help), in the order in which a person meets them
    "init": ("ohbot.cli.init", "Make an archive in a folder."),
    "import": ("ohbot.cli.import_", "Turn transcripts into session files."),
    "new": ("ohbot.cli.new", "Make the next session's file from the last one."),
    "check": ("ohbot.cli.check", "Find every problem in session files, with file and line."),
    "preview": ("ohbot.cli.preview", "A session's page before it is published, in the browser."),
    "publish": ("ohbot.cli.publish", "Create or update the pages of sessions."),
    "pull": ("ohbot.cli.pull", "Bring pages of the wiki into the archive."),
    "sync": ("ohbot.cli.sync", "Keep archive and wiki in sync, both ways."),
    "index": ("ohbot.cli.index", "Keep the tables of upcoming and past sessions on the wiki."),
    "status": ("ohbot.cli.status", "What a sync would do."),
    "diff": ("ohbot.cli.diff", "What changed, in the files and on the wiki."),
    "log": ("ohbot.cli.log", "What was changed on a session's page, by whom, when and why."),
    "blame": ("ohbot.cli.blame", "Who touched each answer last, and who brought each word."),
    "resolve": ("ohbot.cli.resolve", "Settle the conflicts of a session."),
    "ack": ("ohbot.cli.ack", "Let jobs be silent about a known state of a session until it changes."),
    "render": ("ohbot.cli.render", "A session as wikitext."),
    "parse": ("ohbot.cli.parse", "Wikitext as a session."),
    "explain": ("ohbot.cli.explain", "What each line of a transcript or page was read as, and why."),
    "open": ("ohbot.cli.open_", "A session's page on the wiki, in the browser."),
    "search": ("ohbot.cli.search", "Find what was said, by words, speaker and year."),
    "open-questions": ("ohbot.cli.open_questions", "Questions that still wait for an answer."),
    "stats": ("ohbot.cli.stats", "Sessions, questions and answers by year and speaker."),
    "export": ("ohbot.cli.export", "Sessions for other programs: JSON, CSV, Markdown, captions, SQLite."),
    "schema": ("ohbot.cli.schema", "The JSON Schema of session files."),
    "wiki": ("ohbot.cli.wiki", "Install the header template on the wiki."),
    "doctor": ("ohbot.cli.doctor", "What is wrong with setup, login or wiki, and how to mend it."),
    "health": ("ohbot.cli.health", "Whether the scheduled runs go well, in one sentence."),
    "schedule": ("ohbot.cli.schedule", "Files for scheduled jobs: Toolforge, cron, systemd."),
    "completion": ("ohbot.cli.completion", "Let the shell complete commands and the names of sessions."),
    "sandbox": ("ohbot.cli.sandbox", "A throw-away real MediaWiki on this machine, ready to sync with."),
}


ALIASES = {"toolforge": "schedule"}
"""Names that commands had before."""
_COLOUR = False if os.environ.get("NO_COLOR") else None
"""Never where NO_COLOR is set (no-color.org), else where a terminal is."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        name = ALIASES.get(cmd_name, cmd_name)
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[name][0]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that a word names; an unknown one is answered with those that are near."""
        near = [] if args[0] in {**COMMANDS, **ALIASES} else get_close_matches(args[0], COMMANDS, 2)
        if near:
            raise UsageError(f"there is no command {args[0]!r}; did you mean {' or '.join(map(repr, near))}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; with ``--json`` standard output holds one JSON document also where that fails."""
        ctx.color = _COLOUR
        try:
            with _answering(ctx, ctx.args):
                return super().invoke(ctx)
        except BrokenPipeError:  # nobody reads on; what is still to be written goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(Exit.DONE)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words before the command's name."""
        with _answering(ctx, args):
            return super().parse_args(ctx, args)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run; an error becomes its sentence on standard error and its exit code."""
        try:
            return super().main(*args, **kwargs)
        except Exception as error:
            if not isinstance(error, OhbotError):
                logs.LOG.debug("where it happened", exc_info=error)
            sentence = sentence_of(error)
            if logs.is_json():
                logs.LOG.error("%s", sentence)
            else:
                click.secho(f"ohbot: {logs.printable(logs.redacted(sentence))}", err=True, fg="red", color=_COLOUR)
            sys.exit(int(code_of(error)))


@contextmanager
def _answering(ctx: click.Context, words: Sequence[str]) -> Iterator[None]:
    """Answer a program also where the command fails; ``words`` tell who asks where they cannot be read."""
    settings, is_asked = ctx.ensure_object(Settings), "--json" in words
    try:
        yield
    except (click.exceptions.Exit, click.Abort, BrokenPipeError):
        raise
    except Exception as error:
        if (settings.json or is_asked) and not settings.answered:
            answer_json({"exit": int(code_of(error)), "error": sentence_of(error)})
        raise


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ohbot")
def main() -> None:
    """Publish office hours on a wiki, and keep the local archive and the wiki in sync, both ways.

    \b
    Example:
      ohbot init hours
      cd hours
      ohbot import ../notes.txt
      ohbot publish 2026-05-21-office-hours
    """


main.params += GLOBAL_OPTIONS
