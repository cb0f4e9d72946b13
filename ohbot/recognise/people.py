"""People in prose: who is told of with a role, and who speaks where a text says so once for all."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ohbot.model import Person
from ohbot.model.metadata import joined
from ohbot.recognise.names import is_name

_WORD = r"(?-i:[^\W\d_a-z][\w.'’\-]*)"
NAME = rf"{_WORD}(?:\s+(?:(?:de|van|von|der|del|la|da|di|al|bin)\s+)*{_WORD}){{0,3}}"
"""A name in running text, for expressions that ignore case."""
_SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\s\w\.)(?<!\b[DM][rs]\.)(?<!\bMrs\.)(?<!\bProf\.)(?<!\bSt\.)\s+(?=[^\W\d_a-z])"
)
"""Behind a full stop that is not one of an initial or a title."""

_LED = re.compile(
    rf"\b(?:led|hosted|moderated|facilitated|chaired|held|given|joined)\s+by\s+(?P<name>{NAME})"
    r"(?:,\s+(?:the\s+|our\s+)?(?P<role>[^,.;:()]{3,100})|\s+\((?P<bracketed>[^()]{3,100})\))",
    re.I,
)
_ROLE = re.compile(
    r"\b(?:president|manager|director|lead|leader|head|officer|engineer|chair|coordinator|specialist|counsel|analyst"
    r"|steward|designer|developer|researcher|scientist|facilitator|ceo|cto|cfo|coo|member|editor|administrator|partner"
    r"|architect|advisor|adviser|liaison|professor|secretary|strategist|writer|librarian|founder)s?\b",
    re.I,
)

_UNLESS = re.compile(
    r"(?:(?:unless|except(?:\s+(?:where|when|as|if))?|(?:if|where|when)\s+(?:not?|none|nobody|no\s+one))"
    r"(?:\s+[\w'’]+){0,4}?"
    r"\s+(?:noted|stated|indicated|specified|marked|mentioned|attributed|named|labell?ed|credited|said|given|told|shown)"
    r"(?:\s+otherwise)?(?:\s+(?:below|in\s+the\s+text|here))?)",
    re.I,
)
_SAID = r"(?:answers?|responses?|replies|comments|remarks|statements|speaker)"
_DEFAULTS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b(?:{_SAID}|answered|given)(?:\s*:|\b[^.!?:]{{0,40}}?\b(?:by|from|of|is|are))\s+(?P<name>{NAME})(?!['’]s\s+\w)",
        rf"(?<!\band\s)(?P<name>{NAME})\s+(?:is|was|has|had)?\s*(?:the\s+)?"
        r"(?:g(?:ave|iven?|ives)\s+(?:all\s+)?(?:the\s+)?answers|speaker|speaking|answer(?:s|ed|ing)?|repl(?:ies|ied)|respond(?:s|ed)|spoke|speaks)\b",
    )
)
_PLAIN_DEFAULTS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b(?:unattributed|unmarked|unsigned|all(?:\s+(?:of\s+)?the)?)\s+{_SAID}\b[^.!?:]{{0,30}}?"
        rf"\b(?:by|from)\s+(?P<name>{NAME})",
        rf"\b{_SAID}\s+without\s+(?:a\s+)?names?\b[^.!?:]{{0,30}}?\b(?:by|from|of|is|are)\s+(?P<name>{NAME})",
        rf"^(?:default\s+speaker|answered\s+by|answers\s+by)\s*:?\s+(?P<name>{NAME})\.?$",
        rf"(?P<name>{NAME})\s+answered\s+(?:all|the)\s+(?:of\s+the\s+)?questions\b",
    )
)
_ANOTHER = re.compile(r"\s*(?:,|\band\b|\bor\b|&)\s+[^\W\d_a-z]")
"""A second name behind the first: then nobody is the one who answers."""
MAY_TELL = re.compile(rf"{_SAID}|answer|repl(?:ies|ied)|respond|sp[eo][ao]k|default", re.I)
"""What stands in every sentence that may say who answers."""


def default_speaker(texts: Sequence[str]) -> str | None:
    """Who speaks where nobody is named, if a text says so ("Answers are by X unless otherwise noted").

    The person who is told first, with the surname where another sentence has it.
    """
    names = list(_speakers_named(texts))
    return next((name for name in names if name.startswith(f"{names[0]} ")), names[0]) if names else None


def _speakers_named(texts: Sequence[str]) -> Iterator[str]:
    sentences = (part for text in texts for part in _SENTENCE_END.split(text))
    for sentence in filter(MAY_TELL.search, sentences):
        rest, limited = _UNLESS.subn(" ", sentence)
        rest = rest.strip(" ,;")
        for pattern in (*_PLAIN_DEFAULTS, *(_DEFAULTS if limited else ())):
            found = pattern.search(rest)
            name = re.sub(r"['’]s$", "", found["name"].rstrip(".")) if found else ""
            if found and not _ANOTHER.match(rest, found.end("name")) and is_name(name):
                yield name


def people_in(texts: Sequence[str]) -> tuple[Person, ...]:
    """The people of whom a text tells with name and role ("led by X, Head of Y"); only what is certain."""
    found = (match for text in texts for match in _LED.finditer(text))
    pairs = ((match["name"], _role(match["role"] or match["bracketed"])) for match in found)
    return tuple(Person(name, role) for name, role in pairs if role and is_name(name))


def merged(people: Sequence[Person], others: Iterable[Person]) -> tuple[Person, ...]:
    """``people`` and then ``others``, each person once; a first name is that of the one person who has it."""
    others, result, places = tuple(others), list(people), dict[tuple[str, ...], int]()
    full = Counter(words[:1] for words in {_words(one) for one in (*people, *others)} if len(words) > 1)

    def key(person: Person) -> tuple[str, ...]:
        words = _words(person)
        return words if full[words[:1]] > 1 else words[:1]

    for place, person in enumerate(people):
        places.setdefault(key(person), place)
    for person in others:
        place = places.setdefault(key(person), len(result))
        if place == len(result):
            result.append(person)
        else:
            known = result[place]
            metadata = joined(known.metadata, person.metadata)
            result[place] = replace(known, role=known.role or person.role, metadata=metadata)
    return tuple(result)


def _words(person: Person) -> tuple[str, ...]:
    return tuple(person.name.casefold().split())


def called(people: Iterable[Person]) -> frozenset[str]:
    """The ways in which people are named in a text (case-folded): in full, by first name, by initials."""
    names: set[str] = set()
    for person in people:
        words = person.name.split()
        initials = "".join(word[0] for word in words if word[0].isalpha())
        names |= {person.name, words[0], *((initials,) if len(initials) > 1 else ())}
    return frozenset(name.casefold() for name in names)


def _role(text: str) -> str | None:
    more = r"\s+(?:and|who|to|on|at\s+\d)\s+(?=(?:was|is|had|focused|talk|answer|took|lasted)\b)"
    role = re.split(more, text)[0].strip()
    return role if _ROLE.search(role) else None
