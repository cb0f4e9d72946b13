"""``ohbot preview``: what is published later, in one inert file."""

import threading
import time
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Request

from ohbot.preview import Preview, as_html, policy
from ohbot.wiki.rendering import HtmlHead, Rendering
from tests.cli.desk import SESSION, Desk

Scheme = Literal["light", "dark"]
TEMPLATE = (Path(__file__).parents[2] / "templates" / "preview.html").read_text("utf-8")
HOSTILE = (
    "<script>document.title = 'ran'</script>"
    "<img src=https://elsewhere.example/p.png onerror=\"document.title='ran'\">"
    "<iframe src='https://elsewhere.example/'></iframe></iframe></style><form action=https://elsewhere.example/><button>"
    "<link rel=stylesheet href=https://elsewhere.example/s.css><meta http-equiv=refresh content='0;url=//e.example'>"
)


def watched(page: Page) -> tuple[list[str], list[str]]:
    """What a page asks for, and what goes wrong in it, as it comes; what the policy forbids is sent to nobody."""
    asked: list[str] = []
    wrong: list[str] = []

    def request(one: Request) -> None:
        asked.append(one.url)

    def failed(one: Request) -> None:
        if one.failure == "csp":
            asked.remove(one.url)

    page.on("request", request)
    page.on("requestfailed", failed)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    return asked, wrong


@pytest.mark.wiki
def test_a_new_page_is_shown_as_the_wiki_makes_it_and_nothing_is_saved(office: Desk) -> None:
    office.write("lantern", SESSION.replace("draws air", "draws [[Main Page|air]] ''softly''"))
    said = office.ohbot("preview", "lantern", "--no-open", "--json").json
    html = Path(said["preview"]).read_text("utf-8")
    assert said["page"].startswith(office.prefix)
    assert "&lt;i&gt;softly&lt;/i&gt;" in html, "the wiki's own parser was asked"
    assert ".firstHeading" in html, "the skin's styles are in the file"
    assert "There is no such page yet" in html
    office.ohbot("pull", said["page"], exits=1)


@pytest.mark.wiki
def test_a_page_that_is_there_is_shown_with_what_would_change(office: Desk) -> None:
    office.write("lantern")
    office.ohbot("publish", "lantern")
    unchanged = office.ohbot("preview", "lantern", "--no-open", "-o", office.folder / "one.html")
    assert "Nothing: the page says this already" in (office.folder / "one.html").read_text("utf-8"), unchanged
    office.change("lantern", "The wick draws air.", "The wick draws water.")
    office.ohbot("preview", "lantern", "--no-open", "-o", office.folder / "two.html")
    html = (office.folder / "two.html").read_text("utf-8")
    assert "diff-addedline" in html, "the wiki's own difference stands beside the page"
    assert "wick draws water" in html.partition("</iframe>")[0]


@pytest.mark.wiki
def test_a_watched_preview_is_renewed_when_the_file_is_saved(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    office.write("lantern")
    place = office.folder / "watched.html"
    monkeypatch.setattr("ohbot.cli.stopping.Stop.sleep", _until(lambda: "water" in place.read_text("utf-8")))
    threading.Timer(0.3, lambda: office.change("lantern", "The wick draws air.", "The wick draws water.")).start()
    office.ohbot("preview", "lantern", "--no-open", "--watch", "-o", place, exits=5)
    assert 'http-equiv="refresh"' in place.read_text("utf-8"), "the browser loads it anew by itself"


def _until(done: object) -> object:
    """A wait that ends the command, as a signal does, when something is done."""

    def sleep(self: object, seconds: float) -> None:
        from ohbot.errors import WikiAway

        if callable(done) and done():
            raise WikiAway("seen")
        time.sleep(seconds / 10)

    return sleep


def test_without_a_wiki_the_session_is_shown_plainly_and_says_so(desk: Desk) -> None:
    desk.write("lantern", SESSION.replace("draws air", "draws <b>air</b>"))
    said = desk.ohbot("preview", "lantern", "--no-open", "-o", desk.folder / "away.html")
    html = (desk.folder / "away.html").read_text("utf-8")
    assert "not as a page would look" in html
    assert "draws &lt;b&gt;air&lt;/b&gt;" in html
    assert "127.0.0.1:9" in said.stderr, "why there is no more is told"
    desk.ohbot("preview", "lantern", "--no-open", "--offline", "-o", desk.folder / "off.html")
    assert "no wiki was asked" in (desk.folder / "off.html").read_text("utf-8")


def test_what_is_private_is_in_no_preview(desk: Desk) -> None:
    desk.write("lantern", SESSION.replace("Questions\n", "Questions\n    private: {by: Zilla}\n"))
    desk.ohbot("preview", "lantern", "--no-open", "--offline", "-o", desk.folder / "off.html")
    assert "Zilla" not in (desk.folder / "off.html").read_text("utf-8")


def test_tokens_in_a_pages_head_and_style_sheets_of_other_hosts_are_left_out() -> None:
    head = HtmlHead(
        '<html lang="ar" dir="rtl" class="client-nojs"><head><script>{"csrfToken":"secret"}</script>'
        '<link rel="stylesheet" href="/load.php?a&amp;b"><link rel="stylesheet" href="https://elsewhere.example/s.css">'
        '</head><body class="skin-vector">'
    )
    assert head.addresses("https://wiki.example/w/api.php") == ["https://wiki.example/load.php?a&b"]
    assert (head.html["dir"], head.body["class"]) == ("rtl", "skin-vector")
    assert "'none'" in policy(None)
    assert "elsewhere" not in policy("https://wiki.example/wiki/A")


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_content_is_inert_in_a_real_browser(
    browser: Browser, tmp_path: Path, width: int, scheme: Scheme
) -> None:
    """Nothing runs, nobody is asked, and nothing is wider than the window."""
    rendering = Rendering(HOSTILE, HOSTILE, "https://wiki.example/wiki/A", "en", "ltr", styles=(f"a {{}} {HOSTILE}",))
    view = {"sections": [{"heading": HOSTILE, "items": [{"type": "prose", "wikitext": HOSTILE + "x" * 3000}]}]}
    for preview in (
        Preview(HOSTILE, HOSTILE, HOSTILE, rendering, f"<tr><td>{HOSTILE}</td></tr>"),
        Preview(HOSTILE, "", HOSTILE, view=view),
    ):
        place = tmp_path / "preview.html"
        place.write_text(as_html(preview, TEMPLATE), "utf-8")
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        asked, wrong = watched(page)
        page.goto(place.as_uri())
        page.wait_for_load_state("load")
        assert page.title().startswith("Preview: ")
        assert (asked, wrong) == ([place.as_uri()], [])
        assert page.evaluate("document.documentElement.scrollWidth") == width
        context.close()
