"""Bad input: a sentence with the place, the right exit code, no traceback, and nothing written."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ohbot.sandbox import Sandbox
from tests.cli.desk import SESSION, Desk

BAD_FILES = {
    # what is wrong: (the file, the line that is told, words of the sentence)
    "not YAML": (b"title: [unclosed\n", 2, "a bracket is not closed"),
    "another kind of YAML": (b"- one\n- two\n", 1, "'title: ...'"),
    "a tab": (b"title: Hours\nbody:\n\t- prose: x\n", 3, "tab"),
    "a key twice": (b"title: One\ntitle: Two\n", 2, "title"),
    "no title": (b"start: 2026-06-03T17:00:00Z\n", 1, "no 'title'"),
    "an empty title": (b"title: ''\n", 1, "title"),
    "an unknown key": (b"title: Hours\nvenus: [Zoom]\n", 2, "did you mean 'venues'?"),
    "an unknown key inside": (b"title: Hours\nbody:\n  - qestion: Why?\n", 3, "did you mean 'question'?"),
    "a list for a text": (b"title: [Hours]\n", 1, "'title'"),
    "a text for a list": (b"title: Hours\nbody: Hello\n", 2, "must be a list"),
    "a number for a text": (b"title: Hours\nvenues: [1]\n", 2, "quotes"),
    "a time without zone": (b"title: Hours\nstart: 2026-06-03 17:00\n", 2, "zone"),
    "no time at all": (b"title: Hours\nstart: soon\n", 2, "'start'"),
    "an unknown status": (b"title: Hours\nstatus: over\n", 2, "one of planned, held, cancelled"),
    "not UTF-8": (b"title: Hours\ndefault_speaker: Ren\xe9\n", 2, "UTF-8"),
    "a NUL": (b"title: Hours\ndefault_speaker: 'a\0b'\n", 2, ""),
    "UTF-16": ("title: Hours\n".encode("utf-16"), 1, "UTF-8"),
    "aliases without end": (b"title: Hours\nx-a: &a [*a]\n", 2, ""),
}
READING = ("check", "render", "export")
TALKING = ("publish", "sync", "status", "diff", "pull")


def files_without_reports(desk: Desk) -> dict[str, bytes]:
    """Every file but the reports of runs, which tell of failed ones too."""
    return {name: content for name, content in desk.files().items() if "/.ohbot/runs/" not in name}


def bad_file(desk: Desk, content: bytes) -> Path:
    path = desk.sessions / "bad.yaml"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_session_file_is_told_with_file_and_line(desk: Desk, command: str, what: str) -> None:
    content, line, words = BAD_FILES[what]
    path = bad_file(desk, content)
    before = desk.snapshot()
    said = desk.ohbot(command, "bad", exits=1)
    assert f"{path}:{line}: " in said.all
    assert words in said.all
    assert desk.snapshot() == before


def test_an_empty_session_file_is_told(desk: Desk) -> None:
    path = bad_file(desk, b"")
    assert f"{path}: the file is empty" in desk.ohbot("check", exits=1).stdout


@pytest.mark.wiki
@pytest.mark.parametrize("command", TALKING)
def test_a_bad_session_file_does_not_hinder_the_others(office: Desk, command: str) -> None:
    """Commands that talk to the wiki tell the same sentence, do the rest, and end with 1."""
    path = bad_file(office, BAD_FILES["an unknown key"][0])
    office.write("good")
    bad = path.read_bytes()
    said = office.ohbot(command, "bad", "good", exits=1)
    assert f"{path}:2: a session: unknown key 'venus'; did you mean 'venues'?" in said.stdout
    assert "good" in said.stdout
    assert path.read_bytes() == bad
    assert ("revision: " in office.read("good")) == (command in ("publish", "sync"))


IMPOSSIBLE_TITLES = ("a[b]", "a#b", "a{{b}}", "a|b", "<b>", "../up", ":", "x" * 256, "100%25", "a~~~~b")


@pytest.mark.parametrize("title", IMPOSSIBLE_TITLES)
def test_check_finds_a_page_title_that_no_wiki_can_have(desk: Desk, title: str) -> None:
    path = desk.write("hours", f"title: Hours\nwiki:\n  page: '{title}'\n")
    said = desk.ohbot("check", exits=1)
    assert said.stdout.startswith(f"{path}")
    assert "cannot be the title of a wiki page" in said.stdout


@pytest.mark.wiki
@pytest.mark.parametrize("command", ["publish", "sync", "publish --dry-run"])
def test_an_impossible_page_title_is_refused_and_the_others_go_on(office: Desk, command: str) -> None:
    for number, title in enumerate((*IMPOSSIBLE_TITLES, "Special:Version", "Media:X")):
        office.write(f"bad-{number}", f"title: Hours\nwiki:\n  page: '{title}'\n")
    office.write("good")
    files = {path.name: path.read_bytes() for path in office.sessions.iterdir() if path.name != "good.yaml"}
    names = [path.stem for path in office.sessions.iterdir()]
    said = office.ohbot(*command.split(), *names, exits=1)
    assert said.stdout.count(": refused: ") == len(files)
    assert said.stdout.count("choose another title") == len(files)
    assert files == {path.name: path.read_bytes() for path in office.sessions.iterdir() if path.name in files}


@pytest.mark.parametrize("command", [*READING, "publish", "sync", "status", "diff", "resolve --ours"])
def test_a_session_that_is_not_there_is_told_with_those_nearby(desk: Desk, command: str) -> None:
    desk.write("2026-06-03-hours")
    before = desk.snapshot()
    said = desk.ohbot(*command.split(), "2026-06-03-huors", exits=1)
    assert "2026-06-03-huors: there is no such session; near: 2026-06-03-hours" in said.stderr
    assert desk.snapshot() == before


@pytest.mark.parametrize(
    "words", [("import", "{}"), ("parse", "{}"), ("render", "hours", "--onto", "{}"), ("check", "{}")]
)
@pytest.mark.parametrize(("path", "what"), [("nowhere.txt", "no such"), (".", ""), ("", "")])
def test_a_file_that_is_none_is_told_by_its_name(desk: Desk, words: tuple[str, ...], path: str, what: str) -> None:
    desk.write("hours")
    before = desk.snapshot()
    said = desk.ohbot(*(word.replace("{}", path) for word in words), exits=1)
    assert said.stderr.startswith(f"ohbot: {path}")
    assert what in said.stderr
    assert desk.snapshot() == before


@pytest.mark.parametrize("words", [("parse",), ("render", "hours", "--onto")])
def test_a_page_that_is_not_utf8_is_told_with_its_line(desk: Desk, words: tuple[str, ...]) -> None:
    desk.write("hours")
    Path("page.wiki").write_bytes(b"== One ==\nRen\xe9\n")
    assert "page.wiki:2: not UTF-8" in desk.ohbot(*words, "page.wiki", exits=1).stderr


BAD_CONFIGS = {
    "[wiki]\nprefx = 'a'\n": (2, "did you mean 'prefix'?"),
    "[pages]\nshape = 'spiral'\n": (2, "no shape"),
    "[pages]\n\ntitle = 'Hours {date}'\n": (3, "only {start} and {title}"),
    "wiki = 1\n": (1, "must be a section"),
    "[wiki\n": (1, "not valid TOML"),
}


@pytest.mark.parametrize("command", ["check", "render", "publish", "sync", "status", "diff"])
@pytest.mark.parametrize("text", BAD_CONFIGS)
def test_a_mistake_in_the_configuration_is_told_with_file_and_line(desk: Desk, command: str, text: str) -> None:
    line, words = BAD_CONFIGS[text]
    desk.write("hours")
    config = desk.archive / "ohbot.toml"
    config.write_text(text, "utf-8")
    before = desk.snapshot()
    said = desk.ohbot(command, "hours", exits=1)
    assert f"{config}:{line}: " in said.stderr
    assert words in said.stderr
    assert desk.snapshot() == before


def test_a_configuration_that_is_not_utf8_is_told_with_its_line(desk: Desk) -> None:
    config = desk.archive / "ohbot.toml"
    config.write_bytes(b"[wiki]\nprefix = 'Caf\xe9/'\n")
    assert f"{config}:2: not UTF-8" in desk.ohbot("check", exits=1).stderr


TEMPLATES = {
    "<< body": "skeleton",
    "no place for it": "needs '<< body >>' once",
    "# Why?\n#: So.\n<< body >>": "this would be read as an exchange; say it in other words, or in the sessions' "
    "bodies: Why?",
    "{{box|\n<< body >>\n}}": "stands in a template, table or comment",
    "<< body >>\n<< weather >>": "weather",
    "<< body >><< ().__class__.__mro__ >>": "skeleton",
}


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_page_template_that_does_not_work_is_told(desk: Desk, text: str) -> None:
    (desk.archive / "templates").mkdir()
    path = desk.archive / "templates" / "mine.wikitext"
    path.write_text(text, "utf-8")
    desk.configure("http://127.0.0.1:9/api.php", "template = 'mine.wikitext'\n")
    desk.write("hours")
    said = desk.ohbot("render", "hours", exits=1)
    assert str(path) in said.stderr
    assert TEMPLATES[text] in said.stderr


def test_a_template_that_is_not_there_is_told(desk: Desk) -> None:
    desk.configure("http://127.0.0.1:9/api.php", "template = 'mine.wikitext'\n")
    desk.write("hours")
    assert "there is no such template" in desk.ohbot("render", "hours", exits=1).stderr


@pytest.mark.wiki
@pytest.mark.parametrize("key", ["template = 'mine.wikitext'", "summary = 'mine.txt'"])
def test_without_its_template_nothing_is_published(office: Desk, sandbox: Sandbox, key: str) -> None:
    office.configure(sandbox.api, f"{key}\n")
    office.write("hours")
    before = office.read("hours")
    assert "there is no such template" in office.ohbot("publish", "hours", exits=1).all
    assert office.read("hours") == before


def test_without_an_archive_it_says_how_to_make_or_name_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    said = desk.ohbot("sync", exits=2)
    assert "make one with 'ohbot init', or name one with --archive" in said.stderr
    said = desk.ohbot("sync", "--archive", desk.folder / "elsewhere", exits=1)
    assert f"{desk.folder / 'elsewhere'}: no archive here" in said.stderr


def test_init_leaves_an_archive_alone_that_is_there(desk: Desk) -> None:
    before = desk.snapshot()
    assert "there is an archive already" in desk.ohbot("init", exits=2).stderr
    assert desk.snapshot() == before


@pytest.mark.parametrize("command", ["publish", "sync", "pull", "resolve --ours"])
def test_without_credentials_nothing_is_asked_of_the_wiki(desk: Desk, command: str) -> None:
    """Exit 4, and quickly: the wiki of this desk would not even answer."""
    desk.write("hours", SESSION + "wiki:\n  page: Hours\n  page_id: 1\n  revision: 1\n")
    before = files_without_reports(desk)
    exits = 5 if command == "pull" else 4
    said = desk.ohbot(*command.split(), "hours", exits=exits)
    assert ("set OHBOT_USERNAME and OHBOT_PASSWORD" in said.stderr) == (exits == 4)
    assert files_without_reports(desk) == before


def test_half_a_credential_is_told_by_the_name_of_the_other_half(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OHBOT_USERNAME", "Bot")
    assert "set OHBOT_PASSWORD as well" in desk.ohbot("status", exits=4).stderr


@pytest.mark.parametrize("command", ["publish", "sync", "status", "diff", "pull", "resolve --ours"])
def test_a_wiki_that_is_not_there_is_told_by_its_address(
    desk: Desk, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OHBOT_USERNAME", "Bot")
    monkeypatch.setenv("OHBOT_PASSWORD", "secret-of-the-bot")
    desk.write("hours")
    before = files_without_reports(desk)
    said = desk.ohbot(*command.split(), "hours", exits=5)
    assert "http://127.0.0.1:9/api.php does not answer" in said.stderr
    assert "secret-of-the-bot" not in said.all
    assert files_without_reports(desk) == before


@pytest.mark.wiki
@pytest.mark.parametrize("command", ["publish", "sync", "status", "pull"])
def test_a_wrong_password_is_exit_4_and_is_never_shown(
    office: Desk, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OHBOT_PASSWORD", "not-my-password")
    office.write("hours")
    before = files_without_reports(office)
    said = office.ohbot("-vv", command, "hours", exits=4)
    assert "refuses the login" in said.stderr
    assert "not-my-password" not in said.all
    assert files_without_reports(office) == before


@pytest.mark.wiki
def test_what_is_no_api_is_told(office: Desk, sandbox: Sandbox) -> None:
    office.configure(f"{sandbox.url}index.php", "[jobs]\ndeadline = 2\n")
    office.write("hours")
    assert re.search("not-an-api|not as the API", office.ohbot("sync", exits=5).stderr)


def make_unwritable(folder: Path) -> Callable[[], None]:
    folder.chmod(0o555)
    return lambda: folder.chmod(0o755)


@pytest.mark.skipif(os.getuid() == 0, reason="nothing is unwritable for root")
@pytest.mark.parametrize("words", [("import", "../notes.txt"), ("parse", "../page.wiki", "-o", "sessions/new.yaml")])
def test_a_folder_that_takes_no_files_is_told(desk: Desk, words: tuple[str, ...]) -> None:
    (desk.folder / "notes.txt").write_text("1. Why?\n  So.\n", "utf-8")
    (desk.folder / "page.wiki").write_text("# Why?\n#: So.\n", "utf-8")
    undo = make_unwritable(desk.sessions)
    try:
        assert "this account may not do that" in desk.ohbot(*words, exits=1).stderr
    finally:
        undo()


@pytest.mark.parametrize("words", [("import", "../notes.txt"), ("init", "../file/archive")])
def test_a_file_where_a_folder_is_wanted_is_told(desk: Desk, words: tuple[str, ...]) -> None:
    (desk.folder / "notes.txt").write_text("1. Why?\n  So.\n", "utf-8")
    (desk.folder / "file").write_text("I am a file.\n", "utf-8")
    desk.sessions.rmdir()
    desk.sessions.write_text("I am a file.\n", "utf-8")
    before = desk.snapshot()
    assert "ohbot: " in desk.ohbot(*words, exits=1).stderr
    assert desk.snapshot() == before
