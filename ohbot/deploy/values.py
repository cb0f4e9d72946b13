"""What single values of job files may be: each check tells what is wrong with a value, or None."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from ohbot.deploy.cron import NoCron, parse

Check = Callable[[Any], str | None]

NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
NAME_LENGTH = 52
SECRETS = re.compile(r"\b(OHBOT_PASSWORD|PWB_(?:CONSUMER|ACCESS)_(?:TOKEN|SECRET))\s*[=:]")
"""A secret where everybody can read it."""
BUILT_IMAGE = re.compile(r"tool-[a-z0-9][-a-z0-9]*/[a-z0-9][-._a-z0-9]*:[\w][-.\w]*")
_STANDARD_IMAGE = re.compile(r"[a-z0-9][-.+a-z0-9]*")
_SIZES = {"k": 10**3, "M": 10**6, "G": 10**9, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30}
_MOST_MEMORY, _LEAST_MEMORY = 4 * 2**30, 64 * 2**20
_MOST_CPU = 3


def name(value: Any) -> str | None:
    """A job's name (Kubernetes' rule for labels, and Toolforge's length)."""
    if not isinstance(value, str) or not NAME.fullmatch(value):
        return "must be lower-case letters, digits and hyphens, and begin and end with no hyphen"
    return f"has {len(value)} characters; {NAME_LENGTH} are the most" if len(value) > NAME_LENGTH else None


def text(value: Any) -> str | None:
    """Any text that the command line of `toolforge jobs run` would not take for an option."""
    if not isinstance(value, str) or not value.strip():
        return "must be a text"
    return "must not begin with '-', which is taken for an option" if value.startswith("-") else None


def command(value: Any) -> str | None:
    """A command line."""
    if wrong := text(value):
        return wrong
    return "shows a secret; keep it with 'toolforge envvars create NAME'" if SECRETS.search(value) else None


def _must(be: str, is_good: Callable[[Any], object]) -> Check:
    return lambda value: None if is_good(value) else f"must be {be}"


def _is_image(value: Any) -> bool:
    return isinstance(value, str) and bool(BUILT_IMAGE.fullmatch(value) or _STANDARD_IMAGE.fullmatch(value))


image = _must("tool-NAME/tool-NAME:latest, or a standard image such as python3.11", _is_image)


def cron(value: Any) -> str | None:
    """A schedule."""
    if not isinstance(value, str):
        return 'must be a cron expression in quotes, such as "@hourly"'
    try:
        parse(value)
    except NoCron as error:
        return f"is no schedule: {error}"
    return None


def memory(value: Any) -> str | None:
    """A size of memory that a job can have: with a unit, since 512 alone is 512 bytes."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(Ki|Mi|Gi|k|M|G)", value) if isinstance(value, str) else None
    if not match:
        return "must be a size with its unit, such as 512Mi or 1Gi"
    size = Decimal(match[1]) * _SIZES[match[2]]
    return None if _LEAST_MEMORY <= size <= _MOST_MEMORY else "must be from 64Mi to 4Gi, which a tool can have"


def cpu(value: Any) -> str | None:
    """A number of processors that a job can have."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(m?)", str(value)) if not isinstance(value, bool) else None
    if not match:
        return 'must be a number of processors, such as "0.5" or 500m'
    return None if 0 < Decimal(match[1]) / (1000 if match[2] else 1) <= _MOST_CPU else "must be above 0 and at most 3"


def whole(low: int, high: int) -> Check:
    """A whole number within bounds."""
    return _must(f"a whole number from {low} to {high}", lambda value: type(value) is int and low <= value <= high)


def one_of(*words: str) -> Check:
    """One of some words."""
    return _must(" or ".join(words), lambda value: value in words)


def _is_public(value: Any) -> bool:
    return isinstance(value, str) and urlsplit(value).scheme == "https" and bool(urlsplit(value).hostname)


true = _must("true, or be left out; Toolforge ignores everything else", lambda value: value is True)
switch = _must("true or false", lambda value: isinstance(value, bool))
repository = _must("the https address of a public git repository", _is_public)


SCHEDULED: Mapping[str, Check] = {
    "command": command,
    "schedule": cron,
    "timeout": whole(1, 7 * 86400),
    "retry": whole(0, 5),
    "cpu": cpu,
    "emails": one_of("none", "all", "onfinish", "onfailure"),
    "mount": one_of("all", "none"),
}
"""What the two formats of Toolforge share."""
