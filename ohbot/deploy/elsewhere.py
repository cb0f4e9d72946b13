"""The rules of crontabs and systemd units: what they would pass over in silence, or leave hanging."""

import re
from collections.abc import Iterator, Sequence

from ohbot.deploy import values
from ohbot.deploy.cron import FIELDS, MACROS, is_field
from ohbot.deploy.rules import Wanted
from ohbot.problems import Problem

_SECRET = "shows a secret to who may read the file; name a file of mode 600 as OHBOT_CREDENTIALS"
_TIMED = re.compile(r"\btimeout\s+(?:--?[\w-]+(?:=\S+)?\s+)*(\d+)([smh]?)\s+(?:\S*|'[^']*|\"[^\"]*)ohbot")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}


def check_crontab(text: str, wanted: Wanted) -> list[Problem]:
    """Every problem of a crontab's lines."""
    rows = enumerate(map(str.strip, text.splitlines()), 1)
    problems = [Problem(number, wrong) for number, row in rows if row for wrong in _row_problems(row, wanted)]
    if text and not text.endswith("\n"):
        problems.append(Problem(text.count("\n") + 1, "the last line needs a line break; cron ignores it without"))
    if not re.search(r"^[^#\n]*\bohbot\b.* sync\b", text, re.MULTILINE):
        problems.append(Problem(0, "no line runs 'ohbot sync'"))
    return problems


def _row_problems(row: str, wanted: Wanted) -> Iterator[str]:
    if row.startswith("#"):
        return
    if values.SECRETS.search(row):
        yield _SECRET
    if re.match(r"\w+\s*=", row):
        return
    count = 1 if row.startswith("@") else 5
    fields, command = row.split(maxsplit=count)[:count], row.split(maxsplit=count)[count:]
    yield from _when(fields)
    if command:
        yield from _command(command[0], wanted)
    else:
        yield "no command stands behind the time; write 'minute hour day month weekday command'"


def _when(fields: Sequence[str]) -> Iterator[str]:
    if fields[0].startswith("@"):
        if fields[0] not in {*MACROS, "@reboot", "@annually", "@midnight"}:
            yield f"{fields[0]!r} is no time that cron knows"
        return
    for place, field in enumerate(fields):
        if not is_field(field, place):
            _, low, high = FIELDS[place]
            yield f"{field!r} is no time of cron; from {low} to {high}, with '*', '-', ',' and '/'"


def _command(command: str, wanted: Wanted) -> Iterator[str]:
    if re.search(r"(?<!\\)%", command):
        yield "a '%' ends the command in a crontab; write '\\%'"
    if "ohbot" not in command:
        return
    timed = _TIMED.search(command)
    if not timed:
        yield "needs 'timeout --signal=TERM --kill-after=15 SECONDS' before ohbot: cron never ends a run that hangs"
    elif re.search(r"\b(sync|pull)\b", command) and (wrong := wanted.too_short(int(timed[1]) * _UNITS[timed[2]])):
        yield wrong


# --- systemd

_ROW = re.compile(r"([A-Za-z]+)\s*=\s*(.*)")

Rows = Sequence[tuple[int, str, str, str]]
"""The settings of a unit: line, section, key, value."""


def check_unit(name: str, text: str, others: Sequence[str], wanted: Wanted) -> list[Problem]:
    """Every problem of a service or a timer; ``others`` are the files beside it."""
    suffix = name[name.rfind(".") :]
    rows: list[tuple[int, str, str, str]] = []
    problems: list[Problem] = []
    section = ""
    for number, row in enumerate(text.splitlines(), 1):
        if values.SECRETS.search(row):
            problems.append(Problem(number, _SECRET))
        if not row.strip() or row.startswith(("#", ";")):
            continue
        if opened := re.fullmatch(r"\[(\w+)\]", row.strip()):
            section = opened[1]
            if section not in ("Unit", suffix[1:].title(), "Install"):
                problems.append(Problem(number, f"a {suffix[1:]} has no section [{section}]"))
        elif setting := _ROW.fullmatch(row.strip()):
            rows.append((number, section, setting[1], setting[2]))
        else:
            problems.append(Problem(number, "must be 'Key=value', or a section in square brackets"))
    rest = _service_problems(rows, wanted) if suffix == ".service" else _timer_problems(name, rows, others)
    return sorted({*problems, *rest})


def _first(rows: Rows, section: str, key: str) -> tuple[int, str]:
    """Line and value of a setting, or 0 and nothing."""
    return next(((line, value) for line, where, name, value in rows if (where, name) == (section, key)), (0, ""))


def _service_problems(rows: Rows, wanted: Wanted) -> Iterator[Problem]:
    line, command = _first(rows, "Service", "ExecStart")
    if not command.lstrip('"@-:+!').startswith("/"):
        yield Problem(line, "'ExecStart' must begin with the full path of ohbot")
    line, kind = _first(rows, "Service", "Type")
    if kind != "oneshot":
        yield Problem(line, "'Type' must be oneshot: a run ends by itself")
    line, limit = _first(rows, "Service", "TimeoutStartSec")
    seconds = re.fullmatch(r"(\d+)(?:s|sec)?", limit)
    if not seconds:
        yield Problem(line, "'TimeoutStartSec' must be seconds; without it a run that hangs is never ended")
    elif re.search(r"\b(sync|pull)\b", command) and (wrong := wanted.too_short(int(seconds[1]))):
        yield Problem(line, wrong)


def _timer_problems(name: str, rows: Rows, others: Sequence[str]) -> Iterator[Problem]:
    line, when = _first(rows, "Timer", "OnCalendar")
    if not re.fullmatch(r"(minutely|hourly|daily|weekly|monthly)|[\w,.]*\s*[\d*/,.-]+\s+[\d*/,.:]+", when):
        yield Problem(line, "'OnCalendar' must be a time such as hourly, or *-*-* *:17:00")
    line, target = _first(rows, "Install", "WantedBy")
    if target != "timers.target":
        yield Problem(line, "[Install] needs 'WantedBy=timers.target' to be enabled")
    line, unit = _first(rows, "Timer", "Unit")
    service = unit or name.removesuffix(".timer") + ".service"
    if service not in others:
        yield Problem(line, f"there is no {service} beside it, which it would start")
