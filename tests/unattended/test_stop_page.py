"""A stop page is looked at before each batch of edits, also while a run goes on."""

from pathlib import Path

import pytest

from ohbot.archive import Config, WikiConfig, init
from ohbot.errors import NotAllowed
from ohbot.model import Exchange, Session
from ohbot.sync import Engine
from tests.wiki.memory import MemoryServer, Moment

STOP = "User:Lantern bot/stop"
BATCH = 10


def test_somebody_who_stops_it_in_the_middle_is_heeded_within_a_batch(tmp_path: Path) -> None:
    """After the third edit somebody writes on the page: at most the rest of the batch is edited."""
    archive, server = init(tmp_path / "archive"), MemoryServer()
    for number in range(30):
        session = Session(title=f"Hour {number}", body=(Exchange("Why?", ()),))
        archive.write(archive.folder / f"hour-{number:02}.yaml", session, expected=None)

    def hook(name: str, moment: Moment) -> None:
        if (name, moment) == ("save", "after") and len(server.titles()) == 3:
            server.edit(STOP, "Stop, please.", user="Maggie")

    engine = Engine(archive, server.door(hook=hook), Config(wiki=WikiConfig(stop_page=STOP)))
    done: list[str] = []
    with pytest.raises(NotAllowed, match=rf"Maggie stopped ohbot on {STOP} \(20\d\d-\d\d-\d\d \d\d:\d\d UTC"):
        done.extend(outcome.name for outcome in engine.run(archive.sessions()))
    assert len([title for title in server.titles() if title.startswith("Hour")]) == BATCH


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_a_stop_page_that_is_empty_or_not_there_stops_nothing(tmp_path: Path, text: str | None) -> None:
    archive, server = init(tmp_path / "archive"), MemoryServer()
    if text is not None:
        server.edit(STOP, text)
    archive.write(archive.folder / "hour.yaml", Session(title="Hour", body=(Exchange("Why?", ()),)), expected=None)
    engine = Engine(archive, server.door(), Config(wiki=WikiConfig(stop_page=STOP)))
    assert [outcome.exit_code for outcome in engine.run(archive.sessions())] == [0]
