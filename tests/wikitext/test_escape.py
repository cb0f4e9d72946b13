"""Plain text as wikitext: the quick way is the same as the long one."""

from hypothesis import given
from hypothesis import strategies as st

from ohbot.wikitext.escape import escape, unescape

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
