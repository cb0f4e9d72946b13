"""What all commands share: the global options, which archive and wiki they mean, and how they answer."""

import functools
import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ohbot.errors import Exit, InputError, PageRefused

if TYPE_CHECKING:  # importing these costs more time than --help may take
    from ohbot.archive import Archive

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(slots=True)
class Settings:
    """The global options, wherever on the command line they stood."""

    archive: Path | None = None
    json: bool = False
    verbose: int = 0
    quiet: bool = False

    def open_archive(self) -> "Archive":
        """The archive that is meant: the one named, else the one that the current folder lies in."""
        from ohbot.archive import Archive, find_archive

        if self.archive is None:
            return find_archive(Path.cwd())
        if not (self.archive / "ohbot.toml").is_file():
            raise InputError(f"{self.archive}: no archive here (no ohbot.toml); make one with 'ohbot init'")
        return Archive(self.archive)


def _take(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def take(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value:
            setattr(ctx.ensure_object(Settings), name, value)

    return take


_GLOBAL = (
    click.option(
        "--archive",
        type=click.Path(path_type=Path, file_okay=False),
        expose_value=False,
        callback=_take("archive"),
        help="The archive's folder; without it the one that you are in.",
    ),
    click.option(
        "--json", is_flag=True, expose_value=False, callback=_take("json"), help="Answer in JSON on standard output."
    ),
    click.option("-v", "--verbose", count=True, expose_value=False, callback=_take("verbose"), help="Tell more."),
    click.option("-q", "--quiet", is_flag=True, expose_value=False, callback=_take("quiet"), help="Tell less."),
)


def global_options(command: Command) -> Command:
    """Give a command the global options, which may stand before or behind its name."""
    for option in reversed(_GLOBAL):
        command = option(command)
    return command


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Call a command with the settings first, and with the global options."""

    @global_options
    @click.pass_context
    @functools.wraps(command)
    def called(ctx: click.Context, *args: Any, **kwargs: Any) -> Any:
        settings = ctx.ensure_object(Settings)
        start_logging(settings)
        return command(settings, *args, **kwargs)

    return called


dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing at all.")


def start_logging(settings: Settings) -> None:
    """Send log lines to standard error: warnings always, with -v what is done, with -vv everything."""
    level = {0: logging.WARNING, 1: logging.INFO}.get(settings.verbose, logging.DEBUG)
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)


def say(settings: Settings, sentence: str, **style: Any) -> None:
    """A line for a person, on standard error."""
    if not settings.quiet:
        click.secho(printable(sentence), err=True, **style)


def answer(text: str, **style: Any) -> None:
    """A result, on standard output."""
    click.secho(printable(text), **style)


def answer_json(value: Any) -> None:
    """A result as JSON on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """A text without what a terminal would act on: control characters, and marks that turn its direction."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


@contextmanager
def placed(place: Path | str) -> Iterator[None]:
    """Let problems of an input begin with its place."""
    try:
        yield
    except (InputError, PageRefused) as error:
        told = str(error)
        raise InputError(told if told.startswith(str(place)) else f"{place}: {told}") from None


def counted(number: int, thing: str) -> str:
    """A number of things: ``1 session``, ``2 sessions``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def worst(codes: Iterable[Exit]) -> Exit:
    """The exit code that says most of several: not allowed, then away, conflicts, problems."""
    order = (Exit.DONE, Exit.PROBLEM, Exit.CONFLICT, Exit.AWAY, Exit.USAGE, Exit.FORBIDDEN)
    return max(codes, key=order.index, default=Exit.DONE)
