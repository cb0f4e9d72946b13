"""Documents whose messages begin with a stamp, or with a mark of who speaks: logs, exports, some transcripts."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from ohbot.model.counting import counted
from ohbot.recognise.chatline import (
    FORMS,
    HAPPENED,
    HAPPENED_UNMARKED,
    SAID,
    UNSTAMPED,
    ChatLine,
    happened,
    marked,
    unstamped,
)
from ohbot.recognise.chatline import stamped as said_in
from ohbot.recognise.heads import (
    CALLED,
    HEADING,
    ChatLayout,
    Head,
    LinePart,
    TextLine,
    alone,
    boxed_with_time,
    in_columns,
    is_speaker,
    named,
    plain_name,
    without_bullet,
)
from ohbot.recognise.stamps import STAMP, Moment, Stamp, alike, are_recorded, find_stamp, is_usual, plain_moment

Who = Literal["mark", "colon", "column", "below", "none"]
"""How a document tells who speaks, behind its stamps."""

SAMPLE = 400
GENERIC = 0.9
"""How surely a text is a log where every line reads like one."""
_FORMS: dict[Who, str] = {
    "mark": "stamps and marks of who speaks",
    "colon": "stamps, and names before a colon",
    "column": "stamps, and names in a column",
    "below": "stamps and names above the text",
    "none": "stamps and text, nobody named",
}
_NOTHING = re.compile(r"(?!)")
_NO_EVENT, _NO_NAME = "(?P<event>(?!))", "(?P<name>(?!))(?P<words>)"
_FULL_OF: dict[Who, str] = {
    # the lines behind stamps that such documents are full of, besides those of ``SAID``
    "mark": f"{HAPPENED}|{_NO_NAME}",
    "colon": f"{HAPPENED_UNMARKED}|{CALLED}",
    **dict.fromkeys(("column", "below", "none"), f"{_NO_EVENT}|{_NO_NAME}"),
}
_SPEAKS = re.compile(r"<[ @+%~&!]{0,2}([^<>\n]{1,80})>[ \t]")
_CHANNEL = re.compile(r"[#&]{1,2}[\w.-]+$")
_BEGIN_FORMS = "(~" + "".join(starts for starts, *_ in FORMS if starts != "A")
"""With what a line behind its stamp begins that is no name, or has a mark."""
_WEAK = "-—–·"
"""With what a text may begin as well as an action."""
_ENCRYPTED = re.compile(
    "end-to-end|ende-zu-ende|de bout en bout|extremo a extremo|ponta a ponta|сквозн|端到端|종단|uçtan uca", re.I
)
"""What a messenger tells at the beginning of a chat."""
_DONE = "|".join(
    """added removed created changed left pinned joined hinzugefügt entfernt erstellt geändert verlassen
    ajouté retiré supprimé créé modifié changé quitté añadió eliminó creó cambió salió añadido adicionou
    removeu criou mudou alterou saiu aggiunto rimosso creato cambiato abbandonato toegevoegd verwijderd
    gemaakt gewijzigd verlaten lagt tagit ändrat lämnat lisäsi poisti loi poistui lisättiin dodał dodała
    usunął usunęła utworzył utworzyła zmienił zmieniła opuścił opuściła добавил добавила удалил удалила
    создал создала изменил изменила покинул покинула вышел вышла додав додала видалив видалила створив
    створила змінив змінила вийшов вийшла ekledi çıkardı oluşturdu değiştirdi ayrıldı menambahkan
    mengeluarkan membuat mengubah keluar أضاف أزال أنشأ غيّر غادر""".split()
)
_DOES = re.compile(rf"~?\s?(?P<who>\S+(?: \S+)??)(?: (?:has|have|hat|a|ha|heeft|har))? (?:{_DONE})\b")
"""What a messenger writes into a chat under the name of the group."""


class _StampedLine(NamedTuple):
    """A line with a stamp: where it stands among the lines, its text without bullet, and what stands behind."""

    place: int
    text: str
    stamp: Stamp
    said: ChatLine | None


def stamped(rows: Sequence[TextLine]) -> ChatLayout | None:
    """The reading of a document by the stamps before its lines; None where it has neither stamps nor marks."""
    sample = rows[:SAMPLE]
    lines = [line for place, row in enumerate(sample) if (line := _line(place, row.text))]
    who, forms = _who(lines, sample)
    finder = _Finder(who, forms)
    finder.is_precise = sum(line.stamp.moment.clock.count(":") > 1 for line in lines) * 2 > len(lines)
    if who == "mark":
        speaking = (found[1] for row in rows if row.text[0] == "<" and (found := _SPEAKS.match(row.text)))
        finder.nicks.update(speaking)
    elif who == "colon":
        finder.names.update(_names(lines))
    finder.take(rows)
    certainty = _share(finder, sample) if who == "mark" else _certainty(who, lines, sample)
    if not finder.roles or not certainty:
        return None
    evidence = f"stamps before {len(lines)} of {counted(len(sample), 'line')}"
    ranges = any(line.stamp.form.endswith("r") for line in lines)
    recorded = (who in ("none", "below") or ranges) and are_recorded([line.stamp.moment for line in lines])
    return ChatLayout(
        _FORMS[who],
        certainty,
        _by_nobody(finder.roles) if who == "colon" else finder.roles,
        evidence,
        paragraphs=who != "mark",
        recorded=recorded,
        pieces=recorded and ranges and who == "none",
        is_log=who == "mark",
        venues=tuple(finder.channels),
    )


def _line(place: int, text: str) -> _StampedLine | None:
    text = without_bullet(text)
    stamp = find_stamp(text)
    return _StampedLine(place, text, stamp, said_in(text, stamp.end)) if stamp else None


def _is_marked(line: _StampedLine) -> bool:
    said = line.said
    return said is not None and said.sure == 1 and line.text[line.stamp.end : line.stamp.end + 1] not in _WEAK


def _who(lines: Sequence[_StampedLine], rows: Sequence[TextLine]) -> tuple[Who, frozenset[str]]:
    """How most lines with stamps tell who speaks, and the forms of stamps that begin a message."""
    usual = Counter(line.stamp.form for line in lines)
    most = max(usual.values(), default=0)
    forms = frozenset(form for form, count in usual.items() if count * 5 > most)
    own = [line for line in lines if line.stamp.form in forms]
    events = sum(line.said is not None and line.said.kind == "event" for line in own)
    marks = sum(map(_is_marked, own))
    count, names = len(own), _names(own)
    if (marks + events) * 2 >= count and names.total() <= marks:
        return "mark", forms
    columns = [
        head.speaker for line in own if line.stamp.columns and (head := in_columns(line.text[line.stamp.end :]))
    ]
    if len(columns) * 2 >= count and len(set(columns)) * 2 <= len(columns) + 2:
        return "column", forms
    stamps = {line.place for line in own}
    heads = [
        name
        for line in own
        if line.place + 1 < len(rows)
        and line.place + 1 not in stamps
        and (name := _below(line.text[line.stamp.end :]))
        and is_speaker(name, form="marked")
    ]
    if len(heads) * 10 >= count * 6 and len(set(heads)) * 2 <= len(heads) + 3:
        return "below", forms
    # Names that come again, or nearly only lines with names: a label or two are none.
    again = sum(times for times in names.values() if times > 1)
    spoken = sum(line.stamp.end < len(line.text) and (line.said is None or line.said.kind == "say") for line in own)
    dated = any(line.stamp.moment.day for line in own)
    if again * 3 >= spoken or names.total() * 3 > spoken * 2 or (dated and names.total() * 2 >= spoken):
        return ("colon" if names else "none"), forms
    return "none", forms


def _below(text: str) -> str | None:
    """The name that stands alone behind a stamp, or behind a dash there."""
    return alone(text.lstrip(" \t-–—"))


def _names(lines: Sequence[_StampedLine]) -> Counter[str | None]:
    """How often each name stands before a colon behind a stamp."""
    heads = (named(line.text[line.stamp.end :]) for line in lines)
    return Counter(head.speaker for head in heads if head and is_speaker(head.speaker or "", form="marked"))


def _certainty(who: Who, lines: Sequence[_StampedLine], rows: Sequence[TextLine]) -> float:
    """How surely a text is read so: by the share of its lines that have a stamp, or go on below one."""
    if len(lines) < 2 or lines[0].place > 14:
        return 0.0
    bare = sum(line.stamp.form == "c" and line.stamp.moment.clock.count(":") < 2 for line in lines) * 2 > len(lines)
    again = sum(count for count in _names(lines).values() if count > 1) * 5 >= len(lines) * 3
    early = are_recorded([line.stamp.moment for line in lines])
    if bare and who == "none" and not early:
        return 0.1  # an agenda has times, too
    if bare and not again and who == "colon":
        return 0.4 * len(lines) / len(rows)
    spoken = sum(line.stamp.end < len(line.text) for line in lines)
    if who == "none" and (len(lines) * 2 < len(rows) or spoken < 3 or spoken * 2 < len(lines)):
        return 0.3
    explained = (len(rows) - lines[0].place) / len(rows)
    return 0.93 * min(1.0, explained, 4 * len(lines) / len(rows))


@dataclass(slots=True)
class _Finder:
    """Takes lines one by one; what it knows so far decides what a line without a stamp is."""

    who: Who
    forms: frozenset[str]
    roles: dict[int, Head | LinePart] = field(default_factory=dict)
    nicks: set[str] = field(default_factory=set)
    names: set[str | None] = field(default_factory=set)
    channels: dict[str, None] = field(default_factory=dict)
    has_stamps: bool = False
    is_usual: bool = True
    is_precise: bool = False
    """Whether most times have seconds."""
    match: Callable[[str], re.Match[str] | None] = _NOTHING.match
    called: dict[str, str] = field(default_factory=dict)
    """Who speaks under the names before colons that are read at once; empty where more is to be looked at."""

    def take(self, rows: Sequence[TextLine]) -> None:
        """Read the lines; those like the stamped ones before them are read at once."""
        roles, nicks, find = self.roles, self.nicks, self.match
        tells = "a mark" if self.who == "mark" else "what happened"
        for number, text, _, _ in rows:
            found = find(text)
            if found is None:
                self._other(number, text)
                find = self.match
                continue
            channel, day, clock, zone, nick, host, said, own, event, name, words = found.groups()
            moment = Moment(clock, day or "", zone or "") if self.is_usual else plain_moment(Moment(clock, day, zone))
            if channel:
                self.channels[channel] = None
            if own:  # RRSAgent: <kim> kim has joined #boats
                roles[number] = Head("event", None, said.strip(), moment, "a mark")
            elif nick:
                nicks.add(nick)
                roles[number] = Head("say", nick, said.strip(), moment, "<nick>", host is not None)
            elif event:
                self.has_stamps = True
                roles[number] = Head("event", None, event.strip(), moment, tells)
            elif name and (who := self._caller(text, *found.span("name"))):
                roles[number] = Head("say", who, words.strip(), moment, "a name before a colon")
            else:
                self._stamped(number, text, found.start("name") if name else found.end(), moment)

    def _caller(self, text: str, begin: int, end: int) -> str:
        """Who speaks, in a line with a name before a colon at this place; empty where that is not certain."""
        label = text[begin:end]
        if label not in self.called:
            name = plain_name(label)
            odd = "→" in label or label[0] in _BEGIN_FORMS or label == "Action" or not is_speaker(name, form="marked")
            odd = odd or happened(f"{label}:") or happened(f"{label} :")
            self.called[label] = "" if odd else name
        name = self.called[label]
        is_one_word = len(label.split()) == 1  # what happens is told in more words, or before the colon alone
        return "" if not is_one_word and happened(text, begin, before=begin + len(name)) else name

    def _other(self, number: int, text: str) -> None:
        if self.who == "mark" and (plain := UNSTAMPED.match(text)):
            nick, said, event = plain.groups()
            if event:
                self.roles[number] = Head("event", None, event.strip(), Moment(), "a mark", sure=0.8)
                return
            if _is_nick(nick):
                self.nicks.add(nick)
                self.roles[number] = Head("say", nick, said.strip(), Moment(), "a mark", sure=0.8)
                return
        found = STAMP.match(text)
        if found is None:
            text = without_bullet(text)
        else:
            self.match, self.is_usual = alike(found, SAID, _FULL_OF[self.who]).match, is_usual(found["clock"])
            if found["channel"]:
                self.channels[found["channel"]] = None
        self._known(number, text, find_stamp(text))

    def _known(self, number: int, text: str, stamp: Stamp | None) -> None:
        box = boxed_with_time(text)
        if box:
            whole = self.is_precise and box.stamp.clock.count(":") == 1
            self.roles[number] = box._replace(stamp=Moment(f"00:{box.stamp.clock}")) if whole else box
        elif stamp is None or (
            stamp.form not in self.forms and not (self.who == "mark" and said_in(text, stamp.end))
        ):
            self._unstamped(number, text)
        else:
            self._stamped(number, text, stamp.end, stamp.moment)

    def _stamped(self, number: int, text: str, at: int, moment: Moment) -> None:
        self.has_stamps = True
        if at >= len(text) and self.who != "mark":
            self.roles[number] = LinePart("empty message")
            return
        said = said_in(text, at) if self.who == "mark" else marked(text, at)
        if said and (self.who == "mark" or (said.sure == 1 and self._is_mark(text, at, said))):
            self._marked(number, text, said, moment)
        elif self.who == "mark":
            self.roles[number] = Head("say", None, text[at:].strip(), moment, "a stamp alone")
        else:
            self.roles[number] = self._named(text, at, moment)

    def _is_mark(self, text: str, at: int, said: ChatLine) -> bool:
        """Whether what looks like a mark is one in a document whose speakers have none."""
        who = text[slice(*said.speaker)] if said.speaker else None
        return text[at] == "<" or (self.who == "colon" and (text[at] not in _WEAK or who in self.names))

    def _named(self, text: str, at: int, moment: Moment) -> Head:
        rest = text[at:].strip()
        name = _below(rest) if self.who == "below" else None
        if name and is_speaker(name, form="marked"):
            return Head("say", name, "", moment, "time and name above the text")
        head = named(rest) if self.who == "colon" else in_columns(rest) if self.who == "column" else None
        end = at + len((head and head.speaker) or rest)
        if self.who in ("colon", "below") and happened(text, at, before=end):
            return Head("event", None, rest, moment, "what happened")
        if head and is_speaker(head.speaker or "", form="marked"):
            return head._replace(stamp=moment, text=head.text.strip())
        kind: Literal["event", "say"] = "event" if self.who == "colon" and moment.day else "say"
        return Head(kind, None, rest, moment, "a stamp alone")

    def _marked(self, number: int, text: str, said: ChatLine, moment: Moment) -> None:
        kind, speaker, span, host, sure, _ = said
        who = text[slice(*speaker)] if speaker else None
        if who:
            self.nicks.add(who)
        self.roles[number] = Head(kind, who, text[slice(*span)].strip(), moment, "a mark", host is not None, sure)

    def _unstamped(self, number: int, text: str) -> None:
        heading = HEADING.fullmatch(text.strip()) if self.who != "mark" else None
        if heading:
            level = max(2, len(heading["marks"]))
            self.roles[number] = Head("heading", None, heading["title"], Moment(), "a heading", level=level)
        if self.who not in ("mark", "colon"):
            return
        said = unstamped(text, nicks=None if self.has_stamps or self.who == "colon" else self.nicks)
        if said and (self.who == "mark" or said.kind == "event"):
            self._marked(number, text, said, Moment())
        elif self.who == "mark" and not self.roles and _CHANNEL.match(text):
            self.channels[text] = None
            self.roles[number] = LinePart()


@lru_cache(maxsize=4096)
def _is_nick(name: str) -> bool:
    """Whether no time stands between the brackets."""
    return find_stamp(f"<{name}> ") is None


def _by_nobody(roles: Mapping[int, Head | LinePart]) -> dict[int, Head | LinePart]:
    """The roles where a name under which the messenger alone writes, that of the group, speaks no more."""
    said: dict[str, list[Head]] = {}
    for role in roles.values():
        if isinstance(role, Head) and role.speaker:
            said.setdefault(role.speaker, []).append(role)
    groups = {
        who
        for who, heads in said.items()
        if all(_is_notice(head, said) for head in heads) and (len(heads) > 1 or _ENCRYPTED.search(heads[0].text))
    }
    if not groups:
        return dict(roles)
    return {
        number: role._replace(kind="event", speaker=None, form="what the program tells")
        if isinstance(role, Head) and role.speaker in groups
        else role
        for number, role in roles.items()
    }


def _is_notice(head: Head, names: Collection[str]) -> bool:
    """Whether a messenger itself may write so: that a chat is encrypted, or what somebody else did to it."""
    does = _DOES.match(head.text)
    if does and does["who"] in names and does["who"] != head.speaker:
        return True
    return _ENCRYPTED.search(head.text[:120]) is not None


def _share(finder: _Finder, rows: Sequence[TextLine]) -> float:
    """The share of lines that read like lines of a log; those that only might count less."""
    sure, speaking = 0.0, False
    for row in rows:
        head = finder.roles.get(row.number)
        if not isinstance(head, Head):
            sure += 0.7 if row.text[0] in " \t" and speaking else 0.0
            continue
        speaking = speaking or head.speaker is not None
        # "10:30 Meeting: everybody" may be an agenda; brackets and marks make a line of a chat.
        bare = head.stamp.clock and head.sure < 1 and row.text.lstrip()[0] not in "[("
        nobody = head.form == "a stamp alone"
        sure += 0.0 if nobody else 0.4 if bare and head.kind == "say" else head.sure
    return GENERIC * min(1.0, sure / len(rows)) if rows else 0.0
