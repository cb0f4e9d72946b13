"""The main job on a real page: notes of a meeting become a page, people edit it, and both sides stay the same."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ohbot.archive import load
from ohbot.model import Answer, Exchange, Prose, Session, is_follow_up
from ohbot.wikitext.escape import unescape
from ohbot.wikitext.facts import header
from ohbot.wikitext.fields import FORMS
from ohbot.wikitext.lens import create, get, same
from tests.cli.desk import Desk
from tests.wiki.people import People

STEM = "2020-10-15-office-hours"
PAGE = "Office hours 2020-10-15"


@pytest.fixture
def seed(corpus: Path) -> Path:
    """The notes of the first real session."""
    return corpus / "seed" / "office-hours-2020-10-15.txt"


def exchanges(session: Session) -> list[Exchange]:
    return [item for item in session.body if isinstance(item, Exchange)]


def imported(desk: Desk, seed: Path) -> Session:
    desk.ohbot("import", seed)
    return load(desk.read(STEM), STEM)


def test_the_seed_is_imported_with_every_figure(desk: Desk, seed: Path) -> None:
    session = imported(desk, seed)
    found = exchanges(session)
    assert len(found) == 27
    assert [view["number"] for view in numbered(desk)] == list(range(1, 28))
    assert session.start is not None
    assert session.start.isoformat() == "2020-10-15T18:00:00+00:00"
    assert session.default_speaker == "Maggie"
    patrick = {
        number: [answer.role for answer in exchange.answers if answer.speaker == "Patrick"]
        for number, exchange in enumerate(found, 1)
        if any(answer.speaker for answer in exchange.answers)
    }
    assert patrick == {3: ["Manager of Trust and Safety"], 9: [None]}
    two = {
        n
        for n, exchange in enumerate(found, 1)
        if len("\n\n".join(a.text for a in exchange.answers).split("\n\n")) > 1
    }
    assert two == {2, 6, 9}
    assert {n for n, one in enumerate(found, 1) if is_follow_up(one.question)} == {10, 12, 13, 15, 17, 26}
    opening = next(item.wikitext for item in session.body if isinstance(item, Prose))
    assert "Answers are by Maggie unless otherwise noted." in opening
    assert opening.startswith("This was a session hosted on Zoom")
    assert "reports to her." in opening


@pytest.mark.parametrize("skeleton", ["header", "lines"])
def test_the_facts_of_the_seed_are_read_from_its_page_alone(desk: Desk, seed: Path, skeleton: str) -> None:
    """Start, default speaker, people and recording; the people with their roles, as a header or a line tells them."""
    session = replace(imported(desk, seed), recordings=("https://video.example/1",))
    told = "\n\n".join(
        f"{label}: {FORMS[fact].write(getattr(session, fact), '')}"
        for label, fact in (("Recording", "recordings"), ("With", "people"))
    )
    lines = Prose(f"Date: October 15, 2020, 18:00 UTC\n\n{told}")
    if skeleton == "lines":
        session = replace(session, body=(lines, *session.body))
    text = create(session, before=header("Hour header", session) if skeleton == "header" else "")
    shown = get(text)
    facts = ("start", "default_speaker", "people", "recordings")
    assert [getattr(shown, fact) for fact in facts] == [getattr(session, fact) for fact in facts]
    assert [person.role for person in shown.people][:2] == [
        "Vice President of Community Resilience and Sustainability",
        "Manager of Trust and Safety",
    ]


def numbered(desk: Desk) -> list[dict[str, object]]:
    view = desk.ohbot("export", STEM).json
    return [item for section in view["sections"] for item in section["items"] if item["type"] == "exchange"]


def test_the_seed_keeps_every_line_in_order(desk: Desk, seed: Path) -> None:
    """Each question and paragraph of the notes is in the session, word for word, and in its place."""
    lines = seed.read_text("utf-8").split("\n")
    marked = [re.sub(r"^\d+\. ", "", line.strip()) for line in lines[lines.index("Questions and Answers") + 1 :]]
    wanted = [re.sub(r"^Patrick[^:]*: ", "", line) for line in marked if line]
    texts = [
        unescape(text)
        for exchange in exchanges(imported(desk, seed))
        for text in (exchange.question, *(p for a in exchange.answers for p in a.text.split("\n\n")))
    ]
    assert texts == wanted


class Outline(HTMLParser):
    """The list of a rendered page: the text of each item at the top level, and how many lists there are."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.depth = 0
        self.lists = 0
        self.items: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Count lists, and begin items."""
        if tag == "ol":
            self.depth += 1
            self.lists += 1
        if tag == "li" and self.depth == 1:
            self.items.append("")

    def handle_endtag(self, tag: str) -> None:
        """End lists."""
        self.depth -= tag == "ol"

    def handle_data(self, data: str) -> None:
        """Keep the text of items."""
        if self.depth and self.items:
            self.items[-1] += data


def rendered(people: People, title: str) -> Outline:
    return Outline(people.person.ask(action="parse", page=title, prop="text")["parse"]["text"])


def shown(answer: Answer) -> str:
    who = f"{answer.speaker}{f' ({answer.role})' if answer.role else ''}: " if answer.speaker else ""
    return who + html.unescape(unescape(answer.text))


@pytest.fixture
def published(office: Desk, seed: Path) -> tuple[Desk, str]:
    """The seed as a page of the wiki, and its title."""
    imported(office, seed)
    office.change(STEM, "page: IRC office hours/", f"page: {office.prefix}")
    assert "created" in office.ohbot("publish", STEM).stdout
    return office, office.prefix + PAGE


@pytest.mark.wiki
def test_the_published_seed_renders_as_one_list_and_comes_back_as_the_same_session(
    published: tuple[Desk, str], people: People
) -> None:
    office, title = published
    session = load(office.read(STEM), STEM)
    outline = rendered(people, title)
    assert (outline.lists, len(outline.items)) == (1, 27)
    for item, exchange in zip(outline.items, exchanges(session), strict=True):
        texts = [exchange.question, *(p for a in exchange.answers for p in shown(a).split("\n\n"))]
        assert [line for line in item.split("\n") if line] == [html.unescape(unescape(text)) for text in texts]

    text = people.read(title) or ""
    assert same(get(text, prior=session), get(office.ohbot("render", STEM).stdout, prior=session))
    assert get(text, prior=session).body == session.body
    (office.folder / "page.wiki").write_text(text, "utf-8")
    parsed = office.ohbot("parse", "../page.wiki", "--json").json["sections"]
    assert parsed == office.ohbot("export", STEM).json["sections"]

    before = office.read(STEM)
    assert "unchanged" in office.ohbot("pull", STEM).stdout
    assert office.read(STEM) == before
    (office.sessions / f"{STEM}.yaml").unlink()
    office.ohbot("pull", title)
    (pulled,) = office.sessions.iterdir()
    assert load(pulled.read_text("utf-8"), "").body == session.body


@pytest.mark.wiki
def test_changes_of_both_sides_end_up_on_both(published: tuple[Desk, str], people: People) -> None:
    """A typo mended on the wiki in answer 5 and a sentence added in the file to answer 20, after one sync."""
    office, title = published
    text = people.read(title) or ""
    assert "patrol a ten years ago" in text
    text = text.replace("patrol a ten years ago", "patrol ten years ago")
    more = "\n[[Category:Notes]]\n{{Lowercase title}}\n<!-- somebody should check answer 7 -->"
    theirs = people.edit(title, text + more)
    office.change(STEM, "just give me caramel!", "just give me caramel! With a little salt.")

    assert "merged" in office.ohbot("sync").stdout
    after = people.read(title) or ""
    assert "With a little salt." in after
    assert "patrol ten years ago" in after
    assert "patrol ten years ago" in office.read(STEM)
    assert "With a little salt." in office.read(STEM)
    assert after.endswith(more)
    assert only_change(people, theirs, title).startswith("#: Caramel!")

    files, revisions = office.files(), people.count(title)
    assert "unchanged" in office.ohbot("sync").stdout
    assert people.count(title) == revisions == 3
    assert office.files() == files


def only_change(people: People, revision: int, title: str) -> str:
    """The one line that the newest edit changed after a revision, by the wiki's own diff."""
    compared = people.person.ask(action="compare", fromrev=revision, totitle=title)["compare"]["body"]
    rows = re.findall(r'<td class="diff-(deletedline|addedline)[^>]*>(.*?)</td>', compared, re.DOTALL)
    assert sorted(kind for kind, _ in rows) == ["addedline", "deletedline"]
    old, new = (re.sub(r"<[^>]*>", "", cell) for _, cell in rows)
    assert new == f"{old} With a little salt."
    return html.unescape(new)
