"""From timed pieces of speech to messages: who speaks, what repeats, and which pieces make one paragraph."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ohbot.model import Message, Person, Session
from ohbot.privacy.numbers import callers
from ohbot.recognise.clocks import recorded
from ohbot.recognise.labels import CALLED, FUNCTION_WORDS, NO_NAMES
from ohbot.recognise.names import Form, NameEvidence, common_words, is_common, judge
from ohbot.recognise.people import merged
from ohbot.sources.base import Line, Options
from ohbot.sources.identities import known
from ohbot.wikitext.escape import escape

PAUSE = 10.0
"""Seconds of silence after which the same speaker begins a new paragraph."""

LONG, LONGEST = 600, 1_200
"""Characters after which a paragraph ends with its sentence, and after which it ends anyway."""

NAMED_SHARE = 0.9
"""With this share of pieces that begin with a name, every piece does."""

_NAMED = re.compile(
    r"(?:>>+|<<)?\s*(?P<name>[^\s:：<>\"“”?!](?:[^:：<>\"“”?!]{0,58}[^\s:：<>\"“”?!])?)\s*(?::(?=\s|$)|：)\s*(?P<text>.*)"
)
_BRACKETED = re.compile(r"(?:>>+)?\s*(?P<name>\[[^\[\]<>]{1,60}\]|\([^()<>]{1,60}\))\s*:?\s+(?P<text>\S.*)")
"""A name as programs set it that write no colon; sounds are told so too, but hardly in most cues."""
_SOUND = re.compile(r"[\[(][^\[\]()]*[\])]|[♪♫].*")
"""What is heard and nobody says."""
_NUMBERED = re.compile(r"(?P<word>[^\W\d_]{1,20})[ _#№.-]*(?P<n>\d{1,3}|\?|(?<=[ _])[A-Z])")
"""A part with a number, as programs call people whom they do not know."""
_ROLE = re.compile(r"(?P<name>[^()\[\]]*[^()\[\]\s])\s*[(\[](?P<role>[^()\[\]]{1,100})[)\]]")
_TAG = re.compile(
    r"</?(?:b|i|u|c|lang|ruby|rt|font)(?:[.\s][^<>]*)?/?>|<\d*:?\d{1,2}:\d{2}[.,]\d{1,3}>|\{\\an?\d\}", re.I
)
_WORD_TIME = re.compile(r"<\d*:?\d{1,2}:\d{2}\.\d{3}>")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+(?P<name>[^<>]*)>|(?P<end></v\s*>)", re.I)
_TURN = re.compile(r"\s*(?:>>+\s*|(?=[-–—]\s))")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Cue:
    """A piece of speech: its lines as the file has them. ``begin`` and ``end`` are seconds, None where unknown."""

    lines: tuple[Line, ...]
    begin: float | None = None
    end: float | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one speaker says in one cue. ``turn`` tells that the file marks a change of speaker before it."""

    text: str
    begin: float | None
    end: float | None
    speaker: str | None = None
    role: str | None = None
    turn: bool = False


@dataclass(slots=True)
class Ledger:
    """Which lines were kept, and what became of the others; filled while cues are read."""

    kept: set[int] = field(default_factory=set)
    dropped: dict[int, str] = field(default_factory=dict)


def session_of(cues: Sequence[Cue], options: Options, found: Ledger) -> Session:
    """The session whose messages are the paragraphs of ``cues``; what its lines became goes to ``found``."""
    dashed = any(sum(_TURN.match(_plain(line.text)) is not None for line in cue.lines) > 1 for cue in cues)
    spoken = [
        piece
        for cue in _without_repeats(_unrolled(cues, found), found)
        for piece in _spoken(cue, found, dashed=dashed)
    ]
    pieces = [
        replace(piece, speaker=piece.speaker and options.nicks.get(piece.speaker, piece.speaker))
        for piece in _attributed(spoken)
    ]
    people = (Person(piece.speaker, piece.role) for piece in pieces if piece.speaker)
    body = tuple(map(_message, paragraphs(pieces)))
    return Session(people=merged(known(options.people)[0], dict.fromkeys(people)), body=body)


def _message(group: Sequence[Spoken]) -> Message:
    begin = next((piece.begin for piece in group if piece.begin is not None), None)
    text = escape(" ".join(piece.text for piece in group))
    return Message(text, None if begin is None else recorded(begin), group[0].speaker)


def paragraphs(pieces: Sequence[Spoken]) -> Iterator[list[Spoken]]:
    """Pieces grouped so that each group is one paragraph of one speaker."""
    group: list[Spoken] = []
    length = 0
    for piece in pieces:
        if group and _ends(group[-1], piece, length):
            yield group
            group, length = [], 0
        group.append(piece)
        length += len(piece.text) + 1
    if group:
        yield group


def _ends(last: Spoken, piece: Spoken, length: int) -> bool:
    if piece.speaker != last.speaker or piece.turn or length >= LONGEST:
        return True
    ends = [time for time in (last.end, last.begin) if time is not None]
    if piece.begin is not None and ends and piece.begin - max(ends) >= PAUSE:
        return True
    return length >= LONG and _SENTENCE_END.search(last.text) is not None


def _unrolled(cues: Sequence[Cue], found: Ledger) -> Iterator[Cue]:
    """Cues without the lines that only stay on the screen, as automatic captions roll."""
    if not _is_rolling(cues):
        yield from cues
        return
    shown: list[str] = []
    for cue in cues:
        texts = [_plain(line.text) for line in cue.lines]
        size = next((n for n in range(min(len(shown), len(texts)), 0, -1) if shown[-n:] == texts[:n]), 0)
        for line in cue.lines[:size]:
            found.dropped[line.number] = "repeated"
        yield replace(cue, lines=cue.lines[size:])
        shown = [text for text in texts if text] or shown


def _is_rolling(cues: Sequence[Cue]) -> bool:
    """Whether most cues begin with the line that the cue before ended with; fewer do where words have times."""
    texts = [[text for line in cue.lines if (text := _plain(line.text))] for cue in cues]
    pairs = [(one, then) for one, then in pairwise(texts) if one and then]
    rolled = sum(one[-1] == then[0] for one, then in pairs)
    timed = any(_WORD_TIME.search(line.text) for cue in cues for line in cue.lines)
    return rolled > 0 and (timed or (rolled > 2 and rolled * 5 >= len(pairs) * 2))


def _without_repeats(cues: Iterable[Cue], found: Ledger) -> Iterator[Cue]:
    """Cues without those that only set another word off, as programs do that show which word is said."""
    last, marked = Cue(()), False
    for cue in cues:
        same = [_plain(line.text) for line in cue.lines] == [_plain(line.text) for line in last.lines]
        marked = any(_TAG.search(line.text) for line in cue.lines) or (same and marked)
        if same and marked and cue.lines and cue.lines != last.lines:
            found.dropped.update({line.number: "repeated" for line in cue.lines})
            last = replace(last, end=cue.end)
        else:
            if last.lines:
                yield last
            last = cue
    if last.lines:
        yield last


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", _VOICE.sub("", text))).replace("\xa0", " ").strip()


def _spoken(cue: Cue, found: Ledger, *, dashed: bool) -> list[Spoken]:
    """The pieces of a cue: one for each voice, and for each line that begins with a mark of a new speaker.

    ``dashed`` tells that these captions mark speakers by dashes, which otherwise are but dashes.
    """
    voice = cue.speaker
    pieces: list[Spoken] = []
    for number, text in cue.lines:
        start = 0
        for match in (*_VOICE.finditer(text), None):
            if words := _plain(text[start : match.start() if match else None]):
                found.kept.add(number)
                mark = _TURN.match(words)
                turn = mark is not None and (bool(mark[0].strip()) or dashed)
                words = words[mark.end() :] if mark and turn else words
                if pieces and not turn and pieces[-1].speaker == voice:
                    pieces[-1] = replace(pieces[-1], text=f"{pieces[-1].text} {words}".strip())
                else:
                    pieces.append(Spoken(words, cue.begin, cue.end, voice, turn=turn))
            if match:
                start = match.end()
                voice = None if match["end"] else html.unescape(match["name"]).strip() or None
        if number not in found.kept:
            found.dropped.setdefault(number, "empty cue text")
    return pieces


def _attributed(pieces: Sequence[Spoken]) -> Iterator[Spoken]:
    """Pieces with the names before their colons taken off; a piece without one goes on with the speaker before."""
    found = [None if piece.speaker else _label(piece.text) for piece in pieces]
    names = _names([_name(one["name"]) for one in found if one], pieces)
    current: str | None = None
    for piece, said in zip(pieces, found, strict=True):
        name, role, _ = _name(piece.speaker or (said["name"] if said else ""))
        if piece.speaker or name in names:
            yield replace(piece, text=said["text"] if said else piece.text, speaker=name, role=role)
            current = current if piece.speaker else name
        else:
            yield replace(piece, speaker=None if piece.turn else current)
            current = None if piece.turn else current


def _label(text: str) -> re.Match[str] | None:
    """What may be a name before a text: words before a colon, or in brackets."""
    return _BRACKETED.match(text) or _NAMED.match(text)


def _names(candidates: Sequence[tuple[str, str | None, bool]], pieces: Sequence[Spoken]) -> frozenset[str]:
    """Those of the words before a colon, or in brackets, that are speakers."""
    counts = Counter(name for name, _, _ in candidates)
    boxed = frozenset(name for name, _, is_boxed in candidates if is_boxed)
    first = _label(pieces[0].text) if pieces else None
    numbered, complete = _numbered(counts, _name(first["name"])[0] if first else "")
    common = common_words(piece.text for piece in pieces)

    def is_name(name: str, form: Form = "plain") -> bool:
        caller, again = name.isdigit() and bool(callers([name])), counts[name] > 1
        return judge(NameEvidence(name, form, caller, is_common(name, common), again, again, facts=True)).is_name

    marked = [name for name in counts.elements() if name in numbered or is_name(name, "marked")]
    sounds = sum(_SOUND.fullmatch(piece.text) is not None for piece in pieces)
    if len(marked) >= NAMED_SHARE * (len(pieces) - sounds):
        return frozenset(marked)
    names = numbered | {name for name in counts.keys() - boxed if not complete and is_name(name)}
    lone = len(names) == 1 and not any(" " in name or counts[name] > 1 for name in names)
    return frozenset() if lone and not any(piece.turn for piece in pieces) else names


def _numbered(counts: Mapping[str, int], first: str) -> tuple[frozenset[str], bool]:
    """The labels that are one word with numbers, and whether no number is missing: then nobody else speaks.

    Where the word is none by which people are called, such labels come again, or one is the ``first`` of all words.
    """
    series: dict[str, dict[str, str]] = {}
    for name in counts:
        if (found := _NUMBERED.fullmatch(name)) and found["word"].casefold() not in NO_NAMES | FUNCTION_WORDS:
            series.setdefault(found["word"].casefold(), {})[name] = found["n"]
    numbered = [
        some
        for word, some in series.items()
        if word in CALLED or (len(some) > 1 and any(counts[name] > 1 or name == first for name in some))
    ]
    numbers = sorted(int(n) for some in numbered for n in some.values() if n.isdigit())
    complete = bool(numbers) and numbers[0] < 2 and numbers == list(range(numbers[0], numbers[-1] + 1))
    return frozenset(name for some in numbered for name in some), complete


def _name(text: str) -> tuple[str, str | None, bool]:
    """A name without the brackets around all of it, the role in brackets behind it, and whether it had the former."""
    is_boxed = text[:1] + text[-1:] in ("[]", "()")
    bare = text[1:-1].strip() if is_boxed else text
    found = _ROLE.fullmatch(bare)
    return (found["name"], found["role"], is_boxed) if found else (bare, None, is_boxed)
