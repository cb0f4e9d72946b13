"""What can happen to a page and to a file: each row of the table in ARCHITECTURE.md, on a real wiki."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from ohbot.archive import Lease, Taken
from ohbot.errors import Exit, NotAllowed, OhbotError, PageRefused, WikiAway
from ohbot.merge import Conflict
from ohbot.model import Answer, Exchange, Session
from ohbot.sync import Engine, Outcome, State, SyncOptions
from ohbot.wiki import Credentials, Wiki, connect
from tests.sandboxed import Sandbox
from tests.sync.scenarios import Place
from tests.wiki.people import People

pytestmark = pytest.mark.wiki

QUESTIONS = ("Why are you hiring?", "Who pays for all this?", "What comes next?", "When do we meet again?")
BODY = tuple(Exchange(question, (Answer(f"Answer to the question of {question[:3]}."),)) for question in QUESTIONS)


@pytest.fixture(scope="module")
def people(sandbox: Sandbox) -> People:
    """People on the wiki."""
    return People(sandbox)


@pytest.fixture(scope="module")
def wiki(sandbox: Sandbox) -> Iterator[Wiki]:
    """The wiki for the bot, with little patience."""
    with connect(api=sandbox.api, credentials=bot(sandbox), deadline=1000, sleep=lambda _: None) as wiki:
        yield wiki


def bot(sandbox: Sandbox) -> Credentials:
    """The bot's own password."""
    return Credentials(sandbox.bot.name, sandbox.bot.password)


@dataclass
class Scene:
    """One session that is on the wiki, and what people do to it."""

    place: Place
    wiki: Wiki

    def __post_init__(self) -> None:
        self.path = self.place.archive.folder / "one.yaml"
        self.title = f"{self.place.prefix}one"
        self.place.write("one", Session(title="one", body=BODY))
        assert self.sync().state is State.CREATE

    def run(self, *paths: Path, **options: object) -> list[Outcome]:
        """One run."""
        config = self.place.config(self.place.sandbox.api)
        engine = Engine(self.place.archive, self.wiki, config, options=SyncOptions(**options))  # type: ignore[arg-type]  # by name
        return list(engine.run(paths or [self.path]))

    def sync(self, **options: object) -> Outcome:
        """One run over the session."""
        (outcome,) = self.run(**options)
        return outcome

    @property
    def page(self) -> str:
        """The page's text now."""
        return self.place.people.read(self.title) or ""

    @property
    def text(self) -> str:
        """The file's text now."""
        return self.path.read_text()

    def edit(self, old: str = "Answer to", new: str = "Our answer to", *, times: int = 1) -> None:
        """A person changes words on the page."""
        assert old in self.page
        self.place.people.edit(self.title, self.page.replace(old, new, times))

    def change(self, old: str = "of Wha.", new: str = "of Wha, in short.") -> None:
        """A person changes words in the file."""
        assert old in self.text
        self.path.write_text(self.text.replace(old, new))

    def move(self, *, redirect: bool) -> None:
        """Somebody moves the page."""
        self.place.people.move(self.title, f"{self.title} moved", redirect=redirect)
        self.title += " moved"


@pytest.fixture
def scene(sandbox: Sandbox, people: People, wiki: Wiki, tmp_path: Path) -> Scene:
    """A session on the wiki."""
    return Scene(Place(tmp_path, sandbox, people), wiki)


@dataclass(frozen=True)
class Row:
    """What happens, what ``status`` says of it, and what the sync comes to; ``page`` and ``file`` then hold this."""

    name: str
    happens: Callable[[Scene], object]
    state: State
    sentence: str
    page: str = "Answer to"
    file: str = "Answer to"
    ends: State | None = None


def _blank_and_revert(scene: Scene) -> None:
    old = scene.page
    scene.place.people.edit(scene.title, "")
    assert "would lose" in scene.sync().sentence
    scene.place.people.edit(scene.title, old)


def _delete(scene: Scene) -> None:
    scene.place.people.delete(scene.title)


def _undelete(scene: Scene) -> None:
    _delete(scene)
    assert "deleted" in scene.sync().sentence
    scene.place.people.undelete(scene.title)


def _make_anew(scene: Scene) -> None:
    _delete(scene)
    scene.place.people.edit(scene.title, "something else")


def _protect(scene: Scene) -> None:
    scene.change()
    scene.place.people.protect(scene.title)


def _hide_base(scene: Scene) -> None:
    scene.edit()
    shutil.rmtree(scene.place.archive.state / "cache")
    base = scene.place.archive.read(scene.path).session.wiki
    assert base is not None
    assert base.revision is not None
    scene.place.people.hide(base.revision)


def _merge_histories(scene: Scene) -> None:
    """An earlier page's revisions become the first ones of a session's page."""
    place = scene.place
    other = f"{place.prefix}earlier"
    place.people.edit(other, "an earlier page")
    time.sleep(1.1)  # the wiki compares whole seconds
    place.write("two", Session(title="two", body=BODY))
    scene.path, scene.title = place.archive.folder / "two.yaml", f"{place.prefix}two"
    assert scene.sync().state is State.CREATE
    place.people.sysop.do(action="mergehistory", **{"from": other, "to": scene.title}, reason="one page")
    assert place.people.count(scene.title) == 2


def _talk(scene: Scene) -> None:
    space, _, rest = scene.title.partition(":")
    scene.place.people.edit(f"Talk:{rest or space}", "a question on the talk page")
    scene.place.people.edit(f"{scene.title}/de", "eine Seite daneben")


def _mark(template: str) -> Callable[[Scene], None]:
    def mark(scene: Scene) -> None:
        scene.change()
        scene.edit("# Why", f"{template}\n# Why")

    return mark


def _empty(scene: Scene) -> None:
    session = scene.place.archive.read(scene.path).session
    scene.place.write("one", replace(session, body=()))


def _restore_backup(scene: Scene) -> None:
    backup = scene.path.read_bytes()
    scene.change()
    scene.sync()
    scene.edit()
    scene.sync()
    scene.path.write_bytes(backup)


def _rename(scene: Scene) -> None:
    scene.path = scene.path.rename(scene.path.with_name("other.yaml"))
    scene.change()


def _other_wiki(scene: Scene) -> None:
    """The ids of the session are those of another page, as they are on every other wiki."""
    people = scene.place.people
    revision = people.edit(f"{scene.place.prefix}other", "# What is this?\n#: Another page.")
    page_id = people.sysop.ask(action="query", revids=revision)["query"]["pages"][0]["pageid"]
    text = re.sub(r"page_id: \d+", f"page_id: {page_id}", scene.text)
    scene.path.write_text(re.sub(r"revision: \d+", f"revision: {revision}", text))


def _style(scene: Scene) -> None:
    scene.change()
    scene.place.people.change_model(scene.title, "css", "a { }")


def _leave(scene: Scene) -> None:
    scene.change()
    title = scene.title.replace("Place", "Elsewhere")
    scene.place.people.move(scene.title, title)
    scene.title = title


def _import_older(scene: Scene) -> None:
    """The account's own revision of a time before: it lacks what the file takes out, and never was the page."""
    (page,) = scene.wiki.pages([scene.title])
    assert page.revision is not None
    text = scene.page.replace("# When do we meet again?", "").replace("#: Answer to the question of Whe.", "")
    scene.place.people.import_revision(
        scene.title, text, user=scene.wiki.account().name, timestamp=page.revision.timestamp - timedelta(days=1)
    )
    scene.edit("of Why.", "of Why, by a person.")
    scene.place.write("one", replace(scene.place.archive.read(scene.path).session, body=BODY[:3]))


def _reuse(scene: Scene) -> None:
    """As after the restoration of a backup: the number is that of another text."""
    scene.edit()
    sha1 = re.search(r"sha1: (.*)", scene.text)
    assert sha1 is not None
    scene.path.write_text(scene.text.replace(sha1[1], "0" * 39 + "a"))


def _forget_sha1(scene: Scene) -> None:
    """A file of an earlier version."""
    scene.edit()
    scene.path.write_text(re.sub(r"  sha1: .*\n", "", scene.text))


def _not_utf8(scene: Scene) -> None:
    scene.path.write_bytes(b"title: \xff\n")


ROWS = (
    Row("page edited", Scene.edit, State.PULL, "the page changed: exchange 1 changed", "Our answer", "Our answer"),
    Row("file edited", Scene.change, State.PUBLISH, "the file's changes go to the page", "in short", "in short"),
    Row(
        "page blanked",
        lambda scene: scene.place.people.edit(scene.title, ""),
        State.REFUSED,
        "the file would lose 100% of its words; if that is meant, say --force",
        page="",
    ),
    Row("blanked and reverted", _blank_and_revert, State.RECORD, "both say the same"),
    Row(
        "moved with redirect", lambda scene: scene.move(redirect=True), State.RECORD, "the page was moved to .* moved"
    ),
    Row(
        "moved without one", lambda scene: scene.move(redirect=False), State.RECORD, "the page was moved to .* moved"
    ),
    Row("deleted", _delete, State.REFUSED, "deleted by .* on .* (deleted); ohbot does not make it anew", page=""),
    Row("undeleted", _undelete, State.UNCHANGED, "both say the same"),
    Row("made anew by somebody", _make_anew, State.REFUSED, "there is another one of its name now", "something else"),
    Row(
        "made into a redirect",
        lambda scene: scene.place.people.edit(scene.title, "#REDIRECT [[Elsewhere]]"),
        State.REFUSED,
        "the page is a redirect now",
        page="#REDIRECT",
    ),
    Row("protected", _protect, State.PUBLISH, "the file's changes", file="in short", ends=State.REFUSED),
    Row(
        "base hidden",
        _hide_base,
        State.REFUSED,
        "is hidden or gone, so nobody can tell who changed what",
        "Our answer",
    ),
    Row("histories merged", _merge_histories, State.UNCHANGED, "both say the same"),
    Row("talk page and subpages", _talk, State.UNCHANGED, "both say the same"),
    Row("{{nobots}}", _mark("{{nobots}}"), State.REFUSED, "keeps bots away", "{{nobots}}", "in short"),
    Row("{{in use}}", _mark("{{in use}}"), State.REFUSED, "keeps bots away", "{{in use}}", "in short"),
    Row("file emptied", _empty, State.REFUSED, "the page would lose 100% of its words", file="title: one"),
    Row("old backup restored", _restore_backup, State.PULL, "the page changed", "in short", "Our answer"),
    Row("file renamed", _rename, State.PUBLISH, "the file's changes", "in short", "in short"),
    Row("ids of another wiki", _other_wiki, State.REFUSED, "look whether ohbot.toml names the right wiki"),
    Row(
        "moved out of the prefix",
        _leave,
        State.REFUSED,
        "out of the archive's prefix; ohbot does not edit it there unless you say --force",
        file="moved_from: Place",
    ),
    Row("another content model", _style, State.REFUSED, "the page's content model is css", page="a { }"),
    Row(
        "own revision of before imported",
        _import_older,
        State.MERGE,
        "exchange 1, answer 1 changed|exchange 1 changed",
        "by a person",
        "by a person",
    ),
    Row("number given out anew", _reuse, State.REFUSED, "the wiki was restored|restored from a backup", "Our answer"),
    Row("file without sha1", _forget_sha1, State.PULL, "the page changed", "Our answer", "sha1: "),
    Row("file unreadable", _not_utf8, State.REFUSED, r"one.yaml:1: not UTF-8", file=""),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_of_what_can_happen(row: Row, scene: Scene) -> None:
    """``status`` says it in one sentence, the sync does it, and the next sync finds nothing more to do."""
    row.happens(scene)
    told = scene.sync(dry_run=True)
    assert told.state is row.state, told.sentence
    pattern = row.sentence.replace("(", r"\(").replace(")", r"\)")
    assert re.search(pattern, told.sentence), told.sentence
    assert scene.sync().state is (row.ends or row.state)
    assert row.page in scene.page
    assert row.file in (scene.path.read_bytes().decode("utf-8", "replace"))
    revisions, content = scene.place.people.count(scene.title), scene.path.read_bytes()
    again = scene.sync()
    assert again.state in (State.UNCHANGED, row.ends or row.state)
    assert (again.state is State.UNCHANGED) == (told.exit_code is Exit.DONE and row.ends is None)
    assert (scene.place.people.count(scene.title), scene.path.read_bytes()) == (revisions, content)


@pytest.mark.parametrize("keeps_away", [_mark("{{nobots}}"), _protect], ids=["{{nobots}}", "protected"])
def test_a_page_that_takes_no_edit_still_brings_its_own_changes(
    scene: Scene, keeps_away: Callable[[Scene], object]
) -> None:
    """The file's change waits in the file, and goes out when the page takes edits again."""
    scene.edit("of Whe.", "of Whe, by a person.")
    keeps_away(scene)
    assert scene.sync().state is State.REFUSED
    assert "by a person" in scene.text
    assert "in short" in scene.text
    assert "in short" not in scene.page
    if "{{nobots}}" in scene.page:
        scene.edit("{{nobots}}\n", "")
    else:
        scene.place.people.sysop.do(action="protect", title=scene.title, protections="edit=all", reason="over")
    scene.sync()
    assert "in short" in scene.page
    assert scene.sync().state is State.UNCHANGED


@pytest.mark.parametrize(
    "written", [lambda title: title[0].lower() + title[1:], lambda title: title.replace(" ", "_")]
)
def test_a_title_written_in_another_way_is_no_other_page(scene: Scene, written: Callable[[str], str]) -> None:
    """The wiki's own writing of it comes into the file."""
    scene.change(f"page: {scene.title}", f"page: {written(scene.title)}")
    assert scene.sync().exit_code is Exit.DONE
    assert f"page: {scene.title}\n" in scene.text


def test_a_copied_file_is_told_and_neither_is_published_twice(scene: Scene) -> None:
    copy = scene.path.with_name("two.yaml")
    shutil.copy(scene.path, copy)
    copy.write_text(copy.read_text().replace("of Wha.", "of Wha, in short."))
    first, second = scene.run(scene.path, copy)
    assert first.state is State.UNCHANGED
    assert (second.state, second.exit_code) == (State.REFUSED, Exit.PROBLEM)
    assert "one.yaml is of the same page" in second.sentence
    assert "in short" not in scene.page


def test_two_new_files_for_one_page_are_told_before_anything_is_written(scene: Scene) -> None:
    """The wiki knows neither yet, so only the title tells that they are one page."""
    known, rest = scene.text.split("wiki:")
    link = f"{known}wiki:\n  page: {scene.title} anew\n"
    assert "page_id" in rest
    paths = [scene.path.with_name(name) for name in ("three.yaml", "two.yaml")]
    for path in paths:
        path.write_text(link)
    found = {outcome.name: outcome for outcome in scene.run(*paths)}
    assert found["three"].state is State.CREATE
    assert found["two"].state is State.REFUSED
    assert "three.yaml is of the same page" in found["two"].sentence


def test_a_removed_file_never_deletes_the_page(scene: Scene) -> None:
    scene.path.unlink()
    assert scene.run(*scene.place.archive.sessions() or [scene.path])[0].state is State.REFUSED
    assert "Answer to" in scene.page


@pytest.mark.parametrize(
    ("setting", "error", "sentence"),
    [
        ("$wgReadOnly = 'Upkeep.';", WikiAway, r"read-only now \(Upkeep"),
        ("$wgRevokePermissions['bot']['edit'] = true;", NotAllowed, "does not let this account do that"),
    ],
)
def test_a_wiki_that_takes_no_edits_ends_the_run_and_loses_nothing(
    scene: Scene, sandbox: Sandbox, setting: str, error: type[OhbotError], sentence: str
) -> None:
    """Read-only for now, or rights gone; afterwards the sync goes on where it was."""
    scene.change()
    with sandbox.switched(setting), pytest.raises(error, match=sentence):
        scene.sync()
    assert scene.sync().state is State.PUBLISH
    assert "in short" in scene.page


def test_a_blocked_account_ends_the_run(scene: Scene, sandbox: Sandbox) -> None:
    scene.change()
    people, name = scene.place.people, sandbox.bot.name
    people.sysop.do(action="block", user=name, reason="too many typos", nocreate=1)
    try:
        with pytest.raises(NotAllowed, match="too many typos"):
            scene.sync()
    finally:
        people.sysop.do(action="unblock", user=name)
    assert scene.sync().state is State.PUBLISH


def test_a_disk_that_takes_no_writes_stops_the_run_before_the_wiki_is_edited(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full or read-only: the session is refused with what to do, and the page stays as it is."""
    scene.change()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        told = scene.sync()
    assert (told.state, told.exit_code) == (State.REFUSED, Exit.PROBLEM)
    assert "the disk is full; make room" in told.sentence
    assert "in short" not in scene.page


def test_a_file_edited_while_the_sync_runs_keeps_that_edit(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.change()
    save = Wiki.save

    def slow(*args: object, **kwargs: object) -> object:
        saved = save(*args, **kwargs)  # type: ignore[arg-type]  # as it was called
        scene.change("of Who.", "of Who, and more.")
        return saved

    with monkeypatch.context() as patch:
        patch.setattr(Wiki, "save", slow)
        assert scene.sync().state is State.PUBLISH
    assert "and more" in scene.text
    assert scene.sync().state is State.PUBLISH
    assert "and more" in scene.page
    assert "in short" in scene.page


@pytest.mark.parametrize(("choice", "kept"), [("ours", "in short"), ("theirs", "Our answer")])
def test_a_session_whose_base_is_hidden_takes_one_side_where_a_person_says_which(
    scene: Scene, choice: str, kept: str
) -> None:
    scene.change()
    _hide_base(scene)
    assert scene.sync().state is State.REFUSED

    def decide(_: Conflict) -> str:
        return choice

    scene.sync(decide=decide, force=True)
    assert scene.sync().state is State.UNCHANGED
    assert kept in scene.page
    assert kept in scene.text


def test_a_conflict_leaves_the_rest_synced_and_is_settled_after_further_edits(scene: Scene) -> None:
    scene.edit("of Why.", "of Why, they say.")
    scene.edit("of Who.", "of Who, all of them.")
    scene.change("of Why.", "of Why, we say.")
    scene.change()
    found = scene.sync()
    assert (found.state, found.exit_code) == (State.CONFLICT, Exit.CONFLICT)
    assert "exchange 1" in found.sentence
    assert "ohbot resolve one" in found.sentence
    assert "in short" in scene.page
    assert "all of them" in scene.text
    assert "they say" in scene.page
    assert "we say" in scene.text
    revisions = scene.place.people.count(scene.title)
    assert scene.sync().state is State.CONFLICT
    assert scene.place.people.count(scene.title) == revisions
    scene.edit("of Whe.", "of Whe, later.")
    scene.sync(decide=lambda _: "ours", force=True)
    assert scene.sync().state is State.UNCHANGED
    assert "we say" in scene.page
    assert "later" in scene.text


def test_publish_leaves_a_conflicted_session_wholly_as_it_is(scene: Scene) -> None:
    scene.edit("of Why.", "of Why, they say.")
    scene.change("of Why.", "of Why, we say.")
    scene.change()
    page, text = scene.page, scene.text
    assert scene.sync(whole=True).state is State.CONFLICT
    assert (scene.page, scene.text) == (page, text)


def test_guards_give_way_to_force_on_both_sides(scene: Scene) -> None:
    _empty(scene)
    assert scene.sync(force=True).state is State.PUBLISH
    assert scene.page == ""


@pytest.mark.parametrize("side", ["file", "page"])
def test_a_run_that_takes_content_from_much_of_the_archive_stops_before_it_starts(scene: Scene, side: str) -> None:
    """More than a fifth of the sessions, whichever side they would lose it on; a single session may."""
    place = scene.place
    titles = {name: f"{place.prefix}{name}" for name in ("two", "three", "four", "five")}
    for name in titles:
        place.write(name, Session(title=name, body=BODY))
    paths = place.archive.sessions()
    scene.run(*paths)
    for name in ("two", "three"):
        if side == "file":
            place.people.edit(titles[name], (place.people.read(titles[name]) or "").partition("# What")[0])
        else:
            session = place.archive.read(place.archive.folder / f"{name}.yaml").session
            place.write(name, replace(session, body=BODY[:2]))
    before = {path: path.read_bytes() for path in paths}, [place.people.count(title) for title in titles.values()]
    with pytest.raises(PageRefused, match="2 of 5 sessions would lose content at once"):
        scene.run(*paths)
    after = {path: path.read_bytes() for path in paths}, [place.people.count(title) for title in titles.values()]
    assert after == before
    (one,) = scene.run(place.archive.folder / "two.yaml")
    assert one.state is (State.PULL if side == "file" else State.PUBLISH)
    scene.run(*paths, force=True)
    assert all(outcome.state is State.UNCHANGED for outcome in scene.run(*paths))


def test_a_second_run_ends_at_once_and_says_who_works(scene: Scene) -> None:
    state = scene.place.archive.state
    with (
        Lease(state),
        pytest.raises(Taken, match=r"another run works on this archive \(process \d+ on") as taken,
        Lease(state),
    ):
        pass
    assert taken.value.exit_code is Exit.AWAY
