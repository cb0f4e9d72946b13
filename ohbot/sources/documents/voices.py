"""Which words before a colon are speakers: what a whole document tells about its names."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ohbot.model import Person
from ohbot.recognise.labels import FUNCTION_WORDS
from ohbot.recognise.names import Evidence, Form, common_words, is_common, is_label, is_name, judge
from ohbot.sources.documents.blocks import Block
from ohbot.sources.rich import Rich, Span, bold_length, cut, plain, tidy

CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?: ?[AaPp]\.?[Mm]\b\.?)?"
_NAME = r"[^\s:：()\[\]<>{}\"“”/\\?!,;*#=.\-–—](?:[^:：()\[\]<>{}\"“”\\?!;*#=]{0,48}[^\s:：()\[\]<>{}\"“”/\\!,;*#=])?"
_ROLE = r"(?:[(\[](?P<role>[^()\[\]]{1,100})[)\]])?"
_PLAIN = re.compile(
    rf"(?:[.>•·*\-–—_]{{1,8}}\s+|_+)?(?:[(\[](?P<alone>[^\W\d_][^()\[\]]{{0,39}})[)\]]|(?P<name>{_NAME}|\?{{2,}})\s*{_ROLE})"
    r"\s*_*(?::_*(?=\s|$)|：)\s*"
)
_BOLD = re.compile(
    rf"\s*(?:<(?P<nick>[^<>\s]{{1,60}})>|(?P<name>[^:：<>?!\"“”]{{1,60}}?)\s*{_ROLE})\s*(?P<colon>[:：])?\s*"
)
_JUNK = re.compile(r"[\s_*.>-]*")
_COLON = re.compile(r"\s*[:：]\s*")
_TIME = re.compile(rf"\s*[\[(]?(?P<time>{CLOCK})[\])]?\s*[-–—|]?\s*")
_TIME_BEHIND = re.compile(
    rf"\s*[-–—|·,]?\s*(?:[\[(](?P<boxed>{CLOCK})[\])]|(?P<time>{CLOCK})(?=\s*(?:[:：]|$)))\s*[:：]?\s*"
)
_SEPARATOR = re.compile(r",\s*(?:and\s+)?|\s+(?:and|&|\+)\s+|\s*/\s*")
_DIALOGUE = 0.3
"""The share of lines with a name from which on a document is a dialogue, where a name may stand once."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What could be a speaker at the start of a line; the words begin at ``start``.

    ``strength`` is "colon" for a plain name, "bold" for one set in bold or beside a clock, "nick" for ``<nick>`` in
    bold, and "lead" for bold words without a colon; ``time`` is the clock beside it.
    """

    name: str
    role: str | None
    start: int
    strength: str
    time: str | None = None

    def words(self, rich: Rich) -> Rich:
        """The line without the speaker."""
        return tidy(cut(rich, self.start))


def candidate(rich: Rich) -> Candidate | None:
    """What could be the speaker of a line, by its looks alone."""
    text = plain(rich)
    junk = _JUNK.match(rich[0].text) if len(rich) > 1 and not rich[0].bold else None
    clock = _TIME.match(text)
    start = clock.end() if clock else junk.end() if junk else 0
    time = clock["time"] if clock else None
    bold = start + bold_length(cut(rich, start))
    if start < bold and (bold < len(text) or text.rstrip().endswith((":", "：", ")"))):
        return _bold(text, start, bold, time)
    found = _PLAIN.match(text, start)
    if not found or len((found["name"] or found["alone"]).split()) > 5:
        return None
    role = found["role"]
    if role and re.fullmatch(CLOCK, role):
        role, time = None, role
    return Candidate(found["alone"] or found["name"], role, found.end(), "bold" if time else "colon", time)


def _bold(text: str, start: int, bold: int, time: str | None) -> Candidate | None:
    found = _BOLD.fullmatch(text, start, bold)
    if not found:
        return None
    if found["nick"]:
        return Candidate(found["nick"], None, bold, "nick", time)
    behind = _TIME_BEHIND.match(text, bold)
    after = _COLON.match(text, bold)
    if len(found["name"].split()) > 5 or (found["colon"] and after):
        return None
    role = found["role"]
    if role and re.fullmatch(CLOCK, role):
        role, time = None, role
    elif behind and not time:
        return Candidate(found["name"].strip(), role, behind.end(), "bold", behind["time"] or behind["boxed"])
    if found["colon"] or after:
        return Candidate(found["name"].strip(), role, after.end() if after else bold, "bold", time)
    return (
        Candidate(found["name"].strip(), role, bold, "bold" if time else "lead", time) if bold < len(text) else None
    )


def names_speaker(text: str) -> bool:
    """Whether a line by its looks begins with a speaker's name."""
    found = candidate((Span(text),))
    return found is not None and found.start <= len(text) and judge(Evidence(found.name)).is_name


@dataclass(frozen=True, slots=True)
class Voices:
    """The names (case-folded) that speak in a document."""

    names: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()

    def voice(self, rich: Rich) -> Candidate | None:
        """Who speaks a line, if it begins with a speaker."""
        found = candidate(rich)
        if not found:
            return None
        known = self.leads if found.strength == "lead" else self.names
        first, *others = _SEPARATOR.split(found.name.casefold())
        together = first in known and FUNCTION_WORDS.isdisjoint(word for other in others for word in other.split())
        if not together and found.name.casefold() not in known:
            return None
        return found


def voices_in(blocks: Iterable[Block], people: Iterable[Person], *, may_talk: bool = True) -> Voices:
    """The speakers of a document, from how often and in which form names stand before its lines.

    Where it ``may_talk``, many lines with a name make a dialogue of it, in which anything before a colon may be one.
    """
    lines = [row.rich for block in blocks if block.is_said for row in block.rows]
    candidates = [candidate(rich) for rich in lines]
    found = [one for one in candidates if one]
    with_role = (Person(one.name) for one in found if one.role and is_name(one.name))
    known = known_names((*people, *with_role))
    sure = [one for one in found if one.strength != "lead"]
    counts = Counter(one.name.casefold() for one in sure)
    share = sum(not is_label(one.name) for one in sure) / max(len(lines), 1)
    pairs = zip(lines, candidates, strict=True)
    common = common_words(plain(rich)[one.start if one else 0 :] for rich, one in pairs)
    repeated = [counts[one.name.casefold()] > 1 for one in sure if one.strength == "bold"]
    bold: Form = "bold" if sum(repeated) * 2 > len(repeated) else "label"
    forms: dict[str, Form] = {"colon": "plain", "nick": "bold", "bold": bold}

    def speaks(one: Candidate) -> bool:
        low, dialogue = one.name.casefold(), may_talk and share >= _DIALOGUE
        usual, again = is_common(low, common), counts[low] > 1
        form: Form = "bold" if one.time else forms[one.strength]
        evidence = Evidence(one.name, form, low in known, usual, dialogue, again, facts=may_talk)
        return judge(evidence).is_name

    names = {one.name.casefold() for one in sure if "," not in one.name and speaks(one)} | known
    leading = Counter(one.name.casefold() for one in found if one.strength == "lead" and " " not in one.name)
    many = sum(leading.values()) >= 4 and len(leading) > 1
    leads = names | {name for name, count in leading.items() if many and not is_label(name)}
    return Voices(frozenset(names), frozenset(leads))


def dialogue_share(blocks: Sequence[Block]) -> float:
    """The share of lines that begin with the name of a speaker."""
    found = voices_in(blocks, ())
    lines = [row.rich for block in blocks if block.is_said for row in block.rows]
    return sum(found.voice(rich) is not None for rich in lines) / max(len(lines), 1)


def known_names(people: Iterable[Person]) -> frozenset[str]:
    """The ways in which people are named in a document (case-folded): in full, by first name, by initials."""
    names: set[str] = set()
    for person in people:
        words = person.name.split()
        initials = "".join(word[0] for word in words if word[0].isalpha())
        names |= {person.name, words[0], *((initials,) if len(initials) > 1 else ())}
    return frozenset(name.casefold() for name in names)
