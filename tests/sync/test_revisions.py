"""Which revision is it? Imports, restored wikis, moves, deletions and content models, in any order with runs.

No text that a run did not read is overwritten, and nothing that a person took out of a file comes back into it.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from ohbot.archive import Config, WikiConfig
from ohbot.model import Exchange, Session
from ohbot.sync import Outcome, State
from tests.sync.test_machine import CHOICES, CLONES, Machine
from tests.sync.world import ANCHOR, Faulty, World, words
from tests.wiki.memory import BOT, MemoryServer

STEPS: Mapping[str, tuple[int, int]] = {"fast": (8, 25), "ci": (350, 30), "deep": (500, 40)}


@dataclass
class Wary(World):
    """A world whose exchanges have private notes, and that knows what a person took out of a file."""

    taken: set[str] = field(default_factory=set)

    def exchange(self) -> Exchange:
        """With a note of who asked."""
        made = super().exchange()
        return replace(made, metadata={"private": {"asker": f"note {made.question.split()[1][1:]}"}})

    def edit_file(self, clone: int) -> None:
        """What a person takes out of the first file has to stay out of it."""
        before = words((self.bytes_of(clone) or b"").decode())
        super().edit_file(clone)
        after = words((self.bytes_of(clone) or b"").decode())
        self.taken |= (before.keys() - after.keys()) if clone == 0 else set()

    def drop_item(self) -> None:
        """A person takes an item out of the first file."""
        file = self.read(0)
        items = [item for item in file.session.body if item != ANCHOR] if file else []
        if file and items:
            gone = self.random.choice(items)
            self.write(0, replace(file.session, body=tuple(item for item in file.session.body if item != gone)))
            self.taken |= words(file.text).keys() - words((self.bytes_of(0) or b"").decode()).keys()

    @property
    def memory(self) -> MemoryServer:
        """The wiki, which is one in memory."""
        assert isinstance(self.server, MemoryServer)
        return self.server

    @property
    def is_out(self) -> bool:
        """Whether the page is out of the archive's prefix."""
        return not self.title.startswith("H")


class RevisionMachine(Machine):
    """Runs on a wiki whose administrators are busy."""

    world: Wary

    def new_world(self) -> World:
        """An archive of the pages that begin with an H."""
        world = Wary(self.folder)
        world.config = Config(wiki=WikiConfig(prefix="H"))
        return world

    @initialize(seed=st.integers(0, 2**32), published=st.booleans())
    def begin(self, seed: int, published: bool) -> None:
        """One session, in most cases on the wiki already."""
        world = self.world
        world.random.seed(seed)
        world.write(0, Session(title="our", body=(*(world.exchange() for _ in range(3)), ANCHOR)))
        if published:
            world.sync(0)
        self.dump = (world.memory.backup(), world.title)

    @rule()
    def dump_wiki(self) -> None:
        """Make a backup of the wiki."""
        self.dump = (self.world.memory.backup(), self.world.title)

    @rule(sync=st.booleans(), edits=st.integers(0, 2))
    def restore_wiki(self, sync: bool, edits: int) -> None:
        """Restore the wiki: revisions are gone, and the next edits have their ids."""
        world = self.world
        with world.removing(world.page() or ""):
            world.memory.restore(self.dump[0])
            world.title = self.dump[1]
        world.taken.clear()
        for _ in range(edits):
            world.edit_page()
        if sync:
            world.sync(0)

    @precondition(lambda self: self.on_wiki)
    @rule(data=st.data(), by_bot=st.booleans(), seconds=st.integers(0, 30))
    def import_older(self, data: st.DataObject, by_bot: bool, seconds: int) -> None:
        """Import a revision as it was before: that changes nothing that the page shows."""
        world, server = self.world, self.world.memory
        page = server.by_title(world.title)
        assert page is not None
        old = data.draw(st.sampled_from(page.history))
        when = min(old.timestamp + timedelta(seconds=seconds), page.newest.timestamp - timedelta(seconds=1))
        shown = world.page()
        less = "\n".join(line for line in (shown or "").split("\n") if not words(line).keys() & world.taken)
        text = data.draw(st.sampled_from([less, old.text or "", f"{old.text}\n{world.random.random()}"]))
        server.import_revision(world.title, text, user=BOT.name if by_bot else "Robin", timestamp=when)
        assert world.page() == shown

    @precondition(lambda self: self.on_wiki)
    @rule(data=st.data(), crash=st.booleans())
    def edit_import_and_sync(self, data: st.DataObject, crash: bool) -> None:
        """A person takes something out of the file, and a revision of before that lacks it comes before the run."""
        self.change_model("wikitext")
        self.resolve(0, "theirs")
        self.world.sync(0)
        self.world.drop_item()
        self.import_older(data, by_bot=True, seconds=0)
        self.world.edit_page()
        self.sync_first(crash)

    @precondition(lambda self: self.on_wiki)
    @rule(data=st.data(), by_bot=st.booleans())
    def import_newer(self, data: st.DataObject, by_bot: bool) -> None:
        """Import a revision of a later time: that is an edit, back to an old text."""
        world, server = self.world, self.world.memory
        page = server.by_title(world.title)
        assert page is not None
        text = data.draw(st.sampled_from(page.history)).text or ""
        world.count_edit(world.page() or "", text)
        server.now += timedelta(seconds=2)
        server.import_revision(world.title, text, user=BOT.name if by_bot else "Robin", timestamp=server.now)
        world.taken.clear()

    @precondition(lambda self: self.on_wiki)
    @rule(model=st.sampled_from(["css", "wikitext"]))
    def change_model(self, model: str) -> None:
        """The page's content model changes, or is changed back."""
        self.world.memory.change_model(self.world.title, model)

    @precondition(lambda self: self.on_wiki)
    @rule()
    def move_out(self) -> None:
        """The page leaves the archive's prefix."""
        self._move(f"Away {len(self.world.memory.titles())}")

    @precondition(lambda self: self.on_wiki)
    @rule()
    def move_in(self) -> None:
        """The page comes under the archive's prefix."""
        self._move(f"Hour {len(self.world.memory.titles())}")

    def _move(self, target: str) -> None:
        world = self.world
        unlinked = any(file.session.wiki is None for clone in (0, 1) if (file := world.read(clone)))
        if not unlinked and world.memory.by_title(target) is None:
            world.server.move(world.title, target)
            world.title = target

    @precondition(lambda self: not self.on_wiki)
    @rule()
    def publish_anew(self) -> None:
        """The page is gone: people let ohbot make it anew."""
        for clone in (0, 1):
            if file := self.world.read(clone):
                self.world.write(clone, replace(file.session, wiki=None))
        self.world.title = "Hour"

    @rule(clone=CLONES)
    def lose_cache(self, clone: int) -> None:
        """What is cached is lost."""
        shutil.rmtree(self.world.archives[clone].state / "cache", ignore_errors=True)

    @rule()
    def edit_sync_and_edit(self) -> None:
        """What the file changed goes to the page, and a later run has to leave it so."""
        self.world.edit_file(0)
        self.sync_first(crash=False)
        self.world.edit_page() if self.on_wiki else None

    @rule(crash=st.booleans())
    def sync_first(self, crash: bool) -> None:
        """A run, which in some cases dies between page and file, and does only what it may."""
        world = self.world
        text, count, notes = world.page(), world.server.count(world.title), self._notes()
        page = world.memory.by_title(world.title)
        is_foreign = page is not None and page.model != "wikitext"
        Faulty.crash = "before" if crash else None
        outcome: Outcome | None = world.sync(0)
        if world.is_out or is_foreign or (outcome and outcome.state is State.REFUSED):
            assert (world.page(), world.server.count(world.title)) == (text, count), outcome
        now = self._notes()
        lost = {word for word in notes.keys() & now.keys() if now[word] != notes[word]}
        assert not lost, f"private notes lost: {lost}\n{world.told()}"

    def _notes(self) -> dict[str, object]:
        """The private note of each exchange of the first file, by a word of the question."""
        file = self.world.read(0)
        body = file.session.body if file else ()
        return {
            word: one.metadata.get("private")
            for one in body
            if isinstance(one, Exchange) and (word := next(iter(words(one.question)), ""))
        }

    # rules of the machine above whose point is another one here

    @precondition(lambda self: self.on_wiki)
    @rule()
    def delete_and_restore_page(self) -> None:
        """The page is deleted, the job runs, and the page is restored."""
        world = self.world
        if any(file.session.wiki is None for clone in (0, 1) if (file := world.read(clone))):
            return
        world.server.delete(world.title)
        for clone in (0, 1):
            outcome = world.sync(clone)
            assert outcome is None or outcome.state is State.REFUSED
        assert world.page() is None
        world.server.undelete(world.title)

    @rule(clone=CLONES, choice=CHOICES)
    def resolve(self, clone: int, choice: str) -> None:
        """A person settles what is in conflict."""
        self.world.settle(clone, "ours" if choice == "both" else choice)  # type: ignore[arg-type]  # one of the two
        self.world.taken.clear()

    @rule(data=st.data())
    def restore_backup(self, data: st.DataObject) -> None:
        """An old copy of the file comes back."""
        if self.backups:
            super().restore_backup(data)
            self.world.taken.clear()

    @rule(there=st.booleans())
    def exchange_clones(self, there: bool) -> None:
        """One file takes the place of the other."""
        super().exchange_clones(there)
        self.world.taken.clear()

    @rule(sync=st.booleans())
    def vandalise(self, sync: bool) -> None:
        """The page is blanked and brought back."""
        if self.on_wiki:
            super().vandalise(sync)

    def merge_clones(self, choice: str) -> None:
        """No rule here: of two revisions git's user takes the lower number, which means nothing on such a wiki."""

    @invariant()
    def nothing_comes_back(self) -> None:
        """What a person took out of the file stays out of it."""
        back = self.world.taken & words((self.world.bytes_of(0) or b"").decode()).keys()
        assert not back, f"{back} came back into the file\n{self.world.told()}"


def test_whatever_becomes_of_revisions_nothing_unread_is_overwritten_and_nothing_is_undone() -> None:
    examples, steps = STEPS[os.environ.get("OHBOT_HYPOTHESIS", "fast")]
    hard = settings(
        max_examples=examples,
        stateful_step_count=steps,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(RevisionMachine, settings=hard)
