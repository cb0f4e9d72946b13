"""A slip in a template is told with its line, and stops only the sessions that need the template."""

import os
from pathlib import Path

import pytest

from tests.cli.desk import Desk

SLIPS = {
    '<% include "x" %>': "another template",
    "<< title + 1 >>": "str",
    "<< 1/0 >>": "division by zero",
    "<< nothing.at.all >>": "'nothing' is undefined",
    "<< title * 99999999999 >>": "'*' does not work",
    "<< 9 ** 9 ** 9 >>": "'**' does not work",
    "<< 'x'|center(99999999999999) >>": "MemoryError",
    "<% for a in range(99999) %><% for b in range(99999) %>x<% endfor %><% endfor %>": "does not come to an end",
    "<% macro m() %><< m() >><% endmacro %><< m() >>": "recursion",
    "<% if %>": "Expected an expression",
    "<< title|nofilter >>": "nofilter",
}


def template(desk: Desk, name: str, text: str) -> Path:
    path = desk.archive / "templates" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize("slip", SLIPS)
def test_check_tries_the_page_skeleton(desk: Desk, slip: str) -> None:
    """Once, and the sessions are checked without it."""
    path = template(desk, "session.wikitext", f"<# a page #>\n\n{slip}\n<< body >>\n")
    desk.write("hours")
    said = desk.ohbot("check", "--json", exits=1)
    (problem,) = said.json["problems"]
    assert problem.startswith(f"{path}:3: this page skeleton does not work: ")
    assert SLIPS[slip] in problem


@pytest.mark.parametrize("slip", SLIPS)
def test_check_tries_the_template_of_edit_summaries(desk: Desk, slip: str) -> None:
    path = template(desk, "summary.txt", slip)
    (problem,) = desk.ohbot("check", "--json", exits=1).json["problems"]
    assert problem.startswith(f"{path}:1: this template does not work: ")


def test_render_tells_the_template_and_its_line(desk: Desk) -> None:
    path = template(desk, "session.wikitext", "<< body >>\n<< 1/0 >>\n")
    desk.write("hours")
    assert (
        f"{path}:2: this page skeleton does not work: division by zero" in desk.ohbot("render", "hours", exits=1).all
    )


@pytest.mark.wiki
@pytest.mark.parametrize("slip", ['<% include "x" %>', "<< title + 1 >>", "<< 1/0 >>"])
def test_a_slip_in_the_page_skeleton_stops_new_pages_alone(office: Desk, slip: str) -> None:
    office.write("old")
    office.ohbot("publish", "old")
    office.change("old", "draws air", "draws much air")
    path = template(office, "session.wikitext", f"<< body >>\n{slip}\n")
    office.write("new", 'title: "New hours"\nbody:\n  - question: Why?\n')
    found = {one["session"]: one for one in office.ohbot("sync", "--json", exits=1).json["sessions"]}
    assert (found["old"]["state"], found["new"]["state"]) == ("publish", "refused")
    assert found["new"]["sentence"].startswith(f"{path}:2: this page skeleton does not work")


@pytest.mark.parametrize("command", ["check", "export"])
def test_json_is_answered_for_a_file_whose_name_is_no_text(desk: Desk, command: str) -> None:
    (desk.sessions / os.fsdecode(b"caf\xe9.yaml")).write_text("title: 1\n")
    desk.write("hours")
    assert desk.ohbot(command, "--json", exits=1).json


@pytest.mark.parametrize(
    "words", ["sync --nope --json", "--json sync --nope", "--nope --json", "--json", "--json nothing"]
)
def test_json_is_answered_where_the_command_line_cannot_be_read(desk: Desk, words: str) -> None:
    said = desk.ohbot(*words.split(), exits=2)
    assert (said.json["exit"], bool(said.json["error"])) == (2, True)


def test_json_is_answered_where_nobody_foresaw_the_error(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(*_: object) -> None:
        raise ZeroDivisionError("here")

    monkeypatch.setattr("ohbot.archive.Archive.sessions", mistaken)
    from click.testing import CliRunner

    from ohbot.cli import main

    done = CliRunner().invoke(main, ["export", "--json"])
    assert done.exit_code == 1
    assert "ZeroDivisionError: here" in done.stdout
