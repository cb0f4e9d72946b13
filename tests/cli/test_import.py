"""``ohbot import`` as people type it: who is who, what is told, and where the session goes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from ohbot.archive import load
from ohbot.model import Answer, Exchange, Message, Person
from ohbot.sources import Imported, LineCounts, import_transcript
from tests.cli.desk import Desk

LOG = """\
--- Log opened Wed Jun 03 18:00:00 2026
18:00 -!- kim_ [~kim@host-1.example.net] has joined #lanterns
18:00 -!- kim_ is now known as kim
18:01 <kim> Welcome to the lantern hour.
18:02 <bo> Why do lanterns hum?
18:03 <kim> bo: the wick draws air.
18:04 <ada> write to ada@example.org or call +1 555 010 9999
18:05 <bo> thank you, kim
"""


@pytest.fixture
def log(desk: Desk) -> Path:
    """A log on the desk."""
    path = Path("lanterns.log")
    path.write_text(LOG, "utf-8")
    return path


def only(desk: Desk) -> Path:
    """The one session file of the archive."""
    (path,) = desk.sessions.iterdir()
    return path


def test_the_summary_tells_what_was_seen_kept_and_removed(desk: Desk, log: Path) -> None:
    """On standard error; nothing of what was removed is told anywhere."""
    said = desk.ohbot("import", log)
    told = said.stderr.splitlines()
    assert told[0].startswith("lanterns.log: read as irssi (a log of irssi), 9")
    assert told[1] == "lanterns.log: 8 lines read: 8 kept, 0 dropped, 0 unplaced"
    assert "lanterns.log: removed for privacy: 1 e-mail address, lines 7" in told
    assert "lanterns.log: removed for privacy: 1 host, lines 2" in told
    assert "lanterns.log: removed for privacy: 1 telephone number, lines 7" in told
    assert said.stdout == f"wrote {only(desk).relative_to(desk.archive)}\n"
    everything = said.all + only(desk).read_text("utf-8")
    assert not [word for word in ("example.net", "~kim", "@example.org", "555") if word in everything]


def test_the_report_is_the_same_for_programs(desk: Desk, log: Path) -> None:
    (told,) = desk.ohbot("import", log, "--timezone", "UTC", "--json").json
    assert told["lines"] == {"read": 8, "kept": 8, "dropped": {}, "unplaced": []}
    assert told["removed"] == {"e-mail address": [7], "host": [2], "telephone number": [7]}
    assert (told["format"], told["encoding"], told["exit"]) == ("irssi", "utf-8", 0)
    assert Path(told["session"]) == only(desk)


def test_private_things_stay_where_a_person_says_so(desk: Desk, log: Path) -> None:
    desk.ohbot("import", log, "--keep-private")
    assert "ada@example.org" in only(desk).read_text("utf-8")


def test_comments_on_top_of_the_file_say_what_is_unsure_and_stay(desk: Desk, log: Path) -> None:
    """Where the transcript came from too, but not in which folder."""
    (desk.folder / "people.yaml").write_text("people: [{name: kim}]\n", "utf-8")
    desk.ohbot("import", log.resolve(), "--exchanges", "--people", desk.folder / "people.yaml")
    text = only(desk).read_text("utf-8")
    head = [line for line in text.splitlines() if line.startswith("# ")]
    assert head[1] == "# Imported from lanterns.log, a log of irssi."
    assert "# 1 exchange was put together; 3 messages stay messages, as it is not sure what belongs together" in head
    assert str(desk.folder) not in text
    desk.ohbot("import", log, "--exchanges")
    assert [line for line in only(desk).read_text("utf-8").splitlines() if line.startswith("# ")] == head


def test_exchanges_are_put_together_where_a_host_answers(desk: Desk, log: Path) -> None:
    (desk.folder / "hosts.toml").write_text('kim = {name = "Kim Lee", role = "Keeper"}\n', "utf-8")
    desk.ohbot("import", log, "--exchanges", "--people", desk.folder / "hosts.toml")
    body = load(only(desk).read_text("utf-8"), "x").body
    assert Exchange("Why do lanterns hum?", (Answer("bo: the wick draws air.", "Kim Lee"),)) in body


def test_a_file_of_nicks_and_names_names_the_hosts(desk: Desk, log: Path) -> None:
    """They answer, and stay named where others get labels; those who are silent are not listed."""
    (desk.folder / "hosts.yaml").write_text("kim: Kim Lee\nzed: Zed Zwick\n", "utf-8")
    desk.ohbot("import", log, "--exchanges", "--anonymise", "--people", desk.folder / "hosts.yaml")
    session = load(only(desk).read_text("utf-8"), "x")
    answer = Answer("Participant 1: the wick draws air.", "Kim Lee")
    assert Exchange("Why do lanterns hum?", (answer,)) in session.body
    assert [person.name for person in session.people] == ["Kim Lee"]


def test_only_those_with_a_role_are_hosts_where_a_file_tells_roles(desk: Desk, log: Path) -> None:
    (desk.folder / "people.yaml").write_text("ada: {name: Ada Quill, role: Guest of honour}\nkim: Kim Lee\n", "utf-8")
    desk.ohbot("import", log, "--exchanges", "--people", desk.folder / "people.yaml")
    body = load(only(desk).read_text("utf-8"), "x").body
    assert not [item for item in body if isinstance(item, Exchange)]
    assert "Kim Lee" in {item.speaker for item in body if isinstance(item, Message)}


def test_names_written_into_the_file_replace_the_nicks_of_the_next_import(desk: Desk, log: Path) -> None:
    """The page and what people added stay."""
    desk.ohbot("import", log, "--timezone", "UTC")
    path = only(desk)
    session = load(path.read_text("utf-8"), "x")
    assert [(one.name, one.metadata["x-nicks"]) for one in session.people] == [
        ("kim", ["kim_", "kim"]),
        ("bo", ["bo"]),
        ("ada", ["ada"]),
    ]
    text = path.read_text("utf-8").replace("name: kim\n", "name: Kim Lee\n    role: Keeper\n")
    path.write_text(text + "venues: [Lantern House]\nwiki: {page: Hours/Lanterns}\n", "utf-8")
    desk.ohbot("import", log, "--timezone", "UTC")
    session = load(only(desk).read_text("utf-8"), "x")
    assert Message("Welcome to the lantern hour.", "18:01", "Kim Lee") in session.body
    assert session.people[0] == Person("Kim Lee", "Keeper")
    assert session.venues == ("Lantern House",)
    assert session.wiki is not None
    assert session.wiki.page == "Hours/Lanterns"


def test_a_person_at_a_terminal_is_asked_who_is_who(desk: Desk, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty answer leaves the nick."""
    monkeypatch.setattr("ohbot.cli.import_.has_terminal", lambda: True)
    said = desk.ohbot("import", log, "--ask", typed="Kim Lee\n\nAda Quill\n")
    assert "Who is kim_, kim? [kim]:" in said.stderr
    session = load(only(desk).read_text("utf-8"), "x")
    assert [person.name for person in session.people] == ["Kim Lee", "bo", "Ada Quill"]
    assert session.people[0].metadata["x-nicks"] == ["kim_", "kim"]


def test_the_same_transcript_makes_no_second_session(desk: Desk, log: Path) -> None:
    """It is told which file exists; another file may be named."""
    desk.ohbot("import", log)
    before = only(desk).read_bytes()
    said = desk.ohbot("import", log)
    assert "lanterns.log: was imported already, as it is now; nothing to do" in said.stderr
    assert only(desk).read_bytes() == before
    desk.ohbot("import", log, "-o", desk.sessions / "second.yaml")
    assert len(list(desk.sessions.iterdir())) == 2
    again = desk.ohbot("import", log, "-o", desk.sessions / "second.yaml")
    assert "nothing to do" in again.stderr
    assert len(list(desk.sessions.iterdir())) == 2


def test_meetings_of_one_title_stay_apart(desk: Desk) -> None:
    """Unless it is the same file, or the same title and start: then what changed in it is merged."""
    for name, text in (("one.txt", "So."), ("two.txt", "Not so."), ("\x1b\udcff.txt", "Perhaps.")):
        Path(name).write_text(f"Lantern hours\n\n  1. Why?\n    {text}\n", "utf-8")
        desk.ohbot("import", name)
    assert len(list(desk.sessions.iterdir())) == 3
    Path("one.txt").rename("three.txt")
    assert "nothing to do" in desk.ohbot("import", "three.txt").stderr
    Path("two.txt").write_text("Lantern hours\n\n  1. Why?\n    Not so, and more.\n", "utf-8")
    assert "merged into the file: exchange 1 changed" in desk.ohbot("import", "two.txt").stderr
    for name, text in (("four.txt", "So."), ("five.txt", "So it is.")):
        Path(name).write_text(f"Lantern hours, 3 May 2026, 18:00 UTC\n\n  1. Why?\n    {text}\n", "utf-8")
    desk.ohbot("import", "four.txt")
    assert "merged into the file: exchange 1 changed" in desk.ohbot("import", "five.txt").stderr
    assert len(list(desk.sessions.iterdir())) == 4


def test_another_meeting_in_a_file_of_the_same_name_is_a_session_of_its_own(desk: Desk) -> None:
    """People write over last month's notes; nothing of those goes away, and what is not of it needs a word."""
    Path("notes.txt").write_text("Lantern hours\n\n  1. Why do lanterns hum?\n    The wick draws air.\n", "utf-8")
    desk.ohbot("import", "notes.txt")
    first = only(desk)
    Path("notes.txt").write_text("Candle hours\n\n  1. Who lit them?\n    Nobody did, yesterday.\n", "utf-8")
    desk.ohbot("import", "notes.txt")
    assert len(list(desk.sessions.iterdir())) == 2
    said = desk.ohbot("import", "notes.txt", "--into", first.stem, exits=1)
    assert "would lose 100% of its words; if that is meant, say --force" in said.stderr
    assert "The wick draws air." in first.read_text("utf-8")
    desk.ohbot("import", "notes.txt", "--into", first.stem, "--force")
    assert "The wick draws air." not in first.read_text("utf-8")


def test_nobody_who_asked_is_named_where_that_is_wanted(desk: Desk, log: Path) -> None:
    """Who they are stands under 'private' alone, and importing again names nobody either."""
    (desk.folder / "hosts.yaml").write_text("kim: {name: Kim Lee, role: Keeper}\n", "utf-8")
    desk.ohbot("import", log)
    words = ("import", log, "--anonymise", "--people", desk.folder / "hosts.yaml")
    desk.ohbot(*words)
    session = load(only(desk).read_text("utf-8"), "x")
    said = [item for item in session.body if isinstance(item, Message) and item.kind == "say"]
    assert [message.speaker for message in said] == [
        "Kim Lee",
        "Participant 1",
        "Kim Lee",
        "Participant 2",
        "Participant 1",
    ]
    assert said[2].text == "Participant 1: the wick draws air."
    assert [person.name for person in session.people] == ["Kim Lee"]
    assert session.metadata["private"] == {"participants": {"Participant 1": ["bo"], "Participant 2": ["ada"]}}
    page = desk.ohbot("render", only(desk).stem).stdout + desk.ohbot("export", only(desk).stem).stdout
    assert not {"bo", "ada"} & set(page.replace(":", " ").split())


def test_captions_are_anonymised_too(desk: Desk) -> None:
    """Whatever the kind of transcript: an option is never passed over in silence."""
    cues = ("Kim Lee: Welcome.", "Bo Lind: Kim, why do lanterns hum?", "Kim Lee: Air, Bo.")
    text = "".join(f"\n00:00:0{n}.000 --> 00:00:0{n}.900\n{cue}\n" for n, cue in enumerate(cues))
    Path("call.vtt").write_text(f"WEBVTT\n{text}", "utf-8")
    (desk.folder / "hosts.yaml").write_text("- name: Kim Lee\n", "utf-8")
    desk.ohbot("import", "call.vtt")
    desk.ohbot("import", "call.vtt", "--anonymise", "--exchanges", "--people", desk.folder / "hosts.yaml")
    session = load(only(desk).read_text("utf-8"), "x")
    assert session.body == (
        Message("Welcome.", "00:00:00", "Kim Lee"),
        Exchange("Kim, why do lanterns hum?", (Answer("Air, Participant 1.", "Kim Lee"),)),
    )
    assert session.people == (Person("Kim Lee"),)
    desk.ohbot("import", "call.vtt")  # as it was read before
    assert load(only(desk).read_text("utf-8"), "x") == session
    (desk.folder / "hosts.yaml").write_text("- name: Nobody\n", "utf-8")
    desk.ohbot("import", "call.vtt", "--people", desk.folder / "hosts.yaml")
    session = load(only(desk).read_text("utf-8"), "x")
    assert session.people == (Person("Nobody"),)
    assert session.metadata["private"] == {
        "participants": {"Participant 1": ["Kim Lee"], "Participant 2": ["Bo Lind"]}
    }


def test_strict_writes_nothing_where_a_line_is_lost(desk: Desk, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise it is told, on standard error and on top of the file."""

    def losing(*args: Any, **options: Any) -> Imported:
        found = import_transcript(*args, **options)
        return replace(found, reading=replace(found.reading, account=LineCounts(6, {}, (4, 5))))

    monkeypatch.setattr("ohbot.cli.reading.import_transcript", losing)
    assert "2 lines could not be placed; nothing was written" in desk.ohbot("import", log, "--strict", exits=1).stderr
    assert not list(desk.sessions.iterdir())
    assert "lanterns.log: unplaced lines: 4-5" in desk.ohbot("import", log).stderr
    assert "# lines that could not be placed: 4-5\n" in only(desk).read_text("utf-8")


def test_a_session_may_be_printed_without_any_archive(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """From standard input too."""
    folder = tmp_path_factory.mktemp("nowhere")
    monkeypatch.chdir(folder)
    said = desk.ohbot("import", "-", "-o", "-", typed=LOG)
    assert yaml.safe_load(said.stdout)["title"]
    assert load(said.stdout, "x").body
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["a.log", "b.log", "-o", "x.yaml"], "-o names one file"),
        (["a.log", "--json", "-o", "-"], "leave out --json"),
        (["a.log", "--ask"], "there is no terminal to ask in"),
        (["a.log", "--ask", "--anonymise"], "choose one"),
    ],
)
def test_words_that_do_not_fit_are_told(desk: Desk, words: list[str], sentence: str) -> None:
    assert sentence in desk.ohbot("import", *words, exits=2).stderr


def test_a_file_of_people_with_a_mistake_is_told_before_anything_is_read(desk: Desk, log: Path) -> None:
    Path("people.yaml").write_bytes(b"kim: [Kim]\n")
    assert (
        "people.yaml:1: a person's name must be text"
        in desk.ohbot("import", log, "--people", "people.yaml", exits=1).stderr
    )
    Path("people.yaml").write_bytes(b"kim: K\xefm\n")
    assert "save the file as UTF-8" in desk.ohbot("import", log, "--people", "people.yaml", exits=1).stderr


def test_a_dry_run_tells_the_same_and_writes_nothing(desk: Desk, log: Path) -> None:
    """Also for a file named with -o, and for an import that is done again."""
    before = desk.snapshot()
    assert "would write" in desk.ohbot("import", log, "--dry-run").stdout
    assert "would write x.yaml" in desk.ohbot("import", log, "--dry-run", "-o", "x.yaml").stdout
    assert desk.snapshot() == before
    desk.ohbot("import", log)
    before = desk.snapshot()
    assert (
        f"would write {only(desk).relative_to(desk.archive)}"
        in desk.ohbot("import", log, "--dry-run", "--exchanges").stdout
    )
    assert desk.snapshot() == before


def test_a_title_with_a_slash_names_its_file_whole(desk: Desk) -> None:
    notes = desk.archive / "notes.txt"
    notes.write_text("Input/Output hour 2026-06-03\n\nQ: Why?\nA: So.\nQ: And then?\nA: Yes.\n", "utf-8")
    desk.ohbot("import", notes)
    assert only(desk).stem == "2026-06-03-input-output-hour"
