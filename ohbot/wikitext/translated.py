"""A translated page read item by item as its source: its units are the source's, in another language.

The Translate extension keeps each unit's translation as a page of its own (``Translations:PAGE/7/fr``) and makes the
translated page of them: the text of the source with other words in its units (``ParserOutput``, ``TranslationPage``).
So what each line of the translation is, the source says, and nothing is judged by the look of words in a language
that ohbot may not know.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

from ohbot.model import Person, Session
from ohbot.wikitext.layout import Layout
from ohbot.wikitext.page import ParsedPage, names_of, read
from ohbot.wikitext.roles import Role
from ohbot.wikitext.splice import TextEdit, edited
from ohbot.wikitext.units import Unit, units_of

TITLE = "Page display title"
"""The name of the unit that the extension makes of a page's title."""
OUTDATED = "!!FUZZY!!"
"""What people, and some tools, put before a translation whose source has changed since."""
_LATE = re.compile(r"<(div|span) class=\"mw-translate-fuzzy\">\n?(.*?)\n?</\1>", re.DOTALL)
"""What the extension puts around it on the translated page, unless its ``<translate>`` is one with ``nowrap``."""
_ONCE: Mapping[Role | None, Role] = {"question": "answer", "heading": "prose", "message": "prose", "spoken": "said"}
"""What the second row of a unit is that has more rows than its source has."""


class InLanguage(NamedTuple):
    """A session in another language, and how many of its units are translated and outdated."""

    session: Session
    units: int
    translated: int
    outdated: int


def unit_names(text: str) -> list[str]:
    """The names of a page's units that translations can have, its title's among them."""
    return [TITLE, *(unit.name for unit in units_of(text) if unit.name is not None)]


def outdated_in(shown: str) -> list[str]:
    """The texts on a translated page whose source has changed since they were translated."""
    return [found[2] for found in _LATE.finditer(shown)]


def in_language(text: str, source: Session, messages: Mapping[str, str], shown: str) -> InLanguage:
    """The session that a page shows in another language.

    ``source`` is the session as the file has it, ``messages`` are the translations by the names of their units, as
    the wiki keeps them, and ``shown`` is the translated page. What has no translation stays in the source's language.
    """
    page, units = read(text, source), units_of(text)
    found = {name: message.removeprefix(OUTDATED).strip() for name, message in messages.items()}
    filled = {unit.name: _filled(unit, found[unit.name]) for unit in units if unit.name in found}
    edits = [TextEdit(*unit.body, filled[unit.name]) for unit in units if unit.name in filled]
    origin = _origin(text, edits)
    people = tuple(Person(name) for name in sorted(names_of(source)))
    other = ParsedPage(edited(text, edits), Session(people=people), roles=lambda layout: _roles(page, layout, origin))
    late = outdated_in(shown)
    old = {name for name in found if messages[name].startswith(OUTDATED) or filled.get(name, found[name]) in late}
    places = [(origin(node.start), origin(node.end - 1) + 1) for node in other.nodes]
    states = [_state([u for u in units if u.start < b and a < u.end], found.keys(), old) for a, b in places]
    pairs = zip(other.items, states, strict=True)
    items = [
        replace(item, metadata=MappingProxyType({"x-translation": state})) if state else item for item, state in pairs
    ]
    names = [unit.name for unit in units] + [TITLE] * (TITLE in messages)
    session = Session(
        title=found.get(TITLE) or source.title,
        start=source.start,
        default_speaker=source.default_speaker,
        body=tuple(items),
    )
    return InLanguage(session, len(names), sum(name in messages for name in names) - len(old), len(old))


def _filled(unit: Unit, message: str) -> str:
    """A translation with what its variables stand for."""
    values = unit.values
    names = "|".join(map(re.escape, sorted(values, key=len, reverse=True)))
    return re.sub(names, lambda found: values[found[0]], message) if values else message


def _origin(text: str, edits: Sequence[TextEdit]) -> Callable[[int], int]:
    """Tells the place in the source of one in the translation; in a unit that of the same line, or of its last."""
    edits = sorted(edits)
    grown = accumulate((len(edit.text) - (edit.end - edit.start) for edit in edits), initial=0)
    starts = [edit.start + by for edit, by in zip(edits, grown, strict=False)]

    def origin(at: int) -> int:
        index = bisect_right(starts, at) - 1
        if index < 0:
            return at
        edit, inside = edits[index], at - starts[index]
        if inside > len(edit.text):
            return inside - len(edit.text) + edit.end
        place = edit.start
        for _ in range(edit.text.count("\n", 0, inside)):
            place = text.find("\n", place, edit.end) + 1 or place
        return place

    return origin


def _roles(source: ParsedPage, layout: Layout, origin: Callable[[int], int]) -> list[Role | None]:
    """The roles of a translation's rows: those of the source's, where they are of the same kind."""
    starts = [row.line.start for row in source.layout.rows]
    roles: list[Role | None] = []
    before = -1
    for row in layout.rows:
        index = bisect_right(starts, origin(row.line.start)) - 1
        role = source.roles[index]
        if row.kind != source.layout.rows[index].kind:
            role = None if row.kind in ("blank", "furniture") else "prose"
        roles.append(_ONCE.get(role, role) if index == before else role)
        before = index
    return roles


def _state(units: Sequence[Unit], translated: Collection[str], outdated: Collection[str]) -> str | None:
    """What lacks in the translation of what has these units."""
    lacking = sum(unit.name not in translated for unit in units)
    if lacking:
        return "missing" if lacking == len(units) else "incomplete"
    return "outdated" if any(unit.name in outdated for unit in units) else None
