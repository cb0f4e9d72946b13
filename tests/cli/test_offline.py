"""Commands that need no wiki: import, check, render, parse, export, schema."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from ohbot.archive import load
from ohbot.sources import SOURCES
from tests.cli.desk import SESSION, Desk

ROOT = Path(__file__).parents[2]
PAGE = "== Questions ==\n# Why do lanterns hum?\n#: Amrei: The wick draws air.\n"


@pytest.mark.parametrize("words", ["--json export hours", "export hours --json", "export hours"])
def test_json_may_stand_before_and_behind_the_command(desk: Desk, words: str) -> None:
    desk.write("hours")
    view = desk.ohbot(*words.split()).json
    assert view["title"] == "Lantern hours: June 3, 2026"
    assert [item["number"] for item in view["sections"][1]["items"]] == [1, 2]


@pytest.mark.parametrize("words", ["--archive {} check", "check --archive {}", "check hours --archive {}"])
def test_the_archive_may_be_named_before_and_behind_the_command(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    desk.write("hours")
    monkeypatch.chdir("/")
    said = desk.ohbot(*(str(desk.archive) if word == "{}" else word for word in words.split()))
    assert "1 session checked, 0 problems" in said.stderr


@pytest.mark.parametrize("word", ["hours", "hours.yaml", "sessions/hours.yaml", "{}/sessions/hours.yaml"])
def test_a_session_is_named_by_its_stem_or_its_path(desk: Desk, word: str) -> None:
    desk.write("hours")
    assert "1 session checked" in desk.ohbot("check", word.replace("{}", str(desk.archive))).stderr


def test_the_archive_is_found_from_a_folder_within(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("hours")
    monkeypatch.chdir(desk.sessions)
    assert "1 session checked" in desk.ohbot("check").stderr


def test_render_and_export_take_a_session_file_outside_of_an_archive(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    Path("lonely.yaml").write_text(SESSION, "utf-8")
    assert "# Why do lanterns hum?\n#: The wick draws air.\n" in desk.ohbot("render", "lonely.yaml").stdout
    assert desk.ohbot("export", "lonely.yaml").json["default_speaker"] == "Amrei"


def test_render_uses_the_archives_shape_template_and_categories(desk: Desk) -> None:
    (desk.archive / "templates").mkdir()
    (desk.archive / "templates" / "mine.wikitext").write_text("{{Hours|<< title >>}}\n<< body >>\n{{Bye}}\n", "utf-8")
    desk.configure("http://127.0.0.1:9/api.php", "shape = 'bullets'\ntemplate = 'mine.wikitext'\n")
    desk.write("hours")
    text = desk.ohbot("render", "hours").stdout
    assert text.startswith("{{Hours|Lantern hours: June 3, 2026}}\n")
    assert "\n* Why do lanterns hum?\n** The wick draws air.\n" in text
    assert text.endswith("{{Bye}}\n")


def test_render_onto_a_page_changes_no_line_without_need(desk: Desk) -> None:
    desk.bare()
    desk.write("hours")
    page = (
        desk.ohbot("render", "hours").stdout.replace("== Questions ==", "{{Box}}\n==Questions==") + "<!-- mine -->\n"
    )
    Path("page.wiki").write_bytes(page.encode())
    assert desk.ohbot("render", "hours", "--onto", "page.wiki", exits=0).stdout == page
    desk.change("hours", "draws air", "draws warm air")
    assert desk.ohbot("render", "hours", "--onto", "-", typed=page).stdout == page.replace(
        "draws air", "draws warm air"
    )


def test_parse_reads_standard_input(desk: Desk) -> None:
    view = desk.ohbot("parse", "-", "--json", typed=PAGE).json
    assert view["title"] is None
    assert view["sections"][0]["items"][0]["answers"] == [
        {"speaker": "Amrei", "role": None, "text": "The wick draws air."}
    ]


def test_parse_prints_a_session_file(desk: Desk) -> None:
    text = desk.ohbot("parse", "-", typed=PAGE).stdout
    assert load(text, "").title == "session"
    assert "question: Why do lanterns hum?" in text


def test_parse_overwrites_no_file(desk: Desk) -> None:
    Path("page.wiki").write_text(PAGE, "utf-8")
    assert desk.ohbot("parse", "page.wiki", "-o", "sessions/new.yaml").stdout == "wrote sessions/new.yaml\n"
    written = desk.read("new")
    assert "the file exists already" in desk.ohbot("parse", "page.wiki", "-o", "sessions/new.yaml", exits=1).stderr
    assert desk.read("new") == written
    desk.ohbot("check", "new")


def test_parse_of_nothing_is_an_empty_session(desk: Desk) -> None:
    assert desk.ohbot("parse", "-", "--json", typed="").json["sections"] == []


def test_parse_says_what_every_corpus_page_is_expected_to_say(desk: Desk, corpus: Path) -> None:
    """By the words of the corpus's own checker."""
    checker: Any = runpy.run_path(str(corpus / "check_pages.py"))
    pages = sorted((corpus / "pages").glob("*.wikitext"))
    assert pages
    for page in pages:
        said = desk.ohbot("parse", page, "--json").json
        said["sections"] = list(checker["as_expected"](said["sections"]))
        expected = json.loads(page.with_suffix(".expected.json").read_text("utf-8"))
        assert list(checker["differences"](expected, said, page.name)) == []


def test_export_prints_a_list_or_one_line_a_session(desk: Desk) -> None:
    desk.write("a")
    desk.write("b", "title: Second hours\n")
    titles = ["Lantern hours: June 3, 2026", "Second hours"]
    assert [view["title"] for view in desk.ohbot("export").json] == titles
    lines = desk.ohbot("export", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["title"] for line in lines] == titles
    assert [json.loads(line) for line in lines] == desk.ohbot("export", "a", "b").json
    assert len(desk.ohbot("export", "--format", "jsonl", "b").stdout.splitlines()) == 1


def test_an_empty_archive_exports_an_empty_list_and_checks_well(desk: Desk) -> None:
    assert desk.ohbot("export").json == []
    assert "0 sessions checked, 0 problems" in desk.ohbot("check").stderr


def test_check_tells_every_problem_of_every_file(desk: Desk) -> None:
    one = desk.write("one", "titel: x\nvenus: []\n")
    two = desk.write("two", "title: Hours\nbody:\n  - answers: [x]\n  - prose: fine\n  - {heading: x, level: 9}\n")
    desk.write("well")
    said = desk.ohbot("check", exits=1)
    assert [line.split(": ")[0] for line in said.stdout.splitlines()] == [
        f"{one}:1",
        f"{one}:1",
        f"{one}:2",
        f"{two}:3",
        f"{two}:5",
    ]
    assert "3 sessions checked, 5 problems" in said.stderr
    assert desk.ohbot("check", "--json", exits=1).json == {"checked": 3, "problems": said.stdout.splitlines()}
    assert desk.ohbot("check", "well").stdout == ""


def test_the_schema_is_printed(desk: Desk) -> None:
    assert desk.ohbot("schema").json["title"] == "ohbot session file"


def test_the_sample_notes_of_the_quickstart_are_what_it_promises(desk: Desk) -> None:
    said = desk.ohbot("import", ROOT / "scripts" / "sample-notes.txt")
    assert "contents: 12 exchanges" in said.stderr
    (file,) = desk.sessions.iterdir()
    items = desk.ohbot("export", file.stem).json["sections"][1]["items"]
    assert [item["number"] for item in items if item["follow_up"]] == [4, 7]
    assert {answer["speaker"] for item in items for answer in item["answers"]} == {None, "Tomasz"}
    assert max(answer["text"].count("\n\n") for item in items for answer in item["answers"]) == 2
    assert "<nowiki>" in json.dumps(items) or "&#" in json.dumps(items)


def test_import_lists_every_kind_of_transcript(desk: Desk) -> None:
    said = desk.ohbot("import", "--list").stdout
    assert [line.split()[0] for line in said.splitlines()] == [source.name for source in SOURCES]


def test_import_tells_of_files_one_by_one_and_goes_on(desk: Desk) -> None:
    Path("notes.txt").write_text("Hours\n\n  1. Why?\n    So.\n", "utf-8")
    said = desk.ohbot("import", "nowhere.txt", "notes.txt", exits=1)
    assert "ohbot: nowhere.txt: " in said.stderr
    assert said.stdout.startswith("wrote ")
    assert len(list(desk.sessions.iterdir())) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["import"], "name the files to import"),
        (["import", "--timezone", "Mars/Olympus", "x"], "there is no such time zone"),
        (["pull"], "name sessions or page titles, or say --all"),
        (["resolve", "hours"], "there is no terminal to ask in"),
        (["publish"], "Missing argument"),
        (["sync", "--max-edits", "many"], "not a valid integer"),
    ],
)
def test_words_that_do_not_fit_together_are_wrong_usage(desk: Desk, words: list[str], sentence: str) -> None:
    assert sentence in desk.ohbot(*words, exits=2).stderr


def test_an_unknown_format_is_told_with_the_known_ones(desk: Desk) -> None:
    Path("notes.txt").write_text("Hours\n\n  1. Why?\n    So.\n", "utf-8")
    said = desk.ohbot("import", "--format", "morse", "notes.txt", exits=2)
    assert "notes" in said.stderr


def test_without_an_argument_init_makes_an_archive_here(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    here = desk.folder / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert "made an archive in ." in desk.ohbot("init").stdout
    assert sorted(path.name for path in here.iterdir()) == [".ohbot", "ohbot.toml", "sessions", "transcripts"]
    assert "0 sessions checked" in desk.ohbot("check").stderr


def test_check_tells_of_two_files_for_one_page(desk: Desk) -> None:
    """Also where the wiki does not know either yet: the titles of the two differ in blanks alone."""
    desk.write("one")
    desk.write("two", SESSION.replace("Lantern hours:", "Lantern  hours:"))
    said = desk.ohbot("check", exits=1).stdout
    assert "two.yaml: one.yaml is of the same page, Hours/Lantern hours: June 3, 2026" in said


def test_check_tells_of_a_page_skeleton_that_is_not_there(desk: Desk) -> None:
    desk.write("hours")
    desk.configure("http://127.0.0.1:9/api.php", 'template = "gone.wikitext"')
    assert "there is no such template" in desk.ohbot("check", exits=1).stdout


@pytest.mark.parametrize("sides", [("--ours", "--theirs"), ("--theirs", "--both"), ("--ours", "--theirs", "--both")])
def test_a_conflict_is_settled_for_one_side_alone(desk: Desk, sides: tuple[str, ...]) -> None:
    desk.write("hours")
    assert (
        f"choose one of {', '.join(sides)}; nothing was done"
        in desk.ohbot("resolve", "hours", *sides, exits=2).stderr
    )


def test_all_pages_and_some_pages_are_not_pulled_at_once(desk: Desk) -> None:
    assert "leave it out" in desk.ohbot("pull", "--all", "hours", exits=2).stderr
