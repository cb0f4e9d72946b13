"""A state machine over files and wiki: whatever people, machines and networks do, no word is lost or doubled."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ohbot.errors import WikiAway
from ohbot.model import Session
from ohbot.sandbox import Sandbox
from ohbot.wiki import Credentials, connect
from tests.sync.real import RealServer
from tests.sync.world import ANCHOR, NAME, Crash, Faulty, World
from tests.wiki.memory import Moment
from tests.wiki.people import People

CLONES = st.sampled_from([0, 0, 0, 1])
MOMENTS = st.sampled_from(["before", "after"])
CALLS = ["pages", "revisions", "save", "log"]
CHOICES = st.sampled_from(["ours", "theirs", "both"])


def failing(call: str, moment: Moment, error: type[BaseException], at: int = 0) -> Callable[[str, Moment], None]:
    """A hook that raises at one moment of a call, the first or a later time."""
    times = iter(range(1000))

    def hook(name: str, now: Moment) -> None:
        if (name, now) == (call, moment) and next(times) == at:
            raise error("here")

    return hook


def once(call: str, moment: Moment, act: Callable[[], object]) -> Callable[[str, Moment], None]:
    """A hook that does something at one moment, once."""
    done: list[bool] = []

    def hook(name: str, now: Moment) -> None:
        if (name, now) == (call, moment) and not done:
            done.append(True)
            act()

    return hook


class Machine(RuleBasedStateMachine):
    """People and runs in any order."""

    def __init__(self) -> None:
        super().__init__()
        shm = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
        self.world = self.new_world()
        self.backups: list[bytes] = []
        self.deleted = False

    def new_world(self) -> World:
        """Where the machine runs."""
        return World(self.folder)

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize(seed=st.integers(0, 2**32), published=st.booleans())
    def begin(self, seed: int, published: bool) -> None:
        """One session, in most cases on the wiki already."""
        world = self.world
        world.random = Random(seed)
        world.write(0, Session(title=world.title, body=(*(world.exchange() for _ in range(3)), ANCHOR)))
        if published:
            world.sync(0)

    @property
    def on_wiki(self) -> bool:
        """Whether the page is there."""
        return self.world.page() is not None

    # people

    @precondition(lambda self: self.on_wiki)
    @rule(times=st.integers(1, 2))
    def edit_page(self, times: int) -> None:
        """Somebody edits the page."""
        for _ in range(times):
            self.world.edit_page()

    @rule(clone=CLONES, times=st.integers(1, 2))
    def edit_file(self, clone: int, times: int) -> None:
        """Somebody edits a file."""
        for _ in range(times):
            self.world.edit_file(clone)

    @precondition(lambda self: self.on_wiki)
    @rule(sync=st.booleans())
    def vandalise(self, sync: bool) -> None:
        """The page is blanked, and somebody reverts that, in some cases after a run of the job."""
        world = self.world
        old = world.page()
        assert old is not None
        world.server.edit(world.title, "gone")
        if sync:
            world.sync(0)
        world.put_page(old)

    @precondition(lambda self: self.on_wiki)
    @rule(redirect=st.booleans())
    def move_page(self, redirect: bool) -> None:
        """The page gets another name."""
        if any(file.session.wiki is None for clone in (0, 1) if (file := self.world.read(clone))):
            return  # a file that does not know its page yet cannot follow it
        self.world.move_page(redirect=redirect)

    @precondition(lambda self: self.on_wiki)
    @rule()
    def delete_and_restore_page(self) -> None:
        """The page is deleted, the job runs, and the page is restored."""
        world = self.world
        files = [file for clone in (0, 1) if (file := world.read(clone))]
        if any(file.session.wiki is None for file in files):
            return  # a file that was never synced makes a new page
        world.server.delete(world.title)
        for clone in (0, 1):
            outcome = world.sync(clone)
            assert outcome is None or "deleted" in outcome.sentence
        assert world.page() is None
        world.server.undelete(world.title)

    @precondition(lambda self: self.on_wiki)
    @rule()
    def touch_page(self) -> None:
        """A revision that changes nothing."""
        self.world.server.touch(self.world.title)

    # files as a whole

    @rule()
    def back_up(self) -> None:
        """Keep a copy of the file, once it knows its page."""
        content = self.world.bytes_of(0)
        if content and b"revision:" in content and len(self.backups) < 3:
            self.backups.append(content)

    @precondition(lambda self: self.backups)
    @rule(data=st.data())
    def restore_backup(self, data: st.DataObject) -> None:
        """An old copy comes back."""
        content = data.draw(st.sampled_from(self.backups))
        with self.world.removing((self.world.bytes_of(0) or b"").decode()):
            self.world.path(0).write_bytes(content)

    @rule(there=st.booleans())
    def exchange_clones(self, there: bool) -> None:
        """The archives are exchanged as git does: the file of one takes the place of the other's."""
        source, target = (0, 1) if there else (1, 0)
        content = self.world.bytes_of(source)
        if content is None:
            return
        with self.world.removing((self.world.bytes_of(target) or b"").decode()):
            self.world.path(target).write_bytes(content)
        self.world.ancestor = content

    @precondition(lambda _: shutil.which("git") is not None)
    @rule(choice=CHOICES)
    def merge_clones(self, choice: str) -> None:
        """The archives are merged by git, which compares lines and knows nothing of sessions."""
        self.world.merge_clones(choice)  # type: ignore[arg-type]  # one of the three

    @rule(clone=CLONES)
    def rename_and_copy(self, clone: int) -> None:
        """A file is copied (two files of one page: one of them is refused), then renamed back."""
        world = self.world
        path = world.path(clone)
        if not path.exists():
            return
        copy = path.with_name(f"{NAME}-copy.yaml")
        shutil.copy(path, copy)
        list(world.engine(clone).run([path, copy]))
        copy.unlink()

    # runs

    @rule(clone=CLONES, publishes=st.booleans(), whole=st.booleans())
    def sync(self, clone: int, publishes: bool, whole: bool) -> None:
        """A run that goes well."""
        self.world.sync(clone, publishes=publishes, whole=whole)

    @rule(clone=CLONES)
    def dry_run(self, clone: int) -> None:
        """A run that writes nothing."""
        world = self.world
        before = world.bytes_of(clone), world.server.count(world.title)
        world.sync(clone, dry_run=True)
        assert (world.bytes_of(clone), world.server.count(world.title)) == before

    @rule(clone=CLONES, call=st.sampled_from(CALLS), moment=MOMENTS, away=st.booleans())
    def failing_sync(self, clone: int, call: str, moment: Moment, away: bool) -> None:
        """A run that dies at a call, or whose reply is lost."""
        self.world.sync(clone, hook=failing(call, moment, WikiAway if away else Crash))

    @rule(clone=CLONES, moment=MOMENTS)
    def crash_at_file(self, clone: int, moment: Moment) -> None:
        """A run that dies right before or after it writes the file."""
        Faulty.crash = moment
        self.world.sync(clone)

    @precondition(lambda self: self.on_wiki)
    @rule(clone=CLONES, call=st.sampled_from(CALLS), moment=MOMENTS, crash=st.booleans())
    def racing_person(self, clone: int, call: str, moment: Moment, crash: bool) -> None:
        """Somebody edits the page in the middle of a run, which in some cases dies when it writes the file."""
        Faulty.crash = "before" if crash else None
        self.world.sync(clone, hook=once(call, moment, self.world.edit_page))

    @rule(clone=CLONES, call=st.sampled_from(CALLS), moment=MOMENTS)
    def racing_editor(self, clone: int, call: str, moment: Moment) -> None:
        """Somebody edits the file in the middle of a run."""
        self.world.sync(clone, hook=once(call, moment, lambda: self.world.edit_file(clone)))

    @precondition(lambda self: self.on_wiki)
    @rule(clone=CLONES)
    def racing_machine(self, clone: int) -> None:
        """The other machine syncs between a run's read and its save."""
        self.world.sync(clone, hook=once("save", "before", lambda: self.world.sync(1 - clone)))

    @rule(clone=CLONES, choice=CHOICES)
    def resolve(self, clone: int, choice: str) -> None:
        """A person settles what is in conflict."""
        self.world.settle(clone, choice)  # type: ignore[arg-type]  # one of the three

    @rule(clone=CLONES)
    def converge(self, clone: int) -> None:
        """A run, and another one that finds nothing to do."""
        self.world.require_converged(clone)

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        """What nobody took away is there, once."""
        self.world.require_all()


STEPS = {"fast": (8, 25), "ci": (60, 30), "deep": (400, 40)}
REAL_STEPS = {"fast": (2, 12), "ci": (4, 20), "deep": (20, 30)}


def run(machine: type[Machine], all_steps: Mapping[str, tuple[int, int]]) -> None:
    """Run a machine as hard as this run of the tests tries."""
    examples, steps = all_steps[os.environ.get("OHBOT_HYPOTHESIS", "fast")]
    hard = settings(
        max_examples=examples,
        stateful_step_count=steps,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(machine, settings=hard)


def test_no_word_is_lost_or_doubled_and_every_sync_converges() -> None:
    run(Machine, STEPS)


@pytest.mark.wiki
def test_no_word_is_lost_or_doubled_on_a_real_wiki(sandbox: Sandbox) -> None:
    people = People(sandbox)
    titles = (f"Real hour {number}" for number in count(1))
    with connect(api=sandbox.api, credentials=Credentials(sandbox.bot.name, sandbox.bot.password)) as wiki:

        class RealMachine(Machine):
            def new_world(self) -> World:
                return World(self.folder, server=RealServer(people, wiki), title=next(titles))

        run(RealMachine, REAL_STEPS)
