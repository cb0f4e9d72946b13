"""One broken example for each rule: the sentence has file and line, and Toolforge's own parser is never stricter."""

from pathlib import Path

import pytest

from ohbot.archive import Config
from ohbot.cli.schedule import KINDS, problems_in
from ohbot.deploy.files import Kind, files, jobs
from tests.cli.desk import Desk
from tests.deploy.test_generated import PLACE, payloads

JOB = """\
# our jobs
- name: ohbot-sync
  command: ohbot sync
  image: tool-lanterns/tool-lanterns:latest
  schedule: "@hourly"
  timeout: 3300
  mount: all
"""
COMPONENT = """\
config_version: v1beta1
components:
  sync:
    component_type: scheduled
    build:
      repository: https://git.example.org/lanterns
      ref: main
    run:
      command: ohbot sync
      schedule: "@hourly"
      timeout: 3300
      mount: all
"""
WEB = """\
- name: web
  command: serve
  image: tool-lanterns/tool-lanterns:latest
  continuous: true
"""

# what is in jobs.yaml: (an old piece of JOB, what stands there now), the line, words of the sentence
JOBS = [
    ("name: ohbot-sync", "name: Ohbot_Sync", 2, "'name' must be lower-case letters"),
    ("name: ohbot-sync", "name: ohbot-", 2, "'name' must be lower-case letters"),
    ("name: ohbot-sync", f"name: {'o' * 53}", 2, "'name' has 53 characters; 52 are the most"),
    ("name: ohbot-sync", "name: 7", 2, "'name' must be lower-case letters"),
    ("- name: ohbot-sync\n  command", "- command", 2, "a job needs 'name'"),
    ("  command: ohbot sync\n", "", 2, "a job needs 'command'"),
    ("  image: tool-lanterns/tool-lanterns:latest\n", "", 2, "a job needs 'image'"),
    ("command: ohbot sync", "command: ohbot synk", 3, "ohbot has no command 'synk'"),
    ("command: ohbot sync", "command: --quiet", 3, "taken for an option"),
    ("command: ohbot sync", "command: OHBOT_PASSWORD=x ohbot sync", 3, "shows a secret"),
    ("command: ohbot sync", "command: [ohbot, sync]", 3, "'command' must be a single value"),
    ("image: tool-lanterns/tool-lanterns:latest", "image: Tool Lanterns", 4, "'image' must be tool-NAME"),
    ("image: tool-lanterns/tool-lanterns:latest", "image: docker.io/lanterns", 4, "'image' must be tool-NAME"),
    ('"@hourly"', '"@often"', 5, "no macro that Toolforge knows"),
    ('"@hourly"', '"* * * *"', 5, "five are wanted"),
    ('"@hourly"', "17", 5, "must be a cron expression in quotes"),
    ('"@hourly"', '"0 */4 * * *"', 5, "less often than [jobs] every"),
    ("  timeout: 3300\n", "", 5, "'schedule' needs 'timeout' beside it"),
    ('  schedule: "@hourly"\n', "", 5, "'timeout' needs 'schedule' beside it"),
    ("timeout: 3300", "timeout: 0", 6, "'timeout' must be a whole number"),
    ("timeout: 3300", "timeout: 1h", 6, "'timeout' must be a whole number"),
    ("timeout: 3300", "timeout: 1800", 6, "[jobs] deadline in ohbot.toml is 3000 seconds; write 3300"),
    ("mount: all", "mount: some", 7, "'mount' must be all or none"),
    ("mount: all", "mount: none", 7, "ohbot needs 'mount: all'"),
    ("  mount: all\n", "", 3, "ohbot needs 'mount: all'"),
    ("mount: all", "mount: all\n  retry: 6", 8, "'retry' must be a whole number from 0 to 5"),
    ("mount: all", "mount: all\n  mem: 512", 8, "'mem' must be a size with its unit"),
    ("mount: all", "mount: all\n  mem: 512m", 8, "'mem' must be a size with its unit"),
    ("mount: all", "mount: all\n  mem: 64Gi", 8, "'mem' must be from 64Mi to 4Gi"),
    ("mount: all", "mount: all\n  cpu: lots", 8, "'cpu' must be a number of processors"),
    ("mount: all", "mount: all\n  cpu: 64", 8, "'cpu' must be above 0 and at most 3"),
    ("mount: all", "mount: all\n  emails: always", 8, "'emails' must be none or all"),
    ("mount: all", "mount: all\n  email: all", 8, "unknown key 'email'; did you mean 'emails'?"),
    ("mount: all", "mount: all\n  health-check-s: x", 8, "did you mean 'health-check-script'?"),
    ("mount: all", "mount: all\n  colour: red", 8, "unknown key 'colour'; known here: name"),
    ("mount: all", "mount: all\n  filelog: false", 8, "'filelog' must be true, or be left out"),
    ("mount: all", "mount: all\n  no-filelog: yes", 8, "'no-filelog' must be true, or be left out"),
    ("mount: all", "mount: all\n  filelog: true\n  no-filelog: true", 8, "exclude each other"),
    ("mount: all", "mount: none\n  filelog: true", 8, "'filelog' needs 'mount: all'"),
    ("mount: all", "mount: all\n  filelog-stdout: out.log", 8, "'filelog-stdout' needs 'filelog: true'"),
    ("mount: all", "mount: all\n  filelog-stderr: out.log", 8, "'filelog-stderr' needs 'filelog: true'"),
    ("mount: all", "mount: all\n  continuous: true", 5, "'schedule' and 'continuous' exclude each other"),
    ("mount: all", "mount: all\n  continuous: true", 8, "ohbot runs by a 'schedule'"),
    ("mount: all", "mount: all\n  wait: true", 8, "'wait' and 'schedule' exclude each other"),
    ("mount: all", "mount: all\n  wait: soon", 8, "'wait' must be true or false"),
    ("mount: all", "mount: all\n  port: 80", 8, "'port' needs 'continuous' beside it"),
    ("mount: all", "mount: all\n  port: 0", 8, "'port' must be a whole number"),
    ("mount: all", "mount: all\n  replicas: 2", 8, "'replicas' needs 'continuous' beside it"),
    ("mount: all", "mount: all\n  health-check-script: x", 8, "make 'ohbot health' a job"),
    ("mount: all", "mount: all\n  health-check-http: /", 8, "make 'ohbot health' a job"),
    ("mount: all", "mount: all\n  mount: all", 8, "'mount'"),
    ("- name", "- &a !!x name", 2, "tag"),
    ("# our jobs", f"# our jobs\n{WEB}  health-check-http: /", 6, "'health-check-http' needs 'port' beside it"),
    (
        "# our jobs",
        f"# our jobs\n{WEB}  health-check-script: x\n  health-check-http: /\n  port: 80",
        6,
        "'health-check-script' and 'health-check-http' exclude each other",
    ),
    ("# our jobs", f"# our jobs\n{WEB}  wait: true", 6, "'wait' and 'continuous' exclude each other"),
    (JOB, "- name: x\n  command: y\n  image: python3.11\n  mount: none\n", 4, "is for images of the build service"),
    ("# our jobs", "- name: ohbot-sync\n  command: x\n  image: python3.11", 4, "two jobs are called 'ohbot-sync'"),
    ("# our jobs", "- sync", 1, "a job is a mapping"),
    (JOB, "name: x\n", 1, "must be a list of jobs"),
    (JOB, "[]\n", 1, "must be a list of jobs"),
    ("command: ohbot sync", "command: 'ohbot sync", 8, "a quoted value is not closed"),
]
COMPONENTS = [
    ("config_version: v1beta1\n", "", 1, "'config_version' must be v1beta1"),
    ("v1beta1", "v2", 1, "'config_version' must be v1beta1"),
    ("components:", "component:", 2, "unknown key 'component'; did you mean 'components'?"),
    (COMPONENT, "config_version: v1beta1\ncomponents: {}\n", 2, "must name at least one component"),
    (COMPONENT, "- x\n", 1, "must be a mapping with config_version"),
    ("  sync:\n", "  Sync:\n", 3, "the component's name 'Sync' must be lower-case"),
    (COMPONENT[38:], "  sync: 1\n", 3, "must be a mapping with component_type"),
    ("component_type: scheduled", "component_type: nightly", 4, "must be scheduled or continuous"),
    ("    run:", "    runs: 1\n    run:", 8, "a component: unknown key 'runs'; did you mean 'run'?"),
    (
        "    build:\n      repository: https://git.example.org/lanterns\n      ref: main\n",
        "",
        4,
        "needs a mapping 'build'",
    ),
    ("      ref: main\n", "", 6, "a build needs 'ref'"),
    ("https://git", "git@git", 6, "must be the https address"),
    ("ref: main", "ref: main\n      branch: main", 8, "a build: unknown key 'branch'"),
    (
        "repository: https://git.example.org/lanterns\n      ref: main",
        "reuse_from: other",
        6,
        "must name a component",
    ),
    ("repository: https://git.example.org/lanterns\n      ref: main", "reuse_from: sync", 6, "must name a component"),
    ("ref: main", "reuse_from: sync", 6, "a build that reuses another: unknown key 'repository'"),
    ("      command: ohbot sync\n", "", 9, "needs 'command'"),
    ('      schedule: "@hourly"\n', "", 9, "needs 'schedule'"),
    ("@hourly", "0 0 * *", 10, "is no schedule"),
    ("      timeout: 3300\n", "", 10, "'schedule' needs 'timeout' beside it"),
    ("timeout: 3300", "timeout: 300", 11, "[jobs] deadline"),
    ("mount: all", "mount: none", 12, "ohbot needs 'mount: all'"),
    ("      mount: all\n", "", 9, "ohbot needs 'mount: all'"),
    ("mount: all", "mount: all\n      mem: 1Gi", 13, "unknown key 'mem'; did you mean 'memory'?"),
    ("mount: all", "mount: all\n      memory: 1", 13, "'memory' must be a size with its unit"),
    ("mount: all", "mount: all\n      port: 1", 13, "the run of a scheduled component: unknown key 'port'"),
    ("mount: all", "mount: all\n      filelog_stdout: x", 13, "'filelog_stdout' needs 'filelog: true'"),
    ("mount: all", "mount: none\n      filelog: true", 13, "'filelog' needs 'mount: all'"),
    (
        COMPONENT[COMPONENT.index("    component_type") :],
        "    component_type: continuous\n    build: {repository: https://git.example.org/x, ref: main}\n"
        "    run:\n      command: serve\n      health_check_http: /\n",
        8,
        "'health_check_http' needs 'port' beside it",
    ),
]
CRON = "23 * * * * timeout --signal=TERM --kill-after=15 3300 /opt/ohbot --archive /srv/a sync\n"
CRONTAB = [
    ("23 ", "63 ", 1, "'63' is no time of cron"),
    ("23 * * * *", "23 * * *", 1, "'timeout' is no time of cron"),
    ("23 * * * *", "@often", 1, "'@often' is no time that cron knows"),
    ("23 * * * *", "23 * * jxn *", 1, "'jxn' is no time of cron"),
    ("23 ", "23/0 ", 1, "no time of cron"),
    ("timeout --signal=TERM --kill-after=15 3300 ", "", 1, "cron never ends a run that hangs"),
    ("3300", "600", 1, "a timeout of 600 seconds leaves a run no time"),
    ("/srv/a", "/srv/50%", 1, "a '%' ends the command"),
    ("23 ", "OHBOT_PASSWORD=secret\n23 ", 1, "shows a secret"),
    ("sync\n", "sync", 1, "needs a line break"),
    ("sync", "status", 0, "no line runs 'ohbot sync'"),
    (CRON[10:], "\n", 1, "no command stands behind the time"),
]
SERVICE = "[Unit]\nDescription=x\n[Service]\nType=oneshot\nExecStart=/opt/ohbot sync\nTimeoutStartSec=3300\n"
TIMER = "[Timer]\nOnCalendar=hourly\n[Install]\nWantedBy=timers.target\n"
UNITS = [
    ("service", "/opt/ohbot", "ohbot", 5, "must begin with the full path"),
    ("service", "oneshot", "simple", 4, "'Type' must be oneshot"),
    ("service", "Type=oneshot\n", "", 0, "'Type' must be oneshot"),
    ("service", "TimeoutStartSec=3300\n", "", 0, "'TimeoutStartSec' must be seconds"),
    ("service", "3300", "infinity", 6, "'TimeoutStartSec' must be seconds"),
    ("service", "3300", "3000", 6, "a timeout of 3000 seconds leaves a run no time"),
    ("service", "[Service]", "[Timer]", 3, "a service has no section [Timer]"),
    ("service", "Description=x", "Description", 2, "must be 'Key=value'"),
    ("service", "Description=x", "Environment=OHBOT_PASSWORD=x", 2, "shows a secret"),
    ("timer", "hourly", "often", 2, "'OnCalendar' must be a time"),
    ("timer", "OnCalendar=hourly\n", "", 0, "'OnCalendar' must be a time"),
    ("timer", "[Install]\nWantedBy=timers.target\n", "", 0, "WantedBy=timers.target"),
    ("timer", "[Timer]", "[Timer]\nUnit=other.service", 2, "there is no other.service beside it"),
]
TEXTS = [
    ("Procfile", "sync ohbot sync\n", 1, "must be 'name: command'"),
    ("Procfile", "a: b\n\na: c\n", 3, "two commands are called 'a'"),
    ("Procfile", "a: PWB_ACCESS_SECRET=x ohbot sync\n", 1, "shows a secret"),
    ("Procfile", "\n", 0, "names no command"),
    ("jobs.yaml", "\n", 0, "the file is empty; it needs at least a job"),
    ("requirements.txt", "click\n", 0, "does not install ohbot"),
    ("requirements.txt", ".\nmy package\n", 2, "'my package' is no requirement"),
    (".python-version", "3.11\n3.12\n", 2, "must hold one version"),
    (".python-version", "\n", 0, "must hold one version"),
    (".python-version", "3.9\n", 1, "'3.9' is no Python that ohbot runs with"),
    (".python-version", "python-3.11\n", 1, "is no Python that ohbot runs with"),
    ("poetry.lock", "", 0, "exactly one of requirements.txt, poetry.lock, uv.lock"),
    ("requirements.txt", None, 0, "exactly one of requirements.txt, poetry.lock, uv.lock"),
]


def problems(folder: Path, name: str, text: str, kind: Kind = "toolforge") -> list[str]:
    """What is wrong in a folder with such a file, for an archive with the default limits."""
    (folder / name).write_text(text, "utf-8")
    return problems_in(folder, kind, Config())


def require(found: list[str], path: Path, line: int, words: str) -> None:
    place = f"{path}:{line}: " if line else f"{path.parent if 'exactly one' in words else path}: "
    assert any(row.startswith(place) and words in row for row in found), f"{place}{words}\nnot in\n" + "\n".join(
        found
    )


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def test_the_command_tells_every_problem_and_exits_1(desk: Desk) -> None:
    (desk.archive / "jobs.yaml").write_text(JOB.replace("mount: all", "mount: none"), "utf-8")
    said = desk.ohbot("schedule", "check", exits=1)
    assert said.stdout.startswith(f"{desk.archive / 'jobs.yaml'}:7: ohbot needs 'mount: all'")
    assert said.stderr == "1 problem\n"
    assert desk.ohbot("--json", "toolforge", "check", exits=1).json["problems"] == said.stdout.splitlines()


def test_the_good_examples_are_good(tmp_path: Path) -> None:
    for name, text in (("jobs.yaml", JOB + WEB), ("components.yaml", COMPONENT), ("ohbot.cron", CRON)):
        (tmp_path / name).write_text(text, "utf-8")
    for kind, text in (("service", SERVICE), ("timer", TIMER)):
        (tmp_path / f"ohbot-sync.{kind}").write_text(text, "utf-8")
    assert not [line for kind in KINDS for line in problems_in(tmp_path, kind, Config())]


@pytest.mark.parametrize(("old", "new", "line", "words"), JOBS)
def test_a_broken_job_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    require(problems(tmp_path, "jobs.yaml", changed(JOB, old, new)), tmp_path / "jobs.yaml", line, words)


@pytest.mark.parametrize(("old", "new", "line", "words"), COMPONENTS)
def test_a_broken_component_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    text = changed(COMPONENT, old, new)
    require(problems(tmp_path, "components.yaml", text), tmp_path / "components.yaml", line, words)


@pytest.mark.parametrize(("old", "new", "line", "words"), CRONTAB)
def test_a_broken_crontab_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    text = changed(CRON, old, new)
    require(problems(tmp_path, "ohbot.cron", text, "cron"), tmp_path / "ohbot.cron", line, words)


@pytest.mark.parametrize(("kind", "old", "new", "line", "words"), UNITS)
def test_a_broken_unit_is_told_with_its_line(
    tmp_path: Path, kind: str, old: str, new: str, line: int, words: str
) -> None:
    texts = {"service": SERVICE, "timer": TIMER}
    for name, text in texts.items():
        (tmp_path / f"ohbot-sync.{name}").write_text(text, "utf-8")
    name = f"ohbot-sync.{kind}"
    require(problems(tmp_path, name, changed(texts[kind], old, new), "systemd"), tmp_path / name, line, words)


@pytest.mark.parametrize(("name", "text", "line", "words"), TEXTS)
def test_what_the_build_service_could_not_use_is_told(
    tmp_path: Path, name: str, text: str | None, line: int, words: str
) -> None:
    for good, content in files("toolforge", PLACE, jobs(every=3600, deadline=3000)).items():
        (tmp_path / good).write_text(content, "utf-8")
    if text is None:
        (tmp_path / name).unlink()
        found = problems_in(tmp_path, "toolforge", Config())
    else:
        found = problems(tmp_path, name, text)
    require(found, tmp_path / name, line, words)


@pytest.mark.parametrize("kind", KINDS)
def test_without_files_the_command_that_writes_them_is_named(tmp_path: Path, kind: Kind) -> None:
    assert "'ohbot schedule init" in problems_in(tmp_path, kind, Config())[0]


def test_toolforges_client_is_never_stricter() -> None:
    """It takes many of the broken examples, and what is good here is good there."""

    def taken(text: str) -> bool:
        try:
            return bool(payloads(text))
        except (Exception, SystemExit):
            return False

    broken = [taken(changed(JOB, old, new)) for old, new, _, _ in JOBS]
    assert any(broken)
    assert not all(broken)
    assert taken(JOB + WEB)


def test_the_keys_are_those_of_toolforges_client() -> None:
    """A key that Toolforge adds or drops is noticed here."""
    from tjf_cli.cli import RUN_ARGS

    from ohbot.deploy.rules import JOB as FORMAT

    assert set(FORMAT.keys) == set(RUN_ARGS)
