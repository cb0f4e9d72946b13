"""The scheduled jobs of an archive, and the files that schedulers read, as text by file name."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from ohbot.deploy.cron import MACROS, schedule_of

Kind = Literal["toolforge", "cron", "systemd"]
JOBS, COMPONENTS, PROCFILE = "jobs.yaml", "components.yaml", "Procfile"
REQUIREMENTS, PYTHON, CRONTAB = "requirements.txt", ".python-version", "ohbot.cron"
PYTHON_VERSION = "3.11"
"""The Python that ohbot's locked versions are made and tested with."""
MARGIN = 300
"""Seconds between the deadline of a run and the moment when the scheduler ends it: the step at work may finish."""


@dataclass(frozen=True, slots=True)
class Job:
    """A scheduled job: ``words`` follow ``ohbot`` on its command line; ``timeout`` is in seconds."""

    name: str
    words: str
    schedule: str
    timeout: int
    retry: int
    purpose: str


def jobs(*, every: float, deadline: float) -> tuple[Job, ...]:
    """The jobs of an archive that is synced ``every`` so many seconds, with this deadline for a run."""
    timeout = int(deadline) + MARGIN
    return (
        Job("ohbot-sync", "sync", schedule_of(every), timeout, 0, "keeps archive and wiki in sync"),
        Job("ohbot-pull", "pull --all", "@daily", timeout, 1, "brings new pages into the archive"),
        Job("ohbot-health", "health", "@daily", 120, 0, "fails, and so tells, when the others do not run well"),
    )


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where jobs run: ``tool``, ``image``, ``repository`` and ``ref`` count on Toolforge, the others elsewhere.

    ``image`` is an image of the build service (``tool-NAME/tool-NAME:latest``) or a standard one (``python3.11``,
    without a slash), in which ohbot is in the virtual environment of the tool's home.
    """

    tool: str
    image: str
    repository: str
    ref: str
    archive: str
    program: str
    credentials: str

    @property
    def is_built(self) -> bool:
        """Whether the image comes from the build service."""
        return "/" in self.image


def files(kind: Kind, place: Deployment, jobs: Sequence[Job]) -> dict[str, str]:
    """The text of each file for a scheduler."""
    makers = {"toolforge": _toolforge, "cron": _cron, "systemd": _systemd}
    return makers[kind](place, jobs)


# --- Toolforge


def _toolforge(place: Deployment, jobs: Sequence[Job]) -> dict[str, str]:
    head = (
        "# ohbot's scheduled jobs on Toolforge. Start or change them:  toolforge jobs load jobs.yaml\n"
        "# A job that leaves this file goes on until:                  toolforge jobs delete NAME\n"
    )
    made = {JOBS: head + "".join(f"\n{_job_yaml(place, job)}" for job in jobs)}
    if place.is_built:
        own = "# For an image that is built from this folder; ohbot's own repository brings its own file.\n"
        made |= {
            COMPONENTS: _components(place, jobs),
            PROCFILE: "".join(f"{job.name}: ohbot {job.words}\n" for job in jobs) + "ohbot-doctor: ohbot doctor\n",
            REQUIREMENTS: f"{own}ohbot @ git+{place.repository}@{place.ref}\n",
            PYTHON: f"{PYTHON_VERSION}\n",
        }
    return made


def _job_yaml(place: Deployment, job: Job) -> str:
    program = "ohbot" if place.is_built else f"/data/project/{place.tool}/venv/bin/ohbot"
    last = "" if place.is_built else "  no-filelog: true\n"
    return f"""\
- name: {job.name} # {job.purpose}
  command: {program} {job.words}
  image: {place.image}
  schedule: "{job.schedule}"
  timeout: {job.timeout} # seconds
  retry: {job.retry}
  mem: 512Mi
  cpu: "0.5"
  emails: onfailure
  mount: all # the archive is in TOOL_DATA_DIR, which exists with it alone
{last}"""


def _components(place: Deployment, jobs: Sequence[Job]) -> str:
    head = (
        "# Push to deploy on Toolforge:  toolforge components config create components.yaml\n"
        "# It takes the place of jobs.yaml; do not use both.\n"
        "config_version: v1beta1\ncomponents:\n"
    )
    own = f"\n      repository: {place.repository}\n      ref: {place.ref}"
    reused = f"\n      reuse_from: {jobs[0].name}"
    return head + "".join(
        f"""\
  {job.name}: # {job.purpose}
    component_type: scheduled
    build:{own if job == jobs[0] else reused}
    run:
      command: ohbot {job.words}
      schedule: "{job.schedule}"
      timeout: {job.timeout}
      retry: {job.retry}
      memory: 512Mi
      cpu: "0.5"
      emails: onfailure
      mount: all
"""
        for job in jobs
    )


# --- cron


def _cron(place: Deployment, jobs: Sequence[Job]) -> dict[str, str]:
    mark = shlex.quote(re.sub(r"[\\.*\[\]^$]", r"\\\g<0>", _mark(place)) + "$")  # as grep's basic expressions know it
    head = (
        "# ohbot's scheduled jobs. This puts them into your crontab, in the place of those of before:\n"
        f"#   {{ crontab -l 2>/dev/null | grep -v {mark}; grep {mark} {CRONTAB}; }} | crontab -\n"
        "# Cron mails what a job prints: set MAILTO. With -q that is what failed or changed, and nothing else.\n"
        "# Each job ends cleanly on SIGTERM, within 15 seconds.\n"
    )
    return {CRONTAB: head + "".join(_cron_line(place, job) for job in jobs)}


def _cron_line(place: Deployment, job: Job) -> str:
    login = f"OHBOT_CREDENTIALS={shlex.quote(place.credentials)}"
    command = f"{shlex.quote(place.program)} -q --archive {shlex.quote(place.archive)} {job.words}"
    timed = f"{login} timeout --signal=TERM --kill-after=15 {job.timeout} {command}".replace("%", "\\%")
    return f"# {job.name}: {job.purpose}\n{_spread(job.schedule, place.archive + job.name)} {timed} {_mark(place)}\n"


def _mark(place: Deployment) -> str:
    """What ends each line of an archive in a crontab, for the shell a comment."""
    return f"# ohbot {place.archive}".replace("%", "\\%")


def _spread(schedule: str, seed: str) -> str:
    """A macro's fields with a minute and hour of their own, so that not everything starts on the hour."""
    if schedule not in MACROS:
        return schedule
    number = crc32(seed.encode())
    _, hour, *rest = MACROS[schedule].split()
    return " ".join([str(number % 60), hour if hour == "*" else str(number // 60 % 24), *rest])


# --- systemd


def _systemd(place: Deployment, jobs: Sequence[Job]) -> dict[str, str]:
    units = {f"{job.name}.service": _service(place, job) for job in jobs}
    return units | {f"{job.name}.timer": _timer(job, place.archive) for job in jobs}


def _service(place: Deployment, job: Job) -> str:
    return f"""\
[Unit]
Description=ohbot {job.words}: {job.purpose}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={_unit(place.program)} {job.words}
Environment={_unit(f"OHBOT_DATA_DIR={place.archive}")}
Environment={_unit(f"OHBOT_CREDENTIALS={place.credentials}")}
TimeoutStartSec={job.timeout}
TimeoutStopSec=15
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ReadWritePaths={_unit(place.archive)}
"""


def _unit(text: str) -> str:
    """A word of a unit file: quoted, and without the specifiers and variables of systemd."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _timer(job: Job, seed: str) -> str:
    return f"""\
[Unit]
Description=When to run ohbot {job.words}

[Timer]
OnCalendar={on_calendar(_spread(job.schedule, seed + job.name))}
RandomizedDelaySec=60

[Install]
WantedBy=timers.target
"""


def on_calendar(cron: str) -> str:
    """The calendar expression of systemd for a cron expression of `schedule_of`, spread or not."""
    minute, hour, day, month, weekday = cron.split()
    days = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
    on = "" if weekday == "*" else f"{days[int(weekday)]} "
    return f"{on}*-{month}-{day} {_calendar(hour)}:{_calendar(minute)}:00"


def _calendar(field: str) -> str:
    """An hour or minute: ``*/5`` is ``0/5`` there."""
    return field.replace("*/", "0/") if "/" in field else field if field == "*" else field.zfill(2)
