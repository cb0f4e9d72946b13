"""The words of edit summaries in the wiki's language, from a table that archives may have for themselves."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from ohbot.archive.templates import read_template
from ohbot.errors import InputError
from ohbot.sync.changes import Change

TABLE = "summaries.toml"
_FALLBACK = "en"


def _slavic(n: int) -> str:
    few = 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14
    return "few" if few else "many"


def _arabic(n: int) -> str:
    exact = {0: "zero", 1: "one", 2: "two"}
    return exact.get(n) or ("few" if 3 <= n % 100 <= 10 else "many" if n % 100 >= 11 else "other")


def _english(n: int) -> str:
    return "one" if n == 1 else "other"


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

    @cached_property
    def _spoken(self) -> tuple[str, ...]:
        """The languages to look in, the wanted one first."""
        return (self.language, self.language.partition("-")[0], _FALLBACK)

    def _at(self, language: str, *path: str) -> Any:
        """What stands at a place of a language's table, None where nothing does."""
        found: Any = self.table.get(language)
        for step in path:
            found = found.get(step) if isinstance(found, Mapping) else None
        return found

    def word(self, *path: str) -> str:
        """The word at a place of the table; empty where no language has it."""
        words = (self._at(language, *path) for language in self._spoken)
        return next((word for word in words if isinstance(word, str)), "")

    def counted(self, kind: str, number: int) -> str:
        """So many items of a kind."""
        for language in self._spoken:
            form = _PLURALS.get(language.partition("-")[0], _english)(number)
            words = self._at(language, "items", kind, form) or self._at(language, "items", kind, "other")
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
                facts.append(self._fact(change))
        parts = (
            self.word("items", kind, "number").replace("{n}", numbers[0])
            if len(numbers) == 1
            else self.counted(kind, len(numbers))
            for kind, numbers in items.items()
        )
        return ", ".join([*facts, *parts])

    def _fact(self, change: Change) -> str:
        fact = change.place.replace(" ", "_")
        value = self.word("status", change.new or "") or "-"
        return (self.word("facts", fact) or change.place).replace("{status}", value)


def words_of(root: Path, language: str) -> Words:
    """The words for a wiki's language; raises InputError where the archive's own table cannot be read."""
    name, text = read_template(root, TABLE)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}: not valid TOML: {error}") from None
    return Words(language, table)
