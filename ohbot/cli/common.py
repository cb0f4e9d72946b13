"""What all commands share: the global options, which archive and wiki they mean, and how they answer."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ohbot.cli import logs
from ohbot.cli.logs import Form, printable, redacted
from ohbot.errors import Exit, InputError, OhbotError, PageRefused, UsageError

if TYPE_CHECKING:  # importing these costs more time than --help may take
    from ohbot.archive import Archive

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

        if self.archive:
            if not (self.archive / "ohbot.toml").is_file():
                raise InputError(f"{self.archive}: no archive here (no ohbot.toml); make one with 'ohbot init'")
            return Archive(self.archive)
        name = next((name for name in DATA_FOLDERS if os.environ.get(name)), None)
        try:
            return find_archive(Path.cwd())
        except UsageError as nowhere:
            if name is None:
                more = f"or with {' or '.join(DATA_FOLDERS)} (a job has it with 'mount: all')"
                raise UsageError(f"{nowhere}, {more}") from None
        root = Path(os.environ[name])
        if not root.is_dir():
            raise InputError(f"{root}: {name} names this folder, and it is not there; a job has it with 'mount: all'")
        if not (root / "ohbot.toml").is_file():
            raise InputError(
                f"{root}: {name} names this folder, and no archive is in it; 'ohbot init {root}' makes one"
            )
        return Archive(root)


def _take(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    """The value of a global option goes into the settings."""
    if value:
        setattr(ctx.ensure_object(Settings), option.name or "", value)


_option = partial(click.Option, expose_value=False, callback=_take)
JSON = _option(["--json"], is_flag=True, help="Answer in JSON on standard output.")
GLOBAL_OPTIONS = (
    _option(
        ["--archive"],
        type=click.Path(path_type=Path, file_okay=False),
        help="The archive's folder; without it the one that you are in, or $OHBOT_DATA_DIR, or $TOOL_DATA_DIR.",
    ),
    JSON,
    _option(["-v", "--verbose"], count=True, help="Tell more."),
    _option(["-q", "--quiet"], is_flag=True, help="Tell less."),
    _option(
        ["--log-format"],
        type=click.Choice(["text", "json"]),
        help="Log what is done, a line an event, on standard error.",
    ),
)
"""May stand before or behind a command's name."""


class OhbotCommand(click.Command):
    """Has the global options, gives its function the settings first, and ends with the exit code that it returns."""

    options: tuple[click.Option, ...] = GLOBAL_OPTIONS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += self.options

    def invoke(self, ctx: click.Context) -> None:
        """Run the command."""
        settings = ctx.ensure_object(Settings)
        logs.start(settings.log_format, verbose=settings.verbose, quiet=settings.quiet)
        assert self.callback, "each command has a function"
        ctx.exit(int(ctx.invoke(self.callback, settings, **ctx.params) or Exit.DONE))


def ohbot_command(name: str, cls: type[OhbotCommand] = OhbotCommand) -> Callable[[Callable[..., Any]], OhbotCommand]:
    """Make a function the command of this name."""
    return click.command(name, cls=cls)


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
    names = session_names(ctx, parameter, start)
    with suppress(OhbotError, OSError):
        files = ctx.ensure_object(Settings).open_archive().sessions()
        found = (_PAGE.search(path.read_text("utf-8", "replace")) for path in files)
        names += [page[1] for page in found if page and page[1].startswith(start)]
    return names


_PAGE = re.compile(r"^wiki:\n(?:  .*\n)*?  page: [\"']?(.+?)[\"']?$", re.MULTILINE)
"""Where a session file names its page; completion is quick, and reads no YAML."""

dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing at all.")


def output_option(what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``-o FILE``."""
    return click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help=what)


def say(settings: Settings, sentence: str, **style: Any) -> None:
    """A line for a person, on standard error; an event of the log where that is JSON."""
    if logs.is_json():
        logs.LOG.info("%s", sentence)
    elif not settings.quiet:
        click.secho(printable(redacted(sentence)), err=True, **style)


def answer(text: str, **style: Any) -> None:
    """A result, on standard output."""
    click.secho(printable(redacted(text)), **style)


def answer_either(settings: Settings, value: Any, *lines: str) -> None:
    """A result, as JSON where a program asks for it, else as lines."""
    if settings.json:
        answer_json(value)
    for line in lines if not settings.json else ():
        answer(line)


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


def has_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


def worst(codes: Iterable[Exit]) -> Exit:
    """The exit code that says most of several: not allowed, then away, conflicts, problems."""
    order = (Exit.DONE, Exit.PROBLEM, Exit.CONFLICT, Exit.AWAY, Exit.USAGE, Exit.FORBIDDEN)
    return max(codes, key=order.index, default=Exit.DONE)
