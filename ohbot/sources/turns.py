"""Transcripts whose turns begin with a line of name and time, as Zoom, Otter, Teams and Rev write them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ohbot.model import Item, Message, Prose
from ohbot.recognise.chatline import happened
from ohbot.recognise.people import merged
from ohbot.sources.base import Line, Options, Reading, Source, account
from ohbot.sources.cues import Cue, Ledger, session_of
from ohbot.sources.opening import read_opening
from ohbot.wikitext.escape import escape

_TIME = r"(?P<h>\d{1,3}):(?P<m>\d{2})(?::(?P<s>\d{2}))?(?:[.,]\d{1,3})?"
# Zoom's chat says "18:00:23 From Ann to Everyone:": that is no turn of speech.
_NAME = r"(?!From\s)(?P<name>[^\s\[\]():<>#*|](?:[^\[\]:<>|]{0,58}[^\s\[\]:<>|])?)"
_TURNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\[{_NAME}\]\s*{_TIME}\s*$",  # [Ann Lee] 11:02:09
        rf"{_NAME}\s*[\[(]{_TIME}[\])]\s*:?\s*$",  # Ann Lee (00:03):
        rf"{_NAME}:\s+{_TIME}\s*$",  # Ann Lee: 00:03
        rf"{_NAME}(?:\t+|\s{{2,}}|\s*[-\u2013\u2014|·,]\s+){_TIME}\s*$",  # Ann Lee  0:03
        rf"[\[(]?{_TIME}[\])]?(?:\s+|\s*[-\u2013\u2014|]\s+){_NAME}\s*:?\s*$",  # 0:03 Ann Lee
    )
)

_ABOUT = re.compile(r"(?:\S.{0,80} (?:started|stopped) (?:the )?transcription|Transcribed by https?://\S+)$")
"""What programs write about the transcript itself."""

_NO_NAME = re.compile(r"\d[-/.]\d|^[AaPp]\.?[Mm]\.?$")
"""A date, or the half of a day."""
_LATE = 300
"""Seconds; by then somebody has spoken in a recording."""

_CERTAIN = 0.9


@dataclass(frozen=True, slots=True)
class _Turn:
    speaker: str
    seconds: int
    has_hours: bool


def _turn(text: str) -> _Turn | None:
    """The speaker and time of a line that begins a turn and holds nothing else."""
    stripped = text.strip()
    found = next((match for pattern in _TURNS if (match := pattern.match(stripped))), None)
    if not found or not _could_be_name(found["name"]):
        return None
    first, second, third = int(found["h"]), int(found["m"]), found["s"]
    seconds = first * 60 + second if third is None else first * 3600 + second * 60 + int(third)
    return _Turn(found["name"], seconds, third is not None)


def _could_be_name(text: str) -> bool:
    """Whether a text has a few words, none of a day's time or of somebody's coming and going."""
    return (
        len(text.split()) <= 6
        and any(map(str.isalpha, text))
        and not _NO_NAME.search(text)
        and not happened(f"{text} (")
    )


def claims(lines: Sequence[Line]) -> float:
    """How surely a text is of this kind: nearly every second line that is not blank begins a turn."""
    told = [line.text for line in lines if line.text.strip()]
    turns = [_turn(text) for text in told]
    good = sum(one is not None and then is None for one, then in pairwise(turns))
    if not good or turns[:6].count(None) > 5:
        return 0.0
    names = {turn.speaker for turn in turns if turn}
    share = good * 4 / len(told)
    return _CERTAIN if good > 1 and share >= 1 and len(names) * 2 <= good + 2 else min(0.5, share / 2)


def read(lines: Sequence[Line], options: Options) -> Reading:
    """The session whose messages are the turns; what stands before the first turn are facts and prose."""
    found = Ledger()
    turns = {line.number: turn for line in lines if (turn := _turn(line.text))}
    session = session_of(list(_cues(lines, turns, found)), options, found)
    if _tells_the_day(turns):
        session = replace(session, body=tuple(map(_without_hours, session.body)))
    first = next((index for index, line in enumerate(lines) if line.number in turns), len(lines))
    rows = [line._replace(text=line.text.strip()) for line in lines[:first] if line.number not in found.dropped]
    rows = [row for row in rows if row.text]
    facts = read_opening(rows, options)
    prose = (
        [Prose("\n\n".join(escape(row.text) for row in loose))]
        if (loose := [row for row in rows if row.number not in facts.used])
        else []
    )
    session = replace(
        session,
        title=facts.title,
        start=facts.start,
        end=facts.end,
        venues=facts.venues,
        recordings=facts.recordings,
        people=merged(session.people, facts.people),
        body=(*prose, *session.body),
    )
    kept = found.kept | {row.number for row in rows}
    return Reading(session, account(lines, kept=kept, dropped=found.dropped), tuple(facts.notes))


def _tells_the_day(turns: Mapping[int, _Turn]) -> bool:
    """Whether times such as 18:00 are hours and minutes: a recording would not begin so late."""
    first = next(iter(turns.values()), None)
    return first is not None and first.seconds >= _LATE and not any(turn.has_hours for turn in turns.values())


def _without_hours(item: Item) -> Item:
    """A message with its time in the two parts that the file has."""
    if not isinstance(item, Message) or item.time is None:
        return item
    hours, minutes, seconds = map(int, item.time.split(":"))
    return replace(item, time=f"{hours * 60 + minutes:02}:{seconds:02}")


def _cues(lines: Sequence[Line], turns: Mapping[int, _Turn], found: Ledger) -> Iterator[Cue]:
    turn: _Turn | None = None
    spoken: list[Line] = []
    for line in lines:
        begins = turns.get(line.number)
        if begins:
            yield from _cue(turn, spoken)
            turn, spoken = begins, []
            found.dropped[line.number] = "name and time"
        elif _ABOUT.match(line.text.strip()):
            found.dropped[line.number] = "about the transcript"
        elif turn and line.text.strip():
            spoken.append(line)
    yield from _cue(turn, spoken)


def _cue(turn: _Turn | None, lines: Sequence[Line]) -> Iterator[Cue]:
    if turn and lines:
        yield Cue(tuple(lines), turn.seconds, None, turn.speaker)


TURNS = Source("transcript", "a transcript with lines of name and time (Zoom, Otter, Teams)", claims, read)
