"""Real edits: what two people did to a page, one in the file and one on the wiki, comes to what the wiki had after both.

And edits by chance, of which the right result is known because the two sides changed different lines.
"""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.archive import dump, load
from ohbot.model import Page, Revision, WikiLink
from ohbot.sync.plan import Seen, State, plan
from ohbot.wikitext.lens import get
from ohbot.wikitext.stored import stored

THEN = datetime(2026, 1, 1, tzinfo=UTC)


def synced(base: str, local: str, remote: str) -> tuple[str, str]:
    """What the page gets of a file that was edited like ``local`` while the page was edited, and the outcome."""
    session = get(local)
    written = replace(session, title=session.title or "Hours", wiki=WikiLink("Hours", 1, 1))
    page = Page("Hours", 1, Revision(2, 1, THEN, None, "Ada", None, remote))
    found = plan(Seen("hours", load(dump(written), "hours.yaml"), "Hours", page, base=base))
    outcome = found.state if found.state in (State.CONFLICT, State.REFUSED) else State.MERGE
    return found.text if found.text is not None else stored(remote), outcome


def judged(base: str, local: str, remote: str, merged: str) -> str:
    """How the outcome of a sync compares with the right one."""
    text, outcome = synced(base, local, remote)
    if outcome is not State.MERGE:
        return outcome
    if text == stored(merged):
        return "exact"
    return "blank lines" if _written(text) == _written(merged) else "wrong"


def _written(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def test_people_s_real_edits_come_out_as_the_wiki_had_them(corpus: Path) -> None:
    """None is refused or wrong; of 230, chosen because they are hard, two are in conflict."""
    cases = [json.loads(line) for line in (corpus / "edits.jsonl").read_text(encoding="utf-8").splitlines()]
    counts = Counter(judged(**case) for case in cases)
    assert counts["exact"] >= 0.99 * len(cases), counts
    assert counts.keys() <= {"exact", "conflict"}, counts
