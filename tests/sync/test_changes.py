"""Differences as people read them."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ohbot.diff.align import align
from ohbot.diff.matching import Pair, rising
from ohbot.model import Heading, Person, Prose, Session
from ohbot.model.counting import place_of
from ohbot.sync.changes import Change, changes
from ohbot.wikitext.texts import normal
from tests.merge.edits import Versions, versions

HOUR = Session(start=datetime(2026, 6, 3, 17, tzinfo=UTC), people=(Person("Amrei", "Host"), Person("Bosko")))


def test_a_time_is_told_as_session_files_write_it() -> None:
    later = replace(HOUR, start=datetime(2026, 6, 3, 18, tzinfo=UTC))
    assert changes(HOUR, later) == (Change("changed", "start", "2026-06-03T17:00:00Z", "2026-06-03T18:00:00Z"),)


def test_a_role_or_an_account_is_a_difference_that_can_be_seen() -> None:
    people = (Person("Amrei", "Chair"), Person("Bosko", None, "Bosko B"))
    (change,) = changes(HOUR, replace(HOUR, people=people))
    assert (change.old, change.new) == ("Amrei (Host), Bosko", "Amrei (Chair), Bosko (account Bosko B)")


def test_an_item_that_was_split_has_changed_and_nothing_was_added() -> None:
    pond, lake = "The pond is deep in spring.", "The lake has nine boats and a ferry."
    whole = Session(body=(Heading("Water"), Prose(f"{pond} {lake}")))
    split = Session(body=(Heading("Water"), Prose(pond), Heading("Lake"), Prose(lake)))
    assert [(change.kind, change.place) for change in changes(whole, split)] == [("changed", "prose 1")]


@given(st.one_of(versions(fresh=False, edits=4), versions(fresh=True, edits=4)))
def test_what_is_told_as_changed_moved_added_or_removed_is_what_a_merge_takes_for_it(v: Versions) -> None:
    old, new = (replace(normal(session), venues=(), people=()) for session in (v.base, v.local))
    links = align(old.body, new.body)
    parts, come = _parts(links, len(old.body))
    expected = Counter({"added": len(new.body) - len(come), "removed": len(old.body) - len({i for i, _ in links})})
    kept = rising([(min(news), min(olds)) for olds, news in parts])
    for olds, news in parts:
        if [old.body[i] for i in sorted(olds)] != [new.body[j] for j in sorted(news)]:
            expected["changed"] += 1
        elif (min(news), min(olds)) not in kept:
            expected["moved"] += 1
    found = changes(replace(new, body=old.body), new)
    assert Counter(change.kind for change in found) == +expected
    removed = {change.place for change in found if change.kind == "removed"}
    assert removed == {place_of(old.body, i) for i in set(range(len(old.body))) - {i for i, _ in links}}
    added = {change.place for change in found if change.kind == "added"}
    assert added == {place_of(new.body, j) for j in set(range(len(new.body))) - come}


def _parts(links: list[Pair], size: int) -> tuple[list[tuple[set[int], set[int]]], set[int]]:
    """What hangs together by links, in the order of the new session, and all that is linked there."""
    come = {j for _, j in links}
    parts: list[tuple[set[int], set[int]]] = []
    for j in sorted(come):
        if any(j in news for _, news in parts):
            continue
        olds: set[int] = set()
        news = {j}
        for _ in range(size + len(links)):
            olds |= {i for i, k in links if k in news}
            news |= {k for i, k in links if i in olds}
        parts.append((olds, news))
    return parts, come
