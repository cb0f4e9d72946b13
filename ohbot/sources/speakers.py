"""Who speaks: names before a colon, and people told of in prose."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ohbot.model import Person
from ohbot.recognise.names import Evidence, is_common, is_name, judge
from ohbot.recognise.people import NAME

_PREFIX = re.compile(
    r"[(\[](?P<alone>[^\W\d_][^()\[\]]{0,39})[)\]]\s*:\s+(?P<words>.*)"
    r"|(?P<name>[^\W\d_][^:：()\[\]<>{}|\"“”/\\?!,;]{0,39}?)"
    r"(?:\s*[(\[](?P<role>[^()\[\]]{1,100})[)\]])?\s*(?::(?=\s|$)|：)\s*(?P<text>.*)"
)
_LED = re.compile(
    rf"\b(?:led|hosted|moderated|facilitated|chaired|held|given|joined)\s+by\s+(?P<name>{NAME})"
    r"(?:,\s+(?:the\s+|our\s+)?(?P<role>[^,.;:()]{3,100})|\s+\((?P<aside>[^()]{3,100})\))",
    re.I,
)
_ROLE = re.compile(
    r"\b(?:president|manager|director|lead|leader|head|officer|engineer|chair|coordinator|specialist|counsel|analyst"
    r"|steward|designer|developer|researcher|scientist|facilitator|ceo|cto|cfo|coo|member|editor|administrator|partner"
    r"|architect|advisor|adviser|liaison|professor|secretary|strategist|writer|librarian|founder)s?\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph with the name before its colon taken off; all None where no speaker is named."""

    text: str
    speaker: str | None = None
    role: str | None = None


def prefix(text: str) -> Said | None:
    """What stands before the colon read as a speaker, whether or not it is one; None without a colon."""
    found = _PREFIX.match(text)
    return found and Said(found["words"] or found["text"] or "", found["alone"] or found["name"], found["role"])


def names_speaker(text: str) -> bool:
    """Whether a line by its looks begins with a speaker's name."""
    return said(text).speaker is not None


def said(text: str, known: frozenset[str] = frozenset(), common: frozenset[str] = frozenset()) -> Said:
    """The speaker, role and words of a paragraph; ``known`` are names in case-folded form.

    A name that nobody told counts too where it looks like one and the text never uses it as a common word.
    """
    found = prefix(text)
    who = (found and found.speaker) or ""
    evidence = Evidence(who, known=who.casefold() in known, common=is_common(who, common))
    return found if found and judge(evidence).is_name else Said(text)


def people_in(texts: Sequence[str]) -> tuple[Person, ...]:
    """The people of whom a text tells with name and role ("led by X, Head of Y"); only what is certain."""
    found = (match for text in texts for match in _LED.finditer(text))
    pairs = ((match["name"], _role(match["role"] or match["aside"])) for match in found)
    return tuple(Person(name, role) for name, role in pairs if role and is_name(name))


def merged(people: Sequence[Person], others: Iterable[Person]) -> tuple[Person, ...]:
    """``people`` and then ``others``, each person once; a first name is that of the one person who has it."""
    result = list(people)
    for other in others:
        index = next((i for i, person in enumerate(result) if _same(person.name, other.name)), None)
        if index is None:
            result.append(other)
        else:
            result[index] = replace(result[index], role=result[index].role or other.role)
    return tuple(result)


def _same(one: str, other: str) -> bool:
    first, second = one.casefold().split(), other.casefold().split()
    return first == second or (1 in (len(first), len(second)) and first[0] == second[0])


def _role(text: str) -> str | None:
    role = re.split(r"\s+(?:and|who|to|on|at\s+\d)\s+(?=(?:was|is|had|focused|talk|answer|took|lasted)\b)", text)[
        0
    ].strip()
    return role if _ROLE.search(role) else None
