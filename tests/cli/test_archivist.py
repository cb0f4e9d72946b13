"""An archivist's first run: hundreds of old pages become data, and stay as they are on the wiki."""

import json
from datetime import UTC, datetime

import pytest

from tests.cli.desk import Desk
from tests.wiki.people import People

LAYOUTS = (
    "{{{{Lantern header|number={n}}}}}\n== Questions ==\n# Why does lantern {n} hum?\n#: Ode: The wick draws air.\n",
    "* '''Who lights lantern {n}?'''\n** [[User:Bela|Bela]]: Nobody does.\n* '''Why?'''\n** It waits for the moon.\n",
    " [17:00:12] <ode> Where is lantern {n}?\n [17:00:40] <bela> North of the mill.\n",
    "; Is lantern {n} lit?\n: Since dusk.\n[[Category:Lantern hours]]\n",
    "Notes of hour {n}.\n\n'''Q:''' Who has the key?\n\n'''A:''' The miller.\n",
)
"""How old pages look; the names in them are invented."""
MANY = 300


@pytest.mark.wiki
def test_three_hundred_old_pages_become_data_in_one_go(office: Desk, people: People) -> None:
    texts = {f"{office.prefix}Hour {n:03}": LAYOUTS[n % len(LAYOUTS)].format(n=n) for n in range(MANY)}
    people.import_pages(texts, user="Old hand", timestamp=datetime(2019, 3, 4, tzinfo=UTC))
    assert f"{MANY} sessions: {MANY} pulled" in office.ohbot("pull", "--all").stderr
    assert f"{MANY} sessions checked, 0 problems" in office.ohbot("check").all
    rows = [json.loads(line) for line in office.ohbot("export", "--format", "jsonl").stdout.splitlines()]
    assert {row["page"] for row in rows} == set(texts)
    kinds = [{item["type"] for section in row["sections"] for item in section["items"]} for row in rows]
    assert all(found & {"exchange", "message"} for found in kinds), "each layout is read as what it is"
    assert "lantern 142" in office.ohbot("search", "lantern 142").stdout.replace("[", "").replace("]", "")
    assert f"{MANY} sessions: {MANY} unchanged" in office.ohbot("sync").stderr, "no page is edited"
    some = list(texts)[: len(LAYOUTS)]
    assert [people.read(title) for title in some] == [texts[title] for title in some]
