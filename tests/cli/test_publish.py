"""Publish and sync, one session and many, under whatever names."""

import html
import re
import textwrap

import pytest

from tests.cli.desk import SESSION, Desk
from tests.sandboxed import Sandbox
from tests.wiki.people import People

pytestmark = pytest.mark.wiki


def test_what_a_page_has_around_the_session(office: Desk, people: People) -> None:
    office.write("hours")
    office.ohbot("publish", "hours")
    text = people.read(f"{office.prefix}Lantern hours: June 3, 2026") or ""
    first, last = (
        "This session took place on Wednesday, June 3, 2026, 17:00 UTC.",
        "Answers are by Amrei unless otherwise noted.",
    )
    opening = f"{first}\n\n{last}"
    assert text.startswith(f"{opening}\n\nNotes of the lantern hour.\n")
    assert text.endswith("\n[[Category:Lantern hours]]")
    assert "the file gets" not in office.ohbot("sync").all
    assert f"- prose: |\n{textwrap.indent(opening, ' ' * 6)}\n\n      Notes" in office.read("hours")


def test_publishing_twice_makes_one_revision(office: Desk, people: People) -> None:
    office.write("hours")
    office.ohbot("publish", "hours")
    files = office.files()
    assert "unchanged" in office.ohbot("publish", "hours").stdout
    assert people.count(f"{office.prefix}Lantern hours: June 3, 2026") == 1
    assert office.files() == files


def test_comments_and_order_of_the_file_survive(office: Desk) -> None:
    office.bare()
    office.write("hours")
    office.ohbot("publish", "hours")
    assert office.read("hours").startswith(SESSION)
    assert "wiki:\n  page: " in office.read("hours")


def test_the_edit_summary_says_what_changed(office: Desk, people: People) -> None:
    office.write("hours")
    office.ohbot("publish", "hours")
    office.change("hours", "draws air", "draws warm air")
    office.ohbot("publish", "hours")
    page = f"{office.prefix}Lantern hours: June 3, 2026"
    asked = people.person.ask(action="query", prop="revisions", titles=page, rvlimit=2, rvprop="comment|flags|user")
    newest, oldest = asked["query"]["pages"][0]["revisions"]
    assert "Lantern hours: June 3, 2026" in oldest["comment"]
    assert "exchange 1" in newest["comment"]
    assert "private" not in newest["comment"]
    assert not newest["minor"]
    assert newest["user"] == "Office hours bot"


def test_the_edit_summary_is_in_the_wikis_language(office: Desk, people: People, sandbox: Sandbox) -> None:
    """Unless the archive has a summary of its own."""
    page = f"{office.prefix}Lantern hours: June 3, 2026"
    asked = {"action": "query", "prop": "revisions", "titles": page, "rvlimit": 3, "rvprop": "comment"}
    with sandbox.switched("$wgLanguageCode = 'de';"):
        office.write("hours")
        office.ohbot("publish", "hours")
        office.change("hours", "draws air", "draws warm air")
        office.ohbot("publish", "hours")
        (office.archive / "templates").mkdir()
        (office.archive / "templates" / "summary.txt").write_text("our bot: << changes >>", "utf-8")
        office.change("hours", "And sometimes me", "And on Fridays me")
        office.ohbot("publish", "hours")
        found = people.person.ask(**asked)["query"]["pages"][0]["revisions"]
    assert [revision["comment"] for revision in found] == [
        "our bot: Frage 2 geändert",
        "Aktualisiert: Frage 1 geändert (ohbot, aus dem Archiv der Sprechstunden)",
        "Neue Sprechstunde: Lantern hours: June 3, 2026 (ohbot, aus dem Archiv der Sprechstunden)",
    ]


def test_a_title_calls_nobody_on_the_wiki(office: Desk, people: People) -> None:
    """As it is stored in the page's history."""
    title = "Hours of User:Sysop"
    office.write("hours", SESSION.replace("Lantern hours: June 3, 2026", title))
    (office.archive / "templates").mkdir()
    (office.archive / "templates" / "own.txt").write_text("<< changes >> /* << title >> */ << contact >>", "utf-8")
    config = office.archive / "ohbot.toml"
    more = 'contact = "[[User:Sysop]] /* x */"\n[pages]\nsummary = "own.txt"'
    config.write_text(config.read_text("utf-8").replace("[pages]", more), "utf-8")
    office.ohbot("publish", "hours")
    page = f"{office.prefix}{title}"
    asked = people.person.ask(action="query", prop="revisions", titles=page, rvprop="comment|parsedcomment")
    (revision,) = asked["query"]["pages"][0]["revisions"]
    assert "[[" not in revision["comment"]
    assert revision["parsedcomment"].count("<a") == 1  # the template's own, to a section
    seen = html.unescape(re.sub("<[^>]*>", "", revision["parsedcomment"])).replace("\u2060", "")
    assert seen.endswith("[[User:Sysop]] /* x */")


def test_a_page_that_is_there_already_is_left_alone(office: Desk, people: People) -> None:
    page = f"{office.prefix}Lantern hours: June 3, 2026"
    people.edit(page, "Something quite different.")
    office.write("hours")
    before = office.read("hours")
    for command in ("publish", "sync", "status"):
        assert "there is a page of this name already" in office.ohbot(command, "hours", exits=1).stdout
    assert people.count(page) == 1
    assert office.read("hours") == before


def test_a_page_that_says_the_same_already_is_taken_up(office: Desk, people: People) -> None:
    office.write("hours")
    page = f"{office.prefix}Lantern hours: June 3, 2026"
    people.edit(page, office.ohbot("render", "hours").stdout)
    assert "recorded" in office.ohbot("publish", "hours").stdout
    assert people.count(page) == 1
    assert "unchanged" in office.ohbot("sync").stdout


TITLES = (
    "Plain",
    "two  blanks_and an underscore",
    "Hours: the second: 18:00",
    "Stunden über Öl – 日本語 🎃",
    "cafe\u0301",
    "deep/er/Hours",
    "small letter first",
    "Question? 100% & 'quotes' \"too\" + (more), $1; a=b!",
    "Template talk 2026",
)


def test_any_name_that_a_page_may_have_is_published_and_comes_back(office: Desk, people: People) -> None:
    for number, title in enumerate(TITLES):
        office.write(f"hours-{number}", "default_speaker: Amrei\n" + SESSION.split("\n", 2)[2])
        text = office.read(f"hours-{number}").replace("default_speaker: Amrei\ndefault_speaker", "default_speaker")
        quoted = title.replace("'", "''")
        office.write(f"hours-{number}", f"title: 'T{number}'\n{text}wiki:\n  page: '{office.prefix}{quoted}'\n")
    names = [f"hours-{number}" for number in range(len(TITLES))]
    assert "9 sessions: 9 created" in office.ohbot("publish", *names).stderr
    assert "9 sessions: 9 unchanged" in office.ohbot("sync").stderr
    assert "9 sessions: 9 unchanged" in office.ohbot("pull", "--all").stderr
    for title in TITLES:
        assert people.count(f"{office.prefix}{title}") == 1


@pytest.mark.parametrize("namespace", ["User:Robin/", "Project:", "Talk:", "user talk:Robin/"])
def test_a_prefix_may_name_a_namespace(office: Desk, sandbox: Sandbox, people: People, namespace: str) -> None:
    elsewhere = Desk(office.folder, f"{namespace}{office.prefix}")
    elsewhere.configure(sandbox.api)
    elsewhere.write("hours")
    elsewhere.ohbot("publish", "hours")
    assert people.count(f"{namespace}{office.prefix}Lantern hours: June 3, 2026") == 1
    elsewhere.ohbot("sync")
    people.edit(f"{namespace}{office.prefix}Other", "# Why?\n#: So.")
    assert "2 sessions: 1 unchanged, 1 pulled" in elsewhere.ohbot("pull", "--all").stderr


def test_a_moved_page_is_followed(office: Desk, people: People) -> None:
    office.write("hours")
    office.ohbot("publish", "hours")
    page = f"{office.prefix}Lantern hours: June 3, 2026"
    people.move(page, f"{office.prefix}Lanterns")
    office.change("hours", "draws air", "draws warm air")
    office.ohbot("sync")
    assert f"{office.prefix}Lanterns" in office.read("hours")
    assert "draws warm air" in (people.read(f"{office.prefix}Lanterns") or "")
    assert people.read(page) == f"#REDIRECT [[{office.prefix}Lanterns]]"


def test_several_sessions_are_told_one_by_one_and_in_numbers(office: Desk, people: People) -> None:
    for name in "abcd":
        office.write(name, SESSION.replace("June 3, 2026", name))
    office.ohbot("publish", *"abcd")
    people.edit(
        f"{office.prefix}Lantern hours: a", (people.read(f"{office.prefix}Lantern hours: a") or "") + "\nBye."
    )
    office.change("b", "draws air", "draws warm air")
    office.write("bad", "titel: x\n")
    said = office.ohbot("sync", exits=1)
    assert "a [" in said.stdout
    assert "c [" not in said.stdout
    assert "5 sessions: 2 unchanged, 1 published, 1 pulled, 1 refused" in said.stderr
    found = office.ohbot("sync", "--json", exits=1).json
    assert (found["exit"], found["dry_run"]) == (1, False)
    told = {one["session"]: (one["state"], one["exit"]) for one in found["sessions"]}
    assert told == dict.fromkeys("abcd", ("unchanged", 0)) | {"bad": ("refused", 1)}


def test_most_edits_of_a_run_are_kept_to(office: Desk, people: People) -> None:
    for name in "abc":
        office.write(name, SESSION.replace("June 3, 2026", name))
    assert "its last edit" in office.ohbot("sync", "--max-edits", 2).stdout
    assert sum(people.count(f"{office.prefix}Lantern hours: {name}") for name in "abc") == 2
    office.ohbot("sync")
    assert [people.count(f"{office.prefix}Lantern hours: {name}") for name in "abc"] == [1, 1, 1]


def test_an_empty_archive_says_what_brings_sessions(office: Desk) -> None:
    assert "'ohbot import'" in office.ohbot("sync").stderr
    assert office.ohbot("--json", "sync").json["sessions"] == []


def test_quiet_tells_results_alone(office: Desk) -> None:
    office.write("a")
    assert office.ohbot("-q", "sync").stderr == ""
    assert office.ohbot("sync", "-q").stderr == ""


def test_diff_shows_facts_that_the_file_came_to_have(office: Desk) -> None:
    """And none that it had all the time, whether the page shows them or not."""
    office.write("hours", SESSION.replace("default_speaker", "end: 2026-06-03T18:00:00Z\ndefault_speaker"))
    office.ohbot("publish", "hours")
    assert "  file: " not in office.ohbot("diff", "hours").stdout
    office.change("hours", "default_speaker:", "venues: [the boathouse]\ndefault_speaker:")
    said = [line for line in office.ohbot("diff", "hours").stdout.splitlines() if line.startswith("  file: ")]
    assert said == ["  file: venues changed"]
    office.ohbot("sync")
    assert "  file: " not in office.ohbot("diff", "hours").stdout
