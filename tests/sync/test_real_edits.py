"""Real edits: what two people did, one in the file and one on the wiki, comes to what the wiki had after both.

And edits by chance, of which the right result is known because the two sides changed different lines.
"""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ohbot.archive import dump, load
from ohbot.model import Page, Revision, WikiLink
from ohbot.model.text import as_stored
from ohbot.sync import Observation, State, plan
from ohbot.wikitext.lens import get
from tests.sampling import sample

THEN = datetime(2026, 1, 1, tzinfo=UTC)


def synced(base: str, local: str, remote: str) -> tuple[str, str]:
    """What the page gets of a file that was edited like ``local`` while the page was edited, and the outcome."""
    session = get(local)
    written = replace(session, title=session.title or "Hours", wiki=WikiLink("Hours", 1, 1))
    page = Page("Hours", 1, Revision(2, 1, THEN, None, "Ada", None, remote))
    found = plan(Observation("hours", load(dump(written), "hours.yaml"), "Hours", page, base=base))
    outcome = found.state if found.state in (State.CONFLICT, State.REFUSED) else State.MERGE
    return found.text if found.text is not None else as_stored(remote), outcome


def judged(base: str, local: str, remote: str, merged: str) -> str:
    """How the outcome of a sync compares with the right one."""
    text, outcome = synced(base, local, remote)
    if outcome is not State.MERGE:
        return outcome
    if text == as_stored(merged):
        return "exact"
    return "blank lines" if _written(text) == _written(merged) else "wrong"


def _written(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def test_people_s_real_edits_come_out_as_the_wiki_had_them(corpus: Path) -> None:
    """None is refused or wrong, and at least 99.5 % are the same to the byte."""
    lines = sample((corpus / "edits.jsonl").read_text(encoding="utf-8").splitlines(), one_in=5)
    cases = [json.loads(line) for line in lines]
    counts = Counter(judged(**case) for case in cases)
    assert counts.keys() <= {"exact", "conflict", "blank lines"}, counts
    assert counts["exact"] >= 0.995 * len(cases), counts


PAGE = """\
An opening line about the harbour.

{{Box
|light = Lanterns
|note =
|place = Old quay
}}

It was held for the ninth time.

== Guests ==
These came from far.

{{Guest
|name = Ada
|from =
|notes =
}}

{{Guest
|name = Bosko
|from =
|notes =
}}

Everybody else was welcome, too.

== Hours ==
{| class="wikitable"
! Hour !! What
|-
| 9 || Doors open
|-
| 10 || First talk
|-
| 11 || Rest
|}

The hours may change, as they did in other years.

== Notes ==
* Bring a lantern
** a small one
* Bring a friend
* Bring nothing else

Those who came by boat were asked to wait at the old quay until noon.

=== Later ===
* [https://example.org/a A report]
* [https://example.org/b Another report]

[[Category:Harbours]]"""
"""Lines of every kind; ``_changes`` tells what may become of each."""


def _changes(line: str, word: str) -> list[list[str]]:
    """What people make of a line: ``word`` is new."""
    if line.startswith("{{"):
        return [["{{Guest", f"|name = {word}", "|from =", "|notes =", "}}", "", line]]
    if line.startswith("=="):
        return [[line.replace("== ", f"== {word} ", 1)]]
    if line == "|-":
        return [["|-", f"| {word} || {word} ends", line]]
    if line.startswith("| "):
        return [[f"{line} {word}"]]
    if line.startswith("|") and "=" in line:
        return [[f"{line} {word}"], [line, f"|{word} = more"]]
    if line.startswith("*"):
        return [
            [line, f"* {word} was added"],
            [f"* {word} was added", line] if line[1] == " " else [f"{line} {word}"],
        ]
    cited = f"<ref>{{{{cite\n|title={word}\n|url=https://example.org/{word}\n}}}}</ref>"
    first, blank, rest = line.partition(" ")
    return [[first + blank + f"{word} " + rest], (first + cited + blank + rest).split("\n")]


def _edited(lines: list[str], changes: dict[int, list[str]]) -> str:
    return "\n".join(part for number, line in enumerate(lines) for part in changes.get(number, [line]))


@given(st.integers(0, 2**32))
def test_edits_of_different_lines_are_all_on_the_page_and_nothing_else_is(seed: int) -> None:
    """Rows, arguments, citations, items, headings and blocks, several on each side, two lines apart at least."""
    random, lines = Random(seed), PAGE.split("\n")
    free = [n for n, line in enumerate(lines) if line.strip() and not line.startswith(("}}", "|}", "! ", "{|", "[["))]
    places = sorted(random.sample(free, random.randint(2, 8)))
    places = [n for before, n in zip([-9, *places], places, strict=False) if n - before > 2]
    sides: tuple[dict[int, list[str]], dict[int, list[str]]] = {}, {}
    for place in places:
        side = random.randrange(2)
        sides[side][place] = random.choice(_changes(lines[place], f"{'lr'[side]}word{place}"))
    versions = [_edited(lines, changes) for changes in ({}, *sides, sides[0] | sides[1])]
    assert judged(*versions) == "exact"


def test_what_only_stands_by_itself_on_the_page_comes_into_the_file() -> None:
    """A category that is all that an answer says is its text; the next sync must not take it for the page's own."""
    base = "# Who?\n#: Ode.\n# Where?\n#: There.\n"
    remote = base.replace("#: Ode.\n", "#: Ode.\n#: [[Category:Ponds]]\n")
    written = replace(get(base), title="Hours", wiki=WikiLink("Hours", 1, 1))
    page = Page("Hours", 1, Revision(2, 1, THEN, None, "Ada", None, as_stored(remote)))
    found = plan(Observation("hours", written, "Hours", page, base=as_stored(base)))
    assert found.session is not None
    assert found.session.body == get(remote, prior=written).body
