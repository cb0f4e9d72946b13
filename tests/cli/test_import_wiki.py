"""Every transcript of the corpus on a real wiki: it comes back as the same session, and is shown word for word."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ohbot.archive import load
from ohbot.model import FACTS, Exchange, Message, Session
from ohbot.wikitext.escape import unescape
from ohbot.wikitext.lens import get, same
from tests.cli.desk import Desk
from tests.cli.test_import_privacy import PRIVATE
from tests.wiki.people import People

pytestmark = pytest.mark.wiki
MARKUP = re.compile(r"''|\[(?:https?|mailto):|<")


class Shown(HTMLParser):
    """What a rendered page shows, blanks as one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.feed(page)
        self.text = bare("".join(self.parts))

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.parts.append(data)


def bare(text: str) -> str:
    """A text with its blanks as one; the wiki turns some into blanks that do not break."""
    return " ".join(text.split())


def texts(session: Session) -> Iterator[str]:
    """Every plain text of the body's messages and exchanges, as it was in the transcript."""
    for item in session.body:
        found = (
            (item.text,)
            if isinstance(item, Message)
            else (item.question, *(part for answer in item.answers for part in answer.text.split("\n\n")))
            if isinstance(item, Exchange)
            else ()
        )
        yield from (bare(unescape(text)) for text in found if not MARKUP.search(text))


def test_every_transcript_comes_back_from_the_wiki_as_it_was(office: Desk, people: People, corpus: Path) -> None:
    """And the page shows every text literally, whatever signs are in it."""
    files = sorted(path for path in (corpus / "transcripts").iterdir() if path.stat().st_size)
    told = office.ohbot("import", *files, "--json").json
    paths = [Path(report["session"]) for report in told]
    assert len(set(paths)) == len(files)
    for path in paths:
        text = re.sub(r"\nwiki:\n  page: .*", "", path.read_text("utf-8"))
        path.write_text(f"{text}wiki: {{page: {office.prefix}{path.stem}}}\n", "utf-8")
    office.ohbot("publish", *paths, "--json")
    for path in paths:
        session = load(path.read_text("utf-8"), str(path))
        assert session.wiki is not None
        page = people.read(session.wiki.page) or ""
        found = get(page, prior=session)
        facts = {fact: getattr(session, fact) for fact in FACTS}
        assert same(session, replace(found, **facts)), path.name
        html = people.person.ask(action="parse", page=session.wiki.page, prop="text")["parse"]["text"]
        shown = Shown(html).text
        assert [text for text in texts(session) if text not in shown] == [], path.name
        assert PRIVATE.findall(page) == PRIVATE.findall(html) == [], path.name
    assert f"{len(paths)} unchanged" in office.ohbot("sync", *paths).all
