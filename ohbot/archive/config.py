"""``ohbot.toml``: one table of keys, from which the defaults, the checks and the commented example all come."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Formatter
from typing import Any
from urllib.parse import urlsplit

from ohbot.problems import BadFile, Problem, unknown

CONFIG_NAME = "ohbot.toml"
SHAPES = ("numbered", "bullets", "definitions", "headings", "letters")
"""The shapes that a new page can have; a test holds them to those that the lens can write."""


@dataclass(frozen=True, slots=True)
class WikiConfig:
    """Which wiki, and how to treat it. ``throttle`` is seconds between edits, None for what suits the wiki.

    ``api`` counts where it is given, else ``family`` and ``code`` as pywikibot knows them. ``also`` are pages beside
    the prefix that may be edited; ``tags`` the change tags of edits.
    """

    family: str = "meta"
    code: str = "meta"
    api: str | None = None
    prefix: str = ""
    throttle: float | None = None
    contact: str | None = None
    stop_page: str | None = None
    also: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    user_config: str | None = None


@dataclass(frozen=True, slots=True)
class PagesConfig:
    """What new pages look like. ``title`` is a format for ``start`` (a time in UTC) and ``title``."""

    shape: str = "numbered"
    title: str = "{title}"
    template: str = "session.wikitext"
    header: str | None = None
    categories: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    summary: str | None = None


@dataclass(frozen=True, slots=True)
class JobsConfig:
    """Scheduled runs: ``every`` so many seconds, each with its limits; ``deadline`` is in seconds as well."""

    every: float = 3600.0
    deadline: float = 3000.0
    max_edits: int | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """An archive's configuration."""

    wiki: WikiConfig = WikiConfig()
    pages: PagesConfig = PagesConfig()
    jobs: JobsConfig = JobsConfig()


def page_name(title_format: str, *, title: str, start: datetime | None) -> str:
    """A page's name under the prefix. Raises ValueError where the format asks for what the session lacks."""
    wanted = {field.split(".")[0].split("[")[0] for _, field, _, _ in Formatter().parse(title_format) if field}
    if "start" in wanted and start is None:
        raise ValueError("the session has no start, which the page's name is made of")
    return title_format.format(title=title, start=start)


# --- the table ----------------------------------------------------------------------------------------------

_MARKUP = re.compile(r"[\[\]{}|<>\n]")
_CATEGORY = re.compile(r"\s*category\s*:", re.IGNORECASE)
Check = Callable[[Any], str | None]
"""Tells what is wrong with a value, or None."""


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) else "must be text in quotes"


def _filled(value: Any) -> str | None:
    return _text(value) or (None if value.strip() else "is empty; write a value, or remove the line")


def _texts(value: Any) -> str | None:
    good = isinstance(value, list) and all(isinstance(part, str) and part.strip() for part in value)
    return None if good else 'must be a list of texts such as ["One", "Two"]'


def _categories(value: Any) -> str | None:
    return _texts(value) or next(filter(None, map(_bare_name, value)), None)


def _names(value: Any) -> str | None:
    markup = "are names alone, without brackets or bars"
    return _texts(value) or (markup if any(map(_MARKUP.search, value)) else None)


def _bare_name(value: Any) -> str | None:
    """A name that ohbot itself puts into brackets or braces."""
    if wrong := _filled(value):
        return wrong
    if _MARKUP.search(value):
        return "is a name alone, without brackets, braces or bars"
    return "goes without 'Category:'; ohbot writes that" if _CATEGORY.match(value) else None


def _seconds(value: Any) -> str | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return None if number and 0 <= value < 1e9 else "must be a number of seconds, 0 or more"


def _interval(value: Any) -> str | None:
    return _seconds(value) or (None if value >= 60 else "must be 60 seconds or more; no scheduler runs more often")


def _count(value: Any) -> str | None:
    return None if type(value) is int and value > 0 else "must be a whole number above 0"


def _address(value: Any) -> str | None:
    if wrong := _filled(value):
        return wrong
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    return None if good else "must be an address such as https://example.org/w/api.php"


def _title_format(value: Any) -> str | None:
    if wrong := _filled(value):
        return wrong
    try:
        fields = [field for _, field, _, _ in Formatter().parse(value) if field is not None]
        if set(fields) - {"start", "title"}:
            raise ValueError("only {start} and {title} are known")
        page_name(value, title="Office hours", start=datetime(2020, 10, 15, 18, tzinfo=UTC))
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        return f"is no format such as 'Office hours {{start:%Y-%m-%d}}': {error}"
    return None if fields else "gives every page the same name; use {start:%Y-%m-%d} or {title} in it"


def _shape(value: Any) -> str | None:
    if wrong := _filled(value):
        return wrong
    return None if value in SHAPES else f"is {value[:60]!r}, which is no shape; write one of {', '.join(SHAPES)}"


def _file_name(value: Any) -> str | None:
    if wrong := _filled(value):
        return wrong
    good = not re.search(r"[/\\\x00]", value) and not value.startswith(".")
    return None if good else "must be the name of a file in templates/, without folders"


@dataclass(frozen=True, slots=True)
class Key:
    """One row: the key, its check, an example for the commented file, and what it is for."""

    section: str
    name: str
    check: Check
    example: str
    help: str


KEYS = (
    Key("wiki", "family", _filled, '"meta"', "a pywikibot family and code ..."),
    Key("wiki", "code", _filled, '"meta"', ""),
    Key("wiki", "api", _address, '"http://127.0.0.1:8089/api.php"', "... or any MediaWiki by its API address"),
    Key("wiki", "prefix", _text, '"IRC office hours/"', "pages of this archive; `pull --all` looks here"),
    Key("wiki", "throttle", _seconds, "5", "seconds between edits; without it what suits the wiki"),
    Key("wiki", "contact", _filled, '"User:Example"', "whom the wiki's people ask; part of the User-Agent"),
    Key("wiki", "stop_page", _filled, '"User:ExampleBot/stop"', "ohbot does not edit while this page has text"),
    Key("wiki", "also", _names, '["Project:Lantern hours"]', "pages beside the prefix that ohbot may edit, too"),
    Key("wiki", "tags", _names, '["ohbot"]', "change tags of edits, where the wiki lets the account set them"),
    Key("wiki", "user_config", _filled, '"user-config.py"', "of pywikibot, in the folder of $PYWIKIBOT_DIR"),
    Key("pages", "shape", _shape, '"numbered"', "for new pages; existing pages keep their own"),
    Key("pages", "title", _title_format, '"Office hours {start:%Y-%m-%d}"', "a new page's name under the prefix"),
    Key("pages", "template", _file_name, '"session.wikitext"', "a page skeleton, in templates/ or ohbot's own"),
    Key("pages", "header", _bare_name, '"Office hours header"', "a template of the wiki to put on top of new pages"),
    Key("pages", "categories", _categories, '["IRC office hours"]', "categories of new pages"),
    Key(
        "pages",
        "promises",
        _texts,
        '["we shall see"]',
        "words that promise an answer, besides usual ones",
    ),
    Key("pages", "summary", _file_name, '"summary.txt"', "the edit summary's template, in templates/ or ohbot's own"),
    Key("jobs", "every", _interval, "3600", "seconds between two scheduled syncs; 'ohbot health' judges by it"),
    Key("jobs", "deadline", _seconds, "3000", "seconds after which a run begins nothing new"),
    Key("jobs", "max_edits", _count, "100", "most edits of one run"),
)
_SECTIONS: dict[str, type[Any]] = {
    "wiki": WikiConfig,
    "pages": PagesConfig,
    "jobs": JobsConfig,
}
_SET_BY_INIT = {("wiki", "family"), ("wiki", "code"), ("wiki", "prefix"), ("pages", "shape"), ("pages", "title")}


def load_config(text: str, name: str = CONFIG_NAME) -> Config:
    """The configuration in a file's text; raises BadFile with every problem."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"\(at line (\d+)", str(error))
        what = f"not valid TOML: {_toml_problem(str(error).split(' (at ')[0])}"
        raise BadFile(name, [Problem(int(line[1]) if line else 0, what)]) from None
    except RecursionError:
        raise BadFile(name, [Problem(0, "nested too deep")]) from None
    problems = list(_problems(found, text))
    if problems:
        raise BadFile(name, problems)
    return Config(**{section: make(**_values(found.get(section, {}))) for section, make in _SECTIONS.items()})


def _toml_problem(reason: str) -> str:
    """What is wrong with TOML, with what mends most of it: words without quotes, or what stands there twice."""
    if "twice" in reason or "overwrite" in reason:
        return "this stands in the file already; keep one of the two"
    return f'{reason}; texts need quotes, as in prefix = "Hours/"'


def _values(found: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}


def _problems(found: dict[str, Any], text: str) -> Iterator[Problem]:
    for section, keys in found.items():
        if section not in _SECTIONS:
            yield Problem(_line(text, section), unknown(section, [f"[{name}]" for name in _SECTIONS]))
        elif not isinstance(keys, dict):
            yield Problem(
                _line(text, section), f"{section!r} must be a section: a line [{section}] and its keys below"
            )
        else:
            yield from _section_problems(section, keys, text)


def _section_problems(section: str, found: dict[str, Any], text: str) -> Iterator[Problem]:
    checks = {key.name: key.check for key in KEYS if key.section == section}
    for name, value in found.items():
        line = _line(text, section, name)
        if name not in checks:
            yield Problem(line, f"[{section}] {unknown(name, list(checks))}")
        elif wrong := checks[name](value):
            yield Problem(line, f"{name!r} {wrong}")


def _line(text: str, section: str, key: str | None = None) -> int:
    """Where a section or one of its keys stands, 0 where that cannot be told."""
    here = ""
    for number, row in enumerate(text.splitlines(), 1):
        if opened := re.match(r"\s*\[+\s*[\"']?([^\]\"'.]*)", row):
            here = opened[1].strip()
            if key is None and here == section:
                return number
        name = re.match(r"\s*[\"']?([\w.-]+)[\"']?\s*=", row)
        if name and _is_place(name[1], here, section, key):
            return number
    return 0


def _is_place(found: str, here: str, section: str, key: str | None) -> bool:
    full = f"{here}.{found}" if here else found
    return full == (f"{section}.{key}" if key else section) or (key is None and full.startswith(f"{section}."))


def example_config() -> str:
    """The file that ``init`` writes: every key with its meaning, most of them commented out."""
    rows = [
        "# Configuration of this archive of office hours. Credentials come from the environment, never from here."
    ]
    for section in _SECTIONS:
        rows += ["", f"[{section}]"]
        for key in (key for key in KEYS if key.section == section):
            setting = f"{key.name} = {key.example}"
            rows.append(_example_row(setting if (section, key.name) in _SET_BY_INIT else f"# {setting}", key.help))
    return "\n".join(rows) + "\n"


def _example_row(setting: str, meaning: str) -> str:
    return f"{setting:<46}  # {meaning}" if meaning else setting
