"""``--json``: standard output is one JSON document, whatever happens."""

import pytest

from tests.cli.desk import Desk


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("check nobody", 1),
        ("export nobody", 1),
        ("parse nothing.wiki", 1),
        ("parse page.wiki -o hours.yaml", 2),
        ("render nobody", 1),
        ("pull", 2),
        ("publish nobody", 1),
        ("import", 2),
        ("resolve nobody --ours --theirs", 2),
        ("--archive /nowhere status", 1),
    ],
)
def test_an_error_is_told_to_programs_as_well(desk: Desk, words: str, code: int) -> None:
    said = desk.ohbot("--json", *words.split(), exits=code)
    assert said.json["exit"] == code
    assert said.json["error"] in said.stderr


def test_what_failed_after_the_report_adds_nothing_to_it(desk: Desk) -> None:
    """A transcript that cannot be read is in the report of all of them."""
    (report,) = desk.ohbot("--json", "import", "gone.txt", exits=1).json
    assert "no such file" in report["error"]


def test_without_json_an_error_leaves_standard_output_empty(desk: Desk) -> None:
    assert desk.ohbot("check", "nobody", exits=1).stdout == ""


def test_the_wikitext_of_a_session_comes_as_json(desk: Desk) -> None:
    desk.write("hours")
    assert desk.ohbot("render", "hours", "--json").json == {"wikitext": desk.ohbot("render", "hours").stdout}


def test_the_kinds_of_transcripts_come_as_json(desk: Desk) -> None:
    kinds = desk.ohbot("import", "--list", "--json").json
    assert {"name", "description"} == set(kinds[0])


def test_job_files_that_were_not_written_are_told_so(desk: Desk) -> None:
    before = desk.snapshot()
    assert desk.ohbot("--json", "toolforge", "init", "--dry-run").json["dry_run"] is True
    assert desk.snapshot() == before
