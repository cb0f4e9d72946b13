"""``export``, ``search`` and ``stats``: an archive for other programs, found and counted."""

import csv
import io
import os
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.desk import SESSION, Desk
from tests.terminal import on_terminal

PAGE = "http://127.0.0.1:9/index.php?title=Hours/Lantern"
LINKED = f"{SESSION}wiki:\n  page: Hours/Lantern\n  page_id: 3\n  revision: 8\n"
CHAT = """\
title: Chat of the lanterns
body:
  - {time: "18:00:03", speaker: bosko, text: "Who has a lantern?"}
  - {time: "18:00:09", speaker: "\\e[31mZoë", text: "\\u202eme \\e[2J", private: mole}
  - question: Nobody answers?
"""
CASE = Path(__file__).parents[1] / "export" / "cases" / "lantern"


@pytest.fixture
def hours(desk: Desk) -> Desk:
    """An archive with a session of 2026 that has a page, and a chat that has none."""
    desk.write("2026-06-03-hours", LINKED)
    desk.write("2025-01-08-chat", CHAT.replace("\\e[31m", "").replace("\\e[2J", "\\x9b2J"))
    return desk


@pytest.mark.parametrize("form", ["srt", "vtt", "csv", "markdown"])
def test_a_session_in_another_form(desk: Desk, form: str) -> None:
    desk.configure("https://wiki.example.org/w/api.php")
    desk.write("lantern", CASE.with_suffix(".yaml").read_text("utf-8"))
    golden = CASE.with_suffix({"markdown": ".md"}.get(form, f".{form}")).read_bytes().decode()
    assert desk.ohbot("export", "lantern", "--format", form).stdout.replace("\r\n", "\n") == golden.replace(
        "\r\n", "\n"
    )
    desk.ohbot("export", "lantern", "--format", form, "-o", "out")
    assert Path("out").read_bytes().decode() == golden


def test_an_export_says_where_each_session_is(hours: Desk) -> None:
    chat, lantern = hours.ohbot("export").json
    assert (lantern["session"], lantern["page_id"], lantern["revision"]) == ("2026-06-03-hours", 3, 8)
    assert (lantern["address"], lantern["date"]) == (PAGE, "2026-06-03")
    assert (chat["page"], chat["address"], chat["date"]) == (None, None, "2025-01-08")
    Draft202012Validator(hours.ohbot("schema", "--export").json).validate([chat, lantern])


def test_a_wiki_that_pywikibot_knows_has_addresses_too(hours: Desk) -> None:
    (hours.archive / "ohbot.toml").write_text('[wiki]\nfamily = "meta"\ncode = "meta"\n')
    assert (
        hours.ohbot("export", "2026-06-03-hours").json["address"] == "https://meta.wikimedia.org/wiki/Hours/Lantern"
    )


def test_a_configuration_that_tells_no_wiki_is_a_warning(hours: Desk) -> None:
    (hours.archive / "ohbot.toml").write_text("[wiki]\nfamly = 'meta'\n")
    said = hours.ohbot("export")
    assert [one["address"] for one in said.json] == [None, None]
    assert said.stderr.count("addresses of pages are not known: ") == 1
    assert "did you mean 'family'?" in said.stderr


def test_a_database_is_written_in_one_step_in_place_of_the_old_one(hours: Desk) -> None:
    hours.ohbot("export", "--format", "sqlite", "-o", "hours.db")
    before = Path("hours.db").read_bytes()
    assert "hours.db: 2 sessions" in hours.ohbot("export", "--format", "sqlite", "-o", "hours.db").stderr
    assert Path("hours.db").read_bytes() == before
    with closing(sqlite3.connect("hours.db")) as db:
        assert db.execute("SELECT id FROM sessions ORDER BY id").fetchall() == [
            ("2025-01-08-chat",),
            ("2026-06-03-hours",),
        ]
        assert b"mole" not in before
    assert [path.name for path in Path().glob(".ohbot-*")] == []


WRONG = {
    "export --format sqlite": "name a file for it, as in '-o archive.db'",
    "export --format vtt": "name one",
    "export --format srt a b": "name one",
    "--json export --format csv": "name a file for csv with -o",
    "search": "nothing to look for",
}


@pytest.mark.parametrize("words", WRONG)
def test_words_that_do_not_go_together_are_wrong_usage(hours: Desk, words: str) -> None:
    assert WRONG[words] in hours.ohbot(*words.split(), exits=2).stderr


@pytest.mark.parametrize("word", ["evil", "sessions/evil.yaml"])
def test_a_link_out_of_the_archive_is_not_followed(hours: Desk, word: str) -> None:
    (hours.folder / "secret.yaml").write_text("title: Secret\n")
    (hours.sessions / "evil.yaml").symlink_to(hours.folder / "secret.yaml")
    assert "where ohbot neither reads nor writes" in (said := hours.ohbot("export", word, exits=1)).stderr
    assert "title" not in said.stdout
    assert "Secret" not in hours.ohbot("export", exits=1).stdout


def test_a_name_that_no_file_can_have_is_no_session(hours: Desk) -> None:
    assert "there is no such session" in hours.ohbot("export", "x" * 300, exits=1).stderr


def test_a_session_without_times_is_no_captions(hours: Desk) -> None:
    said = hours.ohbot("export", "2026-06-03-hours", "--format", "vtt", exits=1)
    assert "2026-06-03-hours: no message of this session has a time" in said.stderr
    assert said.stdout == ""


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "markdown", "sqlite"])
def test_a_bad_file_is_told_and_the_others_are_exported(hours: Desk, form: str) -> None:
    bad = hours.write("bad", "titel: x\n")
    words = ("--json", "export", "--format", form, "-o", "out")
    said = hours.ohbot(*words, exits=1)
    assert said.json == {"written": "out", "sessions": 2, "problems": 1}
    assert f"{bad}:1: " in said.stderr
    assert b"Chat of the lanterns" in Path("out").read_bytes()


def test_a_folder_that_is_not_there_is_told(hours: Desk) -> None:
    assert "there is no such file or folder" in hours.ohbot("export", "-o", "gone/out.json", exits=1).stderr


def test_a_csv_gives_a_formula_as_it_was_said(hours: Desk) -> None:
    hours.write("evil", 'title: "=1+1"\nbody:\n  - question: "=cmd()"\n    answers: ["-2+3", "@SUM(1)"]\n')
    found = list(csv.DictReader(io.StringIO(hours.ohbot("export", "evil", "--format", "csv").stdout)))
    assert [(row["title"], row["question"], row["text"]) for row in found] == [
        ("=1+1", "=cmd()", "-2+3"),
        ("=1+1", "=cmd()", "@SUM(1)"),
    ]


def test_search_tells_where_who_and_what(hours: Desk) -> None:
    said = hours.ohbot("search", "LANTERN")
    assert said.stdout == (
        "sessions/2026-06-03-hours.yaml:5: prose (item 1)\n"
        "    Notes of the **lantern** hour.\n"
        f"    {PAGE}\n"
        "sessions/2026-06-03-hours.yaml:9: exchange 1\n"
        "    Why do **lantern**s hum?\n"
        f"    {PAGE}#Questions\n"
        "sessions/2025-01-08-chat.yaml:3: message (item 1), bosko\n"
        "    Who has a **lantern**?\n"
    )
    assert said.stderr == "3 finds\n"


def test_search_is_narrowed_by_speaker_year_and_answers(hours: Desk) -> None:
    def places(*words: str) -> list[str]:
        return [f"{one['line']} {one['excerpt'][:12]}" for one in hours.ohbot("--json", "search", *words).json]

    assert places("--unanswered") == ["5 Nobody answe"]
    assert places("--speaker", "amrei") == ["11 The wick dra", "14 Nobody does,"]
    assert places("i", "--speaker", "BOSKO", "--year", "2026") == ["18 And sometime"]
    assert places("wait moon") == []
    assert places('"the moon" wait') == ["14 Nobody does,"]


def test_a_find_comes_as_json(hours: Desk) -> None:
    (found,) = hours.ohbot("--json", "search", "wick").json
    assert found == {
        "session": "2026-06-03-hours",
        "page": "Hours/Lantern",
        "address": f"{PAGE}#Questions",
        "page_id": 3,
        "revision": 8,
        "date": "2026-06-03",
        "file": "sessions/2026-06-03-hours.yaml",
        "line": 11,
        "kind": "answer",
        "position": 3,
        "number": 1,
        "speaker": "Amrei",
        "excerpt": "The wick draws air.",
        "marks": [[4, 8]],
    }


def test_nothing_found_is_said_and_no_error(hours: Desk) -> None:
    said = hours.ohbot("search", "moonlight")
    assert (said.stdout, said.stderr) == ("", "nothing found\n")
    assert hours.ohbot("--json", "search", "moonlight").json == []


def test_search_passes_on_nothing_that_a_terminal_would_act_on(hours: Desk) -> None:
    said = hours.ohbot("search", "me", "--year", "2025").all
    assert "Zoë" in said
    assert not set(said) & set("\x1b\x9b\u202e")
    assert "mole" not in said


def test_on_a_terminal_the_words_are_coloured(hours: Desk) -> None:
    assert "draws \x1b[1;33mair\x1b[0m." in on_terminal("search", "AIR")


def test_a_bad_file_is_told_by_search_and_stats(hours: Desk) -> None:
    hours.write("bad", "titel: lantern\n")
    assert "3 finds" in (said := hours.ohbot("search", "lantern", exits=1)).stderr
    assert "bad.yaml:1: " in said.stderr
    assert "bad.yaml:1: " in hours.ohbot("-q", "stats", exits=1).stderr


def test_stats_are_tables_of_years_and_speakers(hours: Desk) -> None:
    assert hours.ohbot("stats").stdout == (
        "year  sessions  questions  answers  unanswered  messages  words\n"
        "2025         1          1        0           1         2      8\n"
        "2026         1          2        3           0         0     28\n"
        "all          2          3        3           1         2     36\n"
        "\n"
        "speaker  sessions  answers  messages  words\n"
        "Amrei           1        2         0     16\n"
        "bosko           1        0         1      4\n"
        "Bosko           1        1         0      3\n"
        "Zoë             1        0         1      2\n"
    )


def test_stats_come_as_json(hours: Desk) -> None:
    numbers = hours.ohbot("--json", "stats").json
    assert [year["year"] for year in numbers["years"]] == [2025, 2026]
    assert numbers["speakers"][0] == {"speaker": "Amrei", "sessions": 1, "answers": 2, "messages": 0, "words": 16}
    assert numbers["all"]["sessions"] == 2


def test_an_empty_archive_has_nothing(desk: Desk) -> None:
    assert "all          0" in desk.ohbot("stats", "--chart", "none.svg").stdout
    assert "nothing found" in desk.ohbot("search", "x").stderr
    assert desk.ohbot("export", "--format", "markdown").stdout == ""


def test_a_chart_names_years_and_speakers(hours: Desk) -> None:
    hours.ohbot("stats", "--chart", "hours.svg")
    picture = Path("hours.svg").read_text("utf-8")
    assert ">2025<" in picture
    assert ">Zoë<" in picture


def test_without_matplotlib_a_chart_is_refused_with_what_to_do(hours: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    said = hours.ohbot("stats", "--chart", "hours.svg", exits=1)
    assert "pip install 'ohbot[charts]'" in said.stderr
    assert "2026" in said.stdout
    assert not Path("hours.svg").exists()


@pytest.mark.parametrize("command", ["export", "search --unanswered", "stats"])
def test_a_session_whose_files_name_is_no_text_is_one_of_them(desk: Desk, command: str) -> None:
    (desk.sessions / os.fsdecode(b"caf\xe9.yaml")).write_text("title: Hours\nbody:\n  - question: Why?\n")
    assert desk.ohbot("--json", *command.split()).json
    desk.ohbot("export", "--format", "sqlite", "-o", "hours.db")
    assert b"caf\\xe9" in Path("hours.db").read_bytes() or b"caf\\udce9" in Path("hours.db").read_bytes()


def test_open_questions_are_told_with_their_place_and_age(hours: Desk) -> None:
    said = hours.ohbot("open-questions")
    assert re.search(r"2025-01-08-chat: exchange 1, \d+ days\n    Nobody answers\?", said.stdout)
    assert "1 question open" in said.stderr
    (one,) = hours.ohbot("open-questions", "--json").json
    assert (one["session"], one["number"], one["promise"]) == ("2025-01-08-chat", 1, None)


def test_a_promise_is_told_with_who_gave_it_and_the_address(hours: Desk) -> None:
    hours.configure("http://127.0.0.1:9/api.php", 'promises = ["sometimes me"]\n')
    said = hours.ohbot("open-questions", "2026-06-03-hours").stdout
    assert "Bosko promised: And sometimes me." in said
    assert f"{PAGE}#" in said


def test_a_calendar_leaves_out_what_has_no_day_and_says_so(hours: Desk) -> None:
    hours.write("undated", "title: Undated\n")
    done = hours.ohbot("export", "--format", "ical", "-o", "hours.ics", exits=1)
    assert "undated: no day is known" in done.stderr
    assert Path("hours.ics").read_bytes().count(b"BEGIN:VEVENT") == 2
