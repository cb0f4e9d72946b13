"""The facts in a page's header: the parameters of a template that tells a title, a date or a recording."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime
from typing import Any, NamedTuple

import mwparserfromhell

from ohbot.model import FACTS, Session
from ohbot.model.enclosures import Enclosure, Span
from ohbot.model.view import stamp
from ohbot.recognise.labels import PARAMETER_FIELDS
from ohbot.wikitext.fields import FORMS
from ohbot.wikitext.moments import ENDS, STARTS, Mention, of_form, times
from ohbot.wikitext.rows import trim
from ohbot.wikitext.source import ScannedText
from ohbot.wikitext.splice import JoinedTexts, TextEdit, spliced

_TELLING = frozenset(("title", "date", "start", "recordings"))
"""A template that holds one of these is a header; one that holds only others may be any template."""
_BOX = re.compile(
    r"\s*(?:collaps|hid(?:e|den)|cot\b|quot|box|[a-z]?mbox|archiv|cite|note|nav|see\b|main\b)", re.IGNORECASE
)
"""Names of templates whose title is a title of something else."""


class HeaderField(NamedTuple):
    """A parameter with a name: ``name`` with the blanks around it, and where its value stands, with these, too."""

    name: str
    value: Span
    fact: str | None
    """The fact that it holds, or the part of one."""


class Header:
    """The call of a header template: its fields, and the facts that they tell."""

    def __init__(self, source: ScannedText, before: str, fields: Sequence[HeaderField]) -> None:
        """``before`` is what stands before the first parameter."""
        self.source, self.before, self.fields = source, before, fields
        self._values = JoinedTexts(source.visible(*one.value).strip() for one in self.by_fact.values())
        self._places = dict(zip(self.by_fact, self._values.places, strict=True))
        found = [
            (fact, form, form.read(self._words_of(fact))) for fact, form in FORMS.items() if fact in self._places
        ]
        values, places = self._values.text, self._places
        self.facts: Mapping[str, Mention] = {
            fact: of_form(fact, form, values, places[fact], value) for fact, form, value in found if value is not None
        } | dict(times(values, places, UTC))

    @property
    def by_fact(self) -> dict[str, HeaderField]:
        """The first field of each fact, or part of one."""
        return {one.fact: one for one in reversed(self.fields) if one.fact}

    def edits(self, session: Session, shown: Mapping[str, Any], unasked: Set[str]) -> Iterator[TextEdit]:
        """What makes the header tell what a session has, where the page (``shown``) tells something else.

        What it tells nothing of, it gets, but for the facts ``unasked``.
        """
        new = {fact for fact in FACTS if (getattr(session, fact) or None) != (shown.get(fact) or None)}
        words = self._changed(session, new)
        added = {name: value for name, value in self._missing(session, new, shown) if name not in unasked}
        for name, value in (words | added).items():
            if name in self._places and value != self._words_of(name):
                yield self._edit(self.by_fact[name].value, value)
        if fields := {name: value for name, value in added.items() if name not in self._places}:
            yield self._additions(fields)

    def _changed(self, session: Session, facts: set[str]) -> dict[str, str]:
        """The words of the fields that tell other values of some facts."""
        edits: list[TextEdit] = []
        gone: set[str] = set()
        for fact, mention in self.facts.items():
            if mention.holds_for(session) or not facts & {name for name, _ in mention.values}:
                continue
            if getattr(session, fact) or (fact == "end" and "end" not in self._places):
                edits += mention.edits(session)
            else:
                gone.update({"start": STARTS, "end": ENDS}.get(fact, (fact,)))
        return dict(zip(self._places, self._values.edited(edits), strict=True)) | dict.fromkeys(
            gone & self._places.keys(), ""
        )

    def _missing(self, session: Session, facts: set[str], shown: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What blank fields, and fields that are not there, have to hold of facts that the page tells nowhere."""
        for fact, form in FORMS.items():
            value = getattr(session, fact)
            if fact in facts and value and not shown.get(fact) and not self._words_of(fact):
                yield fact, form.write(value, "")
        start, end, day = session.start, session.end, shown.get("start")
        parts = [name for name in STARTS if self._words_of(name)]
        time = f"{start:%H:%M} UTC" if isinstance(start, datetime) else None
        if start and not parts and not day:
            if "date" in self._places and "start" not in self._places:
                yield "date", f"{start:%Y-%m-%d}"
                yield from [("time", time)] if time else ()
            else:
                yield "start", stamp(start) or ""
        elif time and day and not isinstance(day, datetime) and parts == ["date"]:
            yield "time", time
        if start and end and "end" in facts and not shown.get("end") and not self._words_of("end"):
            yield from [("end", stamp(end) or "")] if day or not parts else ()

    def _words_of(self, name: str) -> str:
        return self._values.text[slice(*self._places.get(name, (0, 0)))]

    # --- the form of the call

    def _edit(self, value: Span, words: str) -> TextEdit:
        """Other words in a field, in its layout; comments stay at the words that they stood at."""
        source, text = self.source, self.source.text
        visible = [span for span in source.shown(*value) if text[slice(*span)].strip()]
        if not visible:
            at = value[0] + len(self._around(value)[0])
            lead = "" if at > value[0] else self._blank
            return TextEdit(at, at, lead + words + ("" if at == value[1] or text[at] in "\n" else " "))
        start, end = trim(text, visible[0][0], visible[-1][1])
        if words:
            return TextEdit(start, end, spliced(source, start, end, words))
        if source.hidden_in(*value):
            return TextEdit(start, end, "".join(text[a:b] for a, b in source.hidden_in(start, end)))
        return TextEdit(*value, self._around(value)[1])

    @property
    def _blank(self) -> str:
        """What usually stands between the sign and a value on its line."""
        leads = [self._around(one.value)[0] for one in self.fields if self.source.text[slice(*one.value)].strip()]
        return next((lead for lead in leads if "\n" not in lead), " " if any(leads) else "")

    def _around(self, value: Span) -> tuple[str, str]:
        """The blanks before and behind a value."""
        raw = self.source.text[slice(*value)]
        first = raw[: len(raw) - len(raw.lstrip(None if raw.strip() else " \t"))]
        return first, raw[max(len(first), len(raw.rstrip())) :]

    def _additions(self, values: Mapping[str, str]) -> TextEdit:
        """New fields behind the last one, in the form of the others."""
        last = self.fields[-1]
        behind = [self._around(one.value)[1] for one in self.fields]
        usual = behind[-2] if len(behind) > 1 else self.before[len(self.before.rstrip()) :]
        end = last.value[1] - len(behind[-1])
        new = usual.join(f"|{self._named(name)}={self._blank}{value}" for name, value in values.items())
        return TextEdit(end, end, usual + new)

    def _named(self, name: str) -> str:
        """A name in the form of the others: with blanks, capitals and alignment as they have them."""
        names = [one.name for one in self.fields]
        bare = [one.strip() for one in names]
        if all(one[:1].isupper() for one in bare):
            name = name.capitalize()
        if any(" " in one for one in bare) and not any("_" in one for one in bare):
            name = name.replace("_", " ")
        lead = names[-1][: len(names[-1]) - len(names[-1].lstrip())]
        widths = {len(one.lstrip()) for one in names}
        behind = names[-1][len(names[-1].rstrip()) :]
        if len(widths) == 1 and (len(behind) > 1 or len(set(map(len, bare))) > 1):
            return lead + f"{name}{' ' * (len(behind) > 0)}".ljust(widths.pop())
        return lead + name + behind


def find_header(source: ScannedText, before: int) -> Header | None:
    """The header: the first template above ``before`` that tells a title, date or recording; None for none."""
    behind = 0
    for enclosure in sorted((e for e in source.enclosures if e.end <= before), key=lambda e: e.start):
        if enclosure.kind == "template" and enclosure.start >= behind:
            found = _header(source, enclosure)
            if found and _TELLING & found.by_fact.keys():
                return found
        behind = max(behind, enclosure.end)
    return None


def _header(source: ScannedText, template: Enclosure) -> Header | None:
    wikitext = source.text[template.start : template.end]
    if "=" not in wikitext or len(wikitext) > 20_000 or wikitext.count("{{") > 200:
        return None  # a box around something
    node = next(iter(mwparserfromhell.parse(wikitext).nodes), None)
    if not isinstance(node, mwparserfromhell.nodes.Template) or _BOX.match(str(node.name)):
        return None
    at = template.start + len("{{") + len(str(node.name))
    fields = []
    for parameter in node.params:
        end = at + len("|") + len(str(parameter))
        if parameter.showkey:
            name = str(parameter.name)
            fact = PARAMETER_FIELDS.get(re.sub(r"[_\s-]+", " ", name).strip().casefold())
            fields.append(HeaderField(name, (end - len(str(parameter.value)), end), fact))
        at = end
    return Header(source, str(node.name), fields) if fields else None


def header(name: str, session: Session) -> str:
    """A call of a wiki's header template with the session's facts, a line each, as `find_header` reads them."""
    lines = [f"{{{{{name}"]
    for fact in FACTS:
        value = getattr(session, fact)
        written = stamp(value) if fact in ("start", "end") else FORMS[fact].write(value, "") if value else ""
        lines.append(f" | {fact} = {written or ''}".rstrip())
    return "\n".join([*lines, "}}\n"])
