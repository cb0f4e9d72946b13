"""Who speaks: names before a colon, the speaker meant where none is named, people told of in prose."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ohbot.model import Person

NO_SPEAKERS = frozenset(
    """
    note, notes, nb, n.b, ps, p.s, topic, topics, agenda, action, actions, action item, action
    items, ai, agreed, info, decision, decisions, decided, conclusion, conclusions, resolution,
    summary, overview, background, context, update, updates, edit, edited, correction, comment,
    comments, question, questions, answer, answers, response, reply, q, a, q&a, follow-up, follow
    up, followup, follow-up question, http, https, ftp, mailto, irc, warning, important, tip, hint,
    example, examples, e.g, i.e, for example, date, day, time, when, where, venue, location, place,
    link, links, url, recording, recordings, video, slides, source, sources, reference, references,
    see, see also, meeting, todo, to do, next, next steps, next step, part, step, first, second,
    third, firstly, secondly, finally, last, also, however, yes, no, so, well, ok, okay, sorry,
    thanks, thank you, and, but, or, because, then, that, this, it, short answer, long answer, quick
    answer, tl;dr, tldr, short, long, in short, attendees, present, absent, regrets, participants,
    participant, speakers, speaker, host, hosts, guest, guests, chair, chairs, scribe, moderator
    notes, title, subject, goal, goals, problem, problems, solution, solutions, issue, issues, idea,
    ideas, result, results, status, reason, reasons, pros, cons, option, options, remember,
    reminder, disclaimer, editor's note, quote, from, to, cc, re, one, two, three, my answer, my
    view, my question, contact, contacts, e-mail, email, phone, telephone, tel, website, our goal,
    the answer, the short answer, good question, great question
    """.replace("\n    ", " ")
    .strip()
    .split(", ")
)
"""Labels that people write before a colon, in small letters."""

PARTICLES = frozenset(
    (
        "al",
        "bin",
        "da",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "la",
        "le",
        "ter",
        "van",
        "von",
        "y",
    )
)
_WORD = r"(?-i:[^\W\d_a-z][\w.'’\-]*)"
NAME = rf"{_WORD}(?:\s+(?:(?:de|van|von|der|del|la|da|di|bin|al)\s+)*{_WORD}){{0,3}}"
_ABBREVIATED = re.compile(r"(?:\w|Dr|Mr|Mrs|Ms|Mx|Prof|St|Jr|Sr)\.|(?:\w\.)+")
_PREFIX = re.compile(
    r"[(\[](?P<alone>[^\W\d_][^()\[\]]{0,39})[)\]]\s*:\s+(?P<words>.*)"
    r"|(?P<name>[^\W\d_][^:：()\[\]<>{}|\"“”/\\?!,;]{0,39}?)"
    r"(?:\s*[(\[](?P<role>[^()\[\]]{1,100})[)\]])?\s*(?::(?=\s|$)|：)\s*(?P<text>.*)"
)
_UNLESS = (
    r"(?:(?:unless|except(?:\s+(?:where|when|as|if))?|if\s+not|where\s+not|when\s+not)"
    r"(?:\s+(?:it\s+is|is|are|they\s+are|otherwise))*"
    r"\s+(?:noted|stated|indicated|specified|marked|mentioned|attributed|named|labell?ed|credited|said)"
    r"(?:\s+otherwise)?(?:\s+(?:below|in\s+the\s+text|here))?)"
)
_SAID = r"(?:answers?|responses?|replies|comments|remarks|statements|speaker)"
_UNLESS_FOUND = re.compile(_UNLESS, re.I)
_DEFAULTS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_SAID}\b[^.!?:]{{0,40}}?\b(?:by|from|of|is|are)\s+(?P<name>{NAME})(?!['’]s\s+\w)",
        rf"(?P<name>{NAME})\s+(?:is|was|has|had)?\s*(?:the\s+)?"
        r"(?:speaker|speaking|answer(?:s|ed|ing)?|repl(?:ies|ied)|respond(?:s|ed)|spoke|speaks)\b",
    )
)
_PLAIN_DEFAULTS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b(?:unattributed|unmarked|unsigned|all(?:\s+(?:of\s+)?the)?)\s+{_SAID}\b[^.!?:]{{0,30}}?"
        rf"\b(?:by|from)\s+(?P<name>{NAME})",
        rf"\b{_SAID}\s+without\s+(?:a\s+)?names?\b[^.!?:]{{0,30}}?\b(?:by|from)\s+(?P<name>{NAME})",
        rf"^(?:default\s+speaker|answered\s+by|answers\s+by)\s*:?\s+(?P<name>{NAME})\.?$",
        rf"(?P<name>{NAME})\s+answered\s+(?:all|the)\s+(?:of\s+the\s+)?questions\b",
    )
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


def is_name(text: str) -> bool:
    """Whether ``text`` could be a person's name: one to four words in capitals, and no common label."""
    words = text.split()
    if not 1 <= sum(word not in PARTICLES for word in words) <= 4 or text.casefold().rstrip(".") in NO_SPEAKERS:
        return False
    return all(map(_is_name_word, words)) and words[-1] not in PARTICLES


def _is_name_word(word: str) -> bool:
    if word in PARTICLES:
        return True
    # "J." and "Prof." stand in names; other full stops end a sentence.
    return (
        word[0].isalpha() and not word[0].islower() and not (word.endswith(".") and not _ABBREVIATED.fullmatch(word))
    )


def prefix(text: str) -> Said | None:
    """What stands before the colon read as a speaker, whether or not it is one; None without a colon."""
    found = _PREFIX.match(text)
    if not found:
        return None
    if found["alone"]:
        return Said(found["words"], found["alone"])
    return Said(found["text"], found["name"].strip(), found["role"])


def names_speaker(text: str) -> bool:
    """Whether a line by its looks begins with a speaker's name."""
    found = prefix(text)
    return found is not None and found.speaker is not None and is_name(found.speaker)


def common_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that a text writes in small letters: none of them is a name at the start of a sentence."""
    return frozenset(word for text in texts for word in re.findall(r"[^\W\d_]+", text) if word.islower())


def said(text: str, known: frozenset[str], common: frozenset[str]) -> Said:
    """The speaker, role and words of a paragraph; ``known`` are names in case-folded form.

    A name that nobody told counts too where it looks like one and the text never uses it as a common word.
    """
    found = prefix(text)
    if not found or not found.speaker:
        return Said(text)
    if found.speaker.casefold() in known:
        return found
    usual = all(word.lower() in common for word in re.findall(r"[^\W\d_]+", found.speaker))
    return found if is_name(found.speaker) and not usual else Said(text)


def default_speaker(texts: Sequence[str]) -> str | None:
    """Who speaks where nobody is named, if a text says so ("Answers are by X unless otherwise noted")."""
    for sentence in _sentences(texts):
        rest, limited = _UNLESS_FOUND.subn(" ", sentence)
        for pattern in (*_PLAIN_DEFAULTS, *(_DEFAULTS if limited else ())):
            if (found := pattern.search(rest.strip(" ,;"))) and is_name(name := _trimmed(found["name"])):
                return name
    return None


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


def _trimmed(name: str) -> str:
    return re.sub(r"['’]s$", "", name).rstrip(".")


def _sentences(texts: Sequence[str]) -> Iterable[str]:
    return (part for text in texts for part in re.split(r"(?<=[.!?])\s+(?=[^\W\d_a-z])", text))
