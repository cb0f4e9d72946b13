"""The laws of the merge, over generated sessions and edits."""

import re
from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ohbot.merge import Merged, agreed, marks, merge, rebuilt, settled
from ohbot.model import Exchange, Session
from tests.merge.edits import Versions, Writer, edited, versions
from tests.strategies import plain_words, sessions

THREE = st.one_of(
    versions(fresh=False),
    versions(fresh=True),
    st.builds(Versions, *[sessions(plain_words())] * 3),
)


def plain(session: Session) -> Session:
    """A session without what merge always takes from local."""
    return replace(session, sources=(), wiki=None)


@given(THREE)
def test_a_change_on_one_side_only_is_the_result(v: Versions) -> None:
    """merge(b, x, b) = x and merge(b, b, x) = x, in values and order."""
    assert merge(v.base, v.local, v.base) == Merged(v.local)
    assert plain(merge(v.base, v.base, v.local).for_page) == plain(v.local)
    assert not merge(v.base, v.base, v.local).conflicts


@given(THREE)
def test_the_same_change_on_both_sides_is_the_result(v: Versions) -> None:
    assert merge(v.base, v.local, v.local) == Merged(v.local)


@given(THREE)
def test_swapping_the_sides_swaps_the_conflicts_and_nothing_else(v: Versions) -> None:
    here, there = merge(v.base, v.local, v.remote), merge(v.base, v.remote, v.local)
    assert plain(here.for_page) == plain(there.for_file)
    assert plain(here.for_file) == plain(there.for_page)
    assert sides(here) == Counter((c.base, c.remote, c.local) for c in there.conflicts)


def sides(merged: Merged) -> Counter[Any]:
    return Counter((c.base, c.local, c.remote) for c in merged.conflicts)


@given(versions(fresh=True, edits=1))
def test_merging_what_was_written_changes_nothing_and_keeps_the_conflicts(v: Versions) -> None:
    merged = merge(v.base, v.local, v.remote)
    assert anew(merged) == merged


def anew(merged: Merged) -> Merged:
    """What the next merge makes of what was written on both sides."""
    return merge(agreed(merged), merged.for_file, merged.for_page)


@given(versions(fresh=True, edits=7))
def test_the_base_while_conflicts_wait_comes_back_from_the_page_and_the_marks(v: Versions) -> None:
    """With what the base has in the waiting places; on any other page the marks give that very base or nothing."""
    merged = merge(v.base, v.local, v.remote)
    kept = marks(merged.conflicts)
    assert rebuilt(v.base, merged.for_page, kept) == agreed(merged)
    other = rebuilt(v.base, v.local, kept)
    held = fresh_words([(c.base, c.remote) for c in merged.conflicts])
    assert other is None or fresh_words(other).keys() <= fresh_words(v.local).keys() | held.keys()


@settings(derandomize=True)
@given(versions(fresh=True))
def test_a_crash_between_the_two_writes_is_mended_by_the_next_merge(v: Versions) -> None:
    """The page was saved and the file was not: the old base, the old file and the new page need no other words.

    What belongs together is told by likeness, so that after a crash a heavily edited thing can in rare cases (a few
    in 10,000 of these) be taken for a new one: the examples of this test are always the same ones.
    """
    merged = merge(v.base, v.local, v.remote)
    again = merge(v.base, v.local, merged.for_page)
    assert fresh_words(again.for_page) == fresh_words(merged.for_page)
    assert fresh_words(again.for_file, again.for_page).keys() >= fresh_words(merged.for_file).keys()


def fresh_words(*things: Any) -> Counter[str]:
    """How often each word that occurs once where it was written is in some things."""
    return Counter(re.findall(r"\b[blr]\d+\b", repr(things).replace("\\n", " ")))


def words_of_short_items(*sessions: Session) -> Counter[str]:
    """The words of items and answers of three words: too few to tell where they moved to, or what was split."""
    items = [item for session in sessions for item in session.body]
    answers = [answer for item in items if isinstance(item, Exchange) for answer in item.answers]
    return fresh_words([one for one in (*items, *answers) if fresh_words(one).total() <= 3])


@given(versions(fresh=True, edits=7))
def test_no_word_is_lost_or_doubled(v: Versions) -> None:
    """With words that occur once, each word's fate can be told: kept, removed by a side, or held by a conflict.

    None stands twice on a side, also while it waits. A short item that moved and changed on both sides is two, so
    that its words may; so may those of a short piece that one side split off and moved, while the other changed all.
    """
    merged = merge(v.base, v.local, v.remote)
    base, local, remote = (fresh_words(s) for s in (v.base, v.local, v.remote))
    contested = fresh_words([(c.base, c.local, c.remote) for c in merged.conflicts])
    short = words_of_short_items(v.base, v.local, v.remote)
    for result in (fresh_words(merged.for_page), fresh_words(merged.for_file)):
        assert result - short <= local | remote
        for word in (local | remote) - contested:
            removed = base[word] > min(local[word], remote[word])
            told = result[word] == max(local[word], remote[word]) or (word in short and result[word])
            assert removed or told, word


@given(versions(fresh=True, edits=7))
def test_a_conflict_keeps_what_either_side_has(v: Versions) -> None:
    merged = merge(v.base, v.local, v.remote)
    assert fresh_words(v.local) - fresh_words(v.base) <= fresh_words(merged.for_file)
    assert fresh_words(v.remote) - fresh_words(v.base) <= fresh_words(merged.for_page)


@given(versions(fresh=True, edits=7), st.integers(0, 2**32))
def test_an_open_conflict_survives_further_edits_and_nothing_is_overwritten(v: Versions, seed: int) -> None:
    """After a sync with conflicts both sides go on editing: what only one side has stays on that side.

    A sync writes only where the next merge finds the very conflicts again; else both sides stay as they were.
    """
    first = merge(v.base, v.local, v.remote)
    assume(merge(agreed(first), first.for_file, first.for_page) == first)
    random = Random(seed)
    local = edited(first.for_file, Writer(random, "l9", fresh=True), random.randint(0, 3))
    remote = edited(first.for_page, Writer(random, "r9", fresh=True), random.randint(0, 3))
    merged = merge(agreed(first), local, remote)
    mine = fresh_words(local) - fresh_words(v.base, first.for_page)
    theirs = fresh_words(remote) - fresh_words(v.base, first.for_file)
    assert mine.keys() <= fresh_words(merged.for_file).keys()
    assert theirs.keys() <= fresh_words(merged.for_page).keys()


@given(versions(fresh=True, edits=7), st.data())
def test_settling_conflicts_in_any_order_leaves_the_others_as_they_were(v: Versions, data: st.DataObject) -> None:
    """Each settled conflict puts its choice into both sessions; the rest can still be merged and settled."""
    merged = merge(v.base, v.local, v.remote)
    while merged.conflicts:
        chosen = data.draw(st.sampled_from(merged.conflicts))
        left = [c.base for c in merged.conflicts if c != chosen]
        merged = settled(merged, {chosen: data.draw(st.sampled_from(["ours", "theirs", "both"]))})
        assert [c.base for c in merged.conflicts] == left
    assert merged.for_page == merged.for_file


@given(THREE)
def test_settling_all_for_one_side_gives_that_sides_session(v: Versions) -> None:
    merged = merge(v.base, v.local, v.remote)
    assert settled(merged, dict.fromkeys(merged.conflicts, "ours")) == Merged(merged.for_file)
    assert settled(merged, dict.fromkeys(merged.conflicts, "theirs")) == Merged(merged.for_page)
