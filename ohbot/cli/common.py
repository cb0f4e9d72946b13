"""What all commands share: the global options, which archive and wiki they mean, and how they answer."""

import functools
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ohbot.cli import logs
from ohbot.cli.logs import Form, printable, redacted
from ohbot.errors import Exit, InputError, OhbotError, PageRefused, UsageError

if TYPE_CHECKING:  # importing these costs more time than --help may take
    from ohbot.archive import Archive

Command = TypeVar("Command", bound=Callable[..., Any])
DATA_FOLDERS = ("OHBOT_DATA_DIR", "TOOL_DATA_DIR")
"""Variables that name the archive of a job, which has no folder of its own to be in."""


@dataclass(slots=True)
class Settings:
    """The global options, wherever on the command line they stood."""

    archive: Path | None = None
    json: bool = False
    verbose: int = 0
    quiet: bool = False
    log_format: Form | None = None
    answered: bool = False
    """Whether the JSON on standard output is written already."""

    def open_archive(self) -> "Archive":
        """The archive that is meant: the one named, else that of the current folder, else that of the environment."""
        from ohbot.archive import Archive, find_archive

        if self.archive is None:
            try:
                return find_archive(Path.cwd())
            except UsageError as error:
                return _archive_of_environment(error)
        if not (self.archive / "ohbot.toml").is_file():
            raise InputError(f"{self.archive}: no archive here (no ohbot.toml); make one with 'ohbot init'")
        return Archive(self.archive)


def _archive_of_environment(nowhere: UsageError) -> "Archive":
    """The archive of a job; ``nowhere`` is the error where no variable names one."""
    from ohbot.archive import Archive

    name = next((name for name in DATA_FOLDERS if os.environ.get(name)), None)
    if name is None:
        raise UsageError(f"{nowhere}, or with {' or '.join(DATA_FOLDERS)} (a job has it with 'mount: all')")
    root = Path(os.environ[name])
    if not root.is_dir():
        raise InputError(f"{root}: {name} names this folder, and it is not there; a job has it with 'mount: all'")
    if not (root / "ohbot.toml").is_file():
        raise InputError(f"{root}: {name} names this folder, and no archive is in it; 'ohbot init {root}' makes one")
    return Archive(root)


def take(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """The callback of an option that is a global one: it goes into the settings."""

    def taken(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value:
            setattr(ctx.ensure_object(Settings), name, value)

    return taken


_GLOBAL = (
    click.option(
        "--archive",
        type=click.Path(path_type=Path, file_okay=False),
        expose_value=False,
        callback=take("archive"),
        help="The archive's folder; without it the one that you are in, or $OHBOT_DATA_DIR, or $TOOL_DATA_DIR.",
    ),
    click.option(
        "--json", is_flag=True, expose_value=False, callback=take("json"), help="Answer in JSON on standard output."
    ),
    click.option("-v", "--verbose", count=True, expose_value=False, callback=take("verbose"), help="Tell more."),
    click.option("-q", "--quiet", is_flag=True, expose_value=False, callback=take("quiet"), help="Tell less."),
    click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        expose_value=False,
        callback=take("log_format"),
        help="Log what is done, a line an event, on standard error.",
    ),
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
        logs.start(settings.log_format, verbose=settings.verbose, quiet=settings.quiet)
        return command(settings, *args, **kwargs)

    return called


def shown_path(path: Path) -> str:
    """A path as a person would type it from where they are."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def format_names(_: click.Context, __: click.Parameter, start: str) -> list[str]:
    """The names of kinds of transcripts that begin so, for the shell's completion."""
    from ohbot.sources import SOURCES

    return [source.name for source in SOURCES if source.name.startswith(start)]


def session_names(ctx: click.Context, _: click.Parameter, start: str) -> list[str]:
    """The names of sessions that begin so, for the shell's completion; none where no archive is."""
    with suppress(OhbotError, OSError):
        archive = ctx.ensure_object(Settings).open_archive()
        return [path.stem for path in archive.sessions() if path.stem.startswith(start)]
    return []


def names_and_titles(ctx: click.Context, parameter: click.Parameter, start: str) -> list[str]:
    """The names of sessions that begin so, and the titles of their pages."""
    titles: list[str] = []
    with suppress(OhbotError, OSError):
        files = ctx.ensure_object(Settings).open_archive().sessions()
        found = (_PAGE.search(path.read_text("utf-8", "replace")) for path in files)
        titles = [page[1] for page in found if page and page[1].startswith(start)]
    return [*session_names(ctx, parameter, start), *titles]


_PAGE = re.compile(r"^wiki:\n(?:  .*\n)*?  page: [\"']?(.+?)[\"']?$", re.MULTILINE)
"""Where a session file names its page; completion is quick, and reads no YAML."""

dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing at all.")


def say(settings: Settings, sentence: str, **style: Any) -> None:
    """A line for a person, on standard error; an event of the log where that is JSON."""
    if logs.is_json():
        logs.LOG.info("%s", sentence)
    elif not settings.quiet:
        click.secho(printable(redacted(sentence)), err=True, **style)


def answer(text: str, **style: Any) -> None:
    """A result, on standard output."""
    click.secho(printable(redacted(text)), **style)


def answer_json(value: Any) -> None:
    """A result as JSON on standard output; what is no character (in the name of a file, say) is escaped."""
    answer_data(redacted(json.dumps(value, ensure_ascii=False, indent=2)) + "\n", errors="backslashreplace")
    if (context := click.get_current_context(silent=True)) and (settings := context.find_object(Settings)):
        settings.answered = True


def answer_data(text: str, *, errors: str = "strict") -> None:
    """A result for a file or a program, on standard output: UTF-8 whatever the terminal's encoding."""
    click.echo(text.encode("utf-8", errors), nl=False)


@contextmanager
def placed(place: Path | str) -> Iterator[None]:
    """Let problems of an input begin with its place."""
    try:
        yield
    except (InputError, PageRefused) as error:
        sentence = str(error)
        raise InputError(sentence if sentence.startswith(str(place)) else f"{place}: {sentence}") from None


def sentence_of(error: Exception) -> str:
    """What to say of an error, also of one that nobody foresaw."""
    if isinstance(error, OhbotError):
        return str(error)
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, RecursionError):
        return "the input is nested too deep; simplify it"
    if isinstance(error, MemoryError):
        return "the input is too large for this machine's memory"
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return f"a mistake in ohbot stopped it ({what}); run it again with -vv and report what it says"


def code_of(error: Exception) -> Exit:
    """The exit code that an error leads to."""
    return Exit(getattr(error, "exit_code", Exit.PROBLEM))


def worst(codes: Iterable[Exit]) -> Exit:
    """The exit code that says most of several: not allowed, then away, conflicts, problems."""
    order = (Exit.DONE, Exit.PROBLEM, Exit.CONFLICT, Exit.AWAY, Exit.USAGE, Exit.FORBIDDEN)
    return max(codes, key=order.index, default=Exit.DONE)
