"""One table of lines of chats, read by an import and on a page alike; what differs by context is told in it."""

import html
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Message
from ohbot.sources import Options, import_transcript
from ohbot.wikitext.escape import unescape
from ohbot.wikitext.lens import get
from ohbot.wikitext.messages import read_message


class Row(NamedTuple):
    """A line, and what it says; ``page_time`` is what a page shows as the time where that is more than a clock."""

    line: str
    kind: str
    time: str | None
    speaker: str | None
    text: str
    page_time: str | None = None


def say(line: str, time: str | None, speaker: str | None, text: str, page_time: str | None = None) -> Row:
    """A line that somebody says."""
    return Row(line, "say", time, speaker, text, page_time)


def act(line: str, time: str | None, speaker: str | None, text: str, page_time: str | None = None) -> Row:
    """A line that tells what somebody does."""
    return Row(line, "action", time, speaker, text, page_time)


def event(line: str, time: str | None, text: str, page_time: str | None = None) -> Row:
    """A line that tells what happened."""
    return Row(line, "event", time, None, text, page_time)


# The page shows a stamp as it stands, with its date and a zone in words; an import keeps these for the session.
TABLE = (
    # irssi
    say("18:00 <@maud> Welcome to the harbour!", "18:00", "maud", "Welcome to the harbour!"),
    say("18:01 <+pim> when do we sail?", "18:01", "pim", "when do we sail?"),
    say("18:01 < bo|away> soon", "18:01", "bo|away", "soon"),
    act("18:02  * maud looks at the sea", "18:02", "maud", "looks at the sea"),
    event("18:02 -!- bo|away is now known as bo", "18:02", "bo|away is now known as bo"),
    event("18:03 -!- mode/#boats [+o bo] by maud", "18:03", "mode/#boats [+o bo] by maud"),
    event("18:00 -!- pim [~pim@h.example] has joined #boats", "18:00", "pim [~pim@h.example] has joined #boats"),
    event("18:04 -!- pim [~pim@h.example] has quit [Quit: x]", "18:04", "pim [~pim@h.example] has quit [Quit: x]"),
    say("18:03 -Gull:#boats- feed me", "18:03", "Gull", "feed me"),
    say("2021-05-06T18:00:01Z <@maud> hello", "18:00:01Z", "maud", "hello", "2021-05-06T18:00:01Z"),
    act("2021-05-06T18:00:03+0200  * pim waves", "18:00:03+0200", "pim", "waves", "2021-05-06T18:00:03+0200"),
    event("2021-05-06T18:00:00+0200 [Users #boats]", "18:00:00+0200", "[Users #boats]", "2021-05-06T18:00:00+0200"),
    say("18:05   @maud | behind a bar", "18:05", "maud", "behind a bar"),
    # WeeChat
    say("2021-05-06 18:00:03\t@maud\tWelcome", "18:00:03", "maud", "Welcome", "2021-05-06 18:00:03"),
    say("2021-05-06 18:00:30\tpim_\ttime | tide", "18:00:30", "pim_", "time | tide", "2021-05-06 18:00:30"),
    act("2021-05-06 18:00:09\t *\tpim waves", "18:00:09", "pim", "waves", "2021-05-06 18:00:09"),
    event("2021-05-06 18:00:01\t-->\tpim (~p@h) has joined #b", "18:00:01", "pim (~p@h) has joined #b",
          "2021-05-06 18:00:01"),
    event("2021-05-06 18:00:20\t--\tpim is now known as pim_", "18:00:20", "pim is now known as pim_",
          "2021-05-06 18:00:20"),
    event("2021-05-06 18:01:00\t<--\tpim_ (~p@h) has quit (Quit: x)", "18:01:00", "pim_ (~p@h) has quit (Quit: x)",
          "2021-05-06 18:01:00"),
    say("18:00:05   maud | hello", "18:00:05", "maud", "hello"),
    act("18:00:06      * | maud sits", "18:00:06", "maud", "sits"),
    event("18:00:07    --> | bo has joined #boats", "18:00:07", "bo has joined #boats"),
    event("18:00:07    -->| bo has joined #boats", "18:00:07", "bo has joined #boats"),
    event("18:00:08   |<-- bo has left #boats (Quit)", "18:00:08", "bo has left #boats (Quit)"),
    # ZNC
    say("[23:59:04] <maud> who is there?", "23:59:04", "maud", "who is there?"),
    act("[23:59:30] * pim hides", "23:59:30", "pim", "hides"),
    say("[23:59:59] -maud- quiet please", "23:59:59", "maud", "quiet please"),
    event("[23:59:01] *** Joins: pim (~pim@h)", "23:59:01", "Joins: pim (~pim@h)"),
    event("[00:00:20] *** pim is now known as pim-zzz", "00:00:20", "pim is now known as pim-zzz"),
    event("[00:00:30] *** Quits: pim (~p@h) (Ping timeout)", "00:00:30", "Quits: pim (~p@h) (Ping timeout)"),
    say("[39:95:90] <maud> what a clock", "39:95:90", "maud", "what a clock"),
    # xchat, HexChat
    say("May 06 18:00:10 <maud>\tWelcome", "18:00:10", "maud", "Welcome", "May 06 18:00:10"),
    act("May 06 18:00:14 *\tpim waves", "18:00:14", "pim", "waves", "May 06 18:00:14"),
    say("May 06 18:00:20 -maud-\tquiet please", "18:00:20", "maud", "quiet please", "May 06 18:00:20"),
    event("May 06 18:00:02 *\tNow talking on #boats", "18:00:02", "Now talking on #boats", "May 06 18:00:02"),
    event("May 06 18:00:11 *\tpim (~p@h) has joined #b", "18:00:11", "pim (~p@h) has joined #b", "May 06 18:00:11"),
    event("May 06 18:00:12 -->\tpim (~p@h) has joined #b", "18:00:12", "pim (~p@h) has joined #b", "May 06 18:00:12"),
    # mIRC
    say("[18:00] <@maud> Welcome all", "18:00", "maud", "Welcome all"),
    say("[18:02] <pim> 12 boats [or more]", "18:02", "pim", "12 boats [or more]"),
    act("[18:01] * pim waves", "18:01", "pim", "waves"),
    event("[18:00] * Now talking in #boats", "18:00", "Now talking in #boats"),
    event("[18:01] * pim (pim@h.example) has joined #boats", "18:01", "pim (pim@h.example) has joined #boats"),
    event("[18:03] * pim (pim@h.example) Quit (Bye)", "18:03", "pim (pim@h.example) Quit (Bye)"),
    event("[18:03] * pim sets mode: +o maud", "18:03", "pim sets mode: +o maud"),
    # Colloquy, LimeChat
    say("[11:04pm] maud: hello: you", "11:04pm", "maud", "hello: you"),
    say("[11:04 pm] maud: hello", "11:04 pm", "maud", "hello"),
    act("[11:05pm] • pim waves", "11:05pm", "pim", "waves"),
    event("[11:04pm] pim joined the chat room.", "11:04pm", "pim joined the chat room."),
    event("[11:05pm] pim is now known as pim_.", "11:05pm", "pim is now known as pim_."),
    event("[11:07pm] pim_ left the chat room. (Quit: bye)", "11:07pm", "pim_ left the chat room. (Quit: bye)"),
    event("[11:08pm] maud was promoted to operator by ChanServ.", "11:08pm",
          "maud was promoted to operator by ChanServ."),
    say("18:00:09 maud: hello", "18:00:09", "maud", "hello"),
    say("18:00:40 maudie: 10:30 it is", "18:00:40", "maudie", "10:30 it is"),
    event("18:00:12 pim has joined (~pim@h)", "18:00:12", "pim has joined (~pim@h)"),
    event("18:00:30 maud is now known as maudie", "18:00:30", "maud is now known as maudie"),
    event("18:00:45 pim → pim_", "18:00:45", "pim → pim_"),
    event("18:00:50 pim_ has left IRC (Quit)", "18:00:50", "pim_ has left IRC (Quit)"),
    # Pidgin, Adium
    say("(06:54:19 PM) maud: Hello", "06:54:19 PM", "maud", "Hello"),
    say("(6:54:19 PM) Ann Lee: two words", "6:54:19 PM", "Ann Lee", "two words"),
    act("(06:54:25 PM) ***pim waves", "06:54:25 PM", "pim", "waves"),
    event("(06:54:10 PM) The topic for #boats is: ships", "06:54:10 PM", "The topic for #boats is: ships"),
    event("(06:54:12 PM) maud [~maud@h] entered the room.", "06:54:12 PM", "maud [~maud@h] entered the room."),
    event("(06:55:00 PM) maud is now known as maud_", "06:55:00 PM", "maud is now known as maud_"),
    event("(06:55:10 PM) maud_ left the room (quit: Bye).", "06:55:10 PM", "maud_ left the room (quit: Bye)."),
    event("(18:09) mode (+v bo) by maud", "18:09", "mode (+v bo) by maud"),
    # Quassel
    act("[18:00:04] -*- pim waves", "18:00:04", "pim", "waves"),
    event("[18:00:01] --> pim (~pim@h) has joined #boats", "18:00:01", "pim (~pim@h) has joined #boats"),
    event("[18:00:05] <-> pim is now known as pim|tea", "18:00:05", "pim is now known as pim|tea"),
    say("[18:00:06] <pim|tea> ---> there", "18:00:06", "pim|tea", "---> there"),
    event("[18:00:07] *** Mode #boats +o pim|tea by maud", "18:00:07", "Mode #boats +o pim|tea by maud"),
    event("[18:00:09] <-- pim|tea (~pim@h) has quit (Remote)", "18:00:09", "pim|tea (~pim@h) has quit (Remote)"),
    say("[2021-05-06 18:00:03] <@maud> Welcome", "18:00:03", "maud", "Welcome", "2021-05-06 18:00:03"),
    event("[2021-05-06 18:00:05] <-* maud has kicked troll from #b", "18:00:05", "maud has kicked troll from #b",
          "2021-05-06 18:00:05"),
    event("[2021-05-07 00:00:00] - {Day changed to Friday}", "00:00:00", "{Day changed to Friday}",
          "2021-05-07 00:00:00"),
    # qwebirc, KiwiIRC, The Lounge, IRCCloud
    event("[18:00] == pim [~pim@h] has joined #boats", "18:00", "pim [~pim@h] has joined #boats"),
    event("[18:02] == pim [~pim@h] has quit [Quit: x]", "18:02", "pim [~pim@h] has quit [Quit: x]"),
    event("[18:02] === pim is now known as pim_", "18:02", "pim is now known as pim_"),
    event("18:02 === pim is now known as pim_", "18:02", "pim is now known as pim_"),
    event("[18:03] → pim joined", "18:03", "pim joined"),
    event("18:03 ← pim quit (Bye)", "18:03", "pim quit (Bye)"),
    event("[2021-05-06 18:00:01] → pim joined (~pim@h)", "18:00:01", "pim joined (~pim@h)", "2021-05-06 18:00:01"),
    act("[2021-05-06 18:00:04] — pim waves", "18:00:04", "pim", "waves", "2021-05-06 18:00:04"),
    event("[2021-05-06 18:00:05] * pim → pim_", "18:00:05", "pim → pim_", "2021-05-06 18:00:05"),
    event("[2021-05-07 18:00:07] ⇐ pim_ quit (~pim@h): Ping", "18:00:07", "pim_ quit (~pim@h): Ping",
          "2021-05-07 18:00:07"),
    # Konversation
    say("[Thursday 06 May 2021] [18:00:03] <maud>\tWelcome", "18:00:03", "maud", "Welcome"),
    act("[Thursday 06 May 2021] [18:00:04] *\tpim waves", "18:00:04", "pim", "waves"),
    event("[Thursday 06 May 2021] [18:00:01] Join\tpim has joined this channel.", "18:00:01",
          "pim has joined this channel."),
    event("[Thursday 06 May 2021] [18:00:05] Nick\tpim is now known as pim_.", "18:00:05",
          "pim is now known as pim_."),
    event("[Thursday 06 May 2021] [18:00:06] Topic\tThe channel topic is ships.", "18:00:06",
          "The channel topic is ships."),
    # bip
    event("18-05-2021 04:40:14 -!- pim!~pim@h has joined #b", "04:40:14", "pim!~pim@h has joined #b",
          "18-05-2021 04:40:14"),
    say("18-05-2021 04:40:20 < maud!~maud@h: Welcome: all", "04:40:20", "maud", "Welcome: all",
        "18-05-2021 04:40:20"),
    say("18-05-2021 04:40:20 < oto!~o@host: Tall boats > short boats", "04:40:20", "oto", "Tall boats > short boats",
        "18-05-2021 04:40:20"),
    say("18-05-2021 04:40:21 < oto: Tall boats > short boats", "04:40:21", "oto", "Tall boats > short boats",
        "18-05-2021 04:40:21"),
    say("18-05-2021 04:40:25 > pim: thanks", "04:40:25", "pim", "thanks", "18-05-2021 04:40:25"),
    act("18-05-2021 04:40:30 < * maud!~maud@h waves", "04:40:30", "maud", "waves", "18-05-2021 04:40:30"),
    # dircproxy, syslog, RRSAgent, Supybot, Eggdrop, wm-bot
    say("[14 May 12:36] <maud!n=maud@h.example> when do we sail?", "12:36", "maud", "when do we sail?",
        "14 May 12:36"),
    event("[14 May 10:36] --> pim (n=pim@h) joined the channel", "10:36", "pim (n=pim@h) joined the channel",
          "14 May 10:36"),
    event("[14 May 12:53] *** You connected", "12:53", "You connected", "14 May 12:53"),
    say("May 09 20:00:29 <maud> hello", "20:00:29", "maud", "hello", "May 09 20:00:29"),
    act("May 09 20:00:31 * pim waves", "20:00:31", "pim", "waves", "May 09 20:00:31"),
    say("14:59:27 <RRSAgent> logging to a file", "14:59:27", "RRSAgent", "logging to a file"),
    event("14:59:30 <maud> maud has joined #boats", "14:59:30", "maud has joined #boats"),
    say("2021-05-06T18:01:46  <maud> hello", "18:01:46", "maud", "hello", "2021-05-06T18:01:46"),
    event("2021-05-06T18:02:10  *** pim is now known as pim_", "18:02:10", "pim is now known as pim_",
          "2021-05-06T18:02:10"),
    act("[18:01] Action: pim waves", "18:01", "pim", "waves"),
    event("[18:02] Nick change: pim -> pim_", "18:02", "Nick change: pim -> pim_"),
    event("[17:59] maud (~maud@h) joined #boats.", "17:59", "maud (~maud@h) joined #boats."),
    event("[18:05] maud (~maud@h) left irc: Quit: bye", "18:05", "maud (~maud@h) left irc: Quit: bye"),
    say("[18:00:54] <maud>\t hello", "18:00:54", "maud", "hello"),
    say("2021-05-06T18:00:54.123Z\t<maud>\thello", "18:00:54.123Z", "maud", "hello", "2021-05-06T18:00:54.123Z"),
    # telephones, Zoom, Matrix, and what is odd
    say("03/05/2020, 18:11 - Ann Lee: from a telephone", "18:11", "Ann Lee", "from a telephone", "03/05/2020, 18:11"),
    say("[18:00] – Ann Lee: behind a dash", "18:00", "Ann Lee", "behind a dash"),
    say("18:00:23\tAnn Lee:\thello", "18:00:23", "Ann Lee", "hello"),
    say("[18:00:02] <Kim (he/him)> no list", "18:00:02", "Kim (he/him)", "no list"),
    say("[18:00:01] <kim[m]> so it is", "18:00:01", "kim[m]", "so it is"),
    say("[2009-08-18 14::56:32] maud|tea: a colon", "14::56:32", "maud|tea", "a colon", "2009-08-18 14::56:32"),
    say("18:04 <%half> percent", "18:04", "half", "percent"),
    say("18:08 UTC <&bo> with a zone", "18:08", "bo", "with a zone", "18:08 UTC"),
    say("[18:07 UTC] <maud> with a zone", "18:07", "maud", "with a zone", "18:07 UTC"),
    say("18:02 <maud>: with a colon", "18:02", "maud", "with a colon"),
    say("[18:00:09] <maud|tea>", "18:00:09", "maud|tea", ""),
    say("[18:00:05] nobody said this", "18:00:05", None, "nobody said this"),
    say("[18:00:06] Note: nobody's name", "18:00:06", None, "Note: nobody's name"),
    act("[18:00:10] * maud|tea has joined the fun", "18:00:10", "maud|tea", "has joined the fun"),
    # without stamps
    say("<maud> hello", None, "maud", "hello"),
    say("<@maud> hello", None, "maud", "hello"),
    event("-!- pim is now known as pim_", None, "pim is now known as pim_"),
    act("* bela waves", None, "bela", "waves"),
    event("*** pim has joined #boats", None, "pim has joined #boats"),
    event("=== pim is now known as pim_", None, "pim is now known as pim_"),
)  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.line)
def test_a_line_says_the_same_in_a_log_and_on_a_page(row: Row) -> None:
    """Below a line of the same kind: in a file, in ``<pre>``, and as a paragraph with line breaks."""
    above = "[18:00:00] <bela> hi" if row.time else "<bela> hi"
    options = Options(keep_private=True)
    imported = import_transcript(f"{above}\n{row.line}\n".encode(), "x.log", format="chat", options=options)
    expected = (row.kind, row.time, row.speaker, row.text)
    assert _last(imported.reading.session.body) == expected
    shown = (row.kind, row.page_time or row.time, row.speaker, row.text)
    assert _last(get(f"<pre>\n{above}\n{row.line}\n</pre>").body) == shown
    lines = "".join(f"{html.escape(line, quote=False)}<br />\n" for line in (above, row.line))
    if row.line[0] not in "*=":  # there these are a list and a heading
        assert _last(get(lines).body) == shown


def _last(body: tuple[object, ...]) -> object:
    item = body[-1]
    return (item.kind, item.time, item.speaker, unescape(item.text)) if isinstance(item, Message) else item


DRESS = ("", "'''", "''", "<b>", "<small>", '<span style="color:red">')


@given(st.sampled_from([row for row in TABLE if row.line[0] not in "*="]), st.sampled_from(DRESS), st.booleans())
def test_the_dress_of_a_page_around_a_line_changes_nothing(row: Row, dress: str, nbsp: bool) -> None:
    """Bold, tags and hard blanks in front of what a line says are no part of it."""
    name = dress.strip("<>").split(" ")[0]
    close = dress if dress.startswith("'") else f"</{name}>" if dress else ""
    line = html.escape(row.line, quote=False)
    dressed = f"{dress}{line.replace(' ', '&nbsp;', 1) if nbsp else line}{close}"
    assert _parts(dressed) == _parts(line)


def _parts(line: str) -> list[str | None]:
    read = read_message(line, "verbatim")
    spans = (read.time, read.speaker, read.text) if read else ()
    return [unescape(line[slice(*span)]).replace("\u00a0", " ") if span else None for span in spans]


@pytest.mark.parametrize(
    ("page", "speakers"),
    [
        ("<pre>\n10:00 ann: hi\n10:05 bo: hello\n</pre>", ["ann", "bo"]),
        ("<pre>\n10:00 <ann> hi\n10:05 <bo> hello</pre>", ["ann", "bo"]),
        ("<pre>\n10:00 Opening: hi\n10:05 bo: hello\n</pre>", []),
        ("<pre>\ntitle: the pond\ndate: today\n</pre>", []),
        ("<pre>\n=== the pond ===\n</pre>", []),
        ("<pre>\n10:00 – Opening\n10:30 – Tea\n</pre>", []),
    ],
)
def test_two_lines_are_a_log_where_people_put_logs(page: str, speakers: list[str]) -> None:
    """With times and names, unless one of them rather begins an entry of a schedule."""
    assert [item.speaker for item in get(page).body if isinstance(item, Message)] == speakers


MARKUP = (
    "<!-- a remark -->",
    "== Heading ==",
    "**bold**",
    "[x](https://x.example)",
    "`code`",
    "'''b'''",
    "{{tl|x}}",
    "# 1",
)


@given(
    st.lists(st.sampled_from(MARKUP), min_size=3, max_size=8),
    st.sampled_from(("18:00 <{}> ", "[18:00] {}: ", "<{}> ")),
)
def test_a_log_full_of_markup_is_a_log(texts: list[str], form: str) -> None:
    """Whatever people write in it: Markdown would show its lines as one paragraph."""
    log = "".join(f"{form.format(f'nick{n % 2}')}so {text}\n" for n, text in enumerate(texts))
    body = import_transcript(log.encode(), "x.txt").reading.session.body
    assert [item.speaker for item in body if isinstance(item, Message)] == [f"nick{n % 2}" for n in range(len(texts))]
