"""Whatever form the heads of messages have: who says what, and when, comes out as it went in."""

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ohbot.model import Message
from ohbot.recognise.clocks import plain_clock
from ohbot.sources import Imported, import_transcript
from ohbot.wikitext.escape import unescape

PEOPLE = ("Maud Lane", "pim", "Anna-Lena Öz", "bo_42", "Борис", "真央", "Lane, Maud", "Zoë O'Neil")
WORDS = "boats sail at noon, 12:30 or so; see https://example.org/x note: bring oars? Да 舟 (x) - & <b> 3".split()
STARTS = st.sampled_from(("so", "Yes: so", "Note: so", "so 12:30 or", "Maud, so", "так", "> so"))
TEXTS = st.builds(
    lambda start, words: " ".join((start, *words)), STARTS, st.lists(st.sampled_from(WORDS), max_size=6)
)
TURNS = st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=3, unique=True).flatmap(
    lambda names: st.lists(st.tuples(st.sampled_from(names), TEXTS), min_size=6, max_size=12)
)
"""A talk in which some people speak again and again."""

FORMS = {
    # a message with its time in 24 hours {t}, in 12 {h}, of a recording {r}; its speaker {n} and text {x}
    "WhatsApp": "13/05/2021, {t} - {n}: {x}\n",
    "WhatsApp, 12 hours": "5/13/21, {h}\u202fPM - {n}: {x}\n",
    "WhatsApp on iOS": "[13.05.21, {t}:05] {n}: {x}\n",
    "WhatsApp, copied": "[{t}, 13/05/2021] {n}: {x}\n",
    "WhatsApp, Spanish": "13/5/2021 {h}\u202fp.\u00a0m. - {n}: {x}\n",
    "WhatsApp, Japanese": "2021/05/13 午後{h} - {n}: {x}\n",
    "Telegram": "{n}, [13.05.2021 {t}]\n{x}\n\n",
    "Discord": "[13/05/2021 {t}] {n}\n{x}\n\n",
    "Discord, copied": "{n} — Today at {h} PM\n{x}\n",
    "Slack, copied": "{n}\n  {h} PM\n{x}\n\n",
    "slackdump": "> {n} [U10] @ 13/05/2021 {t}:05 Z:\n{x}\n\n",
    "Rocket.Chat": "{n}\n{n}\n{h} PM\n{x}\n\n",
    "Element": "Thu, May 13, 2021, {t}:05 - {n}: {x}\n",
    "Gajim": "[2021-05-13 {t}:05]{n}: {x}\n",
    "BigBlueButton": "[{t}] {n} : {x}\n",
    "Teams, copied": "[{t}] {n}\n\n{x}\n\n",
    "Teams": "{n}\n{s} seconds\n{x}\n",
    "Zoom": "{t}:05 From {n} to Everyone:\n\t{x}\n",
    "Zoom, French": "{t}:05 De {n} à Tout le monde:\n\t{x}\n",
    "Webex": "from {n} to everyone:    {h} PM\n{x}\n",
    "Otter": "{n}  {r}\n{x}\n\n",
    "Krisp": "{n} | {r}\n{x}\n\n",
    "columns": "{r}  {n}  {x}\n",
    "tabs": "{n}:\t{r}\t{x}\n\n",
    "inline": "[{r}] {n}: {x}\n",
    "iMessage": "May 13, 2021  {h}:05 PM\n{n}\n{x}\n\n",
    "a range above": "{r} - {r}\n{n}:\n{x}\n\n",
    "printed": "[{r} --> {r}] [{n}] {x}\n",
    "bold": "**{n} ({r}):** {x}\n\n",
}


class Told(NamedTuple):
    """A message as it went in."""

    minute: int
    speaker: str
    text: str


def written(form: str, turns: list[tuple[str, str]]) -> tuple[str, list[Told]]:
    """Turns of a talk in a form, a minute each from 19:01 on, and what should come out."""
    told = [Told(number, name, text) for number, (name, text) in enumerate(turns, 1)]
    return "".join(
        FORMS[form].format(
            t=f"19:{one.minute:02}",
            h=f"7:{one.minute:02}",
            r=f"00:{one.minute:02}:05",
            s=f"{one.minute} minutes 5",
            n=one.speaker,
            x=one.text,
        )
        for one in told
    ), told


def messages(imported: Imported) -> list[Message]:
    """The messages of an import."""
    return [item for item in imported.reading.session.body if isinstance(item, Message)]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=10)
@given(TURNS)
def test_who_says_what_comes_out_as_it_went_in(form: str, turns: list[tuple[str, str]]) -> None:
    """In every form, for any names and texts."""
    text, told = written(form, turns)
    imported = import_transcript(text.encode(), "talk.txt")
    found = messages(imported)
    assert [message.speaker for message in found] == [one.speaker for one in told]
    assert [unescape(message.text) for message in found] == [one.text for one in told]
    minutes = [plain_clock(message.time or "").split(":")[1][:2] for message in found]
    assert minutes == [f"{one.minute:02}" for one in told]
    assert not imported.reading.account.unplaced


@pytest.mark.parametrize(
    ("written_so", "plain"),
    [
        ("7:00 PM", "7:00 PM"),
        ("7:00\u202fPM", "7:00 PM"),
        ("7:00\u00a0p.\u00a0m.", "19:00"),
        ("午後7:00", "19:00"),
        ("上午7:00:05", "07:00:05"),
        ("오후 12:15", "12:15"),
        ("7:00 م", "19:00"),
        ("٧:٠٠ ص", "07:00"),
        ("7:00 μ.μ.", "19:00"),
        ("19 Uhr", "19:00"),
        ("19.30 Uhr", "19:30"),
        ("19 h 00", "19:00"),
        ("19時05分", "19:05"),
        ("0 minutes 3 seconds", "00:00:03"),
        ("1 heure 2 minutes et 3 secondes", "01:02:03"),
        ("2 Minuten 10 Sekunden", "00:02:10"),
        ("00:00:12.5", "00:00:12.5"),
    ],
)
def test_times_have_one_plain_form(written_so: str, plain: str) -> None:
    """In digits with AM or PM as they are written, in all other ways in 24 hours."""
    assert plain_clock(written_so) == plain


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("[00:00:04] We begin.\n[00:00:09] Note: at noon.\n[00:00:15] Bye.\n", "Note"),
        ("Intro\n0:00\nwelcome\n0:02\nwe ask\nThe hull\n0:14\noak\n", "Intro"),
        ("[00:01:02] Maud: hi\n[00:01:09] Pim: hello\n[UNSURE 01:12] who rows?\n", "01:12"),
        ("Meeting\n\nWe began at 18:00 with Maud.\nPim left at 19:00.\n", "We began at"),
    ],
)
def test_words_that_are_no_name_speak_nowhere(text: str, nobody: str) -> None:
    """Labels, chapters, remnants of stamps, sentences that tell a time."""
    imported = import_transcript(text.encode(), "talk.txt")
    assert nobody not in {message.speaker for message in messages(imported)}
    assert not imported.reading.account.unplaced


def test_an_unsure_head_is_never_put_into_the_mouth_of_the_one_before() -> None:
    """A line with a stamp and no name is said by nobody, and that is told."""
    text = "[00:01:02] Maud: hi\n[00:01:09] Pim: hello\n[00:01:12] who goes there\n[00:01:15] Maud: me\n"
    imported = import_transcript(text.encode(), "talk.txt")
    assert [message.speaker for message in messages(imported)] == ["Maud", "Pim", None, "Maud"]
    assert "nobody is named as the speaker of lines 3" in [note.sentence for note in imported.notes]


def test_what_a_messenger_writes_is_nobodys_and_what_people_write_of_it_is_theirs() -> None:
    """What stands under the name of a group, which writes nothing else; not a message about such things."""
    text = (
        "[13/05/2021, 18:55:10] Boats: \u200eMessages and calls are end-to-end encrypted.\n"
        "[13/05/2021, 18:58:02] Boats: \u200eMaud added Pim\n"
        "[13/05/2021, 19:00:05] Maud: our end-to-end tests: run them\n"
        "[13/05/2021, 19:01:05] Pim: Maud added oars\n"
        "[13/05/2021, 19:02:05] Maud: I did\n"
    )
    found = messages(import_transcript(text.encode(), "talk.txt"))
    assert [(message.kind, message.speaker) for message in found] == [
        ("event", None),
        ("event", None),
        ("say", "Maud"),
        ("say", "Pim"),
        ("say", "Maud"),
    ]
