"""Translated pages: whatever is edited, a unit marker stays with its unit; none is made up, doubled or left alone.

The rules for markers are those by which the Translate extension refuses a save (TranslatablePageParser: a unit is a
block between blank lines inside of ``<translate>``; it has one marker at most, at its start or behind its heading,
and some text).
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose, Session
from ohbot.wikitext.lens import check, get, put
from tests.wikitext.outline import cases

_NOWIKI = re.compile(r"<nowiki>.*?</nowiki>", re.DOTALL)
_TRANSLATED = re.compile(r"<translate(?:\s[^<>]*)?>(.*?)</translate>", re.DOTALL)
_MARKER = re.compile(r"<!--T:([\w-]+)-->")
_PLACED = re.compile(
    r"<!--T:[\w-]+-->[ \n]|={1,6}[^\n]*={1,6} *<!--T:[\w-]+-->(?:\n|$)|[*#:;]+ *<!--T:[\w-]+-->[ \n]"
)

_WHOLE = """<languages/>
<translate>
<!--T:1-->
Notes of the hour, by <tvar name="who">two people</tvar>.

== Questions == <!--T:2-->

<!--T:3-->
* Is it blue?
** Jo: It is.
** So it is.

<!--T:4-->
* Is it green?
** At times.

<!--T:5-->
* Is it red?
** Jo: See <tvar name="1">[[Red]]</tvar>.

== Thanks == <!--T:6-->

<!--T:7-->
To all.

<!--T:8-->
And to you.
</translate>
[[Category:Hours{{#translation:}}]]
"""
_EACH = """<translate>== Notes == <!--T:1--></translate>
# <translate><!--T:2--> Is it wide?</translate>
#: <translate><!--T:3--> Jo: Quite.</translate>
#: <translate><!--T:4--> A mile.</translate>
# '''<translate><!--T:5--> And long?</translate>'''
#: Jo: <translate><!--T:6--> Two miles.</translate>
# <translate>And deep?</translate>
<translate>
<!--T:7-->
Thanks!
</translate>
"""
_PARAGRAPHS = """<translate>
=== Who sails? === <!--T:1-->

<!--T:2-->
'''Jo:''' I do.

<!--T:3-->
When there is wind.

=== Who rows? === <!--T:4-->

<!--T:5-->
Nobody.

== Talk == <!--T:6-->

<!--T:7-->
'''Jo:''' Good evening.

<!--T:8-->
'''Al:''' Good evening to you.
</translate>
"""


def units(page: str) -> list[tuple[str | None, str]]:
    """The units of a page, each with its marker; what breaks a rule fails."""
    text = _NOWIKI.sub("nowiki", page)
    found: list[tuple[str | None, str]] = []
    for block in _TRANSLATED.findall(text):
        assert "<translate" not in block, page
        for unit in re.split(r"\n\s*\n", block.strip()):
            markers = _MARKER.findall(unit)
            words = _MARKER.sub("", unit).strip()
            assert len(markers) < 2, f"two markers in one unit: {unit!r}\n{page}"
            assert words or not markers, f"a marker alone: {unit!r}\n{page}"
            assert not markers or _PLACED.match(unit), f"a marker inside of a unit: {unit!r}\n{page}"
            found.append((markers[0] if markers else None, " ".join(words.split())))
    outside = _TRANSLATED.sub("", text)
    assert not re.search(r"</?translate|<!--T:", outside), f"outside of any unit: {outside!r}\n{page}"
    return found


def is_translated(page: str) -> bool:
    """Whether a page of the cases is one that the extension takes."""
    try:
        return any(marker for marker, _ in units(page))
    except AssertionError:
        return False


PAGES = [_WHOLE, _EACH, _PARAGRAPHS, *(case.page for case in cases() if is_translated(case.page))]


def exchanges() -> st.SearchStrategy[Exchange]:
    """A new question with some answers, in words that no page has: it cannot be taken for an old one, edited."""
    answers = st.sampled_from(
        [(), (Answer("No zebra ever."),), (Answer("Stripes help.\n\nSometimes."), Answer("Perhaps.", "Zelda"))]
    )
    return st.builds(Exchange, st.sampled_from(["May zebras vote?", "Why stripes?", "Zebras deserve more."]), answers)


def items() -> st.SearchStrategy[Item]:
    """Something new."""
    other = [Prose("Some more text."), Prose("One.\n\nTwo."), Heading("More", 2), Message("Hello.", speaker="Zelda")]
    return st.one_of(exchanges(), exchanges(), st.sampled_from(other))


def changed(draw: Callable[[st.SearchStrategy[int]], int], item: Item) -> Item:
    """The item with other words somewhere."""
    if isinstance(item, Exchange):
        kind = draw(st.integers(0, 4)) if item.answers else 0
        if kind == 0:
            return replace(item, question=f"{item.question} Really?")
        at = draw(st.integers(0, len(item.answers) - 1))
        answer = item.answers[at]
        new = {
            1: (replace(answer, text=f"New start. {answer.text}"),),
            2: (replace(answer, text=f"{answer.text}\n\nOne more."),),
            3: (replace(answer, speaker="Zelda Quux"),),
            4: (),
        }[kind]
        return replace(item, answers=(*item.answers[:at], *new, *item.answers[at + 1 :]))
    if isinstance(item, Heading):
        return replace(item, text=f"{item.text} anew")
    if isinstance(item, Message):
        return replace(item, text=f"{item.text} Really.")
    words = item.wikitext
    return Prose((f"Whoa. {words}", f"{words} And more.", f"{words}\n\nA new end.")[draw(st.integers(0, 2))])


@st.composite
def edited(draw: st.DrawFn, page: str) -> Session:
    """The session of a page after one to four edits."""
    session = get(page)
    body = list(session.body)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(body)))
        kind = draw(st.sampled_from(["insert", "change", "change", "remove", "move"]))
        if kind == "insert" or at == len(body):
            body.insert(at, draw(items()))
        elif kind == "change":
            body[at] = changed(draw, body[at])
        else:
            item = body.pop(at)
            if kind == "move":
                body.insert(draw(st.integers(0, len(body))), item)
    return replace(session, body=tuple(body))


@given(st.data(), st.sampled_from(PAGES))
def test_markers_stay_with_their_units_through_any_edits(data: st.DataObject, page: str) -> None:
    session = data.draw(edited(page))
    text = put(session, page)
    assert check(session, text) is None
    old, new = units(page), units(text)
    ours, theirs = ({marker: words for marker, words in some if marker} for some in (old, new))
    assert Counter(_MARKER.findall(text)) <= Counter(_MARKER.findall(page))
    assert set(theirs) <= set(ours)
    kept = Counter(words for _, words in new)
    for marker, words in theirs.items():
        stays = kept[ours[marker]] == 1 == [w for _, w in old].count(ours[marker])
        assert not stays or words == ours[marker], f"marker {marker} has left its unit\n{text}"


def test_an_exchange_keeps_its_units_where_a_heading_above_stands_in_tags_of_its_own() -> None:
    """It goes behind the tag that closes below the heading, since its own tags could not stand inside."""
    head = "<translate>\n== {0} == <!--T:{1}-->\n</translate>\n"
    first = "; <translate><!--T:2--> Is it deep?</translate>\n: <translate><!--T:3--> It is.</translate>\n"
    second = "; <translate><!--T:4--> Is it cold?</translate>\n: <translate><!--T:5--> It is.</translate>\n"
    page = head.format("Lakes", 1) + first + second + "\n" + head.format("Seas", 6)
    session = get(page)
    lakes, deep, cold, seas = session.body
    text = put(replace(session, body=(lakes, cold, seas, deep)), page)
    assert text.index("</translate>", text.index("Seas")) < text.index(first) < len(text)
    assert text == page.replace(first, "") + first
