"""Translatable pages by the rules of the Translate extension: the units that it sees, and which rules a text breaks.

Source of the rules: the extension's TranslatablePageParser, TranslationUnit and TranslatablePageMarker. What lies in
a ``<translate>`` is cut into units at blank lines. A unit has one marker at most, in front of its text with one blank
or newline behind it, or at the end of a line; the wiki alone gives markers out. Variables (``<tvar>``) do not nest,
and lie in one unit. A unit that has no translation is wrapped in a tag of its own on the translated page, so it is
whole wikitext: it cuts no template, table or tag in two, and what only holds at the start of a line stays there.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from ohbot.diff.words import bag
from ohbot.model.enclosures import Span, between, outside
from ohbot.wikitext.source import MARKUP, ScannedText
from ohbot.wikitext.splice import LETTER, TextEdit, edited

_LITERAL = re.compile(r"<nowiki>.*?</nowiki>", re.DOTALL)
_SECTION = re.compile(r"(?P<open><translate(?: nowrap)?>)(?P<inside>.*?)</translate>", re.DOTALL)
_OPENS = re.compile(r"<translate(?: nowrap)?>")
_CLOSES = re.compile(r"</translate>")
_IS_MARKED_UP = re.compile(r"</?translate[ >]")
_BETWEEN = re.compile(r"[ \t\n\r\f\v]*\n\n[ \t\n\r\f\v]*")
_BLANK = " \t\n\r\f\v\0"
_MARKER = re.compile(r"<!--T:(.*?)-->")
_IN_FRONT = re.compile(r"<!--T:.*?-->[ \n]")
_AT_LINE_END = re.compile(r"[ \t\n\r\f\v]*<!--T:[^\n]*?-->$", re.MULTILINE)
_NO_NAME = re.compile(r"[_/\n<>]")
_VARIABLES = (
    re.compile(r"<tvar\|(?P<name>[^>]+)>(?P<value>.*?)</>", re.DOTALL),
    re.compile(
        r"""<tvar\s+name\s*=\s*(?P<name>'[^']*'|"[^"]*"|[^"'\s>]*)\s*>(?P<value>.*?)</tvar\s*>""",
        re.DOTALL | re.IGNORECASE,
    ),
)
"""Both spellings; the first one is out of use, and understood."""
_VARIABLE_TAG = re.compile(r"<tvar[\s|][^<>]*>|</tvar\s*>|</>", re.IGNORECASE)
_LINE_MARK = re.compile(r"[*#:;]|\{\||=.*=\s*$|----")
_TAG_IN_WORD = re.compile(rf"(?<={LETTER})(?:{MARKUP.pattern})+(?={LETTER})", re.IGNORECASE)
_LANGUAGE = re.compile(r"\{\{\s*TRANSLATIONLANGUAGE\s*\}\}")
_HEADING = re.compile(r"(={1,6})[^\n]+\1\Z")
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Unit:
    """What is translated as one: where it stands, its number or name (None before the wiki gives one), and its text.

    ``text`` is without the marker and with its variables. ``inline`` tells that its ``<translate>`` is within a line.
    """

    start: int
    end: int
    name: str | None
    text: str
    inline: bool
    body: Span
    """Where the text stands, without a marker before or behind it."""

    @property
    def shown(self) -> str:
        """The text without the tags of variables."""
        return _with_variables(self.text, lambda found: found["value"])

    @property
    def message(self) -> str:
        """The text as translators have it, and as the wiki keeps it: each variable is a ``$`` and its name."""
        return _with_variables(self.text, lambda found: f"${_name_of(found)}")

    @property
    def values(self) -> dict[str, str]:
        """What each variable stands for, by ``$`` and its name."""
        return {f"${_name_of(found)}": found["value"] for found in _variables(self.text)}


def is_marked_up(text: str) -> bool:
    """Whether a page is for the extension to read: one that it translates, or refuses."""
    return "translate" in text and _IS_MARKED_UP.search(_armoured(text)) is not None


@lru_cache(maxsize=4)
def units_of(text: str) -> tuple[Unit, ...]:
    """The units of a page in order, as the extension sees them; those of a text that it refuses as far as they go."""
    return tuple(unit for section in _sections(text) for unit in _units_in(text, section))


def rendered(text: str, language: str) -> str:
    """What the wiki makes of a page in its own language when it is marked: the page without translation markup.

    It makes that a page, too, ``PAGE/en``; where it has another text, the page was changed since. ``language`` is
    the code of the page's language.
    """
    edits = []
    for section in _sections(text):
        (start, end), (first, last) = section
        edits += [TextEdit(unit.start, unit.end, unit.shown) for unit in _units_in(text, section)]
        opened = text.startswith("\n", first, last)
        closed = text.endswith("\n", first + opened, last)
        edits += [TextEdit(start, first + opened, ""), TextEdit(last - closed, end, "")]
    return _LANGUAGE.sub(language, edited(text, edits)).rstrip()


def flaws(source: ScannedText) -> Iterator[str]:
    """Each rule that a page breaks, once for each place."""
    text = source.text
    if not is_marked_up(text):
        yield from _outside(text, [])
        return
    sections = list(_sections(text))
    found = [unit for section in sections for unit in _units_in(text, section)]
    yield from _unmatched(text, sections)
    for unit in found:
        yield from _flaws_of_unit(text, unit)
    yield from _outside(text, [span for _, span in sections])
    names = Counter(unit.name for unit in found if unit.name is not None)
    for name, times in names.items():
        yield from [f"two units with the marker <!--T:{name}-->"] * (times - 1)
    yield from _cut(source, [*((unit.start, unit.end) for unit in found), *(span for span, _ in sections)])
    for whole, inside in sections:
        yield from _misplaced(text, whole, inside)


def strayed(old: str, new: str) -> str | None:
    """Which marker an edit has made up, taken from its unit, or brought to another one; None where none."""
    known = set(_MARKER.findall(old))
    for unit in units_of(new):
        if unit.name not in known and unit.name is not None:
            return f"a marker that the wiki has not given, <!--T:{unit.name}-->"
    away = next(iter(_homes(old, new)), None)
    return f"the marker <!--T:{away}--> at another unit than its own, or at none" if away else None


def broken(old: ScannedText, new: ScannedText) -> str | None:
    """Which rule of the Translate extension a page would break that it did not break before; None where none.

    Besides `flaws` and `strayed` that is a tag inside of a word.
    """
    if not new.markup:
        return None

    def all_flaws(source: ScannedText) -> Iterator[str]:
        yield from flaws(source)
        literal = [e.span for e in source.enclosures if e.kind == "nowiki"]
        yield from ("a tag inside of a word" for _ in outside(_TAG_IN_WORD.finditer(source.text), literal))

    more = Counter(all_flaws(new)) - Counter(all_flaws(old))
    return next(iter(more), None) or strayed(old.text, new.text)


def remarked(old: str, new: str) -> str:
    """The new text, with the markers that an edit took from their units back at these."""
    if "<!--T:" not in old:
        return new
    homes = _homes(old, new)
    taken = {unit.start for unit in homes.values()}
    edits = [marking(new, unit, name) for name, unit in homes.items()]
    for unit in units_of(new):
        if unit.name is not None and (unit.name in homes or unit.start in taken):
            place = _IN_FRONT.match(new, unit.start, unit.end) or _AT_LINE_END.search(new, unit.start, unit.end)
            edits += [TextEdit(*place.span(), "")] if place else []
    return edited(new, edits)


def _homes(old: str, new: str) -> dict[str, Unit]:
    """The units to which the markers of an old text belong in a new one, for those that are not there.

    A unit is where its text is, or else most of its words; one of which there are less has been written anew, or is
    gone.
    """
    before, after = units_of(old), units_of(new)
    had = {unit.name: unit for unit in before if unit.name is not None}
    here = {unit.name: unit for unit in after if unit.name is not None}
    settled = {name for name in had.keys() & here.keys() if had[name].shown == here[name].shown}
    if len(settled) == len(had):
        return {}
    unmarked = Counter(unit.shown for unit in before if unit.name is None)
    free: list[Unit] = []
    for unit in after:
        if unit.name is None:
            unmarked[unit.shown] -= 1
            free += [unit] * (unmarked[unit.shown] < 0)
    free += [unit for name, unit in here.items() if name not in settled]
    words = {name: bag(unit.shown) for name, unit in had.items() if name not in settled}
    homes: dict[str, Unit] = {}

    def stays(name: str | None) -> bool:
        unit = here.get(name or "")
        return (
            unit is not None and unit not in homes.values() and _kept(words.get(name or "", Counter()), unit) > _MOST
        )

    likes = [(had[name].shown == unit.shown, _kept(words[name], unit), name, unit) for name in words for unit in free]
    for same, share, name, unit in sorted(likes, key=lambda like: like[:2], reverse=True):
        if name in homes or unit in homes.values():
            continue
        if same or (share > _MOST and not stays(name) and not stays(unit.name)):
            homes[name] = unit
    return {name: unit for name, unit in homes.items() if unit.name != name}


def marking(text: str, unit: Unit, name: str) -> TextEdit:
    """A marker for a unit where the extension puts it."""
    if _HEADING.match(unit.text):
        return TextEdit(unit.end, unit.end, f" <!--T:{name}-->")
    at_line_start = unit.start == 0 or text[unit.start - 1] == "\n"
    return TextEdit(unit.start, unit.start, f"<!--T:{name}-->{chr(10) if at_line_start else ' '}")


def _kept(words: Counter[str], unit: Unit) -> float:
    """The share of some words that a unit has."""
    return (words & bag(unit.shown)).total() / max(words.total(), 1)


# --- cutting a page


def _armoured(text: str) -> str:
    """The text with letters for what is in ``<nowiki>``, where tags are no tags."""
    return _LITERAL.sub(lambda found: "x" * len(found[0]), text)


def _sections(text: str) -> Iterator[tuple[Span, Span]]:
    """Where each pair of tags stands, and what is inside of it."""
    for found in _SECTION.finditer(_armoured(text)):
        yield found.span(), found.span("inside")


def _units_in(text: str, section: tuple[Span, Span]) -> Iterator[Unit]:
    """The units in a section; white space around them is the page's."""
    start, end = section[1]
    inside = text[start:end]
    inline = "\n" not in inside
    for first, last in between((found.span() for found in _BETWEEN.finditer(inside)), len(inside)):
        piece = inside[first:last]
        bare = piece.strip(_BLANK)
        if not bare:
            continue
        at = start + first + piece.index(bare)
        marker, front = _MARKER.search(bare), _IN_FRONT.match(bare)
        begin = front.end() if front else 0
        text = _AT_LINE_END.sub("", bare[begin:]) if marker else bare
        size = len(text) if bare.startswith(text, begin) else len(bare) - begin
        body = at + begin, at + begin + size
        yield Unit(at, at + len(bare), marker[1] if marker else None, text, inline, body)


def _variables(text: str) -> Iterator[re.Match[str]]:
    for spelling in _VARIABLES:
        yield from spelling.finditer(text)


def _name_of(found: re.Match[str]) -> str:
    return found["name"].strip("\"'") if found["name"][:1] in "\"'" else found["name"]


def _with_variables(text: str, shown: Callable[[re.Match[str]], str]) -> str:
    for spelling in _VARIABLES:
        text = spelling.sub(shown, text)
    return text


# --- the rules


def _unmatched(text: str, sections: list[tuple[Span, Span]]) -> Iterator[str]:
    """Tags that nest or have no partner."""
    armoured = _armoured(text)
    for _, inside in sections:
        yield from ["a <translate> inside of another one"] * len(_OPENS.findall(armoured, *inside))
    rest = "x".join(armoured[a:b] for a, b in between((whole for whole, _ in sections), len(text)))
    yield from ["a <translate> that is not closed"] * len(_OPENS.findall(rest))
    yield from ["a </translate> that closes nothing"] * len(_CLOSES.findall(rest))


def _flaws_of_unit(text: str, unit: Unit) -> Iterator[str]:
    """What is wrong with one unit, its marker and its variables."""
    markers = _MARKER.findall(text, unit.start, unit.end)
    # one sentence for all such places: a marker that stands wrong in one of them may as well in another
    wrong = "the marker <!--T:{}--> inside of a unit, beside another one, or without a blank or newline behind it"
    if len(markers) > 1:
        yield from map(wrong.format, markers)
    elif markers:
        name = markers[0]
        if not name.strip() or name.strip() != name or _NO_NAME.search(name):
            yield f"a marker with a name that the wiki does not give, <!--T:{name}-->"
        elif _MARKER.search(unit.text):
            yield wrong.format(name)
        elif not unit.text.strip(_BLANK):
            yield f"the marker <!--T:{name}--> without a text"
    values: dict[str, str] = {}
    for found in _variables(unit.text):
        if not found["value"].strip():
            yield "a variable that holds nothing"
        if values.setdefault(_name_of(found), found["value"]) != found["value"]:
            yield "two variables of one name in a unit"
    yield from ["a variable with one tag alone"] * len(_VARIABLE_TAG.findall(unit.shown))


def _outside(text: str, insides: list[Span]) -> Iterator[str]:
    """Markers and variables that no ``<translate>`` holds."""
    rest = _LITERAL.sub("", "".join(text[a:b] for a, b in between(insides, len(text))))
    for name in _MARKER.findall(rest):
        yield f"the marker <!--T:{name}--> outside of any <translate>"
    yield from ["a variable outside of any <translate>"] * len(re.findall(r"<tvar[\s|]", rest))


def _cut(source: ScannedText, spans: list[Span]) -> Iterator[str]:
    """Constructs of which a unit, or a ``<translate>``, holds one end alone."""
    closed = [e.span for e in source.enclosures if e.kind != "comment"]
    closed += [(b.start, b.partner + 1) for b in source.borders if b.partner is not None and b.partner > b.start]
    ends = sorted((place, span) for span in spans for place in span)
    for first, last in closed:
        inside = ends[bisect_right(ends, first, key=itemgetter(0)) : bisect_left(ends, last, key=itemgetter(0))]
        for start, end in {span for _, span in inside}:
            if not (first < start and end < last):
                yield "a unit that cuts a template, table or tag in two"


def _misplaced(text: str, whole: Span, inside: Span) -> Iterator[str]:
    """Tags before a list mark or heading, which holds at the start of a line alone, or out of a list item."""
    content = text[slice(*inside)]
    before = text[text.rfind("\n", 0, whole[0]) + 1 : whole[0]]
    if "\n" not in content:
        bare = _AT_LINE_END.sub("", _IN_FRONT.sub("", content.strip(_BLANK), count=1))
        if not before.strip() and _LINE_MARK.match(bare):
            yield "a list mark or heading behind a <translate> on its line"
    elif before.startswith(("*", "#", ":", ";")) and content.strip(_BLANK):
        yield "a <translate> that begins in a list item and ends on another line"
