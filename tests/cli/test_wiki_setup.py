"""``ohbot wiki setup`` on a real wiki: installs the header template, updates it, and lets be what people made."""

import json
import urllib.parse
import urllib.request
from collections.abc import Callable
from itertools import count

import pytest

from ohbot.sync import header
from ohbot.sync.header import version_of
from tests.cli.desk import Desk
from tests.cli.test_dry_run import newest
from tests.sandboxed import Sandbox
from tests.wiki.people import People

pytestmark = pytest.mark.wiki
NUMBERS = count(1)
PARTS = ("/words", "/layout", "/doc", "")


@pytest.fixture
def hall(office: Desk, sandbox: Sandbox) -> tuple[Desk, str]:
    """A desk whose archive names a template of its own, and the template's title."""
    name = f"Lantern header {next(NUMBERS)}"
    office.configure(sandbox.api, f'header = "{name}"\n')
    return office, f"Template:{name}"


def states(desk: Desk, *words: str, exits: int = 0) -> dict[str, str]:
    """What became of each part."""
    found = desk.ohbot("wiki", "setup", "--json", *words, exits=exits).json["pages"]
    return {page["session"]: page["state"] for page in found}


def all_in(state: str, **other: str) -> dict[str, str]:
    return dict.fromkeys(("words", "layout", "doc", "header"), state) | other


def test_it_installs_the_template_and_the_second_run_makes_no_edit(hall: tuple[Desk, str], people: People) -> None:
    desk, title = hall
    before = newest(people)
    said = desk.ohbot("wiki", "setup", "--dry-run")
    assert f"layout [{title}/layout]: would create" in said.stdout
    assert "\n+<includeonly>" in said.stdout, "what would be written is shown"
    assert newest(people) == before
    assert states(desk) == all_in("create")
    after = newest(people)
    assert states(desk) == all_in("unchanged")
    assert newest(people) == after


def test_people_edit_its_fields_by_its_template_data(hall: tuple[Desk, str], sandbox: Sandbox) -> None:
    """The parameters that ohbot writes, in that order and form, are those that the visual editor offers."""
    desk, title = hall
    desk.ohbot("wiki", "setup")
    asked = urllib.parse.urlencode({"action": "templatedata", "titles": title, "format": "json", "formatversion": 2})
    with urllib.request.urlopen(f"{sandbox.api}?{asked}", timeout=30) as answer:
        (found,) = json.load(answer)["pages"].values()
    desk.write("lantern", 'title: "Lantern hours"\nstart: 2026-06-03T17:00:00Z\nstatus: held\n')
    written = desk.ohbot("render", "lantern").stdout.partition("}}")[0].splitlines()[1:]
    names = [row.partition("=")[0].strip(" |") for row in written]
    assert found["paramOrder"][: len(names)] == names
    row = found["format"].splitlines()[1].replace("_", "{}")
    assert written[0] == row.format("title", "Lantern hours")
    assert found["params"]["status"]["suggestedvalues"] == ["planned", "held", "cancelled"]
    assert {"de", "en", "fr"} <= set(found["params"]["start"]["label"])


def test_a_page_that_people_changed_stays_and_the_others_are_updated(
    hall: tuple[Desk, str], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, title = hall
    desk.ohbot("wiki", "setup")
    for part in ("/words", "/layout"):  # what an earlier version would have shipped
        people.edit(f"{title}{part}", f"{people.read(f'{title}{part}')} earlier")
    texts = {part: people.read(f"{title}{part}") or "" for part in PARTS}
    known = {version_of(text, title, title.removeprefix("Template:")) for text in texts.values()}
    monkeypatch.setattr(header, "known_versions", lambda part: known)
    people.edit(f"{title}/words", f"{texts['/words']} and ours")
    said = desk.ohbot("wiki", "setup", "--dry-run", exits=1)
    assert f"words [{title}/words]: refused: the text there is not ohbot's (last edited by Robin" in said.stdout
    assert "</noinclude> earlier and ours\n" in said.stdout, "the difference is shown"
    assert states(desk, exits=1) == all_in("unchanged", words="refused", layout="publish")
    assert (people.read(f"{title}/words") or "").endswith("earlier and ours")
    people.edit(f"{title}/words", texts["/words"])
    assert states(desk) == all_in("unchanged", words="publish")
    assert not (people.read(f"{title}/words") or "").endswith("earlier")


def _delete(title: str, people: People) -> str:
    people.delete(f"{title}/words")
    return "deleted by Sandbox sysop"


def _nobots(title: str, people: People) -> str:
    people.edit(f"{title}/words", f"{people.read(f'{title}/words')}{{{{nobots}}}}")
    return "the text there is not ohbot's"


def _redirect(title: str, people: People) -> str:
    people.move(f"{title}/words", f"{title}/other words")
    return "the page is a redirect"


@pytest.mark.parametrize("happens", [_delete, _nobots, _redirect])
def test_what_people_did_to_a_page_is_respected(
    hall: tuple[Desk, str], people: People, happens: Callable[[str, People], str]
) -> None:
    desk, title = hall
    desk.ohbot("wiki", "setup")
    sentence = happens(title, people)
    before = newest(people)
    said = desk.ohbot("wiki", "setup", exits=1)
    assert sentence in said.stdout
    assert newest(people) == before


def test_without_the_right_nothing_is_written(hall: tuple[Desk, str], people: People, sandbox: Sandbox) -> None:
    """Not even the pages for which the right would do; who may is told what to save."""
    desk, title = hall
    people.protect(f"{title}/doc")
    before = newest(people)
    assert f"layout [{title}/layout]: would create" in desk.ohbot("wiki", "setup", "--dry-run", exits=4).stdout
    said = desk.ohbot("wiki", "setup", exits=4)
    assert f"{title}/doc: the wiki does not let this account edit that" in said.stderr
    with sandbox.switched("$wgNamespaceProtection[NS_TEMPLATE] = ['editinterface'];"):
        said = desk.ohbot("wiki", "setup", exits=4)
    assert f"{title}/words: the wiki does not let this account edit that" in said.stderr
    assert newest(people) == before


def test_the_stop_page_stops_it(hall: tuple[Desk, str], people: People, sandbox: Sandbox) -> None:
    desk, title = hall
    stop = f"User:Robin/stop {next(NUMBERS)}"
    desk.configure(sandbox.api, f'header = "{title}"\n')
    config = desk.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8").replace("[pages]", f'stop_page = "{stop}"\n[pages]'), "utf-8")
    people.edit(stop, "stop")
    assert "stopped ohbot" in desk.ohbot("wiki", "setup", exits=4).stderr
    people.edit(stop, "")
    assert states(desk) == all_in("create")


def test_a_template_that_lacks_a_part_is_not_installed(hall: tuple[Desk, str], people: People) -> None:
    """A page that was deleted stays so, and what needs it would show an error on every page."""
    desk, title = hall
    people.edit(f"{title}/words", "x")
    people.delete(f"{title}/words")
    assert states(desk, exits=1) == all_in("refused")
    assert people.read(title) is None


def test_the_doctor_tells_a_template_that_is_missing_or_old(
    hall: tuple[Desk, str], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, title = hall

    def found() -> tuple[str, str]:
        findings = {one["check"]: one for one in desk.ohbot("doctor", "--json").json["findings"]}
        return findings["header template"]["level"], findings["header template"]["sentence"]

    assert found() == ("warning", f"{{{{{title.removeprefix('Template:')}}}}} is not on the wiki")
    desk.ohbot("wiki", "setup")
    assert found()[0] == "ok"
    people.edit(f"{title}/doc", "ours")
    assert found() == ("ok", f"{{{{{title.removeprefix('Template:')}}}}} is the wiki's own, in whole or in part")
    monkeypatch.setattr(header, "known_versions", lambda part: {version_of("ours")})
    assert found()[0] == "warning"


def test_the_archive_has_to_name_a_template(office: Desk) -> None:
    assert 'write header = "Office hours header" under [pages]' in office.ohbot("wiki", "setup", exits=1).stderr
