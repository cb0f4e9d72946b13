"""Runs over several sessions on a real wiki, each with what has to come out of it, whatever fails on the way."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from time import sleep as time_sleep
from typing import TypeAlias

from ohbot.archive import Config, Lease, PagesConfig, WikiConfig, init
from ohbot.errors import OhbotError
from ohbot.model import Answer, Exchange, Session
from ohbot.sandbox import Sandbox
from ohbot.sync import Engine, Outcome, SyncOptions
from ohbot.sync.pull import pull
from ohbot.wiki import Credentials, Wiki, connect
from tests.wiki.people import People

PREFIXES = count(1)
NAMES = ("one", "two", "three")
PAGE = "# Why {name}?\n#: Because of {name}.\n# Who for {name}?\n#: Many people.\n\n[[Category:{name}]]"


@dataclass
class Place:
    """An archive, its part of the wiki, and the people there."""

    folder: Path
    sandbox: Sandbox
    people: People
    number: int = field(default_factory=lambda: next(PREFIXES))

    def __post_init__(self) -> None:
        self.prefix = f"Place {self.number}/"
        self.archive = init(self.folder / f"place-{self.number}")

    def config(self, api: str) -> Config:
        """The configuration for the wiki at an address."""
        return Config(wiki=WikiConfig(api=api, prefix=self.prefix), pages=PagesConfig(title="{title}"))

    def write(self, name: str, session: Session | None = None) -> None:
        """A person makes or changes a session file."""
        new = Session(title=name, body=(Exchange(f"Why {name}?", (Answer(f"Because of {name}."),)),))
        path = self.archive.folder / f"{name}.yaml"
        expected = self.archive.read(path).fingerprint if path.exists() else None
        self.archive.write(path, session or new, expected=expected)

    def add(self, name: str, text: str) -> None:
        """A person adds an exchange to a file."""
        session = self.archive.read(self.archive.folder / f"{name}.yaml").session
        self.write(
            name, replace(session, body=(*session.body, Exchange(f"And {text}?", (Answer(f"{text} it is."),))))
        )

    def edit(self, name: str, text: str) -> None:
        """A person changes the first answer on the page."""
        title = f"{self.prefix}{name}".capitalize()
        old = self.people.read(title) or ""
        self.people.edit(title, old.replace("Because of", f"Because, {text}, of"))

    def run(self, api: str, job: "Job", *, sleep: Callable[[float], None] = time_sleep) -> list[Outcome]:
        """One run of ohbot as the bot."""
        bot = Credentials(self.sandbox.bot.name, self.sandbox.bot.password)
        with connect(api=api, credentials=bot, sleep=sleep) as wiki, Lease(self.archive.state):
            return list(job(self, wiki, self.config(api)))

    def tried(self, api: str, job: "Job", *, sleep: Callable[[float], None] = time_sleep) -> str | None:
        """One run of ohbot that may fail; tells with which sentence."""
        try:
            self.run(api, job, sleep=sleep)
        except OhbotError as error:
            return str(error)
        return None

    def outcome(self) -> tuple[Mapping[str, tuple[str | None, int]], Mapping[str, str]]:
        """Pages (with the number of their revisions) and files, without what differs from place to place."""
        titles = [f"{self.prefix}{name}" for name in NAMES]
        pages = {title[len(self.prefix) :]: (self.people.read(title), self.people.count(title)) for title in titles}
        files = {path.name: self._plain(path.read_text()) for path in self.archive.sessions()}
        return pages, files

    def _plain(self, text: str) -> str:
        return re.sub(r"(page_id|revision|synced): .*", r"\1: 1", text.replace(self.prefix, "Place/"))


Job: TypeAlias = Callable[[Place, Wiki, Config], Sequence[Outcome]]


def synced(place: Place, wiki: Wiki, config: Config) -> Sequence[Outcome]:
    """``ohbot sync``."""
    engine = Engine(place.archive, wiki, config)
    return list(engine.run(place.archive.sessions()))


def pulled(place: Place, wiki: Wiki, config: Config) -> Sequence[Outcome]:
    """``ohbot pull --all``."""
    options = SyncOptions(publishes=False)
    engine = Engine(place.archive, wiki, config, options=options)
    return list(pull(place.archive, wiki, config, engine, (), options=options))


@dataclass(frozen=True)
class Scenario:
    """What people do first, and the run that follows."""

    name: str
    prepare: Callable[[Place], None]
    job: Job = synced


def _first(place: Place) -> None:
    for name in NAMES[:2]:
        place.write(name)


def _published(place: Place) -> None:
    for name in NAMES:
        place.write(name)
    place.run(place.sandbox.api, synced)


def _update(place: Place) -> None:
    _published(place)
    for name in NAMES[:2]:
        place.add(name, f"more of {name}")


def _pages(place: Place) -> None:
    for name in NAMES[:2]:
        place.people.edit(f"{place.prefix}{name}", PAGE.format(name=name))


def _both(place: Place) -> None:
    _published(place)
    place.add("one", "more")
    place.edit("two", "surely")
    place.add("three", "more")
    place.edit("three", "surely")


SCENARIOS = (
    Scenario("first publish", _first),
    Scenario("update", _update),
    Scenario("pull", _pages, pulled),
    Scenario("sync", _both),
)
