"""Texts on their whole way, from the file to the page and back: the laws that hold across the layers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ohbot.archive import dump, emit, load
from ohbot.model import Answer, Exchange, Session
from ohbot.model.text import as_stored
from ohbot.sync import State
from ohbot.sync.pull import pull
from ohbot.sync.engine import Options
from ohbot.wikitext.lens import LensError, get, put
from tests import hostile
from tests.sync.world import TITLE, World
from tests.wikitext import pages
from tests.wikitext.outline import cases

PAGES = [case.page for case in cases()]


def in_file(session: Session) -> Session:
    """A session as a file gives it back."""
    return load(dump(session), "x.yaml")


def pages_of(text: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Pages of every layout with such texts in them."""
    layouts = (*hostile.LAYOUTS, "{{{{H|title={}|date=2020-05-03|people={}|venues={}}}}}\n")
    layout = st.builds(str.format, st.sampled_from(layouts), text, text, text)
    return st.lists(layout | pages.soup(), min_size=1, max_size=3).map("\n".join)


@given(pages_of(hostile.texts()))
def test_a_page_that_is_read_comes_out_of_a_file_as_it_went_in(text: str) -> None:
    """``load(dump(get(t))) == get(t)``, for any wikitext."""
    session = get(text)
    session = replace(session, title=session.title or "x")
    assert in_file(session) == session


@given(pages_of(hostile.texts()))
def test_a_page_is_written_as_it_was_read_through_a_file_too(text: str) -> None:
    """GetPut, byte for byte, also where the file lies between."""
    session = get(text)
    assert put(session, text) == text
    assert put(replace(in_file(replace(session, title="x")), title=session.title), text) == text


def plain_files() -> st.SearchStrategy[dict[str, Any]]:
    """Session files as people write them, whatever form their texts have."""
    text = hostile.texts()
    answer = text | st.fixed_dictionaries({"speaker": st.sampled_from(["Anna", "Zoe\u0308"]), "text": text})
    exchange = st.fixed_dictionaries({"question": text, "answers": st.lists(answer, max_size=3)})
    item = st.one_of(
        exchange, exchange, st.fixed_dictionaries({"prose": text}), st.fixed_dictionaries({"heading": text})
    )
    return st.fixed_dictionaries({"title": st.just("Hour"), "body": st.lists(item, max_size=4)})


@contextmanager
def worlds() -> Iterator[World]:
    """A world in a folder of its own."""
    with TemporaryDirectory() as folder:
        yield World(Path(folder))


@given(plain_files(), plain_files())
def test_a_sync_of_any_file_comes_to_rest_in_one_edit(first: dict[str, Any], second: dict[str, Any]) -> None:
    """A new page, and then any change of the file: one edit each, or a refusal that leaves the page alone."""
    with worlds() as world:
        path = world.path(0)
        for plain in (first, second):
            file = world.read(0)
            link = (
                emit.lines(
                    {
                        "wiki": {
                            "page": TITLE,
                            **(
                                {"page_id": file.session.wiki.page_id, "revision": file.session.wiki.revision}
                                if file.session.wiki.revision
                                else {}
                            ),
                        }
                    }
                )
                if file and file.session.wiki
                else []
            )
            path.write_text("\n".join([*emit.lines(plain), *link]) + "\n", encoding="utf-8")
            before = world.server.count(world.title)
            outcome = world.sync(0, force=True)
            assert outcome is not None
            count = world.server.count(world.title)
            assert count - before <= (outcome.state is not State.REFUSED)
            world.require_converged(0)
            assert world.server.count(world.title) == count
            if outcome.state is State.REFUSED:
                return


def lines_touched(old: str, new: str) -> set[str]:
    """The lines of an old text that a new one does not have, or has in another place."""
    rows = old.split("\n"), new.split("\n")
    codes = SequenceMatcher(None, *rows, autojunk=False).get_opcodes()
    assert all(kind in ("equal", "replace") and b - a == d - c for kind, a, b, c, d in codes), (old, new)
    return {row for kind, a, b, _, _ in codes if kind != "equal" for row in rows[0][a:b]}


CODE = st.sampled_from([tag for tag in hostile.TAGS if "\n" in tag])
SAID = st.builds("{} wordone {} wordtwo".format, hostile.inline(), CODE | hostile.inline())


@given(st.sampled_from(hostile.LAYOUTS), st.lists(SAID, min_size=3, max_size=3), st.data())
def test_after_a_pull_a_changed_word_touches_its_line_alone(
    layout: str, said: list[str], data: st.DataObject
) -> None:
    """Whatever else stands in the answer: code, wrapped lines, odd blanks and letters."""
    numbered = [one.replace("word", f"{'xyz'[i]}word") for i, one in enumerate(said)]
    page = as_stored(layout.format(*numbered))
    word = data.draw(st.sampled_from([f"{side}word{number}" for side in "xyz" for number in ("one", "two")]))
    assume(page.count(word) == 1)
    with worlds() as world:
        world.server.edit(TITLE, page)
        engine = world.engine(0)
        (outcome,) = pull(world.archives[0], world.server.door(), world.config, engine, [TITLE], options=Options())
        assert outcome.state is State.PULL
        file = world.read(0)
        assert file is not None
        edited = load(dump(file.session).replace(word, "changed"), "x.yaml")
        world.archives[0].write(world.path(0), edited, expected=file.fingerprint)
        outcome2 = world.sync(0)
        assert outcome2 is not None
        assert outcome2.state is State.PUBLISH, outcome2
        assert lines_touched(page, world.page() or "") == {row for row in page.split("\n") if word in row}
