"""The values of facts in wikitext: how each is read from a stretch of it, and written over what stands there."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from ohbot.model import Person
from ohbot.model.enclosures import Span
from ohbot.model.text import label
from ohbot.recognise.names import is_name
from ohbot.wikitext.escape import escape, escape_address, unescape
from ohbot.wikitext.speakers import shown_name
from ohbot.wikitext.splice import TextEdit, edited


@dataclass(frozen=True, slots=True)
class ValueForm:
    """How the value of one fact is read, None where it tells none, and written over an old wording."""

    read: Callable[[str], Any]
    write: Callable[[Any, str], str]


def plain(wikitext: str) -> str:
    """What a reader sees of a short wikitext: the labels of its links, without bold."""
    shown = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", wikitext.replace("{{!}}", "|"))
    return label(unescape(shown.replace("'''", "").replace("''", "")))


def escaped(text: str) -> str:
    """A plain text as a value: in a table, a line or a template's parameter."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;").replace("|", "&#124;")


def _has_template(words: str) -> bool:
    return "{{" in words.replace("{{!}}", "")


# --- one text


def _read_text(words: str) -> str | None:
    return None if _has_template(words) else plain(words) or None


def _write_text(value: str | None, old: str) -> str:
    quotes = re.match(r"('{2,5})(?!').*(?<!')\1$", old, re.DOTALL)
    around = quotes[1] if quotes else ""
    return f"{around}{escaped(value)}{around}" if value else ""


_STATUS = {
    **dict.fromkeys(("planned", "upcoming", "scheduled", "announced"), "planned"),
    **dict.fromkeys(("held", "done", "finished", "past", "completed", "over"), "held"),
    **dict.fromkeys(("cancelled", "canceled"), "cancelled"),
}


def _write_status(status: str | None, old: str) -> str:
    return (status or "").capitalize() if old[:1].isupper() else status or ""


# --- lists


class _ListForm(NamedTuple):
    """The entries of a list of any kind, and what stands before, between and behind them."""

    entries: tuple[str, ...]
    lead: str = ""
    between: tuple[str, ...] = ()
    trail: str = ""

    def written(self, entries: Sequence[str]) -> str:
        """Other entries in the form of these: a new one is parted as the first two are."""
        if not entries:
            return ""
        bullet = self.lead if re.search(r"[*#]\s*$", self.lead) else ""
        usual = self.between[0] if self.between else (f"\n{bullet.strip()} " if bullet else ", ")
        parting = [usual] * (len(entries) - 1)
        if len(self.between) > 1 and parting:
            parting[-1] = self.between[-1]
        pieces = [piece for pair in zip(entries, [*parting, self.trail], strict=True) for piece in pair]
        return "".join([self.lead, *pieces])


_WHOLE = r"\{\{!\}\}|&#?\w+;|\[\[[^\[\]]*\]\]|\{\{[^{}]*\}\}|\([^()]*\)"
_MARK = r"(?:[*:][*#:]*[ \t]*|#[*#:]*[ \t]+)?"
_SIGNS = rf"\s*<br\b[^<>]*>\s*{_MARK}|[ \t]*\n\s*{_MARK}|\s*[;,]\s*"
_BETWEEN = re.compile(rf"{_WHOLE}|(?<!\s)(?P<sep>(?:{_SIGNS})+)", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(
    rf"{_WHOLE}|(?<!\s)(?P<sep>(?:{_SIGNS}|\s*[、，]\s*)+(?:and\s+)?|\s+(?:and|und|et|y|e|en|och|og|i|и|та|ve|&(?:amp;)?)\s+)",
    re.IGNORECASE,
)
_LEAD = re.compile(rf"\s*{_MARK}")
_WRAPPED = re.compile(r"(\{\{[^{}|\n]+\|\s*(?=[*#]))(.*\S)(\s*\}\})", re.DOTALL)


def _list(words: str, between: re.Pattern[str] = _BETWEEN) -> _ListForm:
    """Entries parted by commas, semicolons, line breaks, or in bullets, also as a template's one parameter."""
    wrapped = _WRAPPED.fullmatch(words)
    before, inner, behind = wrapped.groups() if wrapped else ("", words, "")
    at = len(inner) - len(_LEAD.sub("", inner, count=1))
    entries, seps = [], [before + inner[:at]]
    for found in between.finditer(inner, at):
        if found["sep"] is None:
            continue
        if found.start() > at:
            entries.append(inner[at : found.start()])
            seps.append(found[0])
        else:
            seps[-1] += found[0]
        at = found.end()
    rest = inner[at:].rstrip()
    if rest:
        entries.append(rest)
        seps.append("")
    return _ListForm(tuple(entries), seps[0], tuple(seps[1:-1]), seps[-1] + inner[at + len(rest) :] + behind)


_IN_ENTRY = re.compile(r"(&#?\w+;)|[][,;()、，]|^[*:]")


def _entry(text: str) -> str:
    """A plain text as an entry of a list."""
    return _IN_ENTRY.sub(lambda found: found[1] or f"&#{ord(found[0])};", escaped(text))


def _write_list(
    values: Sequence[Any],
    old: str,
    read: Callable[[str], Any] = plain,
    write: Callable[[Any], str] = _entry,
    between: re.Pattern[str] = _BETWEEN,
) -> str:
    """Other values in a list: those of its entries as they are written there."""
    form = _list(old, between)
    left = [(read(entry), entry) for entry in form.entries]
    entries = []
    for value in values:
        known = next((pair for pair in left if pair[0] == value), None)
        if known:
            left.remove(known)
        entries.append(known[1] if known else write(value))
    return form.written(entries)


def _read_list(words: str) -> tuple[str, ...] | None:
    entries = _list(words).entries
    return None if any(map(_has_template, entries)) else tuple(filter(None, map(plain, entries)))


# --- addresses

_ADDRESS = re.compile(r"https?://[^\s,\]<>|{}]+", re.IGNORECASE)


def addresses(words: str) -> list[Span]:
    """Where a text names web addresses, without the punctuation behind them."""
    return [(found.start(), found.start() + len(_bare(found[0]))) for found in _ADDRESS.finditer(words)]


def _bare(address: str) -> str:
    """An address without what ends the sentence or the brackets that it stands in."""
    while address[-1] in ".:!?'’”" or (address[-1] == ")" and address.count("(") < address.count(")")):
        address = address[:-1]
    return address


def _read_addresses(words: str) -> tuple[str, ...] | None:
    found = tuple(label(unescape(words[slice(*span)])) for span in addresses(words))
    return found or (None if words.strip() else ())


def _write_addresses(values: tuple[str, ...], old: str) -> str:
    """In the links that stand there: new ones follow the last, and old ones go with their entries."""
    spans = addresses(old)
    labels = [label(unescape(old[slice(*span)])) for span in spans]
    if len(values) < len(spans) or not spans:
        form = _list(old)
        kept = [entry for entry in form.entries if any(address in values for address in _read_addresses(entry) or ())]
        new = form.written(kept)
        return new if _read_addresses(new) == values else " ".join(map(_write_address, values))
    pairs = zip(spans, labels, values, strict=False)
    edits = [TextEdit(*span, _write_address(value)) for span, address, value in pairs if address != value]
    start, stop = spans[-1]
    closing = re.compile(r"[^\]\n]*\]").match(old, stop) if old[start - 1 : start] == "[" else None
    stop = closing.end() if closing else stop
    form = _list(old)
    usual = form.between[0] if form.between else ", " if closing else " "
    more = "".join(f"{usual}{_write_address(value)}" for value in values[len(spans) :])
    return edited(old, [*edits, TextEdit(stop, stop, more)])


def _write_address(address: str) -> str:
    written = escape_address(address).replace(",", "&#44;")
    return written if _bare(written) == written else f"{written[:-1]}&#{ord(written[-1])};"


# --- people

_PERSON = re.compile(
    r"(?:\[\[[^\[\]:|]*:(?P<user>[^\[\]|{}]*)(?:(?:\||\{\{!\}\})(?P<label>[^\[\]]*))?\]\]|(?P<name>.*?))"
    r"\s*(?:\((?P<role>[^()]*)\))?",
    re.DOTALL,
)


def _person(words: str) -> Person:
    found = _PERSON.fullmatch(words)
    assert found is not None
    name = found["label"] or found["user"] or found["name"] or ""
    user = label(found["user"] or "")
    return Person(plain(shown_name(name)), plain(found["role"] or "") or None, user or None)


def _read_people(words: str) -> tuple[Person, ...] | None:
    entries = _list(words).entries
    return None if any(map(_has_template, entries)) else tuple(one for one in map(_person, entries) if one.name)


def is_account(name: str | None) -> bool:
    """Whether a name may be that of an account, so that a link can lead there."""
    return bool(name) and frozenset("[]{}|#<>\n").isdisjoint(name or "")


def _write_person(person: Person) -> str:
    name = _entry(person.name)
    role = f" ({_entry(person.role)})" if person.role else ""
    return (f"[[User:{person.username}|{name}]]" if is_account(person.username) else name) + role


_write_people = partial(_write_list, read=_person, write=_write_person)

FORMS: dict[str, ValueForm] = {
    "title": ValueForm(_read_text, _write_text),
    "status": ValueForm(lambda words: _STATUS.get(plain(words).rstrip(".").lower()), _write_status),
    "venues": ValueForm(_read_list, _write_list),
    "recordings": ValueForm(_read_addresses, _write_addresses),
    "people": ValueForm(_read_people, _write_people),
    "default_speaker": ValueForm(_read_text, _write_text),
}
"""How each fact but the times is read and written."""


# --- in a line of prose, where words may say anything


def _prose_venues(words: str) -> tuple[str, ...] | None:
    form = _list(words, _BETWEEN_WORDS)
    names = [plain(entry) for entry in form.entries]
    # more words than five are no place
    fine = all(0 < len(one.split()) <= 5 for one in names) and ";" not in "".join(form.between)
    return tuple(names) if fine and names and not _has_template(words) else None


def _prose_people(words: str) -> tuple[Person, ...] | None:
    entries = _list(words, _BETWEEN_WORDS).entries
    people = tuple(map(_person, entries))
    return people if people and all(one.username or is_name(one.name) for one in people) else None


LINE_FORMS: dict[str, ValueForm] = FORMS | {
    "venues": ValueForm(_prose_venues, partial(_write_list, between=_BETWEEN_WORDS)),
    "people": ValueForm(_prose_people, partial(_write_people, between=_BETWEEN_WORDS)),
}
"""The same behind a label in prose."""
