"""The life of a page: announced, held, corrected by people, cancelled and back; each step is a text case."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ohbot.archive import init
from ohbot.archive.config import load_config
from ohbot.sandbox import Sandbox
from ohbot.sync import Engine, Outcome, State, SyncOptions
from ohbot.wiki import Credentials, connect
from tests.sync.real import RealServer
from tests.wiki.memory import MemoryServer
from tests.wiki.people import People

CASES = Path(__file__).parent / "life"
NAMES = sorted(path.stem for path in CASES.glob("*.txt"))
SESSION = """\
title: "Lantern hours: June 3, 2026"
start: 2026-06-03T17:00:00Z
end: 2026-06-03T18:00:00Z
status: planned
venues: [the boathouse, IRC]
people:
  - {name: Amrei, role: keeper of the lanterns}
  - {name: Bosko}
default_speaker: Amrei
body:
  - question: Why do lanterns hum?
"""
CONFIG = """\
[pages]
time_link = "https://clock.example/{timestamp}"
categories = ["Lantern hours"]
"""


def parts_of(text: str) -> dict[str, str]:
    """A text by its parts, each behind a line with its name: ``--- page``."""
    return dict(part.split("\n", 1) for part in re.split(r"^--- ", text, flags=re.MULTILINE)[1:])


def own(name: str) -> dict[str, str]:
    """What a case has of its own: lines of the configuration, a skeleton."""
    return parts_of((CASES / f"{name}.txt").read_text("utf-8").split("\n=== ")[0] + "\n")


def steps(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The steps of a case: each with its name and its parts."""
    for one in re.split(r"^=== (?=.)", (CASES / f"{name}.txt").read_text("utf-8"), flags=re.MULTILINE)[1:]:
        yield one.split("\n", 1)[0], parts_of(one)


def changed(text: str, changes: str) -> str:
    """A text with the first of some words replaced, as a person would."""
    for line in changes.splitlines():
        old, new = (words.replace("\\n", "\n") for words in line.split(" => "))
        assert old in text, f"{old!r} not in\n{text}"
        text = text.replace(old, new, 1)
    return text


@dataclass
class Life:
    """A session file, its page, and the people who change both."""

    folder: Path
    server: MemoryServer | RealServer
    own: dict[str, str]
    page: str = "Hour"

    def __post_init__(self) -> None:
        self.archive = init(self.folder / "archive")
        self.path = self.archive.folder / "hours.yaml"
        self.config = load_config(CONFIG + self.own.get("config", ""))
        (self.archive.root / "templates").mkdir()
        if "template" in self.own:
            (self.archive.root / "templates" / "own.wikitext").write_text(self.own["template"], "utf-8")
        self.path.write_text(f"{SESSION}wiki:\n  page: '{self.page}'\n", "utf-8")

    def sync(self, *, publishes: bool = True) -> Outcome:
        """One run, without any force."""
        options = SyncOptions(publishes=publishes)
        (outcome,) = Engine(self.archive, self.server.door(), self.config, options=options).run([self.path])
        return outcome

    def step(self, name: str, parts: dict[str, str]) -> None:
        """What a person does, and what has to come of it."""
        title = self.page
        if "file" in parts:
            self.path.write_text(changed(self.path.read_text("utf-8"), parts["file"]), "utf-8")
        if "people" in parts:
            self.server.edit(title, changed(self.server.read(title) or "", parts["people"]))
        outcome = self.sync()
        assert outcome.state not in (State.REFUSED, State.CONFLICT, State.UNCHANGED), f"{name}: {outcome.sentence}"
        assert self.server.read(title) == parts["page"].strip(), f"{name}: {outcome.sentence}"
        assert outcome.sentence == " ".join(parts["said"].split()), name
        assert self.sync().state is State.UNCHANGED, f"{name}: {self.path.read_text('utf-8')}"


@pytest.mark.parametrize("name", NAMES)
def test_what_a_page_says_follows_its_session(tmp_path: Path, name: str) -> None:
    """And what people wrote in its place stays, whatever the session becomes; nothing needs to be forced."""
    life = Life(tmp_path, MemoryServer(), own(name))
    for step, parts in steps(name):
        life.step(step, parts)


def test_a_pull_leaves_the_words_of_a_skeleton_to_the_next_publish(tmp_path: Path) -> None:
    life = Life(tmp_path, MemoryServer(), own("header"))
    life.sync()
    life.server.edit(life.page, (life.server.read(life.page) or "").replace("status = planned", "status = cancelled"))
    pulled = life.sync(publishes=False)
    assert (pulled.state, pulled.sentence) == (State.PULL, "the page changed: status changed")
    assert "Upcoming" in (life.server.read(life.page) or "")
    assert life.sync(publishes=False).state is State.UNCHANGED
    assert life.sync().state is State.PUBLISH
    assert (life.server.read(life.page) or "").endswith("[[Category:Past lantern hours]]\n{{Cancelled}}")
    assert life.sync().state is State.UNCHANGED


@pytest.mark.wiki
@pytest.mark.parametrize("name", NAMES)
def test_it_does_so_on_a_real_wiki(tmp_path: Path, sandbox: Sandbox, name: str) -> None:
    with connect(api=sandbox.api, credentials=Credentials(sandbox.bot.name, sandbox.bot.password)) as wiki:
        life = Life(tmp_path, RealServer(People(sandbox), wiki), own(name), page=f"A life, {name}")
        for step, parts in steps(name):
            life.step(step, parts)
