"""Reads transcripts that are lines of who says what, whatever program wrote them, into entries and a session."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from ohbot.privacy.addresses import HOST
from ohbot.privacy.events import is_whois
from ohbot.recognise.clocks import recorded
from ohbot.recognise.dates import day_alone
from ohbot.recognise.heads import HEADING, ChatLayout, Head, LinePart
from ohbot.recognise.layouts import Lay, layouts
from ohbot.recognise.named import UNSURE
from ohbot.recognise.people import merged
from ohbot.recognise.stamps import Moment, are_recorded
from ohbot.recognise.trace import Reason
from ohbot.sources.addressed import NAME as ADDRESSED
from ohbot.sources.addressed import addressed, join
from ohbot.sources.base import Line, Options, Reading, line_list, sample
from ohbot.sources.cues import Spoken, paragraphs
from ohbot.sources.entries import NO_METADATA, Chat, Entry, EntryKind
from ohbot.sources.meetbot import apply_meetbot, is_meeting
from ohbot.sources.opening import is_minuted, read_opening
from ohbot.sources.scribe import apply_scribe, is_scribed
from ohbot.sources.sessions import reading

_SIGN = re.compile(r"[+-](?=\S)")
"""What some servers put before every text, to tell whether its speaker is identified; dircproxy logs it."""
_COLUMN = re.compile(r"\A[ \t]*\|[ \t]+")
"""What stands before the rest of a line that a client broke in its column of texts, or quotes in a thread."""
_RECORDED = (
    "(?:started|stopped) (?:the )?transcription|hat die Transkription (?:gestartet|beendet)"
    "|a (?:démarré|arrêté) la transcription|(?:inició|detuvo) la transcripción|(?:iniciou|parou) a transcrição"
    "|ha (?:avviato|interrotto) la trascrizione|heeft de transcriptie (?:gestart|gestopt)"
)
"""What a program writes of somebody who has a call transcribed."""
_FURNITURE = (
    # what programs write into a transcript about it, and whether all up to the next blank line belongs to it
    (re.compile(rf"(?:\S.{{0,80}} (?:{_RECORDED})|Transcribed by https?://\S+)$"), False),
    (re.compile(r"(?:Transcription|Transcript|Meeting|Recording) ended after \d"), False),
    (re.compile(r"This editable transcript was computer generated\b|[=_~-]{8,}$|\{Attachments\}$"), False),
    (re.compile(r"Exported [\d,.]+ message\(s\)$"), False),
    (re.compile(r"\{(?:Embed|Reactions|Stickers)\}$"), True),
)
_BEGIN_FURNITURE = "TMRE{=_~-"
"""With what all of it begins but what tells of a transcription."""
_ABOUT, _SHOWN = "about the transcript", "shown beside a message"
_RULE = re.compile(r"\s*(?:[-=_*~#]{2,}\s*)?")
_MATRIX_ID = re.compile(r"@?([^\s:@]+):[\w-]+(?:\.[\w-]+)+(?::\d+)?")
_HALF = re.compile(r"\s?[AaPp]\.?[Mm]\.?$")
_TITLE = re.compile(r"title:\s*[\"']?(?P<title>.*?)[\"']?\s*$")

_IN_FULL = re.compile(r"\d\d:\d\d:\d\d")
_ROLES = {"say": "message"}
"""What a person is told that a line is, where that is another word."""
Fits = Callable[[ChatLayout], bool]


@lru_cache(maxsize=4)
def _sampled(lines: tuple[Line, ...]) -> tuple[tuple[ChatLayout, Lay | None], ...]:
    """The layouts that fit a sample, the surest first, each with the way that found it; None is ``addressed``."""
    to_whom = addressed(lines)
    found = [*([(to_whom, None)] if to_whom else []), *layouts(lines)]
    return tuple(sorted(found, key=lambda pair: -pair[0].certainty))


def candidates(lines: Sequence[Line], fits: Fits) -> list[ChatLayout]:
    """The layouts of those that fit, the surest first, from a sample of a transcript."""
    return [layout for layout, _ in _sampled(tuple(lines)) if fits(layout)]


def _whole(lines: Sequence[Line], fits: Fits) -> ChatLayout:
    """The reading of a whole transcript in the way that its sample shows."""
    found = _sampled(tuple(sample(lines)))
    layout, way = next((pair for pair in found if fits(pair[0])), next(iter(found), (None, None)))
    if way is None:
        return (addressed(lines) if layout else None) or layout or ChatLayout("none", 0.0, {})
    return next((one for one, _ in layouts(lines, [way])), ChatLayout("none", 0.0, {}))


def read(lines: Sequence[Line], options: Options, *, fits: Fits) -> Reading:
    """The session that a transcript tells, with the conventions of MeetBot or the W3C where people used them."""
    front = _front_matter(lines)
    layout = _whole(lines[len(front) :], fits)
    chat = scan(lines[len(front) :], layout)
    chat.zone, chat.title = options.timezone, layout.title or None
    if layout.name == ADDRESSED:
        join(chat, lines)
    for line in front:
        title = _TITLE.match(line.text)
        if title and title["title"]:
            chat.title = title["title"]
            chat.kept.add(line.number)
        else:
            chat.dropped[line.number] = "front matter"
    if layout.name == "names in bold" or layout.name.startswith("stamps"):
        _take_title(chat)
    if _has_opening(chat, layout):
        _read_opening(chat, lines, layout, options)
    apply_conventions(chat)
    others = [
        other for other in candidates(sample(lines), lambda other: other.name != layout.name) if other.certainty
    ]
    found = reading(chat, lines, options)
    return replace(found, why=_reasons(layout, next(iter(others), None)), marks=partial(_marks, lines, layout))


def _marks(lines: Sequence[Line], layout: ChatLayout) -> str:
    """What stands in heads before their texts."""
    heads = ((text, layout.roles.get(number)) for number, text in lines)
    return "\n".join(text.removesuffix(head.text) for text, head in heads if isinstance(head, Head))


def _reasons(layout: ChatLayout, other: ChatLayout | None) -> Callable[[int], Reason]:
    """Why lines were read as what they are, without their texts, and the layout that they might be in otherwise."""
    evidence = ": ".join(filter(None, (layout.name, layout.evidence)))
    runner_up = (other.name, f"{other.certainty:.0%} sure: {other.evidence}") if other else ("", "")

    def why(number: int) -> Reason:
        match layout.roles.get(number):
            case Head(kind=kind, form=form):
                return Reason(_ROLES.get(kind, kind), form, evidence, *runner_up)
            case LinePart():
                return Reason("head", "beside the name", evidence, *runner_up)
            case None:
                return Reason("text", "no head: it goes on with what stands above")

    return why


def _front_matter(lines: Sequence[Line]) -> Sequence[Line]:
    """The block of facts that site generators want before a text in Markdown."""
    if not lines or lines[0].text.strip() != "---":
        return ()
    end = next((index for index, line in enumerate(lines[1:40], 1) if line.text.strip() == "---"), 0)
    return lines[: end + 1] if end else ()


def apply_conventions(chat: Chat) -> None:
    """Read the commands and minutes that people wrote into a chat for bots."""
    if is_meeting(chat):
        apply_meetbot(chat)
    elif is_scribed(chat):
        apply_scribe(chat)


def scan(lines: Sequence[Line], layout: ChatLayout) -> Chat:
    """The entries of a transcript that is laid out so; a line without head goes on with one before, or is prose."""
    reader, role_of = _ChatReader(layout), layout.roles.get
    for number, text in lines:
        role = role_of(number)
        if isinstance(role, Head):
            reader.begin(number, role)
        elif not text or text.isspace():
            reader.gap, reader.skips = True, False
            continue
        else:
            reader.take(number, text, role)
        reader.gap = False
    reader.finish()
    return reader.chat


@dataclass(slots=True)
class _ChatReader:
    """Takes lines one by one, and makes entries of them as their roles tell."""

    layout: ChatLayout
    chat: Chat = field(default_factory=Chat)
    gap: bool = True
    skips: bool = False
    speaker: str | None = None
    ids: dict[str, str] = field(default_factory=dict)
    nameless: list[int] = field(default_factory=list)
    hosted: list[int] = field(default_factory=list)
    more: list[tuple[int, str]] = field(default_factory=list)
    day: str = ""
    """That of stamps without one, by the last line that tells nothing but a day."""

    def take(self, number: int, text: str, role: LinePart | None) -> None:
        """Read a line that begins nothing."""
        if role is None:
            self._loose(number, text)
        elif role.dropped:
            self.chat.dropped[number] = role.dropped
        else:
            self.chat.kept.add(number)

    def finish(self) -> None:
        """Close the last entry, and tell what was unusual."""
        self._close()
        chat, entries = self.chat, self.chat.entries
        chat.venues = self.layout.venues
        if sum(_SIGN.match(entries[index].text) is not None for index in self.hosted) * 2 > len(self.hosted):
            for index in self.hosted:
                entries[index] = entries[index].with_text(_SIGN.sub("", entries[index].text, count=1))
        if not self.layout.is_log:
            self._drop_empty()
        if self.layout.recorded:
            chat.entries = _recorded(_joined(chat.entries) if self.layout.pieces else chat.entries)
        if self.nameless and any(entry.speaker for entry in entries):
            chat.note(f"nobody is named as the speaker of lines {line_list(self.nameless)}", self.nameless[0])

    def begin(self, number: int, head: Head) -> None:
        """Read a line that begins an entry."""
        if self.more:
            self._close()
        kind: EntryKind
        kind, speaker, text, stamp, form, host, _, level, same, _ = head
        if self.day and not stamp.day:
            stamp = stamp._replace(day=self.day)
        if kind == "action" and is_whois(f"{speaker} {text}"):
            kind, speaker, text = "event", None, f"{speaker} {text}"
        elif speaker:
            self.speaker = speaker = self._local(speaker) if ":" in speaker else speaker
        elif same:
            speaker, stamp = self.speaker, self._with_half(stamp)
        elif kind == "say" and form in ("a stamp alone", UNSURE):
            self.nameless.append(number)
            kind = "prose" if form == UNSURE else kind
        if host:
            self.chat.removed.count(HOST, number)
            self.hosted.append(len(self.chat.entries))
        self.chat.entries.append(Entry((number,), kind, text, speaker, stamp, NO_METADATA, level))

    def _with_half(self, stamp: Moment) -> Moment:
        """A time below a message's own, in the half of the day of that one, where times have 12 hours."""
        half = _HALF.search(self.chat.entries[-1].stamp.clock) if self.chat.entries else None
        return stamp._replace(clock=stamp.clock + half[0]) if half and stamp.clock[-1:].isdigit() else stamp

    def _local(self, speaker: str) -> str:
        """The name of a Matrix id without its server, unless somebody else has it on another one."""
        found = _MATRIX_ID.fullmatch(speaker)
        return speaker if not found or self.ids.setdefault(found[1], speaker) != speaker else found[1]

    def _loose(self, number: int, text: str) -> None:
        """A line without a head: the rest of the message above it, or prose, whose lines stay together."""
        words = text.strip()
        if not self.layout.is_log and self._is_furniture(number, words):
            return
        day = day_alone(words)
        day = day if day and self._needs_days() else None
        if day:
            self.day, self.gap = day.isoformat(), True
        indented, text = text[0] in " \t", _COLUMN.sub("", text).strip() if "|" in text else words
        last = self.chat.entries[-1] if self.chat.entries else None
        if last and last.kind == "prose":
            self.more.append((number, ("\n\n" if self.gap else "\n") + text))
        elif last and not day and self._goes_on(last, words, indented=indented):
            self.more.append((number, f" {text}"))
        else:
            self._close()
            self.chat.entries.append(Entry((number,), "prose", text))

    def _needs_days(self) -> bool:
        """Whether a line with nothing but a day may tell that of messages below, whose stamps have none."""
        last = self.chat.entries[-1] if self.chat.entries else None
        stamp = last.stamp if last else Moment()
        untimed = last is not None and last.kind == "say" and not stamp.clock
        return not self.layout.recorded and not untimed and stamp.day in ("", self.day)

    def _goes_on(self, last: Entry, text: str, *, indented: bool) -> bool:
        """Whether a line without a head goes on with the entry above it.

        Where nothing but names stands before texts, what was decided ("Decision:") is no words of the last speaker.
        """
        if self.gap and not self.layout.paragraphs:
            return False
        if not last.stamp.clock and is_minuted(text):
            return False
        if last.kind == "event":
            return indented or not (self.layout.is_log or self.gap)
        return last.kind in ("say", "action")

    def _is_furniture(self, number: int, text: str) -> bool:
        """Whether a line is none of anybody's words; it is left out then, and counted."""
        if not (self.skips or text[:1] in _BEGIN_FURNITURE or "rans" in text or "trascri" in text):
            return False
        found = next((block for pattern, block in _FURNITURE if pattern.match(text)), None)
        self.skips = self.skips or found is True
        if found is not None or self.skips:
            self.chat.dropped[number] = _SHOWN if self.skips else _ABOUT
        return found is not None or self.skips

    def _close(self) -> None:
        """Give the last entry the lines that go on with it, all at once: there may be many."""
        if self.more:
            last = self.chat.entries[-1]
            text = "".join([last.text, *[more for _, more in self.more]]).strip()
            self.chat.entries[-1] = last.with_text(text, [number for number, _ in self.more])
            self.more = []

    def _drop_empty(self) -> None:
        empty = [entry for entry in self.chat.entries if not entry.text]
        for entry in empty:
            self.chat.drop(entry, "empty message")
        if empty:
            self.chat.entries = [entry for entry in self.chat.entries if entry.text]


def _recorded(entries: list[Entry]) -> list[Entry]:
    """The entries with times as those of a recording."""
    return [
        entry._replace(stamp=Moment(recorded(entry.stamp.seconds)))
        if entry.stamp.clock and not _IN_FULL.fullmatch(entry.stamp.clock)
        else entry
        for entry in entries
    ]


def _joined(entries: Sequence[Entry]) -> list[Entry]:
    """Pieces of speech in a row as paragraphs."""
    joined: list[Entry] = []
    spoken: list[Entry] = []
    for entry in (*entries, None):
        if entry and entry.kind == "say":
            spoken.append(entry)
            continue
        pieces = [Spoken(one.text, one.stamp.seconds if one.stamp.clock else None, None) for one in spoken]
        at = 0
        for group in paragraphs(pieces):
            some = spoken[at : at + len(group)]
            at += len(group)
            lines = tuple(number for one in some for number in one.lines)
            joined.append(some[0]._replace(lines=lines, text=" ".join(one.text for one in some)))
        joined += [entry] if entry else []
        spoken = []
    return joined


def _take_title(chat: Chat) -> None:
    """A heading above all others is the title, if nothing else is."""
    first = next(iter(chat.entries), None)
    if chat.title or not first or first.kind != "heading":
        return
    if all(entry.kind != "heading" or entry.level > first.level for entry in chat.entries[1:]):
        chat.title = first.text
        chat.kept.update(chat.entries.pop(0).lines)


def _has_opening(chat: Chat, layout: ChatLayout) -> bool:
    """Whether what stands before the first message may tell of the session: chats have no title there."""
    first = next((entry.stamp for entry in chat.entries if entry.stamp.clock), Moment())
    if layout.is_log or layout.name == ADDRESSED:
        return False
    return layout.name != "stamps, and names before a colon" or are_recorded([first])


def _read_opening(chat: Chat, lines: Sequence[Line], layout: ChatLayout, options: Options) -> None:
    """What stands before the first head are facts of the session, and prose."""
    first = min((number for number, role in layout.roles.items() if isinstance(role, Head)), default=0)
    before = chat.entries[0] if chat.entries and chat.entries[0].kind == "prose" else None
    if before is None or before.lines[0] >= first:
        return
    numbers = frozenset(before.lines)
    stated = ((number, text.strip()) for number, text in lines if number in numbers and not _RULE.fullmatch(text))
    rows = [Line(number, found["title"] if (found := HEADING.fullmatch(text)) else text) for number, text in stated]
    facts = read_opening(rows, options)
    loose = [row for row in rows if row.number not in facts.used]
    chat.kept |= facts.used
    chat.title, chat.start, chat.end = chat.title or facts.title, facts.start or facts.day, facts.end
    chat.venues += facts.venues
    chat.recordings, chat.people = facts.recordings, merged((), facts.people)
    chat.notes += facts.notes
    prose = before._replace(lines=tuple(row.number for row in loose), text="\n\n".join(row.text for row in loose))
    chat.entries[:1] = [prose] if loose else []
