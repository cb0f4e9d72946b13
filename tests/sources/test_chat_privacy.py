"""What never leaves a log: addresses, hosts, real names, what was off the record, and who asked."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Message, Person
from ohbot.privacy.addresses import without_addresses
from ohbot.privacy.events import event_without_people
from ohbot.privacy.record import off_the_record
from ohbot.sources import Imported, Options, import_transcript


def read(text: str, name: str = "x.log", **options: object) -> Imported:
    """A chat log as it is imported with the options."""
    return import_transcript(text.encode(), name, options=Options(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("kim (~kim@203.0.113.9) has joined #boats", "kim has joined #boats"),
        ("kim [~kim@h.example.org] has quit [Quit: gone (really)]", "kim has quit [Quit: gone (really)]"),
        ("kim [kim] (Kim Moor) (~kim@h.example.org) has joined #boats", "kim has joined #boats"),
        ("kim (~kim@h) has joined #boats with account kim (Kim Moor)", "kim has joined #boats"),
        ("Joins: kim (~kim@2001:db8::17)", "Joins: kim"),
        ("Quits: kim (~kim@h) (bye (all))", "Quits: kim (bye (all))"),
        ("kim quit (kim@h.example.org): bye", "kim quit: bye"),
        ("kim!~kim@2001:db8::17 is now known as bo", "kim is now known as bo"),
        ("kim (he/him) (k@h.org) has left #boats", "kim (he/him) has left #boats"),
        ("mode/#boats [+b *!*@203.0.113.9] by kim", "mode/#boats [+b *] by kim"),
        ("Topic for #boats set by kim!~kim@h.example.org", "Topic for #boats set by kim"),
        ("kim <~kim@203.0.113.9> has joined #boats", "kim has joined #boats"),
        ("Topic changed on #boats by kim!~kim@h.example.org: oars", "Topic changed on #boats by kim: oars"),
        ("ircname  : Kim Moor", "ircname"),
        ("kim is now known as kim_away", "kim is now known as kim_away"),
    ],
)
def test_events_tell_no_hosts_and_no_real_names(text: str, left: str) -> None:
    """In the forms of all clients; reasons and pronouns stay."""
    assert event_without_people(text)[0] == left
    assert bool(event_without_people(text)[1]) == (text != left)


EVENT_PIECES = "kim|bo[m]| |(~k@h.example.org)|[k@gateway/web/x]|(he/him)|[bye]|()|[]|gateway/x|@|b@c|:|#boats".split(
    "|"
)


@given(
    st.sampled_from(EVENT_PIECES),
    st.sampled_from(EVENT_PIECES),
    st.sampled_from([" has joined ", " has left", " has quit ", " joined"]),
    st.lists(st.sampled_from(EVENT_PIECES), max_size=4).map("".join),
)
def test_usual_joins_and_quits_tell_what_the_rules_for_all_leave(nick: str, host: str, what: str, rest: str) -> None:
    """They are read quickly; two blanks, which no client writes there, make any of them an unusual one."""
    usual, unusual = (
        event_without_people(f"{nick} {host}{what}{rest}"),
        event_without_people(f"{nick}  {host}{what}{rest}"),
    )
    assert usual[1] == unusual[1]
    assert usual[0].split() == unusual[0].split()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("mail kim.x+y@mail.example.org!", ["e-mail address"]),
        ("at 203.0.113.9:80 and 2001:db8::17", ["IP address", "IP address"]),
        ("from ::ffff:203.0.113.9 or 2001:db8:1:2:3:4:5:6", ["IP address", "IP address"]),
        ("http://203.0.113.9/x", ["IP address"]),
        ("c-203-0-113-9.hsd1.example.net is slow", ["host"]),
        ("connecting from *@host5.example.org, banned *!*@*.example.net", ["host", "host"]),
        ("call +49 30 1234567, (555) 123-4567 or 555-123-4567", ["telephone number"] * 3),
        ("+1.617.555.aabb joined", ["telephone number"]),
        ("18:00:03 on 2013-10-10, version 3.11.2, std::vector, 14::56:32, #12345678", []),
        ("https://example.org/a/2013/10/10?id=1468323583548723282 and https://example.org/@kim", []),
    ],
)
def test_texts_tell_no_addresses_and_numbers(text: str, kinds: list[str]) -> None:
    """Addresses of people and machines and telephone numbers go; times, versions and links stay."""
    assert without_addresses(text)[1] == kinds
    assert (without_addresses(text)[0] == text) == (not kinds)


PRIVATE_PIECES = """
203.0.113.9|203-0-113-9|.example.net|kim@mail.example.org|*@|2001:db8::17|::1|ffff:|:|.|-|1.617.555.aabb
|+49 30 1234567
|(555) 123-4567|555-123-4567|18:00:03| |x|7|ip-
""".replace("\n", "").split("|")


@given(st.lists(st.sampled_from(PRIVATE_PIECES), max_size=7).map("".join))
def test_rules_are_passed_over_only_where_they_find_nothing(text: str) -> None:
    """Another line that has every telling sign and nothing private changes nothing."""
    signs = "\n@ a: b: 1.2.3.y"
    left, kinds = without_addresses(text)
    assert without_addresses(text + signs) == (left + signs, kinds)


OCTETS = st.integers(0, 255)


@given(
    OCTETS, OCTETS, OCTETS, OCTETS, st.sampled_from(["{}", "see {}, please", "({})", "http://{}/", "{}:80", "x={}"])
)
def test_no_ip_address_stays_in_any_text(a: int, b: int, c: int, d: int, around: str) -> None:
    """Wherever it stands."""
    address = f"{a}.{b}.{c}.{d}"
    assert address not in without_addresses(around.format(address))[0]


def test_removals_are_counted_by_kind_and_line_everywhere() -> None:
    """Titles, topics and prose too; ``keep_private`` leaves them."""
    log = (
        "18:00:00 <maud> #startmeeting with ann@example.org\n18:00:01 <maud> #topic call 203.0.113.9\n"
        "\na remark by ann@example.org\n"
    )
    seen = read(log)
    assert "example.org" not in repr(seen.reading.session)
    assert "203.0" not in repr(seen.reading.session)
    assert seen.reading.removed == {"IP address": (2,), "e-mail address": (1, 4)}
    assert "ann@example.org" in repr(read(log, keep_private=True).reading.session)


def test_what_irssi_shows_of_a_private_talk_is_dropped_and_counted() -> None:
    found = read(
        "18:00 <@kim> hello all\n18:01 <bo> hi there\n18:02 [jo(~jo@h.example.org)] for you alone\n"
        "18:03 [msg(jo)] and back\n18:04 <kim> [see](this) and go on\n"
    )
    texts = [item.text for item in found.reading.session.body if isinstance(item, Message)]
    assert texts == ["hello all", "hi there", "[see](this) and go on"]
    assert dict(found.reading.account.dropped) == {"direct message": (3, 4)}


@pytest.mark.parametrize(
    "line",
    [
        "[18:05] -> *kim* between us",
        "18:05 *kim* between us",
        "May 03 18:05:00 >kim<\tbetween us",
        "18:05 <bo> /msg kim between us",
        "18:05 <bo> /query kim between us",
    ],
)
def test_what_was_for_one_person_only_is_dropped_and_counted(line: str) -> None:
    """As clients show it, and as people mistype it."""
    found = read(f"18:04 <kim> hello\n{line}\n18:06 <bo> hi\n18:07 <kim> so many *boats*\n")
    assert [item.text for item in found.reading.session.body if isinstance(item, Message)] == [
        "hello",
        "hi",
        "so many *boats*",
    ]
    assert found.reading.account.dropped == {"direct message": (2,)}


def test_nobody_is_called_by_a_number_or_an_address() -> None:
    """Those who called in stay apart, and reactions name nobody so either."""
    chat = (
        "18:00:01 From +49 30 1234567 to Everyone:\n\thello\n18:00:02 From 12065550100 to Everyone:\n\thi\n"
        "18:00:03 From kim@example.org to Everyone:\n\tboo\n18:00:04 From bo@example.org to Everyone:\n"
        '\tReacted to "boo" with 👍\n18:00:05 From +49 30 1234567 to Everyone:\n\tbye\n'
    )
    found = read(chat)
    said = [item for item in found.reading.session.body if isinstance(item, Message)]
    assert [item.speaker for item in said] == ["Caller 1", "Caller 2", "kim", "Caller 1"]
    assert said[2].metadata["x-reactions"] == {"👍": ["bo"]}
    assert found.reading.removed == {"e-mail address": (5, 5), "telephone number": (1, 3, 9)}


def test_speech_tells_no_addresses_and_what_was_written_to_be_read_keeps_them() -> None:
    """Captions, transcripts and dialogue are treated like logs; a note tells where notes and prose hold some."""
    cues = "00:01.000 --> 00:02.000\n12065550100: write to kim@example.org\n\n00:03.000 --> 00:04.000\nKim: yes\n"
    found = read(f"WEBVTT\n\n{cues}", "x.vtt")
    assert found.reading.session.body == (
        Message("write to [e-mail address removed]", "00:00:01", "Caller 1"),
        Message("yes", "00:00:03", "Kim"),
    )
    assert found.reading.removed == {"e-mail address": (4,), "telephone number": (4,)}
    assert "kim@example.org" in repr(read(f"WEBVTT\n\n{cues}", "x.vtt", keep_private=True).reading.session)
    notes = "Q: How do we reach you?\nA: At help@example.org.\n\nQ: Or by phone?\nA: +49 30 1234567\n"
    found = read(notes, "x.txt")
    assert "help@example.org" in repr(found.reading.session)
    assert not found.reading.removed
    note = "e-mail address and telephone number in the text, kept as it was written to be read: lines 2, 5"
    assert note in [one.sentence for one in found.notes]


def test_what_is_off_the_record_is_gone() -> None:
    """A text behind its mark, or everything up to the end mark; without one everything."""
    texts = [
        "a",
        "[off] b",
        "c",
        "[off]",
        "d",
        None,
        "[on] e",
        "f",
        "#offtherecord",
        "g",
        "#ontherecord",
        "h",
        "[OFF]",
    ]
    hidden = [False, True, False, True, True, True, True, False, True, True, True, False, True]
    assert list(off_the_record(texts)) == hidden
    seen = read("18:00:00 <a> x\n18:00:01 <a> #offtherecord\n18:00:02 <b> secret\n18:00:03 <b> more")
    assert seen.reading.account.dropped == {"off the record": (2, 3, 4)}
    assert "secret" not in repr(seen.reading)


LOG = """18:00:00 -!- kim_ [k@h] has joined #boats
18:00:01 <maud> welcome kim_, hello Kim
18:00:02 <kim_> KIM: it is me, Bo says hi
18:00:03 -!- kim_ is now known as kim
18:00:04 <kim> @bo: will you sail?
18:00:05 <bo> kim's boat, will sail
18:00:06 <Ann Lee> nobody but Ann
18:00:07 * kim waves to Ann Lee
18:00:08 <maud> Zoe from the stream asks: when?
18:00:09 <will> will maud sail?
18:00:10 <maud> thanks ann, zoe and kim__, boss
"""


def test_those_who_ask_become_labels() -> None:
    """Everywhere, under all their nicks; hosts keep their names, and only ``private`` knows who is who."""
    session = read(LOG, anonymise=True, people=(Person("maud"),)).reading.session
    lines = [f"{item.speaker}: {item.text}" for item in session.body if isinstance(item, Message)]
    assert lines == [
        "None: Participant 1 has joined #boats",
        "maud: welcome Participant 1, hello Participant 1",
        "Participant 1: Participant 1: it is me, Participant 2 says hi",
        "None: Participant 1 is now known as Participant 1",
        "Participant 1: @Participant 2: will you sail?",
        "Participant 2: Participant 1's boat, will sail",
        "Participant 3: nobody but Participant 3",
        "Participant 1: waves to Participant 3",
        "maud: Participant 5 asks: when?",
        "Participant 4: will maud sail?",
        "maud: thanks Participant 3, Participant 5 and Participant 1, boss",
    ]
    assert session.metadata["private"]["participants"] == {
        "Participant 1": ["kim_", "kim"],
        "Participant 2": ["bo"],
        "Participant 3": ["Ann Lee"],
        "Participant 4": ["will"],
        "Participant 5": ["Zoe from the stream"],
    }
    assert session.people == (Person("maud"),)


def test_events_lists_and_notices_name_nobody_who_stays_unnamed() -> None:
    """Nicks that are words, in brackets or between hyphens are replaced too; what begins an event is no nick."""
    log = """18:00 -!- mode/#boats [+v Bo[m]] by will
18:00 [@ChanServ] [+will] [ Bo[m]] [ kim|away]
18:01 <will> hello Bo, we will see
18:02 <Bo[m]> hello
18:02 <kim|away> hello
18:03 [will] a notice
18:04 -!- will is now known as willow
"""
    session = read(log, anonymise=True).reading.session
    assert [item.text for item in session.body if isinstance(item, Message)] == [
        "mode/#boats [+v Participant 2] by Participant 1",
        "[@ChanServ] [+Participant 1] [ Participant 2] [ Participant 3]",
        "hello Participant 2, we will see",
        "hello",
        "hello",
        "[Participant 1] a notice",
        "Participant 1 is now known as Participant 1",
    ]
    assert session.metadata["private"] == {
        "participants": {
            "Participant 1": ["will", "willow"],
            "Participant 2": ["Bo[m]"],
            "Participant 3": ["kim|away"],
        }
    }


def test_reactions_name_nobody_who_stays_unnamed() -> None:
    """What only the file knows keeps to the labels too."""
    chat = '18:00:00\tKim Moor:\tgood morning all\n18:00:01\tBo:\tReacted to "good morning all" with 👍\n'
    session = read(chat, anonymise=True).reading.session
    assert isinstance(session.body[0], Message)
    assert session.body[0].metadata["x-reactions"] == {"👍": ["Participant 2"]}


def test_direct_messages_are_dropped_with_all_their_lines() -> None:
    """In both forms of Zoom; only the count is told."""
    chat = (
        "18:00:00\tKim:\thello\n18:00:01\tKim to Bo (Direct Message):\tsecret\nmore secret\n18:00:02\tBo:\tbye\n"
        "18:00:03 From Kim to Bo(Privately) : secret\n18:00:04 From Kim to Everyone : public\n"
    )
    seen = read(chat)
    assert seen.format == "zoom-chat"
    assert seen.reading.account.dropped == {"direct message": (2, 3, 5)}
    assert "secret" not in repr(seen.reading)


def test_what_a_person_took_back_is_gone() -> None:
    """Matrix servers leave its shell, or tell that it was redacted."""
    body = {"msgtype": "m.text", "body": "secret"}
    events = [
        {"type": "m.room.message", "sender": "@a:x.org", "event_id": "1", "content": body},
        {"type": "m.room.message", "sender": "@a:x.org", "event_id": "2", "content": {**body, "body": "hello"}},
        {"type": "m.room.redaction", "sender": "@a:x.org", "event_id": "3", "redacts": "1"},
    ]
    seen = read(json.dumps({"room_name": "x", "messages": events}), "x.json")
    assert [item.text for item in seen.reading.session.body if isinstance(item, Message)] == ["hello"]
    assert "secret" not in repr(seen.reading)
