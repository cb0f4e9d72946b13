"""The chat of one session as captions, SubRip or WebVTT: the times are those of its messages."""

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import groupby

from ohbot.errors import InputError
from ohbot.export.rows import MESSAGES, ExportRow, SessionRecord, rows
from ohbot.recognise.dates import When, find_when

_DAY, _HALF_A_DAY = timedelta(days=1), timedelta(hours=12)
_LAST = timedelta(seconds=5)
"""How long the last caption stays."""
_LONGEST = timedelta(minutes=1)
_ARROW = "-->"


@dataclass(frozen=True, slots=True)
class Caption:
    """What is shown from ``begin`` to ``end``, counted from the recording's begin."""

    begin: timedelta
    end: timedelta
    row: ExportRow


def write_srt(records: Iterable[SessionRecord]) -> Iterator[str]:
    """SubRip: ``Name: words``."""
    for record in records:
        for number, one in enumerate(captions(record), 1):
            said = f"{one.row.speaker}: {one.row.plain}" if one.row.speaker else one.row.plain
            times = f"{_stamp(one.begin)} {_ARROW} {_stamp(one.end)}".replace(".", ",")
            yield f"{number}\n{times}\n{_one_line(said).replace(_ARROW, '->')}\n\n"


def write_vtt(records: Iterable[SessionRecord]) -> Iterator[str]:
    """WebVTT, with voices."""
    found = [one for record in records for one in captions(record)]
    yield "WEBVTT\n\n"
    for one in found:
        voice = f"<v {html.escape(_one_line(one.row.speaker), quote=False)}>" if one.row.speaker else ""
        said = html.escape(_one_line(one.row.plain), quote=False)
        yield f"{_stamp(one.begin)} {_ARROW} {_stamp(one.end)}\n{voice}{said}\n\n"


def captions(record: SessionRecord) -> list[Caption]:
    """The messages of a session with their times: as they are written, those of captions from the recording's begin.

    A message without a time has that of the one before. Those of one time share what is left until the next.
    Raises InputError where no message has a time.
    """
    said = [row for row in rows(record.session) if row.kind in MESSAGES and row.plain]
    begins = list(_begins(said))
    if not begins:
        raise InputError(
            f"{record.name}: no message of this session has a time, so it cannot be captions; "
            "captions are for chats and for what was imported from captions"
        )
    groups = [(begin, [row for _, row in group]) for begin, group in groupby(begins, key=lambda pair: pair[0])]
    ends = [begin for begin, _ in groups[1:]] + [groups[-1][0] + _LAST * len(groups[-1][1])]
    found = []
    for (begin, group), end in zip(groups, ends, strict=True):
        share = min((end - begin) / len(group), _LONGEST)
        found += [Caption(begin + share * at, begin + share * (at + 1), row) for at, row in enumerate(group)]
    return found


def _begins(said: list[ExportRow]) -> Iterator[tuple[timedelta, ExportRow]]:
    """Each message with its time, which never goes back; past midnight it goes on."""
    known = [_read(row.time) if row.time else None for row in said]
    first = next((when for when in known if when and when.clock is not None), None)
    if first is None or first.clock is None:
        return
    last, day = first.clock, first.day
    for when, row in zip(known, said, strict=True):
        if when and when.clock is not None:
            days = when.day - day if when.day and day else last // _DAY * _DAY
            time = days + when.clock
            if not when.day and last - time > _HALF_A_DAY:
                time += _DAY
            last = max(last, time)
        yield last, row


@lru_cache(maxsize=4096)
def _read(stamp: str) -> When | None:
    return find_when(stamp, header=True)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _stamp(time: timedelta) -> str:
    millis = round(time.total_seconds() * 1000)
    return f"{millis // 3_600_000:02}:{millis // 60_000 % 60:02}:{millis // 1000 % 60:02}.{millis % 1000:03}"
