"""Facts in prose: whichever of fact and prose a person changes, on whichever side, carries the other along."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.archive import dump, load
from ohbot.model import Answer, Exchange, Page, Person, Prose, Revision, Session, WikiLink
from ohbot.sync import Observation, Plan, State, plan
from ohbot.sync.values import Skeleton
from ohbot.wiki.texts import sha1_of
from ohbot.wikitext.lens import get

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
OLD, NEW, OTHER = (datetime(2020, 10, day, 18, tzinfo=UTC) for day in (15, 22, 29))
WHY = Exchange("Why are you hiring?", (Answer("We have grown."),))


@dataclass
class Desk:
    """A session file and its page, in memory."""

    file: Session
    texts: list[str] = field(default_factory=list)
    skeleton: Skeleton = field(default_factory=Skeleton)

    def plan(self, session: Session, **options: Any) -> Plan:
        """What a sync of the file would do."""
        now, link = len(self.texts), session.wiki
        page = Page("Hour", 1 if now else None)
        base, merged = options.pop("base", None), options.pop("merged", None)
        if now:
            sha1 = sha1_of(self.texts[-1])
            page = Page("Hour", 1, Revision(now, now - 1, NOON, sha1, "Kim", None, self.texts[-1]))
        if base is None and link and link.revision:
            base = self.texts[link.revision - 1]
        if merged is None and link and link.merged:
            merged = self.texts[link.merged - 1]
        return plan(Observation("hour", session, "Hour", page, base, self.skeleton, merged=merged), **options)

    def sync(self, **options: Any) -> Plan:
        """One run, as the engine does it; what is written into the file is read from it."""
        found = self.plan(self.file, **options)
        session = found.session or self.file
        if found.text is not None:
            self.texts.append(found.text)
            now = len(self.texts)
            link = session.wiki or WikiLink("Hour")
            if found.state is State.CREATE:
                link = replace(link, page_id=1, revision=now, sha1=sha1_of(found.text))
            link = replace(link, merged=now, merged_sha1=sha1_of(found.text)) if found.conflicts else link
            session = replace(session, wiki=link)
            sent = {"merged": found.text} if found.conflicts else {"base": found.text}
            session = self.plan(session, force=True, publishes=False, **sent).session or session
        self.file = load(dump(session), "hour.yaml")
        return found

    def edit(self, old: str, new: str) -> None:
        """A person edits the page."""
        assert self.texts[-1].count(old) == 1
        self.texts.append(self.texts[-1].replace(old, new))

    def change(self, **facts: Any) -> None:
        """A person changes facts in the file."""
        self.file = replace(self.file, **facts)

    def rewrite(self, old: str, new: str) -> None:
        """A person edits the first prose in the file."""
        first = self.file.body[0]
        assert isinstance(first, Prose)
        assert first.wikitext.count(old) == 1
        self.change(body=(Prose(first.wikitext.replace(old, new)), *self.file.body[1:]))

    @property
    def prose(self) -> str:
        """The first prose in the file."""
        first = self.file.body[0]
        assert isinstance(first, Prose)
        return first.wikitext

    def require_quiet(self) -> None:
        """Both sides say the same, and the next run does and tells nothing."""
        found = self.sync()
        assert (found.state, found.sentence) == (State.UNCHANGED, "both say the same")
        assert get(self.texts[-1], prior=self.file).body == self.file.body


SPOKEN = "This was a session on Zoom on October 15, 2020 at 18:00 UTC (20:00 CEST)."


@pytest.fixture
def desk() -> Desk:
    """A session whose prose tells its start, published."""
    desk = Desk(Session(title="Hour", start=OLD, body=(Prose(SPOKEN), WHY)))
    desk.sync()
    desk.require_quiet()
    return desk


def test_a_changed_fact_rewrites_the_prose_of_file_and_page_in_its_own_wording(desk: Desk) -> None:
    desk.change(start=NEW + timedelta(minutes=30))
    found = desk.sync()
    assert found.state is State.PUBLISH
    assert found.sentence == "the file's changes go to the page; in the file follows: prose 1 changed"
    assert desk.prose == SPOKEN.replace("15", "22").replace("18:00", "18:30").replace("20:00", "20:30")
    assert desk.prose in desk.texts[-1]
    desk.require_quiet()


@pytest.mark.parametrize("where", ["file", "page"])
def test_a_fact_follows_what_a_person_changes_in_the_prose(desk: Desk, where: str) -> None:
    (desk.rewrite if where == "file" else desk.edit)("October 15, 2020", "October 22, 2020")
    assert desk.sync().state is (State.PUBLISH if where == "file" else State.PULL)
    assert desk.file.start == NEW
    desk.require_quiet()


def test_two_new_values_are_a_conflict(desk: Desk) -> None:
    """Nothing is guessed, and either decision settles fact and prose of both sides."""
    desk.change(start=NEW)
    desk.edit("October 15", "October 29")
    before = desk.file, len(desk.texts)
    for choice, start in (("ours", NEW), ("theirs", OTHER)):
        desk.file, size = before
        del desk.texts[size:]
        found = desk.sync()
        assert found.state is State.CONFLICT
        assert [(c.local, c.remote) for c in found.conflicts] == [((NEW,), (OTHER,))]
        assert desk.file.start == NEW
        assert get(desk.texts[-1]).start == OTHER
        desk.sync(decide=lambda _, choice=choice: choice)
        assert desk.file.start == get(desk.texts[-1]).start == start
        assert f"October {start.day}" in desk.prose
        desk.require_quiet()


def test_an_edit_of_other_words_in_the_same_sentence_goes_with_a_changed_fact(desk: Desk) -> None:
    desk.change(start=NEW)
    desk.edit("on Zoom", "on Zoom and IRC")
    desk.sync()
    assert desk.prose == SPOKEN.replace("15", "22").replace("on Zoom", "on Zoom and IRC")
    desk.require_quiet()


def test_a_file_whose_fact_and_prose_were_changed_to_different_values_is_left_as_it_is(desk: Desk) -> None:
    desk.rewrite("October 15", "October 22")
    desk.change(start=OTHER)
    found = desk.sync()
    assert "the page says another start" in found.sentence
    assert (desk.file.start, get(desk.texts[-1]).start) == (OTHER, NEW)
    desk.require_quiet()


def test_prose_of_another_meeting_is_left_alone(desk: Desk) -> None:
    """What never agreed with the file is told once, and stays whatever becomes of the fact."""
    desk = Desk(Session(title="Hour", start=OLD, body=(Prose("The next one: November 12, 2020, 18:00 UTC"), WHY)))
    assert "the page says another start" in desk.sync().sentence
    desk.require_quiet()
    desk.change(start=NEW)
    assert "the page says another start" in desk.sync().sentence
    desk.require_quiet()
    assert "November 12, 2020" in desk.texts[-1]
    desk.edit("November 12", "November 19")
    desk.sync()
    assert desk.file.start == NEW
    desk.require_quiet()


def test_a_page_that_tells_the_day_alone_leaves_the_time_of_day_to_the_file() -> None:
    desk = Desk(Session(title="Hour", start=OLD, body=(Prose("The hour of 15 October 2020."), WHY)))
    assert "the page does not show time of day" in desk.sync().sentence
    desk.require_quiet()
    desk.edit("15 October", "22 October")
    desk.sync()
    assert desk.file.start == NEW
    desk.change(start=OTHER)
    desk.sync()
    assert desk.prose == "The hour of 29 October 2020."
    desk.require_quiet()


def test_a_file_learns_what_the_prose_of_its_page_tells() -> None:
    """Also a file of an earlier version, whose page told it all the time."""
    desk = Desk(Session(title="Hour", body=(Prose(SPOKEN), WHY)))
    desk.sync()
    assert desk.file.start == OLD
    desk.require_quiet()


@pytest.mark.parametrize("side", ["header", "prose"])
def test_header_and_prose_of_a_page_go_together(side: str) -> None:
    """Whichever a person edits on the wiki, and a fact changed in the file changes both."""
    header = "{{Hour|title=Hour|start=2020-10-15T18:00:00Z}}\n"
    desk = Desk(Session(title="Hour", start=OLD, body=(Prose(SPOKEN), WHY)), skeleton=Skeleton(before=header))
    desk.sync()
    desk.require_quiet()
    desk.edit(*(("2020-10-15", "2020-10-22") if side == "header" else ("October 15", "October 22")))
    desk.sync()
    assert desk.file.start == NEW
    assert "start=2020-10-22T18:00:00Z" in desk.texts[-1]
    assert "October 22" in desk.prose
    desk.require_quiet()
    desk.change(start=OTHER)
    desk.sync()
    assert "start=2020-10-29T18:00:00Z" in desk.texts[-1]
    assert "October 29" in desk.prose
    desk.require_quiet()


def test_header_and_prose_changed_to_different_values_on_two_sides_are_a_conflict() -> None:
    """Though they are on different lines."""
    header = "{{Hour|title=Hour|start=2020-10-15T18:00:00Z}}\n"
    desk = Desk(Session(title="Hour", start=OLD, body=(Prose(SPOKEN), WHY)), skeleton=Skeleton(before=header))
    desk.sync()
    desk.rewrite("October 15", "October 22")
    desk.edit("2020-10-15", "2020-10-29")
    assert desk.sync().state is State.CONFLICT
    assert desk.sync(decide=lambda _: "theirs").state is not State.CONFLICT
    assert desk.file.start == OTHER


def test_a_header_gets_no_fields_that_nobody_asked_for() -> None:
    """What is in the file already is told once; what a person adds there goes into the header in its form."""
    page = "{{Lantern\n| date = 15 October 2020\n}}\n# Why?\n#: So."
    link = WikiLink("Hour", 1, revision=1, sha1=sha1_of(page), unshown=())
    desk = Desk(replace(get(page), title="Hour", wiki=link), [page])
    desk.require_quiet()
    desk.change(venues=("Zoom",), start=NEW)
    assert desk.sync().state is State.PUBLISH
    fields = "| date = 22 October 2020\n| venues = Zoom\n| time = 18:00 UTC\n"
    assert desk.texts[-1] == page.replace("| date = 15 October 2020\n", fields)
    desk.require_quiet()


# --- what a page does not show

UNSHOWN = {
    "venues": ("Zoom",),
    "recordings": ("https://v.example/1",),
    "people": (Person("Ann", "host"),),
    "status": "cancelled",
    "default_speaker": "Ann",
    "start": OLD,
}


@pytest.mark.parametrize("fact", UNSHOWN)
def test_a_fact_that_the_page_does_not_show_is_told_once(fact: str) -> None:
    """When the page is made, and when the fact changes; with a line that would show it, which then does."""
    desk = Desk(Session(title="Hour", body=(Prose("Words."), WHY)))
    desk.change(**{fact: UNSHOWN[fact]})
    told = f"the page does not show {fact.replace('_', ' ')}"
    assert told in desk.sync().sentence
    desk.require_quiet()
    changed: dict[str, Any] = {
        "venues": ("IRC",),
        "recordings": ("https://v.example/2",),
        "people": (Person("Bo", "host"),),
        "status": "planned",
        "default_speaker": "Bo",
        "start": date(2020, 10, 22),
    }
    desk.change(**{fact: changed[fact]})
    assert told in desk.plan(desk.file).sentence
    assert told in desk.sync().sentence
    desk.require_quiet()
    line = {
        "venues": "Where: IRC",
        "recordings": "Recording: https://v.example/2",
        "people": "With: Bo (host)",
        "status": "Status: planned",
        "default_speaker": "Answers by: Bo",
        "start": "Date: 22 October 2020",
    }[fact]
    desk.edit("Words.", f"Words.\n\n{line}")
    desk.sync()
    assert desk.file.wiki is not None
    assert desk.file.wiki.unshown == ()
    desk.require_quiet()


# --- the law

WORDINGS: dict[str, tuple[Callable[[str], str], ...]] = {
    "start": (
        "The hour was held on {} UTC on Zoom.".format,
        "* '''When:''' {} UTC\n* '''Language:''' English".format,
        "; Datum : {} UTC".format,
        '{{| class="wikitable"\n! Date\n| {} UTC\n|-\n! Notes\n| none\n|}}'.format,
        "'''日時：''' {} UTC <!-- checked -->".format,
    ),
    "recordings": (
        "The recording is [{} over there], thanks to all.".format,
        "* Recording: {}".format,
        "It was livestreamed at {}.".format,
    ),
    "venues": ("Where: {}, IRC".format, "'''Ort:''' {}, IRC<br />Words".format),
    "people": ("With: {} (host), Bela".format, "{{|\n| Hosts || {} (host)\n|}}".format),
    "default_speaker": ("Answers are by {} unless otherwise noted.".format, "Answered by: '''{}'''".format),
}
VALUES: dict[str, tuple[str, ...]] = {
    "start": ("15 October 2020, 18:00", "22 October 2020, 18:00", "1 March 2021, 09:30"),
    "recordings": ("https://v.example/1", "https://v.example/2?a=b&c", "https://w.example/x_(y)"),
    "venues": ("Zoom", "The old mill", "Matrix"),
    "people": ("Ann", "Cem Özkan", "Dora O'Neil"),
    "default_speaker": ("Maggie", "Patrick", "Noor"),
}


@st.composite
def stories(draw: st.DrawFn) -> tuple[str, str, str, str, str]:
    """A fact, its page with one value and with another, and what is around it."""
    fact = draw(st.sampled_from(sorted(WORDINGS)))
    wording = draw(st.sampled_from(WORDINGS[fact]))
    old, new = draw(st.permutations(VALUES[fact]))[:2]
    before = draw(st.sampled_from(("", "Welcome to {{Pond|x=1}}.\n\n", "== About ==\nWe met.\n\n")))
    behind = draw(st.sampled_from(("", "\n\nThanks to all <!-- really -->.")))
    return fact, wording(old), wording(new), before, behind


@given(stories(), st.sampled_from(("fact", "file", "page")))
def test_file_and_page_come_to_the_same_whoever_changed_what(story: tuple[str, str, str, str, str], who: str) -> None:
    """Only the words of the fact change, and then both sides are quiet."""
    fact, old, new, before, behind = story
    texts = [f"{before}{told}{behind}\n\n# Why?\n#: So." for told in (old, new)]
    first, wanted = map(get, texts)
    assert getattr(first, fact), old
    assert getattr(first, fact) != getattr(wanted, fact)
    desk = Desk(replace(first, title="Hour"), [])
    desk.texts.append(texts[0])
    desk.sync()
    if who == "fact":
        desk.change(**{fact: getattr(wanted, fact)})
    elif who == "file":
        desk.change(body=wanted.body)
    else:
        desk.texts.append(texts[1])
    desk.sync()
    assert getattr(desk.file, fact) == getattr(wanted, fact)
    assert desk.texts[-1] == texts[1]
    assert desk.file.body == wanted.body
    desk.require_quiet()
