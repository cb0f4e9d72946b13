"""The base is hidden on the wiki."""

import pytest

from tests.cli.desk import Desk
from tests.wiki.people import People

pytestmark = pytest.mark.wiki


@pytest.mark.parametrize(("option", "words"), [("--ours", "much air"), ("--theirs", "cold air")])
def test_a_session_whose_base_is_hidden_is_settled_by_one_side(
    office: Desk, people: People, option: str, words: str
) -> None:
    office.write("hours")
    office.ohbot("publish", "hours")
    page = f"{office.prefix}Lantern hours: June 3, 2026"
    asked = people.sysop.ask(action="query", prop="revisions", titles=page, rvprop="ids")
    base = asked["query"]["pages"][0]["revisions"][0]["revid"]
    people.edit(page, (people.read(page) or "").replace("draws air", "draws cold air"))
    people.hide(base)
    for path in office.archive.glob(".ohbot/cache/texts/**/*"):
        if path.is_file():
            path.unlink()
    office.change("hours", "draws air", "draws much air")
    said = office.ohbot("sync", "hours", exits=1)
    assert "hidden or gone" in said.stdout
    office.ohbot("resolve", "hours", option)
    assert words in (people.read(page) or "")
    assert words in office.read("hours")
    assert "unchanged" in office.ohbot("sync", "hours").stdout
