"""Captions of a recording: WebVTT, SRT and SBV files.

The library finds the cues; it is given the number of each line in place of its text, so that every cue tells
which lines it is made of, and nothing in a line can mislead it.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from webvtt import WebVTT
from webvtt.errors import MalformedFileError

from ohbot.errors import InputError
from ohbot.sources.base import Line, Note, Options, Reading, Source, account, line_list
from ohbot.sources.cues import Cue, Ledger, session_of

_BLOCKS = {"NOTE": "comment", "STYLE": "style", "REGION": "style"}
_BLOCK = re.compile(r"(NOTE|STYLE|REGION)(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Container:
    """What one format of captions looks like: ``timing`` is the line before a cue's text."""

    name: str
    timing: re.Pattern[str]
    before: tuple[str, ...] = ()
    """Lines that the library wants before each timing."""
    line_break: str = ""
    """What stands for a line break inside a line, besides those of the file."""


VTT_CONTAINER = Container("vtt", re.compile(r"\s*(?:\d+:)?\d{1,2}:\d{1,2}\.\d{1,3}\s*-->"))
SRT_CONTAINER = Container("srt", re.compile(r"\s*\d+:\d{1,2}:\d{1,2}[,.]\d+\s*-->"), before=("0",))
SBV_CONTAINER = Container(
    "sbv", re.compile(r"\s*\d+:\d{1,2}:\d{1,2}\.\d{3},\d+:\d{1,2}:\d{1,2}\.\d{3}\s*$"), line_break="[br]"
)


def _is_header(line: Line) -> bool:
    return line.number == 1 and re.match(r"WEBVTT(?:\s|$)", line.text) is not None


def _share(lines: Sequence[Line], container: Container) -> float:
    """How surely a text is of a kind, by its timings: each should stand before a line of text."""
    timed = [after for line, after in pairwise(lines) if container.timing.match(line.text)]
    if not timed:
        return 0.0
    told = sum(bool(line.text.strip()) for line in lines)
    good = sum(bool(line.text.strip()) for line in timed)
    return 0.9 if good * 2 >= len(timed) and len(timed) * 20 >= told else 0.3


def _claims_vtt(lines: Sequence[Line]) -> float:
    return 1.0 if lines and _is_header(lines[0]) else min(0.8, _share(lines, VTT_CONTAINER))


def _claims_srt(lines: Sequence[Line]) -> float:
    return _share(lines, SRT_CONTAINER)


def _claims_sbv(lines: Sequence[Line]) -> float:
    return _share(lines, SBV_CONTAINER)


def _read_vtt(lines: Sequence[Line], options: Options) -> Reading:
    return _read(lines, options, VTT_CONTAINER)


def _read_srt(lines: Sequence[Line], options: Options) -> Reading:
    return _read(lines, options, SRT_CONTAINER)


def _read_sbv(lines: Sequence[Line], options: Options) -> Reading:
    return _read(lines, options, SBV_CONTAINER)


def _read(lines: Sequence[Line], options: Options, container: Container) -> Reading:
    found = Ledger(dropped=_structure(lines, container))
    cues = _timed(lines, container, found)
    placed = found.dropped.keys() | {line.number for cue in cues for line in cue.lines}
    untimed = [line for line in lines if line.number not in placed and line.text.strip()]
    if not cues:
        raise InputError(f"this {container.name.upper()} file has no cues; there is nothing to import")
    whole = sorted([*cues, *(Cue((line,)) for line in untimed)], key=lambda cue: cue.lines[0].number)
    session = session_of([_broken(cue, container.line_break) for cue in whole], options, found)
    if not session.body:
        raise InputError(f"the cues of this {container.name.upper()} file are empty; there is nothing to import")
    return Reading(session, account(lines, kept=found.kept, dropped=found.dropped), _notes(cues, untimed))


def _broken(cue: Cue, line_break: str) -> Cue:
    if not line_break or not any(line_break in line.text for line in cue.lines):
        return cue
    parts = tuple(Line(line.number, part) for line in cue.lines for part in line.text.split(line_break))
    return Cue(parts, cue.begin, cue.end)


def _structure(lines: Sequence[Line], container: Container) -> dict[int, str]:
    """The lines that hold no speech, with what they are."""
    dropped: dict[int, str] = {}
    block = "header" if lines and _is_header(lines[0]) and container is VTT_CONTAINER else ""
    start = True
    for index, (number, text) in enumerate(lines):
        if container.timing.match(text):
            dropped[number] = "cue time"
            block = ""
        elif not text.strip():
            block = ""
        elif block or (start and (block := _opens(text, container))):
            dropped[number] = block
        elif (start or text.strip().isdigit()) and _timed_next(lines, index, container):
            dropped[number] = "cue number"
        start = not text.strip()
    return dropped


def _timed_next(lines: Sequence[Line], index: int, container: Container) -> bool:
    return index + 1 < len(lines) and container.timing.match(lines[index + 1].text) is not None


def _opens(text: str, container: Container) -> str:
    found = _BLOCK.match(text) if container is VTT_CONTAINER else None
    return _BLOCKS[found[1]] if found else ""


def _timed(lines: Sequence[Line], container: Container, found: Ledger) -> list[Cue]:
    """The cues that the library finds, with the lines that it was given numbers of."""
    skeleton = ["WEBVTT", ""] if container is VTT_CONTAINER else []
    first = next((number for number, kind in found.dropped.items() if kind == "cue time"), len(lines))
    for number, text in lines[first - 1 :]:
        kind = found.dropped.get(number)
        if kind == "cue time":
            skeleton += ["", *container.before, text.strip()]
        elif kind is None:
            # In WebVTT a line of blanks does not end a cue.
            skeleton.append(str(number) if text.strip() or (text and container is VTT_CONTAINER) else "")
    try:
        captions = WebVTT.from_buffer(io.StringIO("\n".join(skeleton).lstrip("\n")), format=container.name)
    except MalformedFileError:
        return []
    by_number = dict(lines)
    return [
        Cue(
            tuple(Line(int(number), by_number[int(number)]) for number in caption.lines),
            caption.start_time.in_milliseconds() / 1000,
            caption.end_time.in_milliseconds() / 1000,
        )
        for caption in captions.captions
        if caption.lines
    ]


def _notes(cues: Sequence[Cue], untimed: Sequence[Line]) -> tuple[Note, ...]:
    backwards = [cue.lines[0].number for cue in cues if (cue.end or 0) < (cue.begin or 0)]
    told = (
        (backwards, "cues that end before they start, kept with their start"),
        ([line.number for line in untimed], "text outside any cue, kept without a time"),
    )
    return tuple(Note(numbers[0], f"{what}: lines {line_list(numbers)}") for numbers, what in told if numbers)


VTT = Source("vtt", "WebVTT captions", _claims_vtt, _read_vtt)
SRT = Source("srt", "SubRip (SRT) captions", _claims_srt, _read_srt)
SBV = Source("sbv", "YouTube (SBV) captions", _claims_sbv, _read_sbv)
