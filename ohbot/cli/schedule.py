"""``ohbot schedule``: the files that schedulers read."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from ohbot.archive import BadFile, Config, create, inside, read_bytes, write_atomically
from ohbot.archive.disk import make_folder, read_text
from ohbot.archive.nodes import Node, compose
from ohbot.cli import COMMANDS
from ohbot.cli.common import OhbotGroup, Settings, answer, answer_either, answer_json, dry_run_option, say
from ohbot.deploy import elsewhere, files, rules
from ohbot.deploy.files import COMPONENTS, CRONTAB, JOBS, PROCFILE, PYTHON, REQUIREMENTS, Deployment, Kind
from ohbot.deploy.plan import jobs
from ohbot.deploy.rules import Wanted
from ohbot.errors import Exit, UsageError
from ohbot.model.counting import counted
from ohbot.problems import Problem

KINDS: tuple[Kind, ...] = ("toolforge", "cron", "systemd")
_TOOLS = Path("/data/project")
_NEXT: Mapping[Kind, str] = {
    "toolforge": "see docs/toolforge.md for the steps; 'toolforge jobs load jobs.yaml' starts the jobs",
    "cron": "see docs/elsewhere.md for the steps; its first lines tell the command that puts it into your crontab",
    "systemd": "see docs/elsewhere.md for the steps; the units go to /etc/systemd/system",
}

kind_option = click.option(
    "--for", "kind", type=click.Choice(KINDS), default="toolforge", show_default=True, help="Which scheduler."
)


@click.group("schedule", cls=OhbotGroup)
def command() -> None:
    """Write, or check, the files that let a scheduler run ohbot: Toolforge's, cron's or systemd's.

    \b
    Example:
      ohbot schedule init --tool office-hours
      ohbot schedule check
    """


@command.command("init")
@kind_option
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), help="Where; without it the archive's folder."
)
@click.option("--tool", help="The tool's name on Toolforge.  [default: from $TOOL_DATA_DIR, else ohbot]")
@click.option("--image", help="The image: one of the build service, or a standard one such as python3.11.")
@click.option("--repository", help="The git repository with ohbot's code.  [default: the tool's own on Toolforge]")
@click.option("--ref", default="main", show_default=True, help="The branch or tag to build.")
@click.option("--credentials", help="The file of mode 600 with the login, for cron and systemd.")
@click.option("--force", is_flag=True, help="Also where a file is there and says something else.")
@dry_run_option
def init(
    settings: Settings,
    kind: Kind,
    to: Path | None,
    tool: str | None,
    image: str | None,
    repository: str | None,
    ref: str,
    credentials: str | None,
    force: bool,
    dry_run: bool,
) -> Exit:
    """Write the files for this archive's scheduled jobs: an hourly sync, a daily pull, a daily look at their health.

    Times and limits follow [jobs] in ohbot.toml.

    \b
    Example:
      ohbot schedule init --tool office-hours
      ohbot schedule init --for systemd --credentials /etc/ohbot/credentials
    """
    archive = settings.open_archive()
    config = archive.config()
    root = archive.root.resolve()
    tool = tool or _tool_of_environment()
    place = Deployment(
        tool=tool,
        image=image or f"tool-{tool}/tool-{tool}:latest",
        repository=repository or f"https://gitlab.wikimedia.org/toolforge-repos/{tool}",
        ref=ref,
        archive=str(root),
        program=_program(),
        credentials=credentials or str(Path(os.environ.get("HOME", "/etc")) / ".ohbot-credentials"),
    )
    wanted = files.files(kind, place, jobs(every=config.jobs.every, deadline=config.jobs.deadline))
    folder = to or root
    kept = [name for name, text in wanted.items() if _says_else(folder / name, text)] if not force else []
    if not dry_run:
        _write(folder, {name: text for name, text in wanted.items() if name not in kept}, force=force)
    _tell(settings, folder, list(wanted), kept, dry_run=dry_run)
    say(settings, _NEXT[kind])
    return Exit.PROBLEM if kept else Exit.DONE


def _tool_of_environment() -> str:
    data = os.environ.get("TOOL_DATA_DIR")
    return Path(data).name if data and Path(data).parent == _TOOLS else "ohbot"


def _program() -> str:
    """The full path of the program that runs."""
    beside = Path(sys.executable).with_name("ohbot")
    return str(beside) if beside.is_file() else shutil.which("ohbot") or str(beside)


def _says_else(path: Path, text: str) -> bool:
    return path.exists() and read_bytes(path) != text.encode("utf-8")


def _write(folder: Path, texts: Mapping[str, str], *, force: bool) -> None:
    make_folder(folder)
    for name, text in texts.items():
        path = inside(folder, folder / name)
        write = write_atomically if force or path.exists() else create
        write(path, text.encode("utf-8"))


def _tell(settings: Settings, folder: Path, names: Sequence[str], kept: Sequence[str], *, dry_run: bool) -> None:
    if settings.json:
        written = [name for name in names if name not in kept]
        answer_json({"folder": str(folder), "dry_run": dry_run, "written": written, "kept": kept})
        return
    for name in names:
        if name in kept:
            answer(f"{folder / name}: kept, it says something else; --force replaces it", fg="yellow")
        else:
            answer(f"{folder / name}: {'would write' if dry_run else 'written'}")


@command.command("check")
@kind_option
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def check(settings: Settings, kind: Kind, folder: Path | None) -> Exit:
    """Check the job files in FOLDER (without it those of the archive); exit 1 if there is any problem.

    The rules are stricter than Toolforge's own, which lets much pass in silence.

    \b
    Example:
      ohbot schedule check
      ohbot schedule check --for cron
    """
    archive = settings.open_archive()
    problems = problems_in(folder or archive.root, kind, archive.config())
    answer_either(settings, {"problems": problems}, *problems)
    say(settings, counted(len(problems), "problem"), fg="red" if problems else "green")
    return Exit.PROBLEM if problems else Exit.DONE


def problems_in(folder: Path, kind: Kind, config: Config) -> list[str]:
    """Every problem of a folder's job files, each with file and line."""
    wanted = Wanted(config.jobs.every, config.jobs.deadline, frozenset(COMMANDS))
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder")
    return list(_CHECKS[kind](folder, wanted))


def job_kinds(folder: Path) -> list[Kind]:
    """For which schedulers a folder has files."""
    there = {"toolforge": (JOBS, COMPONENTS), "cron": (CRONTAB,), "systemd": ("ohbot-sync.service",)}
    return [kind for kind in KINDS if any((folder / name).is_file() for name in there[kind])]


def _toolforge(folder: Path, wanted: Wanted) -> Iterator[str]:
    yamls = {JOBS: rules.check_jobs, COMPONENTS: rules.check_components}
    texts: dict[str, Callable[[str], list[Problem]]] = {
        PROCFILE: rules.check_procfile,
        REQUIREMENTS: rules.check_requirements,
        PYTHON: rules.check_python_version,
    }
    names = [path.name for path in folder.iterdir()]
    if not {JOBS, COMPONENTS} & set(names):
        yield f"{folder}: neither {JOBS} nor {COMPONENTS} is here; 'ohbot schedule init' writes them"
    for name, check_yaml in yamls.items():
        if name in names:
            yield from _yaml_problems(folder / name, partial(check_yaml, wanted=wanted))
    if PROCFILE in names:
        yield from _in_file(folder, rules.check_locks(names))
    for name, check_text in texts.items():
        if name in names:
            yield from _in_file(folder / name, check_text(read_text(folder / name)))


def _cron(folder: Path, wanted: Wanted) -> Iterator[str]:
    path = folder / CRONTAB
    if not path.is_file():
        yield f"{path}: is not there; 'ohbot schedule init --for cron' writes it"
        return
    yield from _in_file(path, elsewhere.check_crontab(read_text(path), wanted))


def _systemd(folder: Path, wanted: Wanted) -> Iterator[str]:
    names = sorted(path.name for path in folder.glob("ohbot*") if path.suffix in (".service", ".timer"))
    if not any(name.endswith(".timer") for name in names):
        yield f"{folder}: no timer is here; 'ohbot schedule init --for systemd' writes them"
    for name in names:
        yield from _in_file(folder / name, elsewhere.check_unit(name, read_text(folder / name), names, wanted))


_CHECKS: Mapping[Kind, Callable[[Path, Wanted], Iterator[str]]] = {
    "toolforge": _toolforge,
    "cron": _cron,
    "systemd": _systemd,
}


_LEAST = {JOBS: "a job, as a line '- name: ...'", COMPONENTS: "a line 'config_version: v1beta1'"}


def _yaml_problems(path: Path, check_root: Callable[[Node], list[Problem]]) -> Iterator[str]:
    try:
        root = compose(read_text(path), str(path), least=_LEAST[path.name])
    except BadFile as error:
        yield from str(error).splitlines()
        return
    yield from _in_file(path, check_root(root))


def _in_file(path: Path, problems: Sequence[Problem]) -> list[str]:
    return [problem.in_file(str(path)) for problem in problems]
