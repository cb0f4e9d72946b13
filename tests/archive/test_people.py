"""Files that tell who is who, comments on top of new files, and sessions that are there already."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ohbot.archive import BadFile, dump, init, load, load_people, patch
from ohbot.model import Heading, Person, Session

KIM, BO = Person("Kim Lee"), Person("Bo Lind", "Moderator", "Bo (WMF)")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("people.yaml", "kim: Kim Lee\nkim_: Kim Lee\nbo: {name: Bo Lind, role: Moderator, username: Bo (WMF)}\n"),
        (
            "people.toml",
            'kim = "Kim Lee"\nkim_ = "Kim Lee"\nbo = {name = "Bo Lind", role = "Moderator", username = "Bo (WMF)"}\n',
        ),
        (
            "session.yaml",
            "title: Boats\npeople:\n- {name: Kim Lee, x-nicks: [kim, kim_]}\n"
            "- {name: Bo Lind, role: Moderator, username: Bo (WMF), x-nicks: [bo]}\nbody: []\n",
        ),
        (
            "list.yaml",
            "- {name: Kim Lee, x-nicks: [kim, kim_]}\n"
            "- {name: Bo Lind, role: Moderator, username: Bo (WMF), x-nicks: [bo]}\n",
        ),
    ],
)
def test_every_form_tells_the_same_people(name: str, text: str) -> None:
    people = load_people(text, name)
    assert people == (KIM, BO)
    assert [person.metadata["x-nicks"] for person in people] == [["kim", "kim_"], ["bo"]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("kim: [a]\n", "p.yaml:1: a person's name must be text"),
        ("bo: Bo\nkim: ''\n", "p.yaml:2: here is no name; write 'nick: Name'"),
        ("bo: {nam: Bo}\n", "p.yaml:1: a person: unknown key 'nam'; did you mean 'name'"),
        ("people:\n- name: Bo\n  rolle: x\n", "p.yaml:3: a person: unknown key 'rolle'; did you mean 'role'"),
        ("just words\n", "p.yaml:1: this is no list of people"),
        ("", "p.yaml: the file is empty"),
    ],
)
def test_every_problem_has_its_line(text: str, sentence: str) -> None:
    with pytest.raises(BadFile) as raised:
        load_people(text, "p.yaml")
    assert sentence in str(raised.value)


def test_a_problem_in_toml_is_told() -> None:
    with pytest.raises(BadFile, match=r"p\.toml: not valid TOML: .*names need quotes"):
        load_people("kim = Kim Lee", "p.toml")


COMMENTS = st.lists(st.text(max_size=40), max_size=4)


@given(COMMENTS)
def test_any_comment_stays_above_the_session_whatever_changes(comments: list[str]) -> None:
    """It is never read as anything else, and a patch leaves it as it is."""
    session = Session(title="Hours", body=(Heading("One"),))
    text = dump(session, comments=comments)
    assert load(text, "x") == session
    assert yaml.safe_load(text)["title"] == "Hours"
    changed = patch(text, replace(session, title="Late hours"))
    assert changed == text.replace("title: Hours", "title: Late hours")


def test_a_session_is_found_among_files_with_problems(tmp_path: Path) -> None:
    """Only files with the words are looked into."""
    archive = init(tmp_path / "hours")
    path = archive.write(archive.folder / "b.yaml", Session(title="Hours: May"), expected=None).path
    archive.write(archive.folder / "c.yaml", Session(title="Other"), expected=None)
    (archive.folder / "a.yaml").write_text("title: [Hours: May\n", "utf-8")
    seen: list[str | None] = []

    def is_it(session: Session) -> bool:
        seen.append(session.title)
        return True

    found = archive.find(is_it, words=["nothing", "May hours", "Hours May"])
    assert (found and found.path, seen) == (path, ["Hours: May"])
    assert archive.find(is_it, words=["June"]) is None


def test_a_session_file_without_people_is_told_as_such() -> None:
    """Not as a list of nicks with mistakes in every line."""
    with pytest.raises(BadFile, match="session file has no 'people'") as caught:
        load_people("title: Hours\nbody:\n  - heading: One\nprivate: {a: [b]}\n", "hours.yaml")
    assert len(caught.value.problems) == 1
