"""Plain text as wikitext: the quick way is the same as the long one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.wikitext.escape import escape, escape_all, escape_nick, unescape
from ohbot.wikitext.messages import nick_of, read_message

PIECES = (
    """
RFC 1|rfc |pmid 7|ISBN |ıſbn 2|İSBN 3|sms:|SIPS:|ſms:|geo:|x|'|''|&amp;|[|[[|{|}|-{|~|~~|_|__|＿＿|#|a:| |matrix:
|bitcoin:|magnet:|news:|sip:|urn:|tel:|xmpp:|mailto:|----|!|http://x
""".replace("\n|", "|")
    .strip()
    .split("|")
)


@given(st.lists(st.sampled_from([*PIECES, "\n", "|"]), max_size=6).map("".join))
def test_words_that_are_hazards_do_not_change_how_signs_are_escaped(text: str) -> None:
    """They are looked for only where there may be some."""
    assert escape(f"{text}\nRFC 1") == f"{escape(text)}\nRFC&#32;1"
    assert unescape(escape(text)) == text


@given(st.lists(st.lists(st.sampled_from([*PIECES, "\n", "|", "1", " "]), max_size=5).map("".join), max_size=5))
def test_many_texts_at_once_are_escaped_as_each_alone(texts: list[str]) -> None:
    """Nothing in one of them means anything for its neighbours."""
    assert escape_all(texts) == list(map(escape, texts))


@pytest.mark.parametrize(
    "address", ["https://x.example/a|b", "http://[[x", "http://a\u200bb.example", "irc://a\ufeff", "http://[::1]/[[x"]
)
def test_an_address_that_a_link_would_show_otherwise_is_no_link(address: str) -> None:
    """The wiki encodes bars and brackets in links, and takes invisible characters out of their hosts."""
    assert "://" not in escape(f"see {address} there")
    assert unescape(escape(address)) == address
    assert escape("see https://x.example/a?b=c there") == "see https://x.example/a?b=c there"


@pytest.mark.parametrize("nick", ["@anna", "&amp", "~~~~", "a:b", "<x>", "+", "Anna B", "%a&lt;"])
def test_a_nick_is_read_back_as_it_is(nick: str) -> None:
    """Also one that begins like a status; a status on the page is no part of a nick."""
    for line in (f"[18:00] &lt;{escape_nick(nick)}&gt; hi", f"[18:00] * {escape_nick(nick)} waves"):
        read = read_message(line, "page")
        assert read is not None
        assert read.speaker is not None
        assert nick_of(line[slice(*read.speaker)]) == nick


def test_a_status_is_no_part_of_a_nick() -> None:
    for line in ("18:00 <@anna> hi", "18:00 &lt;+anna&gt; hi", "18:00 * @anna waves", "[18:00] &amp;anna: hi"):
        read = read_message(line, "page")
        assert read is not None
        assert read.speaker is not None
        assert line[slice(*read.speaker)] == "anna"
