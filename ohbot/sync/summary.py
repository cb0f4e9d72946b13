"""Edit summaries, from a template and a table of words in the wiki's language; an archive may have its own."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from ohbot.archive import Archive, Config
from ohbot.archive.templates import read_template
from ohbot.errors import InputError
from ohbot.model.text import as_stored
from ohbot.sync.changes import Change, Kind, changes
from ohbot.sync.values import Observation, Plan, State
from ohbot.wiki.texts import SUMMARY_LENGTH
from ohbot.wikitext.lens import get
from ohbot.wikitext.skeleton import rendered

SUMMARY = "summary.txt"
"""The template of edit summaries, where the configuration names none."""

_LENGTHS = (SUMMARY_LENGTH, 300, 200, 100, 50, 0)
"""How long a value may be, tried in turn until what the template says around it has its place too."""

_MEANT = re.compile(
    r"(?<=\[)(?=\[)|(?<=/)(?=\*)|(?<=\{)(?=\{)"  # a link (and whom it names is what of it), a section, a template
    r"|^(?=[\[*{])|(?<=[\[/{])$"  # the same, together with what a template has beside it
)
"""Where something would come to mean something in an edit summary."""
_JOINER = "\u2060"
"""Parts two characters and is not seen. The wiki undoes character references before it looks for links."""


# --- words

TABLE = "summaries.toml"


def _slavic(n: int) -> str:
    few = 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14
    return "few" if few else "many"


def _arabic(n: int) -> str:
    exact = {0: "zero", 1: "one", 2: "two"}
    return exact.get(n) or ("few" if 3 <= n % 100 <= 10 else "many" if n % 100 >= 11 else "other")


_PLURALS: Mapping[str, Callable[[int], str]] = {
    "ar": _arabic,
    **dict.fromkeys(("ru", "uk", "be"), lambda n: "one" if n % 10 == 1 and n % 100 != 11 else _slavic(n)),
    "pl": lambda n: "one" if n == 1 else _slavic(n),
    **dict.fromkeys(("cs", "sk"), lambda n: "one" if n == 1 else "few" if 2 <= n <= 4 else "other"),
    **dict.fromkeys(("ja", "zh", "ko", "vi", "th", "id"), lambda n: "other"),
    **dict.fromkeys(("fr", "pt"), lambda n: "one" if n < 2 else "other"),
}
"""The form of a number in languages that have others than one and many (CLDR, cardinal)."""


@dataclass(frozen=True)
class Words:
    """The words of one language; what it lacks is English."""

    language: str
    table: Mapping[str, Any]

    def _at(self, *path: str) -> Iterator[tuple[str, Any]]:
        """The languages to look in, the wanted one first, and what stands at a place of the table of each."""
        for language in (self.language, self.language.partition("-")[0], "en"):
            found: Any = self.table.get(language)
            for step in path:
                found = found.get(step) if isinstance(found, Mapping) else None
            yield language, found

    def word(self, *path: str) -> str:
        """The word at a place of the table; empty where no language has it."""
        return next((word for _, word in self._at(*path) if isinstance(word, str)), "")

    def counted(self, kind: str, number: int) -> str:
        """So many items of a kind."""
        for language, forms in self._at("items", kind):
            plural = _PLURALS.get(language.partition("-")[0])
            form = plural(number) if plural else "one" if number == 1 else "other"
            words = (forms.get(form) or forms.get("other")) if isinstance(forms, Mapping) else None
            if isinstance(words, str):
                return words.replace("{n}", str(number))
        return str(number)

    def changes(self, found: Sequence[Change]) -> str:
        """Changes in a few words: which item or fact where it is one, else how many."""
        order = {kind: place for place, kind in enumerate(dict.fromkeys(change.kind for change in found))}
        grouped = groupby(sorted(found, key=lambda change: order[change.kind]), key=lambda change: change.kind)
        return "; ".join(
            self.word("changes", kind).replace("{what}", self._things(list(changes))) for kind, changes in grouped
        )

    def _things(self, found: Sequence[Change]) -> str:
        items: dict[str, list[str]] = {}
        facts: list[str] = []
        for change in found:
            kind, _, number = change.place.rpartition(" ")
            if number.isdecimal():
                items.setdefault(kind, []).append(number)
            else:
                fact = self.word("facts", change.place.replace(" ", "_")) or change.place
                facts.append(fact.replace("{status}", self.word("status", change.new or "") or "-"))
        parts = (
            self.word("items", kind, "number").replace("{n}", numbers[0])
            if len(numbers) == 1
            else self.counted(kind, len(numbers))
            for kind, numbers in items.items()
        )
        return ", ".join([*facts, *parts])


def words_of(root: Path, language: str) -> Words:
    """The words for a wiki's language; raises InputError where the archive's own table cannot be read."""
    name, text = read_template(root, TABLE)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}: not valid TOML: {error}") from None
    return Words(language, table)


# --- summaries


def summary(archive: Archive, config: Config, observed: Observation, found: Plan, *, language: str = "en") -> str:
    """What an edit says of itself in the wiki's language: what it does, in short, and where to look."""
    words, title = words_of(archive.root, language), observed.session.title or ""
    if found.state is State.CREATE:
        return _written(archive, config, words, "new", title, title)
    old, new = (
        None if text is None else get(text, prior=observed.session) for text in (observed.page.text, found.text)
    )
    done = changes(old, new, as_shown=True) if old and new else ()
    return _written(archive, config, words, "update", words.changes(done) or title, title)


def header_summary(archive: Archive, config: Config, title: str, *, language: str) -> str:
    """What an edit of the header template says of itself."""
    words = words_of(archive.root, language)
    return _written(archive, config, words, "update", words.word("header"), title)


def index_summary(archive: Archive, config: Config, found: Mapping[Kind, int], *, language: str) -> str:
    """What an edit of the index says of itself: how many sessions came, changed or moved."""
    words = words_of(archive.root, language)
    parts = (words.word("changes", kind).replace("{what}", words.counted("session", n)) for kind, n in found.items())
    return _written(archive, config, words, "update", "; ".join(parts), "")


def require_summary(archive: Archive, config: Config) -> None:
    """Raise InputError where the template of edit summaries, or the table of words for it, does not work."""
    _written(archive, config, words_of(archive.root, "en"), "update", "exchange 4 changed", "Office hours")


def _written(archive: Archive, config: Config, words: Words, action: str, changes: str, title: str) -> str:
    name, template = read_template(archive.root, config.pages.summary or SUMMARY)
    said = {"action": words.word(action), "changes": changes, "title": title, "credit": words.word("credit")}
    return fitted(template, said | {"contact": config.wiki.contact or ""}, name=name)


def fitted(template: str, values: dict[str, str], *, name: str) -> str:
    """A summary that the wiki does not cut: long values are shortened, and what the template says stays whole.

    Values show as they are; only the template can make links. Raises InputError where it cannot be used.
    """
    for most in _LENGTHS:
        short = {key: _shortened(value, most) for key, value in values.items()}
        text = as_stored(rendered(template, short, name=name, shown=literal))
        if len(text) <= SUMMARY_LENGTH:
            break
    return text


def literal(value: object) -> str:
    """Plain text for an edit summary, which the wiki shows as this text, without links."""
    return _MEANT.sub(_JOINER, re.sub(r"&(?=[^\s&;]{1,40};)", "&amp;", str(value)))


def _shortened(value: str, most: int) -> str:
    line = " ".join(value.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}\u2026" if most else ""
