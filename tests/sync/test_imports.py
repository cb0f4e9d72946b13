"""Imports into an archive: what is kept where, and what is left by a run that dies at any moment."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from ohbot.archive import Archive, Conflicts, Kept, SessionFile, dump, init, load
from ohbot.errors import InputError
from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose, Session, Transcript
from ohbot.sources import SOURCES
from ohbot.sync.imports import Imports, entry_in
from ohbot.sync.joining import CAPTIONS, Arrival, Joined, as_kept, begun, entry_of, joined, settled

FIRST = (
    Exchange("Why do lanterns hum?", (Answer("The wick draws air through the brass."),)),
    Exchange("Who lights them at dusk?", (Answer("Nobody does, they wait for the moon."),)),
)
BASE = Session(title="Lantern hours", body=FIRST)


class Crash(BaseException):
    """The process died here."""


def notes(*body: Item, sha256: str = "1" * 64, file: str = "notes.txt", kind: str = "notes") -> Arrival:
    """Notes as they are now."""
    return Arrival(Transcript(file, kind, sha256), as_kept(Session(title="Lantern hours", body=body)))


def answered(item: Exchange, text: str) -> Exchange:
    """An exchange with another answer."""
    return replace(item, answers=(Answer(text),))


SECOND = notes(FIRST[0], answered(FIRST[1], "Nobody does, they wait for the full moon."), sha256="2" * 64)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive on a disk."""
    return init(tmp_path / "hours")


def import_into(archive: Archive, arrival: Arrival, *, force: bool = False) -> Joined:
    """One import, as the command does it."""
    imports = Imports(archive)
    home = imports.home_of(arrival)
    if home is None:
        found = begun(arrival.reading, arrival, archive.kept)
        imports.add(found, "hour", comments=())
        return found
    found = joined(home.session, arrival, entry_in(home.session, arrival), archive.kept, force=force)
    imports.write(home, found)
    return found


def only(archive: Archive) -> SessionFile:
    """The one session file."""
    (path,) = archive.sessions()
    return archive.read(path)


def kept_names(archive: Archive) -> set[str]:
    """What is kept."""
    return {path.stem for path in (archive.root / "transcripts").glob("*.yaml")}


def test_a_reading_is_kept_for_its_owner_alone_and_only_while_it_is_named(archive: Archive) -> None:
    """Git leaves it out; it has nothing that the session file has not."""
    import_into(archive, notes(*FIRST))
    (entry,) = only(archive).session.sources
    folder = archive.root / "transcripts"
    assert kept_names(archive) == {entry.kept}
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / f"{entry.kept}.yaml")]
    assert modes == [0o700, 0o600]
    assert (folder / ".gitignore").read_text() == "*\n"
    import_into(archive, SECOND)
    (entry,) = only(archive).session.sources
    assert kept_names(archive) == {entry.kept}
    assert (entry.sha256, entry.waiting) == ("2" * 64, None)


def test_what_another_session_names_is_kept_for_it(archive: Archive) -> None:
    """A copy of a session file has its base as well."""
    import_into(archive, notes(*FIRST))
    file = only(archive)
    before = kept_names(archive)
    (archive.folder / "copy.yaml").write_text(file.text, "utf-8")
    Imports(archive).write(file, joined(file.session, SECOND, file.session.sources[0], archive.kept))
    assert before < kept_names(archive)


def test_readings_are_not_kept_behind_a_link_out_of_the_archive(archive: Archive, tmp_path: Path) -> None:
    (archive.root / "transcripts" / ".gitignore").unlink()
    (archive.root / "transcripts").rmdir()
    (tmp_path / "elsewhere").mkdir()
    (archive.root / "transcripts").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="symbolic link"):
        import_into(archive, notes(*FIRST))
    assert not list((tmp_path / "elsewhere").iterdir())
    assert not archive.sessions()


@contextmanager
def dying(owner: type, name: str, *, after: bool) -> Iterator[None]:
    """A run that dies before or after one step, where it comes to that."""
    real = getattr(owner, name)

    def dies(*args: object, **options: object) -> None:
        if after:
            real(*args, **options)
        raise Crash

    with pytest.MonkeyPatch.context() as patch, suppress(Crash):
        patch.setattr(owner, name, dies)
        yield


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("owner", "name"), [(Kept, "write"), (Archive, "write"), (Kept, "forget"), (Conflicts, "note_transcript")]
)
def test_a_run_that_dies_loses_nothing_and_doubles_nothing(
    archive: Archive, owner: type, name: str, after: bool
) -> None:
    """Neither the first import nor one of a newer version; whoever runs it again has what one run makes."""
    for arrival in (notes(*FIRST), SECOND):
        with dying(owner, name, after=after):
            import_into(archive, arrival)
        import_into(archive, arrival)
        assert dump(replace(only(archive).session, sources=())) == dump(arrival.reading)
        assert {entry.kept for entry in only(archive).session.sources} <= kept_names(archive)


def test_a_newer_version_does_not_take_back_what_was_corrected_elsewhere(archive: Archive) -> None:
    """What came from the wiki, private notes, keys of a person's own, comments, and a question taken out stay so."""
    third = Exchange("Are there more of them?", (Answer("Many, in the cellar."),))
    import_into(archive, notes(*FIRST, third))
    file = only(archive)
    text = file.text.replace("through the brass", "through the brass cap  # as Kim says") + "x-room: 4\n"
    text = text.replace("  - question: Who", "  - private: {asker: the miller}\n    question: Who")
    text = text.replace("  - question: Are there more of them?\n    answers:\n      - Many, in the cellar.\n", "")
    file.path.write_text(text, "utf-8")
    found = import_into(archive, notes(FIRST[0], *SECOND.reading.body[1:], third, sha256="3" * 64))
    session, text = only(archive).session, only(archive).text
    assert found.sentence == "merged into the file: exchange 2 changed"
    assert "cap  # as Kim says" in text
    assert session.metadata["x-room"] == 4
    assert session.body[1].metadata == {"private": {"asker": "the miller"}}
    assert [item.question for item in session.body if isinstance(item, Exchange)] == [one.question for one in FIRST]


def test_what_both_changed_waits_and_the_rest_comes_in(archive: Archive) -> None:
    """However often it is imported, until a person says which; then the transcript may go on."""
    import_into(archive, notes(*FIRST))
    file = only(archive)
    mine = answered(FIRST[0], "The wick pulls air through the brass.")
    archive.write(file.path, replace(file.session, body=(mine, FIRST[1])), expected=file.fingerprint)
    theirs = answered(FIRST[0], "The wick sucks air through the brass.")
    newer = notes(theirs, SECOND.reading.body[1], sha256="3" * 64)
    for _ in range(2):
        found = import_into(archive, newer)
        assert [(one.local, one.remote) for one in found.conflicts] == [
            (("The wick pulls air through the brass.",), ("The wick sucks air through the brass.",))
        ]
        assert only(archive).session.body == (mine, SECOND.reading.body[1])
        (entry,) = only(archive).session.sources
        assert kept_names(archive) == {entry.kept, entry.waiting}
    file = only(archive)
    Imports(archive).write(file, settled(file.session, entry, archive.kept, lambda _: "ours"))
    assert only(archive).session.body == (mine, SECOND.reading.body[1])
    assert only(archive).session.sources[0].waiting is None
    assert not import_into(archive, newer).conflicts
    more = notes(theirs, SECOND.reading.body[1], Prose("The end."), sha256="4" * 64)
    assert not import_into(archive, more).conflicts
    assert only(archive).session.body == (mine, SECOND.reading.body[1], Prose("The end."))


@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_without_the_kept_reading_nothing_of_the_file_is_overwritten(archive: Archive, how: str) -> None:
    """What one side has stays, what stands in two versions waits; the same transcript again brings the base back."""
    import_into(archive, notes(*FIRST))
    (kept,) = (archive.root / "transcripts").glob("*.yaml")
    file = only(archive)
    mine = answered(FIRST[0], "The wick pulls air through the brass.")
    archive.write(file.path, replace(file.session, body=(mine, FIRST[1], Prose("Ours."))), expected=file.fingerprint)

    def lose() -> None:
        if how == "missing":
            kept.unlink()
        else:
            kept.write_text("title: another\n", "utf-8")

    lose()
    assert not import_into(archive, notes(*FIRST)).conflicts
    assert only(archive).session.body == (mine, FIRST[1], Prose("Ours."))
    lose()
    found = import_into(archive, notes(*FIRST, Prose("Theirs."), sha256="3" * 64))
    assert [one.place for one in found.conflicts] == ["exchange 1, answer 1, paragraph 1"]
    body = only(archive).session.body
    assert body[:2] == (mine, FIRST[1])
    assert sorted(" ".join(one.wikitext for one in body if isinstance(one, Prose)).split()) == ["Ours.", "Theirs."]
    file = only(archive)
    done = settled(file.session, file.session.sources[0], archive.kept, lambda _: "theirs")
    assert done.session.body[0] == FIRST[0]
    assert not done.conflicts


def test_a_file_of_an_earlier_version_is_understood_and_written_anew(archive: Archive) -> None:
    """It named its transcript otherwise, and there is no reading of it."""
    old = {"x-transcript": {"name": "notes.txt", "sha256": "1" * 64}}
    edited = replace(BASE, body=(answered(FIRST[0], "Air."), FIRST[1]), metadata=old)
    archive.add(edited, "hour")
    assert not import_into(archive, notes(*FIRST)).conflicts
    session = only(archive).session
    assert "x-transcript" not in session.metadata
    assert session.body == edited.body
    import_into(archive, SECOND)
    assert only(archive).session.body == (edited.body[0], SECOND.reading.body[1])


def test_a_session_that_would_lose_most_of_its_words_is_left_alone(archive: Archive) -> None:
    import_into(archive, notes(*FIRST))
    before = only(archive).text
    with pytest.raises(InputError, match="would lose"):
        import_into(archive, notes(Prose("So."), sha256="3" * 64))
    assert only(archive).text == before
    import_into(archive, notes(Prose("So."), sha256="3" * 64), force=True)
    assert only(archive).session.body == (Prose("So."),)


CHAT = (
    Message("Is there a list of all lanterns?", "18:00:23", "Bosko"),
    Message("https://example.org/lanterns has it", "18:01:05", "Amrei"),
)


def with_chat(archive: Archive) -> SessionFile:
    """A session of notes and a chat."""
    import_into(archive, notes(*FIRST))
    file = only(archive)
    chat = notes(*CHAT, file="chat.txt", kind="zoom-chat", sha256="5" * 64)
    return Imports(archive).write(file, joined(file.session, chat, None, archive.kept))


def test_each_transcript_of_a_session_merges_into_its_own_part(archive: Archive) -> None:
    file = with_chat(archive)
    assert file.session.body == (*FIRST, Heading("Chat"), *CHAT)
    more = Exchange("Is that all?", (Answer("It is."),))
    import_into(archive, notes(*FIRST, more, sha256="3" * 64))
    assert only(archive).session.body == (*FIRST, more, Heading("Chat"), *CHAT)
    said = Message("thank you", "18:02:00", "Bosko")
    corrected = replace(CHAT[0], text="Is there a list of all the lanterns?")
    import_into(archive, notes(corrected, CHAT[1], said, file="chat.txt", kind="zoom-chat", sha256="6" * 64))
    assert only(archive).session.body == (*FIRST, more, Heading("Chat"), corrected, CHAT[1], said)
    assert only(archive).session.title == "Lantern hours"
    there = notes(corrected, CHAT[1], said, file="another.txt", kind="zoom-chat", sha256="7" * 64)
    again = joined(only(archive).session, there, None, archive.kept)
    assert len(again.session.body) == 7  # what is there already, as on a page joined elsewhere, is not added again


def test_captions_give_times_and_no_words(archive: Archive) -> None:
    """Also when they are corrected; what a person wrote or took away stays, and nothing else of them is kept."""
    spoken = Message("Lanterns are made of brass and glass.", None, "Amrei")
    quoted = Message("We make them of brass and of glass.", "17:00", "Bosko")
    import_into(archive, notes(*FIRST, spoken, quoted))
    cues = [
        Message("Why do lanterns hum? A word that nobody wrote down.", "00:00:12", "Kim"),
        Message("The wick draws air through the brass.", "00:00:15", "Kim"),
        Message("Lanterns are made of brass and glass, mostly.", "00:01:00", "Amrei Voss"),
        Message("We make them of brass and of glass.", "00:01:05", "Bosko"),
    ]
    file = only(archive)
    calls = notes(*cues, file="call.vtt", kind="vtt", sha256="5" * 64)
    found = joined(file.session, calls, None, archive.kept)
    assert found.sentence == "gives 3 times to what the file has; its words stay out"
    file = Imports(archive).write(file, found)
    body = file.session.body
    assert body == (*FIRST, replace(spoken, time="00:01:00"), quoted)
    assert [body[0].metadata, *(one.metadata for one in body[0].answers)] == [
        {"x-time": "00:00:12"},
        {"x-time": "00:00:15"},
    ]
    entry = entry_of(file.session, "call.vtt")
    assert entry is not None
    assert "nobody wrote" not in dump(archive.kept.read(entry.kept) or Session(title="x"))
    moved = [replace(cue, time=f"00:1{str(cue.time)[4:]}") for cue in cues]
    newer = notes(*moved, file="call.vtt", kind="vtt", sha256="6" * 64)
    assert joined(file.session, newer, entry, archive.kept).session.body[2] == replace(spoken, time="00:11:00")
    bare = replace(file.session, body=(*FIRST, spoken, quoted))
    assert joined(bare, newer, entry, archive.kept).session.body[2] == spoken


def test_sources_are_written_and_read_back() -> None:
    entry = Transcript("a.txt", "notes", "1" * 64, choices=("exchanges",), timezone="Europe/Berlin", hosts=("Kim",))
    session = replace(BASE, sources=(entry,))
    assert load(dump(session), "x") == session


def test_every_kind_of_captions_is_a_kind_of_transcript() -> None:
    assert {source.name for source in SOURCES} >= CAPTIONS
