"""A small world for sync tests: two archives, one wiki, and people who write words that occur once.

What people wrote and nobody removed is in `World.wanted`; `World.require_all` looks for it. What somebody put in
twice by settling a conflict is in `World.chosen`.
"""

import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import ClassVar, get_args

from ohbot.archive import Archive, Config, SessionFile, init
from ohbot.archive.sessionfile import load
from ohbot.errors import InputError, OhbotError
from ohbot.merge import Conflict, Decision
from ohbot.model import Answer, Exchange, Item, Prose, Session, Status
from ohbot.sync import Engine, Outcome, State, SyncOptions
from ohbot.wikitext.lens import get, same
from tests.sync.real import RealServer
from tests.wiki.memory import MemoryServer, Moment

WORD = re.compile(r"\bw\d+\b")
TITLE = "Hour"
NAME = "hour"
ANCHOR = Exchange("Any more questions?", (Answer("None."),))
"""An exchange that nobody touches, so that the page shows exchanges whatever happens to the others."""


class Crash(BaseException):
    """The process died here."""


class Faulty(Archive):
    """An archive whose next write may crash, before or after."""

    __slots__ = ()
    crash: Moment | None = None
    torn: ClassVar[set[Path]] = set()

    def write(
        self,
        path: Path,
        session: Session,
        *,
        expected: str | None,
        comments: Sequence[str] = (),
        settles: bool = True,
    ) -> SessionFile:
        """One write."""
        moment, Faulty.crash = Faulty.crash, None
        if moment == "before":
            Faulty.torn.add(path)
            raise Crash
        file = super().write(path, session, expected=expected, comments=comments, settles=settles)
        Faulty.torn.discard(path)
        if moment == "after":
            raise Crash
        return file


def words(text: str) -> Counter[str]:
    """How often each unique word is in a text."""
    return Counter(WORD.findall(text))


@dataclass
class World:
    """Two clones of an archive and their wiki; the random source decides what people do."""

    folder: Path
    random: Random = field(default_factory=lambda: Random(0))
    server: MemoryServer | RealServer = field(default_factory=MemoryServer)
    wanted: set[str] = field(default_factory=set)
    chosen: set[str] = field(default_factory=set)
    title: str = TITLE
    ancestor: bytes = b""

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self.archives = [Faulty(init(self.folder / name).root) for name in ("a", "b")]
        self.config = Config()
        self.clock = count(10**18, 10**9)

    # words

    def fresh(self) -> str:
        """A line of words that are nowhere else."""
        return " ".join(self.word() for _ in range(8))

    def word(self) -> str:
        """A word that is nowhere else."""
        word = f"w{next(self._numbers)}"
        self.wanted.add(word)
        return word

    def exchange(self) -> Exchange:
        """A question and its answers, all new."""
        return Exchange(f"Why {self.fresh()}", (Answer(self.fresh()),))

    def item(self) -> Item:
        """Something new for a body."""
        return Prose(self.fresh()) if self.random.random() < 0.2 else self.exchange()

    # files

    def path(self, clone: int) -> Path:
        """The session file of a clone."""
        return self.archives[clone].folder / f"{NAME}.yaml"

    def read(self, clone: int) -> SessionFile | None:
        """The session file of a clone, where it is there."""
        path = self.path(clone)
        return Archive(self.archives[clone].root).read(path) if path.exists() else None

    def bytes_of(self, clone: int) -> bytes | None:
        """The bytes of a clone's session file."""
        path = self.path(clone)
        return path.read_bytes() if path.exists() else None

    def write(self, clone: int, session: Session) -> None:
        """A person saves the file of a clone."""
        old = self.read(clone)
        self.count_edit(old.text if old else "", repr(session))
        archive = Archive(self.archives[clone].root)
        archive.write(self.path(clone), session, expected=old.fingerprint if old else None)

    def edit_file(self, clone: int) -> None:
        """A person changes something in the file of a clone, but for one that a run was about to write when it died.

        What is edited there before the next run can be told from the page's version by likeness only.
        """
        file = self.read(clone)
        if file and self.path(clone) not in Faulty.torn:
            self.write(clone, edited(file.session, self))

    def count_edit(self, old: str, new: str) -> None:
        """A person made one text of another: what went was meant to go."""
        self.wanted -= words(old).keys() - words(new).keys()

    def merge_clones(self, choice: Decision) -> None:
        """Both machines commit, one merges the other's branch with git, and a person settles what git could not.

        What the person left out was meant to go, and what they put in twice to be there twice.
        """
        mine, theirs = (self.bytes_of(clone) or self.ancestor for clone in (0, 1))
        merged = merged_by_git(self.ancestor, mine, theirs)
        if b"\n>>>>>>> " in b"\n" + merged:
            self._require_refused(merged)
            merged = finished(merged.decode(), choice, otherwise=mine.decode()).encode()
        self.ancestor = merged
        for clone in (0, 1):
            self.path(clone).write_bytes(merged)
        kept = words(merged.decode())
        self.wanted -= (words(mine.decode()) | words(theirs.decode())).keys() - kept.keys()
        self.chosen.update(word for word, times in kept.items() if times > 1)

    def _require_refused(self, unfinished: bytes) -> None:
        """A file with git's marks is told with its line, and nothing is done with it."""
        old, page = self.bytes_of(0), self.page()
        self.path(0).write_bytes(unfinished)
        outcome = self.sync(0, force=True)
        assert outcome is not None
        assert outcome.state is State.REFUSED
        assert re.search(rf"{NAME}\.yaml:\d+: a merge by git was not finished here", outcome.sentence)
        assert (self.bytes_of(0), self.page()) == (unfinished, page)
        if old is None:
            self.path(0).unlink()
        else:
            self.path(0).write_bytes(old)

    # the page

    def page(self) -> str | None:
        """The text of the page now."""
        return self.server.read(self.title)

    def move_page(self, *, redirect: bool) -> None:
        """The page gets another name."""
        title = f"{self.title.partition(' moved')[0]} moved {next(self._numbers)}"
        self.server.move(self.title, title, redirect=redirect)
        self.title = title

    def edit_page(self) -> None:
        """A person changes something on the page."""
        old = self.page()
        if old is not None:
            self.put_page(edited_text(old, self))

    def put_page(self, new: str) -> None:
        """A person saves a text."""
        self.count_edit(self.page() or "", new)
        self.server.edit(self.title, new)

    # runs

    def engine(self, clone: int, *, hook: Callable[[str, Moment], None] | None = None, **options: object) -> Engine:
        """A run on one of the clones."""
        door = self.server.door(hook=hook)
        return Engine(self.archives[clone], door, self.config, options=SyncOptions(**options))  # type: ignore[arg-type]  # by name

    def sync(
        self, clone: int = 0, *, hook: Callable[[str, Moment], None] | None = None, **options: object
    ) -> Outcome | None:
        """Sync one clone; None where there is no file, or the run died."""
        if not self.path(clone).exists():
            Faulty.crash = None
            return None
        try:
            (outcome,) = self.engine(clone, hook=hook, **options).run([self.path(clone)])
        except (Crash, OhbotError):
            return None
        finally:
            Faulty.crash = None
        return outcome

    def settle(self, clone: int, choice: Decision) -> Outcome | None:
        """A person settles the conflicts of a clone."""

        def decide(conflict: Conflict) -> Decision:
            kept = {"ours": (conflict.local,), "theirs": (conflict.remote,)}.get(str(choice))
            if kept is None and isinstance(conflict.path[-1], str) and conflict.path[-1] not in ("question", "text"):
                kept = (conflict.local,)
            dropped = words(repr((conflict.base, conflict.local, conflict.remote)))
            if kept is not None:
                self.wanted -= dropped.keys() - words(repr(kept)).keys()
            return choice

        outcome = self.sync(clone, decide=decide, force=True)
        self.chosen.update(word for _, text in self.places() for word, times in words(text).items() if times > 1)
        return outcome

    # what has to hold

    def places(self) -> Iterator[tuple[str, str]]:
        """Every text that people can look at, with its name."""
        for clone in (0, 1):
            file = self.read(clone)
            if file:
                yield f"file {clone}", file.text
        yield "page", self.page() or ""

    def require_all(self) -> None:
        """Nothing is lost and nothing is doubled."""
        found: Counter[str] = Counter()
        for name, text in self.places():
            there = words(text)
            doubled = [word for word, times in there.items() if times > 1 and word not in self.chosen]
            assert not doubled, f"{doubled} doubled in {name}:\n{self.told()}"
            found += there
        lost = self.wanted - found.keys()
        assert not lost, f"{sorted(lost)} lost:\n{self.told()}"

    def require_converged(self, clone: int) -> None:
        """After a sync the next one does nothing, and both sides say the same unless a person is asked for."""
        first = self.sync(clone)
        if first is None:
            return
        before = self.bytes_of(clone), self.server.count(self.title)
        second = self.sync(clone)
        assert second is not None
        assert (self.bytes_of(clone), self.server.count(self.title)) == before, f"{second}\n{self.told()}"
        if first.state is State.REFUSED:
            return
        if first.state is State.CONFLICT:
            assert second.state is State.CONFLICT, f"{first}\n{second}\n{self.told()}"
            return
        assert second.state is State.UNCHANGED, f"{first}\n{second}\n{self.told()}"
        file, page = self.read(clone), self.page()
        assert file is not None
        assert page is not None
        shown = get(page, prior=file.session)
        assert same(
            replace(file.session, title=None, status=None, default_speaker=None), replace(shown, default_speaker=None)
        ), self.told()
        there = self.wanted & words(file.text + page).keys()
        assert there <= words(page).keys(), f"{there - words(page).keys()} not on the page\n{self.told()}"
        missing = there & words(repr(shown.body)).keys() - words(file.text).keys()
        assert not missing, f"{missing} not in the file\n{self.told()}"

    def told(self) -> str:
        """All texts, for a report."""
        return "\n".join(f"--- {name}\n{text}" for name, text in self.places())

    @contextmanager
    def removing(self, text: str) -> Iterator[None]:
        """What a person takes away in the block was meant to go, where it is nowhere else."""
        yield
        rest: Counter[str] = Counter()
        for _, one in self.places():
            rest += words(one)
        self.wanted -= words(text).keys() - rest.keys()


# --- what git does to a file, and people with what it leaves


def merged_by_git(ancestor: bytes, mine: bytes, theirs: bytes) -> bytes:
    """The merge of two versions as git makes it, with its marks where it could not."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("mine", "ancestor", "theirs")]
        for path, content in zip(paths, (mine, ancestor, theirs), strict=True):
            path.write_bytes(content)
        done = subprocess.run(["git", "merge-file", "-p", *map(str, paths)], capture_output=True)
    assert 0 <= done.returncode < 128, done.stderr
    return done.stdout


_HUNK = re.compile(r"<{7} .*\n(?P<ours>(?:.*\n)*?)={7}\n(?P<theirs>(?:.*\n)*?)>{7} .*\n")
_REVISION = re.compile(r"\brevision: (\d+)")


def finished(text: str, choice: Decision, *, otherwise: str) -> str:
    """A merge without its marks: of two revisions the lower one, else what a person chose, if that is a session."""

    def picked(hunk: re.Match[str], chosen: Decision) -> str:
        revisions = {side: _REVISION.search(hunk[side]) for side in ("ours", "theirs")}
        linked = {side: int(found[1]) for side, found in revisions.items() if found}
        if linked:
            return hunk[min(linked, key=linked.__getitem__)]
        return hunk["ours"] + hunk["theirs"] if chosen == "both" else hunk[str(chosen)]

    choices: tuple[Decision, ...] = (choice, "ours", "theirs")
    for chosen in choices:
        result = _HUNK.sub(lambda hunk, chosen=chosen: picked(hunk, chosen), text)  # type: ignore[misc]  # for mypy a default is no argument
        with suppress(InputError):
            load(result, "")
            return result
    return otherwise


# --- what people do to a session and to a page


def edited(session: Session, world: World) -> Session:
    """A session with one change."""
    body = [item for item in session.body if item != ANCHOR]
    kind = world.random.choice(["word", "word", "add", "add", "drop", "swap", "answer", "replace"])
    at = world.random.randrange(len(body)) if body else 0
    if kind == "add" or not body:
        body.insert(world.random.randint(0, len(body)), world.item())
    elif kind == "drop":
        del body[at]
    elif kind == "swap":
        body.append(body.pop(at))
    elif kind == "answer" and isinstance(body[at], Exchange):
        exchange = body[at]
        assert isinstance(exchange, Exchange)
        body[at] = replace(exchange, answers=(*exchange.answers, Answer(world.fresh(), speaker="Sam")))
    else:
        body[at] = _reworded(body[at], world, replacing=kind == "replace")
    status = world.random.choice((*get_args(Status), *[session.status] * 12))
    return replace(session, status=status, body=(*body, ANCHOR))


def _reworded(item: Item, world: World, *, replacing: bool) -> Item:
    if isinstance(item, Exchange) and item.answers:
        answers = list(item.answers)
        at = world.random.randrange(len(answers))
        answers[at] = replace(answers[at], text=_line(answers[at].text, world, replacing))
        return replace(item, answers=tuple(answers))
    if isinstance(item, Exchange):
        return replace(item, question=_line(item.question, world, replacing))
    assert isinstance(item, Prose)
    return replace(item, wikitext=_line(item.wikitext, world, replacing))


def _line(text: str, world: World, replacing: bool) -> str:
    found = WORD.findall(text)
    if replacing and found:
        return re.sub(rf"\b{world.random.choice(found)}\b", world.word(), text)
    parts = text.split(" ")
    parts.insert(world.random.randint(1, len(parts)), world.word())
    return " ".join(parts)


def edited_text(text: str, world: World) -> str:
    """A page's text with one change, as people make it."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith("# ") and WORD.search(line)]
    texts = [number for number, line in enumerate(lines) if WORD.search(line) and not line.startswith("<!--")]
    kind = world.random.choice(
        ["word", "word", "add", "add", "drop", "swap", "answer", "replace", "metadata", "trim"]
    )
    if kind in ("word", "replace") and texts:
        at = world.random.choice(texts)
        mark, _, rest = lines[at].partition(" ") if lines[at][:1] in "#:" else ("", "", lines[at])
        lines[at] = f"{mark} {_line(rest, world, kind == 'replace')}".strip()
    elif kind == "answer" and starts:
        lines.insert(world.random.choice(starts) + 1, f"#: Kim: {world.fresh()}")
    elif kind in ("drop", "swap") and starts:
        start = world.random.choice(starts)
        end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith("#:")), len(lines))
        taken = lines[start:end]
        del lines[start:end]
        if kind == "swap":
            lines[:0] = taken
    elif kind == "metadata":
        lines.append(world.random.choice(["[[Category:{}]]", "<!-- {} -->", "{{{{box|{}}}}}"]).format(world.fresh()))
    elif kind == "trim" and (answers := [number for number in texts if lines[number].startswith("#:")]):
        del lines[world.random.choice(answers)]
    else:
        at = world.random.choice([*starts, len(lines)])
        lines[at:at] = [f"# Why {world.fresh()}", f"#: {world.fresh()}"]
    return "\n".join(lines)
