"""Chat logs of all kinds: names, times, exchanges, conventions and hostile files."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ohbot.errors import InputError
from ohbot.model import Answer, Exchange, Heading, Message, Person, Prose
from ohbot.recognise.chatline import stamped
from ohbot.recognise.heads import text_lines
from ohbot.recognise.stamped import stamped as stamped_layout
from ohbot.recognise.stamps import STAMP
from ohbot.sources import Imported, Options, import_transcript
from ohbot.sources.base import Line
from ohbot.sources.bots import is_bot
from ohbot.sources.chat import scan
from ohbot.sources.clients import CLIENTS
from ohbot.sources.entries import Chat
from tests.sources.test_cases import CASES


def read(text: str, name: str = "x.log", **options: object) -> Imported:
    """A chat as it is imported with the options."""
    return import_transcript(text.encode(), name, options=Options(**options))  # type: ignore[arg-type]


def messages(imported: Imported) -> list[Message]:
    """The messages of an import."""
    return [item for item in imported.reading.session.body if isinstance(item, Message)]


def test_every_client_of_the_table_has_a_case() -> None:
    """A row without one would be a guess."""
    cases = {case.stem.removeprefix("chat-") for case in CASES}
    assert {name for name, *_ in CLIENTS} - {"rrsagent"} <= cases


def log_of(lines: Sequence[Line]) -> Chat:
    """Lines read as those of a log."""
    layout = stamped_layout(text_lines(lines))
    assert layout
    return scan(lines, layout)


NICKS = st.from_regex(
    r"[A-Za-z\[\]\\`_^{}|][A-Za-z0-9\[\]\\`_^{}|-]{0,15}( \((he|she|they)/(him|her|them)\))?", fullmatch=True
)
WORDS = st.lists(st.sampled_from("the boat sails at noon: 12:30 <ok> # * {{x}} kim, -> and?".split()), min_size=1)
STAMPS = "[18:00:03] |18:04 |[2009-08-18 14::56:32] |May 09 20:00:29 |2020-02-04T10:02:59Z |[14 Jan 10:36] |39:95:90 "


@given(NICKS, st.sampled_from(["", "@", "+", " "]), WORDS.map(" ".join), st.sampled_from(STAMPS.split("|")))
def test_any_nick_any_text_and_any_stamp_come_apart(nick: str, status: str, text: str, stamp: str) -> None:
    """In the form of nearly all clients; status signs are no part of the nick."""
    line = f"{stamp}<{status}{nick}> {text}"
    found = STAMP.match(line)
    assert found
    assert line[: found.end()].strip() == stamp.strip()
    said = stamped(line, found.end())
    assert said
    assert said.speaker
    assert (said.kind, line[slice(*said.speaker)], line[slice(*said.text)]) == ("say", nick, text)


PIECES = """
18:04|[18:04]|18:04:05|[18:04:05]|(18:04)|18:04:05.123|18::04|39:95|Z|+0200| |  |\t|<kim> |<@kim> |< kim>|<kim>\t
|kim |kim:|<kim> kim|<@@@kim> |< @+kim> |* kim|-!- |--> 1|-->|-->2|<-- |am|PM |p.m. |UTC]|CEST] |[|]|(|)|3|-|: |=
|has joined #boats|!k@h|<kim!k@h> |<kim!~k@h@h.org>|<|>|x y
""".replace("\n", "").split("|")


STAMPED = [*PIECES[:8], *STAMPS.split("|"), "2020-02-04 10:02:59", "#b 2020-02-04 10:02", "6:02:03 PM", "[8:02pm]"]


@given(st.sampled_from(STAMPED), st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_a_line_is_read_the_same_below_others_of_its_kind(stamp: str, rest: str) -> None:
    """Stamps like that of the line before are read more quickly, and in the same way."""
    other = "18:04" if "[" in stamp or len(stamp) > 5 else "[18:04:05]"
    line, like = Line(2, f"{stamp} {rest}"), Line(1, f"{stamp.replace('0', '1')} <kim> hello")
    assume(STAMP.match(line.text))
    below, behind = (log_of([before, line]) for before in (like, Line(1, f"{other} <kim> hello")))
    assert below.entries[1:] == behind.entries[1:]
    assert below.removed.lines == behind.removed.lines


def test_what_belongs_to_a_stamp_begins_no_name_below_a_stamp_without_it() -> None:
    """Half a stamp above does not make a name of the rest of the next one."""
    lines = [f"(7:00:0{i} PM) {'kim' if i % 2 else 'bo'}: hello {i}" for i in range(8)]
    seen = read("\n".join([*lines[:3], "(7:00:02 kim: cut", *lines[3:]]))
    assert {message.speaker for message in messages(seen)} == {"kim", "bo"}


LOG = """2021-05-06 23:58:00 <maud> late
2021-05-06 23:59:00 <pim> is it late?
2021-05-07 00:01:00 <maud> yes
"""


def test_times_go_on_over_midnight_without_dates() -> None:
    """A log of less than a day is clear without them; its start has the zone that was told, or is the day."""
    seen = read(LOG, timezone=UTC)
    assert [message.time for message in messages(seen)] == ["23:58:00", "23:59:00", "00:01:00"]
    assert seen.reading.session.start == datetime(2021, 5, 6, 23, 58, tzinfo=UTC)
    assert read(LOG).reading.session.start == date(2021, 5, 6)


def test_times_of_several_days_keep_their_dates() -> None:
    """Otherwise nobody could tell them apart."""
    seen = read(LOG + "2021-05-09 00:01:00 <maud> yes\n")
    assert messages(seen)[-1].time == "2021-05-09 00:01:00"


def test_nicks_are_followed_to_the_people_who_were_told() -> None:
    """Whatever nick somebody has at the time."""
    log = "18:00 <kim> a\n18:01 -!- kim is now known as kim|tea\n18:02 <kim|tea> b\n18:03 <bo> c\n"
    session = read(log, nicks={"KIM": "Kim Moor"}, people=(Person("Kim Moor", "Host"),)).reading.session
    assert [item.speaker for item in session.body if isinstance(item, Message)] == [
        "Kim Moor",
        None,
        "Kim Moor",
        "bo",
    ]
    assert session.people == (Person("Kim Moor", "Host"), Person("bo"))
    assert session.people[0].metadata["x-nicks"] == ["kim", "kim|tea"]


def test_bots_are_marked_and_no_people() -> None:
    """By their names, as chats know them."""
    seen = read("18:00:00 <wikibugs> new\n18:00:01 <talbot> hi\n18:00:02 <harbour-bot> ok\n")
    assert [dict(message.metadata) for message in messages(seen)] == [{"x-bot": True}, {}, {"x-bot": True}]
    assert seen.reading.session.people == (Person("talbot"),)
    assert is_bot("Zakim_")
    assert not is_bot("robotics")


MODERATED = """18:00:00 <mod> Welcome all
18:00:01 <pim> Zoe asks: not yet a question of mine?
18:00:02 <mod> Q: Why are the boats blue?
18:00:03 -!- zed has joined #boats
18:00:04 <maud> They were cheap.
18:00:05 <maud> And nice.
18:00:06 <pim> thanks
18:00:07 <pim> maud: when do we sail?
18:00:08 <maud> pim: at noon
18:00:09 <pim> bo: are you there?
18:00:10 <maud> he is not
18:00:11 <mod> Question from Ann: How long
18:00:12 <mod> does it take?
18:00:13 <maud> An hour.
18:00:14 <bo> who knows?
"""


def test_sure_questions_become_exchanges() -> None:
    """Relayed ones, and those that a host answers at once; the rest stays as it was, and that is told."""
    seen = read(MODERATED, exchanges=True, people=(Person("Maud"),))
    body = seen.reading.session.body
    assert [item for item in body if isinstance(item, Exchange)] == [
        Exchange("Why are the boats blue?", (Answer("They were cheap. And nice.", "Maud"),)),
        Exchange("maud: when do we sail?", (Answer("pim: at noon", "Maud"),)),
        Exchange("How long does it take?", (Answer("An hour.", "Maud"),)),
    ]
    assert [item.metadata.get("private") for item in body if isinstance(item, Exchange)] == [
        {"relayed_by": "mod"},
        {"asker": "pim"},
        {"asker": "Ann", "relayed_by": "mod"},
    ]
    assert [item.text for item in messages(seen)] == [
        "Welcome all",
        "Zoe asks: not yet a question of mine?",
        "zed has joined #boats",
        "thanks",
        "bo: are you there?",
        "he is not",
        "who knows?",
    ]
    assert any("exchanges were put together" in note.sentence for note in seen.notes)


def test_a_chat_without_exchanges_keeps_its_messages() -> None:
    """Grouping is asked for."""
    assert not any(isinstance(item, Exchange) for item in read(MODERATED).reading.session.body)


def test_a_scribe_who_was_not_named_is_found_by_what_she_writes() -> None:
    """Names, colons and dots are the scribe's."""
    said = "\n".join(f"15:00:0{n} <maud> Bo: sentence {n}" for n in range(5))
    seen = read(f"14:00:00 <bo> present+\n14:00:01 <pim> zakim, hello\n{said}\n15:01:00 <pim> Bo: not minuted")
    assert [message.speaker for message in messages(seen)] == ["bo", "pim", *["Bo"] * 5, "pim"]


def test_a_correction_reaches_back_a_bounded_way_and_may_be_global() -> None:
    """``g`` changes every line before; ``G`` too."""
    said = "scribe: a|present+|A cat|The cat|s/cat/cow/g".split("|")
    log = "\n".join(f"14:00:0{number} <a> {text}" for number, text in enumerate(said))
    assert [message.text for message in messages(read(log))][-2:] == ["A cow", "The cow"]


def test_what_is_no_line_of_a_log_stays_as_prose() -> None:
    """Truncated first lines and remarks between the lines are kept."""
    log = b"rest of a line\n\n18:00:00 <a> x\nwrapped\n\nremark one\nremark two\n\nthree\n"
    body = import_transcript(log, "x.log", format="chat").reading.session.body
    assert body == (
        Prose("rest of a line"),
        Message("x wrapped", "18:00:00", "a"),
        Prose("remark one\nremark two\n\nthree"),
    )


def test_an_agenda_is_no_chat() -> None:
    """Clock times and colons are in both."""
    agenda = "10:30 Meeting: everybody comes\n11:00 Lunch: in the hall\n12:00 Walk: outside\n"
    assert read(agenda).certainty < 0.5


@pytest.mark.parametrize("kind", ["matrix-json", "meetbot-json"])
@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"messages":' * 50_000, '{"messages": 3}', "{", '{"messages": [' + "9" * 9_000 + "]}"]
)
def test_hostile_json_is_a_clear_error(kind: str, text: str) -> None:
    """Deep nesting, cut files and endless numbers."""
    with pytest.raises(InputError, match=r"x\.json: "):
        import_transcript(text.encode(), "x.json", format=kind)


def test_lists_of_events_are_matrix_too_and_odd_values_are_no_trouble() -> None:
    """An export may hold anything."""
    events = [
        {"type": "m.room.message", "content": 3},
        7,
        {"type": ["x"]},
        {"type": "m.room.message", "origin_server_ts": 1e300},
    ]
    with pytest.raises(InputError, match="nothing that somebody said"):
        import_transcript(json.dumps(events).encode(), "x.json", format="matrix-json")
    events.append({"type": "m.room.message", "sender": "@kim:x", "content": {"body": "hi"}})
    seen = import_transcript(json.dumps(events).encode(), "x.json", format="matrix-json")
    assert [message.text for message in messages(seen)] == ["hi"]
    assert seen.reading.notes[0].sentence == "left out of 4 messages: 2 message without text, 1 other event"


def test_topics_of_meetbot_are_headings_with_their_time_kept() -> None:
    """Nothing of the line is lost."""
    body = read(
        "18:00:00 <a> #startmeeting\n18:00:01 <a> #topic Sails\n18:00:02 <a> #subtopic Rope\n"
    ).reading.session.body
    assert body[1:] == (Heading("Sails"), Heading("Rope", 3))
    assert body[1].metadata == {"x-time": "18:00:01", "x-speaker": "a"}
