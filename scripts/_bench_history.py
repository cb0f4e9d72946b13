"""The part of the bench that reads long histories: requests, and time compared with that of reading the pages."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from ohbot.archive import RevisionCache
from ohbot.history import attributed, page_history
from ohbot.model import Revision
from ohbot.sandbox import ANY_PORT, Sandbox, start, stop
from ohbot.wiki import connect
from ohbot.wiki.texts import sha1_of
from ohbot.wikitext.lens import get
from ohbot.wikitext.page import ParsedPage

SAID = "We have grown over the years, and this [[link]] helps: see https://x.example/a for '''more''' of it. "
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MANY = 1000


def texts(number: int, exchanges: int) -> list[str]:
    """A page of questions, about 330 bytes for each, and its versions: in each another answer is another one."""
    said = [SAID * 2] * exchanges
    found = []
    for at in range(number):
        said[at * 7 % exchanges] = f"{SAID}This was said {at} times. {SAID}"
        rows = (f"# What of the {i}th year, and who has counted?\n#: {one}\n" for i, one in enumerate(said))
        found.append("".join(rows))
    return found


def revisions(versions: list[str]) -> list[Revision]:
    """The versions as a wiki would have them."""
    return [
        Revision(at + 1, at, BEGIN + timedelta(minutes=at), sha1_of(text), "Robin", "", text)
        for at, text in enumerate(versions)
    ]


def seconds(number: int, exchanges: int) -> float:
    """The time that a history takes when its texts are there."""
    line = revisions(texts(number, exchanges))
    begun = time.perf_counter()
    attributed(line, get(line[-1].text or ""))
    return time.perf_counter() - begun


def reading(exchanges: int) -> float:
    """The time that one version takes to read alone."""
    text = texts(1, exchanges)[0]
    begun = time.perf_counter()
    for number in range(10):
        ParsedPage(f"{text}{number}")
    return (time.perf_counter() - begun) / 10


def load(sandbox: Sandbox, title: str, versions: list[str]) -> None:
    """Put a page with its history on the wiki."""
    rows = (
        f"<revision><timestamp>{BEGIN + timedelta(minutes=at):%Y-%m-%dT%H:%M:%SZ}</timestamp><contributor>"
        f"<username>Robin</username><id>3</id></contributor><model>wikitext</model><format>text/x-wiki</format>"
        f'<text xml:space="preserve">{escape(text)}</text></revision>'
        for at, text in enumerate(versions)
    )
    head = '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">'
    page = f"<page><title>{title}</title><ns>0</ns>{''.join(rows)}</page>"
    sandbox.maintenance("importDump", "--no-updates", stdin=f"{head}{page}</mediawiki>")


def figures() -> Iterator[tuple[str, float, float]]:
    """What was measured, and the most that it should be."""
    long = seconds(MANY, 60)
    yield f"1,000 revisions of 60 questions, {long:.1f} s, to reading each alone", long / (MANY * reading(60)), 1
    yield "doubling: revisions", (long / seconds(MANY // 8, 60)) ** (1 / 3), 2.2
    yield "doubling: questions", (seconds(100, 160) / seconds(100, 20)) ** (1 / 3), 2.2
    yield from _requests()


def _requests() -> Iterator[tuple[str, float, float]]:
    folder = Path(tempfile.mkdtemp())
    try:
        sandbox = start(folder / "wiki", ANY_PORT)
        load(sandbox, "Long/1", texts(MANY, 20))
        with connect(api=sandbox.api, credentials=None) as wiki:
            (page,) = wiki.pages(["Long/1"])
            for name, most in (("with its texts", 23), ("again", 3)):
                before = wiki.requests
                history = page_history(wiki, RevisionCache(folder), page, get(""))
                assert len(history.entries) == MANY
                yield f"requests, history of 1,000 revisions {name}, no login", wiki.requests - before, most
    finally:
        stop(folder / "wiki")
        shutil.rmtree(folder)
