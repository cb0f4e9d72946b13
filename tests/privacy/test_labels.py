"""Labels reach links to people's pages, and every later mention of a name that is known."""

import pytest

from ohbot.model import Message, Person
from ohbot.privacy.addresses import without_addresses
from ohbot.privacy.events import event_without_people
from ohbot.privacy.labels import Labels
from ohbot.sources import Options, import_transcript


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("thanks [[User:KimM|Kim Moor]]", "thanks Participant 1"),
        ("[[:de:Benutzerin Diskussion:Kim Moor#x|here]]!", "Participant 1!"),
        ("[[Utilisateur:Kim_Moor]] and [[Участник:Bo|Bo]]", "Participant 1 and Participant 2"),
        ("https://example.org/wiki/User:Kim_Moor?x=1", "https://example.org/wiki/User:Participant_1?x=1"),
        ("{{ping|KimM}} said so", "{{ping|Participant 1}} said so"),
        ("KIM MOOR's boat, Kims Boot, Mrs Moor", "Participant 1's boat, Participant 1s Boot, Mrs Participant 1"),
        ("佐藤さんと Boris", "Participant 3さんと Boris"),
        ("Maud Lane and [[User:Maud Lane|Maud]] on a moor", "Maud Lane and [[User:Maud Lane|Maud]] on a moor"),
    ],
)
def test_labels_reach_links_and_mentions(text: str, left: str) -> None:
    """In the words of many wikis; those who stay named keep their names."""
    labels = Labels(keep=["Maud Lane"])
    for name in ("Kim Moor", "Bo", "佐藤", "Pim Lane"):
        labels.add([name])
    labels.learn(["see [[User:KimM|Kim Moor]]"])
    assert labels.relabel(text) == left


def test_a_host_keeps_a_name_that_others_share() -> None:
    """A first name or surname that a host has, too, stands for nobody else."""
    log = "18:00 <Kim Lane> hello\n18:01 <Kim Moor> I am Kim Moor\n18:02 <Kim Lane> Kim Lane here, hi Moor\n"
    session = import_transcript(
        log.encode(), "x.log", options=Options(anonymise=True, people=(Person("Kim Lane"),))
    ).reading.session
    assert [item.text for item in session.body if isinstance(item, Message)] == [
        "hello",
        "I am Participant 1",
        "Kim Lane here, hi Participant 1",
    ]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[lee] (~lee@h.example.org): Lee Zebra", "[lee]"),
        ("lee is ~lee@h.example.org * Lee Zebra", "lee is"),
        ("[Whois] lee is Lee Zebra (~lee@h)", "[Whois] lee is"),
        ("lee is connecting from *@203.0.113.9 203.0.113.9", "lee is connecting from"),
    ],
)
def test_nobody_learns_who_is_behind_a_nick(text: str, left: str) -> None:
    assert event_without_people(text)[0] == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I am lee!~lee@gateway/web/x now", "I am lee[host removed] now"),
        ("via ~lee@localhost", "via [host removed]"),
        ("lee@wikimedia/Lee left, unaffiliated/lee too", "[host removed] left, [host removed] too"),
        ("1-415-555-0199, 020\u00a07946\u202f0958", "[telephone number removed], [telephone number removed]"),
        ("01 42 68 53 00; 030 12345678; (030) 12345678", "; ".join(["[telephone number removed]"] * 3)),
        ("07700900123 or call 555 0199", "[telephone number removed] or call [telephone number removed]"),
        ("see wikimedia/mediawiki and @kim, bug 1234567890", "see wikimedia/mediawiki and @kim, bug 1234567890"),
    ],
)
def test_hosts_and_numbers_in_speech_are_taken_out(text: str, left: str) -> None:
    assert without_addresses(text)[0] == left
