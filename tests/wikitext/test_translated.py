"""Translated pages: whatever is edited, a unit marker stays with its unit; none is made up, doubled or left alone.

The rules for markers are those by which the Translate extension refuses a save (TranslatablePageParser: a unit is a
block between blank lines inside of ``<translate>``; it has one marker at most, at its start or behind its heading,
and some text).
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose, Session
from ohbot.wikitext.lens import LensError, check, create, get, put
from ohbot.wikitext.shapes import SHAPES
from ohbot.wikitext.source import ScannedText
from ohbot.wikitext.splice import edited
from ohbot.wikitext.units import flaws, marking, units_of
from tests.wikitext.outline import cases
from tests.wikitext.pages import bodies

_MARKER = re.compile(r"<!--T:(.+?)-->")

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


def is_translated(page: str) -> bool:
    """Whether a page of the cases is one that the extension takes, with units in it."""
    return not any(flaws(ScannedText(page))) and any(unit.name for unit in units_of(page))


def marked(page: str) -> str:
    """The page as the wiki has it when somebody has marked it for translation: each unit has a marker."""
    names = (str(number) for number in count(1) if f"<!--T:{number}-->" not in page)
    for unit in reversed([unit for unit in units_of(page) if unit.name is None]):
        page = edited(page, [marking(page, unit, next(names))])
    return page


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


def halves(text: str) -> tuple[str, str]:
    """The first and the second half of a text, by its words; what holds a tag or template stays whole."""
    words = [text] if re.search("[<{]", text) else text.split(" ")
    return " ".join(words[: (len(words) + 1) // 2]), " ".join(words[(len(words) + 1) // 2 :])


def split(item: Item, *rest: Item) -> list[Item]:
    """One item made two, or a paragraph of it."""
    if isinstance(item, Exchange) and item.answers:
        first, second = halves(item.answers[0].text)
        parted = replace(item.answers[0], text=f"{first}\n\n{second}".strip())
        return [replace(item, answers=(parted, *item.answers[1:])), *rest]
    if isinstance(item, Exchange):
        first, second = halves(item.question)
        return [replace(item, question=first), *([Exchange(f"{second}?")] if second else []), *rest]
    if isinstance(item, Prose):
        first, second = halves(item.wikitext)
        return [Prose(f"{first}\n\n{second}".strip() or "gone"), *rest]
    return [item, *rest]


def join(item: Item, *rest: Item) -> list[Item]:
    """Two items made one, or two answers."""
    if isinstance(item, Exchange) and len(item.answers) > 1:
        one, two, *more = item.answers
        return [replace(item, answers=(replace(one, text=f"{one.text} {two.text}"), *more)), *rest]
    (other,) = rest or (None,)
    if isinstance(item, Exchange) and isinstance(other, Exchange):
        return [Exchange(f"{item.question} {other.question}", (*item.answers, *other.answers))]
    if isinstance(item, Prose) and isinstance(other, Prose):
        return [Prose(f"{item.wikitext} {other.wikitext}")]
    return [item, *rest]


@st.composite
def changed_session(draw: st.DrawFn, page: str) -> Session:
    """The session of a page after one to four edits."""
    session = get(page)
    body = list(session.body)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(body)))
        kind = draw(st.sampled_from(["insert", "change", "change", "remove", "move", "split", "join"]))
        if kind == "insert" or at == len(body):
            body.insert(at, draw(items()))
        elif kind in ("split", "join"):
            body[at : at + 2] = (split if kind == "split" else join)(*body[at : at + 2])
        elif kind == "change":
            body[at] = changed(draw, body[at])
        else:
            item = body.pop(at)
            if kind == "move":
                body.insert(draw(st.integers(0, len(body))), item)
    return replace(session, body=tuple(body))


def require_rules(old: str, new: str) -> None:
    """No rule is broken that was not before, and each marker that is left stands at most of the words that it had."""
    had, has = (Counter(flaws(ScannedText(text))) for text in (old, new))
    assert has <= had, f"{has - had}\n{new}"
    assert Counter(_MARKER.findall(new)) <= Counter(_MARKER.findall(old)), f"made up or copied\n{new}"
    ours, theirs = ({unit.name: unit.shown for unit in units_of(text) if unit.name} for text in (old, new))
    for name, words in ours.items():
        same = [unit for unit in units_of(new) if unit.shown == words]
        once = [unit.shown for unit in units_of(old)].count(words) == 1 == len(same)
        assert not once or same[0].name == name, f"{name} has left its unit\n{new}"
        if name not in theirs:
            assert not same or len(same) < sum(unit.shown == words for unit in units_of(old)), (
                f"{name} is gone\n{new}"
            )


@given(st.data(), st.sampled_from(PAGES))
def test_markers_stay_with_their_units_through_any_edits(data: st.DataObject, page: str) -> None:
    session = data.draw(changed_session(page))
    text = put(session, page)
    assert check(session, text) is None
    require_rules(page, text)


@given(bodies(), st.sampled_from(sorted(SHAPES)), st.data())
def test_a_new_page_in_units_reads_back_and_keeps_every_rule_through_any_edits(
    body: tuple[Item, ...], shape: str, data: st.DataObject
) -> None:
    """CreateGet and the rules, for a page that the wiki then marks and people edit."""
    session = Session(body=body)
    try:
        plain = create(session, shape=shape, after="[[Category:Hours]]\n")
    except LensError:
        return
    page = create(session, shape=shape, after="[[Category:Hours]]\n", translate=True)
    assert get(page) == get(plain)
    assert not any(flaws(ScannedText(page))), page
    page = marked(page)
    assert all(unit.name for unit in units_of(page))
    require_rules(page, put(data.draw(changed_session(page)), page))


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
