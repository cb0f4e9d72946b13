"""``ohbot import URL``: pads are read over HTTP, within bounds, and nothing else of the network is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ohbot.archive import load
from ohbot.errors import InputError, UsageError
from ohbot.pads import Pad, PadAway, is_address, pad_at, read_pad
from tests.cli.desk import Desk
from tests.cli.pad import Pads, pads

NOTES = """\
Lantern hours

Q: Why do lanterns hum?
A: The wick draws air.
Q: Who lights them at dusk?
A: Nobody does, they wait for the moon.
"""


@pytest.fixture
def server() -> Iterator[Pads]:
    """Pads on this machine."""
    with pads() as found:
        yield found


@pytest.mark.parametrize(
    ("word", "address", "text"),
    [
        ("https://pad.example.org/p/hours", "https://pad.example.org/p/hours", "/p/hours/export/txt"),
        ("https://pad.example.org/p/hours/export/html", "https://pad.example.org/p/hours", "/p/hours/export/txt"),
        ("http://example.org/etherpad/p/r.1a2b/timeslider#7", None, "/etherpad/p/r.1a2b/export/txt"),
        ("https://notes.example.org/aB3_-x?both", "https://notes.example.org/aB3_-x", "/aB3_-x/download"),
        ("https://notes.example.org/s/aB3/", "https://notes.example.org/s/aB3", "/s/aB3/download"),
        ("https://example.org/docs/aB3/download", "https://example.org/docs/aB3", "/docs/aB3/download"),
    ],
)
def test_a_pads_page_and_its_exports_are_the_same_pad(word: str, address: str | None, text: str) -> None:
    found = pad_at(word)
    assert address in (None, found.address)
    assert found.text.endswith(f".org{text}")


@pytest.mark.parametrize(
    "word",
    [
        "ftp://pad.example.org/p/hours",
        "file:///etc/passwd",
        "https:///p/hours",
        "https://example.org/notes/today.txt",
        "https://example.org/",
        "https://example.org:port/p/hours",
        "https://kim:secret@pad.example.org/p/hours",
    ],
)
def test_what_is_no_pad_is_refused_with_a_sentence_that_shows_no_password(word: str) -> None:
    assert is_address(word)
    with pytest.raises(UsageError) as caught:
        pad_at(word)
    assert "pad" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_nothing_is_sent_to_a_pad_but_the_question(
    server: Pads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even what this machine knows of the host; a reply may lead to another address there."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login kim password secret\n", "utf-8")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server.moves["/aB3/download"] = "/s/aB3/download"
    server.texts["/s/aB3/download"] = NOTES
    assert read_pad(pad_at(f"{server.address}/aB3?both")).decode() == NOTES
    assert [path for path, _ in server.asked] == ["/aB3/download", "/s/aB3/download"]
    assert not [name for _, headers in server.asked for name in headers if name in ("Authorization", "Cookie")]


def test_a_reply_that_leads_elsewhere_is_not_followed(server: Pads) -> None:
    for place in ("http://example.org/p/x/export/txt", "//example.org/x", "http://localhost/x", "ftp://127.0.0.1/x"):
        server.moves["/p/x/export/txt"] = place
        with pytest.raises(InputError, match="leads to another place"):
            read_pad(pad_at(f"{server.address}/p/x"))
    server.moves["/p/x/export/txt"] = "/p/x/export/txt"
    with pytest.raises(InputError, match="from address to address"):
        read_pad(pad_at(f"{server.address}/p/x"))


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (403, InputError, "not open to everybody"),
        (404, InputError, "no such pad"),
        (418, InputError, "HTTP 418"),
        (429, PadAway, "try again later"),
        (503, PadAway, "try again later"),
    ],
)
def test_a_server_that_refuses_is_told(server: Pads, status: int, error: type[Exception], said: str) -> None:
    server.statuses["/p/x/export/txt"] = status
    with pytest.raises(error, match=said):
        read_pad(pad_at(f"{server.address}/p/x"))


def test_a_page_where_a_text_is_wanted_is_told(server: Pads) -> None:
    """As where a login is asked for."""
    server.texts["/p/x/export/txt"] = "<html>Log in</html>"
    server.kinds["/p/x/export/txt"] = "text/html"
    with pytest.raises(InputError, match="no text but text/html"):
        read_pad(pad_at(f"{server.address}/p/x"))


def test_a_pad_is_bounded_in_bytes_and_in_time(server: Pads) -> None:
    """A reply that drips for ever ends as well; so does one that nobody gives."""
    server.texts["/p/x/export/txt"] = "x" * 300_000
    with pytest.raises(InputError, match="more than 100,000 bytes"):
        read_pad(pad_at(f"{server.address}/p/x"), most=100_000)
    server.texts["/p/slow/export/txt"] = "x"
    server.drips.add("/p/slow/export/txt")
    with pytest.raises(PadAway, match="took longer"):
        read_pad(pad_at(f"{server.address}/p/slow"), seconds=0.3)
    with pytest.raises(PadAway, match="cannot be reached"):
        read_pad(Pad("http://127.0.0.1:9/p/x", "http://127.0.0.1:9/p/x/export/txt"))


def test_a_pad_is_imported_again_and_again(desk: Desk, server: Pads) -> None:
    """What changed in it is merged into the file, whose corrections stay; a pad that was emptied takes nothing."""
    server.texts["/p/hours/export/txt"] = NOTES
    address = f"{server.address}/p/hours"
    desk.ohbot("import", address)
    (path,) = desk.sessions.iterdir()
    assert f"file: {address}\n" in path.read_text("utf-8")
    assert "nothing to do" in desk.ohbot("import", f"{address}/export/txt").stderr
    desk.change(path.stem, "draws air", "draws much air")
    server.texts["/p/hours/export/txt"] = (
        NOTES.replace("for the moon", "for the full moon") + "Q: And then?\nA: So.\n"
    )
    desk.ohbot("import", address)
    body = load(path.read_text("utf-8"), "x").body
    assert len(body) == 3
    assert "draws much air" in repr(body)
    assert "full moon" in repr(body)
    for text, code in (("lol, I was here and there", 1), ("\n", 1)):
        server.texts["/p/hours/export/txt"] = text
        before = path.read_bytes()
        desk.ohbot("import", address, exits=code)
        assert path.read_bytes() == before
    assert len(list(desk.sessions.iterdir())) == 1


def test_the_network_is_never_a_traceback(desk: Desk) -> None:
    assert "cannot be reached" in desk.ohbot("import", "http://127.0.0.1:9/p/hours", exits=5).stderr
    assert "no address of a pad" in desk.ohbot("import", "https://example.org/a/b.txt", exits=2).stderr
