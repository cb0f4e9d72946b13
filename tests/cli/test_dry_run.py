"""``--dry-run`` of every writing command writes nothing at all, anywhere."""

import re
from pathlib import Path

import pytest

from tests.cli.desk import SESSION, Desk
from tests.wiki.people import People

NOTES = """\
Lantern hours: June 3, 2026, 17:00 UTC

  1. Why do lanterns hum?
    The wick draws air.
"""


@pytest.mark.parametrize(
    "words",
    [
        ["init", "elsewhere"],
        ["import", "notes.txt"],
        ["parse", "page.wiki", "-o", "new.yaml"],
        ["parse", "page.wiki", "-o", "archive/sessions/new.yaml"],
    ],
)
def test_on_this_machine(desk: Desk, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.chdir(desk.folder)
    Path("notes.txt").write_text(NOTES, "utf-8")
    Path("page.wiki").write_text("# Why?\n#: So.\n", "utf-8")
    before = desk.snapshot()
    assert "would " in desk.ohbot("--archive", desk.archive, *words, "--dry-run").stdout
    assert desk.snapshot() == before


def newest(people: People) -> int:
    """The wiki's newest revision of all."""
    found = people.sysop.ask(action="query", list="allrevisions", arvlimit=1, arvprop="ids")
    return int(found["query"]["allrevisions"][0]["revisions"][0]["revid"])


@pytest.fixture
def busy(office: Desk, people: People) -> Desk:
    """An archive where every kind of thing is to be done."""
    for stem in ("same", "theirs", "ours", "both", "conflict", "moved"):
        office.write(stem, SESSION.replace("June 3, 2026", stem))
    office.ohbot("publish", "same", "theirs", "ours", "both", "conflict", "moved")
    for stem in ("theirs", "both", "conflict"):
        page = f"{office.prefix}Lantern hours: {stem}"
        people.edit(page, (people.read(page) or "").replace("draws air", "draws warm air"))
    office.change("ours", "And sometimes me.", "And on Fridays me.")
    office.change("both", "And sometimes me.", "And on Fridays me.")
    office.change("conflict", "draws air", "draws much air")
    people.move(f"{office.prefix}Lantern hours: moved", f"{office.prefix}Lantern hours: elsewhere")
    people.edit(f"{office.prefix}Page without a file", "# Why?\n#: So.")
    office.write("new", SESSION.replace("June 3, 2026", "new"))
    return office


@pytest.mark.wiki
def test_on_the_wiki(busy: Desk, people: People) -> None:
    before, revision = busy.snapshot(), newest(people)
    said = {
        words: busy.ohbot(*words.split(), "--dry-run", exits=exits).stdout
        for words, exits in {
            "publish new ours both same": 0,
            "sync": 3,
            "pull --all": 3,
            "resolve conflict --ours": 0,
            "resolve conflict --theirs": 0,
            "--json sync": 3,
        }.items()
    }
    busy.ohbot("status", exits=3)
    busy.ohbot("diff", exits=3)
    assert busy.snapshot() == before
    assert newest(people) == revision
    for word in ("new", "theirs", "ours", "both", "conflict", "moved"):
        assert f"{word} [" in said["sync"]
    assert "would create" in said["publish new ours both same"]
    assert "page-without-a-file" in said["pull --all"]


@pytest.mark.wiki
def test_what_a_dry_run_says_is_what_then_happens(busy: Desk) -> None:
    would = busy.ohbot("sync", "--dry-run", exits=3).stdout
    done = busy.ohbot("sync", exits=3).stdout
    words = {"would create": "created", "would publish": "published", "would pull": "pulled", "would merge": "merged"}
    for future, past in {**words, "would record": "recorded"}.items():
        would = would.replace(future, past)
    assert would == re.sub(r" \(http://\S+\)$", "", done, flags=re.MULTILINE), (
        "but for addresses of what is there now"
    )
