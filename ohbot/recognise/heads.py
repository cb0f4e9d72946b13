"""Heads of messages: what of a line may begin an utterance, by one grammar for all chats and transcripts.

A head has a stamp, a name or a mark of who speaks, in front of its text or on lines of their own above it. Here a
line is taken for itself; which of its heads hold, the whole document tells (``ohbot.recognise.layouts``).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from ohbot.recognise.chatline import happened, is_entry
from ohbot.recognise.clocks import CLOCK, HALF
from ohbot.recognise.labels import NO_NAMES
from ohbot.recognise.names import Form, NameEvidence, judge
from ohbot.recognise.stamps import Moment, Stamp, find_stamp

HeadKind = Literal["say", "action", "event", "heading"]


class TextLine(NamedTuple):
    """A line of a document that is not blank.

    ``gap`` tells that a blank line stands before it, ``bold`` how many of its first characters are set in bold, None
    where nothing is.
    """

    number: int
    text: str
    gap: bool = False
    bold: int | None = None


class Head(NamedTuple):
    """What begins an utterance: what it is, who speaks, and the text on the same line.

    ``speaker`` is None where nobody is named, or where, with ``same``, it is whoever spoke before; ``form`` says in a
    few words how it is written. ``host`` tells that the line has the speaker's address.
    """

    kind: HeadKind
    speaker: str | None
    text: str
    stamp: Moment
    form: str
    host: bool = False
    sure: float = 1.0
    level: int = 2
    same: bool = False
    shape: str = ""
    """How name and time are set, for heads that have both; siblings have it alike."""


_NO_STAMP = Moment()
_MARKUP = re.compile(
    r"(?:[-*] )?(?P<mark>\*\*|__)(?P<bold>(?:(?!(?P=mark)).){1,200})(?P=mark)(?P<rest>.*)", re.DOTALL
)
_BULLET = re.compile(r"\s*[•*·‣-]\s+(?=[\[(]?\d{1,4}[:.-])|(?:\|\s+)*>\s+(?=\S)|(?:\|\s+)+")
"""What stands before a line in a list, in a quotation or in a thread."""
_ESCAPED = re.compile(r"\\([<>*_\[\]#@|-])")


HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<title>\S.{0,300}?)(?:[ \t]+#+)?[ \t]*$")
"""A heading of Markdown."""


def text_lines(lines: Iterable[tuple[int, str]]) -> list[TextLine]:
    """The lines that are not blank, each with whether a blank one stands before it; bold of Markdown is taken off."""
    found, gap = [], True
    for number, text in lines:
        if not text or text.isspace():
            gap = True
            continue
        bold = None
        if text[0] in "*_-" and _is_set_off(text) and (set_off := _MARKUP.match(text)):
            inner = _ESCAPED.sub(r"\1", set_off["bold"])
            text, bold = inner + set_off["rest"], len(inner)
        found.append(TextLine(number, text, gap, bold))
        gap = False
    return found


def _is_set_off(text: str) -> bool:
    """Whether a mark of bold stands twice in a line."""
    return text.count("**") > 1 or text.count("__") > 1


def without_bullet(text: str) -> str:
    """A line without the mark of a list, a quotation or a thread before it."""
    found = _BULLET.match(text)
    return text[found.end() :] if found else text


# --- names

_FIRST, _INNER = r"[^\s:：<>\[\]{}|*\"“”#/.,;!?(\-–—=]", r"[^\t:：<>\[\]{}|\"“”]"
NAME = rf"(?:~\s?)?(?P<who>[@+(]?{_FIRST}(?:{_INNER}{{0,78}}?[^\s:：<>\[\]{{}}|\"“”,;])?)"
"""What may be somebody's name, or telephone number."""
_NAMED = re.compile(rf"{NAME}\s{{0,3}}(?::(?:\s+|$)|：\s*)(?P<text>.*)", re.DOTALL)
CALLED = (
    rf"(?P<name>[@+]?{_FIRST}(?:{_INNER}{{0,78}}?[^\s:：<>\[\]{{}}|\"“”,;])?)"
    r"[^\S\t]{0,3}(?::(?:[^\S\t]++|$)|：[^\S\t]*+)(?P<words>[^\t|→]*+)$"
)
"""The lines that chats without marks are full of: read at once with their stamp, as ``named`` would read them."""
_COLUMN = re.compile(rf"{NAME}(?:\s{{2,}}|\t\s*|\s+\|\s+)(?P<text>\S.*)", re.DOTALL)
_ALONE = re.compile(rf"{NAME}\s*:?\s*$")
_WORD_BOX = r"[\[(](?P<who>[^\[\]()<>\n]{1,60})[\])]"
_BOX = re.compile(rf"{_WORD_BOX}(?::?\s+|:$)(?P<text>.*)", re.DOTALL)
_TIMED_BOX = re.compile(
    rf"[\[(](?:(?P<who>[^\[\]()<>\n]{{1,60}}?)[,\s]\s*(?P<clock>{CLOCK})|(?P<clock2>{CLOCK})[,\s]\s*(?P<who2>[^\W\d_][^\[\]()<>\n]{{0,60}}?))"
    r"[\])]\s*:?\s*(?P<text>.*)",
    re.DOTALL | re.IGNORECASE,
)
_REMNANT = re.compile(rf"\d[-/.]\d|^{HALF}$|^\d+$|^(?:UTC|GMT|Z)$", re.IGNORECASE)
"""What is left of a stamp, and no name."""
_ADDED = re.compile(
    r"\s+\[[A-Z][A-Z0-9]{1,20}\]$|\s*\(\d{5,12}\)$|\s+\((?:pinned|edited|bot|app)\)$|\s+(?:says|said|wrote|schrieb|sagt|dit|dice)$",
    re.I,
)
"""What programs put behind a name."""
_MAIL = re.compile(r"\s*<[^\s<>]+@[^\s<>]+>$")
"""An address behind a name: no part of it, but privacy's to take out and to count."""
_CLOCKISH = re.compile(r"\d\s?[:.hH時时点點시]\s?\d|\d\s?(?:Uhr|uur|[^\W\d]{1,8}\.?(?:$|,?\s))")
_BETWEEN = re.compile(r":\s+|\s*[,،]\s*(?=[\[(\d])|\s+[-–—|·•@]\s+|\s+|(?<=[^\s\[(])(?=[\[(])")
_EDITED = re.compile(r"(?<=\S) \([^()]*\)(?=\]:?$)")
"""When a message was edited, behind its own time."""
_BESIDE = re.compile(r"\A[\s—–]*(?::[\w+'-]+:\s+)*|(?<=\w)\s\([^()\d]*(?:\d+ [^()\d]*)?\)\s*\Z|\s+\Z")
"""What stands beside a time alone: dashes, the sign of somebody's status, that it was read or edited."""
_ROLE = re.compile(r"(?<=\S)\s*\([^()]*\)$")
_DATED = re.compile(r"\b\d")
"""What days have, and hardly a name."""
_LONGEST_NAME, _LONGEST_STAMP = 80, 60
_PHONE = re.compile(r"\+\d[\d\s().-]{6,20}$|\d{2,5}[\s-]\d[\d\s-]{4,12}$")


@lru_cache(maxsize=16384)
def is_speaker(name: str, *, form: Form = "plain", again: bool = False) -> bool:
    """Whether what a head names is a name, by its looks, its form, and whether it comes again."""
    name = _MAIL.sub("", name)
    if _PHONE.match(name):
        return True
    low = name.casefold()
    if not any(map(str.isalpha, name)) or _REMNANT.search(name) or low in NO_NAMES or is_entry(name):
        return False
    plain = _ROLE.sub("", name)
    if len(plain.split()) > 6 or happened(f"{name} ("):
        return False
    return judge(NameEvidence(plain, form, dialogue=True, again=again, facts=True)).is_name


def plain_name(name: str) -> str:
    """A name without what programs add to it: ids, "says", a mark of pinned messages."""
    while (short := _ADDED.sub("", name.strip(" \t,;|"))) != name:
        name = short
    return name[1:-1] if name[:1] == "[" and name.find("]") == len(name) - 1 else name


# --- what of a line may be a head


def named(text: str) -> Head | None:
    """``name: text``, where the name may be in brackets behind which no colon has to stand."""
    if text[:1] in ("[", "("):
        return boxed(text)
    found = _NAMED.match(text)
    return Head("say", plain_name(found["who"]), found["text"], _NO_STAMP, "a name before a colon") if found else None


def in_columns(text: str) -> Head | None:
    """``name  text``, with more than a blank between them."""
    found = _COLUMN.match(text)
    return Head("say", plain_name(found["who"]), found["text"], _NO_STAMP, "a name in a column") if found else None


def alone(text: str) -> str | None:
    """The name that a line may hold and nothing else."""
    name = _MAIL.sub("", text)
    found = _ALONE.match(_ADDED.sub("", name)) if len(text) <= _LONGEST_NAME else None
    return plain_name(found["who"]) + text[len(name) :] if found else None


def boxed(text: str) -> Head | None:
    """``[name] text`` or ``(name): text``."""
    found = _BOX.match(text)
    return Head("say", found["who"].strip(), found["text"], _NO_STAMP, "a name in brackets") if found else None


def boxed_with_time(text: str) -> Head | None:
    """``[name 05:50] text`` or ``[05:50 name] text``: who speaks may be unsure, but somebody does."""
    found = _TIMED_BOX.match(text) if text[:1] in ("[", "(") and not find_stamp(text) else None
    who = (found["who"] or found["who2"]).strip() if found else ""
    if not found or not any(map(str.isalpha, who)) or _REMNANT.search(who):
        return None
    stamp = find_stamp(found["clock"] or found["clock2"])
    return Head("say", who, found["text"], stamp.moment, "name and time in brackets") if stamp else None


def named_with_time(text: str) -> Head | None:
    """``name  time`` alone or in front of its text: "Name [time]", "Name, date time", "Name (time): text"."""
    if not _CLOCKISH.search(text, 0, 160):
        return None
    if text.endswith((")]", ")]:")):
        text = _EDITED.sub("", text)
    for between in _BETWEEN.finditer(text, 1, _LONGEST_NAME):
        stamp = find_stamp(text, between.end()) if text[between.end() : between.end() + 1] not in ("", " ") else None
        found = _ALONE.match(plain_name(text[: between.start()])) if stamp else None
        if stamp and found and not (_DATED.search(found["who"]) and only_stamp(text)):
            return _with_time(text, between, stamp, plain_name(found["who"]))
        if stamp:
            return None
    return None


def _with_time(text: str, between: re.Match[str], stamp: Stamp, who: str) -> Head | None:
    rest, sep = text[stamp.end :].removeprefix(":").strip(), between[0]
    before = text[stamp.end - 1 : stamp.end]
    is_set_off = stamp.form[0] in "[(<" or text[0] == "[" or stamp.columns or before == "\t" or sep.strip() != ""
    if rest and not is_set_off:
        return None  # a sentence that tells a time
    form = "name and time above the text" if not rest else "name and time before the text"
    shape = f"{sep.strip() or sep[:2]}{stamp.form}{':' if rest else ''}"
    return Head("say", who, rest, stamp.moment, form, shape=shape)


def only_stamp(text: str) -> Stamp | None:
    """The stamp that a line holds and nothing else."""
    text = _BESIDE.sub("", text)
    stamp = find_stamp(text) if len(text) < _LONGEST_STAMP and _CLOCKISH.search(text) else None
    return stamp if stamp and stamp.end >= len(text) else None


# --- what a document makes of its lines


class LinePart(NamedTuple):
    """A line that begins nothing: part of the head beside it, or left out for a reason (``dropped``)."""

    dropped: str = ""


@dataclass(frozen=True, slots=True)
class ChatLayout:
    """One way to read a whole document: which of its lines begin what.

    ``roles`` are by line number; a line without one goes on with the line before it, or is prose before the first
    head. ``paragraphs`` tells that it does so behind a blank line, too; ``recorded`` that times are those of a
    recording, ``pieces`` that they part what is said anywhere, as captions do; ``is_log`` that clients of IRC
    write so.
    """

    name: str
    certainty: float
    roles: Mapping[int, Head | LinePart]
    evidence: str = ""
    paragraphs: bool = True
    recorded: bool = False
    pieces: bool = False
    is_log: bool = False
    venues: tuple[str, ...] = ()
    title: str = ""
