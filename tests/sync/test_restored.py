"""A real wiki whose database is restored from a backup: it gives the numbers of its revisions out again."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ohbot.model import Answer, Exchange, Session
from ohbot.sandbox import ANY_PORT, Sandbox, missing_packages, start, stop
from ohbot.sync import Engine, Outcome, State, SyncOptions
from ohbot.wiki import Credentials, connect
from tests.sync.scenarios import Place
from tests.wiki.people import People

pytestmark = pytest.mark.wiki
WHY = Exchange("Why do lanterns hum?", (Answer("The wick draws air."),))
WHO = Exchange("Who lights them?", (Answer("Nobody does."),))
NEW = Exchange("What about moths?", (Answer("They keep a distance."),))


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Sandbox]:
    """A wiki that nobody else uses."""
    if missing_packages():
        pytest.skip("no sandbox wiki here")
    try:
        yield start(tmp_path / "wiki", ANY_PORT)
    finally:
        stop(tmp_path / "wiki")


def sync(place: Place, **options: object) -> Outcome:
    """One run over the one session."""
    bot = Credentials(place.sandbox.bot.name, place.sandbox.bot.password)
    with connect(api=place.sandbox.api, credentials=bot) as wiki:
        engine = Engine(place.archive, wiki, place.config(place.sandbox.api), options=SyncOptions(**options))  # type: ignore[arg-type]  # by name
        (outcome,) = engine.run(place.archive.sessions())
    return outcome


def test_a_restored_wiki_is_noticed_and_nobodys_words_are_overwritten(own: Sandbox, tmp_path: Path) -> None:
    data, kept = own.directory / "data", tmp_path / "kept"
    place = Place(tmp_path, own, People(own))
    title, path = f"{place.prefix}one", place.archive.folder / "one.yaml"
    place.write("one", Session(title="one", body=(WHY, WHO)))
    assert sync(place).state is State.CREATE
    shutil.copytree(data, kept)
    place.write("one", replace(place.archive.read(path).session, body=(WHY, WHO, NEW)))
    assert sync(place).state is State.PUBLISH
    base = place.archive.read(path).session.wiki
    assert base is not None

    stop(own.directory)
    shutil.rmtree(data)
    shutil.copytree(kept, data)
    own = place.sandbox = start(own.directory, own.port)
    place.people = People(own)
    assert sync(place).state is State.REFUSED  # its revision is not there
    theirs = (place.people.read(title) or "").replace("Nobody does.", "The neighbours do.")
    assert place.people.edit(title, theirs) == base.revision, "the wiki gives the number out again"
    place.write("one", replace(place.archive.read(path).session, body=(WHY, WHO, replace(NEW, answers=()))))

    before = path.read_bytes()
    for _ in range(2):
        outcome = sync(place)
        assert outcome.state is State.REFUSED
        assert "restored from a backup" in outcome.sentence
        assert "'ohbot resolve' with --ours or --theirs" in outcome.sentence
    assert (place.people.read(title), path.read_bytes()) == (theirs, before)
    assert sync(place, decide=lambda _: "theirs").state is State.PULL
    assert "The neighbours do." in path.read_text()
    assert sync(place).state is State.UNCHANGED
