"""How a chat writes before each message who speaks to whom, in whatever language it was saved.

Structure comes first: the heads of a chat share what stands before the speaker ("From", "Von") and, where they go to
all, what stands behind ("to Everyone", "an Alle"). A head of the same form without that end is for one person only.
Words of many languages (``ohbot.privacy.words``) tell the same where a chat is short.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from ohbot.privacy import words
from ohbot.privacy.marks import box_behind, is_everyone, is_insiders, is_marked, names_recipient
from ohbot.recognise.clocks import plain_clock
from ohbot.recognise.heads import Head
from ohbot.recognise.stamps import STAMP, Moment

Audience = Literal["all", "one", "unknown"]

_DATE = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})"
_AT = r"(?:at|um|à|alle|kl\.?|klo)"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?\s?[Mm]\b\.?)?"
STAMPED = re.compile(
    rf"[\s\u200e\u200f\ufeff*•]*[\[(]?(?:(?P<day>{_DATE})(?:\s?г\.)?[T,،]?\s+(?:{_AT}\s)?)?(?P<clock>{_CLOCK})[\])]?(?=\s|$)\s*"
)
_DIGITS = str.maketrans("123456789", "000000000")
BULLET = re.compile(r"[\s\u200e\u200f\ufeff]*(?:[*•][ \t]+)?")
_NOTHING: re.Match[str] = re.compile("").match("")  # type: ignore[assignment]  # it always matches
_NEVER = re.compile(r"(?!)")
NO_HEAD = '<>-=*→←⇐⇒↔»«{"'
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


class _Form(NamedTuple):
    """What of a line decides whether it begins a message, and for whom; the lines of a chat have but a few."""

    mask: str
    """The form of its stamp; empty without one."""
    heads: tuple[str, ...]
    """Each part of it that could be a head."""
    timed: bool
    """Whether a clock stands behind the first of them."""


_Opening: TypeAlias = tuple[_Form, re.Match[str] | None, tuple[int, ...]]
"""What a line begins with: its form, its stamp, and where each part ends that could be a head."""


class _Answer(NamedTuple):
    """What a form tells: who speaks, to whom, which of its parts is the head, and whether a clock belongs to it."""

    who: str
    audience: Audience
    place: int
    timed: bool


class _Addressed(NamedTuple):
    """A head taken apart by words: who, the words between, to whom (None where nobody is told)."""

    who: str
    to: str | None
    lead: bool
    certain: bool


def _openings(lines: Iterable[str]) -> Iterator[tuple[str, _Opening]]:
    """The lines of which a part could be a head, and what they begin with; those like the ones before, at once."""
    like, mask, known = _NEVER.match, "", dict[str, _Form]()
    for line in lines:
        found = like(line)
        if found and len(parts := found["parts"]) < LONGEST - 1:
            form = known.get(parts) or known.setdefault(parts, _like_form(mask, found))
            yield line, (form, found, (found.end("end"), found.end())[: len(form.heads)])
        elif one := opening(line):
            yield line, one
            form, stamp, _ = one
            if stamp and stamp.re is STAMPED and ":" in stamp["clock"] and stamp[0][-1].isspace():
                like = _like(stamp[0].translate(_DIGITS), stamp.span("day"), stamp.span("clock")).match
                mask, known = form.mask, {}


@lru_cache(maxsize=256)
def _like(stamp: str, day: tuple[int, int], clock: tuple[int, int]) -> re.Pattern[str]:
    """A pattern of lines with one part that could be a head, behind a stamp that differs in its digits alone.

    ``opening`` finds the same in them; whatever might go on behind the stamp, or be a second part, is left to it.
    """
    source, at = "", 0
    for name, (begin, end) in (("day", day), ("clock", clock)):
        digits = stamp[begin:end] if begin >= 0 else ""
        source += f"{_any_digits(stamp[at : max(begin, at)])}(?P<{name}>{_any_digits(digits)})"
        at = max(at, end)
    part = r"[^:：\t]*+(?::(?!\s|$)[^:：\t]*+)*+"
    return re.compile(
        rf"{source}{_any_digits(stamp[at:])}(?![AaPp]\.?\s?[Mm]\b)(?![\s{re.escape(NO_HEAD)}:：])"
        rf"(?P<parts>(?P<head>{part})(?P<end>[:：\t])(?P<tab>\t)?+)(?!{_CLOCK_BEHIND.pattern}|{part}[:：\t])"
    )


def _like_form(mask: str, found: re.Match[str]) -> _Form:
    """The form of such a line; a tab behind a colon ends a part, too."""
    head = found["head"].strip()
    return _Form(mask, (head, (found["head"] + found["end"]).strip()) if found["tab"] else (head,), False)


def _any_digits(text: str) -> str:
    return re.escape(text).replace("0", r"\d")


def opening(line: str) -> _Opening | None:
    """What a line begins with; None where no part of it could be a head."""
    if not _END.search(line, 1):
        return None
    found = STAMPED.match(line) or STAMP.match(line)
    begin = (found or BULLET.match(line) or _NOTHING).end()
    if line[begin : begin + 1] in NO_HEAD:
        return None
    heads: list[str] = []
    ends: list[int] = []
    for end in _END.finditer(line, begin, begin + LONGEST):
        if head := line[begin : end.start()].strip():
            heads.append(head)
            ends.append(end.end())
            if len(ends) == MOST_ENDS:
                break
    if not heads:
        return None
    mask = stamp_mask(found[0]) if found else ""
    return _Form(mask, tuple(heads), _CLOCK_BEHIND.match(line, ends[0]) is not None), found, tuple(ends)


def stamp_mask(stamp: str) -> str:
    """The form of a stamp: the same for all times of one chat."""
    return _mask(stamp.translate(_DIGITS))


@lru_cache(maxsize=1024)
def _mask(stamp: str) -> str:
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
        openings = list(_openings(lines))
        self.openings = dict(openings)
        """The lines that may begin with a head, and their openings."""
        forms = Counter(form for _, (form, _, _) in openings)
        self._names: set[str] = set()
        self._frames: set[tuple[str, bool]] = set()
        self._end: tuple[str, ...] = ()
        self._lead: tuple[str, ...] = ()
        self._to_all = False
        self._single_roles: set[str] = set()
        self._learn(forms)
        self._answers = {form: self._found(form) for form in forms}

    @property
    def known(self) -> bool:
        """Whether the chat's messages tell whom they are for."""
        return bool(self._frames)

    @property
    def is_public(self) -> bool:
        """Whether no line of the chat begins a message that is not certain to be for all."""
        return all(found is None or found.audience == "all" for found in self._answers.values())

    def is_strict(self, line: str) -> bool:
        """Whether a line with such a stamp begins no message unless it has a head of the chat's own form."""
        one = self.openings.get(line)
        return one is not None and (one[0].mask, one[0].timed) in self._frames

    def _learn(self, forms: Mapping[_Form, int]) -> None:
        to_all = {form: found for form in forms if (found := self._to_everyone(form))}
        sure = {form: found for form, found in to_all.items() if found.lead or form.mask or form.timed}
        if not sure and any(form.mask for form in forms):
            to_all = {}  # texts with a colon, below heads with stamps
        for form, found in (sure or to_all).items():
            self._frames.add((form.mask, form.timed))
            self._names.add(found.who.casefold())
        stamped = {form: count for form, count in forms.items() if form.mask}
        self._to_all = bool(to_all)
        if not to_all:
            self._infer(stamped)
        for form in stamped:
            addressed = _addressed(form.heads[0])
            if addressed and addressed.lead:
                self._frames.add((form.mask, form.timed))
            if addressed is None or addressed.to is None:
                self._names.add(_plain(form.heads[0]))
                if len(_plain(form.heads[0]).split()) < 3:
                    self._single_roles.add(_role(form.heads[0]))

    @staticmethod
    def _to_everyone(form: _Form) -> _Addressed | None:
        """The first part of a line that is a head of a message to all."""
        for place, head in enumerate(form.heads):
            found = _addressed(head)
            if found and found.to is not None and (found.lead or place == 0):
                return found if found.certain and is_everyone(found.to) else None
        return None

    def _infer(self, forms: Mapping[_Form, int]) -> None:
        """Find, in a language that no table knows, what stands behind and before all names in heads to all."""
        masks: Counter[str] = Counter()
        for form, count in forms.items():
            masks[form.mask] += count
        mask = max(masks, key=lambda one: masks[one], default="")
        own = {form: count for form, count in forms.items() if form.mask == mask}
        boxed = [
            head for form in own for head in form.heads[:2] if (box := box_behind(head)) and len(box[0].split()) > 3
        ]
        open_heads = [([head.split() for head in form.heads if not box_behind(head)], own[form]) for form in own]
        end = _shared_end(open_heads)
        if not end or is_insiders(" ".join(end)):
            return
        ended = [
            (tokens[: -len(end)], count)
            for some, count in open_heads
            if (tokens := next((one for one in some if tuple(one[-len(end) :]) == end), None))
        ]
        rests = [rest for rest, _ in ended]
        lead = _shared_start([*rests, *(head.split() for head in boxed)])
        names = {" ".join(rest[len(lead) :]).casefold() for rest in rests}
        to_somebody = any(" ".join(end[at:]).casefold() in names for at in range(1, len(end)))
        enough = len(names) > 1 or bool(boxed)
        evidence = bool(lead) or bool(boxed) or any(is_everyone(" ".join(end[at:])) for at in range(1, len(end)))
        most = sum(count for _, count in ended) * 3 >= masks[mask]
        if enough and evidence and not to_somebody and most:
            self._end, self._lead, self._names = end, lead, names
            self._frames.add((mask, False))

    def audience(self, line: str) -> Audience | None:
        """Whom the message is for that a line of the chat begins; None where it begins none in this way."""
        one = self.openings.get(line)
        found = self._answers[one[0]] if one else None
        return found and found.audience

    def head(self, line: str) -> Head | None:
        """How a line of the chat begins a message; None where it goes on with the one before, or begins none so."""
        one = self.openings.get(line)
        found = self._answers[one[0]] if one else None
        if not one or not found:
            return None
        _, stamp, ends = one
        end = ends[found.place]
        behind = _CLOCK_BEHIND.match(line, end) if found.timed else None
        clock = behind[0].strip(" \t:") if behind else stamp["clock"] if stamp else ""
        day = stamp["date" if stamp.re is STAMP else "day"] if stamp else ""
        text = line[behind.end() if behind else end :].strip()
        return Head("say", found.who, text, Moment(clock and plain_clock(clock), day or ""), "who speaks to whom")

    def _found(self, form: _Form) -> _Answer | None:
        """What lines of a form tell."""
        in_frame = (form.mask, form.timed) in self._frames
        for place, head in enumerate(form.heads):
            if found := self._read(head, form, place, in_frame=in_frame):
                return _Answer(*found, place, form.timed)
        return self._without_target(form) if in_frame else None

    def _read(self, head: str, one: _Form, place: int, *, in_frame: bool) -> tuple[str, Audience] | None:
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

    def _is_head(self, found: _Addressed, one: _Form) -> bool:
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

    def _without_target(self, form: _Form) -> _Answer | None:
        """A head of the chat's own form that tells nobody whom it is for, or somebody in words that nobody knows."""
        if not form.mask:
            return None
        head = form.heads[0]
        if self._end:
            led = not self._lead or tuple(head.split()[: len(self._lead)]) == self._lead
            return _Answer(head, "unknown", 0, False) if led else None
        found = _addressed(head)
        if not found or not found.lead:
            return None
        odd = self._between(found.who) or (len(head.split()) > 3 and _GLUED_BOX.search(head) is not None)
        return _Answer(found.who, "unknown" if odd else "all", 0, False)


def _plain(head: str, *, fold: bool = True) -> str:
    """A head without the brackets behind it."""
    box = box_behind(head)
    plain = (box[0] if box else head).strip()
    return plain.casefold() if fold else plain


def _role(head: str) -> str:
    """What stands in brackets behind a head."""
    box = box_behind(head)
    return box[1].casefold() if box else ""


def _shared_end(heads: Iterable[tuple[Sequence[Sequence[str]], int]]) -> tuple[str, ...]:
    """The longest end of two words or more that most heads share.

    Each line has several that may be its head, and there are so many lines of its form.
    """
    ends: Counter[tuple[str, ...]] = Counter()
    for some, count in heads:
        sizes = ((tokens, size) for tokens in some for size in range(2, min(len(tokens), 8)))
        for end in dict.fromkeys(tuple(tokens[-size:]) for tokens, size in sizes):
            ends[end] += count
    most = max(ends.values(), default=0)
    return max((end for end, count in ends.items() if count == most), key=len) if most > 1 else ()


def _shared_start(heads: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The words with which all heads begin, but for the last word of each."""
    start: list[str] = []
    for words_at in zip(*(tokens[:-1] for tokens in heads), strict=False):
        if len(set(words_at)) > 1:
            break
        start.append(words_at[0])
    return tuple(start)
