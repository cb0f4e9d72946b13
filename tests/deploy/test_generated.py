"""What `ohbot schedule init` writes passes ohbot's rules and the readers that are really used."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.archive.nodes import compose
from ohbot.cli import COMMANDS
from ohbot.deploy.elsewhere import check_crontab, check_unit
from ohbot.deploy.files import COMPONENTS, CRONTAB, JOBS, Deployment, files, jobs
from ohbot.deploy.rules import (
    Wanted,
    check_components,
    check_jobs,
    check_locks,
    check_procfile,
    check_python_version,
    check_requirements,
)
from tests.cli.desk import Desk

ROOT = Path(__file__).parent.parent.parent
CONFIGS = st.builds(Wanted, st.integers(60, 10**6), st.integers(0, 10**5), st.just(frozenset(COMMANDS)))
PLACE = Deployment(
    tool="lantern-hours",
    image="tool-lantern-hours/tool-lantern-hours:latest",
    repository="https://git.example.org/lantern-hours",
    ref="v1.2",
    archive="/srv/lantern hours/50%",
    program="/opt/ohbot/bin/ohbot",
    credentials="/etc/ohbot/credentials",
)
STANDARD = Deployment(**{name: getattr(PLACE, name) for name in Deployment.__slots__} | {"image": "python3.11"})


def payloads(text: str) -> list[dict[str, Any]]:
    """What Toolforge's own client would send to its API for a jobs.yaml."""
    import yaml
    from tjf_cli import cli

    found: list[dict[str, Any]] = []
    for job in yaml.safe_load(text):
        arguments = cli._job_to_arg_parser_args(job=job)
        found.append(cli.get_api_payload(cli.arg_parser(["run", *arguments])))
    return found


@given(wanted=CONFIGS, place=st.sampled_from([PLACE, STANDARD]))
def test_every_generated_file_passes_the_rules(wanted: Wanted, place: Deployment) -> None:
    """Whatever the archive's configuration asks for."""
    planned = jobs(every=wanted.every, deadline=wanted.deadline)
    made = files("toolforge", place, planned)
    assert not check_jobs(compose(made[JOBS], JOBS, least="something"), wanted)
    if place is PLACE:
        assert not check_components(compose(made[COMPONENTS], COMPONENTS, least="something"), wanted)
        assert not check_procfile(made["Procfile"])
        assert not check_requirements(made["requirements.txt"])
        assert not check_python_version(made[".python-version"])
        assert not check_locks(list(made))
    assert not check_crontab(files("cron", place, planned)[CRONTAB], wanted)
    units = files("systemd", place, planned)
    assert not [flaw for name, text in units.items() for flaw in check_unit(name, text, list(units), wanted)]


@pytest.mark.parametrize(("place", "filelog"), [(PLACE, False), (STANDARD, False)])
def test_toolforges_own_client_reads_the_jobs(place: Deployment, filelog: bool) -> None:
    """And would send what is meant."""
    sync, pull, health = payloads(files("toolforge", place, jobs(every=3600, deadline=3000))[JOBS])
    assert sync["name"] == "ohbot-sync"
    assert sync["cmd"].endswith("ohbot sync")
    assert sync["schedule"] == "@hourly"
    assert sync["imagename"] == place.image
    assert (pull["cmd"].endswith("ohbot pull --all"), pull["schedule"]) == (True, "@daily")
    assert (health["cmd"].endswith("ohbot health"), health["emails"]) == (True, "onfailure")
    for job in (sync, pull, health):
        assert (job["mount"], job["filelog"], job["continuous"]) == ("all", filelog, False)
        assert job["timeout"] > 0


def test_the_timeout_leaves_a_run_the_time_to_end_by_itself() -> None:
    sync = payloads(files("toolforge", PLACE, jobs(every=3600, deadline=1200))[JOBS])[0]
    assert sync["timeout"] == 1500


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """Asked of systemd itself, with a program that is there."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze here")
    place = Deployment(**{name: getattr(PLACE, name) for name in Deployment.__slots__} | {"program": "/bin/true"})
    for name, text in files("systemd", place, jobs(every=7200, deadline=60)).items():
        (tmp_path / name).write_text(text, "utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run([analyze, "verify", *units], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "OHBOT_DATA_DIR=/srv/lantern hours/50%%" in (tmp_path / "ohbot-sync.service").read_text("utf-8")


def cron_lines(place: Deployment) -> list[str]:
    made = files("cron", place, jobs(every=3600, deadline=60))[CRONTAB]
    return [row for row in made.splitlines() if not row.startswith("#")]


def test_cron_runs_the_very_command() -> None:
    """A percent sign is escaped as cron wants it, the rest as the shell does; each line brings its own login."""
    command = cron_lines(PLACE)[0].split(maxsplit=5)[5].replace("\\%", "%")
    shell = f"timeout() {{ shift 3; printf '%s\n' $OHBOT_CREDENTIALS \"$@\"; }}; {command}"
    shown = subprocess.run(["sh", "-c", shell], capture_output=True, text=True)
    assert shown.stdout.splitlines() == [PLACE.credentials, PLACE.program, "-q", "--archive", PLACE.archive, "sync"]


@pytest.mark.parametrize("archive", ["/srv/hours", PLACE.archive, "/srv/[it's] a*b|c.d$^"])
def test_the_line_for_the_crontab_can_be_repeated(tmp_path: Path, archive: str) -> None:
    """It puts the new jobs in the place of the old ones, and leaves everything else, another archive's jobs too."""
    fake = tmp_path / "crontab"
    fake.write_text('#!/bin/sh\n[ "$1" = -l ] && exec cat "$CRONTAB"\ncat > new && mv new "$CRONTAB"\n', "utf-8")
    fake.chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "CRONTAB": str(tmp_path / "tab")}
    place, other = (
        Deployment(**{name: getattr(PLACE, name) for name in Deployment.__slots__} | {"archive": where})
        for where in (archive, f"{archive}2")
    )

    def install(one: Deployment, deadline: int) -> None:
        made = files("cron", one, jobs(every=3600, deadline=deadline))[CRONTAB]
        (tmp_path / CRONTAB).write_text(made, "utf-8")
        (command,) = [row[1:].strip() for row in made.splitlines() if row.startswith("#   {")]
        subprocess.run(["sh", "-c", command], cwd=tmp_path, env=env, check=True)

    install(other, 60)
    (tmp_path / "tab").write_text((tmp_path / "tab").read_text("utf-8") + "0 0 * * * mine\n", "utf-8")
    install(place, 1200)
    for _ in range(2):
        install(place, 60)
        assert (tmp_path / "tab").read_text("utf-8").splitlines() == [
            *cron_lines(other),
            "0 0 * * * mine",
            *cron_lines(place),
        ]


def test_this_repository_can_be_built_as_it_stands() -> None:
    """By the build service: one lock file with ohbot itself in it, a Procfile, a Python."""
    assert check_locks([path.name for path in ROOT.iterdir()]) == []
    assert check_requirements((ROOT / "requirements.txt").read_text("utf-8")) == []
    assert (ROOT / "requirements.txt").read_text("utf-8").splitlines()[-1] == "."
    assert check_procfile((ROOT / "Procfile").read_text("utf-8")) == []
    assert check_python_version((ROOT / ".python-version").read_text("utf-8")) == []


def test_init_then_check_finds_nothing_wrong(desk: Desk) -> None:
    for kind in ("toolforge", "cron", "systemd"):
        desk.ohbot("schedule", "init", "--for", kind)
        assert desk.ohbot("schedule", "check", "--for", kind).stdout == ""


def test_init_takes_times_and_limits_from_the_configuration(desk: Desk) -> None:
    config = desk.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8").replace("deadline = 0.1", "deadline = 600\nevery = 7200"), "utf-8")
    desk.ohbot("schedule", "init", "--tool", "lanterns", "--repository", "https://git.example.org/lanterns")
    text = (desk.archive / JOBS).read_text("utf-8")
    assert "timeout: 900" in text
    assert 'schedule: "17 */2 * * *"' in text
    assert "image: tool-lanterns/tool-lanterns:latest" in text
    assert "https://git.example.org/lanterns" in (desk.archive / COMPONENTS).read_text("utf-8")


def test_init_takes_the_tool_from_toolforges_environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOL_DATA_DIR", "/data/project/lanterns")
    desk.ohbot("schedule", "init", "--image", "python3.11")
    text = (desk.archive / JOBS).read_text("utf-8")
    assert "command: /data/project/lanterns/venv/bin/ohbot sync" in text
    assert not (desk.archive / COMPONENTS).exists()


def test_init_leaves_a_changed_file_alone_unless_forced(desk: Desk) -> None:
    (desk.archive / "Procfile").write_text("mine: true\n", "utf-8")
    said = desk.ohbot("schedule", "init", exits=1)
    assert "Procfile: kept" in said.stdout
    assert (desk.archive / "Procfile").read_text("utf-8") == "mine: true\n"
    desk.ohbot("schedule", "init", "--force")
    assert "ohbot-sync" in (desk.archive / "Procfile").read_text("utf-8")


def test_a_dry_run_of_init_writes_nothing(desk: Desk) -> None:
    before = desk.snapshot()
    said = json.loads(desk.ohbot("--json", "toolforge", "init", "--dry-run").stdout)
    assert JOBS in said["written"]
    assert desk.snapshot() == before
