"""The rules of crontabs and systemd units: what they would pass over in silence, or leave hanging."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ohbot.deploy import values
from ohbot.deploy.cron import MACROS
from ohbot.deploy.lined import Flaw
from ohbot.deploy.rules import LEAST_MARGIN, Wanted

_SECRET = "shows a secret to who may read the file; name a file of mode 600 as OHBOT_CREDENTIALS"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAYS = "sun mon tue wed thu fri sat".split()
_LIMITS = ((0, 59, ()), (0, 23, ()), (1, 31, ()), (1, 12, _MONTHS), (0, 7, _WEEKDAYS))
_TIMED = re.compile(r"\btimeout\s+(?:--?[\w-]+(?:=\S+)?\s+)*(\d+)([smh]?)\s+(?:\S*|'[^']*|\"[^\"]*)ohbot")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}


def check_crontab(text: str, wanted: Wanted) -> list[Flaw]:
    """Every flaw of a crontab's lines."""
    flaws = [flaw for number, row in enumerate(text.splitlines(), 1) for flaw in _row_flaws(number, row, wanted)]
    if text and not text.endswith("\n"):
        flaws.append(Flaw(text.count("\n") + 1, "the last line needs a line break; cron ignores it without"))
    if not re.search(r"^[^#\n]*\bohbot\b.* sync\b", text, re.MULTILINE):
        flaws.append(Flaw(0, "no line runs 'ohbot sync'"))
    return flaws


def _row_flaws(number: int, row: str, wanted: Wanted) -> Iterator[Flaw]:
    row = row.strip()
    if not row or row.startswith("#"):
        return
    if values.SECRETS.search(row):
        yield Flaw(number, _SECRET)
    if re.match(r"\w+\s*=", row):
        return
    count = 1 if row.startswith("@") else 5
    fields, command = row.split(maxsplit=count)[:count], row.split(maxsplit=count)[count:]
    yield from (Flaw(number, wrong) for wrong in _when(fields))
    if not command:
        yield Flaw(number, "no command stands behind the time; write 'minute hour day month weekday command'")
    else:
        yield from (Flaw(number, wrong) for wrong in _command(command[0], wanted))


def _when(fields: Sequence[str]) -> Iterator[str]:
    if fields[0].startswith("@"):
        if fields[0] not in {*MACROS, "@reboot", "@annually", "@midnight"}:
            yield f"{fields[0]!r} is no time that cron knows"
        return
    for field, (low, high, names) in zip(fields, _LIMITS, strict=False):
        if not all(_is_part(part, low, high, names) for part in field.lower().split(",")):
            yield f"{field!r} is no time of cron; from {low} to {high}, with '*', '-', ',' and '/'"


def _is_part(part: str, low: int, high: int, names: Sequence[str]) -> bool:
    match = re.fullmatch(r"(\*|[a-z\d]+(?:-[a-z\d]+)?)(?:/(\d+))?", part)
    if not match or match[2] == "0":
        return False
    ends = [] if match[1] == "*" else match[1].split("-")
    numbers = [int(end) if end.isdecimal() else -1 for end in ends if end not in names]
    return all(low <= number <= high for number in numbers) and (len(numbers) < 2 or numbers[0] <= numbers[1])


def _command(command: str, wanted: Wanted) -> Iterator[str]:
    if re.search(r"(?<!\\)%", command):
        yield "a '%' ends the command in a crontab; write '\\%'"
    if "ohbot" not in command:
        return
    timed = _TIMED.search(command)
    if not timed:
        yield "needs 'timeout --signal=TERM --kill-after=15 SECONDS' before ohbot: cron never ends a run that hangs"
    elif re.search(r"\b(sync|pull)\b", command):
        yield from _short(int(timed[1]) * _UNITS[timed[2]], wanted)


def _short(timeout: float, wanted: Wanted) -> Iterator[str]:
    if timeout < wanted.deadline + LEAST_MARGIN:
        yield (
            f"a timeout of {timeout:g} seconds leaves a run no time to end by itself: [jobs] deadline in ohbot.toml "
            f"is {wanted.deadline:g}; write {int(wanted.deadline) + 5 * LEAST_MARGIN}, or a smaller deadline"
        )


# --- systemd

_SECTIONS: Mapping[str, tuple[str, ...]] = {
    ".service": ("Unit", "Service", "Install"),
    ".timer": ("Unit", "Timer", "Install"),
}
_ROW = re.compile(r"([A-Za-z]+)\s*=\s*(.*)")
_SECONDS = re.compile(r"(\d+)(?:s|sec)?")

Rows = Sequence[tuple[int, str, str, str]]
"""The settings of a unit: line, section, key, value."""


def check_unit(name: str, text: str, others: Sequence[str], wanted: Wanted) -> list[Flaw]:
    """Every flaw of a service or a timer; ``others`` are the files beside it."""
    suffix = name[name.rfind(".") :]
    rows: list[tuple[int, str, str, str]] = []
    flaws: list[Flaw] = []
    section = ""
    for number, row in enumerate(text.splitlines(), 1):
        if values.SECRETS.search(row):
            flaws.append(Flaw(number, _SECRET))
        if not row.strip() or row.startswith(("#", ";")):
            continue
        if opened := re.fullmatch(r"\[(\w+)\]", row.strip()):
            section = opened[1]
            if section not in _SECTIONS[suffix]:
                flaws.append(Flaw(number, f"a {suffix[1:]} has no section [{section}]"))
        elif setting := _ROW.fullmatch(row.strip()):
            rows.append((number, section, setting[1], setting[2]))
        else:
            flaws.append(Flaw(number, "must be 'Key=value', or a section in square brackets"))
    rest = _service_flaws(rows, wanted) if suffix == ".service" else _timer_flaws(name, rows, others)
    return sorted({*flaws, *rest})


def _first(rows: Rows, section: str, key: str) -> tuple[int, str]:
    """Line and value of a setting, or 0 and nothing."""
    return next(((line, value) for line, where, name, value in rows if (where, name) == (section, key)), (0, ""))


def _service_flaws(rows: Rows, wanted: Wanted) -> Iterator[Flaw]:
    line, command = _first(rows, "Service", "ExecStart")
    program = command.lstrip('"@-:+!')
    if not program.startswith("/"):
        yield Flaw(line, "'ExecStart' must begin with the full path of ohbot")
    kind_line, kind = _first(rows, "Service", "Type")
    if kind != "oneshot":
        yield Flaw(kind_line, "'Type' must be oneshot: a run ends by itself")
    limit_line, limit = _first(rows, "Service", "TimeoutStartSec")
    seconds = _SECONDS.fullmatch(limit)
    if not seconds:
        yield Flaw(limit_line, "'TimeoutStartSec' must be seconds; without it a run that hangs is never ended")
    elif re.search(r"\b(sync|pull)\b", command):
        yield from (Flaw(limit_line, wrong) for wrong in _short(int(seconds[1]), wanted))


def _timer_flaws(name: str, rows: Rows, others: Sequence[str]) -> Iterator[Flaw]:
    line, when = _first(rows, "Timer", "OnCalendar")
    if not re.fullmatch(r"(minutely|hourly|daily|weekly|monthly)|[\w,.]*\s*[\d*/,.-]+\s+[\d*/,.:]+", when):
        yield Flaw(line, "'OnCalendar' must be a time such as hourly, or *-*-* *:17:00")
    if _first(rows, "Install", "WantedBy")[1] != "timers.target":
        yield Flaw(_first(rows, "Install", "WantedBy")[0], "[Install] needs 'WantedBy=timers.target' to be enabled")
    service = _first(rows, "Timer", "Unit")[1] or name.removesuffix(".timer") + ".service"
    if service not in others:
        yield Flaw(_first(rows, "Timer", "Unit")[0], f"there is no {service} beside it, which it would start")
