"""A session's page with the shipped header, from planned to cancelled and back: its wikitext, and how it looks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.cli.desk import Desk
from tests.sandboxed import Sandbox
from tests.wiki.people import People

pytestmark = [pytest.mark.wiki, pytest.mark.browser]

TITLE = "Lantern hours: June 3, 2031"
VIDEO = "https://video.example/watch?v=" + "long" * 40
PLANNED = f"""\
title: "{TITLE}"
start: 2031-06-03T17:00:00Z
end: 2031-06-03T18:00:00Z
status: planned
venues: [Zoom, "IRC, #lanterns"]
recordings: [{VIDEO}]
people:
  - {{name: Amrei, role: Keeper of Lamps, username: Robin}}
  - name: Bosko
body:
  - question: Why do lanterns hum?
    answers:
      - The wick draws air.
"""
HEADER = """\
{{{{{name}
 | title = Lantern hours: June 3, 2031
 | start = 2031-06-03T17:00:00Z
 | end = 2031-06-03T18:00:00Z
 | status = {status}
 | venues = {venues}
 | recordings = {recordings}
 | people = [[User:Robin|Amrei]] (Keeper of Lamps), Bosko
 | default_speaker =
}}}}
"""
VENUES = "Zoom, IRC&#44; #lanterns"
BODY = "\n# Why do lanterns hum?\n#: The wick draws air.\n\n[[Category:Lantern hours]]"
LOOKS = count(1)
"""An address of its own for each look: a browser takes what changed within a second for unchanged."""
STEPS = ("planned", "held", "cancelled")


@pytest.fixture(scope="module")
def name() -> str:
    return "Lantern page header"


@pytest.fixture
def hall(office: Desk, sandbox: Sandbox, name: str) -> Desk:
    """A desk whose archive has the header on its pages."""
    office.configure(sandbox.api, f'header = "{name}"\n')
    office.ohbot("wiki", "setup")
    return office


def shown(page: Page, sandbox: Sandbox, title: str, *, skin: str = "vector", language: str = "en") -> Locator:
    """The header of a page as a reader sees it."""
    asked = f"title={title.replace(' ', '_')}&useskin={skin}&uselang={language}&look={next(LOOKS)}"
    page.goto(f"{sandbox.url}index.php?{asked}")
    return page.locator(".ohbot-header")


def event(header: Locator) -> dict[str, Any]:
    """The event that a program finds there, by the rules of hCalendar (values in ``datetime`` and ``value``)."""
    found = header.evaluate(
        """box => {
            const value = one => one.getAttribute('datetime') ?? one.getAttribute('value') ?? one.textContent;
            const all = name => [...box.querySelectorAll('.' + name)].map(value);
            const names = ['dtstart', 'dtend', 'summary', 'location', 'url', 'status'];
            return [box.matches('.vevent.h-event'), Object.fromEntries(names.map(name => [name, all(name)]))];
        }"""
    )
    assert found[0]
    assert all(len(values) < 2 for values in found[1].values())
    return {key: values[0] for key, values in found[1].items() if values}


def overflows(page: Page) -> bool:
    """Whether the header is wider than its place, or something in it wider than the header."""
    return bool(
        page.locator(".ohbot-header").evaluate(
            """box => {
                const place = box.parentElement.getBoundingClientRect(), own = box.getBoundingClientRect();
                const inside = [...box.querySelectorAll('*')].map(one => one.getBoundingClientRect());
                return own.left < place.left - 1 || own.right > place.right + 1 || box.scrollWidth > box.clientWidth
                    || inside.some(one => one.left < own.left || one.right > own.right);
            }"""
        )
    )


def keep(page: Page, name: str) -> None:
    """Keep a picture for people, in the folder that OHBOT_PICTURES names."""
    if folder := os.environ.get("OHBOT_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@contextmanager
def window(browser: Browser, width: int) -> Iterator[Page]:
    """A window of some width."""
    context = browser.new_context(viewport={"width": width, "height": 500})
    try:
        yield context.new_page()
    finally:
        context.close()


def test_a_page_from_planned_to_cancelled_and_back(
    hall: Desk, people: People, sandbox: Sandbox, browser: Browser, name: str
) -> None:
    """Each step changes the line of the header that it is about; tense and event follow, and people's fields stay."""
    title = f"{hall.prefix}{TITLE}"
    text = {"name": name, "status": "planned", "venues": VENUES, "recordings": VIDEO}
    hall.write("lantern", PLANNED)
    hall.ohbot("publish", "lantern")
    with window(browser, 1000) as page:

        def step(sentence: str, status: str) -> None:
            """The wikitext is as meant, and the page says so."""
            assert people.read(title) == HEADER.format(**text) + BODY
            header = shown(page, sandbox, title)
            assert sentence in header.inner_text().replace("\u00a0", " ")
            found = event(header)
            assert (found["dtstart"], found["dtend"]) == ("2031-06-03T17:00:00Z", "2031-06-03T18:00:00Z")
            assert (found["summary"], found["status"]) == (TITLE, status)
            assert found["url"].endswith(title.replace(" ", "_"))
            assert not overflows(page)
            keep(page, text["status"])

        when = "Tuesday, 3 June 2031, 17:00–18:00 UTC."
        step(f"This session will take place on {when}", "CONFIRMED")

        text |= {"status": "held"}
        hall.change("lantern", "status: planned", "status: held")
        hall.ohbot("sync")
        step(f"This session took place on {when}", "CONFIRMED")

        text |= {"venues": "Zoom, the old mill"}
        people.edit(title, HEADER.format(**text) + BODY)
        hall.ohbot("sync")
        assert "the old mill" in hall.read("lantern")
        step("Where: Zoom, the old mill", "CONFIRMED")

        text |= {"status": "cancelled"}
        hall.change("lantern", "status: held", "status: cancelled")
        hall.ohbot("sync")
        step(f"This session is cancelled. It was planned for {when}", "CANCELLED")

        text |= {"status": "planned"}
        people.edit(title, HEADER.format(**text) + BODY)
        hall.ohbot("sync")
        assert "status: planned" in hall.read("lantern")
        step(f"This session will take place on {when}", "CONFIRMED")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("status", STEPS)
def test_the_header_suits_a_telephone_and_both_directions(
    hall: Desk, sandbox: Sandbox, browser: Browser, people: People, name: str, status: str, language: str
) -> None:
    """At 360 pixels nothing is cut; a right-to-left wiki gets the header in its language, from the right."""
    title = f"{hall.prefix}{status} {language}"
    text = HEADER.format(name=name, status=status, venues=VENUES, recordings=VIDEO)
    with (
        sandbox.switched(f"$wgLanguageCode = '{language}'; wfLoadSkin('MinervaNeue');"),
        window(browser, 360) as page,
    ):
        people.edit(title, text)
        header = shown(page, sandbox, title, skin="minerva", language=language)
        assert header.get_attribute("dir") == header.evaluate("box => getComputedStyle(box.parentElement).direction")
        assert header.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        assert header.get_attribute("lang") == language
        assert event(header)["dtstart"] == "2031-06-03T17:00:00Z", "in digits that a program reads"
        assert header.locator(".error").count() == 0
        assert ("٢٠٣١" if language == "ar" else "2031") in header.inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert not overflows(page)
        keep(page, f"telephone {status} {language}")


def test_a_language_without_words_is_spoken_to_in_english_from_its_own_side(
    hall: Desk, sandbox: Sandbox, browser: Browser, people: People, name: str
) -> None:
    title = f"{hall.prefix}hebrew"
    with sandbox.switched("$wgLanguageCode = 'he';"), window(browser, 600) as page:
        people.edit(title, HEADER.format(name=name, status="held", venues="Zoom", recordings=VIDEO))
        header = shown(page, sandbox, title, language="he")
        assert (header.get_attribute("lang"), header.get_attribute("dir")) == ("en", "ltr")
        keep(page, "english on a hebrew wiki")


def test_the_header_is_readable_on_dark_and_light_skins(
    hall: Desk, sandbox: Sandbox, browser: Browser, people: People, name: str
) -> None:
    """It brings no colours for words and ground but the skin's own."""
    title = f"{hall.prefix}dark"
    people.edit(title, HEADER.format(name=name, status="held", venues="Zoom", recordings=VIDEO))
    with window(browser, 600) as page:
        header = shown(page, sandbox, title)
        for ground, words in (("rgb(16, 20, 24)", "rgb(234, 236, 240)"), ("rgb(255, 255, 255)", "rgb(32, 33, 34)")):
            page.add_style_tag(content=f"#content {{ background: {ground}; color: {words} }}")
            colours = header.evaluate("box => [getComputedStyle(box).backgroundColor, getComputedStyle(box).color]")
            assert colours == ["rgba(0, 0, 0, 0)", words]
            keep(page, f"ground {ground[4:6]}")
