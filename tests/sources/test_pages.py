"""HTML as programs write it: without line ends, and with the log of a chat in it."""

from ohbot.model import Heading, Message
from ohbot.sources import LineCounts, import_transcript


def test_a_page_in_one_line_loses_none_of_its_blocks() -> None:
    """A title or a list of people takes its own block, not all of its line."""
    page = (
        "<html><body><h1>Boat hours</h1><p>3 May 2021, 18:00 UTC</p><p>Present: Kim Lee, Bo Lind</p>"
        "<h2>Sails</h2><p>Kim: who mends them?<p>Bo: I do.<br>Kim: good</p></body></html>"
    )
    reading = import_transcript(page.encode(), "boats.html").reading
    assert (reading.session.title, [person.name for person in reading.session.people]) == (
        "Boat hours",
        ["Kim Lee", "Bo Lind"],
    )
    assert reading.session.body == (
        Heading("Sails"),
        Message("who mends them?", None, "Kim"),
        Message("I do.", None, "Bo"),
        Message("good", None, "Kim"),
    )
    assert reading.account == LineCounts(1)


def test_no_block_goes_with_the_fact_beside_it() -> None:
    """Whatever tags stand between them in one line."""
    for tag in ("td", "article", "figcaption", "dt"):
        page = f"<html><body><{tag}>Boat hours<{tag}>bring oil</body></html>"
        session = import_transcript(page.encode(), "x.html").reading.session
        assert "bring oil" in repr(session.body), tag


LOG = (
    "[18:00] &lt;kim&gt; hello",
    "[18:01] &lt;bo&gt; I am at 192.0.2.7",
    "[18:02] * ann (~ann@host-1.example.net) has joined #boats",
)


def test_the_log_of_a_chat_in_a_page_is_a_log() -> None:
    """Who spoke, what happened, and no hosts; lines are those of the file."""
    wanted = (
        Message("hello", "18:00", "kim"),
        Message("I am at [IP address removed]", "18:01", "bo"),
        Message("ann has joined #boats", "18:02", None, "event"),
    )
    pages = {
        "<title>Boats</title>" + "".join(f"<p>{line}</p>" for line in LOG): {"IP address": (1,), "host": (1,)},
        "\n".join(["<title>Boats</title><pre>", *LOG, "</pre>"]): {"IP address": (3,), "host": (4,)},
        "<title>Boats</title>\n" + "<br>\n".join(LOG): {"IP address": (3,), "host": (4,)},
    }
    for page, removed in pages.items():
        reading = import_transcript(f"<html>{page}</html>".encode(), "x.html").reading
        assert (reading.session.title, reading.session.body) == ("Boats", wanted)
        assert reading.removed == removed
        assert reading.account.read == page.count("\n") + 1
