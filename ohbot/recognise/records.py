"""Documents whose messages have heads of labelled lines ("From: ...", "Sent: ..."), as mail and some exports do."""

import re
from collections.abc import Sequence
from itertools import takewhile

from ohbot.model.counting import counted
from ohbot.recognise.clocks import recorded
from ohbot.recognise.dates import find_when
from ohbot.recognise.heads import ChatLayout, Head, LinePart, TextLine
from ohbot.recognise.labels import SUBJECTS
from ohbot.recognise.stamps import Moment

NAME = "labelled lines above the text"
_FIELD = re.compile(r"(?P<label>[^\W\d_][\w -]{1,18}):(?:\s+(?P<value>.*))?$")
_WHO = frozenset("from von de da van från fra od от від sender author 发件人 差出人 보낸사람 מאת من".split())
_WHEN = frozenset(
    "sent date gesendet datum envoyé enviado enviada inviato verzonden skickat отправлено data fecha".split()
)
_AROUND = re.compile(r"(?<=[<(\[])mailto:|^\"|\"(?=\s|$)")
"""What mail puts around names and addresses; the addresses are privacy's to take out and to count."""
_SUBJECT = frozenset((*SUBJECTS, *"ämne emne aihe temat тема 主题 제목".split()))
_AGAIN = re.compile(r"(?:(?:re|aw|wg|fwd?|antw|sv|vs|tr|rv|odp|отв|回复|答复)\s?[:：]\s*)+", re.IGNORECASE)
"""That a subject is answered or passed on."""
_ENVELOPE = re.compile(r"From \S+@\S+\s.*\d{4}$")
"""What parts the messages of a mailbox."""
_FIRST_ROWS = 14


def in_records(rows: Sequence[TextLine]) -> ChatLayout | None:
    """The reading of a document by its heads of labelled lines, of which each tells who speaks and when."""
    roles: dict[int, Head | LinePart] = {}
    found, title = [], ""
    for place, row in enumerate(rows):
        parted = place > 0 and _ENVELOPE.match(rows[place - 1].text) is not None
        who = _FIELD.match(row.text) if row.gap or parted else None
        if not who or who["label"].casefold() not in _WHO or not who["value"]:
            continue
        more = list(takewhile(lambda one: not one.gap and _FIELD.match(one.text), rows[place + 1 :]))
        moment = next(filter(None, (_moment(one.text) for one in more)), None)
        if moment is None:
            continue
        roles[row.number] = Head("say", _AROUND.sub("", who["value"]).strip(), "", moment, "labelled lines above")
        for one in (*rows[place - parted : place], *more):
            field = _FIELD.match(one.text)
            if field and field["value"] and field["label"].casefold() in _SUBJECT:
                title = title or _AGAIN.sub("", field["value"])
            roles[one.number] = LinePart("head of a message")
        found.append(place)
    if len(found) < 2:
        return None
    certainty = 0.94 if found[0] <= _FIRST_ROWS else 0.3
    return ChatLayout(NAME, certainty, roles, f"{counted(len(found), 'head')} of labelled lines", title=title)


def _moment(text: str) -> Moment | None:
    """The time that a line tells behind a label of it."""
    field = _FIELD.match(text)
    when = find_when(field["value"] or "") if field and field["label"].casefold() in _WHEN else None
    if when is None or when.day is None or when.clock is None:
        return None
    start = when.start(None)
    zone = f"{start.astimezone(when.zone):%z}" if start else ""
    return Moment(recorded(when.clock.total_seconds()), when.day.isoformat(), zone)
