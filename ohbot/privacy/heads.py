"""How a chat writes before each message who speaks to whom, in whatever language it was saved.

Structure comes first: the heads of a chat share what stands before the speaker ("From", "Von") and, where they go to
all, what stands behind ("to Everyone", "an Alle"). A head of the same form without that end is for one person only.
Words of many languages (``ohbot.privacy.words``) tell the same where a chat is short.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from ohbot.privacy import words
from ohbot.privacy.marks import box_behind, is_everyone, is_insiders, is_marked, names_recipient
from ohbot.recognise.stamps import STAMP

Audience = Literal["all", "one", "unknown"]

_DATE = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})"
_AT = r"(?:at|um|à|alle|kl\.?|klo)"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?\s?[Mm]\b\.?)?"
STAMPED = re.compile(
    rf"[\s\u200e\u200f\ufeff*•]*[\[(]?(?:(?P<day>{_DATE})(?:\s?г\.)?[T,،]?\s+(?:{_AT}\s)?)?(?P<clock>{_CLOCK})[\])]?(?=\s|$)\s*"
)
_BULLET = re.compile(r"[\s\u200e\u200f\ufeff]*(?:[*•][ \t]+)?")
_NOTHING: re.Match[str] = re.compile("").match("")  # type: ignore[assignment]  # it always matches
_NO_HEAD = '<>-=*→←⇐⇒↔»«{"'
"""With what clients begin what is no ``name: text``."""
_END = re.compile(r":(?=\s|$)|：|\t")
_CLOCK_BEHIND = re.compile(rf"\s*{_CLOCK}(?=\s|:|$):?\s*")
_GLUED_BOX = re.compile(r"[^\s(\[（][(\[（][^()\[\]（）/]*[)\]）]$")
"""Zoom sets no blank before the mark of a direct message."""
LONGEST, MOST_ENDS = 200, 8
"""How long a head may be, and how many colons of a line are looked at: names have colons, and so have texts."""

_LEADS = tuple((re.compile(rf"(?:{lead})\s+", re.I), to) for lead, to in words.ADDRESSED)
_ANY_TO = "|".join(dict.fromkeys(word for _, to in words.ADDRESSED for word in to.split("|")))
_BOXED_TO = re.compile(rf"(?:{_ANY_TO})\s+(?P<target>\S.*)", re.IGNORECASE)


class Head(NamedTuple):
    """Who speaks, to whom, and where in its line the text begins; ``clock`` and ``day`` as they are written."""

    who: str
    audience: Audience
    start: int
    clock: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class _Opening:
    """What a line may begin with: its stamp, and each part of it that could be a head, with where it ends."""

    mask: str
    clock: str
    day: str
    heads: tuple[tuple[str, int], ...]
    timed: bool
    """Whether a clock stands behind the first head."""


class _Addressed(NamedTuple):
    """A head taken apart by words: who, the words between, to whom (None where nobody is told)."""

    who: str
    to: str | None
    lead: bool
    certain: bool


def opening(line: str) -> _Opening:
    """The parts of a line that could be a head."""
    found = STAMPED.match(line) or STAMP.match(line)
    begin = (found or _BULLET.match(line) or _NOTHING).end()
    ends: list[tuple[str, int]] = []
    if line[begin : begin + 1] in _NO_HEAD:
        return _Opening("", "", "", (), False)
    for end in _END.finditer(line, begin, begin + LONGEST):
        head = line[begin : end.start()].strip()
        if head:
            ends.append((head, end.end()))
        if len(ends) == MOST_ENDS:
            break
    timed = bool(ends) and _CLOCK_BEHIND.match(line, ends[0][1]) is not None
    return _Opening(
        stamp_mask(found[0]) if found else "",
        " ".join(found["clock"].split()) if found else "",
        (found["day" if found.re is STAMPED else "date"] or "") if found else "",
        tuple(ends),
        timed,
    )


def stamp_mask(stamp: str) -> str:
    """The form of a stamp: the same for all times of one chat."""
    mask = re.sub(r"\d+", "0", re.sub(r"\s+", " ", stamp).upper().replace("A", "P"))
    return mask + ("\t" if "\t" in stamp else "")


@lru_cache(maxsize=8192)
def _addressed(head: str) -> _Addressed | None:
    """A head taken apart by the words of the languages that are known."""
    box = box_behind(head)
    if box and (boxed := _BOXED_TO.fullmatch(box[1])):
        return _Addressed(box[0], boxed["target"], False, True)
    for lead, to in _LEADS:
        if found := lead.match(head):
            return _split(head[found.end() :], to, lead=True)
    return _split(head, _ANY_TO, lead=False)


def _split(head: str, to: str, *, lead: bool) -> _Addressed | None:
    parts = re.split(rf"\s+(?:{to})\s+", head, flags=re.IGNORECASE)
    if len(parts) == 1:
        return _Addressed(head, None, lead, True) if lead else None
    # "Pim to Bo to Everyone": nobody can tell where the name ends.
    return _Addressed(parts[0], " ".join(parts[1:]), lead, len(parts) == 2)


class Addressing:
    """How the heads of one chat are written, learned from all its lines."""

    def __init__(self, lines: Iterable[str]) -> None:
        told = [line for line in lines if line and line[0] not in "<{"]
        self._openings = {line: opening(line) for line in told}
        openings = [one for line in told if (one := self._openings[line]).heads]
        self._names: set[str] = set()
        self._frames: set[tuple[str, bool]] = set()
        self._end: tuple[str, ...] = ()
        self._lead: tuple[str, ...] = ()
        self._to_all = False
        self._single_roles: set[str] = set()
        self._learn(openings)

    @property
    def known(self) -> bool:
        """Whether the chat's messages tell whom they are for."""
        return bool(self._frames)

    def is_strict(self, line: str) -> bool:
        """Whether a line with such a stamp begins no message unless it has a head of the chat's own form."""
        one = opening(line)
        return (one.mask, one.timed) in self._frames

    def _learn(self, openings: Sequence[_Opening]) -> None:
        to_all = [(one, found) for one in openings if (found := self._to_everyone(one))]
        sure = [(one, found) for one, found in to_all if found.lead or one.mask or one.timed]
        if not sure and any(one.mask for one in openings):
            to_all = []  # texts with a colon, below heads with stamps
        for one, found in sure or to_all:
            self._frames.add((one.mask, one.timed))
            self._names.add(found.who.casefold())
        stamped = [one for one in openings if one.mask]
        self._to_all = bool(to_all)
        if not to_all:
            self._infer(stamped)
        for one in stamped:
            found = _addressed(one.heads[0][0])
            if found and found.lead:
                self._frames.add((one.mask, one.timed))
            if found is None or found.to is None:
                self._names.add(_plain(one.heads[0][0]))
                if len(_plain(one.heads[0][0]).split()) < 3:
                    self._single_roles.add(_role(one.heads[0][0]))

    @staticmethod
    def _to_everyone(one: _Opening) -> _Addressed | None:
        """The first part of a line that is a head of a message to all."""
        for place, (head, _) in enumerate(one.heads):
            found = _addressed(head)
            if found and found.to is not None and (found.lead or place == 0):
                return found if found.certain and is_everyone(found.to) else None
        return None

    def _infer(self, openings: Sequence[_Opening]) -> None:
        """Find, in a language that no table knows, what stands behind and before all names in heads to all."""
        masks = Counter(one.mask for one in openings)
        mask = max(masks, key=lambda one: masks[one], default="")
        heads = [[head for head, _ in one.heads] for one in openings if one.mask == mask]
        boxed = [head for some in heads for head in some[:2] if (box := box_behind(head)) and len(box[0].split()) > 3]
        open_heads = [[head.split() for head in some if not box_behind(head)] for some in heads]
        end = _shared_end(open_heads)
        if not end or is_insiders(" ".join(end)):
            return
        ended = (next((one for one in some if tuple(one[-len(end) :]) == end), None) for some in open_heads)
        rests = [tokens[: -len(end)] for tokens in ended if tokens]
        lead = _shared_start([*rests, *(head.split() for head in boxed)])
        names = {" ".join(rest[len(lead) :]).casefold() for rest in rests}
        to_somebody = any(" ".join(end[at:]).casefold() in names for at in range(1, len(end)))
        enough = len(names) > 1 or bool(boxed)
        evidence = bool(lead) or bool(boxed) or any(is_everyone(" ".join(end[at:])) for at in range(1, len(end)))
        if enough and evidence and not to_somebody and len(rests) * 3 >= len(open_heads):
            self._end, self._lead, self._names = end, lead, names
            self._frames.add((mask, False))

    def head(self, line: str) -> Head | None:
        """How a line begins a message; None where it goes on with the one before, or begins none in this way."""
        one = self._openings.get(line) or opening(line)
        in_frame = (one.mask, one.timed) in self._frames
        for place, (head, end) in enumerate(one.heads):
            found = self._read(head, one, place, in_frame=in_frame)
            if found:
                behind = _CLOCK_BEHIND.match(line, end) if one.timed else None
                clock = " ".join(behind[0].strip(" \t:").split()) if behind else one.clock
                return Head(found[0], found[1], behind.end() if behind else end, clock, one.day)
        return self._without_target(one, line) if in_frame else None

    def _read(self, head: str, one: _Opening, place: int, *, in_frame: bool) -> tuple[str, Audience] | None:
        if is_marked(head) or (place == 0 and names_recipient(head, stamped=bool(one.mask))):
            return head, "one"
        if self._end and in_frame:
            tokens = tuple(head.split())
            if tokens[-len(self._end) :] == self._end and len(tokens) > len(self._end) + len(self._lead):
                return " ".join(tokens[len(self._lead) : -len(self._end)]), "all"
            return None
        found = _addressed(head)
        if found is None or found.to is None:
            return (head, "unknown") if place == 0 and one.mask and self._between(head) else None
        if place and not found.lead:
            return None
        if found.certain and is_everyone(found.to) and (in_frame or one.mask):
            return found.who, "all"
        if place and not self._to_all:
            return None
        if found.lead and one.mask:
            return found.who, "one"
        return (found.who, "one") if in_frame and self._is_head(found, one) else None

    def _is_head(self, found: _Addressed, one: _Opening) -> bool:
        """Whether what may be but a sentence with a colon is a head, in a chat whose heads have no such lead."""
        if one.mask or one.timed or is_insiders(found.to or ""):
            return True
        return found.who.casefold() in self._names or (found.to or "").casefold() in self._names

    def _between(self, head: str) -> bool:
        """Whether a head names somebody who takes part, then in words that nobody knows another one.

        The other one takes part, too, or brackets stand behind that no single speaker bears.
        """
        tokens = _plain(head, fold=False).split()
        for at in range(1, len(tokens) - 1):
            if " ".join(tokens[:at]).casefold() not in self._names or tokens[at][0].isupper():
                continue
            if any(" ".join(tokens[last:]).casefold() in self._names for last in range(at + 1, len(tokens))):
                return True
            if (role := _role(head)) and "/" not in role and role not in self._single_roles:
                return True
        return False

    def _without_target(self, one: _Opening, line: str) -> Head | None:
        """A head of the chat's own form that tells nobody whom it is for, or somebody in words that nobody knows."""
        if not one.heads or not one.mask:
            return None
        head, end = one.heads[0]
        if self._end:
            led = not self._lead or tuple(head.split()[: len(self._lead)]) == self._lead
            return Head(head, "unknown", end, one.clock, one.day) if led else None
        found = _addressed(head)
        if not found or not found.lead:
            return None
        odd = self._between(found.who) or (len(head.split()) > 3 and _GLUED_BOX.search(head) is not None)
        return Head(found.who, "unknown" if odd else "all", end, one.clock, one.day)


def _plain(head: str, *, fold: bool = True) -> str:
    """A head without the brackets behind it."""
    box = box_behind(head)
    plain = (box[0] if box else head).strip()
    return plain.casefold() if fold else plain


def _role(head: str) -> str:
    """What stands in brackets behind a head."""
    box = box_behind(head)
    return box[1].casefold() if box else ""


def _shared_end(heads: Sequence[Sequence[Sequence[str]]]) -> tuple[str, ...]:
    """The longest end of two words or more that most heads share; each line has several that may be its head."""
    ends = Counter(end for some in heads for end in dict.fromkeys(end for tokens in some for end in _ends(tokens)))
    most = max(ends.values(), default=0)
    return max((end for end, count in ends.items() if count == most), key=len) if most > 1 else ()


def _ends(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(2, min(len(tokens), 8)):
        yield tuple(tokens[-size:])


def _shared_start(heads: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The words with which all heads begin, but for the last word of each."""
    start: list[str] = []
    for words_at in zip(*(tokens[:-1] for tokens in heads), strict=False):
        if len(set(words_at)) > 1:
            break
        start.append(words_at[0])
    return tuple(start)
