"""Transcripts of recordings as programs and services export them as JSON: one reader for the rows of a table.

A new service is a row of ``RECORDINGS``. The last row takes any list of objects that have a text and a begin.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from ohbot.errors import InputError
from ohbot.recognise import clocks
from ohbot.sources.base import Line, Options, Reading, account
from ohbot.sources.cues import Cue, Ledger, session_of
from ohbot.sources.jsontext import Item, JsonKind, each, find, lists, load, raw_text, text_of, time_of

TEXT = (
    "punctuated_word|text|transcript|body|display|sentence|raw_text|utf8|word|value|content|segs"
    "|alternatives/0/transcript|alternatives/0/content|nBest/0/display"
)
_BEGINS = (
    # where a piece's begin stands, and the milliseconds of its unit
    ("tStartMs|start_ms|startMs|offsets/from", 1),
    ("offsetInTicks", 1e-4),
    (
        "start|start_time|startTime|begin|ts|start_ts|from|timestamp/0|timestamps/from|startOffset|offset"
        "|alternatives/0/words/0/startTime|time|seconds",
        1000,
    ),
)
_ENDS = (
    ("end_ms|endMs|offsets/to", 1),
    ("end|end_time|endTime|end_ts|to|timestamp/1|timestamps/to|endOffset|resultEndTime", 1000),
)
_SPEAKER = (
    "speaker|speaker_name|speakerName|speakerDisplayName|speaker_label|speaker_id|speakerTag|speaker_tag|channelTag"
    "|alternatives/0/speaker"
)
_TITLES = "title|meeting_title|meetingTitle|meeting/title|topic"
_STARTS = "date|dateString|meeting_date|meetingDate|recorded_at|recordedAt|start_time|startTime|started_at|startedAt"
LONGEST_WORD = 150
"""Seconds that a word takes in no recording, on the average."""

_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{1,2}(?:[.,]\d+)?)")
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?")
_NO_BLANK = re.compile(r"[^\w\s(\[{«“¿¡]+$")
"""Signs that stand right behind a word."""
_SENTENCE_END = re.compile(r"[.!?…。！？]$")


@dataclass(frozen=True, slots=True)
class Recording(JsonKind):
    """How the export of a service is read."""

    pieces: tuple[str, ...] = ()
    """Where pieces of speech stand, the best place first; a list in which one is a word is put together."""


RECORDINGS = (
    Recording(
        "whisper",
        "Whisper's JSON, and that of its relatives",
        (
            "segments|transcription|chunks",
            "no_speech_prob|offsets|timestamp|timestamps|tokens|word_segments|words|avg_logprob|start",
        ),
        ("segments/*", "transcription/*", "chunks/*"),
        certainty=0.95,
    ),
    Recording(
        "deepgram-json",
        "Deepgram's JSON",
        ("results", "channels|utterances", "transcript"),
        (
            "results/utterances/*",
            "results/channels/*/alternatives/0/paragraphs/paragraphs/*/sentences/*",
            "results/channels/*/alternatives/0/words/*",
        ),
    ),
    Recording(
        "assemblyai-json",
        "AssemblyAI's JSON",
        ("utterances|words", "text", "utterances|audio_duration|acoustic_model|audio_url|speech_model"),
        ("utterances/*", "words/*"),
    ),
    Recording("rev-json", "Rev AI's JSON", ("monologues", "elements"), ("monologues/*/elements/*",)),
    Recording(
        "aws-json",
        "the JSON of Amazon Transcribe",
        ("results", "transcripts", "items|audio_segments"),
        ("results/audio_segments/*", "results/items/*"),
    ),
    Recording(
        "google-json",
        "the JSON of Google's Speech-to-Text",
        ("results", "alternatives", "transcript"),
        ("results/*", "response/results/*"),
    ),
    Recording("youtube-json", "YouTube's captions as JSON (json3)", ("events", "segs", "tStartMs"), ("events/*",)),
    Recording(
        "speech-json",
        "a transcript of speech as JSON, of a program that ohbot does not know",
        ("|".join(key for key in TEXT.split("|") if "/" not in key),),
        certainty=0.6,
    ),
)


def _read(row: Recording, lines: Sequence[Line], options: Options) -> Reading:
    whole = load(lines)
    listed = (each(whole, path, inherit=True) for path in row.pieces)
    items = next((pieces for pieces in listed if any(map(_text, pieces))), None) or _most_said(whole)
    found = Ledger()
    session = session_of(list(_cues(_with_tags(items), _speakers(whole))), options, found)
    if not session.body:
        raise InputError("this JSON has no pieces of speech with text; there is nothing to import")
    if isinstance(whole, Item):
        start = time_of(find(whole, _STARTS), whole)
        start = start.astimezone(UTC) if start and start.tzinfo else None
        session = replace(session, title=text_of(find(whole, _TITLES)) or None, start=start)
    kept = found.kept.union(*(item.lines for item in items if not found.kept.isdisjoint(item.lines)))
    rest = {line.number: "other data" for line in lines if line.text.strip() and line.number not in kept}
    parts = [whole, *items] if isinstance(whole, Item) else items
    texts = tuple(Line(item.lines[0], _text(item)) for item in parts)
    return Reading(session, account(lines, kept=kept, dropped=rest), texts=texts)


def _most_said(value: Any) -> list[Item]:
    """The list with the most text, told once: of words, sentences and paragraphs the ones with more of it each."""

    def said(items: list[Item]) -> tuple[bool, int, float]:
        sizes = [len(text) for item in items if (text := _text(item))]
        timed = sum(_time(item, _BEGINS) is not None for item in items) * 2 >= len(items)
        return bool(timed and sizes), sum(sizes), sum(sizes) / max(len(sizes), 1)

    return max(lists(value), key=said, default=[]) or ([value] if isinstance(value, Item) else [])


def _with_tags(items: Sequence[Item]) -> list[Item]:
    """The words of the last result where that has all of them, with who says which."""
    last = each(items[-1], "alternatives/0/words/*") if items else []
    return last if last and find(last[0], "speakerTag|speakerLabel") is not None else list(items)


def _speakers(whole: Any) -> dict[str, str]:
    listed = find(whole, "speakers|results/speakers")
    people = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {text_of(find(one, "id|spkid")): text_of(find(one, "name|label")) for one in people}


def _text(item: Item) -> str:
    value = find(item, TEXT)
    if isinstance(value, list):
        value = "".join(raw_text(find(part, "utf8|text")) for part in value)
    return raw_text(value)


def _cues(items: Sequence[Item], speakers: dict[str, str]) -> Iterator[Cue]:
    """A cue for each piece; words are put together up to the end of a sentence or a change of speaker."""
    spaced = any(not _text(item).strip() for item in items if _text(item))
    words = spaced or sum(" " in _text(item).strip() for item in items) * 3 < len(items)
    path = "punctuated_word|word|value|alternatives/0/content"
    words = words and any(find(item, path) is not None for item in items)
    unit = _unit(items)
    group: list[tuple[Item, str]] = []
    for item in filter(_text, items):
        text, word = _text(item), _text(item).strip()
        if group:
            last, before = group[-1]
            change = word and _speaker(item, speakers) not in (None, _speaker(last, speakers))
            ended = word and _SENTENCE_END.search(before.strip()) and not _NO_BLANK.match(word)
            if not words or change or ended:
                yield _cue(group, unit, speakers, "" if spaced else " ")
                group = []
        group.append((item, text))
    if group:
        yield _cue(group, unit, speakers, "" if spaced else " ")


def _unit(items: Sequence[Item]) -> float:
    """The seconds of the numbers: whole ones of which there are very many for each word are milliseconds."""
    times = [value for item in items if isinstance(value := find(item, _ENDS[-1][0]), int | float)]
    words = sum(len(_text(item).split()) for item in items)
    is_whole = bool(times) and all(isinstance(value, int) for value in times)
    return 0.001 if is_whole and max(times) > LONGEST_WORD * words else 1


def _cue(group: Sequence[tuple[Item, str]], unit: float, speakers: dict[str, str], blank: str) -> Cue:
    text = ""
    for _, word in group:
        text += word if not text or (blank and _NO_BLANK.match(word.strip())) else blank + word
    items = [item for item, _ in group]
    begin = next((time for item in items if (time := _time(item, _BEGINS)) is not None), None)
    end = next((time for item in reversed(items) if (time := _time(item, _ENDS)) is not None), None)
    said = Line(items[0].lines[0], " ".join(text.split()))
    begin, end = (None if time is None else time * unit for time in (begin, end))
    return Cue((said,), begin, end, _speaker(items[0], speakers))


def _speaker(item: Item, speakers: dict[str, str]) -> str | None:
    name = text_of(find(item, _SPEAKER))
    if speakers.get(name):
        return speakers[name]
    return f"Speaker {name}" if len(name) == 1 or name.isdigit() else name or None


def _time(item: Item, places: Sequence[tuple[str, float]]) -> float | None:
    """When a piece begins or ends, in seconds of its recording."""
    for paths, unit in places:
        if (value := find(item, paths)) is not None and (seconds := seconds_of(value)) is not None:
            return seconds * unit / 1000 if isinstance(value, int | float) else seconds
    return None


def seconds_of(value: Any) -> float | None:
    """A time in a recording: a number, "1.2s", "00:00:01,200" or "PT1.2S"; None for what is none."""
    if isinstance(value, bool):
        return None
    text = text_of(value).removesuffix("s").replace(",", ".")
    if _CLOCK.fullmatch(text):
        return clocks.seconds_of(text)
    if duration := _DURATION.fullmatch(text):
        hours, minutes, seconds = duration.groups()
        return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds or 0)
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < 1e9 else None


DATA_SPEECH = tuple(row.source(_read) for row in RECORDINGS)
"""One kind of transcript for each row."""
