"""``ohbot.toml``: one table of keys, from which the defaults, the checks and the commented example all come."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from string import Formatter
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from ohbot.problems import BadFile, Problem, unknown
from ohbot.recognise.zones import LANGUAGES, time_zone

CONFIG_NAME = "ohbot.toml"
SHAPES = ("numbered", "bullets", "definitions", "headings", "letters")
"""The shapes that a new page can have; a test holds them to those that the lens can write."""
INDEX_FIELDS = tuple("day date time start title who venue topics notes recording translations open".split())
"""What a column of the index can tell; a test holds them to those that the index knows."""


def page_name(title_format: str, *, title: str, start: date | None) -> str:
    """A page's name under the prefix. Raises ValueError where the format asks for what the session lacks."""
    wanted = {field.split(".")[0].split("[")[0] for _, field, _, _ in Formatter().parse(title_format) if field}
    if "start" in wanted and start is None:
        raise ValueError("the session has no start, which the page's name is made of")
    return title_format.format(title=title, start=start)


# --- checks: each tells what is wrong with a value, or None ----------------------------------------------------

Check: TypeAlias = Callable[[Any], str | None]
_EXAMPLE = datetime(2020, 10, 15, 18, tzinfo=UTC)
_MARKUP = re.compile(r"[\[\]{}|<>\n]")


def _check(is_good: Callable[[Any], object], problem: str, first: Check = lambda _: None) -> Check:
    """The check for values that are good after the ``first`` one; ``{}`` in the problem stands for the value."""
    return lambda value: first(value) or (None if is_good(value) else problem.replace("{}", repr(str(value)[:60])))


_text = _check(lambda value: isinstance(value, str), "must be text in quotes")
_filled = _check(str.strip, "is empty; write a value, or remove the line", _text)
_texts = _check(
    lambda value: isinstance(value, list) and all(isinstance(part, str) and part.strip() for part in value),
    'must be a list of texts such as ["One", "Two"]',
)
_names = _check(
    lambda value: not any(map(_MARKUP.search, value)), "are names alone, without brackets or bars", _texts
)
_bare = _check(lambda value: not _MARKUP.search(value), "is a name alone, without brackets, braces or bars", _filled)
_bare_name = _check(
    lambda value: not re.match(r"\s*category\s*:", value, re.IGNORECASE),
    "goes without 'Category:'; ohbot writes that",
    _bare,
)
_seconds = _check(
    lambda value: isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9,
    "must be a number of seconds, 0 or more",
)
_interval = _check(lambda value: value >= 60, "must be 60 seconds or more; no scheduler runs more often", _seconds)
_switch = _check(lambda value: isinstance(value, bool), "must be true or false, without quotes")
_count = _check(lambda value: type(value) is int and value > 0, "must be a whole number above 0")
_zone = _check(time_zone, "is {}, which is no time zone; write one such as Europe/Berlin", _filled)
_captions = _check(
    lambda value: isinstance(value, list) and len(value) == 2 and all(isinstance(text, str) for text in value),
    "must be two texts, of the upcoming and of the past sessions",
)
_language = _check(lambda value: value in LANGUAGES, f"must be one of {', '.join(LANGUAGES)}")
_truth = _check(lambda value: isinstance(value, bool), "must be true or false")
_shape = _check(SHAPES.__contains__, f"is {{}}, which is no shape; write one of {', '.join(SHAPES)}", _filled)
_file_name = _check(
    lambda value: not re.search(r"[/\\\x00]", value) and not value.startswith("."),
    "must be the name of a file in templates/, without folders",
    _filled,
)


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return bool(parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0)
    except ValueError:
        return False


_address = _check(_is_address, "must be an address such as https://example.org/w/api.php", _filled)


def _is_time_link(value: str) -> bool:
    try:
        shown = value.format(timestamp=1602784800, start=_EXAMPLE)
    except (ValueError, LookupError, AttributeError):
        return False
    return shown != value and _is_address(shown)


_time_link = _check(
    _is_time_link, "must be an address with {timestamp}, or {start:%Y%m%dT%H%M}, where the time goes", _filled
)


def _categories(value: Any) -> str | None:
    return _texts(value) or next(filter(None, map(_bare_name, value)), None)


def _format(known: set[str], example: str, strange: str) -> Check:
    """The check for a page's name with some of the ``known`` fields in it."""

    def check(value: Any) -> str | None:
        if wrong := _filled(value):
            return wrong
        try:
            if {field for _, field, _, _ in Formatter().parse(value) if field is not None} - known:
                return strange
            page_name(value, title="Office hours", start=_EXAMPLE)
        except (ValueError, KeyError, IndexError, AttributeError) as error:
            return f"is no format such as '{example}': {error}"
        return None

    return check


_title_format = _check(
    lambda value: any(field is not None for _, field, _, _ in Formatter().parse(value)),
    "gives every page the same name; use {start:%Y-%m-%d} or {title} in it",
    _format(
        {"start", "title"},
        "Office hours {start:%Y-%m-%d}",
        "is no format such as 'Office hours {start:%Y-%m-%d}': only {start} and {title} are known",
    ),
)
_past_format = _format({"start"}, "Office hours/{start:%Y}", "knows {start} alone, as in 'Office hours/{start:%Y}'")


def _columns(value: Any) -> str | None:
    if not isinstance(value, list) or not all(isinstance(column, str) for column in value):
        return 'must be a list of texts such as ["date", "who: Guests"]'
    names = [column.partition(":")[0].strip() for column in value]
    if strange := [name for name in names if name not in INDEX_FIELDS]:
        return f"has {strange[0][:60]!r}, which is no field; write of {', '.join(INDEX_FIELDS)}"
    if len(set(names)) < len(names):
        return "names a field twice"
    return None if {"date", "start"} & set(names) and len(names) > 1 else "needs date or start, and one field more"


# --- the table ----------------------------------------------------------------------------------------------


def _key(check: Check, example: str, meaning: str = "", default: Any = None) -> Any:
    """A key of a section: its check, an example for the commented file, what it is for, and its default."""
    return field(default=default, metadata={"check": check, "example": example, "meaning": meaning})


@dataclass(frozen=True, slots=True)
class WikiConfig:
    """Which wiki, and how to treat it. ``throttle`` is seconds between edits, None for what suits the wiki.

    ``api`` counts where it is given, else ``family`` and ``code`` as pywikibot knows them.
    """

    family: str = _key(_filled, '"meta"', "a pywikibot family and code ...", "meta")
    code: str = _key(_filled, '"meta"', default="meta")
    api: str | None = _key(_address, '"http://127.0.0.1:8089/api.php"', "... or any MediaWiki by its API address")
    prefix: str = _key(_text, '"IRC office hours/"', "pages of this archive; `pull --all` looks here", "")
    throttle: float | None = _key(_seconds, "5", "seconds between edits; without it what suits the wiki")
    contact: str | None = _key(_filled, '"User:Example"', "whom the wiki's people ask; part of the User-Agent")
    stop_page: str | None = _key(_filled, '"User:ExampleBot/stop"', "ohbot does not edit while this page has text")
    also: tuple[str, ...] = _key(
        _names, '["Project:Lantern hours"]', "pages beside the prefix that ohbot may edit, too", ()
    )
    tags: tuple[str, ...] = _key(
        _names, '["ohbot"]', "change tags of edits, where the wiki lets the account set them", ()
    )
    user_config: str | None = _key(_filled, '"user-config.py"', "of pywikibot, in the folder of $PYWIKIBOT_DIR")


@dataclass(frozen=True, slots=True)
class PagesConfig:
    """What new pages look like: ``title`` is a format for ``start`` (UTC) and ``title``, ``time_link`` one for
    ``start`` and ``timestamp``.
    """

    shape: str = _key(_shape, '"numbered"', "for new pages; existing pages keep their own", "numbered")
    title: str = _key(
        _title_format, '"Office hours {start:%Y-%m-%d}"', "a new page's name under the prefix", "{title}"
    )
    template: str = _key(
        _file_name, '"session.wikitext"', "a page skeleton, in templates/ or ohbot's own", "session.wikitext"
    )
    header: str | None = _key(
        _bare_name, '"Office hours header"', "a template of the wiki to put on top of new pages"
    )
    time_link: str | None = _key(
        _time_link, '"https://example.org/at/{timestamp}"', "shows a start in the reader's zone"
    )
    timezone: str | None = _key(_zone, '"Europe/Berlin"', "where new sessions keep the hour of the last one")
    categories: tuple[str, ...] = _key(_categories, '["IRC office hours"]', "categories of new pages", ())
    translate: bool = _key(_switch, "true", "new pages come in units for the Translate extension", False)
    promises: tuple[str, ...] = _key(
        _texts, '["we shall see"]', "words that promise an answer, besides usual ones", ()
    )
    summary: str | None = _key(
        _file_name, '"summary.txt"', "the edit summary's template, in templates/ or ohbot's own"
    )


_COLUMNS = ("day", "date", "time", "title", "who", "venue", "topics", "recording")
_CAPTIONS = ("Upcoming sessions", "Past sessions")


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """The tables of sessions that `ohbot index` keeps; there are none where ``upcoming`` names no page.

    ``past`` is a format for ``start``, so that each year can have its page. Each of ``columns`` is a field, or
    ``field: Heading``; the rest is for tables and cells that are not there yet.
    """

    upcoming: str | None = _key(
        _filled, '"IRC office hours"', "the page that lists upcoming sessions; without it none"
    )
    past: str | None = _key(_past_format, '"IRC office hours/{start:%Y}"', "that of past ones; without it the same")
    columns: tuple[str, ...] = _key(
        _columns, '["date", "title", "who: Guests"]', "of new tables: fields, with headings", _COLUMNS
    )
    captions: tuple[str, ...] = _key(_captions, '["Upcoming sessions", "Past sessions"]', "of new tables", _CAPTIONS)
    newest_first: bool = _key(_truth, "true", "whether a new table of past sessions begins with the newest", True)
    language: str = _key(_language, '"en"', "of weekdays in new tables", "en")
    cancelled: str = _key(_filled, '"cancelled"', "the word for a session that does not take place", "cancelled")


@dataclass(frozen=True, slots=True)
class JobsConfig:
    """Scheduled runs: ``every`` so many seconds, each with its limits."""

    every: float = _key(_interval, "3600", "seconds between two scheduled syncs; 'ohbot health' judges by it", 3600.0)
    deadline: float = _key(_seconds, "3000", "seconds after which a run begins nothing new", 3000.0)
    max_edits: int | None = _key(_count, "100", "most edits of one run")


@dataclass(frozen=True, slots=True)
class Config:
    """An archive's configuration."""

    wiki: WikiConfig = WikiConfig()
    pages: PagesConfig = PagesConfig()
    index: IndexConfig = IndexConfig()
    jobs: JobsConfig = JobsConfig()


SECTIONS: dict[str, type[Any]] = {section.name: type(section.default) for section in fields(Config)}


def index_scope(config: IndexConfig) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The titles of the pages of the index, and those with a moment in them as patterns of `strptime`."""
    parts = list(Formatter().parse(config.past or ""))
    pattern = "".join(text.replace("%", "%%") + (spec or "" if field else "") for text, field, spec, _ in parts)
    fixed = tuple(title for title in (config.upcoming, config.past) if title and "{" not in title)
    return fixed, (pattern,) if any(field for _, field, _, _ in parts) else ()


# --- reading and writing


def load_config(text: str, name: str = CONFIG_NAME) -> Config:
    """The configuration in a file's text; raises BadFile with every problem."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, reason = re.search(r"\(at line (\d+)", str(error)), str(error).split(" (at ")[0]
        what = f'{reason}; texts need quotes, as in prefix = "Hours/"'
        if "twice" in reason or "overwrite" in reason:
            what = "this stands in the file already; keep one of the two"
        raise BadFile(name, [Problem(int(line[1]) if line else 0, f"not valid TOML: {what}")]) from None
    except RecursionError:
        raise BadFile(name, [Problem(0, "nested too deep")]) from None
    problems = list(_problems(found, text))
    if problems:
        raise BadFile(name, problems)
    return Config(**{section: SECTIONS[section](**_frozen(keys)) for section, keys in found.items()})


def _frozen(keys: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in keys.items()}


def _problems(found: dict[str, Any], text: str) -> Iterator[Problem]:
    for section, keys in found.items():
        line = _line(text, section)
        if section not in SECTIONS:
            yield Problem(line, unknown(section, [f"[{name}]" for name in SECTIONS]))
        elif not isinstance(keys, dict):
            yield Problem(line, f"{section!r} must be a section: a line [{section}] and its keys below")
        else:
            checks = {key.name: key.metadata["check"] for key in fields(SECTIONS[section])}
            for name, value in keys.items():
                if name not in checks:
                    yield Problem(_line(text, section, name), f"[{section}] {unknown(name, list(checks))}")
                elif wrong := checks[name](value):
                    yield Problem(_line(text, section, name), f"{name!r} {wrong}")


def _line(text: str, section: str, key: str | None = None) -> int:
    """Where a section or one of its keys stands, 0 where that cannot be told."""
    here, wanted = "", f"{section}.{key}" if key else section
    for number, row in enumerate(text.splitlines(), 1):
        if opened := re.match(r"\s*\[+\s*[\"']?([^\]\"'.]*)", row):
            here = opened[1].strip()
            if here == wanted:
                return number
        if name := re.match(r"\s*[\"']?([\w.-]+)[\"']?\s*=", row):
            full = f"{here}.{name[1]}" if here else name[1]
            if full == wanted or (key is None and full.startswith(f"{section}.")):
                return number
    return 0


def example_config() -> str:
    """The file that ``init`` writes: every key with its meaning, most of them commented out."""
    set_by_init = {"wiki.family", "wiki.code", "wiki.prefix", "pages.shape", "pages.title"}
    rows = [
        "# Configuration of this archive of office hours. Credentials come from the environment, never from here."
    ]
    for section, make in SECTIONS.items():
        rows += ["", f"[{section}]"]
        for key in fields(make):
            mark = "" if f"{section}.{key.name}" in set_by_init else "# "
            setting, meaning = f"{mark}{key.name} = {key.metadata['example']}", key.metadata["meaning"]
            rows.append(f"{setting:<46}  # {meaning}" if meaning else setting)
    return "\n".join(rows) + "\n"
