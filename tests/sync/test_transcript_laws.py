"""The laws of an import: what did not change in a transcript changes nothing, and what waits comes as it was."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ohbot.model import Session
from ohbot.sync.joining import as_kept
from ohbot.sync.transcripts import ImportResult, merged_import
from ohbot.wikitext.texts import normal
from tests.merge.edits import Versions, versions
from tests.strategies import plain_words, sessions

THREE = st.one_of(
    versions(fresh=True), versions(fresh=False), st.builds(Versions, *[sessions(plain_words(), max_items=3)] * 3)
)


def read(session: Session) -> Session:
    """A session as the reading of a transcript, as it is kept."""
    return as_kept(replace(session, title=session.title or "Hours"))


@given(THREE)
def test_a_transcript_that_did_not_change_leaves_the_file_as_it_is(v: Versions) -> None:
    """Whatever is in the file, and however it is written there."""
    found = merged_import(read(v.base), v.local, read(v.base))
    assert found.session is v.local or found.session == v.local
    assert not found.conflicts


@given(THREE)
def test_a_file_that_did_not_change_becomes_the_new_reading(v: Versions) -> None:
    """But for facts that the new reading does not tell: nobody removed those."""
    base, new = read(v.base), read(v.remote)
    found = merged_import(base, base, new)
    assert not found.conflicts
    assert normal(found.session).body == normal(new).body
    assert found.session.title == new.title


@settings(max_examples=40)
@given(THREE, st.booleans())
def test_what_waits_comes_again_and_nothing_else(v: Versions, lost: bool) -> None:
    """Also without a base, and until a person decides; then nothing waits any more."""
    new = read(v.remote)
    found = merged_import(None if lost else read(v.base), v.local, new)
    again = merged_import(found.base, found.session, new)
    assert again.session == found.session
    assert _sides(again) == _sides(found)
    for choice in ("ours", "theirs"):
        done = merged_import(found.base, found.session, new, decide=lambda _, choice=choice: choice)  # type: ignore[misc]  # a default
        assert not done.conflicts
        assert done.base == new


def _sides(found: ImportResult) -> list[tuple[object, object]]:
    return [(one.local, one.remote) for one in found.conflicts]
