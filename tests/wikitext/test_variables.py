"""Unusual translated pages: an edit keeps each variable whole and each tag between words, or it is refused."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Answer, Exchange, Item, Message, Prose, Session
from ohbot.wikitext.lens import LensError, get, put
from ohbot.wikitext.source import ScannedText
from ohbot.wikitext.units import broken

_VARIABLE = re.compile(r"<tvar[\s|][^<>]*>(.*?)(?:</tvar>|</>)", re.DOTALL)
_SPLIT = re.compile(r"\w(?:</?(?:translate|tvar)[^<>]*>|</>)+\w")

_TAGGED = (
    '# <translate>Why see <tvar name="1">[[Boat|the boat]]</tvar> now?</translate>\n'
    '#: Bo: <translate>one <tvar|x>[[Lake]]</> here and <tvar name="y">{{pond|2}}</tvar> there</translate>\n'
    "# Where to then?\n#: three more\n"
)
_PROSE = (
    '<translate>\n<!--T:1-->\nSome words by <tvar name="1">[[Boat|the boat]]</tvar> now, on <tvar|x>[[Lake]]</>.\n\n'
    "<!--T:2-->\nOther text.\n</translate>\n"
)
_PAGES = (
    _TAGGED,
    _PROSE,
    "<translate><translate>\n<!--T:1-->\n# Why so many?\n#: Bo: one boat here\n</translate></translate>\n",
    "<translate>\n# Why so many?\n#: Bo: one</translate> here\n# Where?\n#: <translate>three more\n</translate>\n",
    "# <translate>Why so many?\n#: Bo: one boat here\n# Where to?</translate>\n#: three more\n",
    "# Why so <translate>many bo</translate>ats?\n#: Bo: one <translate>boat</translate> here\n",
    "* Why so many?\n** one boat\n<translate>\n* Where to?\n** three more</translate>\n* What now?\n"
    "** five <translate>more\n* And then?\n** six\n</translate>\n",
    "# Why so many?\n#: one boat here</translate>\n# Where to?\n#: three more\n",
    "<translate>\n'''Bo:''' one <tvar name=1>[[Boat]]</tvar>\n\n'''Liv:''' two</translate> more\n\n'''Bo:''' three\n",
    "# Why?\n#: There are <translate>5<tvar name=1>00</tvar>0 boats</translate> here\n",
)


def reworded(draw: st.DrawFn, text: str) -> str:
    """The text with some words put in, taken out, changed or moved to a paragraph of their own."""
    words = text.split(" ")
    at = draw(st.integers(0, len(words) - 1))
    new = draw(
        st.sampled_from(
            [[], ["new", words[at]], [f"{words[at]}xx"], [f"re{words[at]}"], ["quite", "other"], [words[at], "\n\n"]]
        )
    )
    joined = " ".join([*words[:at], *new, *words[at + 1 :]]).replace(" \n\n ", "\n\n").strip()
    return joined or "gone"


@st.composite
def edited(draw: st.DrawFn, page: str) -> Session:
    """The session of a page with other words in one or two places."""
    session = get(page)
    body: list[Item] = list(session.body)
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(body) - 1))
        item = body[at]
        if isinstance(item, Exchange) and item.answers and draw(st.booleans()):
            first, *more = item.answers
            body[at] = replace(item, answers=(replace(first, text=reworded(draw, first.text)), *more))
        elif isinstance(item, Exchange):
            body[at] = replace(item, question=reworded(draw, item.question).replace("\n\n", " "))
        elif isinstance(item, Message):
            body[at] = replace(item, text=reworded(draw, item.text).replace("\n\n", " "))
        elif isinstance(item, Prose):
            body[at] = Prose(reworded(draw, item.wikitext))
    return replace(session, body=tuple(body))


@given(st.data(), st.sampled_from(_PAGES))
def test_variables_hold_what_they_held_and_no_tag_gets_into_a_word(data: st.DataObject, page: str) -> None:
    """Where a variable's own words change, it is around those that came for them; where they are gone, so is it."""
    text = put(data.draw(edited(page)), page)
    old, new = set(_VARIABLE.findall(page)), _VARIABLE.findall(text)
    assert len(re.findall("<tvar", text)) == len(re.findall("</tvar>|</>", text)) == len(new)
    changed = [words for words in new if words not in old]
    assert all(words.strip() and words.count("[[") == words.count("]]") for words in changed), text
    assert len(_SPLIT.findall(text)) <= len(_SPLIT.findall(page)), text
    assert all(words in text for words in old if f">{words}<" in text)


def test_a_variable_goes_along_to_a_paragraph_of_its_own() -> None:
    first, second = get(_TAGGED).body
    assert isinstance(first, Exchange)
    answer = Answer("one\n\n[[Lake]] here\n\nand {{pond|2}} there", "Bo")
    text = put(Session(body=(replace(first, answers=(answer,)), second)), _TAGGED)
    assert (
        "#: Bo: <translate>one</translate>\n#: <translate><tvar|x>[[Lake]]</> here</translate>\n"
        '#: <translate>and <tvar name="y">{{pond|2}}</tvar> there</translate>\n'
    ) in text


def test_a_variable_at_either_end_of_a_text_goes_with_what_it_held() -> None:
    page = "<translate>\n# Why?\n#: <tvar|x>[[Lake]]</> here\n#: Bo: see <tvar|y>[[Boat]]</>\n</translate>\n"
    without = put(Session(body=(Exchange("Why?", (Answer("here"), Answer("see", "Bo"))),)), page)
    assert without == "<translate>\n# Why?\n#: here\n#: Bo: see\n</translate>\n"
    longer = put(
        Session(body=(Exchange("Why?", (Answer("at [[Lake]] here"), Answer("see [[Boat]] now", "Bo"))),)), page
    )
    assert "#: at <tvar|x>[[Lake]]</> here\n#: Bo: see <tvar|y>[[Boat]]</> now\n" in longer


def test_a_variable_follows_its_words_through_the_text() -> None:
    prose = Prose("On [[Lake]], some words by [[Boat|a ship]] now.\n\nOther text.")
    text = put(Session(body=(prose,)), _PROSE)
    assert 'On <tvar|x>[[Lake]]</>, some words by <tvar name="1">[[Boat|a ship]]</tvar> now.' in text


def test_tags_stay_at_their_words_in_scripts_without_blanks() -> None:
    page = "# 何ですか？\n#: これは<translate>湖の<tvar|x>船</>です</translate>。\n"
    answer = Answer("これは大きな湖の船でした。")
    text = put(Session(body=(Exchange("何ですか？", (answer,)),)), page)
    assert text == "# 何ですか？\n#: これは<translate>大きな湖の<tvar|x>船</>でした</translate>。\n"


@pytest.mark.parametrize(
    ("new", "flaw"),
    [
        ("<translate>a <tvar|x>b</translate>", "a variable with one tag alone"),
        ("<translate>a <tvar|x></> b</translate>", "a variable that holds nothing"),
        ("<translate>a</translate> <tvar|x>b</>", "a variable outside of any <translate>"),
        ("<translate>a <translate>b</translate>", "a <translate> inside of another one"),
        ("<translate>a</translate>b", "a tag inside of a word"),
    ],
)
def test_what_would_break_is_told(new: str, flaw: str) -> None:
    whole = ScannedText("<translate>a <tvar|x>b</> c</translate>")
    assert broken(whole, ScannedText(new)) == flaw
    assert broken(ScannedText(new), ScannedText(new)) is None
    assert broken(ScannedText(new), whole) is None


def test_markup_that_would_break_is_refused() -> None:
    page = "<translate>\n# Why <tvar|x>so?\n#: See</> it.\n</translate>\n"
    session = get(page)
    with pytest.raises(
        LensError, match="translation markup would break: there would be a variable with one tag alone"
    ):
        put(replace(session, body=(Exchange("Why so?"),)), page)


def test_a_tag_that_closes_another_paragraph_s_stays_when_its_own_goes() -> None:
    page = "<translate>\n* Where to?\n** one\n** two</translate>\n* What now?\n** three\n"
    session = get(page)
    text = put(replace(session, body=(Exchange("Where to?", (Answer("one"),)), session.body[1])), page)
    assert text == "<translate>\n* Where to?\n** one\n</translate>\n* What now?\n** three\n"
