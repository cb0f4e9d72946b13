"""Transcripts of a recording as Whisper and its relatives write them in JSON."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ohbot.errors import InputError
from ohbot.sources.base import Line, Options, Reading, Source, account
from ohbot.sources.cues import Cue, Ledger, session_of

_LISTS = ("segments", "transcription", "chunks")
"""Where Whisper, whisper.cpp and the pipelines of Transformers keep the pieces."""

_LONGEST_LINE = 20_000_000
_START = re.compile(r"\s*\{\s*(?:\"(?:text|language|segments|transcription|chunks|systeminfo|task|duration)\"\s*:|$)")
_MARK = re.compile(r"\"(?:segments|transcription|chunks)\"\s*:\s*\[")
_TEXT = re.compile(r"\"(?:text|timestamps?|start|no_speech_prob|offsets)\"\s*:")


def _claims(lines: Sequence[Line]) -> float:
    head = "\n".join(line.text for line in lines)
    if not _START.match(head):
        return 0.0
    if _MARK.search(head) and _TEXT.search(head):
        return 0.95
    return 0.6 if re.match(r"\s*\{\s*\"text\"\s*:\s*\"", head) else 0.0


def _read(lines: Sequence[Line], options: Options) -> Reading:
    pieces = _pieces(_parsed(lines))
    found = Ledger()
    session = session_of(list(_placed(pieces, lines)), options, found)
    if not session.body:
        raise InputError("this JSON has no segments with text; there is nothing to import")
    rest = {
        line.number: "JSON around the text" for line in lines if line.text.strip() and line.number not in found.kept
    }
    return Reading(session, account(lines, kept=found.kept, dropped=rest))


def _parsed(lines: Sequence[Line]) -> Mapping[str, Any]:
    try:
        value = json.loads("\n".join(line.text for line in lines))
    except json.JSONDecodeError as error:
        raise InputError(f"line {error.lineno}: this is no JSON ({error.msg.lower()}); export it again") from None
    except RecursionError:
        raise InputError("this JSON is nested too deeply to be a transcript") from None
    if not isinstance(value, dict):
        raise InputError("this JSON is no transcript of speech: the outermost value should be an object")
    return value


def _pieces(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None)
    pieces: list[Mapping[str, Any]] = [piece for piece in found or () if isinstance(piece, dict) and _words(piece)]
    return pieces or [value]


def _words(piece: Mapping[str, Any]) -> str:
    text = piece.get("text")
    return " ".join(text.split()) if isinstance(text, str) else ""


def _placed(pieces: Sequence[Mapping[str, Any]], lines: Sequence[Line]) -> Iterator[Cue]:
    for piece, number in zip(pieces, _line_numbers(pieces, lines), strict=True):
        if text := _words(piece):
            begin, end = _times(piece)
            yield Cue((Line(number, text),), begin, end, _speaker(piece))


def _line_numbers(pieces: Sequence[Mapping[str, Any]], lines: Sequence[Line]) -> Iterator[int]:
    """The line in which each piece's text stands, looked for from the one before it on."""
    text = "\n".join(line.text for line in lines)
    place, number, lost = 0, 1, False
    for piece in pieces:
        found = -1 if lost else _find(text, piece.get("text"), place)
        lost = found < 0  # one that is written in some other way would make every search run to the end
        if not lost:
            number += text.count("\n", place, found)
            place = found
        yield number


def _find(text: str, value: object, start: int) -> int:
    found = [
        at
        for ascii_only in (True, False)
        if (at := text.find(json.dumps(value, ensure_ascii=ascii_only), start)) >= 0
    ]
    return min(found, default=-1)


def _times(piece: Mapping[str, Any]) -> tuple[float | None, float | None]:
    stamp = piece.get("timestamp")
    if isinstance(stamp, list) and len(stamp) == 2:
        return _seconds(stamp[0]), _seconds(stamp[1])
    offsets = piece.get("offsets")
    if isinstance(offsets, dict):
        begin, end = _seconds(offsets.get("from")), _seconds(offsets.get("to"))
        return (None if begin is None else begin / 1000), (None if end is None else end / 1000)
    return _seconds(piece.get("start")), _seconds(piece.get("end"))


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 360_000:
        return None
    return float(value)


def _speaker(piece: Mapping[str, Any]) -> str | None:
    name = piece.get("speaker")
    return name.strip() or None if isinstance(name, str) else None


WHISPER = Source("whisper", "Whisper's JSON", _claims, _read, longest_line=_LONGEST_LINE)
