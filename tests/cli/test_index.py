"""The index on a wiki: kept up to date with the archive, and with the people who edit it meanwhile."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ohbot.sandbox import Sandbox
from tests.cli.desk import SESSION, Desk
from tests.index.wiki import Wiki, days
from tests.wiki.memory import MemoryServer
from tests.wiki.people import People

PAGE = "Lantern index"
TITLE = "Lantern hours: June 3, 2026"


def configure(desk: Desk, lines: str = "", page: str = PAGE) -> str:
    """Give the archive an index."""
    config = desk.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8") + f'\n[index]\nupcoming = "{page}"\n{lines}\n', "utf-8")
    return page


def write(desk: Desk, day: int, *, more: str = "") -> None:
    """A session of June 2026 that is on the wiki."""
    text = SESSION.replace("June 3", f"June {day}").replace("06-03T", f"06-{day:02}T")
    desk.write(f"june-{day}", f"{text}wiki:\n  page: Hours/June {day}\n  page_id: {day}\n  revision: {day}\n{more}")


@pytest.fixture
def hours(desk: Desk, memory_wiki: MemoryServer) -> Desk:
    """An archive with one session and an index, and a wiki in memory."""
    assert memory_wiki
    configure(desk)
    write(desk, 3)
    return desk


def test_an_archive_without_an_index_says_how_to_have_one(desk: Desk, memory_wiki: MemoryServer) -> None:
    assert memory_wiki
    said = desk.ohbot("index", exits=1).stderr
    assert "ohbot.toml: no page is named for the index" in said
    assert "[index]" in said


def test_dry_run_and_diff_write_nothing(hours: Desk, memory_wiki: MemoryServer) -> None:
    before = hours.files()
    assert "would create: 1 session added" in hours.ohbot("index", "--dry-run").stdout
    assert '+|- class="vevent" id="june-3"' in hours.ohbot("index", "--diff").stdout
    (found,) = hours.ohbot("index", "--diff", "--json").json
    assert found["page"] == PAGE
    assert memory_wiki.read(PAGE) is None
    assert hours.files() == before


def test_the_second_run_makes_no_edit_and_says_so(hours: Desk, memory_wiki: MemoryServer) -> None:
    hours.ohbot("index")
    assert "unchanged: the index says what the session files say" in hours.ohbot("index").stdout
    assert memory_wiki.count(PAGE) == 1
    (found,) = hours.ohbot("index", "--json").json["sessions"]
    assert (found["session"], found["page"], found["state"]) == ("[index]", PAGE, "unchanged")


def test_open_questions_are_listed_and_go_when_an_answer_comes(desk: Desk, memory_wiki: MemoryServer) -> None:
    configure(desk, 'columns = ["date", "title", "open"]')
    write(desk, 3)
    desk.change("june-3", "  - question: Who", "  - question: Is there | a [lamp]?\n  - question: Who")
    desk.ohbot("index")
    assert "| [[Hours/June 3#Questions|Is there &#124; a &#91;lamp&#93;?]]\n" in (memory_wiki.read(PAGE) or "")
    desk.change("june-3", "a [lamp]?", "a [lamp]?\n    answers: [Two.]")
    desk.ohbot("index")
    assert "a &#91;lamp" not in (memory_wiki.read(PAGE) or "")
    assert "unchanged" in desk.ohbot("index").stdout


def test_sessions_that_cannot_be_listed_are_counted(hours: Desk) -> None:
    hours.write("not-published")
    hours.write("broken", "title: [")
    said = hours.ohbot("index").stdout
    assert "1 session without a day or a page not listed; 1 session file not read" in said


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda wiki: wiki.edit(PAGE, "#REDIRECT [[Elsewhere]]"), "the page is a redirect"),
        (lambda wiki: wiki.edit(PAGE, "Nothing."), "there is no table of past sessions here"),
        (lambda wiki: (wiki.edit(PAGE, "x"), wiki.delete(PAGE)), "the page was deleted by Sandbox sysop"),
        (lambda wiki: wiki.protect(PAGE), "the page is protected"),
        (
            lambda wiki: wiki.edit(PAGE, "{{nobots}}\n<!-- ohbot index: past --><!-- /ohbot index -->"),
            "keeps bots away",
        ),
    ],
)
def test_a_page_that_is_left_alone_is_told_with_a_reason(
    hours: Desk, memory_wiki: MemoryServer, spoil: Callable[[MemoryServer], object], words: str
) -> None:
    spoil(memory_wiki)
    before = memory_wiki.read(PAGE)
    said = hours.ohbot("index", exits=1).stdout
    assert f"[index] [{PAGE}]: refused: " in said
    assert words in said
    assert memory_wiki.read(PAGE) == before
    if "protected" not in words:  # only a save tells that
        assert words in hours.ohbot("index", "--diff", exits=1).stderr


def test_a_page_that_would_be_too_large_is_refused_with_what_to_do(
    hours: Desk, memory_wiki: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.wiki.memory.MAX_BYTES", 400)
    said = hours.ohbot("index", exits=1).stdout
    assert "the wiki takes 400" in said
    assert 'past = "Office hours/{start:%Y}"' in said
    assert memory_wiki.read(PAGE) is None


def test_where_one_page_is_refused_the_others_keep_their_rows(desk: Desk, memory_wiki: MemoryServer) -> None:
    """A row does not leave the page of upcoming sessions while that of past ones cannot be saved."""
    configure(desk, 'past = "Past hours"')
    write(desk, 3)
    memory_wiki.edit(PAGE, "{|\n! Date !! Who\n|-\n| 3 June 2026 || Amrei's own words\n|}")
    memory_wiki.protect("Past hours")
    before = memory_wiki.read(PAGE)
    said = desk.ohbot("index", exits=1).stdout
    assert "[index] [Past hours]: refused" in said
    assert memory_wiki.read(PAGE) == before


def test_each_page_that_is_refused_is_told_and_the_others_are_made(desk: Desk, memory_wiki: MemoryServer) -> None:
    configure(desk, 'past = "Hours of {start:%Y}"')
    for year in range(2010, 2020):
        write(desk, year - 2009)
        desk.change(f"june-{year - 2009}", "start: 2026", f"start: {year}")
        if year > 2010:
            memory_wiki.protect(f"Hours of {year}")
    said = desk.ohbot("index", exits=1).stdout
    assert said.count("refused: the page is protected") == 9
    assert "[Hours of 2010]: created: 1 session added" in said


def test_an_edit_at_the_very_moment_is_read_and_planned_anew(
    hours: Desk, memory_wiki: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours.ohbot("index")
    write(hours, 10)
    meanwhile = [(memory_wiki.read(PAGE) or "").replace("| Wednesday", "| Midweek")]

    def hook(name: str, moment: str) -> None:
        if name == "save" and moment == "before" and meanwhile:
            memory_wiki.edit(PAGE, meanwhile.pop())

    monkeypatch.setattr("ohbot.cli.running.connect", lambda **_: memory_wiki.door(hook=hook))
    assert "published: 1 session added" in hours.ohbot("index").stdout
    text = memory_wiki.read(PAGE) or ""
    assert "| Midweek" in text
    assert text.count("vevent") == 2


def test_a_run_has_one_limit_for_pages_and_index(hours: Desk, memory_wiki: MemoryServer) -> None:
    """The index comes last; what no edit is left for, the next run does."""
    (hours.sessions / "june-3.yaml").unlink()
    hours.write("new")
    said = hours.ohbot("sync", "--max-edits", "1").stdout
    assert "new [Hours/" in said
    assert f"[index] [{PAGE}]: later: not published yet" in said
    assert "[index] [Lantern index]: created: 1 session added" in hours.ohbot("sync").stdout
    assert memory_wiki.count(PAGE) == 1


def test_the_stop_page_stops_the_index_too(hours: Desk, memory_wiki: MemoryServer) -> None:
    config = hours.archive / "ohbot.toml"
    config.write_text(config.read_text("utf-8").replace("[wiki]", '[wiki]\nstop_page = "Stop"'), "utf-8")
    memory_wiki.edit("Stop", "Please wait.")
    assert "stopped ohbot on Stop" in hours.ohbot("index", exits=4).stderr
    assert memory_wiki.read(PAGE) is None


@pytest.mark.wiki
def test_people_and_ohbot_keep_one_index_on_a_real_wiki(office: Desk, people: People) -> None:
    """A row, a note, a cell and a renamed column of theirs stay; changes of the files come; no edit in between."""
    page = configure(office, page=f"{office.prefix}Index")
    office.write("hours")
    assert "created: 1 session added" in office.ohbot("sync").stdout
    office.ohbot("sync")
    assert people.count(page) == 1
    text = people.read(page) or ""
    text = text.replace('! scope="col" | Who', '! scope="col" | Lamplighters').replace("| Wednesday", "| Midweek")
    people.edit(page, text.replace("|}", "|-\n| Friday || 5 June 2026 || || Our own hour\n|}") + "\nA note.")
    office.ohbot("index")
    assert people.count(page) == 2
    office.change("hours", "17:00:00Z", "18:30:00Z")
    said = office.ohbot("sync").stdout
    assert "published: 1 session changed" in said
    after = people.read(page) or ""
    assert "| 18:30 UTC\n" in after
    for words in ("| Lamplighters\n", "| Midweek\n", "|| Our own hour\n|}", "\nA note."):
        assert words in after
    office.ohbot("sync")
    assert people.count(page) == 3
    (edit, *_) = people.person.ask(action="query", prop="revisions", titles=page, rvprop="comment")["query"]["pages"]
    assert edit["revisions"][0]["comment"].startswith("Update: 1 session changed")


@pytest.mark.wiki
def test_the_rows_are_events_of_hcalendar_for_whoever_reads_the_page(office: Desk, people: People) -> None:
    page = configure(office, page=f"{office.prefix}Index")
    office.write("hours")
    office.ohbot("sync")
    shown = people.person.ask(action="parse", page=page, prop="text", disablelimitreport=1)["parse"]["text"]
    for part in (
        'class="wikitable sortable vcalendar"',
        '<tr class="vevent" id="hours">',
        '<time class="dtstart" datetime="2026-06-03T17:00:00Z">2026-06-03</time>',
        '<td class="summary"><a ',
    ):
        assert part in shown


@pytest.mark.wiki
@pytest.mark.browser
def test_on_a_telephone_the_table_scrolls_and_the_page_does_not(
    office: Desk, people: People, sandbox: Sandbox, browser: Browser
) -> None:
    wiki = Wiki()
    wiki.run(days(3))
    people.edit(f"{office.prefix}Narrow", wiki.text())
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.goto(f"{sandbox.api.removesuffix('api.php')}index.php?title={office.prefix}Narrow")
    assert page.evaluate("document.querySelector('.vcalendar').scrollWidth") > 200
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.wiki
def test_three_thousand_sessions_are_rows_of_one_page(office: Desk, people: People) -> None:
    """The wiki takes what the plan writes, and shows it; `Wiki.run` holds that a second run does nothing."""
    wiki = Wiki()
    wiki.run(days(3000))
    people.edit(f"{office.prefix}All", wiki.text())
    assert len((people.read(f"{office.prefix}All") or "").encode()) < 2**21
    shown = people.person.ask(action="parse", page=f"{office.prefix}All", prop="text", disablelimitreport=1)
    assert shown["parse"]["text"].count('<tr class="vevent"') == 3000


def test_the_caches_of_an_index_can_be_lost(hours: Desk, memory_wiki: MemoryServer) -> None:
    hours.ohbot("index")
    cache = Path(hours.archive / ".ohbot" / "cache" / "index-1.json")
    assert cache.is_file()
    cache.write_text("{", "utf-8")
    hours.ohbot("index")
    assert memory_wiki.count(PAGE) == 1


def test_pulling_all_pages_takes_no_page_of_the_index_for_a_session(desk: Desk, memory_wiki: MemoryServer) -> None:
    configure(desk, 'past = "Hours/{start:%Y}"', page="Hours/Upcoming")
    write(desk, 3)
    desk.ohbot("index")
    memory_wiki.edit("Hours/2026-06-03", "Notes.")
    memory_wiki.edit("Hours/2026", (memory_wiki.read("Hours/2026") or "") + "More.")
    said = desk.ohbot("pull", "--all").stdout
    assert "[Hours/2026-06-03]: pulled" in said
    assert "[Hours/2026]" not in said


def test_status_tells_what_a_sync_would_do_to_the_index(hours: Desk) -> None:
    assert f"[index] [{PAGE}]: would create: 1 session added" in hours.ohbot("status", exits=1).stdout
