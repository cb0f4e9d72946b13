"""Laws of privacy: for any chat, no word that was for one person only is in anything that an import gives."""

import json
import re
from typing import NamedTuple

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Message
from ohbot.privacy import words
from ohbot.privacy.commands import typed_to_one
from ohbot.privacy.numbers import FIXED, telephone_numbers
from ohbot.sources import Imported, Options, comments, import_transcript, report, summary

LETTERS = "bdfgklmnprst"
WORD = st.text(LETTERS, min_size=3, max_size=6).map(lambda text: text.capitalize() + "o")
NAMES = st.lists(
    st.sampled_from(
        ["Amrei Holl", "Bosko", "Cilla Thorn (she/her)", "Jan van Dam", "Team: Red", "佐藤", "D'Arcy Lo", "Édith"]
    ),
    min_size=3,
    max_size=5,
    unique=True,
)
MARKS = [
    "Direct Message",
    "Direktnachricht",
    "Message direct",
    "ダイレクト メッセージ",
    "私聊",
    "Wiadomość bezpośrednia",
    "Shun palo",
]


class Language(NamedTuple):
    """The words of a head: before the speaker, before whom it is for, and for all."""

    lead: str
    to: str
    everyone: str


def first(alternatives: str) -> str:
    """The last of the words of a table's row."""
    return alternatives.split("|")[-1].replace("?", "")


ALL = """
    Everyone,Alle,Toată lumea,Todos,Tutti,Iedereen,Alla,Alle,Kaikki,Kõik,Mindenki,Herkes,Všichni,Все,Всі,Όλοι,
    Semua Orang,Mọi người,ทุกคน,الجميع,כולם,全員,所有人,모두
"""
KNOWN = [
    Language(first(lead).capitalize(), first(to), everyone.strip())
    for (lead, to), everyone in zip(words.ADDRESSED, ALL.split(","), strict=True)
]
UNKNOWN = st.builds(Language, WORD, WORD.map(str.lower), WORD.map(lambda word: f"{word} {word.lower()}"))


class Chat(NamedTuple):
    """A chat with its public words and the number of its lines for one person only."""

    text: str
    public: set[str]
    private: int


@st.composite
def chats(draw: st.DrawFn, languages: st.SearchStrategy[Language]) -> Chat:
    """A saved chat: heads with the text below or on one line, messages of several lines, some for one person only."""
    language, names = draw(languages), draw(NAMES)
    below, blank, marks = draw(st.booleans()), draw(st.sampled_from([" ", "  "])), draw(st.booleans())
    mark = draw(st.sampled_from(MARKS))
    lines, public, private = [], set(), 0
    count = draw(st.integers(3, 9))
    for number in range(count):
        to_all = number < 3 or number % 2 == 0 or draw(st.booleans())
        speaker = names[number % len(names)] if number < 3 else draw(st.sampled_from(names))
        target = language.everyone if to_all else draw(st.sampled_from([name for name in names if name != speaker]))
        suffix = "" if to_all or not marks else f"({mark})"
        head = f"19:{number:02}:00 {language.lead}{blank}{speaker}{blank}{language.to}{blank}{target}{suffix}:"
        token = f"{'pub' if to_all else 'qzq'}{number}"
        texts = [f"{token}{part}x {draw(st.sampled_from(['', 'and', '20:15 so:', 'to Everyone: yes']))}"
                 for part in range(draw(st.integers(1, 3)))]  # fmt: skip
        block = [head, *(f"\t{text}" for text in texts)] if below else [f"{head} {texts[0]}", *texts[1:]]
        lines += block
        public |= {text.split()[0] for text in texts} if to_all else set()
        private += 0 if to_all else len(block)
    return Chat("\n".join(lines), public, private)


def everything(imported: Imported) -> str:
    """All that anybody could read of an import."""
    told = (summary(imported), comments(imported), json.dumps(report(imported)), repr(imported.reading))
    return "\n".join(map(str, told))


def check(chat: Chat) -> None:
    """No private word is anywhere, every public one is in the session, and every line left out is counted."""
    imported = import_transcript(chat.text.encode(), "chat.txt", options=Options())
    assert "qzq" not in everything(imported)
    said = " ".join(item.text for item in imported.reading.session.body if isinstance(item, Message))
    assert chat.public == set(re.findall(r"pub\d+x", said))
    dropped = imported.reading.account.dropped
    assert sum(len(dropped.get(kind, ())) for kind in ("direct message", "possibly private")) == chat.private


@given(chats(st.sampled_from(KNOWN)))
def test_no_private_word_of_a_chat_in_a_known_language_is_left(chat: Chat) -> None:
    """With and without a mark, with the text below the head and behind it, and names with a colon."""
    check(chat)


@given(chats(UNKNOWN))
def test_no_private_word_of_a_chat_in_an_unknown_language_is_left(chat: Chat) -> None:
    """Structure alone tells: what was for all shares its end."""
    check(chat)


COMMANDS = (
    [*words_of.split("|")] if (words_of := "msg|w|dm|tell|query|notice|ns|nickserv|quote|oper|pass|identify") else []
)


@given(
    st.sampled_from(COMMANDS), st.sampled_from(["/", "//", " /", "／", "'/", "/ "]), st.booleans(),
    st.sampled_from(["18:00 <bo> {}", "[18:00] bo: {}", "18:00:01 From Bo to Everyone: {}", "18:00:01\tBo:\t{}"]),
)  # fmt: skip
def test_no_typed_command_is_published(command: str, slash: str, upper: bool, line: str) -> None:
    """However it is mistyped, in whatever chat."""
    typed = line.format(f"{slash}{command.upper() if upper else command} qzq1 qzq2")
    chat = "\n".join([line.format("hello pub1"), typed, line.format("bye pub2")])
    imported = import_transcript(chat.encode(), "x.log")
    assert "qzq" not in everything(imported)
    assert imported.reading.account.dropped["direct message"] == (2,)


@pytest.mark.parametrize(
    "text", ["/me waves", "/topic boats", "see /msg in the manual", "/usr/bin/oars", "identify gaps", "w/o", "/"]
)
def test_what_all_may_read_is_no_command_to_one(text: str) -> None:
    assert not typed_to_one(text, {"kim"})


EXAMPLES = [number for region in FIXED if (number := phonenumbers.example_number(region))]
FORMATS = [phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.E164]
AROUND = st.sampled_from(["{}", "ring {}, please", "({})", "tel. {}.", "it is {}!"])


@given(
    st.sampled_from(EXAMPLES), st.sampled_from(FORMATS), AROUND, st.sampled_from([" ", "\u00a0", "\u202f", "-", "."])
)
def test_no_international_number_stays(number: phonenumbers.PhoneNumber, form: int, around: str, gap: str) -> None:
    """Of any country, whatever blanks stand in it."""
    written = phonenumbers.format_number(number, form).replace(" ", gap)
    text = around.format(written)
    assert left_of(text) == around.format("#")


@given(
    st.sampled_from(EXAMPLES),
    st.sampled_from(["ring {}, please", "{}", "I am on {}"]),
    st.sampled_from([" ", "\u00a0", "-"]),
)
def test_no_national_number_stays_that_begins_as_such_numbers_do(
    number: phonenumbers.PhoneNumber, around: str, gap: str
) -> None:
    """With the zero before it; without one where a word says that it is a number."""
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).replace(" ", gap)
    digits = re.sub(r"\D", "", written)
    if around.startswith("ring") or (digits[0] == "0" and digits[1] != "0" and len(digits) > 8):
        assert left_of(around.format(written)) == around.format("#")


def left_of(text: str) -> str:
    """A text with a sign for each telephone number."""
    for begin, end in reversed(list(telephone_numbers(text))):
        text = f"{text[:begin]}#{text[end:]}"
    return text


def isbn(digits: str) -> str:
    """An ISBN of ten from its first nine digits."""
    check = -sum((10 - place) * int(digit) for place, digit in enumerate(digits)) % 11
    return f"{digits}{'X' if check == 10 else check}"


NINE = st.integers(0, 10**9 - 1).map("{:09}".format)
NO_NUMBERS = st.one_of(
    st.dates().map("{:%Y-%m-%d}".format),
    st.datetimes().map("{:%d.%m.%Y %H:%M}".format),
    st.datetimes().map("{:%Y-%m-%d %H:%M:%S}".format),
    st.dates().map("{:%d %m %Y}".format),
    st.times().map("{:%H:%M:%S}".format),
    st.integers(1, 10**10).map("#{}".format),
    st.integers(1, 10**10).map("https://example.org/w/index.php?oldid={}".format),
    st.integers(1, 10**10).map("rev {}".format),
    st.integers(1, 10**10).map("{:,}".format),
    st.integers(1, 10**9 - 1).map(lambda sum_: f"{sum_:,}".replace(",", "\u00a0") + " €"),
    NINE.map(lambda digits: f"ISBN {isbn(digits)}"),
    NINE.map(lambda digits: f"ISBN {digits[0]}-{digits[1:4]}-{digits[4:]}-{isbn(digits)[-1]}"),
    NINE.map(lambda digits: f"978-{digits[0]}-{digits[1:4]}-{digits[4:]}-7"),
    st.tuples(*[st.integers(0, 255)] * 4).map(lambda octets: ".".join(map(str, octets))),
    st.tuples(*[st.integers(1900, 2099)] * 2).map("{0[0]}-{0[1]}".format),
    st.tuples(*[st.integers(0, 40)] * 3).map("v{0[0]}.{0[1]}.{0[2]}".format),
)


@given(NO_NUMBERS, st.sampled_from(["{}", "see {} please", "on {}."]))
def test_dates_sums_ids_and_books_are_no_telephone_numbers(text: str, around: str) -> None:
    assert left_of(around.format(text)) == around.format(text)
