"""Regions and content: borders stay, balanced and in place, whatever happens to the items beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser

import pytest

from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose, Session
from ohbot.sandbox import Sandbox
from ohbot.wikitext.lens import check, get, put
from tests.sampling import sample
from tests.wikitext.edits import touched
from tests.wikitext.test_rendering import rendered

BORDERS = {
    "noinclude": ("<noinclude>", "</noinclude>"),
    "onlyinclude": ("<onlyinclude>", "</onlyinclude>"),
    "a section to transclude": ('<section begin="one" />', '<section end="one" />'),
    "div": ('<div class="box">', "</div>"),
    "center": ("<center>", "</center>"),
    "small": ("<small>", "</small>"),
    "two tags": ("<div><small>", "</small></div>"),
    "hidden begin": ("{{hidden begin|title=More}}", "{{hidden end}}"),
    "cot": ("{{cot|More}}", "{{cob}}"),
    "collapse top": ("{{Collapse_top}}", "{{collapse bottom}}"),
    "a pair of templates with one name": ("{{div col|2}}", "{{div col end}}"),
    "translate": ("<translate>", "</translate>"),
}
"""What opens and closes each kind of region."""
_TRANSPARENT = ("noinclude", "onlyinclude", "a section to transclude", "translate")
"""The regions that may open right before a list mark."""
_WITHIN_A_LINE = ("div", "center", "small", "two tags")
"""The regions that are a part of a text where they open and close on its line."""

_EXCHANGES: tuple[Item, ...] = (
    Exchange("Who has the kettle?", (Answer("It hangs on a hook."), Answer("In the barn.", "Ode"))),
    Exchange("Where is the ladder?", (Answer("Behind the wall."),)),
    Exchange("When do we sow barley?", (Answer("In early spring."), Answer("Or autumn.", "Bela"))),
    Exchange("Why are lamps lit?", (Answer("Ships pass here."),)),
)
_MESSAGES: tuple[Item, ...] = tuple(
    Message(text, speaker=who)
    for who, text in (
        ("Ode", "bread for breakfast"),
        ("Bela", "salted herring instead"),
        ("Ode", "olive oil lamps"),
        ("Bela", "soup cooked slowly"),
    )
)
SHAPES = {
    "numbered": ("# {0}", "#: {0}", _EXCHANGES),
    "bullets": ("* {0}", "** {0}", _EXCHANGES),
    "terms": ("; {0}", ": {0}", _EXCHANGES),
    "bold": ("'''{0}'''", "\n{0}", _EXCHANGES),
    "a listed talk": ("* {0}", "", _MESSAGES),
    "a talk": ("{0}\n", "", _MESSAGES),
}
NEW_EXCHANGE = Exchange("Is something new here?", (Answer("Fresh paint."),))
NEW_MESSAGE = Message("fresh paint", speaker="Ode")


def lines_of(item: Item, shape: str) -> list[str]:
    """The lines of an item on a page of a shape."""
    first, later, _ = SHAPES[shape]
    if isinstance(item, Message):
        return first.format(f"{item.speaker}: {item.text}").split("\n")
    assert isinstance(item, Exchange)
    said = [f"{answer.speaker}: {answer.text}" if answer.speaker else answer.text for answer in item.answers]
    rows = "\n".join([first.format(item.question), *map(later.format, said)])
    return [*rows.split("\n"), *([""] if shape == "bold" else [])]


@dataclass(frozen=True)
class Page:
    """A page with a region around some of its items."""

    text: str
    session: Session
    borders: tuple[str, str]
    around: range


def page_of(shape: str, kind: str, around: range, *, opens_glued: bool, closes_glued: bool) -> Page:
    """A page of a shape, with a region around some of its items, its borders glued to their lines or not."""
    opening, closing = BORDERS[kind]
    items = SHAPES[shape][2]
    blocks = [lines_of(item, shape) for item in items]
    inside = [line for i in around for line in blocks[i]]
    while not inside[-1]:
        inside.pop()
    inside = [opening + inside[0], *inside[1:]] if opens_glued else [opening, *inside]
    inside = [*inside[:-1], inside[-1] + closing] if closes_glued else [*inside, closing]
    gap = [""] if shape in ("bold", "a talk") else []
    before = [line for i in range(around.start) for line in blocks[i]]
    after = [line for i in range(around.stop, len(blocks)) for line in blocks[i]]
    text = "\n".join([*before, *inside, *gap, *after]).strip("\n")
    return Page(f"Hello, all.\n\n{text}\n[[Category:Hours]]\n", Session(body=items), (opening, closing), around)


def pages(shape: str, kind: str) -> Iterator[Page]:
    """The pages of a shape with a region of a kind, around the first item, those in the middle, the last one, all."""
    tight = kind in _TRANSPARENT or shape in ("bold", "a talk")
    for around in (range(1), range(1, 3), range(3, 4), range(4)):
        for opens in (False, True) if tight else (False,):
            for closes in (False, True):
                if opens and closes and shape.endswith("talk") and len(around) == 1 and kind in _WITHIN_A_LINE:
                    continue
                yield page_of(shape, kind, around, opens_glued=opens, closes_glued=closes)


def some_pages(shape: str, kind: str) -> list[Page]:
    """A third of them, or fewer in a quick run; others for each kind and shape."""
    third = list(pages(shape, kind))[len(kind) % 3 :: 3]
    return sample(third, one_in=4, first=len(kind) + len(shape))


def edits(body: tuple[Item, ...]) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """Every removal, insertion, move and exchange, from the first item behind the opening words on."""
    new = NEW_MESSAGE if isinstance(body[-1], Message) else NEW_EXCHANGE
    for i in range(1, len(body)):
        rest = body[:i] + body[i + 1 :]
        yield f"without {i}", rest
        yield f"new before {i}", (*body[:i], new, *body[i:])
        for to in range(1, len(body)):
            if to in {1, i - 1, i + 1, len(body) - 1} - {i}:
                yield f"{i} moved to {to}", (*rest[:to], body[i], *rest[to:])
        item = body[i]
        if isinstance(item, Exchange):
            for j in range(len(item.answers)):
                answers = item.answers[:j] + item.answers[j + 1 :]
                yield f"{i} without answer {j}", (*body[:i], replace(item, answers=answers), *body[i + 1 :])
            added = replace(item, answers=(*item.answers, Answer("Fresh paint.", "Ode")))
            yield f"{i} with one answer more", (*body[:i], added, *body[i + 1 :])
            turned = replace(item, answers=item.answers[::-1])
            yield f"{i} turned around", (*body[:i], turned, *body[i + 1 :])
    yield "new at the end", (*body, new)


def words(body: tuple[Item, ...]) -> Iterator[tuple[Item, ...]]:
    """The items with one word changed, in each text of theirs."""
    for i, item in enumerate(body):
        some: list[Item] = []
        if isinstance(item, Message):
            some = [replace(item, text=f"{item.text.rsplit(' ', 1)[0]} pond")]
        elif isinstance(item, Exchange):
            some = [replace(item, question=item.question.replace(" the ", " that ").replace(" are ", " were "))]
            for j, answer in enumerate(item.answers):
                other = replace(answer, text=f"{answer.text.rsplit(' ', 1)[0]} pond.")
                some.append(replace(item, answers=(*item.answers[:j], other, *item.answers[j + 1 :])))
        yield from ((*body[:i], new, *body[i + 1 :]) for new in some if new != item)


def told(item: Item) -> str:
    """Words by which an item is found on its page."""
    return item.question if isinstance(item, Exchange) else item.text if isinstance(item, Message) else ""


def borders_of(text: str, page: Page) -> list[str]:
    """The borders on a page, in order."""
    return re.findall("|".join(map(re.escape, page.borders)), text)


def enclosed(text: str, page: Page, body: tuple[Item, ...]) -> list[Item]:
    """The items between the borders of the region."""
    inside = text.split(page.borders[0], 1)[1].split(page.borders[1], 1)[0]
    return [item for item in body if told(item) and told(item) in inside]


@pytest.mark.parametrize("kind", BORDERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_borders_belong_to_their_region_whatever_happens_to_the_items(shape: str, kind: str) -> None:
    """Both stay, once and in order, and what stood inside and was not moved stands inside.

    Each kind is tried in a part of the places, in others for kinds with names of other lengths.
    """
    for page in some_pages(shape, kind):
        session = get(page.text, prior=page.session)
        assert session.body[1:] == page.session.body, page.text
        inside = enclosed(page.text, page, session.body)
        for name, body in edits(session.body):
            edited = replace(session, body=body)
            text = put(edited, page.text)
            borders = borders_of(text, page)
            assert borders == list(page.borders) or (kind == "translate" and not borders), (name, page.text, text)
            if not borders:
                continue  # an item that is a unit of its own takes its tags along
            assert check(edited, text) is None
            moved = re.match(r"(\d+) moved", name)
            stayed = [item for item in session.body if item in body and not (moved and _beside(name, item, session))]
            now = enclosed(text, page, body)
            for item in stayed:
                assert (item in now) == (item in inside), (name, page.text, text)
            assert "\n\n\n" not in text


def _beside(name: str, item: Item, session: Session) -> bool:
    """Whether an item is the one that has moved, or the neighbour that it has changed places with."""
    first, last = sorted(int(number) for number in re.findall(r"\d+", name))
    return item in session.body[first : last + 1]


@pytest.mark.parametrize("kind", BORDERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_change_of_a_word_beside_a_border_touches_one_line(shape: str, kind: str) -> None:
    for page in some_pages(shape, kind):
        session = get(page.text, prior=page.session)
        for body in words(session.body):
            text = put(replace(session, body=body), page.text)
            assert touched(page.text, text) == 2
            assert borders_of(text, page) == list(page.borders)


CONTENT = {
    "a table with a list mark": "{mark} {{|\n| the lake\n|-\n| more<br>lines\n\n|}}",
    "an indented table": ':{{| class="wikitable"\n| the lake\n|}}',
    "pre": "{mark} See <pre>\nthe lake\n\n  indented\n</pre>",
    "syntaxhighlight": "{mark} See <syntaxhighlight lang=text>\nthe lake\n\n*\n</syntaxhighlight>",
    "poem": "{mark} See <poem>\nthe lake\n\n  of old\n</poem>",
    "gallery": "{mark} See <gallery>\nA.jpg|the lake\n</gallery>",
    "ref": "{mark} Known<ref>\nfrom the lake\n</ref> to all",
    "math": "{mark} That is <math>\n\\text{{the lake}}\n</math> of it",
    "quotation": "{mark} He said <blockquote>\nthe lake\n\n* is deep\n</blockquote>",
    "comment and template": "{mark} See {{{{box|\nthe lake\n}}}} there",
}
"""What takes several lines of a page, inside of an answer."""


@pytest.mark.parametrize("name", CONTENT)
@pytest.mark.parametrize(("lead", "mark"), [("#", "#:"), ("*", "**"), (";", ":")])
def test_what_an_answer_encloses_goes_along_whole(name: str, lead: str, mark: str) -> None:
    """Wherever its exchange moves, when a word in it changes, when it goes, and when another answer comes."""
    content = CONTENT[name].format(mark=mark)
    blocks = [
        f"{lead} Who?\n{content}\n{mark} Yes.\n",
        f"{lead} Where?\n{mark} There.\n",
        f"{lead} Why?\n{mark} So.\n",
    ]
    page = "".join(blocks)
    session = get(page)
    first, *rest = session.body
    assert isinstance(first, Exchange)
    assert len(session.body) == 3
    for order in ((1, 0, 2), (1, 2, 0), (2, 1, 0)):
        body = tuple(session.body[i] for i in order)
        assert put(replace(session, body=body), page) == "".join(blocks[i] for i in order)
    assert put(replace(session, body=tuple(rest)), page) == "".join(blocks[1:])
    answers = tuple(replace(answer, text=answer.text.replace("lake", "pond")) for answer in first.answers)
    changed = replace(session, body=(replace(first, answers=answers), *rest))
    assert put(changed, page) == page.replace("lake", "pond")
    more = replace(session, body=(replace(first, answers=(*first.answers, Answer("Fresh.", "Ode"))), *rest))
    assert put(more, page).startswith(f"{blocks[0]}{mark} Ode: Fresh.\n{lead}")


_LOG = "18:00 <ode> hello\n18:01 <bela> who has the key?\n18:02 <ode> I do\n"


@pytest.mark.parametrize(("opening", "closing"), [("{{cot|Answers}}", "{{cob}}"), ("<div>", "</div>")])
def test_a_new_section_begins_behind_a_box_of_the_last_one_but_inside_of_one_around_both(
    opening: str, closing: str
) -> None:
    items = "# Who?\n#: Ode.\n# Where?\n#: There.\n"
    new = "\n== Later ==\n# Is something new here?\n#: Fresh paint.\n"
    boxed = f"== Q&A ==\n{opening}\n{items}{closing}\n"
    session = get(boxed)
    more = replace(session, body=(*session.body, Heading("Later"), NEW_EXCHANGE))
    assert put(more, boxed) == boxed + new
    around = f"{opening}\n== Q&A ==\n{items}{closing}\n"
    assert put(more, around) == around.replace(closing, new + closing)


def test_what_opens_and_closes_below_a_question_goes_along_with_it() -> None:
    boxed = "# Who?\n{{cot|More}}\n#: Ode.\n#: Bela.\n{{cob}}\n"
    page = f"{boxed}# Where?\n#: There.\n# Why?\n#: So.\n"
    session = get(page)
    who, *rest = session.body
    assert put(replace(session, body=(*rest, who)), page) == f"# Where?\n#: There.\n# Why?\n#: So.\n{boxed}"
    assert put(replace(session, body=tuple(rest)), page) == "# Where?\n#: There.\n# Why?\n#: So.\n"


def test_what_opens_a_box_in_an_exchange_and_closes_it_elsewhere_stays_once() -> None:
    page = "# Who?\n#: I.\n# Where?\n{{hidden begin}}\n#: There.\n# Why?\n#: So.\n{{hidden end}}\n"
    session = get(page)
    who, where, why = session.body
    text = put(replace(session, body=(where, who, why)), page)
    assert text == "# Where?\n#: There.\n# Who?\n#: I.\n{{hidden begin}}\n# Why?\n#: So.\n{{hidden end}}\n"


def test_a_box_is_closed_once_where_the_words_at_its_edge_are_joined_to_others() -> None:
    page = f"<pre>\n{_LOG}as kept by Ode\n</pre>\n\n== Later ==\nThe lamp went out.\n"
    session = get(page)
    *log, kept, later, lamp = session.body
    assert isinstance(kept, Prose)
    assert isinstance(lamp, Prose)
    joined = Prose(f"{kept.wikitext}\n\n{lamp.wikitext}")
    text = put(replace(session, body=(later, *log, joined)), page)
    assert text.count("</pre>") == 1


def test_prose_with_a_border_in_it_moves_as_the_session_has_it() -> None:
    page = "<div>\n* a boat\n</div>\n\n* a lamp\n== Later ==\n# Who?\n#: I.\n"
    session = get(page)
    things, *rest = session.body
    text = put(replace(session, body=(*rest, things)), page)
    assert get(text, prior=session).body == (*rest, things)
    assert text.count("<div>") == text.count("</div>") == 1


def test_a_word_in_a_message_with_a_box_touches_one_line() -> None:
    page = "* Ode: look <pre>\na lake\n\n  b\n</pre>\n* Bela: yes\n* Ode: no\n"
    session = get(page)
    first = session.body[0]
    assert isinstance(first, Message)
    edited = replace(session, body=(replace(first, text=first.text.replace("lake", "pond")), *session.body[1:]))
    assert put(edited, page) == page.replace("lake", "pond")


@pytest.mark.parametrize("opening", ["<pre>", "<poem>", '<syntaxhighlight lang="irc">'])
@pytest.mark.parametrize("item", [NEW_EXCHANGE, Heading("Later"), Prose("The lamp went out.")])
def test_what_comes_between_two_lines_of_a_log_parts_its_box(opening: str, item: Item) -> None:
    closing = f"</{opening[1:].split()[0].strip('>')}>"
    page = f"{opening}\n{_LOG}{closing}\n"
    session = get(page)
    text = put(replace(session, body=(*session.body[:2], item, *session.body[2:])), page)
    first, second, third = _LOG.splitlines(keepends=True)
    assert text.startswith(f"{opening}\n{first}{second}{closing}\n\n")
    assert text.endswith(f"\n{opening}\n{third}{closing}\n")
    assert get(text).body == (*session.body[:2], item, *session.body[2:])


def test_a_box_stays_closed_when_the_words_at_its_edges_go() -> None:
    page = f"<pre>\nThe log of the lake\n{_LOG}as kept by Ode\n</pre>\n"
    session = get(page)
    assert put(replace(session, body=session.body[1:-1]), page) == f"<pre>\n{_LOG}</pre>\n"


_SIBLINGS = {
    "its sibling's, whatever a reply elsewhere has": (
        "# Who?\n:: Me, too.\n# Where?\n#: There.\n#:: Really?\n# Why?\n#: So.\n",
        2,
        "#: So.\n#: Fresh.\n",
    ),
    "that of its list, where it has no answer": (
        "# Who?\n: Ode.\n# Where?\n#: There.\n#:: Really?\n# Why?\n#: So.\n# When?\n",
        3,
        "# When?\n#: Fresh.\n",
    ),
    "no reply's": ("# Who?\n#: Ode.\n#:: Really?\n# Where?\n#: There.\n", 1, "#: There.\n#: Fresh.\n"),
}


@pytest.mark.parametrize("name", _SIBLINGS)
def test_a_new_answer_has_the_mark_of_its_sibling_else_of_its_list(name: str) -> None:
    page, index, expected = _SIBLINGS[name]
    session = get(page)
    item = session.body[index]
    assert isinstance(item, Exchange)
    answered = replace(item, answers=(*item.answers, Answer("Fresh.", "Ode" if item.answers else None)))
    text = put(replace(session, body=(*session.body[:index], answered, *session.body[index + 1 :])), page)
    assert expected.replace("Fresh", "Ode: Fresh" if item.answers else "Fresh") in text


@pytest.mark.parametrize("closing", ["[[Category:Hours]]", "{{navbox}}", "</div>", "|}", "{{hidden end}}", "----"])
def test_no_blank_line_comes_before_what_closes_a_page_without_one(closing: str) -> None:
    page = f"# Who?\n#: Ode.\n# Where?\n#: There.\n{closing}\n"
    session = get(page)
    text = put(replace(session, body=(*session.body, NEW_EXCHANGE)), page)
    assert text == page.replace(closing, f"# Is something new here?\n#: Fresh paint.\n{closing}")


def test_a_category_glued_to_the_last_item_stays_at_the_end() -> None:
    page = "# Who?\n#: Ode.\n# Where?\n#: There.[[Category:Hours]]"
    session = get(page)
    assert put(replace(session, body=session.body[:1]), page) == "# Who?\n#: Ode.\n[[Category:Hours]]"
    assert put(replace(session, body=(*session.body, NEW_EXCHANGE)), page).endswith("paint.[[Category:Hours]]")
    assert put(replace(session, body=session.body[::-1]), page).endswith("Ode.\n[[Category:Hours]]")


class _Boxes(HTMLParser):
    """The boxes of some HTML, and in which of them each text stands."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self.tags: list[str] = []
        self.inside: dict[str, tuple[str, ...]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a box opens."""
        if tag in ("div", "center", "small"):
            self._open.append(tag)
            self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note where a box closes."""
        if tag in ("div", "center", "small"):
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note in which boxes some words stand."""
        for line in filter(None, map(str.strip, data.split("\n"))):
            self.inside[line] = tuple(self._open)


def _boxes(sandbox: Sandbox, text: str) -> _Boxes:
    reader = _Boxes()
    reader.feed(rendered(sandbox, text)["text"])
    return reader


@pytest.mark.wiki
@pytest.mark.parametrize("kind", ["noinclude", "div", "center", "two tags"])
@pytest.mark.parametrize("shape", ["numbered", "terms", "a talk"])
def test_the_wiki_shows_the_same_boxes_around_the_same_items(sandbox: Sandbox, shape: str, kind: str) -> None:
    """Rendered before and after: each box is there, and each text that has not moved stands in the same ones."""
    for around in (range(1), range(1, 3), range(2, 4)):
        for glued in (False, True):
            page = page_of(shape, kind, around, opens_glued=False, closes_glued=glued)
            session = get(page.text, prior=page.session)
            before = _boxes(sandbox, page.text)
            for name, body in edits(session.body):
                if "moved" in name or len(enclosed(page.text, page, body)) == 0:
                    continue
                after = _boxes(sandbox, put(replace(session, body=body), page.text))
                assert sorted(set(after.tags)) == sorted(set(before.tags)), name
                for words, boxes in after.inside.items():
                    assert set(before.inside.get(words, boxes)) == set(boxes), (name, words, page.text)


def test_a_border_in_a_text_of_the_file_is_the_page_s_alone() -> None:
    """As a file has it that was read when borders still were a part of the item next to them."""
    page = "<noinclude>\n# Who?\n#: Ode.</noinclude>\n# Where?\n#: There.\n"
    session = get(page)
    who = session.body[0]
    assert isinstance(who, Exchange)
    former = replace(who, answers=(Answer("Ode.</noinclude>"),))
    assert put(replace(session, body=(former, *session.body[1:])), page) == page


def test_a_category_that_is_all_that_a_list_item_says_is_its_text() -> None:
    """Else its mark would be left behind."""
    page = "* a boat\n* [[Category:Boats]]\n"
    assert get(page).body == (Prose(page.strip()),)
    assert put(Session(body=(Prose("* a boat\n* [[Category:Ships]]"),)), page) == page.replace("Boats", "Ships")
