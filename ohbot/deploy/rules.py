"""The rules of Toolforge's files, stricter than its own parser: each problem has its line and says what to write."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ohbot.deploy import values
from ohbot.deploy.cron import NoCron, longest_gap, parse
from ohbot.deploy.values import Check
from ohbot.model.node import Node
from ohbot.problems import Problem, unknown

LEAST_MARGIN = 60
"""Seconds that a job's timeout must leave behind the deadline of a run."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the archive's configuration asks of its jobs, in seconds, and the commands that ohbot has."""

    every: float
    deadline: float
    commands: frozenset[str]

    def too_short(self, timeout: float) -> str | None:
        """What is wrong with the timeout of a sync or pull, in seconds."""
        if timeout >= self.deadline + LEAST_MARGIN:
            return None
        return (
            f"a timeout of {timeout:g} seconds leaves a run no time to end by itself: [jobs] deadline in ohbot.toml "
            f"is {self.deadline:g} seconds; write {int(self.deadline) + 5 * LEAST_MARGIN}, or a smaller deadline"
        )


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of mapping: its keys with their checks, those it must have, and how keys depend on each other.

    ``needs`` holds a key, another key that must be there then, and why; of two keys in ``excludes`` one may be there.
    """

    what: str
    keys: Mapping[str, Check]
    required: tuple[str, ...]
    needs: tuple[tuple[str, str, str], ...] = ()
    excludes: tuple[tuple[str, str], ...] = ()


_HANGING = "a run that hangs would keep all later ones from starting"
_ALWAYS_ON = "it is for jobs that always run"
JOB = Format(
    "a job",
    {
        "name": values.name,
        **values.SCHEDULED,
        "image": values.image,
        "mem": values.memory,
        "filelog": values.true,
        "no-filelog": values.true,
        "filelog-stdout": values.text,
        "filelog-stderr": values.text,
        "continuous": values.true,
        "wait": values.switch,
        "health-check-script": values.command,
        "health-check-http": values.text,
        "port": values.whole(1, 65535),
        "replicas": values.whole(1, 10),
    },
    ("name", "command", "image"),
    (
        ("schedule", "timeout", _HANGING),
        ("timeout", "schedule", "it is for scheduled jobs"),
        ("health-check-script", "continuous", f"{_ALWAYS_ON}; for scheduled ones make 'ohbot health' a job"),
        ("health-check-http", "continuous", f"{_ALWAYS_ON}; for scheduled ones make 'ohbot health' a job"),
        ("health-check-http", "port", "Toolforge asks that port"),
        ("port", "continuous", _ALWAYS_ON),
        ("replicas", "continuous", _ALWAYS_ON),
    ),
    (
        ("schedule", "continuous"),
        ("wait", "schedule"),
        ("wait", "continuous"),
        ("filelog", "no-filelog"),
        ("health-check-script", "health-check-http"),
    ),
)
SCHEDULED_RUN = Format(
    "the run of a scheduled component",
    {
        **values.SCHEDULED,
        "memory": values.memory,
        "filelog": values.switch,
        "filelog_stdout": values.text,
        "filelog_stderr": values.text,
    },
    ("command", "schedule"),
    (("schedule", "timeout", _HANGING),),
)
CONTINUOUS_RUN = Format(
    "the run of a continuous component",
    {key: check for key, check in SCHEDULED_RUN.keys.items() if key not in ("schedule", "timeout", "retry")}
    | {
        "port": values.whole(1, 65535),
        "port_protocol": values.one_of("tcp", "udp"),
        "replicas": values.whole(1, 10),
        "health_check_script": values.command,
        "health_check_http": values.text,
    },
    ("command",),
    (("health_check_http", "port", "Toolforge asks that port"),),
    (("health_check_script", "health_check_http"),),
)
BUILD = Format(
    "a build",
    {"repository": values.repository, "ref": values.text, "use_latest_versions": values.switch},
    ("repository", "ref"),
)


def unknown_keys(found: Node, known: Sequence[str], where: str) -> Iterator[Problem]:
    """A problem for each key that is not known; an abbreviation is none either."""
    rows = ((line, key) for key, (line, _) in found.entries.items() if key not in known)
    return (Problem(line, f"{where}: {unknown(key, known)}") for line, key in rows)


def _problems(found: Node, form: Format) -> Iterator[Problem]:
    """What is wrong with a mapping of this kind, key by key."""
    yield from unknown_keys(found, list(form.keys), form.what)
    for key, (line, value) in found.entries.items():
        if value.kind != "scalar":
            yield Problem(line, f"{key!r} must be a single value")
        elif key in form.keys and (wrong := form.keys[key](value.scalar)):
            yield Problem(line, f"{key!r} {wrong}")
    for key in form.required:
        if key not in found.entries:
            yield Problem(found.line, f"{form.what} needs {key!r}")
    for key, other, why in form.needs:
        if key in found.entries and other not in found.entries:
            yield Problem(found.at(key), f"{key!r} needs {other!r} beside it: {why}")
    for key, other in form.excludes:
        if key in found.entries and other in found.entries:
            yield Problem(found.at(key), f"{key!r} and {other!r} exclude each other; keep one")


def _mount_problems(found: Node, *, built: bool) -> Iterator[Problem]:
    """What mount and filelog, whose defaults depend on the kind of image, forbid each other."""
    mount = found.get("mount") or ("none" if built else "all")
    filelog = found.get("filelog") is True
    to_files = filelog or not (built or "no-filelog" in found.entries)
    if "mount" in found.entries and mount == "none" and not built:
        yield Problem(found.at("mount"), "'mount: none' is for images of the build service; remove it")
    if re.match(r"(\S*/)?ohbot\b", str(found.get("command"))) and mount == "none":
        why = "the archive is in TOOL_DATA_DIR, which exists with it alone"
        yield Problem(found.at("mount", "command"), f"ohbot needs 'mount: all': {why}")
    if filelog and mount == "none":
        yield Problem(found.at("filelog"), "'filelog' needs 'mount: all': its files are in the tool's folder")
    for key in ("filelog-stdout", "filelog-stderr", "filelog_stdout", "filelog_stderr"):
        if key in found.entries and not to_files:
            yield Problem(found.at(key), f"{key!r} needs 'filelog: true' beside it")


def check_jobs(root: Node, wanted: Wanted) -> list[Problem]:
    """Every problem of a ``jobs.yaml``."""
    if root.kind != "list" or not root.items:
        return [Problem(root.line, "must be a list of jobs, each with a line '- name: ...'")]
    problems: set[Problem] = set()
    names: set[str] = set()
    for job in root.items:
        problems.update(_job_problems(job, wanted))
        if (name := job.get("name")) and str(name) in names:
            problems.add(Problem(job.at("name"), f"two jobs are called {name!r}; the second would replace the first"))
        names.add(str(name))
    return sorted(problems)


def _job_problems(job: Node, wanted: Wanted) -> Iterator[Problem]:
    if job.kind != "mapping":
        yield Problem(job.line, "a job is a mapping with name, command, image and schedule")
        return
    yield from _problems(job, JOB)
    yield from _mount_problems(job, built="/" in str(job.get("image")))
    if str(job.get("command")).startswith("ohbot ") and "continuous" in job.entries:
        yield Problem(job.at("continuous"), "ohbot runs by a 'schedule', and ends each time")
    yield from _unfit(job, wanted)


def _unfit(job: Node, wanted: Wanted) -> Iterator[Problem]:
    """What does not go with the archive's own configuration."""
    words = re.match(r"(?:\S*/)?ohbot\s+([^\s-]\S*)", str(job.get("command")))
    timeout = job.get("timeout")
    if words and words[1] not in wanted.commands:
        yield Problem(job.at("command"), f"ohbot has no command {words[1]!r}; 'ohbot --help' names them")
    if not words or words[1] not in ("sync", "pull"):
        return
    if type(timeout) is int and (wrong := wanted.too_short(timeout)):
        yield Problem(job.at("timeout"), wrong)
    if words[1] == "sync" and (gap := _gap(job.get("schedule"))) and gap.total_seconds() > wanted.every:
        yield Problem(
            job.at("schedule"),
            f"'schedule' syncs less often than [jobs] every in ohbot.toml says ({wanted.every:g} seconds), so that "
            "'ohbot health' would complain; change one of the two",
        )


def _gap(schedule: Any) -> timedelta | None:
    try:
        return longest_gap(parse(schedule)) if isinstance(schedule, str) else None
    except NoCron:
        return None


# --- components


def check_components(root: Node, wanted: Wanted) -> list[Problem]:
    """Every problem of a components configuration (push to deploy)."""
    if root.kind != "mapping":
        return [Problem(root.line, "must be a mapping with config_version and components")]
    problems = [*unknown_keys(root, ["config_version", "components", "source_url"], "a components configuration")]
    if root.get("config_version") != "v1beta1":
        problems.append(Problem(root.at("config_version"), "'config_version' must be v1beta1"))
    components = _part(root, "components")
    if components is None or not components.pairs:
        return sorted([*problems, Problem(root.at("components"), "'components' must name at least one component")])
    for name, (line, node) in components.entries.items():
        problems += _component_problems(name, line, node, components, wanted)
    return sorted(set(problems))


def _component_problems(name: str, line: int, component: Node, components: Node, wanted: Wanted) -> Iterator[Problem]:
    if wrong := values.name(name):
        yield Problem(line, f"the component's name {name!r} {wrong}")
    if component.kind != "mapping":
        yield Problem(line, f"the component {name!r} must be a mapping with component_type, build and run")
        return
    yield from unknown_keys(component, ["component_type", "build", "run"], "a component")
    kind = component.get("component_type")
    if kind not in ("scheduled", "continuous"):
        yield Problem(component.at("component_type"), "'component_type' must be scheduled or continuous")
    build, run = _part(component, "build"), _part(component, "run")
    for key, part in (("build", build), ("run", run)):
        if part is None:
            yield Problem(component.at(key), f"a component needs a mapping {key!r}")
    if build:
        yield from _build_problems(build, components)
    if run:
        yield from _problems(run, CONTINUOUS_RUN if kind == "continuous" else SCHEDULED_RUN)
        yield from _mount_problems(run, built=True)
        yield from _unfit(run, wanted)


def _part(node: Node, key: str) -> Node | None:
    """The mapping that a key has for its value."""
    found = node.entries.get(key)
    return found[1] if found and found[1].kind == "mapping" else None


def _build_problems(build: Node, components: Node) -> Iterator[Problem]:
    if "reuse_from" not in build.entries:
        yield from _problems(build, BUILD)
        return
    yield from unknown_keys(build, ["reuse_from"], "a build that reuses another")
    other = _part(components, str(build.get("reuse_from")))
    theirs = _part(other, "build") if other else None
    if theirs is None or "repository" not in theirs.entries:
        yield Problem(build.at("reuse_from"), "'reuse_from' must name a component with a build of its own")


# --- what the build service reads

LOCKS = ("requirements.txt", "poetry.lock", "uv.lock")
PYTHONS = ("3.11", "3.12", "3.13")


def check_procfile(text: str) -> list[Problem]:
    """Every problem of a ``Procfile``."""
    problems: list[Problem] = []
    names: set[str] = set()
    for number, row in enumerate(text.splitlines(), 1):
        match = re.fullmatch(r"([A-Za-z0-9_-]+):\s*(\S.*)", row)
        if not match and row.strip():
            problems.append(Problem(number, "must be 'name: command'; the name has letters, digits, '-' and '_'"))
        elif match and match[1] in names:
            problems.append(Problem(number, f"two commands are called {match[1]!r}; rename one"))
        elif match and values.SECRETS.search(match[2]):
            problems.append(Problem(number, "shows a secret; keep it with 'toolforge envvars create NAME'"))
        if match:
            names.add(match[1])
    if not names:
        problems.append(Problem(0, "names no command; write a line such as 'ohbot-sync: ohbot sync'"))
    return problems


def _rows(text: str) -> list[tuple[int, str]]:
    """The lines of a text with their numbers, without comments."""
    rows = enumerate(map(str.strip, text.splitlines()), 1)
    return [(number, row) for number, row in rows if row and not row.startswith("#")]


def check_requirements(text: str) -> list[Problem]:
    """Every problem of a ``requirements.txt``: each line is a requirement, and ohbot is one of them."""
    rows = [(number, row.partition(" #")[0].strip()) for number, row in _rows(text)]
    good = re.compile(r"\.(\[[\w,-]+\])?|-[\w-]+.*|[A-Za-z0-9][\w.-]*(\[[\w,.-]+\])?\s*([@<>=!~;(].*)?")
    problems = [Problem(line, f"{row[:60]!r} is no requirement") for line, row in rows if not good.fullmatch(row)]
    if not any(re.match(r"\.(\[|$)|ohbot\b", row) for _, row in rows):
        problems.append(
            Problem(0, "does not install ohbot; write '.' where ohbot's code is, else 'ohbot @ git+https://...'")
        )
    return problems


def check_locks(names: Sequence[str]) -> list[Problem]:
    """The problem of a folder with these files where the build service could not tell what to install."""
    found = [name for name in LOCKS if name in names]
    if len(found) == 1:
        return []
    return [Problem(0, f"the build service wants exactly one of {', '.join(LOCKS)}, and here are {found or 'none'}")]


def check_python_version(text: str) -> list[Problem]:
    """Every problem of a ``.python-version``."""
    rows = _rows(text)
    if len(rows) != 1:
        return [Problem(rows[1][0] if rows else 0, "must hold one version of Python, such as 3.11")]
    number, version = rows[0]
    good = re.fullmatch(r"(\d+\.\d+)(\.\d+)?", version)
    if good and good[1] in PYTHONS:
        return []
    return [Problem(number, f"{version[:40]!r} is no Python that ohbot runs with; write one of {', '.join(PYTHONS)}")]
