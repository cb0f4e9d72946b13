"""Pads, a file and its page in memory, for long histories on three sides: the very merges and plans, and no disk."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from ohbot.merge import Conflict, Decision
from ohbot.model import Item, Message, Session, Transcript
from ohbot.sync.joining import Arrival, Joined, as_kept, begun, entry_of, joined, settled
from ohbot.sync.plan import undecided
from tests.sync.edits import EDITS, words
from tests.sync.waiting import KINDS as TWO_SIDES
from tests.sync.waiting import Step, Waiting


@dataclass
class Readings:
    """The kept readings, in memory: as `ohbot.archive.Kept`, whose text they have no need of."""

    found: dict[str, Session] = field(default_factory=dict)

    def name_of(self, reading: Session) -> str:
        """What tells a reading from every other."""
        return sha256(repr(reading).encode()).hexdigest()

    def write(self, reading: Session) -> None:
        """Keep a reading."""
        self.found[self.name_of(reading)] = reading

    def read(self, name: str | None) -> Session | None:
        """A reading that was kept."""
        return self.found.get(name or "")


class Sides(Waiting):
    """A session in its file, on its page, and in the pads that it is made of: its notes, and in some cases a chat."""

    def __init__(self, *, chat: bool = False) -> None:
        super().__init__()
        self.kept = Readings()
        self.pads: dict[str, tuple[Item, ...]] = {"notes": self.file.body}
        link = self.file.wiki
        found = begun(replace(self.file, wiki=None), self.arrival("notes"), self.kept)  # type: ignore[arg-type]  # the same door
        self.file = replace(found.session, wiki=link)
        self._keep(found)
        if chat:
            self.pads["chat"] = tuple(self.message() for _ in range(3))
            self.wanted |= words(self.pads["chat"]).keys()
            self.written |= self.wanted
            self.bring("chat")
            self.sync()

    def message(self) -> Message:
        """A line of a chat."""
        return Message(self.line(), "18:00", self.random.choice(["Ann", "Bosko"]))

    def arrival(self, name: str) -> Arrival:
        """A pad as it is now, read."""
        reading = Session(title="Hour", body=self.pads[name])
        digest = self.kept.name_of(reading)
        return Arrival(Transcript(name, "notes" if name == "notes" else "zoom-chat", digest), reading)

    # steps

    def step(self, step: Step) -> None:
        """One step more kinds than a file and its page have."""
        kind, seed = step
        side, _, what = kind.partition(" ")
        self.random.seed(seed)
        if side == "pad":
            self.edit_pad(what)
        elif side == "import":
            self.bring(self.random.choice(list(self.pads)), what)
        else:
            super().step(step)
        self.require_all()

    def edit_pad(self, what: str) -> None:
        """The note-taker edits the notes, or somebody says something in the chat."""
        name = self.random.choice(list(self.pads))
        old = self.pads[name]
        if name == "chat":
            items = [*old, self.message()] if self.random.random() < 0.5 else self._corrected(old)
        else:
            items = list(self.edited(old, what))
        self.pads[name] = as_kept(Session(title="Hour", body=tuple(items))).body
        self._count(words(old), words(self.pads[name]))

    def _corrected(self, old: Sequence[Item]) -> list[Item]:
        items = list(old)
        at = self.random.randrange(len(items))
        message = items[at]
        assert isinstance(message, Message)
        items[at] = replace(message, text=f"{message.text} {self.word()}")
        return items

    def bring(self, name: str, how: str = "") -> None:
        """One import: it may die before the file is written; what waits may be settled by a person."""
        decide = self.decide if how == "settle" else undecided
        known = entry_of(self.file, name)
        found = joined(self.file, self.arrival(name), known, self.kept, force=True, decide=decide)  # type: ignore[arg-type]
        self._keep(found)
        if how != "crash":
            self.take(found)

    def take(self, found: Joined) -> None:
        """The file is written."""
        self._require_told(found.session, found.sentence)
        self.file = found.session

    def _keep(self, found: Joined) -> None:
        for reading in found.keeps:
            self.kept.write(reading)

    # what has to hold

    @property
    def everywhere(self) -> set[str]:
        """The words of all sides."""
        return super().everywhere | words(tuple(self.pads.values())).keys()

    def require_settled(self) -> None:
        """When all that waits is settled, file and page have all that is wanted, and imports do nothing more."""
        for name in self.pads:
            for _ in range(9):
                self.bring(name)
                known = entry_of(self.file, name)
                assert known is not None
                if not known.waiting:
                    break
                self.take(settled(self.file, known, self.kept, self._both))  # type: ignore[arg-type]
        super().require_settled()
        before = self.file
        for name in self.pads:
            self.bring(name)
        assert repr(self.file) == repr(before), self.shown()

    def _both(self, conflict: Conflict) -> Decision | None:
        return self._chosen(conflict, "both")

    def shown(self) -> str:
        """All sides, for a report."""
        pads = "\n".join(f"--- {name}\n" + "\n".join(map(str, body)) for name, body in self.pads.items())
        return f"{pads}\n{super().shown()}"


KINDS = (
    *(f"pad {edit}" for edit in EDITS),
    *TWO_SIDES,
    "import settle",
    "import crash",
    *["import"] * 8,
)
