"""One bad session stops nobody else: the outcomes of the others are those of the archive without it."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ohbot.archive import Archive, Config, PagesConfig, WikiConfig, init
from ohbot.model import Answer, Exchange, Page, Revision, Saved, Session
from ohbot.sync import Engine, Outcome, State, SyncOptions
from ohbot.sync.engine import SessionDiff
from ohbot.sync.pull import pull
from tests.sampling import sample
from tests.sync.world import Crash
from tests.wiki.memory import MemoryServer, MemoryWiki

QUESTIONS = ("Why do lanterns hum?", "Who lights them at dusk?", "What is a wick made of?")


class Broken(Exception):
    """What nobody foresaw."""


class Fragile(MemoryWiki):
    """A door that breaks in one call, wherever a page called Bad has a part in it."""

    breaks_at = ""

    def _fail(self, call: str, *about: object) -> None:
        if call == self.breaks_at and any("Bad" in str(one) for one in about):
            raise Broken(f"in\n{call}")

    def _is_bad(self, number: int) -> bool:
        page = self.server.by_title("Hours/Bad")
        return page is not None and number in {page.page_id, *(one.id for one in page.history)}

    def pages(self, titles: Sequence[str] = (), *, ids: Sequence[int] = (), text: bool = False) -> tuple[Page, ...]:
        """As the wiki, but for the bad page."""
        self._fail("pages", *titles, *("Bad" for one in ids if self._is_bad(one)))
        return super().pages(titles, ids=ids, text=text)

    def revisions(self, ids: Any, *, text: bool = True) -> Iterator[Revision]:
        """As the wiki, but for the bad page."""
        ids = list(ids)
        self._fail("revisions", *("Bad" for one in ids if self._is_bad(one)))
        yield from super().revisions(ids, text=text)

    def history(self, page_id: int) -> Iterator[Revision]:
        """As the wiki, but for the bad page."""
        self._fail("history", *("Bad" for one in [page_id] if self._is_bad(one)))
        yield from super().history(page_id)

    def log(self, title: str) -> Any:
        """As the wiki, but for the bad page."""
        self._fail("log", title)
        return super().log(title)

    def save(self, title: str, text: str, *, base: int | None, summary: str, page_id: int | None = None) -> Saved:
        """As the wiki, but for the bad page."""
        self._fail("save", title)
        saved = super().save(title, text, base=base, summary=summary, page_id=page_id)
        self._fail("reply", title)
        return saved


@dataclass
class Town:
    """An archive and its wiki."""

    folder: Path
    breaks_at: str = ""

    def __post_init__(self) -> None:
        self.server = MemoryServer()
        self.archive = init(self.folder)
        pages = PagesConfig(title="{title}", template="page.wikitext")
        self.config = Config(wiki=WikiConfig(prefix="Hours/"), pages=pages)
        (self.folder / "templates").mkdir()
        template = "<% if title == 'Bad' and start.year %><% endif %>\n<< body >>\n"
        (self.folder / "templates" / "page.wikitext").write_text(template)

    def path(self, name: str) -> Path:
        """A session file."""
        return self.archive.folder / f"{name}.yaml"

    def write(self, name: str, *questions: str, **facts: Any) -> None:
        """A person makes a session, or changes it."""
        path = self.path(name)
        old = self.archive.read(path) if path.exists() else None
        body = tuple(Exchange(question, (Answer(f"An answer to {question[:9]}"),)) for question in questions)
        session = replace(old.session if old else Session(), title=name.capitalize(), body=body, **facts)
        self.archive.write(path, session, expected=old.fingerprint if old else None)

    def engine(self, archive: Archive | None = None, **options: Any) -> Engine:
        """A run; its door breaks as it was told."""
        door = Fragile(self.server)
        door.breaks_at = self.breaks_at
        return Engine(archive or self.archive, door, self.config, options=SyncOptions(**options))

    def sync(self, **options: Any) -> list[Outcome]:
        """One run over all sessions."""
        return list(self.engine(**options).run(self.archive.sessions()))

    def edit(self, name: str, old: str, new: str) -> None:
        """A person edits a page."""
        title = f"Hours/{name.capitalize()}"
        self.server.edit(title, (self.server.read(title) or "").replace(old, new))


def _linked(town: Town) -> None:
    town.write("bad", *QUESTIONS, start=datetime(2026, 6, 3, 17, tzinfo=UTC))
    town.sync()


def _changed(town: Town) -> None:
    town.write("bad", *QUESTIONS, "Hm?")


def _bytes(content: bytes) -> Callable[[Town], object]:
    return lambda town: town.path("bad").write_bytes(content)


def _then(*acts: Callable[[Town], object]) -> Callable[[Town], None]:
    def act(town: Town) -> None:
        for one in acts:
            one(town)

    return act


def _edit_both(town: Town) -> None:
    town.edit("bad", "An answer", "Their answer")
    town.write("bad", *QUESTIONS[:2])


def _crash(town: Town) -> None:
    """A run saved the page and died; somebody went on with the page and the file."""

    class Dying(Archive):
        def write(self, path: Path, *args: Any, **kwargs: Any) -> Any:
            raise Crash

    town.write("bad", *QUESTIONS, "And now?")
    with pytest.raises(Crash):
        list(town.engine(Dying(town.archive.root)).run([town.path("bad")]))
    _edit_both(town)


def _breaking(call: str, *acts: Callable[[Town], object]) -> Callable[[Town], None]:
    return _then(*acts, lambda town: setattr(town, "breaks_at", call))


def _number(old: str, new: str) -> Callable[[Town], None]:
    def act(town: Town) -> None:
        text = town.path("bad").read_text()
        lines = [f"  {new}" if line.strip().startswith(old) else line for line in text.split("\n")]
        town.path("bad").write_text("\n".join(lines))

    return act


BAD: Mapping[str, Callable[[Town], object]] = {
    "no YAML": _bytes(b"title: [unclosed\n"),
    "not UTF-8": _bytes(b"title: \xff\n"),
    "an impossible character": _bytes(b'title: Bad\nbody:\n  - question: "a \\x01 b"\n'),
    "U+007F": _bytes(b'title: Bad\nbody:\n  - question: "a \\x7f b"\n'),
    "half a character": _bytes(b'title: Bad\nbody:\n  - question: "a \\ud800 b"\n'),
    "nested too deep": _bytes(b"title: " + b"[" * 500),
    "a folder": lambda town: town.path("bad").mkdir(),
    "a link to nowhere": lambda town: town.path("bad").symlink_to("nowhere"),
    "an impossible title": _bytes(b"title: Bad\nwiki:\n  page: 'Hours/[Bad]'\n"),
    "a title with half a character": _bytes(b'title: Bad\nwiki:\n  page: "Hours/Bad \\ud800"\n'),
    "a name of another page's": _bytes(b"title: Changed\n"),
    "a page that would be no wikitext": _bytes(b"title: Bad\nwiki:\n  page: User:Bad/a.css\n"),
    "a template that does not work for it": lambda town: town.write("bad", *QUESTIONS),
    "a page without a file's base": _then(_linked, _number("revision:", "revision: 9223372036854775807"), _changed),
    "ids of another page": _then(_linked, _number("page_id:", "page_id: 1")),
    "another text than was synced": _then(_linked, _number("sha1:", f"sha1: '{'0' * 39}a'"), _changed),
    "deleted": _then(_linked, lambda town: town.server.delete("Hours/Bad")),
    "blanked": _then(_linked, lambda town: town.server.edit("Hours/Bad", "")),
    "a redirect": _then(_linked, lambda town: town.server.edit("Hours/Bad", "#REDIRECT [[X]]")),
    "another content model": _then(_linked, lambda town: town.server.change_model("Hours/Bad", "css", "a {}")),
    "protected": _then(_linked, lambda town: town.server.protect("Hours/Bad"), lambda town: town.write("bad", "Hm?")),
    "moved out": _then(_linked, lambda town: town.server.move("Hours/Bad", "Away"), _changed),
    "in conflict": _then(_linked, _edit_both),
    "a mistake while pages are read": _breaking("pages", _linked),
    "a mistake while revisions are read": _breaking("revisions", _linked, _edit_both),
    "a mistake while the history is read": _breaking("history", _linked, _crash),
    "a mistake while the log is read": _breaking("log", _linked, lambda town: town.server.delete("Hours/Bad")),
    "a mistake while it is saved": _breaking("save", _linked, _changed),
    "a mistake after it was saved": _breaking("reply", _linked, _changed),
}


def _good(name: str) -> Mapping[str, Callable[[Town], object]]:
    """What may happen to a good session after it was synced."""
    return {
        "same": lambda _: None,
        "changed": lambda town: town.write(name, *QUESTIONS, "What else?"),
        "edited": lambda town: town.edit(name, "An answer", "Their answer"),
        "merged": lambda town: (
            town.edit(name, "Why do", "Why, oh why, do"),
            town.write(name, *QUESTIONS, "What else?"),
        ),
    }


GOOD = ("changed", "edited", "merged", "same")
RUNS: Mapping[str, dict[str, Any]] = {
    "sync": {}, "status": {"dry_run": True}, "publish": {"whole": True}, "pull": {"publishes": False}
}  # fmt: skip


def _told(town: Town, names: Sequence[str], outcomes: Sequence[Outcome | SessionDiff]) -> object:
    """What became of the good sessions: the outcomes, the pages, the files but for numbers and times."""

    def plain(name: str) -> list[str]:
        own = ("  revision:", "  page_id:", "  synced:")
        return [line for line in town.path(name).read_text().split("\n") if not line.startswith(own)]

    pages = {name: town.server.read(f"Hours/{name.capitalize()}") for name in names}
    said = [(one.name, one.page, getattr(one, "sentence", one)) for one in outcomes if one.name in names]
    return sorted(map(repr, said)), pages, {name: plain(name) for name in names}


@cache
def _without_a_bad_one(names: tuple[tuple[str, str], ...], run: str, *, cached: bool) -> object:
    """What becomes of the good sessions where there is no other."""
    return _outcome(dict(names), run, None, cached=cached)


def _outcome(names: Mapping[str, str], run: str, bad: str | None, *, cached: bool) -> object:
    with TemporaryDirectory() as folder:
        town = _built(Path(folder), names, bad)
        if not cached:
            shutil.rmtree(town.archive.state / "cache")
        return _told(town, list(names), town.sync(**RUNS[run]))


def _built(folder: Path, names: Mapping[str, str], bad: str | None) -> Town:
    town = Town(folder)
    for name, what in names.items():
        if what != "new":
            town.write(name, *QUESTIONS)
    town.sync()
    if bad:
        BAD[bad](town)
    for name, what in names.items():
        if what == "new":
            town.write(name, *QUESTIONS)
        else:
            _good(name)[what](town)
    return town


@pytest.mark.parametrize("bad", sample(BAD, one_in=2))
@settings(max_examples=max(2, settings().max_examples // 12))
@given(data=st.data())
def test_the_others_fare_as_without_the_bad_one(bad: str, data: st.DataObject) -> None:
    names = {name: name for name in data.draw(st.sets(st.sampled_from(GOOD), min_size=1).map(sorted))}
    names |= {"zebra": "new"} if data.draw(st.booleans()) else {}
    run = data.draw(st.sampled_from(sorted(RUNS)))
    cached = data.draw(st.booleans())
    alone = _without_a_bad_one(tuple(names.items()), run, cached=cached)
    assert _outcome(names, run, bad, cached=cached) == alone


@pytest.mark.parametrize("bad", [bad for bad in BAD if bad != "in conflict"])
def test_the_bad_one_is_refused_with_a_sentence_of_its_own(bad: str, tmp_path: Path) -> None:
    town = _built(tmp_path, {"changed": "changed"}, bad)
    outcomes = {outcome.name: outcome for outcome in town.sync()}
    assert (outcomes["changed"].state, outcomes["bad"].state) == (State.PUBLISH, State.REFUSED), outcomes["bad"]
    assert outcomes["bad"].sentence
    assert "\n" not in outcomes["bad"].sentence


@pytest.mark.parametrize("bad", BAD)
def test_a_difference_of_the_others_is_told_beside_the_bad_one(bad: str, tmp_path: Path) -> None:
    town = _built(tmp_path, {"changed": "changed", "edited": "edited"}, bad)
    found = {one.name: one for one in town.engine(dry_run=True).differences(town.archive.sessions())}
    assert found["bad"].problem or found["bad"].conflicts or bad in _LATER
    assert found["changed"].local
    assert found["edited"].remote
    assert {found[name].problem for name in ("changed", "edited")} == {None}


_LATER = ("protected", "moved out", "a mistake while it is saved", "a mistake after it was saved")
"""What only shows when the page is saved."""


@pytest.mark.parametrize("call", ["pages", "revisions"])
def test_a_page_that_cannot_be_pulled_hinders_no_other(call: str, tmp_path: Path) -> None:
    town = Town(tmp_path, breaks_at=call)
    for name in ("bad", "good", "other"):
        town.server.edit(f"Hours/{name.capitalize()}", "# Why?\n#: Because.")
    town.server.edit("Hours/Style", "a {}")
    town.server.change_model("Hours/Style", "css")
    options = SyncOptions(publishes=False)
    door = Fragile(town.server)
    door.breaks_at = call
    engine = Engine(town.archive, door, town.config, options=options)
    names = ["Hours/Bad", "Hours/Good", "Hours/Style"] if call == "pages" else []
    outcomes = {
        one.page or one.name: one for one in pull(town.archive, door, town.config, engine, names, options=options)
    }
    assert outcomes["Hours/Good"].state is State.PULL
    assert outcomes["Hours/Bad"].state is State.REFUSED
    if names:
        assert "content model is css" in outcomes["Hours/Style"].sentence
    else:
        assert "Hours/Style" not in outcomes
