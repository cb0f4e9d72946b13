"""What is private never leaves this machine."""

import json

import pytest

from tests.cli.desk import Desk
from tests.wiki.people import People

SECRETS = [f"mole{number}" for number in range(10)]
SESSION = """\
title: Quiet hours
private: {asked by: mole0}
x-own: mole1
people:
  - name: Amrei
    private: mole2
default_speaker: Amrei
body:
  - prose: Notes.
    private: mole3
  - heading: Questions
    x-note: mole4
  - question: Why is it quiet?
    private: {asker: mole5}
    answers:
      - text: Because of snow.
        private: mole6
      - speaker: Bosko
        text: And owls.
        x-was: [mole7]
  - time: "17:00"
    speaker: bosko
    text: hello
    private: mole8
# mole9 is only mentioned in a comment
"""


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize(
    "words",
    [
        *(
            "export quiet",
            "--json export",
            "export --format jsonl",
            "export --format csv",
            "export --format markdown",
        ),
        *("search because", "--json search because", "render quiet", "check", "--json check"),
    ],
)
def test_it_is_in_no_output(desk: Desk, words: str) -> None:
    desk.write("quiet", SESSION)
    said = desk.ohbot(*words.split())
    assert "Quiet hours" in said.stdout or "check" in words or "of snow." in said.stdout
    assert leaks(said.all) == []


@pytest.mark.wiki
def test_it_is_in_no_revision_summary_or_log_line(office: Desk, people: People) -> None:
    office.write("quiet", SESSION)
    page = f"{office.prefix}Quiet hours"
    said = [office.ohbot("-vv", "publish", "quiet").all]
    office.change("quiet", "Because of snow.", "Because of much snow.")
    office.change("quiet", "{asker: mole5}", "{asker: mole5, told: mole5}")
    said.append(office.ohbot("diff", "quiet").all)
    said.append(office.ohbot("--json", "sync").all)
    people.edit(page, (people.read(page) or "").replace("owls", "old owls"))
    said.append(office.ohbot("-vv", "sync").all)
    office.change("quiet", "  - question: Why is it quiet?", "  - question: Why is it that quiet?")
    office.ohbot("sync")
    office.change("quiet", "mole1", "mole1 mole1")
    said.append(office.ohbot("sync").all)
    assert "unchanged" in said[-1]

    history = people.sysop.ask(
        action="query", prop="revisions", titles=page, rvlimit="max", rvprop="content|comment|tags", rvslots="main"
    )
    revisions = history["query"]["pages"][0]["revisions"]
    assert len(revisions) == 4
    assert leaks(json.dumps(revisions)) == []
    assert leaks("".join(said)) == []
    assert leaks(office.read("quiet")) == SECRETS
    assert "old owls" in office.read("quiet")
