"""Documents whose messages begin with a name: before a colon, in brackets, in bold, or on a line above."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ohbot.model.counting import counted
from ohbot.recognise.chatline import happened
from ohbot.recognise.heads import (
    HEADING,
    ChatLayout,
    Head,
    LinePart,
    TextLine,
    alone,
    is_speaker,
    named,
    named_with_time,
    plain_name,
)
from ohbot.recognise.names import NameEvidence, is_label, judge
from ohbot.recognise.stamps import Moment, are_recorded, find_stamp

UNSURE = "what may be a name"
_NO_STAMP = Moment()
_MARK = re.compile(r"^(?:\*+|-+>?|<-+)\s+")
_ANGLE = re.compile(r"<[@+%~&]?(?P<nick>[^<>\n]{1,80}?)>:?")


def before_texts(rows: Sequence[TextLine]) -> ChatLayout | None:
    """The reading of a document by names before colons, or labels in brackets: nearly all lines have one.

    Names come again and again; what stands in brackets before so many lines need not look like a name.
    """
    heads = [named(row.text.lstrip("@+%~&")) for row in rows]
    counts = Counter(head.speaker for head in heads if head)
    boxes = sum(row.text[0] in "[(" and head is not None for row, head in zip(rows, heads, strict=True))
    is_boxed = boxes > 1 and boxes * 10 >= len(rows) * 8
    if is_boxed:  # a line without brackets has a form of its own
        heads = [head if row.text[0] in "[(" else None for row, head in zip(rows, heads, strict=True)]
    nicks = {nick: count for nick, count in counts.items() if nick and (is_boxed or _is_nick(nick, again=count > 1))}
    roles: dict[int, Head | LinePart] = {}
    for row, head in zip(rows, heads, strict=True):
        if head and head.speaker in nicks:
            roles[row.number] = head
        elif not is_boxed and _may_be_head(row.text, head):
            roles[row.number] = Head("say", None, row.text, _NO_STAMP, UNSURE)
        elif head is None and happened(row.text):
            roles[row.number] = Head("event", None, _MARK.sub("", row.text), _NO_STAMP, "what happened")
    again = sum(count for count in nicks.values() if count > 1)
    certainty = 0.65 * again / len(rows) if again * 10 >= len(rows) * 7 and len(nicks) > 1 else 0.0
    if is_boxed and again:
        certainty = 0.8 * boxes / len(rows)
    evidence = f"names that come again before {again} of {counted(len(rows), 'line')}"
    return ChatLayout("names before texts", certainty, roles, evidence, paragraphs=is_boxed) if roles else None


def _may_be_head(text: str, head: Head | None) -> bool:
    """Whether somebody else may begin to speak in a line, whom nobody would call so in a sentence."""
    who = head.speaker or "" if head else ""
    if found := _ANGLE.match(text):
        return bool(text[found.end() :].strip())
    return bool(who and who[0].isupper() and " " in who and not is_label(who) and len(who.split()) < 6)


def _is_nick(nick: str, *, again: bool) -> bool:
    return judge(NameEvidence(nick, dialogue=True, again=again, facts=True)).is_name


def in_bold(rows: Sequence[TextLine]) -> ChatLayout | None:
    """The reading of a document by names in bold, with or without a time; headings of Markdown stay headings."""
    heads = {row.number: head for row in rows if (head := _bold(row))}
    if not heads:
        return None
    marks = {row.number: found for row in rows if (found := HEADING.fullmatch(row.text.strip()))}
    highest = min((len(found["marks"]) for found in marks.values()), default=1)
    roles: dict[int, Head | LinePart] = {**heads}
    for number, found in marks.items():
        level = min(6, len(found["marks"]) - highest + 2)
        roles[number] = Head("heading", None, found["title"], _NO_STAMP, "a heading", level=level)
    angles = sum(head.form == "<nick> in bold" for head in heads.values())
    timed = sum(head.stamp.clock != "" for head in heads.values())
    counts = Counter(head.speaker for head in heads.values())
    again = sum(count for count in counts.values() if count > (1 if timed * 2 > len(heads) else 2))
    lines = len(rows) - len(marks)
    certainty = 0.75 * again / len(rows) if again * 10 > len(rows) * 7 else 0.0
    if angles > 2 and angles * 5 > len(rows):
        certainty = 0.9 + 0.08 * angles / len(rows)
    elif timed * 2 > len(heads) and len(heads) * 10 >= lines * 6:
        certainty = 0.95
    evidence = f"names in bold before {len(heads)} of {counted(len(rows), 'line')}"
    recorded = are_recorded([head.stamp for head in heads.values()])
    return ChatLayout("names in bold", certainty, roles, evidence, paragraphs=False, recorded=recorded)


def _bold(row: TextLine) -> Head | None:
    """The name in bold with which a line begins, behind its stamp or with the stamp in the bold words."""
    text, moment = row.text, _NO_STAMP
    if row.bold is None:
        stamp = find_stamp(text)
        set_off = re.match(r"(\*\*|__)(?P<bold>[^\n]{1,80}?)\1(?P<rest>.*)", text[stamp.end :]) if stamp else None
        if not stamp or not set_off:
            return None
        inner, rest, moment = set_off["bold"].replace("\\", ""), set_off["rest"], stamp.moment
    else:
        inner, rest = text[: row.bold], text[row.bold :]
    if found := _ANGLE.fullmatch(inner.strip()):
        return Head("say", found["nick"], rest.lstrip(":").strip(), moment, "<nick> in bold")
    timed = named_with_time(inner)
    if timed and not timed.text.strip(":"):
        return timed._replace(text=rest.lstrip(":").strip(), form="name and time in bold")
    name = inner.strip().removesuffix(":").lstrip("@+%~&").strip()
    if not (inner.rstrip().endswith(":") or rest.startswith(":")) or ":" in name or not name:
        return None
    return Head("say", plain_name(name), rest.removeprefix(":").strip(), moment, "a name in bold")


def above_texts(rows: Sequence[TextLine]) -> ChatLayout | None:
    """The reading of a document by short lines, with text below, that come again and again."""
    names = Counter(
        row.text.strip()
        for row, after in pairwise(rows)
        if row.gap and not after.gap and (name := alone(row.text)) and is_speaker(name, again=True)
    )
    nicks = frozenset(text for text, count in names.items() if count > 1)
    begins = [row.text.strip() for row in rows if row.gap]
    words = bool(nicks) and not any(" " in text for text in begins)
    known = sum(text in nicks for text in begins)
    only_names = bool(nicks) and names.total() == len(begins) > 2
    if not words and not only_names and not (len(nicks) > 1 and known * 10 >= len(begins) * 6):
        return None
    roles: dict[int, Head | LinePart] = {
        row.number: Head("say", name, "", _NO_STAMP, "a name above the text")
        for row in rows
        if row.gap and (name := alone(row.text)) and (only_names or row.text.strip() in nicks or " " not in name)
    }
    evidence = f"a line that comes again above {known} of {counted(len(begins), 'paragraph')}"
    return ChatLayout("names above texts", 0.6, roles, evidence, paragraphs=False)
