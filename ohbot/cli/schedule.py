"""``ohbot schedule``: the files that schedulers read."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from ohbot.archive import BadFile, Config, create, inside, read_bytes, write_atomically
from ohbot.archive.disk import make_folder, read_text
from ohbot.archive.nodes import compose
from ohbot.cli import COMMANDS
from ohbot.cli.common import OhbotCommand, Settings, answer, answer_either, answer_json, dry_run_option, say
from ohbot.deploy import elsewhere, files, rules
from ohbot.deploy.files import COMPONENTS, CRONTAB, JOBS, PROCFILE, PYTHON, REQUIREMENTS, Deployment, Kind, jobs
from ohbot.deploy.rules import Wanted
from ohbot.errors import Exit, UsageError
from ohbot.model.counting import counted
from ohbot.problems import Problem

_TOOLS = Path("/data/project")
_NEXT: dict[Kind, str] = {
    "toolforge": "see docs/toolforge.md for the steps; 'toolforge jobs load jobs.yaml' starts the jobs",
    "cron": "see docs/elsewhere.md for the steps; its first lines tell the command that puts it into your crontab",
    "systemd": "see docs/elsewhere.md for the steps; the units go to /etc/systemd/system",
}
KINDS = tuple(_NEXT)
kind_option = click.option(
    "--for", "kind", type=click.Choice(KINDS), default="toolforge", show_default=True, help="Which scheduler."
)


@click.group("schedule")
def command() -> None:
    """Write, or check, the files that let a scheduler run ohbot: Toolforge's, cron's or systemd's.

    \b
    Example:
      ohbot schedule init --tool office-hours
      ohbot schedule check
    """


@command.command("init", cls=OhbotCommand)
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
    settings: Settings, kind: Kind, to: Path | None, tool: str | None, force: bool, dry_run: bool, **said: str | None
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
    place = _deployment(root, tool, {name: word for name, word in said.items() if word})
    texts = files.files(kind, place, jobs(every=config.jobs.every, deadline=config.jobs.deadline))
    contents = {name: text.encode("utf-8") for name, text in texts.items()}
    folder = to or root
    there = {name: read_bytes(folder / name) for name in contents if (folder / name).exists()} if not force else {}
    kept = [name for name, content in there.items() if content != contents[name]]
    written = [name for name in contents if name not in kept]
    if not dry_run:
        _write(folder, {name: contents[name] for name in written}, force=force)
    if settings.json:
        answer_json({"folder": str(folder), "dry_run": dry_run, "written": written, "kept": kept})
    for name in contents if not settings.json else ():
        if name in kept:
            answer(f"{folder / name}: kept, it says something else; --force replaces it", fg="yellow")
        else:
            answer(f"{folder / name}: {'would write' if dry_run else 'written'}")
    say(settings, _NEXT[kind])
    return Exit.PROBLEM if kept else Exit.DONE


def _deployment(root: Path, tool: str | None, said: dict[str, str]) -> Deployment:
    """Where the jobs of an archive run, as a person says, else as this machine tells."""
    data, beside = Path(os.environ.get("TOOL_DATA_DIR", "")), Path(sys.executable).with_name("ohbot")
    tool = tool or (data.name if data.parent == _TOOLS else "ohbot")
    default = {
        "image": f"tool-{tool}/tool-{tool}:latest",
        "repository": f"https://gitlab.wikimedia.org/toolforge-repos/{tool}",
        "credentials": str(Path(os.environ.get("HOME", "/etc")) / ".ohbot-credentials"),
        "program": str(beside) if beside.is_file() else shutil.which("ohbot") or str(beside),
    }
    return Deployment(tool=tool, archive=str(root), **default | said)


def _write(folder: Path, contents: Mapping[str, bytes], *, force: bool) -> None:
    make_folder(folder)
    for name, content in contents.items():
        path = inside(folder, folder / name)
        write = write_atomically if force or path.exists() else create
        write(path, content)


@command.command("check", cls=OhbotCommand)
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
    checks = {"toolforge": _toolforge, "cron": _cron, "systemd": _systemd}
    return list(checks[kind](folder, wanted))


def job_kinds(folder: Path) -> list[Kind]:
    """For which schedulers a folder has files."""
    there = {"toolforge": (JOBS, COMPONENTS), "cron": (CRONTAB,), "systemd": ("ohbot-sync.service",)}
    return [kind for kind in KINDS if any((folder / name).is_file() for name in there[kind])]


def _toolforge(folder: Path, wanted: Wanted) -> Iterator[str]:
    names = [path.name for path in folder.iterdir()]
    if not {JOBS, COMPONENTS} & set(names):
        yield f"{folder}: neither {JOBS} nor {COMPONENTS} is here; 'ohbot schedule init' writes them"
    for name, least, check_yaml in (
        (JOBS, "a job, as a line '- name: ...'", rules.check_jobs),
        (COMPONENTS, "a line 'config_version: v1beta1'", rules.check_components),
    ):
        if name in names:
            try:
                root = compose(read_text(folder / name), str(folder / name), least=least)
                yield from _in_file(folder / name, check_yaml(root, wanted))
            except BadFile as error:
                yield from str(error).splitlines()
    if PROCFILE in names:
        yield from _in_file(folder, rules.check_locks(names))
    for name, check_text in (
        (PROCFILE, rules.check_procfile),
        (REQUIREMENTS, rules.check_requirements),
        (PYTHON, rules.check_python_version),
    ):
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


def _in_file(path: Path, problems: Sequence[Problem]) -> list[str]:
    return [problem.in_file(str(path)) for problem in problems]
