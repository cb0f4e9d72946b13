"""What every reader of transcripts shares: lines in, a session and an account of every line out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from types import MappingProxyType
from typing import NamedTuple

from ohbot.model import Person, Session
from ohbot.privacy.counting import LinesByKind
from ohbot.recognise.trace import Reason

SAMPLE_LINES = 400
SAMPLE_WIDTH = 1_000


class Line(NamedTuple):
    """One line of a transcript: its number from 1, its text without line end and control characters."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence for the person who imports; ``line`` is None where it is about the whole file."""

    line: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Options:
    """What a person can say about a transcript. Readers ignore what their kind has no use for.

    ``timezone`` is that of times without a zone; ``people`` are those whom the session names: hosts, who
    answer and stay named; ``nicks`` maps nicks to the names of people; ``exchanges`` groups messages into
    exchanges; ``anonymise`` hides who asked; ``keep_private`` leaves hosts, addresses and telephone numbers in.
    """

    timezone: tzinfo | None = None
    people: tuple[Person, ...] = ()
    nicks: Mapping[str, str] = field(default_factory=dict)
    exchanges: bool = False
    anonymise: bool = False
    keep_private: bool = False


@dataclass(frozen=True, slots=True)
class LineCounts:
    """What became of every line that was read: kept, dropped (by kind), or not placed anywhere."""

    kept: int
    dropped: LinesByKind = field(default_factory=dict)
    unplaced: tuple[int, ...] = ()

    @property
    def read(self) -> int:
        """How many lines were read."""
        return self.kept + sum(map(len, self.dropped.values())) + len(self.unplaced)


def account(
    lines: Sequence[Line], *, kept: Collection[int], dropped: Mapping[int, str] = MappingProxyType({})
) -> LineCounts:
    """The account of ``lines``, from the numbers of those kept and the kind of each one dropped.

    A blank line that is neither counts as dropped, kind "blank"; any other such line is unplaced, so that
    what a reader forgets is told.
    """
    keeps = frozenset(kept)
    by_kind: dict[str, list[int]] = {}
    unplaced = []
    others = [line for line in lines if line.number not in keeps]
    for number, text in others:
        if number in dropped:
            by_kind.setdefault(dropped[number], []).append(number)
        elif not text.strip():
            by_kind.setdefault("blank", []).append(number)
        else:
            unplaced.append(number)
    return LineCounts(
        len(lines) - len(others), MappingProxyType({kind: tuple(of) for kind, of in by_kind.items()}), tuple(unplaced)
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a transcript.

    ``removed`` tells by kind in which lines something private was taken out, never what it was. ``is_chat``
    tells that the reader has applied the options for chats (``exchanges``, ``anonymise``) itself. ``texts`` are what
    people said in lines that hold data, with the first line of each; None where lines hold but their texts.
    """

    session: Session
    account: LineCounts
    notes: tuple[Note, ...] = ()
    removed: LinesByKind = field(default_factory=dict)
    is_chat: bool = False
    why: Callable[[int], Reason] | None = field(default=None, compare=False, repr=False)
    """Why a line, by its number, was read as what it is, where the reader can tell."""
    marks: Callable[[], str] | None = field(default=None, compare=False, repr=False)
    """What the reader understood as setting others in order (stamps, labels), where it can tell: no word of those."""
    texts: tuple[Line, ...] | None = None


Claims = Callable[[Sequence[Line]], float]
Read = Callable[[Sequence[Line], Options], Reading]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of transcript.

    ``claims`` says from a sample (see ``sample``) how surely a text is of this kind, 0 to 1. ``unpack`` is for
    kinds that are no text files: it gives the text in such a file, or None where the bytes are something else.
    ``read`` and ``unpack`` raise nothing but an ``InputError``, and the file's name is put before its sentence.
    ``longest_line`` is in characters. ``is_data`` tells that a text of the kind is JSON.
    """

    name: str
    description: str
    claims: Claims
    read: Read
    unpack: Callable[[bytes], str | None] | None = field(default=None, kw_only=True)
    longest_line: int = field(default=1_000_000, kw_only=True)
    is_data: bool = field(default=False, kw_only=True)


def sample(lines: Sequence[Line], *, width: int = SAMPLE_WIDTH) -> Sequence[Line]:
    """The part of a transcript that ``claims`` may look at, bounded in lines and in their length."""
    return tuple(Line(number, text[:width]) for number, text in lines[:SAMPLE_LINES])


def line_list(numbers: Sequence[int], *, most: int = 10) -> str:
    """Line numbers as people write them ("3-5, 9 and 120 more"), at most ``most`` single ones or ranges."""
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges[:most])
    rest = sum(b - a + 1 for a, b in ranges[most:])
    return f"{shown} and {rest} more" if rest else shown
