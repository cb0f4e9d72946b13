"""From the bytes of a transcript of any known kind to a session, with an account of every line."""

import gc
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from ohbot.errors import InputError, UsageError
from ohbot.model import Exchange, Message
from ohbot.model.view import day_of
from ohbot.privacy.withheld import POSSIBLY, withheld
from ohbot.recognise.dates import day_in
from ohbot.sources.accounting import checked
from ohbot.sources.base import SAMPLE_LINES, Line, Note, Options, Reading, Source, line_list, sample
from ohbot.sources.encoding import Decoded, decode, lines_of
from ohbot.sources.jsontext import is_json
from ohbot.sources.naming import start_of, title_of
from ohbot.sources.participants import with_options
from ohbot.sources.speech import protected, without_direct
from ohbot.sources.table import SOURCES

_LEAST_CLAIM = 0.1
"""Below this no kind fits."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A transcript that was read: which kind it is and how surely (0 to 1; 1 where a person said so)."""

    name: str
    source: Source
    certainty: float
    reading: Reading
    encoding: str
    encoding_notes: tuple[Note, ...] = ()
    lines: tuple[Line, ...] = ()
    sha256: str = ""
    second: tuple[Source, float] | None = None
    """The kind that it is otherwise, and how surely; None where no other fits, or a person said which it is."""

    @property
    def is_unsure(self) -> bool:
        """Whether a person should look at the second guess: it claims at least half as much."""
        return self.certainty < 0.9 and self.second is not None and self.second[1] * 2 >= self.certainty

    @property
    def format(self) -> str:
        """The name of the kind, as ``--format`` takes it."""
        return self.source.name

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything that a person should know, in the order of the lines."""
        return tuple(sorted((*self.encoding_notes, *self.reading.notes), key=lambda note: note.line or 0))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """An import makes many small values and no cycles: looking for cycles is a fifth of its time.

    What it made is put with what is old then, or the collector would look through all of it at once.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


# Format is the word that people type; it hides nothing that is used here.
@_collector_paused()
def import_transcript(
    data: bytes,
    name: str,
    *,
    format: str | None = None,  # noqa: A002
    encoding: str | None = None,
    options: Options | None = None,
    sources: Sequence[Source] = SOURCES,
) -> Imported:
    """Read the transcript ``data`` of the file ``name``, as its content looks or as ``format`` says.

    Raises InputError where there is nothing to read or no kind fits, UsageError for an unknown format.
    """
    chosen = None if format is None else _named(format, sources)
    if not data.strip():
        raise InputError(f"{name}: the file is empty; there is nothing to import")
    unpacked = _unpack(data, name, (chosen,) if chosen else sources)
    decoded = unpacked[1] if unpacked else decode(data, name, encoding=encoding)
    if not any(line.text.strip() for line in decoded.lines):
        raise InputError(f"{name}: there is no text in this file; there is nothing to import")
    known = unpacked[0] if unpacked else chosen
    guesses = [(known, 1.0)] if known else _recognised(decoded.lines, name, sources)
    source, certainty = guesses[0]
    _check_lengths(decoded.lines, name, source)
    options = options or Options()
    reading = _read_public(source, decoded.lines, options, name)
    if not reading.is_chat:
        reading = without_direct(reading, decoded.lines)
        public = reading if options.keep_private else protected(reading, decoded.lines)
        reading = with_options(public, options)
    reading = _started(_titled(_with_facts_of_prose(checked(reading, decoded.lines)), name), name, options)
    second = next(iter(guesses[1:]), None)
    lines = tuple(decoded.lines)
    digest = hashlib.sha256(data).hexdigest()
    return Imported(name, source, certainty, reading, decoded.encoding, decoded.notes, lines, digest, second)


def _named(name: str, sources: Sequence[Source]) -> Source:
    for source in sources:
        if source.name == name:
            return source
    names = [source.name for source in sources]
    near = get_close_matches(name, names, 1)
    hint = f"did you mean {near[0]!r}?" if near else "known are " + ", ".join(names)
    raise UsageError(f"there is no transcript format {name!r}; {hint}")


def _read_public(source: Source, lines: Sequence[Line], options: Options, name: str) -> Reading:
    """The reading of the lines that were for all; no reader sees the others."""
    gone = {} if source.is_data else withheld(lines)
    if not gone:
        return _read(source, lines, options, name)
    public = [line for line in lines if line.number not in gone]
    if not any(line.text.strip() for line in public):
        raise InputError(f"{name}: all lines are direct messages, which stay private; there is nothing to import")
    reading = _read(source, public, options, name)
    dropped = dict(reading.account.dropped)
    for kind in dict.fromkeys(gone.values()):
        numbers = (*dropped.get(kind, ()), *(number for number, of in gone.items() if of == kind))
        dropped[kind] = tuple(sorted(numbers))
    reading = replace(reading, account=replace(reading.account, dropped=dropped))
    if not (unsure := dropped.get(POSSIBLY)):
        return reading
    sentence = f"left out, as it may be for one person only: lines {line_list(unsure)}; look at these lines yourself"
    return _noted(reading, sentence, line=unsure[0])


def _noted(reading: Reading, sentence: str, *, line: int | None = None, **facts: Any) -> Reading:
    """The reading with a note, and with other facts of its session."""
    session = replace(reading.session, **facts)
    return replace(reading, session=session, notes=(*reading.notes, Note(line, sentence)))


def _read(source: Source, lines: Sequence[Line], options: Options, name: str) -> Reading:
    """Readers know no file: their sentences get its name here."""
    try:
        return source.read(lines, options)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _unpack(data: bytes, name: str, sources: Sequence[Source]) -> tuple[Source, Decoded] | None:
    for source in sources:
        try:
            text = source.unpack(data) if source.unpack else None
        except InputError as error:
            raise InputError(f"{name}: {error}") from None
        if text is not None:
            return source, lines_of(text)
    return None


def _recognised(lines: Sequence[Line], name: str, sources: Sequence[Source]) -> list[tuple[Source, float]]:
    """The kinds that a text may be of, best first; the earlier one where two claim it equally."""
    is_data = is_json(lines)
    # JSON often comes as one line.
    head = sample(lines, width=400_000 // min(len(lines), SAMPLE_LINES)) if is_data else sample(lines)
    asked = [source for source in sources if source.is_data or not is_data]
    claims = sorted(((source, source.claims(head)) for source in asked), key=lambda pair: -pair[1])
    claim = claims[0][1] if claims else 0.0
    if claim < 0.5 and is_data:
        raise InputError(f"{name}: JSON of no kind that ohbot knows; export it as text, or say --format")
    if claim < _LEAST_CLAIM:
        names = ", ".join(source.name for source in sources)
        raise InputError(f"{name}: no known kind of transcript; say --format with one of {names}")
    return [pair for pair in claims if pair[1] >= _LEAST_CLAIM]


def _check_lengths(lines: Sequence[Line], name: str, source: Source) -> None:
    for number, text in lines:
        if len(text) > source.longest_line:
            most = f"{source.longest_line:,}"
            raise InputError(
                f"{name}:{number}: a line of {len(text):,} characters (at most {most}); is this a transcript?"
            )


def _with_facts_of_prose(reading: Reading) -> Reading:
    """Text in which nobody speaks and nothing is asked may be of a kind that nobody recognised."""
    if not reading.session.body or any(isinstance(item, Exchange | Message) for item in reading.session.body):
        return reading
    return _noted(
        reading, "neither questions nor speakers were found, so all text is prose; say --format if you know the kind"
    )


def _titled(reading: Reading, name: str) -> Reading:
    """A session file always has a title: without one the file's name has to do."""
    if reading.session.title:
        return reading
    return _noted(reading, "no title was found; the file's name became the title", title=title_of(name))


def _started(reading: Reading, name: str, options: Options) -> Reading:
    """With the start that the file's name tells, where the transcript tells none; at least the day of the title."""
    known = reading.session.start
    found = None if isinstance(known, datetime) else start_of(name, reading, options.timezone)
    if found and known in (None, day_of(found[0])) and found[0] != known:
        return _noted(reading, found[1], start=found[0])
    return replace(reading, session=replace(reading.session, start=known or day_in(reading.session.title)))
