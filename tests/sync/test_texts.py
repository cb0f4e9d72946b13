"""Texts on their whole way, from the file to the page and back: the laws that hold across the layers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ohbot.archive import dump, emit, load
from ohbot.model import Prose, Session, WikiLink
from ohbot.model.text import as_stored
from ohbot.sync import State
from ohbot.sync.engine import SyncOptions
from ohbot.sync.pull import pull
from ohbot.wikitext.lens import create, get, put
from ohbot.wikitext.shapes import SHAPES
from tests import hostile
from tests.sync.world import NAME, TITLE, World
from tests.wikitext import pages


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


def plain_bodies() -> st.SearchStrategy[list[Any]]:
    """The bodies of session files as people write them, whatever form their texts have."""
    text = hostile.texts()
    answer = text | st.fixed_dictionaries({"speaker": st.sampled_from(["Anna", "Zoe\u0308"]), "text": text})
    exchange = st.fixed_dictionaries({"question": text, "answers": st.lists(answer, max_size=3)})
    item = st.one_of(
        exchange, exchange, st.fixed_dictionaries({"prose": text}), st.fixed_dictionaries({"heading": text})
    )
    return st.lists(item, min_size=1, max_size=4)


@contextmanager
def worlds() -> Iterator[World]:
    """A world in a folder of its own."""
    with TemporaryDirectory() as folder:
        yield World(Path(folder))


def write_file(world: World, body: str, name: str = NAME) -> Path:
    """A person writes a session file, as YAML, on top of what its last sync left in it."""
    path = world.path(0).with_name(f"{name}.yaml")
    link = path.read_text(encoding="utf-8").rpartition("\nwiki:\n") if path.exists() else ("", "", "")
    path.write_text(f"title: {name}\nbody:\n{indent(body, '  ')}\n{''.join(link[1:])}", encoding="utf-8")
    return path


@given(plain_bodies(), plain_bodies())
def test_a_sync_of_any_file_comes_to_rest_in_one_edit(first: list[Any], second: list[Any]) -> None:
    """A new page, and then any change of the file: one edit each, or a refusal that leaves the page alone."""
    with worlds() as world:
        for plain in (first, second):
            write_file(world, "\n".join(emit.lines(plain)))
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
    assume(page.count(word) == 1 and "<br" not in said[0])  # a question is one paragraph
    with worlds() as world:
        world.server.edit(TITLE, page)
        engine = world.engine(0)
        (outcome,) = pull(
            world.archives[0], world.server.door(), world.config, engine, [TITLE], options=SyncOptions()
        )
        assert outcome.state is State.PULL
        file = world.read(0)
        assert file is not None
        edited = load(dump(file.session).replace(word, "changed"), "x.yaml")
        world.archives[0].write(world.path(0), edited, expected=file.fingerprint)
        outcome2 = world.sync(0)
        assert outcome2 is not None
        assert outcome2.state is State.PUBLISH, outcome2
        assert lines_touched(page, world.page() or "") == {row for row in page.split("\n") if word in row}


# --- what people ran into


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A wiki and two archives, all empty."""
    return World(tmp_path)


def sync(world: World) -> State:
    """What a sync of the file came to."""
    outcome = world.sync(0)
    assert outcome is not None
    return outcome.state


@pytest.mark.parametrize("words", ["In e\u0301te\u0301", "\u09a8\u09df", "\u212bngstr\u00f6m", "\u1100\u1161\u11a8"])
def test_letters_that_the_wiki_stores_otherwise_are_no_change_of_the_file(world: World, words: str) -> None:
    """So an edit of the same answer on the wiki comes in, and is in no conflict with them."""
    write_file(world, f"- question: When?\n  answers: [{words} we went home and slept.]\n")
    assert sync(world) is State.CREATE
    assert sync(world) is State.UNCHANGED
    world.server.edit(TITLE, (world.page() or "").replace("slept", "rested").replace(as_stored(words), "Later"))
    assert sync(world) is State.PULL
    assert "Later we went home and rested." in world.path(0).read_text(encoding="utf-8")


def test_while_a_conflict_waits_such_letters_add_no_copy_of_an_answer(world: World) -> None:
    text = "- question: Where?\n  answers: [\u09a8\u09df and e\u0301 {}.]\n- question: When?\n  answers: [{}]\n"
    write_file(world, text.format("there", "Soon."))
    sync(world)
    world.server.edit(TITLE, (world.page() or "").replace("Soon.", "Tomorrow."))
    write_file(world, text.format("there", "Yesterday.") + "- question: Who?\n  answers: [\u09df.]\n")
    assert sync(world) is State.CONFLICT
    page, count = world.page(), world.server.count(TITLE)
    assert sync(world) is sync(world) is State.CONFLICT
    assert (world.page(), world.server.count(TITLE)) == (page, count)


CODE_IN_FILE = """\
- question: How?
  answers:
    - |
      Like this:

      <syntaxhighlight lang="python">
      def f():
          if x:

              return  1
      </syntaxhighlight>

      and <poem>
       one
         two
      </poem> that.
"""


LETTERED = "'''Q:''' Why?\n\nA: So.\n\n'''Q:''' Where?\n\nA: There.\n"
BOLD = "'''Why?'''\n\nSo it is.\n\n'''Where?'''\n\nThere it is.\n"


@pytest.mark.parametrize(("shape", "page"), [*((shape, "") for shape in sorted(SHAPES)), ("", LETTERED), ("", BOLD)])
def test_code_that_a_file_adds_reaches_the_page_as_it_is_and_reads_back(shape: str, page: str) -> None:
    """Indentation, blank lines and all, on new pages of every shape, and in the form of those that are there."""
    file = load(f"title: x\nbody:\n{indent(CODE_IN_FILE, '  ')}", "x.yaml")
    session = replace(file, title=None, body=(*get(page).body, *file.body))
    text = put(session, page) if page else create(session, shape=shape)
    for code in ("\ndef f():\n    if x:\n\n        return  1\n</syn", "<poem>\n one\n   two\n</poem> that."):
        assert code in text
    assert get(text).body == session.body


def test_code_in_a_file_is_published_as_it_is_and_its_indentation_is_a_change(world: World) -> None:
    write_file(world, CODE_IN_FILE)
    assert sync(world) is State.CREATE
    assert sync(world) is State.UNCHANGED
    write_file(world, CODE_IN_FILE.replace("        return  1", "      return  1"))
    assert sync(world) is State.PUBLISH
    assert "\n      return  1\n" in (world.page() or "")
    world.server.edit(TITLE, (world.page() or "").replace("\n    if x", "\n  if x"))
    assert sync(world) is State.PULL
    assert "\n          if x:\n\n              return  1\n" in world.path(0).read_text(encoding="utf-8")


def test_delete_in_a_file_or_on_a_page_stops_no_other_session(world: World) -> None:
    """U+007F is kept, as the wiki keeps it; raw in YAML, which has no such thing, it is told with its line."""
    quoted = write_file(world, '- prose: "a\\x7fb"\n', "quoted")
    raw = write_file(world, "- prose: a\x7fb\n", "raw")
    fine = write_file(world, "- prose: fine\n", "fine")
    outcomes = {outcome.name: outcome for outcome in world.engine(0).run([raw, quoted, fine])}
    assert [outcomes[name].state for name in ("raw", "quoted", "fine")] == [State.REFUSED, State.CREATE, State.CREATE]
    assert re.search(r"raw\.yaml:3: YAML has the character U\+007F only as \\x7f in double", outcomes["raw"].sentence)
    assert world.server.read("Quoted") == "a\x7fb"
    world.server.edit("Quoted", "a\x7fb and \x7f more")
    again = {outcome.name: outcome.state for outcome in world.engine(0).run([quoted, fine])}
    assert again == {"quoted": State.PULL, "fine": State.UNCHANGED}
    assert load(quoted.read_text(encoding="utf-8"), "").body == (Prose("a\x7fb and \x7f more"),)


@pytest.mark.parametrize(
    "prose",
    [
        "<https://meet.example.org/x> was the room.",
        "&lt;https://meet.example.org/x&gt; was the room.",
        "[18:00] <nick> text",
        "We said:\n\n[18:00] <nick> text\n[18:01] * nick waves\n\nand left.",
        "<pre>\n[18:00] <nick> text\n[18:01] * nick waves\n</pre>",
        " [18:00] <nick> indented",
    ],
)
@pytest.mark.parametrize("around", ["", "[17:00:00] <anna> hello\n[17:00:01] <ben> hi\n", "# Why?\n#: So.\n"])
def test_prose_that_looks_like_a_log_is_published_and_reads_back(world: World, prose: str, around: str) -> None:
    """Between the messages of a log, too."""
    items = get(around).body
    session = Session(title="Hour", body=(*items, Prose(prose), *items[:1]))
    world.write(0, session)
    assert sync(world) is State.CREATE
    assert sync(world) is State.UNCHANGED
    assert get(world.page() or "").body == session.body
    world.write(0, replace(session, body=(*items, Prose(f"{prose}\nMore words."), *items[:1]), wiki=linked(world)))
    assert sync(world) is State.PUBLISH
    world.server.edit(TITLE, (world.page() or "").replace("More words.", "Other words."))
    assert sync(world) is State.PULL
    file = world.read(0)
    assert file is not None
    assert file.session.body[len(items)] == Prose(f"{prose}\nOther words.")


def linked(world: World) -> WikiLink | None:
    """Where the file's session lives."""
    file = world.read(0)
    return file.session.wiki if file else None
