"""A session and the transcripts that it is made of: each is its body, a section of its own, or the times in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ohbot.archive import Kept, dump, load
from ohbot.errors import InputError
from ohbot.merge import Conflict
from ohbot.model import Exchange, Heading, Message, Session, Transcript
from ohbot.model.counting import counted
from ohbot.model.metadata import joined as joined_metadata
from ohbot.recognise.people import merged
from ohbot.sync.changes import changes, in_short, loss
from ohbot.sync.plan import MOST_LOST, Decide, in_places, left_beside, undecided
from ohbot.sync.times import timed, times_in
from ohbot.sync.transcripts import ImportResult, merged_import
from ohbot.wikitext.texts import normal

CAPTIONS = frozenset(
    """vtt srt sbv ttml lrc whisper whisper-text whisper-tsv transcript deepgram-json assemblyai-json rev-json
    aws-json google-json youtube-json speech-json""".split()
)
"""The kinds that tell word by word, with times, what was said: beside notes only their times count."""
_OLD_KEY = "x-transcript"
"""Under which files of earlier versions name their transcript."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A transcript that was read: its entry for ``sources``, its reading, and the page that it or a person names."""

    entry: Transcript
    reading: Session
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """A session with what came of a transcript, told in a ``sentence``.

    ``keeps`` are the readings that the session's ``sources`` name: they have to be kept before it is written.
    """

    session: Session
    entry: Transcript
    sentence: str
    conflicts: tuple[Conflict, ...] = ()
    keeps: tuple[Session, ...] = ()
    is_new: bool = True
    """Whether there is anything to write."""


def as_kept(reading: Session) -> Session:
    """A reading as it is when it was written and is read again."""
    return load(dump(replace(reading, sources=(), wiki=None)), "the reading")


def sources_of(session: Session) -> tuple[Transcript, ...]:
    """The transcripts of a session, also as files of earlier versions name one."""
    old = session.metadata.get(_OLD_KEY)
    if session.sources or not isinstance(old, Mapping):
        return session.sources
    return (Transcript(str(old.get("name", "")), sha256=str(old.get("sha256", ""))),)


def entry_of(session: Session, file: str) -> Transcript | None:
    """The entry of a transcript, by its name."""
    return next((one for one in sources_of(session) if one.file == file), None)


def begun(session: Session, arrival: Arrival, kept: Kept | None) -> Joined:
    """A new session, as a transcript's reading gives it and a person says more of it."""
    found = _joined(session, None, arrival.entry, ImportResult(session, arrival.reading), kept)
    return replace(found, sentence="")


def joined(
    session: Session,
    arrival: Arrival,
    known: Transcript | None,
    kept: Kept | None,
    *,
    force: bool = False,
    decide: Decide = undecided,
) -> Joined:
    """A session with a newer version of a transcript that it is made of (``known``), or with one more.

    Raises InputError where the session would lose most of its words, unless with ``force``.
    """
    entry, new = arrival.entry, arrival.reading
    said = any(isinstance(item, Message) or getattr(item, "answers", ()) for item in session.body)
    if known is None and session.status == "planned" and not sources_of(session) and not said:
        return _announced(session, entry, new, kept)
    if known is None:  # one more, of a session that has a body already
        if entry.kind in CAPTIONS:
            entry = replace(entry, part="times", heading=None)
        else:
            talks = any(isinstance(item, Message | Exchange) for item in new.body) and entry.kind != "notes"
            entry = replace(entry, part="section", heading=entry.heading or ("Chat" if talks else "Notes"))
        return _joined(session, None, entry, _added(session, entry, new), kept)
    entry = replace(entry, part=known.part, heading=known.heading, metadata=known.metadata)
    new, base = _of_part(entry, new), kept.read(known.kept) if kept else None
    if kept and base and not known.waiting and _is_same(known, replace(entry, kept=kept.name_of(new))):
        return Joined(session, known, "was imported already, as it is now; nothing to do", is_new=False)
    if base is None and _is_same(known, replace(entry, kept=known.kept)):
        base = new
    found = _merged(entry, base, session, new, decide)
    lost = loss(session, found.session)
    if lost > MOST_LOST and not force:
        raise InputError(
            f"{entry.file}: the session would lose {lost:.0%} of its words; if that is meant, say --force, "
            "and if this is another meeting, name a session for it with --into"
        )
    return _joined(session, known, entry, found, kept)


def settled(session: Session, known: Transcript, kept: Kept, decide: Decide) -> Joined:
    """The session with what waits of a transcript, as ``decide`` says; raises InputError where that is not here."""
    new = kept.read(known.waiting)
    if new is None:
        raise InputError(
            f"{known.file}: what waits of it is not on this machine, but where it was imported; import it"
        )
    return _joined(session, known, known, _merged(known, kept.read(known.kept), session, new, decide), kept)


def _merged(entry: Transcript, base: Session | None, session: Session, new: Session, decide: Decide) -> ImportResult:
    """A newer version of a transcript, merged into its own part."""
    if entry.part == "times":
        return ImportResult(*timed(session, base, new))
    return merged_import(base, session, new, facts=entry.part == "body", decide=decide)


def _is_same(known: Transcript, entry: Transcript) -> bool:
    """Whether the very transcript was imported in this very way; earlier versions told of no way."""
    now = replace(entry, file=known.file, waiting=known.waiting)
    return known.sha256 == entry.sha256 and known in (now, Transcript(known.file, sha256=known.sha256))


def _joined(
    before: Session, known: Transcript | None, entry: Transcript, found: ImportResult, kept: Kept | None
) -> Joined:
    """With the transcript's entry in the session, which names its base and what waits."""
    base, waiting = (kept.name_of(one) if one and kept else None for one in (found.base, found.waiting))
    entry = replace(entry, kept=base, waiting=waiting)
    sources = [entry if one == known else one for one in sources_of(before)]
    metadata = {key: value for key, value in found.session.metadata.items() if key != _OLD_KEY}
    session = replace(found.session, sources=(*sources, *(() if known else (entry,))), metadata=metadata)
    keeps = tuple(one for one in (found.base, found.waiting) if one and kept)
    if entry.part == "times":
        times = (times_in(found.session) - times_in(before)).total()
        sentence = f"gives {counted(times, 'time')} to what the file has; its words stay out"
    else:
        done = in_short(changes(before, found.session))
        sentence = f"merged into the file: {done}" if done else "nothing in it is new to the file"
        if found.conflicts:
            sentence = f"file and transcript both changed {in_places(found.conflicts)}"
        sentence += left_beside(before, found.session)
    return Joined(session, entry, sentence, found.conflicts, keeps)


# --- one more transcript


def _announced(session: Session, entry: Transcript, new: Session, kept: Kept | None) -> Joined:
    """A planned session with the transcript that is its body: what it says of itself and what was sent in stays."""
    filled = {fact: getattr(session, fact) or getattr(new, fact) for fact in ("start", "end", "default_speaker")}
    merged = merged_import(None, replace(session, **filled), new, facts=False)
    found = _joined(session, None, entry, merged, kept)
    return replace(found, sentence=f"{found.sentence}; 'status' is planned still: write held when it has taken place")


def _of_part(entry: Transcript, reading: Session) -> Session:
    """A reading as what it is to its session: a section has a heading of its own, above those in it."""
    if entry.part != "section":
        return reading
    lowered = (
        replace(item, level=min(6, item.level + 1)) if isinstance(item, Heading) else item for item in reading.body
    )
    return replace(reading, body=(Heading(entry.heading or "Chat"), *lowered))


def _added(session: Session, entry: Transcript, reading: Session) -> ImportResult:
    """The session with one more transcript, unless most of that is there (its page was joined elsewhere, say)."""
    session = replace(session, start=session.start or reading.start, end=session.end or reading.end)
    new = _of_part(entry, reading)
    if entry.part == "times":
        return ImportResult(*timed(session, None, new))
    there = set(normal(session).body)
    if sum(item in there for item in new.body) * 2 > len(new.body):
        return merged_import(None, session, new, facts=False)
    people = merged(session.people, new.people)
    metadata = {**new.metadata, **session.metadata, **_private(session, new)}
    return ImportResult(replace(session, body=(*session.body, *new.body), people=people, metadata=metadata), new)


def _private(*sessions: Session) -> dict[str, Any]:
    """What is private of two sessions; one label may stand for somebody else in each."""
    kept = [one.metadata["private"] for one in sessions if one.metadata.get("private")]
    both = len(kept) == 2 and all(isinstance(one, Mapping) for one in kept)
    return {"private": joined_metadata(*kept) if both else kept[0]} if kept else {}
