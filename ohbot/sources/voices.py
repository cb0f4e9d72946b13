"""Which words before a colon are speakers: what a whole document tells about its names."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ohbot.model import Person
from ohbot.recognise.labels import FUNCTION_WORDS
from ohbot.recognise.names import Evidence, Form, common_words, is_common, is_label, judge
from ohbot.sources.rich import Rich, bold_length, cut, plain, tidy

_NAME = r"[^\s:：()\[\]<>{}\"“”/\\?!,;*#=.\-–—](?:[^:：()\[\]<>{}\"“”\\?!;*#=]{0,48}[^\s:：()\[\]<>{}\"“”/\\!,;*#=])?"
_PLAIN = re.compile(
    rf"(?:[.>•·*\-–—_]{{1,8}}\s+|_+)?(?P<name>{_NAME}|\?{{2,}})\s*(?:[(\[](?P<role>[^()\[\]]{{1,100}})[)\]])?"
    r"\s*_*(?::_*(?=\s|$)|：)\s*(?=\S)"
)
_BOLD = re.compile(
    r"\s*(?:<(?P<nick>[^<>\s]{1,60})>|(?P<name>[^:：<>?!\"“”]{1,60}?)\s*(?:[(\[](?P<role>[^()\[\]]{1,100})[)\]])?)\s*(?P<colon>[:：])?\s*"
)
_JUNK = re.compile(r"[\s_*.>-]*")
_COLON = re.compile(r"\s*[:：]\s*")
_SEPARATOR = re.compile(r",\s*(?:and\s+)?|\s+(?:and|&|\+)\s+|\s*/\s*")
_DIALOGUE = 0.3
"""The share of lines with a name from which on a document is a dialogue, where a name may stand once."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What could be a speaker at the start of a line; the words begin at ``start``.

    ``strength`` is "colon" for a plain name, "bold" for one set in bold, "nick" for ``<nick>`` in bold, and
    "lead" for bold words without a colon.
    """

    name: str
    role: str | None
    start: int
    strength: str


def candidate(rich: Rich) -> Candidate | None:
    """What could be the speaker of a line, by its looks alone."""
    text = plain(rich)
    junk = _JUNK.match(rich[0].text) if len(rich) > 1 and not rich[0].bold else None
    start = junk.end() if junk else 0
    bold = start + bold_length(cut(rich, start))
    if start < bold < len(text):
        return _bold(text, start, bold)
    found = _PLAIN.match(text)
    if not found or len(found["name"].split()) > 5:
        return None
    return Candidate(found["name"], found["role"], found.end(), "colon")


def _bold(text: str, start: int, bold: int) -> Candidate | None:
    found = _BOLD.fullmatch(text, start, bold)
    if not found:
        return None
    if found["nick"]:
        return Candidate(found["nick"], None, bold, "nick")
    after = _COLON.match(text, bold)
    if len(found["name"].split()) > 5 or (found["colon"] and after):
        return None
    if found["colon"] or after:
        return Candidate(found["name"].strip(), found["role"], after.end() if after else bold, "bold")
    return Candidate(found["name"].strip(), found["role"], bold, "lead")


@dataclass(frozen=True, slots=True)
class Voice:
    """A line with its speaker taken off."""

    speaker: str
    role: str | None
    words: Rich


@dataclass(frozen=True, slots=True)
class Voices:
    """The names (case-folded) that speak in a document."""

    names: frozenset[str]
    leads: frozenset[str]

    def voice(self, rich: Rich) -> Voice | None:
        """Who speaks a line, if it begins with a speaker."""
        found = candidate(rich)
        if not found:
            return None
        known = self.leads if found.strength == "lead" else self.names
        first, *others = _SEPARATOR.split(found.name.casefold())
        together = first in known and FUNCTION_WORDS.isdisjoint(word for other in others for word in other.split())
        if not together and found.name.casefold() not in known:
            return None
        return Voice(found.name, found.role, tidy(cut(rich, found.start)))


def voices(lines: Sequence[Rich], people: Iterable[Person]) -> Voices:
    """The speakers of a document, from how often and in which form names stand before its lines."""
    candidates = [candidate(rich) for rich in lines]
    found = [one for one in candidates if one]
    known = known_names(people)
    sure = [one for one in found if one.strength != "lead"]
    counts = Counter(one.name.casefold() for one in sure)
    share = sum(not is_label(one.name) for one in sure) / max(len(lines), 1)
    pairs = zip(lines, candidates, strict=True)
    common = common_words(plain(rich)[one.start if one else 0 :] for rich, one in pairs)
    repeated = [counts[one.name.casefold()] > 1 for one in sure if one.strength == "bold"]
    bold: Form = "bold" if sum(repeated) * 2 > len(repeated) else "label"
    forms: dict[str, Form] = {"colon": "plain", "nick": "bold", "bold": bold}

    def speaks(one: Candidate) -> bool:
        low, dialogue = one.name.casefold(), share >= _DIALOGUE
        usual, again = is_common(low, common), counts[low] > 1
        evidence = Evidence(one.name, forms[one.strength], low in known, usual, dialogue, again, facts=True)
        return judge(evidence).is_name

    names = {one.name.casefold() for one in sure if speaks(one)} | known
    leading = Counter(one.name.casefold() for one in found if one.strength == "lead" and " " not in one.name)
    many = sum(leading.values()) >= 4 and len(leading) > 1
    leads = names | {name for name, count in leading.items() if many and not is_label(name)}
    return Voices(frozenset(names), frozenset(leads))


def known_names(people: Iterable[Person]) -> frozenset[str]:
    """The ways in which people are named in a document (case-folded): in full, by first name, by initials."""
    names: set[str] = set()
    for person in people:
        words = person.name.split()
        initials = "".join(word[0] for word in words if word[0].isalpha())
        names |= {person.name, words[0], *((initials,) if len(initials) > 1 else ())}
    return frozenset(name.casefold() for name in names)
