"""Captions of a recording, and what programs print that recognise speech: texts with their times, as cues.

A format is a row of ``CONTAINERS``: what the times look like, and whether the text stands behind or below them. A cue
goes up to the next times, whatever blank lines are in it.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from ohbot.errors import InputError
from ohbot.recognise.clocks import seconds_of
from ohbot.sources.base import Line, Note, Options, Reading, Source, account, line_list
from ohbot.sources.cues import Cue, Ledger, session_of

_CLOCK = r"(?:\d+:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
_LONG_CLOCK = r"\d+:\d{1,2}:\d{1,2}(?:[.,]\d+)?"
_SETTINGS = r"(?:[ \t]+[\w-]+:\S+)*[ \t]*$"
_MARK = re.compile(r"\S*\d\S*$")
_NAMED_NUMBER = re.compile(r"\s*\d+\s+\"(?P<speaker>[^\"]{1,80})\"\s+\(\d+\)\s*$")
"""A cue's number with who speaks in it, and the number of the account, as Webex writes it."""


@dataclass(frozen=True, slots=True)
class Container:
    """What a format looks like; ``timing`` finds ``begin`` and ``end``, and ``text`` where that is in their line."""

    name: str
    description: str
    timing: re.Pattern[str]
    unit: float = 1
    """The seconds of times that are whole numbers."""
    header: re.Pattern[str] | None = None
    """The first line, where the format has one of its own; lines up to the next blank one belong to it."""
    about: re.Pattern[str] | None = None
    """A line that tells of the whole, its ``title`` perhaps, and is no speech."""
    block: re.Pattern[str] | None = None
    """How lines begin that hold no speech, up to the next blank one; its groups say what they are."""
    is_numbered: bool = True
    """Whether a line that tells a cue's number or name may stand before its times."""
    line_break: str = ""
    """What stands for a line break inside a line, besides those of the file."""
    decimal: str = ""
    """The decimal sign of its times."""
    certainty: float = 0.95


CONTAINERS = (
    Container(
        "vtt",
        "WebVTT captions",
        re.compile(rf"\s*(?P<begin>{_CLOCK})\s*-->\s*(?P<end>{_CLOCK}){_SETTINGS}"),
        header=re.compile(r"\ufeff?WEBVTT(?:\s|$)"),
        block=re.compile(r"(?:(?P<comment>NOTE)|(?P<style>STYLE|REGION))(?:\s|$)"),
        decimal=".",
        certainty=0.96,
    ),
    Container(
        "srt",
        "SubRip (SRT) captions",
        re.compile(rf"\s*(?P<begin>{_LONG_CLOCK})\s*-->\s*(?P<end>{_LONG_CLOCK}){_SETTINGS}"),
        decimal=",",
        certainty=0.97,
    ),
    Container(
        "sbv",
        "YouTube (SBV) captions",
        re.compile(r"\s*(?P<begin>\d+:\d{1,2}:\d{1,2}(?:\.\d+)?),(?P<end>\d+:\d{1,2}:\d{1,2}(?:\.\d+)?)\s*$"),
        line_break="[br]",
        certainty=0.9,
    ),
    Container(
        "whisper-tsv",
        "Whisper's table of begin, end and text",
        re.compile(
            r"(?P<begin>\d+(?:\.\d+)?)\t(?P<end>\d+(?:\.\d+)?)\t(?:(?P<speaker>[^\t.!?]{1,60})\t)?(?P<text>[^\t].*)"
        ),
        unit=0.001,
        header=re.compile(r"start\tend\t(?:speaker\t)?text\s*$"),
        is_numbered=False,
    ),
    Container(
        "ass",
        "SubStation captions (ASS, SSA)",
        re.compile(
            rf"Dialogue: [^,]*,(?P<begin>{_LONG_CLOCK}),(?P<end>{_LONG_CLOCK}),[^,]*,\s*(?P<speaker>[^,]*?)\s*,"
            r"[^,]*,[^,]*,[^,]*,[^,]*,(?P<text>.*)"
        ),
        header=re.compile(r"\ufeff?\[Script Info\]"),
        about=re.compile(r"\[.*\]|(?:Title: *(?P<title>.*)|(?!Dialogue)[A-Z][\w ]*:.*|;.*)$"),
        is_numbered=False,
        line_break="\\N",
    ),
    Container(
        "lrc",
        "timed lines (LRC)",
        re.compile(r"\[(?P<begin>\d{1,3}:\d\d\.\d\d\d?)\]\s*(?P<text>.*)"),
        about=re.compile(r"\[(?:ti:\s*(?P<title>.*?)|(?:a[rlu]|by|re|ve|la|tool|length|offset|#):?.*?)\s*\]\s*$"),
        is_numbered=False,
    ),
)


def _claims(container: Container, lines: Sequence[Line]) -> float:
    """How surely a text is of a kind, by its times: each should stand before some text."""
    if lines and container.header and container.header.match(lines[0].text):
        return 1.0
    written = [line for line in lines if line.text.strip()]
    timed = [container.timing.match(line.text) for line in written]
    count = sum(found is not None for found in timed)
    if not count:
        return 0.0
    if "text" in container.timing.groupindex:
        return container.certainty * count / len(written) if count > 1 and count * 2 >= len(written) else 0.0
    good = sum(bool(one) and not then for one, then in pairwise([*timed, container.timing.match("")]))
    first = next(found[0] for found in timed if found)
    share = container.certainty if good * 2 >= count and count * 20 >= len(written) else 0.3
    return share if container.decimal in first else share * 0.98


def _read(container: Container, lines: Sequence[Line], options: Options) -> Reading:
    found = Ledger(dropped=_structure(lines, container))
    cues = list(_cues(lines, container, found.dropped))
    untimed = cues[0].lines if cues and cues[0].begin is None and "begin" in container.timing.groupindex else ()
    name = container.name.upper()
    if len(cues) == bool(untimed):
        raise InputError(f"this {name} file has no cues; there is nothing to import")
    session = session_of(cues, options, found)
    if not session.body:
        raise InputError(f"the cues of this {name} file are empty; there is nothing to import")
    stated = (container.about.match(line.text) for line in lines) if container.about else ()
    session = replace(session, title=next((one["title"] for one in stated if one and one["title"]), None))
    counts = account(lines, kept=found.kept, dropped=found.dropped)
    texts = tuple(line for cue in cues for line in cue.lines) if "text" in container.timing.groupindex else None
    return Reading(session, counts, _notes(cues, untimed), texts=texts)


def _structure(lines: Sequence[Line], container: Container) -> dict[int, str]:
    """The lines that hold no speech, with what they are."""
    dropped: dict[int, str] = {}
    block = "header" if lines and container.header and container.header.match(lines[0].text) else ""
    timed = [place for place, line in enumerate(lines) if container.timing.match(line.text)]
    blank = {place for place, line in enumerate(lines) if not line.text.strip()} | {-1}
    # In most files no cue has a line with a name, apart from the text before it.
    names = sum(place > 0 and place - 1 not in blank and place - 2 in blank for place in timed) * 4 > len(timed) * 3
    start = True
    for (number, text), (_, after) in pairwise((*lines, Line(0, ""))):
        if timing := container.timing.match(text):
            if "text" not in timing.groupdict():
                dropped[number] = "cue time"
            block = ""
        elif container.about and container.about.match(text):
            dropped[number] = "header"
        elif not text.strip():
            block = ""
        elif start and not block and container.block and (found := container.block.match(text)):
            dropped[number] = block = found.lastgroup or ""
        elif block:
            dropped[number] = block
        elif (
            container.is_numbered
            and container.timing.match(after)
            and (text.strip().isdigit() or (start and (names or _MARK.match(text.strip()))))
        ):
            dropped[number] = "cue number"
        start = not text.strip()
    return dropped


def _cues(lines: Sequence[Line], container: Container, dropped: Mapping[int, str]) -> Iterator[Cue]:
    """The cues with their lines; what stands before the first times is one without."""
    cue, texts, named = Cue(()), list[Line](), None
    for line in lines:
        timing = container.timing.match(line.text)
        if timing:
            if texts:
                yield replace(cue, lines=tuple(texts))
            parts = timing.groupdict()
            begin, end = (_seconds(parts.get(name), container.unit) for name in ("begin", "end"))
            cue, named = Cue((), begin, end, parts.get("speaker") or named), None
            texts = _broken(line._replace(text=parts["text"]), container) if parts.get("text") else []
        elif line.number in dropped:
            named = number["speaker"] if (number := _NAMED_NUMBER.match(line.text)) else named
        elif line.text.strip():
            texts += _broken(line, container)
    if texts:
        yield replace(cue, lines=tuple(texts))


def _broken(line: Line, container: Container) -> list[Line]:
    """A line as those that a viewer sees."""
    pieces = line.text.split(container.line_break) if container.line_break else [line.text]
    return [line._replace(text=piece) for piece in pieces]


def _seconds(text: str | None, unit: float) -> float | None:
    return None if text is None else seconds_of(text) * (unit if text.isdigit() else 1)


def _notes(cues: Sequence[Cue], untimed: Sequence[Line]) -> tuple[Note, ...]:
    backwards = [cue.lines[0].number for cue in cues if cue.end is not None and cue.end < (cue.begin or 0)]
    flaws = (
        (backwards, "cues that end before they start, kept with their start"),
        ([line.number for line in untimed], "text outside any cue, kept without a time"),
    )
    return tuple(Note(numbers[0], f"{what}: lines {line_list(numbers)}") for numbers, what in flaws if numbers)


_TIMED = re.compile(
    r"<(?P<tag>p|text)\b(?=[^<>]*\s(?:begin|start|t)\s*=\s*[\"'](?P<begin>[\d:.,]+)(?P<unit>ms|s)?[\"'])"
    r"(?=[^<>]*\s(?:end|dur|d)\s*=)?[^<>]*(?<!/)>(?P<text>.*?)</(?P=tag)>",
    re.DOTALL,
)
_TITLE = re.compile(r"<(?:ttm:)?title\b[^<>]*>([^<>]*)</", re.DOTALL)
_AGENT = re.compile(
    r"<(?:\w+:)?agent\b[^<>]*\bid\s*=\s*[\"'](?P<id>[^\"']+)[\"'][^<>]*>\s*<(?:\w+:)?name\b[^<>]*>(?P<name>[^<>]*)</"
)
_BY_AGENT = re.compile(r"<[^<>]*\bagent\s*=\s*[\"'](?P<id>[^\"'\s]+)")
_BREAK = re.compile(r"<(?:\w+:)?br\s*/?>|\n")


def _claims_xml(lines: Sequence[Line]) -> float:
    head = "\n".join(line.text for line in lines)
    root = r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--.*?-->\s*)?<(?:tt|timedtext|transcript)\b"
    return 0.98 if re.match(root, head, re.DOTALL) and _TIMED.search(head) else 0.0


def _read_xml(lines: Sequence[Line], options: Options) -> Reading:
    """Captions in XML (TTML, DFXP, YouTube's): each paragraph with a begin is a cue."""
    text = "\n".join(line.text for line in lines)
    agents = {found["id"]: " ".join(html.unescape(found["name"]).split()) for found in _AGENT.finditer(text)}
    cues, at, row = [], 0, 0
    for found in _TIMED.finditer(text):
        row += text.count("\n", at, found.start("text"))
        at = found.start("text")
        parts = _BREAK.sub("\n", found["text"].replace("\n", " \x00")).split("\n")
        places = [row + sum(part.count("\x00") for part in parts[:n]) for n in range(len(parts))]
        said = [html.unescape(re.sub(r"<[^<>]*>", "", part.replace("\x00", ""))) for part in parts]
        said = list(map(html.unescape, said)) if found["tag"] == "text" else said  # YouTube escapes these twice
        whole = found["tag"] == "p" and not found["unit"] and ":" not in found["begin"]
        unit = 0.001 if whole or found["unit"] == "ms" else 1
        cue_lines = (
            lines[place]._replace(text=html.escape(part, quote=False))
            for place, part in zip(places, said, strict=True)
            if part.strip()
        )
        by = _BY_AGENT.match(found[0])
        speaker = agents.get(by["id"], by["id"]) if by else None
        cues.append(Cue(tuple(cue_lines), seconds_of(found["begin"]) * unit, speaker=speaker))
    ledger = Ledger()
    session = session_of(cues, options, ledger)
    if not session.body:
        raise InputError("these captions have no text; there is nothing to import")
    if title := _TITLE.search(text):
        session = replace(session, title=" ".join(html.unescape(title[1]).split()) or None)
        ledger.kept.add(lines[text.count("\n", 0, title.start(1))].number)
    dropped = {line.number: "markup" for line in lines if line.text.strip() and line.number not in ledger.kept}
    return Reading(session, account(lines, kept=ledger.kept, dropped=dropped))


CAPTIONS = (
    *(Source(one.name, one.description, partial(_claims, one), partial(_read, one)) for one in CONTAINERS),
    Source("ttml", "captions in XML (TTML, or YouTube's)", _claims_xml, _read_xml),
)
