"""What the state machine found, each as the shortest story that showed it."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ohbot.model import Answer, Exchange, Prose, Session
from ohbot.sync import Observation, Plan, State, plan
from tests.sync.test_machine import once
from tests.sync.world import Crash, Faulty, World
from tests.wiki.memory import MemoryServer

WHY = Exchange("Why are you hiring this year?", (Answer("We have grown."),))
WHO = Exchange("Who pays for all of this?", (Answer("The fund does, as it always did."),))
NEW = Exchange("What comes next for the tools team?", (Answer("A better search, and a new home page."),))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A wiki, and a session file that is not on it yet."""
    world = World(tmp_path)
    world.write(0, Session(title="Hour", body=(WHY, WHO)))
    return world


def change(world: World, act: Callable[[Session], Session], clone: int = 0) -> None:
    """A person edits a file."""
    file = world.read(clone)
    assert file is not None
    world.write(clone, act(file.session))


def add(session: Session) -> Session:
    """A new exchange in the end."""
    return replace(session, body=(*session.body, NEW))


def die_before_the_file(world: World) -> None:
    """A run that saves the page and dies before it writes the file."""
    Faulty.crash = "before"
    assert world.sync(0) is None


def test_what_was_published_before_a_crash_and_edited_on_the_wiki_since_is_not_there_twice(world: World) -> None:
    world.sync(0)
    change(world, add)
    die_before_the_file(world)
    world.put_page((world.page() or "").replace("A better search", "A faster search"))
    world.require_converged(0)
    assert (world.page() or "").count("What comes next") == 1
    assert "A faster search" in (world.page() or "")


def test_what_was_published_before_a_crash_and_reverted_by_a_person_stays_reverted(world: World) -> None:
    world.sync(0)
    before = world.page() or ""
    change(world, add)
    die_before_the_file(world)
    world.put_page(before)
    world.require_converged(0)
    assert world.page() == before


def test_a_file_edited_further_after_a_crash_is_published_once(world: World) -> None:
    world.sync(0)
    change(world, add)
    die_before_the_file(world)
    change(world, lambda session: replace(session, body=(*session.body[:-1], replace(NEW, answers=()))))
    change(world, lambda session: replace(session, body=(*session.body[:-1], NEW)))
    change(
        world,
        lambda session: replace(
            session, body=(*session.body[:-1], replace(NEW, answers=(*NEW.answers, Answer("And more.", "Sam"))))
        ),
    )
    world.require_converged(0)
    assert (world.page() or "").count("What comes next") == 1
    assert (world.page() or "").count("A better search") == 1


def test_a_page_made_by_a_run_that_died_and_edited_by_a_person_is_the_sessions(world: World) -> None:
    die_before_the_file(world)
    world.put_page((world.page() or "").replace("We have grown.", "We have grown a lot."))
    change(world, add)
    world.require_converged(0)
    assert "grown a lot" in (world.page() or "")
    assert "What comes next" in (world.page() or "")


def test_a_file_of_the_same_name_that_lacks_what_the_page_had_from_the_start_never_takes_it_away(
    world: World,
) -> None:
    """The other clone got the file before its last edit: the page that this account made is not that file's."""
    world.path(1).write_bytes(world.bytes_of(0) or b"")
    change(world, add)
    world.sync(0)
    page = world.page()
    outcome = world.sync(1)
    assert outcome is not None
    assert outcome.state is State.REFUSED
    assert world.page() == page


def test_a_file_edited_between_the_save_and_its_write_keeps_both(world: World) -> None:
    world.sync(0)
    change(world, add)
    world.put_page((world.page() or "").replace("We have grown.", "We have grown a lot."))
    louder = replace(NEW, answers=(Answer("A better search, and a new home page!"),))
    act = once("save", "after", lambda: change(world, lambda s: replace(s, body=(*s.body[:-1], louder))))
    world.sync(0, hook=act)
    world.require_converged(0)
    for text in ("home page!", "grown a lot"):
        assert (world.page() or "").count(text) == 1


def test_what_was_added_while_a_conflict_waits_can_be_edited_and_removed(world: World) -> None:
    """Both sides have had it: so it neither comes back nor stands there twice."""
    world.sync(0)
    world.put_page((world.page() or "").replace("We have grown.", "We have doubled."))
    change(world, lambda s: add(replace(s, body=(replace(WHY, answers=(Answer("We have shrunk."),)), WHO))))
    outcome = world.sync(0)
    assert outcome is not None
    assert outcome.state is State.CONFLICT
    assert "What comes next" in (world.page() or "")
    other = Exchange("What else comes next for the tools team?", (Answer("A search, or a new home page."),))
    change(world, lambda s: replace(s, body=(*s.body[:-1], other)))
    world.require_converged(0)
    assert (world.page() or "").count("comes next for the tools") == 1
    change(world, lambda s: replace(s, body=s.body[:-1]))
    world.require_converged(0)
    assert "comes next" not in (world.page() or "")
    assert "We have doubled." in (world.page() or "")
    world.settle(0, "theirs")
    world.require_converged(0)
    assert b"We have doubled." in (world.bytes_of(0) or b"")
    assert b"merged:" not in (world.bytes_of(0) or b"")


def conflicting(world: World) -> None:
    """Both sides change the same answer, which waits for a person from here on."""
    world.put_page((world.page() or "").replace("We have grown.", "We have doubled."))
    shrunk = replace(WHY, answers=(Answer("We have shrunk."),))
    change(world, lambda s: replace(s, body=tuple(shrunk if item == WHY else item for item in s.body)))


def test_what_came_to_the_page_inside_of_an_exchange_in_conflict_is_never_taken_for_removed_by_the_file(
    world: World,
) -> None:
    """The file never had it; so it stays on the page, whatever a person takes out of the file."""
    world.sync(0)
    first = Exchange(WHY.question, (Answer("I say that it is needed.", "Sam"),))
    second = Exchange("And who pays for it?", WHY.answers)
    change(world, lambda s: add(replace(s, body=(first, second, WHO))))
    page = (world.page() or "").replace("Why are you hiring", "Why are you firing")
    world.put_page(page.replace("We have grown.", "Bosko: Pears and quinces."))
    world.sync(0)
    assert "What comes next" in (world.page() or "")
    change(world, lambda s: replace(s, body=tuple(replace(x, answers=()) if x == second else x for x in s.body)))
    world.require_converged(0)
    assert "Pears and quinces" in (world.page() or "") + (world.bytes_of(0) or b"").decode()


def test_a_new_question_much_like_an_old_one_stands_once_after_the_old_one_is_removed(world: World) -> None:
    """While a conflict waits both are published, somebody signs the new one, and the file drops the old one."""
    world.sync(0)
    conflicting(world)
    alike = Exchange("Who pays for all of this work?", (Answer("The fund does, as it always did, and we do."),))
    change(world, lambda s: replace(s, body=(*s.body, alike)))
    world.sync(0)
    world.put_page((world.page() or "").replace("always did, and we do.", "always did, and we do. [[User:Kim]]"))
    change(world, lambda s: replace(s, body=tuple(item for item in s.body if item != WHO)))
    world.require_converged(0)
    for text in (world.page() or "", (world.bytes_of(0) or b"").decode()):
        assert text.count("Who pays for all of this") == 1
        assert text.count("[[User:Kim]]") == 1


def test_a_pull_does_not_take_a_file_with_changes_of_its_own_for_a_clean_one(world: World) -> None:
    world.sync(0)
    change(world, add)
    world.sync(0, publishes=False)
    world.sync(0)
    assert "What comes next" in (world.page() or "")


def test_a_run_that_dies_in_the_hook_is_a_crash(world: World) -> None:
    def hook(name: str, _: str) -> None:
        raise Crash(name)

    assert world.sync(0, hook=hook) is None


def test_a_conflict_tells_which_side_took_the_thing_away(world: World) -> None:
    world.sync(0)
    world.put_page((world.page() or "").partition("# Who")[0])
    change(
        world, lambda s: replace(s, body=(WHY, replace(WHO, answers=(Answer("The fund does, as it never did."),))))
    )
    outcome = world.sync(0)
    assert outcome is not None
    assert "both sides changed exchange 2 (removed on the wiki); settle it" in outcome.sentence


def test_an_archive_that_is_pointed_at_another_wiki_touches_no_page_there(world: World) -> None:
    """Ids of pages and revisions mean other pages there."""
    world.sync(0)
    elsewhere = MemoryServer()
    elsewhere.edit("Main Page", "# What is this?\n#: A wiki of plants.")
    elsewhere.edit("Main Page", "# What is this?\n#: A wiki of plants and of mosses.")
    before = world.bytes_of(0)
    world.server = elsewhere
    shutil.rmtree(world.archives[0].state / "cache")
    outcome = world.sync(0)
    assert outcome is not None
    assert (outcome.state, elsewhere.count("Main Page")) == (State.REFUSED, 2), outcome
    assert "Main Page" in outcome.sentence
    assert "ohbot.toml names the right wiki" in outcome.sentence
    assert world.bytes_of(0) == before


def test_a_page_that_became_a_redirect_is_followed_as_the_sentence_says(world: World) -> None:
    """Its text was copied by hand, so the wiki knows of no move."""
    world.sync(0)
    text = world.page() or ""
    world.server.edit("Elsewhere", text.replace("We have grown.", "We have grown a lot."))
    world.server.edit(world.title, "#REDIRECT [[Elsewhere]]")
    change(world, add)
    outcome = world.sync(0)
    assert outcome is not None
    assert "put that one's name under wiki: page, and take page_id out" in outcome.sentence
    change(world, lambda s: replace(s, wiki=replace(s.wiki, page="Elsewhere", page_id=None) if s.wiki else None))
    world.title = "Elsewhere"
    world.require_converged(0)
    assert "grown a lot" in (world.page() or "")
    assert "What comes next" in (world.page() or "")


def test_prose_that_would_grow_together_with_prose_in_conflict_waits_with_it(world: World) -> None:
    """In the file both would be read as one, and the conflict would be gone with nobody's word on it."""
    intro = Prose("An hour about apples and pears.")
    change(world, lambda s: replace(s, body=(intro, *s.body)))
    world.sync(0)
    world.put_page((world.page() or "").replace(intro.wikitext, "Notes were taken by whoever came late."))
    change(world, lambda s: replace(s, body=(Prose("An hour about apples and plums."), *s.body[1:])))
    for text in ("An hour about", "Notes were taken"):
        outcome = world.sync(0)
        assert outcome is not None
        assert outcome.state is State.CONFLICT
        world.require_converged(0)
        assert text in (world.page() or "") + (world.bytes_of(0) or b"").decode()
    world.settle(0, "theirs")
    world.require_converged(0)
    assert "apples" not in (world.page() or "")


def test_a_page_that_brings_out_a_mistake_of_ohbots_is_refused_and_the_others_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.path(0).with_name("other.yaml")
    world.archives[0].write(other, Session(title="Other", body=(WHY,)), expected=None)

    def mistaken(observed: Observation, **options: Any) -> Plan:
        if observed.name == "hour":
            raise AssertionError("a line\nwithout a speaker")
        return plan(observed, **options)

    monkeypatch.setattr("ohbot.sync.engine.plan", mistaken)
    first, second = world.engine(0).run([world.path(0), other])
    assert {first.name: first.state, second.name: second.state} == {"hour": State.REFUSED, "other": State.CREATE}
    assert "a mistake in ohbot keeps it from this page (AssertionError: a line without a speaker)" in first.sentence
    (hour, _) = world.engine(0).differences([world.path(0), other])
    assert hour.problem == first.sentence
